package pathway_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// capped is the made-up world with a ceiling on some minerals after the base
// year, relative to its prices.
func capped(years int, ceiling float64, names ...string) *pathway.Spec {
	s := researched(years)
	for i := range s.Mines {
		if x := &s.Mines[i]; x.Name == "Li" || x.Name == "graphite" { // scarcer for some years
			x.Path = slices.Repeat([]float64{1}, years)
			for t := 2; t < min(5, years); t++ {
				x.Path[t] = 0.7
			}
		}
	}
	for i := range s.Minerals {
		for _, name := range names {
			if x := &s.Minerals[i]; x.Name == name {
				x.Ceiling = make([]float64, years)
				for t := range x.Ceiling {
					x.Ceiling[t] = ceiling * x.Price
				}
				x.Ceiling[0] = math.Inf(1)
			}
		}
	}
	return s
}

// A ceiling holds what sellers are paid; users pay a premium exactly where
// there is a shortage, and everything adds up.
func TestCeilingBindsWithAShortage(t *testing.T) {
	names := []string{"Li", "Ni", "graphite", "Cu"}
	free := runPath(t, capped(8, 0), pathway.Options{})
	r := runPath(t, capped(8, 1.02, names...), pathway.Options{})
	checkIdentities(t, r)
	bound, slack := 0, 0
	for i := 1; i < len(r.Years); i++ {
		y := &r.Years[i]
		for k, name := range names {
			v := y.Minerals[name]
			ceiling := 1.02 * r.Years[0].Prices[name]
			sold := v.Price - v.Premium
			switch {
			case v.Premium > 1e-9:
				bound++
				if math.Abs(sold/ceiling-1) > 1e-9 || !(v.Shortage > 0) {
					t.Errorf("%d: %s is sold at %v below a ceiling of %v with a premium of %v and a shortage of %v", y.Year, name, sold, ceiling, v.Premium, v.Shortage)
				}
				if v.Mined >= free.Years[i].Minerals[name].Mined*(1+1e-6) && k == 0 { // clear of the solver; a ceiling takes a tenth of mining and more
					t.Errorf("%d: %v of %s is mined at a ceiling, %v without", y.Year, v.Mined, name, free.Years[i].Minerals[name].Mined)
				}
			default:
				slack++
				if sold > ceiling*(1+1e-9) || v.Shortage != 0 {
					t.Errorf("%d: %s is sold at %v, the ceiling is %v, the shortage %v", y.Year, name, sold, ceiling, v.Shortage)
				}
			}
		}
	}
	t.Logf("bound %d times, slack %d times", bound, slack)
	if bound == 0 || slack == 0 {
		t.Errorf("ceilings bind %d times and are slack %d times, so the test shows nothing", bound, slack)
	}
}

// A ceiling that never binds changes nothing.
func TestHighCeilingChangesNothing(t *testing.T) {
	plain := runPath(t, capped(4, 0), pathway.Options{Tolerance: 1e-12})
	r := runPath(t, capped(4, 50, "Li", "Te", "Nd"), pathway.Options{Tolerance: 1e-12})
	for i := range plain.Years {
		near(t, "amounts", real(&plain.Years[i]), real(&r.Years[i]), 1e-8)
		near(t, "prices", plain.Years[i].Prices, r.Years[i].Prices, 1e-8)
	}
}

// The premium and the shortage are the same in money twice as large.
func TestCeilingCountsInTheNumeraire(t *testing.T) {
	one := runPath(t, capped(4, 1.01, "Li"), pathway.Options{Tolerance: 1e-12})
	s := capped(4, 1.01, "Li")
	s.Numeraire = 2
	two := runPath(t, s, pathway.Options{Tolerance: 1e-12})
	if !(one.Years[2].Minerals["Li"].Premium > 0) {
		t.Error("the ceiling does not bind, so the test shows nothing")
	}
	for i := range one.Years {
		a, b := one.Years[i].Minerals["Li"], two.Years[i].Minerals["Li"]
		if math.Abs(a.Shortage-b.Shortage) > 1e-10*math.Max(a.Shortage, 1) || math.Abs(2*a.Premium-b.Premium) > 1e-8*a.Price { // solved to 1e-12 of every equation
			t.Errorf("%d: premium %v and shortage %v, in money twice as large %v and %v", one.Years[i].Year, a.Premium, a.Shortage, b.Premium, b.Shortage)
		}
	}
}

func TestCeilingRefusals(t *testing.T) {
	s := capped(4, 0.5, "Li")
	s.Minerals[0].Ceiling[0] = 1e-6
	if _, err := pathway.New(s, pathway.Options{}); err == nil || !strings.Contains(err.Error(), "the price of Li may be 1e-06 at most in the 1. year") {
		t.Errorf("got %v", err)
	}
}
