package sweep

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// FuzzOpen: a folder whose sweep.json is read is one whose rows and shards can be
// counted: they follow one another and end with the plan.
func FuzzOpen(f *testing.F) {
	for _, p := range []Plan{plan([]string{"STEPS", "NZE"}, 50, 7, false), plan([]string{"STEPS"}, 50, 7, true)} {
		text, err := json.Marshal(stored{format, "id", p})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"lodestone":"lodestone-sweep-folder/1","plan":{"name":"x","scenarios":["a"],"seeds":[1],"draws":2,"per_shard":9223372036854775807,"results":[{"name":"y"}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "sweep.json"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Open(dir)
		if err != nil {
			return
		}
		p := &s.Plan
		if p.Rows() < 1 || p.Shards() < 1 {
			t.Fatalf("%d rows in %d shards", p.Rows(), p.Shards())
		}
		if from, to := p.rowsOf(p.Shards() - 1); from >= to || to != p.Rows() {
			t.Fatalf("the last shard has rows %d to %d of %d", from, to, p.Rows())
		}
		for _, row := range []int{0, p.Rows() - 1} {
			if at := p.At(row); at.Draw >= p.Draws || at.Block >= p.Blocks() {
				t.Fatalf("row %d is %+v", row, at)
			}
		}
		s.newFrame(0)
	})
}

// FuzzRead: what Slurm's commands and files of the folder say, in whatever words,
// is tasks with a state, and submissions and manifests that fit the plan.
func FuzzRead(f *testing.F) {
	f.Add("12_3|RUNNING\n12_[4-9%2]|CANCELLED by 0\n", []byte(`{"name":"0001","job":"12","tasks":2,"shards":[0,1]}`))
	f.Add("|\n||+\n", []byte(`{"shard":0,"from":0,"to":7,"plan":"x","shards":[-1]}`))
	f.Fuzz(func(t *testing.T, said string, file []byte) {
		for _, task := range readTasks(said) {
			if task.State == "" && task.Job == "" {
				t.Fatalf("%q has a task without words", said)
			}
		}
		p := plan([]string{"STEPS"}, 50, 7, false)
		s := &Sweep{Dir: t.TempDir(), Plan: p, hash: p.Hash()}
		for _, path := range []string{filepath.Join(s.Dir, "slurm", "0001.json"), s.path(0, "json")} {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if sub, err := s.submission("0001"); err == nil {
			for _, shard := range sub.Shards {
				s.Plan.rowsOf(shard)
			}
		}
		if m, err := s.Manifest(0); err == nil && (m.From != 0 || m.To != 7) {
			t.Fatalf("a manifest of rows %d to %d", m.From, m.To)
		}
	})
}
