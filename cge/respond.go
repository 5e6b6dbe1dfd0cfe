package cge

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/internal/sparse"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Response is how the unknowns of an equilibrium answer to its parameters,
// to first order, with the same producers running and the same bounds binding:
// with F(z,θ) = 0, dz = -F_z⁻¹ F_θ dθ. At a kink (a producer that just breaks
// even while idle) it holds on the side where the bound stays; Kinks names such
// unknowns.
type Response struct {
	eq    *Equilibrium
	w     *work
	lin   solver
	whole *whole // lin, where it is the whole Jacobian
	free  []int
	Kinks []string
}

// Respond prepares derivatives at the equilibrium. Where the equations leave an
// unknown open there are none, and the error names it.
func (eq *Equilibrium) Respond() (*Response, error) {
	local, free, err := eq.local()
	if err != nil {
		return nil, err
	}
	r := &Response{eq: eq, w: local.work, free: free}
	for i := range local.x {
		if !local.fixed[i] && local.atBound(i) != 0 && math.Abs(local.f[i]/local.fs[i]) < 1e-9 {
			r.Kinks = append(r.Kinks, eq.m.names[i])
		}
	}
	if eq.m.crowded() {
		r.lin, err = local.nestedOf(free)
		return r, err
	}
	if r.whole, err = local.wholeMatrix(free, nil, nil, Automatic); err != nil {
		// The sparse factors scale rows and columns one by one: they may succeed
		// where units far apart look singular, and else name what is open.
		if r.whole, err = local.wholeMatrix(free, nil, nil, Sparse); err != nil {
			return nil, eq.openError(local, free, err)
		}
	}
	r.lin = r.whole
	return r, nil
}

// local is a system of its own at the equilibrium, and the unknowns that are
// neither fixed nor at a bound.
func (eq *Equilibrium) local() (*system, []int, error) {
	w, err := eq.m.rework(eq)
	if err != nil {
		return nil, nil, err
	}
	s := eq.s
	local := &system{work: w, x: w.slots[:eq.m.N()], lo: s.lo, up: s.up, fixed: s.fixed, xs: s.xs, fs: s.fs, name: s.name, layouts: &layouts{}}
	var free []int
	for i := range local.x {
		if !s.fixed[i] && local.atBound(i) == 0 {
			free = append(free, i)
		}
	}
	return local, free, nil
}

// crowded reports whether the second derivatives of a model are too many to be
// written out.
func (m *Model) crowded() bool {
	entries := 0
	for i := range m.trees {
		n := int(m.trees[i].leaf1 - m.trees[i].leaf0)
		entries += n * n
	}
	return entries > 2e7
}

func (s *system) nestedOf(free []int) (*nested, error) {
	yes := make([]bool, s.m.N())
	for _, i := range free {
		yes[i] = true
	}
	return s.newNested(yes, s.pairing(yes))
}

// rework is a fresh evaluation at an equilibrium: the equilibrium itself does
// not change.
func (m *Model) rework(eq *Equilibrium) (*work, error) {
	w, err := m.newWork(eq.Scenario.Set)
	if err != nil {
		return nil, err
	}
	copy(w.slots, eq.slots)
	w.eval()
	return w, nil
}

func (eq *Equilibrium) openError(local *system, free []int, err error) error {
	open := local.open(free, err)
	if len(open) == 0 {
		return fmt.Errorf("cge: scenario %q: the equations do not determine their unknowns to first order: %w", eq.Scenario.Name, err)
	}
	return fmt.Errorf("cge: scenario %q: the equations leave %s open, so nothing can be said about responses; fix it, or take it out",
		eq.Scenario.Name, strings.Join(open, ", "))
}

