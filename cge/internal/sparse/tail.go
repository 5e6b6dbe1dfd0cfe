package sparse

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// A tail is the dense last part of a block, stored by rows. Factored, it holds L
// and U of its rows and columns in the order of rows and cols.
type tail struct {
	n          int
	a          []float64
	size       []float64 // the largest magnitude in each column before factor
	swaps      []int     // row k was exchanged with swaps[k]
	rows, cols []int32   // after the exchanges: the original place
	rank       int
}

func newTail(n int) *tail {
	return &tail{n: n, a: make([]float64, n*n), size: make([]float64, n), swaps: make([]int, n), rows: make([]int32, n), cols: make([]int32, n)}
}

func (t *tail) setColumn(j int, x []float64) {
	big := 0.0
	for i, v := range x {
		t.a[i*t.n+j] = v
		big = max(big, math.Abs(v))
	}
	t.size[j] = big
}

// factor computes L and U with partial pivoting and reports whether every pivot
// is above the floor of its column. If not, the tail must be set anew for
// setAside.
func (t *tail) factor(floor []float64) bool {
	t.begin()
	if t.n == 0 {
		return true
	}
	denseLU(t.n, t.a, t.swaps)
	for k, p := range t.swaps {
		t.rows[k], t.rows[p] = t.rows[p], t.rows[k]
	}
	return t.regular(floor)
}

func (t *tail) begin() {
	t.rank = t.n
	for k := range t.n {
		t.rows[k], t.cols[k] = int32(k), int32(k)
	}
}

// regular reports whether every pivot is above the floor of its column.
func (t *tail) regular(floor []float64) bool {
	for k := range t.n {
		if !(math.Abs(t.a[k*t.n+k]) > floor[k]) {
			return false
		}
	}
	return true
}

// setAside is Gauss with partial pivoting that moves columns without a pivot to
// the end; rank counts the others. It is slow and runs for singular matrices
// alone.
func (t *tail) setAside(floor []float64) {
	t.begin()
	for k := 0; k < t.rank; {
		p := t.pivotRow(k)
		if !(math.Abs(t.a[p*t.n+k]) > floor[t.cols[k]]) {
			t.rank--
			t.swapColumns(k, t.rank)
			continue
		}
		t.swapRows(k, p)
		t.eliminate(k)
		k++
	}
}

func (t *tail) pivotRow(k int) int {
	p := k
	for i := k + 1; i < t.n; i++ {
		if math.Abs(t.a[i*t.n+k]) > math.Abs(t.a[p*t.n+k]) {
			p = i
		}
	}
	return p
}

func (t *tail) eliminate(k int) {
	pivot := t.a[k*t.n : (k+1)*t.n]
	for i := k + 1; i < t.n; i++ {
		row := t.a[i*t.n : (i+1)*t.n]
		row[k] /= pivot[k]
		for j := k + 1; j < t.n; j++ {
			row[j] -= row[k] * pivot[j]
		}
	}
}

func (t *tail) swapRows(i, k int) {
	for j := range t.n {
		t.a[i*t.n+j], t.a[k*t.n+j] = t.a[k*t.n+j], t.a[i*t.n+j]
	}
	t.rows[i], t.rows[k] = t.rows[k], t.rows[i]
}

func (t *tail) swapColumns(j, k int) {
	for i := range t.n {
		t.a[i*t.n+j], t.a[i*t.n+k] = t.a[i*t.n+k], t.a[i*t.n+j]
	}
	t.cols[j], t.cols[k] = t.cols[k], t.cols[j]
}

// perturb puts a number in place of the pivots that are lacking.
func (t *tail) perturb(v float64) {
	for i := t.rank; i < t.n; i++ {
		clear(t.a[i*t.n+t.rank : (i+1)*t.n])
		t.a[i*t.n+i] = v
	}
}

// solve replaces x, by rows, by the solution, by columns.
func (t *tail) solve(x []float64) {
	if t.n == 0 {
		return
	}
	y := make([]float64, t.n)
	for k, i := range t.rows {
		y[k] = x[i]
	}
	t.triangle(blas.NoTrans, blas.Lower, blas.Unit, y)
	t.triangle(blas.NoTrans, blas.Upper, blas.NonUnit, y)
	for k, j := range t.cols {
		x[j] = y[k]
	}
}

// solveT replaces x, by columns, by the solution of the transposed, by rows.
func (t *tail) solveT(x []float64) {
	if t.n == 0 {
		return
	}
	y := make([]float64, t.n)
	for k, j := range t.cols {
		y[k] = x[j]
	}
	t.triangle(blas.Trans, blas.Upper, blas.NonUnit, y)
	t.triangle(blas.Trans, blas.Lower, blas.Unit, y)
	for k, i := range t.rows {
		x[i] = y[k]
	}
}

func (t *tail) triangle(trans blas.Transpose, half blas.Uplo, diag blas.Diag, x []float64) {
	a := blas64.Triangular{Uplo: half, Diag: diag, N: t.n, Stride: t.n, Data: t.a}
	blas64.Trsv(trans, a, blas64.Vector{N: t.n, Inc: 1, Data: x})
}
