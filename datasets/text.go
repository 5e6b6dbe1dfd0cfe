package datasets

import (
	"encoding/csv"
	"os"
	"strings"
)

// lineOf is the line on which row i of a table file starts, 0 when the file
// cannot be read any more. It serves error messages.
func lineOf(path string, i int) int {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	cr := csv.NewReader(f)
	for range i + 2 { // the header and i rows come before
		if _, err := cr.Read(); err != nil {
			return 0
		}
	}
	line, _ := cr.FieldPos(0)
	return line
}

// suggest says which known name is near to one that is not known, or points
// at the list.
func suggest(name string, names []string) string {
	var near []string
	for _, n := range names {
		a, b := strings.ToLower(name), strings.ToLower(n)
		if distance(a, b) <= max(1, len(n)/3) || len(a) > 3 && strings.Contains(b, a) {
			near = append(near, n)
		}
	}
	switch {
	case len(near) == 0 && len(names) <= 12:
		near = names
	case len(near) == 0:
		return "; `lodestone data list` shows them all"
	}
	if len(near) == 1 {
		return "; did you mean " + near[0] + "?"
	}
	return "; near or possible: " + strings.Join(near, ", ")
}

// distance is the number of letters to insert, drop, change or swap with
// their neighbour between a and b (optimal string alignment).
func distance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
