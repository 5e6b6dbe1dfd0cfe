package pathway

import "math"

// traditional decides a year without prices: imposed shares, all collected
// scrap treated, second life up to what is asked for. Other uses of minerals
// stay at the base year's, or follow Options.Other.
func (r *run) traditional(y *state) {
	m, s := r.m, r.m.spec
	y.amount, y.share = make([][]float64, s.books()), make([][]float64, s.books())
	y.again = make([]float64, len(s.SecondLife))
	for b := range s.books() {
		for k := range s.bookUnits(b) {
			y.share[b] = append(y.share[b], m.imposed(b, k, y.t))
		}
	}
	for i := range s.Services {
		m.traditionalService(y, i)
	}
	for i := range s.Uses {
		if s.Uses[i].Path != nil {
			m.traditionalUse(y, i)
		}
	}
	for range len(s.Uses) + 1 { // parts of parts settle in as many rounds
		for i := range s.Uses {
			if s.Uses[i].Path == nil {
				y.amount[i] = scaledBy(y.share[i], m.partsOf(y, s.Uses[i].Name))
			}
		}
	}
	for j := range y.streams {
		there := y.streams[j].all
		for i := range s.SecondLife {
			there -= y.streams[j].perUseful[i] * y.again[i]
		}
		y.treated = append(y.treated, there)
	}
	y.other = m.otherAtBase(y.t)
}

func scaledBy(v []float64, by float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = by * x
	}
	return out
}

// traditionalService runs old plants as far as they are needed; new ones make
// the rest.
func (m *Model) traditionalService(y *state, i int) {
	s, b := &m.spec.Services[i], len(m.spec.Uses)+i
	need := m.base.demand[i] * at(s.Path, y.t)
	for k, p := range s.Plants {
		need -= p.Output * y.found.surviving[b][k]
	}
	need = math.Max(0, need)
	y.amount[b] = make([]float64, len(s.Plants))
	for k, p := range s.Plants {
		if y.amount[b][k] = y.share[b][k] * need / p.Output; p.Added != nil {
			y.amount[b][k] = p.Added[y.t]
		}
	}
}

// traditionalUse closes the gap of a stock: second life first.
func (m *Model) traditionalUse(y *state, i int) {
	gap := m.gap(y, i)
	if f := m.spec.Uses[i].Follows; f != nil {
		gap += m.base.target[i] * at(m.spec.Uses[i].Path, y.t) * (m.followedAt(y, f) - 1)
	}
	kept := 0.0
	for k, v := range y.share[i] {
		kept += v * y.found.kept[i][k]
	}
	if added := m.spec.Uses[i].Added; added != nil {
		gap = added[y.t] * kept
	}
	gap = math.Max(0, gap)
	for j := range m.spec.SecondLife {
		x := &m.spec.SecondLife[j]
		if x.To != m.spec.Uses[i].Name {
			continue
		}
		y.again[j] = math.Min(x.Health*y.found.fit[j].units, gap/y.found.keptAgain[j])
		gap -= y.again[j] * y.found.keptAgain[j]
	}
	y.amount[i] = scaledBy(y.share[i], gap/kept)
}

// followedAt is (share of the plants / reference)^exponent, all capacity running.
func (m *Model) followedAt(y *state, f *Follow) float64 {
	i := m.ix.service[f.Service]
	b := len(m.spec.Uses) + i
	part, total := 0.0, 0.0
	for k, p := range m.spec.Services[i].Plants {
		v := p.Output * (y.found.surviving[b][k] + y.amount[b][k])
		total += v
		for _, name := range f.Plants {
			if name == p.Unit {
				part += v
			}
		}
	}
	return math.Pow(part/total/f.Reference[y.t], f.Exponent)
}

// partsOf is what is bought of a use without a path: parts of units that are
// built, and what the account takes, as in the base year.
func (m *Model) partsOf(y *state, use string) float64 {
	total := 0.0
	m.eachInput(func(of string, v float64) {
		if of == use {
			total += v / m.base.price[use]
		}
	})
	for b := range m.spec.books() {
		for k, unit := range m.spec.bookUnits(b) {
			for _, p := range m.spec.Units[m.ix.unit[unit]].Parts {
				if p.Use == use && y.amount[b] != nil {
					total += p.Amount * y.amount[b][k]
				}
			}
		}
	}
	return total
}

// otherAtBase is what is taken of minerals beside units.
func (m *Model) otherAtBase(t int) []float64 {
	out := make([]float64, len(m.spec.Minerals))
	m.eachInput(func(of string, v float64) {
		if i, ok := m.ix.mineral[of]; ok {
			out[i] += v / m.base.price[of]
		}
	})
	for i, x := range m.spec.Minerals {
		if path := m.opt.Other[x.Name]; path != nil {
			out[i] = path[t]
		}
	}
	return out
}
