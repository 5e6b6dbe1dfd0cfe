package mfa

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/floats"
)

// moment is one step of one cell told by cohort: what was alive when the step
// began (as inflow), and the shares of that which stand at its end and leave
// during it.
type moment struct {
	t            int
	alive        []float64
	share, leave []float64
	keep         float64   // below 1 where the stock was scrapped early
	expired      []float64 // what leaves because its lifetime was over before the first step
}

// stock fills to with what stands of each cohort at the end of the step.
func (m moment) stock(to []float64) {
	to = to[:len(m.alive)]
	share := m.share[:len(to)]
	for c, a := range m.alive {
		to[c] = a * share[c]
	}
	if m.keep != 1 {
		floats.Scale(m.keep, to)
	}
}

// outflow fills to with what leaves of each cohort during the step.
func (m moment) outflow(to []float64) {
	to = to[:len(m.alive)]
	leave := m.leave[:len(to)]
	for c, a := range m.alive {
		to[c] = a * leave[c]
	}
	if m.keep != 1 {
		for c, a := range m.alive {
			to[c] += a * m.share[c] * (1 - m.keep)
		}
	}
	for c, v := range m.expired {
		to[c] += v
	}
}

// replay returns a function that tells a cell step by step. The slices of a
// moment are reused; each replay has working space of its own.
func (d *Dynamics) replay() func(cell int, visit func(moment)) error {
	own := d.curves.fork()
	return func(cell int, visit func(moment)) error { return d.tell(own, cell, visit) }
}

func (d *Dynamics) tell(own *curves, cell int, visit func(moment)) error {
	c, err := own.at(cell)
	if err != nil {
		return err
	}
	s := d.series[cell]
	alive := append(append(make([]float64, 0, len(d.curves.g.cohorts)), s.early...), s.in...)
	for t := range s.in {
		share, leave := c.row(t)
		m := moment{t: t, alive: alive[:len(share)], share: share, leave: leave, keep: 1}
		if t == 0 {
			m.expired = s.expired
		}
		if s.keep != nil {
			m.keep = s.keep[t]
		}
		visit(m)
		if m.keep != 1 {
			for i := range m.alive {
				m.alive[i] *= m.keep
			}
		}
	}
	return nil
}

// Cohorts is the axis "cohort": the years of entry, initial cohorts first.
func (d *Dynamics) Cohorts() quantity.Axis {
	return quantity.NewAxis("cohort", d.curves.g.cohorts...)
}

// StockByCohort builds the stock by year of entry: the axes of the run and
// "cohort". It is a cube of steps × cohorts × cells, built anew at each call.
func (d *Dynamics) StockByCohort() quantity.Array { return d.cube(moment.stock) }

// OutflowByCohort builds the outflow by year of entry: the axes of the run and
// "cohort", built anew at each call.
func (d *Dynamics) OutflowByCohort() quantity.Array { return d.cube(moment.outflow) }

// cube fills the array in its final order, cohorts last, so that a large one is
// not turned round afterwards.
func (d *Dynamics) cube(of func(moment, []float64)) quantity.Array {
	total := len(d.curves.g.cohorts)
	data := make([]float64, len(d.series)*len(d.curves.g.years)*total)
	replay := d.replay()
	for cell := range d.series {
		err := replay(cell, func(m moment) { of(m, data[(d.first[cell]+m.t*d.step)*total:]) })
		if err != nil {
			return quantity.Failed(err)
		}
	}
	return quantity.Own(d.unit, data, append(d.ordered(), d.Cohorts())...).WithSources(d.by...)
}

// CohortsAt is the age structure at the end of one year: the axes of the run
// without "year", and "cohort". It can serve as Use.Initial of a run that
// begins the year after.
func (d *Dynamics) CohortsAt(year string) quantity.Array {
	at := quantity.Axis{Labels: d.curves.g.years}.Index(year)
	if at < 0 {
		return quantity.Failed(fmt.Errorf("mfa: CohortsAt: the run has no year %q (%s to %s)", year, d.curves.g.years[0], d.curves.g.years[len(d.curves.g.years)-1]))
	}
	entered := d.curves.g.early + at + 1
	data := make([]float64, len(d.series)*entered)
	replay := d.replay()
	for cell := range d.series {
		err := replay(cell, func(m moment) {
			if m.t == at {
				m.stock(data[cell*entered:])
			}
		})
		if err != nil {
			return quantity.Failed(err)
		}
	}
	axes := d.curves.cells.with(quantity.NewAxis("cohort", d.curves.g.cohorts[:entered]...))
	return quantity.Own(d.unit, data, axes...).WithSources(d.by...)
}

// MeanAge is the mean age in years of what stands at the end of each step,
// over the axes of the run; 0 where nothing stands.
func (d *Dynamics) MeanAge() quantity.Array {
	g := &d.curves.g
	n := len(g.years)
	row := make([]float64, len(g.cohorts))
	data := make([]float64, len(d.series)*n)
	replay := d.replay()
	for cell := range d.series {
		err := replay(cell, func(m moment) {
			var sum, weighted float64
			m.stock(row)
			for c, v := range row[:len(m.alive)] {
				sum += v
				weighted += v * d.curves.age(c, m.t)
			}
			if math.Abs(sum) > 0 {
				data[cell*n+m.t] = weighted / sum
			}
		})
		if err != nil {
			return quantity.Failed(err)
		}
	}
	axes := d.curves.cells.with(quantity.Axis{Name: "year", Labels: g.years})
	return quantity.New("yr", data, axes...).Transpose(d.order...).WithSources(d.by...)
}

// PerYear turns amounts per step into mean rates: the values divided by the
// length of their step, in the unit per year.
func (d *Dynamics) PerYear(flow quantity.Array) quantity.Array {
	return flow.Over(d.lengths("year"))
}

// lengths of the steps in years, along an axis "year".
func (d *Dynamics) lengths(axis string) quantity.Array {
	g := &d.curves.g
	v := make([]float64, len(g.years))
	for t := range v {
		v[t] = g.length(t)
	}
	return quantity.New("yr", v, quantity.NewAxis(axis, g.years...))
}
