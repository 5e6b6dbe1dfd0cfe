package base

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets"
)

// Users of fuels and what they take of it: shares that no world table holds.
var fuelUsers = map[string][]input{
	"COA": {{"MET", .45}, {"NMM", .15}, {"PET", .12}, {"CHM", .12}, {"GWS", .08}, {"LMF", .04}, {"HH", .04}},
	"OIL": {{"PET", .96}, {"CHM", .04}},
	"GAS": {{"GWS", .55}, {"CHM", .20}, {"MET", .05}, {"PET", .06}, {"OIL", .06}, {"NMM", .03}, {"LMF", .05}},
}

// Shares of capital income that are rent of the resource, or sunk in it.
const (
	oilRent  = .5
	coalRent = .3
	mineRent = .8
)

const (
	labourOfOM  = .5  // of operation and maintenance
	plantTax    = .5  // rate on generation over that of American utilities
	ownPower    = .03 // of other utilities: pumping
	parentFloor = .3  // of a parent's value added that splitting leaves
)

// fillBroad puts the parents' part of the world table.
func (w *world) fillBroad() {
	users := append(parents(), "HH", "GOV", "INV")
	for _, r := range parents() {
		for _, c := range users {
			w.d.put(r, c, w.table.at(r, c), "wiod2013 x growth")
		}
		w.va[r] = w.table.at("VA", r)
	}
}

// spread sells an amount to users in proportion to shares.
func (w *world) spread(account string, value float64, users []input, note string) {
	sum := 0.0
	for _, u := range users {
		sum += u.share
	}
	for _, u := range users {
		w.d.put(account, u.row, value*u.share/sum, note)
	}
}

// fillFuels sells fuels and pays for their extraction.
func (w *world) fillFuels() {
	burnt := map[string]float64{}
	for _, f := range w.fleets {
		burnt[f.fuel] += f.fuelCost
	}
	for _, f := range w.fuels {
		sold := f.value
		if f.account != "OIL" {
			sold -= burnt[f.account]
		}
		w.spread(f.account, sold, fuelUsers[f.account], "what plants leave, by assumed shares of users")
		w.assume("users of "+f.account, 1, "1", fmt.Sprint(fuelUsers[f.account]))
	}
	for _, f := range w.fuels {
		from, rent := "OILGAS MINSUP", oilRent
		if f.account == "COA" {
			from, rent = "COALMIN", coalRent
		}
		w.assume("resource in the capital income of "+f.account, rent, "1", "rent and what is sunk")
		spent := w.d.spends(f.account) // gas burnt at oil wells
		w.fillExtraction(f.account, w.usa.inputs(from, "OIL", "COA"), f.value-spent, rent)
	}
}

// fillExtraction pays inputs; a share of capital is the resource's.
func (w *world) fillExtraction(account string, c column, value, rent float64) {
	for _, in := range c {
		v := value * in.share
		if in.row == "CAP" {
			w.d.put("R_"+account, account, v*rent, "resource in the capital of the American column")
			v *= 1 - rent
		}
		w.d.put(in.row, account, v, "American column")
	}
	w.rents = append(w.rents, "R_"+account)
}

// otherMining is what is left of mining when fuels and the mined part of
// minerals are gone.
func (w *world) otherMining() float64 {
	scale := w.index(w.year) / w.index(tableYear) * w.growth
	early := 0.0
	for _, f := range w.fuels {
		early += f.early
	}
	return w.derive("output of other mining", w.table.receives("MIN")-early*scale-w.minedValue(), w.unit, "mining of 2011 less fuels at prices of 2011, x growth, less the mined part of minerals", "wiod2013")
}

func (w *world) minedValue() (sum float64) {
	for _, l := range w.lodes {
		sum += l.mined * l.primary()
	}
	return sum
}

// Shares of the mining row's sales that other mining keeps: fuels and
// concentrates are gone from them.
const (
	miningToChemicals = .35
	miningToMinerals  = .8
	miningToInvest    = .8
	miningToMetals    = .3 // at least
	powerOfMining     = .7 // electricity in what mining pays for utilities
)

// fillOtherMining sells and pays along the table's row and column.
func (w *world) fillOtherMining() {
	value := w.otherMining()
	var users []input
	for _, c := range w.table.accounts {
		v := w.table.at("MIN", c)
		switch c {
		case "PET", "UTI", "HH", "MIN":
			continue
		case "MET":
			v = max(miningToMetals*v, v-w.minedValue())
		case "CHM":
			v *= miningToChemicals
		case "NMM":
			v *= miningToMinerals
		case "INV":
			v *= miningToInvest
		}
		users = append(users, input{c, v})
	}
	w.spread("OMI", value, users, "mining row less fuels and concentrates")
	spent := w.table.spends("MIN") - w.table.at("MIN", "MIN")
	for _, r := range parents() {
		w.d.put(r, "OMI", value*w.table.at(r, "MIN")/spent, "mining column")
	}
	power := value * w.table.at("UTI", "MIN") / spent
	w.d.put("ELE", "OMI", power*powerOfMining, "mining column")
	w.d.put("GWS", "OMI", power*(1-powerOfMining), "mining column")
	w.va["OMI"] = value * w.table.at("VA", "MIN") / spent
}

