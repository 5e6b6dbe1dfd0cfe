package cge

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Unsolved is the error of a scenario for which no equilibrium was found. It
// names the equations that are furthest from holding; numbers of the last point
// are deliberately not part of it.
type Unsolved struct {
	Scenario   string
	Model      string
	Worst      []Equation // worst first, at most ten
	Residual   float64    // the largest scaled residual
	Iterations int
	Path       []PathTaken
	Reason     string

	cause error
}

// Unwrap is why the last attempt failed, an *Overspent among others.
func (u *Unsolved) Unwrap() error { return u.cause }

// An Overspent consumer has needs that cost more than its income where all
// equations hold.
type Overspent struct {
	Agent         string
	Needs, Income float64
}

// Error names the consumer, what it has and what it needs.
func (e *Overspent) Error() string {
	return fmt.Sprintf("the needs of %s cost %.6g, but its income is %.6g", e.Agent, e.Needs, e.Income)
}

// An Equation is one condition of a model with how far it is from holding.
type Equation struct {
	Name string // of the variable that it is complementary to
	Kind string // "zero profit", "market", "income balance", "constraint"
	Gap  float64
}

// String reads "market of lithium +4.0e-03".
func (e Equation) String() string { return fmt.Sprintf("%s of %s %+.1e", e.Kind, e.Name, e.Gap) }

// Error names the worst equations and by how much they fail.
func (u *Unsolved) Error() string {
	worst := make([]string, 0, 3)
	for _, e := range u.Worst[:min(3, len(u.Worst))] {
		worst = append(worst, e.String())
	}
	return fmt.Sprintf("cge: scenario %q of model %q was not solved in %d iterations: %s. Worst: %s",
		u.Scenario, u.Model, u.Iterations, u.Reason, strings.Join(worst, "; "))
}

