package expr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Unknown is the error of a name that stands for nothing. Bind knows no list of
// names; a caller that has one sets Near before it passes the error on:
//
//	var u *expr.Unknown
//	if errors.As(err, &u) {
//		u.Near = expr.Near(u.Name, known)
//	}
type Unknown struct {
	Name string   // the name
	In   string   // the text of the expression that holds it
	Near []string // known names like it, best first
}

// Error names the name, the expression and the near names.
func (u *Unknown) Error() string {
	s := fmt.Sprintf("expr: unknown name %q in %q", u.Name, u.In)
	if len(u.Near) > 0 {
		s += "; did you mean " + strings.Join(u.Near, ", ") + "?"
	}
	return s
}

// Near returns up to three of the known names that are like name, best first:
// those with few inserted, left out, changed or swapped letters, at most a
// third of the name and one more; upper and lower case are alike.
func Near(name string, known []string) []string {
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

// distance counts the letters inserted, left out, changed or swapped with their
// neighbour between a and b; above limit it may return any larger number.
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

// otherNames are what other languages call a function of ours.
var otherNames = map[string]string{"ln": "log", "loge": "log", "power": "pow", "rpower": "pow", "minimum": "min", "maximum": "max"}

// nearFunction suggests a function, or nothing.
func nearFunction(n string) string {
	if other, ok := otherNames[strings.ToLower(n)]; ok {
		return fmt.Sprintf("; did you mean %q?", other)
	}
	if strings.EqualFold(n, "sqr") {
		return "; write a square as x**2"
	}
	if near := Near(n, functionNames); len(near) > 0 {
		return fmt.Sprintf("; did you mean %q?", near[0])
	}
	return ""
}
