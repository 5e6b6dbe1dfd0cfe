package base

import (
	"strconv"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
)

// goods are the values of equipment and capacity building, GUSD, and the
// quantities behind them.
type goods struct {
	value map[string]float64 // by account
	count map[string]float64 // GW, GWh, million vehicles
	unit  map[string]string
}

// Shares that no table holds.
const (
	packDiscount  = .85  // world pack price over the American estimate of 2023
	installed     = 1.35 // installed storage over its packs, before the converter
	replaced      = .5   // of stock over lifetime that thermal, nuclear and hydro plants replace
	gridCopper    = .115 // copper in the cost of network investment
	partsWithout  = .35  // bought parts that an electric car does without
	openStorageGW = 40.  // grid batteries added in 2024, where the outlook may not be used
)

// turbineShare of the cost of a wind plant.
var turbineShare = map[string]float64{"WON": .65, "WOF": .40}

// Lifetimes for replacement, longer than those capital is written off over.
var replacementLife = map[string]float64{"NUC": 60, "HYD": 80}

// vehicleWeight is the value of a vehicle of a class over that of a car.
var vehicleWeight = map[string]float64{"car": 1, "van": 1.2, "truck": 3.5, "bus": 4}

var vehicleClasses = []string{"car", "van", "truck", "bus"}

func (w *world) readGoods() {
	w.goods = goods{map[string]float64{}, map[string]float64{}, map[string]string{}}
	w.readPacks()
	w.readModules()
	w.readPlants()
	w.readStorage()
	w.readVehicles()
	w.readGrid()
	w.goods.value["RND"] = w.gdp * w.researchShare()
}

func (g *goods) set(account string, value, count float64, unit string) {
	g.value[account], g.count[account], g.unit[account] = value, count, unit
}

func (w *world) ev(mode, powertrain, measure, unit string) float64 {
	return w.read(datasets.EVHistory(), unit, "region", "World", "source", "iea_gevo2025", "mode", mode, "powertrain", powertrain, "measure", measure)
}

// batteryGWh is the capacity of batteries in the vehicles sold of a class.
func (w *world) batteryGWh(mode string) float64 {
	if !w.has(datasets.EVHistory(), where{"region", "World", "mode", mode, "measure", "battery_demand", "year", strconv.Itoa(w.year)}) {
		w.gap("batteries of "+mode, "no figure of %d: counted as none", w.year)
		return 0
	}
	return w.ev(mode, "EV", "battery_demand", "GWh")
}

// packPrice in USD per kWh.
func (w *world) packPrice() float64 {
	const item = "EV battery pack cost (DOE estimate, usable kWh, 100k units/yr)"
	v := w.readCost(datasets.Costs(), "kWh", "item", item, "basis~", map[bool]string{true: "real", false: "nominal"}[w.year >= 2023])
	if w.year >= 2023 { // prices fell by a fifth after the estimate, which is in money of 2023
		v *= w.index(2023) / w.index(w.year)
		v *= w.assume("world price of packs over the American estimate of 2023", packDiscount, "1", "prices of 2024 fell by about a fifth (recalled: 115 USD/kWh)")
	}
	return v
}

func (w *world) readPacks() {
	four := 0.0
	for _, c := range vehicleClasses {
		four += w.batteryGWh(c)
	}
	two := w.batteryGWh("2_3w")
	w.goods.count["BEV4"] = four
	w.goods.set("BEV", (four+two)*w.packPrice()/1e3, four+two, "GWh")
}

func (w *world) readModules() {
	price := w.readCost(datasets.Costs(), "W", "item", "solar PV module price", "region", "World", "source", "owid_solar_price_2025")
	added := w.fleet("PV").added
	w.goods.set("PVM", added*price, added, "GW")
}

// readPlants values capacity building: additions, and for long-lived plants a
// part of what stock over lifetime says is replaced. Net additions below zero
// count as none.
func (w *world) readPlants() {
	turbines, units := 0.0, 0.0
	for _, code := range []string{"PV", "WON", "WOF"} {
		f := w.fleet(code)
		value := f.added * f.perKW / 1e3
		w.goods.set("K_"+code, value, f.added, "GW")
		if s, ok := turbineShare[code]; ok {
			turbines += value * w.assume("turbines in the cost of "+code, s, "1", "recalled: IRENA's breakdown of costs")
			units += f.added
		}
	}
	w.goods.set("WTB", turbines, units, "GW")
	share := w.assume("replacement of thermal, nuclear and hydro plants", replaced, "1", "half of stock over lifetime")
	built := func(code string, life float64) (gw, value float64) {
		f := w.fleet(code)
		gw = max(0, f.added) + share*f.gw/life
		return gw, gw * f.perKW / 1e3
	}
	for _, code := range []string{"NUC", "HYD"} {
		gw, value := built(code, replacementLife[code])
		w.goods.set("K_"+code, value, gw, "GW")
	}
	sum, gws := 0.0, 0.0
	for _, code := range []string{"COAL", "GAS", "BIO", "OTH"} {
		gw, value := built(code, w.fleet(code).life)
		sum, gws = sum+value, gws+gw
	}
	w.goods.set("K_OTH", sum, gws, "GW")
}

