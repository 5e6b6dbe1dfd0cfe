package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// InstallSettings say where an installation goes; the zero value is the
// user's own folders.
type InstallSettings struct {
	Root     string    // the module's folder; "" looks upward from the working folder
	Home     string    // "" means DefaultHome
	Prefix   string    // puts everything under one folder instead: lib/lodestone and share/jupyter
	Command  string    // the lodestone command to copy; "" means the running one
	ECharts  string    // a copy of echarts.min.js for live charts without a network; "" asks npm, where it is
	Progress io.Writer // told of work that takes a while; nil for silence
}

// Display names of the kernel.
const (
	SpecName    = "lodestone"
	DisplayName = "Go (Lodestone)"
)

// Prepare builds what Run needs, where it is not there yet: GoNB and goimports
// from go.mod's pins, and a copy of the command. With everything in place it
// takes a few hundredths of a second.
func Prepare(ctx context.Context, s *InstallSettings) (*Installation, error) {
	inst, err := prepare(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("kernel: install: %w", withCure(err, HomeEnv))
	}
	return inst, nil
}

// Install does what Prepare does, puts the echarts library where offline charts
// find it, warms Go's build cache for cells, and registers the kernel with
// Jupyter, which need not be there yet. It returns the path of the kernelspec.
func Install(ctx context.Context, s *InstallSettings) (inst *Installation, spec string, err error) {
	s = s.orDefault()
	if inst, err = Prepare(ctx, s); err != nil {
		return nil, "", err
	}
	if err := inst.installECharts(ctx, s); err != nil {
		return nil, "", fmt.Errorf("kernel: install: %w", withCure(err, HomeEnv))
	}
	if err := inst.warm(ctx, s.Progress); err != nil {
		return nil, "", fmt.Errorf("kernel: install: %w", err)
	}
	if spec, err = inst.writeSpec(s.Prefix); err != nil {
		return nil, "", fmt.Errorf("kernel: install: %w", withCure(err, JupyterEnv))
	}
	return inst, spec, nil
}

func (s *InstallSettings) orDefault() *InstallSettings {
	var c InstallSettings
	if s != nil {
		c = *s
	}
	if c.Progress == nil {
		c.Progress = io.Discard
	}
	c.Progress = &syncWriter{w: c.Progress}
	if c.Prefix != "" && c.Home == "" {
		c.Home = filepath.Join(c.Prefix, "lib", "lodestone")
	}
	return &c
}

func prepare(ctx context.Context, s *InstallSettings) (*Installation, error) {
	if err := supported(); err != nil {
		return nil, err
	}
	s = s.orDefault()
	home, err := homeOrDefault(s.Home)
	if err != nil {
		return nil, err
	}
	inst := &Installation{Home: home}
	if inst.Root, err = findRoot(s.Root, home); err != nil {
		return nil, err
	}
	if err := inst.useToolchain(ctx); err != nil {
		return nil, err
	}
	if err := inst.fetchModules(ctx, s.Progress); err != nil {
		return nil, err
	}
	if inst.ready(s.Command) {
		return inst, nil
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, err
	}
	unlock, err := lockFile(filepath.Join(home, "lock"), s.Progress)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := inst.buildTools(ctx, s.Progress); err != nil {
		return nil, err
	}
	if err := inst.copyCommand(s.Command); err != nil {
		return nil, err
	}
	return inst, inst.save()
}

// ready reports whether everything is in place, without writing anything: an
// installation under a prefix may be another user's. It fills in the version
// of GoNB.
func (i *Installation) ready(command string) bool {
	old, err := load(i.Home)
	if err != nil {
		return false
	}
	i.GoNB = old.GoNB
	same, err := sameContent(i.Command(), command)
	if *old != *i || err != nil || !same || !i.haveTools() {
		return false
	}
	now := time.Now()
	os.Chtimes(i.tools(), now, now) // in use, as pruneTools sees it; who may not say so need not
	return true
}

// findRoot is the module's folder: the one asked for, the one around the
// working folder, or the one an earlier installation recorded.
func findRoot(asked, home string) (string, error) {
	if asked != "" {
		return findModule(asked)
	}
	root, err := findModule(".")
	if err == nil {
		return root, nil
	}
	if old, loadErr := load(home); loadErr == nil && moduleOf(filepath.Join(old.Root, "go.mod")) == Module {
		return old.Root, nil
	}
	return "", err
}

// copyCommand puts the lodestone command at Home/bin, and before go on a
// cell's PATH, unless the same bytes are there.
func (i *Installation) copyCommand(from string) error {
	from, err := commandOrOwn(from)
	if err != nil {
		return err
	}
	if err := copyFile(i.Command(), from, 0o755); err != nil {
		return err
	}
	shim := filepath.Join(i.Home, "shim", "go")
	if target, err := os.Readlink(shim); err == nil && target == "../bin/lodestone" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(shim), 0o755); err != nil {
		return err
	}
	if err := os.Remove(shim); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink("../bin/lodestone", shim)
}

func commandOrOwn(command string) (string, error) {
	if command != "" {
		return command, nil
	}
	return os.Executable()
}

// sameContent compares a file with the command that would be copied there.
func sameContent(path, command string) (bool, error) {
	command, err := commandOrOwn(command)
	if err != nil {
		return false, err
	}
	a, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	b, err := os.ReadFile(command)
	return bytes.Equal(a, b), err
}

// writeSpec registers the kernel with Jupyter: under prefix, or for the user.
func (i *Installation) writeSpec(prefix string) (string, error) {
	dir := filepath.Join(prefix, "share", "jupyter")
	if prefix == "" {
		var err error
		if dir, err = jupyterDir(); err != nil {
			return "", err
		}
	}
	spec, err := filepath.Abs(filepath.Join(dir, "kernels", SpecName, "kernel.json"))
	if err != nil {
		return "", err
	}
	b, err := json.MarshalIndent(map[string]any{
		"argv":           []string{i.Command(), launchArg, "{connection_file}"},
		"display_name":   DisplayName,
		"language":       "go",
		"interrupt_mode": "message",
		"env":            map[string]string{},
	}, "", " ")
	if err != nil {
		return "", err
	}
	return spec, writeFile(spec, append(b, '\n'), 0o644)
}

// stage does work and tells w of it, if it takes more than a second.
func stage(w io.Writer, what string, work func() error) error {
	started := time.Now()
	told := make(chan bool, 1)
	timer := time.AfterFunc(time.Second, func() {
		fmt.Fprintf(w, "lodestone: %s...\n", what)
		told <- true
	})
	err := work()
	if timer.Stop() {
		return err
	}
	if <-told; err == nil {
		fmt.Fprintf(w, "lodestone: %s: done in %.0fs\n", what, time.Since(started).Seconds())
	}
	return err
}

// A syncWriter lets a stage and its work write to the same place.
type syncWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *syncWriter) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(b)
}
