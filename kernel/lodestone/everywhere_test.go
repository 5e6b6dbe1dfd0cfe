//go:build robust

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// The published notebooks agree wherever they are run: with one processor and
// two, in another zone of time and language, from another folder, under load,
// without a network and in the sandbox. Cached results are never used.
func TestPublishedNotebooksAgreeEverywhere(t *testing.T) {
	notebooks, err := filepath.Glob("../../notebooks/*.ipynb")
	if err != nil || len(notebooks) == 0 {
		t.Fatal(notebooks, err)
	}
	for i, path := range notebooks {
		if notebooks[i], err = filepath.Abs(path); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, 0, []string{"install"}, "kernelspec") // fetches and compiles while there is a network
	offline := []string{"bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--unshare-net", "--die-with-parent"}
	for _, c := range []struct {
		name   string
		before []string
		env    []string
		flags  []string
		copied bool // outside the clone
		load   int  // processes that do nothing, fast
	}{
		{name: "one processor, elsewhere in the world", env: []string{"GOMAXPROCS=1", "TZ=Pacific/Apia", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8"}},
		{name: "two processors, under load", env: []string{"GOMAXPROCS=2"}, load: 2 * runtime.NumCPU()},
		{name: "without a network, outside the clone", before: offline, copied: true},
		{name: "in the sandbox", flags: []string{"-isolate"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.before) > 0 || len(c.flags) > 0 {
				if err := kernel.IsolationError(t.Context()); err != nil {
					t.Skip(err)
				}
			}
			paths := notebooks
			if c.copied {
				paths = copies(t, notebooks)
			}
			keepBusy(t, c.load)
			started := time.Now()
			dir := t.TempDir()
			args := append(append([]string{os.Args[0], "verify", "-o", dir}, c.flags...), paths...)
			argv := append(append([]string{}, c.before...), args...)
			cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
			cmd.Dir = dir
			cmd.Env = append(append(os.Environ(), commandEnv+"=1"), c.env...)
			out, err := cmd.CombinedOutput()
			if err != nil || strings.Contains(string(out), "DIFFERS") {
				t.Errorf("%v\n%s", err, out)
			}
			worked := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() // of all that it started, too
			t.Logf("%d notebooks in %s, %s of a processor", len(paths), time.Since(started).Round(time.Second), worked.Round(time.Second))
		})
	}
}

// copies puts notebooks into a folder that is in no clone.
func copies(t *testing.T, notebooks []string) []string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "notebooks, elsewhere")
	var out []string
	for _, path := range notebooks {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(dir, filepath.Base(path))
		if err := kernel.WriteFile(copied, data, 0o644); err != nil {
			t.Fatal(err)
		}
		out = append(out, copied)
	}
	return out
}

// keepBusy keeps processors busy until the test ends.
func keepBusy(t *testing.T, n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	for range n {
		cmd := exec.CommandContext(ctx, "sh", "-c", "while :; do :; done")
		if err := cmd.Start(); err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() {
			cancel()
			cmd.Wait()
		})
	}
}
