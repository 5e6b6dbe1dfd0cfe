package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"github.com/lodestone-model/lodestone/cge/pathway/base/ensemble"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/spf13/cobra"
)

func (a *app) sweepStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status DIR", Short: "How far a sweep is, and when it ends",
		Long: "Status counts shards and rows, says who works on the sweep, here or in Slurm, what is damaged, how tasks of\n" +
			"Slurm ended, and when it will be done at the speed so far. It looks at manifests and sizes of files; checksums\n" +
			"are compared when a sweep goes on and when it is collected.",
		Example: "  lodestone sweep status out/sweep/doubt\n  lodestone sweep status out/sweep/doubt -json | jq .rows_done",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := sweep.Open(args[0])
			if err != nil {
				return callError{err}
			}
			st, err := s.Status(cmd.Context())
			if err != nil {
				return err
			}
			return a.print(st, describeSweep(&st))
		},
	}
}

// describeSweep is a status in words.
func describeSweep(st *sweep.Status) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-9s%s\n", name, fmt.Sprintf(format, args...))
	}
	line("rows", "%d of %d, %d failed", st.RowsDone, st.Rows, st.Failed)
	line("shards", "%d of %d", st.Done, st.Shards)
	if st.PerRow > 0 {
		line("speed", "%s s a row on one core, %s s of it processor time", digits(st.PerRow), digits(st.CPUTime))
	}
	cores := st.Tasks["RUNNING"]
	if st.Holder != nil {
		line("at work", "process %d on %s since %s", st.Holder.PID, st.Holder.Host, st.Holder.Since.Format(time.DateTime))
		cores += runtime.NumCPU()
	}
	if len(st.Tasks) > 0 {
		var states []string
		for _, state := range slices.Sorted(maps.Keys(st.Tasks)) {
			states = append(states, fmt.Sprintf("%d %s", st.Tasks[state], strings.ToLower(state)))
		}
		line("slurm", "%s", strings.Join(states, ", "))
	}
	if left := st.Left(cores); cores > 0 && left > 0 {
		line("left", "about %s on %d cores", left.Round(time.Second), cores)
	}
	if st.Done < st.Shards && cores == 0 && len(st.Tasks) == 0 {
		line("idle", "nobody works on it; the call that began it goes on")
	}
	for _, d := range st.Damaged {
		line("damaged", "%s", d)
	}
	for _, t := range st.Ended {
		line("ended", "task %s: %s", t.Job, strings.ToLower(t.State))
	}
	for _, n := range st.Notes {
		line("note", "%s", n)
	}
	return b.String()
}

func (a *app) sweepCancelCommand() *cobra.Command {
	return &cobra.Command{
		Use: "cancel DIR", Short: "End a sweep; finished shards stay",
		Long:    "Cancel ends the process that works on a sweep on this machine and the jobs of it that Slurm has. What is\nfinished stays: the call that began the sweep goes on from there.",
		Example: "  lodestone sweep cancel out/sweep/doubt",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := sweep.Open(args[0])
			if err != nil {
				return callError{err}
			}
			ended, err := s.Cancel(cmd.Context())
			if err != nil {
				return err
			}
			text := "nobody works on it\n"
			if len(ended) > 0 {
				text = "ended " + strings.Join(ended, ", ") + "; finished shards are kept\n"
			}
			return a.print(map[string]any{"ok": true, "ended": ended}, text)
		},
	}
}

func (a *app) sweepCollectCommand() *cobra.Command {
	c := sweep.Collect{}
	quantiles := ""
	cmd := &cobra.Command{
		Use: "collect DIR", Short: "Quantiles, Sobol indices and one table of all rows",
		Long: "Collect reads every shard, checks it, and writes rows-NNNN.parquet (all rows), summary.csv (mean, deviation and\n" +
			"quantiles of each column and scenario), failed.csv (rows that failed, with their error) and, of design sobol,\n" +
			"sobol.csv (first-order and total indices). Its memory does not grow with the number of rows.",
		Example: "  lodestone sweep collect out/sweep/doubt -quantiles 0.025,0.5,0.975\n  duckdb -c \"select scenario, avg(\\\"requirement.lithium.2040\\\") from 'out/sweep/doubt/collected/rows-*.parquet' group by 1\"",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if c.Quantiles, err = readQuantiles(quantiles); err != nil {
				return callError{err}
			}
			return a.sweepCollect(cmd.Context(), c, args[0])
		},
	}
	cmd.Flags().StringVar(&quantiles, "quantiles", "0.05,0.25,0.5,0.75,0.95", "which, with commas between")
	cmd.Flags().BoolVar(&c.Partial, "partial", false, "collect the shards that are there, where some are missing")
	cmd.Flags().StringVarP(&c.Out, "output", "o", "", "folder for the tables (default DIR/collected)")
	return cmd
}

