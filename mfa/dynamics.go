package mfa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/floats"
)

// Dynamics is a stock that has been run: inflow, outflow and stock over the
// axes of what went in. Flows are amounts per step, in the unit of the stock;
// stocks stand at the end of the step, so that
//
//	stock[t] = stock[t-1] + inflow[t] - outflow[t]
//
// with the initial stock, or nothing, before the first step. Check proves it.
// Cohorts are not stored: StockByCohort, OutflowByCohort and Content compute
// them again when asked.
type Dynamics struct {
	Inflow  quantity.Array
	Outflow quantity.Array
	Stock   quantity.Array

	// Warnings name what a reader should know: negative inflows and their
	// years, stocks scrapped early, cohorts older than their lifetime allows.
	Warnings []string

	use    Use
	order  []string // axes in the caller's order
	curves *curves
	series []series // one a cell, in the order of curves.cells
	first  []int    // place of each cell's first step in an array in the caller's order
	step   int      // and from there to the next step
	unit   quantity.Unit
	by     []string // sources
	raw    [][]float64
}

// series is what a cell needs to tell its cohorts again.
type series struct {
	in      []float64 // by step
	early   []float64 // inflow that would have left the initial cohorts
	expired []float64 // initial cohorts that their lifetime rules out; nil when there are none
	keep    []float64 // share kept when scrapping early; nil when never
}

// InflowDriven runs a stock from what enters it: inflow has the axis "year"
// and any others, in amounts per step.
func InflowDriven(inflow quantity.Array, use Use) (*Dynamics, error) {
	d, err := run("inflow", inflow, use, (*kernel).inflowDriven)
	if err != nil {
		return nil, err
	}
	d.Inflow = inflow.WithSources(d.by...)
	return d, d.result(&d.Outflow, &d.Stock)
}

// StockDriven finds the inflow that holds a stock at the given path: stock has
// the axis "year" and any others, standing at the end of each step. The stock
// of the first step that Use.Initial does not explain counts as inflow of the
// first step.
func StockDriven(stock quantity.Array, use Use) (*Dynamics, error) {
	d, err := run("stock", stock, use, (*kernel).stockDriven)
	if err != nil {
		return nil, err
	}
	d.Stock = stock.WithSources(d.by...)
	return d, d.result(&d.Inflow, &d.Outflow)
}

// run drives cell after cell; each leaves two series in the result's order.
func run(what string, given quantity.Array, use Use, drive func(*kernel, *curve, *series, []float64) error) (*Dynamics, error) {
	d, driver, err := prepare(what, given, use)
	if err != nil {
		return nil, err
	}
	k := newKernel(d)
	n := len(d.curves.g.years)
	for cell := range d.series {
		k.cell = cell
		c, err := d.curves.at(cell)
		if err != nil {
			return nil, err
		}
		k.begin(c)
		if err := drive(k, c, &d.series[cell], driver[cell*n:(cell+1)*n]); err != nil {
			return nil, err
		}
	}
	d.Warnings = k.notes.lines()
	d.raw = k.told
	return d, nil
}

// prepare lays out the problem: cells, time, initial stock.
func prepare(what string, a quantity.Array, use Use) (*Dynamics, []float64, error) {
	d := &Dynamics{use: use, unit: a.Unit()}
	for _, ax := range a.Axes() {
		d.order = append(d.order, ax.Name)
	}
	a, err := lastAxis(what, a, "year")
	if err != nil {
		return nil, nil, err
	}
	if _, ok := a.Axis("cohort"); ok {
		return nil, nil, fmt.Errorf("mfa: %s has the axis \"cohort\"; cohorts come out of the lifetime, they do not go in", what)
	}
	axes := a.Axes()
	g, err := use.grid(axes[len(axes)-1])
	if err != nil {
		return nil, nil, err
	}
	if use.Negative < WarnNegative || use.Negative > RefuseNegative {
		return nil, nil, fmt.Errorf("mfa: Use.Negative is %d; choose WarnNegative, ScrapEarly or RefuseNegative", int(use.Negative))
	}
	if d.curves, err = newCurves(use, g, cellsOf(axes, "year")); err != nil {
		return nil, nil, err
	}
	d.by = a.Sources()
	d.place()
	d.series = make([]series, d.curves.cells.n)
	return d, a.Data(), d.readInitial()
}

