package mpsge_test

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// textbook is a program as people write them: comments, texts, tabs, upper and
// lower case, continued lines, reports, a tag that is the letter of a field.
const textbook = `$TITLE	Two sectors under a tax of equal yield
$ontext
A comment of several lines; $model stands in it, but not at the start of a line.
$offtext

SCALAR	TXL	Tax on labour (per cent, of its price),
	TXK	"Tax on capital; or so"	/0.1/
	Y0	Output of Y / 100 /;
parameter target;
target = sqr(2)*10 - max(0, -1) + 2**3**1*0;   TXL = TXK*2;

$ONTEXT
$MODEL:Yield

$SECTORS:
	X	! a sector
	Y W

$COMMODITIES:
	PX PY
	PL	! price of labour
	PK
	PW

$CONSUMERS:
	CONS

$AUXILIARY:
	TAU

$PROD:X  S:1
	O:PX  Q: 100
	I:PL  Q:40   P:(1+0.2)  A:CONS  N:TAU  M:TXL
	I:PK  Q:(50+2)
* a comment between lines
$REPORT:
	v:LX  I:PL  PROD:X

$prod:Y s:0.5  a:1
	O:PY	Q:Y0
	I:PL	Q:60  a:

$PROD:W s:0  a:0.7  t:0
	O:PW  Q:200
	I:PX  Q:100  a:
	I:PY  Q:100
+	A: CONS  T:0   a:

$DEMAND:cons
	D:PW  Q:1
	E:PL  Q:100
	E:PK  Q:52
	E:PL  Q:(-5) R:TAU

$CONSTRAINT:TAU
	0.08*PL*X*40*TAU
	 =E= target/10*
	 PW ;
$OFFTEXT
$SYSINCLUDE mpsgeset YIELD

tau.l = 1;
option decimals=8;
PW.FX = 1;
YIELD.iterlim = 0;
$INCLUDE YIELD.GEN
SOLVE Yield USING MCP;
PARAMETER REPORT(*,*) what is found;
parameter welfare; welfare = W.L/W.L;
REPORT("X","benchmark") = X.L;
YIELD.iterlim = 10000;
tau.lo = -inf; tau.up = 2*5;
TXL = 0.3; PK.l = 0.9;
$INCLUDE YIELD.GEN
SOLVE YIELD USING MCP;
abort$(YIELD.objval > 1e-2) "it; isn't";
TAU.FX = 0.5; PW.lo = 0; pw.up = +inf; pl.fx = 1;
$include YIELD.GEN
solve yield using mcp;
DISPLAY REPORT;
`

func TestTextbook(t *testing.T) {
	m, err := mpsge.Parse(strings.NewReader(textbook))
	if err != nil {
		t.Fatal(err)
	}
	e := cge.NewEconomy("Yield")
	px, py, pl, pk, pw := e.Commodity("PX"), e.Commodity("PY"), e.Commodity("PL"), e.Commodity("PK"), e.Commodity("PW")
	cons := e.Consumer("CONS")
	e.Param("TXL", 0.2)
	e.Producer("X", px.Of(100), cge.CobbDouglas(pl.Of(40).At(1.2).TaxedExpr(cons, "TXL*TAU"), pk.Of(52)))
	e.Producer("Y", py.Of(100), pl.Of(60))
	e.Producer("W", pw.Of(200), cge.CES(0.7, px.Of(100), py.Of(100)))
	cons.Wants(pw.Of(1)).Owns(pl.Of(100), pk.Of(52), pl.OfExpr("-5*TAU"))
	e.Aux("TAU", "0.08*PL*X*40*TAU - 4*PW").Start(1)
	want := solve(t, e, []cge.Scenario{
		{Fix: map[string]float64{"PW": 1}},
		{Fix: map[string]float64{"PW": 1}, Set: map[string]float64{"TXL": 0.3}, Lower: map[string]float64{"TAU": math.Inf(-1)}, Upper: map[string]float64{"TAU": 10}},
		{Fix: map[string]float64{"PL": 1, "TAU": 0.5}, Set: map[string]float64{"TXL": 0.3}},
	})
	for i, got := range solve(t, m.Economy, m.Scenarios) {
		for _, name := range slices.Sorted(maps.Keys(want[i])) {
			if d := apart(got[name], want[i][name]); !(d <= 1e-8) { // both solve to 1e-10
				t.Errorf("solve %d: %s = %v, want %v", i+1, name, got[name], want[i][name])
			}
		}
	}
	if s := m.Scenarios[1]; s.Set["TXL"] != 0.3 || s.Start["PK"] != 0.9 || s.Upper["TAU"] != 10 {
		t.Errorf("the second scenario is %+v", s)
	}
}

