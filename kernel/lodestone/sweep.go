package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/spf13/cobra"
)

// A sweeping is one call of sweep.
type sweeping struct {
	engine, out, template, container string
	workers                          int
	wait                             bool
	slurm                            sweep.Slurm
}

func (a *app) sweepCommand() *cobra.Command {
	f := &sweeping{}
	cmd := &cobra.Command{
		Use:   "sweep SPEC.json",
		Short: "Follow many paths, on the cores of this machine or on a cluster",
		Long: "Sweep computes scenarios x seeds x draws of a path with uncertain parameters. SPEC.json says which (see\n" +
			"docs/sweeps.md). Rows are written in shards; the same call again computes what is missing or damaged and\n" +
			"nothing else. Rows that fail are kept with their error. The engine slurm hands the missing shards to Slurm as\n" +
			"one array job and returns; on both engines the shards are the same files.\n" +
			"\n" +
			"  sweep status DIR     how far it is, and when it ends\n" +
			"  sweep cancel DIR     end it; finished shards stay\n" +
			"  sweep collect DIR    quantiles, Sobol indices and one table of all rows, as CSV and Parquet\n" +
			"  sweep compare DIR FROM TO    what a scenario or a case changes, draw by draw",
		Example: "  lodestone sweep doubt.json\n  lodestone sweep doubt.json -engine slurm -partition cpu -account mine -time 4:00:00 -memory 2G -throttle 200\n  lodestone sweep status out/sweep/doubt\n  lodestone sweep collect out/sweep/doubt",
		Args:    wrong(cobra.ExactArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.sweep(cmd.Context(), f, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "output", "o", "", "folder of the sweep (default out/sweep/ and the spec's name)")
	flags.StringVar(&f.engine, "engine", "local", "local or slurm")
	flags.IntVar(&f.workers, "workers", 0, "local: processes at once (default one a core)")
	flags.StringVar(&f.slurm.Partition, "partition", "", "slurm: partition")
	flags.StringVar(&f.slurm.Account, "account", "", "slurm: account")
	flags.StringVar(&f.slurm.Time, "time", "", "slurm: limit of an array task, such as 4:00:00")
	flags.StringVar(&f.slurm.Memory, "memory", "", "slurm: memory of an array task, such as 2G")
	flags.IntVar(&f.slurm.Tasks, "array", 0, "slurm: array tasks at most (default 1000)")
	flags.IntVar(&f.slurm.Throttle, "throttle", 0, "slurm: array tasks at once (default no limit)")
	flags.StringArrayVar(&f.slurm.Options, "sbatch", nil, "slurm: a further option of sbatch, such as --qos=long; may be repeated")
	flags.StringVar(&f.template, "template", "", "slurm: batch script of your site, in place of the built-in one")
	flags.StringVar(&f.container, "container", "", "slurm: run tasks inside this image of Apptainer, which holds this same program as /lodestone")
	flags.BoolVar(&f.wait, "wait", false, "slurm: wait for the jobs, with progress")
	cmd.AddCommand(a.sweepStatusCommand(), a.sweepCancelCommand(), a.sweepCollectCommand(), a.sweepCompareCommand(), a.sweepWorkCommand())
	return cmd
}

func (a *app) sweep(ctx context.Context, f *sweeping, path string) error {
	if f.engine != "local" && f.engine != "slurm" {
		return callError{fmt.Errorf("-engine %q: there are local and slurm", f.engine)}
	}
	s, err := openSweep(f.out, path)
	if err != nil {
		return err
	}
	if f.engine == "slurm" {
		return a.sweepSlurm(ctx, f, s)
	}
	return a.sweepLocal(ctx, f, s)
}

// openSweep reads a spec and makes or opens its folder.
func openSweep(dir, path string) (*sweep.Sweep, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, callError{err}
	}
	defer file.Close()
	spec, err := readSweep(file)
	if err == nil {
		err = readParams(spec, filepath.Dir(path))
	}
	if err != nil {
		return nil, callError{fmt.Errorf("%s: %w", path, err)}
	}
	if spec.Name == "" {
		spec.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	task, err := newTask(spec)
	if err != nil {
		return nil, callError{fmt.Errorf("%s: %w", path, err)}
	}
	plan, err := sweepPlan(spec, task)
	if err != nil {
		return nil, err
	}
	tables, err := tableHashes()
	if err != nil {
		return nil, err
	}
	if plan.Origin, err = sweep.OriginOf(tables); err != nil {
		return nil, err
	}
	if dir == "" {
		dir = filepath.Join("out", "sweep", spec.Name)
	}
	return sweep.Create(dir, plan)
}

// errKept is of work that was interrupted and goes on from where it was.
type errKept struct{ error }

func (a *app) sweepLocal(ctx context.Context, f *sweeping, s *sweep.Sweep) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	began := time.Now()
	done, err := s.Run(ctx, sweep.Local{Command: []string{self, "sweep", "work", s.Dir}, Workers: f.workers, Progress: rowsProgress()})
	if err != nil {
		if ctx.Err() != nil {
			return errKept{errors.New("interrupted; finished shards are kept, the same call goes on from there")}
		}
		return err
	}
	if done.Rows > 0 && done.Failed == done.Rows {
		return fmt.Errorf("all of %d rows failed; `lodestone sweep collect %s` lists their errors", done.Rows, shortPath(s.Dir))
	}
	seconds := time.Since(began).Seconds()
	text := fmt.Sprintf("%d rows in %d shards; %d shards were there, %d computed (%d rows, %d of them failed) in %s\n", s.Plan.Rows(), s.Plan.Shards(), done.Kept, done.Shards, done.Rows, done.Failed, duration(seconds))
	if done.Restarts > 0 {
		text += fmt.Sprintf("%d workers died and were replaced\n", done.Restarts)
	}
	text += fmt.Sprintf("next     lodestone sweep collect %s\n", shortPath(s.Dir))
	return a.print(map[string]any{"ok": true, "dir": s.Dir, "rows": s.Plan.Rows(), "done": done, "seconds": seconds}, text)
}

// rowsProgress reports on standard error; the clock starts with the first call.
func rowsProgress() func(done, total int) {
	var p *display.Progress
	return func(done, total int) {
		if p == nil {
			p = display.NewProgress("rows", total)
		}
		p.Step(done)
	}
}

func (a *app) sweepSlurm(ctx context.Context, f *sweeping, s *sweep.Sweep) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if f.container != "" {
		if !filepath.IsAbs(f.container) {
			return callError{fmt.Errorf("-container %q: give the whole path, which the nodes see too", f.container)}
		}
		f.slurm.Wrap, self = []string{"apptainer", "exec", "--bind", s.Dir, f.container}, "/lodestone"
	}
	if f.template != "" {
		text, err := os.ReadFile(f.template)
		if err != nil {
			return callError{err}
		}
		f.slurm.Template = string(text)
	}
	f.slurm.Command = []string{self, "sweep", "work", s.Dir, "-submission"}
	sub, err := s.Submit(ctx, f.slurm)
	if err != nil {
		return err
	}
	if sub.Tasks == 0 {
		return a.print(map[string]any{"ok": true, "dir": s.Dir, "rows": s.Plan.Rows()}, fmt.Sprintf("all %d shards are there\nnext     lodestone sweep collect %s\n", s.Plan.Shards(), shortPath(s.Dir)))
	}
	text := fmt.Sprintf("job %s: %d shards of %d in %d array tasks\nnext     lodestone sweep status %s\n", sub.Job, len(sub.Shards), s.Plan.Shards(), sub.Tasks, shortPath(s.Dir))
	if !f.wait {
		return a.print(map[string]any{"ok": true, "dir": s.Dir, "job": sub.Job, "tasks": sub.Tasks, "shards": len(sub.Shards)}, text)
	}
	if err := s.Watch(ctx, 2*time.Second, rowsProgress()); err != nil {
		return err
	}
	missing, err := s.Missing(ctx)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("job %s ended with %d of %d shards missing; what its tasks said is in %s; the same call submits them again", sub.Job, len(missing), s.Plan.Shards(), shortPath(filepath.Join(s.Dir, "slurm")))
	}
	return a.print(map[string]any{"ok": true, "dir": s.Dir, "job": sub.Job, "rows": s.Plan.Rows()}, fmt.Sprintf("job %s: all %d shards are there\nnext     lodestone sweep collect %s\n", sub.Job, s.Plan.Shards(), shortPath(s.Dir)))
}