// readInitial hands each cell its initial cohorts.
func (d *Dynamics) readInitial() error {
	g, c := &d.curves.g, d.curves.cells
	if g.early == 0 {
		return nil
	}
	h := d.use.Initial
	if !h.Unit().Equal(d.unit) {
		return fmt.Errorf("mfa: Use.Initial is in %v, the run in %v; convert one with To", h.Unit(), d.unit)
	}
	h, err := spread("Use.Initial", h, c.with(quantity.Axis{Name: "cohort", Labels: g.cohorts[:g.early]}))
	if err != nil {
		return err
	}
	for i, v := range h.Data() {
		if v < 0 {
			return fmt.Errorf("mfa: Use.Initial is %v %v for cohort %s (%v); a stock is not negative", v, d.unit, g.cohorts[i%g.early], c.name(i/g.early))
		}
	}
	for i := range d.series {
		d.series[i].early = h.Data()[i*g.early : (i+1)*g.early]
	}
	d.by = append(d.by, h.Sources()...)
	return nil
}

// place finds where each cell begins in the caller's order of axes.
func (d *Dynamics) place() {
	n := len(d.curves.g.years)
	axes := d.ordered()
	d.step = 1
	for _, ax := range axes[slices.Index(d.order, "year")+1:] {
		d.step *= ax.Len()
	}
	d.first = make([]int, d.curves.cells.n)
	for i, cell := range positions(cellsOf(axes), d.curves.cells) {
		if i/d.step%n == 0 {
			d.first[cell] = i
		}
	}
}

// ordered is the list of axes in the caller's order.
func (d *Dynamics) ordered() []quantity.Axis {
	axes := make([]quantity.Axis, len(d.order))
	for i, name := range d.order {
		if name == "year" {
			axes[i] = quantity.Axis{Name: name, Labels: d.curves.g.years}
			continue
		}
		axes[i] = d.curves.cells.axes[slices.Index(d.curves.cells.names, name)]
	}
	return axes
}

// result dresses the series a run has left as arrays.
func (d *Dynamics) result(to ...*quantity.Array) error {
	for i, dst := range to {
		*dst = quantity.Own(d.unit, d.raw[i], d.ordered()...).WithSources(d.by...)
		d.raw[i] = nil
		if err := dst.Err(); err != nil {
			return fmt.Errorf("mfa: the run has no finite answer: %w", err)
		}
	}
	d.raw = nil
	return nil
}

// kernel runs one cell after the other; alive is reused between them.
type kernel struct {
	d        *Dynamics
	g        *grid
	cell     int
	alive    []float64   // inflow by cohort, scaled down by early scrapping
	told     [][]float64 // results in the caller's order
	notes    notes
	firstOut float64 // what the initial stock sheds because its lifetime is over
}

func newKernel(d *Dynamics) *kernel {
	k := &kernel{d: d, g: &d.curves.g, alive: make([]float64, len(d.curves.g.cohorts))}
	n := len(k.g.years)
	in := make([]float64, len(d.series)*n)
	for i := range d.series {
		d.series[i].in = in[i*n : (i+1)*n]
	}
	k.told = [][]float64{make([]float64, len(in)), make([]float64, len(in))}
	return k
}

// tell writes a number of the current cell into result i.
func (k *kernel) tell(i, t int, v float64) { k.told[i][k.d.first[k.cell]+t*k.d.step] = v }

// begin turns the initial stock into the inflows that would have left it. A
// cohort that its lifetime rules out leaves during the first step.
func (k *kernel) begin(c *curve) {
	s := &k.d.series[k.cell]
	k.firstOut = 0
	early := make([]float64, k.g.early)
	for i, h := range s.early {
		switch {
		case c.start[i] > 1e-200:
			early[i] = h / c.start[i]
		case h > 0:
			if s.expired == nil {
				s.expired = make([]float64, k.g.early)
			}
			s.expired[i] = h
			k.firstOut += h
			k.notes.add("initial cohorts older than their lifetime leave in the first step", k.d.where(k.cell), k.g.cohorts[i], h)
		}
	}
	s.early = early
	copy(k.alive, early)
}

// inflowDriven tells outflow and stock.
func (k *kernel) inflowDriven(c *curve, s *series, inflow []float64) error {
	copy(s.in, inflow)
	copy(k.alive[k.g.early:], inflow)
	extra := k.firstOut
	for t, v := range inflow {
		if v < 0 {
			if err := k.negative(t, v, "additions are not negative; check them"); err != nil {
				return err
			}
		}
		share, leave := c.row(t)
		k.tell(0, t, extra+floats.Dot(leave, k.alive[:len(share)]))
		k.tell(1, t, floats.Dot(share, k.alive[:len(share)]))
		extra = 0
	}
	return nil
}