// block makes a program around an MPSGE block.
func block(lines string) string {
	return "scalar t /0.1/;\n$ontext\n$model:M\n" + lines + "\n$offtext\n$sysinclude mpsgeset M\n$include M.GEN\nsolve M using mcp;\n"
}

const good = "$sectors:\n X\n$commodities:\n PX\n PL\n$consumers:\n C\n$prod:X s:1\n O:PX Q:1\n I:PL Q:1 A:C T:t\n$demand:C\n D:PX Q:1\n E:PL Q:1"

// Errors name line, column and what was expected.
func TestSyntaxErrors(t *testing.T) {
	change := func(old, new string) string {
		if !strings.Contains(block(good), old) {
			t.Fatalf("no %q in the program", old)
		}
		return strings.Replace(block(good), old, new, 1)
	}
	for _, c := range []struct {
		text      string
		line, col int
		msg       string
	}{
		{"", 1, 1, "there is no MPSGE model"},
		{"set i /1*3/;", 1, 1, `"set" is not declared`},
		{"scalar a /1/\n", 2, 1, "no ; at its end"},
		{"scalar a /1 2/;", 1, 13, "one number between the slashes"},
		{"scalar /1/;", 1, 8, "a value without a name"},
		{"scalar a /1/, b;\na(i) = 2;", 2, 2, "expected =; indexed names"},
		{"scalar a;\na = (1+;", 2, 8, "expected a number"},
		{"scalar a;\na = 1/0;", 2, 6, "+Inf, not a number"},
		{"scalar a;\na = sin(1);", 2, 5, "no function that is read here"},
		{"scalar a;\na = max(1);", 2, 5, "max has 1 arguments"},
		{"scalar a;\na = 1$(2);", 2, 6, "expected an operator or ;"},
		{"scalar a;\na = b;", 2, 5, `"b" is not declared`},
		{"$if set x a = 1;", 1, 1, "$if is not in the subset"},
		{"$ontext\n", 1, 1, "this has no $offtext"},
		{"$include M.GEN\n", 1, 1, "no model M was set up"},
		{"$sysinclude mpsgeset M\n", 1, 1, "without a model before it"},
		{block(good) + block(good), 23, 1, "a second model"},
		{change("$include M.GEN", ""), 20, 1, "no $include M.GEN between it"},
		{change("$include M.GEN", "$include N.GEN"), 19, 1, "no model N was set up"},
		{change("mpsgeset M", "mpsgeset N"), 18, 1, "is called M"},
		{change("solve M", "solve N"), 20, 7, "expected the model to solve"},
		{change("$sectors:\n X", "$sectors:\n X(i)"), 5, 3, "expected a name"},
		{change("$sectors:\n X", "$sectors:\n X\n px"), 8, 2, `"PX" is a sector already`},
		{change("$sectors:\n X", "$sectors:\n X Y"), 5, 4, `sector "Y" has no $prod:Y`},
		{change("$consumers:\n C", "$consumers:\n C D"), 10, 4, `consumer "D" has no $demand:D`},
		{change("$consumers:\n C", "$consumers:\n C\n$auxiliary: U"), 11, 13, `"U" has no $constraint:U`},
		{change("$prod:X s:1", "$prod:Y s:1"), 11, 7, "expected the name of a declared sector"},
		{change("$prod:X s:1", "$prod:X s:1 s:2"), 11, 13, "stands twice"},
		{change("$prod:X s:1", "$prod:X s:1 a(b):2"), 11, 13, `stands in "b"`},
		{change("$prod:X s:1", "$prod:X s:1 a(b):2 b(a):1"), 11, 13, "stands in itself"},
		{change("$prod:X s:1", "$prod:X s:1 g.tl:2"), 11, 13, "over an index"},
		{change("$prod:X s:1", "$prod:X s:(log(0-1))"), 11, 11, "is not a number"},
		{change("$prod:X s:1", "$product:X s:1"), 11, 1, "expected $model:"},
		{change("I:PL Q:1", "I:PL Q:1 Q:2"), 13, 11, "a second Q:"},
		{change("I:PL Q:1", "I:PZ Q:1"), 13, 4, "expected the name of a declared commodity"},
		{change("I:PL Q:1", "D:PL Q:1"), 13, 2, "expected O: or I:"},
		{change("I:PL Q:1", "I:PL$t Q:1"), 13, 6, "expected a field"},
		{change("Q:1 A:C T:t", "Q:u A:C T:t"), 13, 9, `"u" is no scalar`},
		{change("Q:1 A:C T:t", "Q:PX"), 13, 9, `"PX" is no scalar`},
		{change("Q:1 A:C T:t", "Q:1 T:t"), 13, 11, "T: is no field here"},
		{change("Q:1 A:C T:t", "Q:1 A:C T:t T:t"), 13, 19, "a second T:"},
		{change("Q:1 A:C T:t", "Q:1 A:X"), 13, 13, "expected the name of a declared consumer"},
		{change("D:PX Q:1", "D:PX Q:1 A:C T:1"), 15, 11, "A: is no field here"},
		{change("$demand:C", "$prod:X\n$demand:C"), 14, 1, "a second block"},
		{change("$offtext", "$constraint:X\n$offtext"), 17, 13, "expected the name of a declared auxiliary variable"},
	} {
		_, err := mpsge.Parse(strings.NewReader(c.text))
		var at *mpsge.SyntaxError
		if !errors.As(err, &at) {
			t.Errorf("%q: the error is %v", c.text, err)
			continue
		}
		if at.Line != c.line || at.Column != c.col || !strings.Contains(at.Msg, c.msg) {
			t.Errorf("%q: %v, expected line %d, column %d: ... %s", c.text, err, c.line, c.col, c.msg)
		}
	}
}

