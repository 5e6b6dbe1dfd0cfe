package sparse

// A matching pairs columns with rows in which they have an entry. -1 is alone.
type matching struct {
	rowOf []int // row of a column
	colOf []int // column of a row
}

// match finds a maximum matching: diagonal entries first, then any free row,
// then augmenting paths (Duff's MC21, doi 10.1145/355958.355963).
func match(n int, ptr, row []int) matching {
	p := matching{rowOf: make([]int, n), colOf: make([]int, n)}
	for j := range n {
		p.rowOf[j], p.colOf[j] = -1, -1
	}
	for j := range n {
		for _, i := range row[ptr[j]:ptr[j+1]] {
			if i == j {
				p.pair(i, j)
			}
		}
	}
	a := augmenting{matching: p, ptr: ptr, row: row, seen: make([]int, n), next: make([]int, n), cheap: make([]int, n)}
	copy(a.cheap, ptr)
	for j := range n {
		a.seen[j] = -1
	}
	for j := range n {
		if p.rowOf[j] < 0 {
			a.augment(j)
		}
	}
	return p
}

func (p matching) pair(i, j int) { p.rowOf[j], p.colOf[i] = i, j }

// augmenting searches for paths that end at a free row.
type augmenting struct {
	matching
	ptr, row []int
	seen     []int // by row: the start of the last search that came by
	next     []int // by column: the entry to follow next
	cheap    []int // by column: entries before it lead to no free row
	path     []int
}

// augment looks for a path from column start to a free row, depth first and
// without recursion, and pairs along it.
func (a *augmenting) augment(start int) {
	a.path = append(a.path[:0], start)
	a.next[start] = a.ptr[start]
	for len(a.path) > 0 {
		j := a.path[len(a.path)-1]
		if i := a.free(j); i >= 0 {
			a.flip(i)
			return
		}
		if i := a.step(j, start); i >= 0 {
			a.path = append(a.path, a.colOf[i])
			a.next[a.colOf[i]] = a.ptr[a.colOf[i]]
		} else {
			a.path = a.path[:len(a.path)-1]
		}
	}
}

// free returns a free row of column j, or -1. Rows never become free again, so
// each entry is looked at once.
func (a *augmenting) free(j int) int {
	for ; a.cheap[j] < a.ptr[j+1]; a.cheap[j]++ {
		if i := a.row[a.cheap[j]]; a.colOf[i] < 0 {
			return i
		}
	}
	return -1
}

// step returns the next row of column j that this search has not seen, or -1.
func (a *augmenting) step(j, start int) int {
	for a.next[j] < a.ptr[j+1] {
		i := a.row[a.next[j]]
		a.next[j]++
		if a.seen[i] != start {
			a.seen[i] = start
			return i
		}
	}
	return -1
}

// flip gives the free row i to the last column of the path, that column's row
// to the one before, and so on.
func (a *augmenting) flip(i int) {
	for k := len(a.path) - 1; k >= 0; k-- {
		j := a.path[k]
		before := a.rowOf[j]
		a.pair(i, j)
		i = before
	}
}

// complete pairs the columns and rows that are left alone with one another, in
// order, and returns them. There is no entry at these places.
func (p matching) complete() (cols, rows []int) {
	for j, i := range p.rowOf {
		if i < 0 {
			cols = append(cols, j)
		}
		if p.colOf[j] < 0 {
			rows = append(rows, j)
		}
	}
	for k, j := range cols {
		p.pair(rows[k], j)
	}
	return cols, rows
}

// short returns the columns that alternating paths reach from the columns that
// are alone: together they stand in fewer rows than they are (the horizontal
// part of Dulmage and Mendelsohn). p is not complete yet.
func (p matching) short(ptr, row []int) []int {
	return p.reached(p.rowOf, func(j int, visit func(int)) {
		for _, i := range row[ptr[j]:ptr[j+1]] {
			if p.colOf[i] >= 0 {
				visit(p.colOf[i])
			}
		}
	})
}

// crowded returns the rows that hold fewer columns than they are, the vertical
// part. tptr and tcol are the pattern by rows.
func (p matching) crowded(tptr, tcol []int) []int {
	return p.reached(p.colOf, func(i int, visit func(int)) {
		for _, j := range tcol[tptr[i]:tptr[i+1]] {
			if p.rowOf[j] >= 0 {
				visit(p.rowOf[j])
			}
		}
	})
}

// reached walks from everything without a partner and lists what it meets, in
// ascending order.
func (p matching) reached(partner []int, neighbours func(int, func(int))) (found []int) {
	seen := make([]bool, len(partner))
	var stack []int
	visit := func(v int) {
		if !seen[v] {
			seen[v] = true
			stack = append(stack, v)
		}
	}
	for v, w := range partner {
		if w < 0 {
			visit(v)
		}
	}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		neighbours(v, visit)
	}
	for v, s := range seen {
		if s {
			found = append(found, v)
		}
	}
	return found
}
