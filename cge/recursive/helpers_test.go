package recursive_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/recursive"
)

const (
	alpha  = 0.3 // share of capital
	saving = 0.2
	growth = 0.02
	decay  = 0.05
	steady = 100 * saving / (growth + decay) // capital that keeps pace with labour
)

// solow makes goods from labour and capital with fixed shares of cost and
// spends a fixed share of income on investment, 20 of 100 in the benchmark.
func solow(t testing.TB) *cge.Model {
	t.Helper()
	e := cge.NewEconomy("Solow")
	e.Param("K", steady)
	e.Param("L", 1)
	e.Param("A", 1)
	labour, capital := e.Commodity("wage"), e.Commodity("rent")
	goods, investment := e.Commodity("goods"), e.Commodity("investment goods")
	e.Producer("make", goods.Of(100), cge.CobbDouglas(labour.Of(100*(1-alpha)), capital.Of(100*alpha))).Productivity("A")
	e.Producer("invest", investment.Of(100*saving), goods.Of(100*saving))
	e.Consumer("household").
		Owns(labour.OfExpr(fmt.Sprintf("%v*L", 100*(1-alpha))), capital.OfExpr(fmt.Sprintf("%v*K/%v", 100*alpha, steady))).
		Wants(cge.CobbDouglas(goods.Of(100*(1-saving)), investment.Of(100*saving)))
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// invests adds investment to capital.
func invests(depreciation float64) recursive.Accumulate {
	return recursive.Accumulate{Stock: "K", Flow: "invest", Factor: 100 * saving, Depreciation: depreciation}
}

// path is the balanced growth of n years, counted in goods, solved two digits
// closer than by default.
func path(t testing.TB, n int) recursive.Path {
	return recursive.Path{
		Model: solow(t), Periods: recursive.Years(2021, 2020+n),
		Base:     cge.Scenario{Fix: map[string]float64{"goods": 1}},
		State:    map[string]float64{"K": steady, "L": 1},
		Rules:    []recursive.Rule{invests(decay), recursive.Grow{Param: "L", Rate: growth}},
		Settings: &cge.Settings{Tolerance: 1e-12},
	}
}

// catchingUp is an economy of two goods that begins with a third of the capital
// that its labour will need, so that prices and proportions keep changing.
func catchingUp(t testing.TB, n int) recursive.Path {
	t.Helper()
	e := cge.NewEconomy("two goods")
	e.Param("K", 300)
	e.Param("L", 1)
	labour, capital := e.Commodity("wage"), e.Commodity("rent")
	steel, food, machines := e.Commodity("steel"), e.Commodity("food"), e.Commodity("machines")
	e.Producer("make steel", steel.Of(45), cge.CES(0.5, labour.Of(15), capital.Of(30)))
	e.Producer("make food", food.Of(55), cge.CES(0.8, labour.Of(45), capital.Of(10)))
	e.Producer("invest", machines.Of(20), cge.Leontief(steel.Of(15), food.Of(5)))
	e.Consumer("household").
		Owns(labour.OfExpr("60*L"), capital.OfExpr("40*K/300")).
		Wants(cge.CobbDouglas(machines.Of(20), cge.CES(0.6, steel.Of(30), food.Of(50))))
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	p := path(t, n)
	p.Model, p.State = m, map[string]float64{"K": 100, "L": 1}
	p.Base.Fix = map[string]float64{"wage": 1}
	return p
}

func run(t testing.TB, p recursive.Path) *recursive.Course {
	t.Helper()
	c, err := p.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// near compares relative to want, or absolutely where it is 0.
func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if want != 0 {
		got, want = got/want, 1
	}
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is off by %g, more than %g", what, got-want, tolerance)
	}
}
