package sparse

import (
	"math"
	"slices"
)

// A block is the factor of one diagonal block of two rows or more. Its rows and
// columns are counted in the order of the pivots; those of the dense tail follow:
//
//	┌──────────┬──────┐
//	│ U        │  U   │  pivots 0..s-1, by columns; L by columns, diagonal 1
//	│   L      │      │
//	├──────────┼──────┤
//	│   L      │ tail │  dense, order n-s
//	└──────────┴──────┘
type block struct {
	at, n, s   int
	rows, cols []int32 // local index of each row and column
	aptr       []int32 // entries of the block by column, in the order of pivots
	arow       []int32
	asrc       []int32 // their places in Matrix.Val
	lptr, lrow []int32
	lval       []float64
	uptr, urow []int32
	uval       []float64
	diag       []float64
	tail       *tail
}

// newBlock lays out L, U and the tail for a plan. src[k] is the place of entry
// k of the block in Matrix.Val.
func newBlock(at int, a *square, src []int32, p *plan) *block {
	b := &block{at: at, n: a.n, s: len(p.rows)}
	b.rows, b.cols = withRest(p.rows, a.n), withRest(p.cols, a.n)
	rowPlace, colPlace := inverse(b.rows), inverse(b.cols)
	b.aptr = make([]int32, 1, a.n+1)
	for _, j := range b.cols {
		for k := a.ptr[j]; k < a.ptr[j+1]; k++ {
			b.arow, b.asrc = append(b.arow, rowPlace[a.row[k]]), append(b.asrc, src[k])
		}
		b.aptr = append(b.aptr, int32(len(b.arow)))
	}
	b.lptr, b.lrow = p.lptr, make([]int32, len(p.lrow))
	for k, i := range p.lrow {
		b.lrow[k] = rowPlace[i]
	}
	for k := range b.s {
		slices.Sort(b.lrow[b.lptr[k]:b.lptr[k+1]])
	}
	b.layU(p, colPlace)
	b.lval, b.uval, b.diag = make([]float64, len(b.lrow)), make([]float64, len(b.urow)), make([]float64, b.s)
	b.tail = newTail(b.n - b.s)
	return b
}

// layU turns the rows of U into columns; steps ascend in each.
func (b *block) layU(p *plan, colPlace []int32) {
	b.uptr, b.urow = make([]int32, b.n+1), make([]int32, len(p.ucol))
	for _, j := range p.ucol {
		b.uptr[colPlace[j]+1]++
	}
	for j := range b.n {
		b.uptr[j+1] += b.uptr[j]
	}
	next := slices.Clone(b.uptr)
	for k := range b.s {
		for _, j := range p.ucol[p.uptr[k]:p.uptr[k+1]] {
			c := colPlace[j]
			b.urow[next[c]] = int32(k)
			next[c]++
		}
	}
}

// withRest appends the indices below n that a list lacks, ascending.
func withRest(list []int32, n int) []int32 {
	in := make([]bool, n)
	for _, i := range list {
		in[i] = true
	}
	all := slices.Clone(list)
	for i := range n {
		if !in[i] {
			all = append(all, int32(i))
		}
	}
	return all
}

func inverse(list []int32) []int32 {
	place := make([]int32, len(list))
	for k, i := range list {
		place[i] = int32(k)
	}
	return place
}

// numeric computes L, U and the tail from scaled values, column by column
// (left-looking, Gilbert and Peierls 1988, with a pattern known beforehand). It
// reports false when a multiplier exceeds limit or a pivot is 0. x is a
// workspace of n zeros and is left so.
func (b *block) numeric(a []float64, x []float64, limit float64) bool {
	fine := true
	for j := range b.n {
		for k := b.aptr[j]; k < b.aptr[j+1]; k++ {
			x[b.arow[k]] += a[b.asrc[k]]
		}
		for k := b.uptr[j]; k < b.uptr[j+1]; k++ {
			step := b.urow[k]
			u := x[step]
			x[step], b.uval[k] = 0, u
			if u == 0 {
				continue
			}
			from, to := b.lptr[step], b.lptr[step+1]
			val := b.lval[from:to]
			for i, r := range b.lrow[from:to] {
				x[r] -= val[i] * u
			}
		}
		if j < b.s {
			fine = b.pivot(j, x, limit) && fine
			continue
		}
		b.tail.setColumn(j-b.s, x[b.s:b.n])
		clear(x[b.s:b.n])
	}
	return fine
}

// pivot divides what is left of column j by its pivot.
func (b *block) pivot(j int, x []float64, limit float64) bool {
	d := x[j]
	b.diag[j], x[j] = d, 0
	most := 0.0
	for k := b.lptr[j]; k < b.lptr[j+1]; k++ {
		r := b.lrow[k]
		l := x[r] / d
		x[r], b.lval[k] = 0, l
		most = max(most, math.Abs(l))
	}
	return d != 0 && most <= limit
}

// solve replaces x, in the order of rows, by the solution in the order of columns.
func (b *block) solve(x []float64) {
	for k := range b.s {
		v := x[k]
		if v == 0 {
			continue
		}
		for e := b.lptr[k]; e < b.lptr[k+1]; e++ {
			x[b.lrow[e]] -= b.lval[e] * v
		}
	}
	b.tail.solve(x[b.s:])
	for j := b.n - 1; j >= 0; j-- {
		if j < b.s {
			x[j] /= b.diag[j]
		}
		v := x[j]
		for e := b.uptr[j]; e < b.uptr[j+1]; e++ {
			x[b.urow[e]] -= b.uval[e] * v
		}
	}
}

// solveT is solve for the transposed block: x comes by columns, goes by rows.
func (b *block) solveT(x []float64) {
	for j := range b.n {
		v := x[j]
		for e := b.uptr[j]; e < b.uptr[j+1]; e++ {
			v -= b.uval[e] * x[b.urow[e]]
		}
		if j < b.s {
			v /= b.diag[j]
		}
		x[j] = v
	}
	b.tail.solveT(x[b.s:])
	for k := b.s - 1; k >= 0; k-- {
		v := x[k]
		for e := b.lptr[k]; e < b.lptr[k+1]; e++ {
			v -= b.lval[e] * x[b.lrow[e]]
		}
		x[k] = v
	}
}
