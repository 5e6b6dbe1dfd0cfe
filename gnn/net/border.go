package net

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // the backend written in Go
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// ErrHang is a step that did not come back in time.
var ErrHang = errors.New("net: the backend does not come back")

// backend is one for the process: it holds buffers that are worth sharing.
var backend = sync.OnceValues(func() (compute.Backend, error) {
	return compute.NewWithConfig("go:ops_sequential")
})

// Array is a dense array of float64, the last axis fastest.
type Array struct {
	Dims []int
	Data []float64
}

// NewArray returns zeros.
func NewArray(dims ...int) Array {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return Array{dims, make([]float64, n)}
}

// Model builds outputs from inputs; parameters come from p.
type Model func(p *Nodes, in []*Node) []*Node

// Nodes hands out the parameters of a graph by name.
type Nodes struct {
	byName map[string]*Node
}

// Get returns a parameter; a name that does not exist is a slip of the
// programmer and panics, which Program turns into an error.
func (n *Nodes) Get(name string) *Node {
	v, ok := n.byName[name]
	if !ok {
		panic(fmt.Errorf("net: no parameter %q", name))
	}
	return v
}

// Program runs a model. It compiles once for each shape of its inputs. A
// Program may not run twice at the same time.
type Program struct {
	Watchdog time.Duration // longest run, compilation included; 0 means 5 minutes
	names    []string
	exec     *graph.Exec
}

// Forward returns a program whose outputs are those of the model.
func Forward(p *Params, m Model) (*Program, error) { return compile(p, m, false) }

// Training returns a program whose first output is the model's first (a loss
// for each member, [member]); the gradients of its sum follow in the order of
// the parameters.
func Training(p *Params, m Model) (*Program, error) { return compile(p, m, true) }

func compile(p *Params, m Model, gradients bool) (*Program, error) {
	b, err := backend()
	if err != nil {
		return nil, fmt.Errorf("net: no backend: %w", err)
	}
	names := p.Names()
	build := func(all []*graph.Node) []*graph.Node {
		nodes := &Nodes{byName: make(map[string]*Node, len(names))}
		for i, name := range names {
			nodes.byName[name] = all[i]
		}
		out := m(nodes, all[len(names):])
		if !gradients {
			return out
		}
		return append(out[:1:1], graph.Gradient(graph.ReduceAllSum(out[0]), all[:len(names)]...)...)
	}
	exec, err := graph.NewExec(b, build)
	if err != nil {
		return nil, fmt.Errorf("net: %w", err)
	}
	return &Program{names: names, exec: exec}, nil
}

// Run evaluates the program. A panic of the library, a run past the watchdog
// and the end of ctx are errors; after the last two the run may go on in the
// background, its result unused, and the Program must be dropped.
func (g *Program) Run(ctx context.Context, p *Params, in ...Array) ([]Array, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("net: stopped: %w", err)
	}
	args := make([]any, 0, len(g.names)+len(in))
	for _, name := range g.names {
		a := p.Get(name)
		args = append(args, tensors.FromFlatDataAndDimensions(a.Data, a.Dims...))
	}
	for _, a := range in {
		args = append(args, tensors.FromFlatDataAndDimensions(a.Data, a.Dims...))
	}
	limit := g.Watchdog
	if limit == 0 {
		limit = 5 * time.Minute
	}
	return guard(ctx, limit, func() ([]Array, error) { return g.call(args) })
}

// guard runs f on a goroutine of its own.
func guard(ctx context.Context, limit time.Duration, f func() ([]Array, error)) ([]Array, error) {
	type answer struct {
		out []Array
		err error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a = answer{nil, fmt.Errorf("net: the library panicked: %v", r)}
			}
			done <- a
		}()
		a.out, a.err = f()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a := <-done:
		return a.out, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("net: stopped: %w", ctx.Err())
	case <-timer.C:
		return nil, fmt.Errorf("%w within %v", ErrHang, limit)
	}
}

// call executes and copies the outputs to the host.
func (g *Program) call(args []any) ([]Array, error) {
	res, err := g.exec.Call(args...)
	for _, a := range args {
		_ = a.(*tensors.Tensor).FinalizeAll() // give buffers back; the copy on the host stays
	}
	if err != nil {
		return nil, fmt.Errorf("net: %w", err)
	}
	out := make([]Array, len(res))
	for i, t := range res {
		data, err := tensors.CopyFlatData[float64](t)
		if err != nil {
			return nil, fmt.Errorf("net: output %d: %w", i, err)
		}
		out[i] = Array{append([]int{}, t.Shape().Dimensions...), data}
		_ = t.FinalizeAll()
	}
	return out, nil
}
