//go:build unix

package sweep

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel/sweep/slurmtest"
)

// slurm is the engine with the test binary as its worker.
func (s *Sweep) slurm(env ...string) Slurm {
	return Slurm{Wrap: append([]string{"/usr/bin/env", workerEnv + "=" + s.Dir, listEnv + "=1"}, env...), Command: []string{os.Args[0]}, Time: "10"}
}

func submit(t *testing.T, s *Sweep, o Slurm) Submission {
	t.Helper()
	sub, err := s.Submit(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func watch(t *testing.T, s *Sweep) {
	t.Helper()
	if err := s.Watch(t.Context(), 200*time.Millisecond, nil); err != nil {
		t.Fatal(err)
	}
}

// TestSlurm: one cluster, since it takes seconds to start, and what can happen
// on it.
func TestSlurm(t *testing.T) {
	if testing.Short() {
		t.Skip("Slurm takes half a minute")
	}
	c := slurmtest.Start(t)
	t.Run("same bits", func(t *testing.T) { slurmSameBits(t) })
	t.Run("second submission", func(t *testing.T) { slurmSecond(t) })
	t.Run("killed node", func(t *testing.T) { slurmKilledNode(t, c) })
	t.Run("killed submission", func(t *testing.T) { slurmKilledSubmission(t) })
	t.Run("errors", func(t *testing.T) { slurmErrors(t) })
}

func slurmSameBits(t *testing.T) {
	p := plan([]string{"smooth", "rough"}, 250, 100, false)
	want := reference(t, p)
	s := create(t, p)
	o := s.slurm()
	o.Tasks, o.Throttle = 4, 2
	sub := submit(t, s, o)
	if sub.Tasks != 4 || len(sub.Shards) != 10 || sub.Job == "" {
		t.Errorf("%+v", sub)
	}
	watch(t, s)
	expectSame(t, s, want)
	if sub := submit(t, s, o); sub.Tasks != 0 {
		t.Errorf("a whole sweep was submitted again: %+v", sub)
	}
	os.Truncate(s.path(2, "parquet"), 100)
	if sub := submit(t, s, o); !slices.Equal(sub.Shards, []int{2}) {
		t.Errorf("a cut shard: %+v", sub)
	}
	watch(t, s)
	expectSame(t, s, want)
}

func slurmSecond(t *testing.T) {
	p := plan([]string{"smooth"}, 60, 10, false)
	want := reference(t, p)
	s := create(t, p)
	submit(t, s, s.slurm(delayEnv+"=100ms"))
	_, err := s.Submit(t.Context(), s.slurm())
	var busy *Busy
	if !errors.As(err, &busy) || len(busy.Jobs) != 1 {
		t.Errorf("a second submission: %v", err)
	}
	if _, err := s.Run(t.Context(), s.local()); !errors.As(err, &busy) {
		t.Errorf("a local run beside Slurm: %v", err)
	}
	await(t, "a shard", func() bool { return s.rowsDone() > 0 })
	st, err := s.Status(t.Context())
	if err != nil || st.Tasks["RUNNING"]+st.Tasks["PENDING"] == 0 {
		t.Errorf("%+v, %v", st, err)
	}
	ended, err := s.Cancel(t.Context())
	if err != nil || len(ended) != 1 || !strings.HasPrefix(ended[0], "job ") {
		t.Errorf("cancel: %v, %v", ended, err)
	}
	watch(t, s)
	run(t, s) // the rest on this machine
	expectSame(t, s, want)
}

// slurmKilledNode kills slurmd in the middle of its tasks; the sweep ends after
// it is back.
func slurmKilledNode(t *testing.T, c *slurmtest.Cluster) {
	p := plan([]string{"smooth"}, 60, 10, false)
	want := reference(t, p)
	s := create(t, p)
	o := s.slurm(delayEnv + "=50ms")
	submit(t, s, o)
	await(t, "a shard", func() bool { return s.rowsDone() > 0 })
	c.KillNode()
	if _, err := s.Cancel(t.Context()); err != nil {
		t.Error(err)
	}
	c.StartNode()
	watch(t, s)
	c.Idle()
	submit(t, s, o)
	watch(t, s)
	expectSame(t, s, want)
}

// slurmKilledSubmission is a process that was killed between sbatch and its own
// note of the job: the job is known by its name all the same.
func slurmKilledSubmission(t *testing.T) {
	p := plan([]string{"smooth"}, 30, 10, false)
	s := create(t, p)
	sub := submit(t, s, s.slurm(delayEnv+"=100ms"))
	sub.Job = ""
	if err := s.writeSubmission(sub); err != nil {
		t.Fatal(err)
	}
	_, err := s.Submit(t.Context(), s.slurm())
	var busy *Busy
	if !errors.As(err, &busy) {
		t.Errorf("a second submission: %v", err)
	}
	watch(t, s)
	expectWhole(t, s)
}

func slurmErrors(t *testing.T) {
	s := create(t, plan([]string{"smooth"}, 30, 10, false))
	o := s.slurm()
	o.Partition = "nowhere"
	if _, err := s.Submit(t.Context(), o); err == nil || !strings.Contains(err.Error(), "invalid partition specified: nowhere") {
		t.Errorf("an unknown partition: %v", err)
	}
	o = s.slurm()
	o.Wrap = append(o.Wrap, "false")
	submit(t, s, o)
	watch(t, s)
	if missing, err := s.Missing(t.Context()); err != nil || len(missing) != s.Plan.Shards() {
		t.Errorf("tasks that fail: missing %v, %v", missing, err)
	}
	st, err := s.Status(t.Context())
	if err != nil || len(st.Notes) == 0 && len(st.Ended) == 0 {
		t.Errorf("neither how tasks ended nor that it is not known: %+v, %v", st, err)
	}
	submit(t, s, s.slurm())
	watch(t, s)
	expectWhole(t, s)
}

func TestBatchScript(t *testing.T) {
	got, err := fill(Template, []string{"/opt/lode stone", "sweep", "it's"})
	if err != nil || !strings.Contains(string(got), `exec '/opt/lode stone' 'sweep' 'it'\''s' "$SLURM_ARRAY_TASK_ID"`) {
		t.Errorf("%s, %v", got, err)
	}
	path := filepath.Join(t.TempDir(), "s.sh")
	script, err := fill(Template, []string{"/bin/echo", "a b", "it's"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, script, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), "SLURM_ARRAY_TASK_ID=12")
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "a b it's 12\n" {
		t.Errorf("%q, %v", out, err)
	}
	for text, want := range map[string]string{"{{.Comand}}": "template", "#!/bin/sh\n": "does not run {{.Command}}", "{{": "template"} {
		if _, err := fill(text, []string{"x"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTasksAreRead(t *testing.T) {
	got := readTasks("12_0|RUNNING\n12_1|CANCELLED by 0\n12_2|OUT_OF_MEMORY\n12_3|COMPLETED+\n\nslurm_load_jobs\n")
	want := []ArrayTask{{"12_0", "RUNNING"}, {"12_1", "CANCELLED"}, {"12_2", "OUT_OF_MEMORY"}, {"12_3", "COMPLETED"}}
	if !slices.Equal(got, want) || !slices.Equal(names(got), []string{"12"}) {
		t.Errorf("%v", got)
	}
}

// TestWithoutSlurm: the engine says what it lacks, and the local engine does not
// ask for it.
func TestWithoutSlurm(t *testing.T) {
	s := create(t, plan([]string{"smooth"}, 3, 10, false))
	t.Setenv("PATH", t.TempDir())
	if _, err := s.Submit(t.Context(), s.slurm()); err == nil || !strings.Contains(err.Error(), "squeue is not on this machine") {
		t.Errorf("%v", err)
	}
	run(t, s)
	expectWhole(t, s)
}
