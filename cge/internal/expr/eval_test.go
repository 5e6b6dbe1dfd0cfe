package expr_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

func TestDerivativeConventions(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		src     string
		x, y    float64
		v       float64
		dx, dy  float64
		because string
	}{
		{"abs(x)", 0, 0, 0, 0, 0, "kink"},
		{"abs(x)", -2, 0, 2, -1, 0, "left of it"},
		{"min(x,y)", 1, 1, 1, 1, 0, "first attained"},
		{"min(y,x)", 1, 1, 1, 0, 1, "first attained"},
		{"max(2,x,y)", 2, 2, 2, 0, 0, "first attained, a constant"},
		{"max(x,y,2)", 2, 2, 2, 1, 0, "first attained"},
		{"max(1,x,y)", 2, 2, 2, 1, 0, "first attained of two"},
		{"x**2", 0, 0, 0, 0, 0, "square"},
		{"x**1", 0, 0, 0, 1, 0, "itself"},
		{"x**0", 0, 0, 1, 0, 0, "one"},
		{"x**1.5", 0, 0, 0, 0, 0, "flat"},
		{"x**0.5", 0, 0, 0, inf, 0, "steep"},
		{"x**3", -2, 0, -8, 12, 0, "negative base, whole exponent"},
		{"x**-1", 2, 0, 0.5, -0.25, 0, "reciprocal"},
		{"x**y", 0, 2, 0, 0, 0, "read exponent"},
		{"x**y", 0, 1, 0, 1, 0, "read exponent"},
		{"x**y", 0, 0, 1, 0, 0, "read exponent"},
		{"x**y", 2, 3, 8, 12, 8 * math.Ln2, "both move"},
		{"x**y", -2, 3, -8, 12, nan, "no derivative in y"},
		{"2**y", 0, 3, 8, 0, 8 * math.Ln2, "base constant"},
		{"0*sqrt(x)", 0, 0, 0, 0, 0, "0 times steep"},
		{"sqrt(x)", 0, 0, 0, inf, 0, "steep"},
		{"x/y", 6, 3, 2, 1.0 / 3, -2.0 / 3, "quotient"},
		{"1/y", 0, 2, 0.5, 0, -0.25, "reciprocal"},
		{"3-x-1", 1, 0, 1, -1, 0, "constant minus"},
		{"x*x*y+x", 2, 3, 14, 13, 4, "a name thrice"},
		{"-exp(-x)/4", 0, 0, -0.25, 0.25, 0, "chain"},
		{"log(x)", 2, 0, math.Ln2, 0.5, 0, "log"},
	} {
		p, err := must(t, c.src).Bind(place([]string{"x", "y"}))
		if err != nil {
			t.Fatal(err)
		}
		g, d := make([]float64, len(p.Slots())), [2]float64{}
		v := p.Grad([]float64{c.x, c.y}, g)
		for i, s := range p.Slots() {
			d[s] = g[i]
		}
		if v != c.v || !same(d[0], c.dx) || !same(d[1], c.dy) {
			t.Errorf("%s at (%v, %v), %s: got %v, %v; expected %v, (%v, %v)", c.src, c.x, c.y, c.because, v, d, c.v, c.dx, c.dy)
		}
	}
}

// same allows two units in the last place: a derivative is a short product.
func same(a, b float64) bool {
	return a == b || a != a && b != b || math.Abs(a-b) <= 4.5e-16*math.Abs(b)
}

func TestEvalMayBeNaN(t *testing.T) {
	for src, want := range map[string]float64{"log(x)": math.NaN(), "1/(x+1)": math.Inf(1), "sqrt(x)": math.NaN(), "log(x+1)": math.Inf(-1), "x**0.5": math.NaN()} {
		if got := value(t, src, map[string]float64{"x": -1}); got != want && got == got {
			t.Errorf("%s is %v, expected %v", src, got, want)
		}
	}
}

func TestSlots(t *testing.T) {
	at := map[string]int{"a": 7, "b": 2, "c": 7}
	p, err := must(t, "a*b + c*b - 2*b").Bind(func(n string) (int, bool) { s, ok := at[n]; return s, ok })
	if err != nil || !slices.Equal(p.Slots(), []int{2, 7}) {
		t.Fatal(p.Slots(), err)
	}
	x, g := []float64{0, 0, 3, 0, 0, 0, 0, 5}, []float64{9, 9, 9}
	if v := p.Grad(x, g); v != 24 || !slices.Equal(g, []float64{8, 6, 9}) {
		t.Errorf("got %v, %v: two names in one slot must add up, and no more than Slots may be written", v, g)
	}
}

