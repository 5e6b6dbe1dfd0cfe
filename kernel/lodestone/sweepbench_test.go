//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel/sweep"
)

// benchSweep is material flows alone: long enough that the start of a worker, half
// a second, does not count.
const benchSweep = `{"lodestone": "lodestone-sweep/1", "name": "bench", "model": "%s", "scenarios": ["OPEN"], "last": %d, "results": ["requirement.*"],
 "draws": %d, "shard": %d, "parameters": [{"paths": ["collection"], "uniform": {"min": 0.3, "max": 0.7}}]}`

// BenchmarkSweepWorkers is the same sweep with one worker and with two: their
// processor time and wall clock, and beside them two busy processes that do
// nothing else, which is what the machine itself can give. Medians of five.
//
//	go test ./kernel/lodestone -run '^$' -bench SweepWorkers -benchtime 1x
func BenchmarkSweepWorkers(b *testing.B) {
	b.Setenv(commandEnv, "1")
	for b.Loop() {
		var cpu, wall, own []float64
		for range 5 {
			cpu1, wall1 := timed(b, 1)
			cpu2, wall2 := timed(b, 2)
			cpu, wall = append(cpu, cpu2/cpu1), append(wall, wall1/wall2)
			own = append(own, busyRatio(b))
		}
		b.ReportMetric(median(cpu), "cpu2/cpu1")
		b.ReportMetric(median(wall), "wall1/wall2")
		b.ReportMetric(median(own), "machine")
	}
}

func timed(b *testing.B, workers int) (cpu, wall float64) {
	spec, dir := filepath.Join(b.TempDir(), "spec.json"), filepath.Join(b.TempDir(), "out")
	if err := os.WriteFile(spec, fmt.Appendf(nil, benchSweep, "mfa", 2050, 240, 40), 0o644); err != nil {
		b.Fatal(err)
	}
	s, err := openSweep(dir, spec)
	if err != nil {
		b.Fatal(err)
	}
	before, began := children(b), time.Now()
	if _, err := s.Run(b.Context(), sweep.Local{Command: []string{os.Args[0], "sweep", "work", dir}, Workers: workers}); err != nil {
		b.Fatal(err)
	}
	return children(b) - before, time.Since(began).Seconds()
}

// children is the processor time of processes that were waited for.
func children(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// busyRatio is twice the time of one busy process over that of two side by side.
func busyRatio(b *testing.B) float64 {
	const busy = "i=0; while [ $i -lt 3000000 ]; do i=$((i+1)); done"
	at := func(n int) float64 {
		began := time.Now()
		cmd := exec.Command("sh", "-c", strings.Repeat("("+busy+") & ", n)+"wait")
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		return time.Since(began).Seconds()
	}
	return 2 * at(1) / at(2)
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// BenchmarkSweepShard is what a shard costs beside its rows: tables, checksum,
// manifest, and what a path takes on disk.
func BenchmarkSweepShard(b *testing.B) {
	b.Setenv(commandEnv, "1")
	for b.Loop() {
		spec, dir := filepath.Join(b.TempDir(), "spec.json"), filepath.Join(b.TempDir(), "out")
		if err := os.WriteFile(spec, fmt.Appendf(nil, benchSweep, "mfa", 2030, 200, 100), 0o644); err != nil {
			b.Fatal(err)
		}
		s, err := openSweep(dir, spec)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Run(b.Context(), sweep.Local{Command: []string{os.Args[0], "sweep", "work", dir}, Workers: 1}); err != nil {
			b.Fatal(err)
		}
		m, err := s.Manifest(1)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(100*(m.Seconds-m.Rows)/m.Rows, "%overhead")
		b.ReportMetric(m.Rows/100*1000, "ms/path")
		b.ReportMetric(float64(m.Bytes)/100, "B/path")
	}
}
