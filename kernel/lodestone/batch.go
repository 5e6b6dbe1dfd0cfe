package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/kernel"
)

// runNotebooks runs the notebooks of a job, some at once, and prints what came
// of them in the order of the call. One that fails does not stop the others.
func (a *app) runNotebooks(ctx context.Context, j *job) error {
	if err := a.prepare(ctx, j); err != nil {
		return err
	}
	if len(j.in) == 1 {
		nb, result, err := a.runNotebook(ctx, j, j.in[0], a.err)
		if err != nil {
			return resumable(ctx, j, err)
		}
		text := result.describe(nb)
		return a.print(result, text)
	}
	results, texts := make([]ran, len(j.in)), make([]string, len(j.in))
	var group sync.WaitGroup
	slots := make(chan bool, j.parallel)
	progress := &lineWriter{w: a.err}
	for i, in := range j.in {
		slots <- true
		group.Go(func() {
			defer func() { <-slots }()
			if ctx.Err() == nil {
				results[i], texts[i] = a.runOne(ctx, j, in, progress.of(in, j.parallel > 1))
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return resumable(ctx, j, ctx.Err())
	}
	return a.printBatch(results, texts)
}

// runOne runs one of several notebooks: its error is part of its result.
func (a *app) runOne(ctx context.Context, j *job, in string, progress io.Writer) (ran, string) {
	nb, result, err := a.runNotebook(ctx, j, in, progress)
	if err == nil {
		return result, result.describe(nb)
	}
	result.Error = err.Error()
	errors.As(err, &result.Fault)
	return result, fmt.Sprintf("FAILED    %v\n", err)
}

func (a *app) printBatch(results []ran, texts []string) error {
	failed := 0
	for _, r := range results {
		if !r.OK {
			failed++
		}
	}
	text := strings.Join(texts, "\n")
	if failed > 0 {
		text += fmt.Sprintf("\n%d of %d notebooks failed\n", failed, len(results))
	}
	if err := a.print(map[string]any{"ok": failed == 0, "notebooks": results}, text); err != nil {
		return err
	}
	if failed > 0 {
		return errFailed
	}
	return nil
}

// errResumable marks a run that can be gone on with.
type errResumable struct{ error }

func (e errResumable) Unwrap() error { return e.error }

// resumable says so where the kernel keeps finished cells.
func resumable(ctx context.Context, j *job, err error) error {
	var fault *kernel.Fault
	if ctx.Err() == nil && !errors.As(err, &fault) || j.limits.State == "" || j.inPart() {
		return err
	}
	return errResumable{err}
}

// A lineWriter lets notebooks that run at once share standard error.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

// of is the writer of one notebook, which puts its name before each line.
func (l *lineWriter) of(in string, named bool) io.Writer {
	prefix := ""
	if named {
		prefix = strings.TrimSuffix(filepath.Base(in), ".ipynb") + " "
	}
	return writerFunc(func(b []byte) (int, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		_, err := io.WriteString(l.w, prefix+string(b))
		return len(b), err
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
