package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// TestMain lets the test binary be the lodestone command, as go test built it,
// with a home of its own.
func TestMain(m *testing.M) {
	if code, done := kernel.MultiCall(os.Args); done {
		os.Exit(code)
	}
	if os.Getenv(commandEnv) != "" {
		os.Unsetenv(commandEnv)
		main()
	}
	home, err := os.MkdirTemp("", "lodestone-command-")
	if err != nil {
		panic(err)
	}
	if err := os.Chmod(home, 0o755); err != nil { // root gives up its rights in a sandbox
		panic(err)
	}
	os.Setenv(kernel.HomeEnv, home)
	os.Setenv(kernel.JupyterEnv, filepath.Join(home, "jupyter"))
	code := m.Run()
	os.RemoveAll(home)
	os.Exit(code)
}

// commandEnv makes the test binary behave as the command.
const commandEnv = "LODESTONE_TEST_COMMAND"

// call runs the command in this process.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = execute(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func expect(t *testing.T, wantCode int, args []string, wants ...string) {
	t.Helper()
	code, stdout, stderr := call(t, args...)
	if code != wantCode {
		t.Errorf("%v: exit code %d, want %d\n%s%s", args, code, wantCode, stdout, stderr)
	}
	for _, want := range wants {
		if !strings.Contains(stdout+stderr, want) {
			t.Errorf("%v: lacks %q\n%s%s", args, want, stdout, stderr)
		}
	}
}

func TestWrongCalls(t *testing.T) {
	expect(t, 2, []string{"frobnicate"}, `unknown command "frobnicate"`, "lodestone -h shows")
	expect(t, 2, []string{"-frobnicate"}, "-frobnicate")
	expect(t, 2, []string{"run"}, "requires at least 1 arg(s)")
	expect(t, 2, []string{"run", "x.ipynb", "-p", "years"}, "-p years is not name=value")
	expect(t, 2, []string{"run", "x.ipynb", "-p", "a=1", "-p", "a=2"}, "-p a is given twice")
	expect(t, 2, []string{"run", "x.ipynb", "-p", "a=1", "-in-place"}, "would change the notebook's own constants")
	expect(t, 2, []string{"run", "x.ipynb", "-only", "7-5"}, `"7-5" is no number of a cell`)
	expect(t, 2, []string{"run", "x.ipynb", "-memory", "much"}, "no amount of memory")
	expect(t, 2, []string{"run", "x.ipynb", "y.ipynb", "-from", "2"}, "choose cells of one notebook")
	expect(t, 2, []string{"run", "x.ipynb", "d/x.ipynb"}, "x.ipynb and d/x.ipynb would be one file")
	expect(t, 2, []string{"run", "x.ipynb", "-parallel", "0"}, "at least one notebook")
	expect(t, 2, []string{"run", "x.ipynb", "-timeout", "soon"}, `invalid argument "soon"`)
	expect(t, 2, []string{"run", "x.ipynb", "-in-place", "-o", "y"}, "exclude each other")
	expect(t, 2, []string{"install", "here"}, `lodestone install takes no argument, and was given "here"`)
	expect(t, 2, []string{"pathwy"}, `unknown command "pathwy" for "lodestone" (did you mean "pathway"?)`)
	expect(t, 2, []string{"data", "lst"}, `did you mean "list"?`, "lodestone data -h shows")
	expect(t, 2, []string{"lab", "-prepar"}, `lodestone lab has no flag -prepar (did you mean "prepare"?)`)
	expect(t, 2, []string{"lab", "--pinnd=true"}, `lodestone lab has no flag -pinnd (did you mean "pinned"?)`)
	expect(t, 2, []string{"pathway", "NZE"}, `the scenario is given by its flag: lodestone pathway -scenario NZE`)
	expect(t, 2, []string{"pathway", "-scenario", "STEPSS"}, `(did you mean "STEPS"?)`)
	expect(t, 2, []string{"new"}, "it is called as lodestone new NAME")
	expect(t, 1, []string{"run", "../../notebooks/01.ipynb"}, "did you mean ../../notebooks/01-mineral-demand.ipynb?")
}

