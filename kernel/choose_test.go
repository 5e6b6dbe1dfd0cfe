package kernel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// traced is a notebook of four cells, each of which says in a file that it
// ran.
func traced(t *testing.T) (nb *Notebook, ran func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace")
	mark := func(s string) string {
		return fmt.Sprintf("%%%%\nf, _ := os.OpenFile(%q, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)\nf.WriteString(%q)\nfmt.Println(label, %q)", path, s, s)
	}
	nb = code("const label = \"cell\"\n"+mark("a"), "func twice(s string) string { return s + s }\n"+mark("b"),
		mark("c"), "!echo d >> "+path, "%%\nfmt.Println(twice(label))")
	return nb, func() string {
		b, _ := os.ReadFile(path)
		os.Remove(path)
		return strings.ReplaceAll(string(b), "\n", "")
	}
}

// texts lists what each cell printed to standard output.
func printed(nb *Notebook) []string {
	var out []string
	for _, c := range nb.Cells {
		text := ""
		for _, o := range c.Outputs {
			if o.Name == "stdout" {
				text += o.Text
			}
		}
		out = append(out, strings.TrimSpace(text))
	}
	return out
}

func TestRunChosenCells(t *testing.T) {
	inst := installed(t)
	nb, ran := traced(t)
	full, err := Run(t.Context(), nb, &RunSettings{Install: inst})
	if err != nil {
		t.Fatal(err)
	}
	if got := ran(); got != "abcd" {
		t.Fatalf("a full run ran %s", got)
	}
	for _, c := range []struct {
		name string
		s    RunSettings
		ran  string
		kept []int
	}{
		{"only", RunSettings{Only: []int{3, 1}}, "ac", []int{2, 4, 5}},
		{"only the last", RunSettings{Only: []int{5}}, "", []int{1, 2, 3, 4}},
		{"from", RunSettings{From: 3}, "cd", []int{1, 2}},
		{"from the first", RunSettings{From: 1}, "abcd", nil},
	} {
		c.s.Install = inst
		got, err := Run(t.Context(), full, &c.s)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if r := ran(); r != c.ran {
			t.Errorf("%s: ran %q, want %q", c.name, r, c.ran)
		}
		if diff := cmp.Diff(printed(full), printed(got)); diff != "" {
			t.Errorf("%s: outputs: %s", c.name, diff)
		}
		for i, cell := range got.Cells {
			if cell.Count != i+1 {
				t.Errorf("%s: cell %d has count %d", c.name, i+1, cell.Count)
			}
		}
		s, _ := ReadStamp(got)
		if diff := cmp.Diff(c.kept, s.Kept); diff != "" {
			t.Errorf("%s: kept %s", c.name, diff)
		}
		full, _ := ReadStamp(full)
		if left := s.Differences(full); (len(left) > 0) != (c.kept != nil) {
			t.Errorf("%s: the stamp says %q", c.name, left)
		}
	}
}

func TestRunChoiceRefused(t *testing.T) {
	inst := &Installation{}
	nb := code("%%", "", "%%")
	for _, c := range []struct {
		s    RunSettings
		want string
	}{
		{RunSettings{Only: []int{4}}, "there is no cell 4; the notebook has 3 cells"},
		{RunSettings{From: 9}, "there is no cell 9"},
		{RunSettings{Only: []int{2}}, "cell 2 has no code to run"},
		{RunSettings{Only: []int{1}, From: 2}, "not both"},
		{RunSettings{Only: []int{1}, Resume: true, State: "x"}, "choose no cells"},
		{RunSettings{Memory: 1 << 20}, "too little for the kernel itself"},
	} {
		c.s.Install = inst
		if _, err := Run(t.Context(), nb, &c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.s, err, c.want)
		}
	}
}

func TestRunWithParameters(t *testing.T) {
	nb := tagged("const years = 3\nconst name = \"a\"", "%%\nfmt.Println(name, 2*years)")
	got, err := Run(t.Context(), nb, &RunSettings{Install: installed(t), Parameters: map[string]string{"years": "21", "name": "it is"}})
	if err != nil {
		t.Fatal(err)
	}
	if p := printed(got); p[1] != "it is 42" {
		t.Errorf("printed %q", p)
	}
	s, _ := ReadStamp(got)
	if diff := cmp.Diff(map[string]string{"years": "21", "name": `"it is"`}, s.Values); diff != "" {
		t.Error(diff)
	}
	again, err := Run(t.Context(), got, &RunSettings{Install: installed(t)})
	if err != nil || cmp.Diff(got, again) != "" {
		t.Errorf("run again without values: %v\n%s", err, cmp.Diff(got, again))
	}
}

