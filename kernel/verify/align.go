package verify

import (
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
)

// An Edit is a place where the cells of a notebook are not those that were
// executed. Cell counts from 1; for a cell that is gone it is the one before,
// 0 at the start of the notebook.
type Edit struct {
	Cell int    `json:"cell"`
	What string `json:"what"` // such as "this cell of code was edited after the run"
}

// Edits compares the cells of a notebook with the seal of its stamp
// (kernel.Stamp.Cells): nothing if they are the same.
//
// Cells are lined up by the longest common sequence. Of what remains, a cell
// that stands elsewhere was moved, one that also stands elsewhere is a copy,
// one in the gap of another of its type was edited.
func Edits(nb *kernel.Notebook, seal []string) []Edit {
	lines, cells := sealed(nb)
	l := lineUp(seal, lines)
	return l.edits(cells)
}

// sealed is kernel.Seal with the index of each line's cell.
func sealed(nb *kernel.Notebook) (lines []string, cells []int) {
	for i, c := range nb.Cells {
		if s := kernel.SealCell(c); s != "" {
			lines, cells = append(lines, s), append(cells, i)
		}
	}
	return lines, cells
}

// A lineup pairs two lists of cells.
type lineup struct {
	was, is []string
	pairs   []int  // for each of is: its place in was, or -1
	used    []bool // for each of was: paired or moved
	moved   []bool // for each of is
}

func lineUp(was, is []string) *lineup {
	l := &lineup{was: was, is: is, pairs: commonSequence(was, is), used: make([]bool, len(was)), moved: make([]bool, len(is))}
	for _, p := range l.pairs {
		if p >= 0 {
			l.used[p] = true
		}
	}
	for j, p := range l.pairs {
		if p >= 0 {
			continue
		}
		for i := range was {
			if !l.used[i] && was[i] == is[j] {
				l.used[i], l.moved[j] = true, true
				break
			}
		}
	}
	return l
}

// edits walks the gaps between pairs.
func (l *lineup) edits(cells []int) []Edit {
	var out []Edit
	number := func(j int) int { // of the cell at or before j
		if j < 0 {
			return 0
		}
		return cells[j] + 1
	}
	next := 0
	for j := 0; j <= len(l.is); j++ {
		switch {
		case j == len(l.is) || l.pairs[j] >= 0:
			end := len(l.was)
			if j < len(l.is) {
				end = l.pairs[j]
			}
			for ; next < end; next++ {
				if !l.used[next] {
					out = append(out, Edit{number(j - 1), "after this cell " + noun(l.was[next]) + " was dropped after the run"})
				}
			}
			next = end + 1
		case l.moved[j]:
			out = append(out, Edit{number(j), "this cell was moved here after the run"})
		case slices.Contains(l.was, l.is[j]):
			out = append(out, Edit{number(j), "this cell is a copy, made after the run"})
		case l.takeOne(next, l.is[j]):
			out = append(out, Edit{number(j), "this cell was edited after the run"})
		default:
			out = append(out, Edit{number(j), "this cell was added after the run"})
		}
	}
	return out
}

// takeOne takes a cell of the same type out of the gap that begins at next.
func (l *lineup) takeOne(next int, line string) bool {
	kind, _, _ := strings.Cut(line, " ")
	for i := next; i < len(l.was) && !slices.Contains(l.pairs, i); i++ {
		if !l.used[i] && strings.HasPrefix(l.was[i], kind+" ") {
			l.used[i] = true
			return true
		}
	}
	return false
}

func noun(line string) string {
	if kind, _, _ := strings.Cut(line, " "); kind != kernel.CodeCell {
		return "a cell of prose"
	}
	return "a cell of code"
}

// commonSequence pairs the members of b with those of a along the longest
// common sequence; -1 stands for none.
func commonSequence(a, b []string) []int {
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if a[i] == b[j] {
				best[i][j] = 1 + best[i+1][j+1]
			}
		}
	}
	pairs := make([]int, len(b))
	for i, j := 0, 0; j < len(b); {
		switch {
		case i < len(a) && a[i] == b[j]:
			pairs[j] = i
			i, j = i+1, j+1
		case i < len(a) && best[i+1][j] >= best[i][j+1]:
			i++
		default:
			pairs[j] = -1
			j++
		}
	}
	return pairs
}
