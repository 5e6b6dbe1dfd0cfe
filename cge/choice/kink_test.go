package choice_test

import (
	"context"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// recycled is the fleet with a recycler of cobalt that breaks even at some
// productivity and stands idle below it.
func recycled(t *testing.T, set map[string]float64) (*choice.System, *choice.Solution) {
	t.Helper()
	s, err := fleet(0.01, 1)
	if err != nil {
		t.Fatal(err)
	}
	e := s.Economy
	var cobalt, labour cge.Commodity
	for _, c := range e.List() {
		switch c.String() {
		case "cobalt":
			cobalt = c
		case "labour":
			labour = c
		}
	}
	e.Param("recycling", 0.01)
	e.Producer("recycler", cobalt.Of(10), labour.Of(10)).Productivity("recycling")
	e.Start("recycler", 0)
	sol, err := s.Solve(context.Background(), cge.Scenario{Set: set, Fix: map[string]float64{"good": 1}}, &choice.Settings{Solver: &cge.Settings{Tolerance: 1e-13}})
	if err != nil {
		t.Fatal(err)
	}
	return s, sol
}

// Where a recycler just breaks even, gaps bend: both one-sided derivatives agree
// with differences to their side.
func TestAheadTakesSidesAtAKink(t *testing.T) {
	_, sol := recycled(t, map[string]float64{"scarce cobalt": 0.6})
	cobalt, _ := sol.Value("cobalt")
	labour, _ := sol.Value("labour")
	even := labour / cobalt * (1 - 1e-11) // on the idle side of rounding
	at := func(scarce float64) (choice.Outlook, *choice.Solution) {
		s, sol := recycled(t, map[string]float64{"scarce cobalt": scarce, "recycling": even})
		all, err := s.Ahead(context.Background(), sol, []choice.Step{{Driver: "scarcity", By: map[string]float64{"scarce cobalt": -1}}}, &cge.Settings{Tolerance: 1e-13})
		if err != nil {
			t.Fatal(err)
		}
		return all[0], sol
	}
	o, _ := at(0.6)
	const h = 1e-4
	one, more := at(0.6 - h)
	two, _ := at(0.6 - 2*h)
	before, less := at(0.6 + h)
	long, _ := at(0.6 + 2*h)
	if a, _ := more.Value("recycler"); a <= 0 {
		t.Fatal("scarcer cobalt does not start the recycler: no kink to test")
	}
	if a, _ := less.Value("recycler"); a > 0 {
		t.Fatal("the recycler runs on the other side: no kink to test")
	}
	apart := 0.0
	for k, n := range o.Near {
		ahead := (-3*n.Gap + 4*one.Near[k].Gap - two.Near[k].Gap) / (2 * h)
		back := (3*n.Gap - 4*before.Near[k].Gap + long.Near[k].Gap) / (2 * h)
		// three-point differences at 1e-4 err by 1e-8 of the third derivative
		if math.Abs(n.Ahead[0]-ahead) > 1e-6 || math.Abs(n.Back[0]-back) > 1e-6 {
			t.Errorf("%v: ahead %v, differences %v; back %v, differences %v", n.Options, n.Ahead[0], ahead, n.Back[0], back)
		}
		apart = max(apart, math.Abs(n.Ahead[0]-n.Back[0]))
	}
	if apart < 1e-3 { // a thousand times the error allowed above; it is .15
		t.Errorf("the two sides differ by %v at most: no kink was met", apart)
	}
}

// Known answer: with P1 = exp(-a), industry 2's gap to buying from industry 1
// is 0.5 ln P1 + 0.2, and its derivative to a is -0.5. Productivity that all
// sets share moves prices, and with them sets, but no gap of its own.
func TestRecipesWithMovingProductivity(t *testing.T) {
	build := func(a float64) (*choice.System, *choice.Solution) {
		s, err := cascade(0)
		if err != nil {
			t.Fatal(err)
		}
		s.Economy.Param("a", 0)
		s.Makers[0].(*choice.Recipe).Productive = "exp(a)"
		sol, err := s.Solve(context.Background(), cge.Scenario{Set: map[string]float64{"a": a}, Fix: map[string]float64{"labour": 1}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return s, sol
	}
	for a1, want := range map[float64][3]float64{
		0.3: {-0.3, 0, 0}, 0.45: {-0.45, -0.025, 0}, 0.55: {-0.55, -0.075, -0.02},
		0.65: {-0.6625, -0.13125, -0.065}, 0.8: {-0.85, -0.225, -0.14},
	} {
		_, sol := build(a1)
		for i, name := range []string{"1", "2", "3"} {
			if p, _ := sol.Value(name); math.Abs(math.Log(p)-want[i]) > 1e-9 {
				t.Errorf("a = %v: log price of %s is %v, want %v", a1, name, math.Log(p), want[i])
			}
		}
	}
	s, sol := build(0.3)
	all, err := s.Ahead(context.Background(), sol, []choice.Step{{Driver: "a", By: map[string]float64{"a": 1}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ gap, move float64 }{{0.02, 0}, {0.05, -0.5}, {0.04, 0}} {
		n := all[i].Near[0]
		if n.Move != choice.Added || math.Abs(n.Gap-want.gap) > 1e-9 || math.Abs(n.Ahead[0]-want.move) > 1e-9 {
			t.Errorf("industry %d: %+v, want %+v", i+1, n, want)
		}
	}
}
