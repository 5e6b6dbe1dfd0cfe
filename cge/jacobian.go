package cge

import (
	"slices"

	"github.com/lodestone-model/lodestone/cge/internal/sparse"
)

// entries receives the entries of the Jacobian; one place may come more than once.
type entries func(row, col int, v float64)

// jacobian hands out the entries of the derivatives of all equations by all
// unknowns, zeros included: a model's places come in the same order each time.
// eval must have run at the same point.
func (w *work) jacobian(emit entries) {
	m := w.m
	w.auxRows(emit)
	w.incomeColumns(emit)
	w.endowments(emit)
	w.seed(make([]float64, len(w.slots)), false)
	b := &blockWriter{w: w, emit: emit}
	w.dpowers(make([]float64, m.nc()))
	for first := 0; first < len(m.trees); {
		last := first + 1
		for last < len(m.trees) && w.sameOwner(first, last) {
			last++
		}
		b.owner(w.trees[first:last], first)
		first = last
	}
	w.varyingTerms(emit)
}

// A pattern is where the Jacobian of a model may have entries: compressed
// columns of all unknowns, diagonal included, and by entry handed out its place.
type pattern struct {
	ptr  []int
	row  []int32
	slot []int32
}

// pattern is worked out once a model.
func (w *work) pattern() (*pattern, error) {
	m := w.m
	m.laidOut.Do(func() {
		var rows, cols []int
		w.jacobian(func(row, col int, _ float64) { rows, cols = append(rows, row), append(cols, col) })
		given := len(rows)
		for i := range m.N() {
			rows, cols = append(rows, i), append(cols, i)
		}
		mat, slot, err := sparse.Layout(m.N(), rows, cols)
		if err != nil {
			m.layoutErr = err
			return
		}
		m.layout = &pattern{ptr: mat.Ptr, row: narrow(mat.Row), slot: narrow(slot[:given])}
	})
	return m.layout, m.layoutErr
}

func narrow(list []int) []int32 {
	out := make([]int32, len(list))
	for k, v := range list {
		out[k] = int32(v)
	}
	return out
}

// derivatives are the pattern of the Jacobian and its values at the point of
// the last eval. The values are overwritten by the next call.
func (w *work) derivatives() (*pattern, []float64, error) {
	p, err := w.pattern()
	if err != nil {
		return nil, nil, err
	}
	if w.derived == w.evals {
		return p, w.values, nil
	}
	if w.values == nil {
		w.values = make([]float64, len(p.row))
	}
	clear(w.values)
	next := 0
	w.jacobian(func(_, _ int, v float64) {
		w.values[p.slot[next]] += v
		next++
	})
	w.derived = w.evals
	return p, w.values, nil
}

// sameOwner reports whether two trees belong to one producer or one consumer.
func (w *work) sameOwner(i, j int) bool {
	a, b := &w.m.trees[i], &w.m.trees[j]
	return a.owner == b.owner && (a.side <= outputs) == (b.side <= outputs)
}

// varyingTerms emits what unknowns do through computed numbers θ that depend on
// them: ∂F/∂θ ∂θ/∂x. ∂F/∂θ is taken over the trees of the owner alone.
func (w *work) varyingTerms(emit entries) {
	m := w.m
	if len(m.varying) == 0 {
		return
	}
	none, df := make([]float64, len(w.slots)), make([]float64, m.N())
	for _, i := range m.varying {
		b := &m.progs[i]
		w.seedAlone(b)
		g := w.numberGradient(int(i))
		w.varyingRows(b, none, df, func(row int) {
			v := df[row]
			df[row] = 0
			for k, slot := range b.prog.Slots() {
				if slot < m.N() {
					emit(row, slot, v*g[k])
				}
			}
		})
		w.seedOne(b, 0)
		w.sd.any, w.sd.sigmas = false, false
		if b.place == leafTax {
			w.sd.mult[m.levies[b.at].leaf] = 0
		}
	}
}

// seedAlone moves one computed number by one.
func (w *work) seedAlone(b *bound) {
	w.seedOne(b, 1)
	if b.place == leafTax {
		leaf := w.m.levies[b.at].leaf
		w.sd.mult[leaf] = taxSign(w.m.trees[w.nodes.tree[w.nodes.of(leaf)]].side)
	}
}

// varyingRows adds the derivative by the computed number that is seeded to df
// and visits the rows that it may be in; a row may come again, with 0.
func (w *work) varyingRows(b *bound, none, df []float64, visit func(row int)) {
	m := w.m
	if b.place == ownedQuantity {
		o := w.owned[b.at]
		df[m.atPrice()+int(o.com)], df[m.atIncome()+int(o.agent)] = 1, -w.price(o.com)
		visit(m.atPrice() + int(o.com))
		visit(m.atIncome() + int(o.agent))
		return
	}
	first := w.treeOf(b)
	for first > 0 && w.sameOwner(int(first)-1, int(first)) {
		first--
	}
	last := first + 1
	for int(last) < len(m.trees) && w.sameOwner(int(first), int(last)) {
		last++
	}
	for ti := first; ti < last; ti++ {
		w.dtree(&w.trees[ti], int(ti))
	}
	p, dp := w.slots[m.atPrice():m.atIncome()], none[m.atPrice():m.atIncome()]
	for ti := first; ti < last; ti++ {
		t := &w.trees[ti]
		w.daddTree(t, w.dlevel(t, none), df, p, dp)
		if t.side <= outputs {
			df[t.owner] -= sign(t.side) * w.dcost[t.node1-1]
		}
	}
	for ti := first; ti < last; ti++ {
		w.treeRows(&m.trees[ti], visit)
	}
}

