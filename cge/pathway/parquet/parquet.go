// Package parquet writes the sheets of a path as Parquet files:
//
//	pathway.Sheet ──▶ requirement.parquet     years and counts INT64, figures DOUBLE, labels text
//
// It stands apart from package pathway because the library behind it adds 20 MB to
// a program and a second to linking it, which every cell of a notebook would pay.
//
// Columns have the names and the order of the sheet. An empty cell is null. The
// same sheet gives the same bytes.
package parquet

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// labels are columns of text, whole are columns of whole numbers; all others hold
// figures.
var (
	labels = []string{"region", "mineral", "technology", "sub_technology", "supply", "unit", "constituent", "commodity", "earner",
		"use", "set", "driver", "object", "producer", "from", "to", "Model", "Scenario", "Region", "Variable", "Unit", "path",
		"id", "publisher", "title", "published", "url", "licence", "terms", "standing", "figure", "table", "key", "sources", "note"}
	whole = []string{"year", "asof", "iterations", "rounds", "figures"}
)

// WriteAll writes all sheets of a path to the files that create opens:
// requirement.parquet and so on.
func WriteAll(r *pathway.Result, create func(name string) (io.WriteCloser, error)) error {
	for _, s := range r.Sheets() {
		name := strings.TrimSuffix(s.Name, ".csv") + ".parquet"
		f, err := create(name)
		if err != nil {
			return fmt.Errorf("parquet: %s: %w", name, err)
		}
		if err := Write(f, s); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("parquet: %s: %w", name, err)
		}
	}
	return nil
}

// Write writes one sheet. A cell that should hold a figure and does not is an
// error that names it.
func Write(to io.Writer, s pathway.Sheet) error {
	w := parquet.NewGenericWriter[any](to, schema(s), parquet.Compression(&parquet.Snappy), parquet.CreatedBy("lodestone", "1", ""), parquet.DataPageStatistics(false))
	columns := w.ColumnWriters()
	for c, name := range s.Header {
		values := make([]parquet.Value, len(s.Rows))
		for i, row := range s.Rows {
			v, err := value(name, row[c])
			if err != nil {
				return fmt.Errorf("parquet: %s: column %q, row %d: %w", s.Name, name, i+1, err)
			}
			defined := 1
			if v.IsNull() {
				defined = 0
			}
			values[i] = v.Level(0, defined, c)
		}
		if _, err := columns[c].WriteRowValues(values); err != nil {
			return fmt.Errorf("parquet: %s: column %q: %w", s.Name, name, err)
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("parquet: %s: %w", s.Name, err)
	}
	return nil
}

func value(column, cell string) (parquet.Value, error) {
	switch {
	case cell == "":
		return parquet.NullValue(), nil
	case slices.Contains(labels, column):
		return parquet.ByteArrayValue([]byte(cell)), nil
	case slices.Contains(whole, column):
		n, err := strconv.ParseInt(cell, 10, 64)
		return parquet.Int64Value(n), err
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		return parquet.NullValue(), nil
	}
	return parquet.DoubleValue(v), err
}

// An ordered group keeps its columns in the order of the sheet, where
// parquet.Group sorts them by name.
type ordered struct {
	parquet.Group
	names []string
}

// Fields are those of the group in order.
func (g ordered) Fields() []parquet.Field {
	out := make([]parquet.Field, len(g.names))
	for _, f := range g.Group.Fields() {
		out[slices.Index(g.names, f.Name())] = f
	}
	return out
}

func schema(s pathway.Sheet) *parquet.Schema {
	g := ordered{Group: parquet.Group{}, names: s.Header}
	for _, name := range s.Header {
		switch {
		case slices.Contains(labels, name):
			g.Group[name] = parquet.Optional(parquet.String())
		case slices.Contains(whole, name):
			g.Group[name] = parquet.Optional(parquet.Int(64))
		default:
			g.Group[name] = parquet.Optional(parquet.Leaf(parquet.DoubleType))
		}
	}
	return parquet.NewSchema(strings.TrimSuffix(s.Name, ".csv"), g)
}
