package casefile

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/lodestone-model/lodestone/cge"
)

// Settings say how a case is solved; nil settings are the defaults.
type Settings struct {
	// Solver holds tolerance, iterations and ways of the solver. Its From is
	// not used: each scenario begins at the one before it.
	Solver *cge.Settings
	// Only names the one scenario to report. Those before it in the file are
	// solved on the way, so that it gets the numbers, bit by bit, that it has
	// when all are solved; one of them that cannot be solved is passed over.
	Only string
	// Progress is called after every step of the solver with the name of the
	// scenario at hand, if it is set; the Progress of Solver then is not.
	Progress func(scenario string, step cge.Step)
}

// An Outcome is a scenario with its equilibrium.
type Outcome struct {
	Scenario    Scenario
	Equilibrium *cge.Equilibrium
	Seconds     float64 // that solving it took, without compiling the model
	gen         *generated
}

// Solve compiles the economy and solves the scenarios in order, each begun at
// the solution of the one before. A scenario that cannot be solved ends it: the
// error holds a *cge.Unsolved, which names the scenario and its worst
// equations, and the outcomes are those before it.
func (c *Case) Solve(ctx context.Context, s *Settings) ([]Outcome, error) {
	if s == nil {
		s = &Settings{}
	}
	if s.Only != "" {
		if _, err := c.Find(s.Only); err != nil {
			return nil, err
		}
	}
	m, err := cge.Compile(c.Economy)
	if err != nil {
		return nil, fmt.Errorf("casefile: %w", err)
	}
	var out []Outcome
	var last *cge.Equilibrium
	for _, sc := range c.Scenarios {
		o, err := c.solve(ctx, m, sc, last, s)
		switch passed := s.Only != "" && sc.Name != s.Only; {
		case err != nil && (!passed || ctx.Err() != nil):
			return out, err
		case err != nil:
			continue
		case passed:
			last = o.Equilibrium
			continue
		}
		out, last = append(out, o), o.Equilibrium
		if sc.Name == s.Only {
			break
		}
	}
	return out, nil
}

func (c *Case) solve(ctx context.Context, m *cge.Model, sc Scenario, from *cge.Equilibrium, s *Settings) (Outcome, error) {
	var set cge.Settings
	if s.Solver != nil {
		set = *s.Solver
	}
	set.From = from
	if s.Progress != nil {
		set.Progress = func(step cge.Step) { s.Progress(sc.Name, step) }
	}
	began := time.Now()
	eq, err := m.Solve(ctx, sc.Scenario, &set)
	if err != nil {
		return Outcome{}, fmt.Errorf("casefile: %w", err)
	}
	return Outcome{sc, eq, time.Since(began).Seconds(), c.gen}, nil
}

// Flows are the equilibrium's flows under the keys of case files:
// "sector|commodity|out" and "sector|commodity|inp" per unit of activity,
// "agent|commodity|dem" and "agent|commodity|own" in total. Demand includes
// subsistence needs.
func (o Outcome) Flows() map[string]float64 {
	out := map[string]float64{}
	for _, f := range o.flows() {
		out[f.name] = f.value
	}
	return out
}

// Indeterminate names the variables that the equations leave open at the
// equilibrium, such as a price that no trade pins down. looked is false where
// the model is too large to find out.
func (o Outcome) Indeterminate() (names []string, looked bool) {
	if o.Equilibrium.Model().N() > indeterminateUpTo {
		return nil, false
	}
	return o.Equilibrium.Indeterminate(), true
}

// indeterminateUpTo is the number of unknowns up to which the Jacobian is
// factored once more to find what it leaves open: at most a second, where all
// equations speak of all unknowns.
const indeterminateUpTo = 250

// A figure is a number by name.
type figure struct {
	name  string
	value float64
}

// flows are the flows in the model's order. What an agent buys of a commodity
// because it wants and because it needs it is added up.
func (o Outcome) flows() []figure {
	flows := o.Equilibrium.Flows()
	out := make([]figure, 0, len(flows))
	at := map[string]int{}
	for _, f := range flows {
		key, q := f.Owner+"|"+f.Commodity+"|"+f.Kind.String(), f.Quantity
		switch f.Kind {
		case cge.Output, cge.Input:
			q = f.PerLevel
		case cge.Demand:
			if i, twice := at[key]; twice {
				out[i].value += q
				continue
			}
			at[key] = len(out)
		}
		out = append(out, figure{key, q})
	}
	return out
}

// A Deviation is how far a figure is from what the file expects.
type Deviation struct {
	Name      string // of a variable, or the key of a flow
	Got, Want float64
	Off       float64 // relative, absolute where the expectation is below one
}

// String reads "PX = 1.2, not 1.1 (off by 9.1e-02)".
func (d Deviation) String() string {
	return fmt.Sprintf("%s = %.10g, not %.10g (off by %.1e)", d.Name, d.Got, d.Want, d.Off)
}

// Check compares the outcome with what the file expects: how many figures were
// compared, and those off by more than the tolerance, in the model's order. Of
// alternative solutions the nearest counts. An expectation of something that
// the model does not have is an error.
func (o Outcome) Check() (compared int, off []Deviation, err error) {
	values, flows := o.values(), o.flows()
	found, err := compare(values, o.Scenario.Expect)
	if err != nil {
		return 0, nil, fmt.Errorf("casefile: scenario %q: expect: %w", o.Scenario.Name, err)
	}
	more, err := compare(flows, o.Scenario.Flows)
	if err != nil {
		return 0, nil, fmt.Errorf("casefile: scenario %q: expect_flows: %w", o.Scenario.Name, err)
	}
	found = append(found, more...)
	least := math.Inf(1)
	var nearest []Deviation
	for _, alternative := range o.Scenario.AnyOf {
		d, err := compare(values, alternative)
		if err != nil {
			return 0, nil, fmt.Errorf("casefile: scenario %q: solutions: %w", o.Scenario.Name, err)
		}
		if w := worst(d); w < least {
			nearest, least = d, w
		}
	}
	found = append(found, nearest...)
	for _, d := range found {
		if !(d.Off <= o.Scenario.Tolerance) {
			off = append(off, d)
		}
	}
	return len(found), off, nil
}

// compare lists the deviations of what is wanted.
func compare(got []figure, want map[string]float64) ([]Deviation, error) {
	var out []Deviation
	for _, f := range got {
		if w, ok := want[f.name]; ok {
			out = append(out, Deviation{f.name, f.value, w, math.Abs(f.value-w) / max(1, math.Abs(w))})
		}
	}
	if len(out) == len(want) {
		return out, nil
	}
	have := map[string]bool{}
	for _, f := range got {
		have[f.name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !have[name] {
			return nil, fmt.Errorf("%q is nothing that the model has", name)
		}
	}
	return out, nil
}

func worst(list []Deviation) float64 {
	w := 0.0
	for _, d := range list {
		w = max(w, d.Off)
	}
	return w
}

// values are all variables in the model's order.
func (o Outcome) values() []figure {
	names := o.Equilibrium.Model().Names()
	values := o.Equilibrium.Values()
	out := make([]figure, len(names))
	for i, name := range names {
		out[i] = figure{name, values[name]}
	}
	return out
}
