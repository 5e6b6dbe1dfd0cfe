package pathway_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// courses are two for the mini economy: nothing changes; or batteries need a
// twentieth less lithium every year, last two percent longer, and more is
// recovered of it.
func courses(years int) []pathway.Course {
	path := func(g, most float64) []float64 {
		out := make([]float64, years)
		for t := range out {
			out[t] = min(most, math.Pow(g, float64(t)))
		}
		return out
	}
	frugal := pathway.Course{Name: "frugal", Units: map[string]pathway.Change{}, Yields: map[string][]float64{"Li": path(1.05, 1.6)}}
	for _, b := range []string{"NMC", "LFP", "SSB"} {
		frugal.Units[b] = pathway.Change{Content: map[string][]float64{"Li": path(0.95, 1)}, Life: path(1.02, 2), Cost: path(0.99, 1)}
	}
	return []pathway.Course{{Name: "as it is"}, frugal}
}

// Every year's technology lies between the courses; it is the course of before
// until the shift and that of after once the ramp is over; what does not shift
// is the course to the bit.
func TestTransitionsLieBetweenCourses(t *testing.T) {
	in := mini(t)
	s, two := in.spec("transition"), courses(in.Years)
	rapid.Check(t, func(t *rapid.T) {
		rule := pathway.TransitionRule{First: 2025, Last: 2033, Ramp: [2]int{0, 6}, Shifts: rapid.IntRange(0, 3).Draw(t, "shifts")}
		seed, draw := rapid.Uint64().Draw(t, "seed"), rapid.Uint64().Draw(t, "draw")
		x, err := rule.Draw(2, seed, draw)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := rule.Draw(2, seed, draw); !reflect.DeepEqual(x, again) {
			t.Fatal("the same draw is not the same")
		}
		out, err := s.Along(two, x)
		if err != nil {
			t.Fatal(err)
		}
		got, frugal := out.Units[0].Exogenous.Content["Li"], two[1].Units["NMC"].Content["Li"]
		first := x.Efficiency.Shifts[0]
		last := x.Efficiency.Shifts[len(x.Efficiency.Shifts)-1]
		for i, year := range s.Years {
			if got[i] < frugal[i]*(1-1e-12) || got[i] > 1+1e-12 {
				t.Fatalf("%d: lithium at %v, the courses have %v and 1", year, got[i], frugal[i])
			}
			course := func(k int) float64 { return []float64{1, frugal[i]}[k] }
			if year < first.Year && got[i] != course(x.Efficiency.From) || year >= last.Year+last.Ramp && math.Abs(got[i]-course(last.To)) > 1e-12 {
				t.Fatalf("%d: lithium at %v on route %+v", year, got[i], x.Efficiency)
			}
		}
		if s.Units[0].Exogenous.Content != nil || s.Recyclers[0].Yields[0].Path != nil {
			t.Fatal("the Spec itself has changed")
		}
	})
}

// Before a driver shifts nothing differs; afterwards the frugal course needs less
// at imposed shares, in the traditional mode and inside the equilibrium.
func TestTransitionsCount(t *testing.T) {
	in := mini(t)
	s, two := in.spec("transition"), courses(in.Years)
	along := func(mode pathway.Mode, x pathway.Transition) *pathway.Result {
		out, err := s.Along(two, x)
		if err != nil {
			t.Fatal(err)
		}
		return runPath(t, out, pathway.Options{Mode: mode, Imposed: true})
	}
	shift := pathway.Route{Shifts: []pathway.Shift{{Year: 2028, Ramp: 3, To: 1}}}
	for _, mode := range []pathway.Mode{pathway.Exogenous, pathway.MFA} {
		still := along(mode, pathway.Transition{})
		for name, x := range map[string]pathway.Transition{"efficiency": {Efficiency: shift}, "durability": {Durability: shift}, "recycling": {Recycling: shift}} {
			moved := along(mode, x)
			need, was := 0.0, 0.0
			for i := range still.Years {
				a, b := &still.Years[i], &moved.Years[i]
				if a.Year < 2028 {
					near(t, name, real(a), real(b), 1e-8)
					continue
				}
				was += a.Total("Li").Primary
				need += b.Total("Li").Primary
			}
			if !(need < was*(1-1e-4)) { // clear of the solver; durability saves 7e-4, efficiency a quarter
				t.Errorf("%s in mode %d: %v kt of primary lithium after the shift, %v without", name, mode, need, was)
			}
			checkBalance(t, moved)
		}
	}
}

func checkBalance(t *testing.T, r *pathway.Result) {
	t.Helper()
	for i := range r.Years {
		if b := r.Years[i].Check.Balance; b > 1e-9 {
			t.Errorf("%d: minerals balance to %v", r.Years[i].Year, b)
		}
	}
}

// Where shares answer, batteries that need less lithium each and last longer win
// over those that need none: more lithium is mined, not less.
func TestBetterBatteriesRebound(t *testing.T) {
	in := mini(t)
	s, two := in.spec("rebound"), courses(in.Years)
	mined := func(from int) float64 {
		out, err := s.Along(two, pathway.Transition{Efficiency: pathway.Route{From: from}, Durability: pathway.Route{From: from}})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		r := runPath(t, out, pathway.Options{Mode: pathway.Exogenous})
		for i := range r.Years {
			sum += r.Years[i].Total("Li").Primary
		}
		return sum
	}
	if still, frugal := mined(0), mined(1); !(frugal > still) {
		t.Errorf("%v kt with better batteries, %v without", frugal, still)
	}
}

