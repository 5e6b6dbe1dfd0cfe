package charts

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// textColumns is the most values that a row of text/plain shows; of more, the
// first, the last and some between.
const textColumns = 8

// textRows is the most categories that text/plain lists.
const textRows = 30

// pictureText is a figure for terminals and diffs: title, unit, a compact table,
// notes and sources.
func pictureText(p display.Payload, pic picture) string {
	var b strings.Builder
	title := p.Title
	if title == "" {
		title = p.ID
	}
	heading, rows, left := pic.table()
	b.WriteString(clean(title))
	if heading != "" {
		b.WriteString(", " + clean(heading))
	}
	b.WriteString("\n")
	writeAligned(&b, rows, left)
	writeFootText(&b, append(pic.remarks(), p.Notes...), p.Sources)
	return strings.TrimRight(b.String(), "\n")
}

func (c chartPicture) table() (heading string, rows [][]string, left int) {
	if at, _ := numbersOf(c.d.x); at == nil && len(c.d.series) <= textColumns {
		return c.d.yTitle(), c.d.categoryRows(), 1
	}
	return c.d.yTitle(), c.d.seriesRows(), 1
}

// some picks at most limit positions of n: the ends and even steps between.
func some(n, limit int) []int {
	out := make([]int, min(n, limit))
	for k := range out {
		if out[k] = k; n > limit {
			out[k] = (k*(n-1) + (limit-1)/2) / (limit - 1)
		}
	}
	return out
}

// columns picks the positions on x to print: round years where there are many,
// always the first and the last.
func (d *drawing) columns() []int {
	n := len(d.x)
	at, ok := numbersOf(d.x)
	if !ok || n <= textColumns {
		return some(n, textColumns)
	}
	step := niceStep(at[n-1]-at[0], textColumns-2)
	out := []int{0}
	for i := 1; i < n-1; i++ {
		if r := at[i] / step; math.Abs(r-math.Round(r)) < 1e-9 {
			out = append(out, i)
		}
	}
	if len(out) > textColumns-1 || len(out) < 3 {
		return some(n, textColumns)
	}
	return append(out, n-1)
}

// seriesRows has a row per series and a column per chosen x.
func (d *drawing) seriesRows() [][]string {
	at := d.columns()
	head := []string{d.xName}
	for _, i := range at {
		head = append(head, d.x[i])
	}
	rows := [][]string{head}
	for _, s := range d.series {
		for _, part := range s.parts() {
			row := []string{part.label}
			if part.label == "" {
				row[0] = d.rowName()
			}
			print := readable(part.y)
			for _, i := range at {
				row = append(row, print(part.y[i]))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// rowName names the only series.
func (d *drawing) rowName() string {
	if d.yName != "" {
		return d.yName
	}
	return "value"
}

// parts are the rows of a series: the value, then the lower edges of its bands
// and the upper ones, rising.
func (s series) parts() []series {
	out := []series{s}
	var upper []series
	for _, b := range s.bands {
		if len(present(series{y: b.low})) > 0 {
			out = append(out, series{label: strings.TrimSpace(s.label + " " + b.lowName), y: b.low})
			upper = append([]series{{label: strings.TrimSpace(s.label + " " + b.highName), y: b.high}}, upper...)
		}
	}
	return append(out, upper...)
}

// categoryRows has a row per category and a column per series.
func (d *drawing) categoryRows() [][]string {
	var all []series
	for _, s := range d.series {
		all = append(all, s.parts()...)
	}
	head := []string{d.xName}
	for _, s := range all {
		if s.label == "" {
			s.label = d.rowName()
		}
		head = append(head, s.label)
	}
	rows := [][]string{head}
	for i, x := range d.x {
		if i == textRows && len(d.x) > textRows+1 {
			return append(rows, []string{fmt.Sprintf("... %d more", len(d.x)-i)})
		}
		row := []string{x}
		for _, s := range all {
			row = append(row, readable(s.y)(s.y[i]))
		}
		rows = append(rows, row)
	}
	return rows
}

// writeAligned writes rows as columns, the first left ones to the left, the
// others to the right.
func writeAligned(b *strings.Builder, rows [][]string, left int) {
	right := make([]bool, 0)
	for i := range rows[0] {
		right = append(right, i >= left)
	}
	writeColumns(b, rows, right)
}

// writeColumns aligns each column as told.
func writeColumns(b *strings.Builder, rows [][]string, right []bool) {
	width := make([]int, len(right))
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], utf8.RuneCountInString(clean(c)))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, c := range r {
			c = clean(c)
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if right[i] {
				c, pad = pad, c
			}
			line.WriteString(c + pad + "  ")
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// clean keeps a text on its line: control characters become blanks.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// writeFootText writes notes and sources below a table.
func writeFootText(b *strings.Builder, notes []string, sources []display.Source) {
	for _, n := range notes {
		b.WriteString(clean(n) + "\n")
	}
	for i, s := range sources {
		if i == 0 {
			b.WriteString(sourceWord(len(sources)))
		} else {
			b.WriteString("         ")
		}
		fmt.Fprintln(b, clean(cited(s)))
	}
}
