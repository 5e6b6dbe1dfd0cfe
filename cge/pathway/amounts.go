package pathway

import (
	"fmt"
	"math"
)

// secondBase is a second life in the base year.
type secondBase struct {
	taken     float64 // Q, useful units
	available float64 // U
	rent      float64 // τ
	worth     float64 // kSL, units of the receiving use's good that one useful unit replaces
	wait      float64 // share of scrap value lost by waiting for it
}

// baseSecond decides second life in the base year: all eligible units are taken
// where that pays. The opportunity cost of scrap is settled with the streams.
func (m *Model) baseSecond(b *base) error {
	s := m.spec
	for i := range s.SecondLife {
		x := &s.SecondLife[i]
		to := &s.Uses[m.ix.use[x.To]]
		q := secondBase{available: x.Health * b.found.fit[i].units}
		q.worth = PresentValue(x.Life, s.Discount) / PresentValue(to.RefLife, s.Discount)
		q.wait = -math.Expm1(-x.Life * math.Log1p(s.Discount))
		b.second = append(b.second, q)
	}
	b.stream = m.streams()
	for i := range s.SecondLife {
		x, q := &s.SecondLife[i], &b.second[i]
		margin := q.worth*b.price[x.To] - x.Cost
		for j := range b.stream {
			n := m.streamOf(j, 0, b.stream, b.found, m.given(0))
			margin -= q.wait * n.perUseful[i] * max(m.streamMargin(b, j, n), 0)
		}
		q.rent = max(margin, 0)
		if margin > 0 {
			q.taken = q.available
		}
	}
	return nil
}

// baseAmounts works out additions: given for uses with a path and for services,
// and for the others what is bought of them.
func (m *Model) baseAmounts(b *base) error {
	s := m.spec
	for range s.books() {
		b.amount = append(b.amount, nil)
	}
	b.target, b.demand = make([]float64, len(s.Uses)), make([]float64, len(s.Services))
	for i := range s.Services {
		m.baseService(b, i)
	}
	for range len(s.Uses) + 1 { // parts of parts settle in as many rounds
		m.baseUses(b)
	}
	for i := range s.Uses {
		u := &s.Uses[i]
		volume := b.nodes[i].volume
		if u.Path == nil && u.Additions > 0 && math.Abs(u.Additions-volume) > 1e-6*volume {
			return fmt.Errorf("pathway: use %q has additions %v in the base year, but what is bought of it is %v; leave Additions at 0 or give a Path", u.Name, u.Additions, volume)
		}
		if u.Path != nil {
			b.target[i] = m.standing(b, i)
		}
	}
	return nil
}

// standing is the stock of a use at the end of the base year, second life
// included.
func (m *Model) standing(b *base, i int) float64 {
	z := sum(b.found.surviving[i])
	for k, x := range b.amount[i] {
		z += x * b.found.kept[i][k]
	}
	for j := range m.spec.SecondLife {
		if m.spec.SecondLife[j].To == m.spec.Uses[i].Name {
			z += b.found.useful[j] + b.second[j].taken*b.found.keptAgain[j]
		}
	}
	return z
}

func (m *Model) baseService(b *base, i int) {
	s := &m.spec.Services[i]
	book := len(m.spec.Uses) + i
	b.demand[i] = s.New
	b.amount[book] = make([]float64, len(s.Plants))
	for k, p := range s.Plants {
		b.demand[i] += p.Output * b.found.surviving[book][k]
		b.amount[book][k] = p.Share * s.New / p.Output
	}
}

// baseUses adds up what is built and bought once.
func (m *Model) baseUses(b *base) {
	s := m.spec
	bought := make(map[string]float64)
	for u := range s.Units {
		for _, p := range s.Units[u].Parts {
			if b.built != nil {
				bought[p.Use] += p.Amount * b.built[u]
			}
		}
	}
	m.eachInput(func(of string, value float64) {
		if _, ok := m.ix.use[of]; ok {
			bought[of] += value / b.price[of]
		}
	})
	b.built = make([]float64, len(s.Units))
	for i := range s.Uses {
		u := &s.Uses[i]
		if u.Path == nil {
			b.nodes[i].volume = bought[u.Name]
		} else {
			b.nodes[i].volume = u.Additions
		}
		b.amount[i] = make([]float64, len(u.Options))
		for k, o := range u.Options {
			b.amount[i][k] = o.Share * b.nodes[i].volume
		}
	}
	for book := range s.books() {
		for k, name := range s.bookUnits(book) {
			b.built[m.ix.unit[name]] += b.amount[book][k]
		}
	}
}

// eachInput visits the inputs of sectors and the wants and needs of agents, by
// value of the base year.
func (m *Model) eachInput(visit func(of string, value float64)) {
	a := &m.spec.Account
	for i := range a.Sectors {
		sec := &a.Sectors[i]
		sec.Inputs.each(sec.Output*(1-sec.Tax)/sec.Inputs.value(), visit)
	}
	if r := m.spec.Research; r != nil {
		visit(r.Good, m.spec.researchBase())
	}
	for i := range a.Agents {
		a.Agents[i].Wants.each(1, visit)
		for _, n := range a.Agents[i].Needs {
			visit(n.Of, n.Value)
		}
	}
}

// each visits the leaves of a nest, scaled.
func (n *Nest) each(scale float64, visit func(of string, value float64)) {
	for i := range n.Inputs {
		if in := &n.Inputs[i]; in.Nest != nil {
			in.Nest.each(scale, visit)
		} else {
			visit(in.Of, in.Value*scale)
		}
	}
}

// value is the sum of a nest's leaves.
func (n *Nest) value() float64 {
	total := 0.0
	n.each(1, func(_ string, v float64) { total += v })
	return total
}
