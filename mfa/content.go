package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/floats"
)

// InflowOf is what the inflow contains. See OutflowOf.
func (d *Dynamics) InflowOf(intensity quantity.Array, sum ...string) quantity.Array {
	return d.carry(intensity, sum, content{of: inflowAt})
}

// StockOf is what the stock contains, by the intensity of each cohort. See
// OutflowOf.
func (d *Dynamics) StockOf(intensity quantity.Array, sum ...string) quantity.Array {
	return d.carry(intensity, sum, content{of: stockAt})
}

// OutflowOf is what the outflow contains. Content is frozen at entry: a motor of
// 2015 sheds the magnet of 2015 in 2030, and no cohort cube is built for it:
//
//	neodymium := wind.OutflowOf(intensity, "technology") // year × mineral, in t
//
// intensity (kg/MW) has the axis "cohort", or "year" meaning the year of entry,
// or neither; any axes of the run; and axes of its own, such as "mineral",
// which the result gains, last. Axes named in sum are added up on the way. The
// unit is the product. A cohort that stands in the run and has no intensity is
// an error: see HoldFirst.
func (d *Dynamics) OutflowOf(intensity quantity.Array, sum ...string) quantity.Array {
	return d.carry(intensity, sum, content{of: outflowAt})
}

// which of the three a content asks for.
type which int

const (
	inflowAt which = iota
	stockAt
	outflowAt
)

// content is a carry under way: frozen intensities over run cells.
type content struct {
	of      which
	d       *Dynamics
	extra   []quantity.Axis // axes of the intensity alone
	extraN  int
	frozen  []float64 // [distinct row][extra][cohort]
	rowOf   []int     // row of frozen for a cell
	target  []int     // output cell for a cell
	outAxes []quantity.Axis
	out     []float64 // [output cell][extra][step]
	targets int
	unit    quantity.Unit // of the intensity
	sources []string
}

func (d *Dynamics) carry(intensity quantity.Array, sum []string, c content) quantity.Array {
	c.d = d
	if err := c.layout(intensity, sum); err != nil {
		return quantity.Failed(fmt.Errorf("mfa: content: %w", err))
	}
	var err error
	if c.fast() {
		err = c.blocks()
	} else {
		err = c.cellwise()
	}
	if err != nil {
		return quantity.Failed(err)
	}
	n := len(d.curves.g.years)
	axes := append(append(slices.Clone(c.outAxes), c.extra...), quantity.NewAxis("year", d.curves.g.years...))
	order := slices.DeleteFunc(slices.Clone(d.order), func(a string) bool { return slices.Contains(sum, a) })
	for _, ax := range c.extra {
		order = append(order, ax.Name)
	}
	unit := d.unit.Times(intensity.Unit())
	return quantity.Own(unit, c.out[:c.targets*c.extraN*n], axes...).Transpose(order...).
		WithSources(d.by...).WithSources(intensity.Sources()...)
}

// layout sorts the axes: of the cell, of the cohort, of the intensity alone.
func (c *content) layout(m quantity.Array, sum []string) error {
	if err := m.Err(); err != nil {
		return err
	}
	cells := c.d.curves.cells
	for _, s := range sum {
		if !slices.Contains(cells.names, s) {
			return fmt.Errorf("cannot sum over %q: the run has %s", s, axisNames(cells.axes))
		}
	}
	if _, both := m.Axis("cohort"); both {
		if _, ok := m.Axis("year"); ok {
			return fmt.Errorf("the intensity has both \"year\" and \"cohort\"; content is frozen at entry, so one of them says when that is")
		}
	} else if _, ok := m.Axis("year"); ok {
		m = m.Rename("year", "cohort")
	}
	m, err := c.allCohorts(m)
	if err != nil {
		return err
	}
	var shared []quantity.Axis
	for _, ax := range cells.axes {
		if _, ok := m.Axis(ax.Name); ok {
			shared = append(shared, ax)
		}
	}
	c.extraN = 1
	for _, ax := range m.Axes() {
		if ax.Name != "cohort" && !slices.Contains(cells.names, ax.Name) {
			c.extra, c.extraN = append(c.extra, ax), c.extraN*ax.Len()
		}
	}
	all := append(append(slices.Clone(shared), c.extra...), c.d.Cohorts())
	if m, err = spread("intensity", m, all); err != nil {
		return err
	}
	c.frozen, c.unit, c.sources = m.Data(), m.Unit(), m.Sources()
	c.rowOf = positions(cells, cellsOf(shared))
	kept := cellsOf(cells.axes, sum...)
	c.target, c.targets, c.outAxes = positions(cells, kept), kept.n, kept.axes
	c.out = make([]float64, kept.n*c.extraN*len(c.d.curves.g.years))
	return nil
}

// allCohorts repeats an intensity that has no cohorts, and picks those of the
// run from one that has.
func (c *content) allCohorts(m quantity.Array) (quantity.Array, error) {
	want := c.d.Cohorts()
	have, ok := m.Axis("cohort")
	if !ok {
		return m.Expand(want), nil
	}
	for _, l := range want.Labels {
		if have.Index(l) < 0 {
			return m, fmt.Errorf("the intensity has none for cohort %q, which stands in the run; extend it (mfa.HoldFirst for the past)", l)
		}
	}
	if have.Len() == want.Len() {
		return m, nil
	}
	m = m.Select("cohort", want.Labels...)
	return m, m.Err()
}

// positions tells for each cell of from where it falls in to, whose axes are
// some of from's.
func positions(from, to cells) []int {
	step := make([]int, len(from.axes))
	n := 1
	for k := len(to.axes) - 1; k >= 0; k-- {
		step[slices.Index(from.names, to.names[k])] = n
		n *= to.axes[k].Len()
	}
	out := make([]int, from.n)
	for i := range out {
		rest := i
		for k := len(from.axes) - 1; k >= 0; k-- {
			out[i] += step[k] * (rest % from.axes[k].Len())
			rest /= from.axes[k].Len()
		}
	}
	return out
}

// cellwise is the general way: cell by cell, step by step.
func (c *content) cellwise() error {
	d := c.d
	n, total := len(d.curves.g.years), len(d.curves.g.cohorts)
	row := make([]float64, total)
	replay := d.replay()
	for cell := range d.series {
		out := c.out[c.target[cell]*c.extraN*n:]
		frozen := c.frozen[c.rowOf[cell]*c.extraN*total:]
		if c.of == inflowAt {
			for t, v := range d.series[cell].in {
				for j := range c.extraN {
					out[j*n+t] += v * frozen[j*total+d.curves.g.early+t]
				}
			}
			continue
		}
		err := replay(cell, func(m moment) {
			x := row[:len(m.alive)]
			if c.of == stockAt {
				m.stock(x)
			} else {
				m.outflow(x)
			}
			for j := range c.extraN {
				out[j*n+m.t] += floats.Dot(x, frozen[j*total:j*total+len(x)])
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
