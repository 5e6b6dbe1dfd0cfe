package sam_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
)

// closed builds the standard matrix with a closure and solves the abolition of
// tariffs with the household's bundle as numeraire.
func closed(t tester, c sam.Closure) (*sam.Model, *cge.Equilibrium) {
	t.Helper()
	m := read(t, standard)
	r := hosoesRule(t, m)
	r.Closure = c
	built, compiled := model(t, m, r)
	eq := solve(t, compiled, built.Scenario("no tariffs").With("tm:BRD", 0).With("tm:MLK", 0))
	if k := eq.Certificate; *k.Replication > 1e-14 || *k.Walras > 1e-10 || *k.Homogeneity > 1e-10 {
		t.Errorf("replication %v, Walras %v, homogeneity %v", *k.Replication, *k.Walras, *k.Homogeneity)
	}
	g := built.GDP(eq)
	if math.Abs(g.Income()/g.Expenditure()-1) > 1e-12 { // both sides of markets that clear to 1e-13
		t.Errorf("GDP %v by income, %v by expenditure", g.Income(), g.Expenditure())
	}
	return built, eq
}

func valueOf(t tester, eq *cge.Equilibrium, name string) float64 {
	t.Helper()
	return must[float64](t)(eq.Value(name))
}

// moved expects a variable to differ from its benchmark by more than rounding.
func moved(t tester, eq *cge.Equilibrium, name string, from float64) {
	t.Helper()
	if v := valueOf(t, eq, name); math.Abs(v-from) < 1e-4 {
		t.Errorf("%s stayed at %v", name, v)
	}
}

func TestSavingsClosures(t *testing.T) {
	_, driven := closed(t, sam.Closure{})
	moved(t, driven, "C:INV", 1)
	_, given := closed(t, sam.Closure{Savings: sam.InvestmentDriven})
	expect(t, given, 1e-10, map[string]float64{"C:INV": 1})
	moved(t, given, "MPS", 1)
	// More investment is paid for by saving more of income.
	m := read(t, standard)
	r := hosoesRule(t, m)
	r.Closure.Savings = sam.InvestmentDriven
	built, c := model(t, m, r)
	more := solve(t, c, built.Scenario("more").With("i:INV", 1.1))
	expect(t, more, 1e-10, map[string]float64{"C:INV": 1.1})
	if mps, hh := valueOf(t, more, "MPS"), valueOf(t, more, "C:HOH"); mps <= 1 || hh >= 1 {
		t.Errorf("saving rate times %v, consumption times %v", mps, hh)
	}
}

func TestGovernmentClosures(t *testing.T) {
	_, rates := closed(t, sam.Closure{})
	moved(t, rates, "C:GOV", 1)
	_, lump := closed(t, sam.Closure{Government: sam.TransferAdjusts})
	expect(t, lump, 1e-10, map[string]float64{"C:GOV": 1})
	if v := valueOf(t, lump, "LS:GOV"); v <= 0 { // households pay for the tariff that is gone
		t.Errorf("lump sum %v", v)
	}
	_, saving := closed(t, sam.Closure{Government: sam.SavingAdjusts})
	expect(t, saving, 1e-10, map[string]float64{"C:GOV": 1})
	if v := valueOf(t, saving, "SAV:GOV"); v >= 2 { // the benchmark's 2
		t.Errorf("the government saves %v", v)
	}
	if a, b := valueOf(t, saving, "C:INV"), valueOf(t, lump, "C:INV"); a >= b {
		t.Errorf("investment %v when the government saves less, %v when households pay", a, b)
	}
}

func TestExternalClosures(t *testing.T) {
	_, flexible := closed(t, sam.Closure{})
	moved(t, flexible, "FX", 1)
	_, fixed := closed(t, sam.Closure{External: sam.FixedExchangeRate})
	expect(t, fixed, 1e-10, map[string]float64{"FX": 1, "P:HOH": 1})
	if v := valueOf(t, fixed, "FSAV"); v <= 12 { // more imports than exports pay for
		t.Errorf("foreign savings %v", v)
	}
}

