package sparse

import (
	"fmt"
	"slices"
)

// A Symbolic is what the pattern alone tells: which row goes with which
// column, and the blocks that can be solved one after the other. It serves every
// matrix of the same pattern and is never changed.
type Symbolic struct {
	n        int
	ptr, row []int
	colAt    []int // column at each place of the block triangular form
	rowAt    []int // row at each place
	place    []int // place of each row
	start    []int // block b holds the places start[b]..start[b+1]-1
	lack     *Singular
}

// Analyze finds the block triangular form of a pattern. A pattern that no
// values can make invertible is not an error here; see Rank and Factor.
func Analyze(m *Matrix) (*Symbolic, error) {
	if err := m.wellFormed(); err != nil {
		return nil, fmt.Errorf("%w (Analyze)", err)
	}
	s := &Symbolic{n: m.N, ptr: slices.Clone(m.Ptr), row: slices.Clone(m.Row)}
	pairs := match(s.n, s.ptr, s.row)
	if slices.Contains(pairs.rowOf, -1) {
		tptr, tcol := transposed(s.n, s.ptr, s.row)
		s.lack = &Singular{Structural: true, AmongCols: pairs.short(s.ptr, s.row), AmongRows: pairs.crowded(tptr, tcol)}
		s.lack.Cols, s.lack.Rows = pairs.complete()
	}
	s.colAt, s.start = components(s.n, s.ptr, s.row, pairs.colOf)
	s.rowAt, s.place = make([]int, s.n), make([]int, s.n)
	for k, j := range s.colAt {
		s.rowAt[k] = pairs.rowOf[j]
		s.place[s.rowAt[k]] = k
	}
	return s, nil
}

// Rank is the structural rank: the most pivots that any values of this pattern
// allow. Below the order, every matrix of this pattern is singular.
func (s *Symbolic) Rank() int {
	if s.lack == nil {
		return s.n
	}
	return s.n - len(s.lack.Cols)
}

// Blocks returns the sizes of the diagonal blocks, from the first to the last.
func (s *Symbolic) Blocks() []int {
	sizes := make([]int, len(s.start)-1)
	for b := range sizes {
		sizes[b] = s.start[b+1] - s.start[b]
	}
	return sizes
}

// describes reports whether m has the pattern that was analyzed.
func (s *Symbolic) describes(m *Matrix) bool {
	return m.N == s.n && len(m.Val) == len(m.Row) && slices.Equal(m.Ptr, s.ptr) && slices.Equal(m.Row, s.row)
}

// transposed is the pattern by rows, columns ascending.
func transposed(n int, ptr, row []int) (tptr, tcol []int) {
	tptr, tcol = make([]int, n+1), make([]int, len(row))
	for _, i := range row {
		tptr[i+1]++
	}
	for i := range n {
		tptr[i+1] += tptr[i]
	}
	next := slices.Clone(tptr)
	for j := range n {
		for _, i := range row[ptr[j]:ptr[j+1]] {
			tcol[next[i]] = j
			next[i]++
		}
	}
	return tptr, tcol
}

// components sorts columns into strongly connected components, where column j
// leads to the partners of its rows (Tarjan 1972, without recursion; Duff and
// Reid's MC13). A component is finished after all it leads to, so the columns
// of a block have rows in it and in earlier blocks alone.
func components(n int, ptr, row, colOf []int) (order, start []int) {
	t := tarjan{ptr: ptr, row: row, colOf: colOf, number: make([]int, n), low: make([]int, n), next: slices.Clone(ptr), start: []int{0}}
	for j := range n {
		if t.number[j] == 0 {
			t.walk(j)
		}
	}
	return t.order, t.start
}

type tarjan struct {
	ptr, row, colOf []int
	number, low     []int // number counts from 1; 0 is unseen, below 0 is finished
	next            []int
	count           int
	path, open      []int
	order, start    []int
}

func (t *tarjan) enter(j int) {
	t.count++
	t.number[j], t.low[j] = t.count, t.count
	t.path, t.open = append(t.path, j), append(t.open, j)
}

func (t *tarjan) walk(root int) {
	t.enter(root)
	for len(t.path) > 0 {
		j := t.path[len(t.path)-1]
		if t.next[j] < t.ptr[j+1] {
			to := t.colOf[t.row[t.next[j]]]
			t.next[j]++
			switch {
			case t.number[to] == 0:
				t.enter(to)
			case t.number[to] > 0:
				t.low[j] = min(t.low[j], t.number[to])
			}
			continue
		}
		t.leave(j)
	}
}

// leave ends the visit of j and closes its component if j is its root.
func (t *tarjan) leave(j int) {
	t.path = t.path[:len(t.path)-1]
	if len(t.path) > 0 {
		before := t.path[len(t.path)-1]
		t.low[before] = min(t.low[before], t.low[j])
	}
	if t.low[j] != t.number[j] {
		return
	}
	first := len(t.open) - 1
	for t.open[first] != j {
		first--
	}
	block := t.open[first:]
	slices.Sort(block)
	for _, k := range block {
		t.number[k] = -1
	}
	t.order = append(t.order, block...)
	t.start = append(t.start, len(t.order))
	t.open = t.open[:first]
}
