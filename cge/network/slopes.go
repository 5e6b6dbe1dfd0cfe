package network

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// A Move is a direction in which a network changes: a step per unit of the
// parameter that moves.
type Move struct {
	LogA0  map[string]float64    // by industry
	LogMu  map[string]float64    // of ln(1 + mu), by industry
	B      map[[2]string]float64 // by user and supplier, of optional inputs
	Table  map[string][]float64  // of log A of the entries of a table, by industry
	Weight map[[2]string]float64 // of ln weight, by user and supplier
}

// Slopes are derivatives of log prices along a Move, in the network's order.
//
// Within a regime both sides are the same: with the cost shares C of the sets in
// use, (1 - C) dlogP = the direct effect on ln (1+mu)K. Where several sets of an
// industry cost the same the price has a kink: going forward the cheapest of
// them decides, min over the tied sets, and going back likewise; each side is a
// choice network of its own, solved in the same way.
type Slopes struct {
	Right, Left []float64
	// Kinked are the industries whose sets differ on the two sides.
	Kinked []string
	// RightSets and LeftSets are the sets in use on either side.
	RightSets, LeftSets []Set
}

// Slopes differentiates the equilibrium along a move.
func (e *Equilibrium) Slopes(move Move) (Slopes, error) {
	t, err := e.tangent(move)
	if err != nil {
		return Slopes{}, err
	}
	var out Slopes
	if out.Right, out.RightSets, err = t.solve(1); err != nil {
		return Slopes{}, err
	}
	if out.Left, out.LeftSets, err = t.solve(-1); err != nil {
		return Slopes{}, err
	}
	for i := range out.Left {
		out.Left[i] = -out.Left[i]
		if out.LeftSets[i] != out.RightSets[i] {
			out.Kinked = append(out.Kinked, e.model.net.Industries[i].Name)
		}
	}
	return out, nil
}

// tangent is the network of derivatives: each industry chooses among the sets
// that cost the same, each an affine map of the suppliers' derivatives.
type tangent struct {
	m     *Model
	lines [][]line // by industry, of the sets that tie
}

// line is dlogP of a set: direct + sum of share · dlogP of suppliers.
type line struct {
	set    Set
	direct float64
	from   []int
	share  []float64
}

func (e *Equilibrium) tangent(move Move) (*tangent, error) {
	step, err := e.model.steps(move)
	if err != nil {
		return nil, err
	}
	t := &tangent{m: e.model, lines: make([][]line, e.model.n)}
	v := &solving{m: e.model}
	for i := range t.lines {
		for _, s := range v.at(i, e.LogP).choice().Ties {
			t.lines[i] = append(t.lines[i], e.model.line(i, s, e.LogP, step))
		}
	}
	return t, nil
}

// line differentiates ln (1+mu)K of industry i for one set.
func (m *Model) line(i int, s Set, logP []float64, step *steps) line {
	r := &m.recipes[i]
	out := line{set: s, direct: step.mu[i] - step.a0[i]}
	if r.sets != nil && step.table[i] != nil {
		out.direct -= step.table[i][slices.Index(r.sets, s)]
	}
	// The shares are those at the set's own cost, which a tie makes the industry's.
	share := func(k int) float64 { return r.inputs[k].Weight }
	if r.sigma != 1 {
		e := 1 - r.sigma
		cost := m.logMu[i] - r.productivity(s)
		share = func(k int) float64 {
			return r.inputs[k].Weight * math.Exp(e*(cost+logP[m.from[i][k]]-logP[i]))
		}
	}
	for k := range r.inputs {
		if k >= r.required && !s.Has(k-r.required) {
			continue
		}
		c := share(k)
		out.from, out.share = append(out.from, m.from[i][k]), append(out.share, c)
		out.direct -= step.b[i][k]
		if r.sigma == 1 {
			out.direct += step.weight[i][k] * c * logP[m.from[i][k]]
		} else {
			out.direct += step.weight[i][k] * c / (1 - r.sigma)
		}
	}
	return out
}

