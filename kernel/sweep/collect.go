package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Collect says what to make of the shards.
type Collect struct {
	Quantiles []float64 // nil: 0.05, 0.25, 0.5, 0.75, 0.95
	Partial   bool      // of the shards that are there, where some are missing
	Out       string    // folder; "": collected, in that of the sweep
	Memory    int       // bytes for values held at once; 0: 64 MiB
	Progress  func(done, total int)
}

// A Collected says what was found.
type Collected struct {
	Dir       string      `json:"dir"`
	Rows      int         `json:"rows"`
	Missing   int         `json:"missing_shards,omitempty"`
	Failed    int         `json:"failed"`
	Files     []string    `json:"files"` // names in Dir
	Summaries []Summary   `json:"summaries"`
	Sobol     []Sobol     `json:"sobol,omitempty"`
	Failures  []RowFailed `json:"failures,omitempty"` // the first of them
	Notes     []string    `json:"notes,omitempty"`
}

// A Summary is what the draws of a scenario say of one column, failed rows left
// out. In a Sobol design it is over blocks A and B, which are plain draws.
type Summary struct {
	Scenario  string    `json:"scenario"`
	Name      string    `json:"name"`
	Unit      string    `json:"unit,omitempty"`
	N         int       `json:"n"`
	Mean      float64   `json:"mean"`
	SD        float64   `json:"sd"` // n-1; 0 for one row
	Min       float64   `json:"min"`
	Max       float64   `json:"max"`
	Quantiles []float64 `json:"quantiles"`
}

// A RowFailed is a row with its error.
type RowFailed struct {
	At
	Error string
}

// shownFailures bounds Collected.Failures; failed.csv has all.
const shownFailures = 20

const defaultMemory = 64 << 20

// Collect reads every shard once, checks it against its manifest, and writes
//
//	rows-NNNN.parquet   all rows, in few files
//	summary.csv         a line for each scenario and column
//	sobol.csv           first-order and total indices, of a Sobol design
//	failed.csv          every row that failed, with its error
//
// Memory depends on the number of columns, not on that of rows: sums are
// running sums, and quantiles are exact, of as many columns at a time as fit.
func (s *Sweep) Collect(ctx context.Context, c Collect) (*Collected, error) {
	if c.Quantiles == nil {
		c.Quantiles = []float64{0.05, 0.25, 0.5, 0.75, 0.95}
	}
	for _, q := range c.Quantiles {
		if !(q >= 0 && q <= 1) {
			return nil, fmt.Errorf("sweep: Collect: quantile %v; it lies between 0 and 1", q)
		}
	}
	if c.Memory <= 0 {
		c.Memory = defaultMemory
	}
	if c.Out == "" {
		c.Out = filepath.Join(s.Dir, "collected")
	}
	g := &gathering{s: s, c: c, out: &Collected{Dir: c.Out}}
	if err := g.prepare(); err != nil {
		return nil, err
	}
	if err := g.shards(ctx); err != nil {
		return nil, err
	}
	if err := g.summaries(ctx); err != nil {
		return nil, err
	}
	return g.out, g.tables()
}

// gathering is a collection under way.
type gathering struct {
	s     *Sweep
	c     Collect
	out   *Collected
	part  *frame // rows that wait to be written
	parts []part
	index []*indices // by scenario
	fails *failTable
}

// A part is a file of rows of one scenario.
type part struct {
	scenario string
	path     string
	rows     int
}

func (g *gathering) prepare() error {
	old, err := filepath.Glob(filepath.Join(g.c.Out, "rows-*.parquet"))
	if err != nil {
		return err
	}
	for _, p := range append(old, filepath.Join(g.c.Out, "sobol.csv")) {
		if err := os.Remove(p); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	if err := os.MkdirAll(g.c.Out, 0o755); err != nil {
		return err
	}
	if len(g.s.Plan.Groups) > 0 {
		for range g.s.Plan.Scenarios {
			g.index = append(g.index, newIndices(len(g.s.Plan.Groups), len(g.s.Plan.Results)))
		}
	}
	g.fails, err = newFailTable(filepath.Join(g.c.Out, "failed.csv"))
	return err
}

// partRows is how many rows wait in memory at most.
func (g *gathering) partRows() int {
	return max(1, g.c.Memory/2/8/len(g.s.Plan.columns()))
}

// shards passes over all shards in order.
func (g *gathering) shards(ctx context.Context) error {
	defer g.fails.abandon()
	for shard := range g.s.Plan.Shards() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := g.s.Verify(shard)
		var damaged *Damaged
		if errors.As(err, &damaged) {
			if !g.c.Partial {
				return fmt.Errorf("%w; compute it by the call that began the sweep, or collect what is there with -partial", err)
			}
			g.out.Missing++
			continue
		}
		if err != nil {
			return err
		}
		f, err := g.s.readShard(shard)
		if err != nil {
			return err
		}
		if err := g.rows(f); err != nil {
			return err
		}
		if g.c.Progress != nil {
			_, to := g.s.Plan.rowsOf(shard)
			g.c.Progress(to, g.s.Plan.Rows())
		}
	}
	if err := g.flush(); err != nil {
		return err
	}
	if g.out.Missing > 0 {
		g.out.Notes = append(g.out.Notes, fmt.Sprintf("%d of %d shards are missing", g.out.Missing, g.s.Plan.Shards()))
	}
	return g.fails.done()
}

