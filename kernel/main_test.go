package kernel

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets the test binary be the launcher, its janitor and the go shim,
// as the lodestone command is, and the victim of TestRunnerKilled.
func TestMain(m *testing.M) {
	if code, done := MultiCall(os.Args); done {
		os.Exit(code)
	}
	if in := os.Getenv(victimEnv); in != "" {
		os.Exit(victim(in))
	}
	code := m.Run()
	if testFolder != "" {
		os.RemoveAll(testFolder)
	}
	os.Exit(code)
}

var (
	testFolder  string
	testInstall = sync.OnceValues(func() (*Installation, error) {
		tmp, err := os.MkdirTemp("", "lodestone test ") // the space is part of the test
		if err != nil {
			return nil, err
		}
		testFolder = tmp
		return Prepare(context.Background(), &InstallSettings{Home: filepath.Join(tmp, "home")})
	})
)

// installed builds the real kernel from the pin, once for all tests.
func installed(t testing.TB) *Installation {
	t.Helper()
	inst, err := testInstall()
	if err != nil {
		t.Fatal(err)
	}
	return inst
}

// code is a notebook of code cells.
func code(cells ...string) *Notebook {
	nb := &Notebook{Major: 4, Minor: 5}
	for _, c := range cells {
		nb.Cells = append(nb.Cells, Cell{Type: CodeCell, Source: c})
	}
	return nb
}

// markEnv marks every process that a test starts, so that strays are found.
const markEnv = "LODESTONE_TEST_MARK"

// A yard is where a test's kernels run: a temporary folder and a mark of their
// own.
type yard struct {
	tmp, mark string
}

func newYard(t *testing.T) yard {
	t.Helper()
	installed(t)
	tmp, err := os.MkdirTemp("", "ly") // short: sockets live below it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(tmp) })
	t.Setenv("TMPDIR", tmp)
	return yard{tmp: tmp, mark: markEnv + "=" + filepath.Base(tmp)}
}

// expectClean fails if a process or a folder is left; both may take a moment
// where nobody was left to wait for them.
func (y yard) expectClean(t *testing.T) {
	t.Helper()
	var left []string
	for range 500 {
		if left = y.strays(); len(left) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("left behind: %s", strings.Join(left, ", "))
}

func (y yard) strays() []string {
	left, _ := filepath.Glob(filepath.Join(y.tmp, "[^T]*")) // TempDir's own folders begin with Test
	for _, pid := range allProcesses() {
		dir := "/proc/" + strconv.Itoa(pid)
		env, err := os.ReadFile(dir + "/environ")
		if err != nil || !bytes.Contains(env, []byte(y.mark)) {
			continue
		}
		command, _ := os.ReadFile(dir + "/cmdline")
		left = append(left, strconv.Itoa(pid)+" "+string(bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
	}
	return left
}
