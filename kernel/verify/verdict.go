package verify

import (
	"fmt"
	"io"
	"strings"
)

// A State is how a notebook or a cell came out.
type State string

// The states, from good to bad.
const (
	Agrees  State = "agrees"
	Stale   State = "stale"   // everything agrees, and came from something else than is here now
	Differs State = "differs" // it is not what its cells compute
)

// A Verdict is what verification says of one notebook.
type Verdict struct {
	Notebook string        `json:"notebook,omitempty"`
	State    State         `json:"state"`
	Cached   bool          `json:"cached"`            // results of earlier runs may have entered the fresh ones
	Stale    []string      `json:"stale,omitempty"`   // how the stamps differ
	Problem  string        `json:"problem,omitempty"` // why nothing could be compared, such as a cell that fails
	Cells    []CellVerdict `json:"cells,omitempty"`   // code cells, and others that changed
}

// A CellVerdict is what verification says of one cell.
type CellVerdict struct {
	Cell     int       `json:"cell"`            // all cells counted from 1; 0 is the start of the notebook
	Count    int       `json:"count,omitempty"` // its stored execution count
	State    State     `json:"state"`
	Says     string    `json:"says"` // what was compared
	Findings []Finding `json:"findings,omitempty"`
}

// A Finding is one difference.
type Finding struct {
	What   string `json:"what"`             // the thing and the place
	Stored string `json:"stored,omitempty"` // an excerpt
	Fresh  string `json:"fresh,omitempty"`  // an excerpt of what it is now, or what the stored values render to

	drawn         bool   // of a form alone: the payload agrees
	mime          string // for the page: both forms in full
	stored, fresh string
}

// String says the finding in one line.
func (f Finding) String() string {
	if f.Stored == "" && f.Fresh == "" {
		return f.What
	}
	return fmt.Sprintf("%s: stored %s, fresh %s", f.What, orNothing(f.Stored), orNothing(f.Fresh))
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// Failed is the verdict on a notebook that could not be executed or read.
func Failed(name string, err error) Verdict {
	return Verdict{Notebook: name, State: Differs, Problem: err.Error()}
}

// settle derives the notebook's state from its cells and stamps.
func (v *Verdict) settle() {
	v.State = Agrees
	if len(v.Stale) > 0 {
		v.State = Stale
	}
	for _, c := range v.Cells {
		if c.State == Differs {
			v.State = Differs
		}
	}
}

// Findings lists the differences of all cells in order.
func (v Verdict) Findings() []Finding {
	var out []Finding
	for _, c := range v.Cells {
		out = append(out, c.Findings...)
	}
	return out
}

// WriteText writes the verdict for people: a line for each cell, the
// differences below it, the sum of it last.
func (v Verdict) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintln(&b, v.Notebook)
	for _, c := range v.Cells {
		fmt.Fprintf(&b, "  %-14s %s\n", c.place(), c.Says)
		for _, f := range c.Findings {
			fmt.Fprintf(&b, "      %s\n", f)
		}
	}
	for _, s := range v.Stale {
		fmt.Fprintf(&b, "  STALE: %s\n", s)
	}
	fmt.Fprintf(&b, "  %s\n", v.Sum())
	_, err := io.WriteString(w, b.String())
	return err
}

func (c CellVerdict) place() string {
	if c.Cell == 0 {
		return "at the start"
	}
	if c.Count > 0 {
		return fmt.Sprintf("cell %d [%d]", c.Cell, c.Count)
	}
	return fmt.Sprintf("cell %d", c.Cell)
}

// Sum is the verdict in one line.
func (v Verdict) Sum() string {
	cached := ""
	if v.Cached {
		cached = " (cached results were allowed: this is no proof that they can be computed)"
	}
	differing := 0
	for _, c := range v.Cells {
		if c.State == Differs {
			differing++
		}
	}
	switch {
	case v.Problem != "":
		return "DIFFERS: " + v.Problem + cached
	case v.State == Differs:
		return fmt.Sprintf("DIFFERS: %d of %d cells%s%s", differing, len(v.Cells), v.drawnOtherwise(), cached)
	case v.State == Stale:
		return "STALE: all outputs agree, and the notebook was made from something else than is here now" + cached
	}
	return "AGREES: every output is what its cell computes" + cached
}

// drawnOtherwise says so where only forms differ, as they do after a change of
// the package that draws.
func (v Verdict) drawnOtherwise() string {
	for _, c := range v.Cells {
		for _, f := range c.Findings {
			if !f.drawn {
				return ""
			}
		}
	}
	if len(v.Stale) == 0 {
		return ", by how they are drawn: all numbers and texts of payloads agree"
	}
	return ", by how they are drawn: all numbers and texts of payloads agree, and code changed since the run, " +
		"which may be why; -accept draws anew"
}