// readStorage counts grid batteries by power and the duration that the paths
// of this package use, packs at the price of vehicles'.
func (w *world) readStorage() {
	if w.year != publishedYear {
		w.gap("grid batteries", "no additions are held for %d: not split out", w.year)
		return
	}
	gw := openStorageGW
	if w.path == WEO {
		now, before := w.storageGW(w.year), w.storageGW(w.year-1)
		gw = now - before
	} else {
		w.assume("grid batteries added", gw, "GW", "recalled: BloombergNEF, where no open row is held")
	}
	gwh := gw * w.assume("duration of grid batteries", storageHours, "MWh/MW", "recalled: BloombergNEF, 169 GWh over 69 GW added in 2024")
	w.goods.set("BGS", gwh*w.goods.value["BEV"]/w.goods.count["BEV"], gwh, "GWh")
	converter := w.interpolated("grid_storage", "LFP charger", "capex", "kW")
	w.goods.set("K_GBS", w.goods.value["BGS"]*w.assume("installed storage over its packs, before the converter", installed, "1", "container, engineering and construction (recalled)")+gw*converter/1e3, gwh, "GWh")
	w.goods.count["GBSGW"] = gw
}

func (w *world) lode(id string) (lode, bool) {
	for _, l := range w.lodes {
		if l.id == id {
			return l, true
		}
	}
	return lode{}, false
}

func (w *world) storageGW(year int) float64 {
	return w.read(noncommercial.WEOCapacity(), "GW", "scenario", "Historical", "technology", "Battery storage", "year", strconv.Itoa(year))
}

// readVehicles values road vehicles by the American share of finished ones in
// transport equipment. An electric one is worth an ordinary one without the
// parts it does without, and with its pack.
func (w *world) readVehicles() {
	finished := w.derive("finished road vehicles in transport equipment", w.usa.total("MOTVEH")/(w.usa.total("MOTVEH")+w.usa.total("MVPARTS")+w.usa.total("OTHTRN")), "1", "output of the United States, 2017", "bea_io2017")
	all := w.table.receives("TEQ") * finished
	sold, market, count, fleet := w.vehiclesSold()
	share := w.derive("electric vehicles in sales", sold/market, "1", "sales over share of sales by class, weighted by value", "iea_gevo2025")
	cut := w.usa.inputs("MOTVEH", w.without()...).of("TEQ") * w.assume("bought parts an electric car does without", partsWithout, "1", "engine, gearbox, exhaust (recalled)")
	packs := w.fourWheelers()
	ordinary := (all - packs) / (1 - share*cut)
	w.goods.set("VEH", all, fleet/1e6, "Mvehicle")
	w.goods.set("VZE", ordinary*share*(1-cut)+packs, count/1e6, "Mvehicle")
	w.goods.set("VIC", ordinary*(1-share), (fleet-count)/1e6, "Mvehicle")
}

// vehiclesSold counts electric vehicles and all vehicles in the value of
// cars (sold, market), and as they are (count, all).
func (w *world) vehiclesSold() (sold, market, count, all float64) {
	for _, c := range vehicleClasses {
		weight := w.assume("value of a "+c+" over that of a car", vehicleWeight[c], "1", "recalled")
		if !w.has(datasets.EVHistory(), where{"region", "World", "mode", c, "measure", "sales_share", "year", strconv.Itoa(w.year)}) {
			w.gap("electric "+c+" sales", "no figure of %d: counted as none", w.year)
			continue
		}
		n := w.sales(c, "BEV") + w.sales(c, "PHEV")
		share := w.ev(c, "EV", "sales_share", "1")
		sold, market = sold+weight*n, market+weight*n/share
		count, all = count+n, all+n/share
	}
	return sold, market, count, all
}

// sales of a class; a powertrain without a row of the year sold none.
func (w *world) sales(mode, powertrain string) float64 {
	if !w.has(datasets.EVHistory(), where{"region", "World", "mode", mode, "powertrain", powertrain, "measure", "sales", "year", strconv.Itoa(w.year)}) {
		return 0
	}
	return w.ev(mode, powertrain, "sales", "vehicle")
}

// readGrid values network investment by its copper: no table has it.
func (w *world) readGrid() {
	cu, ok := w.lode("copper")
	if !ok || cu.use["GRID"] <= 0 {
		w.gap("network investment", "no copper of networks: not split out")
		return
	}
	v := worth(cu.use["GRID"], cu.price)
	w.goods.set("K_GRD", v/w.assume("copper in the cost of network investment", gridCopper, "1", "390 GUSD of network investment in 2024 (recalled: IEA) hold the published copper"), w.netAdditions(), "GW")
}

// netAdditions of all plants and grid batteries, GW: what drives networks.
func (w *world) netAdditions() (sum float64) {
	for _, f := range w.fleets {
		sum += f.added
	}
	return sum + w.goods.count["GBSGW"]
}

// additions of a network node in its own unit (MW, MWh, vehicle).
func (w *world) additions(node string) float64 {
	for _, f := range w.fleets {
		if f.node == node {
			return f.added * 1e3
		}
	}
	switch node {
	case "networks":
		return w.netAdditions() * 1e3
	case "zev_car", "zev_van", "zev_truck", "zev_bus", "zev_2_3w":
		mode := node[len("zev_"):]
		return w.sales(mode, "BEV") + w.sales(mode, "PHEV")
	}
	return 0
}

// researchShare is R&D in GDP: each country's latest figure.
func (w *world) researchShare() float64 {
	rows, err := matching(datasets.Research(), where{"item", "gross domestic R&D expenditure"})
	if err != nil {
		return w.fail("base: Account: %w", err)
	}
	latest, year := map[string]float64{}, map[string]string{}
	for _, r := range rows {
		if r.Key[2] > year[r.Key[1]] {
			year[r.Key[1]], latest[r.Key[1]] = r.Key[2], r.Value/100
		}
	}
	return w.countryMean("research in GDP", latest)
}

// labourShare of GDP, by country.
func (w *world) labourShare() float64 {
	rows, err := matching(datasets.Macro(), where{"item", "labour share of GDP", "year", "2019"})
	if err != nil {
		return w.fail("base: Account: %w", err)
	}
	share := map[string]float64{}
	for _, r := range rows {
		share[r.Key[1]] = r.Value
	}
	return w.countryMean("labour share of GDP", share)
}
