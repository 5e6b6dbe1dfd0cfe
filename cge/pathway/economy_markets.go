package pathway

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// services are old plants, which run while that pays, and new supply.
func (w *builder) services() {
	for i := range w.m.spec.Services {
		s := &w.m.spec.Services[i]
		for k := range s.Plants {
			running := w.running(i, k)
			w.old(i, k, running)
			w.fresh(i, k, running)
		}
		if s.Buyer != "" {
			w.agent[s.Buyer].Needs(w.com[s.Name].OfExpr(w.param("demand for "+s.Name, w.b.demand[i])).At(w.b.price[s.Name]))
		}
	}
}

// running is what a plant takes to run, per unit of service.
func (w *builder) running(i, k int) []cge.Nest {
	var in []cge.Nest
	p := &w.m.spec.Services[i].Plants[k]
	if p.Operating > 0 {
		in = append(in, w.nest(&p.Inputs, p.Operating, ""))
	}
	if w.m.spec.Carbon != nil && p.Emissions > 0 {
		in = append(in, w.com["CO2"].Of(p.Emissions))
	}
	return in
}

func (w *builder) old(i, k int, running []cge.Nest) {
	s := &w.m.spec.Services[i]
	p, o := &s.Plants[k], w.b.nodes[len(w.m.spec.Uses)+i].options[k]
	book := len(w.m.spec.Uses) + i
	able := p.Output * w.b.found.surviving[book][k]
	c := w.good("capacity "+o, max(0, w.b.price[s.Name]-p.Operating))
	runs := w.some(able, "old "+o)
	if p.Operating > w.b.price[s.Name] {
		runs = 0
	}
	all := w.param("old capacity of "+o, w.some(able, "old "+o))
	if p.Spread > 0 {
		all, running = w.spread(p, o, all, runs, running)
	}
	w.agent[s.Investor].Owns(c.OfExpr(all))
	w.producer("old "+o, runs, []made{{c: w.com[s.Name], per: 1, price: w.b.price[s.Name]}}, cge.Leontief(append(slices.Clone(running), c.Of(1))...))
}

// spread lets old capacity K run from the best to the worst. What it costs to
// run lies evenly within oc(1±s). With a part g of it running, the last costs
// oc(1-s+2sg), all that run oc(1-s+sg) on average, and
//
//	p = oc(1-s+sg) + r,   0 <= g <= 1  ⊥  s g oc - r
//
// r is what a running unit of capacity earns on average; g of it is offered.
func (w *builder) spread(p *Plant, o, all string, runs float64, running []cge.Nest) (string, []cge.Nest) {
	name, part := "running of "+o, "part of "+o
	size := w.size["old "+o]
	w.size["run "+o] = size
	mean := fmt.Sprintf("(%s+%s*%s)", num(1-p.Spread), num(p.Spread), tick(part))
	w.e.Aux(part, fmt.Sprintf("%s*%s*%s/%s-%s", num(p.Spread), tick(part), tick(name), mean, tick("capacity "+o))).Between(0, 1).Start(1)
	c := w.good(name, p.Operating)
	w.e.Producer("run "+o, c.Of(size).At(p.Operating), cge.Leontief(running...)).Productivity(num(1/size) + "/" + mean)
	w.e.Start("run "+o, runs/size)
	return all + "*" + tick(part), []cge.Nest{c.Of(1).At(p.Operating)}
}

// fresh is new supply of a plant: its owner, the investor, buys the unit and is
// paid CRF times its price a year.
func (w *builder) fresh(i, k int, running []cge.Nest) {
	s := &w.m.spec.Services[i]
	p, o := &s.Plants[k], w.b.nodes[len(w.m.spec.Uses)+i].options[k]
	book, u := len(w.m.spec.Uses)+i, w.m.ix.unit[p.Unit]
	crf := w.param("recovery of "+o, w.b.crf[u])
	yearly := w.b.crf[u] * w.b.price[p.Unit]
	rental := w.good("rental "+o, yearly)
	tried := w.m.tries(book, k)
	unit := w.com[p.Unit].Of(1).At(yearly).TaxedExpr(w.agent[s.Investor], crf+"-1")
	w.producer("rent "+o, w.b.amount[book][k]+tried/p.Output, []made{{c: rental, per: 1, price: yearly}}, unit)
	in := append(slices.Clone(running), rental.Of(1/p.Output).At(yearly))
	if p.Cap != nil {
		c := w.good("site "+o, 0)
		w.agent[s.Investor].Owns(c.OfExpr(w.param("room for "+o, p.Cap[0]-w.b.found.surviving[book][k]+tried/p.Output)))
		in = append(in, c.Of(1/p.Output))
	}
	w.producer("new "+o, w.b.amount[book][k]*p.Output+tried, []made{{c: w.com[o], per: 1, price: w.b.price[o]}}, cge.Leontief(in...))
	w.try(s.Investor, o, p.Unit, tried, tried/p.Output)
}

