package mpsge_test

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// A subject is an economy with scenarios to carry over.
type subject struct {
	name      string
	economy   *cge.Economy
	scenarios []cge.Scenario
	less      reduced
}

// reduced is an income that needs make smaller in MPSGE, by their cost.
type reduced struct {
	income string
	cost   func(scenario int, values map[string]float64) float64
}

// cases are the reference cases and generated economies of package casefile.
func cases(t testing.TB) []subject {
	t.Helper()
	files, err := filepath.Glob("../casefile/testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in ../casefile/testdata: %v", err)
	}
	var out []subject
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := casefile.Read(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Networks) > 0 {
			continue // producers that choose their suppliers are no economy of MPSGE
		}
		s := subject{name: strings.TrimSuffix(filepath.Base(file), ".json"), economy: c.Economy}
		for _, sc := range c.Scenarios {
			s.scenarios = append(s.scenarios, sc.Scenario)
		}
		out = append(out, s)
	}
	return out
}

// invented are economies for what the cases do not hold.
func invented() []subject {
	return []subject{needy(), named(), plain(), wordy(), productive(), bounded(), taxing()}
}

// needy: subsistence quantities.
func needy() subject {
	e := cge.NewEconomy("needs")
	food, fun, work := e.Commodity("food"), e.Commodity("fun"), e.Commodity("work")
	home := e.Consumer("home")
	e.Param("hunger", 2)
	e.Producer("farm", food.Of(6), cge.CobbDouglas(work.Of(6)))
	e.Producer("club", fun.Of(4), work.Of(4))
	home.Wants(cge.CobbDouglas(food.Of(4), fun.Of(4))).Needs(food.OfExpr("hunger"), fun.Of(0)).Owns(work.Of(10))
	fix := map[string]float64{"work": 1}
	cost := func(scenario int, values map[string]float64) float64 {
		return []float64{2, 5}[scenario] * values["food"]
	}
	return subject{"needs", e, []cge.Scenario{{Name: "benchmark", Fix: fix}, {Name: "hungry", Fix: fix, Set: map[string]float64{"hunger": 5}}},
		reduced{"home", cost}}
}

// named: names that GAMS does not take, or takes for one another, and
// elasticities that scenarios set.
func named() subject {
	e := cge.NewEconomy(`café "au lait" & 4th of its long, long, long, long name`)
	a, b, c, d := e.Commodity("PX"), e.Commodity("px"), e.Commodity("sum"), e.Commodity("eq_01")
	home := e.Consumer("θ household, which has a name of more than sixty-three characters in all 1")
	home2 := e.Consumer("θ household, which has a name of more than sixty-three characters in all 2")
	e.Param("Tax.rate", 0.1).Money()
	e.Derived("1/2 tax`", "`Tax.rate`/2")
	e.Producer("2x", cge.CET(2, a.Of(10), cge.CET(0.5, b.Of(4), c.Of(6)).Named("rest of it")),
		cge.CES(0.5, cge.CES(1.5, d.Of(9).TaxedExpr(home2, "2*`1/2 tax```").At(1.1), cge.CES(0, d.Of(5), d.Of(5)).Named("inner")).Named("va"), d.Of(0.1)))
	e.Producer("y", c.Of(2), cge.CES(1, a.Of(1), b.Of(1)))
	home.Wants(cge.CES(0.7, a.Of(1), b.Of(1), c.Of(2), cge.CES(3, a.Of(3), b.Of(2)))).Owns(d.Of(15))
	home2.Wants(c.Of(1)).Owns(d.Of(4))
	fix := map[string]float64{"eq_01": 1}
	return subject{"names", e, []cge.Scenario{
		{Name: "as it is", Fix: fix},
		{Name: `it's "otherwise"`, Fix: fix, Set: map[string]float64{"Tax.rate": 0.3, "sigma:2x/va": 0.25, "sigma:θ household, which has a name of more than sixty-three characters in all 1/4": 0, "sigma:2x/out": 1}},
		{Name: "back", Fix: fix},
	}, reduced{}}
}

// plain: nothing fixed, so that the largest income of the benchmark, to which a
// tax belongs, is the numeraire.
func plain() subject {
	e := cge.NewEconomy("")
	x, l := e.Commodity("x"), e.Commodity("l")
	first, second := e.Consumer("first"), e.Consumer("second")
	e.Param("more", 1)
	e.Producer("make", x.Of(3), l.Of(3).Taxed(second, 0.25))
	first.Wants(cge.CobbDouglas(x.Of(1), l.Of(1))).Owns(l.OfExpr("2*more"))
	second.Wants(x.Of(2)).Owns(l.Of(2))
	e.Start("l", 2).Start("x", 2.5)
	return subject{"no numeraire", e, []cge.Scenario{
		{Name: "more at once", Set: map[string]float64{"more": 2}},
		{Name: "as it was"},
		{Name: "price", Fix: map[string]float64{"l": 3}},
		{Name: "as it was again"},
	}, reduced{}}
}

