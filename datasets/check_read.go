package datasets

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A sheet is a table as its files print it: every row knows its place, and
// what cannot be read is kept aside as a finding.
type sheet struct {
	name   string
	file   string // its first file
	shelf  Shelf  // zero for a table of the user's own
	axes   []string
	rows   []*line
	faults []Finding
}

// A line is a row and where it stands.
type line struct {
	quantity.Row
	sheet *sheet
	file  string
	at    int
}

// tailColumns follow the axes in every table.
var tailColumns = []string{"value", "unit", "source", "confidence", "flag", "note"}

func (s *sheet) axis(name string) int { return slices.Index(s.axes, name) }

// label is the row's label on an axis; "" where the table has no such axis.
func (r *line) label(axis string) string {
	if k := r.sheet.axis(axis); k >= 0 {
		return r.Key[k]
	}
	return ""
}

// place prints key and source.
func (r *line) place() string {
	var parts []string
	for k, a := range r.sheet.axes {
		if r.Key[k] != "" {
			parts = append(parts, a+" "+r.Key[k])
		}
	}
	return strings.Join(append(parts, "source "+r.Source), ", ")
}

// without is the key without an axis, and the source: the series of a row.
func (r *line) without(axis string) string {
	k := r.sheet.axis(axis)
	if k < 0 {
		return strings.Join(r.Key, "\x00") + "\x00" + r.Source
	}
	return strings.Join(r.Key[:k], "\x00") + "\x01" + strings.Join(r.Key[k+1:], "\x00") + "\x00" + r.Source
}

func (r *line) value() string { return quantity.FormatValue(r.Value) + " " + r.Unit.String() }

// base is the name of the table without the mark of its terms.
func (s *sheet) base() string { return strings.TrimSuffix(s.name, ncSuffix) }

// fault keeps a place that cannot be read.
func (s *sheet) fault(file string, at int, column, problem, cure string, args ...any) {
	s.faults = append(s.faults, Finding{Check: "format", Severity: fault, File: file, Line: at, Column: column,
		Problem: fmt.Sprintf(problem, args...), Cure: cure})
}

// newInspector reads the shelves and, over them, the files of dir.
func newInspector(dir string) (*inspector, error) {
	in := &inspector{changed: map[string]bool{}, sources: map[string]*sourceLine{}}
	shelvesMu.RLock()
	all := slices.Clone(shelves)
	shelvesMu.RUnlock()
	for _, shelf := range all {
		for _, e := range shelf.Entries {
			in.sheets = append(in.sheets, shelfSheet(shelf, e.Name))
			in.changed[e.Name] = dir == ""
		}
		if err := in.shelfSources(shelf); err != nil {
			return nil, err
		}
	}
	if err := in.shelfNodes(all[0]); err != nil {
		return nil, err
	}
	if dir == "" {
		return in, nil
	}
	return in, in.overlay(dir)
}

// overlay reads a user's folder over the tables.
func (in *inspector) overlay(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("datasets: %q cannot be checked; name a folder with tables: %w", dir, err)
	}
	var replace, add []string
	for _, e := range entries {
		name, isCSV := strings.CutSuffix(e.Name(), ".csv")
		path := filepath.Join(dir, e.Name())
		switch base, adds := strings.CutSuffix(name, ".add"); {
		case e.IsDir() || !isCSV:
		case name == "sources":
			in.folderSources(path)
		case name == "node_list":
			in.folderNodes(path)
		case adds:
			add = append(add, base)
		default:
			replace = append(replace, name)
		}
	}
	for _, name := range replace {
		in.replace(name, filepath.Join(dir, name+".csv"))
	}
	for _, name := range add {
		in.extend(name, filepath.Join(dir, name+".add.csv"))
	}
	return nil
}

// replace puts a user's file in the place of a table, or behind them all.
func (in *inspector) replace(name, path string) {
	s := &sheet{name: name, file: path}
	i := slices.IndexFunc(in.sheets, func(s *sheet) bool { return s.name == name })
	if i >= 0 {
		s.shelf = in.sheets[i].shelf
	} else if near := suggest(name, known()); strings.Contains(near, "did you mean") {
		s.fault(path, 0, "", "a new table %q%s", "rename the file, or choose a name that is less like a known one", name, near)
	}
	s.readFile(path)
	if i < 0 {
		in.sheets = append(in.sheets, s)
	} else {
		if !s.sameAxes(path, s.axes, in.sheets[i].axes) {
			s.rows = nil
		}
		in.sheets[i] = s
	}
	in.changed[name] = true
}

// extend adds the rows of a user's file to a copy of a table.
func (in *inspector) extend(name, path string) {
	i := slices.IndexFunc(in.sheets, func(s *sheet) bool { return s.name == name })
	in.changed[name] = true
	if i < 0 {
		s := &sheet{name: name, file: path}
		s.fault(path, 0, "", "it adds rows to %q, which is no table%s", "rename the file after the table, or to "+name+".csv", name, suggest(name, known()))
		in.sheets = append(in.sheets, s)
		return
	}
	old := in.sheets[i]
	more := &sheet{name: name, file: path, shelf: old.shelf}
	more.readFile(path)
	s := &sheet{name: name, file: old.file, shelf: old.shelf, axes: old.axes, rows: slices.Clone(old.rows), faults: slices.Concat(old.faults, more.faults)}
	if s.sameAxes(path, more.axes, s.axes) {
		for _, r := range more.rows {
			r.sheet = s
		}
		s.rows = append(s.rows, more.rows...)
	}
	in.sheets[i] = s
}

