package pathway

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/lamppost"
)

// An outlook is what the buyers of research count on in a year, by stock of
// knowledge: V = growing × this year's benefit + ahead.
type outlook struct {
	growing []float64
	ahead   []float64
}

// horizon is years of benefits; 0 is without an end.
func (r *Research) horizon() int {
	if r.Horizon == 0 && r.Expect != Steady {
		return knowledge.DefaultValuation().Horizon
	}
	return r.Horizon
}

// rate discounts benefits.
func (m *Model) rate() float64 {
	if v := m.spec.Research.Rate; v > 0 {
		return v
	}
	return m.spec.Discount
}

// outlook of year t. ahead is nil in a first pass, and the benefits of an
// earlier one where research looks ahead; inflow is what was taken of each unit
// before this year.
func (m *Model) outlook(t int, inflow [][]float64, ahead knowledge.Expectation) (*outlook, error) {
	r := m.spec.Research
	n := len(r.Block.Keys)
	out := &outlook{growing: make([]float64, n), ahead: make([]float64, n)}
	value := knowledge.Valuation{Horizon: r.horizon(), Rate: m.rate()}
	for i, key := range r.Block.Keys {
		f := r.frontier(key)
		var err error
		switch {
		case ahead != nil:
			var b []float64
			if b, err = ahead.Ahead(knowledge.Question{Cell: i, Year: t, Horizon: value.Horizon}); err == nil {
				out.ahead[i], err = value.Of(b, f)
			}
		case r.horizon() == 0:
			out.growing[i], err = knowledge.Perpetuity(1, r.Growth[key.Driver], value.Rate, f)
		default:
			var g float64
			if g, err = m.growth(key, inflow); err == nil {
				out.growing[i], _, err = value.Weights(g, f)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("worth of research on %v: %w", key, err)
		}
	}
	return out, nil
}

// growth is the yearly growth of a benefit that this year's market is thought to
// go on with.
func (m *Model) growth(key knowledge.Key, inflow [][]float64) (float64, error) {
	if m.spec.Research.Expect == Steady {
		return m.spec.Research.Growth[key.Driver], nil
	}
	if key.Driver == knowledge.Recycling {
		return 0, nil // scrap is no market of new units
	}
	return knowledge.Myopic{}.Growth(inflow[m.ix.unit[key.Object]])
}

// past is what was taken of each unit before the base year, oldest first.
func (m *Model) past() [][]float64 {
	out := make([][]float64, len(m.spec.Units))
	for b := range m.spec.books() {
		names := m.spec.bookUnits(b)
		for k, h := range m.spec.bookHistory(b) {
			u := m.ix.unit[names[k]]
			if more := len(h) - len(out[u]); more > 0 {
				out[u] = append(make([]float64, more), out[u]...)
			}
			for c, v := range h {
				out[u][len(out[u])-len(h)+c] += v
			}
		}
	}
	return out
}

// remember adds what a year took of units to what is known of them.
func (r *run) remember(y *state) {
	now := make([]float64, len(r.m.spec.Units))
	for b := range y.amount {
		for k, name := range r.m.spec.bookUnits(b) {
			now[r.m.ix.unit[name]] += y.amount[b][k]
		}
	}
	for u, v := range now {
		r.inflow[u] = append(r.inflow[u], v)
	}
}

// research works out what the base year's research is good for, and how much of
// it its buyers see in a first pass.
func (m *Model) research() error {
	var err error
	if m.first, err = m.w.benefitsAtBase(); err != nil {
		return err
	}
	if m.now, err = m.outlook(0, m.past(), nil); err != nil {
		return fmt.Errorf("pathway: %s: %w", m.spec.Name, err)
	}
	m.chi, err = m.appropriability(m.now.worth(m.first))
	return err
}

// worth is V of this year's benefits.
func (o *outlook) worth(benefit []float64) []float64 {
	out := make([]float64, len(benefit))
	for i, b := range benefit {
		out[i] = o.growing[i]*b + o.ahead[i]
	}
	return out
}

// begin puts a run into the base year: what is known, and how much of the worth
// of research its buyers see.
func (r *run) begin() error {
	var err error
	m := r.m
	if r.know, err = m.spec.Research.Block.Start(); err != nil || !m.learns() {
		return err
	}
	r.inflow, r.chi = m.past(), m.chi
	r.result.Chi = map[string]float64{}
	if r.ahead != nil {
		now, err := m.outlook(0, r.inflow, r.ahead)
		if err != nil {
			return err
		}
		if r.chi, err = m.appropriability(now.worth(m.first)); err != nil {
			return err
		}
	}
	for i, key := range m.spec.Research.Block.Keys {
		r.result.Chi[key.String()] = r.chi[i]
	}
	return nil
}

// expect settles what research of a year counts on, before its market.
func (r *run) expect(y *state) error {
	var err error
	if y.outlook, err = r.m.outlook(y.t, r.inflow, r.ahead); err != nil {
		return err
	}
	y.chi = r.chi
	y.belief, err = r.beliefs()
	return err
}

// foresee repeats the path until the benefits that research counts on are those
// that it brings. Appropriability is calibrated anew in every pass: what the
// base year's research was worth depends on what its buyers saw coming.
func (m *Model) foresee(pass func(knowledge.Expectation) (*run, error)) (*run, error) {
	var last *run
	fix, err := m.spec.Research.Passes.Run(func(e knowledge.Expectation) (knowledge.Pass, error) {
		if _, first := e.(knowledge.Myopic); first {
			e = nil
		}
		r, err := pass(e)
		if err != nil {
			return knowledge.Pass{}, err
		}
		last = r
		return r.pass(), nil
	})
	if err != nil {
		return nil, fmt.Errorf("pathway: %s: %w", m.spec.Name, err)
	}
	last.result.Passes = fix.Changes
	return last, nil
}

// pass is what a run over the path brings.
func (r *run) pass() knowledge.Pass {
	p := knowledge.Pass{Benefit: r.benefit}
	for i := range r.result.Years {
		var row []float64
		for k, key := range r.m.spec.Research.Block.Keys {
			row = append(row, r.result.Years[i].Research[key.String()]/r.m.spec.Research.Drivers[k].Base)
		}
		p.Research = append(p.Research, row)
	}
	return p
}

// beliefs are how likely options outside the sets at work are thought to enter,
// by use and option, from their gaps of the two years before.
func (r *run) beliefs() ([][]float64, error) {
	x := r.m.spec.Research
	out := make([][]float64, len(r.m.spec.Uses))
	for b := range out {
		for k, o := range r.m.base.nodes[b].options {
			v := x.Belief
			if x.Entry != nil && r.outside != nil && !math.IsNaN(r.outside[b][k]) {
				var err error
				if v, err = x.Entry.probability(r.outside[b][k], r.earlier[b][k]); err != nil {
					return nil, fmt.Errorf("belief in %s: %w", o, err)
				}
			}
			out[b] = append(out[b], v)
		}
	}
	return out, nil
}

// measure keeps the gaps of options outside the set that makes most of a use.
func (r *run) measure(y *state) {
	if r.m.spec.Research == nil || r.m.spec.Research.Entry == nil {
		return
	}
	now := make([][]float64, len(r.m.spec.Uses))
	for b := range now {
		now[b] = r.outsiders(y, b)
	}
	if r.earlier = r.outside; r.earlier == nil {
		r.earlier = make([][]float64, len(now))
		for b := range now {
			r.earlier[b] = slices.Repeat([]float64{math.NaN()}, len(now[b]))
		}
	}
	r.outside = now
}

// outsiders are ln K(S+option) - ln K(S) of a use by option, S the set that makes
// most of it; not a number where there is no such question.
func (r *run) outsiders(y *state, b int) []float64 {
	n := r.m.base.nodes[b]
	out := slices.Repeat([]float64{math.NaN()}, len(n.options))
	if !n.chosen || r.m.opt.Imposed {
		return out
	}
	weight := n.weights(y.t)
	find := n.search(weight, r.optionPrices(y, b), r.m.numeraire())
	at, most := n.base, 0.0
	for _, s := range r.m.known(b) {
		if v := y.sets[b][s]; v > most {
			at, most = s, v
		}
	}
	for k := range out {
		if !at.Has(k) && weight[k] > 0 {
			out[k] = math.Log(find.cost(at|1<<k) / find.cost(at))
		}
	}
	return out
}

// probability that the option enters within the horizon.
func (e *Entry) probability(gap, before float64) (float64, error) {
	p := lamppost.Passage{Gap: gap, Volatility: e.Volatility, Every: 1}
	if !math.IsNaN(before) {
		p.Drift = gap - before
	}
	return p.Within(e.Horizon)
}
