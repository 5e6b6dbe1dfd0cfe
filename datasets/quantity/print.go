package quantity

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// printed is how many labels of an axis String shows before it shortens.
const printed = 12

// FormatValue prints a number with four significant digits, as tables for
// people do: 0.1234, 12.35, 1235, 12350, 1.235e+09. Stored numbers keep all digits.
func FormatValue(x float64) string {
	if s := strconv.FormatFloat(x, 'g', 4, 64); !strings.Contains(s, "e+") {
		return s
	} else if v, _ := strconv.ParseFloat(s, 64); v < 1e9 && v > -1e9 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	} else {
		return s
	}
}

// String prints the shape, the unit and a table: the last axis across, the
// others down; long axes are shortened in the middle. A failed array prints
// its error.
func (a Array) String() string {
	if err := a.Err(); err != nil {
		return "error: " + err.Error()
	}
	if len(a.axes) == 0 {
		return FormatValue(a.data[0]) + " " + a.unit.String()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s\n", shapeOf(a.axes), a.unit)
	last := len(a.axes) - 1
	cols := a.axes[last]
	across := shorten(len(cols.Labels), 8)
	head := append(namesOf(a.axes[:last]), picked(cols.Labels, across)...)
	rows := [][]string{head}
	n := len(cols.Labels)
	total := len(a.data) / n
	for _, r := range shorten(total, printed) {
		if r < 0 {
			rows = append(rows, []string{"..."})
			continue
		}
		row := make([]string, 0, len(head))
		for k, s := range strides(a.axes)[:last] {
			row = append(row, a.axes[k].Labels[r*n/s%len(a.axes[k].Labels)])
		}
		for _, c := range across {
			if c < 0 {
				row = append(row, "...")
			} else {
				row = append(row, FormatValue(a.data[r*n+c]))
			}
		}
		rows = append(rows, row)
	}
	writeColumns(&b, rows, last)
	return strings.TrimRight(b.String(), "\n")
}

// shorten returns 0..n-1, or its two ends around -1 when n exceeds limit.
func shorten(n, limit int) []int {
	var out []int
	for i := range n {
		if n > limit && i == limit/2 {
			out = append(out, -1)
		}
		if n <= limit || i < limit/2 || i >= n-limit/2+1 {
			out = append(out, i)
		}
	}
	return out
}

func picked(labels []string, at []int) []string {
	out := make([]string, len(at))
	for i, p := range at {
		if out[i] = "..."; p >= 0 {
			out[i] = labels[p]
		}
	}
	return out
}

// writeColumns aligns the first left columns to the left, the rest to the right.
func writeColumns(b *strings.Builder, rows [][]string, left int) {
	var width []int
	for _, r := range rows {
		for i, c := range r {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, c := range r {
			if i > 0 {
				line.WriteString("  ")
			}
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if i < left {
				line.WriteString(c + pad)
			} else {
				line.WriteString(pad + c)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
