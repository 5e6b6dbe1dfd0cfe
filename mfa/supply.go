package mfa

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Supply says where a requirement comes from. For every sub-technology,
// mineral and year
//
//	requirement = primary + recycled + second life
//
// to 1e-9 (Check proves it), and none of the three is negative.
type Supply struct {
	Requirement quantity.Array
	Primary     quantity.Array
	Recycled    quantity.Array
	SecondLife  quantity.Array

	// Surplus is recovered metal that nothing required: the axes of the pool.
	Surplus quantity.Array
}

// Sources splits a requirement by origin. demand is the metal in new units:
// "year", "mineral" and any other axes (technology, sub-technology, region).
// recovered is the pool of recycled metal; axes of demand that it lacks share
// the pool in proportion to their demand, and what is left over is Surplus.
// displaced is the metal in new units that second-life units make
// unnecessary, over the axes of demand: it is part of the requirement and is
// met by second life. The zero Array means that there is none.
func Sources(demand, recovered, displaced quantity.Array) (*Supply, error) {
	if err := checkAmount("demand", demand); err != nil {
		return nil, err
	}
	axes := demand.Axes()
	unit := demand.Unit().String()
	pool := quantity.Full(unit, 0, axes...)
	if given(recovered) {
		pool = recovered.To(unit)
	}
	if err := checkAmount("recovered", pool); err != nil {
		return nil, err
	}
	names := axisList(pool.Axes())
	for _, n := range names {
		if _, ok := demand.Axis(n); !ok {
			return nil, fmt.Errorf("mfa: Sources: recovered has axis %q, which demand has not (%s); add it up first", n, axisNames(axes))
		}
	}
	wanted := sumOthers(demand, names).Transpose(names...)
	pool, err := spread("Sources: recovered", pool, wanted.Axes())
	if err != nil {
		return nil, err
	}
	share, surplus := shareOut(pool, wanted)
	recycled := demand.Times(share)
	second := quantity.Full(unit, 0, axes...)
	if given(displaced) {
		if second, err = spread("Sources: displaced", displaced.To(unit), axes); err != nil {
			return nil, err
		}
		if err := checkAmount("displaced", second); err != nil {
			return nil, err
		}
	}
	s := &Supply{
		Requirement: demand.Plus(second),
		Primary:     demand.Minus(recycled),
		Recycled:    recycled,
		SecondLife:  second,
		Surplus:     surplus,
	}
	return s, s.Check()
}

// shareOut is the share of what is wanted that a pool meets, at most all of it,
// and what is left over of the pool.
func shareOut(pool, wanted quantity.Array) (share, surplus quantity.Array) {
	s, over := make([]float64, wanted.Len()), make([]float64, wanted.Len())
	for i, w := range wanted.Data() {
		got := pool.Data()[i]
		if w > 0 {
			s[i] = min(1, got/w)
		}
		over[i] = max(0, got-w)
	}
	return quantity.New("1", s, wanted.Axes()...).WithSources(pool.Sources()...), quantity.New(wanted.Unit().String(), over, wanted.Axes()...)
}

func checkAmount(what string, a quantity.Array) error {
	if err := a.Err(); err != nil {
		return fmt.Errorf("mfa: Sources: %s: %w", what, err)
	}
	for i, v := range a.Data() {
		if v < 0 {
			return fmt.Errorf("mfa: Sources: %s is %.6g %v%s; it is not negative", what, v, a.Unit(), cellsOf(a.Axes()).place(i))
		}
	}
	return nil
}

// Check proves the sum constraint cell by cell to 1e-9 of the requirement, and
// that nothing is negative. The error names the cell.
func (s *Supply) Check() error {
	r := s.Requirement
	parts := []quantity.Array{s.Primary, s.Recycled, s.SecondLife}
	for i, p := range parts {
		a, err := spread("Supply", p, r.Axes())
		if err != nil {
			return err
		}
		parts[i] = a
	}
	for i, want := range r.Data() {
		at := cellsOf(r.Axes()).name
		sum := 0.0
		for k, p := range parts {
			v := p.Data()[i]
			if v < 0 {
				return fmt.Errorf("mfa: Supply: %s is %.6g %v at %v", Origins.Labels[k], v, r.Unit(), at(i))
			}
			sum += v
		}
		if math.Abs(sum-want) > 1e-9*want {
			return fmt.Errorf("mfa: Supply: primary, recycled and second life sum to %.12g of %.12g %v at %v", sum, want, r.Unit(), at(i))
		}
	}
	return nil
}

// Origins is the axis "supply": primary, recycled, second_life.
var Origins = quantity.NewAxis("supply", "primary", "recycled", "second_life")

// ByOrigin is the requirement with the axis "supply", last.
func (s *Supply) ByOrigin() quantity.Array {
	names := axisList(s.Requirement.Axes())
	var all []quantity.Array
	for i, p := range []quantity.Array{s.Primary, s.Recycled, s.SecondLife} {
		all = append(all, p.Transpose(names...).Expand(quantity.NewAxis(Origins.Name, Origins.Labels[i])))
	}
	return quantity.Concat(Origins.Name, all...).Transpose(append(slices.Clone(names), Origins.Name)...)
}
