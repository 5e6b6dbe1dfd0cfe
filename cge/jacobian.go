package cge

import (
	"slices"
)

// entries receives the entries of the Jacobian; one place may come more than once.
type entries func(row, col int, v float64)

// jacobian hands out the entries of the derivatives of all equations by all
// unknowns. eval must have run at the same point.
func (w *work) jacobian(emit entries) {
	m := w.m
	dense := w.varyingColumns(emit)
	w.auxRows(emit, dense)
	w.incomeColumns(emit, dense)
	w.endowments(emit, dense)
	w.seed(make([]float64, len(w.slots)), false)
	b := &blockWriter{w: w, emit: emit, dense: dense}
	w.dpowers(make([]float64, m.nc()))
	for first := 0; first < len(m.trees); {
		last := first + 1
		for last < len(m.trees) && w.sameOwner(first, last) {
			last++
		}
		b.owner(w.trees[first:last], first)
		first = last
	}
}

// sameOwner reports whether two trees belong to one producer or one consumer.
func (w *work) sameOwner(i, j int) bool {
	a, b := &w.m.trees[i], &w.m.trees[j]
	return a.owner == b.owner && (a.side <= outputs) == (b.side <= outputs)
}

// varyingColumns emits the columns of unknowns that computed numbers depend on,
// whole, and returns which they are.
func (w *work) varyingColumns(emit entries) []bool {
	m := w.m
	if len(m.varying) == 0 {
		return m.varies
	}
	d, df := make([]float64, len(w.slots)), make([]float64, m.N())
	for col, yes := range m.varies {
		if !yes {
			continue
		}
		d[col] = 1
		w.jvp(d, df, false)
		d[col] = 0
		for row, v := range df {
			if v != 0 {
				emit(row, col, v)
			}
		}
	}
	return m.varies
}

func (w *work) auxRows(emit entries, dense []bool) {
	m := w.m
	for i, p := range m.aux {
		g := w.grad[:len(p.Slots())]
		p.Grad(w.slots, g)
		for k, slot := range p.Slots() {
			if slot < m.N() && !dense[slot] {
				emit(m.atAux()+i, slot, g[k])
			}
		}
	}
}

// incomeColumns emits what incomes buy.
func (w *work) incomeColumns(emit entries, dense []bool) {
	m := w.m
	for h := range m.agents {
		col := m.atIncome() + h
		if dense[col] {
			continue
		}
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

func (w *work) endowments(emit entries, dense []bool) {
	m := w.m
	for _, o := range w.owned {
		if col := m.atPrice() + int(o.com); !dense[col] {
			emit(m.atIncome()+int(o.agent), col, -o.q)
		}
	}
}

// blockWriter emits the columns of prices and levels of one owner's trees.
type blockWriter struct {
	w     *work
	emit  entries
	dense []bool
	goods []int32
}

// owner writes the block of one producer or one consumer: its first and second
// derivatives by the prices its trees hold.
func (b *blockWriter) owner(trees []tree, first int) {
	w, m := b.w, b.w.m
	b.commodities(trees)
	for _, c := range b.goods {
		if col := m.atPrice() + int(c); !b.dense[col] {
			b.tip(trees, c, 1)
			for i := range trees {
				w.dtree(&trees[i], first+i)
			}
			b.priceColumn(trees, c, col)
			b.tip(trees, c, 0)
		}
	}
	if trees[0].side > outputs {
		return
	}
	if col := int(trees[0].owner); !b.dense[col] {
		for i := range trees {
			w.levelColumn(&trees[i], col, 1, b.emit)
		}
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
			if v := y*w.dx[k] + dy*w.x[k]; v != 0 {
				b.emit(m.atPrice()+int(w.l.com[k]), col, s*v)
			}
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
