package choice

import (
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"pgregory.net/rapid"
)

// anyVolume is a node of 2 to 6 options at random prices.
func anyVolume(t *rapid.T) (*Volume, market) {
	e := cge.NewEconomy("node")
	draw := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
	v := &Volume{Name: "maker", Makes: e.Commodity("packs"), Level: e.Commodity("good"), Units: 1, Elasticity: draw("elasticity", 0.5, 10), Assembly: draw("assembly", 0, 1)}
	at := map[string]float64{"good": draw("pi", 0.5, 2)}
	n := rapid.IntRange(2, 6).Draw(t, "options")
	total := 0.0
	for k := range n {
		name := string(rune('a' + k))
		o := Option{Name: name, Commodity: e.Commodity(name), Share: draw("share", 0.05, 1), Price: draw("price at base", 0.2, 3), Life: draw("life", 0.7, 1.4)}
		at[name] = o.Price * draw("price", 0.5, 2)
		total += o.Share
		v.Options = append(v.Options, o)
	}
	for k := range v.Options {
		v.Options[k].Share /= total
	}
	return v, market{price: func(c cge.Commodity) float64 { return at[c.String()] }}
}

// Raising the minimum viable share never enlarges a set: at given prices the
// larger share's set lies inside the smaller one's.
func TestViableShareNeverEnlarges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, at := anyVolume(t)
		shares := []float64{rapid.Float64Range(0, 0.3).Draw(t, "one"), rapid.Float64Range(0, 0.3).Draw(t, "two")}
		slices.Sort(shares)
		var chosen [2]Set
		for i, viable := range shares {
			for k := range v.Options {
				v.Options[k].Platform = Platform(v.Temper(), viable)
			}
			chosen[i], _ = best(v, v.unit(at))
		}
		if chosen[1]&^chosen[0] != 0 {
			t.Errorf("at viable shares %v the sets are %b and %b", shares, chosen[0], chosen[1])
		}
	})
}

// An option is in the cheapest set only if its share there exceeds the minimum
// viable one, and none outside would exceed it after entry.
func TestViableShareIsTheMargin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, at := anyVolume(t)
		viable := rapid.Float64Range(0.001, 0.3).Draw(t, "viable")
		for k := range v.Options {
			v.Options[k].Platform = Platform(v.Temper(), viable)
		}
		u := v.unit(at).(*volumeCosts)
		set, _ := best(v, u)
		for k := range v.Options {
			if set.Has(k) && set.Len() > 1 && u.shares(set)[k] < viable*(1-1e-9) {
				t.Errorf("option %d of %b has %v of the volume", k, set, u.shares(set)[k])
			}
			if more := set | Of(k); !set.Has(k) && u.shares(more)[k] > viable*(1+1e-9) {
				t.Errorf("option %d stays out of %b where it would have %v", k, set, u.shares(more)[k])
			}
		}
	})
}

// The derivative of K along a move of prices, of both kinds of maker, against
// differences.
func TestAlongIsADerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, at := anyVolume(t)
		commodities := append(v.inputs(), v.Level)
		move := map[string]float64{}
		for _, c := range commodities {
			move[c.String()] = at.price(c) * rapid.Float64Range(-1, 1).Draw(t, "move")
		}
		r := &Recipe{Factor: v.Level, FactorW: 0.6, Form: Form(rapid.IntRange(0, 1).Draw(t, "form")), Sigma: rapid.SampledFrom([]float64{0.3, 2.5}).Draw(t, "sigma")}
		for k, c := range v.inputs() {
			in := Input{Commodity: c, Weight: 0.1 + 0.01*float64(k), B: 0.1}
			if k == 0 {
				r.Required = append(r.Required, in)
			} else {
				r.Optional = append(r.Optional, in)
			}
		}
		for _, m := range []Maker{v, r} {
			set := Set(rapid.Uint64Range(1, 1<<len(m.options())-1).Draw(t, "set"))
			with := market{price: at.price, move: &market{price: func(c cge.Commodity) float64 { return move[c.String()] }}}
			got := m.unit(with).along(set) * m.unit(with).cost(set)
			shifted := func(h float64) float64 {
				return m.unit(market{price: func(c cge.Commodity) float64 { return at.price(c) + h*move[c.String()] }}).cost(set)
			}
			const h = 1e-5 // 1e-10 of the third derivative, 1e-11 of rounding
			if want := (shifted(h) - shifted(-h)) / (2 * h); math.Abs(got-want) > 1e-8*(1+math.Abs(want)) {
				t.Errorf("%T set %b: along is %v, differences %v", m, set, got, want)
			}
		}
	})
}
