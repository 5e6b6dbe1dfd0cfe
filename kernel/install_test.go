package kernel

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestInstallUnderAPrefix(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "a prefix")
	library := filepath.Join(t.TempDir(), "echarts.min.js")
	if err := os.WriteFile(library, []byte("/* echarts */ a.setOption()"), 0o644); err != nil {
		t.Fatal(err)
	}
	settings := &InstallSettings{Prefix: prefix, ECharts: library}
	inst, spec, err := Install(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(prefix, "share", "jupyter", "kernels", "lodestone", "kernel.json"); spec != want {
		t.Errorf("kernelspec at %s, want %s", spec, want)
	}
	data, err := os.ReadFile(spec)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"argv":         []any{filepath.Join(prefix, "lib", "lodestone", "bin", "lodestone"), "kernel-launch", "{connection_file}"},
		"display_name": "Go (Lodestone)", "language": "go", "interrupt_mode": "message", "env": map[string]any{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(inst.ECharts()); err != nil {
		t.Error(err)
	}
	if root, _ := filepath.Abs(".."); inst.Root != root || inst.GoNB != "v0.11.4" {
		t.Errorf("recorded %+v", inst)
	}
	before := modified(t, inst)
	if _, _, err := Install(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	if after := modified(t, inst); !slices.Equal(before, after) {
		t.Errorf("a second install wrote again:\n%v\n%v", before, after)
	}
}

// modified lists the files of an installation with the time of their last
// change.
func modified(t *testing.T, inst *Installation) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(inst.Home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		list = append(list, fmt.Sprintln(path, info.ModTime().UnixNano()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestInstallRefusesAnotherLibrary(t *testing.T) {
	inst := &Installation{Home: t.TempDir()}
	if err := inst.installECharts(t.Context(), &InstallSettings{ECharts: "doc.go"}); err == nil || !strings.Contains(err.Error(), "take dist/echarts.min.js") {
		t.Error(err)
	}
}

func TestPruneTools(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"used": time.Hour, "forgotten": 40 * 24 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	pruneTools(dir)
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 || filepath.Base(left[0]) != "used" {
		t.Errorf("left %v", left)
	}
}

func TestTamperedPackage(t *testing.T) {
	if _, err := unpackECharts([]byte("something else")); err == nil || !strings.Contains(err.Error(), "has integrity") {
		t.Error(err)
	}
}

// A folder that cannot be written is an error that says what to do.
func TestReadOnlyHome(t *testing.T) {
	for _, cause := range []error{fs.ErrPermission, syscall.EROFS, syscall.EACCES} {
		err := withCure(&fs.PathError{Op: "mkdir", Path: "/home/x/.cache/lodestone", Err: cause}, HomeEnv)
		for _, want := range []string{"/home/x/.cache/lodestone", "set LODESTONE_HOME", "-prefix DIR"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v: lacks %q", err, want)
			}
		}
	}
}

func TestFindRoot(t *testing.T) {
	root, err := FindModule(".")
	if err != nil {
		t.Fatal(err)
	}
	home, elsewhere := t.TempDir(), t.TempDir()
	t.Chdir(elsewhere)
	if _, err := findRoot("", home); err == nil || !strings.Contains(err.Error(), "is not in a clone of "+Module) {
		t.Errorf("outside of any clone: %v", err)
	}
	if err := (&Installation{Home: home, Root: root}).save(); err != nil {
		t.Fatal(err)
	}
	if got, err := findRoot("", home); err != nil || got != root {
		t.Errorf("the recorded clone: %s, %v", got, err)
	}
}

func TestHomeAndJupyterFolders(t *testing.T) {
	for _, name := range []string{"XDG_CACHE_HOME", "XDG_DATA_HOME", HomeEnv, JupyterEnv} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", "/home/x")
	for _, c := range []struct{ name, value, home, jupyter string }{
		{"XDG_CACHE_HOME", "/c", "/c/lodestone", ""},
		{HomeEnv, "/l", "/l", ""},
		{"XDG_DATA_HOME", "/d", "", "/d/jupyter"},
		{JupyterEnv, "/j", "", "/j"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS == "darwin" && strings.HasPrefix(c.name, "XDG") {
				t.Skip("macOS has folders of its own instead of XDG's")
			}
			t.Setenv(c.name, c.value)
			home, err := DefaultHome()
			if err != nil || c.home != "" && home != c.home {
				t.Errorf("home %s, %v", home, err)
			}
			jupyter, err := jupyterDir()
			if err != nil || c.jupyter != "" && jupyter != c.jupyter {
				t.Errorf("jupyter %s, %v", jupyter, err)
			}
		})
	}
}

func TestDamagedRecord(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, recordName), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(home); err == nil || !strings.Contains(err.Error(), "is damaged; run `lodestone install` again") {
		t.Error(err)
	}
}

func TestCellFlags(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "-ldflags=-s -buildvcs=false"},
		{"-mod=mod -tags=foo --trimpath", "-tags=foo -ldflags=-s -buildvcs=false"},
		{"'-ldflags=-s -w' -tags=foo", "-ldflags=-s -buildvcs=false"},
	} {
		env := cellFlags([]string{"A=1", "GOFLAGS=" + c.in})
		if got := getEnv(env, "GOFLAGS"); got != c.want {
			t.Errorf("GOFLAGS=%q becomes %q, want %q", c.in, got, c.want)
		}
		if getEnv(env, "CGO_ENABLED") != "0" || getEnv(env, "A") != "1" {
			t.Errorf("environment %q", env)
		}
	}
	if got := getEnv(cellFlags([]string{"CGO_ENABLED=1"}), "CGO_ENABLED"); got != "1" {
		t.Errorf("the user's CGO_ENABLED=1 becomes %s", got)
	}
}