// plantColumn is what a fleet pays in a year: the annuity of what it cost,
// operation and maintenance, fuel and tax.
func (w *world) plantColumn(f *fleet) map[string]float64 {
	col := map[string]float64{}
	cost := f.gw * f.perKW / 1e3
	col["CAP"] = cost * annuity(f.life)
	om := cost*f.fixed + f.twh*f.variable/1e3
	col["LAB"] = om * labourOfOM
	for _, in := range w.usa.inputs("ELEC", "OIL", "COA", "PET", "ELE", "LAB", "CAP", "TAX") {
		col[in.row] += om * (1 - labourOfOM) * in.share
	}
	paid := w.usa.paid["ELEC"]
	rate := w.derive("tax in the value added of electricity", paid["TAX"]/(paid["LAB"]+paid["CAP"]+paid["TAX"]), "1", "United States, 2017", "bea_io2017")
	col["TAX"] = rate / (1 - rate) * (col["LAB"] + col["CAP"]) * plantTax
	if f.fuelCost > 0 {
		col[f.fuel] += f.fuelCost
	}
	return col
}

// fillPower pays for generation and sells it; the network takes what the
// price of a delivered MWh leaves.
func (w *world) fillPower() {
	w.assume("real return on generating capital", realReturn, "1", "annuity on replacement cost")
	w.assume("labour in operation and maintenance", labourOfOM, "1", "recalled")
	w.assume("tax on generation over that of American utilities", plantTax, "1", "renewables pay less")
	price := w.powerPrice()
	delivered, generation := 0.0, 0.0
	need := map[string]float64{}
	for i := range w.fleets {
		f := &w.fleets[i]
		col, sum := w.plantColumn(f), 0.0
		for _, row := range sortedKeys(col) {
			w.d.put(row, "G_"+f.code, col[row], "cost of generation, bottom-up")
			sum += col[row]
			need[row] += col[row]
		}
		w.d.put("G_"+f.code, "ELE", sum, "GW, TWh x cost")
		delivered, generation = delivered+f.twh*price/1e3, generation+sum
	}
	network := delivered - generation
	if network <= 0 {
		w.fail("base: Account %d: generation costs %v of %v %s that electricity sells for: nothing is left for the network", w.year, generation, delivered, w.unit)
		return
	}
	grid := w.usa.inputs("ELEC", "OIL", "COA", "PET", "ELE")
	for _, in := range grid {
		w.d.put(in.row, "TND", network*in.share, "American electricity column without fuels")
		need[in.row] += network * in.share
	}
	w.d.put("TND", "ELE", network, "price x TWh less generation")
	w.fillUtilities(delivered, need)
}

// powerPrice of a MWh generated, networks included.
func (w *world) powerPrice() float64 {
	made := w.read(datasets.Generation(), "TWh", "technology", "total", "region", "United States", "year", "2017", "source", eia)
	v := w.usa.electricitySold() / made * 1e3
	w.derive("price of electricity per MWh generated", v, "USD2017/MWh", "sales outside the industry and abroad over generation, United States, 2017; taken as dollars of the account's year", "bea_io2017", eia)
	return v
}

// fillUtilities splits the row of utilities, and what is left of their
// column.
func (w *world) fillUtilities(delivered float64, need map[string]float64) {
	row := w.table.receives("UTI") - w.table.at("UTI", "UTI")
	share := w.derive("electricity in utilities' sales", delivered/row, "1", "sales outside utilities", "wiod2013")
	for _, c := range w.table.accounts {
		if c != "UTI" && c != "MIN" {
			w.d.put("ELE", c, w.table.at("UTI", c)*share, "utilities' row x share of electricity")
			w.d.put("GWS", c, w.table.at("UTI", c)*(1-share), "utilities' row x the rest")
		}
	}
	other := row * (1 - share)
	left := func(row string) float64 {
		return max(keptShare*w.table.at(row, "UTI"), w.table.at(row, "UTI")-need[row])
	}
	inputs := 0.0
	for _, r := range parents() {
		inputs += left(r)
	}
	va := w.table.at("VA", "UTI")
	keptVA := max(.2*va, va-need["LAB"]-need["CAP"]-need["TAX"])
	fuels := w.d.at("GAS", "GWS") + w.d.at("COA", "GWS")
	scale := (other - fuels - ownPower*other) / (inputs + keptVA)
	for _, r := range parents() {
		w.d.put(r, "GWS", left(r)*scale, "utilities' column less generation and networks")
	}
	w.d.put("ELE", "GWS", ownPower*other, "pumping and the like, assumed")
	w.va["GWS"] = keptVA * scale
}