// second lives take the right to a unit and prepare it: refurbish it, and wait
// for its scrap. The owner of the scrap is paid for the wait, as a tax on
// refurbishing:
//
//	opp = wait × Σ scrap rent × what a useful unit takes out of the stream
func (w *builder) second() {
	for i := range w.m.spec.SecondLife {
		s, q := &w.m.spec.SecondLife[i], &w.b.second[i]
		name := w.m.secondName(i)
		right := w.good("fit "+name, q.rent)
		w.agent[s.Owner].Owns(right.OfExpr(w.param("fit units of "+name, w.some(q.available, "again "+name))))
		tried := w.m.trial() * w.size["again "+name]
		refurbished := w.good("refurbished "+name, s.Cost)
		w.size["refurbish "+name], w.size["prepare "+name] = w.size["again "+name], w.size["again "+name]
		w.producer("refurbish "+name, q.taken+tried, []made{{c: refurbished, per: 1, price: s.Cost}}, w.nest(&s.Inputs, s.Cost, ""))
		opp, wait := 0.0, ""
		for j := range w.b.stream {
			st := &w.b.stream[j]
			if w.m.takes(st, i) {
				opp += q.wait * st.amount.perUseful[i] * st.rent
				wait += "+" + tick(w.scrap(j).String()) + "*" + w.param("scrap "+st.name+" per "+name, st.amount.perUseful[i])
			}
		}
		prepared := w.good("prepared "+name, s.Cost+opp)
		in := refurbished.Of(1).At(s.Cost + opp)
		if wait != "" {
			in = in.TaxedExpr(w.agent[s.Owner], num(q.wait)+"*(0"+wait+")/"+tick("refurbished "+name))
		}
		w.waits["prepare "+name] = true
		w.agent[s.Owner].Needs(prepared.Of(tried).At(s.Cost + opp))
		w.producer("prepare "+name, q.taken+tried, []made{{c: prepared, per: 1, price: s.Cost + opp}}, in)
		w.producer("again "+name, q.taken, []made{{c: w.com[s.To], per: q.worth, price: w.b.price[s.To]}},
			cge.Leontief(right.Of(1), prepared.Of(1).At(s.Cost+opp)))
	}
}

// takes reports whether a second life keeps units from a stream.
func (m *Model) takes(st *stream, i int) bool {
	rec := &m.spec.Recyclers[st.recycler]
	if rec.PerMineral {
		return rec.feeds(m.spec.SecondLife[i].From)
	}
	return st.second == i
}

// scrap is the commodity of a stream.
func (w *builder) scrap(j int) cge.Commodity {
	st := &w.b.stream[j]
	if c, ok := w.com["scrap "+st.name]; ok {
		return c
	}
	return w.good("scrap "+st.name, st.rent)
}

// there is what a stream has to treat or to keep for second life.
func (w *builder) there(j int, all float64) float64 {
	return w.some(all+w.spare(j), "treat "+w.b.stream[j].name)
}

// spare is what a stream of units fit for a second life has for trial beyond
// them. Without it, where all of them find one, nothing is left to treat: then
// only the sum of the rents on the right to a unit and on its scrap is decided,
// and research that makes more units fit is worth whatever one likes.
func (w *builder) spare(j int) float64 {
	st := &w.b.stream[j]
	if st.second < 0 {
		return 0
	}
	return w.m.trial() * w.sizeOf("treat "+st.name)
}

// recyclers treat streams, as far as second life leaves them.
func (w *builder) recyclers() {
	s := w.m.spec
	for j := range w.b.stream {
		st := &w.b.stream[j]
		rec := &s.Recyclers[st.recycler]
		c := w.scrap(j)
		// two endowments, so that the market is measured by either even where they
		// cancel
		w.agent[rec.Owner].Owns(c.OfExpr(w.param("scrap of "+st.name, w.there(j, st.amount.all))))
		for i := range s.SecondLife {
			if w.m.takes(st, i) {
				name := w.m.secondName(i)
				w.agent[rec.Owner].Owns(c.OfExpr("-" + tick("scrap "+st.name+" per "+name) + "*" + w.amount("again "+name)))
			}
		}
		var out []made
		for k, y := range rec.Yields {
			o := made{c: w.sold(y.Mineral), per: 1, price: w.b.price[y.Mineral]}
			if !rec.PerMineral {
				o.expr = w.param(y.Mineral+" from "+st.name, st.amount.yield[k])
			}
			out = append(out, o)
		}
		in := []cge.Nest{c.Of(1)}
		if rec.Cost > 0 {
			in = append(in, w.nest(&rec.Inputs, rec.Cost, ""))
		}
		level := st.level
		if level > 0 || st.rent > 0 {
			level += w.spare(j)
		}
		w.producer("treat "+st.name, level, out, cge.Leontief(in...))
	}
}

