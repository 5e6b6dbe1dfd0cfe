package pathway_test

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"pgregory.net/rapid"
)

// The same Spec gives the same bits, also from a model that has run before.
func TestSameBits(t *testing.T) {
	m, err := pathway.New(world(6), pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []*pathway.Result
	for range 2 {
		r, err := m.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	all = append(all, runPath(t, world(6), pathway.Options{}))
	for i := range all[0].Years {
		for k, r := range all[1:] {
			if k == 0 && len(r.Years[i].Sets["pack"]) != len(all[0].Years[i].Sets["pack"]) {
				t.Errorf("year %d: the second run has other sets", i)
			}
		}
		if !reflect.DeepEqual(all[0].Years[i].Values, all[2].Years[i].Values) {
			t.Errorf("year %d: two models of one Spec differ", i)
		}
		near(t, "a second run", real(&all[0].Years[i]), real(&all[1].Years[i]), 1e-8)
	}
}

// The order in which things are declared changes nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	s := mini(t).spec("turned")
	slices.Reverse(s.Minerals)
	slices.Reverse(s.Mines)
	slices.Reverse(s.Recyclers)
	slices.Reverse(s.Units)
	slices.Reverse(s.Uses)
	for i := range s.Uses {
		slices.Reverse(s.Uses[i].Options)
	}
	slices.Reverse(s.Account.Sectors)
	slices.Reverse(s.Account.Factors)
	a := runPath(t, mini(t).spec("straight"), pathway.Options{Tolerance: 1e-13})
	b := runPath(t, s, pathway.Options{Tolerance: 1e-13})
	for i := range a.Years {
		near(t, "amounts", real(&a.Years[i]), real(&b.Years[i]), 1e-8)
		near(t, "prices", a.Years[i].Prices, b.Years[i].Prices, 1e-8)
	}
}

// Random economies of the mini kind replicate their base year and keep every
// identity, in every mode.
func TestRandomEconomies(t *testing.T) {
	base := mini(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := *base
		draw := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(rt, name) }
		in.Battery.Sigma, in.Storage.Sigma, in.Wind.Sigma = draw("sigma V", 2, 7), draw("sigma S", 2, 7), draw("sigma W", 2, 7)
		in.Discount = draw("discount", 0.02, 0.1)
		in.MFA.Collection = draw("collection", 0.3, 1)
		in.SecondLife.Cost = draw("refurbishing", 15, 40)
		in.SecondLife.Phi0 = draw("fit", 0.05, 0.6)
		in.OtherUse = scale(base.OtherUse, draw("other use", 0.7, 1.5))
		in.Mining.Elasticity = scale(base.Mining.Elasticity, draw("supply", 0.7, 1.5))
		in.Recycling.Cost = scale(base.Recycling.Cost, draw("recycling", 0.6, 1.2))
		s := in.spec("random")
		s.Years = s.Years[:4]
		shorten(s, 4)
		for i := range s.Uses {
			s.Uses[i].Sets = pathway.AllOptions // a base set need not be the cheapest here
		}
		for _, opt := range []pathway.Options{{}, {Mode: pathway.Exogenous}, {Imposed: true}, {Mode: pathway.MFA}} {
			m, err := pathway.New(s, opt)
			if err != nil {
				rt.Fatal(err)
			}
			r, err := m.Run(context.Background())
			if err != nil {
				rt.Fatal(err)
			}
			for i := range r.Years {
				c := r.Years[i].Check
				if c.Replication > 1e-8 || c.Balance > 1e-9 || math.Abs(c.GDP) > 1e-9 || math.Abs(c.Walras) > 1e-9 {
					rt.Fatalf("mode %v, year %d: %+v", opt.Mode, i, c)
				}
			}
		}
	})
}

func scale(v []float64, by float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = by * x
	}
	return out
}

// shorten cuts all paths of a mini economy.
func shorten(s *pathway.Spec, n int) {
	for i := range s.Units {
		s.Units[i].Cost = s.Units[i].Cost[:n]
	}
	for i := range s.Uses {
		s.Uses[i].Path = s.Uses[i].Path[:n]
	}
	for i := range s.Mines {
		s.Mines[i].Path = s.Mines[i].Path[:n]
	}
	for i := range s.Account.Factors {
		s.Account.Factors[i].Path = s.Account.Factors[i].Path[:n]
	}
}
