package kernel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

var errNotebookTimeout = errors.New("the notebook's time limit")

// waited is how waiting for a cell ended: with the kernel's reply, or with the
// failure that came first.
type waited struct {
	reply   reply
	failure error
}

// await collects the outputs of a cell until the kernel has both answered and
// said that it is idle.
func (r *runner) await(ctx context.Context, id string, out *collector, clock *cellClock) waited {
	var w waited
	var limit <-chan time.Time
	if r.CellTimeout > 0 {
		limit = time.After(r.CellTimeout)
	}
	for idle, answered := false, false; !idle || !answered; {
		select {
		case m := <-r.p.news:
			r.hear(m)
			idle = idle || m.parent == id && isIdle(m)
		case m := <-r.p.replies:
			if m.parent == id && m.kind == "execute_reply" {
				w.reply, answered = decodeReply(m), true
			}
		case <-clock.tick():
			clock.running()
		case <-r.p.ended:
			r.drain(20 * time.Millisecond)
			return waited{failure: r.fault(Killed, "the kernel was ended: "+r.p.death().Error(), reply{}, out.stderr.String())}
		case <-limit:
			return waited{failure: r.timeout(fmt.Sprintf("the cell ran past its limit of %s", r.CellTimeout), out)}
		case <-ctx.Done():
			if context.Cause(ctx) == errNotebookTimeout {
				return waited{failure: r.timeout(fmt.Sprintf("the notebook ran past its limit of %s", r.Timeout), out)}
			}
			return waited{failure: ctx.Err()}
		}
	}
	return w
}

// hear hands a message to the cell whose request it answers, which may be one
// that has ended already.
func (r *runner) hear(m message) {
	if c := r.asked[m.parent]; c != nil {
		c.add(m, r.ids)
	}
}

// drain hears what is on its way until nothing comes for a while.
func (r *runner) drain(quiet time.Duration) {
	for {
		select {
		case m := <-r.p.news:
			r.hear(m)
		case <-time.After(quiet):
			return
		}
	}
}

// timeout describes a cell that ran too long. A running program is asked for
// its stack first, which names the line; a compiler is not.
func (r *runner) timeout(said string, out *collector) *Fault {
	if pid := cellProcess(r.p.dir); pid > 0 {
		askStack(pid)
		for limit := time.After(2 * time.Second); !strings.Contains(out.stderr.String(), "exit status"); {
			select {
			case m := <-r.p.news:
				r.hear(m)
				continue
			case <-limit:
			case <-r.p.ended:
			}
			break
		}
	} else if l := (&locator{nb: r.nb, ran: r.ran}); len(l.lines(commandLine)) == 0 {
		said += " and was still being compiled"
	}
	return r.fault(Timeout, said, reply{}, out.stderr.String())
}

// A cellClock tells how long a cell takes: once when it is done, and while it
// runs after 5, 10, 20, 40... seconds.
type cellClock struct {
	w       io.Writer
	label   string
	title   string
	started time.Time
	next    time.Duration
	timer   *time.Timer

	expected, left string // what is known of this cell, and of those after it
}

func newCellClock(w io.Writer, label, source string) *cellClock {
	c := &cellClock{w: w, label: label, title: title(source), started: time.Now(), next: 5 * time.Second}
	c.timer = time.NewTimer(c.next)
	return c
}

func (c *cellClock) tick() <-chan time.Time { return c.timer.C }

func (c *cellClock) running() {
	fmt.Fprintf(c.w, "%s %5.0fs so far%s  %s\n", c.label, c.next.Seconds(), c.expected, c.title)
	c.timer.Reset(c.next)
	c.next *= 2
}

func (c *cellClock) done(ok bool) time.Duration {
	c.timer.Stop()
	mark, took := "", time.Since(c.started)
	if !ok {
		mark = "FAILED  "
	}
	fmt.Fprintf(c.w, "%s %5.1fs  %s%s%s\n", c.label, took.Seconds(), mark, c.title, c.left)
	return took
}

// title is the first line of a cell after its imports, cut to fit a line.
func title(source string) string {
	const width = 64
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line == "" || line == "%%" || line == ")" || strings.HasPrefix(line, "import") || strings.HasPrefix(line, `"`) {
			continue
		}
		if runes := []rune(line); len(runes) > width {
			return string(runes[:width-1]) + "…"
		}
		return line
	}
	return "imports"
}
