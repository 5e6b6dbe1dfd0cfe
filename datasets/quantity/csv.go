package quantity

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The columns that follow a table's axes in its CSV form.
var tail = []string{"value", "unit", "source", "confidence", "flag", "note"}

// ReadTable reads a table in Lodestone's schema: a header naming the axes,
// then value, unit, source, confidence, flag, note. Errors name the line and
// the column.
func ReadTable(name string, r io.Reader) (Table, error) {
	t := Table{Name: name}
	cr := csv.NewReader(r)
	cr.ReuseRecord = true
	head, err := cr.Read()
	if err != nil {
		return t, fmt.Errorf("quantity: table %q: header: %w", name, err)
	}
	n := len(head) - len(tail)
	if n < 1 || !slices.Equal(head[n:], tail) {
		return t, fmt.Errorf("quantity: table %q: header %q must be one or more axes, then %s",
			name, strings.Join(head, ","), strings.Join(tail, ","))
	}
	t.Axes = slices.Clone(head[:n])
	for i, a := range t.Axes {
		if a == "" || slices.Contains(t.Axes[:i], a) || slices.Contains(tail, a) {
			return t, fmt.Errorf("quantity: table %q: header: %q cannot name axis %d", name, a, i+1)
		}
	}
	units := map[string]Unit{}
	var lines []int
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return t, fmt.Errorf("quantity: table %q: %w", name, err)
		}
		line, _ := cr.FieldPos(0)
		v, err := strconv.ParseFloat(rec[n], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return t, fmt.Errorf("quantity: table %q line %d column value: %q is not a finite number", name, line, rec[n])
		}
		u, ok := units[rec[n+1]]
		if !ok {
			if u, err = ParseUnit(rec[n+1]); err != nil {
				return t, fmt.Errorf("quantity: table %q line %d column unit: %w", name, line, err)
			}
			units[strings.Clone(rec[n+1])] = u
		}
		lines = append(lines, line)
		t.Rows = append(t.Rows, Row{Key: slices.Clone(rec[:n]), Value: v, Unit: u,
			Source: rec[n+2], Confidence: Confidence(rec[n+3]), Flag: rec[n+4], Note: rec[n+5]})
	}
	return t, t.check(func(i int) string { return fmt.Sprintf("line %d", lines[i]) })
}

// WriteTable writes a table so that ReadTable reads the same rows back.
func WriteTable(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	cw := csv.NewWriter(w)
	rec := append(slices.Clone(t.Axes), tail...)
	if err := cw.Write(rec); err != nil {
		return err
	}
	for _, r := range t.Rows {
		rec = append(rec[:0], r.Key...)
		rec = append(rec, strconv.FormatFloat(r.Value, 'g', -1, 64), r.Unit.String(),
			r.Source, string(r.Confidence), r.Flag, r.Note)
		if err := cw.Write(rec); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}
