package pathway_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

func watched(t testing.TB, s *pathway.Spec) *pathway.LampPosts {
	t.Helper()
	return &pathway.LampPosts{Path: runPath(t, s, pathway.Options{Watch: true, Tolerance: 1e-13})}
}

// alternatives are all of a watched path, by year, producer, set and measure.
func alternatives(t testing.TB, l *pathway.LampPosts) map[string]lamppost.Alternative {
	t.Helper()
	out := map[string]lamppost.Alternative{}
	for _, year := range l.Years() {
		producers, err := l.Producers(year)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range producers {
			for _, a := range p.Alternatives {
				out[fmt.Sprint(year, " ", p.Name, " ", p.Chosen, " to ", a.To, " ", a.Measure)] = a
			}
		}
	}
	return out
}

// Differences over small steps are what implicit differentiation gives.
func TestDriftIsADerivative(t *testing.T) {
	for _, name := range []string{"mini_base", "mini_no_rnd"} {
		stepped := alternatives(t, watched(t, miniOf(t, name).spec(name)))
		pathway.Implicitly(true)
		exact := alternatives(t, watched(t, miniOf(t, name).spec(name)))
		pathway.Implicitly(false)
		count, worst := 0, 0.0
		for key, a := range exact {
			b := stepped[key]
			for d := range a.Drift {
				off := math.Abs(a.Drift[d].PerYear-b.Drift[d].PerYear) / (1e-2 + math.Abs(a.Drift[d].PerYear))
				count, worst = count+1, max(worst, off)
				if off > 1e-7 { // the square of a small step; measured: 1e-8
					t.Errorf("%s: %s moves it by %.8g a year, small steps by %.8g", key, a.Drift[d].Driver, a.Drift[d].PerYear, b.Drift[d].PerYear)
				}
			}
		}
		t.Logf("%s: %d derivatives, off by %.1g at most", name, count, worst)
		if count < 500 {
			t.Errorf("%d derivatives compared", count)
		}
	}
}

// Watching changes nothing, to the bit.
func TestWatchingChangesNothing(t *testing.T) {
	in := miniOf(t, "mini_base")
	plain, seen := runPath(t, in.spec("plain"), pathway.Options{}), runPath(t, in.spec("plain"), pathway.Options{Watch: true})
	if !reflect.DeepEqual(plain.Years, seen.Years) {
		t.Error("a watched path is another path")
	}
	if plain.Lamps != nil || len(seen.Lamps) == 0 {
		t.Errorf("%d and %d lamp posts", len(plain.Lamps), len(seen.Lamps))
	}
}

// Gaps are where they were announced to be a year before, and no set comes to
// work that was not expected within two years in the year before.
func TestGapsComeAsAnnounced(t *testing.T) {
	l := watched(t, miniOf(t, "mini_base").spec("announced"))
	all := alternatives(t, l)
	sum, count := 0.0, 0
	for key, a := range all {
		var year int
		var rest string
		if _, err := fmt.Sscan(key, &year); err != nil {
			t.Fatal(err)
		}
		rest = key[4:]
		next, there := all[fmt.Sprint(year+1)+rest]
		mixed := year == 2028 // one set takes over from the other within the year after
		if leads := a.Measure == lamppost.Leader && strings.Contains(rest, "vehicle"); !there || mixed || leads || a.Measure == lamppost.Activity {
			continue // what a switch of sets moves jumps
		}
		moved := 0.0
		for _, d := range a.Drift {
			moved += d.PerYear
		}
		if off := math.Abs(next.Gap - a.Gap - moved); off > 0.25*math.Abs(moved)+2e-3 {
			t.Errorf("%s: at %.4f, announced %.4f a year, then at %.4f", key, a.Gap, moved, next.Gap)
		}
		sum, count = sum+math.Abs(next.Gap-a.Gap-moved)/max(math.Abs(next.Gap-a.Gap), 1e-3), count+1
	}
	t.Logf("%d moves announced, on average %.0f %% of the move beside it", count, 100*sum/float64(count))
	switches := l.Path.Switches()
	for _, s := range switches {
		expected := false
		for _, row := range l.Path.Lamps {
			if row.AsOf == s.Year-1 && row.Producer == s.Use && row.To == s.To {
				expected = row.Expected != nil && *row.Expected <= float64(s.Year+1) && row.Probability > 0.9
			}
		}
		if !expected {
			t.Errorf("%+v was not expected", s)
		}
	}
	if len(switches) < 2 {
		t.Errorf("switches: %v", switches)
	}
}

