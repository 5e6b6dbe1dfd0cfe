package kernel

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// A cell that ignores Ctrl-C ends with the run all the same.
func TestRobustIgnoresInterrupt(t *testing.T) {
	long(t)
	inst, y := installed(t), newYard(t)
	ctx, cancel := context.WithCancel(t.Context())
	said := writeFunc(func(b []byte) {
		if bytes.HasPrefix(b, []byte("[1/2]")) {
			time.AfterFunc(time.Second, cancel)
		}
	})
	_, err := Run(ctx, code("%%\nfmt.Println(1)", "%%\nsignal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)\nfor {\n}"),
		&RunSettings{Install: inst, Progress: said, Env: []string{y.mark}})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	y.expectClean(t)
}

// Many processes in the background, out of the kernel's group, go with it.
func TestRobustForks(t *testing.T) {
	long(t)
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells which processes carry a kernel's mark")
	}
	inst, y := installed(t), newYard(t)
	_, err := Run(t.Context(), code("!for i in $(seq 60); do setsid sh -c 'sleep 1000; true' >/dev/null 2>&1 & done", "%%\nfmt.Println(2)"),
		&RunSettings{Install: inst, Env: []string{y.mark}})
	if err != nil {
		t.Error(err)
	}
	y.expectClean(t)
}

// kernelProcess waits for a process of the yard whose command line holds a
// text.
func (y yard) kernelProcess(t *testing.T, what string) int {
	t.Helper()
	pid := 0
	waitFor(t, what, func() bool {
		for _, s := range y.strays() {
			if number, command, _ := strings.Cut(s, " "); strings.Contains(command, what) {
				pid, _ = strconv.Atoi(number)
			}
		}
		return pid > 0
	})
	return pid
}

// A kernel that is killed while it compiles is missed, named and swept up.
func TestRobustDiesDuringABuild(t *testing.T) {
	long(t)
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells which processes carry a kernel's mark")
	}
	inst, y := installed(t), newYard(t)
	failed := make(chan error)
	go func() {
		_, err := Run(context.Background(), code("import \"net/http/httptest\"\n%%\nfmt.Println(httptest.NewServer(nil) != nil)"),
			&RunSettings{Install: inst, Env: []string{y.mark, "GOCACHE=" + t.TempDir()}}) // nothing is compiled yet
		failed <- err
	}()
	y.kernelProcess(t, "/compile ")
	syscall.Kill(y.kernelProcess(t, "gonb -kernel"), syscall.SIGKILL)
	expectFault(t, <-failed, Killed, "GoNB ended: signal: killed")
	y.expectClean(t)
}

// A kernel that is killed amid a flood of output leaves half a message.
func TestRobustKilledAmidAMessage(t *testing.T) {
	long(t)
	inst, y := installed(t), newYard(t)
	_, err := Run(t.Context(), code("%%\ngo func() {\n\ttime.Sleep(300 * time.Millisecond)\n\tsyscall.Kill(os.Getppid(), syscall.SIGKILL)\n}()\n"+
		"line := strings.Repeat(\"x\", 1<<20)\nfor {\n\tfmt.Println(line)\n}"), &RunSettings{Install: inst, Env: []string{y.mark}})
	expectFault(t, err, Killed)
	y.expectClean(t)
}

// long leaves a test to the tag robust, which CI sets in a step of its own.
func long(t *testing.T) {
	t.Helper()
	if !robust {
		t.Skip("long: -tags robust")
	}
}

