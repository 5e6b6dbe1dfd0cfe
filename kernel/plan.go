package kernel

import (
	"fmt"
	"io"
	"time"
)

// A plan numbers the cells that a run executes and says how long they will
// take, as far as the journal remembers.
type plan struct {
	number   map[int]int // by cell index
	expected map[int]time.Duration
	left     time.Duration // of cells that are not done, where each is known
	known    bool
}

func newPlan(r *runner) plan {
	p := plan{number: map[int]int{}, expected: map[int]time.Duration{}, known: true}
	for i, c := range r.nb.Cells {
		if r.duty[i] != executes || !runs(c) {
			continue
		}
		p.number[i] = len(p.number) + 1
		seconds, ok := r.journal.took[SealCell(c)]
		p.known = p.known && ok
		p.expected[i] = time.Duration(seconds * float64(time.Second))
		p.left += p.expected[i]
	}
	return p
}

// longEnough is where telling how long things take begins to help.
const longEnough = 5 * time.Second

// clock is the clock of a cell, which knows how long the cell took last and
// what is left after it.
func (p *plan) clock(w io.Writer, i int, cell Cell) *cellClock {
	c := newCellClock(w, fmt.Sprintf("[%d/%d]", p.number[i], len(p.number)), cell.Source)
	p.left -= p.expected[i]
	if e := p.expected[i]; e > longEnough {
		c.expected = fmt.Sprintf(" of about %.0fs", e.Seconds())
	}
	if p.known && p.left > longEnough {
		c.left = fmt.Sprintf("  (about %.0fs to go)", p.left.Seconds())
	}
	return c
}