// Where two sets are at work side by side their gap is pinned at zero and their
// parts are watched; uses without chosen sets have a leader.
func TestMixedSetsAndLeaders(t *testing.T) {
	l := watched(t, miniOf(t, "mini_base").spec("mixed"))
	measures := map[lamppost.Measure]int{}
	for _, a := range alternatives(t, l) {
		measures[a.Measure]++
	}
	for _, m := range []lamppost.Measure{lamppost.CostGap, lamppost.Activity, lamppost.Leader} {
		if measures[m] == 0 {
			t.Errorf("nothing is measured as %v", m)
		}
	}
}

// Draws of other parameters widen the interval around the mean.
func TestDrawsGiveIntervals(t *testing.T) {
	l := watched(t, miniOf(t, "mini_base").spec("draws"))
	for _, sigma := range []float64{0.9, 1, 1.1} {
		in := miniOf(t, "mini_base")
		in.Battery.Sigma *= sigma
		l.Draws = append(l.Draws, runPath(t, in.spec("draw"), pathway.Options{Watch: true}))
	}
	alone, err := (&pathway.LampPosts{Path: l.Path}).Table(nil, 2026)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := l.Table(nil, 2026)
	if err != nil {
		t.Fatal(err)
	}
	wider := 0
	for i := range drawn {
		if drawn[i].ProbHi-drawn[i].ProbLo > alone[i].ProbHi-alone[i].ProbLo+0.01 {
			wider++
		}
	}
	if wider == 0 {
		t.Error("no interval is wider with draws")
	}
}

