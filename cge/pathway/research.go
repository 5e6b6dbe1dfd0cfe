package pathway

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// learns reports whether knowledge moves along the path.
func (m *Model) learns() bool {
	return m.spec.Research != nil && !m.spec.Research.Block.Frozen && m.mode == Endogenous
}

// learned puts knowledge into a technology.
func (m *Model) learned(tech *technology, h []float64) {
	for i, key := range m.spec.Research.Block.Keys {
		d := &m.spec.Research.Drivers[i]
		if m.holds(channelOf(key.Driver)) {
			continue
		}
		switch key.Driver {
		case knowledge.Efficiency:
			u := m.ix.unit[key.Object]
			for name, e := range d.Content {
				tech.content[u][m.ix.mineral[name]] = e.At(h[i])
			}
			if d.Cost != nil {
				tech.cost[u] *= d.Cost.At(h[i])
			}
		case knowledge.Durability:
			if d.Life != nil {
				tech.life[m.ix.unit[key.Object]] = d.Life.At(h[i])
			}
			m.learnedFit(tech, key.Object, d, h[i])
		case knowledge.Recycling:
			m.learnedYield(tech, key.Object, d, h[i])
		}
	}
}

func (m *Model) learnedFit(tech *technology, unit string, d *Driver, h float64) {
	if d.Fit == nil {
		return
	}
	for j := range m.spec.SecondLife {
		for k, o := range m.spec.Uses[m.ix.use[m.spec.SecondLife[j].From]].Options {
			if o.Unit == unit {
				tech.fit[j][k] = d.Fit.At(h)
			}
		}
	}
}

func (m *Model) learnedYield(tech *technology, mineral string, d *Driver, h float64) {
	if d.Yield == nil {
		return
	}
	for r := range m.spec.Recyclers {
		for k, y := range m.spec.Recyclers[r].Yields {
			if y.Mineral == mineral {
				tech.yield[r][k] = y.Base * d.Yield.At(h) / d.Yield.At(1)
			}
		}
	}
}

// moved reports whether knowledge moves what a unit contains or costs.
func (m *Model) moved(unit string) bool {
	if !m.learns() {
		return false
	}
	for i, key := range m.spec.Research.Block.Keys {
		d := &m.spec.Research.Drivers[i]
		if key.Driver == knowledge.Efficiency && key.Object == unit && (d.Content != nil || d.Cost != nil) {
			return true
		}
	}
	return false
}

// researchBase is all research of the base year.
func (s *Spec) researchBase() float64 {
	total := 0.0
	if s.Research != nil {
		for _, d := range s.Research.Drivers {
			total += d.Base
		}
	}
	return total
}

// frontier is how knowledge of a key grows.
func (r *Research) frontier(key knowledge.Key) knowledge.Frontier {
	if f, ok := r.Block.Own[key.Driver]; ok {
		return f
	}
	return r.Block.Frontier
}

// reach is what turns the worth V of a unit of h into r^(1-θ), but for what
// research costs its buyer:
//
//	r = (reach V / ((1-sub) p_R))^(1/(1-θ)),   reach = χ gain θ sp h^ψ / R0
func (m *Model) reach(i int, chi, h, spill float64) float64 {
	f := m.spec.Research.frontier(m.spec.Research.Block.Keys[i])
	return chi * f.Gain * f.Theta * spill * math.Pow(h, f.Psi) / m.spec.Research.Drivers[i].Base
}

// appropriability calibrates χ so that the base year's research is what pays at
// the worth that its buyers see in it.
func (m *Model) appropriability(worth []float64) ([]float64, error) {
	r := m.spec.Research
	var projects []knowledge.Project
	for i, key := range r.Block.Keys {
		d := &r.Drivers[i]
		projects = append(projects, knowledge.Project{Key: key, Frontier: r.frontier(key), H: 1, Spill: 1,
			Value: worth[i], Base: d.Base, Public: d.Public, Subsidy: d.subsidy(0)})
	}
	found, err := knowledge.Calibrate(1, projects, r.Family, r.Centre)
	if err != nil {
		return nil, fmt.Errorf("pathway: %s: %w", m.spec.Name, err)
	}
	var out []float64
	for _, a := range found {
		out = append(out, a.Chi)
	}
	return out, nil
}

// subsidy is the share of the private cost that is paid for in year t.
func (d *Driver) subsidy(t int) float64 {
	if d.Subsidy == nil {
		return 0
	}
	return d.Subsidy[t]
}
