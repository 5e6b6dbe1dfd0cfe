package classic

import (
	"cmp"
	"math"
	"slices"
)

// nelderMead minimises f from x0 by the simplex of Nelder and Mead (1965) with
// the start and the stopping rule of scipy.optimize.minimize, so that figures
// can be compared with the reference: at most 120 rounds, 0.05 in x and f.
func nelderMead(f func([]float64) float64, x0 []float64) []float64 {
	const rounds, tolX, tolF = 120, .05, .05
	type corner struct {
		x []float64
		f float64
	}
	n := len(x0)
	sim := make([]corner, 0, n+1)
	add := func(x []float64) corner { return corner{x, f(x)} }
	sim = append(sim, add(slices.Clone(x0)))
	for i := range n {
		x := slices.Clone(x0)
		if x[i] != 0 {
			x[i] *= 1.05
		} else {
			x[i] = .00025
		}
		sim = append(sim, add(x))
	}
	sort := func() { slices.SortStableFunc(sim, func(a, b corner) int { return cmp.Compare(a.f, b.f) }) }
	sort()
	for range rounds - 1 {
		dx, df := 0.0, 0.0
		for _, c := range sim[1:] {
			df = math.Max(df, math.Abs(c.f-sim[0].f))
			for i := range c.x {
				dx = math.Max(dx, math.Abs(c.x[i]-sim[0].x[i]))
			}
		}
		if dx <= tolX && df <= tolF {
			break
		}
		mean := make([]float64, n)
		for _, c := range sim[:n] {
			for i := range mean {
				mean[i] += c.x[i] / float64(n)
			}
		}
		worst := sim[n]
		along := func(a float64) corner { // mean + a (mean - worst)
			x := make([]float64, n)
			for i := range x {
				x[i] = (1+a)*mean[i] - a*worst.x[i]
			}
			return add(x)
		}
		shrink := false
		switch r := along(1); {
		case r.f < sim[0].f:
			if e := along(2); e.f < r.f {
				r = e
			}
			sim[n] = r
		case r.f < sim[n-1].f:
			sim[n] = r
		case r.f < worst.f:
			if c := along(.5); c.f <= r.f {
				sim[n] = c
			} else {
				shrink = true
			}
		default:
			if c := along(-.5); c.f < worst.f {
				sim[n] = c
			} else {
				shrink = true
			}
		}
		if shrink {
			for q := 1; q <= n; q++ {
				x := make([]float64, n)
				for i := range x {
					x[i] = sim[0].x[i] + .5*(sim[q].x[i]-sim[0].x[i])
				}
				sim[q] = add(x)
			}
		}
		sort()
	}
	return sim[0].x
}

func median(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