// A run that was ended goes on where it was: cells that finished are not run
// again, and the notebook is the same as if nothing had happened.
func TestResume(t *testing.T) {
	inst := installed(t)
	nb, ran := traced(t)
	want, err := Run(t.Context(), nb, &RunSettings{Install: inst})
	if err != nil {
		t.Fatal(err)
	}
	ran()
	state := t.TempDir()
	s := &RunSettings{Install: inst, Name: "n.ipynb", State: state}
	interrupt := func() {
		ctx, cancel := context.WithCancel(t.Context())
		s := *s
		s.Progress = writeFunc(func(b []byte) { // the third cell is done
			if bytes.HasPrefix(b, []byte("[3/5]")) {
				cancel()
			}
		})
		if _, err := Run(ctx, nb, &s); !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted: %v", err)
		}
		ran()
	}
	resume := func(nb *Notebook, wantRan string) *Notebook {
		t.Helper()
		s := *s
		s.Resume = true
		got, err := Run(t.Context(), nb, &s)
		if err != nil {
			t.Fatal(err)
		}
		if r := ran(); r != wantRan {
			t.Errorf("resumed, it ran %q, want %q", r, wantRan)
		}
		return got
	}
	interrupt()
	if diff := cmp.Diff(want, resume(nb, "d")); diff != "" {
		t.Errorf("resumed, the notebook differs: %s", diff)
	}
	resume(nb, "abcd") // a run that went well leaves nothing to resume

	interrupt()
	changed := nb.Clone()
	changed.Cells[1].Source += " // changed"
	resume(changed, "bcd")

	interrupt()
	s.Env = []string{"GODEBUG=madvdontneed=1"} // part of what cells rest on
	resume(nb, "abcd")
}

type writeFunc func([]byte)

func (f writeFunc) Write(b []byte) (int, error) { f(b); return len(b), nil }

// A journal of which the end was lost gives what came before.
func TestResumeFromATornJournal(t *testing.T) {
	inst, state := installed(t), t.TempDir()
	nb := code("%%\nfmt.Println(1)", "%%\nfmt.Println(2)", "%%\npanic(3)")
	s := &RunSettings{Install: inst, State: state}
	var f *Fault
	if _, err := Run(t.Context(), nb, s); !errors.As(err, &f) {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(state, "*.cells"))
	if len(files) != 1 {
		t.Fatalf("journals: %v", files)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	nb.Cells[2].Source = "%%\nfmt.Println(3)"
	for _, c := range []struct {
		bytes int
		kept  string
	}{{len(data), "2 cells"}, {len(data) - 1, "1 cells"}, {len(data) / 3, "0 cells"}, {0, "0 cells"}} {
		if err := os.WriteFile(files[0], data[:c.bytes], 0o600); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		got, err := Run(t.Context(), nb, &RunSettings{Install: inst, State: state, Resume: true, Progress: &said})
		if err != nil {
			t.Fatal(err)
		}
		if p := printed(got); p[0] != "1" || p[1] != "2" || p[2] != "3" || !strings.Contains(said.String(), c.kept) {
			t.Errorf("%d bytes left: printed %q; %s", c.bytes, p, &said)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(state, "*.cells")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestExpectedTimeIsTold(t *testing.T) {
	r := &runner{RunSettings: &RunSettings{}, nb: code("%%\na()", "%%\nb()", "%%\nc()"), duty: make([]duty, 3),
		journal: &journal{took: map[string]float64{}}}
	for i, seconds := range []float64{60, 2, 7} {
		r.journal.took[SealCell(r.nb.Cells[i])] = seconds
	}
	p := newPlan(r)
	var said bytes.Buffer
	for i, c := range r.nb.Cells {
		clock := p.clock(&said, i, c)
		clock.running()
		clock.done(true)
	}
	for _, want := range []string{"[1/3]     5s so far of about 60s  a()", "a()  (about 9s to go)", "b()  (about 7s to go)", "[3/3]     5s so far of about 7s  c()", "c()\n"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("lacks %q:\n%s", want, &said)
		}
	}
}

func TestOutputsAreCapped(t *testing.T) {
	var c collector
	for range 3 {
		c.stdout.add(strings.Repeat("é", 2<<20))
	}
	c.stderr.add(strings.Repeat("e", 30<<20))
	for i := range 3 {
		o := &Output{Type: DisplayOutput, Data: map[string]string{"text/plain": strings.Repeat("b", 4<<20)}}
		c.shown = append(c.shown, o)
		o.Metadata = Metadata{"n": i}
	}
	out := c.outputs()
	total := 0
	for _, o := range out[:len(out)-1] {
		total += len(o.Text) + o.size()
	}
	if total != maxOutput || len(out) != 4 || out[0].Text != strings.Repeat("é", 6<<20) {
		t.Errorf("%d outputs of %d bytes", len(out), total)
	}
	if want := "20 MB at most; 34.0 MB more were dropped"; !strings.Contains(out[3].Text, want) {
		t.Errorf("%q, want %q", out[3].Text, want)
	}
	if got := cut("aé", 2); got != "a" {
		t.Errorf("cut a character: %q", got)
	}
}

func TestMemoryLimit(t *testing.T) {
	if err := canGuard(MinMemory); err != nil {
		t.Skip(err)
	}
	inst, y := installed(t), newYard(t)
	for _, c := range []struct{ name, cell string }{
		{"at once", "%%\nb := make([]byte, 4<<30)\nfor i := range b { b[i] = 1 }\nfmt.Println(len(b))"},
		{"by little", "%%\nvar all [][]byte\nfor { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }\nfmt.Println(len(all))"},
		{"by many", "!for i in 1 2 3 4 5 6 7 8; do head -c 200000000 /dev/zero | tail & done; wait"},
	} {
		_, err := Run(t.Context(), code("%%\nfmt.Println(1)", c.cell), &RunSettings{Install: inst, Memory: 700 << 20,
			CellTimeout: time.Minute, Env: []string{y.mark}})
		var f *Fault
		if !errors.As(err, &f) || f.Kind != Memory || f.Cell != 2 {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	y.expectClean(t)
}
