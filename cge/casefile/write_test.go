package casefile_test

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
	"pgregory.net/rapid"
)

// tester is what *testing.T and *rapid.T share.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// roundTrip writes a case and reads it again; it returns what was read.
func roundTrip(t tester, c *casefile.Case) *casefile.Case {
	t.Helper()
	var file bytes.Buffer
	if err := casefile.Write(&file, c.Economy, c.Scenarios); err != nil {
		t.Fatal(err)
	}
	back, err := casefile.Read(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatalf("%v\n%s", err, &file)
	}
	sameModel(t, describe(t, c.Economy), describe(t, back.Economy))
	for i := range c.Scenarios {
		if a, b := plain(c.Scenarios[i]), plain(back.Scenarios[i]); !reflect.DeepEqual(a, b) {
			t.Fatalf("scenario\n%+v\nwas read as\n%+v", a, b)
		}
	}
	var again bytes.Buffer
	if err := casefile.Write(&again, back.Economy, back.Scenarios); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Fatalf("written again, the file differs:\n%s\n%s", &file, &again)
	}
	return back
}

func describe(t tester, e *cge.Economy) *cge.Description {
	t.Helper()
	d, err := e.Describe()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sameModel compares what models say of themselves, but for what the format
// cannot tell apart: parameters before or among derived ones, a start of zero
// of a bare problem, an empty column and a quantity of zero.
func sameModel(t tester, a, b *cge.Description) {
	t.Helper()
	for _, d := range []*cge.Description{a, b} {
		if len(d.Producers)+len(d.Consumers)+len(d.Commodities) == 0 {
			for _, x := range d.Aux {
				d.Start[x.Name] += 0
			}
		}
		var given, derived []cge.ParamView
		for _, p := range d.Params {
			if p.Expr == "" {
				given = append(given, p)
			} else {
				derived = append(derived, p)
			}
		}
		d.Params = append(given, derived...)
		for i := range d.Producers {
			emptyToZero(&d.Producers[i].Out, d.Commodities)
			emptyToZero(&d.Producers[i].In, d.Commodities)
		}
		for i := range d.Consumers {
			emptyToZero(&d.Consumers[i].Wants, d.Commodities)
		}
	}
	if x, y := fmt.Sprintf("%+v", *a), fmt.Sprintf("%+v", *b); x != y {
		t.Fatalf("the model\n%s\nwas read as\n%s", x, y)
	}
}

func emptyToZero(n *cge.NestView, goods []string) {
	if !n.Leaf() && len(n.Inputs) == 0 {
		n.Inputs = []cge.NestView{{Commodity: goods[0], Price: cge.Number{Value: 1}}}
	}
	for i := range n.Inputs {
		emptyToZero(&n.Inputs[i], goods)
	}
}

// plain is a scenario in which nil stands for what is empty.
func plain(s casefile.Scenario) casefile.Scenario {
	for _, m := range []*map[string]float64{&s.Set, &s.Fix, &s.Lower, &s.Upper, &s.Start, &s.Expect, &s.Flows} {
		if len(*m) == 0 {
			*m = nil
		}
	}
	return s
}

// TestWriteCases writes and reads every case: the same model, and the same
// solution to the last bit.
func TestWriteCases(t *testing.T) {
	for _, file := range caseFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c := readCase(t, file)
			back := roundTrip(t, c)
			want, got := solveAll(t, c), solveAll(t, back)
			for i := range want {
				for name, v := range want[i].Equilibrium.Values() {
					if g, err := got[i].Equilibrium.Value(name); err != nil || math.Float64bits(g) != math.Float64bits(v) {
						t.Errorf("%s: %s = %v, was %v (%v)", want[i].Scenario.Name, name, g, v, err)
					}
				}
			}
		})
	}
}

// A builder draws an economy with every part that the format knows.
type builder struct {
	*rapid.T
	e      *cge.Economy
	goods  []cge.Commodity
	agents []cge.Agent
	count  int
}

