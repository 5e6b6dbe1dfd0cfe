package quantity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// DidYouMean stands behind a name that is not known: ` (did you mean
// "lithium"?)`, with the known name that is most like it, or "" where none
// differs by less than one letter in three.
func DidYouMean(name string, known []string) string {
	near := Nearest(name, known)
	if len(near) == 0 || Distance(strings.ToLower(name), strings.ToLower(near[0])) > max(1, len(name)/3) {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", near[0])
}

// Nearest returns up to three of the known names that are like name, best first:
// those with few inserted, left out, changed or swapped letters, at most a
// third of the name and one more; upper and lower case are alike.
func Nearest(name string, known []string) []string {
	type found struct {
		name string
		d    int
	}
	var out []found
	want := []rune(strings.ToLower(name))
	limit := 1 + len(want)/3
	for _, k := range known {
		if d := distance(want, []rune(strings.ToLower(k)), limit); d <= limit && k != "" {
			out = append(out, found{k, d})
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Or(a.d-b.d, cmp.Compare(a.name, b.name)) })
	out = slices.Compact(out)
	var names []string
	for _, f := range out[:min(3, len(out))] {
		names = append(names, f.name)
	}
	return names
}

// Distance counts the letters inserted, left out, changed or swapped with their
// neighbour between a and b (optimal string alignment; Damerau 1964).
func Distance(a, b string) int {
	return distance([]rune(a), []rune(b), len(a)+len(b))
}

// distance is Distance; above limit it may return any larger number.
func distance(a, b []rune, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			d := min(last[j+1], row[j]) + 1
			if a[i] == b[j] {
				d = min(d, last[j])
			} else {
				d = min(d, last[j]+1)
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
