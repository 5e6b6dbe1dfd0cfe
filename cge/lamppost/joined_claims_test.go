package lamppost_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/lamppost"
	"pgregory.net/rapid"
)

type tester interface {
	Helper()
	Fatal(...any)
}

func follow(t tester, w world, years int) *battery {
	t.Helper()
	b, err := newBattery(w)
	if err == nil {
		err = b.run(years)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// warned is the largest probability of a year that a set with the option takes over.
func (y batteryYear) warned(option string) float64 {
	most := 0.0
	for _, m := range y.looks {
		for k, n := range m.Near {
			if slices.Contains(n.Options, option) && !slices.Contains(m.Chosen.Options, option) {
				most = max(most, y.table[k].Probability)
			}
		}
	}
	return most
}

// entered is the first year whose chosen set has the option; 0 for never.
func (b *battery) entered(option string) int {
	for _, y := range b.years {
		if slices.Contains(y.chosen(), option) {
			return y.year
		}
	}
	return 0
}

// A world that goes on as in the base year stays there: h = r = 1, and with
// them prices, sets and gaps, for 15 years.
func TestStillWorldStays(t *testing.T) {
	b := follow(t, still, 15)
	first := b.years[0]
	for _, y := range b.years {
		for i, k := range b.keys {
			if math.Abs(y.h[i]-1) > 1e-9 || math.Abs(y.r[i]-1) > 1e-9 {
				t.Errorf("%d: %v has h %v, r %v", y.year, k, y.h[i], y.r[i])
			}
		}
		for name, v := range first.sol.Values() {
			if now, _ := y.sol.Value(name); math.Abs(now-v) > 1e-9*max(1, math.Abs(v)) {
				t.Errorf("%d: %s is %v, was %v", y.year, name, now, v)
			}
		}
		for _, n := range y.looks[0].Near {
			for k, d := range n.Ahead {
				if math.Abs(d) > 1e-9 {
					t.Errorf("%d: %v is moved by %v of %s", y.year, n.Options, d, y.steps[k].Driver)
				}
			}
		}
	}
}

// Whatever the world, calibrated appropriability returns base research in the
// base year.
func TestBaseResearchReturns(t *testing.T) {
	for _, w := range []world{still, growing, rough} {
		b := follow(t, w, 1)
		for i, k := range b.keys {
			if math.Abs(b.years[0].r[i]-1) > 1e-9 {
				t.Errorf("%v: r is %v", k, b.years[0].r[i])
			}
		}
	}
}

// Through the whole economy: dearer cobalt means more research on recycling it,
// a larger market more research on what is sold.
func TestResearchAnswersInTheEconomy(t *testing.T) {
	second := func(w world, k knowledge.Key) (r, price float64) {
		b := follow(t, w, 2)
		price, _ = b.years[1].sol.Value("cobalt")
		return b.years[1].r[slices.Index(b.keys, k)], price
	}
	scarce, large := still, still
	scarce.ores = []float64{0, 0, -.2}
	large.packs = .1
	recycling := knowledge.Key{Driver: knowledge.Recycling, Object: "cobalt"}
	r0, p0 := second(still, recycling)
	r1, p1 := second(scarce, recycling)
	if !(p1 > p0 && r1 > r0) {
		t.Errorf("cobalt at %v and %v, research on recycling it %v and %v", p0, p1, r0, r1)
	}
	for _, s := range []string{"NMC", "NCA", "LFP"} {
		for _, d := range []knowledge.Driver{knowledge.Efficiency, knowledge.Durability} {
			r0, _ := second(still, knowledge.Key{Driver: d, Object: s})
			if r1, _ := second(large, knowledge.Key{Driver: d, Object: s}); !(r1 > r0) {
				t.Errorf("%v of %s: r %v, in a larger market %v", d, s, r0, r1)
			}
		}
	}
}

// Bounds hold in any world: intensities above their floor, lives below their
// ceiling, yields, shares and parts between 0 and 1; and cohorts stay as built.
func TestBoundsHoldInAnyWorld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
		w := world{packs: draw("packs", -.05, .08), labour: draw("labour", 0, .03), public: draw("public", 1, 20), listens: rapid.Bool().Draw(t, "listens"),
			shock: draw("shock", 0, .08), seed: rapid.Uint64().Draw(t, "seed"), ores: []float64{draw("lithium", -.02, .1), draw("nickel", -.02, .1), draw("cobalt", -.02, .1)}}
		b := follow(t, w, 5)
		for _, y := range b.years {
			sum, parts := 0.0, 0.0
			for _, v := range y.sol.Choices[0].Shares {
				sum += v
				if v < 0 || v > 1 {
					t.Errorf("share %v", v)
				}
			}
			for _, r := range y.sol.Choices[0].Running {
				parts += r.Part
			}
			if math.Abs(sum-1) > 1e-9 || math.Abs(parts-1) > 1e-9 {
				t.Errorf("%d: shares add up to %v, parts to %v", y.year, sum, parts)
			}
			for _, row := range y.table {
				if !(row.Probability >= 0 && row.Probability <= 1) || row.Measure == "gap" && row.Gap < -1e-8 {
					t.Errorf("%+v", row)
				}
			}
		}
		for _, s := range chemistries {
			for year := range b.years {
				c, _ := b.cohorts.Of(firstYear+year, s)
				he, hd := b.years[year].h[slices.Index(b.keys, knowledge.Key{Driver: knowledge.Efficiency, Object: s})], b.years[year].h[slices.Index(b.keys, knowledge.Key{Driver: knowledge.Durability, Object: s})]
				if built := b.tech[s].At(he, hd); built.Life != c.Life || c.Life > 20 || c.Cost < 0 {
					t.Errorf("%s of %d: %+v, built as %+v", s, firstYear+year, c, built)
				}
				for i, m := range minerals {
					if a, there := c.Intensity[m]; there && a < content[s][i]/2 {
						t.Errorf("%s in %s: %v, below its floor", m, s, a)
					}
				}
			}
		}
	})
}

