package sensitivity

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// shown is the probability of the interval that String prints.
const shown = 0.95

// String is a table: a line for each result with central value, mean, standard
// deviation, an interval of 95 %, and a column for each parameter: its share of
// the variance in per cent (quadratures) or its rank correlation (draws).
func (s *Sample) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v, %d points, %d uncertain\n", s.method, s.Len(), len(s.params))
	rows := [][]string{append(s.head(), s.params...)}
	var by, low quantity.Array
	if s.quad != nil {
		by, low = s.Shares(), s.Interval(shown)
	} else {
		by, low = s.RankCorrelations(), s.Quantiles((1-shown)/2, (1+shown)/2)
	}
	for i, name := range s.results {
		row := []string{name}
		for _, v := range []float64{s.central[i], s.mean[i], s.sd[i], low.Data()[2*i], low.Data()[2*i+1]} {
			row = append(row, quantity.FormatValue(v))
		}
		for p := range s.params {
			row = append(row, s.part(by.Data()[i*len(s.params)+p]))
		}
		rows = append(rows, row)
	}
	columns(&b, rows)
	if n := len(s.Skipped); n > 0 {
		fmt.Fprintf(&b, "%d of %d points were not solved and are left out, first: %v\n", n, n+s.Len(), s.Skipped[0])
	}
	return strings.TrimRight(b.String(), "\n")
}

func (s *Sample) head() []string {
	if s.quad != nil {
		return []string{"result", "central", "mean", "sd", "≥95% from", "to"}
	}
	return []string{"result", "central", "mean", "sd", "2.5%", "97.5%"}
}

func (s *Sample) part(v float64) string {
	if s.quad != nil {
		return fmt.Sprintf("%.1f%%", 100*v)
	}
	return fmt.Sprintf("%+.2f", v)
}

// columns writes rows with two blanks between columns, the first to the left.
func columns(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for c, cell := range row {
			width[c] = max(width[c], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for c, cell := range row {
			pad := strings.Repeat(" ", width[c]-utf8.RuneCountInString(cell))
			if c == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
