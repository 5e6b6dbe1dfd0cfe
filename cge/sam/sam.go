package sam

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A SAM is a social accounting matrix: cell (row, column) is what the column
// account pays to the row account. Every cell is finite, negative ones are
// allowed. Methods never change it. The zero SAM has no accounts.
type SAM struct {
	accounts []string
	index    map[string]int
	values   []float64 // row-major
	unit     quantity.Unit
	sources  []string
}

// New builds a matrix from row-major cells, accounts × accounts, in a unit such
// as "MUSD2017" ("1" for numbers without one). Labels are distinct, printable
// and without space around them. NaN and Inf are errors that name the cell.
func New(unit string, accounts []string, values []float64) (*SAM, error) {
	u, err := quantity.ParseUnit(unit)
	if err != nil {
		return nil, fmt.Errorf("sam: New: %w", err)
	}
	return build("New", u, slices.Clone(accounts), slices.Clone(values), nil)
}

// build owns its slices from here on.
func build(op string, unit quantity.Unit, accounts []string, values []float64, sources []string) (*SAM, error) {
	index, err := indexOf(accounts)
	if err != nil {
		return nil, fmt.Errorf("sam: %s: %w", op, err)
	}
	m := &SAM{accounts, index, values, unit, sources}
	n := len(accounts)
	if len(values) != n*n {
		return nil, fmt.Errorf("sam: %s: %d values for %d accounts; a square matrix has %d", op, len(values), n, n*n)
	}
	sum := 0.0
	for k, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("sam: %s: cell %s is %v; every cell is a finite number", op, m.where(k), v)
		}
		values[k] = v + 0 // one zero, not two
		sum += math.Abs(v)
	}
	if sum > math.MaxFloat64/16 { // so that sums and gaps of totals stay finite
		return nil, fmt.Errorf("sam: %s: the cells add up to the end of the range of float64; take a larger unit than %s", op, unit)
	}
	return m, nil
}

// indexOf maps labels to positions; it refuses labels that a table or a CSV
// file could not show or return.
func indexOf(accounts []string) (map[string]int, error) {
	if len(accounts) == 0 {
		return nil, fmt.Errorf("no accounts")
	}
	index := make(map[string]int, len(accounts))
	for i, a := range accounts {
		if a == "" {
			return nil, fmt.Errorf("account %d has no label", i+1)
		}
		if !utf8.ValidString(a) || strings.ContainsFunc(a, func(r rune) bool { return !unicode.IsPrint(r) }) || strings.TrimSpace(a) != a {
			return nil, fmt.Errorf("account %d: label %q has space around it or a character that cannot be printed", i+1, a)
		}
		if j, twice := index[a]; twice {
			return nil, fmt.Errorf("label %q stands for accounts %d and %d; labels are distinct", a, j+1, i+1)
		}
		index[a] = i
	}
	return index, nil
}

// where names cell k of the row-major storage.
func (m *SAM) where(k int) string {
	n := len(m.accounts)
	return cellName(m.accounts[k/n], m.accounts[k%n])
}

func cellName(row, col string) string { return "(" + row + ", " + col + ")" }

// find returns the position of an account.
func (m *SAM) find(op, account string) (int, error) {
	if i, ok := m.index[account]; ok {
		return i, nil
	}
	return 0, fmt.Errorf("sam: %s: no account %q; there are %s", op, account, listed(m.accounts, 8))
}

// listed joins labels, at most limit of them.
func listed(labels []string, limit int) string {
	if n := len(labels); n > limit {
		return fmt.Sprintf("%s and %d more", strings.Join(labels[:limit], ", "), n-limit)
	}
	return strings.Join(labels, ", ")
}

func (m *SAM) findCell(op, row, col string) (int, error) {
	i, err := m.find(op, row)
	if err != nil {
		return 0, err
	}
	j, err := m.find(op, col)
	return i*len(m.accounts) + j, err
}

// Accounts in order; the slice is a copy.
func (m *SAM) Accounts() []string { return slices.Clone(m.accounts) }

// Len is the number of accounts.
func (m *SAM) Len() int { return len(m.accounts) }

// Unit of every cell.
func (m *SAM) Unit() quantity.Unit { return m.unit }

// Sources lists the ids of the sources the cells rest on, where the quantity
// or file the matrix came from gave them.
func (m *SAM) Sources() []string { return slices.Clone(m.sources) }

// At is what account col pays to account row.
func (m *SAM) At(row, col string) (float64, error) {
	k, err := m.findCell("At", row, col)
	if err != nil {
		return 0, err
	}
	return m.values[k], nil
}

// With returns a copy in which account col pays v to account row.
func (m *SAM) With(row, col string, v float64) (*SAM, error) {
	k, err := m.findCell("With", row, col)
	if err != nil {
		return nil, err
	}
	values := slices.Clone(m.values)
	values[k] = v
	return build("With", m.unit, m.accounts, values, m.sources)
}

// Row is what the account receives, from each account in order.
func (m *SAM) Row(account string) ([]float64, error) {
	i, err := m.find("Row", account)
	if err != nil {
		return nil, err
	}
	n := len(m.accounts)
	return slices.Clone(m.values[i*n : (i+1)*n]), nil
}

// Col is what the account pays, to each account in order.
func (m *SAM) Col(account string) ([]float64, error) {
	j, err := m.find("Col", account)
	if err != nil {
		return nil, err
	}
	n := len(m.accounts)
	out := make([]float64, n)
	for i := range out {
		out[i] = m.values[i*n+j]
	}
	return out, nil
}

// Totals are what one account receives (row) and pays (col).
func (m *SAM) Totals(account string) (row, col float64, err error) {
	i, err := m.find("Totals", account)
	if err != nil {
		return 0, 0, err
	}
	t := m.totals()
	return t.row[i], t.col[i], nil
}

// RowTotals are the receipts of every account in order.
func (m *SAM) RowTotals() []float64 { return m.totals().row }

// ColTotals are the payments of every account in order.
func (m *SAM) ColTotals() []float64 { return m.totals().col }

// totals are the sums of every account; turnover is the larger of the sums of
// magnitudes in its row and its column, against which gaps are measured.
type totals struct {
	row, col, turnover []float64
}

func (m *SAM) totals() totals {
	n := len(m.accounts)
	t := totals{make([]float64, n), make([]float64, n), make([]float64, n)}
	for a := range n {
		var row, col exact
		gets, pays := 0.0, 0.0
		for b := range n {
			in, out := m.values[a*n+b], m.values[b*n+a]
			row.add(in)
			col.add(out)
			gets, pays = gets+math.Abs(in), pays+math.Abs(out)
		}
		t.row[a], t.col[a], t.turnover[a] = row.value(), col.value(), max(gets, pays)
	}
	return t
}

// exact is a compensated sum (Neumaier 1974): its error does not grow with the
// number of terms, so the order of the accounts does not show in the totals.
type exact struct{ sum, lost float64 }

func (e *exact) add(x float64) {
	s := e.sum + x
	if math.Abs(e.sum) >= math.Abs(x) {
		e.lost += (e.sum - s) + x
	} else {
		e.lost += (x - s) + e.sum
	}
	e.sum = s
}

func (e *exact) value() float64 { return e.sum + e.lost }
