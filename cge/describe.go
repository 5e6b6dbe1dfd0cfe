package cge

import (
	"maps"
	"math"
	"slices"
)

// A Description is an economy as plain data, for writers of other formats. It
// shares nothing with the economy it was taken from.
type Description struct {
	Name        string
	Commodities []string
	Producers   []ProducerView
	Consumers   []ConsumerView
	Aux         []AuxView
	Params      []ParamView
	Start       map[string]float64
	Money       []string // parameters and auxiliary variables that are amounts of money, sorted
}

// A Number is a constant, or an expression where Expr is not "".
type Number struct {
	Value float64
	Expr  string
}

// A NestView is a nest: a leaf where Commodity is set and Volume is not, else an
// aggregate.
type NestView struct {
	Name       string
	Elasticity Number
	Volume     bool   // a volume node, which counts its index in Commodity
	Commodity  string // of a leaf; of a volume node its level
	Quantity   Number
	Price      Number // reference price
	Taxes      []TaxView
	Inputs     []NestView // of an aggregate; columns are spelt out as leaves
}

// Leaf reports whether the nest is a quantity of a commodity.
func (n *NestView) Leaf() bool { return n.Commodity != "" && !n.Volume }

// A TaxView is a tax on a leaf.
type TaxView struct {
	To   string
	Rate Number
}

// A ProducerView is a producer.
type ProducerView struct {
	Name         string
	Out, In      NestView
	Productivity Number
}

// A ConsumerView is a consumer: what it wants, needs and owns.
type ConsumerView struct {
	Name        string
	Wants       NestView
	Needs, Owns []NestView
}

// An AuxView is an auxiliary variable; bounds may be infinite.
type AuxView struct {
	Name         string
	Lower, Upper float64
	Constraint   string
}

// A ParamView is a parameter, or a derived one where Expr is set.
type ParamView struct {
	Name  string
	Value float64
	Expr  string
}

// Describe lists the parts of an economy. It fails if the economy has a slip.
func (e *Economy) Describe() (*Description, error) {
	if e.err != nil {
		return nil, e.err
	}
	d := &Description{Name: e.Name, Commodities: slices.Clone(e.commodities), Start: maps.Clone(e.start), Money: slices.Sorted(maps.Keys(e.money))}
	for _, p := range e.producers {
		d.Producers = append(d.Producers, ProducerView{p.name, p.out.view(), p.in.view(), p.productivity.view()})
	}
	for _, c := range e.consumers {
		d.Consumers = append(d.Consumers, ConsumerView{c.name, c.wants.view(), views(c.needs), views(c.owns)})
	}
	for _, a := range e.aux {
		d.Aux = append(d.Aux, AuxView{a.name, a.lo, a.up, a.f})
	}
	for _, p := range e.params {
		d.Params = append(d.Params, ParamView{p.name, p.value, p.expr})
	}
	return d, nil
}

func (n number) view() Number { return Number{n.v, n.expr} }

func views(nests []Nest) []NestView {
	out := make([]NestView, len(nests))
	for i := range nests {
		out[i] = nests[i].view()
	}
	return out
}

func (n *Nest) view() NestView {
	v := NestView{Name: n.name}
	switch n.kind {
	case noNest:
		return v
	case leafNest:
		v.Commodity, v.Quantity, v.Price = n.c.String(), n.q.view(), n.p.view()
		for _, t := range n.taxes {
			v.Taxes = append(v.Taxes, TaxView{t.to.String(), t.rate.view()})
		}
		return v
	case columnNest:
		v.Inputs = n.spell()
		return v
	case volumeNest:
		v.Volume, v.Commodity = true, n.c.String()
	}
	v.Elasticity = n.s.view()
	for i := range n.kids {
		if k := &n.kids[i]; k.kind == columnNest {
			v.Inputs = append(v.Inputs, k.spell()...)
		} else {
			v.Inputs = append(v.Inputs, k.view())
		}
	}
	return v
}

// spell writes a column out as leaves; zero quantities are none.
func (n *Nest) spell() []NestView {
	var out []NestView
	for i, c := range n.goods[:min(len(n.goods), len(n.amts))] {
		if q := n.amts[i]; q != 0 && !math.IsNaN(q) {
			out = append(out, NestView{Commodity: c.String(), Quantity: Number{Value: q}, Price: Number{Value: 1}})
		}
	}
	return out
}
