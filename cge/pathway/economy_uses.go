package pathway

// trial is what is bought of every option whatever it costs, relative to all
// additions of the base year: next to nothing, but more than the solver's
// tolerance, so that what nobody else wants has a price and the equations leave
// nothing open. Who buys it owns the minerals that go into it, so that no
// mineral market sees it.
func (m *Model) trial() float64 { return m.opt.Trial }

// tries is how much is bought of an option for trial.
func (m *Model) tries(book, k int) float64 { return m.trial() * m.base.nodes[book].volume }

// try lets an agent buy units of an option for trial; unit is what it is made
// of, worth so many units of it.
func (w *builder) try(agent, option, unit string, amount, units float64) {
	w.agent[agent].Needs(w.com[option].Of(amount).At(w.b.price[option]))
	w.lend(agent, unit, units)
}

// lend gives an agent the minerals of some units.
func (w *builder) lend(agent, unit string, units float64) {
	for _, c := range w.m.spec.Units[w.m.ix.unit[unit]].Content {
		if units*c.Amount > 0 {
			w.agent[agent].Owns(w.com[c.Mineral].Of(units * c.Amount))
		}
	}
}

// trials works out what is built of units for trial alone, and what that takes
// of uses that units are made of.
func (w *builder) trials() {
	m := w.m
	w.tried, w.passed = make([]float64, len(m.spec.Units)), make([]float64, len(m.spec.Uses))
	for range len(m.spec.Uses) + 1 { // parts of parts settle in as many rounds
		clear(w.tried)
		for book, n := range w.b.nodes {
			for k, name := range m.spec.bookUnits(book) {
				x := m.tries(book, k) / m.perUnit(book, k)
				if book < len(m.spec.Uses) {
					x += n.share[k] * w.passed[book]
				}
				w.tried[m.ix.unit[name]] += x
			}
		}
		clear(w.passed)
		for u := range m.spec.Units {
			for _, p := range m.spec.Units[u].Parts {
				w.passed[m.ix.use[p.Use]] += p.Amount * w.tried[u]
			}
		}
	}
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
			w.producer("take "+o, w.b.amount[i][k]+w.m.tries(i, k)+n.share[k]*w.passed[i], []made{{c: w.com[o], per: 1, price: n.price[k]}}, in)
			w.try(w.m.holder(u), o, unit, w.m.tries(i, k), w.m.tries(i, k))
			w.lend(w.m.holder(u), unit, n.share[k]*w.passed[i])
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
