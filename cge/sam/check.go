package sam

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Gap is an account whose row total differs from its column total.
type Gap struct {
	Account  string
	Row, Col float64 // what it receives, what it pays
	Gap      float64 // Row - Col
	Relative float64 // |Gap| over the larger sum of magnitudes in row and column
	// OneSided is set where the account only pays or only receives (its
	// diagonal apart): no rescaling of its cells balances it.
	OneSided bool
}

// A Cell is a cell of a matrix and its value.
type Cell struct {
	Row, Col string
	Value    float64
}

// A Report says which accounts do not balance and which cells to look at.
type Report struct {
	Tolerance float64 // relative, see Gap.Relative
	Accounts  int     // of the matrix
	Unit      string
	Gaps      []Gap // unbalanced accounts, the largest gap first
	// Suspects come in pairs: a cell and the one across the diagonal, of which
	// the sums cannot say which is wrong. The pair that closes most comes
	// first, in it the cell that is not 0, would not change sign, and would
	// change by the smaller share. A pair that leaves up to a tenth of the gap
	// open is named where nothing else comes as close. At most five pairs are
	// kept; where many gaps match by chance, as after rounding, there are none.
	Suspects []Suspect
	Negative []Cell // cells below 0, row by row: allowed, but worth a look
}

// Check compares row and column totals of every account. An account is
// unbalanced when its gap exceeds tol times the larger of the sums of
// magnitudes in its row and in its column; a tol below 0 or NaN counts as 0.
func (m *SAM) Check(tol float64) *Report {
	if !(tol > 0) {
		tol = 0
	}
	r := &Report{Tolerance: tol, Accounts: len(m.accounts), Unit: m.unit.String()}
	t := m.totals()
	var open []int
	for i := range m.accounts {
		if math.Abs(t.row[i]-t.col[i]) > tol*t.turnover[i] {
			open = append(open, i)
		}
	}
	slices.SortStableFunc(open, func(a, b int) int {
		return descending(math.Abs(t.row[a]-t.col[a]), math.Abs(t.row[b]-t.col[b]))
	})
	for _, i := range open {
		gap := t.row[i] - t.col[i]
		r.Gaps = append(r.Gaps, Gap{m.accounts[i], t.row[i], t.col[i], gap, math.Abs(gap) / t.turnover[i], m.oneSided(i)})
	}
	r.Suspects = m.suspects(open, t, tol)
	for k, v := range m.values {
		if v < 0 {
			n := len(m.accounts)
			r.Negative = append(r.Negative, Cell{m.accounts[k/n], m.accounts[k%n], v})
		}
	}
	return r
}

// oneSided reports that money of account a moves in one direction only. A
// negative payment is a receipt.
func (m *SAM) oneSided(a int) bool {
	n := len(m.accounts)
	in, out := false, false
	for b := range n {
		if b != a {
			gets, pays := m.values[a*n+b], m.values[b*n+a]
			in = in || gets > 0 || pays < 0
			out = out || pays > 0 || gets < 0
		}
	}
	return in != out
}

// Err is nil when every account balances; otherwise it names the worst account
// and the first suspect.
func (r *Report) Err() error {
	if len(r.Gaps) == 0 {
		return nil
	}
	g, hint := r.Gaps[0], ""
	if len(r.Suspects) > 0 {
		hint = "; " + r.Suspects[0].String()
	}
	return fmt.Errorf("sam: %d of %d accounts do not balance: %q receives %s and pays %s, a gap of %s%s",
		len(r.Gaps), r.Accounts, g.Account, number(g.Row), number(g.Col), number(g.Gap), hint)
}

// String prints the ten largest gaps, the suspects and a line on negative cells.
func (r *Report) String() string {
	var b strings.Builder
	if len(r.Gaps) == 0 {
		fmt.Fprintf(&b, "%d accounts balance (relative tolerance %s)\n", r.Accounts, small(r.Tolerance))
	} else {
		fmt.Fprintf(&b, "%d of %d accounts do not balance (relative tolerance %s), %s\n", len(r.Gaps), r.Accounts, small(r.Tolerance), r.Unit)
		writeGaps(&b, r.Gaps)
	}
	for k, s := range r.Suspects {
		if k%2 == 1 {
			b.WriteString("or ")
		}
		b.WriteString(s.String() + "\n")
	}
	if len(r.Negative) > 0 {
		low := slices.MinFunc(r.Negative, func(x, y Cell) int { return descending(y.Value, x.Value) })
		fmt.Fprintf(&b, "negative cells: %d, the lowest %s: %s\n", len(r.Negative), cellName(low.Row, low.Col), number(low.Value))
	}
	return strings.TrimRight(b.String(), "\n")
}

func writeGaps(b *strings.Builder, gaps []Gap) {
	rest := len(gaps) - shown
	gaps = gaps[:min(len(gaps), shown)]
	pick := func(f func(Gap) float64) []float64 {
		out := make([]float64, len(gaps))
		for i, g := range gaps {
			out[i] = f(g)
		}
		return out
	}
	var labels, relative, notes []string
	for _, g := range gaps {
		note := ""
		if g.OneSided {
			note = "one-sided: no rescaling balances it"
		}
		labels, relative, notes = append(labels, g.Account), append(relative, small(g.Relative)), append(notes, note)
	}
	t := table{left: 1}
	t.add("account", labels)
	t.add("row total", column(pick(func(g Gap) float64 { return g.Row })))
	t.add("column total", column(pick(func(g Gap) float64 { return g.Col })))
	t.add("gap", column(pick(func(g Gap) float64 { return g.Gap })))
	t.add("relative", relative)
	t.add("", notes)
	t.write(b)
	if rest > 0 {
		fmt.Fprintf(b, "... %d more accounts\n", rest)
	}
}
