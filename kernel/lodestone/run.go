package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	flagship = "notebooks/05-endogenous-technical-change.ipynb"
	headline = "headline"
)

// A job is a call that runs notebooks: which, how, and where results go.
type job struct {
	in      []string
	dir     string // "" is out/ in the clone
	inPlace bool
	limits  kernel.RunSettings
	choice
}

func (j *job) flags(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&j.limits.Timeout, "timeout", 0, "time limit of a whole notebook, such as 10m; 0 is none")
	cmd.Flags().DurationVar(&j.limits.CellTimeout, "cell-timeout", 10*time.Minute, "time limit of each cell, compiling included; 0 is none")
	cmd.Flags().StringVarP(&j.dir, "output", "o", "", "folder for executed notebooks and their reports (default: out in the clone)")
	cmd.Flags().BoolVar(&j.limits.Resume, "resume", false, "go on where an ended run of the same notebook was, as far as nothing changed")
	cmd.Flags().BoolVar(&j.limits.Isolate, "isolate", false, "run in a sandbox: no network, nothing of yours to read, limits (Linux, bubblewrap)")
	cmd.Flags().StringVar(&j.memory, "memory", "", "memory limit of a notebook, such as 2GB (Linux); default: none, or with -parallel an equal share of 80 % of what is free")
}

func (a *app) mainCommand() *cobra.Command {
	j := &job{choice: choice{parallel: 1}}
	cmd := &cobra.Command{
		Use:   "lodestone",
		Short: "Mineral demand of the energy transition, in notebooks",
		Long: "Without a command, lodestone runs the flagship notebook headless, prints its headline table\n" +
			"and says where the executed notebook and its HTML report are. It needs nothing but Go.",
		Example:       "  lodestone\n  lodestone -json | jq .headline\n  lodestone run notebooks/01-mineral-demand.ipynb -timeout 5m",
		Version:       kernel.Version,
		Args:          noArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := j.check(); err != nil {
				return callError{err}
			}
			return a.runNotebooks(cmd.Context(), j)
		},
	}
	j.flags(cmd)
	return cmd
}

func (a *app) runCommand() *cobra.Command {
	j := &job{}
	cmd := &cobra.Command{
		Use:   "run NOTEBOOK...",
		Short: "Run notebooks headless",
		Long: "Run executes the code cells of a notebook in order, in the notebook's own folder, and writes the\n" +
			"executed notebook and its HTML report. A cell that fails is named with its line, and the outputs up\n" +
			"to it are written.\n\n" +
			"-p sets a constant of the cell tagged \"parameters\"; the executed notebook has the value in its source\n" +
			"and in its metadata. -only and -from run some cells: of those before, what they declare is sent and\n" +
			"nothing is run. -resume goes on where a run was ended, by Ctrl-C, a kill or a cell that failed: cells\n" +
			"that finished are kept up to the first that changed or rests on a package, table or setting that did\n" +
			"(files that cells wrote are not looked at).",
		Example: "  lodestone run notebooks/01-mineral-demand.ipynb\n  lodestone run my.ipynb -p horizon=2040 -p scenario=APS -o results\n" +
			"  lodestone run my.ipynb -from 7 -in-place\n  lodestone run notebooks/*.ipynb -parallel 2 -memory 4GB\n  lodestone run my.ipynb -resume",
		Args: wrong(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			j.in = args
			if err := j.check(); err != nil {
				return callError{err}
			}
			return a.runNotebooks(cmd.Context(), j)
		},
	}
	j.flags(cmd)
	j.choice.flags(cmd)
	cmd.Flags().BoolVar(&j.inPlace, "in-place", false, "write the executed notebook over NOTEBOOK, and no report")
	return cmd
}

// ran is what a run prints.
type ran struct {
	OK       bool              `json:"ok"`
	Notebook string            `json:"notebook"`
	Report   string            `json:"report,omitempty"`
	Seconds  float64           `json:"seconds"`
	Values   map[string]string `json:"values,omitempty"` // of the notebook's parameters
	Error    string            `json:"error,omitempty"`
	Fault    *kernel.Fault     `json:"fault,omitempty"`
	Headline *display.Payload  `json:"headline,omitempty"`
}

// prepare makes the kernel ready and settles what the call leaves open.
func (a *app) prepare(ctx context.Context, j *job) error {
	inst, err := kernel.Prepare(ctx, &kernel.InstallSettings{Root: j.root(), Progress: a.err})
	if err != nil {
		return err
	}
	if len(j.in) == 0 {
		j.in = []string{shortPath(filepath.Join(inst.Root, filepath.FromSlash(flagship)))}
	}
	j.limits.Install, j.limits.State = inst, inst.StateDir()
	j.limits.Memory, err = memoryOf(j.memory, min(j.parallel, len(j.in)), j.limits.Isolate)
	return err
}

// runNotebook runs one notebook and writes what came of it.
func (a *app) runNotebook(ctx context.Context, j *job, in string, progress io.Writer) (*kernel.Notebook, ran, error) {
	started := time.Now()
	result := ran{Notebook: j.output(in)}
	s := j.limits
	s.Progress = progress
	nb, err := kernel.RunFile(ctx, in, result.Notebook, &s)
	switch {
	case err == nil && !j.inPlace:
		result.Report, err = writeReport(in, result.Notebook, nb, s.Install)
	case err != nil && nb != nil:
		fmt.Fprintf(progress, "lodestone: what ran until then is in %s\n", shortPath(result.Notebook))
	}
	if nb != nil {
		stamp, _ := kernel.ReadStamp(nb)
		result.Values = stamp.Values
	}
	result.OK, result.Seconds = err == nil, time.Since(started).Seconds()
	return nb, result, err
}

// root is the clone around the notebook, "" if it lies in none: then that
// around the working folder or the installed one serves.
func (j *job) root() string {
	if len(j.in) == 0 {
		return ""
	}
	root, err := kernel.FindModule(filepath.Dir(j.in[0]))
	if err != nil {
		return ""
	}
	return root
}

// output is the path of the executed notebook.
func (j *job) output(in string) string {
	if j.inPlace {
		return in
	}
	dir := j.dir
	if dir == "" {
		dir = filepath.Join(j.limits.Install.Root, "out")
	}
	return filepath.Join(dir, filepath.Base(in))
}

// describe adds the headline to a result and returns it in words.
func (r *ran) describe(nb *kernel.Notebook) string {
	var text strings.Builder
	if bundle := nb.Bundle(headline); bundle != nil {
		if p, err := display.Decode(json.RawMessage(bundle[display.MIMEPayload])); err == nil {
			r.Headline = &p
		}
		fmt.Fprintf(&text, "%s\n\n", strings.TrimRight(bundle[display.MIMEText], "\n"))
	}
	fmt.Fprintf(&text, "notebook  %s\n", shortPath(r.Notebook))
	if r.Report != "" {
		fmt.Fprintf(&text, "report    %s\n", shortPath(r.Report))
	}
	return text.String()
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
