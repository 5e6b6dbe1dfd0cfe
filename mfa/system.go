package mfa

import (
	"fmt"
	"math"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Environment is the process outside the system: what comes from it or goes to
// it is not balanced there.
const Environment = "environment"

// A System is a set of processes, the flows between them, and the stocks they
// hold. Its numbers are computed by formulas over quantity arrays; the System
// proves that they belong together:
//
//	sys := mfa.System{Name: "steel", Processes: []string{"remelting", "slag"}}
//	sys.Flow("scrap", mfa.Environment, "remelting", scrap)
//	sys.Flow("slag", "remelting", "slag", lost)
//	sys.Stock("slag piles", "slag", piles)
//	err := sys.Check()
//
// Flows and stocks need the axis "year"; any further axes are free. Amounts
// are per step, as everywhere in this package.
type System struct {
	Name       string
	Processes  []string
	Flows      []Flow
	Stocks     []Level
	Parameters []Parameter
}

// A Flow goes from one process to another. Layer tells apart what is counted
// separately at a process (GWh of product, kt of element); "" is the dimension
// of the unit.
type Flow struct {
	Name, From, To string
	Values         quantity.Array
	Layer          string
}

// A Level is the stock that a process holds at the end of each step. Before
// is what it held before the first step: the axes of Values without "year";
// the zero Array is nothing.
type Level struct {
	Name, Process string
	Values        quantity.Array
	Before        quantity.Array
	Layer         string
}

// A Parameter is a number that flows were computed from, and what it may be.
// SumsTo1 names an axis along which it sums to 1, "" for none.
type Parameter struct {
	Name     string
	Values   quantity.Array
	Min, Max float64
	SumsTo1  string
}

// Flow adds a flow.
func (s *System) Flow(name, from, to string, values quantity.Array) {
	s.Flows = append(s.Flows, Flow{Name: name, From: from, To: to, Values: values})
}

// Stock adds a stock that was empty before the first step.
func (s *System) Stock(name, process string, values quantity.Array) {
	s.Stocks = append(s.Stocks, Level{Name: name, Process: process, Values: values})
}

// Share adds a parameter between 0 and 1, such as a yield or a collection rate.
func (s *System) Share(name string, values quantity.Array) {
	s.Parameters = append(s.Parameters, Parameter{Name: name, Values: values, Max: 1})
}

// Accumulate is the stock of a process that only takes in: the running sum of
// what enters over the years, such as a landfill.
func Accumulate(inflow quantity.Array) quantity.Array { return inflow.CumSum("year") }

// Find returns the flow of a name.
func (s *System) Find(name string) (Flow, error) {
	for _, f := range s.Flows {
		if f.Name == name {
			return f, nil
		}
	}
	return Flow{}, fmt.Errorf("mfa: system %q has no flow %q", s.Name, name)
}

// Check proves the system: every array holds numbers and has years, names are
// known and unique, parameters lie in their ranges, flows and stocks are not
// negative, and mass is balanced at every process in every year for every
// label that the flows there share, stock levels included. Flows of one layer
// that differ in the axis "element" or "mineral" are refused, because their
// balance could hide one element standing in for another. The error names
// process, year, element and amount; a balance error is an *Imbalance.
func (s *System) Check() error {
	if err := s.checkNames(); err != nil {
		return err
	}
	if err := s.checkValues(); err != nil {
		return err
	}
	for _, p := range s.Processes {
		for _, l := range s.layers(p) {
			if err := l.balance(); err != nil {
				return err
			}
		}
	}
	return nil
}

// fail is an error of this system.
func (s *System) fail(format string, args ...any) error {
	return fmt.Errorf("mfa: system %q: "+format, append([]any{s.Name}, args...)...)
}

func (s *System) checkNames() error {
	seen := map[string]bool{}
	for _, p := range s.Processes {
		switch {
		case p == "":
			return s.fail("a process has no name")
		case p == Environment:
			return s.fail("%q is outside every system; leave it out of Processes", p)
		case seen[p]:
			return s.fail("process %q stands twice", p)
		}
		seen[p] = true
	}
	known := func(p string) bool { return p == Environment || seen[p] }
	names := map[string]bool{}
	for _, f := range s.Flows {
		switch {
		case names[f.Name]:
			return s.fail("flow or stock %q stands twice", f.Name)
		case !known(f.From):
			return s.fail("flow %q comes from %q, which is no process (%s)", f.Name, f.From, strings.Join(s.Processes, ", "))
		case !known(f.To):
			return s.fail("flow %q goes to %q, which is no process (%s)", f.Name, f.To, strings.Join(s.Processes, ", "))
		case f.From == f.To:
			return s.fail("flow %q goes from %q to itself", f.Name, f.From)
		}
		names[f.Name] = true
	}
	for _, l := range s.Stocks {
		switch {
		case names[l.Name]:
			return s.fail("flow or stock %q stands twice", l.Name)
		case !seen[l.Process]:
			return s.fail("stock %q is held by %q, which is no process (%s)", l.Name, l.Process, strings.Join(s.Processes, ", "))
		}
		names[l.Name] = true
	}
	return nil
}

// checkValues looks at every array on its own.
func (s *System) checkValues() error {
	for _, f := range s.Flows {
		if err := s.checkArray("flow", f.Name, f.Values); err != nil {
			return err
		}
	}
	for _, l := range s.Stocks {
		if err := s.checkArray("stock", l.Name, l.Values); err != nil {
			return err
		}
	}
	for _, p := range s.Parameters {
		if err := p.check(); err != nil {
			return s.fail("%w", err)
		}
	}
	return nil
}

func (s *System) checkArray(kind, name string, a quantity.Array) error {
	if err := a.Err(); err != nil {
		return s.fail("%s %q: %w", kind, name, err)
	}
	if _, ok := a.Axis("year"); !ok {
		return s.fail("%s %q has no axis \"year\"; it has %s", kind, name, axisNames(a.Axes()))
	}
	most := largest(a.Data())
	for i, v := range a.Data() {
		if v < -balanceTol*most {
			return s.fail("%s %q is %.6g %v%s; turn it round or find out why", kind, name, v, a.Unit(), cellsOf(a.Axes()).place(i))
		}
	}
	return nil
}

// check demands that every value lies in its range, and shares sum to 1.
func (p Parameter) check() error {
	if err := p.Values.Err(); err != nil {
		return fmt.Errorf("parameter %q: %w", p.Name, err)
	}
	for i, v := range p.Values.Data() {
		if v < p.Min || v > p.Max {
			side := "above"
			bound := p.Max
			if v < p.Min {
				side, bound = "below", p.Min
			}
			return fmt.Errorf("parameter %q: %v is %s %v%s", p.Name, v, side, bound, cellsOf(p.Values.Axes()).place(i))
		}
	}
	if p.SumsTo1 == "" {
		return nil
	}
	if _, ok := p.Values.Axis(p.SumsTo1); !ok {
		return fmt.Errorf("parameter %q has no axis %q along which it could sum to 1", p.Name, p.SumsTo1)
	}
	sums := p.Values.Sum(p.SumsTo1)
	for i, v := range sums.Data() {
		if math.Abs(v-1) > 1e-9 {
			return fmt.Errorf("parameter %q sums to %v over %s%s; it must be 1", p.Name, v, p.SumsTo1, cellsOf(sums.Axes()).place(i))
		}
	}
	return nil
}

// String prints the system: its processes with what flows in and out.
func (s *System) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "system %q: %d processes, %d flows, %d stocks", s.Name, len(s.Processes), len(s.Flows), len(s.Stocks))
	for _, f := range s.Flows {
		fmt.Fprintf(&b, "\n%s ──▶ %s: %s (%s, %v)", f.From, f.To, f.Name, axisNames(f.Values.Axes()), f.Values.Unit())
	}
	for _, l := range s.Stocks {
		fmt.Fprintf(&b, "\n%s holds %s (%s, %v)", l.Process, l.Name, axisNames(l.Values.Axes()), l.Values.Unit())
	}
	return b.String()
}
