package pathway

import (
	"fmt"
	"maps"
	"math"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// setResearch sets what knowledge decides in the benefits of research.
func (m *Model) setResearch(set *settings, y *state) {
	r := m.spec.Research
	m.setBeliefs(set, y)
	for i, key := range r.Block.Keys {
		d, h := &r.Drivers[i], y.smooth[i] // also where effects keep the highest: at their kink nothing would seem worth it
		m.setReach(set, y, i)
		switch key.Driver {
		case knowledge.Efficiency:
			for _, c := range m.spec.Units[m.ix.unit[key.Object]].Content {
				if e := d.Content[c.Mineral]; e != nil {
					set.put(byKnowledge, "saving of "+c.Mineral+" in "+key.Object, -e.Slope(h))
				}
			}
			if d.Cost != nil {
				set.put(byKnowledge, "saving of cost in "+key.Object, -d.Cost.Slope(h)/d.Cost.At(h))
			}
		case knowledge.Durability:
			if d.Life != nil {
				set.put(byKnowledge, "longer life of "+key.Object, m.spread(d.Life, h))
			}
			for j := range m.spec.SecondLife {
				if s := &m.spec.SecondLife[j]; d.Fit != nil && m.hasOption(s.From, key.Object) {
					set.put(byKnowledge, "more of "+key.Object+" in "+s.To, m.laterWorth(j, d, h, y.tech.life[m.ix.unit[key.Object]]))
				}
			}
		case knowledge.Recycling:
			if d.Yield != nil {
				set.put(byKnowledge, "more "+key.Object+" out of scrap", d.Yield.Slope(h)/d.Yield.At(h))
			}
			m.setOtherScrap(set, key.Object, d, y.t)
		}
	}
}

// setReach sets what research on a stock counts on, and who pays for it.
func (m *Model) setReach(set *settings, y *state, i int) {
	key, d := m.spec.Research.Block.Keys[i].String(), &m.spec.Research.Drivers[i]
	reach := m.reach(i, y.chi[i], y.smooth[i], y.spill[i])
	set.put(byKnowledge, "reach of "+key, reach*y.outlook.growing[i])
	if m.spec.Research.Expect == Foresight {
		set.put(byKnowledge, "ahead of "+key, reach*y.outlook.ahead[i]*m.numeraire())
	}
	if d.Path != nil {
		set.put(byPaths, "public research on "+key, d.Public*d.Path[y.t])
	}
	if d.Subsidy != nil {
		set.put(byPaths, "own part of "+key, 1-d.Subsidy[y.t])
	}
}

// setBeliefs sets how likely options outside all sets are thought to enter.
func (m *Model) setBeliefs(set *settings, y *state) {
	for b := range y.belief {
		for k, o := range m.base.nodes[b].options {
			if name := "belief in " + o; m.w.believed[name] {
				set.put(byPaths, name, y.belief[b][k])
			}
		}
	}
}

// setOtherScrap sets the part of pools that no knowledge of ours recovers.
func (m *Model) setOtherScrap(set *settings, mineral string, d *Driver, t int) {
	for j := range m.base.stream {
		rec := &m.spec.Recyclers[m.base.stream[j].recycler]
		if d.Yield != nil && rec.PerMineral && rec.Other != nil && rec.Yields[0].Mineral == mineral {
			set.put(byScrap, "other scrap of "+m.base.stream[j].name, rec.Other[t])
		}
	}
}

// benefitsAtBase evaluates benefits at the benchmark.
func (w *builder) benefitsAtBase() ([]float64, error) {
	at, err := w.start()
	if err != nil {
		return nil, err
	}
	return w.benefitsAt(at)
}

// start is the benchmark by name: prices, levels, parameters.
func (w *builder) start() (map[string]float64, error) {
	d, err := w.e.Describe()
	if err != nil {
		return nil, err
	}
	at := map[string]float64{}
	for _, c := range d.Commodities {
		at[c] = 1
	}
	for name, v := range d.Start {
		at[name] = v
	}
	for _, p := range d.Params {
		at[p.Name] = p.Value
	}
	return at, nil
}

// benefits keeps what research of a year was good for, for a next pass.
func (r *run) benefits(y *state) error {
	if r.m.spec.Research.Expect != Foresight {
		return nil
	}
	at, err := r.m.w.start()
	if err != nil {
		return err
	}
	maps.Copy(at, r.set)
	maps.Copy(at, y.values)
	row, err := r.m.w.benefitsAt(at)
	for i := range row {
		row[i] /= r.m.numeraire()
	}
	r.benefit = append(r.benefit, row)
	return err
}

// benefitsAt evaluates benefits where names have values.
func (w *builder) benefitsAt(at map[string]float64) ([]float64, error) {
	var out []float64
	for i, text := range w.benefits {
		v, err := evaluate(text, at)
		if err != nil {
			return nil, fmt.Errorf("pathway: benefit of research on %v: %w", w.m.spec.Research.Block.Keys[i], err)
		}
		out = append(out, math.Max(0, v))
	}
	return out, nil
}

// evaluate is the value of an expression where names have values.
func evaluate(text string, at map[string]float64) (float64, error) {
	e, err := expr.Parse(text)
	if err != nil {
		return 0, err
	}
	var x []float64
	slots := map[string]int{}
	p, err := e.Bind(func(name string) (int, bool) {
		v, ok := at[name]
		if !ok {
			return 0, false
		}
		i, seen := slots[name]
		if !seen {
			i = len(x)
			slots[name] = i
			x = append(x, v)
		}
		return i, true
	})
	if err != nil {
		return 0, err
	}
	return p.Eval(x), nil
}
