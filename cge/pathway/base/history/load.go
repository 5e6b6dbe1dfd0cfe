package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// recipe makes one panel.
type recipe struct {
	name string
	make func(name string) (Panel, error)
}

// recipes lists every panel, in the order in which they are shown.
func recipes() []recipe {
	list := []recipe{{"production", worldProduction}}
	for _, o := range outputs {
		list = append(list, recipe{"production/" + o.name, production})
	}
	list = append(list, recipe{"prices", prices}, recipe{"prices_gas", prices}, recipe{"prices_usgs", recentPrices},
		recipe{"capacity", capacity}, recipe{"capacity_irena", capacity}, recipe{"capacity/solar_pv", capacity}, recipe{"capacity/wind", capacity},
		recipe{"cumulative_pv", costs}, recipe{"costs", costs}, recipe{"costs_battery", costs}, recipe{"costs/wind_onshore", costs}, recipe{"costs/pv_utility", costs})
	for _, fuel := range fuels {
		list = append(list, recipe{"share/" + fuel, shares})
	}
	list = append(list, recipe{"generation", generation}, recipe{"ev_sales", vehicles}, recipe{"ev_sales/car", vehicles}, recipe{"share/ev_car", vehicles},
		recipe{"battery_demand", vehicles}, recipe{"battery_demand/car", vehicles}, recipe{"patents", patents}, recipe{"gdp", macro}, recipe{"capital", macro})
	for _, what := range []string{"cells_cost", "cells_market", "cells_patents"} {
		list = append(list, recipe{what, cells})
	}
	for _, bound := range []string{"low", "central", "high"} {
		list = append(list, recipe{"flows_" + bound, flows})
	}
	return list
}

// Names lists the panels.
func Names() []string {
	var names []string
	for _, r := range recipes() {
		names = append(names, r.name)
	}
	return names
}

// Load makes a panel. An unknown name is an error that lists the known ones.
func Load(name string) (Panel, error) {
	for _, r := range recipes() {
		if r.name == name {
			p, err := r.make(name)
			if err != nil {
				return Panel{}, fmt.Errorf("history: panel %q: %w", name, err)
			}
			return p, nil
		}
	}
	return Panel{}, fmt.Errorf("history: no panel %q; there are %s", name, strings.Join(Names(), ", "))
}

// aggregates are regions that hold others.
var aggregates = []string{"Africa", "Asia Pacific", "EU27", "Europe", "Middle East and Caspian", "North America", "OECD", "Other countries",
	"Rest of World", "South and Central America", "World"}

// country is a region that is no aggregate, else "".
func country(region string) string {
	if slices.Contains(aggregates, region) {
		return ""
	}
	return region
}

// an output is a series of production.
type output struct{ name, mineral, stage, source string }

// outputs of minerals by country. British Geological Survey where there are
// decades, for lithium its figures in content.
var outputs = []output{
	{"cobalt", "cobalt", "mine", "bgs_wms"}, {"cobalt_refined", "cobalt", "refined", "bgs_wms"},
	{"copper", "copper", "mine", "bgs_wms"}, {"copper_refined", "copper", "refined", "bgs_wms"},
	{"nickel", "nickel", "mine", "bgs_wms"}, {"nickel_refined", "nickel", "refined", "bgs_wms"},
	{"graphite", "natural graphite", "mine", "bgs_wms"}, {"rare_earths", "rare earths", "mine", "bgs_wms"},
	{"manganese", "manganese", "mine (ore, gross weight)", "bgs_wms"},
	{"platinum", "platinum", "mine", "bgs_wms"}, {"palladium", "palladium", "mine", "bgs_wms"},
	{"gallium", "gallium", "refined (primary)", "bgs_wms"}, {"silicon", "silicon metal", "refined", "bgs_wms"},
	{"tungsten", "tungsten", "mine", "bgs_wms"}, {"antimony", "antimony", "mine", "bgs_wms"},
	{"germanium", "germanium", "refined", "bgs_wms"}, {"magnesium", "magnesium metal", "refined (primary)", "bgs_wms"},
	{"ferrochrome", "ferro-alloy: ferro-chrome", "refined (gross weight)", "bgs_wms"},
	{"ferrovanadium", "ferro-alloy: ferro-vanadium", "refined (gross weight)", "bgs_wms"},
	{"ferromolybdenum", "ferro-alloy: ferro-molybdenum", "refined (gross weight)", "bgs_wms"},
	{"lithium", "", "mine", "bgs_wms"},
}

// production is a mineral by country.
func production(name string) (Panel, error) {
	o := outputs[slices.IndexFunc(outputs, func(o output) bool { return "production/"+o.name == name })]
	t := datasets.MineralProduction().Where("source", o.source).Where("stage", o.stage).To("t")
	if o.mineral == "" {
		return lithium(name, t)
	}
	all, err := observe(t.Where("mineral", o.mineral), func(r quantity.Row) string { return country(r.Key[0]) })
	if err != nil {
		return Panel{}, err
	}
	return build(name, "t", all)
}

// lithium adds up what the Survey gives in content, of spodumene, carbonate,
// chloride and the rest, by country.
func lithium(name string, t quantity.Table) (Panel, error) {
	parts, err := observe(t, func(r quantity.Row) string {
		if strings.HasPrefix(r.Key[1], "lithium minerals") && r.Key[3] == "Li" {
			return country(r.Key[0])
		}
		return ""
	})
	if err != nil {
		return Panel{}, err
	}
	var all []observation
	for _, o := range parts {
		at := slices.IndexFunc(all, func(x observation) bool { return x.node == o.node && x.year == o.year })
		if at < 0 {
			all = append(all, o)
			continue
		}
		all[at].value += o.value
		all[at].flag = joined(all[at].flag, joined(o.flag, "sum"))
	}
	return build(name, "t", all)
}

// joined unites two lists of flags.
func joined(a, b string) string {
	var out []string
	for _, f := range append(strings.Split(a, "; "), strings.Split(b, "; ")...) {
		if f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return strings.Join(out, "; ")
}

// worldProduction has a node a mineral: sums over countries by the Survey, the
// Geological Survey of the United States for lithium. By-products are linked
// from their hosts with the share of output that comes with them.
func worldProduction(name string) (Panel, error) {
	var all []observation
	table := datasets.MineralProduction().Where("region", "World").To("t")
	for _, o := range outputs {
		t := table.WhereFunc(func(r quantity.Row) bool { return r.Source == o.source && r.Key[1] == o.mineral && r.Key[2] == o.stage })
		if o.name == "lithium" {
			t = table.Where("source", "usgs_ds140_li").Where("mineral", "lithium")
		}
		some, err := observe(t, func(quantity.Row) string { return o.name })
		if err != nil {
			return Panel{}, err
		}
		all = append(all, some...)
	}
	p, err := build(name, "t", all)
	p.Links = []Link{{"copper", "cobalt", .74}, {"nickel", "cobalt", .24}, {"platinum", "palladium", .6}, {"nickel", "palladium", .4},
		{"copper", "copper_refined", 1}, {"nickel", "nickel_refined", 1}, {"cobalt", "cobalt_refined", 1}}
	return p, err
}
