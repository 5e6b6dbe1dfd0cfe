package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/verify"
	"github.com/lodestone-model/lodestone/notebooks/charts"
	"github.com/spf13/cobra"
)

// A check is one call of verify.
type check struct {
	verifier verify.Verifier
	strict   bool
	dir      string // of the pages; "" is out/ in the clone
	memory   string
}

func (a *app) verifyCommand() *cobra.Command {
	c := &check{}
	cmd := &cobra.Command{
		Use:   "verify NOTEBOOK...",
		Short: "Run notebooks again and compare",
		Long: "Verify runs notebooks again, with no cached results, and compares what their cells show with what is\n" +
			"stored: numbers by their tolerance, text and pictures with what the stored numbers render to, standard\n" +
			"output word by word, cells with those that were executed. What differs is printed and shown side by side\n" +
			"in a page. A notebook whose outputs agree but that was made from other code, data or tools is stale: said,\n" +
			"and no failure unless -strict. Copies of one notebook share one run. As many notebooks run at once as\n" +
			"there are processors and memory for.",
		Example: "  lodestone verify notebooks/01-mineral-demand.ipynb\n  lodestone verify notebooks/*.ipynb -strict\n" +
			"  lodestone verify my.ipynb -accept\n  lodestone verify theirs/paper.ipynb -isolate",
		Args: wrong(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.settle(len(args)); err != nil {
				return callError{err}
			}
			return a.verify(cmd.Context(), c, args)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&c.verifier.Accept, "accept", false, "write the fresh outputs into notebooks that do not agree")
	f.BoolVar(&c.strict, "strict", false, "count stale notebooks as failures")
	f.BoolVar(&c.verifier.Cached, "cached", false, "let cells use cached results; the verdict says so")
	f.DurationVar(&c.verifier.Run.Timeout, "timeout", 0, "time limit of each notebook, such as 10m; 0 is none")
	f.DurationVar(&c.verifier.Run.CellTimeout, "cell-timeout", 10*time.Minute, "time limit of each cell, compiling included; 0 is none")
	f.BoolVar(&c.verifier.Run.Isolate, "isolate", false, "run them in a sandbox: no network, nothing of yours to read, limits (Linux, bubblewrap)")
	f.IntVar(&c.verifier.Parallel, "parallel", 0, "how many notebooks to run at once; 0 is one for each processor and 2 GB of free memory")
	f.StringVar(&c.memory, "memory", "", "memory limit of a notebook, such as 2GB (Linux); default: as for run")
	f.StringVarP(&c.dir, "output", "o", "", "folder for the pages (default: out in the clone)")
	return cmd
}

// verified is what verify prints of one notebook.
type verified struct {
	verify.Outcome
	Page string `json:"page,omitempty"`
}

func (a *app) verify(ctx context.Context, c *check, paths []string) error {
	inst, err := kernel.Prepare(ctx, &kernel.InstallSettings{Root: (&job{in: paths}).root(), Progress: a.err})
	if err != nil {
		return err
	}
	c.warnOfStrangers(a.err, inst, paths)
	c.verifier.Run.Install, c.verifier.Run.Progress, c.verifier.Renderer = inst, a.err, charts.Renderer
	progress := &lineWriter{w: a.err}
	c.verifier.Progress = func(path string) io.Writer { return progress.of(path, c.verifier.Parallel > 1) }
	outcomes, err := c.verifier.Files(ctx, paths...)
	if err != nil {
		return err
	}
	if c.dir == "" {
		c.dir = filepath.Join(inst.Root, "out")
	}
	results := make([]verified, len(outcomes))
	for i, o := range outcomes {
		results[i].Outcome = o
		if results[i].Page, err = writePage(c.dir, paths, i, o.Verdict); err != nil {
			return err
		}
	}
	if err := a.printVerified(results, c.strict); err != nil {
		return err
	}
	return c.judge(results)
}

// settle decides how many of n notebooks run at once, and what each may hold.
func (c *check) settle(n int) (err error) {
	if c.verifier.Parallel < 0 {
		return fmt.Errorf("-parallel %d: at least one notebook runs at a time, and 0 leaves it open", c.verifier.Parallel)
	}
	if c.verifier.Parallel == 0 {
		c.verifier.Parallel = runtime.GOMAXPROCS(0)
		if free := kernel.FreeMemory(); free > 0 {
			c.verifier.Parallel = max(1, min(c.verifier.Parallel, int(free*8/10>>31)))
		}
	}
	c.verifier.Parallel = min(c.verifier.Parallel, n)
	c.verifier.Run.Memory, err = memoryOf(c.memory, c.verifier.Parallel, c.verifier.Run.Isolate)
	return err
}

// warnOfStrangers says what running a notebook means, for those that are not of
// the clone.
func (c *check) warnOfStrangers(w io.Writer, inst *kernel.Installation, paths []string) {
	if c.verifier.Run.Isolate {
		return
	}
	for _, p := range paths {
		if root, err := kernel.FindModule(filepath.Dir(p)); err != nil || root != inst.Root {
			fmt.Fprintf(w, "lodestone: verifying runs the code of %s with your rights; -isolate runs it in a sandbox\n", p)
			return
		}
	}
}

// writePage writes the page of a notebook that differs, numbered where two
// have one name.
func writePage(dir string, paths []string, i int, v verify.Verdict) (string, error) {
	if v.State != verify.Differs {
		return "", nil
	}
	name := pageName(paths[i])
	if n := slices.IndexFunc(paths, func(p string) bool { return pageName(p) == name }); n < i {
		name = fmt.Sprintf("%s-%d", name, i+1)
	}
	var page bytes.Buffer
	if err := v.WritePage(&page); err != nil {
		return "", err
	}
	path := filepath.Join(dir, name+".html")
	return path, kernel.WriteFile(path, page.Bytes(), 0o644)
}

func pageName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), ".ipynb") + ".verify"
}

