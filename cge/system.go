package cge

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// A system is a model with the numbers, bounds and scales of one scenario.
type system struct {
	*work
	name      string
	x         []float64 // the unknowns, in work.slots
	lo, up    []float64
	fixed     []bool
	numeraire int       // the fixed price or income, -1 if there is none or several
	several   bool      // more than one price or income is fixed
	xs, fs    []float64 // scales of unknowns and equations
	layouts   *layouts
}

// newSystem binds a scenario.
func (m *Model) newSystem(sc Scenario, from *Equilibrium) (*system, error) {
	return m.bindSystem(sc, from, func() []float64 {
		b, err := m.benchmark()
		if err != nil {
			return nil
		}
		return b.incomes
	})
}

// bindSystem is newSystem; incomes are those of the benchmark, nil if it is the
// benchmark that is bound.
func (m *Model) bindSystem(sc Scenario, from *Equilibrium, incomes func() []float64) (*system, error) {
	if from != nil && from.m != m {
		return nil, fmt.Errorf("cge: scenario %q starts from an equilibrium of another model", sc.Name)
	}
	w, err := m.newWork(sc.Set)
	if err != nil {
		return nil, fmt.Errorf("%w (scenario %q)", err, sc.Name)
	}
	s := &system{work: w, name: sc.Name, x: w.slots[:m.N()], lo: slices.Clone(m.lo), up: slices.Clone(m.up), fixed: make([]bool, m.N()), layouts: &layouts{}}
	if from != nil {
		copy(s.x, from.x)
	} else {
		s.incomes()
	}
	if err := s.bounds(sc, incomes); err != nil {
		return nil, fmt.Errorf("cge: scenario %q: %w", sc.Name, err)
	}
	s.scales()
	return s, nil
}

// incomes starts incomes at the value of what is owned plus tax revenue, where
// no start is given. Revenue from taxes on consumption follows income, so a few
// rounds are needed.
func (s *system) incomes() {
	m := s.m
	income := s.x[m.atIncome():m.atAux()]
	clearUnless(income, m.started[m.atIncome():m.atAux()])
	for _, o := range s.owned {
		if !m.started[m.atIncome()+int(o.agent)] {
			income[o.agent] += o.q * s.price(o.com)
		}
	}
	for range 40 * min(1, len(s.levy)) {
		s.eval()
		moved := false
		for h := range income {
			i := m.atIncome() + h
			if miss := s.f[i]; !m.started[i] && finite(miss) && math.Abs(miss) > 1e-15*math.Abs(income[h]) {
				income[h] -= miss
				moved = true
			}
		}
		if !moved {
			break
		}
	}
	for h, v := range income {
		if !m.started[m.atIncome()+h] && !(v >= 0 && finite(v)) {
			income[h] = 1
		}
	}
}

func clearUnless(v []float64, keep []bool) {
	for i := range v {
		if !keep[i] {
			v[i] = 0
		}
	}
}

// variable finds a variable by name.
func (m *Model) variable(name string) (int, error) {
	i, ok := m.index[name]
	if !ok {
		return 0, fmt.Errorf("%q is no variable of model %q%s", name, m.name, m.nearest(name))
	}
	return i, nil
}

