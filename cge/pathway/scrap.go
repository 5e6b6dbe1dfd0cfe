package pathway

import "math"

// A stream is scrap of one kind with one way to treat it: a market with a
// rent. A recycler that works per mineral has one stream, counted in mass that
// can be recovered; one that takes units apart has one for retired units and one
// for each second life whose unused units it gets, counted in units.
type stream struct {
	name     string
	recycler int
	second   int // units that this second life did not take; -1: retired units
	level    float64
	rent     float64
	amount   streamAmount // of the base year
}

// A streamAmount is a stream in one year: what there is if no second life takes
// any, what each useful unit of a second life takes out, and what a unit of the
// stream yields.
type streamAmount struct {
	all       float64
	perUseful []float64 // [second life]
	yield     []float64 // [yield of the recycler]
}

// streams lists them.
func (m *Model) streams() []stream {
	var out []stream
	for r := range m.spec.Recyclers {
		rec := &m.spec.Recyclers[r]
		out = append(out, stream{name: rec.Name, recycler: r, second: -1})
		for i := range m.spec.SecondLife {
			if !rec.PerMineral && rec.feeds(m.spec.SecondLife[i].From) {
				out = append(out, stream{name: rec.Name + " unused " + m.spec.SecondLife[i].From, recycler: r, second: i})
			}
		}
	}
	return out
}

// streamOf works a stream out for year t.
func (m *Model) streamOf(j, t int, all []stream, f *found, tech *technology) streamAmount {
	st := &all[j]
	rec := &m.spec.Recyclers[st.recycler]
	n := streamAmount{perUseful: make([]float64, len(m.spec.SecondLife))}
	if rec.PerMineral {
		m.poolOf(&n, rec, t, f, tech.yield[st.recycler][0])
		return n
	}
	total := m.noFlow()
	if st.second >= 0 {
		total = f.fit[st.second]
		n.perUseful[st.second] = 1 / m.spec.SecondLife[st.second].Health
	} else {
		for b := range f.scrap {
			if rec.feeds(m.spec.bookName(b)) {
				total.units += f.scrap[b].units
				for i, v := range f.scrap[b].metal {
					total.metal[i] += v
				}
			}
		}
	}
	n.all = total.units
	for k, y := range rec.Yields {
		i := m.ix.mineral[y.Mineral]
		content := m.newContent(st, i, tech)
		if total.units > 0 {
			content = total.metal[i] / total.units
		}
		n.yield = append(n.yield, tech.yield[st.recycler][k]*content)
	}
	return n
}

// newContent is what new units that feed a stream hold of a mineral on average:
// the yield of a stream that is empty must be something.
func (m *Model) newContent(st *stream, mineral int, tech *technology) float64 {
	total, n := 0.0, 0.0
	for b := range m.spec.books() {
		name := m.spec.bookName(b)
		if st.second >= 0 && name != m.spec.SecondLife[st.second].From || !m.spec.Recyclers[st.recycler].feeds(name) {
			continue
		}
		for _, row := range m.contentOf(b, tech) {
			total, n = total+row[mineral], n+1
		}
	}
	return total / math.Max(n, 1)
}

// poolOf is the stream of a recycler of one mineral.
func (m *Model) poolOf(n *streamAmount, rec *Recycler, t int, f *found, yield float64) {
	i := m.ix.mineral[rec.Yields[0].Mineral]
	for b := range f.scrap {
		if rec.feeds(m.spec.bookName(b)) {
			n.all += yield * f.scrap[b].metal[i]
		}
	}
	for k := range m.spec.SecondLife {
		x := &m.spec.SecondLife[k]
		if !rec.feeds(x.From) || f.fit[k].units == 0 {
			continue
		}
		n.all += yield * f.fit[k].metal[i]
		n.perUseful[k] = yield * f.fit[k].metal[i] / (x.Health * f.fit[k].units)
	}
	if rec.Other != nil {
		n.all += rec.Other[t]
	}
	n.yield = []float64{1}
}

// streamMargin is what treating a unit of a stream earns at base prices.
func (m *Model) streamMargin(b *base, j int, n streamAmount) float64 {
	rec := &m.spec.Recyclers[b.stream[j].recycler]
	margin := -rec.Cost
	for k, y := range rec.Yields {
		margin += n.yield[k] * b.price[y.Mineral]
	}
	return margin
}

// baseScrap decides recycling in the base year: all of a stream where it pays.
func (m *Model) baseScrap(b *base) error {
	tech := m.given(0)
	for j := range b.stream {
		st := &b.stream[j]
		st.amount = m.streamOf(j, 0, b.stream, b.found, tech)
		st.rent = max(m.streamMargin(b, j, st.amount), 0)
		if st.rent > 0 {
			st.level = st.amount.all
			for i, q := range b.second {
				st.level -= st.amount.perUseful[i] * q.taken
			}
		}
	}
	return nil
}
