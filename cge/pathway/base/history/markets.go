package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// prices are real, dollars of 2010: of the World Bank, and lithium carbonate's
// unit value, deflated as those are. Coal is per t, gas apart, per MWh.
func prices(name string) (Panel, error) {
	unit := map[string]string{"prices": "USD2010/t", "prices_gas": "USD2010/MWh"}[name]
	bank := datasets.MineralPrices().Where("source", "wb_cmo_2025").Where("basis", "real").Where("unit", unit)
	all, err := observe(bank, func(r quantity.Row) string { return strings.ReplaceAll(r.Key[0], " ", "_") })
	if err != nil {
		return Panel{}, err
	}
	if name == "prices" {
		unitValue := datasets.Real(datasets.MineralPrices().Where("source", "usgs_ds140_li").Where("basis", "nominal")).To(unit)
		some, err := observe(unitValue, func(quantity.Row) string { return "lithium_carbonate" })
		if err != nil {
			return Panel{}, err
		}
		all = append(all, some...)
	}
	return build(name, unit, all)
}

// recent are series of the Mineral Commodity Summaries 2025, by the beginning
// of their name where a commodity has several.
var recent = []struct{ node, commodity, region, series string }{
	{"cobalt", "cobalt", "World", ""}, {"lithium_carbonate", "lithium carbonate", "World", ""}, {"neodymium_oxide", "neodymium oxide", "World", ""},
	{"dysprosium_oxide", "dysprosium oxide", "World", ""}, {"terbium_oxide", "terbium oxide", "World", ""}, {"chromite", "chromite ore", "World", ""},
	{"molybdenum", "molybdenum", "World", ""}, {"vanadium_pentoxide", "vanadium pentoxide", "World", ""}, {"iridium", "iridium", "World", ""},
	{"palladium", "palladium", "World", ""}, {"silicon", "silicon metal", "World", ""}, {"indium", "indium", "World", ""},
	{"tellurium", "tellurium", "World", ""}, {"graphite", "natural graphite", "United States", "US import unit value: flake"},
	{"gallium", "gallium", "United States", "US import unit value, high purity"},
}

// recentPrices are five years, 2020 to 2024, of what has no longer series.
func recentPrices(name string) (Panel, error) {
	t := datasets.MineralPrices().Where("source", "usgs_mcs2025_sal").Where("basis", "nominal").WhereFunc(func(r quantity.Row) bool { return recentNode(r) != "" })
	all, err := observe(datasets.Real(t).To("USD2010/t"), recentNode)
	if err != nil {
		return Panel{}, err
	}
	return build(name, "USD2010/t", all)
}

func recentNode(r quantity.Row) string {
	for _, s := range recent {
		if r.Key[0] == s.commodity && r.Key[1] == s.region && strings.HasPrefix(r.Key[3], s.series) {
			return s.node
		}
	}
	return ""
}

// technologies of the tables under the names of the network.
var technologies = map[string]string{"solar PV": "solar_pv", "solar": "solar_pv", "wind (on+offshore)": "wind", "onshore wind": "wind_onshore", "offshore wind": "wind_offshore",
	"geothermal": "geothermal", "hydropower": "hydro", "hydro": "hydro", "nuclear": "nuclear", "pumped storage": "pumped_storage", "bioenergy": "bioenergy"}

// capacity stands at the end of the year. "capacity" is long, 2000 to 2022, of
// what has such a series; "capacity_irena" has all technologies from 2015; the
// others are countries.
func capacity(name string) (Panel, error) {
	source, region := "owid_irena_2023", "World"
	if name == "capacity_irena" {
		source = "irena_2024"
	}
	wanted := strings.TrimPrefix(name, "capacity/")
	all, err := observe(datasets.Capacity().Where("source", source).To("MW"), func(r quantity.Row) string {
		node := technologies[r.Key[1]]
		switch {
		case wanted == name && r.Key[0] == region:
			return node
		case wanted != name && node == wanted:
			return country(r.Key[0])
		}
		return ""
	})
	if err != nil {
		return Panel{}, err
	}
	return build(name, "MW", all)
}

// installed are the series of cost per kW, and per kWh of packs.
var installed = []struct{ node, item, source, unit string }{
	{"pv_module", "solar PV module price", "owid_solar_price_2025", "USD2024/W"},
	{"pv_utility", "utility solar PV total installed cost", "owid_irena_cost_2020", "USD2019/kW"},
	{"wind_onshore", "onshore wind total installed cost", "owid_irena_cost_2020", "USD2019/kW"},
	{"wind_offshore", "offshore wind total installed cost", "owid_irena_cost_2020", "USD2019/kW"},
	{"csp", "CSP total installed cost", "owid_irena_cost_2020", "USD2019/kW"},
	{"hydro", "hydro total installed cost", "owid_irena_cost_2020", "USD2018/kW"},
	{"geothermal", "geothermal total installed cost", "owid_irena_cost_2020", "USD2018/kW"},
	{"bioenergy", "bioenergy total installed cost", "owid_irena_cost_2020", "USD2018/kW"},
	{"battery_pack", "EV battery pack cost (DOE estimate, usable kWh, 100k units/yr)", "doe_fotw1272", "USD2022/kWh"},
	{"cumulative_pv", "solar PV cumulative capacity", "owid_lafond_irena", "MW"},
}

// costs are real, in dollars of 2010 by one factor a series: its own deflator
// stays. Cumulated photovoltaics 1976 to 2019, in MW, stand in the same table.
func costs(name string) (Panel, error) {
	unit := map[string]string{"cumulative_pv": "MW", "costs_battery": "USD2010/kWh"}[name]
	if unit == "" {
		unit = "USD2010/kW"
	}
	var all []observation
	for _, s := range installed {
		byCountry := strings.HasSuffix(name, "/"+s.node)
		if strings.HasPrefix(name, "costs/") && !byCountry || dimension(s.unit) != dimension(unit) {
			continue
		}
		factor, err := to2010(s.unit)
		if err != nil {
			return Panel{}, err
		}
		t := datasets.Costs().Where("source", s.source).Where("item", s.item).WhereFunc(func(r quantity.Row) bool { return r.Key[2] != "nominal" && r.Unit.Equal(quantity.MustUnit(s.unit)) })
		some, err := observe(t, func(r quantity.Row) string {
			switch {
			case byCountry:
				return country(r.Key[1])
			case r.Key[1] == "World" || s.node == "battery_pack": // packs are the United States Department of Energy's
				return s.node
			}
			return ""
		})
		if err != nil {
			return Panel{}, err
		}
		for i := range some {
			some[i].value *= factor
			if factor != 1 {
				some[i].from = append(slices.Clone(some[i].from), "wb_cmo_2025")
			}
		}
		all = append(all, some...)
	}
	return build(name, unit, all)
}

// dimension tells costs per power, costs per energy and power apart.
func dimension(unit string) string {
	switch {
	case strings.HasSuffix(unit, "kWh"):
		return "energy"
	case strings.HasPrefix(unit, "USD"):
		return "power"
	}
	return unit
}

// to2010 is the factor of a series in dollars of one year, to dollars of 2010
// per kW or kWh.
func to2010(unit string) (float64, error) {
	if !strings.HasPrefix(unit, "USD") {
		return 1, nil
	}
	year, per, _ := strings.Cut(strings.TrimPrefix(unit, "USD"), "/")
	factor := 1.
	if per == "W" {
		factor = 1000
	}
	for _, r := range datasets.Deflator().Rows {
		if r.Key[0] == year {
			return factor * r.Value, nil
		}
	}
	return 0, fmt.Errorf("no index of %s", year)
}
