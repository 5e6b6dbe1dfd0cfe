package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// blank is the notebook before its first run: no outputs but those of cells
// that are not run, an id for every cell.
func blank(nb *Notebook, duties []duty) *Notebook {
	b := nb.Clone()
	b.Minor = max(b.Minor, 5)
	used := map[string]bool{}
	for _, c := range b.Cells {
		used[c.ID] = true
	}
	for i := range b.Cells {
		c := &b.Cells[i]
		if duties[i] == executes {
			c.Outputs, c.Count = nil, 0
		}
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
	nb      *Notebook
	before  Stamp  // of the notebook as it was given
	duty    []duty // by cell index
	p       *process
	guard   *guard
	journal *journal
	plan    plan
	ids     displays
	shown   map[int]*collector    // by cell index
	asked   map[string]*collector // by the id of the request that ran the cell
	ran     []int                 // cell index by the kernel's execution count, from 1 on
	uses    map[string]bool       // what the cells' programs import
	restsOf map[string]string     // hash of what imports rest on, by imports
}

func newRunner(s *RunSettings, nb *Notebook) (*runner, error) {
	nb, err := SetParameters(nb, s.Parameters)
	if err != nil {
		return nil, err
	}
	duties, err := s.duties(nb)
	if err != nil {
		return nil, err
	}
	if s.Memory != 0 {
		if err := canGuard(s.Memory); err != nil {
			return nil, err
		}
	}
	r := &runner{RunSettings: s, nb: blank(nb, duties), duty: duties, ids: displays{}, shown: map[int]*collector{},
		asked: map[string]*collector{}, ran: []int{-1}, uses: map[string]bool{}, restsOf: map[string]string{}}
	r.before, _ = ReadStamp(nb)
	return r, nil
}

func (r *runner) run(ctx context.Context) (err error) {
	if r.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, r.Timeout, errNotebookTimeout)
		defer cancel()
	}
	if err := r.openJournal(); err != nil {
		return err
	}
	defer func() { r.journal.close(err == nil) }()
	if r.Isolate {
		r.warm(ctx)
	}
	if r.p, err = startProcess(ctx, r.RunSettings); err != nil {
		if context.Cause(ctx) == errNotebookTimeout {
			return fmt.Errorf("the notebook ran past its limit of %s before its first cell", r.Timeout)
		}
		return err
	}
	defer r.p.close()
	defer r.keep()
	defer r.stamp()
	r.guard = watchMemory(r.p, r.Install, r.Memory)
	defer r.guard.stop()
	return r.runCells(ctx)
}

// openJournal takes over what an ended run has finished, if it should.
func (r *runner) openJournal() error {
	name, err := filepath.Abs(r.Name)
	if err != nil {
		return err
	}
	b, _ := json.Marshal(r.Parameters)
	say := func(err error) { fmt.Fprintf(r.Progress, "lodestone: %v\n", err) }
	name += "\n" + string(b)
	if r.partial() {
		name += "\nin part" // it leaves what a whole run has finished alone
	}
	var done map[int]finished
	r.journal, done = openJournal(r.State, name, r.Resume, say)
	if r.Resume {
		fmt.Fprintf(r.Progress, "lodestone: %d cells of an earlier run are kept\n", r.recover(done))
	}
	r.plan = newPlan(r)
	return nil
}

// runCells does its duty to each cell in order; what nobody needs is not sent.
func (r *runner) runCells(ctx context.Context) error {
	number := 0
	last := -1
	for i, c := range r.nb.Cells {
		if r.duty[i] == executes && runs(c) {
			last = i
		}
	}
	for i, c := range r.nb.Cells {
		if !runs(c) {
			continue
		}
		number++
		cell := &r.nb.Cells[i]
		if r.duty[i] == executes || len(cell.Outputs) > 0 || cell.Count > 0 {
			cell.Count = number
		}
		var err error
		switch {
		case i > last:
		case r.duty[i] == executes:
			err = r.runCell(ctx, i)
		default:
			err = r.define(ctx, i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// runs reports whether a cell has anything to run.
func runs(c Cell) bool { return c.Type == CodeCell && strings.TrimSpace(c.Source) != "" }

// keep puts what cells showed into the notebook, late news included.
func (r *runner) keep() {
	r.drain(100 * time.Millisecond)
	for i, out := range r.shown {
		r.nb.Cells[i].Outputs = out.outputs()
	}
}

// runCell runs one cell.
func (r *runner) runCell(ctx context.Context, i int) error {
	cell := &r.nb.Cells[i]
	out := &collector{}
	r.shown[i] = out
	clock := r.plan.clock(r.Progress, i, *cell)
	w := r.execute(ctx, i, cell.Source, out, clock)
	took := clock.done(w.failure == nil)
	if w.failure != nil {
		return w.failure
	}
	r.journal.took[SealCell(*cell)] = took.Seconds()
	if r.State != "" {
		if err := r.note(i); err != nil {
			fmt.Fprintf(r.Progress, "lodestone: cell %d is not kept for a resumed run: %v\n", i+1, err)
		}
	}
	return nil
}

// define sends what a cell declares. What it says to that is nobody's.
func (r *runner) define(ctx context.Context, i int) error {
	source := definitions(r.nb.Cells[i].Source)
	if source == "" {
		return nil
	}
	w := r.execute(ctx, i, source, &collector{}, newCellClock(io.Discard, "", source))
	return w.failure
}

// execute has the kernel run the source, which is of cell i, and judges how
// that ended.
func (r *runner) execute(ctx context.Context, i int, source string, out *collector, clock *cellClock) waited {
	r.ran = append(r.ran, i)
	id, err := r.p.ask("execute_request", map[string]any{
		"code": source, "silent": false, "store_history": true,
		"user_expressions": struct{}{}, "allow_stdin": false, "stop_on_error": true,
	})
	if err != nil {
		return waited{failure: err}
	}
	r.asked[id] = out
	w := r.await(ctx, id, out, clock)
	if w.failure == nil {
		if kind, said, failed := judge(w.reply, out.stderr.String(), source); failed {
			w.failure = r.fault(kind, said, w.reply, out.stderr.String())
		}
	}
	for _, name := range importsOf(r.program()) {
		r.uses[name] = true
	}
	return w
}

// fault describes the failure of the cell that ran last.
func (r *runner) fault(kind FaultKind, said string, rep reply, stderr string) *Fault {
	l := &locator{nb: r.nb, ran: r.ran, program: r.program()}
	at, certain := l.locate(kind, rep, stderr)
	cell := r.ran[len(r.ran)-1]
	if over := r.guard.overrun(said); over != "" {
		kind, said = Memory, over
	}
	return &Fault{
		Notebook: r.Name, Kind: kind, Cell: cell + 1, Count: r.nb.Cells[cell].Count,
		At: at, Certain: certain, Message: said, Text: l.text(at),
	}
}

// program reads the program that GoNB composed of the cells. Cells can write
// there too: a link, a pipe or a file without end is no program.
func (r *runner) program() string {
	found, _ := filepath.Glob(filepath.Join(r.p.dir, "gonb_*", "main.go"))
	for _, path := range found {
		if b, err := readPlain(path, 16<<20); err == nil {
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
