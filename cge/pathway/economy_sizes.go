package pathway

import "github.com/lodestone-model/lodestone/cge"

// sizes are what producers of the model make at level 1: about what they make
// when they run, so that markets are measured by it even while nothing is traded.
func (m *Model) sizes() map[string]float64 {
	s, b := m.spec, m.base
	size := map[string]float64{}
	built := make([]float64, len(s.Units))
	for book, n := range b.nodes {
		for k, o := range n.options {
			unit := m.ix.unit[s.bookUnits(book)[k]]
			size["take "+o], size["new "+o] = n.volume, n.volume
			if book < len(s.Uses) {
				built[unit] += n.volume
				continue
			}
			size["old "+o] = b.demand[book-len(s.Uses)]
			size["rent "+o] = n.volume / s.Services[book-len(s.Uses)].Plants[k].Output
			built[unit] += n.volume / s.Services[book-len(s.Uses)].Plants[k].Output
		}
	}
	for u := range s.Units {
		size["build "+s.Units[u].Name] = built[u]
	}
	for i, q := range b.second {
		size["again "+m.secondName(i)] = max(q.available, 0.01*b.nodes[m.ix.use[s.SecondLife[i].To]].volume)
	}
	for j := range b.stream {
		st := &b.stream[j]
		least := 0.0
		if rec := &s.Recyclers[st.recycler]; rec.PerMineral {
			least = 0.01 * m.mineralUse(rec.Yields[0].Mineral)
		} else {
			for book, n := range b.nodes {
				if rec.feeds(s.bookName(book)) {
					least += 0.01 * n.volume
				}
			}
		}
		size["treat "+st.name] = max(st.amount.all, least)
	}
	return size
}

// secondName names a second life.
func (m *Model) secondName(i int) string {
	return m.spec.SecondLife[i].From + " in " + m.spec.SecondLife[i].To
}

// mineralUse is what units take of a mineral in the base year.
func (m *Model) mineralUse(mineral string) float64 {
	total := 0.0
	for u := range m.spec.Units {
		for _, c := range m.spec.Units[u].Content {
			if c.Mineral == mineral {
				total += c.Amount * m.base.built[u]
			}
		}
	}
	return total
}

// A made is an output of a producer, per unit.
type made struct {
	c     cge.Commodity
	per   float64
	expr  string // in place of per
	price float64
}

// producer declares an activity whose outputs and inputs are stated for one
// unit, and starts it at an amount.
func (w *builder) producer(name string, amount float64, out []made, in cge.Nest) {
	size, ok := w.size[name]
	if !ok {
		size = 1
		w.size[name] = 1
	}
	var outs []cge.Nest
	for _, o := range out {
		leaf := o.c.Of(size * o.per)
		if o.expr != "" {
			leaf = o.c.OfExpr(num(size) + "*(" + o.expr + ")")
		}
		outs = append(outs, leaf.At(o.price))
	}
	p := w.e.Producer(name, cge.CET(0, outs...), in)
	if size != 1 {
		p.Productivity(num(1 / size))
	}
	w.e.Start(name, amount/size)
}

// amount is what a producer makes, as an expression.
func (w *builder) amount(producer string) string {
	return "(" + num(w.sizeOf(producer)) + "*" + tick(producer) + ")"
}

func (w *builder) sizeOf(producer string) float64 {
	v, ok := w.size[producer]
	if !ok {
		w.fail("nothing is known of the size of %q", producer)
	}
	return v
}

// some is an endowment, or next to nothing where there is none: package cge
// refuses goods that are wanted and neither owned nor made.
func (w *builder) some(v float64, producer string) float64 {
	return max(v, 0.01*w.m.trial()*w.sizeOf(producer))
}
