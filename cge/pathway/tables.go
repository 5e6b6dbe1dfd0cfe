package pathway

import (
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Requirement is the requirement as a table over year, region, mineral,
// technology, sub_technology and supply, for charts and arithmetic:
//
//	r.Requirement().Array("year", "mineral", ...)
//
// Rows are derived; their source is Spec.Source. A mass that package quantity
// does not know as a unit makes a table that carries the error.
func (r *Result) Requirement() quantity.Table {
	t := r.table("requirement", r.Spec.Mass, "year", "region", "mineral", "technology", "sub_technology", "supply")
	r.each(func(y *Year, year string) {
		for _, n := range y.Needs {
			for k, v := range []float64{n.Primary, n.Recycled, n.SecondLife} {
				t.add(v, year, r.region(), n.Mineral, n.Technology, n.Unit, origins[k])
			}
		}
	})
	return t.done()
}

// Shares is the share of options over year, region, constituent and
// sub_technology.
func (r *Result) Shares() quantity.Table {
	t := r.table("shares", "1", "year", "region", "constituent", "sub_technology")
	r.each(func(y *Year, year string) {
		for b := range r.Spec.books() {
			name := r.Spec.bookName(b)
			for _, unit := range r.Spec.bookUnits(b) {
				t.add(y.Shares[name][unit], year, r.region(), name, unit)
			}
		}
	})
	return t.done()
}

// Prices is the price of minerals over year, region and mineral, relative to the
// base year.
func (r *Result) Prices() quantity.Table {
	t := r.table("mineral prices", "1", "year", "region", "mineral")
	r.each(func(y *Year, year string) {
		for _, x := range r.Spec.Minerals {
			t.add(y.Prices[x.Name]/r.Years[0].Prices[x.Name], year, r.region(), x.Name)
		}
	})
	return t.done()
}

// A tableMaker collects rows of one unit.
type tableMaker struct {
	t      quantity.Table
	unit   quantity.Unit
	source string
	err    error
}

func (r *Result) table(name, unit string, axes ...string) *tableMaker {
	u, err := quantity.ParseUnit(unit)
	source := r.Spec.Source
	if source == "" {
		source = "lodestone"
	}
	return &tableMaker{t: quantity.Table{Name: name, Axes: axes}, unit: u, source: source, err: err}
}

func (m *tableMaker) add(v float64, key ...string) {
	m.t.Rows = append(m.t.Rows, quantity.Row{Key: key, Value: v, Unit: m.unit, Source: m.source, Confidence: quantity.Derived})
}

func (m *tableMaker) done() quantity.Table {
	if m.err != nil {
		return quantity.FailedTable(m.t.Name, m.err)
	}
	return m.t
}

// Total is a requirement of a mineral in a year over everything, by origin.
func (y *Year) Total(mineral string) Requirement {
	out := Requirement{Mineral: mineral, Use: "all", Technology: "all", Unit: "all " + strconv.Itoa(y.Year)}
	for _, n := range y.Needs {
		if n.Mineral == mineral {
			out.Primary += n.Primary
			out.Recycled += n.Recycled
			out.SecondLife += n.SecondLife
		}
	}
	return out
}
