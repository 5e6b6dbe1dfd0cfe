package base

import "strings"

// An ore is a mineral of the account: where its price and its quantity stand,
// and what its chain costs.
type ore struct {
	id      string // of the network: "lithium"
	code    string // in account names: M_Li, P_Li, S_Li
	price   []where
	content float64            // of the element in a tonne of what the price is for
	total   string             // "" published total demand; else the stage of production
	recycle string             // product of the recycling table with the secondary share
	mined   float64            // share of the refined value that is mining
	mine    string             // industry of the United States whose inputs a mine has
	parent  string             // account its refining is split from
	others  map[string]float64 // first users of what no clean technology takes
}

// priceAt is a series of mineral prices, and the same series under the names
// of other editions for other years.
func priceAt(commodity, source, series string) where {
	return where{"basis", "nominal", "commodity", commodity, "source", source, "series~", series}
}

func worldBank(commodity string) []where {
	return []where{priceAt(commodity, "wb_cmo_2025", "annual average")}
}

// ores in the order of the account. Shares mined, secondary shares of
// aluminium and zinc, and first users are assumptions; see Figures.
var ores = []ore{
	{"lithium", "Li", []where{priceAt("lithium carbonate", "usgs_mcs2025_sal", "contract"), priceAt("lithium carbonate", "usgs_ds140_li", "unit value of apparent")},
		.18787, "", "market: lithium carbonate, battery grade", .55, "NMMIN", "CHM", map[string]float64{"CHM": .4, "NMM": .45, "ELQ": .15}},
	{"cobalt", "Co", []where{priceAt("cobalt", "usgs_mcs2026", "LME")},
		1, "", "market: cobalt", .6, "CUNIMIN", "MET", map[string]float64{"MET": .55, "ELQ": .45}},
	{"nickel", "Ni", worldBank("nickel"),
		1, "", "market: nickel, class 1", .6, "CUNIMIN", "MET", map[string]float64{"MET": 1}},
	{"graphite", "Gr", []where{priceAt("natural graphite", "usgs_mcs2026", "Flake")},
		1, "", "", .8, "NMMIN", "CHM", map[string]float64{"MET": .8, "CHM": .2}},
	{"neodymium", "Nd", []where{priceAt("neodymium oxide", "usgs_mcs2026", "Neodymium")},
		.8574, "", "", .5, "OTHMETMIN", "CHM", map[string]float64{"ELQ": 1}},
	{"praseodymium", "Pr", []where{priceAt("praseodymium oxide", "usgs_mcs2026", "Praseo")},
		.8277, "", "", .5, "OTHMETMIN", "CHM", map[string]float64{"ELQ": 1}},
	{"dysprosium", "Dy", []where{priceAt("dysprosium oxide", "usgs_mcs2026", "Dyspro")},
		.8713, "", "", .5, "OTHMETMIN", "CHM", map[string]float64{"ELQ": 1}},
	{"terbium", "Tb", []where{priceAt("terbium oxide", "usgs_mcs2026", "Terb")},
		.8502, "", "", .5, "OTHMETMIN", "CHM", map[string]float64{"ELQ": 1}},
	{"copper", "Cu", worldBank("copper"),
		1, "", "market: copper, cathode", .9, "CUNIMIN", "MET", map[string]float64{"MET": 1}},
	{"aluminium", "Al", worldBank("aluminium"),
		1, "refined", "", .12, "OTHMETMIN", "MET", map[string]float64{"MET": 1}},
	{"zinc", "Zn", worldBank("zinc"),
		1, "mine", "", .75, "CUNIMIN", "MET", map[string]float64{"MET": 1}},
	{"silver", "Ag", worldBank("silver"),
		1, "mine", "market: silver", .9, "CUNIMIN", "MET", map[string]float64{"LMF": .55, "ELQ": .45}},
	{"platinum", "Pt", worldBank("platinum"),
		1, "mine", "market: platinum", .85, "OTHMETMIN", "MET", map[string]float64{"LMF": .5, "CHM": .5}},
	{"manganese", "Mn", []where{priceAt("manganese ore", "usgs_mcs2025_sal", "CIF China")},
		1, "mine", "", 1, "OTHMETMIN", "MET", map[string]float64{"MET": 1}},
	{"silicon", "Si", []where{priceAt("silicon metal", "usgs_mcs2026", "Silicon metal")},
		1, "refined", "", .05, "NMMIN", "MET", map[string]float64{"CHM": .55, "MET": .45}},
	{"chromium", "Cr", []where{priceAt("chromite ore", "usgs_mcs2026", "Chromite ore")},
		1, "mine", "", 1, "OTHMETMIN", "MET", map[string]float64{"MET": 1}},
	{"molybdenum", "Mo", []where{priceAt("molybdenum", "usgs_mcs2026", "average")},
		1, "mine", "", .85, "CUNIMIN", "MET", map[string]float64{"MET": 1}},
	{"vanadium", "V", []where{priceAt("vanadium pentoxide", "usgs_mcs2026", "average")},
		.5602, "mine", "", .4, "OTHMETMIN", "MET", map[string]float64{"MET": 1}},
	{"palladium", "Pd", []where{priceAt("palladium", "usgs_mcs2026", "troy")},
		1, "mine", "market: palladium", .85, "OTHMETMIN", "MET", map[string]float64{"ELQ": .5, "CHM": .5}},
	{"iridium", "Ir", []where{priceAt("iridium", "usgs_mcs2026", "troy")},
		1, "assumed", "", .85, "OTHMETMIN", "MET", map[string]float64{"ELQ": .5, "CHM": .5}},
	{"indium", "In", []where{priceAt("indium", "usgs_mcs2026", "Rotterdam")},
		1, "refined", "", .1, "CUNIMIN", "MET", map[string]float64{"ELQ": 1}},
	{"gallium", "Ga", []where{priceAt("gallium", "usgs_mcs2026", "unit value")},
		1, "refined", "", .1, "CUNIMIN", "MET", map[string]float64{"ELQ": 1}},
	{"tellurium", "Te", []where{priceAt("tellurium", "usgs_mcs2026", "United States")},
		1, "refined", "", .1, "CUNIMIN", "MET", map[string]float64{"ELQ": 1}},
}

