package base

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Gap is a figure that the tables do not hold for the year of an account,
// and what was done instead.
type Gap struct {
	What string
	Done string
}

// String is the gap in one line.
func (g Gap) String() string { return g.What + ": " + g.Done }

// trace reads figures for an account and keeps every one of them, with the
// table and the keys it was found under. The first failure stays in err;
// after it, reading returns 1 so that formulas go on without Inf or NaN.
type trace struct {
	year int
	rows []quantity.Row // over figureAxes
	seen map[string]bool
	gaps []Gap
	err  error
}

// figureAxes of the table of figures behind an account.
var figureAxes = []string{"figure", "table", "key"}

func newTrace(year int) *trace { return &trace{year: year, seen: map[string]bool{}} }

func (t *trace) fail(format string, args ...any) float64 {
	if t.err == nil {
		t.err = fmt.Errorf(format, args...)
	}
	return 1
}

// keep writes a figure down, once.
func (t *trace) keep(name, table, key string, r quantity.Row) {
	if id := name + "\x00" + table + "\x00" + key; !t.seen[id] {
		t.seen[id] = true
		r.Key = []string{name, table, key}
		t.rows = append(t.rows, r)
	}
}

func (t *trace) gap(what, format string, args ...any) {
	g := Gap{what, fmt.Sprintf(format, args...)}
	if !slices.Contains(t.gaps, g) {
		t.gaps = append(t.gaps, g)
	}
}

// assume writes down a number that no table holds.
func (t *trace) assume(name string, v float64, unit, why string) float64 {
	t.keep(name, "", "", quantity.Row{Value: v, Unit: quantity.MustUnit(unit), Source: "recalled",
		Confidence: quantity.Recalled, Flag: "assumption", Note: why})
	return v
}

// derive writes down a number computed from figures.
func (t *trace) derive(name string, v float64, unit, how string, sources ...string) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return t.fail("base: Account: %s is %v", name, v)
	}
	if len(sources) == 0 {
		sources = []string{"lodestone"}
	}
	t.keep(name, "", "", quantity.Row{Value: v, Unit: quantity.MustUnit(unit), Source: strings.Join(sources, ";"),
		Confidence: quantity.Derived, Note: how})
	return v
}

// where selects rows: pairs of an axis (or "source", "unit") and a label; an
// axis that ends in "~" asks for a part of the label.
type where []string

func (w where) String() string {
	var parts []string
	for i := 1; i < len(w); i += 2 {
		if w[i] != "" {
			parts = append(parts, w[i])
		}
	}
	return strings.Join(parts, " / ")
}

// matching lists the rows that fulfil every condition.
func matching(table quantity.Table, w where) ([]quantity.Row, error) {
	if err := table.Err(); err != nil {
		return nil, err
	}
	type condition struct {
		at    int
		label string
		part  bool
	}
	var cs []condition
	for i := 0; i+1 < len(w); i += 2 {
		axis, part := strings.CutSuffix(w[i], "~")
		c := condition{slices.Index(table.Axes, axis), w[i+1], part}
		if c.at < 0 && axis != "source" {
			return nil, fmt.Errorf("base: table %q has no axis %q", table.Name, axis)
		}
		cs = append(cs, c)
	}
	var out []quantity.Row
rows:
	for _, r := range table.Rows {
		for _, c := range cs {
			l := r.Source
			if c.at >= 0 {
				l = r.Key[c.at]
			}
			if l != c.label && !(c.part && strings.Contains(l, c.label)) {
				continue rows
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// find returns the one row that fulfils the conditions in the year of the
// account or, where there is none, in the nearest year; that is a gap.
func (t *trace) find(table quantity.Table, w where) (quantity.Row, bool) {
	row, year, err := nearest(table, w, t.year)
	if err != nil {
		t.fail("base: Account %d: %w", t.year, err)
		return quantity.Row{Value: 1}, false
	}
	if year != 0 && abs(year-t.year) > steady[table.Name] && !slices.Contains(w, "year") {
		t.gap(w.String(), "table %s has no row of %d, that of %d is used", table.Name, t.year, year)
	}
	key := w.String()
	if year != 0 {
		key += " / " + strconv.Itoa(year)
	}
	kept := row
	kept.Note = ""
	t.keep(key, table.Name, key, kept)
	return row, true
}

// steady tables are no yearly series: rows this many years off are as good as
// those of the year. The catalogue of costs has a row in five years.
var steady = map[string]int{"costs_params": 2, "material_intensity": 100}

// has tells whether any row fulfils the conditions.
func (t *trace) has(table quantity.Table, w where) bool {
	rows, err := matching(table, w)
	return err == nil && len(rows) > 0
}

// nearest picks the row of a year, or of the year closest to it (the earlier
// of two); year 0 where the table has none.
func nearest(table quantity.Table, w where, year int) (quantity.Row, int, error) {
	rows, err := matching(table, w)
	if err != nil {
		return quantity.Row{}, 0, err
	}
	at := slices.Index(table.Axes, "year")
	var best []quantity.Row
	bestYear := 0
	for _, r := range rows {
		y := 0
		if at >= 0 {
			if y, err = strconv.Atoi(r.Key[at]); err != nil {
				continue // "start-year" and the like
			}
		}
		d, b := abs(y-year), abs(bestYear-year)
		switch {
		case len(best) == 0 || d < b || d == b && y < bestYear:
			best, bestYear = []quantity.Row{r}, y
		case y == bestYear:
			best = append(best, r)
		}
	}
	switch len(best) {
	case 0:
		return quantity.Row{}, 0, fmt.Errorf("table %q has no row for %s", table.Name, w)
	case 1:
		return best[0], bestYear, nil
	}
	return quantity.Row{}, 0, fmt.Errorf("table %q has %d rows for %s in %d: %v from %s and %v from %s",
		table.Name, len(best), w, bestYear, best[0].Value, best[0].Source, best[1].Value, best[1].Source)
}

func abs(n int) int { return max(n, -n) }

// read is the value of find in a unit.
func (t *trace) read(table quantity.Table, unit string, w ...string) float64 {
	r, ok := t.find(table, w)
	if !ok {
		return 1
	}
	return t.in(r, unit)
}

// in converts the value of a row.
func (t *trace) in(r quantity.Row, unit string) float64 {
	one := quantity.Table{Name: "figure", Axes: []string{"x"}, Rows: []quantity.Row{{Key: []string{"x"}, Value: r.Value, Unit: r.Unit, Source: r.Source}}}
	one = one.To(unit)
	if err := one.Err(); err != nil {
		return t.fail("base: Account %d: %w", t.year, err)
	}
	return one.Rows[0].Value
}

// table is what was read and assumed, as a table.
func (t *trace) table() quantity.Table {
	return quantity.Table{Name: "figures", Axes: figureAxes, Rows: t.rows}
}
