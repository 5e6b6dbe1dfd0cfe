package pathway

import "math"

func (m *Model) newResult() *Result {
	return &Result{Spec: m.spec, Mode: m.mode, closure: m.opt.Closure, hold: m.opt.Hold, imposed: m.opt.Imposed, waiting: [][]float64{make([]float64, len(m.spec.Minerals))}}
}

// add records a year.
func (r *Result) add(m *Model, y *state, lost []float64) {
	s := m.spec
	out := Year{Year: s.Years[y.t], Prices: map[string]float64{}, Criterion: map[string]float64{},
		Sets: map[string]map[string]float64{}, Gaps: map[string]map[string]float64{}, Shares: map[string]map[string]float64{},
		Additions: map[string]map[string]float64{}, Retired: map[string]map[string]float64{}, Stocks: map[string]map[string]float64{},
		Delivered: map[string]map[string]float64{}, Minerals: map[string]Supply{}, Rents: map[string]float64{}, MineRent: map[string]float64{},
		Shifters: map[string]float64{}, Lost: map[string]float64{}, Values: y.values}
	m.reportTechnology(&out, y)
	m.reportRecipes(&out, y)
	m.reportResearch(&out, y)
	m.reportPrices(&out, y)
	m.reportBooks(&out, y)
	m.reportSecond(&out, y)
	m.reportMinerals(&out, y)
	m.reportNeeds(&out, y)
	for i := range s.Services {
		m.reportEmissions(&out, y, i)
	}
	for i, x := range s.Minerals {
		out.Lost[x.Name] = y.found.lost[i] + lost[i]
	}
	if y.eq != nil {
		m.reportAccounts(&out, y)
		m.reportMineRents(&out, y)
		c := y.eq.Certificate
		if y.t == 0 {
			out.Check.Replication = value(c.Replication)
		}
		out.Check.Iterations, out.Check.Rounds = c.Iterations, y.rounds
		out.Check.Walras, out.Check.Complementarity = value(c.Walras), value(c.Complementarity)
		for b := range y.sets {
			if m.settled(b, y.t) {
				continue
			}
			for at := range y.sets[b] {
				out.Check.Choice = math.Max(out.Check.Choice, y.gaps[b][at])
			}
		}
		out.Check.GDP = out.Accounts.GDP()/out.Accounts.Expenditure - 1
	}
	r.Years = append(r.Years, out)
}

func (m *Model) reportTechnology(out *Year, y *state) {
	s := m.spec
	out.Content, out.Life, out.Yields, out.Fit = map[string]map[string]float64{}, map[string]float64{}, map[string]map[string]float64{}, map[string]float64{}
	for u := range s.Units {
		holds := map[string]float64{}
		for i, a := range y.tech.content[u] {
			if a != 0 {
				holds[s.Minerals[i].Name] = a
			}
		}
		out.Content[s.Units[u].Name], out.Life[s.Units[u].Name] = holds, y.tech.life[u]
	}
	for r := range s.Recyclers {
		yields := map[string]float64{}
		for k, v := range s.Recyclers[r].Yields {
			yields[v.Mineral] = y.tech.yield[r][k]
		}
		out.Yields[s.Recyclers[r].Name] = yields
	}
	for i := range s.SecondLife {
		for k, o := range s.Uses[m.ix.use[s.SecondLife[i].From]].Options {
			out.Fit[o.Unit] = y.tech.fit[i][k]
		}
	}
}

func (m *Model) reportResearch(out *Year, y *state) {
	if m.spec.Research == nil {
		return
	}
	out.Knowledge, out.Research = map[string]float64{}, map[string]float64{}
	for i, key := range m.spec.Research.Block.Keys {
		out.Knowledge[key.String()], out.Research[key.String()] = y.smooth[i], y.spent[i]
	}
}

func value(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}

func (m *Model) reportPrices(out *Year, y *state) {
	if y.eq == nil {
		for name, p := range m.base.price {
			out.Prices[name] = p * m.numeraire()
		}
		return
	}
	for name := range m.base.price {
		out.Prices[name] = y.offer[name]
	}
	for i := range m.spec.Uses {
		m.reportUsePrice(out, y, i)
	}
	for b := range m.spec.books() {
		if name := m.spec.bookName(b); m.shifted(name) {
			out.Shifters[name] = y.values["shifter "+name]
		}
	}
}

