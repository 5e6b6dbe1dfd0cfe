package equilibrium_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/datasets/quantity/quantitytest"
	"github.com/lodestone-model/lodestone/notebooks/equilibrium"
)

func calibrate(t testing.TB, c equilibrium.Case) *equilibrium.Economy {
	t.Helper()
	e, err := equilibrium.Calibrate(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func solve(t testing.TB, e *equilibrium.Economy, sc cge.Scenario) *cge.Equilibrium {
	t.Helper()
	eq, err := e.Solve(sc)
	if err != nil {
		t.Fatal(err)
	}
	return eq
}

func ExampleCalibrate() {
	e, err := equilibrium.Calibrate(equilibrium.Standard())
	if err != nil {
		fmt.Println(err)
		return
	}
	eq, err := e.Solve(e.LessOre(equilibrium.Cut))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Ore(eq))
	// Output:
	// scenario 2 × flow 4, MUSD2017
	// scenario   mined  exported  imported  bought at home
	// benchmark  27420      9862      2225           19780
	// less ore   22730      5850      2356           18940
}

func ExampleName() {
	fmt.Println(equilibrium.Name("A_STEEL"), equilibrium.Name("PQ:C_COPROD"), equilibrium.Name("RES:A_CUNIMIN"), equilibrium.Name("LAB"), equilibrium.Name("X"))
	// Output: steel copper products ore in the ground labour X
}

// The benchmark is the accounts: GDP is the published one but for the 426
// million that balancing moved.
func TestBenchmarkIsTheAccounts(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	if r := *e.Benchmark.Certificate.Replication; r > 1e-10 { // a year is solved to 1e-10
		t.Errorf("replication %v", r)
	}
	if g := e.Model.GDP(e.Benchmark); math.Abs(g.Income()-equilibrium.PublishedGDP) > 427 || math.Abs(g.Income()/g.Expenditure()-1) > 1e-12 { // accounts that balance: rounding of their sums
		t.Errorf("%+v", g)
	}
}

// To first order a loss of productivity costs what the mines would have to buy
// more for the same output (Hulten 1978): cut/(1-cut) of their sales, less what
// substitution saves, which cannot be more than what the mines sell.
func TestPoorerOreCostsWhatHultenSays(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	sales := quantitytest.At(t, e.Ore(), "scenario", "benchmark", "flow", "mined")
	small, err := e.EV(solve(t, e, e.PoorerOre(0.001)))
	if err != nil {
		t.Fatal(err)
	}
	// Output taxes and trade make the weights of mines differ from sales by some per cent.
	if first := -small / 0.001; math.Abs(first/sales-1) > 0.1 {
		t.Errorf("productivity is worth %v, the mines sell %v", first, sales)
	}
	large, err := e.EV(solve(t, e, e.PoorerOre(equilibrium.Cut)))
	if err != nil {
		t.Fatal(err)
	}
	if cost := -large / sales; cost <= equilibrium.Cut || cost >= equilibrium.Cut/(1-equilibrium.Cut) {
		t.Errorf("a fifth less from the same inputs costs %v of sales", cost)
	}
}

// Ore that is gone is missed more the more of it is gone, and the tariff that
// costs as much is found.
func TestCostsRise(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	last := 0.0
	for _, cut := range []float64{0.05, 0.1, 0.2, 0.4} {
		ev, err := e.EV(solve(t, e, e.LessOre(cut)))
		if err != nil {
			t.Fatal(err)
		}
		if -ev/cut <= last {
			t.Errorf("the share %v costs %v a unit, a smaller one %v", cut, -ev/cut, last)
		}
		last = -ev / cut
	}
	less := solve(t, e, e.LessOre(equilibrium.Cut))
	rate, err := e.TariffThatCosts(less)
	if err != nil {
		t.Fatal(err)
	}
	a, err := e.EV(less)
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.EV(solve(t, e, e.Tariff(rate)))
	if err != nil || math.Abs(a/b-1) > 1e-5 { // EV is the difference of two numbers 1e4 times as large, solved to 1e-10
		t.Errorf("tariff %v costs %v, less ore %v (%v)", rate, b, a, err)
	}
	if _, err := e.TariffThatCosts(e.Benchmark); err == nil {
		t.Error("a tariff costs nothing")
	}
}

// The causes of a price add up to it, in every producer.
func TestCausesAddUp(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	eq := solve(t, e, e.LessOre(equilibrium.Cut))
	for _, producer := range e.Model.Activities {
		why := e.Why(producer, eq, 5)
		whole := quantitytest.At(t, why, "cause", "whole")
		if sum := quantitytest.At(t, why.Sum("cause")); math.Abs(sum-2*whole) > 1e-9 { // in %, parts and whole
			t.Errorf("%s: parts add up to %v, the whole is %v", producer, sum-whole, whole)
		}
	}
	if e.Why("A_NOTHING", eq, 3).Err() == nil {
		t.Error("no error for an unknown producer")
	}
}

// Ore is conserved but for the curvature between home and abroad, and what is not mined
// is mostly not exported.
func TestOreIsAccountedFor(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	ore := e.Ore(solve(t, e, e.LessOre(equilibrium.Cut)))
	flow := func(s, f string) float64 { return quantitytest.At(t, ore, "scenario", s, "flow", f) }
	for _, s := range []string{"benchmark", "less ore"} {
		gap := flow(s, "mined") + flow(s, "imported") - flow(s, "exported") - flow(s, "bought at home")
		if math.Abs(gap) > 0.02*flow(s, "mined") {
			t.Errorf("%s: %v of ore is not accounted for", s, gap)
		}
	}
	missing, kept := flow("benchmark", "mined")-flow("less ore", "mined"), flow("benchmark", "exported")-flow("less ore", "exported")
	if missing <= 0 || kept < missing/2 {
		t.Errorf("%v less is mined, %v less exported", missing, kept)
	}
}

func TestTablesAreInOrder(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	less, duty := solve(t, e, e.LessOre(equilibrium.Cut)), solve(t, e, e.Tariff(equilibrium.Duty))
	for _, a := range []quantity.Array{e.Prices(10, less, duty), e.Levels(10, less, duty)} {
		if a.Err() != nil || a.Len() != 20 {
			t.Fatal(a)
		}
		first := a.Data()[:10]
		for i := range 9 {
			if first[i] < first[i+1] {
				t.Errorf("%v", a)
			}
		}
	}
	if a := equilibrium.NotOre(e.Prices(10, less)); a.Err() != nil || a.Len() != 8 {
		t.Error(a)
	}
	if e.Prices(3).Err() == nil {
		t.Error("no error without a scenario")
	}
	if _, err := e.Costs(less, duty); err != nil {
		t.Error(err)
	}
	if a := equilibrium.Answers(less); a.Err() != nil {
		t.Error(a.Err())
	}
}

// However the mines answer and the economy closes, less ore costs less than
// poorer ore and both cost something.
func TestVariantsAgreeInSign(t *testing.T) {
	evs, err := equilibrium.EVs(equilibrium.Variants())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range equilibrium.Variants() {
		less, poorer := quantitytest.At(t, evs, "variant", v.Name, "scenario", "less ore"), quantitytest.At(t, evs, "variant", v.Name, "scenario", "poorer ore")
		if less >= 0 || poorer >= less {
			t.Errorf("%s: less ore %v, poorer ore %v", v.Name, less, poorer)
		}
	}
	bad := equilibrium.Standard()
	bad.Horizon = "next week"
	if _, err := equilibrium.Calibrate(bad); err == nil {
		t.Error("no error for an unknown horizon")
	}
}

// The central point of the analysis is the scenario itself, and the shares of
// the variance leave little for interactions.
func TestRobust(t *testing.T) {
	e := calibrate(t, equilibrium.Standard())
	_, s, err := e.Robust(e.LessOre(equilibrium.Cut))
	if err != nil {
		t.Fatal(err)
	}
	want, err := e.EV(solve(t, e, e.LessOre(equilibrium.Cut)))
	if err != nil {
		t.Fatal(err)
	}
	if got := quantitytest.At(t, s.Central(), "result", "EV, MUSD2017"); math.Abs(got/want-1) > 1e-6 { // EV is the difference of two numbers 1e4 times as large, solved to 1e-10
		t.Errorf("central EV %v, want %v", got, want)
	}
	if sum := quantitytest.At(t, s.Shares().Sum("parameter"), "result", "EV, MUSD2017"); sum < 0.8 || sum > 1.001 {
		t.Errorf("shares add up to %v", sum)
	}
}

// What no table holds is listed with the value that runs use, as a sound table.
func ExampleAssumptions() {
	t := equilibrium.Assumptions()
	fmt.Println(t.Check())
	for _, r := range t.Rows {
		fmt.Println(r.Key[0], r.Key[1], r.Value, r.Unit)
	}
	// Output:
	// <nil>
	// cut two mines 0.2 1
	// tariff metals and machinery 0.1 1
	// share of ore mines 0.4 1
	// transformation all goods 2 1
	// unemployment labour 0.04 1
	// spread elasticities 0.5 1
}
