package lab

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// script writes a program of shell lines and returns its path.
func script(t *testing.T, name, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func wants(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one that says %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("lacks %q: %v", w, err)
		}
	}
}

func TestPython(t *testing.T) {
	old, young := script(t, "python3", "echo 3.8"), script(t, "python3", "echo 3.12")
	broken := script(t, "python3", "exit 1")
	for named, word := range map[string]string{old: "is Python 3.8; JupyterLab needs 3.10 or newer", broken: "it does not run as a Python"} {
		_, err := findPython(t.Context(), named)
		wants(t, err, word, named)
	}
	t.Setenv("PATH", filepath.Dir(old))
	_, err := findPython(t.Context(), "")
	wants(t, err, "apt install python3", "is Python 3.8", "lodestone run NOTEBOOK")
	t.Setenv("PATH", filepath.Dir(broken)+":"+filepath.Dir(young))
	if got, err := findPython(t.Context(), young); err != nil || got != young {
		t.Errorf("%s, %v", got, err)
	}
	t.Setenv("PATH", t.TempDir())
	_, err = findPython(t.Context(), "")
	wants(t, err, "there is none on PATH", "brew install python")
}

// What goes wrong while the environment is made is told with its cure, and
// leaves nothing that a later call would take for whole.
func TestEnvironmentFails(t *testing.T) {
	for what, c := range map[string]struct{ lines, word string }{
		"no venv": {`[ "$1" = -c ] && echo 3.11 && exit; echo "No module named venv" >&2; exit 1`, "apt install python3-venv"},
		"no network": {`[ "$1" = -c ] && echo 3.11 && exit
mkdir -p "$3/bin"; printf '#!/bin/sh\necho "Could not find a version"; exit 1\n' >"$3/bin/python"; chmod +x "$3/bin/python"`, "pip needs its package index once"},
	} {
		t.Run(what, func(t *testing.T) {
			l := &JupyterLab{home: t.TempDir()}
			err := l.environment(t.Context(), Settings{Python: script(t, "python3", c.lines), Progress: t.Output()})
			wants(t, err, c.word)
			if left, _ := os.ReadDir(l.home); len(left) != 0 {
				t.Errorf("%v was left", left)
			}
		})
	}
}

// fake is a JupyterLab whose server says info of itself and runs until it is
// ended, beside a child that its end does not end.
func fake(t *testing.T, info string) (l *JupyterLab, childs string) {
	t.Helper()
	childs = filepath.Join(t.TempDir(), "child")
	server := script(t, "jupyter", `trap 'echo ended; exit 0' TERM
sleep 60 & echo $! >`+childs+`
echo '`+info+`' >"$JUPYTER_RUNTIME_DIR/jpserver-1.json" # last: what reads it may end this at once
while :; do sleep 0.05; done`)
	return &JupyterLab{Jupyter: server, home: t.TempDir(), static: t.TempDir()}, childs
}

const good = `{"hostname": "127.0.0.1", "token": "a b", "url": "http://127.0.0.1:8888/"}`

func TestServe(t *testing.T) {
	l, childs := fake(t, good)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var page string
	var log strings.Builder
	err := l.Serve(ctx, Session{Open: ".", Log: &log, Ready: func(url string) { page = url; cancel() }})
	if err != nil {
		t.Fatal(err)
	}
	if page != "http://127.0.0.1:8888/lab?token=a+b" || !strings.Contains(log.String(), "ended") {
		t.Errorf("page %q, log %q", page, log.String())
	}
	pid, err := os.ReadFile(childs)
	if err != nil {
		t.Fatal(err)
	}
	if state := stateOf(string(pid)); state != "" && state[0] != 'Z' {
		t.Errorf("the server's child %s outlived it in state %s", pid, state)
	}
}

// stateOf asks for the state of a process, Z for one that is dead and not
// waited for, after the time a kill may take.
func stateOf(pid string) (state string) {
	for range 20 {
		out, _ := exec.Command("ps", "-o", "stat=", "-p", strings.TrimSpace(pid)).Output()
		if state = strings.TrimSpace(string(out)); state == "" || state[0] == 'Z' {
			return state
		}
		time.Sleep(50 * time.Millisecond)
	}
	return state
}

func TestServeRefuses(t *testing.T) {
	for info, words := range map[string]string{
		`{"hostname": "0.0.0.0", "token": "x"}`:   `listens on "0.0.0.0"`,
		`{"hostname": "localhost", "token": "x"}`: `listens on "localhost"`, // what Jupyter says of every address
		`{"hostname": "127.0.0.1", "token": ""}`:  "ask for no token",
	} {
		l, _ := fake(t, info)
		wants(t, l.Serve(t.Context(), Session{Ready: func(string) { t.Errorf("%s was opened", info) }}), words, "it was ended")
	}
	l, _ := fake(t, good)
	for _, flag := range []string{"--ip=0.0.0.0", "--ip", "--ServerApp.ip=::", "-ip=x"} {
		wants(t, l.Serve(t.Context(), Session{Flags: []string{flag}}), flag, "this machine alone", "ssh -L")
	}
	l.Jupyter = script(t, "jupyter", "echo no such option >&2; exit 2")
	wants(t, l.Serve(t.Context(), Session{}), "JupyterLab ended", "no such option")
}

// A command that does not heed the signal is killed with its group.
func TestRunGroupKills(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	cmd := exec.Command(script(t, "deaf", "trap '' TERM\nsleep 60"))
	err := kernel.RunGroup(ctx, cmd, 100*time.Millisecond)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Errorf("it ended by %v", cmd.ProcessState)
	}
}
