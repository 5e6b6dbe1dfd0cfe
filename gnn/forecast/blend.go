package forecast

import (
	"context"
	"fmt"
)

// Blend is a weighted mean of models. The weights, at least zero and with sum
// one, stand half way between equal ones and those of least squares over
// rolling folds of the past, for which every model is fitted to the rows
// before the fold alone (Bates and Granger 1969; shrinkage to equal weights and
// trimming as in Stock and Watson 2004): a model with more than twice the
// squared error of the best one over the folds has no weight. Without folds the
// weights are equal.
type Blend struct {
	Label  string
	Models []Model
}

// Name is the label.
func (b Blend) Name() string { return b.Label }

type blendFit struct {
	parts   []Forecaster
	weights []float64
}

// Fit fits the weights, then every model to all of past.
func (b Blend) Fit(ctx context.Context, past *Series, horizon int) (Forecaster, error) {
	weights, err := b.weigh(ctx, past, horizon)
	if err != nil {
		return nil, err
	}
	f := blendFit{weights: weights}
	for _, m := range b.Models {
		part, err := m.Fit(ctx, past, horizon)
		if err != nil {
			return nil, err
		}
		f.parts = append(f.parts, part)
	}
	return f, nil
}

func (b Blend) weigh(ctx context.Context, past *Series, horizon int) ([]float64, error) {
	n := len(b.Models)
	cross := make([][]float64, n) // mean products of errors, in units of each node's spread
	for i := range cross {
		cross[i] = make([]float64, n)
	}
	for _, f := range rollingFolds(len(past.Times), past.Lags+horizon) {
		errors, err := b.try(ctx, past, horizon, f)
		if err != nil {
			return nil, err
		}
		for i := range cross {
			for j := range cross {
				for k := range errors[i] {
					cross[i][j] += errors[i][k] * errors[j][k]
				}
			}
		}
	}
	return shrink(cross), nil
}

// trim is how many times the best model's squared error a model may have.
const trim = 2

// shrink stands half way between equal weights and those of least squares, over
// the models that are not trimmed.
func shrink(cross [][]float64) []float64 {
	best := 0
	for i := range cross {
		if cross[i][i] < cross[best][best] {
			best = i
		}
	}
	var kept []int
	for i := range cross {
		if cross[i][i] <= trim*cross[best][best] {
			kept = append(kept, i)
		}
	}
	part := make([][]float64, len(kept))
	for a, i := range kept {
		for _, j := range kept {
			part[a] = append(part[a], cross[i][j])
		}
	}
	weights := make([]float64, len(cross))
	for a, w := range simplex(part) {
		weights[kept[a]] = (w + 1/float64(len(kept))) / 2
	}
	return weights
}

// try are the scaled errors of each model over a fold.
func (b Blend) try(ctx context.Context, past *Series, horizon int, f fold) ([][]float64, error) {
	before, seen := past.Until(f.from), past.Until(f.to)
	_, sd := before.moments()
	origins := span(f.from-horizon, f.to-horizon)
	out := make([][]float64, len(b.Models))
	for k, m := range b.Models {
		fit, err := m.Fit(ctx, before, horizon)
		if err != nil {
			return nil, fmt.Errorf("forecast: %s: %w", b.Label, err)
		}
		y, err := fit.Forecast(ctx, seen, origins)
		if err != nil {
			return nil, err
		}
		for q, o := range origins {
			for i := range past.Nodes {
				if past.known(o+horizon, i) {
					out[k] = append(out[k], (past.Values[o+horizon][i]-y[q][i])/sd[i])
				}
			}
		}
	}
	return out, nil
}

// simplex minimises w'Cw over weights at least zero with sum one: pairs trade
// weight until no trade helps, which for a convex form is the minimum.
func simplex(c [][]float64) []float64 {
	n := len(c)
	w := make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	gradient := func(i int) float64 {
		g := 0.0
		for j, v := range w {
			g += c[i][j] * v
		}
		return g
	}
	for range 500 {
		moved := 0.0
		for i := range n {
			for j := range i {
				curve := c[i][i] - 2*c[i][j] + c[j][j]
				if curve <= 0 {
					continue
				}
				step := (gradient(j) - gradient(i)) / curve // from j to i
				step = min(max(step, -w[i]), w[j])
				w[i], w[j] = w[i]+step, w[j]-step
				moved = max(moved, step, -step)
			}
		}
		if moved < 1e-12 {
			break
		}
	}
	return w
}

// Forecast is the weighted mean.
func (f blendFit) Forecast(ctx context.Context, s *Series, origins []int) ([][]float64, error) {
	out := make([][]float64, len(origins))
	for q := range out {
		out[q] = make([]float64, len(s.Nodes))
	}
	for k, p := range f.parts {
		if f.weights[k] == 0 {
			continue
		}
		y, err := p.Forecast(ctx, s, origins)
		if err != nil {
			return nil, err
		}
		for q := range out {
			for i := range out[q] {
				out[q][i] += f.weights[k] * y[q][i]
			}
		}
	}
	return out, nil
}
