package lab

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/kernel"
)

// Pins are what the environment is made of, as pip writes them. What these need
// beside them pip chooses.
var Pins = []string{
	"jupyterlab==4.6.6",
	"jupyterlab_server==2.28.1",
	"jupyter_server==2.21.1",
	"jupyter_client==8.10.0",
	"jupyter_core==5.9.1",
	"nbconvert==7.17.2",
}

// Settings say what Prepare may use; the zero value of all but Install is
// sensible.
type Settings struct {
	Install  *kernel.Installation // where the environment is kept
	Python   string               // the Python that makes it; "" looks on PATH
	Pinned   bool                 // our own environment even where JupyterLab is on PATH
	NoGopls  bool                 // do not build gopls: no completion in cells
	Progress io.Writer            // told of work that takes a while; nil for silence
}

// A JupyterLab can be opened.
type JupyterLab struct {
	Jupyter string // the jupyter command
	Version string // of JupyterLab
	Own     bool   // it is the environment of this package
	Gopls   string // folder of the gopls that Prepare built; "" without

	home, static, root string
}

// Prepare finds JupyterLab 4 on PATH or makes an environment that has it, and
// builds gopls; with both in place it takes a second. An error says what is
// missing and how to get it.
func Prepare(ctx context.Context, s Settings) (*JupyterLab, error) {
	if s.Install == nil {
		return nil, errors.New("lab: Settings.Install is nil; kernel.Install gives it")
	}
	if s.Progress == nil {
		s.Progress = io.Discard
	}
	l := &JupyterLab{home: filepath.Join(s.Install.Home, "lab"), static: filepath.Dir(s.Install.ECharts()), root: s.Install.Root}
	if err := os.MkdirAll(l.home, 0o755); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	unlock, err := kernel.Lock(filepath.Join(l.home, "lock"), s.Progress)
	if err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	defer unlock()
	if err := l.prepare(ctx, s); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	return l, nil
}

// Check says at once, before anything is built, what Prepare would lack.
func Check(ctx context.Context, s Settings) error {
	home, err := kernel.DefaultHome()
	if err != nil {
		return err
	}
	if l := (&JupyterLab{}); !s.Pinned && l.onPath(ctx) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(environmentDir(filepath.Join(home, "lab")), completeFile)); err == nil {
		return nil
	}
	if _, err := findPython(ctx, s.Python); err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	return nil
}

// completeFile stands in an environment that is whole.
const completeFile = "complete"

// environmentDir names the environment by what is in it.
func environmentDir(home string) string {
	sum := sha256.Sum256([]byte(strings.Join(Pins, "\n")))
	return filepath.Join(home, "env-"+hex.EncodeToString(sum[:])[:12])
}

// prepare lets pip and the go command work at the same time.
func (l *JupyterLab) prepare(ctx context.Context, s Settings) (err error) {
	var both sync.WaitGroup
	if !s.NoGopls {
		both.Go(func() { l.Gopls = buildGopls(ctx, s) })
	}
	both.Go(func() {
		if s.Pinned || !l.onPath(ctx) {
			err = l.environment(ctx, s)
		}
	})
	both.Wait()
	return err
}

// onPath takes the user's own JupyterLab, if it is one that charts know.
func (l *JupyterLab) onPath(ctx context.Context) bool {
	jupyter, err := exec.LookPath("jupyter")
	if err != nil {
		return false
	}
	out, err := exec.CommandContext(ctx, jupyter, "lab", "--version").Output()
	version := strings.TrimSpace(string(out))
	if err != nil || !strings.HasPrefix(version, "4.") {
		return false
	}
	l.Jupyter, l.Version = jupyter, version
	return true
}

// environment takes our own, which it makes where it is not complete.
func (l *JupyterLab) environment(ctx context.Context, s Settings) error {
	dir := environmentDir(l.home)
	l.Own, l.Jupyter = true, filepath.Join(dir, "bin", "jupyter")
	_, l.Version, _ = strings.Cut(Pins[0], "==")
	complete := filepath.Join(dir, completeFile)
	if _, err := os.Stat(complete); err == nil {
		return nil
	}
	python, err := findPython(ctx, s.Python)
	if err != nil {
		return err
	}
	err = kernel.Stage(s.Progress, "making an environment with JupyterLab "+l.Version+" (once, about 250 MB)", func() error {
		return makeEnvironment(ctx, python, dir)
	})
	if err != nil {
		os.RemoveAll(dir)
		return err
	}
	return os.WriteFile(complete, []byte(strings.Join(Pins, "\n")+"\n"), 0o644)
}

// quiet keeps JupyterLab from asking the network for news and versions.
const quiet = `{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}` + "\n"

func makeEnvironment(ctx context.Context, python, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if out, err := run(ctx, exec.Command(python, "-m", "venv", dir)); err != nil {
		return fmt.Errorf("%s cannot make a virtual environment: %w\n%s\n%s", python, err, lastLines(out), noVenv)
	}
	pip := append([]string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check"}, Pins...)
	if out, err := run(ctx, exec.Command(filepath.Join(dir, "bin", "python"), pip...)); err != nil {
		return fmt.Errorf("pip cannot install JupyterLab: %w\n%s\n"+
			"pip needs its package index once (a proxy or mirror goes into pip's configuration); "+
			"or put a JupyterLab 4 of your own on PATH; or run notebooks without it: lodestone run NOTEBOOK", err, lastLines(out))
	}
	settings := filepath.Join(dir, "share", "jupyter", "lab", "settings")
	if err := os.MkdirAll(settings, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(settings, "overrides.json"), []byte(quiet), 0o644)
}

// run runs a command and returns what it said; when ctx ends, it ends with
// all that it started.
func run(ctx context.Context, cmd *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := kernel.RunGroup(ctx, cmd, 0)
	return said.Bytes(), err
}

// lastLines is the end of what a program said, where the reason stands.
func lastLines(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}
