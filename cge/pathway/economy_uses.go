package pathway

// tried is what is built of a unit for trial alone.
func (w *builder) tried(unit string) float64 {
	total := 0.0
	for i := range w.m.spec.Uses {
		for _, o := range w.m.spec.Uses[i].Options {
			if o.Unit == unit {
				total += trial * w.b.nodes[i].volume
			}
		}
	}
	return total
}

// trial is what is bought of every option whatever it costs, relative to all
// additions of the base year: next to nothing, so that what nobody else wants has a price.
const trial = 1e-12

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
			w.producer("take "+o, w.b.amount[i][k]+trial*n.volume, []made{{c: w.com[o], per: 1, price: n.price[k]}}, in)
			w.agent[w.m.holder(u)].Needs(w.com[o].Of(trial * n.volume).At(n.price[k]))
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
