package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
)

// corrupt rewrites a notebook with one text replaced.
func corrupt(t *testing.T, path, old, new string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), old, new, 1)
	if changed == string(data) {
		t.Fatalf("%s holds no %s", path, old)
	}
	if err := kernel.WriteFile(path, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestVerify(t *testing.T) {
	dir := t.TempDir()
	nb := filepath.Join(dir, "good.ipynb")
	expect(t, 0, []string{"run", "../testdata/good.ipynb", "-o", dir})
	expect(t, 0, []string{"verify", nb, "-o", dir}, "AGREES", `value "mean"`)
	expect(t, 0, []string{"verify", nb, "-o", dir, "-cached"}, "AGREES", "cached results were allowed")

	corrupt(t, nb, `"go": "`, `"go": "newer `)
	expect(t, 0, []string{"verify", nb, "-o", dir}, "STALE: Go was newer go1.")
	expect(t, 1, []string{"verify", nb, "-o", dir, "-strict"}, "STALE: Go was newer go1.")
	expect(t, 0, []string{"status", nb}, "stale  ", "Go was newer go1.")

	corrupt(t, nb, "mean = 3 kt", "mean = 4 kt")
	expect(t, 1, []string{"verify", nb, "-o", dir}, "DIFFERS: 1 of 3 cells", "side by side", "is not what its values render to")
	page, err := os.ReadFile(filepath.Join(dir, "good.verify.html"))
	if err != nil || !strings.Contains(string(page), "mean = 4 kt") || !strings.Contains(string(page), "mean = 3 kt") {
		t.Errorf("the page: %v", err)
	}
	code, stdout, _ := call(t, "verify", nb, "-o", dir, "-json")
	var result struct {
		OK        bool
		Notebooks []verified
	}
	if err := json.Unmarshal([]byte(stdout), &result); code != 1 || err != nil || result.OK || result.Notebooks[0].State != "differs" || result.Notebooks[0].Page == "" {
		t.Errorf("exit code %d, %v: %s", code, err, stdout)
	}

	expect(t, 0, []string{"verify", nb, "-o", dir, "-accept"}, "accepted")
	expect(t, 0, []string{"verify", nb, "-o", dir, "-strict"}, "AGREES")
	expect(t, 0, []string{"status", nb}, "fresh  ")
}

func TestVerifyFails(t *testing.T) {
	dir := t.TempDir()
	expect(t, 1, []string{"run", "../testdata/exit.ipynb", "-o", dir})
	expect(t, 1, []string{"verify", filepath.Join(dir, "exit.ipynb"), "-o", dir}, "DIFFERS:", "ended with exit status 3")
	expect(t, 1, []string{"verify", "../testdata/good.ipynb", "-o", dir}, "was never run")
	expect(t, 1, []string{"verify", filepath.Join(dir, "nowhere.ipynb")}, "no such file")
	expect(t, 2, []string{"verify"}, "requires at least 1 arg")
}

func TestStatusListsTheNotebooks(t *testing.T) {
	code, stdout, stderr := call(t, "status", "-json")
	var result struct {
		OK        bool
		Notebooks []struct {
			Notebook string
			Fresh    bool
			Why      []string
		}
	}
	if err := json.Unmarshal([]byte(stdout), &result); code != 0 || err != nil || !result.OK {
		t.Fatalf("exit code %d, %v: %s%s", code, err, stdout, stderr)
	}
	for _, n := range result.Notebooks {
		if strings.HasSuffix(n.Notebook, "01-mineral-demand.ipynb") && n.Fresh == (len(n.Why) == 0) {
			return
		}
	}
	t.Errorf("the flagship is not listed: %s", stdout)
}

// A stranger's notebook runs in the sandbox or with a word about what it may
// do.
func TestVerifyStrangers(t *testing.T) {
	dir := t.TempDir()
	nb := write(t, filepath.Join(dir, "theirs", "paper.ipynb"), "%%\n_, err := os.Stat(\"../secret\")\nfmt.Println(err == nil)")
	if err := os.WriteFile(filepath.Join(dir, "secret"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, []string{"run", nb, "-in-place"}, "notebook  ")
	expect(t, 0, []string{"verify", nb, "-o", dir}, "AGREES", "runs the code of", "with your rights; -isolate")
	if err := kernel.IsolationError(t.Context()); err != nil {
		expect(t, 1, []string{"verify", nb, "-o", dir, "-isolate"}, "it cannot be isolated")
		t.Skip(err)
	}
	_, stdout, stderr := call(t, "verify", nb, "-o", dir, "-isolate")
	if !strings.Contains(stdout, `"true", fresh "false"`) && !strings.Contains(stdout, "DIFFERS") || strings.Contains(stderr, "with your rights") {
		t.Errorf("in the sandbox it saw the folder above its own:\n%s%s", stdout, stderr)
	}
	expect(t, 0, []string{"run", nb, "-isolate", "-o", filepath.Join(dir, "out")}, "notebook  ")
}
