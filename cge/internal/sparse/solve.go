package sparse

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/lapack/gonum"
)

// Solve sets dst to the x of A·x = b. dst and b have the order of the matrix and
// may be the same slice. A solution too large for float64 is an error.
func (f *LU) Solve(dst, b []float64) error {
	if err := f.ready("Solve", dst, b); err != nil {
		return err
	}
	return finish("Solve", dst, f.solve(b, f.scale.row, f.scale.col))
}

// SolveT sets dst to the x of Aᵀ·x = b, under the rules of Solve.
func (f *LU) SolveT(dst, b []float64) error {
	if err := f.ready("SolveT", dst, b); err != nil {
		return err
	}
	return finish("SolveT", dst, f.solveT(b, f.scale.row, f.scale.col))
}

// finish copies a solution that is finite.
func finish(what string, dst, x []float64) error {
	if finite("", x) != nil {
		return fmt.Errorf("sparse: %s: the solution is too large for a float64; the matrix is nearly singular (see CondEst)", what)
	}
	copy(dst, x)
	return nil
}

func (f *LU) ready(what string, dst, b []float64) error {
	if f == nil || f.sym == nil || f.stale {
		return fmt.Errorf("sparse: %s: no valid factor; call Factor, or Refactor until it succeeds", what)
	}
	if err := lengths(what, f.sym.n, dst, b); err != nil {
		return err
	}
	return finite(what, b)
}

// solve takes b by row and returns x by column; row and col are exponents of
// the scaling.
func (f *LU) solve(b []float64, row, col []int) []float64 {
	s := f.sym
	y, w := make([]float64, s.n), make([]float64, f.largest())
	for k, i := range s.rowAt {
		y[k] = ldexp(b[i], row[i])
	}
	next := len(f.blocks) - 1
	for b := len(s.start) - 2; b >= 0; b-- {
		from, to := s.start[b], s.start[b+1]
		if to-from == 1 {
			y[from] /= f.diag[from]
		} else {
			f.blocks[next].permuted(y[from:to], w, (*block).solve, f.blocks[next].rows, f.blocks[next].cols)
			next--
		}
		for k := from; k < to; k++ {
			for e := f.off.ptr[k]; e < f.off.ptr[k+1]; e++ {
				y[f.off.row[e]] -= f.a[f.off.src[e]] * y[k]
			}
		}
	}
	x := make([]float64, s.n)
	for k, j := range s.colAt {
		x[j] = ldexp(y[k], col[j])
	}
	return x
}

// solveT takes b by column and returns x by row.
func (f *LU) solveT(b []float64, row, col []int) []float64 {
	s := f.sym
	y, w := make([]float64, s.n), make([]float64, f.largest())
	for k, j := range s.colAt {
		y[k] = ldexp(b[j], col[j])
	}
	next := 0
	for b := range len(s.start) - 1 {
		from, to := s.start[b], s.start[b+1]
		for k := from; k < to; k++ {
			for e := f.off.ptr[k]; e < f.off.ptr[k+1]; e++ {
				y[k] -= f.a[f.off.src[e]] * y[f.off.row[e]]
			}
		}
		if to-from == 1 {
			y[from] /= f.diag[from]
		} else {
			f.blocks[next].permuted(y[from:to], w, (*block).solveT, f.blocks[next].cols, f.blocks[next].rows)
			next++
		}
	}
	x := make([]float64, s.n)
	for k, i := range s.rowAt {
		x[i] = ldexp(y[k], row[i])
	}
	return x
}

// permuted runs a solve on y: its numbers enter in the order of in and leave in
// the order of out.
func (b *block) permuted(y, w []float64, solve func(*block, []float64), in, out []int32) {
	w = w[:b.n]
	for k, i := range in {
		w[k] = y[i]
	}
	solve(b, w)
	for k, i := range out {
		y[i] = w[k]
	}
}

// SolveRefined solves A·x = b and corrects x once by its own residual, which
// repairs most of what a small pivot spoiled. m is the matrix that was factored.
// It returns the backward error of x: the largest residual relative to |A|·|x| + |b|,
// near 1e-16 when all is well.
func (f *LU) SolveRefined(m *Matrix, dst, b []float64) (backward float64, err error) {
	if err := f.ready("SolveRefined", dst, b); err != nil {
		return 0, err
	}
	if !f.sym.describes(m) {
		return 0, ErrPattern
	}
	x := f.solve(b, f.scale.row, f.scale.col)
	r, before := m.residual(x, b)
	better := f.solve(r, f.scale.row, f.scale.col)
	for i := range better {
		better[i] += x[i]
	}
	if _, after := m.residual(better, b); after < before {
		x, before = better, after
	}
	return before, finish("SolveRefined", dst, x)
}

