package sweep

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// Local is the engine of this machine.
type Local struct {
	// Command starts a worker: a program and its arguments that end in a call of
	// Work on standard input and output.
	Command []string
	Env     []string // beside this process's own
	Workers int      // 0: as many as there are cores
	// Progress is called after every row, one call at a time, with the rows of
	// this call that are done and those that were missing when it began.
	Progress func(done, total int)

	started func(pid int) // for tests
}

// A Done says what came of a run.
type Done struct {
	Shards   int `json:"shards"`   // computed now
	Kept     int `json:"kept"`     // were there
	Rows     int `json:"rows"`     // computed now
	Failed   int `json:"failed"`   // of these, recorded with their error
	Restarts int `json:"restarts"` // workers that died and were replaced
}

// maxDeaths of workers at one shard, before it counts as deadly.
const maxDeaths = 3

// Run computes the shards that are missing. When a worker dies another takes its
// place and its shard; a shard at which three died ends the run. What is done
// stays: the same call goes on from there.
func (s *Sweep) Run(ctx context.Context, o Local) (Done, error) {
	unlock, err := s.lock()
	if err != nil {
		return Done{}, err
	}
	defer unlock()
	if jobs, err := s.jobs(ctx); err != nil {
		return Done{}, err
	} else if len(jobs) > 0 {
		return Done{}, &Busy{Dir: s.Dir, Jobs: names(jobs)}
	}
	if err := s.clean(); err != nil {
		return Done{}, err
	}
	missing, err := s.Missing(ctx)
	if err != nil {
		return Done{}, err
	}
	r := &running{s: s, o: &o, queue: missing, deaths: map[int]int{}}
	r.result.Kept = s.Plan.Shards() - len(missing)
	for _, shard := range missing {
		from, to := s.Plan.rowsOf(shard)
		r.total += to - from
	}
	return r.run(ctx)
}

// running is a run under way.
type running struct {
	s *Sweep
	o *Local

	mu     sync.Mutex
	queue  []int
	deaths map[int]int
	result Done
	rows   int // computed
	total  int // that were missing
	err    error
	stop   context.CancelFunc
}

func (r *running) run(ctx context.Context) (Done, error) {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	r.stop = stop
	n := r.o.Workers
	if n <= 0 {
		n = runtime.NumCPU()
	}
	var group sync.WaitGroup
	for range min(n, len(r.queue)) {
		group.Go(func() { r.slot(inner) })
	}
	group.Wait()
	if ctx.Err() != nil {
		return r.result, ctx.Err()
	}
	if r.err == nil && r.result.Restarts > 0 {
		r.err = r.s.clean() // what those that died were writing
	}
	return r.result, r.err
}

// slot keeps one worker at work, the next where one dies.
func (r *running) slot(ctx context.Context) {
	for {
		shard, ok := r.next()
		if !ok || ctx.Err() != nil {
			return
		}
		w, err := r.start(ctx)
		if err != nil {
			r.fail(err)
			return
		}
		for ok && err == nil && ctx.Err() == nil {
			if err = w.compute(r, shard); err == nil {
				shard, ok = r.next()
			}
		}
		died := w.end()
		if err != nil && ctx.Err() == nil {
			r.died(w, shard, died)
		}
	}
}

// next takes a shard from the queue.
func (r *running) next() (shard int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) == 0 {
		return 0, false
	}
	shard, r.queue = r.queue[0], r.queue[1:]
	return shard, true
}

// fail ends the run with the first error.
func (r *running) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	r.stop()
}

// died puts the shard of a dead worker back.
func (r *running) died(w *worker, shard int, why string) {
	// A worker that ends by itself before it is ready would do so again.
	if !w.ready && w.cmd.ProcessState.Exited() {
		r.fail(fmt.Errorf("sweep: a worker did not start: %s", why))
		return
	}
	r.mu.Lock()
	r.deaths[shard]++
	r.result.Restarts++
	n := r.deaths[shard]
	r.rows -= w.rows
	if n < maxDeaths {
		r.queue = append([]int{shard}, r.queue...)
	}
	r.mu.Unlock()
	if n >= maxDeaths {
		r.fail(fmt.Errorf("sweep: shard %d: %d workers died, the last at row %d: %s; finished shards are kept", shard, n, w.row, why))
	}
}

// row counts a row.
func (r *running) row(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows += n
	if r.o.Progress != nil {
		r.o.Progress(r.rows, r.total)
	}
}

// done counts a shard.
func (r *running) done(shard, failed int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	from, to := r.s.Plan.rowsOf(shard)
	r.result.Shards++
	r.result.Rows += to - from
	r.result.Failed += failed
}

// A worker is a process.
type worker struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
	says  *tail
	ready bool
	row   int // the one under way
	rows  int // done of the shard under way
}

func (r *running) start(ctx context.Context) (*worker, error) {
	if len(r.o.Command) == 0 {
		return nil, errors.New("sweep: Local.Command is empty; it starts a worker")
	}
	w := &worker{cmd: exec.CommandContext(ctx, r.o.Command[0], r.o.Command[1:]...), says: &tail{}}
	w.cmd.Env = append(append(os.Environ(), "GOMAXPROCS=1"), r.o.Env...)
	w.cmd.Stderr = w.says
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.lines = bufio.NewScanner(out)
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("sweep: starting a worker: %w", err)
	}
	if r.o.started != nil {
		r.o.started(w.cmd.Process.Pid)
	}
	return w, nil
}

// errDied is what compute returns when the process is gone.
var errDied = errors.New("the worker is gone")

// compute has the worker do a shard. A shard that cannot be written ends the
// run; errDied says that the worker is gone.
func (w *worker) compute(r *running, shard int) error {
	w.row, _ = r.s.Plan.rowsOf(shard)
	w.rows = 0
	fmt.Fprintln(w.in, shard) // a closed pipe shows below
	for w.lines.Scan() {
		words := strings.SplitN(w.lines.Text(), " ", 3)
		switch words[0] {
		case wordReady:
			w.ready = true
		case wordRow:
			w.row++
			w.rows++
			r.row(1)
		case wordDone:
			failed, _ := strconv.Atoi(words[len(words)-1])
			r.done(shard, failed)
			return nil
		case wordFail:
			why, err := strconv.Unquote(words[len(words)-1])
			if err != nil {
				why = w.lines.Text()
			}
			r.fail(fmt.Errorf("%s; finished shards are kept, the same call goes on from there", why))
			return errDied
		}
	}
	return errDied
}

// end closes the worker and says how it ended.
func (w *worker) end() string {
	w.in.Close()
	for w.lines.Scan() { // what it still says
	}
	err := w.cmd.Wait()
	why := "it ended in the middle of its work"
	if err != nil {
		why = err.Error()
	}
	if text := strings.TrimSpace(w.says.String()); text != "" {
		why += ": " + text
	}
	return why
}

// A tail keeps the last bytes that were written.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const tailBytes = 2000

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, b...)
	if len(t.b) > tailBytes {
		t.b = append([]byte(nil), t.b[len(t.b)-tailBytes:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