// open names unknowns that can move together without any equation noticing:
// those of a null vector of the Jacobian, by inverse iteration. The column at
// which a factoring breaks down may be any that depends on the others.
func (s *system) open(free []int, err error) []string {
	if singular := (*sparse.Singular)(nil); !errors.As(err, &singular) {
		return nil
	}
	diag, y, d := make([]float64, len(free)), make([]float64, len(free)), make([]float64, s.m.N())
	for k := range diag {
		diag[k] = proximal
		_, y[k] = math.Modf(float64(k+1) * math.Phi) // in no subspace of note
	}
	lin, err := s.wholeMatrix(free, nil, diag, Sparse)
	if err != nil {
		return nil
	}
	for range nullSteps {
		if err := lin.solveScaled(y, d); err != nil {
			return nil
		}
		largest := 0.0
		for k, i := range free {
			y[k] = d[i] / s.xs[i]
			largest = max(largest, math.Abs(y[k]))
		}
		for k := range y {
			y[k] /= largest
		}
	}
	var open []string
	for k, v := range y {
		if math.Abs(v) > 1e-3 {
			open = append(open, s.m.names[free[k]])
		}
	}
	return open
}

// nullSteps of inverse iteration leave of other directions a millionth of a
// millionth: each shrinks them by the proximal term over their singular value.
const nullSteps = 3

// Indeterminate names unknowns that the equations leave open at the
// equilibrium, such as the price of foreign exchange when nothing is traded. It
// factors the Jacobian once. In models whose second derivatives are too many to
// write out it finds nothing.
func (eq *Equilibrium) Indeterminate() []string {
	local, free, err := eq.local()
	if err != nil || eq.m.crowded() {
		return nil
	}
	if _, err = local.wholeMatrix(free, nil, nil, Automatic); err == nil {
		return nil
	}
	if _, err = local.wholeMatrix(free, nil, nil, Sparse); err == nil {
		return nil
	}
	open := local.open(free, err)
	slices.Sort(open)
	return open
}

// direction is F_θ for a parameter or an elasticity.
func (r *Response) direction(param string, out []float64) error {
	m := r.eq.m
	d := make([]float64, len(r.w.slots))
	if slot, ok := m.slot[param]; ok && slot >= m.N() && m.derive[slot-m.N()] == nil {
		d[slot] = 1
		r.w.jvp(d, out, true)
		return nil
	}
	nu, ok := m.nests().at[param]
	if !ok {
		return fmt.Errorf("cge: %q is no parameter of model %q%s; Model.Parameters lists them", param, m.name, quantity.DidYouMean(param, m.Parameters()))
	}
	r.w.jvpSigma(nu, out)
	return nil
}

// jvpSigma is the derivative of all equations by the elasticity of a node.
func (w *work) jvpSigma(nu int32, out []float64) {
	if w.sd == nil {
		w.sd = w.newSeeds()
	}
	d := make([]float64, len(w.slots))
	w.seed(d, false)
	w.sd.any, w.sd.sigmas = true, true
	w.sd.sigma[nu] = 1
	w.propagate(d, out, nil)
	w.sd.any, w.sd.sigmas = false, false
	w.sd.sigma[nu] = 0
}

// By is the derivative of every unknown by one parameter: an unknown that is
// fixed or at a bound has derivative 0.
func (r *Response) By(param string) (map[string]float64, error) {
	m := r.eq.m
	b, d := make([]float64, m.N()), make([]float64, m.N())
	if err := r.direction(param, b); err != nil {
		return nil, err
	}
	for i := range b {
		b[i] = -b[i]
	}
	if err := r.lin.solve(b, d); err != nil {
		return nil, err
	}
	return m.byName(d), nil
}

// byName is one number for each unknown under its name.
func (m *Model) byName(v []float64) map[string]float64 {
	out := make(map[string]float64, m.N())
	for i, name := range m.names {
		out[name] = v[i]
	}
	return out
}

// mostKinks bounds the bounds that may be about to move at once.
const mostKinks = 12

// BySide is By to one side, where a bound is about to move: up for a rising
// parameter, else for a falling one. The derivative is by the parameter as it
// rises in both cases, so that the two sides can be compared. Each unknown of
// Kinks either stays at its bound or leaves it; what fits is found by trying.
func (r *Response) BySide(param string, up bool) (map[string]float64, error) {
	m := r.eq.m
	if len(r.Kinks) > mostKinks {
		return nil, fmt.Errorf("cge: %d bounds are about to move at once (%s, ...); one-sided responses try up to %d", len(r.Kinks), r.Kinks[0], mostKinks)
	}
	theta := make([]float64, m.N())
	if err := r.direction(param, theta); err != nil {
		return nil, err
	}
	way := 1.0
	if !up {
		way = -1
	}
	for leaving := range 1 << len(r.Kinks) {
		d, fits, err := r.sided(theta, way, leaving)
		if err != nil || !fits {
			continue
		}
		return m.byName(d), nil
	}
	return nil, fmt.Errorf("cge: no one-sided response of scenario %q to %q: whichever bounds move, another is violated", r.eq.Scenario.Name, param)
}