// sameAxes reports a file whose axes are not those that are due.
func (s *sheet) sameAxes(path string, axes, due []string) bool {
	if slices.Equal(axes, due) || len(axes) == 0 {
		return true
	}
	k := 0
	for k < min(len(axes), len(due))-1 && axes[k] == due[k] {
		k++
	}
	s.fault(path, 1, axes[k], "axes are %s; the table has %s", "give the table's axes in its order", strings.Join(axes, ","), strings.Join(due, ","))
	return false
}

// shelfSheet reads an embedded table, once: it never changes.
func shelfSheet(shelf Shelf, name string) *sheet {
	s, _ := sheets.get(name, func() (*sheet, error) {
		s := &sheet{name: name, shelf: shelf, file: shelf.path(name)}
		f, err := shelf.open(name)
		if err != nil {
			s.fault(s.file, 0, "", "%v", "restore the file", err)
			return s, nil
		}
		defer f.Close()
		s.read(f, s.file)
		return s, nil
	})
	return s
}

var sheets cache[*sheet]

// path is where an embedded table stands in this repository.
func (s Shelf) path(name string) string {
	path := "data/" + name + ".csv"
	if _, err := fs.Stat(s.Files, path); errors.Is(err, fs.ErrNotExist) {
		path += ".gz"
	}
	if s.NonCommercial {
		path = "noncommercial/" + path
	}
	return path
}

func (s *sheet) readFile(path string) {
	f, err := os.Open(path)
	if err != nil {
		s.fault(path, 0, "", "%v", "make the file readable", err)
		return
	}
	defer f.Close()
	s.read(f, path)
}

// read reads a file as far as it goes.
func (s *sheet) read(r io.Reader, file string) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord, cr.ReuseRecord = -1, true
	head, err := cr.Read()
	if err != nil {
		s.fault(file, 1, "", "no header: %v", "begin with the axes, then "+strings.Join(tailColumns, ","), err)
		return
	}
	if !s.header(head, file) {
		return
	}
	columns := append(slices.Clone(s.axes), tailColumns...)
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			var p *csv.ParseError
			at := 0
			if errors.As(err, &p) {
				at = p.StartLine
			}
			s.fault(file, at, "", "not CSV: %v", "quote fields that hold commas or quotes; nothing after this line was read", err)
			return
		}
		at, _ := cr.FieldPos(0)
		if len(rec) != len(columns) {
			s.fault(file, at, columns[min(len(rec), len(columns)-1)], "%d fields where the header has %d", "give every column one field, and nothing behind the last row", len(rec), len(columns))
			continue
		}
		s.row(rec, file, at)
	}
}

// header reads the axes; a wrong one is a finding.
func (s *sheet) header(head []string, file string) bool {
	n := len(head) - len(tailColumns)
	for k, want := range tailColumns {
		if at := n + k; n < 1 || head[at] != want {
			column := want
			if at >= 0 && at < len(head) {
				column = head[at]
			}
			s.fault(file, 1, column, "header %q is not one or more axes and then %s", "put the columns in that order", strings.Join(head, ","), strings.Join(tailColumns, ","))
			return false
		}
	}
	s.axes = slices.Clone(head[:n])
	for i, a := range s.axes {
		if a == "" || strings.TrimSpace(a) != a || slices.Contains(s.axes[:i], a) || slices.Contains(tailColumns, a) || strings.HasPrefix(a, "\ufeff") {
			s.fault(file, 1, a, "%q cannot name an axis", "name each axis once, without spaces or marks around", a)
			s.axes = nil
			return false
		}
	}
	return true
}

// row reads one record.
func (s *sheet) row(rec []string, file string, at int) {
	n := len(s.axes)
	good := true
	bad := func(column, problem, cure string, args ...any) {
		good = false
		s.fault(file, at, column, problem, cure, args...)
	}
	v, err := strconv.ParseFloat(rec[n], 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		bad("value", "%q is not a finite number", "give a number, or leave the row out: absence is not zero", rec[n])
	}
	u, err := parseUnit(rec[n+1])
	if err != nil {
		bad("unit", "%v", "write a unit of the closed list", err)
	}
	if rec[n+2] == "" {
		bad("source", "no source", "name the id of a source in sources.csv")
	}
	c := quantity.Confidence(rec[n+3])
	if c != quantity.Retrieved && c != quantity.Recalled && c != quantity.Derived {
		bad("confidence", "%q is none of retrieved, recalled, derived", "say how the figure was come by", rec[n+3])
	}
	if good {
		s.rows = append(s.rows, &line{sheet: s, file: file, at: at, Row: quantity.Row{Key: slices.Clone(rec[:n]), Value: v, Unit: u,
			Source: rec[n+2], Confidence: c, Flag: rec[n+4], Note: rec[n+5]}})
	}
}

// parseUnit is quantity.ParseUnit with a memory: tables repeat their units.
func parseUnit(text string) (quantity.Unit, error) {
	if u, ok := parsedUnits.Load(text); ok {
		return u.(quantity.Unit), nil
	}
	u, err := quantity.ParseUnit(text)
	if err == nil {
		parsedUnits.Store(strings.Clone(text), u)
	}
	return u, err
}

var parsedUnits sync.Map
