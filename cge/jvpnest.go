package cge

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
