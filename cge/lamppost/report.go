package lamppost

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Score returns the score of the named indicator; ok is false where there is none.
func (r *Report) Score(name string) (s Score, ok bool) {
	for _, s := range r.Scores {
		if s.Indicator == name {
			return s, true
		}
	}
	return Score{}, false
}

// Rows is the report as cells of text, the heading first.
func (r *Report) Rows() [][]string {
	rows := [][]string{{"indicator", "AUROC", "above " + r.Scores[0].Indicator, "Brier", "skill to " + r.Scores[0].Indicator,
		"skill to climatology", "calibration error", "lead", "caught", "false per decade"}}
	for _, s := range r.Scores {
		rows = append(rows, []string{s.Indicator, s.AUROC.text(3), s.Gain.text(4), s.Brier.text(4), s.SkillReference.text(2),
			s.SkillClimatology.text(2), s.Calibration.text(3), fmt.Sprintf("%.1f", s.Lead),
			fmt.Sprintf("%d/%d", s.Caught, r.Crossings), fmt.Sprintf("%.2f", s.FalsePerDecade)})
	}
	return rows
}

func (f Figure) text(digits int) string {
	return fmt.Sprintf("%.*f ±%.*f", digits, f.Value, digits, f.SE)
}

// String is the report as a table; ± is one standard error.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d runs, %d questions, %d before a crossing within %d (%.1f %%)\n",
		r.Runs, r.Questions, r.Events, r.Horizon, 100*r.Share)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range r.Rows() {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	return b.String()
}

// Markdown is the report as a table for documentation.
func (r *Report) Markdown() string {
	var b strings.Builder
	for i, row := range r.Rows() {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return b.String()
}
