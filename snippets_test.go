package lodestone_test

import (
	"bytes"
	"go/ast"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
)

// pages are the documents for people.
func pages(t *testing.T) []string {
	t.Helper()
	docs, err := filepath.Glob("docs/*.md")
	if err != nil || len(docs) == 0 {
		t.Fatal(docs, err)
	}
	return append(docs, "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
}

var fenced = regexp.MustCompile("(?s)```go\n(.*?)```")

// packagesOfSnippets are imported by no snippet and used by many.
var packagesOfSnippets = []string{"cge", "cge/pathway/base", "datasets", "datasets/quantity", "gnn/net", "kernel/display", "mfa", "notebooks/charts"}

// Every Go snippet of the documents runs as it stands, each in a function of its
// own, as the cell that it is.
func TestSnippetsRun(t *testing.T) {
	var program bytes.Buffer
	program.WriteString("package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n")
	for _, p := range packagesOfSnippets {
		program.WriteString("\t\"" + module + "/" + p + "\"\n")
	}
	program.WriteString(")\n\nvar _ = []any{context.Background, fmt.Println, cge.NewEconomy, base.Demand, datasets.Open, quantity.New, net.NewParams, display.Check, mfa.Validate, charts.Show}\n\nfunc main() {\n")
	n := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
			n++
			program.WriteString("\tfunc() { // " + page + "\n" + m[1] + "\t}()\n")
		}
	}
	program.WriteString("}\n")
	if n < 4 {
		t.Errorf("only %d snippets were found", n)
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, program.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, program.String())
	}
}

var identifier = regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z]*)`")

// The glossary's names are those of the code.
func TestGlossaryNamesAreReal(t *testing.T) {
	folders := map[string]string{"panel": "gnn/panel"}
	for _, f := range facing {
		folders[filepath.Base(f)] = f
	}
	text, err := os.ReadFile("docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]map[string]bool{}
	found := identifier.FindAllStringSubmatch(string(text), -1)
	for _, m := range found {
		if known[m[1]] == nil {
			known[m[1]] = exported(t, folders[m[1]])
		}
		if !known[m[1]][m[2]] {
			t.Errorf("%s.%s is no exported name", m[1], m[2])
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d names were found", len(found))
	}
}

// exported lists what a package exports outside of types.
func exported(t *testing.T, folder string) map[string]bool {
	p := packageOf(t, folder)
	names := map[string]bool{}
	for _, typ := range p.Types {
		names[typ.Name] = true
		for _, f := range typ.Funcs {
			names[f.Name] = true
		}
	}
	for _, f := range p.Funcs {
		names[f.Name] = true
	}
	for _, v := range append(p.Consts, p.Vars...) {
		if v.Decl.Tok == token.CONST || v.Decl.Tok == token.VAR {
			for _, s := range v.Decl.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					names[n.Name] = true
				}
			}
		}
	}
	return names
}

// The pictures of the documents are those that a notebook shows today.
func TestPicturesAreResults(t *testing.T) {
	pictures, err := filepath.Glob("docs/img/*.svg")
	if err != nil || len(pictures) == 0 {
		t.Fatal(pictures, err)
	}
	notebooks, err := filepath.Glob("notebooks/*.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, path := range notebooks {
		nb, err := kernel.ReadNotebook(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			for _, o := range c.Outputs {
				shown[strings.TrimSpace(o.Data["image/svg+xml"])] = true
			}
		}
	}
	for _, path := range pictures {
		svg, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !shown[strings.TrimSpace(string(svg))] {
			t.Errorf("%s is no output of a notebook; take it from one again", path)
		}
	}
}
