package mfa

import (
	"fmt"
	"math"
	"slices"
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

// layer is what one process takes in, gives out and holds in one measure.
type layer struct {
	process string
	name    string
	parts   []part
}

// part enters a balance with a sign: +1 for inflow, -1 for outflow, and a
// stock with its change taken negative.
type part struct {
	name   string
	values quantity.Array
	sign   float64
	stock  bool
	before quantity.Array
}

// layers groups the flows and stocks of a process in the order in which they
// were declared.
func (s *System) layers(process string) []*layer {
	var out []*layer
	add := func(name string, p part) {
		if name == "" {
			name = p.values.Unit().Dimension()
		}
		i := slices.IndexFunc(out, func(l *layer) bool { return l.name == name })
		if i < 0 {
			out, i = append(out, &layer{process: process, name: name}), len(out)
		}
		out[i].parts = append(out[i].parts, p)
	}
	for _, f := range s.Flows {
		if f.To == process {
			add(f.Layer, part{name: f.Name, values: f.Values, sign: 1})
		}
		if f.From == process {
			add(f.Layer, part{name: f.Name, values: f.Values, sign: -1})
		}
	}
	for _, l := range s.Stocks {
		if l.Process == process {
			add(l.Layer, part{name: l.Name, values: l.Values, sign: -1, stock: true, before: l.Before})
		}
	}
	return out
}

// axes that all parts share; elements must be shared if any part has them.
func (l *layer) axes() ([]string, error) {
	first := l.parts[0]
	shared := axisList(first.values.Axes())
	for _, p := range l.parts[1:] {
		shared = slices.DeleteFunc(shared, func(a string) bool { _, ok := p.values.Axis(a); return !ok })
	}
	for _, e := range []string{"element", "mineral"} {
		for _, p := range l.parts {
			if _, ok := p.values.Axis(e); ok && !slices.Contains(shared, e) {
				for _, q := range l.parts {
					if _, ok := q.values.Axis(e); !ok {
						return nil, fmt.Errorf("mfa: process %q: %q is told by %s and %q is not, so the balance of %s cannot be proved; give both the axis, or put them in different layers", l.process, p.name, e, q.name, e)
					}
				}
			}
		}
	}
	return shared, nil
}

// balance demands that what enters is what leaves and what is gained.
func (l *layer) balance() error {
	shared, err := l.axes()
	if err != nil {
		return err
	}
	ref := sumOthers(l.parts[0].values, shared)
	axes, unit := ref.Axes(), ref.Unit().String()
	gain := make([]float64, ref.Len())
	through := make([]float64, ref.Len())
	level := make([]float64, ref.Len())
	for _, p := range l.parts {
		a := sumOthers(p.values, shared).To(unit)
		if a, err = spread(fmt.Sprintf("process %q: %q", l.process, p.name), a, axes); err != nil {
			return err
		}
		change := a.Data()
		if p.stock {
			if change, err = p.change(a, shared, unit, level); err != nil {
				return err
			}
		}
		for i, v := range change {
			gain[i] += p.sign * v
			through[i] += math.Abs(v)
		}
	}
	floor := max(tiny, negligible*max(largest(through), largest(level)))
	for i, g := range gain {
		if math.Abs(g) > balanceTol*through[i]+roundingTol*level[i]+floor {
			return l.imbalance(-g, through[i], unit, cellsOf(axes).name(i))
		}
	}
	return nil
}

func (l *layer) imbalance(gain, through float64, unit string, at Cell) error {
	e := &Imbalance{What: fmt.Sprintf("process %q", l.process), Amount: gain, Unit: unit, Share: math.Abs(gain) / max(through, math.Abs(gain))}
	var rest []string
	for i, a := range at.axes {
		if a == "year" {
			e.Year = at.labels[i]
		} else {
			rest = append(rest, a+" "+at.labels[i])
		}
	}
	e.Where = strings.Join(rest, ", ")
	return e
}

// change is the difference of a stock from step to step, over the axes of a.
// It adds the size of the levels, whose rounding the difference inherits.
func (p part) change(a quantity.Array, shared []string, unit string, level []float64) ([]float64, error) {
	axes := a.Axes()
	years, _ := a.Axis("year")
	step := stride(a, []quantity.Axis{years})[0]
	var before []float64
	if given(p.before) {
		b := sumOthers(p.before, shared).To(unit)
		if b.Err() == nil {
			b = b.Expand(years)
		}
		b, err := spread(fmt.Sprintf("stock %q before the first step", p.name), b, axes)
		if err != nil {
			return nil, err
		}
		before = b.Data()
	}
	v := a.Data()
	out := make([]float64, len(v))
	for i := range v {
		level[i] += math.Abs(v[i])
		switch {
		case i/step%years.Len() > 0:
			out[i] = v[i] - v[i-step]
		case before != nil:
			out[i] = v[i] - before[i]
		default:
			out[i] = v[i]
		}
	}
	return out, nil
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
