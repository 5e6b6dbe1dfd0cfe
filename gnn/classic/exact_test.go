package classic_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// exact is a panel whose quantities are -sigma p plus effects of nest x year
// and member x region, and of good x year times shared; no noise.
func exact(t *rapid.T, seed uint64, missing, shared float64) (*panel.Panel, []float64) {
	c, err := simulate.Level("L1")
	if err != nil {
		t.Fatal(err)
	}
	c.Regions, c.Years, c.Produced, c.Minerals, c.Missing = 3, 10, 8, 5, missing
	p, _, err := simulate.Generate(context.Background(), c, seed)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	sigma := make([]float64, len(p.Nests))
	for u := range sigma {
		sigma[u] = .2 + 2*r.Float64()
	}
	member := map[[2]int]float64{}
	for region := range p.Regions {
		for e := range p.Edges {
			member[[2]int{region, e}] = r.NormFloat64()
		}
		for year := range p.Years {
			nest, good := make([]float64, len(p.Nests)), make([]float64, p.Nodes)
			for u := range nest {
				nest[u] = r.NormFloat64()
			}
			for i := range good {
				good[i] = shared * r.NormFloat64()
			}
			for e, g := range p.Edges {
				if i := p.At(region, year, e); p.Observed[i] {
					p.LogX[i] = -sigma[g.Nest]*p.LogP[i] + nest[g.Nest] + member[[2]int{region, e}] + good[g.Src]
				}
			}
		}
	}
	return p, sigma
}

// TestExactDataGiveExactElasticities: without noise every estimator finds the
// truth, with and without gaps.
func TestExactDataGiveExactElasticities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		missing := rapid.SampledFrom([]float64{0, .2}).Draw(t, "missing")
		p, sigma := exact(t, rapid.Uint64Range(1, 1e6).Draw(t, "seed"), missing, 0)
		f, err := classic.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.Common(context.Background(), 0, 2)
		if err != nil {
			t.Fatal(err)
		}
		tol := 1e-12 // rounding
		if missing > 0 {
			tol = 1e-3 // effects are taken out in twelve rounds, not to the end
		}
		for u, want := range sigma {
			m := f.Moments[u]
			for name, e := range map[string]classic.Estimate{"OLS": m.OLS, "FGLS": m.FGLS, "2SLS": m.TSLS, "3SLS": m.QD3SLS} {
				if !e.OK || math.Abs(e.Sigma-want) > tol*math.Max(1, want) {
					t.Fatalf("nest %d: %s %v, truth %v", u, name, e, want)
				}
			}
			if missing == 0 && math.Abs(s.Sigma[u]-want) > .002 { // the anchor of 1e-4, times two to ten regressors
				t.Fatalf("nest %d: common %v, truth %v", u, s.Sigma[u], want)
			}
		}
	})
}

// TestCommonTakesSharedShocksOut: shocks that the users of a good share, far
// larger than those it is told of, leave the estimate alone.
func TestCommonTakesSharedShocksOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, sigma := exact(t, rapid.Uint64Range(1, 1e6).Draw(t, "seed"), 0, 1)
		f, err := classic.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.Common(context.Background(), 0, 1e6)
		if err != nil {
			t.Fatal(err)
		}
		worst, ols := 0.0, 0.0
		for u, want := range sigma {
			worst = math.Max(worst, math.Abs(s.Sigma[u]-want))
			ols = math.Max(ols, math.Abs(f.Moments[u].OLS.Sigma-want))
		}
		if worst > .05 || ols < .3 {
			t.Fatalf("common is off by %.3f, OLS by %.3f", worst, ols)
		}
	})
}
