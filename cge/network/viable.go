package network

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// NotViable says that a network has no equilibrium: some industries need more
// of one another, to make a unit, than a unit.
type NotViable struct {
	Network string
	// Radius is the spectral radius of the input matrix, 1 or more: at sigma > 1
	// for sets that some prices make best, below for the sets that make it least.
	Radius float64
	// Industries carry the radius, the heaviest first: Weight is the elasticity of
	// the radius to a scaling of the industry's inputs, and they sum to 1 over all
	// industries. Those listed make up nine tenths, at most twelve.
	Industries []Weighted
	// Sets are the sets at hand of the industries listed, by supplier.
	Sets [][]string
	// Every tells that all choices of sets were ruled out, as they must be at
	// sigma < 1; otherwise the one at hand is enough.
	Every bool
}

// A Weighted industry.
type Weighted struct {
	Industry string
	Weight   float64
}

// Error names the industries with their sets.
func (e *NotViable) Error() string {
	parts := make([]string, len(e.Industries))
	for i, x := range e.Industries {
		parts[i] = fmt.Sprintf("%s (%.0f %%, buying from {%s})", x.Industry, 100*x.Weight, strings.Join(e.Sets[i], ", "))
	}
	which := "with the sets at hand"
	if e.Every {
		which = "with any sets, at least"
	}
	return fmt.Sprintf("network: %s: there is no equilibrium: the spectral radius of the input matrix is %.6g %s, and must be below 1; it rests on %s: raise their productivity, or lower their input weights or wedges",
		e.Network, e.Radius, which, strings.Join(parts, ", "))
}

// notViable describes the input matrix of some sets.
func (m *Model) notViable(sets []Set, a inputMatrix) *NotViable {
	radius, right := a.perron(m.n, false)
	_, left := a.perron(m.n, true)
	total := 0.0
	list := make([]Weighted, m.n)
	for i := range list {
		list[i] = Weighted{m.net.Industries[i].Name, left[i] * right[i]}
		total += list[i].Weight
	}
	if total == 0 { // classes that do not meet: the eigenvector alone tells
		for i := range list {
			list[i].Weight = right[i]
			total += right[i]
		}
	}
	slices.SortStableFunc(list, func(x, y Weighted) int { return cmp.Compare(y.Weight, x.Weight) })
	out := &NotViable{Network: m.net.label(), Radius: radius}
	covered := 0.0
	for _, x := range list {
		if x.Weight /= total; len(out.Industries) == 12 || covered >= 0.9 || x.Weight == 0 {
			break
		}
		covered += x.Weight
		out.Industries = append(out.Industries, x)
		i := m.index[x.Industry]
		out.Sets = append(out.Sets, m.named(i, sets[i]))
	}
	return out
}

// perron is the spectral radius with its right or left eigenvector, of greatest
// entry 1, by power iteration. The shift by the unit matrix keeps a cycle of
// suppliers from swinging.
func (a inputMatrix) perron(n int, left bool) (radius float64, v []float64) {
	v, next := make([]float64, n), make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	to, from := a.to, a.from
	if left {
		to, from = from, to
	}
	for range 5000 {
		copy(next, v)
		for k, w := range a.weight {
			next[to[k]] += w * v[from[k]]
		}
		most := slices.Max(next)
		moved := 0.0
		for i := range next {
			next[i] /= most
			moved = max(moved, math.Abs(next[i]-v[i]))
		}
		radius = most - 1
		v, next = next, v
		if moved < 1e-13 {
			break
		}
	}
	return radius, v
}

// leastRadius looks, at sigma < 1, for sets with which the network can live: it
// gives every industry the set that takes least of the eigenvector, which lowers
// the spectral radius, until a choice is viable. Where no industry can take less
// and the radius is 1 or more, min over S of M(S)v >= v for a v >= 0, so that
// prices rise without end whatever the sets: there is no equilibrium.
func (v *solving) leastRadius(ctx context.Context, sets []Set) ([]Set, []float64, error) {
	for range 1000 {
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("network: %s: %w", v.m.net.label(), err)
		}
		a := v.m.inputs(sets)
		_, weights := a.perron(v.m.n, false)
		next := v.frugal(sets, weights)
		if slices.Equal(next, sets) {
			lost := v.m.notViable(sets, a)
			lost.Every = true
			return nil, nil, lost
		}
		sets = next
		if logP, err := v.prices(sets); err == nil {
			return sets, logP, nil
		}
	}
	lost := v.m.notViable(sets, v.m.inputs(sets))
	return nil, nil, lost
}

// frugal are the sets that take least of goods valued at the given weights. An
// industry keeps its set unless another takes less by more than 1e-10.
func (v *solving) frugal(sets []Set, weights []float64) []Set {
	next := slices.Clone(sets)
	for i := range sets {
		p, r := v.at(i, make([]float64, v.m.n)), &v.m.recipes[i]
		p.Base = 0
		for k, in := range r.inputs {
			x := in.Weight * weights[v.m.from[i][k]]
			if k < r.required {
				p.Base += x
			} else {
				p.Quantity[k-r.required] = x
			}
		}
		if best, value, _ := p.best(0, 0); value < p.value(sets[i])-1e-10 {
			next[i] = best
		}
	}
	return next
}
