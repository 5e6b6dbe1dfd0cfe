package lamppost

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// WriteCSV writes the table as lampposts.csv: asof, producer, from, to, gap,
// drift, volatility, probability, prob_lo, prob_hi, horizon, expected_year,
// driver. An expected year that is never is an empty cell. The driver carries
// "(lambda)" or "(share)" where drift and volatility are not those of a gap,
// and "(kink)" where the drift is one-sided.
func (t Table) WriteCSV(w io.Writer) error {
	if err := csv.NewWriter(w).WriteAll(t.Cells()); err != nil {
		return fmt.Errorf("lamppost: writing lampposts.csv: %w", err)
	}
	return nil
}

// Cells is what WriteCSV writes: the header, then a line a row.
func (t Table) Cells() [][]string {
	out := [][]string{{"asof", "producer", "from", "to", "gap", "drift", "volatility", "probability",
		"prob_lo", "prob_hi", "horizon", "expected_year", "driver"}}
	for _, r := range t {
		out = append(out, r.cells())
	}
	return out
}

func (r Row) cells() []string {
	f := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	when := ""
	if r.Expected != nil {
		when = f(*r.Expected)
	}
	return []string{strconv.Itoa(r.AsOf), r.Producer, r.From, r.To, f(r.Gap), f(r.Drift), f(r.Volatility),
		f(r.Probability), f(r.ProbLo), f(r.ProbHi), f(r.Horizon), when, r.Driver}
}

// String is the table for people.
func (t Table) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "as of\tproducer\tfrom\tto\tmeasure\tgap\tdrift\tvolatility\tprobability\tfirst\texpected\tdriver")
	for _, r := range t {
		when := "never in expectation"
		if r.Expected != nil {
			when = fmt.Sprintf("%.0f", *r.Expected)
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%.3f\t%+.4f\t%.4f\t%.2f (%.2f-%.2f) in %gy\t%.2f\t%s\t%s\n", r.AsOf, r.Producer, r.From, r.To,
			r.Measure, r.Gap, r.Drift, r.Volatility, r.Probability, r.ProbLo, r.ProbHi, r.Horizon, r.First, when, r.Driver)
	}
	w.Flush()
	return b.String()
}