// A latent chemistry enters in a growing world, and the lamp post has said so:
// the probability rises before the shift, and stands at 0.9 or more in the year
// before it. With shocks to the ores that nobody knows before, too.
func TestProbabilityRisesBeforeTheShift(t *testing.T) {
	worlds := []world{growing}
	for seed := range uint64(8) {
		w := rough
		w.seed = seed
		worlds = append(worlds, w)
	}
	high := 0
	for i, w := range worlds {
		b := follow(t, w, 15)
		year := b.entered("Na-ion")
		if year <= firstYear+2 {
			t.Errorf("world %d: no shift to warn of (%d)", i, year)
			continue
		}
		var said []string
		for _, y := range b.years[:year-firstYear] {
			said = append(said, fmt.Sprintf("%.2f", y.warned("Na-ion")))
		}
		first, last := b.years[0].warned("Na-ion"), b.years[year-firstYear-1].warned("Na-ion")
		t.Logf("world %d: enters in %d, said before: %v", i, year, said)
		if !(last > first) {
			t.Errorf("world %d: probability %v at first, %v in the year before the shift", i, first, last)
		}
		if last >= .9 {
			high++
		}
	}
	if high < len(worlds)-1 {
		t.Errorf("%d of %d shifts had a probability of .9 or more in the year before", high, len(worlds))
	}
	if b := follow(t, still, 15); b.entered("Na-ion") != 0 || b.years[14].warned("Na-ion") > .01 {
		t.Errorf("where nothing moves: entered %d, warned at %v", b.entered("Na-ion"), b.years[14].warned("Na-ion"))
	}
}

// What is announced comes: along a part f of the year's steps, gaps move by f
// times their drift but for terms of f², and over the whole year by the drift
// but for a tenth of it.
func TestDriftIsTheMoveOfTheYear(t *testing.T) {
	b := follow(t, growing, 5)
	y := b.years[4]
	moved := func(f float64) map[string]float64 {
		sc := cge.Scenario{Set: map[string]float64{}, Fix: map[string]float64{"labour": 1}}
		for name, v := range y.sol.Scenario.Set {
			sc.Set[name] = v
		}
		for _, s := range y.steps {
			for name, d := range s.By {
				sc.Set[name] += f * d
			}
		}
		sol, err := b.sys.Solve(context.Background(), sc, &choice.Settings{Start: y.sol.Values(), Solver: &cge.Settings{Tolerance: 1e-13}})
		if err != nil {
			t.Fatal(err)
		}
		all, err := b.sys.Ahead(context.Background(), sol, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]float64{}
		for _, n := range y.looks[0].Near {
			gap, _, ok := all[0].Gap(y.looks[0].Chosen.Options, n.Options)
			if !ok {
				t.Fatal("no gap to", n.Options)
			}
			out[fmt.Sprint(n.Options)] = gap
		}
		return out
	}
	const f = 1.0 / 64
	whole, part, half := moved(1), moved(f), moved(f/2)
	worst, size := 0.0, 0.0
	for _, n := range y.looks[0].Near {
		name, drift := fmt.Sprint(n.Options), 0.0
		for _, d := range n.Ahead {
			drift += d
		}
		errorAt := func(f, gap float64) float64 { return math.Abs(gap - n.Gap - f*drift) }
		// doubling the step quadruples the error: 4 but for the third order
		if a, b := errorAt(f/2, half[name]), errorAt(f, part[name]); b > 1e-9 && math.Abs(b/a-4) > .2 {
			t.Errorf("%s: errors %v and %v at half and at %v of a step: not second order", name, a, b, f)
		}
		worst, size = max(worst, errorAt(1, whole[name])), max(size, math.Abs(whole[name]-n.Gap))
	}
	t.Logf("gaps move by up to %.5f in the year, %.5f of it unannounced", size, worst)
	if worst > .1*size {
		t.Errorf("unannounced %v of moves up to %v", worst, size)
	}
}

