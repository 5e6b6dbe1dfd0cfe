package pathway_test

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

func mini(t testing.TB) *miniInputs {
	t.Helper()
	c := readMini(t, "testdata/mini_no_rnd.json")
	return &c.Inputs
}

func runPath(t testing.TB, s *pathway.Spec, opt pathway.Options) *pathway.Result {
	t.Helper()
	m, err := pathway.New(s, opt)
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// real are the amounts of a year by name, money left out.
func real(y *pathway.Year) map[string]float64 {
	out := map[string]float64{}
	for name, group := range map[string]map[string]map[string]float64{"share": y.Shares, "addition": y.Additions, "stock": y.Stocks, "retired": y.Retired} {
		for use, m := range group {
			for unit, v := range m {
				out[name+" "+use+" "+unit] = v
			}
		}
	}
	for _, n := range y.Needs {
		key := n.Use + " " + n.Unit + " " + n.Mineral
		out["primary "+key], out["recycled "+key], out["second "+key] = n.Primary, n.Recycled, n.SecondLife
	}
	for m, v := range y.Minerals {
		out["mined "+m], out["scrap "+m], out["recycled "+m] = v.Mined, v.Scrap, v.Recycled
	}
	for _, a := range y.Second {
		out["again "+a.To] = a.Taken
	}
	return out
}

// near compares two maps of numbers, relative to the larger of each pair and to
// the smallest amount that matters.
func near(t *testing.T, what string, a, b map[string]float64, rel float64) {
	t.Helper()
	worst, where := 0.0, ""
	for _, k := range slices.Sorted(maps.Keys(a)) {
		v, ok := b[k]
		if !ok {
			t.Fatalf("%s: %s is missing", what, k)
		}
		if d := math.Abs(a[k]-v) / max(math.Abs(a[k]), math.Abs(v), 1e-3); d > worst {
			worst, where = d, k
		}
	}
	if len(a) != len(b) || !(worst <= rel) {
		t.Errorf("%s: %d and %d numbers, off by %.2g at %s (%v, %v)", what, len(a), len(b), worst, where, a[where], b[where])
	}
}

// Money in a unit twice as large changes no amount and no set.
func TestNumeraire(t *testing.T) {
	one := runPath(t, mini(t).spec("one"), pathway.Options{Tolerance: 1e-13})
	s := mini(t).spec("two")
	s.Numeraire = 2
	two := runPath(t, s, pathway.Options{Tolerance: 1e-13})
	for i := range one.Years {
		a, b := &one.Years[i], &two.Years[i]
		near(t, "amounts", real(a), real(b), 1e-10)
		prices := map[string]float64{}
		for k, p := range b.Prices {
			prices[k] = p / 2
		}
		near(t, "prices", a.Prices, prices, 1e-10)
		for set := range a.Sets["vehicle"] {
			if _, ok := b.Sets["vehicle"][set]; !ok {
				t.Errorf("year %d: set %s at numeraire 1 only", a.Year, set)
			}
		}
		if len(a.Sets["vehicle"]) != len(b.Sets["vehicle"]) {
			t.Errorf("year %d: sets %v and %v", a.Year, a.Sets, b.Sets)
		}
	}
}

// The same with everything a larger economy has: services, carbon, transfers,
// joint recycling, by-products, research.
func TestNumeraireOfALargerEconomy(t *testing.T) {
	opt := pathway.Options{Tolerance: 1e-13}
	one := runPath(t, researched(4), opt)
	s := researched(4)
	s.Numeraire = 2
	two := runPath(t, s, opt)
	for i := range one.Years {
		a, b := &one.Years[i], &two.Years[i]
		near(t, "amounts", real(a), real(b), 1e-10)
		near(t, "knowledge", a.Knowledge, b.Knowledge, 1e-10)
		if d := b.Accounts.GDP()/a.Accounts.GDP() - 2; math.Abs(d) > 1e-9 {
			t.Errorf("%d: GDP %v at numeraire 1, %v at 2", a.Year, a.Accounts.GDP(), b.Accounts.GDP())
		}
	}
}

// The traditional mode gives the figures of an independent scenario calculation.
func TestTraditionalMode(t *testing.T) {
	for _, c := range miniCases(t, "mini_no_rnd.json") {
		r := runPath(t, c.Inputs.spec(c.ID), pathway.Options{Mode: pathway.MFA})
		cmp := comparison{rel: c.Tolerance.Rel, abs: c.Tolerance.Abs}
		for i, want := range c.Expected.ScenarioMFA {
			y := &r.Years[i]
			got := map[string]any{"vehicle_additions": y.Additions["vehicle"]["NMC"] / y.Shares["vehicle"]["NMC"], "second_life_useful": y.Second[0].Taken}
			use, rec, prim := map[string]any{}, map[string]any{}, map[string]any{}
			for _, name := range c.Inputs.Minerals {
				v := y.Minerals[name]
				use[name], rec[name], prim[name] = v.Units, v.Recycled, v.Mined
			}
			got["energy_use"], got["recycled"], got["primary"] = use, rec, prim
			for k := range got {
				cmp.walk(k, want[k], got[k])
			}
		}
		t.Logf("%d numbers, worst %.2g of the tolerance at %s", cmp.count, cmp.worst, cmp.where)
		if !(cmp.worst <= 1) || cmp.count == 0 {
			t.Errorf("%d numbers, off by %.3g times the tolerance: %s", cmp.count, cmp.worst, cmp.where)
		}
	}
}

// With prices frozen and shares imposed, the equilibrium is the traditional
// calculation. Recycling pays everywhere here, as that calculation takes for
// granted.
func TestFrozenPricesAreTheTraditionalMode(t *testing.T) {
	in := mini(t)
	in.Recycling.Cost[3] = 30
	frozen := runPath(t, in.spec("frozen"), pathway.Options{Imposed: true, Hold: pathway.Price})
	other := map[string][]float64{}
	for i := range frozen.Years {
		for m, v := range frozen.Years[i].Minerals {
			other[m] = append(other[m], v.Other)
		}
	}
	plain := runPath(t, in.spec("plain"), pathway.Options{Mode: pathway.MFA, Other: other})
	for i := range frozen.Years {
		near(t, "amounts", real(&plain.Years[i]), real(&frozen.Years[i]), 1e-8)
	}
}

// Less lithium in the ground makes lithium dearer and its use smaller.
func TestSupplyCut(t *testing.T) {
	base := runPath(t, mini(t).spec("base"), pathway.Options{})
	in := mini(t)
	for y := 3; y < in.Years; y++ {
		in.Mining.ResourcePath[y][0] *= 0.6
	}
	cut := runPath(t, in.spec("cut"), pathway.Options{})
	for i := 3; i < len(base.Years); i++ {
		a, b := base.Years[i].Minerals["Li"], cut.Years[i].Minerals["Li"]
		if b.Price <= a.Price || b.Other >= a.Other {
			t.Errorf("year %d: lithium at %v takes %v elsewhere; before %v and %v", base.Years[i].Year, b.Price, b.Other, a.Price, a.Other)
		}
	}
}

// A path that cannot be names the markets that do not clear.
func TestUnsolvedNamesMarkets(t *testing.T) {
	in := mini(t)
	for y := 2; y < in.Years; y++ {
		in.Mining.ResourcePath[y][0] = 0.001
	}
	m, err := pathway.New(in.spec("no lithium"), pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(context.Background())
	if err == nil || !strings.Contains(err.Error(), "year 2026") || !strings.Contains(err.Error(), "Li") {
		t.Errorf("got %v; want the year and the market of Li", err)
	}
}

// Identities hold in every year.
func TestIdentities(t *testing.T) {
	r := runPath(t, mini(t).spec("identities"), pathway.Options{})
	checkIdentities(t, r)
}

// checkIdentities: origins add up to requirements, requirements and other uses to
// supply, rents vanish where there is slack, GDP is the same from both sides.
func checkIdentities(t *testing.T, r *pathway.Result) {
	t.Helper()
	for i := range r.Years {
		y := &r.Years[i]
		used := map[string]float64{}
		for _, n := range y.Needs {
			used[n.Mineral] += n.Primary + n.Recycled
			if n.Primary < 0 || n.Recycled < 0 || n.SecondLife < 0 {
				t.Errorf("%d: %+v has a negative part", y.Year, n)
			}
		}
		for m, v := range y.Minerals {
			if gap := math.Abs(used[m]-v.Units) / max(v.Units, 1e-9); gap > 1e-9 {
				t.Errorf("%d: requirements of %s add up to %v, units take %v", y.Year, m, used[m], v.Units)
			}
			if gap := math.Abs(v.Mined+v.Recycled-v.Units-v.Other) / (v.Units + v.Other); gap > 1e-9 {
				t.Errorf("%d: %s is off by %v of its supply", y.Year, m, gap)
			}
		}
		for _, v := range y.Scrap {
			if v.There-v.Treated > 1e-6*max(v.There, 1e-6) && v.Rent > 1e-9 { // 1e-6: what counts as idle; a bound is met to 1e-9
				t.Errorf("%d: scrap of %s earns %v with %v of %v treated", y.Year, v.Stream, v.Rent, v.Treated, v.There)
			}
		}
		for use, shares := range y.Shares {
			total := 0.0
			for _, s := range shares {
				total += s
			}
			if math.Abs(total-1) > 1e-9 {
				t.Errorf("%d: shares of %s add up to %v", y.Year, use, total)
			}
		}
		for _, a := range y.Second {
			if a.Available-a.Taken > 1e-6*a.Available && a.Rent > 1e-9 { // as of scrap
				t.Errorf("%d: second life %s earns %v with %v of %v taken", y.Year, a.To, a.Rent, a.Taken, a.Available)
			}
		}
		c := y.Check
		if c.Replication > 1e-8 {
			t.Errorf("%d: the base year is off by %v", y.Year, c.Replication)
		}
		if c.Choice > 1e-8 || math.Abs(c.GDP) > 1e-9 || c.Balance > 1e-9 || math.Abs(c.Walras) > 1e-9 || c.Complementarity > 1e-9 {
			t.Errorf("%d: %+v", y.Year, c)
		}
	}
}
