package expr_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

func TestPrecedence(t *testing.T) {
	at := map[string]float64{"a": 2, "b": 3, "c": 5}
	for src, want := range map[string]float64{
		"a+b*c": 17, "(a+b)*c": 25, "a-b-c": -6, "a-(b-c)": 4, "b/a/c": 0.3, "b/a*c": 7.5, "b/(a*c)": 0.3,
		"-a**2": -4, "(-a)**2": 4, "a**-1": 0.5, "a**b**2": 512, "(a**b)**2": 64, "a^b": 8, "a**-b**2": math.Pow(2, -9),
		"-a*b": -6, "a*-b": -6, "a - -b": 5, "a+-b": -1, "--a": 2, "-+-a": 2, "+a": 2, "2*a**2": 8, "-2**2": -4, "2**2*3": 12, "a**2/4": 1,
		".5*a": 1, "1.": 1, "1e-3": 0.001, "1E+2": 100, "2.5e1": 25, "0.1": 0.1,
		"log(exp(a))": 2, "sqrt(a*8)": 4, "abs(-a)": 2, "min(c, a, b)": 2, "max(a,c,b)": 5, "pow(a, b)": 8, "-pow(a,2)": -4,
		"max(min(a,b),1)**2": 4, " \ta\n+\r\nb ": 5, "((((a))))": 2, "0**0": 1, "a**0": 1,
	} {
		if got := value(t, src, at); got != want {
			t.Errorf("%q is %v, expected %v", src, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for src, want := range map[string]string{
		"b+a*b": "a b", "x_1.y+_z": "_z x_1.y", "`real wage`/p": "p|real wage", "`a``b`": "a`b", "`a`+a": "a", "1+2": "", "Ω+é2": "é2 Ω",
		"log+exp(log)": "log", "e1": "e1", "x1e3": "x1e3", "`log`+1": "log", "`min`": "min",
	} {
		sep := " "
		if strings.Contains(want, "|") {
			sep = "|"
		}
		got := must(t, src).Names()
		if strings.Join(got, sep) != want {
			t.Errorf("%q has the names %q, expected %q", src, got, want)
		}
	}
}

func TestCanonicalText(t *testing.T) {
	for src, want := range map[string]string{
		"TXL*PL*100+40*(PX+PY)/2": "TXL*PL*100 + 40*(PX + PY)/2", "(a+b)+c": "a + b + c", "a+(b+c)": "a + (b + c)", "(a*b)/c": "a*b/c",
		"a*(b/c)": "a*(b/c)", "a-(-b*c)": "a - (-b*c)", "a- -2": "a - (-2)", "-(2)": "-2", "--x": "-(-x)", "-(-2)": "2", "(-2)**x": "(-2)**x",
		"-2**x": "-2**x", "(-x)^-1": "(-x)**(-1)", "a**b**c": "a**(b**c)", "pow(a+1, b)": "(a + 1)**b", "-(a*b)": "-(a*b)", "-(a**b)": "-a**b",
		"1000000": "1000000", "1e20": "1e+20", "1.50": "1.5", "min( a,b )": "min(a, b)", "`x`*`y z`": "x*`y z`", "`3`": "`3`", "`a.`": "`a.`",
		"-0": "-0", "+a": "a", "-(a+b)*c": "-(a + b)*c",
	} {
		e := must(t, src)
		if e.String() != want {
			t.Errorf("%q becomes %q, expected %q", src, e, want)
		}
		if !reflect.DeepEqual(must(t, want), e) {
			t.Errorf("%q parses to another tree than %q", want, src)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		src    string
		column int
		says   string
	}{
		{"", 1, "found the end, expected a number"},
		{"a +", 4, "found the end, expected a number"},
		{"a + )", 5, `found ")"`},
		{"(a+b", 5, `expected an operator or ")"`},
		{"a)", 2, "expected an operator or the end"},
		{"2x", 2, "a product needs its *"},
		{"real wage", 6, "a name with a space its backquotes"},
		{"a b + c d", 3, `found "b"`},
		{"1.2.3", 4, `found ".3"`},
		{"a * / b", 5, `found "/"`},
		{"é*/b", 3, `found "/"`},
		{"1e999", 1, "too large"},
		{"x = 1", 3, "write left - right"},
		{`"x"`, 1, "stand in backquotes"},
		{"[a]", 1, "round brackets"},
		{"a − b", 3, "write the minus as -"},
		{"a % b", 3, `unexpected '%'`},
		{"a.", 2, `unexpected '.'`},
		{"`abc", 1, "no backquote at its end"},
		{"a+``", 3, "empty name"},
		{"ln(x)", 1, `did you mean "log"`},
		{"sqr(x)", 1, "x**2"},
		{"maxx(1,2)", 1, `did you mean "max"`},
		{"frobnicate(1)", 1, "known are abs, exp, log, max, min, pow, sqrt"},
		{"LOG(x)", 1, `did you mean "log"`},
		{"1+log(a,b)", 3, "log has 2 argument(s), expected 1"},
		{"min(a)", 1, "min has 1 argument(s), expected 2 or more"},
		{"pow(a)", 1, "pow has 1 argument(s), expected 2"},
		{"log()", 5, "expected a number"},
		{"max(a,)", 7, "expected a number"},
		{"`log`(x)", 6, `found "("`},
		{"\xff", 1, "unexpected"},
	} {
		_, err := expr.Parse(c.src)
		var s *expr.SyntaxError
		if !errors.As(err, &s) || s.Column != c.column || s.Src != c.src || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: got %v, expected column %d and %q", c.src, err, c.column, c.says)
		}
	}
}

func TestCaretPointsAtTheColumn(t *testing.T) {
	long := strings.Repeat("aé\t+", 100)
	_, err := expr.Parse(long + "%" + long)
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 {
		t.Fatalf("got %q", err)
	}
	line, caret := []rune(lines[1]), []rune(lines[2])
	if at := slices.Index(caret, '^'); line[at] != '%' || len(line) > 80 || !strings.HasSuffix(lines[1], "...") {
		t.Errorf("the caret is at %q of\n%s\n%s", line[at], lines[1], lines[2])
	}
}

// Depth is refused, length is not.
func TestNestingLimit(t *testing.T) {
	const n = 1_000_000
	for what, src := range map[string]string{
		"brackets": strings.Repeat("(", n), "minus": strings.Repeat("-", n) + "x", "plus": strings.Repeat("+", n) + "x", "powers": strings.Repeat("x**", n) + "x",
		"calls": strings.Repeat("log(", n), "minus 1002": strings.Repeat("-", 1002) + "x", "mixed": strings.Repeat("-(a+2*", 500) + "a" + strings.Repeat(")", 500),
		"signs": strings.Repeat("x*-", 3) + strings.Repeat("2**-", 2000) + "x",
	} {
		if _, err := expr.Parse(src); err == nil || !strings.Contains(err.Error(), "nested more than 1000") || len(err.Error()) > 400 {
			t.Errorf("%s: %.200v", what, err)
		}
	}
	for what, src := range map[string]string{
		"sum": strings.Repeat("x+", n/10) + "x", "product": strings.Repeat("x*", n/10) + "x", "minus": strings.Repeat("-", 1000) + "x",
		"powers": strings.Repeat("x**", 1000) + "x", "brackets": strings.Repeat("(", 3000) + "x" + strings.Repeat(")", 3000),
	} {
		e := must(t, src)
		if again := must(t, e.String()); !reflect.DeepEqual(again, e) {
			t.Errorf("%s: the text has another tree", what)
		}
		if p, x := program(t, e, map[string]float64{"x": 1}); math.Abs(p.Grad(x, make([]float64, 1))) < 1 {
			t.Errorf("%s: no value", what)
		}
		_ = e.GAMS(nil)
	}
}

func TestGAMS(t *testing.T) {
	for src, want := range map[string]string{
		"x**2+3*y^3": "sqr(x) + 3*power(y, 3)", "a**-1": "power(a, -1)", "a**(1+1)": "sqr(a)", "a**0.5": "a**0.5", "a**1001": "a**1001",
		"a*-b": "a*(-b)", "a+-b*c": "a + (-b*c)", "a**-b": "a**(-b)", "a**b**c": "a**(b**c)", "-(x-y)**2": "-sqr(x - y)", "min(a, -b)": "min(a, -b)",
		"log(exp(sqrt(abs(x))))": "log(exp(sqrt(abs(x))))", "`real wage`*2": "v_real_wage*2",
	} {
		got := must(t, src).GAMS(func(n string) string {
			if n == "real wage" {
				return "v_real_wage"
			}
			return n
		})
		if got != want {
			t.Errorf("%q is %q in GAMS, expected %q", src, got, want)
		}
	}
	if got := must(t, "a + b").GAMS(nil); got != "a + b" {
		t.Errorf("without names: %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, m := range modelExprs(f) {
		f.Add(m.Expr)
	}
	for _, s := range []string{"-x**2**-y", "pow(a,min(b,-0))", "`a``b`*.5e-3", "((a+b)+c)-(d-(-e))", "a−b", "log(log(x)", "\xff`\xff`"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, err := expr.Parse(src)
		if err != nil {
			_ = err.Error()
			return
		}
		again, err := expr.Parse(e.String())
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("%q becomes %q: %v", src, e, err)
		}
		p, x := program(t, e, nil)
		for i := range x {
			x[i] = float64(i) - 0.5
		}
		g := make([]float64, len(x))
		if a, b := p.Eval(x), p.Grad(x, g); math.Float64bits(a) != math.Float64bits(b) && a == a {
			t.Fatalf("%q: Eval %v, Grad %v", src, a, b)
		}
		_ = e.GAMS(nil)
	})
}
