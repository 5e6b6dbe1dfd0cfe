package ensemble

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/lodestone-model/lodestone/cge/sensitivity"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Draws are the rows of an ensemble of the first seed of its spec.
type Draws struct {
	Scenarios []string // labels: scenarios, each as it is and with each case
	Inputs    []string
	Columns   []Column
	Numbers   [][]float64   // [draw][input], the same for every scenario
	Results   [][][]float64 // [scenario][draw][column]; nil where the draw failed
	Failed    []error       // in order of scenario and draw
}

// Run follows every draw of the spec, several at once. A draw that cannot be
// solved is kept as an error, never dropped in silence; none that can be is an
// error, and so is a context that ends. progress may be nil.
func (t *Ensemble) Run(ctx context.Context, progress func(done, total int)) (*Draws, error) {
	if t.spec.Design != "random" {
		return nil, errors.New("ensemble: Run draws at random; `lodestone sweep` follows a Sobol design")
	}
	labels := t.spec.Labels()
	d := &Draws{Scenarios: labels, Inputs: t.Inputs(), Columns: t.Columns, Numbers: make([][]float64, t.spec.Draws), Results: make([][][]float64, len(labels))}
	for s := range labels {
		d.Results[s] = make([][]float64, t.spec.Draws)
	}
	failed := make([]error, len(labels)*t.spec.Draws)
	t.rows(ctx, progress, failed, func(own *Ensemble, i int) error {
		s, k := i/t.spec.Draws, i%t.spec.Draws
		numbers, results, err := own.Row(ctx, At{Scenario: labels[s], Seed: t.spec.Seeds[0], Draw: k})
		if s == 0 {
			d.Numbers[k] = numbers
		}
		d.Results[s][k] = results
		return err
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i, err := range failed {
		if err != nil {
			d.Failed = append(d.Failed, fmt.Errorf("%s, draw %d: %w", labels[i/t.spec.Draws], i%t.spec.Draws, err))
		}
	}
	if len(d.Failed) == len(failed) {
		return nil, fmt.Errorf("ensemble: all of %d draws failed; the first: %w", len(failed), d.Failed[0])
	}
	return d, nil
}

// rows calls row for every index of failed, several at once, each worker with an
// ensemble of its own (economies are not shared between goroutines), and keeps
// the errors. It ends early with the context. Rows of one draw follow one another:
// they share its economy ([Ensemble.written]).
func (t *Ensemble) rows(ctx context.Context, progress func(done, total int), failed []error, row func(own *Ensemble, i int) error) {
	total := len(failed)
	var next atomic.Int64
	var group sync.WaitGroup
	var report sync.Mutex
	done := 0
	for range min(runtime.GOMAXPROCS(0), t.spec.Draws) {
		group.Go(func() {
			own, err := New(t.spec)
			for k := int(next.Add(1)) - 1; k < t.spec.Draws; k = int(next.Add(1)) - 1 {
				for i := k; i < total && ctx.Err() == nil; i += t.spec.Draws {
					if failed[i] = err; err != nil {
						continue
					}
					failed[i] = row(own, i)
					report.Lock()
					if done++; progress != nil {
						progress(done, total)
					}
					report.Unlock()
				}
			}
		})
	}
	group.Wait()
}

// Quantiles of results whose names begin with prefix and end with the year:
// quantile × result, over the draws of a scenario that succeeded. The names lose
// both. All must have one unit.
func (d *Draws) Quantiles(scenario, prefix string, year int, q ...float64) (quantity.Array, error) {
	s, columns, names, err := d.find(scenario, prefix, year)
	if err != nil {
		return quantity.Array{}, err
	}
	var v []float64
	for _, p := range q {
		for _, c := range columns {
			v = append(v, quantity.Quantile(d.column(s, c), p))
		}
	}
	a := quantity.New(d.Columns[columns[0]].Unit, v, quantity.NewAxis("quantile", percents(q)...), quantity.NewAxis("result", names...))
	return a, a.Err()
}

// Change is by how much per cent results differ between two scenarios, draw by
// draw: result × (quantiles, then the share of draws in which it falls, in %).
// Draws that failed in either are left out.
func (d *Draws) Change(from, to, prefix string, year int, q ...float64) (quantity.Array, error) {
	a, columns, names, err := d.find(from, prefix, year)
	if err != nil {
		return quantity.Array{}, err
	}
	b := slices.Index(d.Scenarios, to)
	if b < 0 {
		return quantity.Array{}, fmt.Errorf("ensemble: no scenario %q; there are %v", to, d.Scenarios)
	}
	var v []float64
	for _, c := range columns {
		var pairs []float64
		falls := 0.
		for k := range d.Results[a] {
			if x, y := d.Results[a][k], d.Results[b][k]; x != nil && y != nil && x[c] != 0 {
				pairs = append(pairs, 100*(y[c]/x[c]-1))
				if y[c] < x[c] {
					falls++
				}
			}
		}
		if len(pairs) == 0 {
			return quantity.Array{}, fmt.Errorf("ensemble: %s is zero or failed in every draw", d.Columns[c].Name)
		}
		slices.Sort(pairs)
		for _, p := range q {
			v = append(v, quantity.Quantile(pairs, p))
		}
		v = append(v, 100*falls/float64(len(pairs)))
	}
	out := quantity.New("%", v, quantity.NewAxis("result", names...), quantity.NewAxis("over draws", append(percents(q), "falls in")...))
	return out, out.Err()
}

// Ranks are Spearman's rank correlations of results with the numbers drawn:
// input × result, over the draws of a scenario that succeeded. They say which
// doubt moves a result, and which way; with n draws one of pure chance lies within
// 2/√n nineteen times in twenty.
func (d *Draws) Ranks(scenario, prefix string, year int) (quantity.Array, error) {
	s, columns, names, err := d.find(scenario, prefix, year)
	if err != nil {
		return quantity.Array{}, err
	}
	var kept []int
	for k, r := range d.Results[s] {
		if r != nil {
			kept = append(kept, k)
		}
	}
	if len(kept) < 3 {
		return quantity.Array{}, fmt.Errorf("ensemble: %d draws succeeded; ranks need three", len(kept))
	}
	var v []float64
	for i := range d.Inputs {
		x := make([]float64, len(kept))
		for j, k := range kept {
			x[j] = d.Numbers[k][i]
		}
		rx := sensitivity.Ranks(x)
		for _, c := range columns {
			y := make([]float64, len(kept))
			for j, k := range kept {
				y[j] = d.Results[s][k][c]
			}
			v = append(v, sensitivity.Correlation(rx, sensitivity.Ranks(y)))
		}
	}
	a := quantity.New("1", v, quantity.NewAxis("input", d.Inputs...), quantity.NewAxis("result", names...))
	return a, a.Err()
}

// find are the columns of a prefix and a year.
func (d *Draws) find(scenario, prefix string, year int) (s int, columns []int, names []string, err error) {
	if s = slices.Index(d.Scenarios, scenario); s < 0 {
		return 0, nil, nil, fmt.Errorf("ensemble: no scenario %q; there are %v", scenario, d.Scenarios)
	}
	end := fmt.Sprintf(".%d", year)
	for i, c := range d.Columns {
		if len(c.Name) > len(prefix)+len(end) && c.Name[:len(prefix)] == prefix && c.Name[len(c.Name)-len(end):] == end {
			columns, names = append(columns, i), append(names, c.Name[len(prefix):len(c.Name)-len(end)])
		}
	}
	if columns == nil {
		return 0, nil, nil, fmt.Errorf("ensemble: no result begins with %q and ends with %q; the first is %s", prefix, end, d.Columns[0].Name)
	}
	return s, columns, names, nil
}

// column is a result over the draws that succeeded, in rising order.
func (d *Draws) column(scenario, c int) (v []float64) {
	for _, r := range d.Results[scenario] {
		if r != nil {
			v = append(v, r[c])
		}
	}
	slices.Sort(v)
	return v
}

func percents(q []float64) (out []string) {
	for _, p := range q {
		out = append(out, fmt.Sprintf("%g %%", 100*p))
	}
	return out
}
