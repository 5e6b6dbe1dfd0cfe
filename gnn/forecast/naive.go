package forecast

import "context"

// rule is a forecast that needs nothing but a node's past.
type rule struct {
	name string
	each func(past []float64, horizon int) float64 // past is not empty
}

// Zero forecasts zero, in the units of the file.
func Zero() Model { return rule{"zero", func([]float64, int) float64 { return 0 }} }

// Last forecasts the last known value: the random walk.
func Last() Model {
	return rule{"last value", func(x []float64, _ int) float64 { return x[len(x)-1] }}
}

// Drift adds the mean change of the past for each row ahead.
func Drift() Model {
	return rule{"drift", func(x []float64, h int) float64 {
		last := x[len(x)-1]
		if len(x) == 1 {
			return last
		}
		return last + float64(h)*(last-x[0])/float64(len(x)-1)
	}}
}

func (r rule) Name() string { return r.name }

// ruleFit keeps the means of the training part, for nodes without a past.
type ruleFit struct {
	rule
	horizon int
	mean    []float64
}

func (r rule) Fit(_ context.Context, past *Series, horizon int) (Forecaster, error) {
	mean, _ := past.moments()
	return ruleFit{r, horizon, mean}, nil
}

func (r ruleFit) Forecast(_ context.Context, s *Series, origins []int) ([][]float64, error) {
	out := make([][]float64, len(origins))
	for q, o := range origins {
		past := s.Until(o + 1)
		out[q] = make([]float64, len(s.Nodes))
		for i := range s.Nodes {
			if x := past.column(i); len(x) > 0 {
				out[q][i] = r.each(x, r.horizon)
			} else {
				out[q][i] = r.mean[i]
			}
		}
	}
	return out, nil
}

// Mean forecasts each node's mean over the training part.
type Mean struct{}

// Name is "mean".
func (Mean) Name() string { return "mean" }

// Fit takes the means.
func (Mean) Fit(_ context.Context, past *Series, _ int) (Forecaster, error) {
	mean, _ := past.moments()
	return constant(mean), nil
}

type constant []float64

func (c constant) Forecast(_ context.Context, _ *Series, origins []int) ([][]float64, error) {
	out := make([][]float64, len(origins))
	for q := range out {
		out[q] = append([]float64{}, c...)
	}
	return out, nil
}
