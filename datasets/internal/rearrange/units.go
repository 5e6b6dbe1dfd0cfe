package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// unit is a printed unit in our vocabulary: value × factor in Unit, and what
// the printed form says besides.
type unit struct {
	quantity.Unit
	factor float64
	note   string
}

// printed lists the units of the compiled figures that are not ours as they
// stand.
var printed = map[string]struct {
	unit   string
	factor float64
	note   string
}{
	"share":              {"1", 1, ""},
	"percent":            {"%", 1, ""},
	"Vehicles":           {"vehicle", 1, ""},
	"charging points":    {"charger", 1, ""},
	"share of plant CO2": {"1", 1, "share of the CO2 of the plant"},
	"same unit":          {"1", 1, ""},
	"MW H2/MW":           {"1", 1, "MW of hydrogen per MW of electricity"},
	"t/t":                {"1", 1, ""},
	"MWh/MWh H2":         {"1", 1, "MWh of electricity per MWh of hydrogen"},
	"MW H2":              {"MW", 1, "of hydrogen"},
	"t CO2/yr":           {"tCO2/yr", 1, ""},
	"kg/kg_vehicle":      {"1", 1, "kg per kg of vehicle"},
	"kg/kg_motor":        {"1", 1, "kg per kg of motor"},
	"ratio to 2020":      {"1", 1, ""},
	"kWh/kg cell":        {"kWh/kg", 1, ""},

	"Mt CO2":                          {"MtCO2", 1, ""},
	"Million people":                  {"person", 1e6, ""},
	"Million People":                  {"person", 1e6, ""},
	"Million units":                   {"unit", 1e6, "households"},
	"Million tonnes":                  {"Mt", 1, ""},
	"Million square metres":           {"m2", 1e6, ""},
	"Million square meters":           {"m2", 1e6, ""},
	"Billion passenger-km":            {"passenger·km", 1e9, ""},
	"Billion passenger-kilometers":    {"passenger·km", 1e9, ""},
	"Billion tonne-km":                {"t·km", 1e9, ""},
	"Billion tonne-kilometers":        {"t·km", 1e9, ""},
	"Billion vehicle-kilometers":      {"vehicle·km", 1e9, ""},
	"Billion USD (2024, PPP)":         {"GUSD2024", 1, "at purchasing power parity"},
	"USD per capita (2024, PPP)":      {"USD2024/person", 1, "at purchasing power parity"},
	"GJ per thousand USD (2024, PPP)": {"GJ/kUSD2024", 1, "at purchasing power parity"},
	"gCO2 per kWh":                    {"kgCO2/MWh", 1, ""},
	"kgCO2 per kWh":                   {"kgCO2/kWh", 1, ""},
	"GJ per capita":                   {"GJ/person", 1, ""},

	"flag":                         {"1", 1, ""},
	"count":                        {"1", 1, ""},
	"kt Li":                        {"kt", 1, "of lithium"},
	"metric tons":                  {"t", 1, ""},
	"thousand metric tons":         {"kt", 1, ""},
	"thousand metric dry tons":     {"kt", 1, "dry"},
	"million metric tons":          {"Mt", 1, ""},
	"kilograms":                    {"kg", 1, ""},
	"thousand carats":              {"kg", 0.2, "published in thousand carats of 0.2 g"},
	"million cubic meters":         {"m^3", 1e6, ""},
	"million":                      {"person", 1e6, ""},
	"fraction":                     {"1", 1, ""},
	"index":                        {"1", 1, "index"},
	"million PPP-scaled USD(2017)": {"MUSD2017", 1, "at purchasing power parity of 2017, national prices"},
	"million PPP USD(2017)":        {"MUSD2017", 1, "at chained purchasing power parities"},

	"%/year":      {"%/yr", 1, "of capital cost"},
	"1975$/kW":    {"USD1975/kW", 1, ""},
	"1975$/kW/yr": {"USD1975/(kW·yr)", 1, ""},
	"1975$/MWh":   {"USD1975/MWh", 1, ""},
}

// unitOf reads a unit as printed in the compiled figures.
func unitOf(s string) (unit, error) {
	if p, ok := printed[s]; ok {
		u, err := quantity.ParseUnit(p.unit)
		return unit{u, p.factor, p.note}, err
	}
	u, err := quantity.ParseUnit(s)
	return unit{u, 1, ""}, err
}

// carrier is what follows a unit of energy or power in cost tables: kW_e,
// MWhel, PKW.
var carrier = regexp.MustCompile(`^(k?W|MWh?|kWh)(_e|el|_H2|_CH4|_th)?(, \d{4})?$`)

// moneyUnit reads a unit such as "EUR/kW_e" of a given price year.
func moneyUnit(printed, year string) (string, error) {
	cur, per, ok := strings.Cut(printed, "/")
	if !ok || year == "" && !strings.Contains(cur, "(") {
		return "", fmt.Errorf("unit %q with price year %q is not money per something", printed, year)
	}
	if c, y, ok := strings.Cut(strings.TrimSuffix(cur, ")"), "("); ok {
		cur, year = c, y
	}
	if strings.HasPrefix(cur, "1975$") {
		return "USD1975/" + perUnit(per), nil
	}
	return cur + year + "/" + perUnit(per), nil
}

func perUnit(per string) string {
	switch per {
	case "PKW", "LKW", "BUS":
		return "vehicle"
	case "kW/yr":
		return "(kW·yr)"
	case "MW/km":
		return "(MW·km)"
	}
	if m := carrier.FindStringSubmatch(per); m != nil {
		return m[1]
	}
	return per
}
