package kernel

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A small module, file by file.
var smallModule = map[string]string{
	"go.mod":                "module " + Module + "\n\ngo 1.26\n\nrequire (\n\texample.com/lib v1.2.0\n\texample.com/lib/v2 v2.0.1 // indirect\n)\n",
	"top/top.go":            "package top\n\nimport (\n\t_ \"" + Module + "/tables\"\n\t_ \"example.com/lib/part\"\n)\n",
	"top/top_test.go":       "package top\n",
	"tables/tables.go":      "package tables\n\nimport \"embed\"\n\n//go:embed data note.txt\nvar _ embed.FS\n",
	"tables/note.txt":       "a note",
	"tables/data/edges.csv": "from,to\na,b\n",
	"tables/data/nodes.csv": "id\na\n",
	"aside/aside.go":        "package aside\n",
}

func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Each story is a change of the module and what it makes stale.
func TestStampSaysWhatChanged(t *testing.T) {
	root := t.TempDir()
	write(t, root, smallModule)
	inst := &Installation{Root: root, GoVersion: "go1.26.5", GoNB: "v0.11.4"}
	was, err := inst.stamp([]string{Module + "/top", "fmt"}, nil, ".")
	if err != nil {
		t.Fatal(err)
	}
	was.Cells = []string{"code 000000000000"}
	if len(was.Packages) != 2 || len(was.Data) != 2 || was.Modules["example.com/lib"] != "v1.2.0" || len(was.Modules) != 1 {
		t.Errorf("stamp %+v", was)
	}
	for _, c := range []struct{ file, text, want string }{
		{"aside/aside.go", "package aside\n\nvar X = 1\n", ""},
		{"top/top_test.go", "package top\n\nvar X = 1\n", ""},
		{"tables/tables.go", strings.ReplaceAll(smallModule["tables/tables.go"], "\n", "\r\n"), ""},
		{"tables/data/more.csv", "id\n", ""},
		{"tables/data/edges.csv", "from,to\na,c\n", "data table edges changed"},
		{"tables/data/edges.csv", "", "data table edges is gone"},
		{"tables/note.txt", "another note", "package tables changed"},
		{"top/top.go", smallModule["top/top.go"] + "\nvar X = 1\n", "package top changed"},
		{"top/top.go", smallModule["top/top.go"] + "\nimport _ \"" + Module + "/aside\"\n", "package aside is new; package top changed"},
		{"go.mod", strings.Replace(smallModule["go.mod"], "v1.2.0", "v1.3.0", 1), "module example.com/lib was v1.2.0 and is v1.3.0"},
	} {
		if c.text == "" {
			os.Remove(filepath.Join(root, c.file))
		} else {
			write(t, root, map[string]string{c.file: c.text})
		}
		now, err := inst.Current(was, ".", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(was.Differences(now), "; "); got != c.want {
			t.Errorf("%s: %q, want %q", c.file, got, c.want)
		}
		write(t, root, smallModule)
	}
}

// A table that is zipped again, with the same rows, has not changed.
func TestStampReadsThroughGzip(t *testing.T) {
	root := t.TempDir()
	write(t, root, smallModule)
	inst := &Installation{Root: root}
	os.Remove(filepath.Join(root, "tables/data/edges.csv"))
	var hashes []string
	for _, level := range []int{gzip.BestSpeed, gzip.BestCompression} {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, level)
		z.Write([]byte(strings.Repeat("a,b\n", 1000)))
		z.Close()
		write(t, root, map[string]string{"tables/data/edges.csv.gz": b.String()})
		s, err := inst.stamp([]string{Module + "/top"}, nil, ".")
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, s.Data["tables/edges"])
	}
	if hashes[0] != hashes[1] || hashes[0] == "" {
		t.Errorf("hashes %q", hashes)
	}
}

func TestStampParameters(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"own/capacity.csv": "year\n2024\n"})
	inst := &Installation{Root: "..", GoVersion: "go1.26.5"}
	env := []string{"GODEBUG=cpu.fma=off", overlayEnv + "=own", "USER=someone"}
	s, err := inst.stamp(nil, env, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Parameters) != 2 || len(s.Parameters[overlayEnv]) != 12 || strings.Contains(s.CPU, "fma") {
		t.Errorf("%+v", s)
	}
	if _, err := inst.stamp(nil, []string{overlayEnv + "=nowhere"}, dir); err == nil || !strings.Contains(err.Error(), overlayEnv) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// The stamp of a run reads back, names no folder of the machine, and holds what
// cells import without saying so.
func TestRunStamps(t *testing.T) {
	nb, err := Run(t.Context(), code("%%\ndisplay.Check(display.Value(\"x\", 1, \"t\"))"), &RunSettings{Install: installed(t)})
	if err != nil {
		t.Fatal(err)
	}
	s, ok := ReadStamp(nb)
	if !ok || len(s.Cells) != 1 || s.Packages["kernel/display"] == "" || s.CPU == "" {
		t.Errorf("%v, %+v", ok, s)
	}
	b, err := jsonBytes(nb.Metadata, "")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), `"pygments_lexer":"go"`) || strings.Contains(string(b), `""`) {
		t.Errorf("converters are not told that it is Go: %s", b)
	}
	root, _ := filepath.Abs("..")
	for _, private := range []string{root, os.TempDir(), installed(t).Home} {
		if strings.Contains(string(b), private) {
			t.Errorf("the metadata names %s: %s", private, b)
		}
	}
}

// A run without cache sees an empty cache folder and still compiles from the
// warm one.
func TestRunNoCache(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("macOS has no variable for the cache folder")
	}
	nb, err := Run(t.Context(), code("%%\ndir, _ := os.UserCacheDir()\nfmt.Println(strings.HasPrefix(dir, os.Getenv(\"TMPDIR\")))"),
		&RunSettings{Install: installed(t), NoCache: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Cells[0].Outputs[0].Text; got != "true\n" {
		t.Errorf("the cell's cache folder: %s", got)
	}
}
