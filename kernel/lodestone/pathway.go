package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

// A following is one call of pathway.
type following struct {
	scenario, mode, closure, years, out string
	params                              string
	carbon, standards, watch            bool
	latent                              float64
}

func (a *app) pathwayCommand() *cobra.Command {
	f := &following{}
	cmd := &cobra.Command{
		Use:   "pathway",
		Short: "Follow the world economy and its need of minerals year by year",
		Long: "Pathway builds the world economy of the base year and follows it along a scenario: one equilibrium a year\n" +
			"for prices, shares, recycling and second life, with the cohorts of every technology. It prints what the\n" +
			"path needs of each mineral; -o writes the tables as CSV.\n" +
			"\n" +
			"  -scenario OPEN               services from open statistics, no non-commercial figure\n" +
			"            STEPS, CPS, NZE    services of the IEA's World Energy Outlook 2025 (non-commercial terms)\n" +
			"  -mode     endogenous         shares and prices come out of the equilibrium\n" +
			"            exogenous          the equilibrium, with shares imposed\n" +
			"            mfa                material flows alone: imposed shares, no prices",
		Example: "  lodestone pathway -scenario STEPS\n  lodestone pathway -scenario STEPS -standards -watch -o out/steps\n  lodestone pathway -scenario NZE -carbon -o out/nze\n  lodestone pathway -scenario OPEN -mode mfa -years 2024:2035",
		Args:    wrong(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.pathway(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.scenario, "scenario", "STEPS", "path of services: OPEN, STEPS, CPS or NZE")
	cmd.Flags().StringVar(&f.mode, "mode", "endogenous", "endogenous, exogenous or mfa")
	cmd.Flags().StringVar(&f.closure, "closure", "target", "what clears services: target holds them at the scenario, response lets them answer to price")
	cmd.Flags().StringVar(&f.years, "years", "2024:2050", "first and last year; the first is the base year")
	cmd.Flags().BoolVar(&f.carbon, "carbon", false, "hold the carbon dioxide of power plants to the scenario's own limit")
	cmd.Flags().BoolVar(&f.standards, "standards", false, "hold makers of vehicles to the outlook's policy, as a taste for electric ones")
	cmd.Flags().BoolVar(&f.watch, "watch", false, "light lamp posts along the path (lampposts.csv): how near each choice is to another set")
	cmd.Flags().StringVar(&f.params, "params", "", "file of estimated parameters, in place of those of the tables")
	cmd.Flags().Float64Var(&f.latent, "latent", 0.5, "weight that an option nobody uses yet reaches over the largest in use (0.1 to 1)")
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "folder for the tables, as CSV")
	return cmd
}

func (a *app) pathway(ctx context.Context, f *following) error {
	path, set, opt, err := f.read()
	if err != nil {
		return callError{err}
	}
	if f.params != "" {
		if set.Params, err = readFrom(f.params, base.ReadParams); err != nil {
			return err
		}
	}
	account, err := base.NewAccount(accountYear, path)
	if err != nil {
		return err
	}
	spec, _, err := base.World(account, set)
	if err != nil {
		return err
	}
	began, last := time.Now(), time.Time{}
	opt.Progress = func(year int) {
		if now := time.Now(); now.Sub(began) > 2*time.Second && now.Sub(last) > time.Second {
			last = now
			fmt.Fprintf(a.err, "%d of %d, %s\n", year, spec.Years[len(spec.Years)-1], now.Sub(began).Round(time.Second))
		}
	}
	m, err := pathway.New(spec, opt)
	if err != nil {
		return err
	}
	result, err := m.Run(ctx)
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	if f.out != "" {
		if err := writeSheets(f.out, result.Sheets()); err != nil {
			return err
		}
	}
	if a.json {
		return a.print(map[string]any{"ok": true, "scenario": f.scenario, "mode": f.mode, "folder": f.out, "seconds": seconds, "years": result.Years}, "")
	}
	return writePathway(a.out, f, result, seconds)
}

// accountYear is the base year of paths.
const accountYear = 2024

// read checks the call.
func (f *following) read() (path base.Path, set base.Settings, opt pathway.Options, err error) {
	first, last, ok := strings.Cut(f.years, ":")
	from, errFirst := strconv.Atoi(first)
	to, errLast := strconv.Atoi(last)
	if !ok || errFirst != nil || errLast != nil || from > to {
		return path, set, opt, fmt.Errorf("-years %q: first and last year with a colon between, such as 2024:2050", f.years)
	}
	if from != accountYear {
		return path, set, opt, fmt.Errorf("-years %q: paths begin in %d, the year of the account", f.years, accountYear)
	}
	if !(f.latent > 0 && f.latent <= 10) {
		return path, set, opt, fmt.Errorf("-latent %v: a weight above 0, 0.1 to 1 as a rule", f.latent)
	}
	path, set = base.WEO, base.Settings{Scenario: f.scenario, Last: to, Carbon: f.carbon, Latent: f.latent, Standards: f.standards}
	switch f.scenario {
	case "OPEN":
		path = base.Open
	case "STEPS", "CPS", "NZE":
	default:
		return path, set, opt, fmt.Errorf("-scenario %q: there are OPEN, STEPS, CPS and NZE", f.scenario)
	}
	modes := []string{"endogenous", "exogenous", "mfa"}
	i := slices.Index(modes, f.mode)
	if i < 0 {
		return path, set, opt, fmt.Errorf("-mode %q: there are endogenous, exogenous and mfa", f.mode)
	}
	opt.Mode = []pathway.Mode{pathway.Endogenous, pathway.Exogenous, pathway.MFA}[i]
	closures := []string{"target", "response"}
	if i = slices.Index(closures, f.closure); i < 0 {
		return path, set, opt, fmt.Errorf("-closure %q: there are target and response", f.closure)
	}
	opt.Watch = f.watch
	opt.Closure = []pathway.Closure{pathway.Target, pathway.Response}[i]
	return path, set, opt, nil
}

// writeSheets makes all texts before it writes any of them.
func writeSheets(folder string, sheets []pathway.Sheet) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	texts := make([]bytes.Buffer, len(sheets))
	for i := range sheets {
		if err := sheets[i].Write(&texts[i]); err != nil {
			return err
		}
	}
	for i := range sheets {
		if err := kernel.WriteFile(filepath.Join(folder, sheets[i].Name), texts[i].Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writePathway prints what the path needs of each mineral in some years, where
// it comes from in the last, and what it costs there.
func writePathway(w io.Writer, f *following, r *pathway.Result, seconds float64) error {
	var b strings.Builder
	last := len(r.Years) - 1
	shown := []int{0}
	for t, y := range r.Years {
		if t > 0 && (y.Year%10 == 0 || t == last) {
			shown = append(shown, t)
		}
	}
	fmt.Fprintf(&b, "%s, %s, %d to %d: what clean technologies need of each mineral, kt\n\n", f.scenario, f.mode, r.Years[0].Year, r.Years[last].Year)
	head, kinds := []string{"mineral"}, "l"
	for _, t := range shown {
		head, kinds = append(head, strconv.Itoa(r.Years[t].Year)), kinds+"r"
	}
	head, kinds = append(head, "recycled", "second life"), kinds+"rr"
	if r.Mode != pathway.MFA {
		head, kinds = append(head, "price"), kinds+"r"
	}
	var rows [][]string
	for _, m := range r.Spec.Minerals {
		row := []string{m.Name}
		for _, t := range shown {
			row = append(row, digits(r.Years[t].Total(m.Name).Total()))
		}
		end := r.Years[last].Total(m.Name)
		if end.Total() == 0 {
			continue
		}
		row = append(row, percentOf(end.Recycled, end.Total()), percentOf(end.SecondLife, end.Total()))
		if r.Mode != pathway.MFA {
			row = append(row, "× "+digits(r.Years[last].Prices[m.Name]/r.Years[0].Prices[m.Name]))
		}
		rows = append(rows, row)
	}
	b.WriteString(headed(head, rows, kinds))
	fmt.Fprintf(&b, "\nRecycled and second life are parts of the last year's need; the price is over that of %d. %s.\n", r.Years[0].Year, duration(seconds))
	if f.scenario != "OPEN" || f.standards {
		b.WriteString("Services or policy: World Energy Outlook 2025, IEA; the result is for non-commercial use as its source is.\n")
	}
	if f.out != "" {
		fmt.Fprintf(&b, "tables   %s\n", shortPath(f.out))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func percentOf(part, whole float64) string { return fmt.Sprintf("%.1f %%", 100*part/whole) }