// unsolved describes the best point of a failed run.
func (r *run) unsolved(sc Scenario, cause error) error {
	r.fromBest()
	r.eval()
	u := &Unsolved{Scenario: sc.Name, Model: r.m.name, Iterations: r.steps, Path: r.path, Reason: "no attempt converged", cause: cause}
	if cause != nil {
		u.Reason = cause.Error()
	}
	for _, hint := range []string{r.overspent(), r.runaway()} {
		if hint != "" {
			u.Reason += "; " + hint
		}
	}
	for i := range r.x {
		if r.fixed[i] && i != r.numeraire {
			continue
		}
		_, kind := r.m.kindOf(i)
		gap := r.f[i] / r.fs[i]
		if !r.fixed[i] {
			gap = r.gap(i)
		}
		if math.IsNaN(gap) {
			gap = math.MaxFloat64
			kind += " (without a number)"
		}
		u.Worst = append(u.Worst, Equation{r.m.names[i], kind, gap})
	}
	slices.SortStableFunc(u.Worst, func(a, b Equation) int {
		switch x, y := math.Abs(a.Gap), math.Abs(b.Gap); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	u.Worst = u.Worst[:min(10, len(u.Worst))]
	if len(u.Worst) > 0 {
		u.Residual = math.Abs(u.Worst[0].Gap)
	}
	return u
}

// NoSupply is the error of a scenario in which a commodity is wanted that nobody
// makes and nobody owns: no price can clear that market.
type NoSupply struct {
	Scenario  string
	Commodity string
	Owned     float64  // endowments in all, zero or negative
	By        []string // who wants it, at most five
	More      int      // and how many more
}

// Error names the good that nothing supplies.
func (e *NoSupply) Error() string {
	supply := "nobody makes it and nobody owns it"
	if e.Owned < 0 {
		supply = fmt.Sprintf("nobody makes it and endowments add up to %v", e.Owned)
	}
	by := strings.Join(e.By, ", ")
	if e.More > 0 {
		by += fmt.Sprintf(" and %d more", e.More)
	}
	return fmt.Sprintf("cge: scenario %q: market of %s: %s, but %s want it; give it a producer or an owner, or take it out of their nests",
		e.Scenario, e.Commodity, supply, by)
}

// hopeless refuses what no prices can solve before anything is tried.
func (s *system) hopeless() error {
	m := s.m
	made, owned := make([]bool, m.nc()), make([]float64, m.nc())
	for ti := range m.trees {
		t := &m.trees[ti]
		for nu := t.node0; nu < t.node1; nu++ {
			for k := s.nodes.leaf0[nu]; t.side == outputs && k < s.nodes.leaf1[nu]; k++ {
				c := s.l.com[k]
				made[c] = made[c] || s.l.q[k] > 0 || s.nodes.general[nu]
			}
			if s.nodes.kind[nu] == volumeNest {
				made[s.nodes.level[nu]] = true // integration may give it back
			}
		}
	}
	for i, o := range s.owned {
		owned[o.com] += o.q
		made[o.com] = made[o.com] || m.ownedVaries(i)
	}
	for c := range made {
		if made[c] || owned[c] > 0 || s.fixed[m.atPrice()+c] {
			continue
		}
		if by := s.takers(int32(c)); len(by) > 0 || owned[c] < 0 {
			return s.noSupply(c, owned[c], by)
		}
	}
	return nil
}

// takers are the trees that take a commodity in.
func (s *system) takers(c int32) (by []int32) {
	for ti := range s.m.trees {
		t := &s.m.trees[ti]
		for k := t.leaf0; t.side != outputs && k < t.leaf1; k++ {
			if s.l.com[k] == c && s.l.q[k] > 0 {
				by = append(by, int32(ti))
				break
			}
		}
	}
	return by
}

// ownedVaries reports whether unknowns decide an endowment.
func (m *Model) ownedVaries(i int) bool {
	for _, v := range m.varying {
		if b := &m.progs[v]; b.place == ownedQuantity && int(b.at) == i {
			return true
		}
	}
	return false
}

func (s *system) noSupply(c int, owned float64, by []int32) error {
	e := &NoSupply{Scenario: s.name, Commodity: s.m.goods[c], Owned: owned}
	for _, ti := range by {
		name := s.m.treeName(&s.m.trees[ti])
		if slices.Contains(e.By, name) {
			continue
		}
		if len(e.By) == 5 {
			e.More++
			continue
		}
		e.By = append(e.By, name)
	}
	if len(by) == 0 {
		for _, o := range s.owned {
			if int(o.com) == c && o.q < 0 && len(e.By) < 5 {
				e.By = append(e.By, s.m.agents[o.agent])
			}
		}
	}
	return e
}

// runaway names prices that have left their start by more than a million times:
// what is missing on their markets, or takes more of itself than it gives.
func (r *run) runaway() string {
	m := r.m
	var names []string
	for i := m.atPrice(); i < m.atIncome(); i++ {
		if ratio := r.x[i] / r.xs[i]; ratio > 1e6 {
			names = append(names, m.names[i])
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "prices without end: " + strings.Join(names[:min(5, len(names))], ", ")
}

// overspent names consumers whose needs cost more than their income at the
// start of the model.
func (r *run) overspent() string {
	m := r.m
	var names []string
	for h, n := range m.need {
		if n < 0 {
			continue
		}
		if b, err := m.benchmark(); err == nil && b.needs[h] >= b.incomes[h] {
			names = append(names, fmt.Sprintf("the needs of %s cost %.4g of an income of %.4g at the start", m.agents[h], b.needs[h], b.incomes[h]))
		}
	}
	return strings.Join(names, ", ")
}

// benchmarked is what the start of a model says of it.
type benchmarked struct {
	incomes     []float64
	needs       []float64 // cost of needs, by agent
	replication float64   // the largest scaled residual, dropped equations included
}

// startOf evaluates a model at its own start and parameters.
func (m *Model) startOf() (benchmarked, error) {
	s, err := m.bindSystem(Scenario{}, nil, func() []float64 { return nil })
	if err != nil {
		return benchmarked{}, err
	}
	out := benchmarked{incomes: slices.Clone(s.x[m.atIncome():m.atAux()]), needs: make([]float64, m.nh())}
	for h, n := range m.need {
		if n >= 0 {
			out.needs[h] = s.cost[m.trees[n].node1-1]
		}
	}
	for i := range s.x {
		g := s.f[i] / s.fs[i]
		if !s.fixed[i] {
			g = s.gap(i)
		}
		out.replication = max(out.replication, math.Abs(g))
		if math.IsNaN(g) {
			return out, fmt.Errorf("the equation of %s has no number at the start", m.names[i])
		}
	}
	return out, nil
}
