package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
	"github.com/lodestone-model/lodestone/cge/mpsge"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

func (a *app) cgeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "cge",
		Short:   "Solve equilibrium models from files",
		Long:    "Cge solves general equilibrium models and complementarity problems that files describe, and writes them for GAMS.",
		Example: "  lodestone cge solve bread.json\n  lodestone cge solve bread.json -scenario taxed -o results.json\n  lodestone cge export bread.json -mpsge -o bread.gms",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.cgeSolveCommand(), a.cgeExportCommand())
	return cmd
}

// A solving is one call of cge solve.
type solving struct {
	path, only, out string
}

func (a *app) cgeSolveCommand() *cobra.Command {
	s := &solving{}
	cmd := &cobra.Command{
		Use:   "solve CASE.json",
		Short: "Solve the scenarios of a case",
		Long: "Solve reads a model and its scenarios (lodestone-case/1 of kind mpsge, mcp or aanet, or lodestone-gen/1) and\n" +
			"solves the scenarios in turn, each from the one before. It prints a table, or everything as JSON with -json or to\n" +
			"the file of -o: values by variable, flows as \"sector|commodity|out\" and \"sector|commodity|inp\" per unit of\n" +
			"activity, \"agent|commodity|dem\" and \"agent|commodity|own\" in total, and the certificate of each scenario:\n" +
			"\n" +
			"  residual     the worst equation, over the size of its terms\n" +
			"  walras       the equation that was dropped for the numeraire: it has to hold by itself\n" +
			"  homogeneity  the worst equation when all prices and money amounts are doubled\n" +
			"  benchmark    the worst equation at the start of the model, where its quantities were observed\n" +
			"\n" +
			"Figures that the file expects are compared. A scenario that has no solution ends it with exit code 1 and the\n" +
			"names of the worst equations; with -o, nothing is written then.",
		Example: "  lodestone cge solve bread.json\n  lodestone cge solve bread.json -scenario taxed\n" +
			"  lodestone cge solve bread.json -o results.json\n  lodestone cge solve bread.json -json | jq '.scenarios[].values.bread'",
		Args: wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s.path = args[0]
			return a.cgeSolve(cmd.Context(), s)
		},
	}
	cmd.Flags().StringVar(&s.only, "scenario", "", "report this scenario alone; it has the numbers that it has among all")
	cmd.Flags().StringVarP(&s.out, "output", "o", "", "file for the results, as JSON")
	return cmd
}

