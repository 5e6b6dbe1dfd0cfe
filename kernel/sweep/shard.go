package sweep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// A Manifest says what a shard is and what it was made by.
type Manifest struct {
	Shard   int     `json:"shard"`
	From    int     `json:"from"` // first row
	To      int     `json:"to"`   // first row of the next
	Failed  int     `json:"failed"`
	Plan    string  `json:"plan"` // Plan.Hash
	Version string  `json:"version"`
	Go      string  `json:"go"`
	Program string  `json:"program"`
	Data    string  `json:"data"` // of Origin.Data
	CPU     string  `json:"cpu"`  // class of processor
	Host    string  `json:"host"`
	Bytes   int64   `json:"bytes"`
	SHA256  string  `json:"sha256"`
	Seconds float64 `json:"seconds"` // wall clock, of the rows and of writing
	Rows    float64 `json:"rows"`    // of these the seconds in the task
	CPUTime float64 `json:"cpu_seconds"`
}

// compute computes a shard and writes it. The error is one of writing or of the
// context; rows that fail are rows of the shard. row is called after each.
func (s *Sweep) compute(ctx context.Context, task Task, shard int, row func(k int)) (Manifest, error) {
	began, busy := time.Now(), processorTime()
	from, to := s.Plan.rowsOf(shard)
	m := Manifest{Shard: shard, From: from, To: to, Plan: s.hash, CPU: kernel.CPUClass(os.Getenv("GODEBUG"))}
	o := s.Plan.Origin
	m.Version, m.Go, m.Program, m.Data = o.Version, o.Go, o.Program, o.dataHash()
	m.Host, _ = os.Hostname()
	f := s.newFrame(to - from)
	for k := from; k < to; k++ {
		at := s.Plan.At(k)
		inputs, results, err := s.row(ctx, task, at)
		if ctx.Err() != nil {
			return m, ctx.Err()
		}
		if err != nil {
			m.Failed++
		}
		f.add(at, inputs, results, err)
		row(k)
	}
	m.Rows = time.Since(began).Seconds()
	data, err := f.bytes()
	if err != nil {
		return m, fmt.Errorf("sweep: shard %d: %w", shard, err)
	}
	sum := sha256.Sum256(data)
	m.Bytes, m.SHA256 = int64(len(data)), hex.EncodeToString(sum[:])
	if err := kernel.WriteFile(s.path(shard, "parquet"), data, 0o644); err != nil {
		return m, err
	}
	m.Seconds, m.CPUTime = time.Since(began).Seconds(), processorTime()-busy
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return m, err
	}
	return m, kernel.WriteFile(s.path(shard, "json"), text, 0o644)
}

// row computes one row; a panic is its error.
func (s *Sweep) row(ctx context.Context, task Task, at At) (inputs, results []float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			inputs, results, err = nil, nil, fmt.Errorf("panic: %v, in %s", r, culprit(debug.Stack()))
		}
	}()
	inputs, results, err = task.Row(ctx, at)
	switch {
	case err != nil:
		return inputs, nil, err
	case len(inputs) != len(s.Plan.Inputs) || len(results) != len(s.Plan.Results):
		return nil, nil, fmt.Errorf("the task gave %d inputs and %d results; the plan has %d and %d", len(inputs), len(results), len(s.Plan.Inputs), len(s.Plan.Results))
	}
	for i, v := range results {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return inputs, nil, fmt.Errorf("result %q is %v", s.Plan.Results[i].Name, v)
		}
	}
	return inputs, results, nil
}

// culprit is the function that panicked: the first below the panic itself.
func culprit(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") && i+2 < len(lines) {
			name, _, _ := strings.Cut(lines[i+2], "(0x")
			return name
		}
	}
	return "an unknown place"
}

// newFrame has the columns of a shard, without rows.
func (s *Sweep) newFrame(rows int) *frame {
	f := &frame{}
	for _, name := range []string{"row", "seed", "draw", "block"} {
		f.ints = append(f.ints, column[int64]{name, make([]int64, 0, rows)})
	}
	for _, name := range []string{"scenario", "error"} {
		f.texts = append(f.texts, column[string]{name, make([]string, 0, rows)})
	}
	for _, name := range s.Plan.columns()[len(f.ints)+len(f.texts):] {
		f.floats = append(f.floats, column[float64]{name, make([]float64, 0, rows)})
	}
	return f
}

// add appends a row. Numbers that are not there are null.
func (f *frame) add(at At, inputs, results []float64, err error) {
	for i, v := range []int64{int64(at.Row), int64(at.Seed), int64(at.Draw), int64(at.Block)} {
		f.ints[i].values = append(f.ints[i].values, v)
	}
	text := ""
	if err != nil {
		text = oneLine(err.Error())
	}
	for i, v := range []string{at.Scenario, text} {
		f.texts[i].values = append(f.texts[i].values, v)
	}
	n := len(f.floats) - len(results)
	for i := range f.floats {
		v := math.NaN()
		switch {
		case err == nil && i >= n:
			v = results[i-n]
		case i < len(inputs):
			v = inputs[i]
		}
		f.floats[i].values = append(f.floats[i].values, v)
	}
}

// oneLine is an error on one line, not too long for a table.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "") + " ..."
	}
	if s == "" {
		return "an error without words"
	}
	return s
}

// A Damaged shard is not there, or not as its manifest says.
type Damaged struct {
	Shard  int
	Absent bool // never written, or not to its end
	Why    string
}

// Error names shard and reason.
func (d *Damaged) Error() string { return fmt.Sprintf("sweep: shard %d: %s", d.Shard, d.Why) }

// Manifest reads the manifest of a shard. The error is a *Damaged where there
// is none or it belongs to another plan.
func (s *Sweep) Manifest(shard int) (Manifest, error) {
	var m Manifest
	text, err := os.ReadFile(s.path(shard, "json"))
	if os.IsNotExist(err) {
		return m, &Damaged{shard, true, "not computed yet"}
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, &Damaged{Shard: shard, Why: "its manifest is damaged: " + err.Error()}
	}
	from, to := s.Plan.rowsOf(shard)
	if m.Plan != s.hash || m.Shard != shard || m.From != from || m.To != to {
		return m, &Damaged{Shard: shard, Why: "its manifest is of another plan or shard"}
	}
	return m, nil
}

// Verify reads a shard and compares it with its manifest. The error is a
// *Damaged where they differ.
func (s *Sweep) Verify(shard int) (Manifest, error) {
	m, err := s.Manifest(shard)
	if err != nil {
		return m, err
	}
	file, err := os.Open(s.path(shard, "parquet"))
	if os.IsNotExist(err) {
		return m, &Damaged{Shard: shard, Why: "its file is gone"}
	}
	if err != nil {
		return m, err
	}
	defer file.Close()
	h := sha256.New()
	n, err := io.Copy(h, file)
	if err != nil {
		return m, err
	}
	if n != m.Bytes {
		return m, &Damaged{Shard: shard, Why: fmt.Sprintf("its file has %d bytes of %d", n, m.Bytes)}
	}
	if hex.EncodeToString(h.Sum(nil)) != m.SHA256 {
		return m, &Damaged{Shard: shard, Why: "its file does not have the checksum of its manifest"}
	}
	return m, nil
}
