package pathway_test

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Shocks of a mineral move the choices whose options differ in it, and by what they
// hold: of wind turbines the log ratio of two shares by the difference of their
// minerals' values over T.
func TestShocksMoveWhatHoldsThem(t *testing.T) {
	s := miniOf(t, "mini_no_rnd").spec("shocks")
	path := runPath(t, s, pathway.Options{Watch: true})
	const sd = .3
	vol := func(shocks *pathway.Shocks) map[string]float64 {
		out := map[string]float64{}
		l := &pathway.LampPosts{Path: path, Shocks: shocks}
		for key, a := range alternatives(t, l) {
			if a.Measure != lamppost.Activity {
				out[key] = a.Volatility
			}
		}
		return out
	}
	neodymium := &pathway.Shocks{Prices: map[string]map[string]float64{"Nd": {"Nd": sd * sd}}}
	none, moved := vol(&pathway.Shocks{}), vol(neodymium)
	hit := 0
	for key, v := range moved {
		turbines := strings.Contains(key, "wind")
		if !turbines && v != none[key] {
			t.Errorf("%s: neodymium moves it by %v", key, v)
		}
		if turbines && v > none[key] {
			hit++
		}
	}
	if hit == 0 {
		t.Error("neodymium moves no turbine")
	}
	use, y := &s.Uses[2], &path.Years[4]
	first, second := s.Unit(use.Options[0].Unit), s.Unit(use.Options[1].Unit)
	worth := func(u *pathway.Unit) float64 { return y.Content[u.Name]["Nd"] * y.Prices["Nd"] * adjusted(s, use, u) }
	mean := 0.0
	for _, o := range use.Options {
		u := s.Unit(o.Unit)
		mean += o.Share * u.Price * adjusted(s, use, u)
	}
	want := sd * math.Abs(worth(first)-worth(second)) / (mean / use.Elasticity)
	for key, v := range moved {
		if strings.Contains(key, "2028 wind") && math.Abs(v-want) > 1e-9*want && v != none[key] {
			t.Errorf("%s: %v by the lamp post, %v by hand", key, v, want)
		}
	}
	// costs of rivals that move together move a ratio only where they differ
	apart := vol(&pathway.Shocks{Costs: map[string]float64{"wind": .1}})
	together := vol(&pathway.Shocks{Costs: map[string]float64{"wind": .1}, Common: 1})
	for key, v := range apart {
		if strings.Contains(key, "wind") && v > none[key] && together[key] >= v {
			t.Errorf("%s: %v with costs that move together, %v apart", key, together[key], v)
		}
	}
}

func adjusted(s *pathway.Spec, u *pathway.Use, x *pathway.Unit) float64 {
	if u.RefLife == 0 {
		return 1
	}
	pv := func(life float64) float64 { return (1 - math.Pow(1+s.Discount, -life)) / s.Discount }
	return pv(u.RefLife) / pv(x.Life)
}
