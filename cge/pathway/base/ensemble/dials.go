package ensemble

import (
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

// A dial is a quantity of an economy that a sweep may move.
type dial struct {
	path string
	get  func(*pathway.Spec) float64
	set  func(*pathway.Spec, float64)
}

// dialsOf lists what may be moved, by index into the slices of a copy.
func dialsOf(s *pathway.Spec) []dial {
	var out []dial
	add := func(at func(*pathway.Spec) *float64, words ...string) {
		out = append(out, dial{strings.Join(words, "."), func(s *pathway.Spec) float64 { return *at(s) }, func(s *pathway.Spec, v float64) { *at(s) = v }})
	}
	add(func(s *pathway.Spec) *float64 { return &s.Discount }, "discount")
	add(func(s *pathway.Spec) *float64 { return &s.Collection }, "collection")
	for i, m := range s.Mines {
		add(func(s *pathway.Spec) *float64 { return &s.Mines[i].Short }, "mine", m.Name, "short")
		add(func(s *pathway.Spec) *float64 { return &s.Mines[i].Long }, "mine", m.Name, "long")
		add(func(s *pathway.Spec) *float64 { return &s.Mines[i].Growth }, "mine", m.Name, "growth")
		add(func(s *pathway.Spec) *float64 { return &s.Mines[i].Speed }, "mine", m.Name, "speed")
	}
	for i, u := range s.Uses {
		add(func(s *pathway.Spec) *float64 { return &s.Uses[i].Elasticity }, "use", u.Name, "elasticity")
	}
	for i, v := range s.Services {
		add(func(s *pathway.Spec) *float64 { return &s.Services[i].Elasticity }, "service", v.Name, "elasticity")
	}
	for i, u := range s.Units {
		add(func(s *pathway.Spec) *float64 { return &s.Units[i].Price }, "unit", u.Name, "price")
		out = append(out, lifeDial(i, u.Name), costDial(i, u.Name))
		for k, r := range u.Recipes {
			out = append(out, paysDial(i, k, u.Name, r.Name))
		}
		for k, c := range u.Content {
			out = append(out, contentDial(i, k, u.Name, c.Mineral))
		}
	}
	for i, r := range s.Recyclers {
		add(func(s *pathway.Spec) *float64 { return &s.Recyclers[i].Cost }, "recycler", r.Name, "cost")
	}
	if s.Research != nil {
		out = append(out, researchDials()...)
	}
	return out
}

// researchDials are how research answers: the elasticity of new knowledge to
// research and to knowledge, how fast knowledge grows at the base year's research,
// and how much of it is lost in a year (what research of the base year adds beyond
// that stays).
func researchDials() []dial {
	at := func(s *pathway.Spec) *knowledge.Frontier { return &s.Research.Block.Frontier }
	return []dial{
		{"research.theta", func(s *pathway.Spec) float64 { return at(s).Theta }, func(s *pathway.Spec, v float64) { at(s).Theta = v }},
		{"research.psi", func(s *pathway.Spec) float64 { return at(s).Psi }, func(s *pathway.Spec, v float64) { at(s).Psi = v }},
		{"research.growth", func(s *pathway.Spec) float64 { return at(s).Gain - at(s).Depreciation }, func(s *pathway.Spec, v float64) { at(s).Gain = at(s).Depreciation + v }},
		{"research.depreciation", func(s *pathway.Spec) float64 { return at(s).Depreciation }, func(s *pathway.Spec, v float64) {
			at(s).Gain += v - at(s).Depreciation
			at(s).Depreciation = v
		}},
	}
}

// costDial is a unit's cost beside minerals in the last year over that of the
// base year. The years between move in proportion, in logs.
func costDial(i int, name string) dial {
	get := func(s *pathway.Spec) float64 {
		if c := s.Units[i].Cost; len(c) > 0 {
			return c[len(s.Years)-1]
		}
		return 1
	}
	return dial{"unit." + name + ".cost", get, func(s *pathway.Spec, v float64) {
		ratio, by := v/get(s), make([]float64, len(s.Years))
		for t := range by {
			by[t] = math.Pow(ratio, float64(t)/float64(len(by)-1))
		}
		s.Units[i].ScaleCost(by)
	}}
}

// lifeDial is a unit's mean life; what research can bring moves in proportion.
func lifeDial(i int, name string) dial {
	return dial{"unit." + name + ".life", func(s *pathway.Spec) float64 { return s.Units[i].Life }, func(s *pathway.Spec, v float64) {
		by := v / s.Units[i].Life
		s.Units[i].Life = v
		if d := driverOf(s, knowledge.Durability, name); d != nil {
			d.Life = scaled(d.Life, by)
		}
	}}
}

// contentDial is an intensity; what research can save moves in proportion.
func contentDial(i, k int, name, mineral string) dial {
	return dial{"unit." + name + ".content." + mineral, func(s *pathway.Spec) float64 { return s.Units[i].Content[k].Amount }, func(s *pathway.Spec, v float64) {
		by := v / s.Units[i].Content[k].Amount
		keepPays(s, i, func() { s.Units[i].Content[k].Amount = v })
		if d := driverOf(s, knowledge.Efficiency, name); d != nil && d.Content[mineral] != nil {
			d.Content[mineral] = scaled(d.Content[mineral], by)
		}
	}}
}

// driverOf is the research on a unit, nil where there is none.
func driverOf(s *pathway.Spec, kind knowledge.Driver, unit string) *pathway.Driver {
	if s.Research == nil {
		return nil
	}
	i := slices.Index(s.Research.Block.Keys, knowledge.Key{Driver: kind, Object: unit})
	if i < 0 {
		return nil
	}
	return &s.Research.Drivers[i]
}

// scaled is an effect on something by so many times larger, its bound included.
func scaled(e knowledge.Effect, by float64) knowledge.Effect {
	switch e := e.(type) {
	case knowledge.Falling:
		return knowledge.Falling{Base: e.Base * by, Floor: e.Floor * by, Exponent: e.Exponent}
	case knowledge.Rising:
		return knowledge.Rising{Base: e.Base * by, Ceiling: e.Ceiling * by, Exponent: e.Exponent}
	case knowledge.Power:
		return knowledge.Power{Base: e.Base * by, Ceiling: e.Ceiling * by, Exponent: e.Exponent}
	case knowledge.Approach:
		return knowledge.Approach{Base: e.Base * by, Ceiling: e.Ceiling * by, Exponent: e.Exponent}
	case knowledge.Constant:
		return e * knowledge.Constant(by)
	}
	return e // the Spec's check refuses an effect that does not begin where it should
}

// copySpec copies what dials write to.
func copySpec(s *pathway.Spec) *pathway.Spec {
	c := *s
	c.Mines, c.Uses, c.Services = slices.Clone(s.Mines), slices.Clone(s.Uses), slices.Clone(s.Services)
	c.Units, c.Recyclers = slices.Clone(s.Units), slices.Clone(s.Recyclers)
	for i := range c.Units {
		c.Units[i].Content = slices.Clone(c.Units[i].Content)
		c.Units[i].Recipes = slices.Clone(c.Units[i].Recipes)
	}
	if s.Research != nil {
		r := *s.Research
		r.Drivers = slices.Clone(r.Drivers)
		for i := range r.Drivers {
			r.Drivers[i].Content = maps.Clone(r.Drivers[i].Content)
		}
		c.Research = &r
	}
	return &c
}

// settingsDials are the settings of a world. An economy is written anew for each
// row where one of them moves.
var settingsDials = map[string]func(*base.Settings, float64){
	"settings.latent": func(s *base.Settings, v float64) { s.Latent = v },
	"settings.ramp":   func(s *base.Settings, v float64) { s.Ramp = v },
	"settings.kappa":  func(s *base.Settings, v float64) { s.Kappa = v },
	paramsDial:        func(s *base.Settings, v float64) { s.Draw = int(v) },
}

// paramsDial is which of the draws of estimated parameters holds.
const paramsDial = "settings.draw"

// Match are the names that a pattern means, in order. None is an error that
// names some like it.
func Match(pattern string, names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		if ok, err := path.Match(pattern, name); err != nil {
			return nil, fmt.Errorf("%q: %w", pattern, err)
		} else if ok {
			out = append(out, name)
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	kind, _, _ := strings.Cut(pattern, ".")
	like := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasPrefix(n, kind+".") })
	if len(like) == 0 {
		like = names
	}
	if len(like) > 8 {
		like = append(like[:8:8], "...")
	}
	return nil, fmt.Errorf("%q names nothing; there are %s", pattern, strings.Join(like, ", "))
}
