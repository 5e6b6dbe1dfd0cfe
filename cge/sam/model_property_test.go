package sam_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
	"pgregory.net/rapid"
)

// drawEconomy is a random balanced matrix of an open economy with n activities
// and commodities, by-products, subsidies, falling stocks, income from and to
// abroad. Where merged is set, activities and commodities are the same accounts.
func drawEconomy(t *rapid.T, merged bool) *sam.SAM {
	n := rapid.IntRange(1, 4).Draw(t, "sectors")
	var accounts []string
	for i := range n {
		if merged {
			accounts = append(accounts, fmt.Sprintf("S%d", i))
		} else {
			accounts = append(accounts, fmt.Sprintf("A_%d", i), fmt.Sprintf("C_%d", i))
		}
	}
	accounts = append(accounts, "LAB", "CAP", "IDT", "TRF", "HH_1", "HH_2", "GOV", "INV", "ROW")
	size := len(accounts)
	values := make([]float64, size*size)
	at := map[string]int{}
	for i, a := range accounts {
		at[a] = i
	}
	amount := func() float64 { return math.Exp(rapid.Float64Range(-2, 2).Draw(t, "log amount")) }
	set := func(row, col string, v float64) { values[at[row]*size+at[col]] = v }
	maybe := func(row, col string, scale float64) {
		if rapid.IntRange(0, 2).Draw(t, "there") > 0 {
			set(row, col, scale*amount())
		}
	}
	for i := range n {
		a, c := fmt.Sprintf("A_%d", i), fmt.Sprintf("C_%d", i)
		if merged {
			a, c = fmt.Sprintf("S%d", i), fmt.Sprintf("S%d", i)
		} else {
			set(a, c, 10*amount())
			maybe(a, fmt.Sprintf("C_%d", (i+1)%n), 0.5)
		}
		for j := range n {
			if merged {
				maybe(fmt.Sprintf("S%d", j), a, 0.5)
			} else {
				maybe(fmt.Sprintf("C_%d", j), a, 1)
			}
		}
		set("LAB", a, 3*amount())
		set("CAP", a, 3*amount())
		maybe("IDT", a, rapid.SampledFrom([]float64{0.3, 0.3, -0.05}).Draw(t, "tax or subsidy"))
		set(c, "HH_1", 3*amount())
		set(c, "HH_2", amount())
		maybe(c, "GOV", 1)
		set(c, "INV", rapid.SampledFrom([]float64{1, 1, -0.05}).Draw(t, "stocks")*amount())
		set("ROW", c, amount())
		maybe(c, "ROW", 1)
		maybe("TRF", c, 0.1)
	}
	set(accounts[0+boolean(!merged)], "GOV", 1)
	set(accounts[0+boolean(!merged)], "INV", 3)
	set(accounts[0+boolean(!merged)], "ROW", 2)
	for _, f := range []string{"LAB", "CAP"} {
		set("HH_1", f, 3*amount())
		set("HH_2", f, amount())
	}
	maybe("ROW", "CAP", 0.2)
	maybe("IDT", "LAB", 0.2)
	set("GOV", "IDT", 0.5)
	set("GOV", "TRF", 0.5)
	set("GOV", "HH_1", 2)
	maybe("HH_2", "GOV", 0.2)
	maybe("HH_2", "ROW", 0.2)
	set("INV", "HH_1", 2)
	maybe("INV", "GOV", 0.3)
	maybe("INV", "ROW", 0.3)
	m := must[*sam.SAM](t)(sam.New("1", accounts, values))
	b, err := m.Balance(sam.CrossEntropy, nil)
	if err != nil {
		t.Skip(err) // an account without a way to balance
	}
	return b.SAM
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func drawClosure(t *rapid.T) sam.Closure {
	c := sam.Closure{
		Savings:    sam.SavingsClosure(rapid.IntRange(0, 1).Draw(t, "savings")),
		Government: sam.GovernmentClosure(rapid.IntRange(0, 2).Draw(t, "government")),
		External:   sam.ExternalClosure(rapid.IntRange(0, 1).Draw(t, "external")),
	}
	c.Factors = map[string]sam.FactorMarket{
		"LAB": rapid.SampledFrom([]sam.FactorMarket{sam.MobileFactor(), sam.FixedWage(0.1)}).Draw(t, "labour"),
		"CAP": rapid.SampledFrom([]sam.FactorMarket{sam.MobileFactor(), sam.SpecificFactor()}).Draw(t, "capital"),
	}
	return c
}

// drawRule varies elasticities and carves a resource out of the first activity.
func drawRule(t *rapid.T, m *sam.SAM) sam.Rule {
	r := must[sam.Rule](t)(sam.RuleFor(m))
	e := func(name string) float64 { return rapid.SampledFrom([]float64{0, 0.5, 1, 2}).Draw(t, name) }
	r.Elasticities = sam.Elasticities{ValueAdded: e("va"), Top: e("top"), Intermediates: e("intermediates"), Products: e("products"),
		Armington: e("armington"), Export: e("export"), Households: e("households"), Government: e("government"), Investment: e("investment")}
	r.Resources = map[string]sam.Resource{r.Activities[0]: {Factor: "CAP", Share: 0.3, Substitution: 0.5}}
	r.LES = map[string]sam.LES{"HH_2": {Frisch: -2}}
	r.Closure = drawClosure(t)
	return r
}

// Every random matrix is the benchmark of its model under every closure, and
// both sides of GDP agree there with the matrix. A matrix of which the model
// has no place for a part is refused with an error, never solved wrongly.
func TestRandomMatricesReplicate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawEconomy(t, rapid.Bool().Draw(t, "merged"))
		built, err := m.Model("random", drawRule(t, m))
		if err != nil {
			t.Skip(err)
		}
		c := must[*cge.Model](t)(cge.Compile(built.Economy))
		eq := solve(t, c, built.Scenario("benchmark"))
		k := eq.Certificate
		// The matrix balances to 1e-12 of its accounts; the factor is for small markets of a large account.
		if *k.Replication > 1e-10 || *k.Homogeneity > 1e-10 || *k.Walras > 1e-10 {
			t.Fatalf("replication %v, homogeneity %v, Walras %v\n%v\n%v", *k.Replication, *k.Homogeneity, *k.Walras, m, built.Notes)
		}
		g := built.GDP(eq)
		if d := math.Abs(g.Income()/g.Expenditure() - 1); d > 1e-9 {
			t.Fatalf("GDP %+v\n%v\n%v", g, m, built.Notes)
		}
	})
}

