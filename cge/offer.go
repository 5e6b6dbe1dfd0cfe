package cge

import "math"

// Offers are prices at which commodities can be had: the market price of what is
// traded, and for what nobody makes or takes, whose price the equations leave
// open below its cost, the unit cost of the cheapest producer that makes it
// alone. By commodity, in the model's order.
func (eq *Equilibrium) Offers() []float64 {
	m, w := eq.m, eq.s.work
	out := append([]float64(nil), eq.x[m.atPrice():m.atIncome()]...)
	idle := eq.idle()
	for i, yes := range idle {
		if yes {
			out[i] = math.Inf(1)
		}
	}
	sole := eq.soleMakers(idle)
	for range len(sole) + 1 { // a chain of idle producers settles in as many rounds
		moved := false
		for _, s := range sole {
			cost := w.costAt(s.inputs, out) / s.output
			if cost < out[s.com]*(1-1e-15) {
				out[s.com], moved = cost, true
			}
		}
		if !moved {
			break
		}
	}
	for i, v := range out {
		if math.IsInf(v, 1) {
			out[i] = eq.x[m.atPrice()+i]
		}
	}
	return out
}

// idle tells which commodities nobody supplies or takes.
func (eq *Equilibrium) idle() []bool {
	m, w := eq.m, eq.s.work
	gross := make([]float64, m.nc())
	for _, o := range w.owned {
		gross[o.com] += math.Abs(o.q)
	}
	for ti := range m.trees {
		t := &m.trees[ti]
		level := math.Abs(w.level(t))
		for k := t.leaf0; k < t.leaf1; k++ {
			gross[w.l.com[k]] += level * math.Abs(w.x[k])
		}
		for _, nu := range t.volumes {
			gross[w.nodes.level[nu]] += level * math.Abs(w.xlev[nu])
		}
	}
	out, unit := make([]bool, m.nc()), w.unitOutputs()
	for i, g := range gross {
		out[i] = g <= 1e-9*unit[i]
	}
	return out
}

// A soleMaker is a producer of an idle commodity and nothing else.
type soleMaker struct {
	com    int32
	inputs *tree
	output float64 // per level, at the seller's price over the market's
}

func (eq *Equilibrium) soleMakers(idle []bool) []soleMaker {
	m, w := eq.m, eq.s.work
	var out []soleMaker
	for j := range m.producers {
		t := &w.trees[2*j]
		if t.leaf1-t.leaf0 != 1 || !idle[w.l.com[t.leaf0]] || w.x[t.leaf0] <= 0 {
			continue
		}
		out = append(out, soleMaker{w.l.com[t.leaf0], &w.trees[2*j+1], w.x[t.leaf0] * w.mult(w.nodes.of(t.leaf0), t.leaf0)})
	}
	return out
}

// costAt is the unit cost of a tree of inputs at other prices than those of the
// equilibrium; it leaves the equilibrium's numbers as they are.
func (w *work) costAt(t *tree, price []float64) float64 {
	r := make(map[int32]float64, t.node1-t.node0)
	for nu := t.node0; nu < t.node1; nu++ {
		r[nu] = w.indexAt(nu, price, r)
	}
	root := t.node1 - 1
	return w.nodes.v[root] * r[root] / t.productivity
}

// indexAt is indexOf at given prices.
func (w *work) indexAt(nu int32, price []float64, r map[int32]float64) float64 {
	x := &w.nodes
	if x.v[nu] == 0 {
		return 1
	}
	if x.kind[nu] == volumeNest {
		return w.volumeAt(nu, price, r)
	}
	e, s := x.e[nu], 0.0
	flat := e == 0
	add := func(v, rho float64) {
		if flat {
			s += v * math.Log(rho)
		} else {
			s += v * math.Pow(rho, e)
		}
	}
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		ref := w.ref(nu, k)
		if v := w.l.q[k] * ref; v > 0 {
			add(v, price[w.l.com[k]]*w.mult(nu, k)/ref)
		}
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		if x.v[kid] > 0 {
			add(x.v[kid], r[kid])
		}
	}
	if flat {
		return math.Exp(s / x.v[nu])
	}
	return math.Pow(s/x.v[nu], 1/e)
}

// volumeAt is volumeIndex at given prices.
func (w *work) volumeAt(nu int32, price []float64, r map[int32]float64) float64 {
	x := &w.nodes
	units, low := 0.0, math.Inf(1)
	pi := price[x.level[nu]]
	visit := func(do func(units, gap float64)) {
		for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
			do(w.l.q[k], price[w.l.com[k]]*w.mult(nu, k)-w.ref(nu, k)*pi)
		}
		for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
			do(x.v[kid], r[kid]-pi)
		}
	}
	visit(func(u, gap float64) { units += u; low = min(low, gap) })
	pbar := x.v[nu] / units
	t := pbar / x.s[nu]
	total := 0.0
	visit(func(u, gap float64) { total += u / units * math.Exp(-(gap-low)/(t*pi)) })
	return (pbar*pi + low - t*pi*math.Log(total)) / pbar
}