func TestEveryCommandHasAnExample(t *testing.T) {
	root := (&app{}).rootCommand()
	for _, cmd := range everyCommand(root) {
		if cmd.Example == "" || cmd.Short == "" || cmd.Long == "" {
			t.Errorf("%s lacks an example or a description", cmd.CommandPath())
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		expect(t, 0, append(path, "-h"), "Examples:", "lodestone")
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	code, stdout, stderr := call(t, "run", "../testdata/good.ipynb", "-o", dir, "-json")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	var result ran
	if err := json.Unmarshal([]byte(stdout), &result); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	if want := filepath.Join(dir, "good.ipynb"); !result.OK || result.Notebook != want {
		t.Errorf("%+v, want notebook %s", result, want)
	}
	if nb, err := kernel.ReadNotebook(result.Notebook); err != nil || nb.Bundle("mean") == nil {
		t.Errorf("the executed notebook has no bundle mean: %v", err)
	}
	page, err := os.ReadFile(result.Report)
	if err != nil || !bytes.Contains(page, []byte("A notebook that works")) || !bytes.Contains(page, []byte("executed by Lodestone")) {
		t.Errorf("the report at %q: %v", result.Report, err)
	}
	if !strings.Contains(stderr, "[3/3]") {
		t.Errorf("no progress: %s", stderr)
	}
}

func TestRunFails(t *testing.T) {
	dir := t.TempDir()
	code, stdout, stderr := call(t, "run", "../testdata/exit.ipynb", "-o", dir, "-json")
	if code != 1 || !strings.Contains(stderr, "cell 2 [2] line 3: the cell's program ended with exit status 3") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	var failure struct {
		OK    bool
		Fault kernel.Fault
	}
	if err := json.Unmarshal([]byte(stdout), &failure); err != nil || failure.OK || failure.Fault.Kind != kernel.Exit {
		t.Errorf("%v: %s", err, stdout)
	}
	if nb, err := kernel.ReadNotebook(filepath.Join(dir, "exit.ipynb")); err != nil || nb.Cells[0].Outputs[0].Text != "before\n" {
		t.Errorf("outputs before the failure: %v", err)
	}
	expect(t, 1, []string{"run", "nowhere.ipynb"}, "nowhere.ipynb: no such file")
	expect(t, 1, []string{"run", "../testdata/loop.ipynb", "-o", dir, "-timeout", "2s"}, "ran past its limit of 2s")
}

func TestNewRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my-experiment.ipynb")
	expect(t, 0, []string{"new", strings.TrimSuffix(path, ".ipynb")}, "run it")
	expect(t, 1, []string{"new", path}, "is there already; choose another name")
	expect(t, 0, []string{"run", path, "-in-place"}, "notebook  ")
	nb, err := kernel.ReadNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Bundle("demand")["text/plain"]; got != "demand = 10 t" {
		t.Errorf("the skeleton shows %q", got)
	}
}

func TestHeadlineIsPrinted(t *testing.T) {
	in := filepath.Join(t.TempDir(), "n.ipynb")
	nb := skeleton("n")
	cell := &nb.Cells[len(nb.Cells)-2]
	cell.Source = strings.Replace(cell.Source, `"demand", demand`, `"headline", demand`, 1)
	if err := kernel.WriteNotebook(in, nb); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := call(t, "run", in, "-o", t.TempDir())
	if code != 0 || !strings.HasPrefix(stdout, "headline = 10 t\n\nnotebook  ") {
		t.Errorf("exit code %d:\n%s%s", code, stdout, stderr)
	}
}

func TestLabWithoutJupyter(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	expect(t, 1, []string{"lab"}, "JupyterLab needs Python 3.10 or newer", "apt install python3", "lodestone run NOTEBOOK")
	expect(t, 1, []string{"lab", "-python", "/nowhere/python3"}, "-python /nowhere/python3")
	expect(t, 2, []string{"lab", "nowhere.ipynb"}, "nowhere.ipynb: no such file", "lodestone new NAME")
	expect(t, 2, []string{"lab", "--", "--ip=0.0.0.0"}, "this machine alone", "ssh -L")
}

// Ctrl-C ends a run at once, with nothing written and no kernel left.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "run", "../testdata/loop.ipynb", "-o", dir)
	cmd.Env = append(os.Environ(), commandEnv+"=1", "TMPDIR="+dir)
	progress, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	for b := make([]byte, 256); !strings.Contains(said.String(), "[1/2]"); {
		n, err := progress.Read(b)
		said.Write(b[:n])
		if err != nil {
			t.Fatalf("%v after %s", err, &said)
		}
	}
	cmd.Process.Signal(syscall.SIGINT)
	said.ReadFrom(progress)
	cmd.Wait()
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(said.String(), "interrupted; nothing was written") ||
		!strings.Contains(said.String(), "the same call with -resume goes on") {
		t.Errorf("%s: %s", cmd.ProcessState, &said)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestData(t *testing.T) {
	expect(t, 0, []string{"data", "list"}, "minerals", "Sources")
	expect(t, 0, []string{"data", "show", "minerals", "-where", "mineral=lithium", "-limit", "1"}, "lithium", "more rows")
	expect(t, 2, []string{"data", "show", "mineral"}, `no table "mineral"`, "minerals")
	expect(t, 2, []string{"data", "show", "minerals", "-where", "lithium"}, "is not AXIS=LABEL")
	expect(t, 2, []string{"data", "shwo"}, `unknown command "shwo"`)
	_, stdout, _ := call(t, "data", "show", "minerals", "-json")
	var table struct {
		Total int
		Rows  []any
	}
	if err := json.Unmarshal([]byte(stdout), &table); err != nil || table.Total == 0 || len(table.Rows) != table.Total {
		t.Errorf("%v: %d of %d rows", err, len(table.Rows), table.Total)
	}
}
