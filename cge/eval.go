package cge

import "math"

// eval computes all equations at the unknowns in w.slots and returns their
// residuals. Values that overflow come out as NaN or Inf; callers check.
func (w *work) eval() []float64 {
	w.evals++
	w.vary()
	w.powers()
	for ti := range w.m.trees {
		w.forward(&w.trees[ti])
	}
	w.equations()
	return w.f
}

// vary renews the numbers that depend on unknowns.
func (w *work) vary() {
	m := w.m
	if len(m.varying) == 0 {
		return
	}
	for _, i := range m.varying {
		b := &m.progs[i]
		w.put(b, b.prog.Eval(w.slots))
	}
	w.reweigh(func(nu int32) bool { return w.nodes.general[nu] })
}

func (w *work) price(c int32) float64 { return w.slots[w.m.atPrice()+int(c)] }

// powers fills the tables of powers of prices.
func (w *work) powers() {
	p := w.slots[w.m.atPrice():w.m.atIncome()]
	for c, v := range p {
		w.lnp[c] = math.Log(v)
	}
	for i, e := range w.exps {
		pw, pw1 := w.pw[i], w.pw1[i]
		switch {
		case e == 1:
			for _, c := range w.used[i] {
				pw[c], pw1[c] = p[c], 1
			}
		case e == 0:
			for _, c := range w.used[i] {
				pw[c], pw1[c] = 1, 1/p[c]
			}
		default:
			for _, c := range w.used[i] {
				pw[c] = math.Exp(e * w.lnp[c])
				pw1[c] = pw[c] / p[c]
				if p[c] == 0 {
					pw1[c] = math.Pow(0, e-1)
				}
			}
		}
	}
}

// forward runs one tree: indices from the leaves to the root, then quantities
// from the root to the leaves. At the root stands the unit cost or revenue.
func (w *work) forward(t *tree) {
	for nu := t.node0; nu < t.node1; nu++ {
		w.indexOf(nu)
	}
	root := t.node1 - 1
	w.cost[root] = w.nodes.v[root] * w.r[root] / t.productivity
	for nu := root; nu >= t.node0; nu-- {
		w.quantities(nu)
	}
}

// indexOf computes the price index of a node relative to the reference point.
func (w *work) indexOf(nu int32) {
	x, m := &w.nodes, w.m
	if x.kind[nu] == volumeNest {
		w.volumeIndex(nu)
		return
	}
	v := x.v[nu]
	if v == 0 {
		w.r[nu], w.sum[nu] = 1, 1
		return
	}
	if x.e[nu] == 0 {
		w.r[nu], w.sum[nu] = math.Exp(w.logMean(nu)/v), v
		return
	}
	e, pw := x.e[nu], w.pw[x.ei[nu]]
	com, a := w.l.com[x.leaf0[nu]:x.leaf1[nu]], w.weights(nu)
	s := 0.0
	for k, c := range com {
		s += a[k] * pw[c]
	}
	for _, kid := range m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.kidPowers(kid, e)
		s += x.v[kid] * w.rk[kid]
	}
	w.sum[nu] = s
	switch {
	case e == 1:
		w.r[nu] = s / v
	case math.Abs(e) < nearCobbDouglas:
		w.r[nu] = math.Exp(math.Log1p(w.excess(nu, e)/v) / e)
	default:
		w.r[nu] = math.Exp(math.Log(s/v) / e)
	}
}

// nearCobbDouglas is below which exponent the power sum is taken less its value
// at exponent 0, so that dividing its logarithm by the exponent loses nothing.
const nearCobbDouglas = 1e-3

// excess is Σ v (ρ^e - 1) over the children of a node.
func (w *work) excess(nu int32, e float64) float64 {
	x := &w.nodes
	s := 0.0
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		if v := w.l.q[k] * w.ref(nu, k); v != 0 {
			s += v * math.Expm1(e*(w.lnp[w.l.com[k]]+math.Log(w.mult(nu, k)/w.ref(nu, k))))
		}
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		s += x.v[kid] * math.Expm1(e*math.Log(w.r[kid]))
	}
	return s
}

