package network

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/internal/sparse"
)

// Settings say how a network is solved; nil is the default. The equilibrium
// does not depend on them.
type Settings struct {
	// From is an equilibrium of a network with the same industries and options,
	// whose sets the policy iteration begins with; nil begins with the required
	// inputs alone.
	From *Equilibrium
	// Rounds is the most rounds of policy iteration, 1000 by default. They are
	// finite, and few: each lowers some price.
	Rounds int
}

// Solve finds the equilibrium: every industry buys from the suppliers that make
// its unit cost least, and its price is 1 + mu times that.
//
// It alternates between the prices of given sets, which solve a linear system
// (in logarithms for Cobb-Douglas, in u = P^(1-sigma) otherwise), and the best
// sets at those prices: Howard's policy iteration on a maximum (sigma > 1) or a
// minimum of affine maps. Where it settles at positive prices these are the only
// ones: at sigma > 1 they prove that every feasible choice of sets has a spectral
// radius below 1. A network without an equilibrium is a *NotViable error.
func (m *Model) Solve(ctx context.Context, settings *Settings) (*Equilibrium, error) {
	var set Settings
	if settings != nil {
		set = *settings
	}
	if set.Rounds <= 0 {
		set.Rounds = 1000
	}
	v := &solving{m: m}
	sets, logP, err := v.begin(ctx, set.From)
	if err != nil {
		return nil, err
	}
	for round := 1; round <= set.Rounds; round++ {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("network: %s: %w", m.net.label(), err)
		}
		next := v.improve(sets, logP)
		if slices.Equal(next, sets) {
			return v.settle(sets, logP, round)
		}
		was := logP
		if logP, err = v.prices(next); err != nil {
			return nil, err
		}
		if sets = next; largest(was, logP) == 0 {
			return v.settle(sets, logP, round)
		}
	}
	return nil, fmt.Errorf("network: %s: the sets still changed after %d rounds; raise Settings.Rounds", m.net.label(), set.Rounds)
}

// largest is the largest difference of two lists.
func largest(a, b []float64) float64 {
	most := 0.0
	for i := range a {
		most = max(most, math.Abs(a[i]-b[i]))
	}
	return most
}

// solving holds the scratch of one solution.
type solving struct {
	m *Model
	p Node
	q []float64
}

// at states the choice of industry i at log prices, in wages of 1.
func (v *solving) at(i int, logP []float64) *Node { return v.atWage(i, logP, 0) }

func (v *solving) atWage(i int, logP []float64, logW float64) *Node {
	v.q = v.q[:0]
	for _, j := range v.m.from[i] {
		v.q = append(v.q, logP[j])
	}
	v.m.recipes[i].fill(&v.p, v.q, logW)
	return &v.p
}

// begin finds sets with which the network can live, and their prices.
func (v *solving) begin(ctx context.Context, from *Equilibrium) ([]Set, []float64, error) {
	if from != nil && v.m.fits(from.Sets) {
		if logP, err := v.prices(from.Sets); err == nil {
			return from.Sets, logP, nil
		}
	}
	sets := v.m.least()
	logP, err := v.prices(sets)
	if err == nil || v.m.net.Sigma >= 1 {
		return sets, logP, err
	}
	return v.leastRadius(ctx, sets)
}

// fits tells whether sets could be the sets of the network's industries.
func (m *Model) fits(sets []Set) bool {
	if len(sets) != m.n {
		return false
	}
	for i, s := range sets {
		if !m.recipes[i].feasible(s) {
			return false
		}
	}
	return true
}

func (r *recipe) feasible(s Set) bool {
	if r.sets != nil {
		return slices.Contains(r.sets, s)
	}
	return s&^full(r.options()) == 0
}

// least are the sets with the fewest links: none, or the first such of a table.
func (m *Model) least() []Set {
	sets := make([]Set, m.n)
	for i := range sets {
		if listed := m.recipes[i].sets; listed != nil {
			sets[i] = slices.MinFunc(listed, func(a, b Set) int {
				if a.before(b) {
					return -1
				}
				return 1
			})
		}
	}
	return sets
}

// improve are the best sets at log prices; an industry keeps its set unless
// another costs less by more than a tie.
func (v *solving) improve(sets []Set, logP []float64) []Set {
	next := make([]Set, len(sets))
	for i, s := range sets {
		p := v.at(i, logP)
		best, value, _ := p.best(0, 0)
		if next[i] = best; p.value(s) <= value+p.tie() {
			next[i] = s
		}
	}
	return next
}

