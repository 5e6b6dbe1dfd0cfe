package technicalchange

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// Watched follows an economy with lamp posts lit. A path has no shocks of its own,
// so its own surprises alone would make every warning 0 or 1: gaps are taken to move
// at least by what mineral prices have done to them from year to year.
func Watched(s *pathway.Spec) (*pathway.Result, error) {
	shocks, err := base.Shocks()
	if err != nil {
		return nil, err
	}
	return run(s, pathway.Options{Watch: true, Shocks: shocks})
}

// Endogenous follows an economy without lamp posts.
func Endogenous(s *pathway.Spec) (*pathway.Result, error) { return run(s, pathway.Options{}) }

func run(s *pathway.Spec, opt pathway.Options) (*pathway.Result, error) {
	m, err := pathway.New(s, opt)
	if err != nil {
		return nil, err
	}
	return m.Run(context.Background())
}

// Switches lists the sets that came to work along a path, of rivals and of inputs of
// a unit: what entered, what left, and when.
func Switches(r *pathway.Result) charts.Figure {
	var use, year, entered, left []string
	for _, s := range r.Switches() {
		if _, inputs := r.Years[len(r.Years)-1].Recipes[s.Use]; inputs {
			use, year = append(use, Name(s.Use)+", inputs"), append(year, strconv.Itoa(s.Year))
			entered, left = append(entered, s.To), append(left, s.From)
			continue
		}
		from, to := strings.Split(s.From, "+"), strings.Split(s.To, "+")
		use = append(use, Name(s.Use))
		year = append(year, strconv.Itoa(s.Year))
		entered, left = append(entered, without(to, from)), append(left, without(from, to))
	}
	return charts.Columns("switches", []charts.Column{charts.Text("year", year...), charts.Text("choice", use...), charts.Text("enters", entered...), charts.Text("leaves", left...)},
		charts.Title("Sets that come to work along the path"), charts.Sources(sources(r.Spec)...))
}

// without are the names of one list that are not in the other.
func without(a, b []string) string {
	var out []string
	for _, name := range a {
		if !slices.Contains(b, name) {
			out = append(out, Name(name))
		}
	}
	return strings.Join(out, ", ")
}

// Posts are the lamp posts of a choice as of a year, the likeliest first, at most
// n of them.
func Posts(r *pathway.Result, use string, asof, n int) charts.Figure {
	var rows lamppost.Table
	for _, row := range r.Lamps {
		if row.AsOf == asof && row.Producer == use && row.Measure == "gap" {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b lamppost.Row) int { return cmp.Compare(b.Probability, a.Probability) })
	rows = rows[:min(n, len(rows))]
	var to, expected, driver []string
	var gap, drift, p []float64
	for _, row := range rows {
		from, next := strings.Split(row.From, "+"), strings.Split(row.To, "+")
		label := ""
		if in := without(next, from); in != "" {
			label = "+ " + in
		}
		if out := without(from, next); out != "" {
			label += " − " + out
		}
		to, driver = append(to, strings.TrimSpace(label)), append(driver, row.Driver)
		gap, drift, p = append(gap, 100*row.Gap), append(drift, 100*row.Drift), append(p, 100*row.Probability)
		year := "never in expectation"
		if row.Expected != nil {
			year = strconv.Itoa(int(*row.Expected + .5))
		}
		expected = append(expected, year)
	}
	return charts.Columns(fmt.Sprintf("posts %s %d", use, asof), []charts.Column{charts.Text("change", to...), charts.Numbers("gap", "%", gap...).Digits(2),
		charts.Numbers("drift a year", "%", drift...).Digits(3), charts.Numbers("within ten years", "%", p...).Digits(0), charts.Text("expected", expected...), charts.Text("driver", driver...)},
		charts.Title(fmt.Sprintf("%s as of %d: how far other sets are", Name(use), asof)), charts.Tolerance(1e-4),
		charts.Note("Gap: how much dearer a unit of the mix would be with the changed set."), charts.Sources(sources(r.Spec)...))
}

// Cheaper makes what a unit costs beside its minerals fall by a share, in a ramp of
// five years from a year on.
func Cheaper(s *pathway.Spec, unit string, by float64, from int) error {
	u := s.Unit(unit)
	if u == nil {
		return fmt.Errorf("technicalchange: no unit is called %q", unit)
	}
	path := make([]float64, len(s.Years))
	for t, year := range s.Years {
		path[t] = 1 - by*min(1, max(0, float64(year-from+1)/5))
	}
	u.ScaleCost(path)
	return nil
}

// Change is how much one path's requirements differ from another's, over all
// technologies: mineral × year, %.
func Change(from, to *pathway.Result, minerals []string, years ...int) quantity.Array {
	return changeOf(from, to, minerals, years, func(y *pathway.Year, m string) float64 { return y.Total(m).Total() })
}

// PriceChange is the same of prices of minerals.
func PriceChange(from, to *pathway.Result, minerals []string, years ...int) quantity.Array {
	return changeOf(from, to, minerals, years, func(y *pathway.Year, m string) float64 { return y.Prices[m] })
}

func changeOf(from, to *pathway.Result, minerals []string, years []int, of func(y *pathway.Year, mineral string) float64) quantity.Array {
	var v []float64
	for _, m := range minerals {
		for _, y := range years {
			i := y - from.Years[0].Year
			if i < 0 || i >= len(from.Years) || i >= len(to.Years) {
				return quantity.Failed(fmt.Errorf("technicalchange: no path has the year %d", y))
			}
			v = append(v, 100*(of(&to.Years[i], m)/of(&from.Years[i], m)-1))
		}
	}
	return quantity.New("%", v, quantity.NewAxis("mineral", minerals...), quantity.YearsOf(years...)).WithSources(sources(from.Spec)...)
}

// Warning is what lamp posts said, year by year, of one option entering a choice
// within ten years: the probability in %. Years in which it is at work already,
// or cannot enter, are 0 or 100.
func Warning(r *pathway.Result, use, option string) quantity.Array {
	asof := r.Years[:len(r.Years)-1]
	v := make([]float64, len(asof))
	for i := range asof {
		for set := range asof[i].Sets[use] {
			if slices.Contains(strings.Split(set, "+"), option) {
				v[i] = 100
			}
		}
	}
	for _, row := range r.Lamps {
		i := row.AsOf - asof[0].Year
		if row.Producer != use || row.Measure != "gap" || v[i] == 100 {
			continue
		}
		from, to := strings.Split(row.From, "+"), strings.Split(row.To, "+")
		if slices.Contains(to, option) && !slices.Contains(from, option) && len(to) == len(from)+1 {
			v[i] = 100 * row.Probability
		}
	}
	return quantity.New("%", v, quantity.Years(asof[0].Year, asof[len(asof)-1].Year)).WithSources(sources(r.Spec)...)
}
