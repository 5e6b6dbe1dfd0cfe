package pathway

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// IAMC is the path as the long table that integrated assessment models exchange:
// one row a variable, one column a year (the layout of the Integrated Assessment
// Modeling Consortium and of package pyam). model and scenario fill its first two
// columns. A "|" in a name of the Spec becomes "/". Cells are empty where a
// variable has no value in a year.
//
//	Mineral Requirement|MINERAL[|SUPPLY]             mass; all uses and origins together, and by origin
//	Mineral Requirement|MINERAL|TECHNOLOGY[|UNIT]    mass, all origins
//	Mineral Production|MINERAL|Mined, |Recycled      mass
//	Mineral Use|MINERAL|Other                        mass outside units
//	Price|MINERAL                                    money per mass
//	Stock|USE|UNIT, Additions|USE|UNIT               in what the use counts
//	Share|USE|UNIT                                   of additions
//	Emissions|CO2, Price|CO2                         where there is a limit
//	GDP                                              money
//	Knowledge|DRIVER|OBJECT, Research|DRIVER|OBJECT  base year 1; money of the base year
//
// Origins are parts of a whole and so are technologies: rows of one level add up
// to the row above.
func (r *Result) IAMC(model, scenario string) Sheet {
	t := &longTable{at: map[string]int{}}
	for i := range r.Years {
		t.year = i
		r.iamcMinerals(t, &r.Years[i])
		r.iamcBooks(t, &r.Years[i])
		r.iamcEconomy(t, &r.Years[i])
	}
	s := Sheet{Name: "iamc.csv", Header: []string{"Model", "Scenario", "Region", "Variable", "Unit"}}
	for i := range r.Years {
		s.Header = append(s.Header, strconv.Itoa(r.Years[i].Year))
	}
	for _, row := range t.rows {
		cells := []string{model, scenario, r.region(), row.variable, row.unit}
		for i := range r.Years {
			if v, ok := row.values[i]; ok {
				cells = append(cells, num(v))
			} else {
				cells = append(cells, "")
			}
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

// A longTable collects values by variable.
type longTable struct {
	rows []longRow
	at   map[string]int
	year int
}

type longRow struct {
	variable, unit string
	values         map[int]float64 // by index of the year
}

// add adds to a variable of the year.
func (t *longTable) add(v float64, unit string, names ...string) {
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], "|", "/")
	}
	variable := strings.Join(names, "|")
	k, there := t.at[variable]
	if !there {
		k, t.at[variable] = len(t.rows), len(t.rows)
		t.rows = append(t.rows, longRow{variable, unit, map[int]float64{}})
	}
	t.rows[k].values[t.year] += v
}

func (r *Result) iamcMinerals(t *longTable, y *Year) {
	mass := r.Spec.Mass
	for _, n := range y.Needs {
		t.add(n.Total(), mass, "Mineral Requirement", n.Mineral)
		for k, v := range []float64{n.Primary, n.Recycled, n.SecondLife} {
			t.add(v, mass, "Mineral Requirement", n.Mineral, []string{"Primary", "Recycled", "Second Life"}[k])
		}
		t.add(n.Total(), mass, "Mineral Requirement", n.Mineral, n.Technology)
		t.add(n.Total(), mass, "Mineral Requirement", n.Mineral, n.Technology, n.Unit)
	}
	for _, x := range r.Spec.Minerals {
		v := y.Minerals[x.Name]
		t.add(v.Mined, mass, "Mineral Production", x.Name, "Mined")
		t.add(v.Recycled, mass, "Mineral Production", x.Name, "Recycled")
		t.add(v.Other, mass, "Mineral Use", x.Name, "Other")
		if r.Mode != MFA {
			t.add(v.Price, r.Spec.Money+"/"+mass, "Price", x.Name)
		}
	}
}

func (r *Result) iamcBooks(t *longTable, y *Year) {
	for b := range r.Spec.books() {
		name := r.Spec.bookName(b)
		for _, unit := range r.Spec.bookUnits(b) {
			measure := r.Spec.measure(b, unit)
			t.add(y.Stocks[name][unit], measure, "Stock", name, unit)
			t.add(y.Additions[name][unit], measure, "Additions", name, unit)
			t.add(y.Shares[name][unit], "1", "Share", name, unit)
		}
	}
}

func (r *Result) iamcEconomy(t *longTable, y *Year) {
	if r.Mode == MFA {
		return
	}
	if c := r.Spec.Carbon; c != nil {
		t.add(y.Emissions, c.Unit, "Emissions", "CO2")
		t.add(y.Values["CO2"], r.Spec.Money+"/"+c.Unit, "Price", "CO2")
	}
	t.add(y.Accounts.GDP(), r.Spec.Money, "GDP")
	for _, key := range slices.Sorted(maps.Keys(y.Knowledge)) {
		driver, object, _ := strings.Cut(key, "|")
		t.add(y.Knowledge[key], "1", "Knowledge", driver, object)
		t.add(y.Research[key], r.Spec.Money, "Research", driver, object)
	}
}