func (a *app) sweepCollect(ctx context.Context, c sweep.Collect, dir string) error {
	s, err := sweep.Open(dir)
	if err != nil {
		return callError{err}
	}
	c.Progress = rowsProgress()
	r, err := s.Collect(ctx, c)
	if err != nil {
		return err
	}
	if note := termsOf(s); note != "" {
		r.Notes = append(r.Notes, note)
	}
	return a.print(r, describeCollected(s, r, c.Quantiles))
}

// termsOf says under which terms results may be used, where their sources say.
func termsOf(s *sweep.Sweep) string {
	spec := &ensemble.Spec{}
	if json.Unmarshal(s.Plan.Spec, spec) != nil || !slices.ContainsFunc(spec.Scenarios, func(n string) bool { return n != "OPEN" }) {
		return ""
	}
	return "Services: World Energy Outlook 2025, IEA; results are for non-commercial use as their source is."
}

// shownColumns bounds the table that collect prints; summary.csv has all.
const shownColumns = 25

func describeCollected(s *sweep.Sweep, r *sweep.Collected, quantiles []float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, %d failed\n\n", r.Rows, r.Failed)
	head, kinds := withQuantiles([]string{"scenario", "result", "unit", "mean"}, "lllr", quantiles)
	var rows [][]string
	hidden := 0
	for _, sum := range r.Summaries {
		if sum.N == 0 || sum.Unit == "" || sum.Min == 0 && sum.Max == 0 {
			continue
		}
		if len(rows) == shownColumns {
			hidden++
			continue
		}
		row := []string{sum.Scenario, sum.Name, sum.Unit, digits(sum.Mean)}
		for _, q := range sum.Quantiles {
			row = append(row, digits(q))
		}
		rows = append(rows, row)
	}
	b.WriteString(headed(head, rows, kinds))
	if hidden > 0 {
		fmt.Fprintf(&b, "and %d more in summary.csv\n", hidden)
	}
	b.WriteString(describeSobol(r))
	for _, f := range r.Failures[:min(3, len(r.Failures))] {
		fmt.Fprintf(&b, "failed   row %d, scenario %s: %s\n", f.Row, f.Scenario, f.Error)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note     %s\n", n)
	}
	size := int64(0)
	for _, name := range r.Files {
		if info, err := os.Stat(r.Dir + "/" + name); err == nil {
			size += info.Size()
		}
	}
	fmt.Fprintf(&b, "tables   %s (%d files, %d rows of %d columns, %.1f MB)\n", shortPath(r.Dir), len(r.Files), r.Rows, len(s.Plan.Inputs)+len(s.Plan.Results)+6, float64(size)/1e6)
	return b.String()
}

// shownIndices bounds the results whose indices collect prints; sobol.csv has all.
const shownIndices = 8

// describeSobol is a line for each of the first results: what its variance comes
// from, largest first.
func describeSobol(r *sweep.Collected) string {
	var b strings.Builder
	shown := 0
	for from := 0; from < len(r.Sobol) && shown < shownIndices; {
		to := from
		for to < len(r.Sobol) && r.Sobol[to].Scenario == r.Sobol[from].Scenario && r.Sobol[to].Result == r.Sobol[from].Result {
			to++
		}
		some := slices.Clone(r.Sobol[from:to])
		slices.SortStableFunc(some, func(x, y sweep.Sobol) int { return cmp.Compare(y.Total, x.Total) })
		if from = to; some[0].Total == 0 {
			continue
		}
		if shown++; shown == 1 {
			b.WriteString("\nWhere variance comes from: alone (with all it takes part in)\n")
		}
		fmt.Fprintf(&b, "%s %s:", some[0].Scenario, some[0].Result)
		for _, s := range some[:min(4, len(some))] {
			fmt.Fprintf(&b, " %s %.2f (%.2f)", s.Parameter, s.First, s.Total)
		}
		b.WriteString("\n")
	}
	return b.String()
}
