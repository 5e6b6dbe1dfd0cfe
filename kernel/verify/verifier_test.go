package verify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/verify"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// store writes the executed notebook, changed, into a folder.
func store(t *testing.T, dir, name string, change func(nb *kernel.Notebook)) string {
	t.Helper()
	nb := executed(t, every).Clone()
	nb.Metadata = maps.Clone(nb.Metadata)
	change(nb)
	path := filepath.Join(dir, name)
	if err := kernel.WriteNotebook(path, nb); err != nil {
		t.Fatal(err)
	}
	return path
}

// Copies of one notebook, altered and edited ones included, share one run; the
// one whose cells no longer run is found by its seal.
func TestCopiesShareOneRun(t *testing.T) {
	dir := t.TempDir()
	paths := []string{
		store(t, dir, "edited.ipynb", func(nb *kernel.Notebook) { nb.Cells[3].Source += "\nnot Go" }),
		store(t, dir, "good.ipynb", func(*kernel.Notebook) {}),
		store(t, dir, "altered.ipynb", func(nb *kernel.Notebook) { nb.Cells[3].Outputs[0].Text = "lithium 4 kt\n" }),
		filepath.Join(dir, "broken.ipynb"),
	}
	if err := os.WriteFile(paths[3], []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	var progress bytes.Buffer
	v := verify.Verifier{Run: kernel.RunSettings{Install: install(t), Progress: &progress}, Renderer: charts.Renderer}
	out, err := v.Files(t.Context(), paths...)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []verify.State{verify.Differs, verify.Agrees, verify.Differs, verify.Differs} {
		if out[i].State != want || out[i].Notebook != paths[i] {
			t.Errorf("%s: %s, want %s\n%v", out[i].Notebook, out[i].State, want, out[i].Findings())
		}
	}
	if n := strings.Count(progress.String(), "running it again"); n != 1 {
		t.Errorf("%d runs:\n%s", n, &progress)
	}
	if _, err := v.Files(t.Context(), filepath.Join(dir, "nowhere.ipynb")); err == nil {
		t.Error("a file that is not there passes")
	}
}

// Notebooks that run at once are judged as one by one, in the order of the call,
// and an error of the call ends all.
func TestParallel(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for i, more := range []string{"", "\nfmt.Println(1)", "\npanic(2)", ""} {
		paths = append(paths, store(t, dir, fmt.Sprintf("%d.ipynb", i), func(nb *kernel.Notebook) {
			nb.Cells = nb.Cells[2:4]
			nb.Cells[1].Source += more
			nb.Cells[1].Count = 1
			delete(nb.Metadata, "lodestone") // or the run it came from would be looked for
		}))
	}
	told := map[string]*bytes.Buffer{}
	for _, p := range paths {
		told[p] = &bytes.Buffer{}
	}
	v := verify.Verifier{Run: kernel.RunSettings{Install: install(t)}, Renderer: charts.Renderer, Parallel: 3,
		Progress: func(path string) io.Writer { return told[path] }}
	out, err := v.Files(t.Context(), paths...)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []verify.State{verify.Agrees, verify.Differs, verify.Differs, verify.Agrees} {
		runs := strings.Count(told[paths[i]].String(), "running it again")
		if out[i].Notebook != paths[i] || (out[i].State == verify.Differs) != (want == verify.Differs) || runs != map[bool]int{true: 1}[i < 3] {
			t.Errorf("%s: %s after %d runs, want %s\n%v", out[i].Notebook, out[i].State, runs, want, out[i].Findings())
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := v.Files(ended, paths...); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended call says %v", err)
	}
}

// Accept writes the fresh outputs, and then the notebook agrees; a notebook
// whose cells fail is left as it is.
func TestAccept(t *testing.T) {
	dir := t.TempDir()
	path := store(t, dir, "n.ipynb", func(nb *kernel.Notebook) {
		nb.Cells = nb.Cells[2:4]
		nb.Cells[1].Source += "\nfmt.Println(\"more\")"
	})
	v := verify.Verifier{Run: kernel.RunSettings{Install: install(t)}, Accept: true}
	for _, want := range []bool{true, false} {
		out, err := v.Files(t.Context(), path)
		if err != nil || out[0].Accepted != want || (out[0].State == verify.Agrees) == want {
			t.Fatalf("%v: %+v", err, out)
		}
	}
	bad := store(t, dir, "bad.ipynb", func(nb *kernel.Notebook) { nb.Cells = nb.Cells[3:4]; nb.Cells[0].Source = "%%\npanic(1)" })
	before, _ := os.ReadFile(bad)
	out, err := v.Files(t.Context(), bad)
	if err != nil || out[0].Accepted || !strings.Contains(out[0].Problem, "panic: 1") {
		t.Errorf("%v: %+v", err, out)
	}
	if after, _ := os.ReadFile(bad); !bytes.Equal(before, after) {
		t.Error("a notebook that fails was written")
	}
}

func TestNeverRun(t *testing.T) {
	v := verify.Verifier{Run: kernel.RunSettings{Install: install(t)}}
	out, err := v.Files(t.Context(), every)
	if err != nil || out[0].State != verify.Differs || !strings.Contains(out[0].Problem, "was never run") {
		t.Errorf("%v: %+v", err, out)
	}
	s, err := verify.StatusOf(every, install(t))
	if err != nil || s.Fresh || s.Why[0] != "it was never run" {
		t.Errorf("%v: %+v", err, s)
	}
}

func TestStatus(t *testing.T) {
	dir := t.TempDir()
	expect := func(change func(nb *kernel.Notebook), want ...string) {
		t.Helper()
		s, err := verify.StatusOf(store(t, dir, "n.ipynb", change), install(t))
		if err != nil || s.Fresh != (len(want) == 0) || strings.Join(s.Why, "\n") != strings.Join(want, "\n") {
			t.Errorf("%v: %+v, want %q", err, s, want)
		}
	}
	expect(func(*kernel.Notebook) {})
	expect(func(nb *kernel.Notebook) { nb.Cells[3].Source += "\n" })
	expect(func(nb *kernel.Notebook) { nb.Cells[3].Source += "\nfmt.Println()" }, "cell 4: this cell was edited after the run")
	expect(func(nb *kernel.Notebook) {
		stamp := maps.Clone(nb.Metadata["lodestone"].(map[string]any))
		stamp["packages"] = maps.Clone(stamp["packages"].(map[string]any))
		stamp["packages"].(map[string]any)["notebooks/charts"] = "000000000000"
		nb.Metadata["lodestone"] = stamp
	}, "package notebooks/charts changed")
}

// Another machine, as far as one machine can play it: any number of processors,
// no fused multiply-add, another folder, home, time zone and locale. Outputs
// agree; where the class of processor or a variable differs, that is said.
// (Only amd64 can switch fused multiply-add off; elsewhere GODEBUG alone differs.)
func TestOtherMachines(t *testing.T) {
	goEnv := func(name string) string {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		return name + "=" + strings.TrimSpace(string(out))
	}
	elsewhere := []string{"GOMAXPROCS=2", "HOME=" + t.TempDir(), "TZ=Pacific/Chatham", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8",
		goEnv("GOCACHE"), goEnv("GOMODCACHE")}
	for _, c := range []struct {
		name, dir string
		env       []string
		state     verify.State
	}{
		{"elsewhere", t.TempDir(), elsewhere, verify.Agrees},
		{"another processor", ".", []string{"GOMAXPROCS=1", "GODEBUG=cpu.fma=off"}, verify.Stale},
	} {
		for _, path := range []string{every, flagship} {
			stored := executed(t, path)
			fresh := execute(t, path, kernel.RunSettings{Dir: c.dir, Env: c.env, NoCache: true})
			v := compare(stored, fresh)
			if v.State != c.state {
				t.Errorf("%s, %s: %s, want %s\n%v\n%v", path, c.name, v.State, c.state, v.Findings(), v.Stale)
			}
		}
	}
}
