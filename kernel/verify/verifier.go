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

	done map[string]execution
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
	for _, changed := range []bool{false, true} { // those as they were executed first: others rest on them
		for i, path := range paths {
			nb, err := kernel.ReadNotebook(path)
			if errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			if err != nil {
				out[i].Verdict = Failed(path, err)
				continue
			}
			if (origin(nb) != "") != changed {
				continue
			}
			if out[i], err = v.file(ctx, path, nb); err != nil {
				return nil, err
			}
		}
	}
	return out, v.accept(paths, out)
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

func (v *Verifier) file(ctx context.Context, path string, nb *kernel.Notebook) (Outcome, error) {
	if !executed(nb) && !v.Accept {
		err := fmt.Errorf("it was never run, so there is nothing to compare; `lodestone run %s -in-place` runs it", path)
		return Outcome{Verdict: Failed(path, err)}, nil
	}
	x, err := v.execution(ctx, path, nb)
	if err != nil {
		return Outcome{}, err
	}
	if x.err != nil {
		return Outcome{Verdict: Failed(path, x.err)}, nil
	}
	verdict := Compare(nb, x.nb, &Options{Name: path, Renderer: v.Renderer, Cached: v.Cached})
	return Outcome{Verdict: verdict, fresh: x.nb}, nil
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

// execution runs the notebook, or returns a run that serves as well.
func (v *Verifier) execution(ctx context.Context, path string, nb *kernel.Notebook) (execution, error) {
	dir := filepath.Dir(path)
	key := dir + "\n" + strings.Join(kernel.Seal(nb), "\n")
	if v.Accept {
		key = path // what is written must be of this very file
	}
	for _, k := range []string{key, dir + "\n" + origin(nb)} {
		if x, ok := v.done[k]; ok {
			return x, nil
		}
	}
	s := v.Run
	s.Name, s.Dir, s.NoCache = path, dir, !v.Cached
	fmt.Fprintf(s.Progress, "%s: running it again\n", path)
	fresh, err := kernel.Run(ctx, nb, &s)
	var fault *kernel.Fault
	if err != nil && !errors.As(err, &fault) {
		return execution{}, err
	}
	v.done[key] = execution{fresh, err}
	return v.done[key], nil
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