// residual is b - A·x and the largest of its numbers beside |A|·|x| + |b|.
func (m *Matrix) residual(x, b []float64) (r []float64, worst float64) {
	r, size := slices.Clone(b), make([]float64, m.N)
	for i, v := range b {
		size[i] = math.Abs(v)
	}
	for j, v := range x {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			p := m.Val[k] * v
			r[m.Row[k]] -= p
			size[m.Row[k]] += math.Abs(p)
		}
	}
	for i, v := range r {
		if v != 0 {
			worst = max(worst, math.Abs(v)/size[i])
		}
	}
	return r, worst
}

// A Fill says how large the factors are.
type Fill struct {
	Blocks  int // diagonal blocks
	Largest int // order of the largest of them
	Sparse  int // entries of L and U outside the dense tails, and above the blocks
	Tail    int // order of the largest dense tail
	Entries int // all entries of L and U, and above the blocks
}

// Fill counts what is stored.
func (f *LU) Fill() Fill {
	s := Fill{Blocks: len(f.sym.start) - 1, Largest: f.largest(), Sparse: len(f.off.row)}
	if s.Blocks > 0 {
		s.Largest = max(s.Largest, 1)
	}
	dense, inBlocks := 0, 0
	for _, b := range f.blocks {
		s.Sparse += len(b.lrow) + len(b.urow) + b.s
		s.Tail = max(s.Tail, b.tail.n)
		dense, inBlocks = dense+b.tail.n*b.tail.n, inBlocks+b.n
	}
	s.Sparse += f.sym.n - inBlocks
	s.Entries = s.Sparse + dense
	return s
}

// MinPivotRatio is the smallest pivot of the scaled matrix beside the largest: a
// rough sign of how near to singular it is. 1 for order 0.
func (f *LU) MinPivotRatio() float64 {
	low, high := math.Inf(1), 0.0
	see := func(v float64) { low, high = min(low, math.Abs(v)), max(high, math.Abs(v)) }
	for b := range len(f.sym.start) - 1 {
		if k := f.sym.start[b]; f.sym.start[b+1]-k == 1 {
			see(f.diag[k])
		}
	}
	for _, b := range f.blocks {
		for _, v := range b.diag {
			see(v)
		}
		for k := range b.tail.n {
			see(b.tail.a[k*b.tail.n+k])
		}
	}
	if high == 0 {
		return 1
	}
	return low / high
}

// CondEst estimates the condition of the scaled matrix in the 1-norm, usually
// within a factor of three and never above the truth (Higham and Tisseur 2000).
// Above 1e12 few digits of a solution hold. The unscaled matrix can look worse;
// units alone do that.
func (f *LU) CondEst() (float64, error) {
	n := f.sym.n
	if n == 0 {
		return 1, nil
	}
	if f.stale {
		return 0, errors.New("sparse: CondEst: no valid factor; call Factor, or Refactor until it succeeds")
	}
	none := make([]int, n)
	v, x, sign := make([]float64, n), make([]float64, n), make([]int, n)
	var est float64
	var kase int
	var save [3]int
	for {
		est, kase = gonum.Implementation{}.Dlacn2(n, v, x, sign, est, kase, &save)
		switch kase {
		case 0:
			return f.cond(est)
		case 1:
			copy(x, f.solve(x, none, none))
		default:
			copy(x, f.solveT(x, none, none))
		}
		if finite("", x) != nil {
			return f.cond(math.Inf(1))
		}
	}
}

// cond multiplies the norm of the inverse with that of the scaled matrix.
func (f *LU) cond(inverse float64) (float64, error) {
	norm := 0.0
	for j := range f.sym.n {
		s := 0.0
		for _, v := range f.a[f.sym.ptr[j]:f.sym.ptr[j+1]] {
			s += math.Abs(v)
		}
		norm = max(norm, s)
	}
	return min(norm*inverse, math.MaxFloat64), nil
}

// among finds the columns and rows that take part in a dependence: the large
// numbers of the null vectors, which a factor perturbed with 1 gives.
func (f *LU) among(cols, rows []int) (amongCols, amongRows []int) {
	none := make([]int, f.sym.n)
	inCols, inRows := make([]bool, f.sym.n), make([]bool, f.sym.n)
	for k := range cols {
		e := make([]float64, f.sym.n)
		e[rows[k]] = 1
		markLarge(inCols, f.solve(e, none, none))
		clear(e)
		e[cols[k]] = 1
		markLarge(inRows, f.solveT(e, none, none))
	}
	return marked(inCols), marked(inRows)
}

// markLarge marks numbers within a factor of a million of the largest. Rounding
// leaves some 1e-14 where a null vector is 0.
func markLarge(in []bool, x []float64) {
	big := 0.0
	for _, v := range x {
		big = max(big, math.Abs(v))
	}
	for i, v := range x {
		if math.Abs(v) > 1e-6*big {
			in[i] = true
		}
	}
}

func marked(in []bool) (index []int) {
	for i, yes := range in {
		if yes {
			index = append(index, i)
		}
	}
	return index
}