// When all that is paid in foreign exchange doubles, its price halves and
// nothing real moves; when export prices alone rise, it falls by less and the
// household gains.
func TestWorldPrices(t *testing.T) {
	m := read(t, standard)
	built, c := model(t, m, hosoesRule(t, m))
	sc := built.Scenario("double").With("fsav", 24)
	for _, p := range []string{"pwe:BRD", "pwe:MLK", "pwm:BRD", "pwm:MLK"} {
		sc = sc.With(p, 2)
	}
	eq := solve(t, c, sc)
	expect(t, eq, 1e-10, map[string]float64{"FX": 0.5, "BRD": 1, "MLK": 1, "M:BRD": 1, "PQ:MLK": 1, "C:HOH": 1})
	for what, a := range map[string][2]float64{
		"exports": {must[float64](t)(built.Exports(eq).At("commodity", "BRD")), 8},
		"imports": {must[float64](t)(built.Imports(eq).At("commodity", "MLK")), 11},
		"GDP":     {built.GDP(eq).Real, 102},
	} {
		if math.Abs(a[0]/a[1]-1) > 1e-10 {
			t.Errorf("%s are %v, want %v", what, a[0], a[1])
		}
	}
	dear := solve(t, c, built.Scenario("dear exports").With("pwe:BRD", 1.2))
	if fx, hh := valueOf(t, dear, "FX"), valueOf(t, dear, "C:HOH"); fx >= 1 || hh <= 1 {
		t.Errorf("foreign exchange costs %v, the household buys %v", fx, hh)
	}
}

func TestFactorMarkets(t *testing.T) {
	_, full := closed(t, sam.Closure{})
	moved(t, full, "LAB", 1)
	floor := sam.Closure{Factors: map[string]sam.FactorMarket{"LAB": sam.FixedWage(0.1)}}
	_, idle := closed(t, floor)
	expect(t, idle, 1e-10, map[string]float64{"LAB": 1})
	if u := valueOf(t, idle, "U:LAB"); u >= 0.1 || u <= 0 { // cheaper imports make labour worth more
		t.Errorf("unemployment %v", u)
	}
	m := read(t, standard)
	r := hosoesRule(t, m)
	r.Closure = floor
	built, c := model(t, m, r)
	boom := solve(t, c, built.Scenario("boom").With("z:BRD", 1.5).With("z:MLK", 1.5))
	expect(t, boom, 1e-10, map[string]float64{"U:LAB": 0})
	if w := valueOf(t, boom, "LAB"); w <= 1 {
		t.Errorf("at full employment the wage is %v", w)
	}
	_, specific := closed(t, sam.Closure{Factors: map[string]sam.FactorMarket{"CAP": sam.SpecificFactor()}})
	bread, milk := valueOf(t, specific, "CAP:BRD"), valueOf(t, specific, "CAP:MLK")
	if bread <= milk { // bread gains from the abolition, so its capital does
		t.Errorf("capital of bread %v, of milk %v", bread, milk)
	}
	if a, b := valueOf(t, specific, "BRD"), valueOf(t, full, "BRD"); math.Abs(a-1) >= math.Abs(b-1) {
		t.Errorf("bread moves by %v with its own capital, by %v with mobile capital", a-1, b-1)
	}
}

// two has a household that buys two goods made alike, so that prices stay when
// factors grow together.
const two = `
     A_F A_G C_F C_G CAP LAB HH
A_F    .   .  40   .   .   .  .
A_G    .   .   .  60   .   .  .
C_F    .   .   .   .   .   . 40
C_G    .   .   .   .   .   . 60
CAP   20  30   .   .   .   .  .
LAB   20  30   .   .   .   .  .
HH     .   .   .   .  50  50  .`

