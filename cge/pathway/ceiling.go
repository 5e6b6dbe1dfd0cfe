package pathway

import (
	"fmt"
	"maps"
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// A ceiling parts the price that sellers of a mineral are paid from the virtual
// price that its users see:
//
//	virtual = sold + premium,   premium >= 0  ⊥  ceiling - sold >= 0
//
// and the shortage is what users would take at the ceiling beyond what there is.

// capped reports whether sellers of a mineral are ever held to a price.
func (m *Model) capped(x *Mineral) bool { return x.Ceiling != nil && !m.holds(Price) }

// ceilingAt is the ceiling of a year; no limit is a thousand times the price.
func (m *Model) ceilingAt(x *Mineral, t int) float64 {
	return math.Min(x.Ceiling[t], 1000*x.Price)
}

func (c *checker) ceiling(x *Mineral) {
	c.path("price ceiling of "+x.Name, x.Ceiling, true)
	for t, v := range x.Ceiling {
		if !(v > 0) || t == 0 && v < x.Price {
			c.fail("the price of %s may be %v at most in the %d. year; it is above zero, and in the base year not below the price %v", x.Name, v, t+1, x.Price)
		}
	}
}

// ceiling declares what parts sellers from users.
func (w *builder) ceiling(x *Mineral) {
	if !w.m.capped(x) {
		return
	}
	sold := w.good("sold "+x.Name, x.Price)
	premium := "premium on " + x.Name
	w.e.Param("ceiling of "+x.Name, w.m.ceilingAt(x, 0))
	w.e.Aux(premium, fmt.Sprintf("%s*%s-%s", tick("ceiling of "+x.Name), tick(w.m.spec.Account.Level), tick("sold "+x.Name)))
	amount := w.b.made(w.m, x.Name)
	w.size["sell "+x.Name] = amount
	w.producer("sell "+x.Name, amount, []made{{c: w.com[x.Name], per: 1, price: x.Price}},
		sold.Of(1).At(x.Price).TaxedExpr(w.agent[w.m.spec.Account.Rest], tick(premium)+"/"+tick("sold "+x.Name)))
}

// made is what mines and recyclers make of a mineral in the base year.
func (b *base) made(m *Model, mineral string) float64 {
	total := 0.0
	for i := range m.spec.Mines {
		for k, o := range m.spec.Mines[i].Outputs {
			if o.Mineral == mineral {
				total += b.mine[i].output[k]
			}
		}
	}
	for _, st := range b.stream {
		for k, y := range m.spec.Recyclers[st.recycler].Yields {
			if y.Mineral == mineral {
				total += st.level * st.amount.yield[k]
			}
		}
	}
	return total
}

// sold is what sellers of a mineral make.
func (w *builder) sold(mineral string) cge.Commodity {
	if c, ok := w.com["sold "+mineral]; ok {
		return c
	}
	return w.com[mineral]
}

// sellers is what sellers of a mineral are paid.
func (m *Model) sellers(y *state, mineral string) float64 {
	if p, ok := y.values["sold "+mineral]; ok {
		return p
	}
	return y.values[mineral]
}

// shortages are what users would take of minerals at their ceilings beyond what
// there is: the equilibrium with users' prices held there, and the gap between
// demand and supply that it leaves.
func (r *run) shortages(y *state) error {
	m := r.m
	y.short = map[string]float64{}
	fix := m.fixed(y)
	for i := range m.spec.Minerals {
		x := &m.spec.Minerals[i]
		if m.capped(x) && y.values["premium on "+x.Name] > 1e-9*x.Price {
			fix[x.Name] = m.ceilingAt(x, y.t) * m.numeraire()
			y.short[x.Name] = 0
		}
	}
	if len(y.short) == 0 {
		return nil
	}
	// parameters of the year's market; resources have moved on since
	sc := cge.Scenario{Name: fmt.Sprint(m.spec.Years[y.t]), Set: r.set, Fix: fix, Start: y.eq.Values()}
	maps.Copy(sc.Start, y.offer)
	eq, err := m.cge.Begin().Solve(r.ctx, sc, &cge.Settings{Tolerance: m.opt.Tolerance, Iterations: attempts})
	if err != nil {
		return fmt.Errorf("demand at price ceilings: %w", err)
	}
	for _, f := range eq.Flows() {
		if _, short := y.short[f.Commodity]; !short {
			continue
		}
		switch f.Kind {
		case cge.Input, cge.Demand:
			y.short[f.Commodity] += f.Quantity
		default:
			y.short[f.Commodity] -= f.Quantity
		}
	}
	return nil
}
