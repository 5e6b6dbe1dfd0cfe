package cge

import "math"

// A term is one child in the power sum of a node, with its differentials.
type term struct {
	fixed
	u, t, dv, dr, du, dt, dlnr float64
}

// A fixed is what of a term no direction changes: its value v, relative price r
// and the logarithm of that, and r^(e-1) with its derivative. Terms are written
// with u = v r^(e-1) and t = u r: so a price of 0 has the derivative of its side
// where there is one (e = 1: fixed proportions).
type fixed struct{ v, r, lnr, power, slope float64 }

func fixedTerm(v, r, e float64) fixed {
	y := fixed{v: v, r: r, lnr: math.Log(r), power: 1}
	switch {
	case e == 1:
	case r > 0:
		y.power = math.Exp((e - 1) * y.lnr)
		y.slope = (e - 1) * y.power / r
	default:
		y.power, y.slope = math.Pow(0, e-1), (e-1)*math.Pow(0, e-2)
	}
	return y
}

// keptTerms are the fixed parts of the terms of nodes, worked out where they are
// first asked for after an evaluation.
type keptTerms struct {
	at   []uint64 // by node: the evaluation they are of
	leaf []fixed
	kid  []fixed // by node, as a child
	y    term    // the one at hand
}

func (w *work) keepTerms(nu int32) {
	if w.kept == nil {
		w.kept = &keptTerms{at: make([]uint64, len(w.nodes.e)), leaf: make([]fixed, len(w.l.com)), kid: make([]fixed, len(w.nodes.e))}
	}
	if w.kept.at[nu] == w.evals {
		return
	}
	w.kept.at[nu] = w.evals
	x := &w.nodes
	e := x.e[nu]
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		p := w.ref(nu, k)
		w.kept.leaf[k] = fixedTerm(w.l.q[k]*p, w.price(w.l.com[k])*w.mult(nu, k)/p, e)
	}
	for _, i := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.kept.kid[i] = fixedTerm(x.v[i], w.r[i], e)
	}
}

// terms visits all children of a node, whose exponent moves by de. A term holds
// until the next one.
func (w *work) terms(nu int32, de float64, leaf, kid func(i int32, y *term)) {
	w.keepTerms(nu)
	x, sd, l, y := &w.nodes, w.sd, &w.l, &w.kept.y
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		c, p, mult := l.com[k], w.ref(nu, k), w.mult(nu, k)
		*y = term{fixed: w.kept.leaf[k], dv: p*sd.q[k] + l.q[k]*sd.p[k]}
		y.dr = (w.dp[c]*mult+w.price(c)*sd.mult[k])/p - y.r*sd.p[k]/p
		y.finish(de)
		leaf(k, y)
	}
	for _, i := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		*y = term{fixed: w.kept.kid[i], dv: w.dv[i], dr: w.dr[i]}
		y.finish(de)
		kid(i, y)
	}
}

func (y *term) finish(de float64) {
	if y.r > 0 {
		y.dlnr = y.dr / y.r
	}
	y.u, y.du = y.v*y.power, y.power*y.dv
	if y.dr != 0 {
		y.du += y.v * y.slope * y.dr
	}
	if de != 0 {
		y.du += y.u * y.lnr * de
	}
	y.t, y.dt = y.u*y.r, y.du*y.r+y.u*y.dr
}

// dexponent is the differential of a node's exponent.
func (w *work) dexponent(nu int32) float64 {
	if w.m.trees[w.nodes.tree[nu]].side == outputs {
		return w.sd.sigma[nu]
	}
	return -w.sd.sigma[nu]
}

// dindexGeneral is dindex where quantities, reference prices, taxes or the
// elasticity move as well.
func (w *work) dindexGeneral(nu int32) {
	x := &w.nodes
	e, de := x.e[nu], w.dexponent(nu)
	var dv, ds, s1, s2, dlog float64
	add := func(_ int32, y *term) {
		dv, ds = dv+y.dv, ds+y.dt
		if y.v != 0 || y.dv != 0 {
			s1, s2, dlog = s1+y.v*y.lnr, s2+y.v*y.lnr*y.lnr, dlog+y.dv*y.lnr+y.v*y.dlnr
		}
	}
	w.terms(nu, de, add, add)
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
	g := w.g[nu]
	dg := (w.dcost[nu] - g*w.dsum[nu]) / w.sum[nu]
	leaf := func(k int32, y *term) {
		p := w.ref(nu, k)
		w.dx[k] = (dg*y.u+g*y.du)/p - w.x[k]*w.sd.p[k]/p
	}
	w.terms(nu, w.dexponent(nu), leaf, func(i int32, y *term) { w.dcost[i] = dg*y.t + g*y.dt })
}
