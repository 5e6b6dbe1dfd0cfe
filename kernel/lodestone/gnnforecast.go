package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/cge/pathway/base/history"
	"github.com/lodestone-model/lodestone/gnn/forecast"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

// forecastCall is a call of the command.
type forecastCall struct {
	path, panel, out string
	split            float64
	horizon, origins int
	level, markdown  bool
	options          forecast.Options
}

func (a *app) gnnForecastCommand() *cobra.Command {
	c := forecastCall{}
	cmd := &cobra.Command{
		Use:   "forecast [SERIES.json]",
		Short: "Forecast a series of nodes and links, beside the rivals a referee asks for",
		Long: "Forecast reads a series (format lodestone-series/1, or one of the files of cases/gnn), fits every model to the first\n" +
			"rows alone and prints the errors of its forecasts of the rest: rules, exponential smoothing, ridge regressions, their\n" +
			"mean, a blend of shrunken ridges, and graph networks on what the blend leaves over, with paired tests. With -panel it\n" +
			"runs a rolling-origin backtest of one of the panels of measured history instead (production, prices, capacity, costs, ...),\n" +
			"with everything fitted again at each of at least 12 origins. -json or -o gives everything, losses included.",
		Example: "  lodestone gnn forecast chickenpox.json\n  lodestone gnn forecast chickenpox.json -split 0.2 -horizon 5 -seeds 10 -o scores.json\n  lodestone gnn forecast -panel prices",
		Args:    wrong(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				c.path = args[0]
			}
			return a.gnnForecast(cmd.Context(), c)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&c.out, "output", "o", "", "file for the results, as JSON")
	f.Float64Var(&c.split, "split", .9, "share of the snapshots that models are fitted to")
	f.IntVar(&c.horizon, "horizon", 1, "rows ahead")
	f.StringVar(&c.panel, "panel", "", "backtest a panel of measured history instead of a file")
	f.IntVar(&c.origins, "origins", 12, "origins of the backtest, for each horizon")
	f.BoolVar(&c.level, "level", false, "backtest levels, not logarithms")
	f.IntVar(&c.options.Seeds, "seeds", 0, "members of each ensemble of networks (default 4, with -panel 2)")
	f.Uint64Var(&c.options.Seed, "seed", 1, "seed of the first member")
	f.BoolVar(&c.options.NoNetwork, "classical", false, "leave the networks out")
	f.BoolVar(&c.markdown, "markdown", false, "print the table as Markdown")
	return cmd
}

func (c *forecastCall) check() error {
	switch {
	case (c.path == "") == (c.panel == ""):
		return errors.New("give a file of a series, or -panel with the name of a panel")
	case sameFile(c.path, c.out):
		return fmt.Errorf("-o %s would write over the series", c.out)
	case !(c.split > 0 && c.split < 1):
		return fmt.Errorf("-split %v: give a share between 0 and 1", c.split)
	case c.horizon < 1:
		return fmt.Errorf("-horizon %d: give a number of rows from 1 on", c.horizon)
	case c.origins < 1:
		return fmt.Errorf("-origins %d: give a number from 1 on", c.origins)
	case c.options.Seeds < 0 || c.options.Seeds > 64:
		return fmt.Errorf("-seeds %d: give a number from 1 to 64", c.options.Seeds)
	}
	return nil
}

func (a *app) gnnForecast(ctx context.Context, c forecastCall) error {
	if err := c.check(); err != nil {
		return callError{err}
	}
	began := time.Now()
	last := began
	c.options.Progress = func(done, total int, doing string) {
		if time.Since(last) > 2*time.Second {
			last = time.Now()
			fmt.Fprintf(a.err, "%d of %d: %s, %s\n", done+1, total, doing, time.Since(began).Round(time.Second))
		}
	}
	result, table, err := c.run(ctx)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(result, "", " ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if c.out != "" {
		if err := kernel.WriteFile(c.out, text, 0o644); err != nil {
			return err
		}
		table += "results  " + shortPath(c.out) + "\n"
	}
	if a.json && c.out == "" {
		_, err = a.out.Write(text)
		return err
	}
	return a.print(map[string]any{"ok": true, "file": c.out}, table+"time     "+duration(time.Since(began).Seconds())+"\n")
}

// run evaluates the file or backtests the panel.
func (c *forecastCall) run(ctx context.Context) (result any, table string, err error) {
	if c.panel != "" {
		s, err := panelSeries(c.panel)
		if err != nil {
			return nil, "", err
		}
		b, err := forecast.Backtest(ctx, s, &forecast.Rolling{Options: c.options, Origins: c.origins, Level: c.level})
		if err != nil {
			return nil, "", err
		}
		return b, c.backtested(b), nil
	}
	s, err := readFrom(c.path, forecast.Read)
	if err != nil {
		return nil, "", err
	}
	r, err := forecast.Evaluate(ctx, s, c.split, c.horizon, &c.options)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", c.path, err)
	}
	return r, c.evaluated(r), nil
}