// sweepWorkCommand is what the engines start: a worker that reads numbers of
// shards, or a task of an array job.
func (a *app) sweepWorkCommand() *cobra.Command {
	submission := ""
	cmd := &cobra.Command{
		Use: "work DIR [TASK]", Short: "A worker of a sweep; the engines start it", Hidden: true,
		Long:    "Work computes shards whose numbers it reads from standard input, one a line, and says on standard output what\nit does; with -submission it computes one task of an array job. It is how the engines of sweep work.",
		Example: "  lodestone sweep work out/sweep/doubt -submission 0001 3",
		Args:    wrong(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := sweep.Open(args[0])
			if err != nil {
				return err
			}
			task, err := taskOf(s)
			if err != nil {
				return err
			}
			if err := checkTables(s.Plan.Origin.Data); err != nil {
				return err
			}
			if submission == "" {
				return s.Work(cmd.Context(), task, os.Stdin, a.out)
			}
			index := 0
			if len(args) < 2 {
				return callError{errors.New("-submission needs the number of a task")}
			}
			if _, err := fmt.Sscan(args[1], &index); err != nil {
				return callError{fmt.Errorf("task %q is no number", args[1])}
			}
			return s.WorkList(cmd.Context(), task, submission, index, a.out)
		},
	}
	cmd.Flags().StringVar(&submission, "submission", "", "name of a submission; its task's number follows DIR")
	return cmd
}
