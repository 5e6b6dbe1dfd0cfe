package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// EndOfLife says what becomes of what a stock discards:
//
//	discarded ──▶ collected ──▶ second life ──▶ collected again ─┐
//	    │              └───────────────▶ recycled, by route ◀────┘
//	    └──▶ lost                            │ yields, losses
//
// Every parameter is an array over any axes of the run and "year", the
// calendar year in which it happens; use quantity.Scalar for one value.
type EndOfLife struct {
	Collection quantity.Array // share of what is discarded
	Second     *SecondLife    // nil: none

	// Routes is the share of each recycling route (axis "route", sums to 1).
	// The zero Array is one unnamed route.
	Routes quantity.Array
	// Yield is the share of each mineral that a route recovers: axis "route",
	// where there are routes, and the axis of the content ("mineral").
	Yield quantity.Array
	// Grades is the share of what a route recovers that falls into each
	// quality class (axis "grade", sums to 1; "route" where they differ). The
	// zero Array is one class. Closed names the classes that can replace
	// primary metal in the same use; the others are reported as downgraded.
	Grades quantity.Array
	Closed []string
}

// SecondLife gives collected units another use. A unit keeps its year of entry
// and what it contains; its health is 1 - Fade·age when it is collected and
// falls by FadeSecond a year from then on. Useful amounts are nominal amounts
// times health.
type SecondLife struct {
	Share     quantity.Array // of collected units, where age and health allow
	MaxAge    quantity.Array // in a unit of time; the zero Array is no limit
	MinHealth quantity.Array // the zero Array is no limit

	Fade       quantity.Array // loss of health a year in first use, in 1/yr; zero Array: none
	FadeSecond quantity.Array // and in second use

	Life  Lifetime // in second use, from its begin; or
	Lives Lives    // by label, and by the year in which the second use begins

	// Demand caps the useful stock in second use at the end of each step: axis
	// "year" and any axes of the run, in its unit; axes it lacks share the cap.
	// What exceeds it is recycled. The zero Array is no cap.
	Demand quantity.Array
	// Collection is the share collected after second use.
	Collection quantity.Array
}

// Discards is an EndOfLife that has been run. Amounts are in the unit of the
// run, over its axes; minerals are in unit × content, with the axes of the
// content. All flows are amounts per step.
type Discards struct {
	Discarded, Collected     quantity.Array
	Eligible                 quantity.Array // what age and health allow to be used again
	SecondIn, SecondInUseful quantity.Array // what is used again, nominal and useful
	SecondOut                quantity.Array
	SecondStock              quantity.Array // nominal, at the end of the step
	SecondUseful             quantity.Array
	Direct                   quantity.Array // collected and recycled without a second use
	Lost                     quantity.Array // never collected, after either use
	Unmet                    quantity.Array // demand for second use that is left for new units; zero Array without a cap

	Contained   quantity.Array // minerals in what is discarded
	ToRecycling quantity.Array // minerals that reach recycling
	InSecondUse quantity.Array // minerals in the second-use stock
	ByRoute     quantity.Array // recovered, with the axis "route" where there are routes and "grade" where there are grades
	Recovered   quantity.Array // of the classes that can replace primary metal
	Downgraded  quantity.Array // recovered in lower classes

	NeverCollected quantity.Array // minerals in what is never collected, after either use
	Losses         quantity.Array // never collected, or lost in recycling

	run   *Dynamics
	again quantity.Array // collected again after second use
}

// Run sends the outflow of a stock through the end of life. content is what a
// unit contains by year of entry, as for OutflowOf.
func (e EndOfLife) Run(d *Dynamics, content quantity.Array) (*Discards, error) {
	w, err := newDiscarding(e, d, content)
	if err != nil {
		return nil, err
	}
	for t := range d.curves.g.years {
		if err := w.step(t); err != nil {
			return nil, err
		}
	}
	r, err := w.result()
	if err != nil {
		return nil, err
	}
	return r, e.recycle(r)
}

// share spreads a parameter over cells and years and demands values in [0,1].
func (d *Dynamics) share(what string, a quantity.Array) ([]float64, error) {
	v, err := d.parameter(what, a, "1")
	if err != nil {
		return nil, err
	}
	n := len(d.curves.g.years)
	for i, x := range v {
		if x < 0 || x > 1 {
			return nil, fmt.Errorf("mfa: %s is %v at year %s%s; a share lies between 0 and 1", what, x, d.curves.g.years[i%n], d.comma(i/n))
		}
	}
	return v, nil
}

// parameter spreads an array over cells and years, cell by cell.
func (d *Dynamics) parameter(what string, a quantity.Array, unit string) ([]float64, error) {
	if !given(a) {
		return nil, fmt.Errorf("mfa: %s is not set", what)
	}
	a = a.To(unit)
	if ax, ok := a.Axis("year"); ok && ax.Len() > len(d.curves.g.years) { // longer paths are cut
		for _, y := range d.curves.g.years {
			if ax.Index(y) < 0 {
				return nil, fmt.Errorf("mfa: %s has no value for year %s", what, y)
			}
		}
		a = a.Select("year", d.curves.g.years...)
	}
	a, err := spread(what, a, d.curves.cells.with(quantity.Axis{Name: "year", Labels: d.curves.g.years}))
	return a.Data(), err
}

// or fills in a value for a parameter that is not set.
func or(a quantity.Array, unit string, value float64) quantity.Array {
	if given(a) {
		return a
	}
	return quantity.Scalar(unit, value)
}

