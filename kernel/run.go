package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	c := s.orDefault()
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
	r := &runner{RunSettings: c, nb: blank(nb), ids: displays{}, shown: map[int]*collector{}, asked: map[string]*collector{}, ran: []int{-1}, uses: map[string]bool{}}
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

// blank is the notebook before its first run: no outputs, an id for every
// cell.
func blank(nb *Notebook) *Notebook {
	b := nb.Clone()
	b.Minor = max(b.Minor, 5)
	used := map[string]bool{}
	for _, c := range b.Cells {
		used[c.ID] = true
	}
	for i := range b.Cells {
		c := &b.Cells[i]
		c.Outputs, c.Count = nil, 0
		for n := i + 1; c.ID == ""; n++ {
			if id := fmt.Sprintf("cell-%d", n); !used[id] {
				c.ID, used[id] = id, true
			}
		}
	}
	return b
}

// A runner is one run of a notebook.
type runner struct {
	*RunSettings
	nb    *Notebook
	p     *process
	ids   displays
	shown map[int]*collector    // by cell index
	asked map[string]*collector // by the id of the request that ran the cell
	ran   []int                 // cell index by execution count, from 1 on
	uses  map[string]bool       // what the cells' programs import
}

func (r *runner) run(ctx context.Context) error {
	total := 0
	for _, c := range r.nb.Cells {
		if runs(c) {
			total++
		}
	}
	if r.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, r.Timeout, errNotebookTimeout)
		defer cancel()
	}
	var err error
	if r.p, err = startProcess(ctx, r.Install, r.Dir, r.Env, r.NoCache); err != nil {
		if context.Cause(ctx) == errNotebookTimeout {
			return fmt.Errorf("the notebook ran past its limit of %s before its first cell", r.Timeout)
		}
		return err
	}
	defer r.p.close()
	defer r.keep()
	defer r.stamp()
	for i, c := range r.nb.Cells {
		if !runs(c) {
			continue
		}
		r.ran = append(r.ran, i)
		label := fmt.Sprintf("[%d/%d]", len(r.ran)-1, total)
		if err := r.runCell(ctx, i, label); err != nil {
			return err
		}
	}
	return nil
}

// runs reports whether a cell has anything to run.
func runs(c Cell) bool { return c.Type == CodeCell && strings.TrimSpace(c.Source) != "" }

// stamp records what ran the notebook, in the places where Jupyter looks, and
// what it rests on, in one of our own.
func (r *runner) stamp() {
	meta := maps.Clone(object(r.nb.Metadata))
	meta["kernelspec"] = map[string]any{"display_name": DisplayName, "language": "go", "name": SpecName}
	if info, err := parseJSON(r.p.info); err == nil {
		meta["language_info"] = info
	}
	env := append(os.Environ(), r.Env...)
	stamp, err := r.Install.stamp(slices.Sorted(maps.Keys(r.uses)), env, r.Dir)
	if err != nil {
		fmt.Fprintf(r.Progress, "lodestone: what the notebook rests on is not recorded in full: %v\n", err)
	}
	stamp.Cells = Seal(r.nb)
	meta[stampKey] = stamp.metadata()
	r.nb.Metadata = meta
}

// keep puts what cells showed into the notebook, late news included.
func (r *runner) keep() {
	r.drain(20 * time.Millisecond)
	for i, out := range r.shown {
		r.nb.Cells[i].Outputs = out.outputs()
	}
}

// runCell runs one cell.
func (r *runner) runCell(ctx context.Context, i int, label string) error {
	cell := &r.nb.Cells[i]
	cell.Count = len(r.ran) - 1
	id, err := r.p.ask("execute_request", map[string]any{
		"code": cell.Source, "silent": false, "store_history": true,
		"user_expressions": struct{}{}, "allow_stdin": false, "stop_on_error": true,
	})
	if err != nil {
		return err
	}
	out := &collector{}
	r.shown[i], r.asked[id] = out, out
	clock := newCellClock(r.Progress, label, cell.Source)
	w := r.await(ctx, id, out, clock)
	if w.failure == nil {
		if kind, said, failed := judge(w.reply, out.stderr.String(), cell.Source); failed {
			w.failure = r.fault(kind, said, w.reply, out.stderr.String())
		}
	}
	clock.done(w.failure == nil)
	for _, name := range importsOf(r.program()) {
		r.uses[name] = true
	}
	return w.failure
}

// fault describes the failure of the cell that ran last.
func (r *runner) fault(kind FaultKind, said string, rep reply, stderr string) *Fault {
	l := &locator{nb: r.nb, ran: r.ran, program: r.program()}
	at, certain := l.locate(kind, rep, stderr)
	return &Fault{
		Notebook: r.Name, Kind: kind, Cell: r.ran[len(r.ran)-1] + 1, Count: len(r.ran) - 1,
		At: at, Certain: certain, Message: said, Text: l.text(at),
	}
}

// program reads the program that GoNB composed of the cells.
func (r *runner) program() string {
	found, _ := filepath.Glob(filepath.Join(r.p.dir, "gonb_*", "main.go"))
	for _, path := range found {
		if b, err := os.ReadFile(path); err == nil {
			return string(b)
		}
	}
	return ""
}

func decodeReply(m message) reply {
	var r reply
	if err := json.Unmarshal(m.content, &r); err != nil {
		return reply{Status: "error", ErrorValue: "the kernel's answer cannot be read: " + err.Error()}
	}
	return r
}