// stockDriven tells inflow and outflow.
func (k *kernel) stockDriven(c *curve, s *series, stock []float64) error {
	extra := k.firstOut
	for t, want := range stock {
		if want < 0 {
			return fmt.Errorf("mfa: the stock is %v %v at %s; a stock is not negative", want, k.d.unit, k.at(t))
		}
		share, leave := c.row(t)
		last := len(share) - 1
		old := floats.Dot(share[:last], k.alive[:last])
		out := extra + floats.Dot(leave[:last], k.alive[:last])
		extra = 0
		in, gap := 0.0, want-old
		switch {
		case gap < 0 && k.d.use.Negative == ScrapEarly:
			k.scrap(s, t, want/old, k.alive[:last])
			k.tell(1, t, out-gap)
			continue
		case share[last] > 0:
			in = gap / share[last]
		case gap > 1e-12*want:
			return fmt.Errorf("mfa: nothing that enters at %s is left at the end of that step (%v), so no inflow can hold the stock at %v %v; use shorter steps or a longer lifetime",
				k.at(t), k.d.use.Age, want, k.d.unit)
		}
		if in < -1e-12*want {
			if err := k.negative(t, in, fallsFaster); err != nil {
				return err
			}
		}
		k.alive[last], s.in[t] = in, in
		k.tell(0, t, in)
		k.tell(1, t, out+leave[last]*in)
	}
	return nil
}

// scrap removes the same share of every cohort.
func (k *kernel) scrap(s *series, t int, keep float64, alive []float64) {
	if s.keep == nil {
		s.keep = make([]float64, len(k.g.years))
		for i := range s.keep {
			s.keep[i] = 1
		}
	}
	s.keep[t] = keep
	floats.Scale(keep, alive)
	k.alive[len(alive)] = 0
	if 1-keep > 1e-12 {
		k.notes.add("stock scrapped early (share of it)", k.d.where(k.cell), k.g.years[t], 1-keep)
	}
}

const fallsFaster = "the stock falls faster than lives end; check it, or choose mfa.ScrapEarly"

// negative notes a negative inflow, or refuses it for the reason given.
func (k *kernel) negative(t int, v float64, why string) error {
	if k.d.use.Negative == RefuseNegative {
		return fmt.Errorf("mfa: inflow is %.6g %v at %s: %s", v, k.d.unit, k.at(t), why)
	}
	k.notes.add("negative inflow", k.d.where(k.cell), k.g.years[t], v)
	return nil
}

// at names a step of the current cell.
func (k *kernel) at(t int) string {
	return strings.TrimSuffix("year "+k.g.years[t]+", "+k.d.where(k.cell), ", ")
}

// where names a cell, "" when there is only one.
func (d *Dynamics) where(cell int) string { return d.curves.cells.name(cell).String() }

// array turns cell-major numbers into an array in the caller's order of axes;
// extra axes stand between the cells and the year in data, and last in the
// result.
func (d *Dynamics) array(data []float64, extra []quantity.Axis) quantity.Array {
	axes := d.curves.cells.with(extra...)
	axes = append(axes, quantity.Axis{Name: "year", Labels: d.curves.g.years})
	names := append([]string(nil), d.order...)
	for _, ax := range extra {
		names = append(names, ax.Name)
	}
	return quantity.Own(d.unit, data, axes...).Transpose(names...).WithSources(d.by...)
}

// String prints the run: convention, totals of the last year, warnings.
func (d *Dynamics) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "stock over %s in %v, %v; %d steps, %d cells", strings.Join(d.order, ", "), d.unit, d.use.Age, len(d.curves.g.years), len(d.series))
	if d.curves.g.early > 0 {
		fmt.Fprintf(&b, "; initial stock of %d cohorts", d.curves.g.early)
	}
	last := d.curves.g.years[len(d.curves.g.years)-1]
	fmt.Fprintf(&b, "\n%s: inflow %s, outflow %s, stock %s", last, sumIn(d.Inflow, last), sumIn(d.Outflow, last), sumIn(d.Stock, last))
	for _, w := range d.Warnings {
		b.WriteString("\nwarning: " + w)
	}
	return b.String()
}

// sumIn prints the total of one year.
func sumIn(a quantity.Array, year string) string {
	v, err := sumOthers(a.Pick("year", year), nil).Value()
	if err != nil {
		return err.Error()
	}
	return quantity.FormatValue(v)
}