// readShard reads all columns of a shard, which was verified.
func (s *Sweep) readShard(shard int) (*frame, error) {
	from, to := s.Plan.rowsOf(shard)
	t, err := openTable(s.path(shard, "parquet"))
	if err != nil {
		return nil, err
	}
	defer t.close()
	f := s.newFrame(to - from)
	for i := range f.ints {
		if f.ints[i].values, err = t.readInts(f.ints[i].name, f.ints[i].values); err != nil {
			return nil, err
		}
	}
	for i := range f.texts {
		if f.texts[i].values, err = t.readTexts(f.texts[i].name, f.texts[i].values); err != nil {
			return nil, err
		}
	}
	for i := range f.floats {
		if f.floats[i].values, err = t.readFloats(f.floats[i].name, f.floats[i].values); err != nil {
			return nil, err
		}
	}
	for i, row := range f.ints[0].values {
		if row != int64(from+i) {
			return nil, fmt.Errorf("sweep: shard %d: row %d stands where %d belongs", shard, row, from+i)
		}
	}
	if n := len(f.ints[0].values); n != to-from {
		return nil, fmt.Errorf("sweep: shard %d: %d rows of %d", shard, n, to-from)
	}
	return f, nil
}

// rows takes the rows of a shard.
func (g *gathering) rows(f *frame) error {
	results := f.floats[len(g.s.Plan.Inputs):]
	values := make([]float64, len(results))
	for i, row := range f.ints[0].values {
		at := g.s.Plan.At(int(row))
		failed := f.texts[1].values[i]
		if failed != "" {
			if err := g.failed(at, failed); err != nil {
				return err
			}
		}
		if g.index != nil {
			for j := range results {
				values[j] = results[j].values[i]
			}
			g.index[int(row)/g.s.Plan.perScenario()].add(at.Block, values, failed == "")
		}
		if err := g.keep(f, i, at); err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) failed(at At, text string) error {
	g.out.Failed++
	if len(g.out.Failures) < shownFailures {
		g.out.Failures = append(g.out.Failures, RowFailed{at, text})
	}
	return g.fails.add(at, text)
}

// keep moves row i to the part, and writes that when it is full or of another
// scenario.
func (g *gathering) keep(f *frame, i int, at At) error {
	if p := g.part; p != nil {
		n := len(p.ints[0].values)
		if n >= g.partRows() || p.texts[0].values[0] != at.Scenario {
			if err := g.flush(); err != nil {
				return err
			}
		}
	}
	if g.part == nil {
		g.part = g.s.newFrame(min(g.partRows(), g.s.Plan.perScenario()))
	}
	g.out.Rows++
	for j := range f.ints {
		g.part.ints[j].values = append(g.part.ints[j].values, f.ints[j].values[i])
	}
	for j := range f.texts {
		g.part.texts[j].values = append(g.part.texts[j].values, f.texts[j].values[i])
	}
	for j := range f.floats {
		g.part.floats[j].values = append(g.part.floats[j].values, f.floats[j].values[i])
	}
	return nil
}

// flush writes the part.
func (g *gathering) flush() error {
	if g.part == nil || len(g.part.ints[0].values) == 0 {
		return nil
	}
	name := fmt.Sprintf("rows-%04d.parquet", len(g.parts))
	p := part{scenario: g.part.texts[0].values[0], path: filepath.Join(g.c.Out, name), rows: len(g.part.ints[0].values)}
	if err := writeTo(p.path, g.part.write); err != nil {
		return err
	}
	g.parts = append(g.parts, p)
	g.out.Files = append(g.out.Files, name)
	empty(g.part.ints)
	empty(g.part.texts)
	empty(g.part.floats)
	return nil
}

// empty keeps the columns and drops their values.
func empty[T any](columns []column[T]) {
	for j := range columns {
		columns[j].values = columns[j].values[:0]
	}
}

// summaries passes over the parts of each scenario, as many columns at a time
// as fit.
func (g *gathering) summaries(ctx context.Context) error {
	names := g.s.Plan.columns()[6:]
	for _, scenario := range g.s.Plan.Scenarios {
		parts := slices.DeleteFunc(slices.Clone(g.parts), func(p part) bool { return p.scenario != scenario })
		rows := 0
		for _, p := range parts {
			rows += p.rows
		}
		if rows == 0 {
			continue
		}
		at := max(1, g.c.Memory/8/rows)
		for from := 0; from < len(names); from += at {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			some := names[from:min(from+at, len(names))]
			columns, err := g.readColumns(parts, some, rows)
			if err != nil {
				return err
			}
			for i, name := range some {
				g.out.Summaries = append(g.out.Summaries, g.summary(scenario, name, from+i, columns[i]))
			}
		}
	}
	return nil
}

// readColumns reads some columns of all parts: rows that count as plain draws
// and did not fail.
func (g *gathering) readColumns(parts []part, names []string, rows int) ([][]float64, error) {
	out := make([][]float64, len(names))
	for i := range out {
		out[i] = make([]float64, 0, rows)
	}
	var buf []float64
	for _, p := range parts {
		t, err := openTable(p.path)
		if err != nil {
			return nil, err
		}
		blocks, err := t.readInts("block", nil)
		for i, name := range names {
			if err == nil {
				buf, err = t.readFloats(name, buf[:0])
			}
			for k, v := range buf {
				if err == nil && v == v && blocks[k] < 2 {
					out[i] = append(out[i], v)
				}
			}
		}
		t.close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (g *gathering) summary(scenario, name string, column int, values []float64) Summary {
	sum := Summary{Scenario: scenario, Name: name, N: len(values)}
	if k := column - len(g.s.Plan.Inputs); k >= 0 {
		sum.Unit = g.s.Plan.Results[k].Unit
	}
	if len(values) == 0 {
		return sum
	}
	sum.Mean, sum.SD = moments(values)
	slices.Sort(values)
	sum.Min, sum.Max = values[0], values[len(values)-1]
	for _, q := range g.c.Quantiles {
		sum.Quantiles = append(sum.Quantiles, between(values, q))
	}
	return sum
}