func (s *system) bounds(sc Scenario, incomes func() []float64) error {
	set := func(what string, values map[string]float64, put func(i int, v float64) error) error {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			i, err := s.m.variable(name)
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			v := values[name]
			if math.IsNaN(v) || math.IsInf(v, 0) && what != "lower bound" && what != "upper bound" {
				return fmt.Errorf("%s: %q is %v", what, name, v)
			}
			if err := put(i, v); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return nil
	}
	steps := []error{
		set("start", sc.Start, func(i int, v float64) error { s.x[i] = v; return nil }),
		set("lower bound", sc.Lower, func(i int, v float64) error { s.lo[i] = v; return nil }),
		set("upper bound", sc.Upper, func(i int, v float64) error { s.up[i] = v; return nil }),
		set("fix", sc.Fix, s.fix),
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	for i := range s.x {
		if s.lo[i] > s.up[i] {
			return fmt.Errorf("bounds: the lower bound of %q, %v, is above its upper bound %v", s.m.names[i], s.lo[i], s.up[i])
		}
	}
	s.chooseNumeraire(sc, incomes)
	for i := range s.x {
		s.x[i] = min(max(s.x[i], s.lo[i]), s.up[i])
	}
	return nil
}

// fix holds a variable. Prices and incomes must be positive: a price of zero
// would leave the unit of account without value.
func (s *system) fix(i int, v float64) error {
	m := s.m
	if i >= m.atPrice() && i < m.atAux() && !(v > 0) {
		return fmt.Errorf("%q is a price or an income and cannot be held at %v; hold it above zero", m.names[i], v)
	}
	if v < m.lo[i] || v > m.up[i] {
		return fmt.Errorf("%q cannot be held at %v, outside its bounds %v and %v", m.names[i], v, m.lo[i], m.up[i])
	}
	s.lo[i], s.up[i], s.fixed[i] = v, v, true
	return nil
}

// chooseNumeraire finds the fixed price or income, or fixes one. The start of
// money amounts follows it.
func (s *system) chooseNumeraire(sc Scenario, incomes func() []float64) {
	m := s.m
	s.numeraire = -1
	for i := m.atPrice(); i < m.atAux(); i++ {
		if s.fixed[i] {
			s.several = s.numeraire >= 0
			if s.several {
				s.numeraire = -1
				return
			}
			s.numeraire = i
		}
	}
	if m.nh() == 0 {
		return
	}
	if s.numeraire < 0 {
		income := incomes()
		if income == nil {
			income = s.x[m.atIncome():m.atAux()]
		}
		most := 0
		for h, v := range income {
			if v > income[most] {
				most = h
			}
		}
		s.numeraire = m.atIncome() + most
		v := income[most]
		if !(v > 0) {
			v = 1
		}
		if !(s.x[s.numeraire] > 0) {
			s.x[s.numeraire] = v
		}
		s.lo[s.numeraire], s.up[s.numeraire], s.fixed[s.numeraire] = v, v, true
	}
	ratio := s.lo[s.numeraire] / s.x[s.numeraire]
	if ratio == 1 {
		return
	}
	for i := range s.x {
		if _, given := sc.Start[m.names[i]]; m.money[i] && !given {
			s.x[i] *= ratio
		}
	}
}

// idleMarkets measures markets on which next to nothing is traded by what their
// producers would make at level one.
func (s *system) idleMarkets() {
	unit := s.unitOutputs()
	market := s.fs[s.m.atPrice():s.m.atIncome()]
	for c, v := range market {
		if v < 1e-2*unit[c] {
			market[c] = unit[c]
		}
	}
}

// unitOutputs are what producers make of commodities at level one, the most of
// each.
func (w *work) unitOutputs() []float64 {
	out := make([]float64, w.m.nc())
	for ti := range w.m.trees {
		t := &w.m.trees[ti]
		for k := t.leaf0; k < t.leaf1 && t.side == outputs; k++ {
			out[w.l.com[k]] = max(out[w.l.com[k]], w.x[k])
		}
	}
	return out
}

// smallIncomes measures incomes of zero by the largest there is.
func (s *system) smallIncomes() {
	income := s.x[s.m.atIncome():s.m.atAux()]
	if len(income) == 0 {
		return
	}
	if most := slices.Max(income); most > 0 {
		for h, v := range income {
			if v == 0 {
				s.xs[s.m.atIncome()+h] = most
			}
		}
	}
}

// scales measures unknowns and equations by their sizes at the start.
func (s *system) scales() {
	m := s.m
	s.xs, s.fs = make([]float64, m.N()), make([]float64, m.N())
	for i, v := range s.x {
		s.xs[i] = math.Abs(v)
		if v == 0 {
			s.xs[i] = 1
		}
	}
	s.smallIncomes()
	s.eval()
	for ti := range m.trees {
		t := &m.trees[ti]
		if t.side <= outputs {
			s.fs[t.owner] = max(s.fs[t.owner], math.Abs(s.cost[t.node1-1]))
		}
		level := math.Abs(s.level(t))
		for k := t.leaf0; k < t.leaf1; k++ {
			s.fs[m.atPrice()+int(s.l.com[k])] += level * math.Abs(s.work.x[k])
		}
	}
	s.idleMarkets()
	for _, o := range s.owned {
		s.fs[m.atPrice()+int(o.com)] += math.Abs(o.q)
	}
	for h := range m.agents {
		s.fs[m.atIncome()+h] = s.xs[m.atIncome()+h]
	}
	for i, p := range m.aux {
		g := s.auxGradient(i)
		for k, slot := range p.Slots() {
			if slot < m.N() {
				s.fs[m.atAux()+i] += math.Abs(g[k]) * s.xs[slot]
			}
		}
	}
	for i, v := range s.fs {
		if !(v > 0) || !finite(v) {
			s.fs[i] = 1
		}
	}
}
