package kernel

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestShim(t *testing.T) {
	inst := installed(t)
	shim := filepath.Join(inst.Home, "shim", "go")
	run := func(args ...string) (string, error) {
		cmd := exec.Command(shim, args...)
		cmd.Env = setEnv(os.Environ(), shimGoEnv, inst.Go())
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, args := range [][]string{{"get"}, {"get", "-t"}} {
		if out, err := run(args...); err != nil || out != "" {
			t.Errorf("go %v: %q, %v", args, out, err)
		}
	}
	if out, err := run("env", "GOVERSION"); err != nil || strings.TrimSpace(out) != inst.GoVersion {
		t.Errorf("go env through the shim: %q, %v", out, err)
	}
	if out, err := run("get", "-nosuchflag"); err == nil || !strings.Contains(out, "flag provided but not defined") {
		t.Errorf("go get -nosuchflag did not reach go: %q, %v", out, err)
	}
}

// startLauncher starts a kernel as Jupyter does, without Run, and waits until
// GoNB listens.
func startLauncher(t *testing.T, y yard) *exec.Cmd {
	t.Helper()
	var w wire
	dir := filepath.Join(y.tmp, "jupyter")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	connection, err := w.writeConnection(dir)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(installed(t).Command(), launchArg, connection)
	cmd.Env = append(os.Environ(), y.mark)
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "GoNB's sockets", func() bool {
		_, err := os.Stat(socketPath(dir, heartbeatPort))
		return err == nil
	})
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 3000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited 30 s for %s", what)
}

func TestLauncherEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*exec.Cmd)
	}{
		{"terminated", func(cmd *exec.Cmd) { cmd.Process.Signal(syscall.SIGTERM) }},
		{"killed", func(cmd *exec.Cmd) { cmd.Process.Kill() }},
		{"group killed", func(cmd *exec.Cmd) { killGroup(cmd.Process.Pid) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := newYard(t)
			cmd := startLauncher(t, y)
			c.end(cmd)
			cmd.Wait()
			y.expectClean(t)
		})
	}
}

// victimEnv makes the test binary run a notebook, to be killed at it.
const victimEnv = "LODESTONE_TEST_VICTIM"

func victim(in string) int {
	inst, err := Load("")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	out := filepath.Join(os.TempDir(), "never.ipynb")
	if disk := os.Getenv(fullEnv); disk != "" {
		out = filepath.Join(disk, "full.ipynb")
	}
	_, err = RunFile(context.Background(), in, out, &RunSettings{Install: inst, Progress: os.Stdout})
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// Whoever runs a notebook may be killed: the kernel notices and goes.
func TestRunnerKilled(t *testing.T) {
	inst, y := installed(t), newYard(t)
	in, err := filepath.Abs("testdata/loop.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), y.mark, victimEnv+"="+in, HomeEnv+"="+inst.Home)
	progress, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := progress.Read(make([]byte, 1)); err != nil { // the first cell is done, the second loops
		t.Fatal(err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	y.expectClean(t)
}

func TestLauncherNamesWhatIsMissing(t *testing.T) {
	home := t.TempDir()
	command := filepath.Join(home, "bin", "lodestone")
	if err := copyFile(command, os.Args[0], 0o755); err != nil {
		t.Fatal(err)
	}
	launch := func() string {
		cmd := exec.Command(command, launchArg, "nowhere.json")
		cmd.Dir = home
		cmd.Env = append(os.Environ(), HomeEnv+"="+home)
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	if out := launch(); !strings.Contains(out, "run `lodestone install`") {
		t.Errorf("no record: %s", out)
	}
	inst := &Installation{Home: home, Root: "/nonexistent"}
	if err := inst.save(); err != nil {
		t.Fatal(err)
	}
	if out := launch(); !strings.Contains(out, "is not there any more; run `lodestone install`") {
		t.Errorf("no module: %s", out)
	}
}

func TestConnectionsAreSigned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "connection.json")
	for _, c := range []struct{ content, want string }{
		{`{"key":"k","signature_scheme":"hmac-sha256"}`, ""},
		{`{"key":"","signature_scheme":"hmac-sha256"}`, "nobody signs"},
		{`{"key":"k","signature_scheme":"none"}`, "nobody signs"},
		{`{"key":`, "unexpected end"},
	} {
		if err := os.WriteFile(path, []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		err := checkConnection(path)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.content, err, c.want)
		}
		if info, _ := os.Stat(path); err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("mode %s", info.Mode())
		}
	}
}

func TestSweepSparesTheLiving(t *testing.T) {
	y := newYard(t)
	alive, unlock, err := newKernelDir()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	dead, unlockDead, err := newKernelDir()
	if err != nil {
		t.Fatal(err)
	}
	unlockDead()
	old := time.Now().Add(-time.Hour)
	for _, dir := range []string{alive, dead} {
		if err := os.Chtimes(filepath.Join(dir, "lock"), old, old); err != nil {
			t.Fatal(err)
		}
	}
	sweep(y.tmp)
	if left, _ := filepath.Glob(filepath.Join(y.tmp, "*")); len(left) != 1 || left[0] != alive {
		t.Errorf("left: %v, want %s", left, alive)
	}
}
