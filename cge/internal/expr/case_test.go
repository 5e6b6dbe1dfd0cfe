package expr_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

type modelExpr struct {
	Case, Expr string
	At, Grad   map[string]float64
	Value      float64
}

func modelExprs(tb testing.TB) []modelExpr {
	tb.Helper()
	text, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		tb.Fatal(err)
	}
	var out []modelExpr
	if err := json.Unmarshal(text, &out); err != nil || len(out) == 0 {
		tb.Fatal("no expressions:", err)
	}
	return out
}

// place numbers the names of an expression: name i is slot i.
func place(names []string) func(string) (int, bool) {
	return func(n string) (int, bool) { return slices.BinarySearch(names, n) }
}

func must(tb testing.TB, src string) *expr.Expr {
	tb.Helper()
	e, err := expr.Parse(src)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// program binds e to the values of at, in the order of its names.
func program(tb testing.TB, e *expr.Expr, at map[string]float64) (*expr.Program, []float64) {
	tb.Helper()
	p, err := e.Bind(place(e.Names()))
	if err != nil {
		tb.Fatal(err)
	}
	var x []float64
	for _, n := range e.Names() {
		x = append(x, at[n])
	}
	return p, x
}

func value(tb testing.TB, src string, at map[string]float64) float64 {
	tb.Helper()
	p, x := program(tb, must(tb, src), at)
	return p.Eval(x)
}

// The two languages round the same steps; only their powers differ, by a few
// units in the last place of terms up to some hundreds.
const caseTolerance = 1e-12

func near(got, want float64) bool {
	return math.Abs(got-want) <= caseTolerance*(1+math.Abs(want))
}

func TestModelExpressions(t *testing.T) {
	for _, m := range modelExprs(t) {
		e := must(t, m.Expr)
		p, x := program(t, e, m.At)
		g := make([]float64, len(x))
		if got := p.Grad(x, g); !near(got, m.Value) || got != p.Eval(x) {
			t.Errorf("%s: %s is %.17g, expected %.17g", m.Case, m.Expr, got, m.Value)
		}
		if len(m.Grad) != len(g) {
			t.Errorf("%s: %s has the names %q", m.Case, m.Expr, e.Names())
			continue
		}
		for i, n := range e.Names() {
			if !near(g[i], m.Grad[n]) {
				t.Errorf("%s: d/d%s of %s is %.17g, expected %.17g", m.Case, n, m.Expr, g[i], m.Grad[n])
			}
		}
		if again := must(t, e.String()); again.String() != e.String() {
			t.Errorf("%s: %s becomes %s, then %s", m.Case, m.Expr, e, again)
		}
	}
}

// TestCaseFiles reads the arithmetic of whole case files.
func TestCaseFiles(t *testing.T) {
	dir := os.Getenv("LODESTONE_CASES")
	if dir == "" {
		t.Skip("LODESTONE_CASES names no folder of cases")
	}
	for _, pattern := range []string{"*.json", "cge/*.json"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			checkCaseFile(t, f)
		}
	}
}

func checkCaseFile(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if json.Unmarshal(text, &c) != nil || c["kind"] != "mpsge" && c["kind"] != "mcp" {
		return
	}
	for key, part := range c {
		switch key {
		case "sectors", "demands", "aux", "derived", "F":
			arithmetic(part, key == "derived" || key == "F", func(src string) {
				e := must(t, src)
				if _, err := e.Bind(place(e.Names())); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			})
		}
	}
}

// arithmetic visits the strings of a part of a case that hold expressions.
func arithmetic(part any, is bool, visit func(string)) {
	switch v := part.(type) {
	case string:
		if is {
			visit(v)
		}
	case []any:
		for _, e := range v {
			arithmetic(e, is, visit)
		}
	case map[string]any:
		for k, e := range v {
			arithmetic(e, is || slices.Contains([]string{"q", "p", "s", "f", "tax"}, k), visit)
		}
	}
}
