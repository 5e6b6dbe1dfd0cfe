package cge

import (
	"errors"
	"math"
	"slices"
)

// fischerBurmeister is semismooth Newton on the Fischer-Burmeister function
// (De Luca, Facchinei, Kanzow 1996) with a monotone line search. It is slower
// than the active set and harder to lead astray.
func (r *run) fischerBurmeister() error {
	r.eval()
	it, err := 0, errIterations
	largest, _ := r.residual()
	merit := r.merit()
	if math.IsNaN(merit) {
		return errors.New("the equations have no numbers at the start")
	}
	for ; it < r.set.Iterations; it++ {
		if err := r.note(FischerBurmeister, it, largest); err != nil {
			return err
		}
		if largest <= r.set.Tolerance {
			err = nil
			break
		}
		d, slope, ferr := r.fischerStep()
		if ferr != nil {
			err = ferr
			break
		}
		next, ok := r.search(d, slope, merit)
		if !ok {
			err = errStalled
			break
		}
		merit = next
		largest, _ = r.residual()
	}
	r.taken(FischerBurmeister, it, largest)
	return err
}

// merit is half the sum of squares of the Fischer-Burmeister residuals.
func (r *run) merit() float64 {
	s := 0.0
	for i := range r.x {
		if !r.fixed[i] {
			phi, _, _ := r.fischer(i)
			s += phi * phi / 2
		}
	}
	if !finite(s) {
		return math.NaN()
	}
	return s
}

// fischerStep solves for the Newton direction; where the matrix is singular it
// adds to the diagonal until it is not.
func (r *run) fischerStep() (d []float64, slope float64, err error) {
	var free []int
	var rows, diag, b []float64
	for i := range r.x {
		if r.fixed[i] {
			continue
		}
		phi, dx, df := r.fischer(i)
		free, rows, diag, b = append(free, i), append(rows, df), append(diag, dx), append(b, phi)
	}
	for _, eps := range []float64{0, 1e-10, 1e-7, 1e-4, 1e-2} {
		extra := slices.Clone(diag)
		for k := range extra {
			extra[k] += eps * max(1, math.Abs(b[k]))
		}
		r.factored++
		lin, ferr := r.wholeMatrix(free, rows, extra, r.set.Linear)
		if ferr != nil {
			err = ferr
			continue
		}
		y := make([]float64, len(free))
		for k := range free {
			y[k] = -b[k]
		}
		d = make([]float64, r.m.N())
		if err = lin.solveScaled(y, d); err == nil {
			return d, r.meritSlope(d), nil
		}
	}
	return nil, 0, err
}

// meritSlope is the derivative of the merit along d.
func (r *run) meritSlope(d []float64) float64 {
	dir, df := make([]float64, len(r.slots)), make([]float64, r.m.N())
	copy(dir, d)
	r.jvp(dir, df, false)
	s := 0.0
	for i := range r.x {
		if !r.fixed[i] {
			phi, dx, dr := r.fischer(i)
			s += phi * (dx*d[i]/r.xs[i] + dr*df[i]/r.fs[i])
		}
	}
	return s
}

// search halves the step until the merit falls enough.
func (r *run) search(d []float64, slope, merit float64) (float64, bool) {
	x := slices.Clone(r.x)
	for t := 1.0; t > 1e-10; t /= 2 {
		r.step(x, d, t)
		r.eval()
		if now := r.merit(); now <= merit+1e-4*t*min(slope, 0) && now < merit {
			return now, true
		}
	}
	copy(r.x, x)
	r.eval()
	return merit, false
}
