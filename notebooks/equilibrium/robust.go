package equilibrium

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/cge/sensitivity"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// NotOre leaves the two ores out of a table of prices, so that what is made from
// them can be seen beside each other.
func NotOre(prices quantity.Array) quantity.Array {
	axis, ok := prices.Axis("commodity")
	if !ok {
		return prices
	}
	var ores []string
	for _, mine := range Mines {
		ores = append(ores, Name(mine))
	}
	return prices.Select("commodity", slices.DeleteFunc(slices.Clone(axis.Labels), func(l string) bool { return slices.Contains(ores, l) })...)
}

// asked are the results that answers and the sensitivity analysis speak of.
var asked = []struct{ label, variable string }{
	{"price of Cu Ni Pb Zn ore", "PQ:C_CUNIMIN"}, {"price of smelting", "PQ:C_NFSMELT"}, {"price of copper products", "PQ:C_COPROD"},
	{"Cu Ni Pb Zn mining", "A_CUNIMIN"}, {"what households buy", "C:HH"},
}

// causing are the parameters that results are differentiated by: ore and
// productivity of the copper mines, the world price of smelted metal, what can
// stand in for ore (σ), Armington, transformation between home and abroad.
var causing = []struct{ label, parameter string }{
	{"ore", "supply:RES:A_CUNIMIN"}, {"productivity", "z:A_CUNIMIN"}, {"world price", "pwm:C_NFSMELT"},
	{"σ of ore", "sigma:A_CUNIMIN"}, {"Armington", "esub:armington"}, {"home/abroad", "esub:cet"},
}

// Answers are elasticities of results to parameters at an equilibrium: result ×
// parameter, the change in % for 1 % more of the parameter.
func Answers(eq *cge.Equilibrium) quantity.Array {
	response, err := eq.Respond()
	if err != nil {
		return quantity.Failed(err)
	}
	var results, parameters []string
	var values []float64
	for _, r := range asked {
		results = append(results, r.label)
	}
	for _, c := range causing {
		parameters = append(parameters, c.label)
	}
	for _, r := range asked {
		for _, c := range causing {
			v, err := response.Elasticity(r.variable, c.parameter)
			if err != nil {
				return quantity.Failed(err)
			}
			values = append(values, v)
		}
	}
	return quantity.New("1", values, quantity.NewAxis("result", results...), quantity.NewAxis("parameter", parameters...))
}

// curvatures are the elasticities that Robust varies: all those of a kind at
// once, and what can stand in for ore in the copper mines.
var curvatures = []struct{ label, parameter string }{
	{"home/abroad", "esub:cet"}, {"Armington", "esub:armington"}, {"factors", "esub:va"}, {"σ of ore", "sigma:A_CUNIMIN"},
}

// Robust solves a scenario with every elasticity of curvatures anywhere between
// half and one and a half of its value (Hammer and Stroud's points: means exact
// to degree 5), and tells what comes of it: a table with the mean, the standard
// deviation and whose share of the variance it is, in % to a decimal.
func (e *Economy) Robust(sc cge.Scenario) ([]charts.Column, *sensitivity.Sample, error) {
	a := sensitivity.Analysis{Model: e.Compiled, Scenario: sc, Method: sensitivity.Order5, Settings: &cge.Settings{From: e.Benchmark}}
	for _, c := range curvatures {
		v, err := e.elasticity(c.parameter)
		if err != nil {
			return nil, nil, err
		}
		a.Params = append(a.Params, sensitivity.Uncertain{Name: c.parameter, Dist: sensitivity.Uniform{Min: (1 - spread) * v, Max: (1 + spread) * v}})
	}
	for _, r := range asked[:3] {
		a.Results = append(a.Results, sensitivity.Result{Name: r.label + ", %", Of: func(eq *cge.Equilibrium) (float64, error) {
			v, err := eq.Value(r.variable)
			return 100 * (v - 1), err
		}})
	}
	a.Results = append(a.Results, sensitivity.Result{Name: evLabel, Of: e.EV})
	s, err := a.Run(context.Background())
	if err != nil {
		return nil, nil, err
	}
	columns := []charts.Column{charts.Values("central", s.Central()).Digits(2), charts.Values("mean", s.Mean()).Digits(2), charts.Values("SD", s.SD()).Digits(2)}
	shares := s.Shares().Map(func(v float64) float64 { return math.Round(1000*v) / 1000 }).To("%")
	for _, c := range curvatures {
		columns = append(columns, charts.Values(c.label, shares.Pick("parameter", c.parameter)).Digits(1))
	}
	return columns, s, shares.Err()
}

const evLabel = "EV, MUSD2017"

// elasticity is the central value of a parameter of curvatures: that of the top
// of a producer's nest, or 1 for what scales a kind.
func (e *Economy) elasticity(parameter string) (float64, error) {
	producer, ok := strings.CutPrefix(parameter, "sigma:")
	if !ok {
		return 1, nil
	}
	d, err := e.Model.Economy.Describe()
	if err != nil {
		return 0, err
	}
	for _, p := range d.Producers {
		if p.Name == producer {
			return p.In.Elasticity.Value, nil
		}
	}
	return 0, fmt.Errorf("equilibrium: no producer %q", producer)
}

// A Variant is a case with a name.
type Variant struct {
	Name string
	Case Case
}

// Variants are what else could have been chosen: how fast mines answer, how much
// of their income is earned by ore, whether capital can move, whether wages
// can.
func Variants() []Variant {
	with := func(name string, change func(*Case)) Variant {
		c := Standard()
		change(&c)
		return Variant{name, c}
	}
	factor := func(f string, market sam.FactorMarket) func(*Case) {
		return func(c *Case) { c.Closure.Factors = map[string]sam.FactorMarket{f: market} }
	}
	return []Variant{
		{"standard", Standard()},
		with("mines answer in 20 years", func(c *Case) { c.Horizon = "20 years" }),
		with("half the rent", func(c *Case) { c.Rent = rent / 2 }),
		with("one and a half times the rent", func(c *Case) { c.Rent = rent * 1.5 }),
		with("capital stays where it is", factor("CAP", sam.SpecificFactor())),
		with("wages do not fall", factor("LAB", sam.FixedWage(idle))),
	}
}

// EVs are the equivalent variations of households under every variant: variant
// × scenario in MUSD2017.
func EVs(variants []Variant) (quantity.Array, error) {
	var parts []quantity.Array
	for _, v := range variants {
		e, err := Calibrate(v.Case)
		if err != nil {
			return quantity.Array{}, err
		}
		var evs []float64
		for _, sc := range []cge.Scenario{e.LessOre(Cut), e.PoorerOre(Cut), e.Tariff(Duty)} {
			eq, err := e.Solve(sc)
			if err != nil {
				return quantity.Array{}, err
			}
			ev, err := e.EV(eq)
			if err != nil {
				return quantity.Array{}, err
			}
			evs = append(evs, ev)
		}
		parts = append(parts, quantity.New("MUSD2017", evs, quantity.NewAxis("scenario", "less ore", "poorer ore", "tariff")).
			Expand(quantity.NewAxis("variant", v.Name)).WithSources(e.Sources...))
	}
	all := quantity.Concat("variant", parts...)
	return all, all.Err()
}
