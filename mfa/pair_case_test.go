package mfa_test

import (
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

func runPair(t *testing.T, c refCase) {
	stock := series("vehicle", c.Inputs.get("product_stock").nums())
	use := func(k string) mfa.Use {
		n := c.Inputs.get(k)
		return mfa.Use{Life: lifetimeAt(n.get("type").str(), n, 0), Age: c.delta(mfa.EndOfYear)}
	}
	for name, p := range map[string]mfa.Pair{
		"none":              {},
		"replacement_0p5":   {Replace: 0.5},
		"replacement_1":     {Replace: 1},
		"reuse_0p6":         {Reuse: 0.6},
		"reuse_0p6_maxage8": {Reuse: 0.6, MaxReuseAge: 8},
	} {
		if !c.Expected.has(name) {
			continue
		}
		p.Product, p.Component = use("product"), use("component")
		r, err := p.StockDriven(stock)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range c.Expected.get(name).keys() {
			got := map[string]quantity.Array{"inflow": r.ProductIn, "i_product": r.ProductIn, "i_component": r.ComponentIn, "o_product": r.ProductOut, "o_component": r.ComponentOut,
				"replaced": r.Replaced, "reused": r.Reused, "s_by_component_cohort_last": r.LastByComponent, "s_by_product_cohort_last": r.LastByProduct}[k]
			c.expect(t, name+" "+k, c.Expected.get(name, k), got.Must().Data())
		}
		for what, flows := range map[string][2]quantity.Array{"products": {r.ProductIn, r.ProductOut}, "components": {r.ComponentIn, r.ComponentOut}} {
			if err := flows[0].Minus(flows[1]).CumSum("year").Near(stock, 1e-9); err != nil {
				t.Errorf("%s: %s balance: %v", name, what, err)
			}
		}
		if err := r.ComponentOutByCohort.Sum("cohort").Near(r.ComponentOut, 1e-9); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPairRefuses(t *testing.T) {
	use := mfa.Use{Life: mfa.Weibull{Shape: 3, Scale: 10}, Age: mfa.MidYear}
	stock := series("vehicle", []float64{1, 2, 3})
	fine := mfa.Pair{Product: use, Component: use, Replace: 0.5, Reuse: 0.5}
	if _, err := fine.StockDriven(stock); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*mfa.Pair){
		"Pair.Replace is 1.5":            func(p *mfa.Pair) { p.Replace = 1.5 },
		"Pair.Reuse is -1":               func(p *mfa.Pair) { p.Reuse = -1 },
		"Pair.MaxReuseAge is -2":         func(p *mfa.Pair) { p.MaxReuseAge = -2 },
		"they enter together":            func(p *mfa.Pair) { p.Component.Age = mfa.EndOfYear },
		"an initial stock":               func(p *mfa.Pair) { p.Product.Initial = stock },
		"lifetime Weibull: Shape is 0":   func(p *mfa.Pair) { p.Component.Life = mfa.Weibull{Scale: 3} },
		"is left at the end of that":     func(p *mfa.Pair) { p.Component.Life = mfa.Fixed{} },
		"ScrapEarly is not supported":    func(p *mfa.Pair) { p.Product.Negative = mfa.ScrapEarly },
		"no lifetime is given: set one,": func(p *mfa.Pair) { p.Product.Life = nil },
	} {
		p := fine
		spoil(&p)
		if _, err := p.StockDriven(stock); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	falling := series("vehicle", []float64{9, 1})
	if r, err := fine.StockDriven(falling); err != nil || len(r.Warnings) != 1 {
		t.Error("a falling stock:", err)
	}
}
