package base

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets"
)

const (
	leastResource = .2  // of the value of primary supply: below it a supply curve turns vertical under a shock
	scrapRent     = .45 // of the value of secondary metal
	smelterMined  = .15 // metals of which less is mined are by-products of a smelter
	smelterRent   = .5  // of its capital that is specific to the metal
)

// Metal, ore and scrap that the borrowed columns of mining and refining buy:
// the chain is one activity, which does not buy from itself.
var ownChain = []string{"C_CUNIMIN", "C_OTHMETMIN", "C_NMMIN", "C_NFSMELT", "C_ALUM", "C_COPROD", "C_NFPROD", "C_SCRAP", "C_STEEL"}

// resource stands in a mineral's column for what is specific to its mine.
const resource = "R"

// refinery is the American industry whose inputs refining has.
func (o ore) refinery() string {
	switch {
	case o.id == "aluminium":
		return "ALUM"
	case o.parent == "CHM":
		return "BASCHEM"
	}
	return "NFSMELT"
}

// mineColumn is what primary supply pays per unit of value: mining for the
// mined share, refining for the rest, and the resource.
func (w *world) mineColumn(o ore) column {
	amounts := map[string]float64{}
	without := append([]string{"OIL", "COA"}, ownChain...)
	for _, in := range w.usa.inputs(o.mine, without...) {
		if in.row == "CAP" {
			amounts[resource] += o.mined * in.share * mineRent
			in.share *= 1 - mineRent
		}
		amounts[in.row] += o.mined * in.share
	}
	if o.parent == "CHM" {
		without = append(without, "C_OILGAS", "C_BASCHEM")
	}
	for _, in := range w.usa.inputs(o.refinery(), without...) {
		amounts[in.row] += (1 - o.mined) * in.share
	}
	if o.mined < smelterMined {
		t := amounts["CAP"] * smelterRent
		amounts[resource], amounts["CAP"] = amounts[resource]+t, amounts["CAP"]-t
	}
	rent := max(amounts[resource], leastResource)
	if o.id == "lithium" {
		rent = w.lithiumRent
	}
	f := (1 - rent) / (1 - amounts[resource])
	for row := range amounts {
		amounts[row] *= f
	}
	amounts[resource] = rent
	return columnOf(amounts)
}

// readLithiumRent is the rent of the world's deposits over the value of their
// output at the price of the year: sum (p - c)+ q over p sum q.
func (w *world) readLithiumRent() {
	l, ok := w.lode("lithium")
	if !ok {
		return
	}
	t := datasets.LithiumDeposits()
	costs, err1 := matching(t, where{"property", "cost_1"})
	made, err2 := matching(t, where{"property", "output_2023"})
	if err1 != nil || err2 != nil {
		w.fail("base: Account: lithium deposits: %v %v", err1, err2)
		return
	}
	output := map[string]float64{}
	for _, r := range made {
		output[r.Key[0]+"/"+r.Key[1]] = r.Value
	}
	rent, all := 0.0, 0.0
	for _, r := range costs {
		q := output[r.Key[0]+"/"+r.Key[1]]
		rent, all = rent+max(0, l.price-r.Value)*q, all+l.price*q
	}
	if w.year != publishedYear {
		w.gap("rent of lithium", "costs of deposits are of today, above many a price of %d; it is at least %g", w.year, leastResource)
	}
	w.lithiumRent = w.derive("rent in the value of lithium", max(leastResource, rent/all), "1", "sum of (price - cost) x output over the world's deposits", "busch2024")
}

// primaryName of the activity that mines an ore.
func (o ore) primaryName() string {
	if o.joint() {
		return "P_RE"
	}
	return "P_" + o.code
}

// fillPrimary pays for mining and refining and sells the metal.
func (w *world) fillPrimary() {
	w.assume("least share of the resource in primary supply", leastResource, "1", "below it a supply curve turns vertical under a shock")
	w.assume("resource in the capital of mines", mineRent, "1", "rent and sunk capital: both are fixed within a year")
	for _, l := range w.lodes {
		w.assume("mined share of the refined value of "+l.id, l.mined, "1", "recalled: mine gate over refined price")
		account := l.primaryName()
		for _, in := range w.mineColumn(l.ore) {
			row := in.row
			if row == resource {
				row = "R_" + account
				w.rents = append(w.rents, row)
			}
			w.d.put(row, account, in.share*l.primary(), "American mining and refining columns")
		}
		w.d.put(account, "M_"+l.code, l.primary(), "primary: kt x USD/t")
	}
}

