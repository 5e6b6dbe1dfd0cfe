package cge

import "math"

// gap is how far unknown i and its equation are from complementing each other,
// both scaled: the median of distance to the lower bound, residual, and distance
// to the upper bound. 0 is a solution.
func (s *system) gap(i int) float64 {
	r := s.f[i] / s.fs[i]
	if !math.IsInf(s.lo[i], -1) {
		r = min(r, (s.x[i]-s.lo[i])/s.xs[i])
	}
	if !math.IsInf(s.up[i], 1) {
		r = max(r, (s.x[i]-s.up[i])/s.xs[i])
	}
	return r
}

// residual is the largest gap, and the sum of squares; NaN if an equation has
// no number.
func (s *system) residual() (largest, squares float64) {
	for i := range s.x {
		if s.fixed[i] {
			continue
		}
		g := s.gap(i)
		if math.IsNaN(g) {
			return g, g
		}
		largest = max(largest, math.Abs(g))
		squares += g * g
	}
	if math.IsNaN(squares) || math.IsInf(squares, 0) {
		return math.NaN(), math.NaN()
	}
	return largest, squares
}

// atBound decides which unknowns a Newton step sends to a bound: those nearer
// to it than their equation is to zero. +1 is the upper bound, -1 the lower, 0
// none.
func (s *system) atBound(i int) int {
	r := s.f[i] / s.fs[i]
	switch {
	case !math.IsInf(s.lo[i], -1) && (s.x[i]-s.lo[i])/s.xs[i] < r || s.x[i] == s.lo[i] && r == 0 && i < s.m.atPrice():
		return -1
	case !math.IsInf(s.up[i], 1) && (s.x[i]-s.up[i])/s.xs[i] > r:
		return 1
	}
	return 0
}

// fischer is the Fischer-Burmeister residual of unknown i and its derivatives
// by the distance to the bound and by the equation, all scaled.
func (s *system) fischer(i int) (phi, dx, df float64) {
	r := s.f[i] / s.fs[i]
	low, high := !math.IsInf(s.lo[i], -1), !math.IsInf(s.up[i], 1)
	switch {
	case !low && !high:
		return r, 0, 1
	case !high:
		phi, da, db := fb((s.x[i]-s.lo[i])/s.xs[i], r)
		return phi, da, db
	case !low:
		phi, da, db := fb((s.up[i]-s.x[i])/s.xs[i], -r)
		return -phi, da, db
	}
	inner, da, db := fb((s.up[i]-s.x[i])/s.xs[i], -r) // φ(l, -φ(u, -F)): Billups 1995
	outer, pa, pb := fb((s.x[i]-s.lo[i])/s.xs[i], -inner)
	return outer, pa + pb*da, pb * db
}

// fb is a + b - sqrt(a²+b²), zero exactly where a, b >= 0 and ab = 0.
func fb(a, b float64) (phi, da, db float64) {
	h := math.Hypot(a, b)
	if h < 1e-300 {
		return 0, 1 - math.Sqrt2/2, 1 - math.Sqrt2/2
	}
	phi = a + b - h
	if a > 0 && b > 0 {
		phi = 2 * a * b / (a + b + h) // without cancellation
	}
	return phi, 1 - a/h, 1 - b/h
}
