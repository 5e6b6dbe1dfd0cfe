package pathway

import (
	"math"

	"github.com/lodestone-model/lodestone/mfa"
)

// A technology is what units and recyclers are like in a year: the part of the
// state that knowledge or outside paths move.
type technology struct {
	content [][]float64 // [unit][mineral]; once the market is solved, by the sets of inputs at work
	plain   [][]float64 // the same by the base year's sets, once content is not; nil before
	cost    []float64   // [unit] of the rest, relative to the base year
	life    []float64   // [unit]
	fit     [][]float64 // [second life][option] share fit for it
	yield   [][]float64 // [recycler][yield]
}

// recipe is what units hold by the base year's sets of inputs.
func (t *technology) recipe() [][]float64 {
	if t.plain != nil {
		return t.plain
	}
	return t.content
}

// given is the technology of a year without research: paths from outside.
func (m *Model) given(t int) *technology {
	s := m.spec
	tech := &technology{cost: make([]float64, len(s.Units)), life: make([]float64, len(s.Units))}
	for u := range s.Units {
		unit := &s.Units[u]
		row := make([]float64, len(s.Minerals))
		for _, c := range unit.Content {
			row[m.ix.mineral[c.Mineral]] += c.Amount
		}
		tech.content = append(tech.content, row)
		tech.cost[u], tech.life[u] = at(unit.Cost, t), unit.Life
		if m.mode != Endogenous {
			m.outside(&unit.Exogenous, t, row, &tech.cost[u], &tech.life[u])
		}
	}
	for i := range s.SecondLife {
		fit := make([]float64, len(s.Uses[m.ix.use[s.SecondLife[i].From]].Options))
		for k := range fit {
			fit[k] = s.SecondLife[i].Share
		}
		tech.fit = append(tech.fit, fit)
	}
	for r := range s.Recyclers {
		var yields []float64
		for _, y := range s.Recyclers[r].Yields {
			v := y.Base
			if m.mode != Endogenous && !m.holds(Recycling) {
				v *= at(y.Path, t)
			}
			yields = append(yields, v)
		}
		tech.yield = append(tech.yield, yields)
	}
	return tech
}

// changes reports whether what a unit contains may change along the path.
func (m *Model) changes(u *Unit) bool {
	x := &u.Exogenous
	return m.moved(u.Name) || m.mode == Exogenous && (x.Content != nil || x.Cost != nil || x.Life != nil)
}

// outside puts technical change from outside on a unit.
func (m *Model) outside(c *Change, t int, content []float64, cost, life *float64) {
	if !m.holds(Efficiency) {
		for name, path := range c.Content {
			content[m.ix.mineral[name]] *= at(path, t)
		}
		*cost *= at(c.Cost, t)
	}
	if !m.holds(Durability) {
		*life *= at(c.Life, t)
	}
}

// lives are the lifetimes of a book's options.
func (m *Model) lives(b int, tech *technology) []mfa.Lifetime {
	var out []mfa.Lifetime
	for _, name := range m.spec.bookUnits(b) {
		u := m.ix.unit[name]
		out = append(out, mfa.WeibullOf(tech.life[u], m.spec.Units[u].Shape))
	}
	return out
}

// PresentValue is that of one unit of service a year over a life in years,
// discounted at a yearly rate: years of service. Its inverse is the capital
// recovery factor.
func PresentValue(life, rate float64) float64 {
	if rate == 0 {
		return life
	}
	return -math.Expm1(-life*math.Log1p(rate)) / rate
}
