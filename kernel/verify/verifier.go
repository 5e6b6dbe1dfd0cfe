package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// A Verifier executes notebooks again and compares. Notebooks of one folder
// with the same cells share one execution, and so does one whose cells were
// changed after its run with the notebook it was made from: checking many
// altered copies costs one run.
type Verifier struct {
	Run      kernel.RunSettings // Install is needed; Name, Dir and NoCache are set for each notebook
	Renderer display.Renderer   // as in Options
	Cached   bool               // cells may use cached results
	Accept   bool               // a notebook that does not agree is written again with its fresh outputs
	Parallel int                // how many notebooks run at once; 0 is one

	// Progress is told of each notebook in its place, where several run at once;
	// nil tells Run.Progress.
	Progress func(path string) io.Writer

	done map[string]execution
}

// A given is a notebook to verify: its place in the call, and what it holds.
type given struct {
	at      int
	path    string
	nb      *kernel.Notebook
	changed bool // its cells, after its run
}

// An execution is a fresh run, or why there is none.
type execution struct {
	nb  *kernel.Notebook
	err error // a *kernel.Fault
}

// An Outcome is the verdict on one notebook and what it rests on.
type Outcome struct {
	Verdict
	Accepted bool `json:"accepted,omitempty"` // the file was written again

	fresh *kernel.Notebook // what accepting writes
}

// Files verifies notebooks and returns the outcomes in the same order. An
// error means that verification itself failed, such as a file that is not
// there.
func (v *Verifier) Files(ctx context.Context, paths ...string) ([]Outcome, error) {
	if v.Run.Progress == nil {
		v.Run.Progress = io.Discard
	}
	v.done = map[string]execution{}
	out := make([]Outcome, len(paths))
	list, err := v.read(paths, out)
	if err != nil {
		return nil, err
	}
	for _, changed := range []bool{false, true} { // those as they were executed first: others rest on them
		var now []given
		for _, g := range list {
			if g.changed == changed {
				now = append(now, g)
			}
		}
		if err := v.execute(ctx, now); err != nil {
			return nil, err
		}
		for _, g := range now {
			out[g.at] = v.judge(g)
		}
	}
	return out, v.accept(paths, out)
}

// read reads the notebooks that there is something to run of, and says of the
// others why there is not.
func (v *Verifier) read(paths []string, out []Outcome) ([]given, error) {
	var list []given
	for i, path := range paths {
		nb, err := kernel.ReadNotebook(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, err
		case err != nil:
			out[i].Verdict = Failed(path, err)
		case !executed(nb) && !v.Accept:
			err := fmt.Errorf("it was never run, so there is nothing to compare; `lodestone run %s -in-place` runs it", path)
			out[i].Verdict = Failed(path, err)
		default:
			list = append(list, given{i, path, nb, origin(nb) != ""})
		}
	}
	return list, nil
}

// accept writes fresh outputs, when all notebooks have been executed: an
// interrupted call has written nothing.
func (v *Verifier) accept(paths []string, out []Outcome) error {
	for i := range out {
		if !v.Accept || out[i].fresh == nil || out[i].State == Agrees {
			continue
		}
		if err := kernel.WriteNotebook(paths[i], out[i].fresh); err != nil {
			return err
		}
		out[i].Accepted = true
	}
	return nil
}

// origin is the seal of a notebook whose cells were changed after its run.
func origin(nb *kernel.Notebook) string {
	s, _ := kernel.ReadStamp(nb)
	if s.Cells == nil || len(Edits(nb, s.Cells)) == 0 {
		return ""
	}
	return strings.Join(s.Cells, "\n")
}

// judge compares a notebook with its fresh run.
func (v *Verifier) judge(g given) Outcome {
	x, _ := v.execution(g)
	if x.err != nil {
		return Outcome{Verdict: Failed(g.path, x.err)}
	}
	verdict := Compare(g.nb, x.nb, &Options{Name: g.path, Renderer: v.Renderer, Cached: v.Cached})
	return Outcome{Verdict: verdict, fresh: x.nb}
}

