package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

func (a *app) exportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export NOTEBOOK",
		Short: "Write a notebook as a plain Go program",
		Long: "Export writes one Go file that shows on standard output what the notebook shows: declarations stand\n" +
			"once, what a cell runs is a function, main calls these in order, prose is comments. It is compiled\n" +
			"before it is written. Run it from the clone, whose go.mod has the versions.",
		Example: "  lodestone export notebooks/01-mineral-demand.ipynb\n  lodestone export my.ipynb -o main.go && go run main.go",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := kernel.FindModule(filepath.Dir(args[0]))
			if err != nil {
				root = "" // outside of a clone the installed one serves
			}
			inst, err := kernel.Prepare(cmd.Context(), &kernel.InstallSettings{Root: root, Progress: a.err})
			if err != nil {
				return err
			}
			if out == "" {
				name := strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
				out = shortPath(filepath.Join(inst.Root, "out", name, "main.go"))
			}
			notes, err := inst.WriteProgram(cmd.Context(), args[0], out)
			if err != nil {
				return err
			}
			for _, n := range notes {
				fmt.Fprintf(a.err, "lodestone: %s\n", n)
			}
			return a.print(map[string]any{"ok": true, "program": out, "notes": notes},
				fmt.Sprintf("program  %s\nrun it   go run %s\n", out, out))
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the file to write (default: out/NAME/main.go in the clone)")
	return cmd
}
