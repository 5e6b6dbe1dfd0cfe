package pathway

import (
	"fmt"
	"math"
)

// books of the base year: what is taken of every good, what is left for the
// wants of Account.Rest, and what agents get and spend.
type accounts struct {
	use    map[string]float64 // amount taken, agents included
	extra  map[string]float64 // what Rest takes beyond its stated wants, by good
	income map[string]float64 // by agent, transfers left out
	spend  map[string]float64 // by agent
	size   []float64          // by transfer, in the base year
	share  []float64          // of the giver's income, for those that are not Real
	order  []string           // goods that Rest may take, in order
}

// balance closes the books of the base year.
func (m *Model) balance(b *base) (*accounts, error) {
	a := &accounts{use: map[string]float64{}, extra: map[string]float64{}, income: map[string]float64{}, spend: map[string]float64{}}
	m.taken(b, func(of string, amount float64) { a.use[of] += amount })
	m.leftover(b, a)
	m.incomes(b, a)
	if err := m.transfers(a); err != nil {
		return nil, err
	}
	return a, nil
}

// taken visits everything that is taken in the base year, by amount.
func (m *Model) taken(b *base, visit func(of string, amount float64)) {
	s := m.spec
	value := func(of string, v float64) { visit(of, v/b.price[of]) }
	charge := func(n *Nest, total float64) {
		if total != 0 && len(n.Inputs) > 0 {
			n.each(total/n.value(), value)
		}
	}
	m.eachInput(value)
	for u := range s.Units {
		charge(&s.Units[u].Inputs, b.rest[u]*b.built[u])
	}
	for i := range s.Services {
		for k, p := range s.Services[i].Plants {
			charge(&s.Services[i].Plants[k].Inputs, p.Operating*m.generated(b, i, k))
		}
	}
	for i := range s.Mines {
		charge(&s.Mines[i].Inputs, b.mine[i].inputs)
	}
	for _, st := range b.stream {
		charge(&s.Recyclers[st.recycler].Inputs, s.Recyclers[st.recycler].Cost*st.level)
	}
	for i := range s.SecondLife {
		charge(&s.SecondLife[i].Inputs, s.SecondLife[i].Cost*b.second[i].taken)
	}
	for i, n := range b.nodes {
		mean := 0.0
		for k := range n.share {
			mean += n.share[k] * n.price[k]
		}
		visit(s.Account.Level, n.volume*(b.price[s.bookName(i)]-mean))
	}
}

// generated is what plant k of service i delivers in the base year, old and new.
func (m *Model) generated(b *base, i, k int) float64 {
	book := len(m.spec.Uses) + i
	return m.spec.Services[i].Plants[k].Output * (b.found.surviving[book][k] + b.amount[book][k])
}

// leftover is what is made of a good and not taken; Rest takes it.
func (m *Model) leftover(b *base, a *accounts) {
	s := m.spec
	note := func(of string, made float64) {
		left := made - a.use[of]
		a.order = append(a.order, of)
		if math.Abs(left) > 1e-14*made {
			a.extra[of] = left
			a.use[of] = made
		}
	}
	for i := range s.Account.Sectors {
		note(s.Account.Sectors[i].Name, s.Account.Sectors[i].Output)
	}
	for i := range s.Uses {
		if m.shifted(s.Uses[i].Name) {
			note(s.Uses[i].Name, b.nodes[i].volume)
		}
	}
	for i := range s.Services {
		if m.shifted(s.Services[i].Name) {
			note(s.Services[i].Name, b.demand[i])
		}
	}
}

// shifted reports whether a shifter scales what users take of a good: a service
// or a use with a path, and nobody who is committed to buying it.
func (m *Model) shifted(name string) bool {
	if i, ok := m.ix.use[name]; ok {
		return m.spec.Uses[i].Path != nil && m.spec.Uses[i].Buyer == ""
	}
	i, ok := m.ix.service[name]
	return ok && m.spec.Services[i].Buyer == ""
}

// holder is the agent that pays for the additions of a use, and that bears the
// difference between life-adjusted and market prices.
func (m *Model) holder(u *Use) string {
	if u.Buyer != "" {
		return u.Buyer
	}
	return m.spec.Account.Rest
}

