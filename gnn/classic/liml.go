package classic

import "math"

// liml is limited-information maximum likelihood (Anderson and Rubin 1949), as
// a k-class estimator: it is nearly unbiased in the median where two
// instruments are weak and 2SLS leans to least squares. With one instrument it
// is 2SLS.
func (b *block) liml() Estimate {
	if len(b.z) == 0 {
		return Estimate{}
	}
	y, p, z := b.demean(b.y), b.demean(b.p), make([][]float64, len(b.z))
	for i := range z {
		z[i] = b.demean(b.z[i])
	}
	gy, ok1 := project(z, y)
	gp, ok2 := project(z, p)
	if !ok1 || !ok2 {
		return Estimate{}
	}
	my, mp := minus(y, combine(gy, z)), minus(p, combine(gp, z)) // what instruments do not explain
	k := smallestRoot(dot(y, y), dot(y, p), dot(p, p), dot(my, my), dot(my, mp), dot(mp, mp))
	fit := make([]float64, len(p)) // (I - k M) p
	for i := range fit {
		fit[i] = p[i] - k*mp[i]
	}
	d := dot(fit, p)
	if !(math.Abs(d) > 1e-12) {
		return Estimate{}
	}
	sigma := -dot(fit, y) / d
	return estimate(sigma, math.Sqrt(newey(b.scores(fit, residual(y, p, sigma)), b.R, 3))/math.Abs(d))
}

func minus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}

// smallestRoot solves det(A - k B) = 0 for symmetric 2 x 2 matrices given by
// their entries (11, 12, 22) and returns the smaller k; 1 where B is singular.
func smallestRoot(a11, a12, a22, b11, b12, b22 float64) float64 {
	q2, q1, q0 := b11*b22-b12*b12, a11*b22+a22*b11-2*a12*b12, a11*a22-a12*a12
	if !(q2 > 1e-300) {
		return 1
	}
	return (q1 - math.Sqrt(math.Max(q1*q1-4*q2*q0, 0))) / (2 * q2)
}
