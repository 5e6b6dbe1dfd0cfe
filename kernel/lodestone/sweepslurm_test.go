//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/lodestone-model/lodestone/kernel/sweep/slurmtest"
)

// TestSweepOnSlurm: paths on a real Slurm are those of this machine, bit by bit.
func TestSweepOnSlurm(t *testing.T) {
	if testing.Short() {
		t.Skip("Slurm takes half a minute")
	}
	slurmtest.Start(t)
	t.Setenv(commandEnv, "1") // workers and tasks are this binary
	spec, here, there := writeSweep(t, smallSweep), filepath.Join(t.TempDir(), "here"), filepath.Join(t.TempDir(), "there")
	expect(t, 0, []string{"sweep", spec, "-o", here}, "2 computed")
	expect(t, 1, []string{"sweep", spec, "-o", there, "-engine", "slurm", "-partition", "nowhere"}, "invalid partition specified: nowhere")
	expect(t, 0, []string{"sweep", spec, "-o", there, "-engine", "slurm", "-partition", "cpu", "-time", "10", "-array", "5", "-throttle", "2", "-sbatch", "--comment=a sweep", "-wait"}, "all 2 shards are there")
	expect(t, 0, []string{"sweep", spec, "-o", there, "-engine", "slurm"}, "all 2 shards are there")
	expect(t, 0, []string{"sweep", "collect", there}, "6 rows, 0 failed")
	for _, name := range []string{"000000.parquet", "000001.parquet"} {
		a, errA := os.ReadFile(filepath.Join(here, "shards", "000", name))
		b, errB := os.ReadFile(filepath.Join(there, "shards", "000", name))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs between this machine and Slurm (%v, %v)", name, errA, errB)
		}
	}
	expect(t, 2, []string{"sweep", spec, "-o", t.TempDir(), "-engine", "slurm", "-container", "here.sif"}, "give the whole path")
}
