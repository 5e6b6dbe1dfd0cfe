package mfa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/mat"
)

// A Transfer sends a share of what passes through one process to another. What
// no transfer of a process takes leaves the system there.
type Transfer struct {
	From, To string
	Share    quantity.Array // pure number over any axes of the inputs
}

// A Circulation is what a system of transfers makes of its inputs, recovery
// loops included.
type Circulation struct {
	Through map[string]quantity.Array // what passes through each process
	Flows   []Flow                    // inputs, transfers and, last, what leaves each process
}

// Circulate solves a system in which every process passes on fixed shares of
// its throughput: x = inputs + Aᵀx, cell by cell, so that loops are counted to
// the end. Inputs enter from the Environment, all over the same axes and in
// one unit. Shares outside [0,1], shares of a process that sum above 1, and a
// loop that never lets anything out are errors that name them.
func Circulate(inputs map[string]quantity.Array, transfers []Transfer) (*Circulation, error) {
	c, err := newCircuit(inputs, transfers)
	if err != nil {
		return nil, err
	}
	n := len(c.names)
	through := make([]float64, n*c.cells.n)
	for i := range c.cells.n {
		x, err := c.solve(i)
		if err != nil {
			return nil, err
		}
		for k, v := range x {
			through[k*c.cells.n+i] = v
		}
	}
	return c.result(through, inputs)
}

type circuit struct {
	names     []string
	cells     cells
	unit      quantity.Unit
	input     [][]float64 // by process; nil where nothing enters
	transfers []Transfer  // shares spread over the cells
	from, to  []int
}

func newCircuit(inputs map[string]quantity.Array, transfers []Transfer) (*circuit, error) {
	if len(inputs) == 0 {
		return nil, fmt.Errorf("mfa: Circulate: nothing enters; give at least one input")
	}
	c := &circuit{names: sortedKeys(inputs)}
	node := func(name string) int {
		i := slices.Index(c.names, name)
		if i < 0 {
			c.names, i = append(c.names, name), len(c.names)
		}
		return i
	}
	first := inputs[c.names[0]]
	if err := first.Err(); err != nil {
		return nil, fmt.Errorf("mfa: Circulate: input of %q: %w", c.names[0], err)
	}
	c.cells, c.unit = cellsOf(first.Axes()), first.Unit()
	for _, name := range sortedKeys(inputs) {
		if name == Environment {
			return nil, fmt.Errorf("mfa: Circulate: %q is outside; an input names the process it enters", name)
		}
		a, err := spread(fmt.Sprintf("Circulate: input of %q", name), inputs[name].To(c.unit.String()), c.cells.axes)
		if err != nil {
			return nil, err
		}
		c.input = append(c.input, a.Data())
	}
	for _, t := range transfers {
		what := fmt.Sprintf("Circulate: share of %q that goes to %q", t.From, t.To)
		if t.To == Environment || t.From == Environment {
			return nil, fmt.Errorf("mfa: %s: leave the %s out: what no transfer takes leaves", what, Environment)
		}
		share, err := spread(what, t.Share.To("1"), c.cells.axes)
		if err != nil {
			return nil, err
		}
		for i, v := range share.Data() {
			if v < 0 || v > 1 {
				return nil, fmt.Errorf("mfa: %s is %v%s; it lies between 0 and 1", what, v, c.cells.place(i))
			}
		}
		c.from, c.to = append(c.from, node(t.From)), append(c.to, node(t.To))
		c.transfers = append(c.transfers, Transfer{t.From, t.To, share})
	}
	for len(c.input) < len(c.names) {
		c.input = append(c.input, nil)
	}
	return c, nil
}

