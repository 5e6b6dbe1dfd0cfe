package classic

import (
	"cmp"
	"math"
	"slices"
)

// nelderMead minimises f from x0 by the simplex of Nelder and Mead (1965) with
// the start and the stopping rule of scipy.optimize.minimize, so that figures
// can be compared with the reference: at most 120 rounds, 0.05 in x and f.
// Gonum's optimize.NelderMead shows a stopping rule the best corner alone, and
// this one asks for the whole simplex.
func nelderMead(f func([]float64) float64, x0 []float64) []float64 {
	const rounds = 120
	s := newSimplex(f, x0)
	for range rounds - 1 {
		if s.small() {
			break
		}
		if !s.move() {
			s.shrink()
		}
		s.sort()
	}
	return s.corners[0].x
}

// A simplex has one corner more than dimensions, the best first.
type simplex struct {
	f       func([]float64) float64
	corners []corner
}

type corner struct {
	x []float64
	f float64
}

// newSimplex moves each coordinate of x0 by a twentieth.
func newSimplex(f func([]float64) float64, x0 []float64) *simplex {
	s := &simplex{f: f}
	s.corners = append(s.corners, s.at(slices.Clone(x0)))
	for i := range x0 {
		x := slices.Clone(x0)
		if x[i] != 0 {
			x[i] *= 1.05
		} else {
			x[i] = .00025
		}
		s.corners = append(s.corners, s.at(x))
	}
	s.sort()
	return s
}

func (s *simplex) at(x []float64) corner { return corner{x, s.f(x)} }

func (s *simplex) sort() {
	slices.SortStableFunc(s.corners, func(a, b corner) int { return cmp.Compare(a.f, b.f) })
}

// small reports whether all corners are near the best, in place and in value.
func (s *simplex) small() bool {
	const tolX, tolF = .05, .05
	dx, df, best := 0.0, 0.0, s.corners[0]
	for _, c := range s.corners[1:] {
		df = math.Max(df, math.Abs(c.f-best.f))
		for i := range c.x {
			dx = math.Max(dx, math.Abs(c.x[i]-best.x[i]))
		}
	}
	return dx <= tolX && df <= tolF
}

// move puts a better corner in the place of the worst: reflected, expanded or
// contracted. It returns false where none is better.
func (s *simplex) move() bool {
	n := len(s.corners) - 1
	worst, mean := s.corners[n], s.centre()
	along := func(a float64) corner { // mean + a (mean - worst)
		x := make([]float64, n)
		for i := range x {
			x[i] = (1+a)*mean[i] - a*worst.x[i]
		}
		return s.at(x)
	}
	switch r := along(1); {
	case r.f < s.corners[0].f:
		if e := along(2); e.f < r.f {
			r = e
		}
		s.corners[n] = r
	case r.f < s.corners[n-1].f:
		s.corners[n] = r
	case r.f < worst.f:
		c := along(.5)
		if !(c.f <= r.f) {
			return false
		}
		s.corners[n] = c
	default:
		c := along(-.5)
		if !(c.f < worst.f) {
			return false
		}
		s.corners[n] = c
	}
	return true
}

// centre is the mean of all corners but the worst.
func (s *simplex) centre() []float64 {
	n := len(s.corners) - 1
	mean := make([]float64, n)
	for _, c := range s.corners[:n] {
		for i := range mean {
			mean[i] += c.x[i] / float64(n)
		}
	}
	return mean
}

// shrink moves all corners half way to the best.
func (s *simplex) shrink() {
	best := s.corners[0].x
	for q := 1; q < len(s.corners); q++ {
		x := make([]float64, len(best))
		for i := range x {
			x[i] = best[i] + .5*(s.corners[q].x[i]-best[i])
		}
		s.corners[q] = s.at(x)
	}
}

func median(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
