package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Fleet is a stock that is run one step at a time, for models that decide the
// inflow of a step when they know what is left from the last: the coupled model,
// or a loop through scrap.
//
//	for fleet.Next() {
//		need := target.Pick("year", fleet.Year()).Minus(fleet.Surviving())
//		fleet.Enter(need)
//	}
//	d, err := fleet.Dynamics()
//
// Each cohort may have lives of its own (EnterWith), frozen when it enters. The
// arrays of a step have the axes of the fleet, without "year".
type Fleet struct {
	use    Use
	years  quantity.Axis
	g      grid
	cells  cells
	unit   quantity.Unit
	curves *curves
	t      int // step under way; -1 before the first
	alive  []float64
	gone   []float64 // survival of [cell][cohort][step], filled when a cohort enters
	inflow []float64
	lives  []Lives   // the rule under which each step's cohort entered
	first  []float64 // what an initial stock sheds because its lifetime is over
	open   bool      // Enter is due
	err    error
}

// NewFleet prepares a stock over the given axes (without "year"), in a unit,
// for the years to come. use is as for InflowDriven; its Initial stands before
// the first of the years.
func NewFleet(unit string, years quantity.Axis, use Use, axes ...quantity.Axis) (*Fleet, error) {
	probe := quantity.Full(unit, 0, append(slices.Clone(axes), years)...)
	d, _, err := prepare("fleet", probe, use)
	if err != nil {
		return nil, err
	}
	if given(use.Extend) {
		return nil, fmt.Errorf("mfa: NewFleet: Use.Extend is not supported; stretch the lives of the cohorts that enter")
	}
	f := &Fleet{use: use, years: years, g: d.curves.g, cells: d.curves.cells, unit: probe.Unit(), curves: d.curves, t: -1}
	n, total := len(f.g.years), len(f.g.cohorts)
	f.alive = make([]float64, f.cells.n*total)
	f.gone = make([]float64, f.cells.n*total*(n+1))
	f.inflow = make([]float64, f.cells.n*n)
	f.first = make([]float64, f.cells.n)
	f.lives = make([]Lives, n)
	rule, err := use.lives()
	if err != nil {
		return nil, err
	}
	for cell := range f.cells.n {
		for c := range f.g.early {
			if err := f.freeze(cell, c, rule); err != nil {
				return nil, err
			}
			h := d.series[cell].early[c]
			if start := f.survival(cell, c, -1); start > 1e-200 {
				f.alive[cell*total+c] = h / start
			} else {
				f.first[cell] += h
			}
		}
	}
	return f, nil
}

// freeze computes the survival of a cohort under a rule.
func (f *Fleet) freeze(cell, c int, rule Lives) error {
	n, total := len(f.g.years), len(f.g.cohorts)
	where := f.cells.name(cell)
	life, err := rule.At(where, f.g.cohorts[c])
	if err != nil {
		return err
	}
	if err := Validate(life); err != nil {
		return placed(err, where)
	}
	if len(f.curves.ages) < n+1 {
		f.curves.ages = make([]float64, n+1)
	}
	first := max(c-f.g.early, -1)
	out := f.gone[(cell*total+c)*(n+1) : (cell*total+c+1)*(n+1)]
	clear(out)
	return placed(f.curves.column(life, c, first, nil, out[first+1:]), where)
}

// survival of cohort c of a cell at the end of step t; -1 is before the first.
func (f *Fleet) survival(cell, c, t int) float64 {
	n, total := len(f.g.years), len(f.g.cohorts)
	return f.gone[(cell*total+c)*(n+1)+t+1]
}

// Next begins the next step; it is false after the last one, and when something
// went wrong (Err).
func (f *Fleet) Next() bool {
	if f.err == nil && f.open {
		f.err = fmt.Errorf("mfa: Fleet: year %s was left without Enter", f.Year())
	}
	if f.err != nil || f.t+1 >= len(f.g.years) {
		return false
	}
	f.t++
	f.open = true
	return true
}

// Err is the first thing that went wrong.
func (f *Fleet) Err() error { return f.err }

// Year is the step under way, "" before the first.
func (f *Fleet) Year() string {
	if f.t < 0 {
		return ""
	}
	return f.g.years[f.t]
}

// Surviving is what entered in earlier steps and stands at the end of this one.
func (f *Fleet) Surviving() quantity.Array {
	return f.told(func(cell, c int) float64 { return f.survival(cell, c, f.t) }, nil)
}

// Leaving is what entered in earlier steps and leaves in this one.
func (f *Fleet) Leaving() quantity.Array {
	var extra []float64
	if f.t == 0 {
		extra = f.first
	}
	return f.told(func(cell, c int) float64 { return f.survival(cell, c, f.t-1) - f.survival(cell, c, f.t) }, extra)
}

