package forecast

import (
	"context"
	"math"
)

// Transform is a scale on which a model is fitted.
type Transform string

const (
	Identity   Transform = "none"        // as it is
	SquareRoot Transform = "square root" // of counts: makes their variance even (Bartlett 1936)
	Log        Transform = "logarithm"   // of values above zero
	Chosen     Transform = "chosen"      // the one that forecasts best over rolling folds of the past
)

// Transformed fits a model on another scale and returns means on the series'
// own: the variance v of what the fit leaves over turns the mean m of a root
// into m^2 + v and that of a logarithm into exp(m + v/2).
type Transformed struct {
	Model
	Scale Transform
}

type transformedFit struct {
	inner    Forecaster
	scale    Transform
	variance []float64 // [node]
}

// there is x on the scale; back is the mean on the series' own scale.
func (t Transform) there(x float64) float64 {
	switch t {
	case SquareRoot:
		return math.Sqrt(math.Max(x, 0) + 3./8)
	case Log:
		return math.Log(math.Max(x, 1e-300))
	}
	return x
}

func (t Transform) back(m, variance float64) float64 {
	switch t {
	case SquareRoot:
		return math.Max(m, 0)*math.Max(m, 0) + variance - 3./8
	case Log:
		return math.Exp(math.Min(m+variance/2, 200))
	}
	return m
}

// Fit chooses the scale where it is to be chosen, and fits on it.
func (t Transformed) Fit(ctx context.Context, past *Series, horizon int) (Forecaster, error) {
	scale := t.Scale
	if scale == Chosen {
		var err error
		if scale, err = chooseTransform(ctx, past, horizon); err != nil {
			return nil, err
		}
	}
	return fitOn(ctx, t.Model, scale, past, horizon)
}

func fitOn(ctx context.Context, m Model, scale Transform, past *Series, horizon int) (Forecaster, error) {
	if scale == Identity {
		return m.Fit(ctx, past, horizon)
	}
	inside := past.mapped(scale.there)
	inner, err := m.Fit(ctx, inside, horizon)
	if err != nil {
		return nil, err
	}
	f := &transformedFit{inner: inner, scale: scale, variance: make([]float64, len(past.Nodes))}
	origins := span(min(past.Lags-1, max(len(past.Times)-horizon-1, 0)), len(past.Times)-horizon)
	y, err := inner.Forecast(ctx, inside, origins)
	if err != nil {
		return nil, err
	}
	for i := range f.variance {
		n := 0.0
		for q, o := range origins {
			if past.known(o+horizon, i) {
				e := inside.Values[o+horizon][i] - y[q][i]
				f.variance[i] += e * e
				n++
			}
		}
		f.variance[i] /= math.Max(n, 1)
	}
	return f, nil
}

// Forecast forecasts on the scale and returns.
func (f *transformedFit) Forecast(ctx context.Context, s *Series, origins []int) ([][]float64, error) {
	y, err := f.inner.Forecast(ctx, s.mapped(f.scale.there), origins)
	if err != nil {
		return nil, err
	}
	f.returned(y)
	return y, nil
}

func (f *transformedFit) returned(y [][]float64) {
	for q := range y {
		for i, m := range y[q] {
			y[q][i] = f.scale.back(m, f.variance[i])
		}
	}
}

// chooseTransform tries a pooled regression on each scale that the values
// allow: a root where none is below zero, a logarithm where all are above.
func chooseTransform(ctx context.Context, past *Series, horizon int) (Transform, error) {
	low := math.Inf(1)
	for i := range past.Nodes {
		for _, v := range past.column(i) {
			low = math.Min(low, v)
		}
	}
	scales := []Transform{Identity}
	if low >= 0 {
		scales = append(scales, SquareRoot)
	}
	if low > 0 {
		scales = append(scales, Log)
	}
	probe := Ridge{Label: "probe", Sight: full(past.Lags), Pooling: Pooled}
	b := Blend{Label: "transform"}
	for _, t := range scales {
		b.Models = append(b.Models, Transformed{probe, t})
	}
	loss := make([]float64, len(scales))
	for _, f := range rollingFolds(len(past.Times), past.Lags+horizon) {
		errors, err := b.try(ctx, past, horizon, f)
		if err != nil {
			return "", err
		}
		for k := range loss {
			for _, e := range errors[k] {
				loss[k] += e * e
			}
		}
	}
	return scales[smallest(loss)], nil
}
