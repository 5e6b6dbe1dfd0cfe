package sparse

import (
	"fmt"
	"math"
)

// A Matrix is square, in compressed columns: column j holds the rows
// Row[Ptr[j]:Ptr[j+1]], ascending, with the values at the same places of Val.
// Entries with value 0 are part of the pattern.
type Matrix struct {
	N   int
	Ptr []int // N+1 places in Row and Val
	Row []int
	Val []float64
}

// FromTriplets sums the values of n×n entries given in any order. Those for the
// same place are added in the order in which they stand, so the same triplets
// give the same bits. Indices outside 0..n-1, lists of different length and
// values that are not finite are errors.
func FromTriplets(n int, rows, cols []int, vals []float64) (*Matrix, error) {
	m, slot, err := Layout(n, rows, cols)
	if err != nil {
		return nil, err
	}
	if err := m.Assemble(slot, vals); err != nil {
		return nil, err
	}
	return m, nil
}

// Layout lays out the pattern of n×n triplets once, with values 0. Triplet k
// belongs at Val[slot[k]]: Assemble fills in values for the same triplets again
// and again, as a Newton method does.
func Layout(n int, rows, cols []int) (m *Matrix, slot []int, err error) {
	if n < 0 || len(rows) != len(cols) {
		return nil, nil, fmt.Errorf("sparse: Layout: order %d, %d rows and %d columns; the order is not negative, every triplet has both", n, len(rows), len(cols))
	}
	for k, i := range rows {
		if j := cols[k]; i < 0 || i >= n || j < 0 || j >= n {
			return nil, nil, fmt.Errorf("sparse: Layout: triplet %d is at row %d, column %d; indices run from 0 to %d", k, i, j, n-1)
		}
	}
	m = &Matrix{N: n, Ptr: make([]int, n+1)}
	order := byColumn(n, rows, cols)
	slot = make([]int, len(rows))
	last := [2]int{-1, -1}
	for _, k := range order {
		if at := [2]int{rows[k], cols[k]}; at != last {
			m.Row, last = append(m.Row, rows[k]), at
			m.Ptr[cols[k]+1]++
		}
		slot[k] = len(m.Row) - 1
	}
	for j := range n {
		m.Ptr[j+1] += m.Ptr[j]
	}
	m.Val = make([]float64, len(m.Row))
	return m, slot, nil
}

// byColumn sorts triplets by column, row and place in the list: by row first,
// then by column, each pass keeping the order of equals.
func byColumn(n int, rows, cols []int) []int {
	order := make([]int, len(rows))
	for k := range order {
		order[k] = k
	}
	return counted(n, cols, counted(n, rows, order))
}

// counted sorts a list of places by their keys, which run from 0 to n-1.
func counted(n int, keys, list []int) []int {
	next := make([]int, n+1)
	for _, k := range list {
		next[keys[k]+1]++
	}
	for j := range n {
		next[j+1] += next[j]
	}
	out := make([]int, len(list))
	for _, k := range list {
		out[next[keys[k]]] = k
		next[keys[k]]++
	}
	return out
}

// Assemble replaces the values by those of the triplets that Layout was given,
// in the same order. Places without a triplet become 0.
func (m *Matrix) Assemble(slot []int, vals []float64) error {
	if len(slot) != len(vals) {
		return fmt.Errorf("sparse: Assemble: %d values for %d triplets; give one a triplet", len(vals), len(slot))
	}
	clear(m.Val)
	for k, v := range vals {
		if slot[k] < 0 || slot[k] >= len(m.Val) {
			return fmt.Errorf("sparse: Assemble: triplet %d has slot %d and the matrix %d entries; use the slots of its own Layout", k, slot[k], len(m.Val))
		}
		m.Val[slot[k]] += v
	}
	return m.finite()
}

// NNZ is the number of entries in the pattern.
func (m *Matrix) NNZ() int { return len(m.Row) }

// MulVec sets dst to A·x; dst and x have N numbers and do not overlap.
func (m *Matrix) MulVec(dst, x []float64) error {
	if err := m.fits("MulVec", dst, x); err != nil {
		return err
	}
	m.mul(dst, x)
	return finite("MulVec", dst)
}

func (m *Matrix) mul(dst, x []float64) {
	clear(dst)
	for j, v := range x {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			dst[m.Row[k]] += m.Val[k] * v
		}
	}
}

// MulVecT sets dst to Aᵀ·x; dst and x have N numbers and do not overlap.
func (m *Matrix) MulVecT(dst, x []float64) error {
	if err := m.fits("MulVecT", dst, x); err != nil {
		return err
	}
	m.mulT(dst, x)
	return finite("MulVecT", dst)
}

func (m *Matrix) mulT(dst, x []float64) {
	for j := range dst {
		s := 0.0
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			s += m.Val[k] * x[m.Row[k]]
		}
		dst[j] = s
	}
}

// fits checks the matrix and that vectors have its order.
func (m *Matrix) fits(what string, vectors ...[]float64) error {
	if err := m.wellFormed(); err != nil {
		return err
	}
	return lengths(what, m.N, vectors...)
}

func lengths(what string, n int, vectors ...[]float64) error {
	for _, v := range vectors {
		if len(v) != n {
			return fmt.Errorf("sparse: %s: a vector has %d numbers, the matrix is of order %d", what, len(v), n)
		}
	}
	return nil
}

// finite names the first number of v that is not finite.
func finite(what string, v []float64) error {
	for i, x := range v {
		if math.IsNaN(x - x) {
			return fmt.Errorf("sparse: %s: number %d is %v; every number must be finite", what, i, x)
		}
	}
	return nil
}

// wellFormed says what is wrong with a pattern that was built by hand.
func (m *Matrix) wellFormed() error {
	if m.N < 0 || len(m.Ptr) != m.N+1 || m.Ptr[0] != 0 || m.Ptr[m.N] != len(m.Row) || len(m.Val) != len(m.Row) {
		return fmt.Errorf("sparse: a matrix of order %d has %d pointers, %d rows, %d values; build it with FromTriplets", m.N, len(m.Ptr), len(m.Row), len(m.Val))
	}
	for j := range m.N {
		if m.Ptr[j+1] < m.Ptr[j] || m.Ptr[j+1] > len(m.Row) {
			return fmt.Errorf("sparse: column %d begins at %d and ends at %d; build the matrix with FromTriplets", j, m.Ptr[j], m.Ptr[j+1])
		}
		last := -1
		for _, i := range m.Row[m.Ptr[j]:m.Ptr[j+1]] {
			if i <= last || i >= m.N {
				return fmt.Errorf("sparse: column %d has row %d after %d; rows ascend and are below %d", j, i, last, m.N)
			}
			last = i
		}
	}
	return nil
}

// finite names the first entry that is not a finite number.
func (m *Matrix) finite() error {
	for j := range m.N {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			if v := m.Val[k]; math.IsNaN(v - v) {
				return fmt.Errorf("sparse: the entry at row %d, column %d is %v; every entry must be finite", m.Row[k], j, v)
			}
		}
	}
	return nil
}
