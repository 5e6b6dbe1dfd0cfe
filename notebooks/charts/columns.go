package charts

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// table stores an array as a table, the axis that runs across last.
func (d *draft) table(a quantity.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	if len(a.Axes()) == 0 {
		return fmt.Errorf("a single number; show it with display.Value")
	}
	if d.x != "" {
		var names []string
		for _, x := range a.Axes() {
			if x.Name != d.x {
				names = append(names, x.Name)
			}
		}
		if a = a.Transpose(append(names, d.x)...); a.Err() != nil {
			return a.Err()
		}
	}
	values := slices.Clone(a.Data())
	if d.mask != nil {
		m := quantity.Full("1", 0, a.Axes()...).Plus(*d.mask)
		if err := m.Err(); err != nil {
			return fmt.Errorf("Mask: %w", err)
		}
		for i, v := range m.Data() {
			if v == 0 {
				values[i] = math.NaN()
			}
		}
	}
	for _, x := range a.Axes() {
		d.payload.Axes = append(d.payload.Axes, display.Axis{Name: x.Name, Labels: x.Labels})
	}
	d.payload.Unit, d.payload.Values = a.Unit().String(), values
	d.cite(a.Sources())
	return nil
}

// A Column is one column of a table; make it with Text, Numbers, Values or
// Marks.
type Column struct {
	column display.Column
	digits int
	mark   bool
	array  *quantity.Array // of Values
}

// Text is a column of words.
func Text(name string, cells ...string) Column {
	return Column{column: display.Column{Name: name, Text: cells}, digits: automatic}
}

// Numbers is a column of numbers in one unit, written below its name; "" or
// "1" is a pure number. NaN leaves a cell empty.
func Numbers(name, unit string, cells ...float64) Column {
	return Column{column: display.Column{Name: name, Unit: unit, Values: cells}, digits: automatic}
}

// Values is a column of an array with one axis. The first such column gives
// the table a column of labels before it; the others align with it by label.
func Values(name string, a quantity.Array) Column {
	return Column{column: display.Column{Name: name}, digits: automatic, array: &a}
}

// Marks is a column of short remarks, such as "recalled" or "calibrated". A
// row with one is set off; "" leaves a row plain.
func Marks(name string, cells ...string) Column {
	c := Text(name, cells...)
	c.mark = true
	return c
}

// Digits sets the digits after the point of a column of numbers.
func (c Column) Digits(n int) Column {
	c.digits = min(max(n, 0), maxDigits)
	return c
}

// Columns is a table of columns of equal length.
//
//	charts.Columns("prices", charts.Text("mineral", "lithium", "cobalt"), charts.Numbers("price", "USD2020/t", 15200, 31000))
func Columns(id string, columns []Column, options ...Option) Figure {
	d, err := newDraft(KindTable, id, options)
	if err == nil {
		err = d.columns(columns)
	}
	return d.figure(err)
}

func (d *draft) columns(columns []Column) error {
	if len(columns) == 0 {
		return fmt.Errorf("no columns")
	}
	if d.x != "" || d.mask != nil || d.view.Digits != nil {
		return fmt.Errorf("X, Mask and Digits are for tables of an array; set the digits of a column with its method Digits")
	}
	columns, err := d.spread(columns)
	if err != nil {
		return err
	}
	for i, c := range columns {
		if err := finite("column "+c.column.Name, c.column.Values); err != nil {
			return err
		}
		d.payload.Columns = append(d.payload.Columns, c.column)
		d.view.Digits = append(d.view.Digits, c.digits)
		if c.mark {
			d.view.Marks = append(d.view.Marks, i)
		}
	}
	if !slices.ContainsFunc(d.view.Digits, func(n int) bool { return n != automatic }) {
		d.view.Digits = nil
	}
	return nil
}

// spread turns columns of arrays into columns of numbers, with their labels
// before the first.
func (d *draft) spread(columns []Column) ([]Column, error) {
	var out []Column
	var first *quantity.Axis
	for _, c := range columns {
		if c.array == nil {
			out = append(out, c)
			continue
		}
		axes := c.array.Axes()
		if err := c.array.Err(); err != nil {
			return nil, fmt.Errorf("column %q: %w", c.column.Name, err)
		}
		if len(axes) != 1 {
			return nil, fmt.Errorf("column %q: an array with %d axes; Pick or Sum to one", c.column.Name, len(axes))
		}
		if first == nil {
			first = &axes[0]
			out = append(out, Text(first.Name, first.Labels...))
		}
		// like has the labels of the first column; Plus aligns, or names the difference
		like := quantity.Full(c.array.Unit().String(), 0, *first)
		a := like.Plus(*c.array)
		if err := a.Err(); err != nil {
			return nil, fmt.Errorf("column %q: %w", c.column.Name, err)
		}
		c.column.Values, c.column.Unit = slices.Clone(a.Data()), a.Unit().String()
		d.cite(a.Sources())
		d.cite(c.array.Sources())
		out = append(out, c)
	}
	return out, nil
}

// Rows is a table of published figures, a row each, with source and
// confidence; rows that were not retrieved from their source are set off.
func Rows(id string, t quantity.Table, options ...Option) Figure {
	d, err := newDraft(KindTable, id, options)
	if err == nil {
		err = d.rows(t)
	}
	return d.figure(err)
}

func (d *draft) rows(t quantity.Table) error {
	if err := t.Err(); err != nil {
		return err
	}
	if len(t.Rows) == 0 {
		return fmt.Errorf("table %q has no rows", t.Name)
	}
	var columns []Column
	for k, axis := range t.Axes {
		columns = append(columns, Text(axis, each(t, func(r quantity.Row) string { return r.Key[k] })...))
	}
	value := Numbers("value", "")
	value.digits = separate
	for _, r := range t.Rows {
		value.column.Values = append(value.column.Values, r.Value)
		d.cite(r.Sources())
	}
	columns = append(columns, value,
		Text("unit", each(t, func(r quantity.Row) string { return r.Unit.String() })...),
		Text("source", each(t, func(r quantity.Row) string { return r.Source })...),
		Marks("confidence", each(t, remark)...))
	if flags := each(t, func(r quantity.Row) string { return r.Flag }); slices.ContainsFunc(flags, func(f string) bool { return f != "" }) {
		columns = append(columns, Text("flag", flags...))
	}
	return d.columns(columns)
}

// remark is the confidence of a row unless it was retrieved.
func remark(r quantity.Row) string {
	if r.Confidence == quantity.Retrieved {
		return ""
	}
	return string(r.Confidence)
}

func each(t quantity.Table, f func(quantity.Row) string) []string {
	out := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = f(r)
	}
	return out
}