// reportUsePrice takes life adjustments out of what a use costs.
func (m *Model) reportUsePrice(out *Year, y *state, i int) {
	u, n := &m.spec.Uses[i], m.base.nodes[i]
	out.Criterion[u.Name] = y.offer[u.Name]
	k := y.offer[u.Name]
	if len(y.sets[i]) == 0 && y.gaps[i] != nil { // nothing is bought: the price may stand below cost
		out.Prices[u.Name] = k
		return
	}
	for j := range n.options {
		p := y.offer[u.Options[j].Unit]
		k -= y.share[i][j] * p * (m.lifeFactor(u, y.tech.life[m.ix.unit[u.Options[j].Unit]]) - 1)
	}
	out.Prices[u.Name] = k
}

func (m *Model) reportBooks(out *Year, y *state) {
	s := m.spec
	for b := range s.books() {
		name := s.bookName(b)
		share, add, gone, stock := map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}
		for k, unit := range s.bookUnits(b) {
			share[unit], add[unit] = y.share[b][k], y.amount[b][k]
			gone[unit] = y.found.retired[b][k]
			stock[unit] = y.found.surviving[b][k] + y.amount[b][k]*y.found.kept[b][k]
		}
		out.Shares[name], out.Additions[name], out.Retired[name], out.Stocks[name] = share, add, gone, stock
		if y.eq != nil && m.base.nodes[b].chosen {
			out.Sets[name], out.Gaps[name] = map[string]float64{}, map[string]float64{}
			for at, v := range y.sets[b] {
				out.Sets[name][m.members(b, at)] = v
			}
			for at, v := range y.gaps[b] {
				out.Gaps[name][m.members(b, at)] = v
			}
		}
		if b >= len(s.Uses) {
			out.Delivered[name] = m.delivered(y, b)
		}
	}
}

// delivered is the service of each plant, old and new.
func (m *Model) delivered(y *state, b int) map[string]float64 {
	out := map[string]float64{}
	s := &m.spec.Services[b-len(m.spec.Uses)]
	for k, o := range m.base.nodes[b].options {
		p := &s.Plants[k]
		if y.eq == nil {
			out[p.Unit] = p.Output * (y.found.surviving[b][k] + y.amount[b][k])
		} else {
			out[p.Unit] = y.made["old "+o] + p.Output*y.amount[b][k]
		}
	}
	return out
}

// reportEmissions adds up what plants emit: of old ones with a spread the best run.
func (m *Model) reportEmissions(out *Year, y *state, i int) {
	s, b := &m.spec.Services[i], len(m.spec.Uses)+i
	for k, p := range s.Plants {
		v := out.Delivered[s.Name][p.Unit]
		if able := p.Output * y.found.surviving[b][k]; p.Spread > 0 && y.eq != nil && able > 0 {
			old := y.made["old "+m.base.nodes[b].options[k]]
			v -= p.Spread * old * math.Max(0, 1-old/able)
		}
		out.Emissions += p.Emissions * v
	}
}

func (m *Model) reportSecond(out *Year, y *state) {
	for i := range m.spec.SecondLife {
		x := &m.spec.SecondLife[i]
		a := Again{From: x.From, To: x.To, Taken: y.again[i], Available: x.Health * y.found.fit[i].units}
		a.Stock = y.found.useful[i] + a.Taken*y.found.keptAgain[i]
		if y.eq != nil {
			a.Rent = y.values["fit "+x.From+" in "+x.To]
		}
		out.Second = append(out.Second, a)
	}
}

// unused is the share of eligible units that no second life takes.
func (y *state) unused(m *Model, i int) float64 {
	available := m.spec.SecondLife[i].Health * y.found.fit[i].units
	if available == 0 {
		return 0
	}
	return math.Max(0, 1-y.again[i]/available)
}

