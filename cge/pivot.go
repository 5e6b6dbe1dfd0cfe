package cge

import (
	"errors"
	"math"
	"slices"
)

// A pivoter solves the linear complementarity problem of a Newton step by
// following Lemke's path: F + J dx - w = t r, with r such that the point at hand
// solves it at t = 1. From there t goes to 0 while unknowns reach their bounds
// and leave them (Josephy 1979; the start is that of Dirkse and Ferris 1995).
// The basis is a factored Jacobian and one product-form update a pivot.
type pivoter struct {
	r        *run
	lin      solver
	n        int
	state    []int8    // at the start: 0 free, -1 at the lower bound, 1 at the upper, 2 fixed
	at       []int8    // where unknowns outside the basis are
	lastSide int8      // bound that the last blocking variable reached
	slot     []basic   // what is basic in each row
	v        []float64 // its value, scaled
	rows     []int     // at a bound at the start, not fixed
	trees    []bool    // that stand in these; nil: all
	etas     []eta
	b, d     []float64
	dir      []float64
	pivots   int
	prox     float64 // added to the diagonal

	basis uint64          // fingerprint of what is basic, and of bounds
	seen  map[uint64]bool // bases of the path so far
}

// A basic variable: the unknown i, its slack, or the parameter t.
type basic struct {
	kind basicKind
	i    int
}

type basicKind uint8

const (
	theUnknown basicKind = iota
	theSlack
	theParameter
)

type eta struct {
	row   int
	alpha []float64
}

var (
	errPath  = errors.New("the linear complementarity problem has no solution on its path")
	errCycle = errors.New("the path of the linear complementarity problem goes in a circle")
)

// newPivoter begins at the bounds that hold now, with the Jacobian of the
// others factored.
func (r *run) newPivoter(lin solver, state []int8) *pivoter {
	n := r.m.N()
	p := &pivoter{r: r, lin: lin, n: n, state: state, at: slices.Clone(state), slot: make([]basic, n), v: make([]float64, n),
		b: make([]float64, n), d: make([]float64, n), dir: make([]float64, len(r.slots))}
	if w, ok := lin.(*whole); ok {
		p.prox = w.prox
	}
	for i, s := range state {
		if p.slot[i] = (basic{theUnknown, i}); s != 0 {
			p.slot[i].kind = theSlack
		}
		if s == -1 || s == 1 {
			p.rows = append(p.rows, i)
		}
	}
	p.trees = r.standing(p.rows)
	return p
}

// base solves the starting basis for a scaled right-hand side, in place.
func (p *pivoter) base(b []float64) error {
	r := p.r
	for i := range b {
		p.b[i] = b[i] * r.fs[i]
	}
	if err := p.lin.solve(p.b, p.d); err != nil {
		return err
	}
	for i, s := range p.state {
		if s != 0 {
			p.d[i] = 0
		}
	}
	if len(p.rows) > 0 {
		copy(p.dir, p.d)
		r.jvpOf(p.trees, p.dir, p.b) // of the rows at a bound, whose own unknowns rest
	}
	for i, s := range p.state {
		switch s {
		case 0:
			b[i] = p.d[i] / r.xs[i]
		case 2: // fixed: nobody asks for its slack
			b[i] = 0
		default:
			b[i] = p.b[i]/r.fs[i] - b[i]
		}
	}
	return nil
}

// solve solves the basis at hand.
func (p *pivoter) solve(b []float64) error {
	if err := p.base(b); err != nil {
		return err
	}
	for _, e := range p.etas {
		x := b[e.row] / e.alpha[e.row]
		if x != 0 {
			for i, a := range e.alpha {
				b[i] -= a * x
			}
		}
		b[e.row] = x
	}
	return nil
}

// column is the column of a variable: of the Jacobian, or of its slack.
func (p *pivoter) column(x basic) []float64 {
	r, out := p.r, make([]float64, p.n)
	if x.kind == theSlack {
		out[x.i] = -1
		return out
	}
	clear(p.dir)
	p.dir[x.i] = r.xs[x.i]
	r.jvp(p.dir, out, false)
	for i := range out {
		out[i] /= r.fs[i]
	}
	out[x.i] += p.prox
	return out
}

// limits are the bounds of a basic variable, scaled; unknowns count from the
// point at hand.
func (p *pivoter) limits(x basic) (lo, up float64) {
	r := p.r
	switch {
	case x.kind == theParameter:
		return 0, math.Inf(1)
	case x.kind == theUnknown:
		return (r.lo[x.i] - r.x[x.i]) / r.xs[x.i], (r.up[x.i] - r.x[x.i]) / r.xs[x.i]
	case r.fixed[x.i]:
		return math.Inf(-1), math.Inf(1)
	case p.at[x.i] == 1:
		return math.Inf(-1), 0
	}
	return 0, math.Inf(1)
}

// run follows the path and writes the step.
func (p *pivoter) run(step []float64) error {
	r := p.r
	ray := make([]float64, p.n)
	for i := range p.v {
		f := r.f[i] / r.fs[i]
		switch p.state[i] {
		case 0:
			ray[i] = f
		case -1:
			ray[i] = min(f, 0)
			p.v[i] = f - ray[i]
		case 1:
			ray[i] = max(f, 0)
			p.v[i] = f - ray[i]
		case 2:
			p.v[i] = f
		}
	}
	alpha := append([]float64(nil), ray...)
	if err := p.solve(alpha); err != nil {
		return err
	}
	// t falls from 1: every basic variable moves by -alpha per unit, which is
	// also what the column of t, -r, is in this basis
	for i := range alpha {
		alpha[i] = -alpha[i]
	}
	row, length := p.block(alpha, 1)
	p.advance(alpha, length)
	if row < 0 {
		p.write(step)
		return nil
	}
	leaving := p.slot[row]
	p.leave(leaving)
	p.enter(row, basic{theParameter, -1}, alpha, 1-length)
	return p.follow(leaving, step)
}

