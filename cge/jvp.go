package cge

import (
	"math"
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
			w.seedOne(b, w.differential(b.prog, d))
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

// differential is the derivative of a program in the direction d of the slots.
func (w *work) differential(p gradient, d []float64) float64 {
	slots := p.Slots()
	moves := false
	for _, s := range slots {
		moves = moves || d[s] != 0
	}
	if !moves {
		return 0
	}
	g := w.grad[:len(slots)]
	p.Grad(w.slots, g)
	v := 0.0
	for i, s := range slots {
		if d[s] != 0 {
			v += g[i] * d[s]
		}
	}
	return v
}

type gradient interface {
	Slots() []int
	Grad(x, g []float64) float64
}

// jvp is the derivative of all equations in the direction d of the slots
// (unknowns, then parameters), written into df. eval must have run at the same
// point. With params false the differentials of parameters are taken for zero.
func (w *work) jvp(d, df []float64, params bool) {
	if params {
		d = w.chain(d)
	}
	w.seed(d, params)
	w.propagate(d, df)
}

// propagate carries the differentials of unknowns and the seeds of computed
// numbers through trees and equations.
func (w *work) propagate(d, df []float64) {
	w.dpowers(d[w.m.atPrice():w.m.atIncome()])
	for ti := range w.trees {
		w.dtree(&w.trees[ti], ti)
	}
	w.dequations(d, df)
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
			d[m.N()+i] = w.differential(p, d)
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

// dtree differentiates one tree: indices up, quantities down.
func (w *work) dtree(t *tree, ti int) {
	for nu := t.node0; nu < t.node1; nu++ {
		switch {
		case w.nodes.kind[nu] == volumeNest:
			w.dvolumeIndex(nu)
		case w.isGeneral(nu):
			w.dindexGeneral(nu)
		default:
			w.dindex(nu)
		}
	}
	root := t.node1 - 1
	w.dcost[root] = (w.nodes.v[root]*w.dr[root] + w.dv[root]*w.r[root]) / t.productivity
	if w.sd != nil && w.sd.any {
		w.dcost[root] -= w.cost[root] * w.sd.tree[ti] / t.productivity
	}
	for nu := root; nu >= t.node0; nu-- {
		switch {
		case w.nodes.kind[nu] == volumeNest:
			w.dvolumeQuantities(nu)
		case w.isGeneral(nu):
			w.dquantitiesGeneral(nu)
		default:
			w.dquantities(nu)
		}
	}
}

// isGeneral reports whether numbers of a node may move in this derivative.
func (w *work) isGeneral(nu int32) bool {
	return w.sd != nil && (w.nodes.general[nu] && w.sd.any || w.sd.sigmas)
}

func (w *work) dindex(nu int32) {
	x := &w.nodes
	w.dv[nu] = 0
	v := x.v[nu]
	if v == 0 {
		w.dr[nu], w.dsum[nu] = 0, 0
		return
	}
	lo, hi := x.leaf0[nu], x.leaf1[nu]
	com, a := w.l.com[lo:hi], w.weights(nu)
	kids := w.m.kids[x.kid0[nu]:x.kid1[nu]]
	e, s := x.e[nu], 0.0
	if e == 0 {
		for k, c := range com {
			s += a[k] * w.dlnp[c] // a is the value: every weight to the power 0
		}
		for _, kid := range kids {
			s += x.v[kid] * w.dr[kid] / w.r[kid]
		}
		w.dr[nu], w.dsum[nu] = w.r[nu]*s/v, 0
		return
	}
	dpw := w.dpw[x.ei[nu]]
	for k, c := range com {
		s += a[k] * dpw[c]
	}
	for _, kid := range kids {
		s += x.v[kid] * e * w.rk1[kid] * w.dr[kid]
	}
	w.dsum[nu] = s
	w.dr[nu] = w.r[nu] / e * s / w.sum[nu]
}

func (w *work) dquantities(nu int32) {
	x := &w.nodes
	g := w.g[nu]
	dg := (w.dcost[nu] - g*w.dsum[nu]) / w.sum[nu]
	lo, hi := x.leaf0[nu], x.leaf1[nu]
	pw1, dpw1 := w.pw1[x.ei[nu]], w.dpw1[x.ei[nu]]
	com, a, dx := w.l.com[lo:hi], w.weights(nu), w.dx[lo:hi]
	for k, c := range com {
		dx[k] = a[k] * (dg*pw1[c] + g*dpw1[c])
	}
	for k, mult := range w.mults(nu) {
		dx[k] /= mult
	}
	e := x.e[nu]
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.dcost[kid] = x.v[kid] * (dg*w.rk[kid] + g*e*w.rk1[kid]*w.dr[kid])
	}
}

// dexponent is the differential of a node's exponent.
func (w *work) dexponent(nu int32) float64 {
	if w.m.trees[w.nodes.tree[nu]].side == outputs {
		return w.sd.sigma[nu]
	}
	return -w.sd.sigma[nu]
}

// A term is one child in the power sum of a node: its value v, relative price r,
// u = v r^(e-1) and t = u r, with their differentials. Written so, a price of 0
// has the derivative of its side where there is one (e = 1: fixed proportions).
type term struct{ v, r, u, t, dv, dr, du, dt, lnr, dlnr float64 }

// leafTerm is the term of a leaf at exponent e that moves by de.
func (w *work) leafTerm(nu, k int32, e, de float64) term {
	sd, l := w.sd, &w.l
	c, p, mult := l.com[k], w.ref(nu, k), w.mult(nu, k)
	y := term{v: l.q[k] * p, dv: p*sd.q[k] + l.q[k]*sd.p[k]}
	y.r = w.price(c) * mult / p
	y.dr = (w.dp[c]*mult+w.price(c)*sd.mult[k])/p - y.r*sd.p[k]/p
	y.finish(e, de)
	return y
}

func (w *work) kidTerm(kid int32, e, de float64) term {
	y := term{v: w.nodes.v[kid], dv: w.dv[kid], r: w.r[kid], dr: w.dr[kid]}
	y.finish(e, de)
	return y
}

func (y *term) finish(e, de float64) {
	y.lnr = math.Log(y.r)
	power, slope := 1.0, 0.0 // r^(e-1) and its derivative
	switch {
	case e == 1:
	case y.r > 0:
		power = math.Exp((e - 1) * y.lnr)
		slope = (e - 1) * power / y.r
	default:
		power, slope = math.Pow(0, e-1), (e-1)*math.Pow(0, e-2)
	}
	if y.r > 0 {
		y.dlnr = y.dr / y.r
	}
	y.u, y.du = y.v*power, power*y.dv
	if y.dr != 0 {
		y.du += y.v * slope * y.dr
	}
	if de != 0 {
		y.du += y.u * y.lnr * de
	}
	y.t, y.dt = y.u*y.r, y.du*y.r+y.u*y.dr
}

// terms visits all children of a node.
func (w *work) terms(nu int32, e, de float64, leaf, kid func(i int32, y term)) {
	x := &w.nodes
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		leaf(k, w.leafTerm(nu, k, e, de))
	}
	for _, i := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		kid(i, w.kidTerm(i, e, de))
	}
}

