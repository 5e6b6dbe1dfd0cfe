package cge

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Price is the price of a commodity, in units of the numeraire.
func (eq *Equilibrium) Price(c Commodity) float64 { return eq.x[eq.m.atPrice()+int(c.i)] }

// Level is the level of a producer, 1 in the benchmark that describes it.
func (eq *Equilibrium) Level(p Producer) float64 { return eq.x[p.i] }

// Income is the income of a consumer.
func (eq *Equilibrium) Income(a Agent) float64 { return eq.x[eq.m.atIncome()+a.i] }

// Prices are all prices over the axis "commodity", as pure numbers of the
// numeraire.
func (eq *Equilibrium) Prices() quantity.Array {
	return eq.array("commodity", eq.m.goods, eq.m.atPrice())
}

// Levels are all levels over the axis "producer".
func (eq *Equilibrium) Levels() quantity.Array { return eq.array("producer", eq.m.producers, 0) }

// Incomes are all incomes over the axis "consumer".
func (eq *Equilibrium) Incomes() quantity.Array {
	return eq.array("consumer", eq.m.agents, eq.m.atIncome())
}

func (eq *Equilibrium) array(axis string, labels []string, from int) quantity.Array {
	if len(labels) == 0 {
		return quantity.Failed(fmt.Errorf("cge: model %q has no %s", eq.m.name, axis))
	}
	values := append([]float64(nil), eq.x[from:from+len(labels)]...)
	return quantity.New("1", values, quantity.Axis{Name: axis, Labels: labels})
}

// A FlowKind says which side of whom a flow is.
type FlowKind uint8

// Flows of producers are Output and Input, of consumers Demand (needs
// included) and Endowment.
const (
	Output FlowKind = iota
	Input
	Demand
	Endowment
)

// String is "out", "inp", "dem" or "own".
func (k FlowKind) String() string { return [...]string{"out", "inp", "dem", "own"}[k] }

// A Flow is an amount of a commodity that a producer makes or takes or a
// consumer buys or owns. Amounts of one owner and commodity are added up.
type Flow struct {
	Owner, Commodity string
	Kind             FlowKind
	Quantity         float64 // in all
	PerLevel         float64 // of a producer: by unit of level
	Price            float64 // what the owner pays or gets, taxes included; on average where leaves differ
	Tax              float64 // tax revenue, in units of the numeraire
}

// Value is quantity times price.
func (f Flow) Value() float64 { return f.Quantity * f.Price }

// Flows lists all flows: producers in order, outputs first, then consumers;
// commodities in the order of their nests.
func (eq *Equilibrium) Flows() []Flow {
	w, m := eq.s.work, eq.m
	out := make([]Flow, 0, len(w.l.com)+len(w.owned)+len(w.volume))
	at := make([]int, m.nc())
	for ti := range m.trees {
		out = eq.flowsOf(ti, out, at)
	}
	owns := map[[2]int32]int{}
	for _, o := range w.owned {
		key := [2]int32{o.agent, o.com}
		i, ok := owns[key]
		if !ok {
			i = len(out)
			owns[key] = i
			out = append(out, Flow{Owner: m.agents[o.agent], Commodity: m.goods[o.com], Kind: Endowment, Price: w.price(o.com)})
		}
		out[i].Quantity += o.q
	}
	return out
}

// flowsOf adds up the flows of one tree by commodity and appends them. at is room
// for one number a commodity, whatever is in it.
func (eq *Equilibrium) flowsOf(ti int, out []Flow, at []int) []Flow {
	w, m := eq.s.work, eq.m
	t := &m.trees[ti]
	first := len(out)
	for _, c := range w.l.com[t.leaf0:t.leaf1] {
		at[c] = -1
	}
	for _, nu := range t.volumes {
		at[w.nodes.level[nu]] = -1
	}
	owner := m.treeName(t)
	add := func(c int32, x, mult float64) {
		i := at[c]
		if i < 0 {
			i = len(out)
			at[c] = i
			out = append(out, Flow{Owner: owner, Commodity: m.goods[c], Kind: [...]FlowKind{Input, Output, Demand, Demand}[t.side]})
		}
		out[i].PerLevel += x
		out[i].Price += x * mult * w.price(c) // value, for the average
		out[i].Tax += x * (mult - 1) * taxSign(t.side) * w.price(c)
	}
	for nu := t.node0; nu < t.node1; nu++ {
		for k := w.nodes.leaf0[nu]; k < w.nodes.leaf1[nu]; k++ {
			add(w.l.com[k], w.x[k], w.mult(nu, k))
		}
		if w.nodes.kind[nu] == volumeNest {
			add(w.nodes.level[nu], w.xlev[nu], 1)
		}
	}
	level := w.level(t)
	for i := first; i < len(out); i++ {
		f := &out[i]
		if f.PerLevel != 0 {
			f.Price /= f.PerLevel
		} else {
			f.Price = 0
		}
		f.Quantity, f.Tax = f.PerLevel*level, f.Tax*level
		if t.side > outputs {
			f.PerLevel = 0
		}
	}
	return out
}
