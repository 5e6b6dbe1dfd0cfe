package mfa

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Nest chains levels of content into one: components of a product, materials
// of a component, elements of a material, or constituents of a technology,
// their sub-technologies, and minerals:
//
//	content, err := mfa.Nest(perVehicle, perPack, perCathode) // kWh/vehicle, kg/kWh, kg/kg
//	metal := cars.OutflowOf(content)                           // product × component × material × element
//
// The result keeps the axes of all levels, so that every level can be read
// from one flow with Sum, and multiplies the units. Each level must share an
// axis with those before it (a year does not count); one that does not would
// put everything into everything.
func Nest(levels ...quantity.Array) (quantity.Array, error) {
	if len(levels) == 0 {
		return quantity.Array{}, fmt.Errorf("mfa: Nest: no levels")
	}
	out := levels[0]
	for i, l := range levels {
		if err := l.Err(); err != nil {
			return quantity.Array{}, fmt.Errorf("mfa: Nest: level %d: %w", i+1, err)
		}
		for k, v := range l.Data() {
			if v < 0 {
				return quantity.Array{}, fmt.Errorf("mfa: Nest: level %d is %v %v%s; content is not negative", i+1, v, l.Unit(), cellsOf(l.Axes()).place(k))
			}
		}
		if i == 0 {
			continue
		}
		if !shares(out, l) {
			return quantity.Array{}, fmt.Errorf("mfa: Nest: level %d (%s) shares no axis with the levels before it (%s)", i+1, axisNames(l.Axes()), axisNames(out.Axes()))
		}
		if out = out.Times(l); out.Err() != nil {
			return quantity.Array{}, fmt.Errorf("mfa: Nest: level %d: %w", i+1, out.Err())
		}
	}
	return out, nil
}

// shares reports whether two arrays have an axis in common that is not time.
func shares(a, b quantity.Array) bool {
	for _, ax := range b.Axes() {
		if ax.Name == "year" || ax.Name == "cohort" {
			continue
		}
		if _, ok := a.Axis(ax.Name); ok {
			return true
		}
	}
	return false
}
