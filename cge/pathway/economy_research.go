package pathway

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// research lets agents buy research: what the base year has, or, where
// knowledge moves, what pays. Every stock of knowledge has a variable of its
// own, research on it; its buyers need their sum.
func (w *builder) research() {
	r := w.m.spec.Research
	if r == nil {
		return
	}
	good := w.com[r.Good]
	public := w.m.spec.publicBase()
	if !w.m.learns() {
		w.agent[r.Buyer].Needs(good.Of(w.m.spec.researchBase() - public))
		if r.Payer != "" {
			w.levy(num(public), public)
		}
		return
	}
	private, paid := "0", "0"
	for i := range r.Block.Keys {
		b := w.researchOn(i)
		name := tick(b.name)
		switch {
		case r.Payer == "":
			private += "+" + name
		case b.own == "":
			private += fmt.Sprintf("+%s-%s", name, b.public)
			paid += "+" + b.public
		default:
			private += fmt.Sprintf("+%s*(%s-%s)", b.own, name, b.public)
			paid += fmt.Sprintf("+%s+(1-%s)*(%s-%s)", b.public, b.own, name, b.public)
		}
	}
	// sums are variables of their own: package cge takes every unknown that a
	// quantity is computed from through all of the economy
	w.agent[r.Buyer].Needs(good.OfExpr(w.sum("research bought", private, w.m.spec.researchBase()-public)))
	if r.Payer != "" {
		w.levy(w.sum("research paid for", paid, public), public)
	}
}

// A bill is the research on one stock of knowledge: the variable, and of it, as
// expressions, what is public and which part of the rest its buyer pays ("": all).
type bill struct{ name, public, own string }

// researchOn writes the variable of research on a stock of knowledge: what pays,
//
//	r = Base (worth / price)^(1/(1-theta)) >= public
func (w *builder) researchOn(i int) bill {
	r := w.m.spec.Research
	d, key := &r.Drivers[i], r.Block.Keys[i]
	theta := r.frontier(key).Theta
	benefit := w.benefit(i)
	w.benefits = append(w.benefits, benefit)
	worth := w.param("reach of "+key.String(), w.m.reachNow(i)) + "*(" + benefit + ")"
	if r.Expect == Foresight {
		worth += "+" + w.param("ahead of "+key.String(), 0)
	}
	b, price := bill{name: "research on " + key.String(), public: num(d.Public)}, tick(r.Good)
	if d.Path != nil {
		b.public = w.param("public research on "+key.String(), d.Public)
	}
	if d.Subsidy != nil {
		b.own = w.param("own part of "+key.String(), 1-d.subsidy(0))
		price += "*" + b.own
	}
	pays := fmt.Sprintf("%s*(max(0,(%s)/(%s)))**%s", num(d.Base), worth, price, num(1/(1-theta)))
	if w.m.holds(channelOf(key.Driver)) {
		b.public, pays = num(d.Public), num(d.Base)
	}
	w.e.Aux(b.name, fmt.Sprintf("%s-max(%s,%s)", tick(b.name), b.public, pays)).
		Between(math.Inf(-1), math.Inf(1)).Start(d.Base)
	return b
}

// sum is a variable that equals an expression, from where it starts.
func (w *builder) sum(name, expr string, start float64) string {
	w.e.Aux(name, tick(name)+"-("+expr+")").Between(math.Inf(-1), math.Inf(1)).Start(start)
	return tick(name)
}

// levy lets the payer buy research, and takes what it costs from Account.Rest as
// a lump sum.
func (w *builder) levy(amount string, base float64) {
	r, a := w.m.spec.Research, &w.m.spec.Account
	w.agent[r.Payer].Needs(w.com[r.Good].OfExpr(amount))
	if r.Payer == a.Rest {
		return
	}
	name := "levy for research"
	w.e.Aux(name, fmt.Sprintf("%s*%s-%s*(%s)", tick(name), tick(a.Level), tick(r.Good), amount)).
		Between(math.Inf(-1), math.Inf(1)).Start(base)
	w.agent[a.Rest].Owns(w.com[a.Level].OfExpr("-" + tick(name)))
	w.agent[r.Payer].Owns(w.com[a.Level].OfExpr(tick(name)))
}