func (m *Model) reportMinerals(out *Year, y *state) {
	s := m.spec
	units, recycled, recyclable, rent := make([]float64, len(s.Minerals)), make([]float64, len(s.Minerals)), make([]float64, len(s.Minerals)), make([]float64, len(s.Minerals))
	for b := range s.books() {
		for k, name := range s.bookUnits(b) {
			for i, a := range y.tech.content[m.ix.unit[name]] {
				units[i] += y.amount[b][k] * a
			}
		}
	}
	for j := range m.base.stream {
		st := &m.base.stream[j]
		there := y.streams[j].all
		for i := range s.SecondLife {
			there -= y.streams[j].perUseful[i] * y.again[i]
		}
		scrap := Scrap{Stream: st.name, There: there, Treated: y.treated[j]}
		if y.eq != nil {
			scrap.Rent = y.values["scrap "+st.name]
		}
		out.Scrap = append(out.Scrap, scrap)
		for k, yield := range s.Recyclers[st.recycler].Yields {
			i := m.ix.mineral[yield.Mineral]
			recycled[i] += y.treated[j] * y.streams[j].yield[k]
			recyclable[i] += there * y.streams[j].yield[k]
			if s.Recyclers[st.recycler].PerMineral && y.eq != nil {
				rent[i] = y.values["scrap "+st.name]
			}
		}
	}
	for i, x := range s.Minerals {
		v := Supply{Units: units[i], Other: y.other[i], Recycled: recycled[i], Recyclable: recyclable[i], ScrapRent: rent[i], Price: out.Prices[x.Name], Shortage: y.short[x.Name]}
		if y.eq != nil {
			v.Premium = y.values["premium on "+x.Name]
		}
		v.Mined = v.Units + v.Other - v.Recycled
		if y.eq != nil && !m.holds(Price) {
			v.Mined = m.minedOf(y, x.Name)
		}
		for b := range y.found.scrap {
			v.Scrap += y.found.scrap[b].metal[i]
		}
		for k := range s.SecondLife {
			v.Scrap += y.found.fit[k].metal[i] * y.unused(m, k)
		}
		out.Minerals[x.Name] = v
	}
}

// minedOf is what all mines make of a mineral.
func (m *Model) minedOf(y *state, mineral string) float64 {
	total := 0.0
	for i := range m.spec.Mines {
		for k, o := range m.spec.Mines[i].Outputs {
			if o.Mineral == mineral {
				total += y.mined[i] * m.base.mine[i].output[k]
			}
		}
	}
	return total
}

// reportNeeds splits requirements by origin: one pool of primary and recycled
// metal, other uses included.
func (m *Model) reportNeeds(out *Year, y *state) {
	s := m.spec
	for b := range s.books() {
		name, technology := s.bookName(b), s.bookName(b)
		if b < len(s.Uses) && s.Uses[b].Technology != "" {
			technology = s.Uses[b].Technology
		}
		displaced := m.displaced(y, b)
		for k, unit := range s.bookUnits(b) {
			for i, a := range y.tech.content[m.ix.unit[unit]] {
				fresh, again := y.amount[b][k]*a, displaced[k]*a
				if fresh+again == 0 {
					continue
				}
				v := out.Minerals[s.Minerals[i].Name]
				f := v.Recycled / (v.Units + v.Other)
				out.Needs = append(out.Needs, Requirement{Use: name, Technology: technology, Unit: unit, Mineral: s.Minerals[i].Name,
					Primary: fresh * (1 - f), Recycled: fresh * f, SecondLife: again})
			}
		}
	}
}

// displaced are new units of a use, by option, that second life made
// unnecessary this year.
func (m *Model) displaced(y *state, b int) []float64 {
	out := make([]float64, len(m.spec.bookUnits(b)))
	kept := 0.0
	for k, v := range y.share[b] {
		kept += v * y.found.kept[b][k]
	}
	for i := range m.spec.SecondLife {
		if m.spec.SecondLife[i].To != m.spec.bookName(b) {
			continue
		}
		for k, v := range y.share[b] {
			out[k] += y.again[i] * y.found.keptAgain[i] / kept * v
		}
	}
	return out
}