func (a *app) printVerified(results []verified, strict bool) error {
	var text strings.Builder
	for _, r := range results {
		r.WriteText(&text)
		if r.Accepted {
			fmt.Fprintln(&text, "  accepted: the fresh outputs were written")
		}
		if r.Page != "" {
			fmt.Fprintf(&text, "  side by side  %s\n", shortPath(r.Page))
		}
	}
	ok := !slices.ContainsFunc(results, func(r verified) bool { return r.fails(strict) })
	return a.print(map[string]any{"ok": ok, "notebooks": results}, text.String())
}

func (r verified) fails(strict bool) bool {
	return !r.Accepted && (r.State == verify.Differs || strict && r.State == verify.Stale)
}

// errFailed ends the command with 1 where its output has said everything.
var errFailed = errors.New("")

func (c *check) judge(results []verified) error {
	for _, r := range results {
		if r.fails(c.strict) {
			return errFailed
		}
	}
	return nil
}

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status [NOTEBOOK...]",
		Short: "Say which notebooks are stale, and why",
		Long: "Status compares the stamp of each notebook with the clone as it is now: its cells, the packages they rest\n" +
			"on, the data tables, Go, GoNB and the processor. Nothing is executed; verify does that.",
		Example: "  lodestone status\n  lodestone status -json | jq '.notebooks[] | select(.fresh | not)'",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.status(cmd.Context(), args) },
	}
}

func (a *app) status(ctx context.Context, paths []string) error {
	j := &job{}
	if len(paths) > 0 {
		j.in = paths[:1]
	}
	inst, err := kernel.Prepare(ctx, &kernel.InstallSettings{Root: j.root(), Progress: a.err})
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		if paths, err = published(inst.Root); err != nil {
			return err
		}
	}
	list := []verify.Status{}
	var text strings.Builder
	for _, path := range paths {
		s, err := verify.StatusOf(path, inst)
		if err != nil {
			return err
		}
		list = append(list, s)
		state := "fresh"
		if !s.Fresh {
			state = "stale"
		}
		fmt.Fprintf(&text, "%s  %s\n", state, path)
		for _, why := range s.Why {
			fmt.Fprintf(&text, "       %s\n", why)
		}
	}
	return a.print(map[string]any{"ok": true, "notebooks": list}, text.String())
}

// published lists the notebooks of the clone.
func published(root string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(filepath.Join(root, "notebooks"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if err == nil && !d.IsDir() && filepath.Ext(p) == ".ipynb" {
			out = append(out, shortPath(p))
		}
		return err
	})
	return out, err
}