func TestLampPostRefusals(t *testing.T) {
	for want, ask := range map[string]func() error{
		"run it with Options.Watch": func() error {
			_, err := (&pathway.LampPosts{Path: runPath(t, mini(t).spec("x"), pathway.Options{})}).Table(nil, 2025)
			return err
		},
		"no step ahead is known as of 2033": func() error {
			_, err := watched(t, mini(t).spec("x")).Table(nil, 2033)
			return err
		},
		`names "bicycle", which is no use`: func() error {
			_, err := pathway.SwitchEffects(context.Background(), mini(t).spec("x"), pathway.Options{}, "bicycle", 2028)
			return err
		},
		"nothing switches": func() error {
			_, err := pathway.SwitchEffects(context.Background(), mini(t).spec("x"), pathway.Options{Mode: pathway.MFA}, "vehicle", 2028)
			return err
		},
	} {
		if err := ask(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}

// The file has the columns of the command line contract.
func TestLampPostSheet(t *testing.T) {
	r := runPath(t, mini(t).spec("sheet"), pathway.Options{Watch: true})
	sheets := r.Sheets()
	s := sheets[len(sheets)-1]
	if s.Name != "lampposts.csv" || strings.Join(s.Header, ",") != "asof,producer,from,to,gap,drift,volatility,probability,prob_lo,prob_hi,horizon,expected_year,driver" || len(s.Rows) != len(r.Lamps) {
		t.Errorf("%s has %d rows of %v", s.Name, len(s.Rows), s.Header)
	}
}

// The lamp posts of a sodium battery that comes to work in 2028, and of the one
// after it.
func ExampleLampPosts() {
	m, err := pathway.New(miniExampleOf("mini_base").spec("mini"), pathway.Options{Watch: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := m.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range r.Switches() {
		fmt.Printf("%d: %s from %s to %s\n", s.Year, s.Use, s.From, s.To)
		for _, row := range r.Lamps {
			if row.Producer == s.Use && row.To == s.To && row.AsOf < s.Year && row.Measure == "gap" {
				fmt.Printf("  as of %d: gap %.3f, %+.3f a year, chance in ten years %.2f, expected in %.0f\n", row.AsOf, row.Gap, row.Drift, row.Probability, *row.Expected)
			}
		}
	}
	// Output:
	// 2028: vehicle from NMC+LFP to LFP+NaIon
	//   as of 2024: gap 0.028, -0.004 a year, chance in ten years 0.74, expected in 2034
	//   as of 2025: gap 0.023, -0.007 a year, chance in ten years 0.88, expected in 2030
	//   as of 2026: gap 0.015, -0.008 a year, chance in ten years 0.93, expected in 2030
	//   as of 2027: gap 0.007, -0.009 a year, chance in ten years 1.00, expected in 2028
	// 2032: vehicle from LFP+NaIon to NaIon+SSB
	//   as of 2029: gap 0.050, -0.025 a year, chance in ten years 1.00, expected in 2031
	//   as of 2030: gap 0.025, -0.023 a year, chance in ten years 1.00, expected in 2031
	//   as of 2031: gap 0.002, -0.022 a year, chance in ten years 1.00, expected in 2031
}

// What the switch of 2028 does to metals and their prices five years on.
func ExampleSwitchEffects() {
	c, err := pathway.SwitchEffects(context.Background(), miniExampleOf("mini_base").spec("mini"), pathway.Options{}, "vehicle", 2028, 2033)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c)
	for _, p := range c.Prices {
		fmt.Printf("price of %s %+.0f%%\n", p.Mineral, p.Percent())
	}
	// Output:
	// endogenous beside endogenous, vehicle as before 2028, kt
	//                                   2033
	// Li                155.2    140.2   -10%
	// Co                72.05    27.36   -62%
	// Cu                 1553     1519    -2%
	// Nd                10.05    10.11    +1%
	// price of Li -1%
	// price of Co -23%
	// price of Cu +1%
	// price of Nd +0%
}

// Two paths that differ in nothing but how users of electricity are scaled next
// year: their lamp posts announce that difference.
func TestStepsOfShiftersCount(t *testing.T) {
	run := func(next float64) *pathway.LampPosts {
		shifters := map[string][]float64{"electricity": {1, 1, next}}
		return &pathway.LampPosts{Path: runPath(t, researched(3), pathway.Options{Watch: true, Closure: pathway.Response, Shifters: shifters})}
	}
	drift := func(l *pathway.LampPosts) map[string]float64 {
		out := map[string]float64{}
		for key, a := range alternatives(t, l) {
			for _, d := range a.Drift {
				out[key] += d.PerYear
			}
		}
		return out
	}
	a, b := run(1), run(1.02)
	same, more, moved := drift(a), drift(b), 0
	for key, d := range same {
		switch change := math.Abs(more[key] - d); {
		case strings.HasPrefix(key, "2024") && change > 1e-9:
			t.Errorf("%s: %v and %v a year before anything differs", key, d, more[key])
		case strings.HasPrefix(key, "2025") && change > 1e-6: // clear of the 1e-9 above
			moved++
		}
	}
	if moved == 0 {
		t.Error("the next year's shifter moves no gap")
	}
}

// The made-up world of 27 years with research, without lamp posts and with.
func BenchmarkWatched(b *testing.B) {
	for _, watch := range []bool{false, true} {
		b.Run(fmt.Sprint(watch), func(b *testing.B) {
			for b.Loop() {
				runPath(b, researched(27), pathway.Options{Watch: watch})
			}
		})
	}
}
