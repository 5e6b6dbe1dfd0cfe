package cge

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Solve compiles an economy and solves its benchmark. For scenarios, Compile
// once and call Model.Solve.
func Solve(ctx context.Context, e *Economy, s *Settings) (*Equilibrium, error) {
	m, err := Compile(e)
	if err != nil {
		return nil, err
	}
	return m.Solve(ctx, Scenario{Name: "benchmark"}, s)
}

// Solve finds an equilibrium of a scenario. An error of type *Unsolved names
// the worst equations; there is no result then. The context ends it early.
func (m *Model) Solve(ctx context.Context, sc Scenario, settings *Settings) (*Equilibrium, error) {
	r, err := m.newRun(ctx, sc, settings)
	if err != nil {
		return nil, err
	}
	return r.solve(sc)
}

func (m *Model) newRun(ctx context.Context, sc Scenario, settings *Settings) (*run, error) {
	set := settings.withDefaults()
	s, err := m.newSystem(sc, set.From)
	if err != nil {
		return nil, err
	}
	if err := s.hopeless(); err != nil {
		return nil, err
	}
	return &run{system: s, ctx: ctx, set: set, fresh: true}, nil
}

// solve makes one attempt after another.
func (r *run) solve(sc Scenario) (*Equilibrium, error) {
	s, ctx := r.system, r.ctx
	var err error
	start := slices.Clone(s.x)
	for _, try := range r.attempts(sc) {
		copy(s.x, start)
		if err = try(); err == nil {
			if err = r.sensible(); err == nil {
				return r.finish(sc), nil
			}
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("cge: scenario %q: %w", sc.Name, ctx.Err())
		}
		r.lin, r.linAt = nil, nil // what has failed once is not used again
	}
	return nil, r.unsolved(sc, err)
}

// A run is one solution under way.
type run struct {
	*system
	ctx             context.Context
	set             Settings
	path            []PathTaken
	steps, factored int
	best            []float64 // the point with the smallest residual so far
	least           float64
	lin             solver // the factors used last, with the bounds they hold for
	linAt           []int8
	fresh           bool // the equations are evaluated where x stands at the start
	again           bool // a session has checked homogeneity before
}

// PathTaken is one attempt of a solution.
type PathTaken struct {
	Path       Path
	Iterations int
	Residual   float64
}

// attempts lists what is tried in turn.
func (r *run) attempts(sc Scenario) []func() error {
	switch r.set.Path {
	case ActiveSet:
		return []func() error{r.activeSet}
	case FischerBurmeister:
		return []func() error{r.fischerBurmeister}
	case Homotopy:
		return []func() error{func() error { return r.homotopy(sc) }}
	}
	return []func() error{
		r.activeSet,
		func() error { r.fromBest(); return r.fischerBurmeister() },
		r.fischerBurmeister,
		func() error { return r.homotopy(sc) },
		r.raised,
	}
}

// fromBest goes on from the best point seen.
func (r *run) fromBest() {
	if r.best != nil {
		copy(r.x, r.best)
	}
}

// note keeps the best point and reports progress.
func (r *run) note(p Path, it int, largest float64) error {
	if r.best == nil || largest < r.least {
		r.best, r.least = append(r.best[:0], r.x...), largest
	}
	if r.set.Progress != nil {
		r.set.Progress(Step{p, it, largest})
	}
	return r.ctx.Err()
}

// taken records an attempt.
func (r *run) taken(p Path, it int, largest float64) {
	r.steps += it
	r.path = append(r.path, PathTaken{p, it, largest})
}

var (
	errStalled    = errors.New("no step makes the residual smaller")
	errIterations = errors.New("too many iterations")
)

// activeSet is Newton's method for complementarity problems: each step solves
// the linearised problem, bounds included, from the bounds that hold now.
func (r *run) activeSet() error {
	if !r.fresh {
		r.eval()
	}
	r.fresh = false
	largest, squares := r.residual()
	if math.IsNaN(largest) {
		return errors.New("the equations have no numbers at the start")
	}
	d := make([]float64, r.m.N())
	worse, lowest := 0, squares
	lin, at := r.lin, r.linAt // of the period before, if there are any
	old := lin != nil
	var quasi broyden
	err := errIterations
	it := 0
	for ; it < r.set.Iterations; it++ {
		if err := r.note(ActiveSet, it, largest); err != nil {
			return err
		}
		if largest <= r.set.Tolerance {
			err = nil
			break
		}
		if now := r.bounded(); lin == nil || !slices.Equal(now, at) || !old && (largest > reuseBelow || !dear(lin)) {
			quasi.reset()
			if lin, err = r.linear(now); err != nil {
				break
			}
			at = now
		}
		p := r.newPivoter(lin, at)
		if err = p.run(d); err != nil {
			break
		}
		if p.pivots == 0 {
			quasi.bend(d, r.xs)
		} else {
			quasi.reset()
		}
		x, was := slices.Clone(r.x), squares
		if largest, squares, err = r.move(d); err != nil {
			break
		}
		err = errIterations
		quasi.took(x, r.x, d)
		if old = old && squares < 0.25*was; squares > 0.25*was {
			lin = nil // the old factors no longer serve
		}
		if squares < lowest {
			lowest, worse = squares, 0
		} else if worse++; worse > 6 {
			err = errStalled
			break
		}
	}
	r.taken(ActiveSet, it, largest)
	r.lin, r.linAt = lin, at
	return err
}

