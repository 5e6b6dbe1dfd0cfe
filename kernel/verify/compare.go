package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// Options of a comparison; the zero value knows declared values alone.
type Options struct {
	Name     string           // what the verdict calls the notebook
	Renderer display.Renderer // renders stored payloads again; nil is display.Plain
	Cached   bool             // the fresh execution was allowed cached results; the verdict says so
}

// Compare says whether the stored notebook is what the fresh execution, by
// kernel.Run, shows. Neither is changed; one fresh execution serves any number
// of stored notebooks.
func Compare(stored, fresh *kernel.Notebook, o *Options) Verdict {
	c := comparison{stored: stored, fresh: fresh}
	if o != nil {
		c.Options = *o
	}
	if c.Renderer == nil {
		c.Renderer = display.Plain()
	}
	v := Verdict{Notebook: c.Name, Cached: c.Cached}
	edits := c.stamps(&v)
	c.cells(&v)
	c.report(&v, edits)
	v.settle()
	return v
}

// A comparison is one call of Compare.
type comparison struct {
	Options
	stored, fresh *kernel.Notebook
}

// stamps compares what both came from, and the stored cells with their seal;
// where that is whole or absent, with the fresh cells.
func (c *comparison) stamps(v *Verdict) []Edit {
	now, _ := kernel.ReadStamp(c.fresh)
	then, ok := kernel.ReadStamp(c.stored)
	v.Stale = then.Differences(now)
	if !ok {
		v.Stale = []string{"it carries no stamp of a run; `lodestone run -in-place` writes one"}
	}
	if edits := Edits(c.stored, then.Cells); then.Cells != nil && len(edits) > 0 {
		return edits
	}
	return Edits(c.stored, kernel.Seal(c.fresh))
}

// cells compares the outputs of each cell of code with those of the same cell
// in the fresh execution.
func (c *comparison) cells(v *Verdict) {
	freshLines, freshCells := sealed(c.fresh)
	lines, cells := sealed(c.stored)
	partner := map[int]int{}
	for j, i := range commonSequence(freshLines, lines) {
		if i >= 0 {
			partner[cells[j]] = freshCells[i]
		}
	}
	for i, cell := range c.stored.Cells {
		if cell.Type != kernel.CodeCell {
			continue
		}
		if p, ok := partner[i]; ok {
			v.Cells = append(v.Cells, c.cell(i, cell, c.fresh.Cells[p]))
		} else if strings.TrimSpace(cell.Source) == "" && len(cell.Outputs) > 0 {
			v.Cells = append(v.Cells, CellVerdict{Cell: i + 1, Count: cell.Count, State: Differs, Says: "DIFFERS",
				Findings: []Finding{{What: "it shows outputs and holds no code"}}})
		}
	}
}

func (c *comparison) cell(i int, stored, fresh kernel.Cell) CellVerdict {
	v := CellVerdict{Cell: i + 1, Count: stored.Count}
	t := &tally{renderer: c.Renderer}
	if stored.Count != fresh.Count {
		t.find(Finding{What: "execution count", Stored: countWord(stored.Count), Fresh: fmt.Sprint(fresh.Count)})
	}
	t.outputs(stored.Outputs, fresh.Outputs)
	v.Findings, v.State, v.Says = t.findings, Agrees, t.words()
	if len(t.findings) > 0 {
		v.State, v.Says = Differs, "DIFFERS"
	}
	return v
}

func countWord(n int) string {
	if n == 0 {
		return "never run"
	}
	return fmt.Sprint(n)
}

// report enters edits at their cells.
func (c *comparison) report(v *Verdict, edits []Edit) {
	for _, e := range edits {
		at := slices.IndexFunc(v.Cells, func(x CellVerdict) bool { return x.Cell >= e.Cell })
		if at < 0 {
			at = len(v.Cells)
		}
		if at == len(v.Cells) || v.Cells[at].Cell != e.Cell {
			v.Cells = slices.Insert(v.Cells, at, CellVerdict{Cell: e.Cell})
		}
		cell := &v.Cells[at]
		cell.State, cell.Says = Differs, "DIFFERS"
		cell.Findings = append([]Finding{{What: e.What}}, cell.Findings...)
	}
}
