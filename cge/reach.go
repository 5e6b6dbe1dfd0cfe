package cge

// A reach tells, by unknown, which trees move when it does: those that hold its
// commodity, its own, and those whose computed numbers depend on it. These are
// also the trees that stand in the equation of a level or a price.
type reach struct{ ptr, tree []int32 }

// of lists the trees of an unknown; one may come twice.
func (r *reach) of(i int) []int32 { return r.tree[r.ptr[i]:r.ptr[i+1]] }

// reachOf works the reach of a model out.
func (m *Model) reachOf() *reach {
	lists := make([][]int32, m.N())
	add := func(i int, ti int32) {
		if l := lists[i]; len(l) == 0 || l[len(l)-1] != ti {
			lists[i] = append(l, ti)
		}
	}
	w := &work{m: m, nodes: m.nodes}
	for ti := range m.trees {
		t := &m.trees[ti]
		own := int(t.owner)
		if t.side > outputs {
			own += m.atIncome()
		}
		add(own, int32(ti))
		for _, c := range m.leaves.com[t.leaf0:t.leaf1] {
			add(m.atPrice()+int(c), int32(ti))
		}
		for _, nu := range t.volumes {
			add(m.atPrice()+int(m.nodes.level[nu]), int32(ti))
		}
	}
	for _, k := range m.varying {
		b := &m.progs[k]
		if b.place == ownedQuantity {
			continue
		}
		for _, slot := range b.prog.Slots() {
			if slot < m.N() {
				add(slot, w.treeOf(b))
			}
		}
	}
	r := &reach{ptr: make([]int32, 1, m.N()+1)}
	for _, l := range lists {
		r.tree = append(r.tree, l...)
		r.ptr = append(r.ptr, int32(len(r.tree)))
	}
	return r
}

// fewMoves is up to how many moving unknowns it pays to look for the trees that
// stay as they are.
const fewMoves = 4

// moving tells which trees a direction of unknowns moves; nil: take all.
func (w *work) moving(d []float64) []bool {
	var few [fewMoves]int
	n := 0
	for i, v := range d {
		if v == 0 {
			continue
		}
		if n == fewMoves || i >= w.m.N() {
			return nil
		}
		few[n] = i
		n++
	}
	return w.mark(&w.moves, few[:n])
}

// standing tells which trees stand in the equations of some unknowns; nil: take
// all.
func (w *work) standing(rows []int) []bool {
	for _, i := range rows {
		if i >= w.m.atIncome() && i < w.m.atAux() {
			return nil // taxes of all trees
		}
	}
	return w.mark(&w.rows, rows)
}

// mark tells which trees some unknowns reach, with all trees of an owner
// together: what an agent needs decides what it has left for its wants. The
// answer is overwritten by the next one in the same room.
func (w *work) mark(room *[]bool, unknowns []int) []bool {
	m := w.m
	if *room == nil {
		*room = make([]bool, len(m.trees))
	}
	on := *room
	clear(on)
	to := m.reach()
	for _, i := range unknowns {
		for _, ti := range to.of(i) {
			on[ti] = true
		}
	}
	for ti := 1; ti < len(on); ti++ {
		if w.sameOwner(ti-1, ti) && on[ti-1] != on[ti] {
			on[ti-1], on[ti] = true, true
		}
	}
	return on
}