func (a *app) cgeSolve(ctx context.Context, s *solving) error {
	if sameFile(s.path, s.out) {
		return callError{fmt.Errorf("-o %s would write over the case", s.out)}
	}
	c, err := readFrom(s.path, casefile.Read)
	if err != nil {
		return err
	}
	if len(c.Networks) > 0 {
		return a.networkSolve(ctx, c, s)
	}
	if s.only != "" {
		if _, err := c.Find(s.only); err != nil {
			return callError{err}
		}
	}
	report := &stepReport{w: a.err, began: time.Now()}
	outcomes, err := c.Solve(ctx, &casefile.Settings{Only: s.only, Progress: report.step})
	var unsolved *cge.Unsolved
	if errors.As(err, &unsolved) && ctx.Err() == nil {
		return a.unsolved(s.path, unsolved, outcomes)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	return a.printOutcomes(c, s, outcomes)
}

// readFrom reads a file; errors begin with its path.
func readFrom[T any](path string, read func(io.Reader) (*T, error)) (*T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	v, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return v, nil
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil || b == "" {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// printOutcomes writes the results where they are wanted: to the file, as JSON,
// or as a table.
func (a *app) printOutcomes(c *casefile.Case, s *solving, outcomes []casefile.Outcome) error {
	if s.out == "" && !a.json {
		return writeOutcomes(a.out, c, outcomes)
	}
	var results bytes.Buffer
	if err := casefile.WriteJSON(&results, outcomes); err != nil {
		return err
	}
	return a.saveResults(s, results.Bytes(), len(outcomes))
}

// saveResults writes results to the file of -o, or else to standard output.
func (a *app) saveResults(s *solving, results []byte, scenarios int) error {
	if s.out == "" {
		_, err := a.out.Write(results)
		return err
	}
	if err := kernel.WriteFile(s.out, results, 0o644); err != nil {
		return err
	}
	return a.print(map[string]any{"ok": true, "file": s.out, "scenarios": scenarios},
		fmt.Sprintf("results  %s (%s)\n", shortPath(s.out), several(scenarios, "scenario", "scenarios")))
}

// An export is one call of cge export.
type export struct {
	path, out string
	mpsge     bool
}

func (a *app) cgeExportCommand() *cobra.Command {
	x := &export{}
	cmd := &cobra.Command{
		Use:   "export CASE.json -mpsge",
		Short: "Write a case as a program for GAMS/MPSGE",
		Long: "Export writes the model and the scenarios of a case as a GAMS/MPSGE program, so that whoever has GAMS can\n" +
			"solve them again with other people's code. What MPSGE cannot say ends it with exit code 1, the place and\n" +
			"the reason.",
		Example: "  lodestone cge export bread.json -mpsge\n  lodestone cge export bread.json -mpsge -o bread.gms && gams bread.gms",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			x.path = args[0]
			return a.cgeExport(x)
		},
	}
	cmd.Flags().BoolVar(&x.mpsge, "mpsge", false, "write a GAMS/MPSGE program, the one form there is")
	cmd.Flags().StringVarP(&x.out, "output", "o", "", "file for the program (default: standard output)")
	return cmd
}

func (a *app) cgeExport(x *export) error {
	switch {
	case !x.mpsge:
		return callError{errors.New("export to what? -mpsge writes a GAMS/MPSGE program")}
	case sameFile(x.path, x.out):
		return callError{fmt.Errorf("-o %s would write over the case", x.out)}
	}
	c, err := readFrom(x.path, casefile.Read)
	if err != nil {
		return err
	}
	if len(c.Networks) > 0 {
		return fmt.Errorf("%s: kind aanet: MPSGE has no producers that choose their suppliers; export writes kinds mpsge, mcp and generated economies", x.path)
	}
	scenarios := make([]cge.Scenario, len(c.Scenarios))
	for i, s := range c.Scenarios {
		scenarios[i] = s.Scenario
	}
	var program bytes.Buffer
	if err := mpsge.Export(&program, c.Economy, scenarios); err != nil {
		return fmt.Errorf("%s: %w", x.path, err)
	}
	if x.out == "" {
		return a.print(map[string]any{"ok": true, "program": program.String()}, program.String())
	}
	if err := kernel.WriteFile(x.out, program.Bytes(), 0o644); err != nil {
		return err
	}
	return a.print(map[string]any{"ok": true, "file": x.out}, fmt.Sprintf("program  %s\n", shortPath(x.out)))
}

// failedScenario is what -json prints of a scenario without a solution.
type failedScenario struct {
	OK         bool            `json:"ok"`
	Error      string          `json:"error"`
	Scenario   string          `json:"scenario"`
	Reason     string          `json:"reason"`
	Iterations int             `json:"iterations"`
	Worst      []worstEquation `json:"worst"`
	Solved     []string        `json:"solved"` // scenarios before it
}

type worstEquation struct {
	Variable string  `json:"variable"` // to which it is complementary
	Equation string  `json:"equation"` // its kind
	Gap      float64 `json:"gap"`      // over the size of its terms
}

// unsolved reports a scenario that has no solution; the command then ends
// with 1.
func (a *app) unsolved(path string, u *cge.Unsolved, before []casefile.Outcome) error {
	failed := failedScenario{Error: u.Error(), Scenario: u.Scenario, Reason: u.Reason, Iterations: u.Iterations,
		Worst: []worstEquation{}, Solved: []string{}}
	fmt.Fprintf(a.err, "lodestone: %s: scenario %q was not solved: %s after %s\n", path, u.Scenario, u.Reason,
		several(u.Iterations, "iteration", "iterations"))
	rows := [][]string{{"  equation", "of", "gap"}}
	for _, e := range u.Worst {
		failed.Worst = append(failed.Worst, worstEquation{e.Name, e.Kind, e.Gap})
		rows = append(rows, []string{"  " + e.Kind, e.Name, fmt.Sprintf("%+.1e", e.Gap)})
	}
	io.WriteString(a.err, aligned(rows, "llr"))
	for _, o := range before {
		failed.Solved = append(failed.Solved, o.Scenario.Name)
	}
	if err := a.print(failed, ""); err != nil {
		return err
	}
	return errFailed
}

// A stepReport tells of the solver's steps: nothing in the first two seconds,
// then at most a line a second.
type stepReport struct {
	w           io.Writer
	began, last time.Time
}

func (r *stepReport) step(scenario string, s cge.Step) {
	now := time.Now()
	spent := now.Sub(r.began)
	if spent < 2*time.Second || now.Sub(r.last) < time.Second {
		return
	}
	r.last = now
	fmt.Fprintf(r.w, "%s: step %d (%s), residual %.1e, %s\n", scenario, s.Iteration, s.Path, s.Residual, spent.Round(time.Second))
}
