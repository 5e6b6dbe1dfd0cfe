package quantity

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Confidence says how a figure was come by.
type Confidence string

// The three kinds of figure. A recalled one may serve as a prior or default
// and is shown as such; no published claim rests on it alone.
const (
	Retrieved Confidence = "retrieved" // read from a file or page of the source
	Recalled  Confidence = "recalled"  // a known publication, the number from memory
	Derived   Confidence = "derived"   // computed by a formula its note states
)

// A Row is one published figure.
type Row struct {
	Key        []string // one label per axis of the table; "" where the axis does not apply
	Value      float64
	Unit       Unit
	Source     string // id in the catalogue; several ids are joined by ";"
	Confidence Confidence
	Flag       string // the table's documentation lists its flags
	Note       string
}

// Sources lists the ids in r.Source: a figure may rest on several publications.
func (r Row) Sources() []string { return strings.Split(r.Source, ";") }

// A Table is long and sparse: one row one figure. Axes name the parts of the
// key; the columns "unit", "source", "confidence" and "flag" select rows too.
// Like an Array, a table that could not be made carries its error.
type Table struct {
	Name string
	Axes []string
	Rows []Row
	err  error
	fill *float64
}

// FailedTable is a table that carries an error: for loaders that take part in
// formulas. Everything built from it reports err.
func FailedTable(name string, err error) Table { return Table{Name: name, err: err} }

// Err is nil for a table that holds rows; otherwise what went wrong.
func (t Table) Err() error { return t.err }

func (t Table) fail(op, format string, args ...any) Table {
	return Table{Name: t.Name, err: fmt.Errorf("quantity: table %q: %s: %w", t.Name, op, fmt.Errorf(format, args...))}
}

// column returns the accessor of an axis or selectable column.
func (t Table) column(name string) (func(*Row) string, bool) {
	if k := slices.Index(t.Axes, name); k >= 0 {
		return func(r *Row) string { return r.Key[k] }, true
	}
	switch name {
	case "unit":
		return func(r *Row) string { return r.Unit.String() }, true
	case "source":
		return func(r *Row) string { return r.Source }, true
	case "confidence":
		return func(r *Row) string { return string(r.Confidence) }, true
	case "flag":
		return func(r *Row) string { return r.Flag }, true
	}
	return nil, false
}

// Where keeps the rows that carry one of the labels on an axis, or on "unit",
// "source", "confidence" or "flag". A label no row carries is an error.
func (t Table) Where(axis string, labels ...string) Table {
	if t.err != nil {
		return t
	}
	col, ok := t.column(axis)
	if !ok {
		return t.fail("Where", "no axis %q%s; it has %s", axis, DidYouMean(axis, t.Axes), strings.Join(t.Axes, ", "))
	}
	want := make(map[string]bool, len(labels))
	for _, l := range labels {
		want[l] = false
	}
	var rows []Row
	for i := range t.Rows {
		l := col(&t.Rows[i])
		if _, ok := want[l]; ok {
			want[l] = true
			rows = append(rows, t.Rows[i])
		}
	}
	for _, l := range labels {
		if !want[l] {
			return t.fail("Where", "no row has %s %q%s; it has %s", axis, l, DidYouMean(l, t.Labels(axis)), sample(t.Labels(axis)))
		}
	}
	t.Rows = rows
	return t
}

// sample lists up to eight labels.
func sample(labels []string) string {
	more := ""
	if n := len(labels); n > 8 {
		labels, more = labels[:8], fmt.Sprintf(" and %d more", n-8)
	}
	return strings.Join(labels, ", ") + more
}

// WhereFunc keeps the rows for which keep is true; it may leave none.
func (t Table) WhereFunc(keep func(Row) bool) Table {
	if t.err != nil {
		return t
	}
	var rows []Row
	for _, r := range t.Rows {
		if keep(r) {
			rows = append(rows, r)
		}
	}
	t.Rows = rows
	return t
}

