package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	_ "github.com/lodestone-model/lodestone/datasets/noncommercial" // its tables are listed and shown as well
	"github.com/spf13/cobra"
)

func (a *app) dataCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "data",
		Short:   "List and show the tables",
		Long:    "Data lists the embedded tables with their sources and licences, and shows their rows.",
		Example: "  lodestone data list\n  lodestone data show minerals -where mineral=lithium",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.dataListCommand(), a.dataShowCommand(), a.dataCheckCommand())
	return cmd
}

func (a *app) dataListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the tables and their sources",
		Long:    "List names every table, what it holds, its axes and rows, and then every source with its licence.",
		Example: "  lodestone data list\n  lodestone data list -json | jq '.tables[].name'",
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return datasets.WriteList(a.out, a.json) },
	}
}

// shownRows is how many rows a person sees unless -limit says otherwise.
const shownRows = 50

func (a *app) dataShowCommand() *cobra.Command {
	var chosen []string
	var limit int
	cmd := &cobra.Command{
		Use:   "show TABLE",
		Short: "Show the rows of a table",
		Long: "Show prints rows of a table with unit, source and confidence, and below them the notes and the sources.\n" +
			"-where keeps the rows with that label on that axis; it may be given several times, and several labels of\n" +
			"one axis are alternatives.",
		Example: "  lodestone data show minerals\n  lodestone data show minerals -where mineral=lithium -where mineral=cobalt -limit 0\n" +
			"  lodestone data show minerals -json",
		Args: wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			where, err := parseWhere(chosen)
			if err != nil {
				return callError{err}
			}
			if a.json && !cmd.Flags().Changed("limit") {
				limit = 0
			}
			if err = datasets.WriteShow(a.out, args[0], where, limit, a.json); err != nil && !isTable(args[0]) {
				return callError{err}
			}
			return err
		},
	}
	cmd.Flags().StringArrayVar(&chosen, "where", nil, "keep rows with this label, as `AXIS=LABEL`")
	cmd.Flags().IntVar(&limit, "limit", shownRows, "show at most so many rows; 0 is all, which -json shows by itself")
	return cmd
}

// isTable tells a misspelt call from a table that cannot be read.
func isTable(name string) bool {
	tables, err := datasets.Tables()
	return err != nil || slices.ContainsFunc(tables, func(t datasets.Info) bool { return t.Name == name })
}

// parseWhere reads AXIS=LABEL pairs.
func parseWhere(pairs []string) (map[string][]string, error) {
	where := map[string][]string{}
	for _, p := range pairs {
		axis, label, ok := strings.Cut(p, "=")
		if !ok || axis == "" || label == "" {
			return nil, fmt.Errorf("-where %q is not AXIS=LABEL, such as mineral=lithium", p)
		}
		where[axis] = append(where[axis], label)
	}
	return where, nil
}