// logMean is Σ v ln ρ over the children of a Cobb-Douglas node.
func (w *work) logMean(nu int32) float64 {
	x := &w.nodes
	s := 0.0
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		vk := w.l.q[k] * w.ref(nu, k)
		if vk == 0 {
			continue
		}
		l := w.lnp[w.l.com[k]]
		if ratio := w.mult(nu, k) / w.ref(nu, k); ratio != 1 {
			l += math.Log(ratio)
		}
		s += vk * l
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.rk[kid], w.rk1[kid] = 1, 1/w.r[kid]
		s += x.v[kid] * math.Log(w.r[kid])
	}
	return s
}

func (w *work) kidPowers(kid int32, e float64) {
	r := w.r[kid]
	switch {
	case e == 1:
		w.rk[kid], w.rk1[kid] = r, 1
	default:
		w.rk[kid] = math.Pow(r, e)
		w.rk1[kid] = w.rk[kid] / r
	}
}

// quantities hands the cost of a node down to its children.
func (w *work) quantities(nu int32) {
	x := &w.nodes
	if x.kind[nu] == volumeNest {
		w.volumeQuantities(nu)
		return
	}
	g := w.cost[nu] / w.sum[nu]
	w.g[nu] = g
	lo, hi := x.leaf0[nu], x.leaf1[nu]
	pw1 := w.pw1[x.ei[nu]]
	com, a, out := w.l.com[lo:hi], w.weights(nu), w.x[lo:hi]
	for k, c := range com {
		out[k] = g * a[k] * pw1[c]
	}
	for k, mult := range w.mults(nu) {
		out[k] /= mult
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.cost[kid] = g * x.v[kid] * w.rk[kid]
	}
}

// level is what a tree is multiplied with.
func (w *work) level(t *tree) float64 {
	switch t.side {
	case wanted:
		return w.scale[t.owner]
	case needed:
		return 1
	}
	return w.slots[t.owner]
}

// equations adds the trees up to residuals.
func (w *work) equations() {
	m, f := w.m, w.f
	clear(f)
	p := w.slots[m.atPrice():m.atIncome()]
	for h := range m.agents {
		root := m.trees[m.wants[h]].node1 - 1
		left := w.slots[m.atIncome()+h]
		if n := m.need[h]; n >= 0 {
			left -= w.cost[m.trees[n].node1-1]
		}
		w.scale[h] = left / w.cost[root]
		f[m.atIncome()+h] = w.slots[m.atIncome()+h]
	}
	for _, o := range w.owned {
		f[m.atPrice()+int(o.com)] += o.q
		f[m.atIncome()+int(o.agent)] -= o.q * p[o.com]
	}
	for ti := range m.trees {
		t := &m.trees[ti]
		w.addTree(t, f[m.atPrice():m.atIncome()], p)
		if t.side <= outputs {
			f[t.owner] -= sign(t.side) * w.cost[t.node1-1]
		}
	}
	for i, prog := range m.aux {
		f[m.atAux()+i] = prog.Eval(w.slots)
	}
}

// sign is what a quantity of the side does to supply minus demand.
func sign(s side) float64 {
	if s == outputs {
		return 1
	}
	return -1
}

// addTree adds the quantities of a tree to markets and its taxes to incomes.
func (w *work) addTree(t *tree, market, p []float64) {
	y := w.level(t) * sign(t.side)
	com, x := w.l.com[t.leaf0:t.leaf1], w.x[t.leaf0:t.leaf1]
	for k, c := range com {
		market[c] += y * x[k]
	}
	for _, nu := range t.volumes {
		market[w.nodes.level[nu]] += y * w.xlev[nu]
	}
	for _, z := range w.levy[t.levy0:t.levy1] {
		c := w.l.com[z.leaf]
		w.f[w.m.atIncome()+int(z.agent)] -= z.rate * p[c] * w.x[z.leaf] * w.level(t)
	}
}