// A scalar that a solution decides serves reports, not the model.
func TestUnknownValues(t *testing.T) {
	text := block(good) + "scalar w;\nw = X.l;\nt = w;\n"
	if _, err := mpsge.Parse(strings.NewReader(text)); err != nil {
		t.Errorf("after the last solve: %v", err)
	}
	_, err := mpsge.Parse(strings.NewReader(text + "$include M.GEN\nsolve M using mcp;\n"))
	if err == nil || !strings.Contains(err.Error(), `"t" depends on X.l`) {
		t.Errorf("before a solve: %v", err)
	}
	if _, err = mpsge.Parse(strings.NewReader(text + "PX.fx = w;\n")); err == nil || !strings.Contains(err.Error(), "only a solution tells") {
		t.Errorf("a price fixed at a result: %v", err)
	}
}

// What does not compile is an error at once.
func TestCompiles(t *testing.T) {
	_, err := mpsge.Parse(strings.NewReader(strings.Replace(block(good), "I:PL Q:1", "I:PL Q:0", 1)))
	if err == nil || !strings.Contains(err.Error(), "model M") {
		t.Errorf("a sector without inputs: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(textbook)
	f.Add(block(good))
	for _, s := range invented() {
		f.Add(export(f, s))
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := mpsge.Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		// what is read is an economy that compiles, and can be written again
		if _, err := cge.Compile(m.Economy); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := mpsge.Export(&b, m.Economy, m.Scenarios); err != nil {
			return
		}
		if _, err := mpsge.Parse(strings.NewReader(b.String())); err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
	})
}

// Reading gives back the numbers of the benchmark: it replicates.
func TestReplicates(t *testing.T) {
	m, err := mpsge.Parse(strings.NewReader(block(good)))
	if err != nil {
		t.Fatal(err)
	}
	eq, err := cge.Solve(context.Background(), m.Economy, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := eq.Value("X"); v != 1 {
		t.Errorf("the level of X is %v, want 1", v)
	}
}