// wordy: expressions longer than a line of the preprocessor.
func wordy() subject {
	e := cge.NewEconomy("wordy")
	x, l := e.Commodity("x"), e.Commodity("l")
	home := e.Consumer("home")
	e.Param("quantity of something that has a name", 1)
	long := strings.Repeat("`quantity of something that has a name`*0.1+", 20) + "exp(log(8))"
	e.Producer("make", x.OfExpr(long), cge.CobbDouglas(l.Of(10)))
	home.Wants(x.Of(1)).Owns(l.OfExpr("10 - (" + long + ")*idle/10"))
	e.Aux("idle", "idle - 0.1*("+strings.Repeat("x*0.05+l*0.05 + ", 40)+"0)/(4*l)").Between(math.Inf(-1), math.Inf(1))
	fix := map[string]float64{"l": 1}
	return subject{"wordy", e, []cge.Scenario{{Name: "a", Fix: fix}, {Name: "b", Fix: fix, Set: map[string]float64{"quantity of something that has a name": 0.5}}}, reduced{}}
}

// productive: productivities, inside a nest as well.
func productive() subject {
	e := cge.NewEconomy("productivity")
	x, l, k, m := e.Commodity("x"), e.Commodity("l"), e.Commodity("k"), e.Commodity("m")
	home := e.Consumer("home")
	e.Param("z", 1)
	e.Producer("make", x.Of(30), cge.CES(0.3, m.Of(10), cge.CES(0.6, l.Of(10), k.Of(10)))).Productivity("z**2")
	e.Producer("mine", m.Of(10), cge.CobbDouglas(l.Of(10))).Productivity("1.25")
	home.Wants(cge.CobbDouglas(x.Of(30))).Owns(l.Of(18), k.Of(10))
	fix := map[string]float64{"x": 1}
	return subject{"productivity", e, []cge.Scenario{{Name: "a", Fix: fix}, {Name: "b", Fix: fix, Set: map[string]float64{"z": 1.2}}}, reduced{}}
}

// bounded: bounds that scenarios move, and an auxiliary variable with two.
func bounded() subject {
	e := cge.NewEconomy("bounds")
	x, l, k := e.Commodity("x"), e.Commodity("l"), e.Commodity("k")
	home, state := e.Consumer("home"), e.Consumer("state")
	e.Producer("make", x.Of(10), cge.CobbDouglas(l.Of(5).TaxedExpr(state, "0.1 + TAU - 2*SUB"), k.Of(5)))
	home.Wants(cge.CobbDouglas(x.Of(8), l.Of(1))).Owns(l.Of(6), k.OfExpr("5 - U"))
	state.Wants(x.Of(1))
	e.Aux("TAU", "state - 1.5*x").Between(0, 0.2).Start(0.05)
	e.Aux("SUB", "SUB + 0.05").Between(math.Inf(-1), 5)
	e.Aux("U", "k - 0.9*l")
	fix := map[string]float64{"l": 1}
	return subject{"bounds", e, []cge.Scenario{
		{Name: "tax at its bound", Fix: fix},
		{Name: "free", Fix: fix, Upper: map[string]float64{"TAU": math.Inf(1)}},
		{Name: "held", Fix: map[string]float64{"l": 1, "U": 0.5}, Lower: map[string]float64{"TAU": 0.1}},
		{Name: "income held", Fix: map[string]float64{"home": 10}, Start: map[string]float64{"TAU": 0.15, "home": 10}},
	}, reduced{}}
}

// taxing: taxes of several agents on both sides, one commodity in many places.
func taxing() subject {
	e := cge.NewEconomy("taxes")
	x, y, l, k := e.Commodity("x"), e.Commodity("y"), e.Commodity("l"), e.Commodity("k")
	home, state, guild := e.Consumer("home"), e.Consumer("state"), e.Consumer("guild")
	e.Param("t", 0.2)
	e.Producer("make", cge.CET(1.5, x.Of(6).At(0.7).TaxedExpr(state, "t").Taxed(guild, 0.1), y.Of(4)),
		cge.CES(0.5, l.Of(3).At(1.3).Taxed(guild, 0.1).TaxedExpr(state, "t"), cge.CES(2, l.Of(2), k.Of(3).Taxed(state, -0.05))))
	home.Wants(cge.CES(1.2, cge.Leontief(x.Of(2), y.Of(1)), cge.CobbDouglas(x.Of(1), l.Of(1)))).Owns(l.Of(6), k.Of(3))
	state.Wants(cge.CobbDouglas(x.Of(1), y.Of(1)))
	guild.Wants(y.Of(1)).Owns(x.Of(-0.1))
	fix := map[string]float64{"l": 1}
	return subject{"taxes", e, []cge.Scenario{{Name: "a", Fix: fix}, {Name: "b", Fix: fix, Set: map[string]float64{"t": 0.05}}}, reduced{}}
}

func export(t testing.TB, s subject) string {
	t.Helper()
	var b bytes.Buffer
	if err := mpsge.Export(&b, s.economy, s.scenarios); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// solve solves scenarios in turn and returns all values of each.
func solve(t testing.TB, e *cge.Economy, scenarios []cge.Scenario) []map[string]float64 {
	t.Helper()
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]float64
	var last *cge.Equilibrium
	for _, sc := range scenarios {
		eq, err := m.Solve(context.Background(), sc, &cge.Settings{From: last})
		if err != nil {
			t.Fatal(err)
		}
		last = eq
		out = append(out, eq.Values())
	}
	return out
}

// apart is the difference as the cases' own check has it: relative, absolute
// below one.
func apart(got, want float64) float64 { return math.Abs(got-want) / max(1, math.Abs(want)) }
