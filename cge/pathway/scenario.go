package pathway

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// settings are a year as values of parameters.
func (m *Model) settings(y *state, res *resources) *settings {
	set := m.newSettings()
	m.setAccount(set, y.t)
	m.setUnits(set, y)
	m.setRecipes(set, y.t)
	m.setBooks(set, y)
	m.setScrap(set, y)
	if m.learns() {
		m.setResearch(set, y)
	}
	for i := range m.spec.Mines {
		name := m.spec.Mines[i].Name
		if m.ownRent(m.base, i) > 0 {
			set.put(byResources, "path of resource "+name, res.amount(m, i, y.t))
		}
		if m.spec.Mines[i].Ramp > 0 {
			set.put(byResources, "limit of "+name, (1+m.spec.Mines[i].Ramp)*res.output[i])
		}
	}
	if m.spec.Carbon != nil {
		set.put(byPaths, "limit of CO2", m.carbonLimit(y.t))
	}
	for i := range m.spec.Minerals {
		if x := &m.spec.Minerals[i]; m.capped(x) {
			set.put(byPaths, "ceiling of "+x.Name, m.ceilingAt(x, y.t))
		}
	}
	return set
}

// scenario is a year as the solver takes it.
func (m *Model) scenario(y *state, res *resources) cge.Scenario {
	return cge.Scenario{Name: fmt.Sprint(m.spec.Years[y.t]), Set: m.settings(y, res).value, Fix: m.fixed(y)}
}

// fixed are the unknowns that have a given value in a year.
func (m *Model) fixed(y *state) map[string]float64 {
	numeraire := m.numeraire()
	fix := map[string]float64{m.spec.Account.Level: numeraire}
	if m.opt.Closure == Response {
		for b := range m.spec.books() {
			if name := m.spec.bookName(b); m.shifted(name) {
				fix["shifter "+name] = at(m.opt.Shifters[name], y.t)
			}
		}
	}
	if m.holds(Price) {
		for _, x := range m.spec.Minerals {
			fix[x.Name] = x.Price * numeraire
		}
		for i := range m.spec.Account.Factors {
			if name := m.spec.Account.Factors[i].Name; !m.researchAlone(name) {
				fix[name] = numeraire
			}
		}
	}
	return fix
}

func (m *Model) numeraire() float64 {
	if m.spec.Numeraire == 0 {
		return 1
	}
	return m.spec.Numeraire
}

func (m *Model) setAccount(set *settings, t int) {
	a := &m.spec.Account
	for i := range a.Factors {
		set.put(byPaths, "path of "+a.Factors[i].Name, at(a.Factors[i].Path, t))
	}
	for i := range a.Sectors {
		if a.Sectors[i].Productivity != nil {
			set.put(byPaths, "productivity of "+a.Sectors[i].Name, at(a.Sectors[i].Productivity, t))
		}
	}
	for _, x := range a.Transfers {
		if x.Real {
			set.put(byPaths, "path of transfer "+x.From+" to "+x.To, at(x.Path, t))
		}
	}
	for i := range a.Agents {
		for k, n := range a.Agents[i].Needs {
			if n.Path != nil {
				set.put(byPaths, fmt.Sprintf("need %d of %s", k+1, a.Agents[i].Name), at(n.Path, t))
			}
		}
	}
}

func (m *Model) setUnits(set *settings, y *state) {
	for u := range m.spec.Units {
		x := &m.spec.Units[u]
		if m.changes(x) {
			for _, c := range x.Content {
				set.put(m.byTechnology(), c.Mineral+" per "+x.Name, y.tech.recipe()[u][m.ix.mineral[c.Mineral]])
			}
		}
		if m.costMoves(x) {
			set.put(m.byCost(x), "cost of "+x.Name, y.tech.cost[u])
		}
	}
}

