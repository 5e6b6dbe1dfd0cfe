package cge

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A work is a model with the numbers of one scenario, and room to evaluate it.
// It belongs to one goroutine.
type work struct {
	m     *Model
	slots []float64 // unknowns, then parameters
	nodes nodes     // v, s, e, ei may differ from the model's
	l     leaves    // q, p, mult, a may differ from the model's
	levy  []levy
	owned []owned
	trees []tree // productivity may differ from the model's
	exps  []float64
	used  [][]int32
	moved bool // elasticities differ from the model's

	// powers of prices by exponent and commodity
	pw, pw1   [][]float64 // p^e, p^(e-1)
	lnp       []float64
	dpw, dpw1 [][]float64 // their differentials
	dlnp      []float64
	dp        []float64 // of prices, in the derivative at hand

	// by node: index relative to the reference point, power sum, and what the
	// node hands to its parent and gets from it
	r, sum, cost, g     []float64
	rk, rk1             []float64 // r^e and r^(e-1) at the parent's exponent
	dr, dsum, dcost, dv []float64
	share               []float64 // by leaf of volume nodes: share of the option
	kshare              []float64 // by node that is an option of a volume node
	volume              []volumeState

	x               []float64 // by leaf: quantity per unit of level
	xlev            []float64 // by volume node: quantity of the level commodity
	dx              []float64
	dxlev           []float64
	scale           []float64 // by agent: level of its wants, income left over cost of the nest
	f               []float64 // residuals of the equations
	sd              *seeds
	dshare, dkshare []float64 // of volume nodes, by leaf and by node

	// kept for the point at hand
	evals   uint64     // counts evaluations, from 1
	slopes  []slope    // of programs
	kept    *keptTerms // nil until a derivative asks for them
	values  []float64  // of the Jacobian, by place of its pattern
	derived uint64     // the evaluation they are of
	moves   []bool     // by tree, for moving
	rows    []bool     // by tree, for standing
}

// volumeState is what a volume node keeps between evaluation and derivative.
type volumeState struct{ k, pbar, t, pi, e, units, dk, de float64 }

// newWork binds the numbers of a scenario: parameters by name, elasticities by
// the names that Model.Parameters lists.
func (m *Model) newWork(set map[string]float64) (*work, error) {
	w := &work{m: m, slots: make([]float64, m.N()+len(m.params)), nodes: m.nodes, l: m.leaves,
		levy: m.levies, owned: m.owned, trees: m.trees, exps: m.exps, used: m.used, evals: 1}
	copy(w.slots, m.start)
	if err := w.setParameters(set); err != nil {
		return nil, err
	}
	if len(m.progs) > 0 || w.moved {
		w.ownArrays()
	}
	for i := range m.progs {
		if b := &m.progs[i]; !b.vars {
			if err := w.place(b); err != nil {
				return nil, err
			}
		}
	}
	for i := range m.progs {
		if b := &m.progs[i]; b.vars {
			if err := w.place(b); err != nil {
				return nil, err
			}
		}
	}
	w.retable()
	w.reweigh(func(nu int32) bool { return w.nodes.general[nu] || w.moved })
	w.allocate()
	return w, w.checkTrees()
}

// setParameters fills the parameters, derived ones in order.
func (w *work) setParameters(set map[string]float64) error {
	m := w.m
	for i, p := range m.params {
		v, given := set[p.name]
		switch {
		case given && !finite(v):
			return fmt.Errorf("cge: parameter %q is set to %v", p.name, v)
		case given:
			w.slots[m.N()+i] = v
		case m.derive[i] != nil:
			v := m.derive[i].Eval(w.slots)
			if !finite(v) {
				return fmt.Errorf("cge: derived parameter %q = %s is %v", p.name, p.expr, v)
			}
			w.slots[m.N()+i] = v
		default:
			w.slots[m.N()+i] = p.value
		}
	}
	return w.setElasticities(set)
}

