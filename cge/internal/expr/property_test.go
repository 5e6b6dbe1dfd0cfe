package expr_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"reflect"
	"strconv"
	"testing"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
	"pgregory.net/rapid"
)

// A tree is a random expression with an evaluation of its own, over complex
// numbers: the second way to the same value, and by the complex step to the
// same derivative.
type tree struct {
	f     string // operator or function, "" for a leaf
	name  string
	value float64
	args  []tree
}

var treeNames = []string{"a", "b", "c.d", "real wage"}

func drawTree(t *rapid.T, depth int) tree {
	kind := rapid.IntRange(0, 11).Draw(t, "kind")
	if depth == 0 {
		kind %= 2
	}
	draw := func(n int) (args []tree) {
		for range n {
			args = append(args, drawTree(t, depth-1))
		}
		return args
	}
	switch kind {
	case 0:
		return tree{value: rapid.SampledFrom([]float64{0, 0.5, 1, 2, 3, 1.75, 1e-3, 12}).Draw(t, "number")}
	case 1:
		return tree{name: rapid.SampledFrom(treeNames).Draw(t, "name")}
	case 2, 3, 4, 5:
		return tree{f: []string{"+", "-", "*", "/"}[kind-2], args: draw(2)}
	case 6:
		return tree{f: "neg", args: draw(1)}
	case 7, 8:
		return tree{f: "**", args: draw(2)}
	case 9:
		return tree{f: rapid.SampledFrom([]string{"abs", "exp", "log", "sqrt"}).Draw(t, "function"), args: draw(1)}
	}
	return tree{f: []string{"min", "max"}[kind-10], args: draw(rapid.IntRange(2, 4).Draw(t, "arguments"))}
}

// text writes the tree with every bracket.
func (n tree) text() string {
	switch {
	case n.name != "":
		return "`" + n.name + "`"
	case n.f == "":
		return strconv.FormatFloat(n.value, 'g', -1, 64)
	case n.f == "neg":
		return "(-" + n.args[0].text() + ")"
	case n.f == "min" || n.f == "max":
		s := n.f + "("
		for i, a := range n.args {
			if i > 0 {
				s += ","
			}
			s += a.text()
		}
		return s + ")"
	case len(n.args) == 1:
		return n.f + "(" + n.args[0].text() + ")"
	}
	return "(" + n.args[0].text() + n.f + n.args[1].text() + ")"
}

// evaluation is a point and what was seen on the way: bad is set near a kink,
// a pole or the end of a domain, where two ways need not agree.
type evaluation struct {
	at  map[string]complex128
	bad bool
}

func (e *evaluation) of(n tree) complex128 {
	var v [4]complex128
	for i, a := range n.args {
		v[i] = e.of(a)
		// Beyond these sizes rounding of large terms hides small ones.
		e.bad = e.bad || !(math.Abs(real(v[i])) < 1e3)
	}
	a, b := v[0], v[1]
	switch n.f {
	case "":
		if n.name != "" {
			return e.at[n.name]
		}
		return complex(n.value, 0)
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		e.bad = e.bad || math.Abs(real(b)) < 1e-2
		return a / b
	case "neg":
		return -a
	case "**":
		// cmplx.Pow turns a negative base by an angle, and loses the step.
		e.bad = e.bad || real(a) < 1e-2
		return cmplx.Pow(a, b)
	case "abs":
		e.bad = e.bad || math.Abs(real(a)) < 1e-6
		return a * complex(math.Copysign(1, real(a)), 0)
	case "exp":
		return cmplx.Exp(a)
	case "log":
		e.bad = e.bad || real(a) < 1e-2
		return cmplx.Log(a)
	case "sqrt":
		e.bad = e.bad || real(a) < 1e-2
		return cmplx.Sqrt(a)
	}
	return e.extreme(n.f == "min", v[:len(n.args)])
}

// extreme is the first attained of v.
func (e *evaluation) extreme(least bool, v []complex128) complex128 {
	best := v[0]
	for _, c := range v[1:] {
		d := real(c) - real(best)
		e.bad = e.bad || d != 0 && math.Abs(d) < 1e-6
		if d < 0 == least && d != 0 {
			best = c
		}
	}
	return best
}

func drawPoint(t *rapid.T) map[string]float64 {
	at := map[string]float64{}
	for _, n := range treeNames {
		at[n] = rapid.Float64Range(-2, 3).Draw(t, n)
	}
	return at
}

func TestGradientIsTheComplexStep(t *testing.T) {
	checked := 0
	rapid.Check(t, func(t *rapid.T) {
		n, at := drawTree(t, rapid.IntRange(1, 5).Draw(t, "depth")), drawPoint(t)
		e := mustRapid(t, n.text())
		p, err := e.Bind(place(treeNames))
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, len(treeNames))
		for i, name := range treeNames {
			x[i] = at[name]
		}
		g := make([]float64, len(p.Slots()))
		v := p.Grad(x, g)
		for i, s := range p.Slots() {
			const h = 1e-40
			c := evaluation{at: map[string]complex128{}}
			for name, w := range at {
				c.at[name] = complex(w, 0)
			}
			c.at[treeNames[s]] += complex(0, h)
			z := c.of(n)
			if c.bad || !(math.Abs(imag(z)/h) < 1e4) {
				return
			}
			checked++
			agree(t, "value of "+n.text(), v, real(z))
			agree(t, fmt.Sprintf("d/d%s of %s at %v", treeNames[s], n.text(), at), g[i], imag(z)/h)
		}
	})
	if checked < 50 {
		t.Errorf("only %d derivatives were compared", checked)
	}
}

// agree: five levels of operations, each argument below 1000 and each divisor
// above 0.01, lose at most some 1e5 units in the last place of 1 + |want|.
func agree(t *rapid.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*(1+math.Abs(want))) {
		t.Fatalf("%s: got %.17g, expected %.17g", what, got, want)
	}
}

func mustRapid(t *rapid.T, src string) *expr.Expr {
	e, err := expr.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTextParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := mustRapid(t, drawTree(t, 6).text())
		if again := mustRapid(t, e.String()); !reflect.DeepEqual(again, e) {
			t.Fatalf("%s parses to another tree, %s", e, again)
		}
	})
}

// A parameter that is fixed and one that is read give the same bits, and a
// renamed name the same as the old one.
func TestFixingChangesNoBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, at := mustRapid(t, drawTree(t, 5).text()), drawPoint(t)
		eval := func(e *expr.Expr) uint64 {
			names := e.Names()
			p, err := e.Bind(place(names))
			if err != nil {
				t.Fatal(err)
			}
			x := make([]float64, len(names))
			for i, n := range names {
				x[i] = at[n]
			}
			if v := p.Eval(x); v == v {
				return math.Float64bits(v)
			}
			return 0 // any NaN
		}
		want := eval(e)
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(treeNames), 0, 4, rapid.ID).Draw(t, "fixed")
		fixed := e
		for _, n := range some {
			fixed = fixed.Fix(func(m string) (float64, bool) { return at[m], m == n })
		}
		if got := eval(fixed); got != want {
			t.Fatalf("%s is %v, with %q fixed %s is %v", e, math.Float64frombits(want), some, fixed, math.Float64frombits(got))
		}
		if again := mustRapid(t, fixed.String()); !reflect.DeepEqual(again, fixed) {
			t.Fatalf("%s parses to another tree, %s", fixed, again)
		}
	})
}
