package choice_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// look solves the fleet and looks ahead.
func look(t *testing.T, platform, life float64, set map[string]float64, steps ...choice.Step) (*choice.Solution, choice.Outlook) {
	t.Helper()
	s, err := fleet(platform, life)
	if err != nil {
		t.Fatal(err)
	}
	sol, err := s.Solve(context.Background(), cge.Scenario{Set: set, Fix: map[string]float64{"good": 1}}, &choice.Settings{Solver: &cge.Settings{Tolerance: 1e-12}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Ahead(context.Background(), sol, steps, &cge.Settings{Tolerance: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	return sol, all[0]
}

func moved(set, by map[string]float64, times float64) map[string]float64 {
	out := map[string]float64{}
	for k, v := range set {
		out[k] = v + times*by[k]
	}
	return out
}

// measured is what is followed of a neighbour or of the lead.
func measured(o choice.Outlook, set choice.Set, chosen choice.Set) (float64, bool) {
	sign := 1.0
	if o.Chosen.Set == set { // the two have changed places
		set, sign = chosen, -1
	} else if o.Chosen.Set != chosen {
		return 0, false
	}
	for _, n := range o.Near {
		if n.Set == set && n.Runs {
			return sign * n.Lead, true
		} else if n.Set == set {
			return sign * n.Gap, true
		}
	}
	return 0, false
}

// Gaps, parts and leads move as implicit differentiation says: against central
// differences of equilibria solved again, where the same sets run on both sides.
func TestAheadIsADerivative(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	gaps, parts, leads, worst := 0, 0, 0, 0.0
	for range 150 {
		set := map[string]float64{
			"scarce cobalt": 0.2 + 1.3*r.Float64(), "scarce lithium": 0.2 + 1.3*r.Float64(),
			"better naion": 0.9 + 0.5*r.Float64(), "better lfp": 0.9 + 0.3*r.Float64(),
		}
		by := map[string]float64{}
		for k := range set {
			by[k] = 0.04 * (r.Float64() - 0.5)
		}
		platform, life := 0.004+0.1*r.Float64(), 0.9+0.2*r.Float64()
		_, o := look(t, platform, life, set, choice.Step{Driver: "all", By: by})
		const h = 1e-3
		_, up := look(t, platform, life, moved(set, by, h))
		_, down := look(t, platform, life, moved(set, by, -h))
		if same := func(x choice.Outlook) bool { return len(x.Near) == len(o.Near) && x.Chosen.Set == o.Chosen.Set }; !same(up) || !same(down) {
			continue
		}
		check := func(got, lo, hi float64) {
			want := (hi - lo) / (2 * h)
			worst = max(worst, math.Abs(got-want))
		}
		for k, n := range o.Near {
			if up.Near[k].Runs != n.Runs || down.Near[k].Runs != n.Runs || n.Set != up.Near[k].Set || n.Set != down.Near[k].Set {
				continue
			}
			if n.Ahead[0] != n.Back[0] {
				t.Errorf("%v: sides differ without a kink: %v, %v", n.Options, n.Ahead, n.Back)
			}
			a, _ := measured(down, n.Set, o.Chosen.Set)
			b, _ := measured(up, n.Set, o.Chosen.Set)
			check(n.Ahead[0], a, b)
			if n.Runs {
				parts++
			} else {
				gaps++
			}
		}
		if l := o.Lead; l != nil && up.Lead.Leader == l.Leader && down.Lead.Leader == l.Leader && up.Lead.Rival == l.Rival && down.Lead.Rival == l.Rival {
			check(l.Ahead[0], down.Lead.Log, up.Lead.Log)
			leads++
		}
	}
	t.Logf("%d gaps, %d parts, %d leads; largest difference %.1e a year", gaps, parts, leads, worst)
	// a year moves parameters by 0.02: h is 2e-5 of them, whose square times the
	// third derivative leaves 1e-9; samples and the solver's tolerance leave 1e-8
	if worst > 2e-7 || gaps < 100 || parts < 5 || leads < 20 {
		t.Errorf("the largest of %d+%d+%d differences is %v", gaps, parts, leads, worst)
	}
}

// Neighbours are all one-link moves, the best beyond, and gaps are not negative
// but for rounding.
func TestAheadListsTheNeighbours(t *testing.T) {
	sol, o := look(t, 0.06, 1, nil)
	if o.Maker != "assembler" || !slices.Equal(o.Chosen.Options, []string{"nmc", "lfp"}) {
		t.Fatalf("%+v", o)
	}
	var got []string
	for _, n := range o.Near {
		got = append(got, n.Move.String()+" "+join(n.Options))
		if n.Gap < -1e-9 || n.Runs {
			t.Errorf("%v at %v", n.Options, n.Gap)
		}
	}
	want := []string{"added nmc+lfp+naion", "dropped lfp", "dropped nmc", "swapped lfp+naion", "swapped nmc+naion", "other naion"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	least := math.Inf(1)
	for _, n := range o.Near {
		least = min(least, n.Gap)
	}
	if math.Abs(least-sol.Choices[0].Gap) > 1e-12 {
		t.Errorf("the least gap is %v, the choice says %v", least, sol.Choices[0].Gap)
	}
}

func join(names []string) string {
	out := ""
	for _, n := range names {
		if out != "" {
			out += "+"
		}
		out += n
	}
	return out
}

// Year by year, each begun at the one before, looking ahead works throughout:
// with options that nobody makes, that come and that go.
func TestAheadAlongAPath(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	outside, switches := 0, 0
	for range 8 {
		s, err := fleet(0.02+0.1*r.Float64(), 1)
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]float64{"scarce cobalt": 1, "scarce lithium": 1, "better naion": 1, "better lfp": 1}
		var start map[string]float64
		last := choice.Set(0)
		for range 40 {
			step := choice.Step{Driver: "walk", By: map[string]float64{}}
			for _, k := range []string{"scarce cobalt", "scarce lithium", "better naion", "better lfp"} {
				step.By[k] = 0.05 * set[k] * r.NormFloat64()
			}
			sol, err := s.Solve(context.Background(), cge.Scenario{Set: set, Fix: map[string]float64{"good": 1}}, &choice.Settings{Start: start})
			if err != nil {
				t.Fatal(err)
			}
			all, err := s.Ahead(context.Background(), sol, []choice.Step{step}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if all[0].Chosen.Set != last {
				last = all[0].Chosen.Set
				switches++
			}
			if last.Len() < 3 {
				outside++
			}
			start, set = sol.Values(), moved(set, step.By, 1)
		}
	}
	if outside < 50 || switches < 20 {
		t.Errorf("%d years with an option outside, %d switches: the test does not look where they are", outside, switches)
	}
}