// dindexGeneral is dindex where quantities, reference prices, taxes or the
// elasticity move as well.
func (w *work) dindexGeneral(nu int32) {
	x := &w.nodes
	e, de := x.e[nu], w.dexponent(nu)
	var dv, ds, s, s1, s2, dlog float64
	add := func(_ int32, y term) {
		dv, ds, s = dv+y.dv, ds+y.dt, s+y.t
		if y.v != 0 || y.dv != 0 {
			s1, s2, dlog = s1+y.v*y.lnr, s2+y.v*y.lnr*y.lnr, dlog+y.dv*y.lnr+y.v*y.dlnr
		}
	}
	w.terms(nu, e, de, add, add)
	v := x.v[nu]
	w.dv[nu], w.dsum[nu] = dv, ds
	if v == 0 {
		w.dr[nu] = 0
		return
	}
	lnr := math.Log(w.r[nu])
	switch {
	case e == 0:
		mean := s1 / v
		w.dr[nu] = w.r[nu] * (dlog/v - lnr*dv/v + de*(s2/v-mean*mean)/2)
	default:
		w.dr[nu] = w.r[nu] * (ds/w.sum[nu] - dv/v) / e
		if de != 0 {
			w.dr[nu] -= w.r[nu] * lnr / e * de
		}
	}
}

func (w *work) dquantitiesGeneral(nu int32) {
	x := &w.nodes
	e, de := x.e[nu], w.dexponent(nu)
	g := w.g[nu]
	dg := (w.dcost[nu] - g*w.dsum[nu]) / w.sum[nu]
	leaf := func(k int32, y term) {
		p := w.ref(nu, k)
		w.dx[k] = (dg*y.u+g*y.du)/p - w.x[k]*w.sd.p[k]/p
	}
	w.terms(nu, e, de, leaf, func(i int32, y term) { w.dcost[i] = dg*y.t + g*y.dt })
}

// dequations adds the differentials of trees up.
func (w *work) dequations(d, df []float64) {
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
		t := &m.trees[ti]
		w.daddTree(t, w.dlevel(t, d), df, p, dp)
		if t.side <= outputs {
			df[t.owner] -= sign(t.side) * w.dcost[t.node1-1]
		}
	}
	for i, prog := range m.aux {
		df[m.atAux()+i] = w.differential(prog, d)
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
