package forecast

import (
	"context"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// Cell is what reads a window of rows.
type Cell string

const (
	GRU Cell = "gru" // gated recurrent unit whose products are graph convolutions
	TCN Cell = "tcn" // a graph convolution at each row, then causal convolutions over rows
)

// Network is an ensemble of small graph networks that corrects other
// forecasts: it learns what the base leaves over,
//
//	forecast = base + gate x mean over cells and members of network(window, graph),
//
// where the gate, between 0 and 1, is the least-squares weight of the
// correction over the last fifth of the past, for which base and network are
// fitted without it. Then both are fitted to all of the past. A network with
// nothing to say gets a gate of 0.
type Network struct {
	Label   string
	Base    Model
	Cells   []Cell
	Members int // of the ensemble, for each cell; member i is that of seed Seed+i
	Seed    uint64
	Hidden  int // states of a node; 0 means 8
	Window  int // rows; 0 means the series' lags
	Steps   int // of Adam; 0 means 150
	Batch   int // windows in a step; 0 means as many as hold 4096 rows of nodes, 4 to 64
}

// Name is the label.
func (w Network) Name() string { return w.Label }

func (w Network) defaults(s *Series) Network {
	for _, d := range []struct {
		at    *int
		value int
	}{{&w.Members, 1}, {&w.Hidden, 8}, {&w.Window, s.Lags}, {&w.Steps, 150}} {
		if *d.at == 0 {
			*d.at = d.value
		}
	}
	if w.Batch == 0 {
		w.Batch = min(max(4096/(len(s.Nodes)*w.Window), 4), 64)
	}
	return w
}

// networkFit is a fitted network with what it corrects.
type networkFit struct {
	Network
	base     Forecaster
	mean, sd []float64
	horizon  int
	gate     float64
	cells    []trained
}

// trained is the ensemble of one cell.
type trained struct {
	params  *net.Params
	program *net.Program
}

// Fit chooses the gate on the tail of past and fits to all of it.
func (w Network) Fit(ctx context.Context, past *Series, horizon int) (Forecaster, error) {
	w = w.defaults(past)
	rows := len(past.Times)
	cut := rows - max(rows/5, 1)
	gate := 0.0
	if cut > w.Window+horizon+past.Lags {
		early, err := w.train(ctx, past.Until(cut), horizon)
		if err != nil {
			return nil, err
		}
		if gate, err = early.chooseGate(ctx, past, span(cut-horizon, rows-horizon)); err != nil {
			return nil, err
		}
	}
	if gate == 0 {
		w.Cells = nil // nothing to add
	}
	fit, err := w.train(ctx, past, horizon)
	if err != nil {
		return nil, err
	}
	fit.gate = gate
	return fit, nil
}

// chooseGate regresses what the base leaves over on the correction.
func (f *networkFit) chooseGate(ctx context.Context, s *Series, origins []int) (float64, error) {
	c := s.scale(f.mean, f.sd)
	base, err := f.based(ctx, c, origins)
	if err != nil {
		return 0, err
	}
	each, err := f.corrections(ctx, c, origins)
	if err != nil {
		return 0, err
	}
	all := meanOf(each)
	cross, square := 0.0, 0.0
	for q, o := range origins {
		for i := range c.Nodes {
			if y, ok := c.target(o+f.horizon, i); ok {
				d := all[q][i]
				cross += d * (y - base[q][i])
				square += d * d
			}
		}
	}
	if square == 0 {
		return 0, nil
	}
	return math.Min(math.Max(cross/square, 0), 1), nil
}

// based are the forecasts that the network corrects, scaled, [origin][node].
func (f *networkFit) based(ctx context.Context, c *scaled, origins []int) ([][]float64, error) {
	y, err := f.base.Forecast(ctx, c.Series, origins)
	if err != nil {
		return nil, err
	}
	for q := range y {
		for i, v := range y[q] {
			y[q][i] = (v - c.mean[i]) / c.sd[i]
		}
	}
	return y, nil
}

// train fits the regression and the members to all of past.
func (w Network) train(ctx context.Context, past *Series, horizon int) (*networkFit, error) {
	base, err := w.Base.Fit(ctx, past, horizon)
	if err != nil {
		return nil, err
	}
	f := &networkFit{Network: w, base: base, horizon: horizon}
	f.mean, f.sd = past.moments()
	c := past.scale(f.mean, f.sd)
	origins := span(min(w.Window-1, max(len(past.Times)-horizon-1, 0)), len(past.Times)-horizon)
	d := &windows{net: w, c: c, horizon: horizon, origins: origins, inputs: c.channels(horizon)}
	if d.base, err = f.based(ctx, c, origins); err != nil {
		return nil, err
	}
	for _, cell := range w.Cells {
		t, err := w.trainCell(ctx, cell, d)
		if err != nil {
			return nil, fmt.Errorf("forecast: %s: %w", w.Label, err)
		}
		f.cells = append(f.cells, t)
	}
	return f, nil
}

// trainCell trains the members of one cell.
func (w Network) trainCell(ctx context.Context, cell Cell, d *windows) (trained, error) {
	p := net.NewParams(w.Members, w.Seed)
	layers := newLayers(p, cell, w, d.c)
	set := net.Settings{Steps: w.Steps, Rate: 1e-2, Decay: 1e-2, Clip: 1, WarmUp: w.Steps / 10, Every: w.Steps}
	state := net.Start(p, set)
	if err := net.Fit(ctx, layers.loss, d, set, state); err != nil {
		return trained{}, err
	}
	program, err := net.Forward(state.Now, func(p *net.Nodes, in []*net.Node) []*net.Node {
		return []*net.Node{layers.apply(p, in[0], in[1])}
	})
	return trained{state.Now, program}, err
}

// corrections are the members' outputs, averaged over cells,
// [member][origin][node].
func (f *networkFit) corrections(ctx context.Context, c *scaled, origins []int) ([][][]float64, error) {
	inputs, n := c.channels(f.horizon), len(c.Nodes)
	out := make([][][]float64, f.Members)
	for from := 0; from < len(origins); from += f.Batch {
		part := origins[from:min(from+f.Batch, len(origins))]
		sum := make([]float64, f.Members*len(part)*n) // zero without cells
		for _, cell := range f.cells {
			got, err := cell.program.Run(ctx, cell.params, pack(c, inputs, f.Window, part)...)
			if err != nil {
				return nil, fmt.Errorf("forecast: %s: %w", f.Label, err)
			}
			for k, v := range got[0].Data {
				sum[k] += v / float64(len(f.cells))
			}
		}
		for m := range out {
			for q := range part {
				at := (m*len(part) + q) * n
				out[m] = append(out[m], sum[at:at+n])
			}
		}
	}
	return out, nil
}

// Forecast is that of the whole ensemble.
func (f *networkFit) Forecast(ctx context.Context, s *Series, origins []int) ([][]float64, error) {
	each, err := f.members(ctx, s, origins)
	if err != nil {
		return nil, err
	}
	return meanOf(each), nil
}

// members are the forecasts of each member alone, [member][origin][node].
func (f *networkFit) members(ctx context.Context, s *Series, origins []int) ([][][]float64, error) {
	c := s.scale(f.mean, f.sd)
	base, err := f.based(ctx, c, origins)
	if err != nil {
		return nil, err
	}
	each, err := f.corrections(ctx, c, origins)
	if err != nil {
		return nil, err
	}
	for m := range each {
		for q := range each[m] {
			for i, d := range each[m][q] {
				each[m][q][i] = c.back(i, base[q][i]+f.gate*d)
			}
		}
	}
	return each, nil
}

// meanOf averages forecasts of the same rows.
func meanOf(each [][][]float64) [][]float64 {
	out := make([][]float64, len(each[0]))
	for q := range out {
		out[q] = make([]float64, len(each[0][q]))
		for _, f := range each {
			for i, v := range f[q] {
				out[q][i] += v / float64(len(each))
			}
		}
	}
	return out
}
