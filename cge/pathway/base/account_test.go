package base

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
)

func mustAccount(t testing.TB, year int, path, macro Path) *Account {
	t.Helper()
	a, err := newAccount(year, path, macro)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// every account that the tests look at.
func accounts(t *testing.T) map[string]*Account {
	return map[string]*Account{"weo": mustAccount(t, 2024, WEO, WEO), "open": mustAccount(t, 2024, Open, Open), "2011": mustAccount(t, 2011, Open, Open), "2019": mustAccount(t, 2019, Open, Open)}
}

func ExampleNewAccount() {
	a, err := NewAccount(2024, WEO)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a)
	for _, account := range []string{"K_PV", "BEV", "P_Li", "G_WON"} {
		g, _ := a.Good(account)
		fmt.Printf("%-5s %7.1f %s at %.4g GUSD\n", g.Account, g.Quantity, g.Unit, g.Price)
	}
	for _, u := range a.Uncovered() {
		fmt.Printf("without mineral edges: %s, %.1f %% of electricity\n", u.Name, 100*u.Share)
	}
	// Output:
	// account of the world 2024, path weo: 137 accounts, GUSD2024
	// 319 figures, 6 gaps; balancing moved 1985, the largest cell by 4.5 %
	// HH      106564.1
	// ELE       3402.6
	// VEH       2168.7
	// BEV        112.6
	// PVM        138.9
	// M_Cu       244.3
	// M_Li        15.3
	// K_PV    538.5 GW at 0.8274 GUSD
	// BEV     953.0 GWh at 0.1181 GUSD
	// P_Li    204.8 kt at 0.07452 GUSD
	// G_WON  2337.8 TWh at 0.07233 GUSD
	// without mineral edges: oil, 2.4 % of electricity
	// without mineral edges: bioenergy and waste, 2.4 % of electricity
	// without mineral edges: geothermal, concentrating solar, marine, 0.4 % of electricity
}

func TestAccountBalances(t *testing.T) {
	for name, a := range accounts(t) {
		if err := a.SAM.Check(1e-11).Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, c := range a.SAM.Check(1e-11).Negative {
			t.Errorf("%s: negative cell %v", name, c)
		}
		income, _, _ := a.SAM.Totals("HH")
		spent := 0.0
		for _, r := range a.SAM.Accounts() {
			if r == "GOV" || r == "INV" {
				continue
			}
			for _, c := range []string{"HH", "GOV", "INV"} {
				v, _ := a.SAM.At(r, c)
				spent += v
			}
		}
		near(t, name+": GDP by income and by expenditure", spent, income, 1e-11)
	}
}

// Cells of split accounts are those that were filled, to the bit, and what
// they add up to is quantity times price.
func TestSplitAccountsAreHeld(t *testing.T) {
	for name, a := range accounts(t) {
		moved := 0
		for _, r := range a.SAM.Accounts() {
			for _, c := range a.SAM.Accounts() {
				before, _ := a.Prior.At(r, c)
				after, _ := a.SAM.At(r, c)
				if before != after {
					moved++
					if Held(r) || Held(c) || slices.Contains(paysExactly, c) {
						t.Errorf("%s: cell (%s, %s) moved from %v to %v", name, r, c, before, after)
					}
				}
			}
		}
		if moved != len(a.Balanced.Moves) || moved == 0 {
			t.Errorf("%s: %d cells moved, %d reported", name, moved, len(a.Balanced.Moves))
		}
		for _, g := range a.Goods {
			row, col, err := a.SAM.Totals(g.Account)
			if err != nil {
				t.Error(err)
			}
			near(t, name+": "+g.Account+" sold", row, g.Quantity*g.Price, 1e-11)
			near(t, name+": "+g.Account+" paid", col, g.Quantity*g.Price, 1e-11)
		}
	}
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if math.Abs(got-want) > tol*math.Abs(want) {
		t.Errorf("%s: %v, want %v (off by %.1e)", what, got, want, got/want-1)
	}
}

