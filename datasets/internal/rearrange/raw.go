package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A library holds the compiled figures, read once, and the tables made so far.
type library struct {
	from   string
	raw    map[string]*raw
	tables []*table
	lists  map[string][][]string // lists of labels, header first
}

func newLibrary(from string) *library {
	return &library{from: from, raw: map[string]*raw{}, lists: map[string][][]string{}}
}

// raw is one compiled file; lines holds the line on which each row starts.
type raw struct {
	name  string
	col   map[string]int
	rows  [][]string
	lines []int
	at    map[int]int // line -> row
}

// read returns the rows of a compiled file.
func (l *library) read(name string) (*raw, error) {
	if r, ok := l.raw[name]; ok {
		return r, nil
	}
	text, err := os.ReadFile(filepath.Join(l.from, name))
	if err != nil {
		return nil, fmt.Errorf("rearrange: %w", err)
	}
	cr := csv.NewReader(bytes.NewReader(text))
	head, err := cr.Read()
	if err != nil {
		return nil, fmt.Errorf("rearrange: %s: header: %w", name, err)
	}
	r := &raw{name: name, col: map[string]int{}, at: map[int]int{}}
	for i, h := range head {
		r.col[h] = i
	}
	for {
		cells, err := cr.Read()
		if cells == nil {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("rearrange: %s: %w", name, err)
		}
		line, _ := cr.FieldPos(0)
		r.at[line] = len(r.rows)
		r.rows, r.lines = append(r.rows, cells), append(r.lines, line)
	}
	l.raw[name] = r
	return r, nil
}

// each calls visit for every row; an error names the file and the line.
func (l *library) each(name string, visit func(record) error) error {
	r, err := l.read(name)
	if err != nil {
		return err
	}
	for i := range r.rows {
		rec := record{r, i}
		if err := visit(rec); err != nil {
			return fmt.Errorf("rearrange: %s: %w", rec.place(), err)
		}
	}
	return nil
}

// A record is one row of a compiled file.
type record struct {
	*raw
	row int
}

// get returns the cell of a column; a column that is not there is a slip in
// this program.
func (r record) get(column string) string {
	k, ok := r.col[column]
	if !ok {
		panic("rearrange: " + r.name + " has no column " + column)
	}
	return strings.TrimSpace(r.rows[r.row][k])
}

func (r record) place() string { return fmt.Sprintf("%s line %d", r.name, r.lines[r.row]) }

// A table is being made.
type table struct {
	quantity.Table
	renamed map[string]string           // source ids that two catalogues share
	seen    map[string]map[float64]bool // values under a key, for distinct
}

// table starts a table. The compiled figures have two catalogues that share
// two ids; params says that the table's sources are in the second.
func (l *library) table(name string, params bool, axes ...string) *table {
	t := &table{Table: quantity.Table{Name: name, Axes: axes}}
	if params {
		t.renamed = sharedIDs
	}
	l.tables = append(l.tables, t)
	return t
}

// A figure is a value on its way into a table.
type figure struct {
	value, unit, source, confidence string
	flags                           []string
	notes                           []string
}

// add appends a row unless the value is empty.
func (t *table) add(f figure, key ...string) error {
	if f.value == "" {
		return nil
	}
	v, err := strconv.ParseFloat(f.value, 64)
	if err != nil {
		return err
	}
	u, err := unitOf(f.unit)
	if err != nil {
		return err
	}
	if u.note != "" {
		f.notes = append(f.notes, u.note)
	}
	ids := strings.Split(f.source, ";")
	for i, id := range ids {
		if n, ok := t.renamed[id]; ok {
			ids[i] = n
		}
	}
	slices.Sort(ids)
	t.Rows = append(t.Rows, quantity.Row{Key: key, Value: v * u.factor, Unit: u.Unit,
		Source: strings.Join(slices.Compact(ids), ";"), Confidence: quantity.Confidence(f.confidence),
		Flag: join(f.flags), Note: tidy(join(f.notes))})
	return nil
}

// bounds adds the cells low, central and high of a record.
func (t *table) bounds(r record, prefix string, f figure, key ...string) error {
	for _, b := range []string{"low", "central", "high"} {
		f.value = r.get(prefix + b)
		if err := t.add(f, append(slices.Clone(key), b)...); err != nil {
			return err
		}
	}
	return nil
}

// sort orders the rows by key, axis by axis; tables whose source has a better
// order of its own are not sorted.
func (t *table) sort() {
	slices.SortStableFunc(t.Rows, func(a, b quantity.Row) int {
		if c := slices.Compare(a.Key, b.Key); c != 0 {
			return c
		}
		return strings.Compare(a.Source, b.Source)
	})
}

// join puts the parts that say something behind one another, each once.
func join(parts []string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, "; ")
}

// tidy replaces names of compiled files in notes by names of tables.
var tidy = strings.NewReplacer(
	"see minerals.csv", "see table minerals",
	"in nodes.csv", "in table nodes",
	" (eol.csv)", " (table end_of_life)",
	"yield_current is", "yield is",
	"rho low is", "the low recycling rate is",
	"; rho is", "; the recycling rate is",
	"eol.csv", "table end_of_life",
	" (costs_params)", " (table costs_params)",
	"(see README)", "by grid search on the simplex",
	", see check", "",
	" as coded in 01-ParametersDemand.R", " as coded by Busch",
	"01-ParametersDemand.R ", "Busch, parameter ",
).Replace
