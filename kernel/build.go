package kernel

import (
	"bytes"
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// useToolchain finds the Go toolchain that the module asks for (go itself may
// stand in for another one) and derives the key of the tools.
func (i *Installation) useToolchain(ctx context.Context) error {
	goCommand, err := exec.LookPath("go")
	if err != nil {
		return fmt.Errorf("the go command is not on PATH; install Go 1.26.5 or newer: %w", err)
	}
	out, err := runGo(ctx, goCommand, i.Root, os.Environ(), "env", "-json", "GOROOT", "GOVERSION")
	if err != nil {
		return err
	}
	var env struct{ GOROOT, GOVERSION string }
	if err := json.Unmarshal(out, &env); err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	i.GoRoot, i.GoVersion = env.GOROOT, env.GOVERSION
	h := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(i.Root, name))
		if err != nil {
			return err
		}
		h.Write(data)
	}
	fmt.Fprintln(h, env.GOVERSION)
	i.Key = hex.EncodeToString(h.Sum(nil))[:16]
	return nil
}

// buildTools builds the two programs behind a cell, unless this very pair is
// there.
func (i *Installation) buildTools(ctx context.Context, progress io.Writer) error {
	if !i.haveTools() {
		err := stage(progress, "building GoNB and goimports (once for each Go version)", func() error {
			return i.buildToolsInto(ctx, i.tools())
		})
		if err != nil {
			return err
		}
		pruneTools(filepath.Dir(i.tools()))
	}
	info, err := buildinfo.ReadFile(i.gonb())
	if err != nil {
		return err
	}
	i.GoNB = info.Main.Version
	return nil
}

func (i *Installation) haveTools() bool {
	return isFile(i.gonb()) && isFile(filepath.Join(i.tools(), "goimports"))
}

// pruneTools removes tools that nobody prepared a run with for a month: every
// change of go.mod leaves a set behind.
func pruneTools(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > 30*24*time.Hour {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// fetchModules makes sure that every module of go.mod is on this machine: cells
// have no network, and a build of some packages leaves the modules of others
// out.
func (i *Installation) fetchModules(ctx context.Context, progress io.Writer) error {
	err := stage(progress, "fetching the modules of go.mod", func() error {
		_, err := runGo(ctx, i.Go(), i.Root, i.buildEnv(), "mod", "download")
		return err
	})
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(progress, "lodestone: some modules are missing, and cells that need them will not compile: %v\n", err)
		return nil
	}
	return err
}

func (i *Installation) buildToolsInto(ctx context.Context, dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "building-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	_, err = runGo(ctx, i.Go(), i.Root, i.buildEnv(), "build", "-o", tmp+string(os.PathSeparator),
		"github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports")
	if err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil { // others may use an installation under a prefix
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}

// importable is the template for go list that names the packages a cell can
// import.
const importable = `{{if and .GoFiles (ne .Name "main") (not .Error) (not .DepsErrors)}}{{.ImportPath}}{{end}}`

// warm compiles the packages of the module as cells will, so that the first
// cell of the first notebook need not. A package that does not compile is told
// of and does not matter: cells that do not import it run.
func (i *Installation) warm(ctx context.Context, progress io.Writer) error {
	env := append(i.buildEnv(), "GOPROXY=off")
	out, err := runGo(ctx, i.Go(), i.Root, env, "list", "-e", "-f", importable, "./...")
	if err != nil {
		return err
	}
	packages := slices.DeleteFunc(strings.Fields(string(out)), func(p string) bool {
		return strings.Contains(p+"/", "/internal/")
	})
	return stage(progress, "compiling what cells import", func() error {
		_, err := runGo(ctx, i.Go(), i.Root, env, append([]string{"build"}, packages...)...)
		if err != nil && ctx.Err() == nil {
			fmt.Fprintf(progress, "lodestone: not everything compiles, and cells cannot import what does not: %v\n", err)
			return nil
		}
		return err
	})
}

// buildEnv is the environment for building in the module's folder what runs on
// any machine: no C compiler, no workspace of the user's.
func (i *Installation) buildEnv() []string {
	env := cellFlags(os.Environ())
	return setEnv(env, "GOWORK", "off")
}

// runGo runs the go command in dir and returns its output. Ended early, it
// takes its compilers along.
func runGo(ctx context.Context, goCommand, dir string, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, goCommand, args...)
	cmd.Dir, cmd.Env = dir, env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil {
		return stdout.Bytes(), nil
	}
	text := strings.TrimSpace(stderr.String())
	err = fmt.Errorf("go %s: %w\n%s", args[0], err, firstLines(text, 10))
	if strings.Contains(text, "dial tcp") || strings.Contains(text, "module lookup disabled by GOPROXY=off") {
		err = fmt.Errorf("%w\nthe modules are not on this machine yet: run `go mod download` once with a network", err)
	}
	return nil, err
}

// firstLines cuts a text that repeats itself.
func firstLines(text string, n int) string {
	lines := strings.Split(text, "\n")
	if len(lines) <= n {
		return text
	}
	return strings.Join(lines[:n], "\n") + fmt.Sprintf("\n... and %d more lines", len(lines)-n)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// copyFile copies a file, unless the same bytes are there.
func copyFile(to, from string, mode os.FileMode) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(to); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return writeFile(to, data, mode)
}