// publicBase is what Research.Payer pays for in the base year.
func (s *Spec) publicBase() float64 {
	total := 0.0
	if s.Research == nil || s.Research.Payer == "" {
		return 0
	}
	for i := range s.Research.Drivers {
		d := &s.Research.Drivers[i]
		total += d.Public + d.subsidy(0)*(d.Base-d.Public)
	}
	return total
}

// reachNow is the reach of a stock in the base year of a first pass, once it is
// calibrated.
func (m *Model) reachNow(i int) float64 {
	if m.chi == nil {
		return 0
	}
	return m.reach(i, m.chi[i], 1, 1) * m.now.growing[i]
}

// benefit is what one more unit of a stock's h saves this year, as an
// expression. What knowledge decides in it are parameters.
func (w *builder) benefit(i int) string {
	key := w.m.spec.Research.Block.Keys[i]
	d := &w.m.spec.Research.Drivers[i]
	switch key.Driver {
	case knowledge.Efficiency:
		return w.efficiency(key, d)
	case knowledge.Durability:
		return w.durability(key, d)
	}
	return w.recovery(key, d)
}

// efficiency is market size × (Σ p_m (-da_m/dh) - dk/dh).
func (w *builder) efficiency(key knowledge.Key, d *Driver) string {
	saved := "0"
	u := &w.m.spec.Units[w.m.ix.unit[key.Object]]
	rest := tick(u.Name)
	for _, c := range u.Content {
		holds := num(c.Amount)
		if w.m.changes(u) {
			holds = tick(c.Mineral + " per " + u.Name)
		}
		rest += "-" + holds + "*" + tick(c.Mineral)
		if e := d.Content[c.Mineral]; e != nil {
			saved += "+" + tick(c.Mineral) + "*" + w.param("saving of "+c.Mineral+" in "+u.Name, -e.Slope(1))
			if by := w.thinned(u, c.Mineral); by != "1" {
				saved += "*" + by
			}
		}
	}
	for _, p := range u.Parts {
		rest += "-" + num(p.Amount) + "*" + tick(p.Use)
	}
	if d.Cost != nil {
		saved += "+" + w.param("saving of cost in "+u.Name, -d.Cost.Slope(1)/d.Cost.At(1)) + "*(" + rest + ")"
	}
	return w.market(key.Object) + "*(" + saved + ")"
}

// durability is market size × p × L'(h) × (-dln CRF/dL), and what more units
// fit for a second life earn at the end of life.
func (w *builder) durability(key knowledge.Key, d *Driver) string {
	out := "0"
	if d.Life != nil {
		v := w.m.spread(d.Life, 1)
		out += "+" + w.market(key.Object) + "*" + tick(key.Object) + "*" + w.param("longer life of "+key.Object, v)
	}
	for j := range w.m.spec.SecondLife {
		s := &w.m.spec.SecondLife[j]
		if d.Fit == nil || !w.m.hasOption(s.From, key.Object) {
			continue
		}
		v := w.m.laterWorth(j, d, 1, w.m.spec.Units[w.m.ix.unit[key.Object]].Life)
		out += "+" + w.marketIn(w.m.ix.use[s.From], key.Object) + "*" + tick("fit "+w.m.secondName(j)) + "*" + w.param("more of "+key.Object+" in "+s.To, v)
	}
	return out
}

// spread is L'(h) ln(1+d)/((1+d)^L - 1).
func (m *Model) spread(life knowledge.Effect, h float64) float64 {
	return life.Slope(h) * knowledge.Spread(m.spec.Discount, life.At(h))
}

// laterWorth is φ'(h) × what of a unit is collected and useful, at the end of its life.
func (m *Model) laterWorth(j int, d *Driver, h, life float64) float64 {
	return d.Fit.Slope(h) * m.spec.Collection * m.spec.SecondLife[j].Health * math.Exp(-life*math.Log1p(m.spec.Discount))
}

func (m *Model) hasOption(use, unit string) bool {
	for _, o := range m.spec.Uses[m.ix.use[use]].Options {
		if o.Unit == unit {
			return true
		}
	}
	return false
}

