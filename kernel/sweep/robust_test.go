//go:build unix

package sweep

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// reference are the shards of a plan that nothing disturbed.
func reference(t *testing.T, p Plan) []string {
	t.Helper()
	s := create(t, p)
	run(t, s)
	return files(t, s)
}

// expectSame demands a whole sweep with the files of one that nothing disturbed.
func expectSame(t *testing.T, s *Sweep, want []string) {
	t.Helper()
	expectWhole(t, s)
	if !slices.Equal(files(t, s), want) {
		t.Error("shards differ from those of an undisturbed sweep")
	}
}

// TestWorkersAreKilled: workers that are killed are replaced, and the run ends
// with every row.
func TestWorkersAreKilled(t *testing.T) {
	p := plan([]string{"smooth", "rough"}, 50, 10, false)
	want := reference(t, p)
	s := create(t, p)
	o := s.local(delayEnv + "=5ms")
	var mu sync.Mutex
	var pids []int
	o.started = func(pid int) {
		mu.Lock()
		defer mu.Unlock()
		pids = append(pids, pid)
	}
	kill := []int{12, 60} // when so many rows are done, the youngest worker; three deaths at one shard would be too many
	o.Progress = func(done, _ int) {
		mu.Lock()
		defer mu.Unlock()
		if len(kill) > 0 && done >= kill[0] {
			kill = kill[1:]
			syscall.Kill(pids[len(pids)-1], syscall.SIGKILL)
		}
	}
	d, err := s.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if d.Restarts == 0 || d.Rows != p.Rows() {
		t.Errorf("%+v", d)
	}
	expectSame(t, s, want)
}

// TestDeadlyRow: a row that ends three workers ends the run, which says where;
// all other shards of the queue before it are kept.
func TestDeadlyRow(t *testing.T) {
	s := create(t, plan([]string{"smooth"}, 20, 5, false))
	o := s.local(deadlyEnv + "=12")
	o.Workers = 1
	_, err := s.Run(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "shard 2: 3 workers died, the last at row 12: exit status 7") {
		t.Errorf("%v", err)
	}
	if missing, err := s.Missing(t.Context()); err != nil || len(missing) != s.Plan.Shards()-2 {
		t.Errorf("missing %v, %v", missing, err)
	}
	run(t, s)
	expectWhole(t, s)
}

// TestEngineIsKilled: when the engine is killed its workers end too, and the
// same call goes on.
func TestEngineIsKilled(t *testing.T) {
	p := plan([]string{"smooth"}, 60, 10, false)
	want := reference(t, p)
	s := create(t, p)
	cmd := startEngine(t, s, "10ms")
	await(t, "a shard", func() bool { return s.rowsDone() > 0 })
	workers := children(t, cmd.Process.Pid)
	if len(workers) != 2 {
		t.Errorf("the engine has workers %v", workers)
	}
	cmd.Process.Kill()
	cmd.Wait()
	await(t, "the end of the workers", func() bool { return !slices.ContainsFunc(workers, alive) })
	d := run(t, s)
	if d.Kept == 0 || d.Shards == 0 {
		t.Errorf("%+v", d)
	}
	expectSame(t, s, want)
}