// Tonnes add up: what the uses take is what mines and recyclers supply.
func TestMetalsAddUp(t *testing.T) {
	for name, a := range accounts(t) {
		for _, m := range a.Metals {
			sum := m.Other
			for _, u := range m.Uses {
				sum += u.Kt
			}
			near(t, name+": uses of "+m.ID, sum, m.Total, 1e-12)
			row, _, err := a.SAM.Totals("M_" + m.Code)
			if err != nil {
				t.Error(err)
			}
			near(t, name+": market of "+m.ID, row, m.Total*m.Price/1e6, 1e-11)
			if m.Other < 0 {
				t.Errorf("%s: %s: other uses %v kt", name, m.ID, m.Other)
			}
		}
	}
}

func TestOpenPathHasNoNonCommercialSource(t *testing.T) {
	for name, a := range accounts(t) {
		if got := a.NonCommercial(); (len(got) == 0) != (a.Path == Open) {
			t.Errorf("%s: rests on %v", name, got)
		}
	}
}

func TestAccountOf2011NamesItsGaps(t *testing.T) {
	a := mustAccount(t, 2011, Open, Open)
	var all []string
	for _, g := range a.Gaps {
		all = append(all, g.What)
	}
	for _, want := range []string{"price of cobalt", "price of neodymium", "quantity of aluminium", "uses of minerals", "offshore wind", "capacity of coal, gas and oil plants", "grid batteries"} {
		if !slices.Contains(all, want) {
			t.Errorf("no gap %q among %v", want, all)
		}
	}
	for _, code := range []string{"Cu", "Ni", "Li", "Pt"} {
		if _, _, err := a.SAM.Totals("M_" + code); err != nil {
			t.Error(err)
		}
	}
}

func TestAccountRefuses(t *testing.T) {
	for _, c := range []struct {
		year int
		path Path
		want string
	}{
		{2010, Open, "accounts are of 2011 to 2024"},
		{2025, WEO, "accounts are of 2011 to 2024"},
		{2024, "iea", `no path "iea"`},
		{2019, WEO, `build other years from path "open"`},
	} {
		if _, err := NewAccount(c.year, c.path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d %s: error %v, want %q", c.year, c.path, err, c.want)
		}
	}
}

func TestAccountIsTheSameEveryTime(t *testing.T) {
	a, b := mustAccount(t, 2024, WEO, WEO), mustAccount(t, 2024, WEO, WEO)
	for _, r := range a.SAM.Accounts() {
		for _, c := range a.SAM.Accounts() {
			x, _ := a.SAM.At(r, c)
			if y, _ := b.SAM.At(r, c); x != y {
				t.Fatalf("cell (%s, %s): %v and %v", r, c, x, y)
			}
		}
	}
	if len(a.Figures.Rows) != len(b.Figures.Rows) {
		t.Fatal("figures differ")
	}
	for i := range a.Figures.Rows {
		if x, y := a.Figures.Rows[i], b.Figures.Rows[i]; !slices.Equal(x.Key, y.Key) || x.Value != y.Value {
			t.Fatalf("figure %d: %v and %v", i, x, y)
		}
	}
}

// differences from the worked account and why. The first that fits counts.
var differences = []struct {
	reason string
	rows   string // space separated, "*" for all; a trailing * is a prefix
	cols   string
	most   float64 // relative
}{
	{"research buys no coal or crude: services, which it is split from, buy none", "COA OIL", "RND", 1},
	{"wells pay their own gas out of what their oil is worth", "*", "OIL", .02},
	{"British thermal units converted exactly", "*", "GAS OMI", 1e-4},
	{"British thermal units converted exactly", "GAS OMI", "*", 1e-4},
	{"income after the changes above", "R_OIL", "*", .02},
	{"operation and maintenance read from the catalogue of costs, not rounded", "*", "G_*", .06},
	{"the network takes what generation leaves", "*", "TND", .01},
	{"generation and network sold", "G_* TND", "ELE", .03},
	{"grid batteries by power and duration, not by their lithium", "*", "BGS K_GBS", .7},
	{"grid batteries by power and duration, not by their lithium", "BGS K_GBS", "*", .5},
	{"parents give what grid batteries pay", "*", "ELQ", .004},
	{"parents give what grid batteries pay", "ELQ CON LMF MET CHM NMM TRN TRD PET MAC AGR", "INV", .01},
	{"parents give what grid batteries pay", "LAB CAP TAX", "CON", .002},
	{"an electric car has its pack beside its body", "*", "VZE VIC", .25},
	{"an electric car has its pack beside its body", "VZE VIC", "VEH", .14},
	{"services give what research pays without fuels", "*", "SRV RND", .006},
	{"other utilities pay what generation and network leave", "*", "GWS", .003},
	{"transport equipment gives what vehicles pay", "*", "TEQ", .03},
	{"vehicles sold after the changes above", "TEQ VEH", "HH INV", 1e-7},
	{"labour share shifted after the changes above", "LAB CAP TAX", "*", .001},
	{"income after the changes above", "HH", "*", .02},
	{"spending after the changes above", "INV GOV", "HH", .001},
	{"investment in research and services after the changes above", "RND SRV", "INV", .001},
}

