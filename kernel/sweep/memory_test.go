//go:build unix

package sweep

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// sizeEnv asks TestCollectMemory for another size than that of every day, such
// as 100000x2000.
const sizeEnv = "SWEEP_COLLECT_SIZE"

// noise gives rows of many numbers that cost nothing to compute.
type noise struct{ columns int }

func (n noise) Row(_ context.Context, at At) (inputs, results []float64, err error) {
	results = make([]float64, n.columns)
	for i := range results {
		results[i] = math.Sin(float64(at.Row*n.columns + i))
	}
	return nil, results, nil
}

// TestCollectMemory: a process that collects many rows of many columns stays
// under 500 MB.
func TestCollectMemory(t *testing.T) {
	rows, columns := 20_000, 500
	if size := os.Getenv(sizeEnv); size != "" {
		if _, err := fmt.Sscanf(size, "%dx%d", &rows, &columns); err != nil {
			t.Fatalf("%s=%q: rows x columns, such as 100000x2000: %v", sizeEnv, size, err)
		}
	}
	p := plan([]string{"smooth"}, rows/2, 100, false)
	p.Inputs, p.Results = nil, nil
	for i := range columns {
		p.Results = append(p.Results, Result{fmt.Sprint("requirement.lithium.", i), "kt"})
	}
	s := create(t, p)
	for shard := range p.Shards() {
		if _, err := s.compute(t.Context(), noise{columns}, shard, func(int) {}); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), collectEnv+"="+s.Dir)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	peak := float64(usage.Maxrss) * 1024
	if runtime.GOOS == "darwin" {
		peak /= 1024 // which counts bytes there
	}
	t.Logf("%d rows x %d columns: %.0f MB at most, %.1f s of CPU, %.1f s", rows, columns, peak/1e6, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), time.Since(began).Seconds())
	if peak > 500e6 {
		t.Errorf("collecting took %.0f MB", peak/1e6)
	}
}
