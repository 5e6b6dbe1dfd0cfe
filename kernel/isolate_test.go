package kernel

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// isolated runs cells in the sandbox, as a stranger's notebook: from a folder
// outside the clone. It skips where there is no sandbox.
func isolated(t *testing.T, s RunSettings, cells ...string) (*Notebook, error) {
	t.Helper()
	if err := IsolationError(t.Context()); err != nil {
		t.Skip(err)
	}
	s.Install, s.Isolate = installed(t), true
	if s.CellTimeout == 0 {
		s.CellTimeout = time.Minute
	}
	if s.Dir == "" {
		s.Dir = strangersFolder(t)
	}
	return Run(t.Context(), code(cells...), &s)
}

func strangersFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "stränger's folder")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func expectFault(t *testing.T, err error, kind FaultKind, wants ...string) {
	t.Helper()
	var f *Fault
	if !errors.As(err, &f) || kind != "" && f.Kind != kind {
		t.Errorf("got %v, want a fault of kind %q", err, kind)
		return
	}
	for _, want := range wants {
		if !strings.Contains(f.Message, want) {
			t.Errorf("%v: lacks %q", err, want)
		}
	}
}

// An honest notebook runs as it does without isolation: this module's packages,
// bundles, shell lines, the working folder.
func TestIsolatedRunsWhatIsHonest(t *testing.T) {
	if err := IsolationError(t.Context()); err != nil {
		t.Skip(err)
	}
	nb, err := ReadNotebook("testdata/good.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	y := newYard(t)
	s := &RunSettings{Install: installed(t), Dir: "testdata", Env: []string{y.mark}}
	want, err := Run(t.Context(), nb, s)
	if err != nil {
		t.Fatal(err)
	}
	s.Isolate = true
	got, err := Run(t.Context(), nb, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Cells {
		if fmt.Sprint(want.Cells[i].Outputs) != fmt.Sprint(got.Cells[i].Outputs) {
			t.Errorf("cell %d shows %v, want %v", i+1, got.Cells[i].Outputs, want.Cells[i].Outputs)
		}
	}
	y.expectClean(t)
}

func TestHostileSocket(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	reached := make(chan bool, 1)
	go func() {
		if c, err := server.Accept(); err == nil {
			c.Close()
			reached <- true
		}
	}()
	_, err = isolated(t, RunSettings{}, fmt.Sprintf("import \"net\"\n%%%%\n_, err := net.Dial(\"tcp\", %q)\nif err != nil { panic(err) }", server.Addr()))
	expectFault(t, err, Panic, "dial tcp")
	select {
	case <-reached:
		t.Error("the notebook reached a server on this machine")
	default:
	}
}

func TestHostileWrite(t *testing.T) {
	dir := strangersFolder(t)
	outside := filepath.Join(os.TempDir(), "lodestone-was-here")
	defer os.Remove(outside)
	targets := []string{outside, filepath.Join(dir, "x"), filepath.Join(installed(t).Root, "x"), filepath.Join(installed(t).Home, "x"),
		filepath.Join(goEnv(t, "GOCACHE"), "x"), filepath.Join(goEnv(t, "GOMODCACHE"), "x"), "/usr/x", "/etc/x", "/x", "/dev/x"}
	var lines strings.Builder
	for _, path := range targets {
		fmt.Fprintf(&lines, "write(%q)\n", path)
	}
	nb, err := isolated(t, RunSettings{Dir: dir},
		"func write(path string) { fmt.Println(os.WriteFile(path, []byte(\"x\"), 0o666) == nil) }\n%%\n"+lines.String()+
			"write(os.TempDir() + \"/x\") // the scratch folder")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range targets {
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("%s was written", path)
			os.Remove(path)
		}
	}
	if got := strings.Fields(printed(nb)[0]); got[len(got)-1] != "true" {
		t.Errorf("the scratch folder cannot be written: %v", got)
	}
}

func TestHostileRead(t *testing.T) {
	const secret = "7f3a-planted"
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.CreateTemp(home, ".lodestone-secret-")
	if err != nil {
		t.Skip(err)
	}
	defer os.Remove(f.Name())
	f.WriteString(secret)
	f.Close()
	t.Setenv("LODESTONE_TEST_TOKEN", secret)
	other := filepath.Join(t.TempDir(), "theirs") // world-readable, in the temporary folder
	if err := os.WriteFile(other, []byte(secret), 0o644); err != nil {
		t.Fatal(err)
	}
	nb, err := isolated(t, RunSettings{}, fmt.Sprintf("%%%%\nfor _, p := range []string{%q, %q, \"/etc/shadow\", \"/proc/1/environ\", \"/proc/%d/environ\"} {\n"+
		"b, err := os.ReadFile(p)\nfmt.Println(string(b), err != nil)\n}\nfmt.Println(os.Environ())\nentries, _ := os.ReadDir(%q)\nfmt.Println(entries)",
		f.Name(), other, os.Getpid(), home))
	if err != nil {
		t.Fatal(err)
	}
	if text := printed(nb)[0]; strings.Contains(text, secret) || strings.Contains(text, "root:") {
		t.Errorf("a secret was read:\n%s", text)
	}
}

func TestHostileForkBomb(t *testing.T) {
	y := newYard(t)
	most, done := make(chan int), make(chan bool)
	go func() {
		n := 0
		for {
			select {
			case <-done:
				most <- n
				return
			case <-time.After(50 * time.Millisecond):
				n = max(n, len(y.strays()))
			}
		}
	}()
	// three times what is allowed, and no more: a sandbox that leaks must not take
	// the machine down
	bomb := fmt.Sprintf("%%%%bash\nfor i in $(seq %d); do sleep 60 & done\nsleep 60", 3*processLimit())
	_, err := isolated(t, RunSettings{Env: []string{y.mark}, CellTimeout: 10 * time.Second}, bomb)
	close(done)
	expectFault(t, err, "")
	if n := <-most; n < 50 || n > int(processLimit()) {
		t.Errorf("the bomb reached %d processes of at most %d", n, processLimit())
	}
	y.expectClean(t)
}

func TestHostileMemoryBomb(t *testing.T) {
	for _, c := range []struct{ name, cell string }{
		{"slices", "%%\nvar all [][]byte\nfor { b := make([]byte, 8<<20); for i := range b { b[i] = 1 }; all = append(all, b) }"},
		{"shared", "import \"syscall\"\n%%\nfor {\n b, err := syscall.Mmap(-1, 0, 64<<20, syscall.PROT_WRITE|syscall.PROT_READ, syscall.MAP_SHARED|syscall.MAP_ANON)\nif err != nil { panic(err) }\nfor i := range b { b[i] = 1 }\n}"},
	} {
		_, err := isolated(t, RunSettings{Memory: 1 << 30}, c.cell)
		expectFault(t, err, Memory, "may hold")
	}
}

func TestHostileDiskBomb(t *testing.T) {
	long(t)
	s := RunSettings{Env: []string{scratchEnv + "=200000000"}}
	_, err := isolated(t, s, "%%\nb := make([]byte, 1<<20)\nfor i := 0; ; i++ { if err := os.WriteFile(fmt.Sprint(os.TempDir(), \"/\", i), b, 0o600); err != nil { panic(err) } }")
	expectFault(t, err, Memory, "wrote")
	nb, err := isolated(t, RunSettings{}, "%%\nb := make([]byte, 1<<20)\nfor i := 0; i < 300; i++ { if os.WriteFile(fmt.Sprint(\"/tmp/\", i), b, 0o600) != nil { fmt.Println(i); break } }")
	if err != nil || printed(nb)[0] == "" {
		t.Errorf("/tmp has no limit: %v", err)
	}
}

func TestHostileKiller(t *testing.T) {
	y := newYard(t)
	_, err := isolated(t, RunSettings{Env: []string{y.mark}}, fmt.Sprintf("import \"syscall\"\n%%%%\nfmt.Println(syscall.Kill(%d, syscall.SIGKILL), syscall.Kill(os.Getppid(), syscall.SIGKILL))\n"+
		"syscall.Kill(-1, syscall.SIGKILL)\ntime.Sleep(time.Minute)", os.Getpid()))
	expectFault(t, err, Killed)
	y.expectClean(t)
}

// What the sandbox holds is read with care: a link in the place of the program
// leads nowhere.
func TestHostileProgram(t *testing.T) {
	long(t)
	for _, c := range []string{"ln -sf /dev/zero", "mkfifo", "mkdir"} {
		_, err := isolated(t, RunSettings{}, "!rm $GONB_TMP_DIR/main.go; "+c+" $GONB_TMP_DIR/main.go; true")
		var f *Fault
		if err != nil && !errors.As(err, &f) {
			t.Errorf("%s: %v", c, err)
		}
	}
}

// A time-out names the line, as it does outside.
func TestIsolatedTimeout(t *testing.T) {
	if err := IsolationError(t.Context()); err != nil {
		t.Skip(err)
	}
	y := newYard(t)
	s := &RunSettings{Install: installed(t), Isolate: true, Dir: strangersFolder(t), CellTimeout: 3 * time.Second, Env: []string{y.mark}}
	_, err := Run(t.Context(), code("%%\nx := 0\nfor {\n\tx++\n}"), s)
	expectFault(t, err, Timeout, "ran past its limit of 3s")
	y.expectClean(t)
}

func TestIsolationRefuses(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{home, "/", os.TempDir(), filepath.Dir(home)} {
		if err := mayShow(dir, home); err == nil || !strings.Contains(err.Error(), "put it in a folder of its own") {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if err := mayShow(filepath.Join(home, "papers"), home); err != nil {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := IsolationError(t.Context()); err == nil || !strings.Contains(err.Error(), "bubblewrap") {
		t.Errorf("without bubblewrap: %v", err)
	}
}
