package base

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Intensity is what one added unit of a technology takes of each mineral:
// axes part, mineral, bound (low, central, high), in kg per unit of the
// technology, manufacturing losses included. A part without a row for a
// mineral contains none that we know of and counts as 0; a coefficient with a
// single value has it at all three bounds. Shares of parts are those of the
// base year.
func Intensity(technology string) quantity.Array {
	parts, err := Parts(technology)
	if err != nil {
		return quantity.Failed(err)
	}
	n, err := loadNetwork()
	if err != nil {
		return quantity.Failed(err)
	}
	var names, minerals, sources []string
	for _, p := range parts {
		names = append(names, p.Node)
		sources = append(sources, p.Sources...)
		for _, e := range n.metals[p.Node] {
			if _, ok := e.bound["central"]; ok && !slices.Contains(minerals, e.from) {
				minerals = append(minerals, e.from)
			}
		}
	}
	axes := []quantity.Axis{quantity.NewAxis("part", names...), quantity.NewAxis("mineral", minerals...), quantity.NewAxis("bound", bounds...)}
	values := make([]float64, len(names)*len(minerals)*len(bounds))
	var unit quantity.Unit
	for i, p := range parts {
		for _, e := range n.metals[p.Node] {
			central, ok := e.bound["central"]
			if !ok {
				continue
			}
			u := central.Unit.Times(p.Unit)
			if unit.Equal(quantity.Unit{}) {
				unit = u
			}
			if !u.Equal(unit) {
				return quantity.Failed(fmt.Errorf("base: Intensity of %s: %s per %s is in %s, other rows in %s", technology, e.from, p.Node, u, unit))
			}
			sources = append(sources, central.Sources()...)
			at := (i*len(minerals) + slices.Index(minerals, e.from)) * len(bounds)
			for b, label := range bounds {
				values[at+b] = p.PerUnit * e.value(label)
			}
		}
	}
	return quantity.New(unit.String(), values, axes...).WithSources(sources...)
}

// value of the coefficient at a bound, losses of manufacturing included.
func (e edge) value(bound string) float64 {
	r, ok := e.bound[bound]
	if !ok {
		r = e.bound["central"]
	}
	if y, ok := e.bound["yield"]; ok {
		return r.Value / y.Value
	}
	return r.Value
}

// Lifetime is the distribution of the age at which units of a node leave, in
// years, as datasets.LifetimeOf gives it.
func Lifetime(node string) (mfa.Lifetime, error) {
	d, err := datasets.LifetimeOf(node)
	if err != nil {
		return nil, err
	}
	var life mfa.Lifetime
	switch d.Distribution {
	case "weibull":
		life = mfa.Weibull{Shape: d.Shape, Scale: d.Scale}
	case "folded_normal":
		life = mfa.FoldedNormal{Mean: d.Mean, SD: d.Sigma}
	case "normal":
		life = mfa.Normal{Mean: d.Mean, SD: d.Sigma}
	case "fixed":
		life = mfa.Fixed{Mean: d.Mean}
	default:
		return nil, fmt.Errorf("base: node %q has no lifetime distribution", node)
	}
	if err := mfa.Validate(life); err != nil {
		return nil, fmt.Errorf("base: lifetime of %s: %w", node, err)
	}
	return life, nil
}