// panelLags is how many years a regression on a panel sees: few, since panels
// are short.
const panelLags = 2

// panelSeries is a panel of measured history as a series.
func panelSeries(name string) (*forecast.Series, error) {
	p, err := history.Load(name)
	if err != nil {
		return nil, err
	}
	s := &forecast.Series{Name: p.Name, Unit: p.Unit, Nodes: p.Nodes, Values: p.Values, Known: p.Known, Lags: panelLags}
	at := map[string]int{}
	for i, n := range p.Nodes {
		at[n] = i
	}
	for _, y := range p.Years {
		s.Times = append(s.Times, strconv.Itoa(y))
	}
	var edges []forecast.Edge
	for _, l := range p.Links {
		from, ok := at[l.From]
		to, also := at[l.To]
		if ok && also && l.Weight > 0 {
			edges = append(edges, forecast.Edge{From: from, To: to, Weight: l.Weight})
		}
	}
	if edges != nil {
		s.Links = [][]forecast.Edge{edges}
	}
	return s, nil
}

// table aligns rows for a terminal, or writes them as Markdown.
func (c *forecastCall) table(heads []string, rows [][]string, sides string) string {
	if !c.markdown {
		return headed(heads, rows, sides)
	}
	var b strings.Builder
	marks := make([]string, len(heads))
	for i := range heads {
		marks[i] = map[byte]string{'l': "---", 'r': "---:"}[sides[i]]
	}
	for _, row := range append([][]string{heads, marks}, rows...) {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	return b.String()
}

// verdict is a comparison in words.
func verdict(t forecast.Comparison) string {
	p := fmt.Sprintf("p %.3f", t.P)
	if t.P < .0005 {
		p = "p < 0.001"
	}
	switch {
	case t.Note != "":
		return t.Note
	case t.Tie:
		return fmt.Sprintf("tie (p %.2f)", t.P)
	case t.T < 0:
		return "better (" + p + ")"
	}
	return "worse (" + p + ")"
}

// evaluated prints a report.
func (c *forecastCall) evaluated(r *forecast.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s), split %v, horizon %d: fitted to %d of %d rows, %d rows forecast; a snapshot has %d rows\n\n", r.Series, r.Unit, r.Split, r.Horizon, r.FitRows, r.Rows, r.TestRows, r.Lags)
	var rows [][]string
	for _, s := range r.Scores {
		row := []string{s.Model, s.Sees, fmt.Sprintf("%.4f", s.MSE), fmt.Sprintf("%.4f", s.Standard), fmt.Sprintf("%.4f", s.MAE), "", ""}
		if s.Seeds != nil && s.Seeds.Count > 1 {
			row[5] = fmt.Sprintf("%.4f ± %.4f", s.Seeds.Standard, s.Seeds.StandardSD)
		}
		for _, t := range s.Tests {
			if t.Against == r.BestRival {
				row[6] = verdict(t)
			}
		}
		rows = append(rows, row)
	}
	b.WriteString(c.table([]string{"model", "sees", "MSE", "MSE standardised", "MAE", "one seed", "against best baseline"}, rows, "llrrrrl"))
	fmt.Fprintf(&b, "\nbest baseline: %s. Scale of blend and networks: %s. Weight of the networks' correction: %.2f.\n", r.BestRival, r.Transform, r.Gate)
	return b.String()
}

// backtested prints a backtest.
func (c *forecastCall) backtested(r *forecast.Backtested) string {
	var b strings.Builder
	scale := "levels"
	if r.Log {
		scale = "logarithms"
	}
	fmt.Fprintf(&b, "%s (%s), %s to %s, %s, in %s\n", r.Series, r.Unit, r.First, r.Last, several(r.Nodes, "node", "nodes"), scale)
	for _, h := range r.Horizons {
		if len(h.Origins) == 0 {
			fmt.Fprintf(&b, "\nhorizon %d: no node has enough of a past\n", h.Horizon)
			continue
		}
		fmt.Fprintf(&b, "\nhorizon %d: %d origins, %s to %s, %d forecasts; best classic %s\n\n", h.Horizon, len(h.Origins), h.Origins[0], h.Origins[len(h.Origins)-1], h.Forecasts, h.BestClassic)
		var rows [][]string
		for _, m := range h.Models {
			row := []string{m.Model, fmt.Sprintf("%.3f", m.RMSE), fmt.Sprintf("%.3f", m.Walk.Ratio), "", fmt.Sprintf("%.3f", m.Classic.Ratio), ""}
			if m.Model != m.Walk.Against {
				row[3] = verdict(m.Walk)
			}
			if m.Model != m.Classic.Against {
				row[5] = verdict(m.Classic)
			}
			rows = append(rows, row)
		}
		b.WriteString(c.table([]string{"model", "RMSE scaled", "to random walk", "", "to best classic", ""}, rows, "lrrlrl"))
	}
	return b.String()
}
