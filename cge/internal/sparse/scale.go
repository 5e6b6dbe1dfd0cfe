package sparse

import "math"

// A scaling multiplies rows and columns by powers of two, which changes no bits
// of a mantissa. It holds exponents.
type scaling struct{ row, col []int }

const noEntry = math.MinInt

// equilibrate brings the largest magnitudes of rows and columns near 1 by
// halving their exponents in turn (Ruiz 2001); then every column has its
// largest magnitude in [1/2, 1).
func equilibrate(m *Matrix) scaling {
	s := scaling{make([]int, m.N), make([]int, m.N)}
	exps := make([]int, len(m.Val))
	for k, v := range m.Val {
		exps[k] = noEntry
		if v != 0 {
			exps[k] = exponent(v)
		}
	}
	row, col := make([]int, m.N), make([]int, m.N)
	for range 4 {
		s.largest(m, exps, row, col)
		for i := range m.N {
			if row[i] != noEntry {
				s.row[i] -= row[i] >> 1
			}
			if col[i] != noEntry {
				s.col[i] -= col[i] >> 1
			}
		}
	}
	s.largest(m, exps, row, col)
	for j, e := range col {
		if e != noEntry {
			s.col[j] -= e
		}
	}
	return s
}

// largest finds the largest exponent of every scaled row and column.
func (s scaling) largest(m *Matrix, exps, row, col []int) {
	for i := range row {
		row[i], col[i] = noEntry, noEntry
	}
	for j := range m.N {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			if exps[k] == noEntry {
				continue
			}
			i := m.Row[k]
			e := exps[k] + s.row[i] + s.col[j]
			row[i], col[j] = max(row[i], e), max(col[j], e)
		}
	}
}

// apply writes the scaled values to a.
func (s scaling) apply(a []float64, m *Matrix) {
	for j := range m.N {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			a[k] = ldexp(m.Val[k], s.row[m.Row[k]]+s.col[j])
		}
	}
}

// sizes is the largest magnitude of each column.
func sizes(m *Matrix, a []float64) []float64 {
	size := make([]float64, m.N)
	for j := range size {
		for _, v := range a[m.Ptr[j]:m.Ptr[j+1]] {
			size[j] = max(size[j], math.Abs(v))
		}
	}
	return size
}

// exponent is that of math.Frexp, faster for normal numbers.
func exponent(v float64) int {
	if e := int(math.Float64bits(v) >> 52 & 0x7ff); e > 0 {
		return e - 1022
	}
	_, e := math.Frexp(v)
	return e
}

// ldexp is math.Ldexp, faster where 2^e is a normal number.
func ldexp(v float64, e int) float64 {
	if e > -1022 && e < 1023 {
		return v * math.Float64frombits(uint64(e+1023)<<52)
	}
	return math.Ldexp(v, e)
}
