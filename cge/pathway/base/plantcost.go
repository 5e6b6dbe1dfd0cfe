package base

import (
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A fuel is a fossil fuel at the well or mine.
type fuel struct {
	account, outlook string
	price            float64 // USD/GJ at the world market, in the account's year
	before           float64 // in 2011
	discount         float64 // of producers' to market prices
	value            float64 // GUSD: output at producers' prices
	early            float64 // GUSD2011, of the input-output table's year
}

// Heat of a tonne of coal and a barrel of oil, as the World Bank's benchmarks
// are traded.
const (
	coalGJ   = 25.1
	barrelGJ = 6.12
)

// crudePrice is the World Bank's average crude oil price, USD of the year per
// barrel (wb_cmo_2025). The embedded price table leaves crude out: it has no
// unit of barrels.
var crudePrice = map[int]float64{
	2010: 79.040772, 2011: 104.0094, 2012: 105.00963, 2013: 104.0775, 2014: 96.235,
	2015: 50.752778, 2016: 42.811944, 2017: 52.805, 2018: 68.3475, 2019: 61.4075,
	2020: 41.257778, 2021: 69.070556, 2022: 97.101389, 2023: 80.755694, 2024: 78.733722,
}

// Fossil supply where the outlook may not be used, EJ, recalled from the
// Energy Institute's Statistical Review.
var recalledSupply = map[string]map[int]float64{
	"Coal": {2010: 151, 2024: 165}, "Oil": {2010: 172, 2024: 199}, "Natural gas": {2010: 114, 2024: 149},
}

const supplyBefore = 2010 // the year of the outlook nearest to the input-output table

func (w *world) readFuels() {
	for _, f := range []fuel{{account: "COA", outlook: "Coal"}, {account: "OIL", outlook: "Oil"}, {account: "GAS", outlook: "Natural gas"}} {
		f.price, f.before = w.marketPrice(f.account, w.year), w.marketPrice(f.account, tableYear)
		switch f.account {
		case "COA":
			f.discount = w.assume("price at the mine over the market price of coal", .7, "1", "domestic coal is cheaper than Newcastle")
		case "OIL":
			f.discount = w.assume("price at the well over the market price of oil", .95, "1", "transport to the market")
		default:
			f.discount = w.assume("price at the well over the market price of gas", .75, "1", "mean of the United States and Europe")
		}
		f.value = w.supply(f.outlook, w.year) * f.price * f.discount
		f.early = w.supply(f.outlook, supplyBefore) * f.before * f.discount
		w.derive("output of "+f.account, f.value, w.unit, "energy supply x market price x discount")
		w.fuels = append(w.fuels, f)
	}
}

func (w *world) fuel(account string) fuel {
	for _, f := range w.fuels {
		if f.account == account {
			return f
		}
	}
	w.fail("base: no fuel %q", account)
	return fuel{}
}

// supply of a fuel in EJ: between the years that are known it grows at a
// constant rate.
func (w *world) supply(name string, year int) float64 {
	at := func(y int) float64 {
		if w.macro == WEO {
			return w.read(noncommercial.WEOOutlook(), "EJ", "scenario", "Historical", "category", "Energy", "item", name, "flow", "Total energy supply", "year", strconv.Itoa(y))
		}
		return w.assume("supply of "+name+" "+strconv.Itoa(y), recalledSupply[name][y], "EJ", "recalled: Energy Institute, Statistical Review of World Energy 2025")
	}
	if year == supplyBefore || year == publishedYear {
		return at(year)
	}
	w.gap("supply of "+name, "known for %d and %d, taken between them for %d", supplyBefore, publishedYear, year)
	first, last := at(supplyBefore), at(publishedYear)
	return first * math.Pow(last/first, float64(year-supplyBefore)/float64(publishedYear-supplyBefore))
}

// marketPrice of a fuel in dollars of its own year per GJ.
func (w *world) marketPrice(account string, year int) float64 {
	usd := "USD" + strconv.Itoa(year)
	price := func(commodity, unit string) float64 {
		return w.read(datasets.MineralPrices(), usd+"/"+unit, "commodity", commodity, "source", "wb_cmo_2025", "basis", "nominal", "year", strconv.Itoa(year))
	}
	switch account {
	case "COA":
		return price("coal (Australian)", "t") / coalGJ
	case "GAS":
		return (price("natural gas (Europe)", "GJ") + price("natural gas (US)", "GJ")) / 2
	}
	v, ok := crudePrice[year]
	if !ok {
		return w.fail("base: no price of crude oil in %d; there are those of %v", year, sortedKeys(crudePrice))
	}
	w.keep("crude oil (average), World Bank Pink Sheet", "", strconv.Itoa(year), quantity.Row{Value: v / barrelGJ,
		Unit: quantity.MustUnit(usd + "/GJ"), Source: "wb_cmo_2025", Confidence: quantity.Retrieved, Note: "published per barrel, of 6.12 GJ"})
	return v / barrelGJ
}

// readCosts fills what plants cost to build, run and fuel.
func (w *world) readCosts() {
	european := w.catalogue("hydro", "reservoir", "capex", "kW")
	hydro := w.installed("hydro total installed cost")
	kappa := w.derive("world over European cost of plants", hydro/european, "1", "from hydropower; for coal, gas, oil and nuclear plants", "owid_irena_cost_2020", "techdata")
	for i := range w.fleets {
		f := &w.fleets[i]
		switch {
		case f.code == "PV" && w.year > lastSolarCost:
			f.perKW = w.interpolated(f.catalogue[0], f.catalogue[1], "capex", "kW")
		case f.irena != "":
			f.perKW = w.installed(f.irena)
		default:
			f.perKW = kappa * w.catalogue(f.catalogue[0], f.catalogue[1], "capex", "kW")
		}
		w.readRunning(f)
		w.readFuelCost(f)
	}
}

const lastSolarCost = 2019 // world costs of solar plants; the catalogue after it

func (w *world) installed(item string) float64 {
	return w.readCost(datasets.Costs(), "kW", "item", item, "region", "World", "source", "owid_irena_cost_2020")
}

func catalogueKey(technology, sub, parameter string) where {
	return where{"technology", technology, "sub_technology", sub, "parameter", parameter, "source", "techdata"}
}

func (w *money) catalogue(technology, sub, parameter, per string) float64 {
	return w.readCost(datasets.CostParams(), per, catalogueKey(technology, sub, parameter)...)
}

// interpolated is a cost of the catalogue between 2020 and 2025, and of 2020
// before.
func (w *money) interpolated(technology, sub, parameter, per string) float64 {
	at := func(year int) float64 {
		return w.readCost(datasets.CostParams(), per, append(catalogueKey(technology, sub, parameter), "year", strconv.Itoa(year))...)
	}
	share := min(1, max(0, float64(w.year-2020)/5))
	return (1-share)*at(2020) + share*at(2025)
}

// readRunning fills operation and maintenance.
func (w *world) readRunning(f *fleet) {
	if f.byAnalogy > 0 {
		f.fixed = w.assume("fixed operation and maintenance of "+f.code, f.byAnalogy, "1", "of the plant's cost per year, by analogy")
	} else {
		f.fixed = w.read(datasets.CostParams(), "1/yr", catalogueKey(f.om[0], f.om[1], "fixed O&M")...)
	}
	if f.code == "PV" && w.year <= lastSolarCost { // a share of what plants cost in 2020: those that cost more take no more
		own := w.catalogue(f.catalogue[0], f.catalogue[1], "capex", "kW")
		f.fixed = w.derive("fixed operation and maintenance of PV", f.fixed*min(1, own/f.perKW), "1/yr", "of the plant's cost: the amount per kW of the catalogue, which is of 2020", "techdata")
	}
	if key := catalogueKey(f.om[0], f.om[1], "variable O&M"); f.code != "WOF" && w.has(datasets.CostParams(), key) {
		f.variable = w.readCost(datasets.CostParams(), "MWh", key...)
	}
}

const (
	oilProducts  = 1.1 // heavy fuel oil over crude, per GJ
	biomassPrice = 3.0 // USD/GJ
)

// readFuelCost fills what a fleet pays for fuel. Heat from combined plants is
// not taken apart.
func (w *world) readFuelCost(f *fleet) {
	if f.code == "NUC" {
		eff := w.read(datasets.CostParams(), "1", catalogueKey("nuclear", "nuclear", "efficiency")...)
		f.fuelCost = f.twh / eff * w.catalogue("nuclear", "nuclear", "fuel cost", "MWh") / 1e3
		return
	}
	if f.fuel == "" {
		return
	}
	ej := f.twh * 3.6e-3 / f.efficiency
	if w.path == WEO {
		ej = w.read(noncommercial.WEOOutlook(), "EJ", "scenario", "Historical", "category", "Energy", "item", f.outlookFuel, "flow", "Power sector inputs", "year", strconv.Itoa(w.year))
	} else {
		w.assume("efficiency of "+f.code+" plants", f.efficiency, "1", "world mean (recalled)")
	}
	switch f.fuel {
	case "COA", "GAS":
		of := w.fuel(f.fuel)
		f.fuelCost = ej * of.price * of.discount
	case "PET":
		f.fuelCost = ej * w.fuel("OIL").price * w.assume("fuel oil over crude", oilProducts, "1", "recalled")
	case "AGR":
		f.fuelCost = ej * w.assume("price of biomass fuel", biomassPrice, "USD2024/GJ", "half the European catalogue's: waste and residues")
	}
}

const realReturn = .05 // on generating capital

// annuity of the real return over a lifetime.
func annuity(years float64) float64 { return 1 / pathway.PresentValue(years, realReturn) }