// A driver that is held follows no course.
func TestHeldDriversFollowNoCourse(t *testing.T) {
	in := mini(t)
	s := in.spec("transition")
	out, err := s.Along(courses(in.Years), pathway.Transition{Efficiency: pathway.Route{From: 1}, Durability: pathway.Route{From: 1}, Recycling: pathway.Route{From: 1}})
	if err != nil {
		t.Fatal(err)
	}
	opt := pathway.Options{Mode: pathway.Exogenous}
	plain := runPath(t, s, opt)
	opt.Hold = pathway.Efficiency | pathway.Durability | pathway.Recycling
	held := runPath(t, out, opt)
	for i := range plain.Years {
		near(t, "held", real(&plain.Years[i]), real(&held.Years[i]), 1e-8)
	}
}

func TestTransitionRefusals(t *testing.T) {
	in := mini(t)
	s := in.spec("refused")
	two := courses(in.Years)
	for want, bad := range map[string]func(c []pathway.Course, x *pathway.Transition){
		"leads to course 2; there are 2": func(_ []pathway.Course, x *pathway.Transition) { x.Recycling.From = 2 },
		"shifts in 2024; the base year": func(_ []pathway.Course, x *pathway.Transition) {
			x.Efficiency.Shifts = []pathway.Shift{{Year: 2024, To: 1}}
		},
		"shifts in 2026 after 2030": func(_ []pathway.Course, x *pathway.Transition) {
			x.Durability.Shifts = []pathway.Shift{{Year: 2030, To: 1}, {Year: 2026}}
		},
		"names \"lead\", which is no unit": func(c []pathway.Course, _ *pathway.Transition) { c[0].Units = map[string]pathway.Change{"lead": {}} },
		"unit \"NaIon\" holds no Li": func(c []pathway.Course, _ *pathway.Transition) {
			c[0].Units = map[string]pathway.Change{"NaIon": {Content: map[string][]float64{"Li": nil}}}
		},
		"yield of Li has 1 entries for 10":     func(c []pathway.Course, _ *pathway.Transition) { c[0].Yields = map[string][]float64{"Li": {1}} },
		"yields \"gold\", which is no mineral": func(c []pathway.Course, _ *pathway.Transition) { c[0].Yields = map[string][]float64{"gold": nil} },
		"life of LFP is 0 in 2024": func(c []pathway.Course, _ *pathway.Transition) {
			c[0].Units = map[string]pathway.Change{"LFP": {Life: make([]float64, 10)}}
		},
	} {
		c, x := []pathway.Course{two[0], two[1]}, pathway.Transition{}
		bad(c, &x)
		if _, err := s.Along(c, x); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
	if _, err := (pathway.TransitionRule{First: 2030, Last: 2029}).Draw(2, 1, 1); err == nil {
		t.Error("years that fall were drawn from")
	}
}

// Lithium in 2033 when each of three drivers may follow either course, and on a
// random transition between them.
func ExampleSpec_Along() {
	in := miniExample()
	s, two := in.spec("mini"), courses(in.Years)
	random, err := pathway.TransitionRule{First: 2026, Last: 2030, Ramp: [2]int{2, 5}}.Draw(2, 1, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range append(pathway.Combinations(2), random) {
		along, err := s.Along(two, x)
		if err != nil {
			fmt.Println(err)
			return
		}
		m, err := pathway.New(along, pathway.Options{Mode: pathway.MFA})
		if err != nil {
			fmt.Println(err)
			return
		}
		r, err := m.Run(context.Background())
		if err != nil {
			fmt.Println(err)
			return
		}
		li := r.Years[9].Total("Li")
		fmt.Printf("efficiency %s, durability %s, recycling %s: %.0f kt, %.0f of it mined\n",
			told(two, x.Efficiency), told(two, x.Durability), told(two, x.Recycling), li.Total(), li.Primary)
	}
	// Output:
	// efficiency as it is, durability as it is, recycling as it is: 160 kt, 150 of it mined
	// efficiency as it is, durability as it is, recycling frugal: 160 kt, 146 of it mined
	// efficiency as it is, durability frugal, recycling as it is: 158 kt, 149 of it mined
	// efficiency as it is, durability frugal, recycling frugal: 158 kt, 145 of it mined
	// efficiency frugal, durability as it is, recycling as it is: 101 kt, 93 of it mined
	// efficiency frugal, durability as it is, recycling frugal: 101 kt, 90 of it mined
	// efficiency frugal, durability frugal, recycling as it is: 100 kt, 92 of it mined
	// efficiency frugal, durability frugal, recycling frugal: 100 kt, 90 of it mined
	// efficiency frugal, from 2026 as it is (4 years), durability as it is, from 2028 frugal (4 years), recycling frugal, from 2026 as it is (5 years): 160 kt, 149 of it mined
}

// told is a route in words.
func told(courses []pathway.Course, r pathway.Route) string {
	out := courses[r.From].Name
	for _, s := range r.Shifts {
		out += fmt.Sprintf(", from %d %s (%d years)", s.Year, courses[s.To].Name, s.Ramp)
	}
	return out
}