// TestSecondCall: while one process is at work another call is refused; cancel
// ends the first, and then the call goes on.
func TestSecondCall(t *testing.T) {
	p := plan([]string{"smooth"}, 60, 10, false)
	want := reference(t, p)
	s := create(t, p)
	cmd := startEngine(t, s, "20ms")
	await(t, "a shard", func() bool { return s.rowsDone() > 0 })
	_, err := s.Run(t.Context(), s.local())
	var busy *Busy
	if !errors.As(err, &busy) || busy.Holder == nil || busy.Holder.PID != cmd.Process.Pid {
		t.Errorf("a second call: %v", err)
	}
	st, err := s.Status(t.Context())
	if err != nil || st.Holder == nil || st.PerRow < 0.02 || st.RowsDone == 0 || st.Left(2) <= 0 {
		t.Errorf("%+v, %v", st, err)
	}
	ended, err := s.Cancel(t.Context())
	if err != nil || len(ended) != 1 {
		t.Errorf("cancel: %v, %v", ended, err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the engine that was cancelled ended well")
	}
	if ended, err := s.Cancel(t.Context()); err != nil || len(ended) != 0 {
		t.Errorf("nothing to cancel: %v, %v", ended, err)
	}
	run(t, s)
	expectSame(t, s, want)
	if st, err := s.Status(t.Context()); err != nil || st.Holder != nil || st.RowsDone != p.Rows() {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestDamagedShards: what is cut, altered, gone or foreign is computed again, and
// nothing else.
func TestDamagedShards(t *testing.T) {
	p := plan([]string{"smooth"}, 60, 10, false)
	want := reference(t, p)
	s := create(t, p)
	run(t, s)
	table, manifest := func(k int) string { return s.path(k, "parquet") }, func(k int) string { return s.path(k, "json") }
	for _, damage := range []error{
		os.Truncate(table(1), int64(len(want[1])/2)),
		os.WriteFile(table(3), []byte(strings.Replace(want[3], "smooth", "Smooth", 1)), 0o644),
		os.Remove(table(4)),
		os.Remove(manifest(5)),
		os.WriteFile(manifest(6), []byte(`{"shard":`), 0o644),
		os.Rename(manifest(8), manifest(7)),
		os.WriteFile(filepath.Join(filepath.Dir(table(0)), ".000009.parquet.123.tmp"), []byte("half"), 0o644),
	} {
		if damage != nil {
			t.Fatal(damage)
		}
	}
	st, err := s.Status(t.Context())
	if err != nil || len(st.Damaged) != 4 { // 3 keeps its size, 5 and 8 count as never computed
		t.Errorf("damaged: %q, %v", st.Damaged, err)
	}
	if d := run(t, s); d.Shards != 7 || d.Kept != p.Shards()-7 {
		t.Errorf("%+v", d)
	}
	expectSame(t, s, want)
}

// TestInterrupted: a context that ends stops the workers and keeps what is done.
func TestInterrupted(t *testing.T) {
	p := plan([]string{"smooth"}, 60, 10, false)
	want := reference(t, p)
	s := create(t, p)
	ctx, stop := context.WithCancel(t.Context())
	o := s.local(delayEnv + "=10ms")
	last := 0
	o.Progress = func(done, total int) {
		if done != last+1 || total != p.Rows() {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		if last = done; done == 30 {
			stop()
		}
	}
	if _, err := s.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	run(t, s)
	expectSame(t, s, want)
}

// TestFullDisk: the run ends with the system's words, and goes on where there is
// room again.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := mountSmall(dir, "size=96k"); err != nil {
		t.Skipf("no small file system can be mounted here: %v", err)
	}
	mounted := true
	defer func() {
		if mounted {
			unmount(dir)
		}
	}()
	p := plan([]string{"smooth"}, 400, 10, false)
	want := reference(t, p)
	s, err := Create(filepath.Join(dir, "sweep"), p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Run(t.Context(), s.local())
	if err == nil || !strings.Contains(err.Error(), "no space left on device") || !strings.Contains(err.Error(), "finished shards are kept") {
		t.Fatalf("a full disk: %v", err)
	}
	done := s.rowsDone()
	if done == 0 || done == p.Rows() {
		t.Errorf("%d rows were done", done)
	}
	if err := mountSmall(dir, "remount,size=4m"); err != nil {
		t.Fatal(err)
	}
	if d := run(t, s); d.Kept*10 < done-20 {
		t.Errorf("%d rows were done, %d shards kept", done, d.Kept)
	}
	expectSame(t, s, want)
	if _, err := s.Collect(t.Context(), Collect{}); err != nil {
		t.Error(err)
	}
	if err := unmount(dir); err != nil {
		t.Error(err)
	}
	mounted = false
}

func startEngine(t *testing.T, s *Sweep, delay string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), engineEnv+"="+s.Dir, delayEnv+"="+delay)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd
}

// await polls until something holds; the time is a bound on a hang.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil && !zombie(pid) }

// children of a process.
func children(t *testing.T, pid int) []int {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("children are found in /proc")
	}
	var out []int
	for other, parent := range parents() {
		if parent == pid {
			out = append(out, other)
		}
	}
	return out
}