// LeavingByCohort is Leaving with the axis "cohort", for the content of what
// leaves.
func (f *Fleet) LeavingByCohort() quantity.Array {
	if f.t < 0 {
		return quantity.Failed(fmt.Errorf("mfa: Fleet: call Next first"))
	}
	total := len(f.g.cohorts)
	m := f.g.early + f.t
	if m == 0 {
		return quantity.Failed(fmt.Errorf("mfa: Fleet: nothing entered before %s", f.Year()))
	}
	v := make([]float64, f.cells.n*m)
	for cell := range f.cells.n {
		for c := range m {
			v[cell*m+c] = f.alive[cell*total+c] * (f.survival(cell, c, f.t-1) - f.survival(cell, c, f.t))
		}
	}
	return quantity.New(f.unit.String(), v, f.cells.with(quantity.NewAxis("cohort", f.g.cohorts[:m]...))...)
}

func (f *Fleet) told(share func(cell, c int) float64, extra []float64) quantity.Array {
	if f.err != nil {
		return quantity.Failed(f.err)
	}
	if f.t < 0 {
		return quantity.Failed(fmt.Errorf("mfa: Fleet: call Next first"))
	}
	total := len(f.g.cohorts)
	v := make([]float64, f.cells.n)
	for cell := range v {
		for c := range f.g.early + f.t {
			v[cell] += f.alive[cell*total+c] * share(cell, c)
		}
		if extra != nil {
			v[cell] += extra[cell]
		}
	}
	return quantity.New(f.unit.String(), v, f.cells.axes...)
}

// Enter closes the step with its inflow, over the axes of the fleet.
func (f *Fleet) Enter(inflow quantity.Array) {
	rule, err := f.use.lives()
	if err != nil {
		rule = Same(f.use.Life)
	}
	f.EnterWith(inflow, rule)
}

// EnterWith closes the step with its inflow and the lives of its cohort. What
// goes wrong is kept: see Err.
func (f *Fleet) EnterWith(inflow quantity.Array, lives Lives) {
	if f.err != nil {
		return
	}
	if f.err = f.enter(inflow, lives); f.err == nil {
		f.open = false
	}
}

func (f *Fleet) enter(inflow quantity.Array, lives Lives) error {
	if !f.open {
		return fmt.Errorf("mfa: Fleet: Enter without Next")
	}
	a, err := spread("Fleet: inflow of "+f.Year(), inflow.To(f.unit.String()), f.cells.axes)
	if err != nil {
		return err
	}
	n, total, c := len(f.g.years), len(f.g.cohorts), f.g.early+f.t
	for cell, v := range a.Data() {
		if err := f.freeze(cell, c, lives); err != nil {
			return err
		}
		f.alive[cell*total+c] = v
		f.inflow[cell*n+f.t] = v
	}
	f.lives[f.t] = lives
	return nil
}

// FirstYear is the share of an inflow of this step that still stands at its
// end, by cell, under the fleet's own lives: what is needed over FirstYear is
// the inflow.
func (f *Fleet) FirstYear() quantity.Array {
	if f.t < 0 {
		return quantity.Failed(fmt.Errorf("mfa: Fleet: call Next first"))
	}
	rule, err := f.use.lives()
	if err != nil {
		return quantity.Failed(err)
	}
	v := make([]float64, f.cells.n)
	for cell := range v {
		if err := f.freeze(cell, f.g.early+f.t, rule); err != nil {
			return quantity.Failed(err)
		}
		v[cell] = f.survival(cell, f.g.early+f.t, f.t)
	}
	return quantity.New("1", v, f.cells.axes...)
}

// Dynamics is the run, once every step is closed.
func (f *Fleet) Dynamics() (*Dynamics, error) {
	if f.err != nil {
		return nil, f.err
	}
	if f.open || f.t+1 < len(f.g.years) {
		return nil, fmt.Errorf("mfa: Fleet: year %s of %s is not closed yet", f.Year(), f.g.years[len(f.g.years)-1])
	}
	inflow := quantity.New(f.unit.String(), f.inflow, f.cells.with(quantity.Axis{Name: "year", Labels: f.g.years})...)
	use := f.use
	use.Life, use.Lives = nil, f.recorded()
	return InflowDriven(inflow, use)
}

// recorded is the rule that each cohort entered under.
func (f *Fleet) recorded() Lives {
	own, _ := f.use.lives()
	r := recordedLives{by: map[string]Lives{}, early: own}
	for t, l := range f.lives {
		r.by[f.g.years[t]] = l
	}
	return r
}

type recordedLives struct {
	by    map[string]Lives
	early Lives
}

func (r recordedLives) At(cell Cell, cohort string) (Lifetime, error) {
	if l, ok := r.by[cohort]; ok {
		return l.At(cell, cohort)
	}
	return r.early.At(cell, cohort)
}
