package sam

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// digits is how many significant digits of the largest number a printed column
// shows; shown is how many lines a printed list has before it is cut.
const (
	digits = 8
	shown  = 10
)

// number prints one figure with up to ten significant digits.
func number(x float64) string {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 10, 64), 64)
	if a := math.Abs(v); a != 0 && (a < 1e-5 || a >= 1e15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// small prints a relative size with two significant digits.
func small(x float64) string { return strconv.FormatFloat(x, 'g', 2, 64) }

// column prints figures under one another with one number of decimals, enough
// for the largest to show digits significant ones and no more than they need.
func column(values []float64) []string {
	largest := 0.0
	for _, v := range values {
		largest = max(largest, math.Abs(v))
	}
	out := make([]string, len(values))
	if largest != 0 && (largest < 1e-4 || largest >= 1e15) {
		for i, v := range values {
			out[i] = strconv.FormatFloat(v, 'e', 3, 64)
		}
		return out
	}
	decimals := 0
	if largest > 0 {
		decimals = max(0, digits-1-int(math.Floor(math.Log10(largest))))
	}
	for decimals > 0 && !slices.ContainsFunc(values, func(v float64) bool { return needs(v, decimals) }) {
		decimals--
	}
	for i, v := range values {
		out[i] = strconv.FormatFloat(v, 'f', decimals, 64)
		if strings.Trim(out[i], "-0.") == "" {
			out[i] = strings.TrimPrefix(out[i], "-")
		}
	}
	return out
}

// needs reports whether the last of the decimals of v is not 0.
func needs(v float64, decimals int) bool {
	return !strings.HasSuffix(strconv.FormatFloat(v, 'f', decimals, 64), "0")
}

// table aligns columns of text, each with its head; the first left columns to
// the left, the others to the right.
type table struct {
	heads []string
	cols  [][]string
	left  int
}

func (t *table) add(head string, cells []string) {
	t.heads, t.cols = append(t.heads, head), append(t.cols, cells)
}

func (t *table) write(b *strings.Builder) {
	if len(t.cols) == 0 {
		return
	}
	width := make([]int, len(t.cols))
	for k, c := range t.cols {
		width[k] = utf8.RuneCountInString(t.heads[k])
		for _, s := range c {
			width[k] = max(width[k], utf8.RuneCountInString(s))
		}
	}
	t.line(b, width, func(k int) string { return t.heads[k] })
	for i := range t.cols[0] {
		t.line(b, width, func(k int) string { return t.cols[k][i] })
	}
}

func (t *table) line(b *strings.Builder, width []int, cell func(k int) string) {
	var line strings.Builder
	for k, w := range width {
		s := cell(k)
		pad := strings.Repeat(" ", w-utf8.RuneCountInString(s))
		if k < t.left {
			s += pad
		} else {
			s = pad + s
		}
		if k > 0 {
			s = "  " + s
		}
		line.WriteString(s)
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// String prints the matrix, zeros as dots; of one with more than ten accounts
// it prints the totals of the ten largest.
func (m *SAM) String() string {
	n := len(m.accounts)
	var b strings.Builder
	b.WriteString(strconv.Itoa(n) + " accounts, " + m.unit.String() + "\n")
	if n > shown {
		m.writeTotals(&b)
	} else {
		m.writeCells(&b)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (m *SAM) writeCells(b *strings.Builder) {
	n := len(m.accounts)
	t := table{left: 1}
	t.add("", m.accounts)
	for j, a := range m.accounts {
		col := make([]float64, n)
		for i := range col {
			col[i] = m.values[i*n+j]
		}
		cells := column(col)
		for i, v := range col {
			if v == 0 {
				cells[i] = "."
			}
		}
		t.add(a, cells)
	}
	t.add("total", column(m.totals().row))
	t.write(b)
}

func (m *SAM) writeTotals(b *strings.Builder) {
	sums := m.totals()
	order := make([]int, len(m.accounts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return descending(sums.turnover[a], sums.turnover[b]) })
	order = order[:shown]
	pick := func(from []float64) []string {
		out := make([]float64, len(order))
		for k, i := range order {
			out[k] = from[i]
		}
		return column(out)
	}
	labels := make([]string, len(order))
	for k, i := range order {
		labels[k] = m.accounts[i]
	}
	t := table{left: 1}
	t.add("account", labels)
	t.add("row total", pick(sums.row))
	t.add("column total", pick(sums.col))
	t.write(b)
	b.WriteString("... " + strconv.Itoa(len(m.accounts)-len(order)) + " more accounts\n")
}

// descending compares finite numbers, the larger first.
func descending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}