// solve finds the throughput of every process in cell i.
func (c *circuit) solve(i int) ([]float64, error) {
	n := len(c.names)
	a := mat.NewDense(n, n, nil)
	b := mat.NewVecDense(n, nil)
	out := make([]float64, n)
	for k := range n {
		a.Set(k, k, 1)
		if c.input[k] != nil {
			b.SetVec(k, c.input[k][i])
		}
	}
	for k, t := range c.transfers {
		v := t.Share.Data()[i]
		a.Set(c.to[k], c.from[k], a.At(c.to[k], c.from[k])-v)
		out[c.from[k]] += v
	}
	for k, sum := range out {
		if sum > 1+1e-9 {
			return nil, fmt.Errorf("mfa: Circulate: shares of %q sum to %v%s; they may not exceed 1", c.names[k], sum, c.cells.place(i))
		}
	}
	if loop := c.closed(i, out); loop != "" {
		return nil, fmt.Errorf("mfa: Circulate: %s never lets anything out%s; leave a loss", loop, c.cells.place(i))
	}
	var x mat.VecDense
	if err := x.SolveVec(a, b); err != nil {
		return nil, fmt.Errorf("mfa: Circulate: no solution%s: %w", c.cells.place(i), err)
	}
	return x.RawVector().Data, nil
}

// closed names the processes from which no way leads out, "" when there are
// none.
func (c *circuit) closed(i int, out []float64) string {
	open := make([]bool, len(c.names))
	for k := range open {
		open[k] = out[k] < 1-1e-12
	}
	for changed := true; changed; {
		changed = false
		for k, t := range c.transfers {
			if t.Share.Data()[i] > 0 && open[c.to[k]] && !open[c.from[k]] {
				open[c.from[k]], changed = true, true
			}
		}
	}
	var shut []string
	for k, ok := range open {
		if !ok {
			shut = append(shut, c.names[k])
		}
	}
	return strings.Join(shut, " → ")
}

// result dresses the throughputs as flows.
func (c *circuit) result(through []float64, inputs map[string]quantity.Array) (*Circulation, error) {
	r := &Circulation{Through: map[string]quantity.Array{}}
	var sources []string
	for _, name := range sortedKeys(inputs) {
		sources = append(sources, inputs[name].Sources()...)
		r.Flows = append(r.Flows, Flow{Name: "input of " + name, From: Environment, To: name, Values: inputs[name]})
	}
	for k, name := range c.names {
		a := quantity.New(c.unit.String(), through[k*c.cells.n:(k+1)*c.cells.n], c.cells.axes...).WithSources(sources...)
		if err := a.Err(); err != nil {
			return nil, fmt.Errorf("mfa: Circulate: throughput of %q: %w", name, err)
		}
		r.Through[name] = a
	}
	rest := map[string]quantity.Array{} // share that no transfer takes
	for _, t := range c.transfers {
		f := r.Through[t.From].Times(t.Share)
		r.Flows = append(r.Flows, Flow{Name: t.From + " to " + t.To, From: t.From, To: t.To, Values: f})
		if _, ok := rest[t.From]; !ok {
			rest[t.From] = quantity.Full("1", 1, c.cells.axes...)
		}
		rest[t.From] = rest[t.From].Minus(t.Share)
	}
	for _, name := range c.names {
		out := r.Through[name]
		if share, ok := rest[name]; ok {
			out = out.Times(share.Map(func(v float64) float64 { return max(v, 0) }))
		}
		r.Flows = append(r.Flows, Flow{Name: "out of " + name, From: name, To: Environment, Values: out})
	}
	return r, nil
}

// Find returns the flow between two processes; Environment is one of them
// where something enters or leaves.
func (r *Circulation) Find(from, to string) quantity.Array {
	for _, f := range r.Flows {
		if f.From == from && f.To == to {
			return f.Values
		}
	}
	return quantity.Failed(fmt.Errorf("mfa: Circulation: nothing flows from %q to %q", from, to))
}

// System is the circulation as a System, to be checked or drawn.
func (r *Circulation) System(name string) *System {
	return &System{Name: name, Processes: sortedKeys(r.Through), Flows: slices.Clone(r.Flows)}
}
