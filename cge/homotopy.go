package cge

import (
	"errors"
	"maps"
)

// homotopy goes from the point known (the equilibrium to start from, or the
// benchmark) to the scenario in steps that grow while they succeed.
func (r *run) homotopy(sc Scenario) error {
	if len(sc.Set) == 0 {
		return errors.New("there is no shock to take in steps")
	}
	from, known := r.parameters(sc), r.set.From
	total := 0
	for done, step := 0.0, 0.25; done < 1; {
		next := min(1, done+step)
		inner := sc
		inner.Set = maps.Clone(from)
		for name, v := range sc.Set {
			inner.Set[name] = from[name] + next*(v-from[name])
		}
		eq, err := r.oneStep(inner, known)
		total++
		if err != nil {
			var failed *Unsolved
			if r.ctx.Err() != nil || step < 1e-3 || !errors.As(err, &failed) {
				r.taken(Homotopy, total, r.least)
				return err
			}
			step /= 2
			continue
		}
		known, done = eq, next
		step *= 2
		total += eq.Certificate.Iterations
		r.factored += eq.Certificate.Factorings
	}
	copy(r.x, known.x)
	r.eval()
	largest, _ := r.residual()
	r.taken(Homotopy, total, largest)
	return nil
}

// parameters are those of the point that a homotopy starts from: all of the
// model, and the elasticities that the scenario sets.
func (r *run) parameters(sc Scenario) map[string]float64 {
	m, from := r.m, map[string]float64{}
	for i, p := range m.params {
		if p.expr == "" {
			from[p.name] = p.value
			if r.set.From != nil {
				from[p.name] = r.set.From.slots[m.N()+i]
			}
		}
	}
	for _, name := range m.nests().list {
		if _, ok := sc.Set[name]; ok {
			from[name] = m.nodes.s[m.nests().at[name]]
		}
	}
	return from
}

// oneStep solves a scenario from an equilibrium near it, nil for the benchmark.
func (r *run) oneStep(sc Scenario, near *Equilibrium) (*Equilibrium, error) {
	set := r.set
	set.From, set.Path, set.Progress = near, ActiveSet, nil
	eq, err := r.m.Solve(r.ctx, sc, &set)
	var failed *Unsolved
	if errors.As(err, &failed) {
		set.Path = FischerBurmeister
		eq, err = r.m.Solve(r.ctx, sc, &set)
	}
	return eq, err
}

// raised tries again with the price of the stiffest market two, four and eight
// times higher.
func (r *run) raised() error {
	m := r.m
	start := append([]float64(nil), r.x...)
	r.eval()
	worst, short := -1, 0.0
	for i := m.atPrice(); i < m.atIncome(); i++ {
		if v := r.f[i] / r.fs[i]; !r.fixed[i] && v < short {
			worst, short = i, v
		}
	}
	if worst < 0 {
		return errStalled
	}
	err := errStalled
	for _, by := range []float64{2, 4, 8} {
		copy(r.x, start)
		r.x[worst] = min(r.x[worst]*by, r.up[worst])
		if err = r.activeSet(); err == nil || r.ctx.Err() != nil {
			return err
		}
	}
	return err
}
