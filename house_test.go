package lodestone_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/lodestone-model/lodestone"

// rooms is ARCHITECTURE.md as a table: who may import whom. A room stands for
// its folder and the folders below it that have no line of their own. "*"
// allows every room.
var rooms = map[string][]string{
	"datasets/quantity":      {},
	"datasets":               {"datasets/quantity"},
	"datasets/noncommercial": {"datasets/quantity", "datasets"},
	"mfa":                    {"datasets/quantity"},
	"cge":                    {"datasets/quantity"},
	"gnn":                    {"datasets/quantity"},
	"cge/pathway":            {"mfa", "cge", "datasets/quantity"},
	"cge/pathway/base":       {"datasets", "datasets/noncommercial", "cge/pathway", "cge", "mfa", "datasets/quantity"},
	"kernel":                 {"kernel/display"},
	"kernel/display":         {},
	"kernel/cache":           {},
	"kernel/lodestone":       {"*"},
	"notebooks":              {"*"},
	"notebooks/charts":       {"datasets/quantity", "kernel/display"},
}

// owners lists the libraries that one room alone may import.
var owners = map[string]string{
	"github.com/gomlx/":              "gnn",
	"github.com/go-echarts/":         "notebooks/charts",
	"gonum.org/v1/plot":              "notebooks/charts",
	"github.com/go-zeromq/":          "kernel",
	"github.com/janpfeifer/gonb/gon": "kernel/display",
}

// roomOf returns the longest room that holds the folder, or "".
func roomOf(folder string) string {
	for folder != "." && folder != "" {
		if _, ok := rooms[folder]; ok {
			return folder
		}
		folder = path.Dir(folder)
	}
	return ""
}

// imports calls visit for every import of every Go file that is not a test.
func imports(t *testing.T, visit func(file, folder, imported string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "out" || strings.HasPrefix(d.Name(), ".") && p != ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			visit(p, filepath.ToSlash(filepath.Dir(p)), name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportDirections(t *testing.T) {
	seen := 0
	imports(t, func(file, folder, imported string) {
		if !strings.HasPrefix(imported, module+"/") {
			return
		}
		seen++
		from, to := roomOf(folder), roomOf(strings.TrimPrefix(imported, module+"/"))
		if from == "" || to == "" {
			t.Errorf("%s imports %s: a folder that is no room of ARCHITECTURE.md", file, imported)
			return
		}
		allowed := rooms[from]
		if from != to && !slices.Contains(allowed, to) && !slices.Contains(allowed, "*") {
			t.Errorf("%s: %s may not import %s (it may: %s)", file, from, to, strings.Join(allowed, ", "))
		}
	})
	if seen == 0 {
		t.Error("no import of our own was found: the test does not look where the code is")
	}
}

func TestLibrariesHaveOneOwner(t *testing.T) {
	imports(t, func(file, folder, imported string) {
		for lib, owner := range owners {
			if strings.HasPrefix(imported, lib) && roomOf(folder) != owner {
				t.Errorf("%s imports %s, which belongs to %s alone", file, imported, owner)
			}
		}
	})
}

func TestModulePathHasNoCgo(t *testing.T) {
	imports(t, func(file, _, imported string) {
		if imported == "C" {
			t.Errorf("%s uses cgo; a machine with Go alone must build everything", file)
		}
	})
}
