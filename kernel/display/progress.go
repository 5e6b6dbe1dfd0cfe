package display

import (
	"fmt"
	"io"
	"os"
	"time"
)

// Progress reports a long job on standard error: nothing in its first two
// seconds, then one line at most every second, and a last line at the end if
// any was printed. It never reaches verified output.
type Progress struct {
	label   string
	total   int
	started time.Time
	last    time.Time
	w       io.Writer
	now     func() time.Time
}

// NewProgress starts the clock of a job of total steps.
func NewProgress(label string, total int) *Progress {
	return newProgress(label, total, os.Stderr, time.Now)
}

func newProgress(label string, total int, w io.Writer, now func() time.Time) *Progress {
	return &Progress{label: label, total: total, started: now(), w: w, now: now}
}

// Step says that done steps are finished.
func (p *Progress) Step(done int) {
	t := p.now()
	spent := t.Sub(p.started)
	end := done >= p.total
	quiet := spent < 2*time.Second || t.Sub(p.last) < time.Second
	if quiet && !(end && !p.last.IsZero()) {
		return
	}
	p.last = t
	line := fmt.Sprintf("%s: %d of %d, %s", p.label, done, p.total, spent.Round(time.Second))
	if done > 0 && !end {
		left := time.Duration(float64(spent) / float64(done) * float64(p.total-done))
		line += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	fmt.Fprintln(p.w, line)
}
