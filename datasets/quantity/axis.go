package quantity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An Axis is a name and its ordered, distinct labels, such as "mineral" with
// "lithium", "cobalt". Years are labels in decimal digits.
type Axis struct {
	Name   string
	Labels []string
}

// NewAxis builds an axis. Arrays check it when they are built: a name and
// every label must be non-empty, and labels distinct.
func NewAxis(name string, labels ...string) Axis { return Axis{name, labels} }

// Years is the axis "year" from first to last, both included. It is empty when
// last comes before first, and arrays refuse an empty axis.
func Years(first, last int) Axis {
	a := Axis{Name: "year"}
	for y := first; y <= last; y++ {
		a.Labels = append(a.Labels, strconv.Itoa(y))
	}
	return a
}

// YearsOf is the axis "year" over the given years, in their order.
func YearsOf(years ...int) Axis {
	a := Axis{Name: "year"}
	for _, y := range years {
		a.Labels = append(a.Labels, strconv.Itoa(y))
	}
	return a
}

// Index returns the position of label, or -1.
func (a Axis) Index(label string) int { return slices.Index(a.Labels, label) }

// Len is the number of labels.
func (a Axis) Len() int { return len(a.Labels) }

// Years reads the labels as years; an error names the first that is none.
func (a Axis) Years() ([]int, error) {
	out := make([]int, len(a.Labels))
	for i, l := range a.Labels {
		y, err := strconv.Atoi(l)
		if err != nil {
			return nil, fmt.Errorf("quantity: axis %q: label %q is not a year", a.Name, l)
		}
		out[i] = y
	}
	return out, nil
}

// check reports an empty name, no labels, or an empty or repeated label.
func (a Axis) check() error {
	if a.Name == "" {
		return fmt.Errorf("an axis has no name")
	}
	if len(a.Labels) == 0 {
		return fmt.Errorf("axis %q has no labels", a.Name)
	}
	if a.rising() {
		return nil
	}
	seen := make(map[string]int, len(a.Labels))
	for i, l := range a.Labels {
		if l == "" {
			return fmt.Errorf("axis %q: label %d is empty", a.Name, i)
		}
		if j, ok := seen[l]; ok {
			return fmt.Errorf("axis %q: label %q stands at %d and %d; labels are distinct", a.Name, l, j, i)
		}
		seen[l] = i
	}
	return nil
}

// rising reports labels in strictly rising order, as years are: none is empty
// and none stands twice, which needs no map to see.
func (a Axis) rising() bool {
	before := ""
	for _, l := range a.Labels {
		if l <= before {
			return false
		}
		before = l
	}
	return true
}

// index maps each label to its position.
func (a Axis) index() map[string]int {
	m := make(map[string]int, len(a.Labels))
	for i, l := range a.Labels {
		m[l] = i
	}
	return m
}

// positions returns where each label of want stands in a, or an error that
// names the first difference between the two label sets.
func (a Axis) positions(want Axis) ([]int, error) {
	if slices.Equal(a.Labels, want.Labels) {
		return nil, nil
	}
	idx := a.index()
	out := make([]int, len(want.Labels))
	var missing string
	for i, l := range want.Labels {
		p, ok := idx[l]
		if !ok {
			missing = l
			break
		}
		out[i] = p
	}
	extra := ""
	other := want.index()
	for _, l := range a.Labels {
		if _, ok := other[l]; !ok {
			extra = l
			break
		}
	}
	switch {
	case missing != "" && extra != "":
		return nil, fmt.Errorf("axis %q: left has %q, right has %q", a.Name, missing, extra)
	case missing != "":
		return nil, fmt.Errorf("axis %q: left has %q, right has no such label", a.Name, missing)
	case extra != "":
		return nil, fmt.Errorf("axis %q: right has %q, left has no such label", a.Name, extra)
	}
	return out, nil
}

// String prints the name and the labels, shortened in the middle when long.
func (a Axis) String() string {
	l := a.Labels
	if len(l) > 6 {
		l = append(append(slices.Clone(l[:3]), "..."), l[len(l)-2:]...)
	}
	return fmt.Sprintf("%s[%d: %s]", a.Name, len(a.Labels), strings.Join(l, " "))
}
