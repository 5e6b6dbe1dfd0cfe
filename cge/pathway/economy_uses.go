package pathway

// trial is what is bought of every option whatever it costs, relative to all
// additions of the base year: next to nothing, but more than the solver's
// tolerance, so that what nobody else wants has a price and the equations leave
// nothing open. Who buys it owns the minerals that go into it, so that no
// mineral market sees it.
func (m *Model) trial() float64 { return 10 * m.opt.Tolerance }

// try lets an agent buy units of an option for trial; unit is what it is made
// of, worth so many units of it.
func (w *builder) try(agent, option, unit string, amount, units float64) {
	w.agent[agent].Needs(w.com[option].Of(amount).At(w.b.price[option]))
	for _, c := range w.m.spec.Units[w.m.ix.unit[unit]].Content {
		if c.Amount > 0 {
			w.agent[agent].Owns(w.com[c.Mineral].Of(units * c.Amount))
		}
	}
}

// tried is what is built of a unit for trial alone.
func (w *builder) tried(unit string) float64 {
	total := 0.0
	for book, n := range w.b.nodes {
		for k, name := range w.m.spec.bookUnits(book) {
			if name == unit {
				total += w.m.trial() * n.volume / w.m.perUnit(book, k)
			}
		}
	}
	return total
}

// perUnit is what a unit of an option delivers to its choice: itself in a use,
// its yearly output in a service.
func (m *Model) perUnit(book, k int) float64 {
	if book < len(m.spec.Uses) {
		return 1
	}
	return m.spec.Services[book-len(m.spec.Uses)].Plants[k].Output
}

func (w *builder) uses() {
	s := w.m.spec
	for i := range s.Uses {
		u, n := &s.Uses[i], w.b.nodes[i]
		for k, o := range n.options {
			unit := u.Options[k].Unit
			in := w.com[unit].Of(1).At(n.price[k])
			if u.RefLife > 0 {
				in = in.TaxedExpr(w.agent[w.m.holder(u)], w.param("life of "+o, n.price[k]/w.b.price[unit])+"-1")
			}
			w.producer("take "+o, w.b.amount[i][k]+w.m.trial()*n.volume, []made{{c: w.com[o], per: 1, price: n.price[k]}}, in)
			w.try(w.m.holder(u), o, unit, w.m.trial()*n.volume, w.m.trial()*n.volume)
		}
		if u.Path == nil || w.m.shifted(u.Name) {
			continue
		}
		bought := n.volume
		for j, q := range w.b.second {
			if s.SecondLife[j].To == u.Name {
				bought += q.worth * q.taken
			}
		}
		w.e.Aux("additions "+u.Name, w.standing(i)).Start(bought)
		w.agent[u.Buyer].Needs(w.com[u.Name].OfExpr(tick("additions " + u.Name)).At(w.b.price[u.Name]))
	}
}
