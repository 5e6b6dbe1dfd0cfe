package base

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

func follow(t testing.TB, spec *pathway.Spec) *pathway.Result {
	t.Helper()
	m, err := pathway.New(spec, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	r, err := m.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range r.Years {
		if math.Abs(y.Check.Balance) > 1e-9 || math.Abs(y.Check.GDP) > 1e-8 || y.Check.Complementarity > 1e-8 {
			t.Errorf("%s %d: %+v", spec.Name, y.Year, y.Check)
		}
	}
	return r
}

// In the base year all research is what it was and nothing has been learned,
// and what stocks of knowledge take of research others bought before.
func TestResearchReplicatesTheBaseYear(t *testing.T) {
	for _, path := range []Path{WEO, Open} {
		spec := mustWorld(t, path, Settings{Last: 2024})
		off := mustWorld(t, path, Settings{Last: 2024, Research: Research{Off: true}})
		y, before := follow(t, spec).Years[0], follow(t, off).Years[0]
		if y.Check.Replication > 1e-8 {
			t.Errorf("%s: replication %v", path, y.Check.Replication)
		}
		for i, k := range spec.Research.Block.Keys {
			near(t, fmt.Sprintf("%s: research on %v", path, k), y.Research[k.String()], spec.Research.Drivers[i].Base, 1e-8) // the base year replicates to 1e-8; measured: 5e-10
			near(t, "knowledge", y.Knowledge[k.String()], 1, 0)
		}
		for name, p := range before.Prices {
			near(t, fmt.Sprintf("%s: price of %s", path, name), y.Prices[name], p, 1e-8) // as of research
		}
		near(t, "GDP", y.Accounts.GDP(), before.Accounts.GDP(), 1e-8) // as of research
	}
}

// Effects begin at the base year's figures, move one way, and keep their bounds
// whatever is known.
func TestResearchEffects(t *testing.T) {
	for _, path := range []Path{WEO, Open} {
		spec := mustWorld(t, path, Settings{Last: 2024})
		drivers := map[knowledge.Driver]int{}
		for i, k := range spec.Research.Block.Keys {
			d := spec.Research.Drivers[i]
			drivers[k.Driver]++
			check := func(what string, e knowledge.Effect, base, low, high float64) {
				last := e.At(.25)
				near(t, k.String()+" "+what, e.At(1), base, 1e-9)
				for h := .5; h < 1e6; h *= 2 {
					v := e.At(h)
					if v < low || v > high || (v-last)*e.Slope(h) < 0 {
						t.Errorf("%v: %s is %v at h %v, %v before; between %v and %v", k, what, v, h, last, low, high)
					}
					last = v
				}
				if s := math.Abs(knowledge.Elasticity(e, 1)); s > 1.5 {
					t.Errorf("%v: elasticity of %s to knowledge %v", k, what, s)
				}
			}
			for _, u := range spec.Units {
				if u.Name != k.Object {
					continue
				}
				for _, c := range u.Content {
					if e := d.Content[c.Mineral]; e != nil {
						check(c.Mineral, e, c.Amount, 0, 4*c.Amount)
					}
				}
				if d.Life != nil {
					check("life", d.Life, u.Life, 0, 4*u.Life)
				}
			}
			if d.Cost != nil {
				check("cost", d.Cost, 1, costFloor, 4)
			}
			if d.Yield != nil {
				check("yield", d.Yield, d.Yield.At(1), 0, 1)
			}
		}
		if drivers[knowledge.Efficiency] < 30 || drivers[knowledge.Durability] < 25 || drivers[knowledge.Recycling] < 3 {
			t.Errorf("%s: stocks of knowledge %v", path, drivers)
		}
	}
}

// Yields stay below their caps for every recycler that has the mineral.
func TestResearchKeepsYieldsBelowTheirCaps(t *testing.T) {
	spec := mustWorld(t, WEO, Settings{Last: 2024})
	for i, k := range spec.Research.Block.Keys {
		e := spec.Research.Drivers[i].Yield
		for _, r := range spec.Recyclers {
			for _, y := range r.Yields {
				if v := 0.; e != nil && !r.PerMineral && y.Mineral == k.Object {
					if v = y.Base * e.At(1e9) / e.At(1); v > y.Max*(1+1e-9) {
						t.Errorf("%s: %s yields %v at most, its cap is %v", r.Name, y.Mineral, v, y.Max)
					}
				}
			}
		}
	}
}

func TestResearchSwitches(t *testing.T) {
	all := mustWorld(t, WEO, Settings{Last: 2024})
	spent := func(s *pathway.Spec) (sum float64) {
		for _, d := range s.Research.Drivers {
			sum += d.Base
		}
		return sum
	}
	for _, d := range []knowledge.Driver{knowledge.Efficiency, knowledge.Durability, knowledge.Recycling} {
		s := mustWorld(t, WEO, Settings{Last: 2024, Research: Research{Without: []knowledge.Driver{d}}})
		for _, k := range s.Research.Block.Keys {
			if k.Driver == d {
				t.Errorf("without %v there is %v", d, k)
			}
		}
		if !(spent(s) < spent(all)) {
			t.Errorf("without %v: %v GUSD of research, %v with it", d, spent(s), spent(all))
		}
	}
	if s := mustWorld(t, WEO, Settings{Last: 2024, Research: Research{Off: true}}); s.Research != nil {
		t.Error("research is on")
	}
	if s := mustWorld(t, WEO, Settings{Last: 2024, Research: Research{Stationary: true}}); s.Research.Block.Frontier.Gain != s.Research.Block.Frontier.Depreciation {
		t.Errorf("not stationary: %+v", s.Research.Block.Frontier)
	}
	a := mustAccount(t, 2024, WEO, WEO)
	for want, r := range map[string]Research{`expects "hindsight"`: {Expect: "hindsight"}, "horizon -1": {Horizon: -1}, "public 2": {Public: 2}} {
		if _, _, err := World(a, Settings{Research: r}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", r, err, want)
		}
	}
}

// With research on, knowledge grows, units get leaner and last longer, and a cut
// of lithium raises its price, lowers its use, and calls forth research on what
// holds it.
func TestResearchPath(t *testing.T) {
	whole := follow(t, mustWorld(t, WEO, Settings{Last: 2028}))
	spec := mustWorld(t, WEO, Settings{Last: 2028})
	for i := range spec.Mines {
		if spec.Mines[i].Name == "lithium" {
			spec.Mines[i].Path = []float64{1, .8, .8, .8, .8}
		}
	}
	cut := follow(t, spec)
	first, last, short := whole.Years[0], whole.Years[4], cut.Years[4]
	for k, h := range last.Knowledge {
		if !(h > 1 && h < 2) {
			t.Errorf("%s: knowledge %v in 2028", k, h)
		}
	}
	for _, u := range []string{"lfp", "c_si", "gb_dfig"} {
		if !(last.Life[u] > first.Life[u]) || !(last.Content[u]["copper"] < first.Content[u]["copper"]) {
			t.Errorf("%s: life %v, %v before; copper %v, %v before", u, last.Life[u], first.Life[u], last.Content[u]["copper"], first.Content[u]["copper"])
		}
	}
	li := func(y pathway.Year) (price, mined, research float64) {
		return y.Prices["lithium"], y.Minerals["lithium"].Mined, y.Research["efficiency|lfp"] + y.Research["efficiency|nmc811"]
	}
	p0, m0, r0 := li(last)
	p1, m1, r1 := li(short)
	t.Logf("a fifth less lithium in 2028: price times %.3f, mined times %.3f, research on efficiency of LFP and NMC811 times %.3f", p1/p0, m1/m0, r1/r0)
	if !(p1 > p0 && m1 < m0) {
		t.Errorf("a fifth less lithium: price %v, %v before; mined %v, %v before", p1, p0, m1, m0)
	}
}
