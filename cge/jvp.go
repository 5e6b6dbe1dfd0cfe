package cge

import (
	"slices"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// seeds are the differentials of computed numbers, by their places; nil where a
// model computes none.
type seeds struct {
	q, p, mult []float64 // by leaf
	sigma      []float64 // by node
	rate       []float64 // by levy
	tree       []float64 // productivity
	owned      []float64
	any        bool // some of them is not zero
	sigmas     bool // some sigma is not zero
}

func (w *work) newSeeds() *seeds {
	nl := len(w.l.com)
	return &seeds{q: make([]float64, nl), p: make([]float64, nl), mult: make([]float64, nl),
		sigma: make([]float64, len(w.nodes.s)), rate: make([]float64, len(w.levy)), owned: make([]float64, len(w.owned)), tree: make([]float64, len(w.trees))}
}

// seed turns differentials of slots into differentials of computed numbers.
// With params false only unknowns move.
func (w *work) seed(d []float64, params bool) {
	m := w.m
	if w.sd == nil && (len(m.progs) == 0 || !params && len(m.varying) == 0) {
		return
	}
	if w.sd == nil {
		w.sd = w.newSeeds()
	}
	w.sd.any, w.sd.sigmas = false, false
	clear(w.sd.sigma)
	for i := range m.progs {
		if b := &m.progs[i]; params || b.vars {
			w.seedOne(b, differential(b.prog, w.numberGradient, i, d))
		} else {
			w.seedOne(b, 0)
		}
	}
	for ti := range m.trees {
		t := &m.trees[ti]
		for i := t.levy0; i < t.levy1; i++ {
			w.sd.mult[w.levy[i].leaf] = 0
		}
		for i := t.levy0; i < t.levy1; i++ {
			w.sd.mult[w.levy[i].leaf] += taxSign(t.side) * w.sd.rate[i]
		}
	}
}

func (w *work) seedOne(b *bound, v float64) {
	if v != 0 {
		w.sd.any = true
		w.sd.sigmas = w.sd.sigmas || b.place == nodeElasticity
	}
	switch b.place {
	case leafQuantity:
		w.sd.q[b.at] = v
	case leafPrice:
		w.sd.p[b.at] = v
	case leafTax:
		w.sd.rate[b.at] = v
	case nodeElasticity:
		w.sd.sigma[b.at] = v
	case ownedQuantity:
		w.sd.owned[b.at] = v
	case treeProductivity:
		w.sd.tree[b.at] = v
	}
}

// A slope is the gradient of a program, and the evaluation it is of.
type slope struct {
	at uint64
	g  []float64
}

// newSlopes makes room for all programs at once.
func (m *Model) newSlopes() []slope {
	all := slices.Clone(m.aux)
	for i := range m.progs {
		all = append(all, m.progs[i].prog)
	}
	all = append(all, m.derive...)
	total := 0
	for _, p := range all {
		if p != nil {
			total += len(p.Slots())
		}
	}
	out, room := make([]slope, len(all)), make([]float64, total)
	for k, p := range all {
		if p != nil {
			n := len(p.Slots())
			out[k].g, room = room[:n:n], room[n:]
		}
	}
	return out
}

// gradient is that of a program at the point of the last eval: those of the
// constraints of auxiliary variables come first in slopes, then computed numbers,
// then derived parameters.
func (w *work) gradient(k int, p *expr.Program) []float64 {
	if w.slopes == nil {
		w.slopes = w.m.newSlopes()
	}
	s := &w.slopes[k]
	if s.at != w.evals {
		p.Grad(w.slots, s.g)
		s.at = w.evals
	}
	return s.g
}

// auxGradient, numberGradient and derivedGradient are those of auxiliary
// variable, computed number and derived parameter i.
func (w *work) auxGradient(i int) []float64 { return w.gradient(i, w.m.aux[i]) }

func (w *work) numberGradient(i int) []float64 {
	return w.gradient(len(w.m.aux)+i, w.m.progs[i].prog)
}

func (w *work) derivedGradient(i int) []float64 {
	return w.gradient(len(w.m.aux)+len(w.m.progs)+i, w.m.derive[i])
}

// differential is the derivative of a program in the direction d of the slots.
func differential(p *expr.Program, gradient func(int) []float64, i int, d []float64) float64 {
	slots := p.Slots()
	if !slices.ContainsFunc(slots, func(s int) bool { return d[s] != 0 }) {
		return 0
	}
	v := 0.0
	for k, g := range gradient(i) {
		if s := slots[k]; d[s] != 0 {
			v += g * d[s]
		}
	}
	return v
}

// jvp is the derivative of all equations in the direction d of the slots
// (unknowns, then parameters), written into df. eval must have run at the same
// point. With params false the differentials of parameters are taken for zero.
func (w *work) jvp(d, df []float64, params bool) {
	if params {
		d = w.chain(d)
	}
	w.seed(d, params)
	var some []bool
	if !params {
		some = w.moving(d)
	}
	w.propagate(d, df, some)
}

// jvpOf is jvp for the equations that some trees stand in; the rest of df means
// nothing. nil takes all trees.
func (w *work) jvpOf(some []bool, d, df []float64) {
	w.seed(d, false)
	w.propagate(d, df, some)
}

// propagate carries the differentials of unknowns and the seeds of computed
// numbers through trees and equations. The trees that some leaves out count for
// nothing; nil leaves none out.
func (w *work) propagate(d, df []float64, some []bool) {
	w.dpowers(d[w.m.atPrice():w.m.atIncome()])
	for ti := range w.trees {
		if some == nil || some[ti] {
			w.dtree(&w.trees[ti], ti)
		}
	}
	w.dequations(d, df, some)
}

// chain fills the differentials of derived parameters in.
func (w *work) chain(d []float64) []float64 {
	m := w.m
	if !slices.ContainsFunc(m.derive, func(p *expr.Program) bool { return p != nil }) {
		return d
	}
	d = slices.Clone(d)
	for i, p := range m.derive {
		if p != nil {
			d[m.N()+i] = differential(p, w.derivedGradient, i, d)
		}
	}
	return d
}

func (w *work) dpowers(dp []float64) {
	w.dp = dp
	p := w.slots[w.m.atPrice():w.m.atIncome()]
	for c, v := range dp {
		w.dlnp[c] = 0
		if v != 0 && p[c] > 0 {
			w.dlnp[c] = v / p[c]
		}
	}
	for i, e := range w.exps {
		pw1, dpw, dpw1 := w.pw1[i], w.dpw[i], w.dpw1[i]
		for _, c := range w.used[i] {
			dpw[c], dpw1[c] = e*pw1[c]*dp[c], (e-1)*pw1[c]*w.dlnp[c]
		}
	}
}

// dequations adds the differentials of trees up.
func (w *work) dequations(d, df []float64, some []bool) {
	m := w.m
	clear(df)
	p, dp := w.slots[m.atPrice():m.atIncome()], d[m.atPrice():m.atIncome()]
	for i, o := range w.owned {
		dq := 0.0
		if w.sd != nil && w.sd.any {
			dq = w.sd.owned[i]
		}
		df[m.atPrice()+int(o.com)] += dq
		df[m.atIncome()+int(o.agent)] -= o.q*dp[o.com] + dq*p[o.com]
	}
	for h := range m.agents {
		df[m.atIncome()+h] += d[m.atIncome()+h]
	}
	for ti := range m.trees {
		if some != nil && !some[ti] {
			continue
		}
		t := &m.trees[ti]
		w.daddTree(t, w.dlevel(t, d), df, p, dp)
		if t.side <= outputs {
			df[t.owner] -= sign(t.side) * w.dcost[t.node1-1]
		}
	}
	for i, prog := range m.aux {
		df[m.atAux()+i] = differential(prog, w.auxGradient, i, d)
	}
}

func (w *work) dlevel(t *tree, d []float64) float64 {
	m := w.m
	switch t.side {
	case wanted:
		left := d[m.atIncome()+int(t.owner)]
		if n := m.need[t.owner]; n >= 0 {
			left -= w.dcost[m.trees[n].node1-1]
		}
		root := t.node1 - 1
		return (left - w.scale[t.owner]*w.dcost[root]) / w.cost[root]
	case needed:
		return 0
	}
	return d[t.owner]
}

func (w *work) daddTree(t *tree, dy float64, df, p, dp []float64) {
	m := w.m
	y, s := w.level(t), sign(t.side)
	market := df[m.atPrice():m.atIncome()]
	com, x, dx := w.l.com[t.leaf0:t.leaf1], w.x[t.leaf0:t.leaf1], w.dx[t.leaf0:t.leaf1]
	for k, c := range com {
		market[c] += s * (y*dx[k] + dy*x[k])
	}
	for _, nu := range t.volumes {
		market[w.nodes.level[nu]] += s * (y*w.dxlev[nu] + dy*w.xlev[nu])
	}
	for i := t.levy0; i < t.levy1; i++ {
		z := w.levy[i]
		c := w.l.com[z.leaf]
		move := z.rate * (dp[c]*w.x[z.leaf]*y + p[c]*w.dx[z.leaf]*y + p[c]*w.x[z.leaf]*dy)
		if w.sd != nil && w.sd.any {
			move += w.sd.rate[i] * p[c] * w.x[z.leaf] * y
		}
		df[m.atIncome()+int(z.agent)] -= move
	}
}