// executed reports whether a notebook was run, in part at least.
func executed(nb *kernel.Notebook) bool {
	for _, c := range nb.Cells {
		if c.Count > 0 || len(c.Outputs) > 0 {
			return true
		}
	}
	return len(kernel.Seal(nb)) == 0
}

// key is what notebooks that share one execution have in common.
func (v *Verifier) key(g given) string {
	if v.Accept {
		return g.path // what is written must be of this very file
	}
	return filepath.Dir(g.path) + "\n" + strings.Join(kernel.Seal(g.nb), "\n")
}

// execution is the run that serves for a notebook, its own or that of the
// notebook it was made from.
func (v *Verifier) execution(g given) (execution, bool) {
	for _, k := range []string{v.key(g), filepath.Dir(g.path) + "\n" + origin(g.nb)} {
		if x, ok := v.done[k]; ok {
			return x, true
		}
	}
	return execution{}, false
}

// execute runs those notebooks that no run serves for yet, some at once. The
// first error ends all.
func (v *Verifier) execute(ctx context.Context, list []given) error {
	var todo []given
	asked := map[string]bool{}
	for _, g := range list {
		if _, ok := v.execution(g); !ok && !asked[v.key(g)] {
			asked[v.key(g)] = true
			todo = append(todo, g)
		}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ran := make([]execution, len(todo))
	slots := make(chan bool, max(v.Parallel, 1))
	var group sync.WaitGroup
	for i, g := range todo {
		slots <- true
		group.Go(func() {
			defer func() { <-slots }()
			var err error
			if ran[i], err = v.run(ctx, g); err != nil {
				stop(err)
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for i, g := range todo {
		v.done[v.key(g)] = ran[i]
	}
	return nil
}

// run executes a notebook. The error is not the notebook's.
func (v *Verifier) run(ctx context.Context, g given) (execution, error) {
	if err := ctx.Err(); err != nil {
		return execution{}, err
	}
	s := v.Run
	s.Name, s.Dir, s.NoCache = g.path, filepath.Dir(g.path), !v.Cached
	if v.Progress != nil {
		s.Progress = v.Progress(g.path)
	}
	fmt.Fprintf(s.Progress, "%s: running it again\n", g.path)
	fresh, err := kernel.Run(ctx, g.nb, &s)
	var fault *kernel.Fault
	if err != nil && !errors.As(err, &fault) {
		return execution{}, err
	}
	return execution{fresh, err}, nil
}

// A Status says, without executing anything, whether a notebook was made from
// what is here now.
type Status struct {
	Notebook string   `json:"notebook"`
	Fresh    bool     `json:"fresh"`
	Why      []string `json:"why,omitempty"` // what changed since it was run
}

// StatusOf compares the stamp of a notebook with the installation's module as
// it is now, package by package and table by table.
func StatusOf(path string, inst *kernel.Installation) (Status, error) {
	s := Status{Notebook: path}
	nb, err := kernel.ReadNotebook(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Why = []string{err.Error()}
		return s, nil
	}
	if err != nil {
		return s, err
	}
	stamp, ok := kernel.ReadStamp(nb)
	switch {
	case !executed(nb):
		s.Why = []string{"it was never run"}
		return s, nil
	case !ok:
		s.Why = []string{"it carries no stamp of a run"}
		return s, nil
	}
	now, err := inst.Current(stamp, filepath.Dir(path), os.Environ())
	if err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	if stamp.Cells != nil {
		for _, e := range Edits(nb, stamp.Cells) {
			s.Why = append(s.Why, fmt.Sprintf("cell %d: %s", e.Cell, e.What))
		}
	}
	s.Why = append(s.Why, stamp.Differences(now)...)
	s.Fresh = len(s.Why) == 0
	return s, nil
}