// solve is policy iteration in one direction, from the first of the tied sets.
func (t *tangent) solve(sign float64) ([]float64, []Set, error) {
	at := make([]int, len(t.lines))
	for range 1000 {
		d, err := t.slopes(at, sign)
		if err != nil {
			return nil, nil, err
		}
		changed := false
		for i, lines := range t.lines {
			least := lines[at[i]].value(d, sign)
			for k := range lines {
				if w := lines[k].value(d, sign); w < least-1e-12*(1+math.Abs(least)) {
					at[i], least, changed = k, w, true
				}
			}
		}
		if !changed {
			sets := make([]Set, len(at))
			for i, k := range at {
				sets[i] = t.lines[i][k].set
			}
			return d, sets, nil
		}
	}
	return nil, nil, fmt.Errorf("network: %s: the sets on one side of the switch still changed after 1000 rounds", t.m.net.label())
}

func (l *line) value(d []float64, sign float64) float64 {
	v := sign * l.direct
	for k, j := range l.from {
		v += l.share[k] * d[j]
	}
	return v
}

// slopes solves (1 - C) d = the direct effects, for the chosen line of each industry.
func (t *tangent) slopes(at []int, sign float64) ([]float64, error) {
	var c inputMatrix
	d := make([]float64, t.m.n)
	for i, lines := range t.lines {
		l := &lines[at[i]]
		d[i] = sign * l.direct
		for k, j := range l.from {
			c.to, c.from, c.weight = append(c.to, i), append(c.from, j), append(c.weight, l.share[k])
		}
	}
	a, err := c.less(t.m.n)
	if err != nil {
		return nil, fmt.Errorf("network: %s: %w", t.m.net.label(), err)
	}
	return positive(a, d, false)
}

// steps are a Move by place.
type steps struct {
	a0, mu []float64
	b      [][]float64 // by industry and input
	weight [][]float64
	table  [][]float64
}

func (m *Model) steps(move Move) (*steps, error) {
	s := &steps{a0: make([]float64, m.n), mu: make([]float64, m.n), table: make([][]float64, m.n)}
	for i := range m.n {
		s.b = append(s.b, make([]float64, len(m.recipes[i].inputs)))
		s.weight = append(s.weight, make([]float64, len(m.recipes[i].inputs)))
	}
	for _, x := range []struct {
		to   *[]float64
		from map[string]float64
	}{{&s.a0, move.LogA0}, {&s.mu, move.LogMu}} {
		for _, name := range slices.Sorted(maps.Keys(x.from)) {
			i, err := m.find(name)
			if err != nil {
				return nil, err
			}
			(*x.to)[i] = x.from[name]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(move.Table)) {
		i, err := m.find(name)
		if err != nil {
			return nil, err
		}
		if given, want := len(move.Table[name]), len(m.recipes[i].sets); given != want {
			return nil, fmt.Errorf("network: %q has a table of %d entries; the move has %d", name, want, given)
		}
		s.table[i] = move.Table[name]
	}
	if err := m.linkSteps(s.b, move.B, true); err != nil {
		return nil, err
	}
	return s, m.linkSteps(s.weight, move.Weight, false)
}

// linkSteps spreads steps of links over inputs.
func (m *Model) linkSteps(to [][]float64, from map[[2]string]float64, optional bool) error {
	for link, step := range from {
		i, err := m.find(link[0])
		if err != nil {
			return err
		}
		k := slices.IndexFunc(m.recipes[i].inputs, func(in Input) bool { return in.From == link[1] })
		if k < 0 || optional && (k < m.recipes[i].required || m.recipes[i].sets != nil) {
			return fmt.Errorf("network: %q is no input of %q that has such a parameter to move", link[1], link[0])
		}
		to[i][k] = step
	}
	return nil
}
