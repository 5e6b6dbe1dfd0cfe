package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/spf13/cobra"
)

func (a *app) sweepCompareCommand() *cobra.Command {
	quantiles, only, out := "", "", ""
	cmd := &cobra.Command{
		Use: "compare DIR FROM TO", Short: "What a scenario or a case changes, draw by draw",
		Long: "Compare pairs the rows of two scenarios by seed and draw and says by how much per cent each result changes\n" +
			"from the first to the second: mean, quantiles, and the share of pairs in which it falls and rises. A case\n" +
			"stands beside its scenario as STEPS+NAME. Rows that failed in either are left out.",
		Example: "  lodestone sweep compare out/sweep/ensemble STEPS STEPS+lfp\n  lodestone sweep compare out/sweep/ensemble STEPS NZE -only canada.",
		Args:    wrong(cobra.ExactArgs(3)),
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := readQuantiles(quantiles)
			if err != nil {
				return callError{err}
			}
			return a.sweepCompare(cmd.Context(), args, q, only, out)
		},
	}
	cmd.Flags().StringVar(&quantiles, "quantiles", "0.05,0.5,0.95", "which, with commas between")
	cmd.Flags().StringVar(&only, "only", "", "results whose names begin so")
	cmd.Flags().StringVarP(&out, "output", "o", "", "write the differences to a file, as CSV")
	return cmd
}

// readQuantiles reads numbers between 0 and 1 with commas between.
func readQuantiles(text string) (out []float64, err error) {
	for part := range strings.SplitSeq(text, ",") {
		q, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return nil, fmt.Errorf("-quantiles %q: numbers between 0 and 1 with commas between", text)
		}
		out = append(out, q)
	}
	return out, nil
}

// withQuantiles adds a column for each quantile to the head of a table.
func withQuantiles(head []string, sides string, quantiles []float64) ([]string, string) {
	for _, q := range quantiles {
		head, sides = append(head, strconv.FormatFloat(100*q, 'g', 4, 64)+" %"), sides+"r"
	}
	return head, sides
}

func (a *app) sweepCompare(ctx context.Context, args []string, quantiles []float64, only, out string) error {
	s, err := sweep.Open(args[0])
	if err != nil {
		return callError{err}
	}
	all, err := s.Compare(ctx, args[1], args[2], quantiles)
	if err != nil {
		return callError{err}
	}
	head, kinds := []string{"result", "pairs", "mean %"}, "lrr"
	head, kinds = withQuantiles(head, kinds, quantiles)
	head, kinds = append(head, "falls", "rises"), kinds+"rr"
	shown := []sweep.Difference{}
	var rows [][]string
	for _, d := range all {
		if d.N == 0 || !strings.HasPrefix(d.Name, only) {
			continue
		}
		row := []string{d.Name, strconv.Itoa(d.N), percents(d.Mean)}
		for _, q := range d.Quantiles {
			row = append(row, percents(q))
		}
		shown = append(shown, d)
		rows = append(rows, append(row, percentOf(d.Below, 1), percentOf(d.Above, 1)))
	}
	if out != "" {
		if err := kernel.WriteFile(out, differencesCSV(shown, quantiles), 0o644); err != nil {
			return err
		}
	}
	text := fmt.Sprintf("%s to %s, draw by draw\n\n%s", args[1], args[2], headed(head, rows, kinds))
	if note := termsOf(s); note != "" {
		text += "note     " + note + "\n"
	}
	return a.print(map[string]any{"from": args[1], "to": args[2], "differences": shown}, text)
}

// differencesCSV has changes in %, and shares of pairs.
func differencesCSV(list []sweep.Difference, quantiles []float64) []byte {
	var b bytes.Buffer
	b.WriteString("result,unit,pairs,mean_percent")
	for _, q := range quantiles {
		fmt.Fprintf(&b, ",q%v_percent", q)
	}
	b.WriteString(",falls,rises\n")
	for _, d := range list {
		fmt.Fprintf(&b, "%s,%s,%d,%v", d.Name, d.Unit, d.N, d.Mean)
		for _, q := range d.Quantiles {
			fmt.Fprintf(&b, ",%v", q)
		}
		fmt.Fprintf(&b, ",%v,%v\n", d.Below, d.Above)
	}
	return b.Bytes()
}

func percents(v float64) string { return fmt.Sprintf("%+.2f", v) }
