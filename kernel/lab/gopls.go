package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/lodestone-model/lodestone/kernel"
)

// gopls answers Tab and Shift-Tab in cells. It is a program of its own, not of
// this module: its needs would move the module's pins.
const gopls = "golang.org/x/tools/gopls@v0.23.0"

// buildGopls returns the folder of gopls, built where it is not there. Without
// a network it stays out: cells run all the same, and the user is told.
func buildGopls(ctx context.Context, s Settings) string {
	dir := filepath.Join(s.Install.Home, "lab", "gopls-v0.23.0")
	if _, err := os.Stat(filepath.Join(dir, "gopls")); err == nil {
		return dir
	}
	err := kernel.Stage(s.Progress, "building gopls, for completion in cells (once)", func() error {
		return installGopls(ctx, s.Install.Go(), dir)
	})
	if err == nil {
		return dir
	}
	if ctx.Err() == nil {
		fmt.Fprintf(s.Progress, "lodestone: cells run without completion (Tab) and documentation (Shift-Tab): %v\n", err)
	}
	return ""
}

// installGopls builds beside the place and renames: half a gopls is none.
func installGopls(ctx context.Context, goCommand, dir string) error {
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "gopls-building-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	cmd := exec.Command(goCommand, "install", gopls)
	cmd.Dir = tmp
	cmd.Env = append(os.Environ(), "GOBIN="+tmp, "GOFLAGS=-ldflags=-s", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := run(ctx, cmd); err != nil {
		return fmt.Errorf("go install %s: %w\n%s", gopls, err, lastLines(out))
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}

// warmed are the packages that gopls reads ahead: those that most notebooks
// import, and what these rest on.
var warmed = []string{"cge/pathway/base", "datasets/quantity", "kernel/display", "notebooks/charts"}

// Warm has gopls read what cells import, in a program such as GoNB makes, and
// keep what it found on the disk, where the gopls of a kernel finds it. The
// first Tab then waits for GoNB alone. Without gopls there is nothing to do.
// Serve calls it in the background.
func (l *JupyterLab) Warm(ctx context.Context) error {
	if l.Gopls == "" {
		return nil
	}
	dir, err := os.MkdirTemp("", "lodestone-gopls-")
	if err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	defer os.RemoveAll(dir)
	imports := ""
	for _, p := range warmed {
		imports += fmt.Sprintf("import _ %q\n", kernel.Module+"/"+p)
	}
	text := "package main\n\n" + imports + "\nfunc main() {}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(text), 0o600); err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	said := ""
	for _, args := range [][]string{ // the go command knows which version the modules ask for
		{"go", "mod", "init", "cell"},
		{"go", "work", "init", ".", l.root},
		{filepath.Join(l.Gopls, "gopls"), "check", "main.go"}, // says nothing where nothing is wrong
	} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=", "GOPROXY=off", "CGO_ENABLED=0")
		out, err := run(ctx, cmd)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if said = lastLines(out); err != nil {
			return fmt.Errorf("lab: gopls cannot read the packages of %s: %w: %s", l.root, err, said)
		}
	}
	if said != "" {
		return fmt.Errorf("lab: gopls cannot read the packages of %s: %s", l.root, said)
	}
	return nil
}
