package impute

import (
	"math"
	"slices"
)

// combined holds what the inner folds say: weights, and half-widths of
// intervals in standard deviations of the random effects.
type combined struct {
	plain, all []float64 // weights of plain, and of plain and graphic
	half       map[string]float64
}

// combine fits weights to the predictions of the inner folds, and the
// half-widths to their errors (split conformal, Romano et al. 2019).
func (g *Graph) combine(splits []split, replies []reply) combined {
	mean := map[string][]float64{}
	var y, sd []float64
	for i, s := range splits {
		y, sd = append(y, pick(g.Log, s.hidden)...), append(sd, replies[i].sd...)
		for name, m := range replies[i].mean {
			mean[name] = append(mean[name], m...)
		}
	}
	c := combined{half: map[string]float64{}}
	c.plain, c.all = weights(columns(mean, plain), y), weights(columns(mean, append(slices.Clone(plain), graphic...)), y)
	mean[BestPlain], mean[Combination] = c.mix(mean)
	for _, name := range []string{Effects, BestPlain, GraphEffects, Network, NetworkGraph, Combination} {
		miss := make([]float64, len(y))
		for i := range y {
			miss[i] = math.Abs(mean[name][i]-y[i]) / sd[i]
		}
		c.half[name] = conformal(miss)
	}
	return c
}

func columns(mean map[string][]float64, names []string) [][]float64 {
	out := make([][]float64, len(names))
	for i, n := range names {
		out[i] = mean[n]
	}
	return out
}

// mix applies the weights.
func (c combined) mix(mean map[string][]float64) (best, all []float64) {
	sum := func(names []string, w []float64) []float64 {
		out := make([]float64, len(mean[names[0]]))
		for k, n := range names {
			for i, v := range mean[n] {
				out[i] += w[k] * v
			}
		}
		return out
	}
	return sum(plain, c.plain), sum(append(slices.Clone(plain), graphic...), c.all)
}

// prediction of one method for one split.
type prediction struct {
	mean, half []float64 // half is nil without an interval
}

func (c combined) apply(r reply) map[string]prediction {
	mean := map[string][]float64{}
	for name, m := range r.mean {
		mean[name] = m
	}
	mean[BestPlain], mean[Combination] = c.mix(mean)
	out := map[string]prediction{}
	for name, m := range mean {
		p := prediction{mean: m}
		if h, ok := c.half[name]; ok {
			for i := range m {
				p.half = append(p.half, h*r.sd[i])
			}
		}
		out[name] = p
	}
	return out
}

// weights are non-negative, sum to one, and minimise the squared error with a
// pull to equal parts, by exponentiated gradients (Kivinen and Warmuth 1997).
func weights(x [][]float64, y []float64) []float64 {
	k, n := len(x), float64(len(y))
	w := make([]float64, k)
	for i := range w {
		w[i] = 1 / float64(k)
	}
	for range 400 {
		grad := make([]float64, k)
		for i := range y {
			miss := -y[i]
			for j := range x {
				miss += w[j] * x[j][i]
			}
			for j := range x {
				grad[j] += 2 * miss * x[j][i] / n
			}
		}
		sum := 0.0
		lowest := slices.Min(grad)
		for j := range w {
			w[j] *= math.Exp(-.2 * (grad[j] - lowest + .02*(w[j]*float64(k)-1)))
			sum += w[j]
		}
		for j := range w {
			w[j] /= sum
		}
	}
	return w
}
