package sam_test

import (
	"context"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
)

// standard is the matrix of the standard model in Hosoe, Gasawa and Hashimoto
// (2010), chapter 6; the GAMS library's STDCGE.
const standard = `
     BRD MLK CAP LAB IDT TRF HOH GOV INV EXT
BRD   21   8   .   .   .   .  20  19  16   8
MLK   17   9   .   .   .   .  30  14  15   4
CAP   20  30   .   .   .   .   .   .   .   .
LAB   15  25   .   .   .   .   .   .   .   .
IDT    5   4   .   .   .   .   .   .   .   .
TRF    1   2   .   .   .   .   .   .   .   .
HOH    .   .  50  40   .   .   .   .   .   .
GOV    .   .   .   .   9   3  23   .   .   .
INV    .   .   .   .   .   .  17   2   .  12
EXT   13  11   .   .   .   .   .   .   .   .`

// hosoesRule has the elasticities of the textbook: Cobb-Douglas value added,
// government and investment, 2 for Armington and export.
func hosoesRule(t tester, m *sam.SAM) sam.Rule {
	t.Helper()
	r := must[sam.Rule](t)(sam.RuleFor(m))
	r.Elasticities = sam.Elasticities{ValueAdded: 1, Armington: 2, Export: 2, Households: 1, Government: 1, Investment: 1}
	return r
}

func model(t tester, m *sam.SAM, r sam.Rule) (*sam.Model, *cge.Model) {
	t.Helper()
	built := must[*sam.Model](t)(m.Model("test", r))
	return built, must[*cge.Model](t)(cge.Compile(built.Economy))
}

func solve(t tester, m *cge.Model, sc cge.Scenario) *cge.Equilibrium {
	t.Helper()
	return must[*cge.Equilibrium](t)(m.Solve(context.Background(), sc, nil))
}

// expect compares variables with known values, relative to 1 or the value.
func expect(t tester, eq *cge.Equilibrium, tol float64, want map[string]float64) {
	t.Helper()
	for name, w := range want {
		got := must[float64](t)(eq.Value(name))
		if !(math.Abs(got-w) <= tol*max(1, math.Abs(w))) {
			t.Errorf("%s: %s is %v, want %v", eq.Scenario.Name, name, got, w)
		}
	}
}

// bought is what an owner takes of a commodity.
func bought(eq *cge.Equilibrium, owner, commodity string) float64 {
	for _, f := range eq.Flows() {
		if f.Owner == owner && f.Commodity == commodity && (f.Kind == cge.Input || f.Kind == cge.Demand) {
			return f.Quantity
		}
	}
	return 0
}

// Hosoe's simplest model: with labour doubled and the wage as numeraire there is
// a closed form.
func TestHosoeSimple(t *testing.T) {
	m := read(t, hosoe)
	built, c := model(t, m, hosoesRule(t, m))
	eq := solve(t, c, cge.Scenario{Fix: map[string]float64{"LAB": 1}, Set: map[string]float64{"supply:LAB": 2}})
	expect(t, eq, 1e-10, map[string]float64{
		"BRD": math.Pow(2, 2.0/3), "MLK": math.Pow(2, 3.0/7), "CAP": 2, "HOH": 100,
		"PQ:BRD": 2 / math.Pow(2, 2.0/3), "PQ:MLK": 2 / math.Pow(2, 3.0/7),
	})
	if g := built.GDP(eq); math.Abs(g.Income()-100) > 1e-9 || math.Abs(g.Expenditure()-100) > 1e-9 {
		t.Errorf("%+v", g)
	}
}

// Tariffs abolished: utility is the published objective value of the GAMS
// model, 26.092634381288686 (gamspy, tests/integration/models/stdcge.py); the
// other numbers are those of an independent solution of the textbook's
// equations, good to about 1e-10.
func TestHosoeTariffsAbolished(t *testing.T) {
	m := read(t, standard)
	built, c := model(t, m, hosoesRule(t, m))
	if len(built.Notes) > 0 {
		t.Error(built.Notes)
	}
	benchmark := solve(t, c, cge.Scenario{Fix: map[string]float64{"LAB": 1}})
	if r := *benchmark.Certificate.Replication; r > 1e-14 { // sums of small whole numbers
		t.Errorf("replication %v", r)
	}
	eq := solve(t, c, cge.Scenario{Name: "no tariffs", Fix: map[string]float64{"LAB": 1}, Set: map[string]float64{"tm:BRD": 0, "tm:MLK": 0}})
	expect(t, eq, 1e-9, map[string]float64{
		"BRD": 1.0216889642797595, "MLK": 0.986197772654, "Q:BRD": 1.00061778912, "Q:MLK": 1.00906149462,
		"X:BRD": 1.0216889643, "X:MLK": 0.986197772654, "C:INV": 1.04121579972,
		"CAP": 1.00088829897, "FX": 1.06282422139, "PD:BRD": 0.98012801449, "PD:MLK": 0.991257697821,
		"PQ:BRD": 0.981251569364, "PQ:MLK": 0.975996468496, "P:INV": 0.978705254772,
		"HOH": 50.0246749715, "GOV": 31.9911281159 * 33 / 35, "INV": 29.762280147 + 31.9911281159*2/35, // the source counts government saving as spending
	})
	for what, want := range map[[2]string]float64{
		{"C:HOH", "PQ:BRD"}: 20.392191577977805, {"C:HOH", "PQ:MLK"}: 30.75298523287434,
		{"C:GOV", "PQ:BRD"}: 17.698430196318952, {"C:GOV", "PQ:MLK"}: 13.111165521010903,
	} {
		if got := bought(eq, what[0], what[1]); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("%v: %v, want %v", what, got, want)
		}
	}
	utility := math.Pow(bought(eq, "C:HOH", "PQ:BRD"), 0.4) * math.Pow(bought(eq, "C:HOH", "PQ:MLK"), 0.6)
	if math.Abs(utility-26.092634381288686) > 1e-8 { // the published figure comes from a solver with tolerance 1e-9
		t.Errorf("utility %v", utility)
	}
}

// The rates are those of the textbook: 5/78 of gross output, 1/13 and 2/11 on
// imports, 23/90 and 17/90 of income, 2/35 of revenue.
func TestHosoeRates(t *testing.T) {
	m := read(t, standard)
	built, _ := model(t, m, hosoesRule(t, m))
	want := map[string]float64{"ta:BRD": 5.0 / 78, "ta:MLK": 4.0 / 76, "tm:BRD": 1.0 / 13, "tm:MLK": 2.0 / 11,
		"ty:HOH": 23.0 / 90, "s:HOH": 17.0 / 90, "s:GOV": 2.0 / 35, "ts:BRD": 0, "ts:MLK": 0}
	for _, r := range built.Rates {
		if math.Abs(r.Value-want[r.Name]) > 1e-15 {
			t.Errorf("%s is %v, want %v", r.Name, r.Value, want[r.Name])
		}
		delete(want, r.Name)
	}
	if len(want) > 0 {
		t.Errorf("no rates %v", want)
	}
}
