package recursive

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// A Moment is what a rule sees: a period that is solved.
type Moment struct {
	Index       int    // of the period in Path.Periods, from 0
	Period      string // its name
	Equilibrium *cge.Equilibrium
	State       map[string]float64 // the rule's own copy
}

// A Rule says what state variables are in the next period. It returns those it
// decides, all of which the path's state must have; the others stay.
type Rule interface {
	Next(Moment) (map[string]float64, error)
}

// Func is a rule as a function: it returns the state variables that it decides.
// The state is a copy that it may change.
type Func func(eq *cge.Equilibrium, state map[string]float64) map[string]float64

// Next calls the function.
func (f Func) Next(m Moment) (map[string]float64, error) { return f(m.Equilibrium, m.State), nil }

// Accumulate is perpetual inventory: stock' = (1-Depreciation)·stock +
// Factor·flow. The flow is the variable named Flow, such as the level of the
// activity that makes investment goods, or what Of computes. Factor turns it
// into units of the stock; 0 stands for 1.
type Accumulate struct {
	Stock        string // the state variable
	Flow         string // a variable of the model
	Of           func(*cge.Equilibrium) (float64, error)
	Factor       float64
	Depreciation float64 // share of the stock that is lost in a period, 0 to 1
}

// Next adds the flow to what is left of the stock.
func (a Accumulate) Next(m Moment) (map[string]float64, error) {
	flow, err := a.flow(m.Equilibrium)
	if err != nil {
		return nil, err
	}
	factor := a.Factor
	if factor == 0 {
		factor = 1
	}
	return map[string]float64{a.Stock: (1-a.Depreciation)*m.State[a.Stock] + factor*flow}, nil
}

func (a Accumulate) flow(eq *cge.Equilibrium) (float64, error) {
	if a.Of != nil {
		return a.Of(eq)
	}
	return eq.Value(a.Flow)
}

func (a Accumulate) check(c *checker) error {
	switch {
	case !(a.Depreciation >= 0 && a.Depreciation <= 1):
		return fmt.Errorf("Accumulate %q: Depreciation is %v; it is a share, 0 to 1", a.Stock, a.Depreciation)
	case !finite(a.Factor):
		return fmt.Errorf("Accumulate %q: Factor is %v", a.Stock, a.Factor)
	case (a.Of == nil) == (a.Flow == ""):
		return fmt.Errorf("Accumulate %q: either Flow or Of says what is added", a.Stock)
	case a.Of == nil && !c.variables[a.Flow]:
		return fmt.Errorf("Accumulate %q: Flow %q is no variable of the model%s", a.Stock, a.Flow, near(a.Flow, c.variables))
	}
	return c.inState("Accumulate", a.Stock)
}

// Grow multiplies a state variable by 1+Rate in every period.
type Grow struct {
	Param string
	Rate  float64 // per period; above -1
}

// Next is the value times 1+Rate.
func (g Grow) Next(m Moment) (map[string]float64, error) {
	return map[string]float64{g.Param: m.State[g.Param] * (1 + g.Rate)}, nil
}

func (g Grow) check(c *checker) error {
	if !(g.Rate > -1) || !finite(g.Rate) {
		return fmt.Errorf("Grow %q: Rate is %v; it is above -1", g.Param, g.Rate)
	}
	return c.inState("Grow", g.Param)
}

// Follow sets a parameter to a given value in every period, the first included.
// The parameter need not be in the path's state.
type Follow struct {
	Param  string
	Values []float64 // one for each of Path.Periods
}

// Next is the value of the next period.
func (f Follow) Next(m Moment) (map[string]float64, error) {
	if m.Index+1 >= len(f.Values) {
		return nil, nil // the last period has no next
	}
	return map[string]float64{f.Param: f.Values[m.Index+1]}, nil
}

func (f Follow) check(c *checker) error {
	if len(f.Values) != c.periods {
		return fmt.Errorf("Follow %q: %d values for %d periods", f.Param, len(f.Values), c.periods)
	}
	for i, v := range f.Values {
		if !finite(v) {
			return fmt.Errorf("Follow %q: value %d is %v", f.Param, i, v)
		}
	}
	if _, twice := c.state[f.Param]; twice {
		return fmt.Errorf("Follow %q: State has it too; take it out of one", f.Param)
	}
	c.state[f.Param] = f.Values[0]
	return nil
}

// Demand is what a consumer buys of a commodity, for Accumulate.Of.
func Demand(consumer, commodity string) func(*cge.Equilibrium) (float64, error) {
	return flowOf(consumer, commodity, cge.Demand)
}

// Output is what a producer makes of a commodity, for Accumulate.Of.
func Output(producer, commodity string) func(*cge.Equilibrium) (float64, error) {
	return flowOf(producer, commodity, cge.Output)
}

func flowOf(owner, commodity string, kind cge.FlowKind) func(*cge.Equilibrium) (float64, error) {
	return func(eq *cge.Equilibrium) (float64, error) {
		sum, found := 0.0, false
		for _, f := range eq.Flows() {
			if f.Owner == owner && f.Commodity == commodity && f.Kind == kind {
				sum, found = sum+f.Quantity, true
			}
		}
		if !found {
			return 0, fmt.Errorf("%q has no flow %q of %q; cge.Equilibrium.Flows lists them", owner, kind, commodity)
		}
		return sum, nil
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