// With twice the income at the same prices a household buys 1+η times as much.
func TestLES(t *testing.T) {
	m := read(t, two)
	r := must[sam.Rule](t)(sam.RuleFor(m))
	r.LES = map[string]sam.LES{"HH": {Income: map[string]float64{"C_F": 0.4, "C_G": 1.4}, Frisch: -2}}
	built, c := model(t, m, r)
	eq := solve(t, c, built.Scenario("rich").With("supply:LAB", 2).With("supply:CAP", 2))
	// 0.4*40 + 1.4*60 = 100: the elasticities add up as they are.
	expect(t, eq, 1e-10, map[string]float64{"PQ:C_F": 1, "PQ:C_G": 1, "A_F": 1.4, "A_G": 2.4})
	if g := built.GDP(eq); math.Abs(g.Real-200) > 1e-9 {
		t.Errorf("%+v", g)
	}
	for _, bad := range []sam.LES{{Frisch: -0.5}, {Income: map[string]float64{"C_F": 9}, Frisch: -1.2}, {Income: map[string]float64{"C_F": 0, "C_G": 0}, Frisch: -2}} {
		r.LES["HH"] = bad
		if _, err := m.Model("bad", r); err == nil {
			t.Errorf("no error for %+v", bad)
		}
	}
}

// A mine with a resource answers to its price with the elasticity asked for,
// as long as the other prices stay: here the mine is a millionth of the economy.
func TestResourceSupplyElasticity(t *testing.T) {
	const big, eta = 1e6, 0.5
	m := must[*sam.SAM](t)(sam.New("1", []string{"A_ORE", "A_REST", "C_ORE", "C_REST", "CAP", "LAB", "HH", "ROW"}, []float64{
		0, 0, 1, 0, 0, 0, 0, 0,
		0, 0, 0, big, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 1,
		0, 0, 0, 0, 0, 0, big, 0,
		0.6, big / 2, 0, 0, 0, 0, 0, 0,
		0.4, big / 2, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, big/2 + 0.6, big/2 + 0.4, 0, 0,
		0, 0, 0, 1, 0, 0, 0, 0,
	}))
	m = must[*sam.SAM](t)(m.With("A_REST", "C_REST", big))
	m = must[*sam.SAM](t)(m.With("C_REST", "HH", big+1))
	r := must[sam.Rule](t)(sam.RuleFor(m))
	r.Resources = map[string]sam.Resource{"A_ORE": {Factor: "CAP", Share: 0.5, SupplyElasticity: eta}}
	built, c := model(t, m, r)
	eq := solve(t, c, built.Scenario("benchmark"))
	resp := must[*cge.Response](t)(eq.Respond())
	price := must[map[string]float64](t)(resp.By("pwe:C_ORE"))
	// d ln(level)/d ln(price of output); the rest of the economy moves by parts in a million.
	if got := price["A_ORE"] / price["PX:C_ORE"]; math.Abs(got/eta-1) > 1e-4 {
		t.Errorf("supply elasticity %v, want %v", got, eta)
	}
	less := solve(t, c, built.Scenario("less").With("supply:RES:A_ORE", 0.8))
	if v := valueOf(t, less, "A_ORE"); v >= 0.99 {
		t.Errorf("with a fifth less ore the mine makes %v", v)
	}
}

// An unbalanced matrix comes back with the report of Check, worst account first.
func TestUnbalancedIsRefused(t *testing.T) {
	m := must[*sam.SAM](t)(read(t, standard).With("LAB", "MLK", 24))
	_, err := m.Model("off", hosoesRule(t, m))
	var u *sam.Unbalanced
	if !errors.As(err, &u) || len(u.Report.Gaps) != 2 || u.Report.Gaps[0].Account != "MLK" && u.Report.Gaps[0].Account != "LAB" {
		t.Fatal(err)
	}
	fails(t, err, "LAB", "MLK", "balance it first")
}