// scrapColumn is what recyclers pay beside the rent of scrap.
func (w *world) scrapColumn() column {
	return w.usa.inputs("WASTE NFSMELT", "C_NFSMELT", "C_CUNIMIN", "C_OTHMETMIN", "C_WASTE", "C_SCRAP", "OIL", "COA")
}

// fillSecondary does the same for recycled metal; the rent of scrap is what
// the bound of scrap is worth.
func (w *world) fillSecondary() {
	w.assume("rent of scrap in the value of secondary metal", scrapRent, "1", "collection and treatment take the rest")
	for _, l := range w.lodes {
		v := l.recycled()
		if v < 1e-6 {
			continue
		}
		w.d.put("S_"+l.code, "M_"+l.code, v, "secondary share x kt x USD/t")
		w.d.put("Q_"+l.code, "S_"+l.code, v*scrapRent, "rent of scrap")
		w.rents = append(w.rents, "Q_"+l.code)
		for _, in := range w.scrapColumn() {
			w.d.put(in.row, "S_"+l.code, v*(1-scrapRent)*in.share, "American waste and smelting columns")
		}
	}
}

// fillUses sells minerals to clean technologies by kt and price, the rest to
// its first users.
func (w *world) fillUses() {
	for _, l := range w.lodes {
		rest := l.total
		for _, use := range sortedKeys(l.use) {
			q := l.use[use]
			if v := worth(q, l.price); v > 1e-6 {
				w.d.put("M_"+l.code, buyerOf(use, l.ore), v, fmt.Sprintf("%.4g kt x %.6g USD/t (%s)", q, l.price, use))
				rest -= q
			}
		}
		if rest < 0 {
			w.fail("base: Account %d: clean technologies take %v kt of %s, %v kt more than there is", w.year, l.clean(), l.id, -rest)
			return
		}
		for _, a := range sortedKeys(l.others) {
			w.d.put("M_"+l.code, a, worth(rest, l.price)*l.others[a], fmt.Sprintf("other uses %.4g kt", rest*l.others[a]))
		}
	}
}

// parentOf a split buyer: who bought the metal inside the parent's cells.
var parentOf = map[string]string{"PVM": "ELQ", "WTB": "MAC", "BEV": "ELQ", "BGS": "ELQ", "VIC": "TEQ", "VZE": "TEQ",
	"K_PV": "CON", "K_WON": "CON", "K_WOF": "CON", "K_GRD": "CON", "K_OTH": "CON"}

// giveWay takes out of the refining parents what the minerals now sell, and
// the inputs that refining and recycling now pay.
func (w *world) giveWay() {
	for _, l := range w.lodes {
		for _, buyer := range w.d.accounts {
			v := w.d.at("M_"+l.code, buyer)
			if v == 0 {
				continue
			}
			if p, ok := parentOf[buyer]; ok {
				buyer = p
			}
			w.d.take(l.parent, buyer, v)
		}
	}
	for _, l := range w.lodes {
		without := append([]string{"OIL", "COA", "GAS", "OMI"}, ownChain...)
		w.takeColumn(l.parent, w.usa.inputs(l.refinery(), without...), l.primary()*(1-l.mined))
		if v := l.recycled(); v > 0 {
			w.takeColumn("MET", w.scrapColumn(), v*(1-scrapRent))
		}
	}
}

// takeColumn takes inputs out of a parent's column and value added, which
// keeps at least three tenths.
func (w *world) takeColumn(parent string, c column, value float64) {
	for _, in := range c {
		switch in.row {
		case "LAB", "CAP", "TAX":
			w.takeValueAdded(parent, value*in.share)
		case "OMI":
		default:
			w.d.take(in.row, parent, value*in.share)
		}
	}
}

func (w *world) takeValueAdded(parent string, v float64) {
	w.va[parent] = max(parentFloor*w.table.at("VA", parent), w.va[parent]-v)
}
