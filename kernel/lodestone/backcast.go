package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway/base/backcast"
	"github.com/spf13/cobra"
)

func (a *app) backcastCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:   "backcast",
		Short: "Start in 2011 with what was known, and score 2012 to 2023",
		Long: "Backcast builds the world account of 2011 on open figures, follows it to 2023 with what was known of\n" +
			"services, and scores generation, capacity, production and prices against no change, drift and material\n" +
			"flows: mean absolute errors in %, and tests of Diebold and Mariano for small samples. It says what cannot\n" +
			"be scored, and what nobody knew in 2011.",
		Example: "  lodestone pathway backcast\n  lodestone pathway backcast -hindsight",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.backcast(cmd.Context(), all) },
	}
	cmd.Flags().BoolVar(&all, "hindsight", false, "list every figure that nobody had in 2011, not only their number by source")
	return cmd
}

func (a *app) backcast(ctx context.Context, all bool) error {
	b, err := backcast.Run(ctx)
	if err != nil {
		return err
	}
	scores := b.Scores()
	if a.json {
		return a.print(map[string]any{"ok": true, "scores": scores, "unscored": backcast.Unscored(), "hindsight": b.Hindsight()}, "")
	}
	var t strings.Builder
	fmt.Fprintf(&t, "Mean absolute error in %%, 2012 on\n\n%s\n%s\n", backcast.Table(scores), backcast.Means(scores))
	reasons, err := b.Reasons()
	if err != nil {
		return err
	}
	t.WriteString(backcast.ReasonTable(reasons) + "\n")
	t.WriteString("+ the model is nearer, - the other, in brackets at more than 5 %; the number is the p-value\n\nNot scored\n")
	for _, u := range backcast.Unscored() {
		fmt.Fprintf(&t, "  %s\n", u)
	}
	t.WriteString("\nHindsight\n" + describeHindsight(b.Hindsight(), all))
	return a.print(nil, t.String())
}

// describeHindsight counts figures by source, or lists them.
func describeHindsight(list []backcast.Hindsight, all bool) string {
	var b strings.Builder
	if all {
		for _, h := range list {
			fmt.Fprintf(&b, "  %s: %s %s (%s)\n", h.Figure, digits(h.Value), h.Unit, h.Source)
		}
		return b.String()
	}
	n := map[string]int{}
	var order []string
	for _, h := range list {
		name := h.Source
		if h.Year > 0 {
			name += " " + strconv.Itoa(h.Year)
		}
		if n[name]++; !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	for _, name := range order {
		fmt.Fprintf(&b, "  %-24s %d figures\n", name, n[name])
	}
	return b.String()
}
