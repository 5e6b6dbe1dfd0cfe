package lodestone_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// facing are the packages whose names authors of notebooks meet.
var facing = []string{
	"datasets/quantity", "datasets", "datasets/noncommercial", "mfa", "cge", "cge/sam", "cge/casefile", "cge/mpsge", "cge/recursive",
	"cge/sensitivity", "cge/network", "cge/choice", "cge/knowledge", "cge/lamppost", "cge/pathway", "cge/pathway/base",
	"cge/pathway/parquet", "cge/pathway/base/history", "cge/pathway/base/coefficients", "cge/pathway/base/futures", "cge/pathway/base/canada",
	"cge/pathway/base/infrastructure", "cge/pathway/base/backcast", "cge/pathway/base/ensemble",
	"gnn", "gnn/panel", "gnn/simulate", "gnn/classic", "gnn/net", "gnn/fit", "gnn/forecast", "gnn/impute",
	"kernel", "kernel/display", "kernel/cache", "kernel/report", "kernel/verify", "kernel/sweep", "kernel/lab", "notebooks/charts",
}

// packageOf reads a folder's package with its tests, as go doc does.
func packageOf(t *testing.T, folder string) *doc.Package {
	t.Helper()
	files := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(filepath.FromSlash(folder), "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatal(folder, names, err)
	}
	var parsed []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	p, err := doc.NewFromFiles(files, parsed, module+"/"+folder)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A count of what a package exports, and of what says something.
type count struct{ names, documented, examples int }

func (c *count) add(t *testing.T, of, text string, examples []*doc.Example) {
	c.names++
	c.examples += len(examples)
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s has no comment", of)
		return
	}
	c.documented++
}

// values counts constants and variables: a comment on each, or one on their
// group.
func (c *count) values(t *testing.T, p *doc.Package, groups []*doc.Value) {
	for _, g := range groups {
		for _, spec := range g.Decl.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for _, n := range v.Names {
				if n.IsExported() {
					c.add(t, p.Name+"."+n.Name, g.Doc+v.Doc.Text()+v.Comment.Text(), nil)
				}
			}
		}
	}
}

func (c *count) funcs(t *testing.T, prefix string, funcs []*doc.Func) {
	for _, f := range funcs {
		c.add(t, prefix+f.Name, f.Doc, f.Examples)
	}
}

func counted(t *testing.T, folder string) count {
	p := packageOf(t, folder)
	c := count{examples: len(p.Examples)}
	c.values(t, p, p.Consts)
	c.values(t, p, p.Vars)
	c.funcs(t, p.Name+".", p.Funcs)
	for _, typ := range p.Types {
		c.add(t, p.Name+"."+typ.Name, typ.Doc, typ.Examples)
		c.values(t, p, typ.Consts)
		c.values(t, p, typ.Vars)
		c.funcs(t, p.Name+".", typ.Funcs)
		c.funcs(t, p.Name+"."+typ.Name+".", typ.Methods)
	}
	if !strings.HasPrefix(p.Doc, "Package "+p.Name+" ") || len(p.Doc) < 200 {
		t.Errorf("package %s has no guide: %.60q", folder, p.Doc)
	}
	if c.examples == 0 {
		t.Errorf("package %s has no Example", folder)
	}
	return c
}

// Every name that a notebook meets says what it is, and every package shows how
// it is used.
func TestExportedNamesAreDocumented(t *testing.T) {
	var all count
	for _, folder := range facing {
		c := counted(t, folder)
		t.Logf("%-24s %4d names, %4d documented, %3d Examples", folder, c.names, c.documented, c.examples)
		all.names += c.names
		all.documented += c.documented
		all.examples += c.examples
	}
	t.Logf("%d names, %d documented, %d Examples", all.names, all.documented, all.examples)
	if all.names < 500 {
		t.Errorf("only %d names were found: the test does not look where the code is", all.names)
	}
}
