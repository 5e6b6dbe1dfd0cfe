package kernel

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Each story is a cell (or several) and what the error says of it.
func TestFaultsAreNamed(t *testing.T) {
	inst, y := installed(t), newYard(t)
	for _, c := range []struct {
		cells []string
		want  string
	}{
		{[]string{"%%\nfmt.Println(1\nx := 2"}, "cell 1 [1] line 2: missing ',' before newline"},
		{[]string{"func f( {\n}\n"}, "cell 1 [1] line 1: expected ')', found '{'"},
		{[]string{"x := 1"}, "cell 1 [1] line 1: "},
		{[]string{"func g() int {\n\treturn \"x\"\n}"}, `cell 1 [1] line 2: cannot use "x" (untyped string constant)`},
		{[]string{"import \"github.com/nosuch/module\"\n\n%%\nmodule.F()"},
			"cell 1 [1] line 1: no required module provides package github.com/nosuch/module (cells see the modules of the clone's go.mod"},
		{[]string{"%%\nlog.Fatal(\"no\")"}, "cell 1 [1] line 2: the cell's program ended with exit status 1"},
		{[]string{"%%\nif false { os.Exit(1) }\nos.Exit(2)"}, "cell 1 [1], near line 2: the cell's program ended with exit status 2"},
		{[]string{"%%\ngo func() {\n\tpanic(\"aside\")\n}()\nselect {}"}, "cell 1 [1] line 3: panic: aside"},
		{[]string{"%%\nch := make(chan int)\n<-ch"}, "cell 1 [1] line 3: fatal error: all goroutines are asleep - deadlock!"},
		{[]string{"func boom() int {\n\tpanic(\"at start\")\n}", "var v = boom()"}, "cell 2 [2], in what cell 1 line 2 defines: panic: at start"},
		{[]string{"import \"gonum.org/v1/gonum/mat\"\n%%\n\nm := mat.NewDense(2, 2, nil)\nm.At(5, 5)"}, "cell 1 [1] line 5: panic: mat: row index out of range"},
		{[]string{"%%\nsyscall.Kill(os.Getpid(), syscall.SIGKILL)"}, "cell 1 [1], near line 2: the cell's process was ended, signal: killed"},
		{[]string{"%foo bar"}, `cell 1 [1] line 1: "%foo" unknown or not implemented yet`},
		{[]string{"%%\nfmt.Println(1)", "// a comment\n!echo hi; false"}, "cell 2 [2] line 2: a command ended with exit status 1"},
		{[]string{"%%bash\necho hi\nexit 4"}, "cell 1 [1] line 1: a command ended with exit status 4"},
		{[]string{"%%\nfmt.Fprintln(os.Stderr, \"exit status 7\")"}, ""},
	} {
		_, err := Run(t.Context(), code(c.cells...), &RunSettings{Install: inst, Name: "story.ipynb", Env: []string{y.mark}})
		if c.want == "" {
			if err != nil {
				t.Errorf("%q fails with %v", c.cells, err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), "story.ipynb: "+c.want) {
			t.Errorf("%q\n got %v\nwant story.ipynb: %s", c.cells, err, c.want)
		}
	}
	y.expectClean(t)
}

// The five ways of failing that a runner must survive, ten times each: the
// error names cell and line, outputs up to the failure are written, and no
// process and no folder is left.
func TestFailingNotebooksLeaveNothing(t *testing.T) {
	long(t)
	inst, y := installed(t), newYard(t)
	limit, times := patience(t, inst), often(10)
	for _, c := range []struct {
		name string
		kind FaultKind
		want string
	}{
		{"panic", Panic, "cell 4 [3], in what cell 2 line 2 defines: panic: runtime error: index out of range [2] with length 2\n\treturn xs[2]"},
		{"exit", Exit, "cell 2 [2] line 3: the cell's program ended with exit status 3\n\tos.Exit(3)"},
		{"compile", Compile, "cell 3 [2] line 3: undefined: y\n\tfmt.Println(x, y)"},
		{"loop", Timeout, "cell 2 [2] line 2: the cell ran past its limit of LIMIT\n\tfor x := 1.0; x != 7; x = x/2 + 1 {"},
		{"killed", Killed, "cell 2 [2], near line 4: the kernel was ended: GoNB ended: signal: killed\n\tsyscall.Kill(os.Getppid(), syscall.SIGKILL)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := filepath.Join("testdata", c.name+".ipynb")
			out := filepath.Join(t.TempDir(), c.name+".ipynb")
			settings := &RunSettings{Install: inst, Env: []string{y.mark}}
			want := in + ": " + c.want
			if c.kind == Timeout {
				settings.CellTimeout = limit
				want = strings.Replace(want, "LIMIT", limit.String(), 1)
			}
			for range times {
				_, err := RunFile(t.Context(), in, out, settings)
				var f *Fault
				if !errors.As(err, &f) || f.Kind != c.kind || f.Error() != want && f.Error() != nearly(want, f) {
					t.Fatalf("\n got %v\nwant %s", err, want)
				}
				y.expectClean(t)
			}
			written, err := ReadNotebook(out)
			if err != nil {
				t.Fatal(err)
			}
			if !showsBefore(written) {
				t.Error("the outputs before the failure are not in the written notebook")
			}
		})
	}
}

// nearly is what the error says of a loop whose stack did not come, as may be
// on a busy machine: the same place, which its text gives away, and less
// certain.
func nearly(want string, f *Fault) string {
	if f.Kind != Timeout || f.Certain {
		return want
	}
	return strings.Replace(want, "] line ", "], near line ", 1)
}

// patience is a time limit that no healthy cell reaches on this machine as
// busy as it is now: a second, and five times what a small notebook takes.
func patience(t *testing.T, inst *Installation) time.Duration {
	t.Helper()
	started := time.Now()
	if _, err := Run(t.Context(), code("%%\nfmt.Println(1)"), &RunSettings{Install: inst}); err != nil {
		t.Fatal(err)
	}
	return (time.Second + 5*time.Since(started)).Round(100 * time.Millisecond)
}

func showsBefore(nb *Notebook) bool {
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if o.Text == "before\n" {
				return true
			}
		}
	}
	return false
}

// Go prints a trace in pieces, and GoNB cannot place a line whose number came
// late; the program's own text then finds it.
func TestLocateUnplacedTrace(t *testing.T) {
	l := &locator{
		nb:      code("func f(xs []int) int {\n\treturn xs[7]\n}", "%%\nf(nil)"),
		ran:     []int{-1, 0, 1},
		program: "package main\n\nfunc f(xs []int) int {\n\treturn xs[7]\n}\n\nfunc main() {\n\tflag.Parse()\nf(nil)\n}\n",
	}
	const trace = "panic: oops\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/tmp/x/gonb_1/main.go:4 +0x1\nmain.main()\n\t [[ Cell [2] Line 2 ]] /tmp/x/gonb_1/main.go:9\n"
	if at, ok := l.locate(Panic, reply{}, trace); !ok || at != (Position{Cell: 1, Line: 2}) {
		t.Errorf("located at %+v, %v", at, ok)
	}
}