func TestUnknown(t *testing.T) {
	_, err := must(t, "PX*TAUX + ZZ").Bind(place([]string{"PX"}))
	var u *expr.Unknown
	if !errors.As(err, &u) || u.Name != "TAUX" || u.In != "PX*TAUX + ZZ" {
		t.Fatal(err)
	}
	u.Near = expr.Near(u.Name, []string{"TAU_X", "taux", "PX", "TAU", "ATUX", "TAUX2"})
	if want := `expr: unknown name "TAUX" in "PX*TAUX + ZZ"; did you mean taux, ATUX, TAU?`; err.Error() != want {
		t.Errorf("got %s, expected %s", err, want)
	}
}

func TestNear(t *testing.T) {
	for name, want := range map[string]string{"PK1": "PK PL1", "lithium": "LITHIUM lithum", "x": "", "": ""} {
		if got := strings.Join(expr.Near(name, []string{"PK", "PL1", "PK", "LITHIUM", "lithum", "WXYZ", ""}), " "); got != want {
			t.Errorf("near %q: %q, expected %q", name, got, want)
		}
	}
}

func TestConstant(t *testing.T) {
	for src, want := range map[string]float64{"1/4+2**-1": 0.75, "-(3)": -3, "max(1,log(exp(2)))": 2, "abs(-sqrt(4))": 2} {
		if v, ok := must(t, src).Constant(); !ok || v != want {
			t.Errorf("%s is %v, %v", src, v, ok)
		}
	}
	for _, src := range []string{"x", "0*x", "x**0", "1/0", "log(-1)", "exp(1000)"} {
		if v, ok := must(t, src).Constant(); ok || v != 0 {
			t.Errorf("%s is the constant %v", src, v)
		}
	}
}

func TestConst(t *testing.T) {
	for _, v := range []float64{0, math.Copysign(0, -1), 1, -2.5, 1e-7, 123456789, 1e300, math.Pi, math.NaN(), math.Inf(1), math.Inf(-1)} {
		e := expr.Const(v)
		if got := value(t, e.String(), nil); math.Float64bits(got) != math.Float64bits(v) && v == v || v != v && got == got {
			t.Errorf("%v becomes %s and then %v", v, e, got)
		}
	}
	if got := new(expr.Expr).String(); got != "0" {
		t.Errorf("the zero Expr is %s", got)
	}
}

func TestRenameAndFix(t *testing.T) {
	e := must(t, "-a**b + a*min(-c, 2)")
	long := e.Rename(func(n string) string {
		if n == "b" {
			return ""
		}
		return "new " + n
	})
	if want := "-`new a`**b + `new a`*min(-`new c`, 2)"; long.String() != want {
		t.Errorf("got %s, expected %s", long, want)
	}
	fixed := e.Fix(func(n string) (float64, bool) { return -3, n != "a" })
	if want := "-a**(-3) + a*min(3, 2)"; fixed.String() != want {
		t.Errorf("got %s, expected %s", fixed, want)
	}
	if !reflect.DeepEqual(must(t, fixed.String()), fixed) {
		t.Errorf("%s parses to another tree", fixed)
	}
	if e.String() != "-a**b + a*min(-c, 2)" {
		t.Errorf("the expression itself became %s", e)
	}
	if e.Fix(func(string) (float64, bool) { return 0, false }) != e {
		t.Error("nothing was fixed, yet the tree was rebuilt")
	}
}

func TestNoAllocation(t *testing.T) {
	// Long programs borrow scratch from a pool, which may lose it at any time.
	for src, most := range map[string]float64{"50*LGP": 0, "XQADJ-(X**(1/(1-B))-X)": 0, strings.Repeat("x*y+", 100) + "1": 1} {
		e := must(t, src)
		p, x := program(t, e, map[string]float64{"x": 1})
		g := make([]float64, len(x))
		if n := testing.AllocsPerRun(100, func() { p.Eval(x); p.Grad(x, g) }); n > most {
			t.Errorf("%.20s: %v allocations a call", src, n)
		}
	}
}

func TestSharedByGoroutines(t *testing.T) {
	e := must(t, strings.Repeat("x*x+", 99)+"x*x")
	p, err := e.Bind(place(e.Names()))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			x, g := []float64{float64(i)}, make([]float64, 1)
			for range 200 {
				if v := p.Grad(x, g); v != 100*x[0]*x[0] || g[0] != 200*x[0] {
					t.Errorf("at %v: %v, %v", x, v, g)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkGrad(b *testing.B) {
	for _, src := range []string{"50*LGP", "x1+x2-325*((0.225)/p)**esub", "TXL*PL*TL*100 + TXK*PK*TK*100 - 40*(PX+PY)/2"} {
		b.Run(src, func(b *testing.B) {
			e := must(b, src)
			p, _ := e.Bind(place(e.Names()))
			x := slices.Repeat([]float64{0.7}, len(e.Names()))
			g := make([]float64, len(x))
			for b.Loop() {
				p.Grad(x, g)
			}
		})
	}
}
