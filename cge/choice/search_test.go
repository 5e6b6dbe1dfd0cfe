package choice

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"pgregory.net/rapid"
)

// listing is the cheapest of all sets by looking at each of them.
func listing(m Maker, u unitCosts) float64 {
	least := math.Inf(1)
	for s := Set(0); s < 1<<len(m.options()); s++ {
		if s != 0 || m.empty() {
			least = min(least, u.cost(s))
		}
	}
	return least
}

// The search by blocks finds what looking at every set finds, with platforms
// that are shared, tables, and either form of recipe.
func TestSearchEqualsListing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, at := anyVolume(t)
		for k := range v.Options {
			v.Options[k].Platform = v.Temper() * rapid.Float64Range(0, 0.5).Draw(t, "platform")
		}
		if n := len(v.Options); n > 3 {
			v.Options[n-1].Group, v.Options[1].Group = "shared", "shared"
			v.Options[n-1].Platform = v.Options[1].Platform
		}
		r := &Recipe{Factor: v.Level, FactorW: 0.6, LogA: 0.1, Form: Form(rapid.IntRange(0, 1).Draw(t, "form")), Sigma: rapid.SampledFrom([]float64{0, 0.3, 2.5, 6}).Draw(t, "sigma")}
		for k, c := range v.inputs() {
			in := Input{Commodity: c, Weight: rapid.Float64Range(0.01, 0.15).Draw(t, "weight"), B: rapid.Float64Range(-0.2, 0.2).Draw(t, "b")}
			if k == 0 {
				r.Required = append(r.Required, in)
			} else {
				r.Optional = append(r.Optional, in)
			}
		}
		tabled := *r
		tabled.Table = map[Set]float64{0: 0}
		for s := Set(1); s < 1<<len(r.Optional); s++ {
			if rapid.Bool().Draw(t, "listed") {
				tabled.Table[s] = rapid.Float64Range(-0.5, 0.5).Draw(t, "log A")
			}
		}
		for _, m := range []Maker{v, r, &tabled} {
			u := m.unit(at)
			set, cost := best(m, u)
			if want := listing(m, u); math.Abs(cost-want) > 1e-11*(1+math.Abs(want)) {
				t.Errorf("%T: set %b costs %v, the cheapest %v", m, set, cost, want)
			}
			last, seen := math.Inf(-1), 0
			for s, c := range ranked(m, u) {
				if c < last-1e-11*(1+math.Abs(c)) || c != u.cost(s) {
					t.Errorf("%T: set %b at %v comes after %v", m, s, c, last)
				}
				last, seen = c, seen+1
			}
			if seen == 0 {
				t.Errorf("%T: no set was ranked", m)
			}
		}
	})
}

// Thirty options on platforms of one price: the best set of any size holds the
// options with the largest terms, so its size alone is to be found.
func TestManyOptions(t *testing.T) {
	e := cge.NewEconomy("many")
	v := &Volume{Name: "maker", Makes: e.Commodity("packs"), Level: e.Commodity("good"), Units: 1, Elasticity: 5}
	prices := map[string]float64{"good": 1}
	for k := range 30 {
		name := "option " + strings.Repeat("i", k+1)
		v.Options = append(v.Options, Option{Name: name, Commodity: e.Commodity(name), Share: 1.0 / 30, Price: 1, Platform: 0.01})
		prices[name] = 1 + 0.02*float64(k*7%30)
	}
	if err := v.check(); err != nil {
		t.Fatal(err)
	}
	u := v.unit(market{price: func(c cge.Commodity) float64 { return prices[c.String()] }})
	set, cost := best(v, u)
	least := math.Inf(1)
	var grown Set
	for range 30 {
		at, most := -1, 0.0
		for k := range v.Options {
			if x := u.(*volumeCosts).logit.Terms[k]; !grown.Has(k) && x > most {
				at, most = k, x
			}
		}
		grown |= Of(at)
		least = min(least, u.cost(grown))
	}
	if math.Abs(cost-least) > 1e-12 || set.Len() < 2 || set.Len() > 29 {
		t.Errorf("%d options cost %v, the cheapest of each size %v", set.Len(), cost, least)
	}
}
