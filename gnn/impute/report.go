package impute

import (
	"fmt"
	"strings"
)

// String prints a table for each test, best non-graph method and verdict below.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d coefficients of %d minerals in %d nodes; errors in logs of kg/MW or kg/MWh\n", r.Pairs, r.Minerals, r.Nodes)
	tests := []Test{}
	for _, row := range r.Rows {
		if len(tests) == 0 || tests[len(tests)-1] != row.Test {
			tests = append(tests, row.Test)
		}
	}
	for _, test := range tests {
		fmt.Fprintf(&b, "\nhidden: %s (%d groups, %d folds)\n%-42s %6s %7s %7s %7s %7s %7s\n", test, r.Groups[test], outer, "method", "edges", "rmse", "(se)", "med|e|", "cover90", "width")
		for _, row := range r.Rows {
			if row.Test == test {
				b.WriteString(row.String())
			}
		}
		b.WriteString(r.Verdict(test) + "\n")
		for _, row := range r.Ablations {
			if row.Test == test {
				fmt.Fprintf(&b, "  %-56s %7.3f\n", row.Method, row.RMSE)
			}
		}
	}
	return b.String()
}

// String is the row as a line of the table.
func (r Row) String() string {
	edges := map[bool]string{true: "yes", false: "no"}[r.Edges]
	s := fmt.Sprintf("%-42s %6s %7.3f %7.3f %7.3f", r.Method, edges, r.RMSE, r.SE, r.MedianAbs)
	if r.Cover > 0 {
		s += fmt.Sprintf(" %7.2f %7.2f", r.Cover, r.Width)
	}
	return s + "\n"
}

// wanted is how far below the best method without edges a graph should come.
const wanted = .1

// Verdict says in words whether edges pay.
func (r *Report) Verdict(test Test) string {
	no, yes := r.Best(test, false), r.Best(test, true)
	gain := 1 - yes.RMSE/no.RMSE
	said := fmt.Sprintf("best with edges (%s, %.3f) against best without (%s, %.3f): %.1f %% lower", yes.Method, yes.RMSE, no.Method, no.RMSE, 100*gain)
	if gain >= wanted {
		return said
	}
	return said + fmt.Sprintf("; the %.0f %% aimed at are not reached", 100*wanted)
}