// After a shock the certificate holds, and the order of the accounts does not
// show.
func TestRandomShocks(t *testing.T) {
	failed, solved := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := drawEconomy(t, false)
		r := drawRule(t, m)
		r.Elasticities.ValueAdded, r.Elasticities.Armington, r.Elasticities.Export = 0.8, 2, 2
		r.Closure.Savings, r.Closure.Factors = sam.SavingsDriven, nil
		built, err := m.Model("random", r)
		if err != nil {
			t.Skip(err)
		}
		c := must[*cge.Model](t)(cge.Compile(built.Economy))
		sc := built.Scenario("shock").With("supply:LAB", 1.1).With("z:A_0", 0.95).With("tm:C_0", 0.15)
		eq, err := c.Solve(context.Background(), sc, nil)
		if err != nil { // a small government may not be able to pay for what it must
			failed++
			t.Skip(err)
		}
		solved++
		g := built.GDP(eq)
		if k := eq.Certificate; *k.Walras > 1e-9 || *k.Homogeneity > 1e-9 || math.Abs(g.Income()/g.Expenditure()-1) > 1e-9 {
			t.Fatalf("Walras %v, homogeneity %v, GDP %+v\n%v", *k.Walras, *k.Homogeneity, g, m)
		}
		turned := must[*cge.Model](t)(cge.Compile(must[*sam.Model](t)(turn(t, m).Model("turned", r)).Economy))
		other := solve(t, turned, sc)
		// One good, a fixed exchange rate and exports out of the composite: its price
		// and that of exchange are both one, and any amount may be re-exported.
		if open := append(eq.Indeterminate(), other.Indeterminate()...); len(open) > 0 {
			t.Skipf("the equations leave %v open", open)
		}
		for name, v := range eq.Values() {
			if w := must[float64](t)(other.Value(name)); math.Abs(v-w) > 1e-7*max(1, math.Abs(v)) { // two solutions to 1e-10, condition below 1e3
				t.Fatalf("%s is %v, in another order %v", name, v, w)
			}
		}
	})
	t.Logf("%d solved, %d without an equilibrium", solved, failed)
	if solved < 3*failed {
		t.Errorf("%d of %d shocks found no equilibrium", failed, failed+solved)
	}
}

// turn lists the accounts backwards.
func turn(t *rapid.T, m *sam.SAM) *sam.SAM {
	accounts := m.Accounts()
	slices.Reverse(accounts)
	values := slices.Clone(cells(m))
	slices.Reverse(values)
	return must[*sam.SAM](t)(sam.New("1", accounts, values))
}