// comma is ", region CA", or nothing for a single cell.
func (d *Dynamics) comma(cell int) string {
	if s := d.where(cell); s != "" {
		return ", " + s
	}
	return ""
}

// recycle applies routes, yields and quality classes to what arrives.
func (e EndOfLife) recycle(r *Discards) error {
	if !given(e.Yield) {
		return fmt.Errorf("mfa: EndOfLife.Yield is not set")
	}
	if err := e.checkRoutes(); err != nil {
		return err
	}
	years := r.run.curves.g.years
	flow := r.ToRecycling
	if given(e.Routes) {
		flow = flow.Times(cut(e.Routes.To("1"), years))
	}
	flow = flow.Times(cut(e.Yield.To("1"), years))
	if given(e.Grades) {
		flow = flow.Times(cut(e.Grades.To("1"), years))
	}
	if err := flow.Err(); err != nil {
		return fmt.Errorf("mfa: EndOfLife: recycling: %w", err)
	}
	r.ByRoute = flow
	mine := axisList(r.ToRecycling.Axes())
	for _, ax := range flow.Axes() {
		if !slices.Contains(append(mine, "route", "grade"), ax.Name) {
			return fmt.Errorf("mfa: EndOfLife: a recycling parameter has axis %q, which neither run nor content has", ax.Name)
		}
	}
	all := sumOthers(flow, mine).Transpose(mine...)
	r.Recovered, r.Downgraded = all, all.Scale(0)
	if given(e.Grades) {
		if len(e.Closed) == 0 {
			return fmt.Errorf("mfa: EndOfLife.Closed names no grade that can replace primary metal; name some of EndOfLife.Grades")
		}
		r.Recovered = sumOthers(flow.Select("grade", e.Closed...), mine).Transpose(mine...)
		r.Downgraded = all.Minus(r.Recovered).Map(func(v float64) float64 { return max(v, 0) })
	}
	unrecovered := r.ToRecycling.Minus(all).Map(func(v float64) float64 { return max(v, 0) })
	r.Losses = r.NeverCollected.Plus(unrecovered)
	return r.Losses.Err()
}

// cut keeps the years of the run of a longer path.
func cut(a quantity.Array, years []string) quantity.Array {
	ax, ok := a.Axis("year")
	if !ok || ax.Len() == len(years) {
		return a
	}
	return a.Select("year", years...)
}

func (e EndOfLife) checkRoutes() error {
	if err := checkRange("EndOfLife.Yield", e.Yield.To("1")); err != nil {
		return err
	}
	for _, p := range []struct {
		name, axis string
		a          quantity.Array
	}{{"EndOfLife.Routes", "route", e.Routes}, {"EndOfLife.Grades", "grade", e.Grades}} {
		if !given(p.a) {
			continue
		}
		if err := p.a.Err(); err != nil {
			return fmt.Errorf("mfa: %s: %w", p.name, err)
		}
		if _, ok := p.a.Axis(p.axis); !ok {
			return fmt.Errorf("mfa: %s has no axis %q; it has %s", p.name, p.axis, axisNames(p.a.Axes()))
		}
		if err := checkShares(p.name, p.a.To("1"), p.axis); err != nil {
			return err
		}
	}
	_, has := e.Yield.Axis("route")
	if has && !given(e.Routes) {
		return fmt.Errorf("mfa: EndOfLife.Yield is told by route, and EndOfLife.Routes is not set")
	}
	return nil
}

func checkRange(what string, a quantity.Array) error {
	if err := a.Err(); err != nil {
		return fmt.Errorf("mfa: %s: %w", what, err)
	}
	for i, v := range a.Data() {
		if v < 0 || v > 1 {
			return fmt.Errorf("mfa: %s is %v%s; it lies between 0 and 1", what, v, cellsOf(a.Axes()).place(i))
		}
	}
	return nil
}

// System is the end of life as a System: two layers, units and minerals.
func (r *Discards) System(name string) *System {
	s := &System{Name: name, Processes: []string{"collection", "second use", "recycling"}}
	add := func(name, from, to string, a quantity.Array) {
		s.Flows = append(s.Flows, Flow{Name: name, From: from, To: to, Values: a, Layer: "units"})
	}
	uncollected := r.Discarded.Minus(r.Collected)
	lostAgain := r.SecondOut.Minus(r.again)
	add("discarded", Environment, "collection", r.Discarded)
	add("never collected", "collection", Environment, uncollected)
	add("used again", "collection", "second use", r.SecondIn)
	add("recycled directly", "collection", "recycling", r.Direct)
	add("collected again", "second use", "recycling", r.again)
	add("lost after second use", "second use", Environment, lostAgain)
	add("dismantled", "recycling", Environment, r.Direct.Plus(r.again))
	s.Stocks = append(s.Stocks, Level{Name: "in second use", Process: "second use", Values: r.SecondStock, Layer: "units"})

	mine := axisList(r.ToRecycling.Axes())
	s.Processes = append(s.Processes, "minerals at the end of life")
	const whole = "minerals at the end of life"
	s.Flow("contained", Environment, whole, r.Contained)
	s.Flow("recovered", whole, Environment, sumOthers(r.ByRoute, mine).Transpose(mine...))
	s.Flow("losses", whole, Environment, r.Losses)
	s.Stock("minerals in second use", whole, r.InSecondUse)
	return s
}

// Check proves the mass balance of units and minerals.
func (r *Discards) Check() error { return r.System("end of life").Check() }
