package cge

import (
	"math"
)

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