func (w *work) setElasticities(set map[string]float64) error {
	m := w.m
	names := make([]string, 0, len(set))
	for name := range set {
		if slot, ok := m.slot[name]; ok && slot >= m.N() {
			continue
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		nu, ok := m.nests().at[name]
		if !ok {
			return fmt.Errorf("cge: a scenario sets %q, which is no parameter of model %q%s; Model.Parameters lists them", name, m.name, quantity.DidYouMean(name, m.Parameters()))
		}
		if s := set[name]; !(s >= 0) || math.IsInf(s, 1) {
			return fmt.Errorf("cge: %s is set to %v; an elasticity is zero or more", name, s)
		}
		if !w.moved {
			w.moved = true
			w.nodes.s, w.nodes.e, w.nodes.ei = slices.Clone(w.nodes.s), slices.Clone(w.nodes.e), slices.Clone(w.nodes.ei)
		}
		w.nodes.s[nu] = set[name]
	}
	return nil
}

// ownArrays copies what a scenario may change.
func (w *work) ownArrays() {
	w.nodes.v = slices.Clone(w.nodes.v)
	if !w.moved {
		w.nodes.s, w.nodes.e, w.nodes.ei = slices.Clone(w.nodes.s), slices.Clone(w.nodes.e), slices.Clone(w.nodes.ei)
	}
	w.l.p, w.l.mult, w.l.a = slices.Clone(w.l.p), slices.Clone(w.l.mult), slices.Clone(w.l.a)
	if slices.ContainsFunc(w.m.progs, func(b bound) bool { return b.place == leafQuantity }) {
		w.l.q = slices.Clone(w.l.q)
	}
	w.levy, w.owned, w.trees = slices.Clone(w.levy), slices.Clone(w.owned), slices.Clone(w.trees)
}

// place evaluates a computed number into its place.
func (w *work) place(b *bound) error {
	v := b.prog.Eval(w.slots)
	if !finite(v) {
		return fmt.Errorf("cge: %s is %v", w.m.placeName(b), v)
	}
	if !b.vars && b.place <= leafPrice && v < 0 {
		return fmt.Errorf("cge: %s is %v; quantities and reference prices are zero or more", w.m.placeName(b), v)
	}
	w.put(b, v)
	return nil
}

func (w *work) put(b *bound, v float64) {
	switch b.place {
	case leafQuantity:
		w.l.q[b.at] = v
	case leafPrice:
		w.l.p[w.nodes.extraOf(b.at)] = v
	case leafTax:
		w.levy[b.at].rate = v
	case nodeElasticity:
		w.nodes.s[b.at] = v
		w.moved = true
	case ownedQuantity:
		w.owned[b.at].q = v
	case treeProductivity:
		w.trees[b.at].productivity = v
	}
}

// placeName says in words where a computed number stands.
func (m *Model) placeName(b *bound) string {
	switch b.place {
	case leafQuantity:
		return "the quantity of " + m.leafName(b.at)
	case leafPrice:
		return "the reference price of " + m.leafName(b.at)
	case leafTax:
		return "the tax rate on " + m.leafName(m.levies[b.at].leaf)
	case nodeElasticity:
		return "the elasticity of a nest of " + m.treeName(&m.trees[m.nodes.tree[b.at]])
	}
	if b.place == treeProductivity {
		return "the productivity of " + m.treeName(&m.trees[b.at])
	}
	return fmt.Sprintf("the endowment of %s with %s", m.agents[m.owned[b.at].agent], m.goods[m.owned[b.at].com])
}

func (m *Model) leafName(k int32) string {
	return m.goods[m.leaves.com[k]] + " in " + m.treeName(&m.trees[m.nodes.tree[m.nodes.of(k)]])
}

func (m *Model) treeName(t *tree) string {
	if t.side == wanted || t.side == needed {
		return m.agents[t.owner]
	}
	return m.producers[t.owner]
}

// retable renews the table of exponents where elasticities moved.
func (w *work) retable() {
	if !w.moved {
		return
	}
	m := w.m
	at := map[float64]int32{}
	w.exps = nil
	for nu := range w.nodes.s {
		e := exponent(w.nodes.kind[nu], m.trees[m.nodes.tree[nu]].side, w.nodes.s[nu])
		i, ok := at[e]
		if !ok {
			i = int32(len(w.exps))
			at[e] = i
			w.exps = append(w.exps, e)
		}
		w.nodes.e[nu], w.nodes.ei[nu] = e, i
	}
	w.used = usedBy(&w.nodes, w.l.com, len(w.exps), m.nc())
}

// usedBy lists by exponent the commodities that nests raise to it.
func usedBy(x *nodes, com []int32, exps, goods int) [][]int32 {
	seen, used := make([]bool, exps*goods), make([][]int32, exps)
	for nu := range x.e {
		row := seen[int(x.ei[nu])*goods:][:goods]
		for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
			row[com[k]] = true
		}
	}
	for i := range used {
		for c, yes := range seen[i*goods:][:goods] {
			if yes {
				used[i] = append(used[i], int32(c))
			}
		}
	}
	return used
}

