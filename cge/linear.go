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
	p, vals, err := s.derivatives()
	if err != nil {
		return nil, err
	}
	if how == Sparse || how != Dense && n > denseLimit {
		if err := w.factorSparse(p, vals, at, diag); err != nil {
			return nil, err
		}
		return w, nil
	}
	a := newDense(n)
	w.visit(p, vals, at, diag, func(r, c int, v float64) { a.Data[r*a.Stride+c] = v })
	if w.dense, err = factorDense(a); err != nil {
		return nil, err
	}
	return w, nil
}

// visit hands out the scaled entries of the free unknowns that are not zero,
// column by column.
func (w *whole) visit(p *pattern, vals []float64, at []int, diag []float64, put func(r, c int, v float64)) {
	for c, col := range w.free {
		for k := p.ptr[col]; k < p.ptr[col+1]; k++ {
			r := at[p.row[k]]
			if r < 0 {
				continue
			}
			v := vals[k] * w.rows[r] * w.cols[c]
			if r == c && diag != nil {
				v += diag[c]
			}
			if v != 0 {
				put(r, c, v)
			}
		}
	}
}

// factorSparse factors the entries that are not zero; with the pivots of the
// factors before, where these have the same places.
func (w *whole) factorSparse(p *pattern, vals []float64, at []int, diag []float64) error {
	mat := &sparse.Matrix{N: len(w.free), Ptr: make([]int, len(w.free)+1), Row: make([]int, 0, len(p.row)), Val: make([]float64, 0, len(p.row))}
	bad := false
	w.visit(p, vals, at, diag, func(r, c int, v float64) {
		bad = bad || !finite(v)
		mat.Row, mat.Val = append(mat.Row, r), append(mat.Val, v)
		mat.Ptr[c+1] = len(mat.Row)
	})
	if bad {
		return errSingular
	}
	for c := range w.free {
		mat.Ptr[c+1] = max(mat.Ptr[c+1], mat.Ptr[c])
	}
	l := &w.s.layouts.whole
	if l.mat == nil || !slices.Equal(l.mat.Ptr, mat.Ptr) || !slices.Equal(l.mat.Row, mat.Row) {
		l.lu = nil
	}
	l.mat, w.mat = mat, mat
	var err error
	w.lu, err = l.factor()
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