// incomes adds up what agents get and spend before transfers.
func (m *Model) incomes(b *base, a *accounts) {
	s := m.spec
	for i := range s.Account.Factors {
		f := &s.Account.Factors[i]
		a.income[f.Owner] += a.use[f.Name]
	}
	for i := range s.Account.Sectors {
		a.income[s.Account.Sectors[i].TaxTo] += s.Account.Sectors[i].Tax * s.Account.Sectors[i].Output
	}
	for i := range s.Mines {
		a.income[s.Mines[i].Owner] += m.ownRent(b, i)
	}
	for _, st := range b.stream {
		left := st.amount.all
		for i, q := range b.second {
			left -= st.amount.perUseful[i] * q.taken
			a.income[s.SecondLife[i].Owner] += q.wait * st.rent * st.amount.perUseful[i] * q.taken
		}
		a.income[s.Recyclers[st.recycler].Owner] += st.rent * left
	}
	for i := range s.SecondLife {
		a.income[s.SecondLife[i].Owner] += b.second[i].rent * b.second[i].available
	}
	for i := range s.Uses {
		m.useIncome(b, a, i)
	}
	for i := range s.Services {
		m.serviceIncome(b, a, i)
	}
	for i := range s.Account.Agents {
		g := &s.Account.Agents[i]
		a.spend[g.Name] += g.Wants.value()
		for _, n := range g.Needs {
			a.spend[g.Name] += n.Value
		}
	}
	if r := s.Research; r != nil {
		public := s.publicBase()
		a.spend[r.Buyer] += s.researchBase() - public
		if r.Payer != "" && r.Payer != s.Account.Rest { // levied on Rest
			a.income[s.Account.Rest] -= public
		} else if r.Payer != "" {
			a.spend[r.Payer] += public
		}
	}
	for _, of := range a.order {
		a.spend[s.Account.Rest] += a.extra[of] * b.price[of]
	}
}

// ownRent is the rent that a mine's owner gets: of a by-product only the part
// that no host yields.
func (m *Model) ownRent(b *base, i int) float64 {
	hosted := 0.0
	for _, h := range m.spec.Mines[i].Hosts {
		hosted += h.Share
	}
	mb := &b.mine[i]
	return (mb.rent-mb.hosted)*(1-hosted) + mb.hosted
}

func (m *Model) useIncome(b *base, a *accounts, i int) {
	u := &m.spec.Uses[i]
	for k, o := range u.Options {
		a.income[m.holder(u)] += b.amount[i][k] * (b.nodes[i].price[k] - b.price[o.Unit])
	}
	if u.Path == nil || u.Buyer == "" {
		return
	}
	bought := b.nodes[i].volume
	for j := range m.spec.SecondLife {
		if m.spec.SecondLife[j].To == u.Name {
			bought += b.second[j].worth * b.second[j].taken
		}
	}
	a.spend[u.Buyer] += bought * b.price[u.Name]
}

func (m *Model) serviceIncome(b *base, a *accounts, i int) {
	s := &m.spec.Services[i]
	book := len(m.spec.Uses) + i
	for k, p := range s.Plants {
		rent := b.price[s.Name] - p.Operating
		a.income[s.Investor] += rent * p.Output * b.found.surviving[book][k]
		u := m.ix.unit[p.Unit]
		a.income[s.Investor] -= (1 - b.crf[u]) * b.price[p.Unit] * b.amount[book][k]
	}
	if s.Buyer != "" {
		a.spend[s.Buyer] += b.demand[i] * b.price[s.Name]
	}
}

// transfers give every receiver what it lacks.
func (m *Model) transfers(a *accounts) error {
	net := map[string]float64{}
	for name, v := range a.income {
		net[name] += v
	}
	list := m.spec.Account.Transfers
	// receivers of one transfer each, those that give nothing on first
	for i := range list {
		t := &list[i]
		v := a.spend[t.To] - net[t.To]
		if !(v >= 0) {
			return fmt.Errorf("pathway: agent %q gets %v and spends %v in the base year, so the transfer from %q would be negative; turn it round", t.To, net[t.To], a.spend[t.To], t.From)
		}
		net[t.To] += v
		net[t.From] -= v
		a.size = append(a.size, v)
	}
	for i := range list {
		given := a.size[i]
		for j := range list {
			if j != i && list[j].From == list[i].From {
				given += a.size[j]
			}
		}
		a.share = append(a.share, a.size[i]/(net[list[i].From]+given))
	}
	for i := range m.spec.Account.Agents {
		g := m.spec.Account.Agents[i].Name
		if gap := net[g] - a.spend[g]; math.Abs(gap) > 1e-9*math.Abs(a.spend[g]) {
			return fmt.Errorf("pathway: agent %q gets %v and spends %v in the base year; give it a Transfer, or make it Account.Rest", g, net[g], a.spend[g])
		}
	}
	return nil
}
