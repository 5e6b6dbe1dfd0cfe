package base

import (
	"strconv"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
)

// A plant is a way to generate electricity: where its capacity, generation
// and costs stand.
type plant struct {
	code    string   // in account names: G_PV
	node    string   // of the network, "" where no mineral edge is known
	outlook []string // technologies of the outlook
	stock   []series // of capacity, the first that reaches the year
	output  []series // of generation
	// cost of the plant: an item of IRENA's world costs, or technology and
	// sub-technology of the European catalogue, scaled to the world.
	irena       string
	catalogue   [2]string
	life        float64 // years
	om          [2]string
	byAnalogy   float64 // per year of the plant's cost, where the catalogue has none
	fuel        string  // account it buys fuel from
	outlookFuel string
	efficiency  float64 // assumed where the inputs are not published
}

// A series is a source and the technologies whose sum is meant.
type series struct {
	source       string
	technologies []string
}

func in(source string, technologies ...string) series { return series{source, technologies} }

const irena, eia, owid = "irena_2024", "eia_intl", "owid_irena_2023"

// plants in the order of the account. Wind is published as one figure and
// split after reading; the fossil plants of early years likewise.
var plants = []plant{
	{code: "COAL", node: "coal", outlook: []string{"Coal: unabated"}, stock: []series{in(irena, "coal and peat")}, output: []series{in(eia, "coal")},
		catalogue: [2]string{"coal", "coal"}, life: 40, om: [2]string{"coal", "coal"}, fuel: "COA", outlookFuel: "Coal: unabated", efficiency: .38},
	{code: "GAS", node: "gas", outlook: []string{"Natural gas: unabated"}, stock: []series{in(irena, "gas")}, output: []series{in(eia, "gas")},
		catalogue: [2]string{"gas", "CCGT"}, life: 25, om: [2]string{"gas", "CCGT"}, fuel: "GAS", outlookFuel: "Natural gas: unabated", efficiency: .45},
	{code: "OIL", outlook: []string{"Oil"}, stock: []series{in(irena, "oil")}, output: []series{in(eia, "oil")},
		catalogue: [2]string{"gas", "OCGT"}, life: 25, om: [2]string{"gas", "OCGT"}, fuel: "PET", outlookFuel: "Oil", efficiency: .35},
	{code: "NUC", node: "nuclear", outlook: []string{"Nuclear"}, stock: []series{in(irena, "nuclear"), in(eia, "nuclear")}, output: []series{in(eia, "nuclear")},
		catalogue: [2]string{"nuclear", "nuclear"}, life: 40, om: [2]string{"nuclear", "nuclear"}, fuel: "PET"},
	{code: "HYD", node: "hydro", outlook: []string{"Hydro"}, stock: []series{in(irena, "hydro"), in(eia, "hydro")}, output: []series{in(eia, "hydro")},
		irena: "hydro total installed cost", life: 80, om: [2]string{"hydro", "reservoir"}},
	{code: "PV", node: "solar_pv", outlook: []string{"Solar PV"}, stock: []series{in(irena, "solar PV"), in(owid, "solar PV")}, output: []series{in(irena, "solar PV"), in(eia, "solar (PV+CSP)")},
		irena: "utility solar PV total installed cost", catalogue: [2]string{"solar_pv", "utility"}, life: 30, om: [2]string{"solar_pv", "utility"}},
	{code: "WIND", outlook: []string{"Wind"}, stock: []series{in(irena, "onshore wind", "offshore wind"), in(owid, "wind (on+offshore)")}, output: []series{in(irena, "onshore wind", "offshore wind"), in(eia, "wind (on+offshore)")}},
	{code: "BIO", outlook: []string{"Modern bioenergy and renewable waste"}, stock: []series{in(irena, "bioenergy: biogas", "bioenergy: liquid biofuels", "bioenergy: renewable municipal waste", "bioenergy: solid biofuels"), in(eia, "bioenergy (biomass and waste)")}, output: []series{in(eia, "bioenergy (biomass and waste)")},
		irena: "bioenergy total installed cost", life: 25, om: [2]string{"coal", "coal"}, byAnalogy: .04, fuel: "AGR", outlookFuel: "Modern bioenergy and renewable waste", efficiency: .30},
	{code: "OTH", outlook: []string{"Geothermal", "Concentrating solar power", "Marine"}, stock: []series{in(irena, "geothermal"), in(owid, "geothermal")}, output: []series{in(eia, "geothermal")},
		irena: "geothermal total installed cost", life: 30, om: [2]string{"geothermal", "geothermal"}},
}

// The two kinds of wind, with the parts of plants that is one kind's own.
var windPlants = map[string]plant{
	"WON": {code: "WON", node: "wind_onshore", irena: "onshore wind total installed cost", life: 25, om: [2]string{"wind_onshore", "onshore wind"}},
	"WOF": {code: "WOF", node: "wind_offshore", irena: "offshore wind total installed cost", life: 25, om: [2]string{"wind_offshore", "offshore wind fixed"}},
}

// generators in the order of the account.
var generators = []string{"COAL", "GAS", "OIL", "NUC", "HYD", "WON", "WOF", "PV", "BIO", "OTH"}

// A fleet is what stands of a plant in the account's year, what was added and
// what it generates.
type fleet struct {
	plant
	gw, added, twh  float64
	perKW           float64 // USD
	fixed, variable float64 // share of the plant's cost per year, USD/MWh
	fuelCost        float64 // GUSD
}

func (w *world) fleet(code string) *fleet {
	for i := range w.fleets {
		if w.fleets[i].code == code {
			return &w.fleets[i]
		}
	}
	w.fail("base: no plant %q", code)
	return &fleet{}
}

