package main

import (
	"fmt"
	"os"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/spf13/cobra"
)

func (a *app) dataCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIR]",
		Short: "Check the tables, or a folder of your own over them",
		Long: "Check looks for faults in the embedded tables: sources, licences, units, ranges, labels, duplicates, years,\n" +
			"slips by a thousand, the production network, and tables against each other. With DIR it checks that folder\n" +
			"in the place of LODESTONE_DATA; without, the folder that " + datasets.OverlayVar + " names, if it names one. A finding\n" +
			"says file, line, column, what is wrong and the cure. Known defects of publications, flagged on their rows,\n" +
			"are counted and do no harm. Exit code 1 means that something was found.",
		Example: "  lodestone data check\n  lodestone data check my-tables\n  lodestone data check my-tables -json | jq '.findings[]'",
		Args:    wrong(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := os.Getenv(datasets.OverlayVar)
			if len(args) == 1 {
				dir = args[0]
				if info, err := os.Stat(dir); err != nil || !info.IsDir() {
					return callError{fmt.Errorf("%q is not a folder of tables", dir)}
				}
			}
			report, err := datasets.Check(dir)
			if err != nil {
				return err
			}
			if err := report.Write(a.out, a.json); err != nil {
				return err
			}
			if len(report.Findings) > 0 {
				return errFailed
			}
			return nil
		},
	}
}
