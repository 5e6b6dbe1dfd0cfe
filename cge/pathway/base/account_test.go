package base

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
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

func BenchmarkNewAccount(b *testing.B) {
	for b.Loop() {
		mustAccount(b, 2024, WEO, WEO)
	}
}

func TestLatentAndUncovered(t *testing.T) {
	a := mustAccount(t, 2024, WEO, WEO)
	latent, err := a.Latents()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, l := range latent {
		known[l.Node] = true
		if l.Why == "" || l.Name == "" {
			t.Errorf("%+v", l)
		}
		if _, _, err := a.SAM.Totals("G_" + strings.ToUpper(l.Node)); err == nil {
			t.Errorf("latent %s has an account", l.Node)
		}
	}
	for _, want := range []string{"coal_ccs", "solid_state", "dac", "second_life", "neodymium_recycled"} {
		if !known[want] {
			t.Errorf("%s is not among the latent: %v", want, known)
		}
	}
	share := 0.0
	for _, u := range a.Uncovered() {
		share += u.Share
		if g, err := a.Good(u.Account); err != nil || g.Quantity != u.TWh {
			t.Errorf("%+v: %v %v", u, g, err)
		}
	}
	if len(a.Uncovered()) != 3 || !(share > .03 && share < .08) {
		t.Errorf("%d generators without mineral edges have %v of electricity", len(a.Uncovered()), share)
	}
}

// Accounts that are held do not move, and no parent moves by much.
func TestMovedAccounts(t *testing.T) {
	a := mustAccount(t, 2024, WEO, WEO)
	list := a.Moved()
	if len(list) != a.SAM.Len() {
		t.Fatalf("%d of %d accounts", len(list), a.SAM.Len())
	}
	for _, m := range list {
		off := math.Abs(m.Final/m.Prior - 1)
		switch {
		case Held(m.Account) && off > 1e-13:
			t.Errorf("%s is held and moved: %+v", m.Account, m)
		case off > .03:
			t.Errorf("%s moved by %.1f %%: %+v", m.Account, 100*off, m)
		case isParent(m.Account) && !(m.Table > 0):
			t.Errorf("%s: %+v", m.Account, m)
		}
	}
	t.Logf("moved most: %+v", list[0])
}
