package gnn_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// line is an equilibrium whose responses are its elasticities' logs.
type line struct{ err error }

func (l line) Responses(_ context.Context, logs []float64) ([]float64, error) {
	return append([]float64(nil), logs...), l.err
}
func (l line) VJP(_ context.Context, _, v []float64) ([]float64, error) { return v, l.err }

// slope estimates a + b times each response.
func slope(a, b float64) gnn.Estimator {
	return func(_ context.Context, r []float64) ([]float64, []float64, error) {
		logs, sd := make([]float64, len(r)), make([]float64, len(r))
		for i, v := range r {
			logs[i], sd[i] = a+b*v, .1
		}
		return logs, sd, nil
	}
}

func ExampleTandem() {
	// An estimate that takes over half of what the equilibrium says.
	r, err := gnn.Tandem(context.Background(), []float64{0, 2}, slope(.5, .5), line{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	spread, err := r.Spread(context.Background(), line{}, []float64{3, 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f after %d rounds, each change %.1f of the one before; spread of a sum %.1f\n", r.Logs, len(r.Changes), r.Contraction(), spread)
	// Output:
	// [0.99 1.01] after 7 rounds, each change 0.5 of the one before; spread of a sum 0.5
}

func TestTandemRefusesAndStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	boom := errors.New("boom")
	if _, err := gnn.Tandem(ctx, []float64{0}, slope(0, .5), line{boom}, nil); !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	short := func(context.Context, []float64) ([]float64, []float64, error) { return nil, nil, nil }
	if _, err := gnn.Tandem(ctx, []float64{0}, short, line{}, nil); err == nil || !strings.Contains(err.Error(), "0 estimates") {
		t.Errorf("error %v", err)
	}
	if _, err := gnn.Tandem(ctx, []float64{0}, slope(0, .5), line{}, &gnn.TandemOptions{Damping: 2}); err == nil {
		t.Error("damping 2 was taken")
	}
	r, err := gnn.Tandem(ctx, []float64{1}, slope(0, -1), line{}, &gnn.TandemOptions{Rounds: 5})
	if err != nil || r.Settled {
		t.Errorf("a swing settled: %+v, %v", r, err)
	}
	if r, err := gnn.Tandem(ctx, []float64{1}, slope(0, -1), line{}, &gnn.TandemOptions{Damping: .5}); err != nil || !r.Settled {
		t.Errorf("half steps do not calm a swing: %+v, %v", r, err)
	}
	cancel()
	if _, err := gnn.Tandem(ctx, []float64{0}, slope(0, .5), line{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// known is an economy of a level, its equilibrium and the truth.
func known(t testing.TB, level string, seed uint64, mineralsOnly bool) (*panel.Panel, *gnn.PanelEquilibrium, *simulate.Truth) {
	t.Helper()
	c, err := simulate.Level(level)
	if err != nil {
		t.Fatal(err)
	}
	p, truth, err := simulate.Generate(t.Context(), c, seed)
	if err != nil {
		t.Fatal(err)
	}
	if mineralsOnly {
		onlyMinerals(p)
	}
	eq, err := gnn.NewPanelEquilibrium(p, gnn.Structure{Supply: truth.Omega, Nests: c.Eta, Final: c.Eps})
	if err != nil {
		t.Fatal(err)
	}
	return p, eq, truth
}

// onlyMinerals leaves shocks of mines as all that is observed, as on real
// history.
func onlyMinerals(p *panel.Panel) {
	p.ZWedge = nil
	for i := range p.ZSupply {
		if p.Edges[i%len(p.Edges)].Src >= p.Minerals {
			p.ZSupply[i] = 0
		}
	}
}

// Where shocks are small and all are seen, the linear equilibrium gives the
// prices of the nonlinear solver.
func TestPanelEquilibriumBesideTheSolver(t *testing.T) {
	c, err := simulate.Level("L0")
	if err != nil {
		t.Fatal(err)
	}
	e, err := simulate.Draw(c, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range [][]float64{e.Common, e.SupplyHidden, e.Final, e.OwnShock, e.WedgeHidden, e.CommonOdd} {
		clear(v)
	}
	for _, v := range [][]float64{e.SupplySeen, e.WedgeSeen} {
		for i := range v {
			v[i] *= .01
		}
	}
	for r := range e.Regions { // one region's shares for all: the equilibrium has one
		copy(e.RegionShare[r*len(e.Edges):(r+1)*len(e.Edges)], e.Share)
	}
	s, err := e.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, truth := e.Panel(s), e.Truth()
	eq, err := gnn.NewPanelEquilibrium(p, gnn.Structure{Supply: truth.Omega, Nests: c.Eta, Final: c.Eps})
	if err != nil {
		t.Fatal(err)
	}
	got, err := eq.Responses(t.Context(), logsOf(truth, p))
	if err != nil {
		t.Fatal(err)
	}
	diff, size := 0., 0.
	for i, v := range got {
		diff += (v - s.Paid[i]) * (v - s.Paid[i])
		size += s.Paid[i] * s.Paid[i]
	}
	if share := math.Sqrt(diff / size); share > .02 { // shocks of 0.3 %: second order is a hundredth of that, shares are sample means
		t.Errorf("the linear response is off by %.3f of the price's variation", share)
	}
}

func logsOf(truth *simulate.Truth, p *panel.Panel) []float64 {
	var out []float64
	for regime := range p.Segments() {
		for _, s := range truth.Sigma(regime) {
			out = append(out, math.Log(s))
		}
	}
	return out
}

// The gradient beside differences, at random elasticities and weights.
func TestPanelEquilibriumGradient(t *testing.T) {
	p, eq, truth := known(t, "L3", 1, false)
	at := logsOf(truth, p)
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		logs, v, k := make([]float64, len(at)), make([]float64, len(p.LogP)), rapid.IntRange(0, len(at)-1).Draw(t, "k")
		for i := range logs {
			logs[i] = at[i] + .3*r.NormFloat64()
		}
		for i := range v {
			v[i] = r.NormFloat64()
		}
		g, err := eq.VJP(context.Background(), logs, v)
		if err != nil {
			t.Fatal(err)
		}
		value := func(h float64) float64 {
			logs[k] += h
			out, err := eq.Responses(context.Background(), logs)
			if err != nil {
				t.Fatal(err)
			}
			logs[k] -= h
			sum := 0.
			for i := range v {
				sum += v[i] * out[i]
			}
			return sum
		}
		if want := (value(1e-4) - value(-1e-4)) / 2e-4; math.Abs(g[k]-want) > 1e-5*(1+math.Abs(want)) { // the square of the step, 1e-8, times the third derivative
			t.Fatalf("gradient %v, differences %v", g[k], want)
		}
	})
}

// Where only mines' shocks are seen the equilibrium carries them to nests that
// buy no mineral: fewer errors than two-stage least squares with the mines' own
// shocks, in two or three rounds, from any start.
func TestTandemOnKnownElasticities(t *testing.T) {
	before, after := 0., 0.
	for seed := uint64(1); seed <= 3; seed++ {
		p, eq, truth := known(t, "L3", seed, true)
		estimate := gnn.PanelEstimator(p)
		own, _, err := estimate(t.Context(), p.ZSupply)
		if err != nil {
			t.Fatal(err)
		}
		r, err := gnn.Tandem(t.Context(), own, estimate, eq, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Settled || r.Contraction() > .1 {
			t.Errorf("seed %d: changes %v", seed, r.Changes)
		}
		flat, err := gnn.Tandem(t.Context(), make([]float64, len(own)), estimate, eq, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Logs { // both are within the tolerance of the fixed point
			if math.Abs(r.Logs[i]-flat.Logs[i]) > .01 {
				t.Errorf("seed %d: elasticity %d is %v or %v, by the start", seed, i, r.Logs[i], flat.Logs[i])
			}
		}
		want := expOf(logsOf(truth, p))
		before += classic.Estimates{Sigma: expOf(own)}.Against(want).Response
		after += classic.Estimates{Sigma: expOf(r.Logs)}.Against(want).Response
	}
	if !(after < before) {
		t.Errorf("error of the response of demand: %v before, %v in tandem", before/3, after/3)
	}
}

func expOf(logs []float64) []float64 {
	out := make([]float64, len(logs))
	for i, v := range logs {
		out[i] = math.Exp(v)
	}
	return out
}

func TestNewPanelEquilibriumRefuses(t *testing.T) {
	p, _, truth := known(t, "L1", 1, false)
	good := gnn.Structure{Supply: truth.Omega, Nests: .5, Final: .5}
	q := *p
	q.LogQ = nil
	if _, err := gnn.NewPanelEquilibrium(&q, good); err == nil {
		t.Error("no outputs")
	}
	q = *p
	q.ZSupply, q.ZWedge = nil, nil
	if _, err := gnn.NewPanelEquilibrium(&q, good); err == nil {
		t.Error("no shocks")
	}
	if _, err := gnn.NewPanelEquilibrium(p, gnn.Structure{}); err == nil {
		t.Error("no elasticities of supply")
	}
	eq, err := gnn.NewPanelEquilibrium(p, good)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eq.Responses(t.Context(), []float64{0}); err == nil {
		t.Error("one log for all nests")
	}
}
