package charts

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// A sheet is a table ready to print.
type sheet struct {
	title string
	head  []string
	unit  []string // per column, below its name
	right []bool   // numbers stand to the right
	mark  []bool   // columns that mark their row
	rows  [][]string
}

// maxRows is how many rows are printed; the payload holds them all.
const maxRows = 200

func renderTable(p display.Payload, id string) (display.Bundle, error) {
	v, err := parseView(p.View)
	if err != nil {
		return nil, err
	}
	s := sheet{title: p.Title}
	switch {
	case len(p.Columns) > 0 && len(p.Axes) > 0:
		return nil, fmt.Errorf("a table holds axes or columns, not both")
	case len(p.Columns) > 0:
		s.fromColumns(p.Columns, v)
	case len(p.Axes) > 0 && len(p.Values) > 0:
		s.fromArray(p, v)
	default:
		return nil, fmt.Errorf("a table needs columns or an array")
	}
	return display.Bundle{display.MIMEHTML: s.html(p, id), display.MIMEText: s.text(p)}, nil
}

// printer prints the values of column i with the digits that the author asked
// for, or a choice from the values.
func (v view) printer(i int, values []float64) func(float64) string {
	switch {
	case i >= len(v.Digits) || v.Digits[i] == automatic:
		return readable(values)
	case v.Digits[i] == separate:
		return func(x float64) string { return formatNumber(x, digitsFor([]float64{x})) }
	}
	return func(x float64) string { return formatNumber(x, v.Digits[i]) }
}

func (s *sheet) fromColumns(cols []display.Column, v view) {
	n := max(len(cols[0].Text), len(cols[0].Values))
	s.rows = make([][]string, n)
	for i, c := range cols {
		s.add(c.Name, c.Unit, c.Values != nil, slices.Contains(v.Marks, i))
		print := v.printer(i, c.Values)
		for r := range s.rows {
			cell := ""
			if c.Values != nil {
				cell = print(c.Values[r])
			} else if r < len(c.Text) {
				cell = c.Text[r]
			}
			s.rows[r] = append(s.rows[r], cell)
		}
	}
}

func (s *sheet) add(name, unit string, right, mark bool) {
	if unit == "1" {
		unit = ""
	}
	s.head, s.unit = append(s.head, name), append(s.unit, unit)
	s.right, s.mark = append(s.right, right), append(s.mark, mark)
}

// fromArray puts one axis across and the others down. The unit stands with the
// title, since all values share it.
func (s *sheet) fromArray(p display.Payload, v view) {
	s.title = withUnit(p.Title, p.Unit)
	last := len(p.Axes) - 1
	down, across := p.Axes[:last], p.Axes[last]
	if len(p.Axes) == 1 { // one axis reads better as a column
		down, across = p.Axes, display.Axis{Labels: []string{"value"}}
	}
	for _, a := range down {
		s.add(a.Name, "", false, false)
	}
	n := len(across.Labels)
	for _, l := range across.Labels {
		s.add(l, "", true, false)
	}
	print := v.printer(0, p.Values)
	for r := range len(p.Values) / n {
		row := labelsOf(down, r)
		for c := range n {
			row = append(row, print(p.Values[r*n+c]))
		}
		s.rows = append(s.rows, row)
	}
}

// labelsOf are the labels of the r-th row over the axes, the last running
// fastest.
func labelsOf(axes []display.Axis, r int) []string {
	out := make([]string, len(axes))
	for k := len(axes) - 1; k >= 0; k-- {
		n := len(axes[k].Labels)
		out[k] = axes[k].Labels[r%n]
		r /= n
	}
	return out
}

// printed are the rows that are shown, and how many are not.
func (s *sheet) printed() (rows [][]string, more int) {
	n := min(len(s.rows), maxRows)
	return s.rows[:n], len(s.rows) - n
}

// marked reports whether a row carries a mark.
func (s *sheet) marked(row []string) bool {
	for i, m := range s.mark {
		if m && row[i] != "" {
			return true
		}
	}
	return false
}

func (s *sheet) text(p display.Payload) string {
	var b strings.Builder
	if s.title != "" {
		b.WriteString(clean(s.title) + "\n")
	}
	head := make([]string, len(s.head))
	for i, h := range s.head {
		head[i] = withUnit(h, s.unit[i])
	}
	rows, more := s.printed()
	writeColumns(&b, append([][]string{head}, rows...), s.right)
	if more > 0 {
		fmt.Fprintf(&b, "... %d more rows\n", more)
	}
	writeFootText(&b, p.Notes, p.Sources)
	return strings.TrimRight(b.String(), "\n")
}

func (s *sheet) html(p display.Payload, id string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<div id=\"%s\" class=\"lodestone\" style=\"overflow-x:auto\">\n", id)
	if s.title != "" { // above the table and no caption of it, which a narrow table would break
		fmt.Fprintf(&b, "<p style=\"font-weight:bold;margin:4px 0\">%s</p>\n", html.EscapeString(s.title))
	}
	fmt.Fprintf(&b, "<table cellpadding=\"4\" cellspacing=\"0\"%s>\n", s.wrapping())
	b.WriteString("<thead><tr>")
	for i, h := range s.head {
		unit := ""
		if s.unit[i] != "" {
			unit = "<br><span style=\"font-weight:normal\">" + html.EscapeString(s.unit[i]) + "</span>"
		}
		b.WriteString("<th style=\"text-align:" + s.side(i) + ";white-space:normal;vertical-align:bottom" + roomy(h) + "\">" + html.EscapeString(h) + unit + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	rows, more := s.printed()
	for _, r := range rows {
		b.WriteString(s.rowHTML(r))
	}
	b.WriteString("</tbody>\n</table>\n")
	var notes []string
	if more > 0 {
		notes = append(notes, fmt.Sprintf("%d more rows.", more))
	}
	writeFootHTML(&b, append(notes, p.Notes...), p.Sources)
	return b.String() + "</div>"
}

// wrapping keeps the cells of a table of short cells on one line each; a table
// with sentences wraps.
func (s *sheet) wrapping() string {
	const short = 40
	for _, r := range s.rows {
		if slices.ContainsFunc(r, func(c string) bool { return len(c) > short }) {
			return ""
		}
	}
	return " style=\"white-space:nowrap\""
}

func (s *sheet) rowHTML(row []string) string {
	var b strings.Builder
	b.WriteString("<tr")
	if s.marked(row) {
		b.WriteString(" style=\"background-color:#fff4d6;color:#222\"")
	}
	b.WriteString(">")
	for i, c := range row {
		cell := html.EscapeString(c)
		if s.mark[i] {
			cell = "<em>" + cell + "</em>"
		}
		b.WriteString("<td" + s.align(i) + ">" + cell + "</td>")
	}
	return b.String() + "</tr>\n"
}

// roomy keeps a long head from wrapping after each word.
func roomy(head string) string {
	if utf8.RuneCountInString(head) > 16 {
		return ";min-width:8em"
	}
	return ""
}

func (s *sheet) align(i int) string { return " style=\"text-align:" + s.side(i) + "\"" }

// side is where the cells of a column stand.
func (s *sheet) side(i int) string {
	if s.right[i] {
		return "right"
	}
	return "left"
}
