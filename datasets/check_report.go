package datasets

import (
	"fmt"
	"io"
)

// Write writes a report for people, or as JSON if asked. A finding takes three
// lines: its place, the row with what is wrong, and the cure. Known defects of
// the publications are counted by check and reason; the JSON has each of them.
func (r Report) Write(w io.Writer, asJSON bool) error {
	if asJSON {
		return writeJSON(w, r)
	}
	p := &printer{w: w}
	for _, f := range r.Findings {
		p.finding(f)
	}
	p.accepted(r.Accepted)
	errors := 0
	for _, f := range r.Findings {
		if f.Severity == fault {
			errors++
		}
	}
	p.line("%d tables, %d rows, %d checks: %s", r.Tables, r.Rows, r.Checks, verdict(errors, len(r.Findings)-errors))
	return p.err
}

func verdict(errors, warnings int) string {
	if errors+warnings == 0 {
		return "nothing found"
	}
	return fmt.Sprintf("%s, %s", count(errors, "error"), count(warnings, "warning"))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (p *printer) finding(f Finding) {
	place := f.File
	if f.Line > 0 {
		place += fmt.Sprintf(" line %d", f.Line)
	}
	if f.Column != "" {
		place += " column " + f.Column
	}
	p.line("%s: %s (%s)", place, f.Severity, f.Check)
	if f.Row != "" {
		f.Problem = f.Row + ": " + f.Problem
	}
	p.wrap("    ", f.Problem)
	p.wrap("    cure: ", f.Cure)
}

// accepted counts known defects by check and reason.
func (p *printer) accepted(list []Finding) {
	count := map[string]int{}
	for _, f := range list {
		count[f.Check+", flagged "+f.Accepted]++
	}
	if len(list) > 0 {
		p.line("Known defects of publications, accepted by the flag on the row:")
	}
	for _, k := range sortedKeys(count) {
		p.hang(fmt.Sprintf("%5d  ", count[k]), "       ", k)
	}
}
