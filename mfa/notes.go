package mfa

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// notes gathers warnings: one line a kind and place, years with their values.
type notes struct {
	order []noteKey
	marks map[noteKey][]mark
}

type noteKey struct{ kind, where string }

type mark struct {
	year  string
	value float64
}

func (n *notes) add(kind, where, year string, value float64) {
	k := noteKey{kind, where}
	if n.marks == nil {
		n.marks = map[noteKey][]mark{}
	}
	if _, ok := n.marks[k]; !ok {
		n.order = append(n.order, k)
	}
	n.marks[k] = append(n.marks[k], mark{year, value})
}

// lines prints the notes in the order in which they came up: all years of a
// place, at most twenty places.
func (n *notes) lines() []string {
	var out []string
	for i, k := range n.order {
		if i == 20 {
			return append(out, fmt.Sprintf("and %d more places", len(n.order)-i))
		}
		parts := make([]string, len(n.marks[k]))
		for j, m := range n.marks[k] {
			parts[j] = m.year + " " + quantity.FormatValue(m.value)
		}
		line := k.kind
		if k.where != "" {
			line += ", " + k.where
		}
		out = append(out, line+": "+strings.Join(parts, ", "))
	}
	return out
}
