package sweep

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPlanPlacesRows(t *testing.T) {
	p := plan([]string{"STEPS", "NZE"}, 3, 4, true)
	if p.Rows() != 2*2*3*5 || p.Shards() != 15 || p.Blocks() != 5 {
		t.Fatalf("%d rows, %d shards, %d blocks", p.Rows(), p.Shards(), p.Blocks())
	}
	if got, want := p.At(37), (At{Row: 37, Scenario: "NZE", Seed: 1, Draw: 1, Block: 2}); got != want {
		t.Errorf("row 37 is %+v, not %+v", got, want)
	}
	if from, to := p.rowsOf(14); from != 56 || to != 60 {
		t.Errorf("the last shard is %d to %d", from, to)
	}
}

// TestPlanCoversEveryRowOnce: over plans of any shape, shards cut the rows into
// pieces that touch, and places are all different.
func TestPlanCoversEveryRowOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plan([]string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(t, "scenarios")], rapid.IntRange(1, 9).Draw(t, "draws"), rapid.IntRange(1, 20).Draw(t, "per shard"), rapid.Bool().Draw(t, "sobol"))
		seen, next := map[At]bool{}, 0
		for shard := range p.Shards() {
			from, to := p.rowsOf(shard)
			if from != next || to <= from {
				t.Fatalf("shard %d is %d to %d; the last ended at %d", shard, from, to, next)
			}
			for k := from; k < to; k++ {
				at := p.At(k)
				at.Row = 0
				if seen[at] || at.Draw >= p.Draws || at.Block >= p.Blocks() {
					t.Fatalf("row %d is %+v", k, at)
				}
				seen[at] = true
			}
			next = to
		}
		if next != p.Rows() {
			t.Fatalf("%d rows of %d", next, p.Rows())
		}
	})
}

