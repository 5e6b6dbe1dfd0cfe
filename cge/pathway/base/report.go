package base

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
)

// A Good is a split account with a quantity behind it: Value is Quantity times
// Price, and balancing does not move it.
type Good struct {
	Account  string
	Quantity float64
	Unit     string  // of Quantity: GW, TWh, GWh, kt, EJ, Mvehicle
	Price    float64 // GUSD per unit; of minerals that is USD/t / 1e6
	Value    float64 // GUSD: row total of the account
}

// goodsOf lists fuels, generation, capacity building, equipment, vehicles and
// minerals, in that order.
func (w *world) goodsOf() []Good {
	var out []Good
	add := func(account string, quantity float64, unit string, value float64) {
		if quantity > 0 {
			out = append(out, Good{account, quantity, unit, value / quantity, value})
		}
	}
	for _, f := range w.fuels {
		add(f.account, w.supply(f.outlook, w.year), "EJ", f.value)
	}
	all := 0.0
	for _, f := range w.fleets {
		add("G_"+f.code, f.twh, "TWh", w.d.spends("G_"+f.code))
		all += f.twh
	}
	add("ELE", all, "TWh", w.d.spends("ELE"))
	for _, a := range []string{"PVM", "WTB", "BEV", "BGS", "VIC", "VZE", "VEH", "K_PV", "K_WON", "K_WOF", "K_HYD", "K_NUC", "K_OTH", "K_GBS", "K_GRD"} {
		add(a, w.goods.count[a], w.goods.unit[a], w.goods.value[a])
	}
	for _, l := range w.lodes {
		add("M_"+l.code, l.total, "kt", l.primary()+l.recycled())
		if !l.joint() {
			add("P_"+l.code, l.total*(1-l.secondary), "kt", l.primary())
		}
		add("S_"+l.code, l.total*l.secondary, "kt", l.recycled())
	}
	return out
}

// Good finds a good by its account.
func (a *Account) Good(account string) (Good, error) {
	for _, g := range a.Goods {
		if g.Account == account {
			return g, nil
		}
	}
	return Good{}, fmt.Errorf("base: account %d has no quantity for %q", a.Year, account)
}

// A Metal is what the account knows of a mineral.
type Metal struct {
	ID, Code  string  // of the network and in account names: copper, Cu
	Price     float64 // USD of the year per t of the element
	Total     float64 // kt used in the year, recycled metal included
	Secondary float64 // recycled share of Total
	Uses      []MetalUse
	Other     float64 // kt that no clean technology takes
}

// A MetalUse is what one use takes.
type MetalUse struct {
	Use   string // PV, WIND, EV, GBS, GRID, H2, OTHLOW, ICE
	Buyer string // account
	Kt    float64
}

func (w *world) metals() []Metal {
	var out []Metal
	for _, l := range w.lodes {
		m := Metal{ID: l.id, Code: l.code, Price: l.price, Total: l.total, Secondary: l.secondary, Other: l.total - l.clean()}
		for _, u := range sortedKeys(l.use) {
			m.Uses = append(m.Uses, MetalUse{u, buyerOf(u, l.ore), l.use[u]})
		}
		out = append(out, m)
	}
	return out
}

// A Latent technology has no cell in the account: it stands ready in the
// network and enters when it pays.
type Latent struct {
	Node, Name string
	Service    string // node it is part of
	Why        string
}

// Latents lists the technologies and sub-technologies of the network that
// nobody builds in the base year, and recycling of minerals that have none.
func (a *Account) Latents() ([]Latent, error) {
	nodes, err := datasets.Nodes()
	if err != nil {
		return nil, err
	}
	var out []Latent
	for _, n := range nodes {
		if n.Status == "latent" {
			out = append(out, Latent{n.ID, n.Name, strings.Join(n.Parents, "+"), "not built in 2024"})
		}
	}
	out = append(out,
		Latent{"electrolyser", "Electrolysis plant", "hydrogen", "no row of additions in 2024"},
		Latent{"fcev", "Fuel-cell vehicles", "vehicle_use", "kW of fuel cell per vehicle is not held"},
		Latent{"second_life", "Second-life batteries", "grid_battery", "few packs have retired in 2024"})
	for _, m := range a.Metals {
		if m.Secondary == 0 {
			out = append(out, Latent{m.ID + "_recycled", m.ID + ", recycled", m.ID, "no recycled supply is published"})
		}
	}
	return out, nil
}

// Uncovered is a generator whose minerals no publication we hold gives: it
// enters electricity from its account, without mineral edges, and a scenario
// caps it.
type Uncovered struct {
	Account, Name string
	GW, TWh       float64
	Share         float64 // of generation
}

// Uncovered lists bioenergy, geothermal with concentrating solar and marine,
// and oil.
func (a *Account) Uncovered() []Uncovered {
	names := map[string]string{"BIO": "bioenergy and waste", "OTH": "geothermal, concentrating solar, marine", "OIL": "oil"}
	all := 0.0
	for _, f := range a.world.fleets {
		all += f.twh
	}
	var out []Uncovered
	for _, f := range a.world.fleets {
		if name, ok := names[f.code]; ok && f.node == "" {
			out = append(out, Uncovered{"G_" + f.code, name, f.gw, f.twh, f.twh / all})
		}
	}
	return out
}

// NonCommercial lists the sources under non-commercial terms that the account
// rests on; an account of path Open has none.
func (a *Account) NonCommercial() []string { return nonCommercial(a.Figures.Sources()) }

// String sums the account up.
func (a *Account) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "account of the world %d, path %s: %d accounts, GUSD%d\n", a.Year, a.Path, a.SAM.Len(), a.Year)
	fmt.Fprintf(&b, "%d figures, %d gaps; balancing moved %.0f, the largest cell by %.1f %%\n", len(a.Figures.Rows), len(a.Gaps), a.Balanced.Moved, 100*a.largestMove())
	for _, account := range []string{"HH", "ELE", "VEH", "BEV", "PVM", "M_Cu", "M_Li"} {
		if v, _, err := a.SAM.Totals(account); err == nil {
			fmt.Fprintf(&b, "%-5s %10.1f\n", account, v)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// largestMove is the largest relative change of a cell.
func (a *Account) largestMove() (m float64) {
	for _, x := range a.Balanced.Moves {
		m = max(m, x.Relative, -x.Relative)
	}
	return m
}

// Moved is what became of an account's total, in GUSD: in the world table
// brought to the year (0 where the table has no such account), as it was
// filled, with the gap between receipts and payments, and after balancing.
type Moved struct {
	Account                  string
	Table, Prior, Gap, Final float64
}

// Moved lists every account, those that balancing moved most (relative) first.
func (a *Account) Moved() []Moved {
	var out []Moved
	for _, name := range a.SAM.Accounts() {
		row, col, err := a.Prior.Totals(name)
		if err != nil {
			continue
		}
		final, _, _ := a.SAM.Totals(name)
		m := Moved{Account: name, Prior: row, Gap: row - col, Final: final}
		if isParent(name) {
			m.Table = a.world.table.receives(name)
		}
		out = append(out, m)
	}
	size := func(m Moved) float64 { return math.Abs(m.Final/m.Prior - 1) }
	slices.SortStableFunc(out, func(x, y Moved) int { return cmp.Compare(size(y), size(x)) })
	return out
}