// setBooks sets what uses and services find.
func (m *Model) setBooks(set *settings, y *state) {
	s := m.spec
	for b := range s.books() {
		n := m.base.nodes[b]
		weight := n.weights(y.t)
		for k, o := range n.options {
			if m.w.weights["weight of "+o] {
				set.put(byPaths, "weight of "+o, weight[k])
			}
			if m.opt.Imposed {
				set.put(byPaths, "imposed share of "+o, m.imposed(b, k, y.t))
			}
		}
		if b < len(s.Uses) {
			m.setUse(set, y, b)
		} else {
			m.setService(set, y, b)
		}
	}
}

// imposed is the share of an option in modes that impose shares.
func (m *Model) imposed(b, k, t int) float64 {
	var path []float64
	if b < len(m.spec.Uses) {
		path = m.spec.Uses[b].Options[k].Imposed
	} else {
		path = m.spec.Services[b-len(m.spec.Uses)].Plants[k].Imposed
	}
	if path == nil {
		return m.base.nodes[b].share[k]
	}
	return path[t]
}

func (m *Model) setUse(set *settings, y *state, b int) {
	u := &m.spec.Uses[b]
	for k, o := range m.base.nodes[b].options {
		if u.RefLife > 0 {
			set.put(m.byTechnology(), "life of "+o, m.lifeFactor(u, y.tech.life[m.ix.unit[u.Options[k].Unit]]))
		}
		if u.Path != nil {
			set.put(byCohorts, "kept "+o, y.found.kept[b][k])
		}
	}
	if u.Path == nil {
		return
	}
	gap := "gap of " + u.Name
	set.put(byCohorts, gap, m.gap(y, b))
	set.grows(gap, m.base.target[b]*(at(u.Path, y.t)-at(u.Path, max(0, y.t-1))))
	if u.Follows != nil {
		set.put(byPaths, "target of "+u.Name, m.base.target[b]*at(u.Path, y.t))
		set.put(byPaths, referenceName(u.Follows), u.Follows.Reference[y.t])
	}
}

// gap is what this year's additions and second life must add to the stock.
func (m *Model) gap(y *state, b int) float64 {
	u := &m.spec.Uses[b]
	gap := m.base.target[b]*at(u.Path, y.t) - sum(y.found.surviving[b])
	for j := range m.spec.SecondLife {
		if m.spec.SecondLife[j].To == u.Name {
			gap -= y.found.useful[j]
		}
	}
	return gap
}

func (m *Model) setService(set *settings, y *state, b int) {
	s := &m.spec.Services[b-len(m.spec.Uses)]
	set.put(byPaths, "demand for "+s.Name, m.base.demand[b-len(m.spec.Uses)]*at(s.Path, y.t))
	for k, o := range m.base.nodes[b].options {
		p := &s.Plants[k]
		set.put(byCohorts, "old capacity of "+o, m.w.some(p.Output*y.found.surviving[b][k], "old "+o))
		set.put(m.byTechnology(), "recovery of "+o, 1/PresentValue(y.tech.life[m.ix.unit[p.Unit]], m.spec.Discount))
		if p.Cap != nil {
			set.put(byCohorts, "room for "+o, math.Max(0, p.Cap[y.t]-y.found.surviving[b][k])+m.tries(b, k)/p.Output)
		}
	}
}

func (m *Model) setScrap(set *settings, y *state) {
	for i := range m.spec.SecondLife {
		x := &m.spec.SecondLife[i]
		set.put(byCohorts, "fit units of "+m.secondName(i), m.w.some(x.Health*y.found.fit[i].units, "again "+m.secondName(i)))
	}
	for j := range m.base.stream {
		st, n := &m.base.stream[j], y.streams[j]
		rec := &m.spec.Recyclers[st.recycler]
		set.put(byScrap, "scrap of "+st.name, m.w.there(j, n.all))
		for i := range m.spec.SecondLife {
			if m.takes(st, i) {
				x := &m.spec.SecondLife[i]
				set.put(byScrap, "scrap "+st.name+" per "+x.From+" in "+x.To, n.perUseful[i])
			}
		}
		if rec.PerMineral {
			continue
		}
		for k, yield := range rec.Yields {
			set.put(byScrap, yield.Mineral+" from "+st.name, n.yield[k])
		}
	}
}
