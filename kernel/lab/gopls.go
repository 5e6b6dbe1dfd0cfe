package lab

import (
	"context"
	"errors"
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
	for name, text := range map[string]string{
		"main.go": "package main\n\n" + imports + "\nfunc main() {}\n",
		"go.mod":  "module cell\n\ngo 1.26\n",
		"go.work": "go 1.26.5\n\nuse (\n\t.\n\t" + fmt.Sprintf("%q", l.root) + "\n)\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("lab: %w", err)
		}
	}
	cmd := exec.Command(filepath.Join(l.Gopls, "gopls"), "check", "main.go")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=", "GOPROXY=off", "CGO_ENABLED=0")
	out, err := run(ctx, cmd)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if said := lastLines(out); err != nil || said != "" {
		return fmt.Errorf("lab: gopls cannot read the packages of %s: %s", l.root, errors.Join(err, errors.New(said)))
	}
	return nil
}
