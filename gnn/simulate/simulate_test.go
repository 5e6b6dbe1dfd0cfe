package simulate

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// reference is what testdata/draws.py wrote.
type reference struct {
	Level    string                     `json:"level"`
	Config   Config                     `json:"config"`
	Edges    [][3]int                   `json:"edges"`
	Draws    map[string]json.RawMessage `json:"draws"`
	Solution map[string]json.RawMessage `json:"solution"`
}

// flat reads nested lists of numbers into one slice.
func flat(t *testing.T, raw json.RawMessage) []float64 {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return leaves(v)
}

func leaves(v any) (out []float64) {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		for _, w := range v {
			out = append(out, leaves(w)...)
		}
	}
	return out
}

func rows(v []float64, width int) (out [][]float64) {
	for ; len(v) >= width; v = v[width:] {
		out = append(out, v[:width])
	}
	return out
}

func (ref *reference) economy(t *testing.T) *Economy {
	get := func(name string) []float64 { return flat(t, ref.Draws[name]) }
	e := &Economy{Config: ref.Config, Share: get("a"), Omega: get("om"), Final0: get("F0"), RegionShare: get("areg"),
		Common: get("Dc"), OwnShock: get("De"), SupplySeen: get("so"), SupplyHidden: get("su"), WedgeSeen: get("to"), WedgeHidden: get("tu"), Final: get("g")}
	last := [2]int{-1, -1}
	for _, g := range ref.Edges {
		if nest := [2]int{g[1], g[2]}; nest != last {
			last = nest
			e.Nests = append(e.Nests, panel.Nest{User: g[1], K: g[2]})
			e.Budget = append(e.Budget, get("b")[g[1]*e.NestsEach+g[2]])
		}
		e.Edges = append(e.Edges, panel.Edge{Src: g[0], Dst: g[1], Nest: len(e.Nests) - 1})
	}
	e.NodeFeatures = rows(get("Z"), nodeFeatures+e.NoiseCols)
	e.EdgeFeatures = rows(get("Ue"), edgeFeatures+e.NoiseCols)
	syst := flat(t, ref.Solution["syst"])
	for u, ls := range get("ls0") {
		e.IdioNoise = append(e.IdioNoise, (ls-syst[u])/e.Idio)
	}
	return e
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, wanted %d", what, len(got), len(want))
	}
	worst, at := 0.0, 0
	for i := range got {
		if d := math.Abs(got[i] - want[i]); !(d <= worst) {
			worst, at = d, i
		}
	}
	if !(worst <= tol) {
		t.Errorf("%s[%d] = %.15g, wanted %.15g: off by %.1e", what, at, got[at], want[at], worst)
	}
}

// TestSolvesAsTheReferenceGenerator gives Solve the draws of gen_ces.py.
func TestSolvesAsTheReferenceGenerator(t *testing.T) {
	f, err := os.Open("testdata/draws.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var refs []reference
	if err := json.NewDecoder(z).Decode(&refs); err != nil {
		t.Fatal(err)
	}
	if len(refs) != 5 {
		t.Fatalf("%d levels", len(refs))
	}
	for _, ref := range refs {
		t.Run(ref.Level, func(t *testing.T) {
			e := ref.economy(t)
			truth := e.Truth()
			near(t, "systematic", truth.LogSystematic, flat(t, ref.Solution["syst"]), 1e-12)
			for u := range truth.SigmaBefore {
				truth.LogShift[u] += clip(truth.LogSystematic[u]+e.Idio*e.IdioNoise[u], .12, 4)
			}
			near(t, "log sigma after", truth.LogShift, flat(t, ref.Draws["ls1"]), 1e-12)
			s, err := e.Solve(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			// The reference stops at a step of 1e-10; what is left is of that size.
			near(t, "log price", s.P, flat(t, ref.Solution["lp"]), 1e-9)
			near(t, "log output", s.Q, flat(t, ref.Solution["lq"]), 1e-9)
			near(t, "log purchase", s.X, flat(t, ref.Solution["lx"]), 1e-9)
			near(t, "log price paid", s.Paid, flat(t, ref.Solution["pe"]), 1e-9)
		})
	}
}

func TestLevelsAreTheReferenceLevels(t *testing.T) {
	for _, name := range []string{"L0", "L1", "L2", "L3", "L4"} {
		c, err := Level(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Check(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Level("L9"); err == nil || !strings.Contains(err.Error(), "L9") {
		t.Error(err)
	}
}

// small is a random economy that solves in milliseconds.
func small(t *rapid.T) (Config, uint64) {
	seed := rapid.Uint64().Draw(t, "seed")
	c := Random(seed)
	c.Regions, c.Years, c.Minerals, c.Produced, c.ShiftYear = 2, 4, 5, 6, min(c.ShiftYear, 2)
	return c, seed
}

// TestMarketsClear checks supply against use, and spending against the nest's
// price index, from the solution alone.
func TestMarketsClear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, seed := small(t)
		e, err := Draw(c, seed)
		if err != nil {
			t.Fatal(err)
		}
		s, err := e.Solve(context.Background())
		if errors.Is(err, ErrNoEquilibrium) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		n, m := c.Minerals+c.Produced, len(e.Edges)
		for at := range c.Regions * c.Years {
			use := make([]float64, n)
			for i := range n {
				use[i] = e.Final0[i] * math.Exp(e.Final[at*n+i]-c.Eps*s.P[at*n+i])
			}
			for i, g := range e.Edges {
				use[g.Src] += math.Exp(s.X[at*m+i])
			}
			for i := range n {
				if d := math.Log(use[i]) - s.Q[at*n+i]; !(math.Abs(d) < 1e-9) { // Solve stops at a step of 1e-10
					t.Fatalf("market of good %d is open by %.1e", i, d)
				}
			}
		}
	})
}

func TestSameSeedSameBits(t *testing.T) {
	c := Random(5)
	c.Regions, c.Years, c.ShiftYear = 2, 4, 0
	p, truth, err := Generate(context.Background(), c, 9)
	if err != nil {
		t.Fatal(err)
	}
	q, again, err := Generate(context.Background(), c, 9)
	if err != nil || !reflect.DeepEqual(p, q) || !reflect.DeepEqual(truth, again) {
		t.Error("two runs differ", err)
	}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
}

// TestRandomConfigs keeps the widened distribution inside its own ranges.
func TestRandomConfigs(t *testing.T) {
	forms := map[Form]int{}
	for seed := range uint64(500) {
		c := Random(seed)
		if err := c.Check(); err != nil {
			t.Fatal(seed, err)
		}
		forms[c.Form]++
	}
	if forms[Logit] < 20 || forms[Logit] > 100 {
		t.Errorf("a tenth should be logit: %v", forms)
	}
}

func TestRefusals(t *testing.T) {
	c, _ := Level("L1")
	c.Rho = 1.5
	if _, _, err := Generate(context.Background(), c, 1); err == nil || !strings.Contains(err.Error(), "rho is 1.5") {
		t.Error(err)
	}
	c, _ = Level("L1")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Generate(ctx, c, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func BenchmarkGenerateL3(b *testing.B) {
	c, _ := Level("L3")
	for i := range b.N {
		if _, _, err := Generate(context.Background(), c, uint64(i)); err != nil {
			b.Fatal(err)
		}
	}
}
