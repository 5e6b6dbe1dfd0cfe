package sam_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
)

// published is the gross domestic product that the source of the matrix prints,
// in million dollars; balancing moved it by the second number.
const published, balancing = 19_612_089, 426

func usaRule(t tester, m *sam.SAM) sam.Rule {
	t.Helper()
	r := must[sam.Rule](t)(sam.RuleFor(m))
	mine := sam.Resource{Factor: "CAP", Share: 0.4, SupplyElasticity: 0.5}
	r.Resources = map[string]sam.Resource{"A_CUNIMIN": mine, "A_OTHMETMIN": mine}
	return r
}

func TestUSAModel(t *testing.T) {
	m := usa(t, "balanced")
	built, c := model(t, m, usaRule(t, m))
	if len(built.Activities) != 52 || len(built.Commodities) != 54 {
		t.Errorf("%d activities, %d commodities", len(built.Activities), len(built.Commodities))
	}
	base := solve(t, c, built.Scenario("benchmark"))
	if k := base.Certificate; *k.Replication > 1e-10 || *k.Homogeneity > 1e-10 || *k.Walras > 1e-10 || k.Iterations != 0 {
		t.Errorf("replication %v, homogeneity %v, Walras %v, %d iterations", *k.Replication, *k.Homogeneity, *k.Walras, k.Iterations)
	}
	g := built.GDP(base)
	for what, v := range map[string]float64{"income": g.Income(), "expenditure": g.Expenditure(), "real": g.Real} {
		if math.Abs(v-published-balancing) > 1e-3 { // whole numbers, added up in float64
			t.Errorf("GDP by %s is %.3f, published %d", what, v, published)
		}
	}
}

// What a cut of ore and a tariff must do, whatever the elasticities: ore
// becomes dearer, the mines make less but not by all of the cut, imports rise;
// the tariff makes machines dearer and fewer of them come in. Both cost real
// product.
func TestUSAShocks(t *testing.T) {
	m := usa(t, "balanced")
	r := usaRule(t, m)
	r.Closure = sam.Closure{Savings: sam.InvestmentDriven, Government: sam.TransferAdjusts}
	built, c := model(t, m, r)
	base := solve(t, c, built.Scenario("benchmark"))
	mine := solve(t, c, built.Scenario("ore").With("supply:RES:A_CUNIMIN", 0.8).With("supply:RES:A_OTHMETMIN", 0.8))
	duty := solve(t, c, built.Scenario("tariff").With("tm:C_MACHIN", 0.1))
	for name, want := range map[string][2]float64{
		"PX:C_CUNIMIN": {1.1, 2}, "A_CUNIMIN": {0.8, 0.95}, "M:C_CUNIMIN": {1.2, 4}, "PQ:C_COPROD": {1.001, 1.1},
	} {
		if v := valueOf(t, mine, name); v < want[0] || v > want[1] {
			t.Errorf("%s is %v with less ore, expected between %v and %v", name, v, want[0], want[1])
		}
	}
	was, _ := built.Exports(base).At("commodity", "C_CUNIMIN")
	now, _ := built.Exports(mine).At("commodity", "C_CUNIMIN")
	if math.Abs(was-3378) > 1e-6 || now/was < 0.3 || now/was > 0.9 { // 3378 stands in the matrix
		t.Errorf("%v of ore is exported, %v with less of it", was, now)
	}
	if p, q := valueOf(t, duty, "PQ:C_MACHIN"), valueOf(t, duty, "M:C_MACHIN"); p <= 1.01 || q >= 0.95 {
		t.Errorf("with the tariff machines cost %v, imports are %v", p, q)
	}
	for _, eq := range []*cge.Equilibrium{mine, duty} {
		if n := eq.Certificate.Iterations; n > 15 {
			t.Errorf("%s took %d Newton steps", eq.Scenario.Name, n)
		}
		a, b := built.GDP(base), built.GDP(eq)
		if b.Real >= a.Real || math.Abs(b.Income()/b.Expenditure()-1) > 1e-10 {
			t.Errorf("%s: real product %v after %v; %v by income, %v by expenditure", eq.Scenario.Name, b.Real, a.Real, b.Income(), b.Expenditure())
		}
		w := must[[]cge.Welfare](t)(eq.Welfare(base))
		// Investment and public consumption are fixed, so the household bears it all.
		if w[0].EV >= 0 || math.Abs(w[1].EV) > 1e-3 || math.Abs(w[2].EV) > 1e-3 {
			t.Errorf("%s: %v", eq.Scenario.Name, w)
		}
	}
}