func (b *builder) chance(what string) bool { return rapid.Bool().Draw(b.T, what) }

func (b *builder) amount(what string) float64 { return rapid.Float64Range(0.1, 1e6).Draw(b.T, what) }

func (b *builder) good() cge.Commodity { return rapid.SampledFrom(b.goods).Draw(b.T, "good") }

func (b *builder) leaf() cge.Nest {
	c := b.good()
	n := c.Of(b.amount("quantity"))
	if b.chance("computed quantity") {
		n = c.OfExpr("3*a + b**2")
	}
	switch rapid.IntRange(0, 2).Draw(b.T, "price") {
	case 1:
		n = n.At(b.amount("price"))
	case 2:
		n = n.AtExpr("1 + exp(a)")
	}
	for range rapid.IntRange(0, 2).Draw(b.T, "taxes") {
		a := rapid.SampledFrom(b.agents).Draw(b.T, "agent")
		if b.chance("computed rate") {
			n = n.TaxedExpr(a, "0.1*`free will`")
		} else {
			n = n.Taxed(a, rapid.Float64Range(-0.2, 0.2).Draw(b.T, "rate"))
		}
	}
	return n
}

func (b *builder) nest(depth int) cge.Nest {
	if depth == 0 || b.chance("leaf") {
		return b.leaf()
	}
	kids := make([]cge.Nest, rapid.IntRange(1, 3).Draw(b.T, "inputs"))
	for i := range kids {
		kids[i] = b.nest(depth - 1)
	}
	if b.chance("column") {
		kids = append(kids, cge.Column(b.goods, rapid.SliceOfN(rapid.Float64Range(0, 5), len(b.goods), len(b.goods)).Draw(b.T, "column")))
	}
	var n cge.Nest
	switch s := rapid.Float64Range(0.1, 5).Draw(b.T, "elasticity"); rapid.IntRange(0, 3).Draw(b.T, "kind") {
	case 0:
		n = cge.CES(s, kids...)
	case 1:
		n = cge.CESExpr("half", kids...)
	case 2:
		n = cge.Volume(s, b.good(), kids...)
	case 3:
		n = cge.VolumeExpr("b", b.good(), kids...)
	}
	if b.chance("named") {
		b.count++
		n = n.Named(fmt.Sprintf("nest %d <&>", b.count))
	}
	return n
}

func drawEconomy(t *rapid.T) *cge.Economy {
	b := &builder{T: t, e: cge.NewEconomy("drawn “economy”")}
	e := b.e
	e.Param("a", 0.25)
	e.Derived("half", "2*a")
	if p := e.Param("b", b.amount("b")); b.chance("b is money") {
		p.Money()
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "goods") {
		b.goods = append(b.goods, e.Commodity(fmt.Sprintf("good %d", i)))
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "agents") {
		b.agents = append(b.agents, e.Consumer(fmt.Sprintf("agent.%d", i)))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "producers") {
		out := b.good().Of(b.amount("output")) // an output side of volume nodes is another matter
		if b.chance("joint") {
			out = cge.CET(2, out, b.leaf())
		}
		p := e.Producer(fmt.Sprintf("makes \"%d\"", i), out, b.nest(3))
		if b.chance("productivity") {
			p.Productivity("1 + a*`good 0`")
		}
	}
	for _, a := range b.agents {
		a.Wants(b.nest(2))
		if b.chance("needs") {
			a.Needs(b.leaf())
		}
		for range rapid.IntRange(0, 2).Draw(t, "owns") {
			a.Owns(b.good().Of(rapid.Float64Range(-10, 10).Draw(t, "owned")), b.good().OfExpr("5*(1 - `free will`)"))
		}
	}
	bound := rapid.SampledFrom([]float64{math.Inf(-1), -3, 0, 0.125, math.Inf(1)})
	if x := e.Aux("free will", "`good 0` - a"); b.chance("bounded") {
		lo, up := bound.Draw(t, "lo"), bound.Draw(t, "up")
		if lo = min(lo, up); !math.IsInf(lo, 1) && !math.IsInf(up, -1) {
			x.Between(lo, up)
		}
	}
	e.Start("good 0", b.amount("start"))
	return e
}

