package kernel

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// RunSettings say how a notebook is run; nil means the defaults.
type RunSettings struct {
	Install     *Installation // nil loads the one in DefaultHome
	Name        string        // what messages call the notebook
	Dir         string        // working folder of cells; "" is the current one
	Timeout     time.Duration // of the whole notebook; 0 is no limit
	CellTimeout time.Duration // of one cell, compiling included; 0 is no limit
	Progress    io.Writer     // a line for each cell; nil for silence
	Env         []string      // added to the environment of cells, as "NAME=value"
	NoCache     bool          // hides the user's cache folder, so that cells compute anew what package cache holds

	// Parameters are values for constants of the cell tagged "parameters", by
	// name (SetParameters). The copy that Run returns has them in its source.
	Parameters map[string]string

	// Only and From choose cells, all counted from 1, by number or from a number
	// on. Of the cells before, what they declare is sent and nothing is run;
	// outputs of cells that are not run stay, and the stamp says so.
	Only []int
	From int

	// State is a folder that keeps finished cells while a notebook runs, and how
	// long each took; "" keeps neither. Resume takes over the cells that an ended
	// run of this notebook finished there, up to the first that changed or rests
	// on something that did.
	State  string
	Resume bool

	// Memory is what the notebook's processes may hold together, in bytes; the
	// cell that takes more is ended. 0 is no limit. Linux alone can tell.
	Memory int64

	// Isolate runs the notebook in a sandbox of bubblewrap: no network, nothing
	// of the user's to read, nothing but a scratch folder to write, limits of
	// memory, processes and time (docs/threat-model.md). Where that cannot be
	// had, Run refuses.
	Isolate bool
}

// RunFile runs the notebook at in, in its own folder, and writes the executed
// one to out. Where a cell fails, out holds the outputs up to and including
// that cell and the error is a *Fault; where ctx ends, out is not written.
func RunFile(ctx context.Context, in, out string, s *RunSettings) (*Notebook, error) {
	nb, err := ReadNotebook(in)
	if err != nil {
		return nil, err
	}
	c := s.orDefault()
	if s == nil || s.Name == "" {
		c.Name = in
	}
	if s == nil || s.Dir == "" {
		c.Dir = filepath.Dir(in)
	}
	done, err := Run(ctx, nb, c)
	if done == nil {
		return nil, err
	}
	if writeErr := WriteNotebook(out, done); writeErr != nil {
		return nil, writeErr
	}
	return done, err
}

// Run executes the code cells in order, in a kernel of its own that is gone
// when Run returns, and returns a copy of the notebook with their outputs.
// Outputs of an earlier run are dropped. A cell that fails ends the run: the
// error is a *Fault, and the copy holds everything up to it. On any other
// error the notebook is nil.
func Run(ctx context.Context, nb *Notebook, s *RunSettings) (*Notebook, error) {
	c := s.orDefault().isolated()
	if c.Install == nil {
		inst, err := Load("")
		if err != nil {
			return nil, err
		}
		c.Install = inst
	}
	if nb.Major != 4 {
		return nil, fmt.Errorf("%s: nbformat is %d and only 4 is run", c.Name, nb.Major)
	}
	r, err := newRunner(c, nb)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	if err := r.run(ctx); err != nil {
		if _, ok := err.(*Fault); ok {
			return r.nb, err
		}
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	return r.nb, nil
}

func (s *RunSettings) orDefault() *RunSettings {
	var c RunSettings
	if s != nil {
		c = *s
	}
	if c.Name == "" {
		c.Name = "notebook"
	}
	if c.Progress == nil {
		c.Progress = io.Discard
	}
	return &c
}
