package verify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/verify"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// TestMain lets the test binary be the kernel's launcher and go shim, as the
// lodestone command is.
func TestMain(m *testing.M) {
	if code, done := kernel.MultiCall(os.Args); done {
		os.Exit(code)
	}
	code := m.Run()
	if home != "" {
		os.RemoveAll(home)
	}
	os.Exit(code)
}

var (
	home      string
	installed = sync.OnceValues(func() (*kernel.Installation, error) {
		var err error
		if home, err = os.MkdirTemp("", "lodestone-verify-"); err != nil {
			return nil, err
		}
		return kernel.Prepare(context.Background(), &kernel.InstallSettings{Home: home})
	})
)

func install(t testing.TB) *kernel.Installation {
	t.Helper()
	inst, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	return inst
}

// The notebooks that are executed, each once: one with every kind of output,
// and the flagship.
const (
	every    = "testdata/every.ipynb"
	flagship = "../../notebooks/01-mineral-demand.ipynb"
)

var runs = struct {
	sync.Mutex
	done map[string]*kernel.Notebook
}{done: map[string]*kernel.Notebook{}}

// executed runs a notebook, once for all tests.
func executed(t testing.TB, path string) *kernel.Notebook {
	t.Helper()
	runs.Lock()
	defer runs.Unlock()
	if runs.done[path] == nil {
		runs.done[path] = execute(t, path, kernel.RunSettings{Dir: filepath.Dir(path), NoCache: true})
	}
	return runs.done[path]
}

func execute(t testing.TB, path string, s kernel.RunSettings) *kernel.Notebook {
	t.Helper()
	nb, err := kernel.ReadNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	s.Install, s.Name = install(t), path
	nb, err = kernel.Run(t.Context(), nb, &s)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func compare(stored, fresh *kernel.Notebook) verify.Verdict {
	return verify.Compare(stored, fresh, &verify.Options{Renderer: charts.Renderer})
}

// encode is the notebook as a file.
func encode(t testing.TB, nb *kernel.Notebook) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := nb.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open reads a notebook file as plain JSON.
func open(t testing.TB, file []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(file))
	d.UseNumber()
	var doc map[string]any
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc
}