// recovery is what more of a mineral out of scrap is worth: the rent of a pool,
// the price of the mineral where units are taken apart.
func (w *builder) recovery(key knowledge.Key, d *Driver) string {
	out := "0"
	if d.Yield == nil {
		return out
	}
	more := w.param("more "+key.Object+" out of scrap", d.Yield.Slope(1)/d.Yield.At(1))
	for j := range w.b.stream {
		st := &w.b.stream[j]
		rec := &w.m.spec.Recyclers[st.recycler]
		for _, y := range rec.Yields {
			switch {
			case y.Mineral != key.Object:
			case rec.PerMineral:
				there := tick("scrap of " + st.name)
				for i := range w.m.spec.SecondLife {
					if w.m.takes(st, i) {
						there += "-" + tick("scrap "+st.name+" per "+w.m.secondName(i)) + "*" + w.amount("again "+w.m.secondName(i))
					}
				}
				if rec.Other != nil {
					there += "-" + w.param("other scrap of "+st.name, rec.Other[0])
				}
				out += "+" + more + "*" + tick("scrap "+st.name) + "*(" + there + ")"
			default:
				out += "+" + more + "*" + tick(w.sold(y.Mineral).String()) + "*" + tick(y.Mineral+" from "+st.name) + "*" + w.amount("treat "+st.name)
			}
		}
	}
	return out
}

// market is the market size of a unit: what all uses and services take of it, and
// where it is outside the sets at work, what it would sell if it were in them,
// times the belief that it will be.
func (w *builder) market(unit string) string {
	out := "(0"
	for b := range w.m.spec.books() {
		for _, name := range w.m.spec.bookUnits(b) {
			if name == unit {
				out += "+" + w.marketIn(b, unit)
			}
		}
	}
	return out + ")"
}

func (w *builder) marketIn(b int, unit string) string {
	n := w.b.nodes[b]
	for k, name := range w.m.spec.bookUnits(b) {
		if name != unit {
			continue
		}
		if b >= len(w.m.spec.Uses) {
			return fmt.Sprintf("(%s/%s)", w.newly(b-len(w.m.spec.Uses), k), num(w.m.perUnit(b, k)))
		}
		out := fmt.Sprintf("(%s-%s)", w.amount("take "+n.options[k]), num(w.m.tries(b, k)))
		if n.chosen && (w.m.spec.Research.Belief > 0 || w.m.spec.Research.Entry != nil) {
			out += w.outside(b, k)
		}
		return "(" + out + ")"
	}
	return "0"
}

// outside is what an option would sell in the sets at work that lack it, times
// the belief.
func (w *builder) outside(b, k int) string {
	out, belief := "", ""
	for _, s := range w.m.known(b) {
		if s.Has(k) {
			continue
		}
		if belief == "" {
			belief = w.belief(b, k)
		}
		out += fmt.Sprintf("+%s*%s*%s", belief, w.amount(w.m.setName(b, s)), w.shareIn(b, k, s|1<<k))
	}
	return out
}

// belief that an option enters: a number, or a parameter where it is watched.
func (w *builder) belief(b, k int) string {
	x, name := w.m.spec.Research, "belief in "+w.b.nodes[b].options[k]
	if x.Entry == nil {
		return num(x.Belief)
	}
	if !w.believed[name] {
		w.believed[name] = true
		w.e.Param(name, x.Belief)
	}
	return tick(name)
}

// shareIn is the share of an option in a set, as an expression of prices.
func (w *builder) shareIn(b, k int, s set) string {
	n := w.b.nodes[b]
	price := func(j int) string {
		p := tick(w.m.spec.bookUnits(b)[j])
		if w.m.spec.Uses[b].RefLife > 0 {
			p += "*" + tick("life of "+n.options[j])
		}
		return p
	}
	own := w.weight(n, k)
	sum := "1e-200+" + own // weights may be zero
	for j := range n.options {
		if s.Has(j) && j != k {
			sum += fmt.Sprintf("+%s*exp((%s-%s)/(%s*%s))", w.weight(n, j), price(k), price(j), num(n.temper), tick(w.m.spec.Account.Level))
		}
	}
	return "(" + own + "/(" + sum + "))"
}
