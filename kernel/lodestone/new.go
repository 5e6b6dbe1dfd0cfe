package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "new NAME",
		Short:   "Begin a notebook",
		Long:    "New writes NAME.ipynb: a skeleton of question, equations, definition, result and what we learned, which runs as it is.",
		Example: "  lodestone new my-experiment\n  lodestone new notebooks/12-cobalt",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			path := strings.TrimSuffix(args[0], ".ipynb") + ".ipynb"
			if _, err := os.Lstat(path); err == nil {
				return fmt.Errorf("%s is there already; choose another name", path)
			}
			if err := kernel.WriteNotebook(path, skeleton(path)); err != nil {
				return err
			}
			return a.print(map[string]any{"ok": true, "notebook": path},
				fmt.Sprintf("notebook  %s\nrun it    lodestone run %s\n", path, path))
		},
	}
}

// skeleton is the shape of every published notebook, with cells that run.
func skeleton(path string) *kernel.Notebook {
	title := strings.TrimSuffix(filepath.Base(path), ".ipynb")
	nb := &kernel.Notebook{Major: 4, Minor: 5, Metadata: kernel.Metadata{
		"kernelspec": map[string]any{"display_name": kernel.DisplayName, "language": "go", "name": kernel.SpecName},
	}}
	add := func(kind, source string) {
		id := fmt.Sprintf("cell-%d", len(nb.Cells)+1)
		nb.Cells = append(nb.Cells, kernel.Cell{ID: id, Type: kind, Source: source})
	}
	add(kernel.MarkdownCell, "# "+title+"\n\n**Question.** How much metal does a capacity take?")
	add(kernel.MarkdownCell, "## Equations\n\nDemand is what is built times what a unit of it takes:\n\n$$ d = a \\cdot m $$\n\n"+
		"with additions $a$ in MW and metal content $m$ in kg/MW.")
	add(kernel.MarkdownCell, "## Definition\n\nFunctions that are used again belong into a package; a cell calls them.")
	add(kernel.CodeCell, "import \""+kernel.Module+"/kernel/display\"\n\n"+
		"func demand(additions, content float64) float64 { return additions * content / 1000 } // MW, kg/MW to t")
	add(kernel.MarkdownCell, "## Result\n\nA declared value is printed, and compared when the notebook is verified.")
	add(kernel.CodeCell, "%%\ndisplay.Check(display.Value(\"demand\", demand(500, 20), \"t\"))")
	add(kernel.MarkdownCell, "## What we learned\n\nOne paragraph, with the claim that a cell above asserts.")
	return nb
}