// joint tells whether the ore comes out of the one mine of magnet rare earths.
func (o ore) joint() bool {
	_, is := otherMagnets[o.id]
	return is
}

// otherMagnets splits the uses of magnet rare earths outside clean
// technologies, of which only the sum is published.
var otherMagnets = map[string]float64{"neodymium": .80, "praseodymium": .177, "dysprosium": .020, "terbium": .003}

// Secondary shares that no table holds for the metal as it is traded here.
var assumedSecondary = map[string]struct {
	share float64
	why   string
}{
	"aluminium": {.30, "about a third of world supply (recalled); the table gives 0.69 for cast alloy alone"},
	"zinc":      {.10, "about a tenth of refined zinc (recalled); the table gives concentrate alone"},
}

const iridiumSupply = .008 // kt, no row of 2024

// uses of minerals by the sector of the published demand, and the account
// that buys for it.
var cleanUses = []struct{ sector, use, buyer string }{
	{"Solar PV", "PV", "PVM"}, {"Wind", "WIND", "WTB"}, {"Electric vehicles", "EV", "BEV"},
	{"Grid battery storage", "GBS", "BGS"}, {"Electricity networks", "GRID", "K_GRD"}, {"Hydrogen technologies", "H2", "CHM"},
}

// buyerOf is the account that buys a mineral for a use: copper, zinc, nickel
// and molybdenum of solar plants sit outside the module, magnets in the
// vehicle rather than its battery.
func buyerOf(use string, o ore) string {
	switch {
	case use == "PV" && strings.Contains(" Cu Zn Ni Mo ", " "+o.code+" "):
		return "K_PV"
	case use == "EV" && o.joint():
		return "VZE"
	case use == "ICE":
		return "VIC"
	case use == "OTHLOW":
		return "K_OTH"
	}
	for _, c := range cleanUses {
		if c.use == use {
			return c.buyer
		}
	}
	return ""
}

// lode is what the account knows of a mineral in its year.
type lode struct {
	ore
	price     float64 // USD per t of the element
	total     float64 // kt
	secondary float64 // share of total
	use       map[string]float64
}

// primary and recycled value, in GUSD.
func (l lode) primary() float64  { return worth(l.total*(1-l.secondary), l.price) }
func (l lode) recycled() float64 { return worth(l.total*l.secondary, l.price) }

// clean is what clean technologies take, in kt.
func (l lode) clean() (sum float64) {
	for _, u := range sortedKeys(l.use) {
		sum += l.use[u]
	}
	return sum
}