// reweigh recomputes weights and values of the chosen nodes, children first.
func (w *work) reweigh(chosen func(nu int32) bool) {
	if len(w.m.progs) > 0 {
		w.retax()
	}
	for nu := int32(0); nu < int32(len(w.nodes.e)); nu++ {
		if chosen(nu) {
			w.reweighNode(nu)
		}
	}
}

// retax adds up the tax rates of leaves.
func (w *work) retax() {
	for _, x := range w.levy {
		w.l.mult[w.nodes.extraOf(x.leaf)] = 1
	}
	for ti := range w.m.trees {
		t := &w.m.trees[ti]
		for _, x := range w.levy[t.levy0:t.levy1] {
			w.l.mult[w.nodes.extraOf(x.leaf)] += taxSign(t.side) * x.rate
		}
	}
}

func (w *work) reweighNode(nu int32) {
	x := &w.nodes
	v := 0.0
	at := x.extra[nu]
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		vk := w.l.q[k] * w.ref(nu, k)
		v += vk
		if at >= 0 && (len(w.m.progs) > 0 || w.moved) {
			i := at + k - x.leaf0[nu]
			w.l.a[i] = vk * math.Pow(w.l.mult[i]/w.l.p[i], x.e[nu])
		}
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		v += x.v[kid]
	}
	if len(w.m.progs) > 0 || w.moved {
		x.v[nu] = v
	}
}

// checkTrees refuses trees that a scenario has emptied, and prices that taxes
// have turned around.
func (w *work) checkTrees() error {
	for ti := range w.m.trees {
		t := &w.m.trees[ti]
		if v := w.nodes.v[t.node1-1]; !(v > 0) && t.side != needed {
			return fmt.Errorf("cge: a nest of %s is worth %v at the reference point; at least one quantity must be above zero", w.m.treeName(t), v)
		}
		if z := w.trees[ti].productivity; !(z > 0) {
			return fmt.Errorf("cge: the productivity of %s is %v; it must be above zero", w.m.treeName(t), z)
		}
	}
	for _, x := range w.levy {
		if mult := w.l.mult[w.nodes.extraOf(x.leaf)]; !(mult > 0) {
			return fmt.Errorf("cge: taxes on %s leave a price of %v times the market's; a buyer's or seller's price must stay above zero",
				w.m.leafName(x.leaf), mult)
		}
	}
	for nu, s := range w.nodes.s {
		if !(s >= 0) {
			return fmt.Errorf("cge: the elasticity of a nest of %s is %v; it must be zero or more", w.m.treeName(&w.m.trees[w.nodes.tree[nu]]), s)
		}
	}
	return nil
}

func (w *work) allocate() {
	m, nn, nl := w.m, len(w.nodes.e), len(w.l.com)
	table := func() [][]float64 {
		t := make([][]float64, len(w.exps))
		for i := range t {
			t[i] = make([]float64, m.nc())
		}
		return t
	}
	w.pw, w.pw1, w.dpw, w.dpw1 = table(), table(), table(), table()
	w.lnp, w.dlnp = make([]float64, m.nc()), make([]float64, m.nc())
	for _, p := range []*[]float64{&w.r, &w.sum, &w.cost, &w.g, &w.rk, &w.rk1, &w.dr, &w.dsum, &w.dcost, &w.dv, &w.kshare, &w.xlev, &w.dxlev} {
		*p = make([]float64, nn)
	}
	w.x, w.dx = make([]float64, nl), make([]float64, nl)
	w.scale, w.f = make([]float64, m.nh()), make([]float64, m.N())
	for nu := range w.nodes.kind {
		if w.nodes.kind[nu] == volumeNest {
			w.volume = make([]volumeState, nn)
			w.share = make([]float64, nl)
			break
		}
	}
}
