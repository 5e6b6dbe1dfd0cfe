package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/kernel"
)

func TestReadCells(t *testing.T) {
	for text, want := range map[string][]int{"": nil, "3": {3}, "5-7,3,6": {3, 5, 6, 7}, " 1 , 2-2": {1, 2}} {
		if got, err := readCells(text); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"x", "0", "-3", "3-", "1,,2", "1-99999999999"} {
		if got, err := readCells(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestReadBytes(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "2GB": 2 << 30, "2gib": 2 << 30, "1.5g": 3 << 29, "800 MB": 800 << 20, "4096": 4096} {
		if got, err := readBytes(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"-1GB", "0", "NaN", "inf", "GB", "2XB", "1e30"} {
		if got, err := readBytes(text); err == nil {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

// Notebooks that run at once share the memory that is free; a sandbox's own
// bound holds beside that.
func TestMemoryOf(t *testing.T) {
	if n, err := memoryOf("2GB", 3, true); err != nil || n != 2<<30 {
		t.Errorf("what is said: %d, %v", n, err)
	}
	if n, err := memoryOf("", 1, false); err != nil || n != 0 {
		t.Errorf("one notebook: %d, %v", n, err)
	}
	if _, err := memoryOf("much", 2, false); err == nil || !strings.Contains(err.Error(), "-memory much") {
		t.Errorf("got %v", err)
	}
	free := kernel.FreeMemory()
	if free == 0 {
		t.Skip("this system does not say what is free")
	}
	for n := 2; n < 40; n *= 3 {
		open, err := memoryOf("", n, false)
		if err != nil || open < kernel.MinMemory || open > max(2*free/int64(n), kernel.MinMemory) { // others take and free memory meanwhile
			t.Errorf("%d of %d free bytes for each of %d, %v", open, free, n, err)
		}
		if closed, err := memoryOf("", n, true); err != nil || closed > kernel.IsolatedMemory {
			t.Errorf("%d in a sandbox, %v", closed, err)
		}
	}
}

// write puts a notebook of code cells into a folder.
func write(t *testing.T, path string, cells ...string) string {
	t.Helper()
	nb := &kernel.Notebook{Major: 4, Minor: 5}
	for _, c := range cells {
		nb.Cells = append(nb.Cells, kernel.Cell{Type: kernel.CodeCell, Source: c, Metadata: kernel.Metadata{"tags": []any{"parameters"}}})
	}
	if err := kernel.WriteNotebook(path, nb); err != nil {
		t.Fatal(err)
	}
	return path
}

// Several notebooks run at once; one that fails does not stop the others, and
// each has the value it was given.
func TestRunSeveral(t *testing.T) {
	dir := t.TempDir()
	a := write(t, filepath.Join(dir, "a.ipynb"), "const x = 1", "%%\nfmt.Println(x)")
	b := write(t, filepath.Join(dir, "b.ipynb"), "const x = 1", "%%\nif x == 3 { panic(x) }")
	code, stdout, stderr := call(t, "run", a, b, "-parallel", "2", "-memory", "2GB", "-p", "x=3", "-o", filepath.Join(dir, "o"), "-json")
	var result struct {
		OK        bool
		Notebooks []ran
	}
	if err := json.Unmarshal([]byte(stdout), &result); err != nil || code != 1 || result.OK || len(result.Notebooks) != 2 {
		t.Fatalf("exit code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	one, two := result.Notebooks[0], result.Notebooks[1]
	if !one.OK || one.Values["x"] != "3" || two.OK || two.Fault == nil || two.Fault.Cell != 2 {
		t.Errorf("%+v\n%+v", one, two)
	}
	if nb, err := kernel.ReadNotebook(one.Notebook); err != nil || nb.Cells[1].Outputs[0].Text != "3\n" {
		t.Errorf("%+v, %v", nb, err)
	}
	if !strings.Contains(stderr, "a [2/2]") || !strings.Contains(stderr, "b [2/2]") {
		t.Errorf("no names in the progress: %s", stderr)
	}
	expect(t, 1, []string{"run", a, "-p", "y=3", "-o", dir}, `no parameter "y"; there are x int`)
	expect(t, 1, []string{"run", b, "-p", "x=3", "-o", filepath.Join(dir, "o")}, "-resume goes on")
	expect(t, 0, []string{"run", b, "-resume", "-o", filepath.Join(dir, "o")}, "0 cells of an earlier run are kept")
}
