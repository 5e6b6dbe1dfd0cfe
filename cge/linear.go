package cge

import (
	"errors"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/internal/sparse"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// errSingular says that a linear system has no unique solution.
var errSingular = errors.New("the linear system is singular")

// A denseLU is the factored form of a dense square matrix.
type denseLU struct {
	a    blas64.General
	ipiv []int
}

func newDense(n int) blas64.General {
	return blas64.General{Rows: n, Cols: n, Stride: max(1, n), Data: make([]float64, n*n)}
}

// factorDense factors a in place.
func factorDense(a blas64.General) (*denseLU, error) {
	lu := &denseLU{a, make([]int, a.Rows)}
	if a.Rows == 0 {
		return lu, nil
	}
	sparse.Dense(a.Rows, a.Data, lu.ipiv)
	least, most := math.Inf(1), 0.0
	for i := range a.Rows {
		d := math.Abs(a.Data[i*a.Stride+i])
		least, most = min(least, d), max(most, d)
	}
	if !(least > 1e-15*most) || !finite(most) {
		return nil, errSingular
	}
	return lu, nil
}

// solve overwrites b with the solution for one right-hand side.
func (lu *denseLU) solve(b []float64, transposed bool) {
	n := lu.a.Rows
	if n == 0 {
		return
	}
	x := blas64.Vector{N: n, Inc: 1, Data: b}
	lower := blas64.Triangular{Uplo: blas.Lower, Diag: blas.Unit, N: n, Stride: lu.a.Stride, Data: lu.a.Data}
	upper := blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: n, Stride: lu.a.Stride, Data: lu.a.Data}
	if !transposed {
		for i, k := range lu.ipiv {
			b[i], b[k] = b[k], b[i]
		}
		blas64.Trsv(blas.NoTrans, lower, x)
		blas64.Trsv(blas.NoTrans, upper, x)
		return
	}
	blas64.Trsv(blas.Trans, upper, x)
	blas64.Trsv(blas.Trans, lower, x)
	for i := n - 1; i >= 0; i-- {
		k := lu.ipiv[i]
		b[i], b[k] = b[k], b[i]
	}
}

// A solver solves the linear system of one point again and again.
type solver interface {
	// solve finds d with J d = b on the free unknowns; b holds an entry for every
	// equation, d for every unknown (zero where not free).
	solve(b, d []float64) error
}

// A whole is the Jacobian of the free unknowns, factored as one matrix. Rows
// and columns are scaled.
type whole struct {
	s     *system
	free  []int
	dense *denseLU
	lu    *sparse.LU
	mat   *sparse.Matrix // that lu factored
	rows  []float64      // scales, by free unknown
	cols  []float64
	prox  float64 // what was added to the diagonal
}

// denseLimit is the order up to which a whole Jacobian is factored densely.
const denseLimit = 300

// wholeMatrix collects the scaled Jacobian of the free unknowns: each row by row
// factor rowBy, with diag added to the diagonal.
func (s *system) wholeMatrix(free []int, rowBy, diag []float64, how Linear) (*whole, error) {
	n := len(free)
	at := make([]int, s.m.N())
	for i := range at {
		at[i] = -1
	}
	w := &whole{s: s, free: free, rows: make([]float64, n), cols: make([]float64, n)}
	for k, i := range free {
		at[i] = k
		w.rows[k], w.cols[k] = 1/s.fs[i], s.xs[i]
		if rowBy != nil {
			w.rows[k] *= rowBy[k]
		}
	}
	if how == Sparse || how != Dense && n > denseLimit {
		if err := w.factorSparse(at, diag); err != nil {
			return nil, err
		}
		return w, nil
	}
	a := newDense(n)
	s.jacobian(func(row, col int, v float64) {
		if r, c := at[row], at[col]; r >= 0 && c >= 0 {
			a.Data[r*a.Stride+c] += v * w.rows[r] * w.cols[c]
		}
	})
	for k, d := range diag {
		a.Data[k*a.Stride+k] += d
	}
	var err error
	if w.dense, err = factorDense(a); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *whole) factorSparse(at []int, diag []float64) error {
	var rows, cols []int
	var vals []float64
	put := func(r, c int, v float64) { rows, cols, vals = append(rows, r), append(cols, c), append(vals, v) }
	bad := false
	w.s.jacobian(func(row, col int, v float64) {
		if r, c := at[row], at[col]; r >= 0 && c >= 0 {
			v *= w.rows[r] * w.cols[c]
			bad = bad || !finite(v)
			put(r, c, v)
		}
	})
	if bad {
		return errSingular
	}
	for k := range w.free {
		d := 0.0
		if diag != nil {
			d = diag[k]
		}
		put(k, k, d)
	}
	c := &w.s.layouts.whole
	if c.lu == nil || c.mat.N != len(w.free) || !slices.Equal(c.rows, rows) || !slices.Equal(c.cols, cols) {
		mat, slot, err := sparse.Layout(len(w.free), rows, cols)
		if err != nil {
			return err
		}
		*c = layout{rows: rows, cols: cols, mat: mat, slot: slot}
	}
	var err error
	w.mat = c.mat
	w.lu, err = c.factor(vals)
	return err
}

func (w *whole) solve(b, d []float64) error {
	y := make([]float64, len(w.free))
	for k, i := range w.free {
		y[k] = b[i] * w.rows[k]
	}
	return w.solveScaled(y, d)
}

// solveScaled is solve for a right-hand side by free unknown that is scaled by
// rows already; y is overwritten.
func (w *whole) solveScaled(y, d []float64) error {
	if w.dense != nil {
		w.dense.solve(y, false)
	} else {
		b := slices.Clone(y)
		if _, err := w.lu.SolveRefined(w.mat, y, b); err != nil {
			return err
		}
	}
	clear(d)
	for k, i := range w.free {
		d[i] = y[k] * w.cols[k]
		if !finite(d[i]) {
			return errSingular
		}
	}
	return nil
}

// solveT finds the free entries of d with Jᵀ d = b.
func (w *whole) solveT(b, d []float64) error {
	y := make([]float64, len(w.free))
	for k, i := range w.free {
		y[k] = b[i] * w.cols[k]
	}
	if w.dense != nil {
		w.dense.solve(y, true)
	} else if err := w.lu.SolveT(y, y); err != nil {
		return err
	}
	clear(d)
	for k, i := range w.free {
		d[i] = y[k] * w.rows[k]
	}
	return nil
}
