package kernel

import (
	"fmt"
	"slices"
)

// A duty is what a run does with a cell.
type duty int

const (
	executes duty = iota // it is run
	defines              // what it declares is sent, since later cells may need it, and its outputs stay
	stays                // nothing is sent and its outputs stay
)

// duties follow from the choice of cells: those before a chosen one define,
// those after the last one stay as they are.
func (s *RunSettings) duties(nb *Notebook) ([]duty, error) {
	if len(s.Only) > 0 && s.From > 0 {
		return nil, fmt.Errorf("choose cells by number or from a number on, not both")
	}
	if s.Resume && s.partial() {
		return nil, fmt.Errorf("a resumed run goes on where the last one ended; choose no cells")
	}
	if s.Resume && s.State == "" {
		return nil, fmt.Errorf("a run can be resumed where a folder for its state is named")
	}
	for _, n := range append(slices.Clone(s.Only), max(s.From, 1)) {
		if n < 1 || n > max(len(nb.Cells), 1) {
			return nil, fmt.Errorf("there is no cell %d; the notebook has %d cells", n, len(nb.Cells))
		}
		if slices.Contains(s.Only, n) && !runs(nb.Cells[n-1]) {
			return nil, fmt.Errorf("cell %d has no code to run", n)
		}
	}
	out := make([]duty, len(nb.Cells))
	last := len(nb.Cells)
	if len(s.Only) > 0 {
		last = slices.Max(s.Only)
	}
	for i := range out {
		switch n := i + 1; {
		case n > last:
			out[i] = stays
		case n < s.From || len(s.Only) > 0 && !slices.Contains(s.Only, n):
			out[i] = defines
		}
	}
	return out, nil
}

// partial reports whether only some cells were chosen.
func (s *RunSettings) partial() bool { return len(s.Only) > 0 || s.From > 1 }
