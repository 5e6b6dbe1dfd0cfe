package sensitivity_test

import (
	"context"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sensitivity"
)

// twoSectors has labour, capital, and two goods made with different shares of
// them. The parameter "workers" multiplies the labour of the household.
func twoSectors(t testing.TB) *cge.Model {
	t.Helper()
	e := cge.NewEconomy("two sectors")
	e.Param("workers", 1)
	labour, capital := e.Commodity("labour"), e.Commodity("capital")
	steel, food := e.Commodity("steel"), e.Commodity("food")
	e.Producer("make steel", steel.Of(50), cge.CES(0.8, labour.Of(15), capital.Of(35)))
	e.Producer("make food", food.Of(50), cge.CES(0.6, labour.Of(40), capital.Of(10)))
	e.Consumer("household").
		Owns(labour.OfExpr("55*workers"), capital.Of(45)).
		Wants(cge.CES(0.9, steel.Of(50), food.Of(50)))
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// shock is a half more labour, counted in units of capital.
var shock = cge.Scenario{Name: "more labour", Set: map[string]float64{"workers": 1.5}, Fix: map[string]float64{"capital": 1}}

var elasticities = []sensitivity.Uncertain{
	{Name: "sigma:make steel", Dist: sensitivity.Uniform{Min: 0.6, Max: 1.0}},
	{Name: "sigma:make food", Dist: sensitivity.LogNormal{Mean: 0.6, SD: 0.1}},
	{Name: "sigma:household", Dist: sensitivity.Triangular{Min: 0.6, Mode: 0.9, Max: 1.2}},
}

// analysis asks for the wage and the relative price of food.
func analysis(t testing.TB, method sensitivity.Method, draws int) sensitivity.Analysis {
	return sensitivity.Analysis{
		Model: twoSectors(t), Scenario: shock, Params: elasticities, Method: method, Draws: draws, Seed: 11,
		Results: []sensitivity.Result{
			{Name: "labour"},
			{Name: "food over steel", Of: func(eq *cge.Equilibrium) (float64, error) {
				v := eq.Values()
				return v["food"] / v["steel"], nil
			}},
		},
	}
}

func run(t testing.TB, a sensitivity.Analysis) *sensitivity.Sample {
	t.Helper()
	s, err := a.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v to %g", what, got, want, tolerance)
	}
}
