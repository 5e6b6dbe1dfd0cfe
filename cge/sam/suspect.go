package sam

import (
	"fmt"
	"math"
	"slices"
)

// A Suspect is a cell of which one change would close the gaps of both its
// accounts.
type Suspect struct {
	Cell
	Balanced float64 // the value that would balance them
	Left     float64 // the gap it would leave, 0 but for rounding where the two gaps are opposite
}

// String is the sentence of the report: "cell (steel, cars): 12.3, would
// balance at 15.3".
func (s Suspect) String() string {
	text := fmt.Sprintf("cell %s: %s, would balance at %s", cellName(s.Row, s.Col), number(s.Value), number(s.Balanced))
	if math.Abs(s.Left) > 1e-9*math.Abs(s.Balanced-s.Value) {
		text += fmt.Sprintf(" but for %s", number(math.Abs(s.Left)))
	}
	return text
}

// nearly is the share of the larger gap that may stay open after the change of
// one cell for the cell to be suspected; crowd is how many accounts may match
// one gap that well; pairs is how many pairs are kept.
const (
	nearly = 0.1
	crowd  = 2
	pairs  = 5
)

// pair is two accounts with opposite gaps: over receives more than it pays,
// under less.
type pair struct {
	over, under int
	amount      float64 // to move between them
	left        float64 // what stays open
	score       float64 // what the change closes less what it leaves
}

// suspects looks at every two unbalanced accounts with opposite gaps. In a
// matrix in which every account is off by a little, some gaps match by chance:
// a pair is named only where few others would do as well, and where it needs a
// cell that is 0 today or leaves something open, only where none would.
func (m *SAM) suspects(open []int, t totals, tol float64) []Suspect {
	var found []pair
	rivals := make([]int, len(m.accounts))
	for _, i := range open {
		for _, j := range open {
			gi, gj := t.row[i]-t.col[i], t.col[j]-t.row[j]
			if gi <= 0 || gj <= 0 || math.Abs(gi-gj) > nearly*max(gi, gj) {
				continue
			}
			rivals[i]++
			rivals[j]++
			p := pair{i, j, gi, gi - gj, 2*min(gi, gj) - math.Abs(gi-gj)}
			if t.turnover[j] < t.turnover[i] { // the gap with less rounding in it
				p.amount = gj
			}
			if math.Abs(p.left) <= tol*max(t.turnover[i], t.turnover[j]) {
				p.left = 0
			}
			found = append(found, p)
		}
	}
	found = slices.DeleteFunc(found, func(p pair) bool {
		most := max(rivals[p.over], rivals[p.under])
		n := len(m.accounts)
		empty := m.values[p.over*n+p.under] == 0 && m.values[p.under*n+p.over] == 0
		return most > crowd || most > 1 && (empty || p.left != 0)
	})
	slices.SortStableFunc(found, func(a, b pair) int { return descending(a.score, b.score) })
	var out []Suspect
	for _, p := range found[:min(len(found), pairs)] {
		out = append(out, m.either(p)...)
	}
	return out
}

// either returns the two cells that would close a pair, the likelier first.
func (m *SAM) either(p pair) []Suspect {
	at := func(row, col int, change float64) Suspect {
		v := m.values[row*len(m.accounts)+col]
		return Suspect{Cell{m.accounts[row], m.accounts[col], v}, v + change, p.left}
	}
	less, more := at(p.over, p.under, -p.amount), at(p.under, p.over, p.amount)
	if unlikely(more) < unlikely(less) {
		return []Suspect{more, less}
	}
	return []Suspect{less, more}
}

// unlikely ranks a change: of a cell that is not 0 by its share of the cell,
// below 1; then those that change a sign; then cells that are 0 now, the one
// that would turn negative last.
func unlikely(s Suspect) float64 {
	change := math.Abs(s.Balanced - s.Value)
	share := change / (change + math.Abs(s.Value))
	switch {
	case s.Value == 0 && s.Balanced < 0:
		return 4
	case s.Value == 0:
		return 3
	case s.Value*s.Balanced < 0:
		return 1 + share
	}
	return share
}
