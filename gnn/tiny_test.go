package gnn_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// TestAnyPanelGetsNumbersOrANamedError takes panels that are small or spoilt in
// random ways: constant prices, huge values, few years, gaps, constant or no
// features, one instrument.
func TestAnyPanelGetsNumbersOrANamedError(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := simulate.Random(rapid.Uint64Range(1, 1e6).Draw(r, "config"))
		c.Regions, c.Years = rapid.IntRange(1, 2).Draw(r, "regions"), rapid.IntRange(2, 9).Draw(r, "years")
		c.Minerals, c.Produced, c.ShiftYear, c.EdgesLow = 3, 4, 0, 1
		c.Missing = rapid.SampledFrom([]float64{0, .3, .95}).Draw(r, "missing")
		p, _, err := simulate.Generate(context.Background(), c, 1)
		if errors.Is(err, simulate.ErrNoEquilibrium) {
			r.Skip(err)
		}
		if err != nil {
			r.Fatal(err)
		}
		spoil(r, p)
		report, err := gnn.Estimate(context.Background(), p, nil)
		var named *panel.Error
		if errors.As(err, &named) {
			return
		}
		if err != nil {
			r.Fatal(err)
		}
		for i, n := range report.Nests {
			if !(n.Lo90 > 0 && n.Lo90 <= n.Hi90 && n.SDLogSigma > 0 && n.MeanSigma > 0 && n.MeanSigma < 1e6) {
				r.Fatalf("row %d: %+v", i, n)
			}
		}
	})
}

func spoil(r *rapid.T, p *panel.Panel) {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "spoil"), 0))
	switch rapid.IntRange(0, 6).Draw(r, "how") {
	case 0:
		for i := range p.LogP {
			p.LogP[i] = 0 // constant prices
		}
	case 1:
		for i := range p.LogX {
			if p.Observed[i] {
				p.LogX[i], p.LogP[i] = 90*rng.Float64()-45, 90*rng.Float64()-45
			}
		}
	case 2:
		for i := range p.NodeFeatures {
			p.NodeFeatures[i] = make([]float64, 1)
		}
	case 3:
		for i := range p.EdgeFeatures {
			p.EdgeFeatures[i] = nil
		}
	case 4:
		p.ZSupply = nil
	case 5:
		p.ZWedge = nil
	}
}
