package sparse

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestTripletsAddUp(t *testing.T) {
	m, err := FromTriplets(2, []int{1, 0, 1, 1}, []int{0, 1, 0, 1}, []float64{2, 3, 5, 0})
	if err != nil {
		t.Fatal(err)
	}
	want := Matrix{N: 2, Ptr: []int{0, 1, 3}, Row: []int{1, 0, 1}, Val: []float64{7, 3, 0}}
	if !slices.Equal(m.Ptr, want.Ptr) || !slices.Equal(m.Row, want.Row) || !slices.Equal(m.Val, want.Val) || m.NNZ() != 3 {
		t.Errorf("%+v, want %+v", *m, want)
	}
}

func TestTripletsThatAreRefused(t *testing.T) {
	for name, err := range map[string]error{
		"row":      errOf(FromTriplets(2, []int{2}, []int{0}, []float64{1})),
		"column":   errOf(FromTriplets(2, []int{0}, []int{-1}, []float64{1})),
		"order":    errOf(FromTriplets(-1, nil, nil, nil)),
		"lengths":  errOf(FromTriplets(2, []int{0}, nil, nil)),
		"values":   errOf(FromTriplets(2, []int{0}, []int{0}, nil)),
		"NaN":      errOf(FromTriplets(2, []int{0}, []int{0}, []float64{math.NaN()})),
		"overflow": errOf(FromTriplets(1, []int{0, 0}, []int{0, 0}, []float64{math.MaxFloat64, math.MaxFloat64})),
		"slot":     (&Matrix{Val: []float64{1}}).Assemble([]int{1}, []float64{1}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func errOf(_ *Matrix, err error) error { return err }

// The order of adding is that of the list, so sums have the same bits.
func FuzzFromTriplets(f *testing.F) {
	f.Add(3, []byte{0, 0, 1, 2, 1, 200, 0, 0, 7})
	f.Add(0, []byte{})
	f.Add(-2, []byte{1})
	f.Add(1, []byte{0, 0, 1, 0, 1, 1})
	f.Fuzz(func(t *testing.T, n int, data []byte) {
		n %= 50
		var rows, cols []int
		var vals []float64
		for ; len(data) >= 3; data = data[3:] {
			rows, cols, vals = append(rows, int(data[0])-1), append(cols, int(data[1])-1), append(vals, float64(data[2])/10-3)
		}
		m, err := FromTriplets(n, rows, cols, vals)
		want, valid := map[[2]int]float64{}, n >= 0
		for k, v := range vals {
			valid = valid && rows[k] >= 0 && rows[k] < n && cols[k] >= 0 && cols[k] < n
			want[[2]int{rows[k], cols[k]}] += v
		}
		if valid != (err == nil) {
			t.Fatalf("valid %v, error %v", valid, err)
		}
		if err != nil {
			return
		}
		if err := m.wellFormed(); err != nil || m.NNZ() != len(want) {
			t.Fatalf("%d entries, want %d; %v", m.NNZ(), len(want), err)
		}
		for j := range n {
			for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
				if m.Val[k] != want[[2]int{m.Row[k], j}] {
					t.Fatalf("row %d column %d is %v", m.Row[k], j, m.Val[k])
				}
			}
		}
		var s *Singular
		if f, err := Factor(m, nil, nil); err == nil {
			if miss := misses(t, f, m); miss > 1e-8 {
				t.Fatalf("backward error %g", miss)
			}
		} else if !errors.As(err, &s) {
			t.Fatal(err)
		}
	})
}

func TestProductsMatchTheirTranspose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t, 20)
		x := someVector(m.N)
		a, b := make([]float64, m.N), make([]float64, m.N)
		if err := errors.Join(m.MulVecT(a, x), m.transpose().MulVec(b, x)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a, b) { // both add in order of rows
			t.Fatalf("%v and %v", a, b)
		}
	})
}

// kuhn is the textbook matching, with recursion, as a second way to the rank.
func kuhn(m *Matrix) int {
	colOf := slices.Repeat([]int{-1}, m.N)
	var try func(j int, seen []bool) bool
	try = func(j int, seen []bool) bool {
		for _, i := range m.Row[m.Ptr[j]:m.Ptr[j+1]] {
			if seen[i] {
				continue
			}
			seen[i] = true
			if colOf[i] < 0 || try(colOf[i], seen) {
				colOf[i] = j
				return true
			}
		}
		return false
	}
	rank := 0
	for j := range m.N {
		if try(j, make([]bool, m.N)) {
			rank++
		}
	}
	return rank
}

func TestAnalysis(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t, 30)
		s, err := Analyze(m)
		if err != nil {
			t.Fatal(err)
		}
		if s.Rank() != kuhn(m) {
			t.Fatalf("rank %d, want %d", s.Rank(), kuhn(m))
		}
		end := make([]int, 0, m.N)
		for _, size := range s.Blocks() {
			end = append(end, slices.Repeat([]int{len(end) + size}, size)...)
		}
		for k, j := range s.colAt {
			for _, i := range m.Row[m.Ptr[j]:m.Ptr[j+1]] {
				if s.place[i] >= end[k] {
					t.Fatalf("row %d of column %d stands below its block", i, j)
				}
			}
		}
		if s.lack == nil {
			return
		}
		// Hall: columns that share too few rows, by as many as lack a pivot
		rows := map[int]bool{}
		for _, j := range s.lack.AmongCols {
			for _, i := range m.Row[m.Ptr[j]:m.Ptr[j+1]] {
				rows[i] = true
			}
		}
		if len(s.lack.AmongCols)-len(rows) != len(s.lack.Cols) {
			t.Fatalf("%d columns in %d rows, %d lack a pivot", len(s.lack.AmongCols), len(rows), len(s.lack.Cols))
		}
	})
}

func TestTriangleIsBlocksOfOne(t *testing.T) {
	s := &triplets{n: 5000}
	for j := range s.n {
		for i := j; i < min(s.n, j+4); i++ {
			s.add(i, j, float64(1+i-j))
		}
	}
	m := s.shuffled(1).matrix(t)
	f := factored(t, m, nil)
	if fill := f.Fill(); fill.Blocks != s.n || fill.Entries != m.NNZ() {
		t.Errorf("%+v for %d entries", fill, m.NNZ())
	}
}
