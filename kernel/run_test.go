package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/kernel/display"
)

func TestRunGood(t *testing.T) {
	inst, y := installed(t), newYard(t)
	out := filepath.Join(t.TempDir(), "out", "good.ipynb")
	var progress bytes.Buffer
	nb, err := RunFile(t.Context(), "testdata/good.ipynb", out,
		&RunSettings{Install: inst, Progress: &progress, Env: []string{y.mark}})
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Cells[2].Outputs; len(got) != 1 || got[0].Text != "printed 3\n" {
		t.Errorf("cell 3 shows %+v", got)
	}
	shown := nb.Cells[3].Outputs
	if len(shown) != 4 || shown[0].Text != "before\n" || shown[3].Text != "a note\n" {
		t.Fatalf("cell 4 shows %+v", shown)
	}
	for i, id := range []string{"mean", "share"} {
		p, err := display.Decode(json.RawMessage(shown[1+i].Data[display.MIMEPayload]))
		if err != nil || p.ID != id {
			t.Errorf("bundle %d is %q (%v), want %q", i+1, p.ID, err, id)
		}
	}
	if !strings.HasPrefix(progress.String(), "[1/3]") || strings.Count(progress.String(), "\n") != 3 {
		t.Errorf("progress:\n%s", &progress)
	}
	stamp := nb.Metadata["lodestone"].(map[string]any)
	if stamp["gonb"] != "v0.11.4" || stamp["go"] != inst.GoVersion || stamp["version"] != Version {
		t.Errorf("stamp %v", stamp)
	}
	y.expectClean(t)
}

// Running what was run changes no byte, so that a notebook's history shows
// only what its author changed.
func TestRunAgainSameBytes(t *testing.T) {
	inst := installed(t)
	dir := t.TempDir()
	once, twice := filepath.Join(dir, "once.ipynb"), filepath.Join(dir, "twice.ipynb")
	settings := &RunSettings{Install: inst, Dir: "testdata"}
	if _, err := RunFile(t.Context(), "testdata/good.ipynb", once, settings); err != nil {
		t.Fatal(err)
	}
	if _, err := RunFile(t.Context(), once, twice, settings); err != nil {
		t.Fatal(err)
	}
	a, _ := os.ReadFile(once)
	b, _ := os.ReadFile(twice)
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Error(diff)
	}
}

func TestRunNumbersCellsAndClearsOutputs(t *testing.T) {
	nb := code("x := 1 // not run: replaced below", "", "%%\nfmt.Println(2)")
	nb.Cells[0] = Cell{Type: MarkdownCell, Source: "# prose"}
	nb.Cells[1].Outputs = []Output{{Type: StreamOutput, Name: "stdout", Text: "old"}}
	nb.Minor = 4
	done, err := Run(t.Context(), nb, &RunSettings{Install: installed(t)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 0, 1} {
		if c := done.Cells[i]; c.Count != want || c.ID == "" {
			t.Errorf("cell %d: count %d, id %q", i+1, c.Count, c.ID)
		}
	}
	if done.Minor != 5 || done.Cells[1].Outputs != nil || done.Cells[2].Outputs[0].Text != "2\n" {
		t.Errorf("%+v", done)
	}
	if nb.Cells[1].Outputs[0].Text != "old" || nb.Cells[2].Count != 0 {
		t.Error("Run changed the notebook it was given")
	}
}

// Cells see no proxy, no workspace and no flags of the user's that they could
// not be built with.
func TestRunInAHostileEnvironment(t *testing.T) {
	inst := installed(t)
	for name, value := range map[string]string{
		"HOME": t.TempDir(), "GOWORK": "off", "GO111MODULE": "off", "GOPROXY": "https://proxy.invalid",
		"GOFLAGS": "-mod=mod -trimpath", "GOMODCACHE": goEnv(t, "GOMODCACHE"), "GOCACHE": goEnv(t, "GOCACHE"),
	} {
		t.Setenv(name, value)
	}
	if _, err := RunFile(t.Context(), "testdata/good.ipynb", filepath.Join(t.TempDir(), "o.ipynb"), &RunSettings{Install: inst}); err != nil {
		t.Fatal(err)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := runGo(t.Context(), "go", ".", os.Environ(), "env", name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// A cancelled run returns at once, writes nothing and leaves nothing, whether
// the cell runs or is still being compiled.
func TestRunCancelled(t *testing.T) {
	inst, y := installed(t), newYard(t)
	for _, cell := range []string{"%%\ntime.Sleep(time.Hour)", "!sleep 1000"} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(400*time.Millisecond, cancel)
		out := filepath.Join(t.TempDir(), "out.ipynb")
		in := filepath.Join(t.TempDir(), "in.ipynb")
		if err := WriteNotebook(in, code(cell)); err != nil {
			t.Fatal(err)
		}
		_, err := RunFile(ctx, in, out, &RunSettings{Install: inst, Env: []string{y.mark}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", cell, err)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%q: a cancelled run wrote its output", cell)
		}
	}
	y.expectClean(t)
}

// A process that a cell leaves in the background, out of its group, ends with
// the kernel; a launcher that a cell kills is missed and swept up after.
func TestRunStrays(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells which processes carry a kernel's mark")
	}
	inst, y := installed(t), newYard(t)
	settings := &RunSettings{Install: inst, Env: []string{y.mark}}
	if _, err := Run(t.Context(), code("!setsid sleep 1000 >/dev/null 2>&1 &"), settings); err != nil {
		t.Error(err)
	}
	y.expectClean(t)
	_, err := Run(t.Context(), code("!kill -9 $(cut -d' ' -f4 /proc/$PPID/stat); sleep 1000"), settings)
	var f *Fault
	if !errors.As(err, &f) || f.Kind != Killed || f.Message != "the kernel was ended: the kernel's launcher was ended: signal: killed" {
		t.Errorf("the launcher killed: %v", err)
	}
	y.expectClean(t)
}

// Kernels that run at the same time do not meet.
func TestRunInParallel(t *testing.T) {
	inst := installed(t)
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			nb, err := Run(t.Context(), code(fmt.Sprintf("%%%%\nfmt.Println(%d)", i)), &RunSettings{Install: inst})
			if err != nil {
				t.Error(err)
			} else if got := nb.Cells[0].Outputs[0].Text; got != fmt.Sprintln(i) {
				t.Errorf("kernel %d printed %q", i, got)
			}
		})
	}
	group.Wait()
}

func TestRunNeedsAnInstallation(t *testing.T) {
	t.Setenv(HomeEnv, t.TempDir())
	_, err := Run(t.Context(), code("%%"), nil)
	if err == nil || !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "lodestone install") {
		t.Error(err)
	}
}

func TestRunTooLongTemporaryPath(t *testing.T) {
	inst := installed(t)
	long := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	if err := os.MkdirAll(long, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", long)
	_, err := Run(t.Context(), code("%%"), &RunSettings{Install: inst})
	if err == nil || !strings.Contains(err.Error(), "set TMPDIR to a shorter one") {
		t.Error(err)
	}
}
