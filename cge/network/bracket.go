package network

import (
	"context"
	"fmt"
	"math"
)

// A Bracket holds the equilibrium between two lists of log prices.
type Bracket struct {
	Upper, Lower         []float64 // log prices; Lower is nil where NoLower says why
	UpperSets, LowerSets []Set     // best sets at either end
	Gap                  float64   // largest Upper - Lower
	Steps                int
	NoLower              string
}

// Bracket closes in on the equilibrium from both sides without knowing it.
//
// From above it starts with what every industry can do: the required inputs
// alone (or, where a network with sigma < 1 cannot live on these, other sets
// with which it can). From below: for sigma < 1 a price without inputs at the best
// productivity; for sigma > 1 all candidates in at the best productivity, if such
// a network were viable; for Cobb-Douglas the distance that a contraction allows.
// Both ends then buy from the best suppliers at their own prices, again and
// again: the cost function rises with prices, so neither ever crosses the
// equilibrium. It stops when they are within gap of one another.
//
// This is the check on Solve; it takes some hundred times as long.
func (m *Model) Bracket(ctx context.Context, gap float64, steps int) (*Bracket, error) {
	v := &solving{m: m}
	sets, upper, err := v.begin(ctx, nil)
	if err != nil {
		return nil, err
	}
	b := &Bracket{Upper: upper, UpperSets: sets, LowerSets: make([]Set, m.n)}
	if b.Lower, b.NoLower = v.lower(upper); b.Lower == nil {
		b.Gap = math.Inf(1)
	}
	for b.Steps = 1; b.Steps <= steps; b.Steps++ {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("network: %s: %w", m.net.label(), err)
		}
		moved := v.sweep(b.Upper, b.UpperSets, math.Min)
		if b.Lower == nil {
			if moved <= gap {
				return b, nil
			}
			continue
		}
		v.sweep(b.Lower, b.LowerSets, math.Max)
		if b.Gap = largest(b.Upper, b.Lower); b.Gap <= gap {
			return b, nil
		}
	}
	return nil, fmt.Errorf("network: %s: after %d steps the bracket is still %.3g wide; give more steps", m.net.label(), steps, b.Gap)
}

// sweep replaces each log price in turn by that of the best set, if that is
// further inside. It returns the largest change.
func (v *solving) sweep(logP []float64, sets []Set, inside func(a, b float64) float64) float64 {
	moved := 0.0
	for i := range logP {
		best, cost, _ := v.at(i, logP).best(0, 0)
		next := inside(logP[i], cost+v.m.logMu[i])
		moved = max(moved, math.Abs(next-logP[i]))
		logP[i], sets[i] = next, best
	}
	return moved
}

// lower are log prices below the equilibrium, or why there are none.
func (v *solving) lower(upper []float64) ([]float64, string) {
	m := v.m
	out := make([]float64, m.n)
	switch s := m.net.Sigma; {
	case s < 1:
		for i := range out {
			_, most := m.recipes[i].productivities()
			out[i] = m.logMu[i] - most + math.Log(m.recipes[i].wL)/(1-s)
		}
		return out, ""
	case s > 1:
		all := make([]Set, m.n)
		for i := range all {
			all[i] = m.recipes[i].all()
		}
		logP, err := v.solveInputs(all, m.inputsAt(all, func(i int) float64 {
			_, most := m.recipes[i].productivities()
			return most
		}))
		if err != nil {
			return nil, "no lower certificate: " + err.Error()
		}
		return logP, ""
	}
	modulus, off := 0.0, 0.0
	for i := range out {
		_, cost, _ := v.at(i, upper).best(0, 0)
		modulus, off = max(modulus, m.recipes[i].heaviest()), max(off, upper[i]-cost-m.logMu[i])
	}
	if modulus >= 1 {
		return nil, "no lower certificate: the exponents of some feasible set sum to 1"
	}
	for i := range out {
		out[i] = upper[i] - off/(1-modulus)
	}
	return out, ""
}

// all are the options that stand in some feasible set.
func (r *recipe) all() Set {
	if r.sets == nil {
		return full(r.options())
	}
	var s Set
	for _, t := range r.sets {
		s |= t
	}
	return s
}