// agents want what they want; Rest takes what is left of every good as well.
func (w *builder) agents() {
	s := w.m.spec
	for i := range s.Account.Agents {
		g := &s.Account.Agents[i]
		for k, n := range g.Needs {
			leaf := w.leaf(n.Of, n.Value, "")
			if n.Path != nil {
				leaf = w.leaf(n.Of, n.Value, w.param(fmt.Sprintf("need %d of %s", k+1, g.Name), 1))
			}
			w.agent[g.Name].Needs(leaf)
		}
		wants := g.Wants
		if g.Name == s.Account.Rest {
			wants = wants.with(w.a.order, func(of string) float64 { return w.a.extra[of] * w.b.price[of] })
		}
		wants.each(1, func(of string, v float64) {
			if v < 0 {
				w.fail("agent %q would want %v of %q in the base year: other uses exceed what is made by as much; raise the output of %q or lower its uses", g.Name, v, of, of)
			}
		})
		want := w.scaled(&wants, 1, "")
		if !w.bundled(g.Name) {
			w.agent[g.Name].Wants(want)
			continue
		}
		c := w.good("bundle of "+g.Name, 1)
		w.e.Producer("bundle "+g.Name, c.Of(wants.value()), want)
		w.e.Start("bundle "+g.Name, 1)
		w.agent[g.Name].Wants(c.Of(wants.value()))
	}
}

// bundled reports whether an agent gets a transfer in real terms, whose price is
// that of its bundle.
func (w *builder) bundled(agent string) bool {
	for _, t := range w.m.spec.Account.Transfers {
		if t.Real && t.To == agent {
			return true
		}
	}
	return false
}

// with is the nest with more of some goods: at the leaf that has the good, or
// as a new one at the top.
func (n Nest) with(goods []string, more func(string) float64) Nest {
	out := n.clone()
	for _, of := range goods {
		if v := more(of); v != 0 && !out.raise(of, v) {
			out.Inputs = append(out.Inputs, Input{Of: of, Value: v})
		}
	}
	return out
}

func (n Nest) clone() Nest {
	out := Nest{Elasticity: n.Elasticity, Inputs: append([]Input(nil), n.Inputs...)}
	for i := range out.Inputs {
		if in := out.Inputs[i].Nest; in != nil {
			c := in.clone()
			out.Inputs[i].Nest = &c
		}
	}
	return out
}

func (n *Nest) raise(of string, v float64) bool {
	for i := range n.Inputs {
		if n.Inputs[i].Nest == nil && n.Inputs[i].Of == of {
			n.Inputs[i].Value += v
			return true
		}
		if n.Inputs[i].Nest != nil && n.Inputs[i].Nest.raise(of, v) {
			return true
		}
	}
	return false
}

// transfers are amounts of the level good that one agent owes another.
func (w *builder) transfers() {
	s := w.m.spec
	level := w.com[s.Account.Level]
	for i, t := range s.Account.Transfers {
		name := "transfer " + t.From + " to " + t.To
		v, p := tick(name), tick(s.Account.Level)
		if t.Real {
			size := num(w.a.size[i]) + "*" + w.param("path of "+name, 1) + "*" + tick("bundle of "+t.To)
			w.e.Aux(name, v+"*"+p+"-"+size).Start(w.a.size[i])
		} else {
			given := ""
			for _, o := range s.Account.Transfers {
				if o.From == t.From {
					given += "+" + tick("transfer "+o.From+" to "+o.To) + "*" + p
				}
			}
			w.e.Aux(name, fmt.Sprintf("%s*%s-%s*(%s%s)", v, p, num(w.a.share[i]), tick(t.From), given)).Start(w.a.size[i])
		}
		w.agent[t.From].Owns(level.OfExpr("-" + v))
		w.agent[t.To].Owns(level.OfExpr(v))
	}
}
