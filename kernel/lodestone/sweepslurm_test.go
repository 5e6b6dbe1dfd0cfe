//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel/sweep/slurmtest"
)

// drawsEnv asks TestSweepOnSlurm for more paths than the few of every day.
const drawsEnv = "LODESTONE_SWEEP_DRAWS"

// TestSweepOnSlurm: paths on a real Slurm are those of this machine, bit by bit.
func TestSweepOnSlurm(t *testing.T) {
	if testing.Short() {
		t.Skip("Slurm takes half a minute")
	}
	slurmtest.Start(t)
	t.Setenv(commandEnv, "1") // workers and tasks are this binary
	text, shards := smallSweep, 2
	if n, err := strconv.Atoi(os.Getenv(drawsEnv)); err == nil && n > 0 {
		text = strings.Replace(text, `"draws": 6, "shard": 4`, fmt.Sprintf(`"draws": %d, "shard": 50`, n), 1)
		shards = (n + 49) / 50
	}
	spec, here, there := writeSweep(t, text), filepath.Join(t.TempDir(), "here"), filepath.Join(t.TempDir(), "there")
	all := fmt.Sprintf("all %d shards are there", shards)
	expect(t, 0, []string{"sweep", spec, "-o", here}, fmt.Sprint(shards, " computed"))
	expect(t, 1, []string{"sweep", spec, "-o", there, "-engine", "slurm", "-partition", "nowhere"}, "invalid partition specified: nowhere")
	expect(t, 0, []string{"sweep", spec, "-o", there, "-engine", "slurm", "-partition", "cpu", "-time", "10", "-array", "5", "-throttle", "2", "-sbatch", "--comment=a sweep", "-wait"}, all)
	expect(t, 0, []string{"sweep", spec, "-o", there, "-engine", "slurm"}, all)
	expect(t, 0, []string{"sweep", "collect", there}, " rows, 0 failed")
	for shard := range shards {
		name := fmt.Sprintf("%06d.parquet", shard)
		a, errA := os.ReadFile(filepath.Join(here, "shards", "000", name))
		b, errB := os.ReadFile(filepath.Join(there, "shards", "000", name))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs between this machine and Slurm (%v, %v)", name, errA, errB)
		}
	}
	expect(t, 2, []string{"sweep", spec, "-o", t.TempDir(), "-engine", "slurm", "-container", "here.sif"}, "give the whole path")
}
