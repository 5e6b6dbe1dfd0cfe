package knowledge

import (
	"fmt"
	"maps"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Technology holds the effects of knowledge on one sub-technology. Minerals
// that have no line in Intensity are not in it.
type Technology struct {
	Name       string
	Intensity  map[string]Effect // by mineral: of efficiency knowledge
	Cost       Effect            // non-mineral cost per unit: of efficiency knowledge
	Life       Effect            // years: of durability knowledge
	SecondLife Effect            // share of retired units fit for reuse: of durability knowledge
}

// Check looks at every effect.
func (t Technology) Check() error {
	for _, m := range slices.Sorted(maps.Keys(t.Intensity)) {
		if err := CheckEffect(t.Name+" in "+m, Intensity, t.Intensity[m]); err != nil {
			return err
		}
	}
	for _, e := range []struct {
		kind Kind
		of   Effect
	}{{UnitCost, t.Cost}, {Life, t.Life}, {SecondLife, t.SecondLife}} {
		if err := CheckEffect(t.Name, e.kind, e.of); err != nil {
			return err
		}
	}
	return nil
}

// A Content is what a unit holds and how long it lasts: the effects at one
// level of knowledge.
type Content struct {
	Intensity  map[string]float64
	Cost       float64
	Life       float64
	SecondLife float64
}

// At gives the content of units that are built with efficiency knowledge he and
// durability knowledge hd. Every effect must be there (Check).
func (t Technology) At(he, hd float64) Content {
	c := Content{Intensity: map[string]float64{}, Cost: t.Cost.At(he), Life: t.Life.At(hd), SecondLife: t.SecondLife.At(hd)}
	for m, e := range t.Intensity {
		c.Intensity[m] = e.At(he)
	}
	return c
}

func (c Content) clone() Content {
	c.Intensity = maps.Clone(c.Intensity)
	return c
}

// Cohorts keeps the content of each year's units as it was when they were
// built. Nothing in it can be written twice: what is learned later never
// changes what already stands.
type Cohorts struct {
	years   []int
	content map[string]map[int]Content // by technology and year
}

// Freeze writes the content of the units of a technology built in a year.
func (c *Cohorts) Freeze(year int, technology string, content Content) error {
	if _, there := c.content[technology][year]; there {
		return fmt.Errorf("knowledge: Freeze: the cohort %d of %s is frozen already; its content does not change any more", year, technology)
	}
	for _, m := range slices.Sorted(maps.Keys(content.Intensity)) {
		if !usable(content.Intensity[m]) {
			return fmt.Errorf("knowledge: Freeze: %s of %d holds %v of %s; an intensity is 0 or above", technology, year, content.Intensity[m], m)
		}
	}
	if !usable(content.Life) || content.Life == 0 || !usable(content.Cost) || !(content.SecondLife >= 0 && content.SecondLife <= 1) {
		return fmt.Errorf("knowledge: Freeze: %s of %d has lifetime %v, unit cost %v, second-life share %v; want above 0, 0 or above, between 0 and 1", technology, year, content.Life, content.Cost, content.SecondLife)
	}
	if c.content == nil {
		c.content = map[string]map[int]Content{}
	}
	if c.content[technology] == nil {
		c.content[technology] = map[int]Content{}
	}
	c.content[technology][year] = content.clone()
	if i, there := slices.BinarySearch(c.years, year); !there {
		c.years = slices.Insert(c.years, i, year)
	}
	return nil
}

// Of is the content of a cohort; ok is false when none was frozen.
func (c *Cohorts) Of(year int, technology string) (content Content, ok bool) {
	content, ok = c.content[technology][year]
	return content.clone(), ok
}

// Intensity is cohort × technology × mineral, for package mfa's content by
// cohort. Technologies and minerals are sorted; a mineral that a technology does
// not hold is 0. Every technology needs every cohort.
func (c *Cohorts) Intensity(unit string) quantity.Array {
	minerals := map[string]bool{}
	for _, byYear := range c.content {
		for _, content := range byYear {
			for m := range content.Intensity {
				minerals[m] = true
			}
		}
	}
	ax := quantity.NewAxis("mineral", slices.Sorted(maps.Keys(minerals))...)
	return c.array(unit, ax, func(content Content) (out []float64) {
		for _, m := range ax.Labels {
			out = append(out, content.Intensity[m])
		}
		return out
	})
}

// Life is cohort × technology in years, for package mfa's lives by cohort.
func (c *Cohorts) Life() quantity.Array {
	return c.array("yr", quantity.Axis{}, func(content Content) []float64 { return []float64{content.Life} })
}

// SecondLife is cohort × technology, the share of retired units fit for reuse.
func (c *Cohorts) SecondLife() quantity.Array {
	return c.array("1", quantity.Axis{}, func(content Content) []float64 { return []float64{content.SecondLife} })
}

// array lays out numbers by cohort and technology, and along a third axis when
// it has a name.
func (c *Cohorts) array(unit string, third quantity.Axis, row func(Content) []float64) quantity.Array {
	technologies := slices.Sorted(maps.Keys(c.content))
	cohorts := quantity.YearsOf(c.years...)
	cohorts.Name = "cohort"
	var values []float64
	for _, year := range c.years {
		for _, technology := range technologies {
			content, ok := c.content[technology][year]
			if !ok {
				return quantity.Failed(fmt.Errorf("knowledge: Cohorts: %s has no cohort %d; freeze every technology in every year", technology, year))
			}
			values = append(values, row(content)...)
		}
	}
	axes := []quantity.Axis{cohorts, quantity.NewAxis("technology", technologies...)}
	if third.Name != "" {
		axes = append(axes, third)
	}
	return quantity.New(unit, values, axes...)
}
