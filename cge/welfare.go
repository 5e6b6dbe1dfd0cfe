package cge

import (
	"fmt"
	"math"
)

// Welfare is what a change is worth to a consumer, in the numeraire.
type Welfare struct {
	Consumer string
	Before   float64 // income at the first equilibrium
	After    float64 // income at the second
	EV       float64 // equivalent variation: e(p⁰,u¹) - e(p⁰,u⁰)
	CV       float64 // compensating variation: e(p¹,u¹) - e(p¹,u⁰)
	Utility  float64 // change of what is bought beyond needs at constant prices, as a share
}

// String reads "household: EV +1.20 (+0.4 %), CV ...".
func (v Welfare) String() string {
	return fmt.Sprintf("%s: EV %+.4g (%+.3g %% of income), CV %+.4g", v.Consumer, v.EV, 100*v.EV/v.Before, v.CV)
}

// Welfare compares two equilibria of one model for every consumer whose
// preferences are the same in both. e(p,u) is what it costs to reach utility u
// at prices p, needs and taxes on consumption included. A consumer with an
// endowment that is consumed as leisure should want it among its wants.
func (eq *Equilibrium) Welfare(before *Equilibrium) ([]Welfare, error) {
	if before == nil || before.m != eq.m {
		return nil, fmt.Errorf("cge: Welfare compares two equilibria of one model")
	}
	m := eq.m
	out := make([]Welfare, m.nh())
	for h, name := range m.agents {
		v := &out[h]
		v.Consumer = name
		v.Before, v.After = before.x[m.atIncome()+h], eq.x[m.atIncome()+h]
		u0, u1 := before.utility(h), eq.utility(h)
		e00, e01 := before.spend(h, u0), before.spend(h, u1)
		e10, e11 := eq.spend(h, u0), eq.spend(h, u1)
		v.EV, v.CV = e01-e00, e11-e10
		if u0 > 0 {
			v.Utility = u1/u0 - 1
		}
	}
	return out, nil
}

// utility is the level of a consumer's wants.
func (eq *Equilibrium) utility(h int) float64 { return eq.s.scale[h] }

// spend is the cost of needs and of level u of the wants at the prices of this
// equilibrium.
func (eq *Equilibrium) spend(h int, u float64) float64 {
	m, w := eq.m, eq.s.work
	total := u * w.cost[m.trees[m.wants[h]].node1-1]
	if n := m.need[h]; n >= 0 {
		total += w.cost[m.trees[n].node1-1]
	}
	return total
}

// GDP is gross domestic product measured twice.
type GDP struct {
	// Income side: what consumers own, net of obligations to each other, at
	// market prices; and tax revenue.
	Endowments, Taxes float64
	// Expenditure side: what consumers buy, by consumer in the model's order.
	Spending []Spending
}

// Spending is what one consumer buys.
type Spending struct {
	Consumer string
	Value    float64
}

// Income is GDP from the income side.
func (g GDP) Income() float64 { return g.Endowments + g.Taxes }

// Expenditure is GDP from the expenditure side.
func (g GDP) Expenditure() float64 {
	total := 0.0
	for _, s := range g.Spending {
		total += s.Value
	}
	return total
}

// GDP adds up incomes and expenditures over all consumers. Where one of them
// stands for the rest of the world, its part is in both sides.
func (eq *Equilibrium) GDP() GDP {
	m := eq.m
	var g GDP
	byConsumer := make([]float64, m.nh())
	at := map[string]int{}
	for h, name := range m.agents {
		at[name] = h
	}
	for _, f := range eq.Flows() {
		switch f.Kind {
		case Endowment:
			g.Endowments += f.Value()
		case Demand:
			byConsumer[at[f.Owner]] += f.Value()
		}
		g.Taxes += f.Tax
	}
	for h, name := range m.agents {
		g.Spending = append(g.Spending, Spending{name, byConsumer[h]})
	}
	return g
}

// A PriceMove explains the change of a producer's unit cost between two
// equilibria: the logarithms of its parts add up to that of the whole.
type PriceMove struct {
	Producer string
	Total    float64 // ln of unit cost after over before
	Parts    []PricePart
}