// follow pivots until t is 0.
func (p *pivoter) follow(leaving basic, step []float64) error {
	for p.pivots = 1; p.pivots < 3*p.n+50; p.pivots++ {
		if err := p.r.ctx.Err(); err != nil {
			return err
		}
		entering, up := p.complement(leaving)
		if p.passed(entering, leaving) {
			return errCycle
		}
		alpha := p.column(entering)
		if err := p.solve(alpha); err != nil {
			return err
		}
		move := make([]float64, p.n)
		for i, a := range alpha {
			move[i] = -a * up
		}
		reach := math.Inf(1)
		if lo, hi := p.limits(entering); entering.kind == theUnknown {
			reach = hi - lo
		}
		row, length := p.block(move, reach)
		if math.IsInf(length, 1) {
			return errPath
		}
		p.advance(move, length)
		at := p.begin(entering, up) + up*length
		if row < 0 { // the unknown crosses to its other bound
			leaving = entering
			p.at[entering.i] = int8(up)
			continue
		}
		out := p.slot[row]
		p.leave(out)
		p.enter(row, entering, alpha, at)
		if out.kind == theParameter {
			p.write(step)
			return nil
		}
		leaving = out
	}
	return errPath
}

// passed notes a basis, by what it differs in from the one before, and reports
// whether the path came through it already. Where unknowns stand at their bounds
// without need (degenerate points) a path may go in a circle, and would until its
// pivots run out.
func (p *pivoter) passed(entering, leaving basic) bool {
	if p.seen == nil {
		p.seen = map[uint64]bool{}
	}
	p.basis ^= fingerprint(entering) ^ fingerprint(leaving)
	been := p.seen[p.basis]
	p.seen[p.basis] = true
	return been
}

// fingerprint is a number of its own for each variable (Zobrist 1970, mixed as
// in splitmix64).
func fingerprint(x basic) uint64 {
	z := (uint64(x.i)<<2 | uint64(x.kind)) + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// complement is the variable that enters when another has left at its bound,
// and the direction in which it moves.
func (p *pivoter) complement(x basic) (basic, float64) {
	side := 1.0
	if p.at[x.i] == 1 {
		side = -1
	}
	if x.kind == theUnknown {
		return basic{theSlack, x.i}, side
	}
	return basic{theUnknown, x.i}, side
}

// begin is where an entering variable starts.
func (p *pivoter) begin(x basic, up float64) float64 {
	if x.kind == theSlack {
		return 0
	}
	lo, hi := p.limits(x)
	if up > 0 {
		return lo
	}
	return hi
}

// leave notes at which bound an unknown leaves the basis.
func (p *pivoter) leave(x basic) {
	if x.kind == theUnknown {
		p.at[x.i] = p.lastSide
	}
}

// block finds the first basic variable that reaches a bound on the way, and how
// far that is; -1 if none does within reach. Among near ties the largest
// movement is the safest pivot; t wins every tie.
func (p *pivoter) block(move []float64, reach float64) (row int, length float64) {
	const small = 1e-11
	row, length = -1, reach
	ratio := func(i int) float64 {
		lo, up := p.limits(p.slot[i])
		switch m := move[i]; {
		case m < -small && !math.IsInf(lo, -1):
			return max(0, (p.v[i]-lo)/-m)
		case m > small && !math.IsInf(up, 1):
			return max(0, (up-p.v[i])/m)
		}
		return math.Inf(1)
	}
	least := reach
	for i := range move {
		least = min(least, ratio(i))
	}
	best := 0.0
	for i := range move {
		if q := ratio(i); q <= least*(1+1e-10)+1e-14 && !math.IsInf(q, 1) {
			size := math.Abs(move[i])
			if p.slot[i].kind == theParameter {
				size = math.Inf(1)
			}
			if size > best {
				best, row, length = size, i, q
			}
		}
	}
	if row >= 0 && reach < length {
		return -1, reach
	}
	if row >= 0 {
		p.lastSide = -1
		if move[row] > 0 {
			p.lastSide = 1
		}
	}
	return row, length
}

func (p *pivoter) advance(move []float64, length float64) {
	for i, m := range move {
		p.v[i] += length * m
	}
}

// enter puts a variable into a row of the basis.
func (p *pivoter) enter(row int, x basic, alpha []float64, value float64) {
	p.etas = append(p.etas, eta{row, alpha})
	p.slot[row], p.v[row] = x, value
}

// write turns the basis into a step: unknowns that are not basic are at their bound.
func (p *pivoter) write(step []float64) {
	r := p.r
	for i, at := range p.at {
		switch at {
		case 1:
			step[i] = r.up[i] - r.x[i]
		case -1:
			step[i] = r.lo[i] - r.x[i]
		default:
			step[i] = 0
		}
	}
	for row, x := range p.slot {
		if x.kind == theUnknown {
			step[x.i] = p.v[row] * r.xs[x.i]
		}
	}
}
