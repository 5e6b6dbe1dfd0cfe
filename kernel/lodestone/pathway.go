package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/spf13/cobra"
)

// A following is one call of pathway.
type following struct {
	scenario, mode, closure, years, out string
	params, format                      string
	formats                             []string
	carbon, standards, watch            bool
	latent                              float64
	draw                                int
}

// scenarios are the paths of services that -scenario names.
var scenarios = []string{"OPEN", "STEPS", "CPS", "NZE"}

// pathwayArgs says where a scenario goes, which many write behind the command.
func pathwayArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && slices.Contains(scenarios, strings.ToUpper(args[0])) {
		return callError{fmt.Errorf("the scenario is given by its flag: lodestone pathway -scenario %s", strings.ToUpper(args[0]))}
	}
	return noArgs(cmd, args)
}

func (a *app) pathwayCommand() *cobra.Command {
	f := &following{}
	cmd := &cobra.Command{
		Use:   "pathway",
		Short: "Follow the world economy and its need of minerals year by year",
		Long: "Pathway builds the world economy of the base year and follows it along a scenario: one equilibrium a year\n" +
			"for prices, shares, recycling and second life, with the cohorts of every technology. It prints what the\n" +
			"path needs of each mineral; -o writes the tables, and beside them sources.csv and figures.csv: every source with\n" +
			"its licence, and every figure that is imputed, assumed, recalled, derived or retrieved.\n" +
			"\n" +
			"  -scenario OPEN               services from open statistics, no non-commercial figure\n" +
			"            STEPS, CPS, NZE    services of the IEA's World Energy Outlook 2025 (non-commercial terms)\n" +
			"  -mode     endogenous         shares and prices come out of the equilibrium\n" +
			"            exogenous          the equilibrium, with costs and contents as publications project them\n" +
			"            mfa                material flows alone: imposed shares, no prices\n" +
			"  -format   csv                requirement.csv, shares.csv, prices.csv and so on\n" +
			"            parquet            the same as Parquet files\n" +
			"            iamc               one table iamc.csv in the long format of integrated assessment models",
		Example: "  lodestone pathway -scenario STEPS\n  lodestone pathway -scenario STEPS -standards -watch -o out/steps\n  lodestone pathway -scenario NZE -carbon -o out/nze -format csv,parquet\n  lodestone pathway -scenario OPEN -o out/open -format iamc\n  lodestone pathway -scenario STEPS -params fitted -draw 7\n  lodestone pathway -scenario OPEN -mode mfa -years 2024:2035 -json",
		Args:    pathwayArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("format") && f.out == "" {
				return callError{fmt.Errorf("-format %s without -o: say the folder that the tables go to", f.format)}
			}
			return a.pathway(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVar(&f.scenario, "scenario", "STEPS", "path of services: OPEN, STEPS, CPS or NZE")
	cmd.Flags().StringVar(&f.mode, "mode", "endogenous", "endogenous, exogenous or mfa")
	cmd.Flags().StringVar(&f.closure, "closure", "target", "what clears services: target holds them at the scenario, response lets them answer to price")
	cmd.Flags().StringVar(&f.years, "years", "2024:2050", "first and last year; the first is the base year")
	cmd.Flags().BoolVar(&f.carbon, "carbon", false, "hold the carbon dioxide of power plants to the scenario's own limit")
	cmd.Flags().BoolVar(&f.standards, "standards", false, "hold makers of vehicles to the outlook's policy, as a taste for electric ones")
	cmd.Flags().BoolVar(&f.watch, "watch", false, "light lamp posts along the path (lampposts.csv): how near each choice is to another set")
	cmd.Flags().StringVar(&f.params, "params", "", "file of estimated parameters in place of those of the tables, or \"fitted\" for those shipped")
	cmd.Flags().IntVar(&f.draw, "draw", 0, "one of the draws of the parameters, from 1; 0 takes their medians")
	cmd.Flags().Float64Var(&f.latent, "latent", 0.5, "weight that an option nobody uses yet reaches over the largest in use (0.1 to 1)")
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "folder for the tables")
	cmd.Flags().StringVar(&f.format, "format", "csv", "what the tables are written as: csv, parquet, iamc, or several with commas between; needs -o")
	cmd.AddCommand(a.backcastCommand())
	return cmd
}

func (a *app) pathway(ctx context.Context, f *following) error {
	path, set, opt, err := f.read()
	if err != nil {
		return callError{err}
	}
	if set.Params, err = f.parameters(); err != nil {
		return err
	}
	spec, rests, err := f.world(path, set)
	if err != nil {
		return err
	}
	began := time.Now()
	opt.Progress = a.yearly(began, spec.Years[len(spec.Years)-1])
	result, err := follow(ctx, spec, opt)
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	var written []file
	if f.out != "" {
		if written, err = f.filesOf(result, rests); err != nil {
			return err
		}
		if err := writeFiles(f.out, written); err != nil {
			return err
		}
	}
	if a.json {
		return a.print(f.machine(result, rests, written, seconds), "")
	}
	return writePathway(a.out, f, result, rests, seconds)
}

// world is the economy of the base year, and what it rests on.
func (f *following) world(path base.Path, set base.Settings) (*pathway.Spec, base.Basis, error) {
	account, err := base.NewAccount(accountYear, path)
	if err != nil {
		return nil, base.Basis{}, err
	}
	spec, figures, err := base.World(account, set)
	if err != nil {
		return nil, base.Basis{}, err
	}
	rests, err := base.Rests(account, f.scenario, figures)
	return spec, rests, err
}

// follow runs the path of an economy.
func follow(ctx context.Context, spec *pathway.Spec, opt pathway.Options) (result *pathway.Result, err error) {
	if opt.Watch {
		if opt.Shocks, err = base.Shocks(); err != nil {
			return nil, err
		}
	}
	m, err := pathway.New(spec, opt)
	if err != nil {
		return nil, err
	}
	return m.Run(ctx)
}

// yearly tells the year that has been solved, once a second, where a path takes
// longer than two.
func (a *app) yearly(began time.Time, end int) func(year int) {
	last := time.Time{}
	return func(year int) {
		if now := time.Now(); now.Sub(began) > 2*time.Second && now.Sub(last) > time.Second {
			last = now
			fmt.Fprintf(a.err, "%d of %d, %s\n", year, end, now.Sub(began).Round(time.Second))
		}
	}
}

// machine is a path for machines.
func (f *following) machine(r *pathway.Result, rests base.Basis, written []file, seconds float64) map[string]any {
	names := []string{}
	for _, x := range written {
		names = append(names, x.name)
	}
	return map[string]any{"ok": true, "scenario": f.scenario, "mode": f.mode, "folder": f.out, "files": names, "seconds": seconds,
		"sources": rests.Sources, "non_commercial": append([]string{}, rests.NonCommercial()...), "figures": rests.Counts(), "years": r.Years}
}

// parameters are those of a file, those shipped, or none.
func (f *following) parameters() (*base.Params, error) {
	switch f.params {
	case "":
		return nil, nil
	case "fitted":
		return base.FittedParams()
	}
	return readFrom(f.params, base.ReadParams)
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
	if f.formats, err = formatsOf(f.format); err != nil {
		return path, set, opt, err
	}
	if !(f.latent > 0 && f.latent <= 10) {
		return path, set, opt, fmt.Errorf("-latent %v: a weight above 0, 0.1 to 1 as a rule", f.latent)
	}
	if f.draw < 0 || f.draw > 0 && f.params == "" {
		return path, set, opt, fmt.Errorf("-draw %d: draws count from 1 and are of -params", f.draw)
	}
	path, set = base.WEO, base.Settings{Draw: f.draw, Scenario: f.scenario, Last: to, Carbon: f.carbon, Latent: f.latent, Standards: f.standards}
	if f.scenario == "OPEN" {
		path = base.Open
	}
	if !slices.Contains(scenarios, f.scenario) {
		return path, set, opt, fmt.Errorf("-scenario %q: there are OPEN, STEPS, CPS and NZE%s", f.scenario, quantity.DidYouMean(f.scenario, scenarios))
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
	set.Outside = opt.Mode == pathway.Exogenous
	opt.Watch = f.watch
	opt.Closure = []pathway.Closure{pathway.Target, pathway.Response}[i]
	return path, set, opt, nil
}

// writePathway prints what the path needs of each mineral in some years, where
// it comes from in the last, and what it costs there.
func writePathway(w io.Writer, f *following, r *pathway.Result, rests base.Basis, seconds float64) error {
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
	n := rests.Counts()
	fmt.Fprintf(&b, "It rests on %d figures of %d sources: %d retrieved, %d derived, %d recalled, %d assumed, %d imputed.\n", len(rests.Figures.Rows), len(rests.Sources), n["retrieved"], n["derived"], n["recalled"], n["assumed"], n["imputed"])
	if ids := rests.NonCommercial(); len(ids) > 0 {
		fmt.Fprintf(&b, "Some are under non-commercial terms, and so is the result: %s.\n", strings.Join(ids, ", "))
	}
	if f.out != "" {
		fmt.Fprintf(&b, "tables   %s\n", shortPath(f.out))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func percentOf(part, whole float64) string { return fmt.Sprintf("%.1f %%", 100*part/whole) }
