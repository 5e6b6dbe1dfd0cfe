package charts

import (
	"image/color"
	"strconv"
	"strings"
)

// named gives the minerals, technologies and supply routes of the model one
// colour each, the same in every figure. The colours come from the
// colour-blind-safe sets of Okabe and Ito (2008) and Tol (2021); labels that
// stand in one figure together (see families) stay apart for protan and deutan
// eyes, and a test measures that. Labels of different families may share one.
var named = map[string]string{
	// battery and conductor metals
	"lithium": "#0072b2", "cobalt": "#882255", "nickel": "#009e73", "graphite": "#222222",
	"manganese": "#cc79a7", "copper": "#d55e00", "aluminium": "#88ccee", "phosphorus": "#ddcc77",
	// magnet metals
	"neodymium": "#e69f00", "praseodymium": "#f0e442", "dysprosium": "#332288", "terbium": "#44aa99",
	// photovoltaic and other metals
	"silicon": "#56b4e9", "silver": "#aaaaaa", "zinc": "#999933", "vanadium": "#aa4499",
	"tellurium": "#117733", "indium": "#661100", "gallium": "#cc6677", "chromium": "#6699cc",
	"molybdenum": "#aa4466", "titanium": "#dddddd", "tin": "#bbcc33", "steel": "#777777",
	"platinum": "#0077bb", "palladium": "#ee7733", "iridium": "#555555",
	// technologies
	"wind": "#56b4e9", "onshore wind": "#88ccee", "offshore wind": "#0072b2", "solar pv": "#f0c000",
	"ev": "#009e73", "storage": "#aa4499", "networks": "#d55e00", "hydrogen": "#44aa99",
	"nuclear": "#882255", "hydro": "#332288", "ccs": "#777777", "dac": "#cccccc",
	// supply routes
	"primary": "#777777", "recycled": "#009e73", "second life": "#e69f00",
}

// reserve colours labels that have no colour of their own, in the order in
// which they appear in a figure.
var reserve = []string{
	"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#882255", "#999933",
	"#332288", "#44aa99", "#f0c000", "#555555", "#aa4499", "#117733", "#cc6677", "#88ccee",
	"#661100", "#6699cc", "#ddcc77", "#aaaaaa",
}

// synonyms maps other spellings, already folded, to the names above.
var synonyms = map[string]string{
	"li": "lithium", "co": "cobalt", "ni": "nickel", "c": "graphite", "natural graphite": "graphite",
	"mn": "manganese", "cu": "copper", "al": "aluminium", "aluminum": "aluminium", "p": "phosphorus",
	"nd": "neodymium", "pr": "praseodymium", "dy": "dysprosium", "tb": "terbium",
	"si": "silicon", "ag": "silver", "zn": "zinc", "v": "vanadium", "te": "tellurium", "in": "indium",
	"ga": "gallium", "cr": "chromium", "mo": "molybdenum", "ti": "titanium", "sn": "tin",
	"pt": "platinum", "pd": "palladium", "ir": "iridium",
	"pv": "solar pv", "solar": "solar pv", "photovoltaics": "solar pv", "solar photovoltaics": "solar pv", "wind power": "wind",
	"wind onshore": "onshore wind", "wind offshore": "offshore wind",
	"evs": "ev", "zev": "ev", "zevs": "ev", "electric vehicles": "ev", "electric vehicle": "ev",
	"battery storage": "storage", "grid storage": "storage", "batteries": "storage",
	"grid": "networks", "grids": "networks", "electricity networks": "networks", "network": "networks",
	"hydropower": "hydro", "nuclear power": "nuclear",
	"primary supply": "primary", "secondary": "recycled", "recycling": "recycled", "reuse": "second life",
}

// fold brings a label to the spelling of the table: lower case, words parted
// by single blanks.
func fold(label string) string {
	l := strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(label))
	l = strings.Join(strings.Fields(l), " ")
	if s, ok := synonyms[l]; ok {
		return s
	}
	return l
}

// Colour returns the colour, as #rrggbb, that a mineral, technology or supply
// route has in every figure. ok is false for labels without one: those take
// the colours of a reserve palette in the order in which a figure shows them.
func Colour(label string) (hex string, ok bool) {
	hex, ok = named[fold(label)]
	return hex, ok
}

// colours picks one colour per label. A label keeps its own colour unless
// another in this figure took it before; own colours, given by the author, win.
func colours(labels []string, own map[string]string) []string {
	out := make([]string, len(labels))
	taken := map[string]bool{}
	for i, l := range labels {
		hex, ok := own[l]
		if !ok {
			hex, ok = Colour(l)
			ok = ok && !taken[hex]
		}
		if ok {
			out[i], taken[hex] = hex, true
		}
	}
	next := 0
	for i := range out {
		for ; out[i] == ""; next++ {
			c := reserve[next%len(reserve)]
			if !taken[c] || next >= len(reserve) {
				out[i] = c
			}
		}
	}
	return out
}

// rgb reads #rrggbb; ok is false for anything else.
func rgb(hex string) (c color.NRGBA, ok bool) {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 || hex[0] != '#' {
		return color.NRGBA{}, false
	}
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}, true
}

// mustRGB is rgb for colours that have been checked.
func mustRGB(hex string) color.NRGBA {
	c, _ := rgb(hex)
	c.A = 255
	return c
}
