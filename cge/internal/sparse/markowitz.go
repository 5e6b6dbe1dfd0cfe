package sparse

import (
	"math"
	"slices"
)

// A square is a block to factor, in compressed columns with its own indices.
type square struct {
	n   int
	ptr []int32
	row []int32
	val []float64
}

// A plan is the order of pivots and where L and U have entries. Rows and
// columns that are in no pivot form the dense tail.
type plan struct {
	rows, cols []int32 // of pivot k
	lptr, lrow []int32 // rows below pivot k in its column
	uptr, ucol []int32 // columns right of pivot k in its row
}

// active is the part of a block that has no pivots yet: columns with values,
// rows as lists of columns. Long columns are kept out and go to the tail, for
// every pivot would have to walk through them.
type active struct {
	opts  *Options
	col   [][]int32
	val   [][]float64
	row   [][]int32 // may still list columns that are done
	count []int     // by row: columns listed that are not done
	done  []bool    // by column
	big   []float64 // the largest magnitude in each column; unknown asks for it anew
	floor []float64 // at or below it a column has no pivot
	cols  *buckets
	rows  *buckets
	nnz   int
	// What is left; long columns are not counted.
	rowsLeft, colsLeft int
	factor             []float64 // by row: multiplier of the current pivot column
	inL                []int32   // by row: 1 + the step whose pivot column holds it
	met                []int32   // by row: the update that met it
	update             int32
	plan
}

// choose finds the pivots of a block until the rest is dense or has none left.
func choose(a *square, size []float64, opts *Options) *plan {
	m := newActive(a, size, opts)
	for m.colsLeft > 0 && float64(m.nnz) < opts.Dense*float64(m.rowsLeft)*float64(m.colsLeft) {
		i, j, ok := m.search()
		if !ok {
			break
		}
		m.eliminate(i, j)
	}
	m.addLong(a)
	return &m.plan
}

// long reports whether a column of so many entries is kept out (the limit is
// COLAMD's).
func (a *square) long(j int) bool {
	return float64(a.ptr[j+1]-a.ptr[j]) > max(16, 10*math.Sqrt(float64(a.n)))
}

// addLong finds where the long columns have entries of U: at every row they
// hold or that L leads to.
func (m *active) addLong(a *square) {
	extra := make([][]int32, len(m.plan.rows))
	for j := range a.n {
		if !a.long(j) {
			continue
		}
		holds := make([]bool, a.n)
		for _, i := range a.row[a.ptr[j]:a.ptr[j+1]] {
			holds[i] = true
		}
		for k, i := range m.plan.rows {
			if !holds[i] {
				continue
			}
			extra[k] = append(extra[k], int32(j))
			for _, r := range m.lrow[m.lptr[k]:m.lptr[k+1]] {
				holds[r] = true
			}
		}
	}
	m.merge(extra)
}

// merge adds columns to the rows of U.
func (m *active) merge(extra [][]int32) {
	var all []int32
	ptr := []int32{0}
	for k, more := range extra {
		all = append(append(all, m.ucol[m.uptr[k]:m.uptr[k+1]]...), more...)
		ptr = append(ptr, int32(len(all)))
	}
	m.ucol, m.uptr = all, ptr
}

func newActive(a *square, size []float64, opts *Options) *active {
	n := a.n
	m := &active{opts: opts, col: make([][]int32, n), val: make([][]float64, n), row: make([][]int32, n), count: make([]int, n), done: make([]bool, n),
		big: make([]float64, n), floor: make([]float64, n), cols: newBuckets(n), rows: newBuckets(n), rowsLeft: n,
		factor: make([]float64, n), inL: make([]int32, n), met: make([]int32, n)}
	m.lptr, m.uptr = []int32{0}, []int32{0}
	rows, vals := slices.Clone(a.row), slices.Clone(a.val)
	for j := range n {
		if a.long(j) {
			m.done[j] = true
			continue
		}
		from, to := a.ptr[j], a.ptr[j+1]
		m.col[j], m.val[j] = rows[from:to:to], vals[from:to:to]
		for _, i := range m.col[j] {
			m.count[i]++
		}
		m.big[j] = unknown
		m.floor[j] = opts.Tolerance * size[j]
		m.colsLeft++
		m.nnz += len(m.col[j])
	}
	m.listRows()
	for j := n - 1; j >= 0; j-- { // so that lists begin with the lowest index
		if !m.done[j] {
			m.cols.put(int32(j), len(m.col[j]))
		}
		m.rows.put(int32(j), m.count[j])
	}
	return m
}

// listRows lists the columns of every row.
func (m *active) listRows() {
	all := make([]int32, m.nnz)
	for i, c := range m.count {
		m.row[i], all = all[:0:c], all[c:]
	}
	for j, rows := range m.col {
		for _, i := range rows {
			m.row[i] = append(m.row[i], int32(j))
		}
	}
}

const unknown = -1

// largest is the largest magnitude in column j.
func (m *active) largest(j int32) float64 {
	if m.big[j] == unknown {
		big := 0.0
		for _, v := range m.val[j] {
			if a := math.Abs(v); a > big {
				big = a
			}
		}
		m.big[j] = big
	}
	return m.big[j]
}

// A candidate is the best pivot of a search so far.
type candidate struct {
	row, col int32
	cost     int
	found    bool
}

