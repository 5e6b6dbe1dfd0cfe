package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/spf13/cobra"
)

// flagship is the notebook of the main job, and headline the id of the bundle
// that answers its question.
const (
	flagship = "notebooks/01-mineral-demand.ipynb"
	headline = "headline"
)

// A job is one notebook to run and where its results go.
type job struct {
	in      string
	dir     string // "" is out/ in the clone
	inPlace bool
	limits  kernel.RunSettings
}

func (j *job) flags(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&j.limits.Timeout, "timeout", 0, "time limit of the whole notebook, such as 10m; 0 is none")
	cmd.Flags().DurationVar(&j.limits.CellTimeout, "cell-timeout", 10*time.Minute, "time limit of each cell, compiling included; 0 is none")
	cmd.Flags().StringVarP(&j.dir, "output", "o", "", "folder for the executed notebook and its report (default: out in the clone)")
}

func (a *app) mainCommand() *cobra.Command {
	j := &job{}
	cmd := &cobra.Command{
		Use:   "lodestone",
		Short: "Mineral demand of the energy transition, in notebooks",
		Long: "Without a command, lodestone runs the flagship notebook headless, prints its headline table\n" +
			"and says where the executed notebook and its HTML report are. It needs nothing but Go.",
		Example:       "  lodestone\n  lodestone -json | jq .headline\n  lodestone run notebooks/01-mineral-demand.ipynb -timeout 5m",
		Version:       kernel.Version,
		Args:          wrong(cobra.NoArgs),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return a.runNotebook(cmd.Context(), j) },
	}
	j.flags(cmd)
	return cmd
}

func (a *app) runCommand() *cobra.Command {
	j := &job{}
	cmd := &cobra.Command{
		Use:   "run NOTEBOOK",
		Short: "Run a notebook headless",
		Long: "Run executes the code cells of a notebook in order, in the notebook's own folder, and writes the\n" +
			"executed notebook and its HTML report. A cell that fails is named with its line, and the outputs up\n" +
			"to it are written.",
		Example: "  lodestone run notebooks/01-mineral-demand.ipynb\n  lodestone run my.ipynb -o results -cell-timeout 2m\n  lodestone run my.ipynb -in-place",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			j.in = args[0]
			if j.inPlace && j.dir != "" {
				return callError{errors.New("-in-place and -o exclude each other")}
			}
			return a.runNotebook(cmd.Context(), j)
		},
	}
	j.flags(cmd)
	cmd.Flags().BoolVar(&j.inPlace, "in-place", false, "write the executed notebook over NOTEBOOK, and no report")
	return cmd
}

// ran is what a run prints.
type ran struct {
	OK       bool             `json:"ok"`
	Notebook string           `json:"notebook"`
	Report   string           `json:"report,omitempty"`
	Seconds  float64          `json:"seconds"`
	Headline *display.Payload `json:"headline,omitempty"`
}

// runNotebook prepares the kernel, runs the notebook and writes what came of
// it.
func (a *app) runNotebook(ctx context.Context, j *job) error {
	started := time.Now()
	inst, err := kernel.Prepare(ctx, &kernel.InstallSettings{Root: j.root(), Progress: a.err})
	if err != nil {
		return err
	}
	if j.in == "" {
		j.in = shortPath(filepath.Join(inst.Root, filepath.FromSlash(flagship)))
	}
	out := j.output(inst)
	s := j.limits
	s.Install, s.Progress = inst, a.err
	nb, err := kernel.RunFile(ctx, j.in, out, &s)
	if err != nil {
		if nb != nil {
			fmt.Fprintf(a.err, "lodestone: what ran until then is in %s\n", shortPath(out))
		}
		return err
	}
	result := ran{OK: true, Notebook: out}
	if !j.inPlace {
		if result.Report, err = writeReport(j.in, out, nb, inst); err != nil {
			return err
		}
	}
	result.Seconds = time.Since(started).Seconds()
	return a.printRun(nb, result)
}

// root is the clone around the notebook, "" if it lies in none: then that
// around the working folder or the installed one serves.
func (j *job) root() string {
	if j.in == "" {
		return ""
	}
	root, err := kernel.FindModule(filepath.Dir(j.in))
	if err != nil {
		return ""
	}
	return root
}

// output is the path of the executed notebook.
func (j *job) output(inst *kernel.Installation) string {
	if j.inPlace {
		return j.in
	}
	dir := j.dir
	if dir == "" {
		dir = filepath.Join(inst.Root, "out")
	}
	return filepath.Join(dir, filepath.Base(j.in))
}

func (a *app) printRun(nb *kernel.Notebook, result ran) error {
	var text strings.Builder
	if bundle := nb.Bundle(headline); bundle != nil {
		if p, err := display.Decode(json.RawMessage(bundle[display.MIMEPayload])); err == nil {
			result.Headline = &p
		}
		fmt.Fprintf(&text, "%s\n\n", strings.TrimRight(bundle[display.MIMEText], "\n"))
	}
	fmt.Fprintf(&text, "notebook  %s\n", shortPath(result.Notebook))
	if result.Report != "" {
		fmt.Fprintf(&text, "report    %s\n", shortPath(result.Report))
	}
	return a.print(result, text.String())
}

// shortPath is the path from the working folder where that is shorter.
func shortPath(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