// Parameter draws make the interval: the same economy under other growth of
// packs.
func TestDrawsMakeTheInterval(t *testing.T) {
	b := follow(t, growing, 5)
	alone := b.years[4].table
	for _, packs := range []float64{.05, .065, .08, .095} {
		w := growing
		w.packs = packs
		b.book.Draws = append(b.book.Draws, &follow(t, w, 5).book)
	}
	table, err := lamppost.Watch(&b.book, b.years[4].year, &lamppost.Settings{Horizon: 5, Yearly: true})
	if err != nil {
		t.Fatal(err)
	}
	wider := 0
	for i, row := range table {
		if row.To != alone[i].To || row.ProbLo > row.Probability+1e-12 || row.ProbHi < row.Probability-1e-12 {
			t.Errorf("%+v", row)
		}
		if row.ProbHi-row.ProbLo > alone[i].ProbHi-alone[i].ProbLo+.05 {
			wider++
		}
	}
	if wider == 0 {
		t.Errorf("no interval widened:\n%v", table)
	}
}

// A book that is read as of a year knows nothing of later ones, and refuses
// what it cannot answer.
func TestBooks(t *testing.T) {
	long, short := follow(t, rough, 9), follow(t, rough, 6)
	then, err := lamppost.Watch(&long.book, firstYear+5, nil)
	if err != nil {
		t.Fatal(err)
	}
	now, err := lamppost.Watch(&short.book, firstYear+5, nil)
	if err != nil || then.String() != now.String() {
		t.Errorf("a book of nine years says of the sixth\n%v, one of six\n%v (%v)", then, now, err)
	}
	if _, err := lamppost.Watch(&long.book, 2050, nil); err == nil {
		t.Error("2050 was answered")
	}
	if err := long.book.Write(firstYear, nil, nil); err == nil {
		t.Error("a year was written twice")
	}
	if err := long.book.Write(2060, nil, long.years[0].looks); err == nil {
		t.Error("three steps passed for none")
	}
}

// The three traps reach the table through a book: at a kink the other side, at a
// mixed equilibrium the parts in place of the gap, inside a set the leader.
func TestBookCarriesTheTraps(t *testing.T) {
	var b lamppost.Book
	look := choice.Outlook{Maker: "packs", Chosen: choice.Running{Options: []string{"NMC"}, Part: .7}, Near: []choice.Neighbour{
		{Options: []string{"NMC", "LFP"}, Gap: .1, Ahead: []float64{-.01, .002}, Back: []float64{.01, .002}},
		{Options: []string{"LFP"}, Runs: true, Lead: .4, Ahead: []float64{-.05, 0}, Back: []float64{-.05, 0}},
	}, Lead: &choice.Lead{Leader: "NMC", Rival: "LFP", Log: .2, Ahead: []float64{0, -.02}, Back: []float64{0, -.02}}}
	if err := b.Write(2024, []choice.Step{{Driver: "scrap"}, {Driver: "paths"}}, []choice.Outlook{look}); err != nil {
		t.Fatal(err)
	}
	table, err := lamppost.Watch(&b, 2024, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []lamppost.Row{
		{To: "NMC+LFP", Measure: "gap", Gap: .1, Drift: .002, Volatility: .02, Driver: "scrap (kink)"}, // the mean of -.008 and .012
		{To: "LFP", Measure: "lambda", Gap: 0, Drift: -.05, Volatility: .1, Driver: "scrap (lambda)"},
		{To: "LFP", Measure: "share", Gap: .2, Drift: -.02, Volatility: .05, Driver: "paths (share)"},
	} {
		r := table[i]
		if r.To != want.To || r.Measure != want.Measure || math.Abs(r.Gap-want.Gap) > 1e-15 || math.Abs(r.Drift-want.Drift) > 1e-15 || r.Volatility != want.Volatility || r.Driver != want.Driver {
			t.Errorf("row %d: %+v, want %+v", i, r, want)
		}
	}
	if k := table[0]; !(k.ProbHi > k.ProbLo) {
		t.Errorf("no interval at the kink: %+v", k)
	}
}