// settle reports the equilibrium. Among sets that cost the same, the first in
// the order of Set.before stands for all.
func (v *solving) settle(sets []Set, logP []float64, rounds int) (*Equilibrium, error) {
	e := &Equilibrium{model: v.m, LogP: logP, Sets: make([]Set, len(sets))}
	for i := range sets {
		e.Sets[i], _, _ = v.at(i, logP).best(0, 0)
	}
	e.Certificate = v.certify(sets, logP)
	e.Certificate.Rounds = rounds
	return e, nil
}

// prices are the log prices at which every industry covers the cost of its set.
// They exist iff the spectral radius of the input matrix is below 1, and then
// they are the only ones; otherwise the error is a *NotViable.
func (v *solving) prices(sets []Set) ([]float64, error) {
	return v.solveInputs(sets, v.m.inputs(sets))
}

func (v *solving) solveInputs(sets []Set, a inputMatrix) ([]float64, error) {
	matrix, err := a.less(v.m.n)
	if err != nil {
		return nil, fmt.Errorf("network: %s: prices leave the range of numbers: %w", v.m.net.label(), err)
	}
	u, err := positive(matrix, a.fixed, !v.m.cobbDouglas())
	if err != nil {
		return nil, v.m.notViable(sets, a)
	}
	if v.m.cobbDouglas() {
		return u, nil
	}
	for i, x := range u {
		u[i] = math.Log(x) / (1 - v.m.net.Sigma)
	}
	return u, nil
}

// positive solves A·x = b for an A that is the unit matrix less an input matrix.
// It has a non-negative inverse iff some x > 0 has A·x > 0 (an M-matrix); b is
// the right-hand side of that where it is above 0, ones otherwise.
func positive(a *sparse.Matrix, b []float64, above bool) ([]float64, error) {
	lu, err := sparse.Factor(a, nil, nil)
	if err != nil {
		return nil, err
	}
	x := make([]float64, a.N)
	if !above {
		for i := range x {
			x[i] = 1
		}
		if err := lu.Solve(x, x); err != nil || slices.Min(x) <= 0 {
			return nil, errSign
		}
	}
	if _, err := lu.SolveRefined(a, x, b); err != nil || above && slices.Min(x) <= 0 {
		return nil, errSign
	}
	return x, nil
}

var errSign = fmt.Errorf("network: the solution is not positive")

func (m *Model) cobbDouglas() bool { return m.net.Sigma == 1 }

// inputMatrix is what industries take of one another at given sets, row by row,
// and what is fixed: u = fixed + A·u, in u = P^(1-sigma) or, for Cobb-Douglas, in
// log prices.
type inputMatrix struct {
	to, from []int // industry, supplier
	weight   []float64
	fixed    []float64
}

func (m *Model) inputs(sets []Set) inputMatrix {
	return m.inputsAt(sets, func(i int) float64 { return m.recipes[i].productivity(sets[i]) })
}

// inputsAt has log A of each industry from a function.
func (m *Model) inputsAt(sets []Set, logA func(i int) float64) inputMatrix {
	a := inputMatrix{fixed: make([]float64, m.n)}
	e := 1 - m.net.Sigma
	for i := range m.n {
		r, cost := &m.recipes[i], m.logMu[i]-logA(i)
		scale := 1.0
		if m.cobbDouglas() {
			a.fixed[i] = cost
		} else {
			scale = math.Exp(e * cost)
			a.fixed[i] = scale * r.wL
		}
		for k, in := range r.inputs {
			if k < r.required || sets[i].Has(k-r.required) {
				a.to, a.from, a.weight = append(a.to, i), append(a.from, m.from[i][k]), append(a.weight, scale*in.Weight)
			}
		}
	}
	return a
}

// less is the unit matrix less the input matrix.
func (a inputMatrix) less(n int) (*sparse.Matrix, error) {
	rows, cols, vals := make([]int, 0, len(a.to)+n), make([]int, 0, len(a.to)+n), make([]float64, 0, len(a.to)+n)
	for i := range n {
		rows, cols, vals = append(rows, i), append(cols, i), append(vals, 1)
	}
	for k, w := range a.weight {
		rows, cols, vals = append(rows, a.to[k]), append(cols, a.from[k]), append(vals, -w)
	}
	return sparse.FromTriplets(n, rows, cols, vals)
}

// productivity is log A of a feasible set.
func (r *recipe) productivity(s Set) float64 {
	if r.sets != nil {
		return r.logA0 + r.logA[slices.Index(r.sets, s)]
	}
	a := r.logA0
	for ; s != 0; s &= s - 1 {
		a += r.inputs[r.required+s.first()].B
	}
	return a
}