func fits(list, name string) bool {
	for _, p := range strings.Fields(list) {
		if prefix, ok := strings.CutSuffix(p, "*"); p == name || ok && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// The worked account under LODESTONE_SHARED is the same recipe in another
// language. Before balancing every cell agrees to rounding or has its reason.
func TestPriorAgreesWithWorkedAccount(t *testing.T) {
	for path, file := range map[Path]string{WEO: "sam_base.csv", Open: "sam_base_open.csv"} {
		a := mustAccount(t, 2024, path, WEO)
		theirs := worked(t, file, "prior")
		exact, counts := 0, map[string]int{}
		for _, r := range a.Prior.Accounts() {
			for _, c := range a.Prior.Accounts() {
				ours, _ := a.Prior.At(r, c)
				off := offBy(ours, theirs[sam.Pair{Row: r, Col: c}])
				if off <= 1e-9 {
					exact++
					continue
				}
				if why := reason(r, c, off); why != "" {
					counts[why]++
				} else {
					t.Errorf("%s: cell (%s, %s): %v, worked %v (off by %.2g): no reason listed", path, r, c, ours, theirs[sam.Pair{Row: r, Col: c}], off)
				}
			}
		}
		t.Logf("%s: %d cells agree to 1e-9 (structural zeros included); others by reason: %v", path, exact, counts)
	}
}

func offBy(ours, theirs float64) float64 {
	if ours == theirs {
		return 0
	}
	return math.Abs(ours-theirs) / max(math.Abs(theirs), 1e-6)
}

func reason(row, col string, off float64) string {
	for _, d := range differences {
		if fits(d.rows, row) && fits(d.cols, col) && off <= d.most {
			return d.reason
		}
	}
	return ""
}

// After balancing the two part: the worked account weighs cells, ours holds
// split accounts and lets parents absorb. Parents stay within a few percent.
func TestBalancedIsNearWorkedAccount(t *testing.T) {
	for path, file := range map[Path]string{WEO: "sam_base.csv", Open: "sam_base_open.csv"} {
		a := mustAccount(t, 2024, path, WEO)
		theirs := worked(t, file, "value")
		for _, p := range append(parents(), "HH", "LAB", "CAP", "TAX", "GOV", "INV", "OMI", "GWS", "ELE") {
			sum := 0.0
			for pair, v := range theirs {
				if pair.Row == p {
					sum += v
				}
			}
			row, _, err := a.SAM.Totals(p)
			if err != nil {
				t.Error(err)
			}
			near(t, fmt.Sprintf("%s: total of %s", path, p), row, sum, .01)
		}
	}
}

// worked reads a column of the worked account; the test is skipped where the
// folder is not at hand.
func worked(t *testing.T, file, column string) map[sam.Pair]float64 {
	t.Helper()
	dir := os.Getenv("LODESTONE_SHARED")
	if dir == "" {
		t.Skip("LODESTONE_SHARED is not set: it names the folder with data/sam")
	}
	f, err := os.Open(filepath.Join(dir, "data", "sam", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], column)
	out := map[sam.Pair]float64{}
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[at], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[sam.Pair{Row: r[0], Col: r[1]}] = v
	}
	return out
}

func BenchmarkNewAccount(b *testing.B) {
	for b.Loop() {
		mustAccount(b, 2024, WEO, WEO)
	}
}
