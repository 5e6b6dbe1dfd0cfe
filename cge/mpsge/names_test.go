package mpsge

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNames(t *testing.T) {
	n := newNames()
	for _, c := range []struct{ name, want string }{
		{"PX", "PX"},
		{"px", "px_2"},
		{"px_2", "px_2_2"},
		{"Sum", "Sum_2"},
		{"eq_001", "eq_001_2"},
		{"eq_one", "eq_one"},
		{"2x", "x2x"},
		{"", "x"},
		{"a b.c", "a_b_c"},
		{"é", "x_"},
		{"_", "x__2"},
		{strings.Repeat("a", 70), strings.Repeat("a", 63)},
		{strings.Repeat("A", 71), strings.Repeat("A", 61) + "_2"},
	} {
		n.enter(c.name)
		if got := n.gams(c.name); got != c.want {
			t.Errorf("%q became %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever the names, identifiers are legal and all different, upper case or
// lower.
func TestNamesProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfNDistinct(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-bA-B_0-1]{0,3}`), rapid.SampledFrom([]string{"set", "SET", "mps", "EQ_1"})), 0, 30, rapid.ID).Draw(t, "names")
		n := newNames()
		seen := map[string]bool{}
		for _, name := range list {
			n.enter(name)
			id := n.gams(name)
			if low := strings.ToLower(id); seen[low] || !isIdentifier(id) || isReserved(id) {
				t.Fatalf("%q became %q", name, id)
			} else {
				seen[low] = true
			}
		}
	})
}
