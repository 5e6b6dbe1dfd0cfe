package verify_test

import (
	"fmt"
	"os"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/verify"
)

// A printed digit that somebody changed is found by its word.
func ExampleCompare() {
	cell := kernel.Cell{Type: kernel.CodeCell, Source: "%%\nfmt.Println(\"lithium\", 1240.5)", Count: 1}
	show := func(text string) *kernel.Notebook {
		c := cell
		c.Outputs = []kernel.Output{{Type: kernel.StreamOutput, Name: "stdout", Text: text}}
		return &kernel.Notebook{Major: 4, Minor: 5, Cells: []kernel.Cell{c}}
	}
	fresh := show("lithium 1240.5\n")
	verify.Compare(show("lithium 1340.5\n"), fresh, &verify.Options{Name: "paper.ipynb"}).WriteText(os.Stdout)
	fmt.Println(verify.Compare(show("lithium 1240.5\n"), fresh, nil).State)
	// Output:
	// paper.ipynb
	//   cell 1 [1]     DIFFERS
	//       standard output, line 1, word 2: stored "1340.5", fresh "1240.5"
	//   STALE: it carries no stamp of a run; `lodestone run -in-place` writes one
	//   DIFFERS: 1 of 1 cells
	// stale
}

func ExampleEdits() {
	nb := &kernel.Notebook{Cells: []kernel.Cell{
		{Type: kernel.MarkdownCell, Source: "# Question"},
		{Type: kernel.CodeCell, Source: "%%\nfmt.Println(1)"},
	}}
	seal := kernel.Seal(nb) // as kernel.Run stores it
	nb.Cells[1].Source = "%%\nfmt.Println(2)"
	for _, e := range verify.Edits(nb, seal) {
		fmt.Println("cell", e.Cell, e.What)
	}
	// Output: cell 2 this cell was edited after the run
}