// sided is the response with some of the kinks let go, and whether no bound is
// violated on the way.
func (r *Response) sided(theta []float64, way float64, leaving int) (d []float64, fits bool, err error) {
	local, free, err := r.eq.local()
	if err != nil {
		return nil, false, err
	}
	for k, name := range r.Kinks {
		if leaving>>k&1 == 1 {
			free = append(free, r.eq.m.index[name])
		}
	}
	slices.Sort(free)
	lin, err := local.wholeMatrix(free, nil, nil, Automatic)
	if err != nil {
		return nil, false, err
	}
	b := make([]float64, len(theta))
	for i, v := range theta {
		b[i] = -v
	}
	d = make([]float64, len(theta))
	if err := lin.solve(b, d); err != nil {
		return nil, false, err
	}
	dir, df := make([]float64, len(local.slots)), make([]float64, len(theta))
	copy(dir, d)
	local.jvp(dir, df, false)
	for k, name := range r.Kinks {
		i := r.eq.m.index[name]
		side := way
		if local.x[i] == local.up[i] {
			side = -way
		}
		move := side * d[i] / local.xs[i]
		if leaving>>k&1 == 0 {
			move = side * (df[i] + theta[i]) / local.fs[i]
		}
		if move < -1e-9 {
			return nil, false, nil
		}
	}
	return d, true, nil
}

// Elasticity is the derivative of the logarithm of a variable by that of a
// parameter. A parameter of zero (a tax that is not there) has none; see By.
func (r *Response) Elasticity(variable, param string) (float64, error) {
	m := r.eq.m
	i, err := m.variable(variable)
	if err != nil {
		return 0, fmt.Errorf("cge: %w", err)
	}
	d, err := r.By(param)
	if err != nil {
		return 0, err
	}
	theta := 0.0
	if slot, ok := m.slot[param]; ok {
		theta = r.eq.slots[slot]
	} else {
		theta = r.w.nodes.s[m.nests().at[param]]
	}
	if theta == 0 || r.eq.x[i] == 0 {
		return 0, fmt.Errorf("cge: the elasticity of %s to %s is not defined: one of them is zero; use By", variable, param)
	}
	return d[variable] * theta / r.eq.x[i], nil
}

// VJP is the vector-Jacobian product: for weights on variables (the gradient of
// something computed from them) the gradient by the parameters named, from one
// transposed solve however many they are; in models whose second derivatives
// are too many to write out, from one solve a parameter.
func (r *Response) VJP(weights map[string]float64, params []string) (map[string]float64, error) {
	m := r.eq.m
	g, lambda := make([]float64, m.N()), make([]float64, m.N())
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		i, err := m.variable(name)
		if err != nil {
			return nil, fmt.Errorf("cge: %w", err)
		}
		g[i] = weights[name]
	}
	if r.whole == nil {
		return r.forward(weights, params)
	}
	if err := r.whole.solveT(g, lambda); err != nil {
		return nil, err
	}
	out := make(map[string]float64, len(params))
	b := make([]float64, m.N())
	for _, p := range params {
		if err := r.direction(p, b); err != nil {
			return nil, err
		}
		v := 0.0
		for _, i := range r.free {
			v -= lambda[i] * b[i]
		}
		out[p] = v
	}
	return out, nil
}

// forward is VJP by one response a parameter.
func (r *Response) forward(weights map[string]float64, params []string) (map[string]float64, error) {
	out := make(map[string]float64, len(params))
	for _, p := range params {
		d, err := r.By(p)
		if err != nil {
			return nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(weights)) {
			out[p] += weights[name] * d[name]
		}
	}
	return out, nil
}