// offer takes an entry that costs less, or as much and on the diagonal.
func (c *candidate) offer(i, j int32, cost int) {
	if !c.found || cost < c.cost || cost == c.cost && i == j && c.row != c.col {
		*c = candidate{i, j, cost, true}
	}
}

// search looks through columns and rows from the shortest up, until none can be
// better or enough were seen (Duff, Erisman and Reid, Direct Methods for Sparse
// Matrices, section 10.2).
func (m *active) search() (i, j int32, ok bool) {
	var best candidate
	seen := 0
	for count := 1; count < len(m.cols.head); count++ {
		for j := m.cols.head[count]; j >= 0; {
			if best.found && (best.cost <= (count-1)*(count-1) || seen >= m.opts.Search) {
				return best.row, best.col, true
			}
			next := m.cols.next[j]
			if !m.searchColumn(j, &best) {
				m.cols.remove(j) // until an update brings it back
			}
			j = next
			seen++
		}
		for i := m.rows.head[count]; i >= 0; {
			if best.found && (best.cost <= count*(count-1) || seen >= m.opts.Search) {
				return best.row, best.col, true
			}
			next := m.rows.next[i]
			if !m.searchRow(i, &best) {
				m.rows.remove(i)
			}
			i = next
			seen++
		}
	}
	return best.row, best.col, best.found
}

// Off the diagonal a pivot must be at least this share of its column. Chains of
// small pivots taken across the equations' own unknowns spoil the structure:
// with 0.1 the factors of a model of 25 regions had up to three times the
// entries. Random patterns, which have no structure, fill a fifth more.
const offDiagonal = 0.5

// accepts reports whether v at (i, j) is not small beside its column.
func (m *active) accepts(i, j int32, v float64) bool {
	share := m.opts.Threshold
	if i != j {
		share = max(share, offDiagonal)
	}
	return math.Abs(v) >= share*m.largest(j)
}

// searchColumn reports whether column j has an acceptable entry.
func (m *active) searchColumn(j int32, best *candidate) bool {
	if m.largest(j) <= m.floor[j] {
		return false
	}
	others := len(m.col[j]) - 1
	for k, i := range m.col[j] {
		if m.accepts(i, j, m.val[j][k]) {
			best.offer(i, j, others*(m.count[i]-1))
		}
	}
	return true
}

// searchRow reports whether row i may hold an acceptable entry.
func (m *active) searchRow(i int32, best *candidate) (any bool) {
	others := m.count[i] - 1
	m.row[i] = slices.DeleteFunc(m.row[i], func(j int32) bool { return m.done[j] })
	for _, j := range m.row[i] {
		cost := others * (len(m.col[j]) - 1)
		if best.found && cost > best.cost {
			any = true
			continue
		}
		if m.largest(j) <= m.floor[j] {
			continue
		}
		if m.accepts(i, j, m.val[j][slices.Index(m.col[j], i)]) {
			best.offer(i, j, cost)
			any = true
		}
	}
	return any
}

// eliminate makes (p, q) the next pivot and updates what remains.
func (m *active) eliminate(p, q int32) {
	step := int32(len(m.plan.rows)) + 1
	m.plan.rows, m.plan.cols = append(m.plan.rows, p), append(m.plan.cols, q)
	m.cols.remove(q)
	m.rows.remove(p)
	m.done[q] = true
	pivot := m.val[q][slices.Index(m.col[q], p)]
	begin := len(m.lrow)
	for k, i := range m.col[q] {
		m.count[i]--
		if i != p {
			m.lrow = append(m.lrow, i)
			m.factor[i], m.inL[i] = m.val[q][k]/pivot, step
		}
	}
	m.nnz -= len(m.col[q])
	for _, j := range m.row[p] {
		if !m.done[j] {
			m.ucol = append(m.ucol, j)
			m.updateColumn(p, j, step, m.lrow[begin:])
		}
	}
	for _, i := range m.lrow[begin:] {
		m.rows.put(i, m.count[i])
	}
	m.lptr, m.uptr = append(m.lptr, int32(len(m.lrow))), append(m.uptr, int32(len(m.ucol)))
	m.col[q], m.val[q], m.row[p] = nil, nil, nil
	m.rowsLeft--
	m.colsLeft--
}

// updateColumn moves the entry of row p to U and subtracts its multiple of the
// pivot column from the rest of column j.
func (m *active) updateColumn(p, j, step int32, lower []int32) {
	rows, vals := m.col[j], m.val[j]
	at, last := slices.Index(rows, p), len(rows)-1
	u := vals[at]
	rows[at], vals[at] = rows[last], vals[last]
	rows, vals = rows[:last], vals[:last]
	m.update++
	met := 0
	for k, i := range rows {
		if m.inL[i] == step {
			vals[k] -= m.factor[i] * u
			m.met[i] = m.update
			met++
		}
	}
	m.nnz += len(lower) - met - 1
	if met < len(lower) {
		for _, i := range lower {
			if m.met[i] == m.update {
				continue
			}
			rows, vals = append(rows, i), append(vals, -m.factor[i]*u)
			m.row[i] = append(m.row[i], j)
			m.count[i]++
		}
	}
	m.col[j], m.val[j], m.big[j] = rows, vals, unknown
	m.cols.put(j, len(rows))
}