func TestRulesThatDoNotFit(t *testing.T) {
	m := read(t, standard)
	for want, change := range map[string]func(*sam.Rule){
		`no role for EXT`:                func(r *sam.Rule) { r.World = "" },
		`"nothing", which is no account`: func(r *sam.Rule) { r.Government = "nothing" },
		`"HOH" as household and as`:      func(r *sam.Rule) { r.World = "HOH" },
		`0 factors`:                      func(r *sam.Rule) { r.Factors, r.Taxes = nil, append(r.Taxes, "CAP", "LAB") },
		`factor "LND"`:                   func(r *sam.Rule) { r.Closure.Factors = map[string]sam.FactorMarket{"LND": sam.SpecificFactor()} },
		`unemployment of "LAB" is 1`:     func(r *sam.Rule) { r.Closure.Factors = map[string]sam.FactorMarket{"LAB": sam.FixedWage(1)} },
		`closure 7`:                      func(r *sam.Rule) { r.Closure.Savings = 7 },
		`"ORE" a resource`:               func(r *sam.Rule) { r.Resources = map[string]sam.Resource{"ORE": {Factor: "CAP", Share: 0.5}} },
		`carved out of "ORE"`:            func(r *sam.Rule) { r.Resources = map[string]sam.Resource{"BRD": {Factor: "ORE", Share: 0.5}} },
		`share 2 of its CAP`:             func(r *sam.Rule) { r.Resources = map[string]sam.Resource{"BRD": {Factor: "CAP", Share: 2}} },
		`an elasticity is -1`:            func(r *sam.Rule) { r.Elasticities.Armington = -1 },
		`elasticity of "BRD" is -2`:      func(r *sam.Rule) { r.Elasticities.ArmingtonOf = map[string]float64{"BRD": -2} },
		`elasticity of "BRT"`:            func(r *sam.Rule) { r.Elasticities.ExportOf = map[string]float64{"BRT": 2} },
	} {
		r := hosoesRule(t, m)
		change(&r)
		_, err := m.Model("bad", r)
		fails(t, err, want)
	}
}

// Cells without a meaning are named.
func TestCellsThatDoNotFit(t *testing.T) {
	// A cycle of payments through two accounts keeps the matrix balanced.
	cycle := func(a, b string) *sam.SAM {
		m := read(t, standard)
		there, back := must[float64](t)(m.At(a, b)), must[float64](t)(m.At(b, a))
		m = must[*sam.SAM](t)(m.With(a, b, there+3))
		return must[*sam.SAM](t)(m.With(b, a, back+3))
	}
	for _, c := range [][2]string{{"CAP", "HOH"}, {"CAP", "GOV"}, {"HOH", "BRD"}} {
		m := cycle(c[0], c[1])
		_, err := m.Model("bad", hosoesRule(t, m))
		fails(t, err, "no place for", "Aggregate")
	}
}

func TestNamesThatSayNothing(t *testing.T) {
	m := must[*sam.SAM](t)(sam.New("1", []string{"x", "HH"}, []float64{0, 1, 1, 0}))
	_, err := sam.RuleFor(m)
	fails(t, err, "no role is known for x")
	m = must[*sam.SAM](t)(sam.New("1", []string{"GOV", "GVT"}, []float64{0, 1, 1, 0}))
	_, err = sam.RuleFor(m)
	fails(t, err, `"GOV" and "GVT" are both government`)
}

// Empty accounts, payments to oneself and negative cells are noted.
func TestNotes(t *testing.T) {
	m := read(t, standard)
	accounts := append(m.Accounts(), "LND")
	n := len(accounts)
	values := make([]float64, n*n)
	for i, v := range cells(m) {
		values[i/(n-1)*n+i%(n-1)] = v
	}
	m = must[*sam.SAM](t)(sam.New("1", accounts, values))
	for _, c := range []struct {
		row, col string
		v        float64
	}{{"HOH", "HOH", 5}, {"BRD", "INV", -2}, {"BRD", "HOH", 38}, {"INV", "HOH", -1}, {"IDT", "MLK", -4}, {"GOV", "IDT", 1}, {"GOV", "HOH", 23}, {"INV", "GOV", -6}, {"MLK", "MLK", 17}, {"MLK", "INV", 7}} {
		m = must[*sam.SAM](t)(m.With(c.row, c.col, c.v))
	}
	if report := m.Check(1e-12); len(report.Gaps) > 0 {
		t.Fatal(report)
	}
	built, c := model(t, m, hosoesRule(t, m))
	text := strings.Join(built.Notes, "\n")
	for _, part := range []string{"LND is empty: dropped", "HOH pays itself 5", "(BRD, INV) is -2: INV owns"} {
		if !strings.Contains(text, part) {
			t.Errorf("notes do not say %q:\n%s", part, text)
		}
	}
	eq := solve(t, c, built.Scenario("shock").With("tm:BRD", 0.5))
	if r := *eq.Certificate.Replication; r > 1e-14 {
		t.Errorf("replication %v", r)
	}
}
