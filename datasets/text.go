package datasets

import (
	"encoding/csv"
	"os"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
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
		if quantity.Distance(a, b) <= max(1, len(n)/3) || len(a) > 3 && strings.Contains(b, a) {
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