// A PricePart is what one input, a tax or productivity contributes, in logs.
type PricePart struct {
	Cause string // a commodity, "tax on COMMODITY", "productivity", "nest weights"
	Log   float64
}

// PriceMove takes a change of unit cost apart by input. In every nest it
// weighs price changes with Sato-Vartia shares (Sato 1976, Vartia 1976), for
// which the decomposition of a CES index is exact; what moved weights or
// elasticities of nests is listed as "nest weights", zero where none did.
func (eq *Equilibrium) PriceMove(before *Equilibrium, producer string) (PriceMove, error) {
	if before == nil || before.m != eq.m {
		return PriceMove{}, fmt.Errorf("cge: PriceMove compares two equilibria of one model")
	}
	j, ok := eq.m.index[producer]
	if !ok || j >= eq.m.ns() {
		return PriceMove{}, fmt.Errorf("cge: %q is no producer of model %q%s", producer, eq.m.name, eq.m.nearest(producer))
	}
	d := &mover{m: eq.m, a: before.s.work, b: eq.s.work, at: map[string]int{}}
	ti := 2*j + 1
	root := eq.m.trees[ti].node1 - 1
	d.out = PriceMove{Producer: producer, Total: math.Log(d.b.cost[root] / d.a.cost[root])}
	d.node(root, 1)
	d.add("productivity", -math.Log(d.b.trees[ti].productivity/d.a.trees[ti].productivity))
	rest := d.out.Total
	for _, p := range d.out.Parts {
		rest -= p.Log
	}
	if math.Abs(rest) > 1e-12 {
		d.add("nest weights", rest)
	}
	return d.out, nil
}

type mover struct {
	m    *Model
	a, b *work // before, after
	at   map[string]int
	out  PriceMove
}

func (d *mover) add(cause string, log float64) {
	if log == 0 {
		return
	}
	i, ok := d.at[cause]
	if !ok {
		i = len(d.out.Parts)
		d.at[cause] = i
		d.out.Parts = append(d.out.Parts, PricePart{Cause: cause})
	}
	d.out.Parts[i].Log += log
}

// node spreads weight over the children of a node.
func (d *mover) node(nu int32, weight float64) {
	x := &d.a.nodes
	lo, hi := x.leaf0[nu], x.leaf1[nu]
	kids := d.m.kids[x.kid0[nu]:x.kid1[nu]]
	n := int(hi - lo)
	w := make([]float64, n+len(kids))
	total := 0.0
	for i := range w {
		var sa, sb float64
		if i < n {
			k := lo + int32(i)
			sa, sb = d.a.leafShare(nu, k), d.b.leafShare(nu, k)
		} else {
			sa, sb = d.a.cost[kids[i-n]]/d.a.cost[nu], d.b.cost[kids[i-n]]/d.b.cost[nu]
		}
		w[i] = logMean(sa, sb)
		total += w[i]
	}
	if total == 0 {
		return
	}
	for i := range w {
		w[i] *= weight / total
		if i >= n {
			d.node(kids[i-n], w[i])
			continue
		}
		k := lo + int32(i)
		c := d.a.l.com[k]
		d.add(d.m.goods[c], w[i]*math.Log(d.b.price(c)/d.a.price(c)))
		d.add("tax on "+d.m.goods[c], w[i]*math.Log(d.b.mult(nu, k)/d.a.mult(nu, k)))
	}
}

// leafShare is the share of a leaf in the cost of its node.
func (w *work) leafShare(nu, k int32) float64 {
	return w.x[k] * w.price(w.l.com[k]) * w.mult(nu, k) / w.cost[nu]
}

// logMean is the logarithmic mean of two shares.
func logMean(a, b float64) float64 {
	switch d := a - b; {
	case a <= 0 || b <= 0:
		return 0
	case math.Abs(d) < 1e-8*a:
		return (a + b) / 2
	default:
		return d / math.Log(a/b)
	}
}
