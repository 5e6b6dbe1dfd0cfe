package mfa

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// WriteCSV writes an array as one row a cell: a column for each axis, then
// value and unit. Values are the shortest that read back the same.
func WriteCSV(w io.Writer, a quantity.Array) error {
	if err := a.Err(); err != nil {
		return fmt.Errorf("mfa: WriteCSV: %w", err)
	}
	axes := a.Axes()
	cw := csv.NewWriter(w)
	rec := append(axisList(axes), "value", "unit")
	if err := cw.Write(rec); err != nil {
		return fmt.Errorf("mfa: WriteCSV: %w", err)
	}
	unit := a.Unit().String()
	c := cellsOf(axes)
	for i, v := range a.Data() {
		rec = append(append(rec[:0], c.name(i).labels...), number(v), unit)
		if err := cw.Write(rec); err != nil {
			return fmt.Errorf("mfa: WriteCSV: %w", err)
		}
	}
	cw.Flush()
	return cw.Error()
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// A Variable is an array under a name of the IAMC kind, "Material Demand".
type Variable struct {
	Name   string
	Values quantity.Array
}

// WriteIAMC writes variables in the wide layout of the Integrated Assessment
// Modeling Consortium: Model, Scenario, Region, Variable, Unit, then a column
// for each year. The variable is the name and the labels of all axes but
// "year" and "region", joined by "|"; without an axis "region" it is World.
// All variables must have the same years.
func WriteIAMC(w io.Writer, model, scenario string, variables ...Variable) error {
	cw := csv.NewWriter(w)
	var years quantity.Axis
	for i, v := range variables {
		ax, ok := v.Values.Axis("year")
		if err := v.Values.Err(); err != nil {
			return fmt.Errorf("mfa: WriteIAMC: %q: %w", v.Name, err)
		}
		if !ok {
			return fmt.Errorf("mfa: WriteIAMC: %q has no axis \"year\"", v.Name)
		}
		if i == 0 {
			years = ax
			if err := cw.Write(append([]string{"Model", "Scenario", "Region", "Variable", "Unit"}, years.Labels...)); err != nil {
				return fmt.Errorf("mfa: WriteIAMC: %w", err)
			}
		}
		if !slices.Equal(ax.Labels, years.Labels) {
			return fmt.Errorf("mfa: WriteIAMC: %q has other years than %q", v.Name, variables[0].Name)
		}
		if err := v.write(cw, model, scenario, years.Len()); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

func (v Variable) write(cw *csv.Writer, model, scenario string, n int) error {
	a, err := lastAxis(v.Name, v.Values, "year")
	if err != nil {
		return err
	}
	cells := cellsOf(a.Axes(), "year")
	for cell := range cells.n {
		at := cells.name(cell)
		region, name := "World", []string{v.Name}
		for i, axis := range at.axes {
			if axis == "region" {
				region = at.labels[i]
			} else {
				name = append(name, at.labels[i])
			}
		}
		rec := []string{model, scenario, region, strings.Join(name, "|"), a.Unit().String()}
		for _, x := range a.Data()[cell*n : (cell+1)*n] {
			rec = append(rec, number(x))
		}
		if err := cw.Write(rec); err != nil {
			return fmt.Errorf("mfa: WriteIAMC: %w", err)
		}
	}
	return nil
}

// A Link is a band of a Sankey diagram or an edge of a graph.
type Link struct {
	From, To string
	Flow     string
	Value    float64
	Unit     string
}

// Links are the flows of one year as bands, further axes added up, in the
// order of declaration; layer "" is every flow. pick takes axis, label pairs
// that select instead of adding up: Links("2030", "", "element", "Co"). Loops
// are cut, because Sankey diagrams cannot show them: the band that closes one
// leads to a process of the same name with " (again)". The environment is
// "supply" where things come from it and "out" where they go to it.
func (s *System) Links(year, layer string, pick ...string) ([]Link, error) {
	if len(pick)%2 != 0 {
		return nil, s.fail("Links: %q is no list of axis, label pairs", pick)
	}
	var out []Link
	for _, f := range s.Flows {
		if layer != "" && f.Layer != layer && f.Values.Unit().Dimension() != layer {
			continue
		}
		a := f.Values.Pick("year", year)
		for i := 0; i < len(pick); i += 2 {
			if _, ok := a.Axis(pick[i]); ok {
				a = a.Pick(pick[i], pick[i+1])
			}
		}
		v, err := sumOthers(a, nil).Value()
		if err != nil {
			return nil, s.fail("Links: flow %q: %w", f.Name, err)
		}
		l := Link{From: f.From, To: f.To, Flow: f.Name, Value: v, Unit: a.Unit().String()}
		if l.From == Environment {
			l.From = "supply"
		}
		if l.To == Environment {
			l.To = "out"
		}
		out = append(out, l)
	}
	return cutLoops(out), nil
}

// cutLoops renames the end of every link that would close a loop with those
// before it.
func cutLoops(links []Link) []Link {
	next := map[string][]string{}
	reaches := func(from, to string) bool {
		seen := map[string]bool{}
		stack := []string{from}
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if at == to {
				return true
			}
			if !seen[at] {
				seen[at] = true
				stack = append(stack, next[at]...)
			}
		}
		return false
	}
	for i, l := range links {
		if reaches(l.To, l.From) {
			links[i].To += " (again)"
			continue
		}
		next[l.From] = append(next[l.From], l.To)
	}
	return links
}
