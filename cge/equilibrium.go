package cge

import (
	"fmt"
	"math"
	"slices"
)

// An Equilibrium is a solution with its certificate. It does not change.
type Equilibrium struct {
	Scenario    Scenario
	Certificate Certificate

	m     *Model
	s     *system
	slots []float64
	x     []float64 // the unknowns, the beginning of slots
}

// finish sets what is at a bound exactly there, takes a last step, and writes
// the certificate.
func (r *run) finish(sc Scenario) *Equilibrium {
	r.polish()
	eq := &Equilibrium{Scenario: sc, m: r.m, s: r.system, slots: r.slots, x: r.x}
	eq.certify(r)
	return eq
}

// sensible refuses solutions of the equations that are none of the economy.
func (r *run) sensible() error {
	m := r.m
	if i := r.numeraire; i >= 0 && math.Abs(r.f[i]/r.fs[i]) > walras {
		return fmt.Errorf("the other equations hold, but the %s does not", equationName(m, i))
	}
	for h, name := range m.agents {
		if i := m.atIncome() + h; !r.fixed[i] && r.f[i]/r.fs[i] > walras {
			return fmt.Errorf("%s pays %.6g more than it receives; give it something to pay with", name, r.f[i]-r.x[i])
		}
		if n := m.need[h]; n >= 0 && r.scale[h] < -1e-9*math.Abs(r.x[m.atIncome()+h]) {
			return &Overspent{name, r.cost[m.trees[n].node1-1], r.x[m.atIncome()+h]}
		}
	}
	return nil
}

// walras is how much of the dropped equation may be missing: by Walras' law it
// holds when the others do, unless prices have gone to zero or infinity.
const walras = 1e-6

func equationName(m *Model, i int) string {
	_, kind := m.kindOf(i)
	return kind + " of " + m.names[i]
}

// polish sets what is at a bound exactly there and takes one more step with
// the factors at hand; each is kept if it makes the residual no larger.
func (r *run) polish() {
	if slices.ContainsFunc(r.offBound(), func(off bool) bool { return off }) {
		r.improve(func() error {
			for i, off := range r.offBound() {
				if off && r.atBound(i) < 0 {
					r.x[i] = r.lo[i]
				} else if off {
					r.x[i] = r.up[i]
				}
			}
			return nil
		})
	}
	if largest, _ := r.residual(); r.lin == nil || largest < 1e-14 || !slices.Equal(r.bounded(), r.linAt) {
		return
	}
	r.improve(func() error {
		d := make([]float64, r.m.N())
		if err := r.newPivoter(r.lin, r.linAt).run(d); err != nil {
			return err
		}
		r.step(slices.Clone(r.x), d, 1)
		return nil
	})
}

// offBound tells which unknowns belong at a bound but are not quite there.
func (r *run) offBound() []bool {
	off := make([]bool, len(r.x))
	for i := range off {
		at := r.atBound(i)
		off[i] = !r.fixed[i] && (at < 0 && r.x[i] != r.lo[i] || at > 0 && r.x[i] != r.up[i])
	}
	return off
}

// improve changes the point and takes the change back unless it is at least as
// good.
func (r *run) improve(change func() error) {
	before, _ := r.residual()
	x := slices.Clone(r.x)
	err := change()
	r.eval()
	if after, _ := r.residual(); err != nil || !(after <= max(before, 1e-15)) {
		copy(r.x, x)
		r.eval()
	}
}

// Value is a variable by name: a level, a price, an income or an auxiliary
// variable.
func (eq *Equilibrium) Value(name string) (float64, error) {
	i, ok := eq.m.index[name]
	if !ok {
		return 0, fmt.Errorf("cge: %q is no variable of model %q%s", name, eq.m.name, eq.m.nearest(name))
	}
	return eq.x[i], nil
}

// Values are all variables by name.
func (eq *Equilibrium) Values() map[string]float64 { return eq.m.byName(eq.x) }

// Model is the model that was solved.
func (eq *Equilibrium) Model() *Model { return eq.m }

// A Certificate says how good a solution is. A check that does not apply is
// nil, and Reasons says why under its name.
type Certificate struct {
	Replication     *float64 // largest scaled residual at the model's start, benchmark parameters
	Walras          *float64 // scaled residual of the market or income that was dropped for the numeraire
	Homogeneity     *float64 // largest scaled residual when all money amounts are doubled
	Complementarity *float64 // largest scaled min(distance to bound, residual)
	Iterations      int      // Newton steps of all attempts
	Factorings      int      // Jacobians factored for them; steps near a solution share one
	Path            []PathTaken
	Reasons         map[string]string
}

func (eq *Equilibrium) certify(r *run) {
	c := &eq.Certificate
	c.Iterations, c.Factorings, c.Path, c.Reasons = r.steps, r.factored, r.path, map[string]string{}
	largest, _ := r.residual()
	c.Complementarity = &largest
	m := r.m
	bare := m.ns() == 0 && m.nh() == 0
	switch {
	case bare:
		const why = "a bare complementarity problem has no benchmark, markets or prices"
		c.Reasons["replication"], c.Reasons["walras"], c.Reasons["homogeneity"] = why, why, why
		return
	case m.nh() == 0:
		const why = "there is no consumer, so income and spending are not closed"
		c.Reasons["walras"], c.Reasons["homogeneity"] = why, why
	case r.numeraire < 0:
		c.Reasons["walras"] = "more than one price or income is fixed, so the dropped equations need not hold"
	default:
		walras := math.Abs(r.f[r.numeraire] / r.fs[r.numeraire])
		c.Walras = &walras
	}
	switch {
	case r.again:
		c.Reasons["homogeneity"] = "it was checked where the session began"
	case m.nh() > 0:
		h := r.doubled()
		c.Homogeneity = &h
	}
	if b, err := m.benchmark(); err == nil {
		c.Replication = &b.replication
	} else {
		c.Reasons["replication"] = err.Error()
	}
}

// doubled is the largest scaled residual when prices, incomes and all declared
// money amounts are twice what they are.
func (r *run) doubled() float64 {
	m := r.m
	kept := append([]float64(nil), r.slots...)
	for i, money := range m.money {
		if money {
			r.slots[i] *= 2
		}
	}
	r.replace()
	r.eval()
	largest := 0.0
	for i := range r.x {
		f := r.f[i]
		if i < m.atPrice() || i >= m.atIncome() && i < m.atAux() || i >= m.atAux() && m.money[i] {
			f /= 2
		}
		g := f / r.fs[i]
		if !math.IsInf(r.lo[i], -1) && !r.fixed[i] {
			g = min(g, (kept[i]-r.lo[i])/r.xs[i])
		}
		if !math.IsInf(r.up[i], 1) && !r.fixed[i] {
			g = max(g, (kept[i]-r.up[i])/r.xs[i])
		}
		if r.fixed[i] && i != r.numeraire {
			continue
		}
		largest = max(largest, math.Abs(g))
	}
	copy(r.slots, kept)
	r.replace()
	r.eval()
	return largest
}

// replace evaluates derived parameters and computed numbers anew.
func (w *work) replace() {
	m := w.m
	for i, p := range m.derive {
		if p != nil {
			w.slots[m.N()+i] = p.Eval(w.slots)
		}
	}
	for i := range m.progs {
		w.put(&m.progs[i], m.progs[i].prog.Eval(w.slots))
	}
	if len(m.progs) > 0 {
		w.reweigh(func(nu int32) bool { return w.nodes.general[nu] })
	}
}
