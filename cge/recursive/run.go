package recursive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// Failed is the error of a period: no equilibrium (a *cge.Unsolved is in the
// chain), a rule that fails, or an ended context.
type Failed struct {
	Period     string
	Err        error
	Before     *Course    // the periods that were solved, without any if the first failed
	Checkpoint Checkpoint // to go on from, once the cause is mended
}

// Error names the period.
func (f *Failed) Error() string { return fmt.Sprintf("recursive: period %s: %v", f.Period, f.Err) }

// Unwrap is the cause.
func (f *Failed) Unwrap() error { return f.Err }

// from solves the periods from number at on.
func (p *Path) from(ctx context.Context, at int, c Checkpoint) (*Course, error) {
	course := &Course{path: p}
	c = c.clone()
	solve := p.Model.Solve
	if p.Session {
		solve = p.Model.Begin().Solve
	}
	for i := at; i < len(p.Periods); i++ {
		fail := func(err error) (*Course, error) {
			return nil, &Failed{Period: c.Period, Err: err, Before: course, Checkpoint: c}
		}
		if err := ctx.Err(); err != nil {
			return fail(err)
		}
		eq, cold, err := p.solve(ctx, c, solve)
		if err != nil {
			return fail(err)
		}
		period := Period{Name: c.Period, State: maps.Clone(c.State), Certificate: eq.Certificate, Cold: cold, Equilibrium: eq, checkpoint: c}
		if period.results, err = p.read(eq); err != nil {
			return fail(err)
		}
		if i+1 < len(p.Periods) {
			if c, err = p.next(i, c, eq); err != nil {
				return fail(err)
			}
		}
		course.Periods = append(course.Periods, period)
		if p.Progress != nil {
			p.Progress(period)
		}
	}
	return course, nil
}

// A solver is that of a model or of a session of it.
type solver = func(context.Context, cge.Scenario, *cge.Settings) (*cge.Equilibrium, error)

// solve finds the equilibrium of a period: from the variables of the period
// before, and from the model's own start if that is asked for or the first way
// fails.
func (p *Path) solve(ctx context.Context, c Checkpoint, solve solver) (eq *cge.Equilibrium, cold bool, err error) {
	sc := p.scenario(c)
	var set cge.Settings
	if p.Settings != nil {
		set = *p.Settings
	}
	set.From, set.Progress = nil, nil
	first := len(c.Start) == 0
	if !first && !p.Cold {
		sc.Start = c.Start
		eq, err = solve(ctx, sc, &set)
		var unsolved *cge.Unsolved
		if err == nil || !errors.As(err, &unsolved) {
			return eq, false, err
		}
	}
	sc.Start = p.Base.Start
	eq, fromStart := solve(ctx, sc, &set)
	if fromStart != nil && err == nil {
		err = fromStart
	}
	if fromStart != nil {
		return nil, false, err // the warm attempt's error says more, if there was one
	}
	return eq, !first, nil
}

// scenario is the base with the state set and the unit of account held.
func (p *Path) scenario(c Checkpoint) cge.Scenario {
	sc := p.Base
	sc.Name = c.Period
	if p.Base.Name != "" {
		sc.Name = p.Base.Name + " " + c.Period
	}
	sc.Set = map[string]float64{}
	maps.Copy(sc.Set, p.Base.Set)
	for name, v := range c.State {
		if _, memory := p.Memory[name]; !memory {
			sc.Set[name] = v
		}
	}
	sc.Fix = map[string]float64{}
	maps.Copy(sc.Fix, p.Base.Fix)
	maps.Copy(sc.Fix, c.Fix)
	return sc
}

// next is the checkpoint of the period after i.
func (p *Path) next(i int, c Checkpoint, eq *cge.Equilibrium) (Checkpoint, error) {
	state := maps.Clone(c.State)
	by := map[string]int{}
	for r, rule := range p.Rules {
		decided, err := rule.Next(Moment{i, c.Period, eq, maps.Clone(c.State)})
		if err != nil {
			return c, fmt.Errorf("rule %d (%T): %w", r, rule, err)
		}
		for _, name := range slices.Sorted(maps.Keys(decided)) {
			other, twice := by[name]
			_, known := c.State[name]
			switch v := decided[name]; {
			case twice:
				return c, fmt.Errorf("rules %d and %d both decide %q; one must return the variables it decides alone", other, r, name)
			case !known:
				return c, fmt.Errorf("rule %d (%T) decides %q, which the path's state does not have; give its first value in State or Memory", r, rule, name)
			case !finite(v):
				return c, fmt.Errorf("rule %d (%T): %q becomes %v", r, rule, name, v)
			default:
				state[name], by[name] = v, r
			}
		}
	}
	return Checkpoint{Period: p.Periods[i+1], State: state, Start: eq.Values(), Fix: p.account(c, eq)}, nil
}

// account is the unit of account of the periods after the first: none where the
// base scenario fixes a price or an income, else the income of the first
// consumer as it was in the first period.
func (p *Path) account(c Checkpoint, eq *cge.Equilibrium) map[string]float64 {
	if len(c.Fix) > 0 {
		return c.Fix
	}
	consumers := p.Model.Consumers()
	if len(consumers) == 0 {
		return nil
	}
	for _, name := range slices.Concat(p.Model.Commodities(), consumers) {
		if _, fixed := p.Base.Fix[name]; fixed {
			return nil
		}
	}
	return map[string]float64{consumers[0]: eq.Values()[consumers[0]]}
}

// read takes the results from an equilibrium.
func (p *Path) read(eq *cge.Equilibrium) ([]float64, error) {
	values := eq.Values()
	var out []float64
	for _, r := range p.results() {
		v := values[r.Name]
		if r.Of != nil {
			var err error
			if v, err = r.Of(eq); err != nil {
				return nil, fmt.Errorf("result %q: %w", r.Name, err)
			}
		}
		if !finite(v) {
			return nil, fmt.Errorf("result %q is %v", r.Name, v)
		}
		out = append(out, v)
	}
	return out, nil
}

func (p *Path) results() []Result {
	if len(p.Results) > 0 {
		return p.Results
	}
	var out []Result
	for _, name := range p.Model.Names() {
		out = append(out, Result{Name: name})
	}
	return out
}

func (c Checkpoint) clone() Checkpoint {
	c.State, c.Start, c.Fix = maps.Clone(c.State), maps.Clone(c.Start), maps.Clone(c.Fix)
	return c
}
