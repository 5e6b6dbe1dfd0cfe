package datasets

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Finding is something wrong with a table, where it stands, and the cure.
type Finding struct {
	Check    string `json:"check"`            // its name in Checks
	Severity string `json:"severity"`         // "error", or "warning" where a person must judge
	File     string `json:"file"`             // "data/edges.csv.gz" of an embedded table, else the path of the user's file
	Line     int    `json:"line"`             // 1 is the header; in CheckTable the number of the row
	Column   string `json:"column,omitempty"` // empty where the whole file is meant
	Row      string `json:"row,omitempty"`    // key and source of the row
	Problem  string `json:"problem"`
	Cure     string `json:"cure"`
	// Accepted is the flag on the row that makes a finding a known defect of
	// the publication, and why the check lets that flag pass.
	Accepted string `json:"accepted,omitempty"`
}

// A Report is what Check found.
type Report struct {
	Folder   string    `json:"folder,omitempty"` // the user's folder, if there was one
	Tables   int       `json:"tables"`
	Rows     int       `json:"rows"`
	Checks   int       `json:"checks"`
	Findings []Finding `json:"findings"`
	Accepted []Finding `json:"accepted"` // known defects of the publications, each flagged on its row
}

// Check applies every check to every table: to the embedded ones, and where
// dir is not "" to the tables as they are with that folder in the place of
// LODESTONE_DATA. It reads on after a fault, so that one call names all; an
// error means that the folder itself cannot be read. Findings come in the
// order of files and lines.
//
// Tables that no file of the folder changes are known to be good by
// themselves; they take part in the comparisons of tables only.
func Check(dir string) (Report, error) {
	in, err := newInspector(dir)
	if err != nil {
		return Report{}, err
	}
	for i := range checks {
		in.apply(&checks[i])
	}
	return in.report(dir), nil
}

// CheckTable applies the checks of single tables to a table at hand: one that
// a notebook has made or changed. Line is the number of the row from 1, File
// the name of the table.
func CheckTable(t quantity.Table) []Finding {
	if err := t.Err(); err != nil {
		return []Finding{{Check: "format", Severity: fault, File: t.Name, Problem: err.Error(), Cure: "make the table anew"}}
	}
	in := &inspector{sources: registeredSources(), changed: map[string]bool{t.Name: true}}
	s := &sheet{name: t.Name, file: t.Name, axes: t.Axes}
	in.sheets = []*sheet{s}
	for i, r := range t.Rows {
		if len(r.Key) != len(t.Axes) {
			s.fault(s.file, i+1, "", "%d labels for %d axes", "give one label per axis", len(r.Key), len(t.Axes))
			continue
		}
		s.rows = append(s.rows, &line{Row: r, sheet: s, file: s.file, at: i + 1})
	}
	for i := range checks {
		if checks[i].table != nil {
			in.apply(&checks[i])
		}
	}
	return in.report("").Findings
}

// CheckInfo names a check and says what it looks for.
type CheckInfo struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

// Checks lists the checks in the order in which they are applied.
func Checks() []CheckInfo {
	out := make([]CheckInfo, len(checks))
	for i, c := range checks {
		out[i] = CheckInfo{c.name, c.doc}
	}
	return out
}

// Severities.
const (
	fault   = "error"
	warning = "warning"
)

// A check looks at each table by itself, or compares tables.
type check struct {
	name, doc string
	severity  string
	table     func(*inspector, *sheet)
	all       func(*inspector)
	// accepts gives the reason why a row with this flag may fail the check.
	accepts map[string]string
}

// An inspector holds all tables while they are checked.
type inspector struct {
	sheets  []*sheet
	sources map[string]*sourceLine
	nodes   []*nodeLine
	lists   []Finding       // faults of sources.csv and node_list.csv
	changed map[string]bool // tables to look at by themselves
	now     *check
	found   []Finding
	known   []Finding
	regions map[string]int
}

func (in *inspector) apply(c *check) {
	in.now = c
	if c.all != nil {
		c.all(in)
	}
	if c.table == nil {
		return
	}
	for _, s := range in.sheets {
		if in.changed[s.name] {
			c.table(in, s)
		}
	}
}

// find reports a row.
func (in *inspector) find(r *line, column, cure, problem string, args ...any) {
	in.findBeside(r, r, column, cure, problem, args...)
}

// findBeside reports a row that does not go with another one. A flag that the
// check accepts, on either, makes it a known defect.
func (in *inspector) findBeside(r, other *line, column, cure, problem string, args ...any) {
	f := Finding{Check: in.now.name, Severity: in.now.severity, File: r.file, Line: r.at, Column: column,
		Row: r.place(), Problem: fmt.Sprintf(problem, args...), Cure: cure}
	for flag := range strings.SplitSeq(r.Flag+"; "+other.Flag, "; ") {
		if why, ok := in.now.accepts[flag]; ok {
			f.Accepted = flag + ": " + why
			in.known = append(in.known, f)
			return
		}
	}
	in.found = append(in.found, f)
}

// sheet returns a table by name, without rows where there is none.
func (in *inspector) sheet(name string) *sheet {
	for _, s := range in.sheets {
		if s.name == name {
			return s
		}
	}
	return &sheet{name: name}
}

// both returns the rows of a table and of its part under non-commercial terms.
func (in *inspector) both(name string) []*line {
	return slices.Concat(in.sheet(name).rows, in.sheet(name+ncSuffix).rows)
}

// ncSuffix ends the name of the table that holds a table's rows under
// non-commercial terms.
const ncSuffix = "_nc"

// report puts the findings in order of file and line. Known defects of the
// embedded tables are no news to someone who checks a folder.
func (in *inspector) report(dir string) Report {
	r := Report{Folder: dir, Tables: len(in.sheets), Checks: len(checks), Findings: []Finding{}, Accepted: []Finding{}}
	for _, s := range in.sheets {
		r.Rows += len(s.rows)
	}
	byPlace := func(a, b Finding) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	}
	r.Findings = append(r.Findings, in.found...)
	for _, f := range in.known {
		if strings.HasPrefix(f.File, dir) {
			r.Accepted = append(r.Accepted, f)
		}
	}
	slices.SortStableFunc(r.Findings, byPlace)
	slices.SortStableFunc(r.Accepted, byPlace)
	return r
}
