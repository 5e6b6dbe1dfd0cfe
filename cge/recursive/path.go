package recursive

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A Path is a model, its periods, and what changes between them. It is a value;
// Run does not change it.
type Path struct {
	Model *cge.Model
	// Periods are names in order, such as years; they label the axis "year".
	Periods []string
	// Base holds in every period: a policy, a fixed price. Its Start is where the
	// first period begins.
	Base cge.Scenario
	// State holds the parameters of the model that change, as of the first period.
	State map[string]float64
	// Memory holds further state that rules need and the model does not know, such
	// as what was mined so far.
	Memory map[string]float64
	Rules  []Rule
	// Results of Course.Results; all variables of the model if there are none.
	Results []Result
	// Settings of the solver, From and Progress excepted.
	Settings *cge.Settings
	// Cold starts every period from the model's own start, for comparisons.
	Cold bool
	// Session carries factors from period to period: a period then costs a third
	// of a cold one or less, and a resumed path agrees with the whole one within
	// the solver's tolerance instead of to the bit.
	Session bool
	// Progress is called after every period.
	Progress func(Period)
}

// A Result is a number of an equilibrium: what Of computes or, where Of is nil,
// the variable of that name.
type Result struct {
	Name string
	Of   func(*cge.Equilibrium) (float64, error)
}

// Years names the years from first to last, both included.
func Years(first, last int) []string {
	var out []string
	for y := first; y <= last; y++ {
		out = append(out, strconv.Itoa(y))
	}
	return out
}

// A Checkpoint is what a path needs to go on from a period. It is plain data.
type Checkpoint struct {
	Period string             `json:"period"` // the next to be solved
	State  map[string]float64 `json:"state"`  // state and memory in it
	Start  map[string]float64 `json:"start"`  // variables of the period before; empty in the first
	// Fix holds the unit of account where the base scenario does not.
	Fix map[string]float64 `json:"fix,omitempty"`
}

// Run solves all periods. The error of a period is of type *Failed.
func (p Path) Run(ctx context.Context) (*Course, error) {
	state, err := p.check()
	if err != nil {
		return nil, err
	}
	return p.from(ctx, 0, Checkpoint{Period: p.Periods[0], State: state})
}

// Resume solves the period of the checkpoint and those after it. The path must
// be the one that the checkpoint comes from; rules with a memory of their own
// must keep it in Path.Memory.
func (p Path) Resume(ctx context.Context, c Checkpoint) (*Course, error) {
	state, err := p.check()
	if err != nil {
		return nil, err
	}
	at := slices.Index(p.Periods, c.Period)
	if at < 0 {
		return nil, fmt.Errorf("recursive: Resume: the path has no period %q%s", c.Period, like(c.Period, p.Periods))
	}
	for _, name := range slices.Sorted(maps.Keys(state)) {
		if v, ok := c.State[name]; !ok || !finite(v) {
			return nil, fmt.Errorf("recursive: Resume: the checkpoint of %s lacks state %q; it belongs to another path", c.Period, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.State)) {
		if _, ok := state[name]; !ok {
			return nil, fmt.Errorf("recursive: Resume: the checkpoint of %s has state %q, which the path does not know", c.Period, name)
		}
	}
	return p.from(ctx, at, c)
}

// A checker is what rules are checked against.
type checker struct {
	periods    int
	variables  map[string]bool
	parameters map[string]bool
	state      map[string]float64
}

func (c *checker) inState(rule, name string) error {
	if _, ok := c.state[name]; !ok {
		return fmt.Errorf("%s %q: the path's state has no such variable; give its first value in State", rule, name)
	}
	return nil
}

// check finds what no period could mend and returns the state of the first.
func (p *Path) check() (map[string]float64, error) {
	if p.Model == nil {
		return nil, fmt.Errorf("recursive: the path has no Model")
	}
	if len(p.Periods) == 0 {
		return nil, fmt.Errorf("recursive: the path has no Periods; Years(2020, 2050) names some")
	}
	for i, name := range p.Periods {
		if name == "" || slices.Contains(p.Periods[:i], name) {
			return nil, fmt.Errorf("recursive: period %d is %q; names are needed and differ", i, name)
		}
	}
	c := &checker{periods: len(p.Periods), variables: setOf(p.Model.Names()), parameters: setOf(p.Model.Parameters()), state: map[string]float64{}}
	if err := p.checkResults(c); err != nil {
		return nil, fmt.Errorf("recursive: %w", err)
	}
	if err := p.checkState(c); err != nil {
		return nil, fmt.Errorf("recursive: %w", err)
	}
	return c.state, nil
}

func (p *Path) checkResults(c *checker) error {
	seen := map[string]bool{}
	for _, r := range p.Results {
		if seen[r.Name] || r.Name == "" {
			return fmt.Errorf("result %q: names are needed and differ", r.Name)
		}
		seen[r.Name] = true
		if r.Of == nil && !c.variables[r.Name] {
			return fmt.Errorf("result %q is no variable of the model%s; give it a function Of otherwise", r.Name, near(r.Name, c.variables))
		}
	}
	return nil
}

// checkState collects the state: State, Memory and what rules follow.
func (p *Path) checkState(c *checker) error {
	maps.Copy(c.state, p.State)
	for _, r := range p.Rules {
		if f, ok := r.(Follow); ok {
			if err := f.check(c); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.state)) {
		if !c.parameters[name] {
			return fmt.Errorf("state %q is no parameter of the model%s; what only rules need is Memory", name, near(name, c.parameters))
		}
		if _, set := p.Base.Set[name]; set {
			return fmt.Errorf("state %q is set by the base scenario too; take it out of one", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Memory)) {
		if _, twice := c.state[name]; twice || c.parameters[name] {
			return fmt.Errorf("memory %q is a parameter of the model; give it in State", name)
		}
		c.state[name] = p.Memory[name]
	}
	for _, name := range slices.Sorted(maps.Keys(c.state)) {
		if !finite(c.state[name]) {
			return fmt.Errorf("state %q is %v", name, c.state[name])
		}
	}
	return p.checkRules(c)
}

func (p *Path) checkRules(c *checker) error {
	for i, r := range p.Rules {
		if f, ok := r.(Func); r == nil || ok && f == nil {
			return fmt.Errorf("rule %d is nil", i)
		}
		if _, done := r.(Follow); done {
			continue
		}
		if checked, ok := r.(interface{ check(*checker) error }); ok {
			if err := checked.check(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func setOf(names []string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

// near suggests names like one that is not known.
func near(name string, known map[string]bool) string {
	return like(name, slices.Sorted(maps.Keys(known)))
}

func like(name string, known []string) string {
	found := expr.Near(name, known)
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("; near: %q", found)
}
