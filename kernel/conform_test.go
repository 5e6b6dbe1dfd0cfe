package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pythonEnv names a Python that has jupyter_kernel_test, nbclient, nbconvert
// and nbval; python3 on PATH is asked where it is not set.
const pythonEnv = "LODESTONE_PYTHON"

// A jupyter is Python's side of Jupyter with our kernel installed.
type jupyter struct {
	python string
	env    []string
}

func withJupyter(t *testing.T, modules ...string) jupyter {
	t.Helper()
	python := os.Getenv(pythonEnv)
	if python == "" {
		python = "python3"
	}
	check := exec.Command(python, "-c", "import "+strings.Join(modules, ", "))
	if out, err := check.CombinedOutput(); err != nil {
		t.Skipf("%s lacks %s; set %s to a Python that has them: %v %s", python, strings.Join(modules, ", "), pythonEnv, err, firstLines(string(out), 1))
	}
	y := newYard(t)
	prefix := t.TempDir()
	inst, _, err := Install(t.Context(), &InstallSettings{Prefix: prefix})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { y.expectClean(t) })
	return jupyter{python, append(os.Environ(), y.mark, HomeEnv+"="+inst.Home, "HOME="+t.TempDir(), "IPYTHONDIR="+t.TempDir(),
		"JUPYTER_PATH="+filepath.Join(prefix, "share", "jupyter"), "GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"))}
}

func (j jupyter) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), j.python, args...)
	cmd.Env = j.env
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestConformsToJupytersKernelTest(t *testing.T) {
	j := withJupyter(t, "jupyter_kernel_test")
	said := j.run(t, "testdata/conformance/test_kernel.py")
	if !strings.Contains(said, "OK") || !strings.Contains(said, "Ran ") {
		t.Error(said)
	}
	t.Log(said)
}

// conforming lists the notebooks that other runners run: one, or with the tag
// robust and without -short all that are published.
func conforming(t *testing.T) []string {
	t.Helper()
	list := []string{"testdata/good.ipynb"}
	if robust && !testing.Short() {
		published, err := filepath.Glob("../notebooks/*.ipynb")
		if err != nil || len(published) == 0 {
			t.Fatal(published, err)
		}
		list = append(list, published...)
	}
	return list
}

// nbclient and nbconvert run our notebooks and get what we get.
func TestConformsToOtherRunners(t *testing.T) {
	j := withJupyter(t, "nbclient", "nbconvert")
	for _, in := range conforming(t) {
		nb, err := ReadNotebook(in)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := Run(t.Context(), nb, &RunSettings{Install: installed(t), Dir: filepath.Dir(in)})
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		j.run(t, "testdata/conformance/client.py", in, filepath.Join(dir, "client.ipynb"))
		j.run(t, "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=lodestone",
			"--ExecutePreprocessor.timeout=600", "--output-dir", dir, "--output", "convert.ipynb", in)
		for _, name := range []string{"client.ipynb", "convert.ipynb"} {
			theirs, err := ReadNotebook(filepath.Join(dir, name))
			if err != nil {
				t.Error(err)
				continue
			}
			if diff := cmp.Diff(shownBy(ours), shownBy(theirs)); diff != "" {
				t.Errorf("%s by %s: %s", in, name, diff)
			}
		}
		executed := filepath.Join(dir, "ours.ipynb")
		if err := WriteNotebook(executed, ours); err != nil {
			t.Fatal(err)
		}
		j.run(t, "-m", "nbconvert", "--to", "html", executed)
		if page, err := os.ReadFile(filepath.Join(dir, "ours.html")); err != nil || len(page) < 1000 {
			t.Errorf("%s as HTML: %d bytes, %v", in, len(page), err)
		}
	}
}

// shownBy is what cells show, in the order that races cannot change.
func shownBy(nb *Notebook) [][]string {
	var all [][]string
	for _, c := range nb.Cells {
		stdout, shown := "", []string{}
		for _, o := range c.Outputs {
			switch {
			case o.Name == "stdout":
				stdout += o.Text
			case o.Data != nil:
				shown = append(shown, o.Data["text/plain"]+o.Data["text/html"])
			}
		}
		all = append(all, append([]string{stdout}, shown...))
	}
	return all
}

// nbval runs what we executed and agrees.
func TestConformsToNbval(t *testing.T) {
	j := withJupyter(t, "nbval", "pytest")
	for _, in := range conforming(t) {
		out := filepath.Join(t.TempDir(), filepath.Base(in))
		if _, err := RunFile(t.Context(), in, out, &RunSettings{Install: installed(t), Dir: filepath.Dir(in)}); err != nil {
			t.Fatal(err)
		}
		said := j.run(t, "-m", "pytest", "--nbval", "--nbval-cell-timeout", "600", "--rootdir", filepath.Dir(out), "-p", "no:cacheprovider", "-q", out)
		if !strings.Contains(said, " passed") || strings.Contains(said, "failed") {
			t.Error(said)
		}
	}
}
