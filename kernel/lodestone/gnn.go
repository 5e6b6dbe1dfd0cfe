package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

func (a *app) gnnCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "gnn",
		Short:   "Estimate elasticities from prices and quantities, forecast series, and fit the model's parameters from history",
		Long:    "Gnn asks what past shocks teach about substitution, with the classical estimators beside the network.",
		Example: "  lodestone gnn estimate panel.json\n  lodestone gnn estimate panel.json -o elasticities.json\n  lodestone gnn forecast chickenpox.json\n  lodestone gnn fit -o PARAMS.json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.gnnEstimateCommand(), a.gnnForecastCommand(), a.gnnFitCommand())
	return cmd
}

func (a *app) gnnEstimateCommand() *cobra.Command {
	var out string
	var classical bool
	cmd := &cobra.Command{
		Use:   "estimate PANEL.json",
		Short: "Estimate the elasticity of every nest of a panel",
		Long: "Estimate reads a panel of prices and quantities by nest, with its instruments, and prints the elasticity of\n" +
			"substitution of every nest and regime with a calibrated 90 % interval, beside the classical estimators. Where\n" +
			"the panel gives no dates (\"regime_starts\") one shift is looked for. An elasticity that no instrument\n" +
			"identifies is called a prior, not an estimate. -json or -o gives everything, 200 joint draws included.",
		Example: "  lodestone gnn estimate panel.json\n  lodestone gnn estimate panel.json -o elasticities.json\n  lodestone gnn estimate panel.json -json | jq '.nests[0]'",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if sameFile(args[0], out) {
				return callError{fmt.Errorf("-o %s would write over the panel", out)}
			}
			return a.gnnEstimate(cmd.Context(), args[0], out, &gnn.Options{Classical: classical})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file for the results, as JSON")
	cmd.Flags().BoolVar(&classical, "classical", false, "leave the network out")
	return cmd
}

func (a *app) gnnEstimate(ctx context.Context, path, out string, o *gnn.Options) error {
	p, err := readFrom(path, panel.Read)
	if err != nil {
		return err
	}
	began := time.Now()
	report, err := gnn.Estimate(ctx, p, o)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if out == "" && !a.json {
		return writeEstimates(a.out, p, report, time.Since(began).Seconds())
	}
	text, err := json.MarshalIndent(report, "", " ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if out == "" {
		_, err := a.out.Write(text)
		return err
	}
	if err := kernel.WriteFile(out, text, 0o644); err != nil {
		return err
	}
	return a.print(map[string]any{"ok": true, "file": out, "nests": len(report.Nests)},
		fmt.Sprintf("results  %s (%s)\n", shortPath(out), several(len(report.Nests), "elasticity", "elasticities")))
}

// shownNests is how many nests a person sees.
const shownNests = 20

// writeEstimates prints the nests in the panel's order, and what they rest on.
func writeEstimates(w io.Writer, p *panel.Panel, r *gnn.Report, seconds float64) error {
	var b strings.Builder
	count := map[gnn.Source]int{}
	for _, n := range r.Nests {
		count[n.Source]++
	}
	fmt.Fprintf(&b, "%s: %d learned, %d from a published prior, %d from the prior alone\n\n", several(len(r.Nests), "elasticity", "elasticities"),
		count[gnn.Learned], count[gnn.Literature], count[gnn.FromPrior])
	iv, ols := r.Baselines["2SLS nest FE"], r.Baselines["OLS nest FE"]
	rows := [][]string{}
	for i, n := range r.Nests[:min(len(r.Nests), shownNests)] {
		rows = append(rows, []string{fmt.Sprintf("user %d, nest %d", n.User, n.K), strconv.Itoa(n.Regime), fmt.Sprintf("%.3f", math.Exp(n.MeanLogSigma)),
			fmt.Sprintf("%.2f to %.2f", n.Lo90, n.Hi90), baseline(ols, i), baseline(iv, i), fmt.Sprintf("%.1f", n.F), string(n.Source)})
	}
	b.WriteString(headed([]string{"nest", "regime", "sigma", "90 %", "OLS", "2SLS", "F", "source"}, rows, "lrrrrrrl"))
	if left := len(r.Nests) - shownNests; left > 0 {
		fmt.Fprintf(&b, "and %d more; -json and -o give all\n", left)
	}
	fmt.Fprintf(&b, "\nmethod   %s\ndates    %s", r.Method, r.Dates)
	for _, y := range r.RegimeStarts {
		if y > 0 {
			fmt.Fprintf(&b, ", shift in period %d", y)
		}
	}
	fmt.Fprintf(&b, "\ntime     %s\n", duration(seconds))
	for _, warning := range r.Warnings {
		fmt.Fprintf(&b, "note     %s\n", warning)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// baseline is an estimator's sigma of a nest, nothing where it has none.
func baseline(b gnn.Baseline, i int) string {
	if i >= len(b.Sigma) || b.Sigma[i] == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", b.Sigma[i])
}
