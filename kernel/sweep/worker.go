package sweep

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The words between the local engine and its workers: numbers of shards go in,
// one a line, and these lines come out.
const (
	wordReady = "ready"  // the task is made
	wordRow   = "row"    // and the row that is done
	wordDone  = "done"   // and the shard, its failed rows
	wordFail  = "failed" // and the shard, the reason in quotes
)

// Work computes the shards whose numbers come in and says what it does. It ends
// when there is no more to read, and at once when in is closed in mid shard: the
// engine is gone then.
func (s *Sweep) Work(ctx context.Context, task Task, in io.Reader, out io.Writer) error {
	if err := s.fits(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		defer stop()
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			if n, err := strconv.Atoi(strings.TrimSpace(lines.Text())); err == nil && n >= 0 && n < s.Plan.Shards() {
				numbers <- n
			}
		}
	}()
	fmt.Fprintln(out, wordReady)
	for n := range numbers {
		m, err := s.compute(ctx, task, n, func(k int) { fmt.Fprintln(out, wordRow, k) })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			fmt.Fprintln(out, wordFail, n, strconv.Quote(err.Error()))
			continue
		}
		fmt.Fprintln(out, wordDone, n, m.Failed)
	}
	return nil
}

// fits refuses a program that is not the one the sweep was begun with.
func (s *Sweep) fits() error {
	now, err := OriginOf(s.Plan.Origin.Data)
	if err != nil {
		return err
	}
	p := s.Plan
	p.Origin = now
	if d := s.Plan.differences(&p); len(d) > 0 {
		return fmt.Errorf("sweep: %s was begun with another program (%s); go on with that one, or begin a new folder", s.Dir, strings.Join(d, "; "))
	}
	return nil
}

// WorkList computes the shards of one task of an array job, those of a
// submission whose place in its list is index, index + tasks, and so on. Shards
// that are there are left. What was computed and what was not is said on out.
func (s *Sweep) WorkList(ctx context.Context, task Task, submission string, index int, out io.Writer) error {
	if err := s.fits(); err != nil {
		return err
	}
	sub, err := s.submission(submission)
	if err != nil {
		return err
	}
	if index < 0 || index >= sub.Tasks {
		return fmt.Errorf("sweep: submission %s has tasks 0 to %d, not %d", submission, sub.Tasks-1, index)
	}
	for i := index; i < len(sub.Shards); i += sub.Tasks {
		shard := sub.Shards[i]
		if _, err := s.Verify(shard); err == nil {
			continue
		}
		m, err := s.compute(ctx, task, shard, func(int) {})
		if err != nil {
			return err
		}
		text, err := json.Marshal(map[string]any{"shard": shard, "failed": m.Failed, "seconds": m.Seconds})
		if err != nil {
			return err
		}
		fmt.Fprintln(out, string(text))
	}
	return nil
}

// Missing are the shards that are not there or damaged. Every file is read.
func (s *Sweep) Missing(ctx context.Context) ([]int, error) {
	var out []int
	for shard := range s.Plan.Shards() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		_, err := s.Verify(shard)
		var damaged *Damaged
		switch {
		case errors.As(err, &damaged):
			out = append(out, shard)
		case err != nil:
			return nil, err
		}
	}
	return out, nil
}
