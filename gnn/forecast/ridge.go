package forecast

import (
	"context"
	"fmt"
	"math"
)

// Model is fitted to the past of a series for one horizon.
type Model interface {
	Name() string
	// Fit sees the rows of past and nothing else.
	Fit(ctx context.Context, past *Series, horizon int) (Forecaster, error)
}

// Forecaster forecasts row o+horizon for each origin o, [origin][node] in the
// units of the series, from rows up to o. It never fits anything again.
type Forecaster interface {
	Forecast(ctx context.Context, s *Series, origins []int) ([][]float64, error)
}

// Pooling says how the coefficients of nodes hang together.
type Pooling int

const (
	Pooled   Pooling = iota // one set of coefficients for all nodes
	PerNode                 // a set for each node
	Shrunken                // common coefficients plus a penalised departure of each node
)

// Ridge is an autoregression with a squared penalty on scaled coefficients
// (Hoerl and Kennard 1970), direct in the horizon. Shrunken adds departures
// d_i from common coefficients b,
//
//	min sum (y - x'(b + d_i))^2 + p |b|^2 + q sum_i |d_i|^2,
//
// the posterior mode of random coefficients (Swamy 1970). The penalties, and the
// number of harmonics up to Sight.Harmonics, are those that forecast best over
// rolling folds of the past.
type Ridge struct {
	Label   string
	Sight   Sight
	Pooling Pooling
	Changes bool // forecast the change since the origin, so that the penalty pulls to the last value, not to the mean
}

// Name is the label.
func (r Ridge) Name() string { return r.Label }

// penalties tried for common and for own coefficients.
var (
	penalties  = []float64{1, 10, 30, 100, 300, 1000}
	departures = []float64{10, 100, 1000, 10000}
)

// penalty is a choice of the two.
type penalty struct{ common, own float64 }

func (r Ridge) grid() []penalty {
	var out []penalty
	for _, p := range penalties {
		if r.Pooling != Shrunken {
			out = append(out, penalty{p, p})
			continue
		}
		for _, q := range departures {
			out = append(out, penalty{p, q})
		}
	}
	return out
}

// ridgeFit holds the coefficients, [node][feature]; the last one is constant.
type ridgeFit struct {
	sight    Sight
	changes  bool
	horizon  int
	mean, sd []float64 // of nodes
	at, by   []float64 // centre and scale of features
	b        [][]float64
}

// Fit chooses penalties and harmonics and fits to all of past.
func (r Ridge) Fit(ctx context.Context, past *Series, horizon int) (Forecaster, error) {
	candidates, grid := r.seasons(past.Season), r.grid()
	best, chosen := candidates[0], penalty{100, 1000}
	least := math.Inf(1)
	folds := rollingFolds(len(past.Times), r.Sight.Lags+horizon)
	if len(folds) == 0 {
		candidates = nil
	}
	for _, c := range candidates {
		loss := make([]float64, len(grid))
		for _, f := range folds {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("forecast: %s: stopped: %w", r.Label, err)
			}
			if err := c.try(past, horizon, f, grid, loss); err != nil {
				return nil, err
			}
		}
		if at := smallest(loss); loss[at] < least {
			best, chosen, least = c, grid[at], loss[at]
		}
	}
	fits, err := best.solve(past, horizon, []penalty{chosen})
	if err != nil {
		return nil, err
	}
	return fits[0], nil
}

// seasons are the regression with 1, 3 and 6 harmonics, as far as it and the
// season allow.
func (r Ridge) seasons(season float64) []Ridge {
	var out []Ridge
	last := -1
	for _, k := range []int{1, 3, 6} {
		if k = min(k, r.Sight.Harmonics, int(season/2)); k > last {
			c := r
			c.Sight.Harmonics, last = k, k
			out = append(out, c)
		}
	}
	return out
}

// fold is a block of rows [from, to) that is forecast from the rows before it.
type fold struct{ from, to int }

// rollingFolds cuts the last third of rows into four blocks; none where fewer
// than need rows would stand before the first one.
func rollingFolds(rows, need int) []fold {
	const blocks = 4
	first := rows - rows/3
	if first < need+2 || rows-first < 1 {
		return nil
	}
	var out []fold
	for k := range blocks {
		from, to := first+(rows-first)*k/blocks, first+(rows-first)*(k+1)/blocks
		if to > from {
			out = append(out, fold{from, to})
		}
	}
	return out
}

