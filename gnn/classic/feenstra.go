package classic

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// feenstra identifies sigma from differences between regions and members in
// the variances of demand and supply shocks (Feenstra 1994), weighted; with a
// constant it allows errors of measurement. Where the estimate is not
// admissible a grid search takes its place (Broda and Weinstein 2006).
func (b *block) feenstra(constant bool) (float64, bool) {
	xx, pp, xp := b.secondMoments()
	if len(xx) < 4 {
		return 0, false
	}
	cols := 2
	if constant {
		cols = 3
	}
	a, c, w := mat.NewDense(len(xx), cols, nil), mat.NewVecDense(len(xx), nil), make([]float64, len(xx))
	for i := range xx {
		w[i] = 1 / math.Max(pp[i], 1e-6)
		a.Set(i, 0, w[i]*xx[i])
		a.Set(i, 1, w[i]*xp[i])
		if constant {
			a.Set(i, 2, w[i])
		}
		c.SetVec(i, w[i]*pp[i])
	}
	var th mat.VecDense
	if err := th.SolveVec(a, c); err == nil && th.AtVec(0) > 1e-4 {
		t1, t2 := th.AtVec(0), th.AtVec(1)
		s := (t2 + math.Sqrt(t2*t2+4*t1)) / (2 * t1)
		if s > .05 && s < 6 && t1*s < 4 {
			return s, true
		}
	}
	best, sigma := 9e9, 1.0
	for i := range 60 {
		s := math.Exp(math.Log(.05) + float64(i)/59*(math.Log(6)-math.Log(.05)))
		for j := range 31 {
			om, v := float64(j)*.1, 0.0
			for q := range xx {
				f := (pp[q] - om/s*xx[q] - (om-1/s)*xp[q]) * w[q]
				v += f * f
			}
			if v < best {
				best, sigma = v, s
			}
		}
	}
	return sigma, true
}

// secondMoments returns mean squares and products of differences in time and
// to the first member, one entry for each region and member with three of
// them.
func (b *block) secondMoments() (xx, pp, xp []float64) {
	for r := range b.R {
		for i := 1; i < b.K; i++ {
			var x, p []float64
			for t := 1; t < b.T; t++ {
				a, a0, c, c0 := b.at(r, t, i), b.at(r, t, 0), b.at(r, t-1, i), b.at(r, t-1, 0)
				if b.seen[a] && b.seen[a0] && b.seen[c] && b.seen[c0] {
					x = append(x, b.y[a]-b.y[a0]-b.y[c]+b.y[c0])
					p = append(p, b.p[a]-b.p[a0]-b.p[c]+b.p[c0])
				}
			}
			if len(x) < 3 {
				continue
			}
			centre(x)
			centre(p)
			n := float64(len(x))
			xx, pp, xp = append(xx, dot(x, x)/n), append(pp, dot(p, p)/n), append(xp, dot(x, p)/n)
		}
	}
	return xx, pp, xp
}

func centre(v []float64) {
	m := 0.0
	for _, x := range v {
		m += x
	}
	m /= float64(len(v))
	for i := range v {
		v[i] -= m
	}
}