// often is how many times a long test repeats: a quarter with -short.
func often(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

// greeting opens a connection of ZMTP 3 with mechanism NULL, and ready ends its
// handshake.
func greeting(socket string) []byte {
	g := append([]byte{0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0}, "NULL"...)
	g = append(g, make([]byte, 64-len(g))...)
	ready := "\x05READY\x0bSocket-Type" + string([]byte{0, 0, 0, byte(len(socket))}) + socket
	return append(g, append([]byte{4, byte(len(ready))}, ready...)...)
}

// Half a frame, then silence or the end: the client waits for its limit or
// takes note, and neither breaks nor hangs.
func TestRobustHalfAFrame(t *testing.T) {
	long(t)
	for _, closes := range []bool{true, false} {
		dir, err := os.MkdirTemp("", "lh")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		for port, socket := range map[int]string{shellPort: "ROUTER", iopubPort: "PUB"} {
			l, err := net.Listen("unix", socketPath(dir, port))
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				c, err := l.Accept()
				if err != nil {
					return
				}
				c.Write(append(greeting(socket), 2, 0, 0, 0, 0, 0, 0, 3, 0xe8, '<', 'I')) // 2 bytes of 1000
				if closes {
					c.Close()
				}
			}()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		p := &process{dir: dir, ended: make(chan struct{})}
		p.key = []byte("k")
		err = p.dial(ctx, dir)
		if err == nil {
			err = p.greet(ctx, nil)
		}
		if err == nil {
			t.Errorf("closes %v: half a frame is an answer", closes)
		}
		cancel()
		p.wire.close()
	}
}

// Bytes that are no UTF-8 become U+FFFD, the notebook stays a valid one, and a
// second run gives the same.
func TestRobustNotUTF8(t *testing.T) {
	long(t)
	inst := installed(t)
	nb := code("%%\nos.Stdout.Write([]byte(\"a\\xff\\xfeb\\xc3\"))\nos.Stderr.Write([]byte(\"\\x80\"))",
		"import \"github.com/janpfeifer/gonb/gonbui\"\n%%\ngonbui.DisplayHTML(\"<p>\\xff\\xe2\\x28\\xa1</p>\")\ngonbui.Sync()")
	var files [2][]byte
	for i := range files {
		done, err := Run(t.Context(), nb, &RunSettings{Install: inst})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := done.Encode(&b); err != nil {
			t.Fatal(err)
		}
		files[i] = b.Bytes()
		if got := done.Cells[0].Outputs[0].Text; got != "a\ufffd\ufffdb\ufffd" {
			t.Errorf("printed %q", got)
		}
	}
	if !utf8.Valid(files[0]) {
		t.Error("the notebook is not UTF-8")
	}
	if diff := cmp.Diff(string(files[0]), string(files[1])); diff != "" {
		t.Error(diff)
	}
	if _, err := DecodeNotebook(bytes.NewReader(files[0])); err != nil {
		t.Error(err)
	}
}

func TestRobustPaths(t *testing.T) {
	long(t)
	inst := installed(t)
	for _, name := range []string{"a folder/my notebook.ipynb", "дом/größe 100% #1 'x' \"y\" $HOME.ipynb", "日本/[a-z]*?.ipynb", "-dash/-x.ipynb", "new\nline/n.ipynb"} {
		in := filepath.Join(t.TempDir(), name)
		if err := WriteNotebook(in, code("!echo $(basename \"$PWD\")", "%%\nwd, err := os.Getwd()\nfmt.Println(wd, err)")); err != nil {
			t.Fatal(err)
		}
		nb, err := RunFile(t.Context(), in, in, &RunSettings{Install: inst, State: filepath.Join(filepath.Dir(in), "state")})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := printed(nb)[1]; got != filepath.Dir(in)+" <nil>" {
			t.Errorf("%s ran in %q", name, got)
		}
		if _, err := ReadNotebook(in); err != nil {
			t.Error(err)
		}
	}
}

// Two runs of one notebook at the same time, to the same file.
func TestRobustTwoRunsAtOnce(t *testing.T) {
	long(t)
	inst, y := installed(t), newYard(t)
	dir := t.TempDir()
	in, state := filepath.Join(dir, "n.ipynb"), filepath.Join(dir, "state")
	if err := WriteNotebook(in, code("%%\nfmt.Println(1)", "%%\nfmt.Println(2)")); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			_, err := RunFile(context.Background(), in, in, &RunSettings{Install: inst, State: state, Env: []string{y.mark}})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	nb, err := ReadNotebook(in)
	if err != nil || printed(nb)[1] != "2" {
		t.Errorf("%v, %v", nb, err)
	}
	if left, _ := filepath.Glob(filepath.Join(state, "*.cells")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	y.expectClean(t)
}

// fullEnv makes the victim write where the disk is full.
const fullEnv = "LODESTONE_TEST_FULL"

// A full disk, below the kernel's own folder or below the output: an error that
// names it, and no half-written file.
func TestRobustDiskFull(t *testing.T) {
	long(t)
	bwrap, err := exec.LookPath("bwrap")
	if err != nil {
		t.Skip("a small disk to fill needs bubblewrap: ", err)
	}
	inst := installed(t)
	disk := t.TempDir()
	in := filepath.Join(t.TempDir(), "in.ipynb")
	filler := "b := make([]byte, 1<<20)\nfor i := 0; ; i++ {\n\tif err := os.WriteFile(fmt.Sprint(os.TempDir(), \"/\", i), b, 0o600); err != nil {\n\t\tpanic(err)\n\t}\n}"
	for _, c := range []struct{ name, cell, env, size, want string }{
		{"the cell's own", "%%\n" + filler, "TMPDIR=" + disk, "60000000", "panic: "},
		{"no room for the kernel", "%%\nfmt.Println(1)", "TMPDIR=" + disk, "20000", "no space left on device"},
		{"no room for the output", "%%\nfmt.Println(strings.Repeat(\"x\", 1<<20))", fullEnv + "=" + disk, "500000", "no space left on device"},
	} {
		if err := WriteNotebook(in, code(c.cell)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(bwrap, "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--size", c.size, "--tmpfs", disk, "--die-with-parent", "--",
			"/bin/sh", "-c", `"$0"; echo left: $(ls -A "$1")`, os.Args[0], disk)
		cmd.Env = append(os.Environ(), victimEnv+"="+in, HomeEnv+"="+inst.Home, c.env)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Skipf("bubblewrap does not work here: %v: %s", err, out)
		}
		_, left, _ := strings.Cut(string(out), "left:")
		if left = strings.TrimSpace(left); left == "never.ipynb" && !strings.Contains(string(out), "full.ipynb") {
			left = "" // the outputs up to the failure, whole
		}
		if !strings.Contains(string(out), c.want) || left != "" {
			t.Errorf("%s: %s", c.name, out)
		}
	}
}