// treeOf is the tree that a computed number stands in.
func (w *work) treeOf(b *bound) int32 {
	switch b.place {
	case leafTax:
		return w.nodes.tree[w.nodes.of(w.m.levies[b.at].leaf)]
	case nodeElasticity:
		return w.nodes.tree[b.at]
	case treeProductivity:
		return b.at
	}
	return w.nodes.tree[w.nodes.of(b.at)]
}

// treeRows visits the equations that a tree stands in.
func (w *work) treeRows(t *tree, visit func(row int)) {
	m := w.m
	if t.side <= outputs {
		visit(int(t.owner))
	}
	for _, c := range w.l.com[t.leaf0:t.leaf1] {
		visit(m.atPrice() + int(c))
	}
	for _, nu := range t.volumes {
		visit(m.atPrice() + int(w.nodes.level[nu]))
	}
	for _, z := range w.levy[t.levy0:t.levy1] {
		visit(m.atIncome() + int(z.agent))
	}
}

func (w *work) auxRows(emit entries) {
	m := w.m
	for i, p := range m.aux {
		g := w.auxGradient(i)
		for k, slot := range p.Slots() {
			if slot < m.N() {
				emit(m.atAux()+i, slot, g[k])
			}
		}
	}
}

// incomeColumns emits what incomes buy.
func (w *work) incomeColumns(emit entries) {
	m := w.m
	for h := range m.agents {
		col := m.atIncome() + h
		emit(col, col, 1)
		t := &m.trees[m.wants[h]]
		w.levelColumn(t, col, 1/w.cost[t.node1-1], emit)
	}
}

// levelColumn emits what a tree adds to markets and tax revenues when its level
// rises by dy.
func (w *work) levelColumn(t *tree, col int, dy float64, emit entries) {
	m := w.m
	s := sign(t.side) * dy
	for k := t.leaf0; k < t.leaf1; k++ {
		emit(m.atPrice()+int(w.l.com[k]), col, s*w.x[k])
	}
	for _, nu := range t.volumes {
		emit(m.atPrice()+int(w.nodes.level[nu]), col, s*w.xlev[nu])
	}
	for _, z := range w.levy[t.levy0:t.levy1] {
		emit(m.atIncome()+int(z.agent), col, -z.rate*w.price(w.l.com[z.leaf])*w.x[z.leaf]*dy)
	}
}

func (w *work) endowments(emit entries) {
	m := w.m
	for _, o := range w.owned {
		emit(m.atIncome()+int(o.agent), m.atPrice()+int(o.com), -o.q)
	}
}

// blockWriter emits the columns of prices and levels of one owner's trees.
type blockWriter struct {
	w     *work
	emit  entries
	goods []int32
}

// owner writes the block of one producer or one consumer: its first and second
// derivatives by the prices its trees hold.
func (b *blockWriter) owner(trees []tree, first int) {
	w, m := b.w, b.w.m
	b.commodities(trees)
	for _, c := range b.goods {
		b.tip(trees, c, 1)
		for i := range trees {
			w.dtree(&trees[i], first+i)
		}
		b.priceColumn(trees, c, m.atPrice()+int(c))
		b.tip(trees, c, 0)
	}
	if trees[0].side > outputs {
		return
	}
	for i := range trees {
		w.levelColumn(&trees[i], int(trees[0].owner), 1, b.emit)
	}
}

func (b *blockWriter) commodities(trees []tree) {
	w := b.w
	b.goods = b.goods[:0]
	for i := range trees {
		t := &trees[i]
		b.goods = append(b.goods, w.l.com[t.leaf0:t.leaf1]...)
		for _, nu := range t.volumes {
			b.goods = append(b.goods, w.nodes.level[nu])
		}
	}
	slices.Sort(b.goods)
	b.goods = slices.Compact(b.goods)
}

// tip sets the differential of one price in the tables of powers these trees use.
func (b *blockWriter) tip(trees []tree, c int32, dp float64) {
	w := b.w
	p := w.price(c)
	w.dlnp[c] = 0
	if dp != 0 && p > 0 {
		w.dlnp[c] = dp / p
	}
	for i := range trees {
		for nu := trees[i].node0; nu < trees[i].node1; nu++ {
			ei := w.nodes.ei[nu]
			e := w.exps[ei]
			w.dpw[ei][c], w.dpw1[ei][c] = e*w.pw1[ei][c]*dp, (e-1)*w.pw1[ei][c]*w.dlnp[c]
		}
	}
}

func (b *blockWriter) priceColumn(trees []tree, c int32, col int) {
	w, m := b.w, b.w.m
	spent := 0.0
	for i := range trees {
		if trees[i].side == needed {
			spent = w.dcost[trees[i].node1-1]
		}
	}
	for i := range trees {
		t := &trees[i]
		root, y, s, dy := t.node1-1, w.level(t), sign(t.side), 0.0
		switch t.side {
		case inputs, outputs:
			b.emit(int(t.owner), col, -s*w.dcost[root])
		case wanted:
			dy = (-spent - w.scale[t.owner]*w.dcost[root]) / w.cost[root]
		}
		for k := t.leaf0; k < t.leaf1; k++ {
			b.emit(m.atPrice()+int(w.l.com[k]), col, s*(y*w.dx[k]+dy*w.x[k]))
		}
		for _, nu := range t.volumes {
			b.emit(m.atPrice()+int(w.nodes.level[nu]), col, s*(y*w.dxlev[nu]+dy*w.xlev[nu]))
		}
		for _, z := range w.levy[t.levy0:t.levy1] {
			p, move := w.price(w.l.com[z.leaf]), 0.0
			if w.l.com[z.leaf] == c {
				move = w.x[z.leaf] * y
			}
			move += p*w.dx[z.leaf]*y + p*w.x[z.leaf]*dy
			b.emit(m.atIncome()+int(z.agent), col, -z.rate*move)
		}
	}
}