func TestPlanRefuses(t *testing.T) {
	for want, change := range map[string]func(*Plan){
		`name "a sweep"`:        func(p *Plan) { p.Name = "a sweep" },
		"at least one scenario": func(p *Plan) { p.Scenarios = nil },
		"draws is 0":            func(p *Plan) { p.Draws = 0 },
		"0 rows a shard":        func(p *Plan) { p.PerShard = 0 },
		"no results":            func(p *Plan) { p.Results = nil },
		"seed 5 twice":          func(p *Plan) { p.Seeds = []uint64{5, 5} },
		`column "y" twice`:      func(p *Plan) { p.Results = []Result{{"y", ""}, {"y", ""}} },
		`column "error" twice`:  func(p *Plan) { p.Results = []Result{{"error", ""}} },
		"hold no comma":         func(p *Plan) { p.Results = []Result{{"a,b", ""}} },
		"at most 1.1e+12":       func(p *Plan) { p.Draws = 1 << 50 },
		"spec: ":                func(p *Plan) { p.Spec = []byte(`{"draws":`) },
	} {
		p := plan([]string{"s"}, 5, 2, false)
		change(&p)
		if _, err := Create(t.TempDir(), p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no folder of a sweep") {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestAnyWorkersSameBits: shards are the same files for one worker and four.
func TestAnyWorkersSameBits(t *testing.T) {
	p := plan([]string{"smooth", "rough"}, 60, 7, false)
	one, four := create(t, p), create(t, p)
	o := one.local()
	o.Workers = 1
	if _, err := one.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	o = four.local()
	o.Workers = 4
	if _, err := four.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	expectWhole(t, one)
	if !slices.Equal(files(t, one), files(t, four)) {
		t.Error("four workers gave other files than one")
	}
	if d := run(t, one); d.Shards != 0 || d.Kept != one.Plan.Shards() {
		t.Errorf("a second call computed %d shards and kept %d", d.Shards, d.Kept)
	}
}

// TestFailedRowsAreRecorded: errors and panics are rows with their words, and
// counted.
func TestFailedRowsAreRecorded(t *testing.T) {
	s := create(t, plan([]string{"rough"}, 60, 16, false))
	d := run(t, s)
	want := 0
	for draw := range 60 {
		if draw%17 == 5 || draw%41 == 7 {
			want += 2 // two seeds
		}
	}
	if d.Failed != want {
		t.Errorf("%d failed, want %d", d.Failed, want)
	}
	c, err := s.Collect(t.Context(), Collect{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Failed != want || c.Rows != s.Plan.Rows() {
		t.Errorf("collected %d failed of %d rows", c.Failed, c.Rows)
	}
	f, err := os.Open(filepath.Join(c.Dir, "failed.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != want+1 {
		t.Fatalf("failed.csv has %d rows, %v", len(rows), err)
	}
	text := ""
	for _, r := range rows {
		text += strings.Join(r, ",") + "\n"
	}
	for _, want := range []string{"5,rough,1,5,0,draw 5: no equilibrium here", "slice bounds out of range", "sweep.(*ishigami).Row"} {
		if !strings.Contains(text, want) {
			t.Errorf("failed.csv lacks %q:\n%s", want, text)
		}
	}
	if n := c.Summaries[3].N; c.Summaries[3].Name != "y" || n != s.Plan.Rows()-want {
		t.Errorf("the summary of %s is of %d rows", c.Summaries[3].Name, n)
	}
	if n := c.Summaries[0].N; n != s.Plan.Rows()-countPanics(60) {
		t.Errorf("inputs are there in %d rows", n)
	}
}

// countPanics counts rows without inputs: those that panicked.
func countPanics(draws int) int {
	n := 0
	for draw := range draws {
		if draw%41 == 7 && draw%17 != 5 {
			n += 2
		}
	}
	return n
}

// TestSobolOfIshigami: indices against the closed form, the shifted result
// against the plain one, and zero for one that does not vary.
func TestSobolOfIshigami(t *testing.T) {
	s := create(t, plan([]string{"smooth"}, 6000, 5000, true))
	run(t, s)
	c, err := s.Collect(t.Context(), Collect{})
	if err != nil {
		t.Fatal(err)
	}
	pi4 := math.Pow(math.Pi, 4)
	v1, v2, v13 := 0.5*math.Pow(1+ishigamiB*pi4/5, 2), ishigamiA*ishigamiA/8., ishigamiB*ishigamiB*pi4*pi4*(1./18-1./50)
	v := v1 + v2 + v13
	want := map[string][2]float64{"x1": {v1 / v, (v1 + v13) / v}, "x2": {v2 / v, v2 / v}, "x3": {0, v13 / v}}
	for _, got := range c.Sobol {
		first, total := want[got.Parameter][0], want[got.Parameter][1]
		if got.Result == "constant" {
			first, total = 0, 0
		}
		// 12000 draws: the standard error is of the order of 1/√12000, about 0.01.
		if math.Abs(got.First-first) > 0.04 || math.Abs(got.Total-total) > 0.04 || got.N != 12000 {
			t.Errorf("%s of %s: first %.3f, total %.3f of %d draws; want %.3f, %.3f", got.Parameter, got.Result, got.First, got.Total, got.N, first, total)
		}
		if got.Result == "shifted" {
			plain := c.Sobol[slices.IndexFunc(c.Sobol, func(s Sobol) bool { return s.Result == "y" && s.Parameter == got.Parameter })]
			// 1e9 + y keeps y to 1e-7.
			if math.Abs(plain.First-got.First) > 1e-6 || math.Abs(plain.Total-got.Total) > 1e-6 {
				t.Errorf("%s: indices move when a constant is added: %v and %v", got.Parameter, plain, got)
			}
		}
	}
}

// TestCollectKeepsToItsMemory: the same quantiles and sums when columns are read
// one at a time from many parts.
func TestCollectKeepsToItsMemory(t *testing.T) {
	s := create(t, plan([]string{"smooth", "rough"}, 150, 40, false))
	run(t, s)
	q := []float64{0, 0.1, 0.5, 0.975, 1}
	wide, err := s.Collect(t.Context(), Collect{Quantiles: q})
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := s.Collect(t.Context(), Collect{Quantiles: q, Memory: 2000, Out: filepath.Join(t.TempDir(), "narrow")})
	if err != nil {
		t.Fatal(err)
	}
	if len(narrow.Files) < 20 || len(wide.Files) != 4 {
		t.Errorf("%d and %d files", len(wide.Files), len(narrow.Files))
	}
	for i, a := range wide.Summaries {
		b := narrow.Summaries[i]
		if a.Mean != b.Mean || a.SD != b.SD || !slices.Equal(a.Quantiles, b.Quantiles) || a.N != b.N || a.N == 0 {
			t.Errorf("%+v\n%+v", a, b)
		}
		if a.Quantiles[0] != a.Min || a.Quantiles[4] != a.Max {
			t.Errorf("%s: quantiles 0 and 1 are not its ends", a.Name)
		}
	}
	for _, bad := range []float64{-1, 1.5, math.NaN()} {
		if _, err := s.Collect(t.Context(), Collect{Quantiles: []float64{bad}}); err == nil {
			t.Errorf("quantile %v was taken", bad)
		}
	}
}

func TestCollectWantsEveryShard(t *testing.T) {
	s := create(t, plan([]string{"smooth"}, 40, 10, true))
	run(t, s)
	if err := os.Remove(s.path(3, "json")); err != nil {
		t.Fatal(err)
	}
	_, err := s.Collect(t.Context(), Collect{})
	var damaged *Damaged
	if !errors.As(err, &damaged) || damaged.Shard != 3 {
		t.Errorf("a missing shard: %v", err)
	}
	c, err := s.Collect(t.Context(), Collect{Partial: true})
	if err != nil || c.Missing != 1 || c.Rows != s.Plan.Rows()-10 || len(c.Notes) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if n := c.Sobol[0].N; n != 78 { // 80 draws of five blocks; ten rows are two draws
		t.Errorf("indices of %d draws", n)
	}
}

func TestFolderOfAnotherSweep(t *testing.T) {
	p := plan([]string{"smooth"}, 40, 10, true)
	s := create(t, p)
	if again, err := Create(s.Dir, p); err != nil || again.ID != s.ID {
		t.Errorf("the same plan again: %v", err)
	}
	p.Draws = 41
	if _, err := Create(s.Dir, p); err == nil || !strings.Contains(err.Error(), "the spec is another") {
		t.Errorf("another plan: %v", err)
	}
	p.Draws, p.Origin.Program = 40, "0123"
	if _, err := Create(s.Dir, p); err == nil || !strings.Contains(err.Error(), "the program was") {
		t.Errorf("another program: %v", err)
	}
	other, err := Create(filepath.Join(t.TempDir(), "other"), p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.Run(t.Context(), other.local())
	if err == nil || !strings.Contains(err.Error(), "was begun with another program") || !strings.Contains(err.Error(), "did not start") {
		t.Errorf("a worker of another program: %v", err)
	}
}