// TestWriteAnything: what is written is read as the same model, whatever the
// model is. A model that does not compile is not written.
func TestWriteAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEconomy(t)
		if _, err := cge.Compile(e); err != nil {
			var file bytes.Buffer
			if err := casefile.Write(&file, e, nil); err == nil || file.Len() > 0 {
				t.Fatalf("%v, wrote %s", err, &file)
			}
			t.Skip(err)
		}
		sc := casefile.Scenario{Tolerance: rapid.SampledFrom([]float64{1e-6, 1e-3}).Draw(t, "tol"), Indeterminate: []string{"good 0"}}
		sc.Name = "odd: \"name\"\n"
		sc.Set = map[string]float64{"a": 0.1 + 0.2}
		sc.Lower, sc.Upper = map[string]float64{"free will": math.Inf(-1), "good 0": 1e-300}, map[string]float64{"good 0": math.Inf(1)}
		sc.Expect, sc.Flows = map[string]float64{"good 0": 1}, map[string]float64{"agent.0|good 0|dem": 2.5}
		roundTrip(t, &casefile.Case{Economy: e, Scenarios: []casefile.Scenario{sc}})
	})
}

func TestWriteBare(t *testing.T) {
	e := cge.NewEconomy("bare")
	e.Param("a", 2)
	e.Aux("x", "x - a").Between(math.Inf(-1), math.Inf(1))
	e.Aux("y", "y - x").Start(3)
	sc := casefile.Scenario{Tolerance: 1e-6, AnyOf: []map[string]float64{{"x": 2, "y": 2}}}
	sc.Name = "one"
	back := roundTrip(t, &casefile.Case{Economy: e, Scenarios: []casefile.Scenario{sc}})
	if compared, off, err := solveAll(t, back)[0].Check(); compared != 2 || len(off) > 0 || err != nil {
		t.Errorf("%d compared, %v, %v", compared, off, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	good := func() *cge.Economy {
		e := cge.NewEconomy("e")
		e.Aux("x", "x - 1")
		return e
	}
	named := func(name string) casefile.Scenario { return casefile.Scenario{Scenario: cge.Scenario{Name: name}} }
	open := good()
	open.Aux("x", "1")
	odd := cge.NewEconomy("\xff")
	odd.Aux("x", "x - 1")
	lost := named("a")
	lost.Set = map[string]float64{"t": 1}
	nan := named("a")
	nan.Expect = map[string]float64{"x": math.NaN()}
	first, second := named("a"), named("b")
	first.AnyOf, second.AnyOf = []map[string]float64{{"x": 1}}, []map[string]float64{{"x": 2}}
	for want, c := range map[string]*casefile.Case{
		`the name "x" is taken`:          {Economy: open},
		"names are in UTF-8":             {Economy: odd},
		"would not be read back":         {Economy: good(), Scenarios: []casefile.Scenario{lost}},
		"which JSON cannot hold":         {Economy: good(), Scenarios: []casefile.Scenario{nan}},
		"other solutions than one":       {Economy: good(), Scenarios: []casefile.Scenario{first, second}},
		`is called "a", as scenarios[0]`: {Economy: good(), Scenarios: []casefile.Scenario{named("a"), named("a")}},
	} {
		var file bytes.Buffer
		if err := casefile.Write(&file, c.Economy, c.Scenarios); err == nil || !strings.Contains(err.Error(), want) || file.Len() > 0 {
			t.Errorf("%v, want %q; wrote %d bytes", err, want, file.Len())
		}
	}
}