// try adds each penalty's squared errors over the fold, in the units of the
// fold's own scaling.
func (r Ridge) try(past *Series, horizon int, f fold, grid []penalty, loss []float64) error {
	fits, err := r.solve(past.Until(f.from), horizon, grid)
	if err != nil {
		return err
	}
	c := past.Until(f.to).scale(fits[0].mean, fits[0].sd)
	origins := span(f.from-horizon, f.to-horizon)
	x := c.features(r.Sight, horizon, origins)
	for k, fit := range fits {
		for q, o := range origins {
			for i := range c.Nodes {
				if y, ok := c.target(o+horizon, i); ok {
					e := y - fit.from(c, o, i) - fit.scaled(x[q][i], i)
					loss[k] += e * e
				}
			}
		}
	}
	return nil
}

func smallest(loss []float64) int {
	at := 0
	for k, v := range loss {
		if v < loss[at] {
			at = k
		}
	}
	return at
}

func span(from, to int) []int {
	var out []int
	for o := from; o < to; o++ {
		out = append(out, o)
	}
	return out
}

// solve fits to all of past with each penalty.
func (r Ridge) solve(past *Series, horizon int, grid []penalty) ([]*ridgeFit, error) {
	mean, sd := past.moments()
	c := past.scale(mean, sd)
	origins := span(min(max(r.Sight.Lags-1, 0), max(len(past.Times)-horizon-1, 0)), len(past.Times)-horizon)
	if len(origins) == 0 {
		return nil, fmt.Errorf("forecast: %s: %d rows are too few for horizon %d", r.Label, len(past.Times), horizon)
	}
	x := c.features(r.Sight, horizon, origins)
	base := &ridgeFit{sight: r.Sight, changes: r.Changes, horizon: horizon, mean: mean, sd: sd}
	base.at, base.by = centre(x)
	g := newGrams(len(c.Nodes), len(base.at)+1)
	for q, o := range origins {
		for i := range c.Nodes {
			if y, ok := c.target(o+horizon, i); ok {
				g.add(i, base.standard(x[q][i]), y-base.from(c, o, i))
			}
		}
	}
	out := make([]*ridgeFit, len(grid))
	for k, b := range g.coefficients(r.Pooling, grid) {
		fit := *base
		fit.b = b
		out[k] = &fit
		for i := range b {
			for _, v := range b[i] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					return nil, fmt.Errorf("forecast: %s: node %s: the regression has no solution", r.Label, c.Nodes[i])
				}
			}
		}
	}
	return out, nil
}

// centre is the mean and the standard deviation of each feature.
func centre(x [][][]float64) (at, by []float64) {
	width := len(x[0][0])
	at, by = make([]float64, width), make([]float64, width)
	n := float64(len(x) * len(x[0]))
	for _, nodes := range x {
		for _, f := range nodes {
			for k, v := range f {
				at[k] += v / n
			}
		}
	}
	for _, nodes := range x {
		for _, f := range nodes {
			for k, v := range f {
				by[k] += (v - at[k]) * (v - at[k]) / n
			}
		}
	}
	for k, v := range by {
		if by[k] = math.Sqrt(v); by[k] < 1e-9 {
			by[k] = 1
		}
	}
	return at, by
}

// standard is a row of the regression.
func (f *ridgeFit) standard(x []float64) []float64 {
	row := make([]float64, len(x)+1)
	for k, v := range x {
		row[k] = (v - f.at[k]) / f.by[k]
	}
	row[len(x)] = 1
	return row
}

// from is what the forecast is a change from.
func (f *ridgeFit) from(c *scaled, origin, node int) float64 {
	if f.changes {
		return c.z[origin][node]
	}
	return 0
}

// scaled is the forecast of a node in its scaled units.
func (f *ridgeFit) scaled(x []float64, node int) float64 {
	y := f.b[node][len(x)]
	for k, v := range x {
		y += (v - f.at[k]) / f.by[k] * f.b[node][k]
	}
	return y
}

// Forecast applies the coefficients.
func (f *ridgeFit) Forecast(_ context.Context, s *Series, origins []int) ([][]float64, error) {
	c := s.scale(f.mean, f.sd)
	x := c.features(f.sight, f.horizon, origins)
	out := make([][]float64, len(origins))
	for q := range origins {
		out[q] = make([]float64, len(c.Nodes))
		for i := range out[q] {
			out[q][i] = c.back(i, f.from(c, origins[q], i)+f.scaled(x[q][i], i))
		}
	}
	return out, nil
}
