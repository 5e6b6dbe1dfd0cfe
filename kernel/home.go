package kernel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// Module is the module whose packages cells import.
const Module = "github.com/lodestone-model/lodestone"

// Version is the version of this module, stamped into executed notebooks.
const Version = "0.1.0"

// Environment variables that move what an installation writes.
const (
	HomeEnv    = "LODESTONE_HOME"   // tools and the copied command; default: lodestone in the user's cache folder
	JupyterEnv = "JUPYTER_DATA_DIR" // Jupyter's own: kernelspecs go to its folder kernels
)

// An Installation is what Install leaves on a machine and what the launcher
// and Run work with. It is stored as installation.json in its Home.
//
//	Home/bin/lodestone        this command, the kernel's argv[0]
//	Home/shim/go              the same, standing before go on a cell's PATH
//	Home/tools/<key>/         gonb and goimports, as go.mod pins them
//	Home/static/              echarts.min.js, if it was installed
//	Home/installation.json    this value
type Installation struct {
	Home      string `json:"-"`
	Root      string `json:"root"`       // the module's folder, used where none lies above the notebook
	GoRoot    string `json:"goroot"`     // of the toolchain that go.mod asks for
	GoVersion string `json:"go_version"` // such as go1.26.5
	GoNB      string `json:"gonb"`       // version of GoNB
	Key       string `json:"key"`        // names the tools: hash of go.mod, go.sum and the Go version
}

// Command is the copied lodestone command.
func (i *Installation) Command() string { return filepath.Join(i.Home, "bin", "lodestone") }

// Go is the go command that cells are built with.
func (i *Installation) Go() string { return filepath.Join(i.GoRoot, "bin", "go") }

// ECharts is where `install -echarts` puts the echarts library; live charts
// use it offline. The file need not be there.
func (i *Installation) ECharts() string { return filepath.Join(i.Home, "static", "echarts.min.js") }

func (i *Installation) gonb() string { return filepath.Join(i.tools(), "gonb") }

func (i *Installation) tools() string { return filepath.Join(i.Home, "tools", i.Key) }

const recordName = "installation.json"

// Load reads the installation in home, "" meaning DefaultHome. The error wraps
// fs.ErrNotExist where there is none.
func Load(home string) (*Installation, error) {
	inst, err := load(home)
	if err != nil {
		return nil, fmt.Errorf("kernel: %w", err)
	}
	return inst, nil
}

func load(home string) (*Installation, error) {
	home, err := homeOrDefault(home)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(home, recordName))
	if err != nil {
		return nil, fmt.Errorf("no installation; run `lodestone install`: %w", err)
	}
	inst := &Installation{Home: home}
	if err := json.Unmarshal(data, inst); err != nil {
		return nil, fmt.Errorf("%s is damaged; run `lodestone install` again: %w", filepath.Join(home, recordName), err)
	}
	return inst, nil
}

func (i *Installation) save() error {
	b, err := json.MarshalIndent(i, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(i.Home, recordName)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, append(b, '\n')) {
		return nil
	}
	return writeFile(path, append(b, '\n'), 0o644)
}

// DefaultHome is the folder that HomeEnv names, or the one the running command
// was installed in, or lodestone in the user's cache folder.
func DefaultHome() (string, error) {
	home, err := homeOrDefault("")
	if err != nil {
		return "", fmt.Errorf("kernel: %w", err)
	}
	return home, nil
}

func homeOrDefault(home string) (string, error) {
	if home == "" {
		home = os.Getenv(HomeEnv)
	}
	if home == "" {
		home = ownHome()
	}
	if home == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("no folder for the installation: set %s: %w", HomeEnv, err)
		}
		home = filepath.Join(cache, "lodestone")
	}
	return filepath.Abs(home)
}

// ownHome is the installation that the running command was copied to, so that
// the copy works wherever `install -prefix` put it; "" for any other command.
func ownHome() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	home := filepath.Dir(filepath.Dir(exe))
	if _, err := os.Stat(filepath.Join(home, recordName)); err != nil {
		return ""
	}
	return home
}

// jupyterDir is the user's Jupyter data folder, by Jupyter's own rules.
func jupyterDir() (string, error) {
	if dir := os.Getenv(JupyterEnv); dir != "" {
		return dir, nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" && runtime.GOOS != "darwin" {
		return filepath.Join(dir, "jupyter"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the kernelspec: set %s: %w", JupyterEnv, err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// FindModule returns the folder of this module, dir or the nearest above it.
func FindModule(dir string) (string, error) {
	root, err := findModule(dir)
	if err != nil {
		return "", fmt.Errorf("kernel: %w", err)
	}
	return root, nil
}

func findModule(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if moduleOf(filepath.Join(at, "go.mod")) == Module {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is not in a clone of %s; change into one", dir, Module)
		}
	}
}

// moduleOf reads the module line of a go.mod; "" if there is none.
func moduleOf(gomod string) string {
	f, err := os.Open(gomod)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "module "); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// withCure says what to do about a folder that cannot be written: the variable
// that moves it.
func withCure(err error, variable string) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w\nset %s to a folder you can write, or run `lodestone install -prefix DIR`", err, variable)
	}
	return err
}
