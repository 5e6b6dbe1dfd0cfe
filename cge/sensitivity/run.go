package sensitivity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lodestone-model/lodestone/cge"
)

// Failed is the error of a point that could not be computed.
type Failed struct {
	Point  int // from 0; -1 is the central point
	Params map[string]float64
	Err    error
}

// Error names the point and its parameters.
func (f *Failed) Error() string {
	name := "point " + strconv.Itoa(f.Point)
	if f.Point < 0 {
		name = "the central point"
	}
	at := make([]string, 0, len(f.Params))
	for _, p := range slices.Sorted(maps.Keys(f.Params)) {
		at = append(at, fmt.Sprintf("%s = %.6g", p, f.Params[p]))
	}
	return fmt.Sprintf("sensitivity: %s (%s): %v", name, strings.Join(at, ", "), f.Err)
}

// Unwrap is the cause, a *cge.Unsolved where there is no equilibrium.
func (f *Failed) Unwrap() error { return f.Err }

// A job is an analysis under way.
type job struct {
	a       *Analysis
	plan    *plan
	results []Result
	compute func(ctx context.Context, params map[string]float64) ([]float64, error)
	central []float64
	values  [][]float64 // by point and result; nil for a point that failed
	errs    []error
}

// begin computes the central point and, of a model, makes its equilibrium the
// start of all others.
func (j *job) begin(ctx context.Context) error {
	j.results = j.a.Results
	var first *cge.Equilibrium
	if m := j.a.Model; m != nil {
		if len(j.results) == 0 {
			for _, name := range m.Names() {
				j.results = append(j.results, Result{Name: name})
			}
		}
		var set cge.Settings
		if j.a.Settings != nil {
			set = *j.a.Settings
		}
		set.Progress = nil
		j.compute = func(ctx context.Context, params map[string]float64) ([]float64, error) {
			sc := j.a.Scenario
			sc.Set = maps.Clone(params)
			maps.Copy(sc.Set, j.a.Scenario.Set)
			own := set
			if first != nil {
				own.From = first
			}
			eq, err := m.Solve(ctx, sc, &own)
			if err != nil {
				return nil, err
			}
			if first == nil {
				first = eq // the central point, before any worker starts
			}
			return j.read(eq)
		}
	}
	var err error
	j.central, err = j.at(ctx, -1, j.plan.center)
	return err
}

// read takes the results from an equilibrium.
func (j *job) read(eq *cge.Equilibrium) ([]float64, error) {
	out := make([]float64, len(j.results))
	for i, r := range j.results {
		var err error
		if r.Of != nil {
			out[i], err = r.Of(eq)
		} else {
			out[i], err = eq.Value(r.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("result %q: %w", r.Name, err)
		}
	}
	return out, nil
}

// at computes one point.
func (j *job) at(ctx context.Context, k int, values []float64) ([]float64, error) {
	params := make(map[string]float64, len(values))
	for i, v := range values {
		params[j.a.Params[i].Name] = v
	}
	for i, v := range values {
		if !finite(v) {
			return nil, &Failed{k, params, fmt.Errorf("parameter %q is %v", j.a.Params[i].Name, v)}
		}
	}
	out, err := j.compute(ctx, maps.Clone(params))
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("sensitivity: %w", ctx.Err())
	case err != nil:
		return nil, &Failed{k, params, err}
	case len(out) != len(j.results):
		return nil, &Failed{k, params, fmt.Errorf("Analysis.Of returned %d numbers for %d results", len(out), len(j.results))}
	}
	for i, v := range out {
		if !finite(v) {
			return nil, &Failed{k, params, fmt.Errorf("result %q is %v", j.results[i].Name, v)}
		}
	}
	return out, nil
}

// run computes all points on the workers; results stand by number. After a
// failure no later point is begun, so the first by number is always found.
func (j *job) run(ctx context.Context) error {
	n := len(j.plan.points)
	j.values, j.errs = make([][]float64, n), make([]error, n)
	var next, failed atomic.Int64
	failed.Store(int64(n))
	report := j.reporter(n)
	var wg sync.WaitGroup
	for range j.a.workers(n) {
		wg.Go(func() {
			for {
				k := next.Add(1) - 1
				if k >= failed.Load() || ctx.Err() != nil {
					return
				}
				if j.point(ctx, int(k)); j.errs[k] != nil && !j.skips(j.errs[k]) {
					for old := failed.Load(); k < old && !failed.CompareAndSwap(old, k); old = failed.Load() {
					}
				}
				report()
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("sensitivity: %w", ctx.Err())
	}
	for _, err := range j.errs {
		if err != nil && !j.skips(err) {
			return err
		}
	}
	return nil
}

// point computes point k; the centre of the quadrature of order 5 is known.
func (j *job) point(ctx context.Context, k int) {
	if k == 0 && j.a.Method == Order5 {
		j.values[0] = slices.Clone(j.central)
		return
	}
	j.values[k], j.errs[k] = j.at(ctx, k, j.plan.points[k])
}

// skips reports whether an error only leaves its point out.
func (j *job) skips(err error) bool {
	var unsolved *cge.Unsolved
	return j.a.SkipUnsolved && errors.As(err, &unsolved)
}

// reporter counts points for the callback.
func (j *job) reporter(total int) func() {
	if j.a.Progress == nil {
		return func() {}
	}
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		j.a.Progress(done, total)
	}
}

// sample gathers what was solved.
func (j *job) sample() (*Sample, error) {
	s := &Sample{method: j.a.Method, quad: j.plan.quad, central: j.central}
	for _, p := range j.a.Params {
		s.params = append(s.params, p.Name)
	}
	for _, r := range j.results {
		s.results = append(s.results, r.Name)
	}
	for k, v := range j.values {
		var failed *Failed
		if errors.As(j.errs[k], &failed) {
			s.Skipped = append(s.Skipped, failed)
			continue
		}
		s.at = append(s.at, k)
		s.points = append(s.points, j.plan.points[k])
		s.values = append(s.values, v)
	}
	if len(s.values) == 0 {
		return nil, fmt.Errorf("sensitivity: none of %d points was solved; the first: %w", len(j.values), s.Skipped[0])
	}
	return s, s.summarize()
}
