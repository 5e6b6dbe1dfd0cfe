package sweep

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Variables that make the test binary a worker.
const (
	workerEnv = "SWEEP_TEST_WORKER" // folder
	listEnv   = "SWEEP_TEST_LIST"   // "1": as a task of an array job
	delayEnv  = "SWEEP_TEST_DELAY"  // of a row
	deadlyEnv = "SWEEP_TEST_DEADLY" // row at which the worker dies
	engineEnv = "SWEEP_TEST_ENGINE" // folder: the binary is the engine

	collectEnv = "SWEEP_TEST_COLLECT" // folder: the binary collects
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(workerEnv); dir != "" {
		os.Exit(work(dir))
	}
	if dir := os.Getenv(engineEnv); dir != "" {
		os.Exit(engine(dir))
	}
	if dir := os.Getenv(collectEnv); dir != "" {
		os.Exit(collect(dir))
	}
	os.Exit(m.Run())
}

// collect is a process that collects, so that its memory can be told.
func collect(dir string) int {
	s, err := Open(dir)
	if err == nil {
		_, err = s.Collect(context.Background(), Collect{})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// engine is a process that runs a sweep, to be killed.
func engine(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := Open(dir)
	if err == nil {
		_, err = s.Run(ctx, s.local())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func work(dir string) int {
	s, err := Open(dir)
	if err == nil && os.Getenv(listEnv) != "" {
		var index int
		if index, err = strconv.Atoi(os.Args[len(os.Args)-1]); err == nil {
			err = s.WorkList(context.Background(), &ishigami{s: s}, os.Args[len(os.Args)-2], index, os.Stdout)
		}
	} else if err == nil {
		err = s.Work(context.Background(), &ishigami{s: s}, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// ishigami is a function with known indices, of three uniform numbers between
// -π and π (Ishigami and Homma 1990), scaled by scenario. Some rows of scenario
// "rough" fail, and some panic.
type ishigami struct{ s *Sweep }

const (
	ishigamiA = 7
	ishigamiB = 0.1
)

var errRough = errors.New("no equilibrium here")

func (i *ishigami) Row(_ context.Context, at At) (inputs, results []float64, err error) {
	if d, err := time.ParseDuration(os.Getenv(delayEnv)); err == nil {
		time.Sleep(d)
	}
	if os.Getenv(deadlyEnv) == strconv.Itoa(at.Row) {
		os.Exit(7)
	}
	x := make([]float64, 3)
	for k := range x {
		block := uint64(0)
		if at.Block == 1 || at.Block == 2+k {
			block = 1
		}
		h := fnv.New64a()
		fmt.Fprint(h, at.Seed, "x", k, block)
		x[k] = (2*rand.New(rand.NewPCG(h.Sum64(), uint64(at.Draw))).Float64() - 1) * math.Pi
	}
	if at.Scenario == "rough" && at.Draw%17 == 5 {
		return x, nil, fmt.Errorf("draw %d: %w", at.Draw, errRough)
	}
	if at.Scenario == "rough" && at.Draw%41 == 7 {
		var none []float64
		return x, none[at.Draw:], nil
	}
	y := math.Sin(x[0]) + ishigamiA*math.Sin(x[1])*math.Sin(x[1]) + ishigamiB*math.Pow(x[2], 4)*math.Sin(x[0])
	return x, []float64{y, 1e9 + y, 3}, nil
}

func plan(scenarios []string, draws, perShard int, sobol bool) Plan {
	p := Plan{Name: "ishigami", Scenarios: scenarios, Seeds: []uint64{1, 2}, Draws: draws, PerShard: perShard,
		Inputs: []string{"x1", "x2", "x3"}, Results: []Result{{"y", "kt"}, {"shifted", "kt"}, {"constant", "1"}}}
	if sobol {
		p.Groups = p.Inputs
	}
	p.Origin, _ = OriginOf(nil)
	return p
}

// create makes a sweep in a folder of its own.
func create(t testing.TB, p Plan) *Sweep {
	t.Helper()
	s, err := Create(filepath.Join(t.TempDir(), "a sweep"), p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// local is the engine with the test binary as its worker.
func (s *Sweep) local(env ...string) Local {
	return Local{Command: []string{os.Args[0]}, Env: append(env, workerEnv+"="+s.Dir), Workers: 2}
}

func run(t testing.TB, s *Sweep, env ...string) Done {
	t.Helper()
	d, err := s.Run(t.Context(), s.local(env...))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// files are the contents of all shards' tables by number.
func files(t testing.TB, s *Sweep) []string {
	t.Helper()
	var out []string
	for shard := range s.Plan.Shards() {
		b, err := os.ReadFile(s.path(shard, "parquet"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	return out
}

// expectWhole demands that every row is there exactly once, and nothing else in
// the folder of shards.
func expectWhole(t testing.TB, s *Sweep) {
	t.Helper()
	row := 0
	for shard := range s.Plan.Shards() {
		if _, err := s.Verify(shard); err != nil {
			t.Error(err)
			continue
		}
		f, err := s.readShard(shard)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, k := range f.ints[0].values {
			if k != int64(row) {
				t.Fatalf("row %d stands where %d belongs", k, row)
			}
			row++
		}
	}
	if row != s.Plan.Rows() {
		t.Errorf("%d rows of %d", row, s.Plan.Rows())
	}
	all, err := filepath.Glob(filepath.Join(s.Dir, "shards", "*", "*"))
	hidden, _ := filepath.Glob(filepath.Join(s.Dir, "shards", "*", ".*"))
	if err != nil || len(all) != 2*s.Plan.Shards() || len(hidden) > 0 {
		t.Errorf("%d files for %d shards, %d left over, %v", len(all), s.Plan.Shards(), len(hidden), err)
	}
}