// Labels lists the distinct labels on an axis or selectable column in the
// order in which they first appear.
func (t Table) Labels(axis string) []string {
	col, ok := t.column(axis)
	if !ok {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for i := range t.Rows {
		if l := col(&t.Rows[i]); !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return out
}

// To converts every row to one unit.
func (t Table) To(unit string) Table {
	if t.err != nil {
		return t
	}
	u, err := ParseUnit(unit)
	if err != nil {
		return t.fail("To", "%w", err)
	}
	rows := slices.Clone(t.Rows)
	for i := range rows {
		f, err := rows[i].Unit.convert(u)
		if err != nil {
			return t.fail("To", "row %s: %w", t.key(rows[i]), err)
		}
		rows[i].Value, rows[i].Unit = rows[i].Value*f, u
	}
	t.Rows = rows
	return t
}

// key prints a row's key: "year 2030, mineral lithium".
func (t Table) key(r Row) string {
	parts := make([]string, 0, len(t.Axes))
	for k, a := range t.Axes {
		if r.Key[k] != "" {
			parts = append(parts, a+" "+r.Key[k])
		}
	}
	return strings.Join(parts, ", ")
}

// Fill makes Array put value where no row stands, instead of an error.
func (t Table) Fill(value float64) Table {
	t.fill = &value
	return t
}

// Array spreads the rows over the named axes, labels in order of first
// appearance (years in rising order). Every other axis must have one label
// left: choose with Where. The first gap, two rows for one cell, or two units
// are errors that name the place; Fill and Masked accept gaps aloud.
func (t Table) Array(axes ...string) Array {
	a, _ := t.spread(axes, t.fill)
	return a
}

// Masked is Array for tables with gaps: the mask is 1 where a row stands and
// 0 where none does; the values are 0 there.
func (t Table) Masked(axes ...string) (values, mask Array) {
	zero := 0.0
	return t.spread(axes, &zero)
}

// spread puts rows into cells; fill stands where there is no row, nil refuses.
func (t Table) spread(names []string, fill *float64) (Array, Array) {
	if t.err != nil {
		return failed(t.err), failed(t.err)
	}
	axes, cols, err := t.axesOf(names)
	if err != nil {
		return failed(err), failed(err)
	}
	data, mask := make([]float64, size(axes)), make([]float64, size(axes))
	sources, err := t.place(axes, cols, data, mask)
	if err != nil {
		return failed(err), failed(err)
	}
	u := union(sources, nil)
	values := build("Array", t.Rows[0].Unit, data, axes, u)
	for i, m := range mask {
		if m == 0 && fill == nil {
			err := t.fail("Array", "no row for %s; say Fill or Masked if that is meant", values.where(i)).err
			return failed(err), failed(err)
		}
		if m == 0 {
			data[i] = *fill
		}
	}
	return values.checked("Array"), build("Array", Unit{}, mask, axes, u)
}

// axesOf are the named axes with their labels, and how a row gives its label on
// each. An axis that is not named has one label.
func (t Table) axesOf(names []string) ([]Axis, []func(*Row) string, error) {
	if len(t.Rows) == 0 {
		return nil, nil, t.fail("Array", "no rows").err
	}
	axes, cols := make([]Axis, len(names)), make([]func(*Row) string, len(names))
	for i, n := range names {
		col, ok := t.column(n)
		if !ok {
			return nil, nil, t.fail("Array", "no axis %q; it has %s", n, strings.Join(t.Axes, ", ")).err
		}
		cols[i], axes[i] = col, Axis{n, t.Labels(n)}
		if n == "year" {
			slices.Sort(axes[i].Labels)
		}
	}
	for _, n := range t.Axes {
		if l := t.Labels(n); len(l) > 1 && !slices.Contains(names, n) {
			return nil, nil, t.fail("Array", "axis %q has %d labels (%s); choose with Where or name it", n, len(l), sample(l)).err
		}
	}
	return axes, cols, nil
}

// place writes rows into their cells, each into one of its own, and 1 into the
// mask there.
func (t Table) place(axes []Axis, cols []func(*Row) string, data, mask []float64) (sources []string, err error) {
	index := make([]map[string]int, len(axes))
	for i := range axes {
		index[i] = axes[i].index()
	}
	first, st := &t.Rows[0], strides(axes)
	from := make([]*Row, len(data))
	for i := range t.Rows {
		r := &t.Rows[i]
		if !r.Unit.Equal(first.Unit) {
			return nil, t.fail("Array", "units differ: %s at %s, %s at %s; convert with To", first.Unit, t.key(*first), r.Unit, t.key(*r)).err
		}
		at := 0
		for k := range axes {
			at += st[k] * index[k][cols[k](r)]
		}
		if o := from[at]; o != nil {
			return nil, t.fail("Array", "two rows for %s: %v from %s and %v from %s; choose with Where(\"source\", ...)",
				t.key(*r), o.Value, o.Source, r.Value, r.Source).err
		}
		from[at], data[at], mask[at] = r, r.Value, 1
		sources = append(sources, r.Sources()...)
	}
	return sources, nil
}

// Check reports the first row that breaks a rule of the schema: a key of the
// wrong length, NaN or Inf, no source, a confidence outside the closed list,
// or two rows with the same key and source.
func (t Table) Check() error {
	return t.check(func(i int) string { return fmt.Sprintf("row %d", i+1) })
}

// check is Check with the place of row i in words of the caller.
func (t Table) check(place func(i int) string) error {
	if t.err != nil {
		return t.err
	}
	seen := map[string]int{}
	for i, r := range t.Rows {
		bad := func(format string, args ...any) error { return t.fail(place(i), format, args...).err }
		switch {
		case len(r.Key) != len(t.Axes):
			return bad("%d labels for %d axes", len(r.Key), len(t.Axes))
		case math.IsNaN(r.Value) || math.IsInf(r.Value, 0):
			return bad("%s: value %v", t.key(r), r.Value)
		case r.Source == "":
			return bad("%s: no source", t.key(r))
		case r.Confidence != Retrieved && r.Confidence != Recalled && r.Confidence != Derived:
			return bad("%s: confidence %q is none of retrieved, recalled, derived", t.key(r), r.Confidence)
		}
		k := strings.Join(r.Key, "\x00") + "\x00" + r.Source
		if j, ok := seen[k]; ok {
			return bad("%s: same key and source as %s", t.key(r), place(j))
		}
		seen[k] = i
	}
	return nil
}

// Sources lists the ids of all sources the rows rest on, sorted.
func (t Table) Sources() []string {
	var ids []string
	for _, r := range t.Rows {
		ids = append(ids, r.Sources()...)
	}
	return union(ids, nil)
}

// String prints the name, the axes and the first rows.
func (t Table) String() string {
	if t.err != nil {
		return "error: " + t.err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d rows over %s\n", t.Name, len(t.Rows), strings.Join(t.Axes, ", "))
	rows := [][]string{append(slices.Clone(t.Axes), "value", "unit", "source", "confidence", "flag")}
	for i, r := range t.Rows {
		if i == printed {
			break
		}
		rows = append(rows, append(slices.Clone(r.Key), FormatValue(r.Value), r.Unit.String(), r.Source, string(r.Confidence), r.Flag))
	}
	writeColumns(&b, rows, len(t.Axes))
	if n := len(t.Rows) - printed; n > 0 {
		fmt.Fprintf(&b, "... %d more rows\n", n)
	}
	return strings.TrimRight(b.String(), "\n")
}