// readFleets fills capacity, additions and generation, and splits wind.
func (w *world) readFleets() {
	for _, p := range plants {
		f := fleet{plant: p}
		if w.path == WEO {
			w.readOutlookFleet(&f)
		} else {
			w.readOpenFleet(&f)
		}
		w.fleets = append(w.fleets, f)
	}
	if w.path == Open {
		w.splitFossil()
	}
	w.splitWind()
	sorted := make([]fleet, len(generators))
	for i, code := range generators {
		sorted[i] = *w.fleet(code)
	}
	w.fleets = sorted
}

const otherAdditions = .5 // GW of geothermal, concentrating and marine plants

// readOutlookFleet reads levels of the year and the year before.
func (w *world) readOutlookFleet(f *fleet) {
	capacity := func(tech string, year int) float64 {
		return w.read(noncommercial.WEOCapacity(), "GW", "scenario", "Historical", "technology", tech, "year", strconv.Itoa(year))
	}
	for _, t := range f.outlook {
		f.gw += capacity(t, w.year)
		f.twh += w.read(noncommercial.WEOGeneration(), "TWh", "scenario", "Historical", "technology", t, "year", strconv.Itoa(w.year))
		if f.code != "OTH" {
			f.added += capacity(t, w.year) - capacity(t, w.year-1)
		}
	}
	if f.code == "OTH" {
		f.added = w.assume("additions of geothermal, concentrating solar and marine plants", otherAdditions, "GW", "half a GW a year (recalled)")
	}
}

const statisticsReach = 2 // years that a level may be carried

// readOpenFleet reads the series that comes nearest to the year; solar and
// wind, which grow fast, scale the generation of an earlier year by capacity.
func (w *world) readOpenFleet(f *fleet) {
	s, year, ok := w.nearestSeries(f.stock, true)
	if !ok {
		f.gw = -1 // from the sum of fossil plants
	} else {
		f.gw = w.level(true, s, year)
		f.added = f.gw - w.level(true, s, year-1)
		w.carried(f.code, "capacity and additions", year)
	}
	o, made, ok := w.nearestSeries(f.output, false)
	if !ok {
		w.fail("base: Account %d: no generation of %s within %d years", w.year, f.code, statisticsReach)
		return
	}
	f.twh = w.level(false, o, made)
	w.carried(f.code, "generation", made)
	if f.gw > 0 && made < year && (f.code == "PV" || f.code == "WIND") {
		f.twh *= f.gw / w.level(true, s, made)
	}
}

func (w *world) carried(code, what string, year int) {
	if year != w.year {
		w.gap(what+" of "+code, "statistics end in %d, which stands for %d", year, w.year)
	}
}

// nearestSeries picks the first series that has the year or one close to it;
// of capacity it must have the year before too.
func (w *world) nearestSeries(list []series, stock bool) (series, int, bool) {
	t := datasets.Generation()
	if stock {
		t = datasets.Capacity()
	}
	for _, s := range list {
		key := where{"region", "World", "source", s.source, "technology", s.technologies[0]}
		_, year, err := nearest(t, key, w.year)
		if err != nil || abs(year-w.year) > statisticsReach {
			continue
		}
		if !stock || w.has(t, append(key, "year", strconv.Itoa(year-1))) {
			return s, year, true
		}
	}
	return series{}, 0, false
}

// level sums a series in GW or TWh.
func (w *world) level(stock bool, s series, year int) (sum float64) {
	t, unit := datasets.Generation(), "TWh"
	if stock {
		t, unit = datasets.Capacity(), "GW"
	}
	for _, tech := range s.technologies {
		sum += w.read(t, unit, "region", "World", "source", s.source, "technology", tech, "year", strconv.Itoa(year))
	}
	return sum
}

// splitFossil spreads the sum of fossil capacity, where the statistics give no
// more, in proportion to generation over the full-load hours of 2022.
func (w *world) splitFossil() {
	codes := []string{"COAL", "GAS", "OIL"}
	if w.fleet("COAL").gw >= 0 {
		return
	}
	all := in(eia, "fossil fuels")
	total, before := w.level(true, all, w.year), w.level(true, all, w.year-1)
	w.gap("capacity of coal, gas and oil plants", "one figure in %d: split by generation over the full-load hours of 2022", w.year)
	need, sum := map[string]float64{}, 0.0
	for _, c := range codes {
		f := w.fleet(c)
		need[c] = f.twh * w.level(true, f.stock[0], 2022) / w.level(false, f.output[0], 2022)
		sum += need[c]
	}
	for _, c := range codes {
		f := w.fleet(c)
		f.gw, f.added = total*need[c]/sum, (total-before)*need[c]/sum
	}
}

// splitWind splits wind into onshore and offshore by IRENA's latest figures:
// generation, capacity and additions each by their own.
func (w *world) splitWind() {
	on, off := in(irena, "onshore wind"), in(irena, "offshore wind")
	share := func(of func(series) float64) float64 { return of(off) / (of(off) + of(on)) }
	year := max(2016, min(w.year, 2023)) // the statistics have both from 2015 on
	if w.year < year {
		w.gap("offshore wind", "split from %d on: the shares of %d are used for %d", year, year, w.year)
	}
	made := min(year, 2022)
	wind := *w.fleet("WIND")
	capacity := share(func(s series) float64 { return w.level(true, s, year) })
	added := share(func(s series) float64 { return w.level(true, s, year) - w.level(true, s, year-1) })
	output := share(func(s series) float64 { return w.level(false, s, made) })
	w.fleets = append(w.fleets,
		fleet{plant: windPlants["WOF"], gw: wind.gw * capacity, added: wind.added * added, twh: wind.twh * output},
		fleet{plant: windPlants["WON"], gw: wind.gw * (1 - capacity), added: wind.added * (1 - added), twh: wind.twh * (1 - output)})
}
