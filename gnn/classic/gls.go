package classic

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// relative subtracts the first member, quasi-differences by rho (0 keeps every
// year) and centres each region: [region][year][member-1].
func (b *block) relative(v []float64, rho float64, difference bool) []float64 {
	first := 0
	if difference {
		first = 1
	}
	k, years := b.K-1, b.T-first
	out := make([]float64, b.R*years*k)
	rel := func(r, t, i int) float64 { return v[b.at(r, t, i+1)] - v[b.at(r, t, 0)] }
	for r := range b.R {
		for i := range k {
			sum := 0.0
			for t := range years {
				x := rel(r, t+first, i)
				if difference {
					x -= rho * rel(r, t, i)
				}
				out[(r*years+t)*k+i] = x
				sum += x
			}
			for t := range years {
				out[(r*years+t)*k+i] -= sum / float64(years)
			}
		}
	}
	return out
}

// weights inverts the covariance of y + sigma p over the members.
func weights(y, p []float64, sigma float64, k int) (*mat.Dense, bool) {
	rows := len(y) / k
	e := mat.NewDense(rows, k, nil)
	for i := range y {
		e.Set(i/k, i%k, y[i]+sigma*p[i])
	}
	var c, inv mat.Dense
	c.Mul(e.T(), e)
	c.Scale(1/float64(rows), &c)
	for i := range k {
		c.Set(i, i, c.At(i, i)+1e-6)
	}
	if err := inv.Inverse(&c); err != nil {
		return nil, false
	}
	return &inv, true
}

// inner is sum over rows of a' W b.
func inner(a, b []float64, w *mat.Dense, k int) float64 {
	sum := 0.0
	for _, v := range innerRows(a, b, w, k) {
		sum += v
	}
	return sum
}

func innerRows(a, b []float64, w *mat.Dense, k int) []float64 {
	out := make([]float64, len(a)/k)
	for row := range out {
		x, y, s := a[row*k:(row+1)*k], b[row*k:(row+1)*k], 0.0
		for i := range k {
			s += x[i] * dot(w.RawRowView(i), y)
		}
		out[row] = s
	}
	return out
}

// fgls is feasible generalised least squares over the members of the nest with
// one sigma, without instruments. With gaps or two members it is ols.
func (b *block) fgls() Estimate {
	first := b.ols()
	if !b.full || b.K < 3 || !first.OK {
		return first
	}
	y, p, k, s := b.relative(b.y, 0, false), b.relative(b.p, 0, false), b.K-1, first.Sigma
	for round := range 2 {
		w, ok := weights(y, p, s, k)
		if !ok {
			return first
		}
		d := inner(p, p, w, k)
		s = -inner(p, y, w, k) / d
		if round == 1 {
			return estimate(s, math.Sqrt(newey(innerRows(p, residual(y, p, s), w, k), b.R, 3))/d)
		}
	}
	return first
}

func residual(y, p []float64, s float64) []float64 {
	e := make([]float64, len(y))
	for i := range e {
		e[i] = y[i] + s*p[i]
	}
	return e
}

// qd3sls is three-stage least squares over the members of the nest after a
// quasi-difference by the autocorrelation of the two-stage residuals. With
// gaps or two members it is two-stage least squares.
func (b *block) qd3sls(two iv) Estimate {
	if !b.full || b.K < 3 || b.T < 3 || !two.OK {
		return two.Estimate
	}
	e := residual(b.demean(b.y), b.demean(b.p), two.Sigma)
	rho := b.rho(e, true)
	y, p, k := b.relative(b.y, rho, true), b.relative(b.p, rho, true), b.K-1
	z := make([][]float64, len(b.z))
	for i := range z {
		z[i] = b.relative(b.z[i], rho, true)
	}
	s, out := two.Sigma, two.Estimate
	for range 2 {
		w, ok := weights(y, p, s, k)
		if !ok {
			return two.Estimate
		}
		g, ok := projectWeighted(z, p, w, k)
		if !ok {
			return two.Estimate
		}
		fit := combine(g, z)
		d := inner(fit, p, w, k)
		s = -inner(fit, y, w, k) / d
		out = estimate(s, math.Sqrt(newey(innerRows(fit, residual(y, p, s), w, k), b.R, 1))/math.Abs(d))
	}
	if !out.OK {
		return two.Estimate
	}
	return out
}

func projectWeighted(z [][]float64, p []float64, w *mat.Dense, k int) ([]float64, bool) {
	n := len(z)
	a, c := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		for j := range n {
			a.Set(i, j, inner(z[i], z[j], w, k))
		}
		c.SetVec(i, inner(z[i], p, w, k))
	}
	var g mat.VecDense
	if err := g.SolveVec(a, c); err != nil {
		return nil, false
	}
	return g.RawVector().Data, true
}