// dear reports whether factoring costs so much more than a step with old
// factors that a step that gains fewer digits is the better bargain.
func dear(lin solver) bool {
	switch l := lin.(type) {
	case *nested:
		return len(l.pairs) > denseLimit
	case *whole:
		return len(l.free) > denseLimit
	}
	return true
}

// reuseBelow is the residual below which a factored Jacobian serves for another
// step: it is then wrong by about as much, and the step gains as many digits.
const reuseBelow = 1e-3

// bounded tells which unknowns stand at a bound: -1 the lower, 1 the upper, 2
// both.
func (r *run) bounded() []int8 {
	at := make([]int8, r.m.N())
	for i := range at {
		switch {
		case r.fixed[i] || r.lo[i] == r.up[i]:
			at[i] = 2
		case r.x[i] == r.lo[i]:
			at[i] = -1
		case r.x[i] == r.up[i]:
			at[i] = 1
		}
	}
	return at
}

// linear factors the Jacobian of the free unknowns.
func (r *run) linear(at []int8) (solver, error) {
	r.factored++
	free := make([]bool, len(at))
	var list []int
	for i, a := range at {
		if free[i] = a == 0; free[i] {
			list = append(list, i)
		}
	}
	if r.set.Linear == Automatic || r.set.Linear == Nested {
		err := errors.New("no running producer pairs with a commodity")
		if pairs := r.pairing(free); len(pairs) > 0 && (r.set.Linear == Nested || !r.m.broad(len(list)-2*len(pairs))) {
			var n *nested
			if n, err = r.newNested(free, pairs); err == nil {
				return n, nil
			}
		}
		if r.set.Linear == Nested {
			return nil, errors.Join(errSingular, err)
		}
	}
	// Equations may leave unknowns open: a price that nothing depends on, the
	// split between two equally cheap ways. A little on the diagonal keeps those
	// next to where they are.
	bare := r.m.ns() == 0
	if !bare {
		if w, err := r.wholeMatrix(list, nil, nil, r.set.Linear); err == nil {
			return w, nil
		}
	}
	diag := make([]float64, len(list))
	for k := range diag {
		diag[k] = proximal
	}
	w, err := r.wholeMatrix(list, nil, diag, r.set.Linear)
	if err != nil {
		return nil, err
	}
	w.prox = proximal
	return w, nil
}

// broad reports whether a border is so wide that nesting it out costs more than
// factoring the whole Jacobian: one directional derivative of the model for each
// unknown of the border, against the second derivatives of all costs.
func (m *Model) broad(border int) bool {
	leaves, entries := 0, 0
	for i := range m.trees {
		n := int(m.trees[i].leaf1 - m.trees[i].leaf0)
		leaves, entries = leaves+n, entries+n*n
	}
	return entries < border*leaves
}

// proximal is what is added to the diagonal of a scaled Jacobian that may be
// singular.
const proximal = 1e-7

// step goes from x along d by t; prices keep at least a tenth of themselves
// unless their bound is where they go, and bounds hold.
func (r *run) step(x, d []float64, t float64) {
	m := r.m
	for i := range r.x {
		if r.fixed[i] {
			continue
		}
		v := x[i] + t*d[i]
		if i >= m.atPrice() && i < m.atAux() && x[i] > 0 && !(d[i] == r.lo[i]-x[i]) {
			v = max(v, 0.1*x[i])
		}
		r.x[i] = min(max(v, r.lo[i]), r.up[i])
	}
}

// move takes the longest of some steps that is not much worse.
func (r *run) move(d []float64) (largest, squares float64, err error) {
	x := slices.Clone(r.x)
	_, was := r.residual()
	bestT, bestSquares := 0.0, math.Inf(1)
	for t := 1.0; t > 1e-3; t /= 2 {
		r.step(x, d, t)
		r.eval()
		largest, squares = r.residual()
		if squares <= was || squares < 4*was && t == 1 {
			return largest, squares, nil
		}
		if squares < bestSquares {
			bestT, bestSquares = t, squares
		}
	}
	if bestT == 0 {
		copy(r.x, x)
		r.eval()
		return 0, 0, errStalled
	}
	r.step(x, d, bestT)
	r.eval()
	largest, squares = r.residual()
	return largest, squares, nil
}
