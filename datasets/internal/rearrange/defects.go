package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A defect is a figure that its publication prints wrong or incomplete. It
// stays in the table, flagged, so that `lodestone data check` accepts it by
// name and every reader sees it.
type defect struct {
	table, source string
	where         map[string]string // axis -> label or pattern
	flag, note    string
}

type labels = map[string]string

// defects are those that the comparisons of datasets.Check have brought to
// light, and those known before.
var defects = []defect{
	{"ev_history", "iea_gevo2024", labels{"region": "India", "mode": "car", "measure": "electricity_demand", "year": "20[12][0129]"}, "doubtful", "a thousandth of what 2023 and the stock suggest"},
	{"ev_history", "iea_gevo2024", labels{"region": "Rest of World", "mode": "car", "measure": "electricity_demand", "year": "2010"}, "doubtful", "a thousandth of the years after"},
	{"ev_history", "iea_gevo2025", labels{"region": "Israel", "mode": "bus", "measure": "sales*", "year": "2013"}, "doubtful", "a thousandth of a bus"},
	{"ev_history", "iea_gevo2025", labels{"region": "France", "mode": "van", "powertrain": "PHEV", "measure": "sales", "year": "2019"}, "doubtful", "the stock grows by 1700"},
	{"ev_outlook", "iea_gevo2024_scen", labels{"scenario": "Historical", "region": "EU27", "mode": "public_charger", "powertrain": "slow", "year": "2010"}, "doubtful", "more than in the world"},
	{"generation", "irena_2024", labels{"region": "Bolivia", "technology": "solar PV", "year": "201[89]"}, "doubtful", "more than the capacity of the same source can give"},
	{"generation", "irena_2024", labels{"region": "DR Congo", "technology": "solar PV", "year": "202[12]"}, "doubtful", "more than the capacity of the same source can give"},
	{"generation", "irena_2024", labels{"region": "Russia", "technology": "onshore wind", "year": "2017"}, "doubtful", "more than the capacity of the same source can give"},
	{"generation", "irena_2024", labels{"region": "New Zealand", "technology": "oil", "year": "2015"}, "doubtful", "0.69 TWh in owid_elec_2022"},
	{"material_intensity", "griffin_mdm", labels{"sub_technology": "CIGS", "mineral": "indium", "bound": "high"}, "doubtful", "one literature value is a thousand times the others"},
	{"material_intensity", "image_mat", labels{"sub_technology": "Lithium*", "mineral": "lithium", "year": "2030"}, "doubtful", "below the 51.8 kg/MWh that carry the charge at 5 V"},
	{"material_intensity", "image_mat", labels{"technology": "grid_storage", "sub_technology": "NMC", "mineral": "lithium"}, "doubtful", "below the 51.8 kg/MWh that carry the charge at 5 V"},
	{"costs_params", "techdata", labels{"sub_technology": "*(US *)", "year": "2020", "unit": "USD2020/*"}, "price-year-differs", "later years are in dollars of 2022"},
	{"mineral_prices", "usgs_mcs2026", labels{"commodity": "lithium carbonate", "basis": "real"}, "price-year-assumed", "the source names no price year"},
	{"mineral_production", "bgs_wms", labels{"region": "Bulgaria", "mineral": "manganese", "year": "2002"}, "doubtful", "a thousandth of the years around"},
	{"mineral_production", "bgs_wms", labels{"region": "United States", "mineral": "lithium minerals*", "content": "Li", "year": "2022"}, "doubtful", "other sources have a tenth"},
	{"canada_minerals", "usgs_mcs2025_world", labels{"mineral": "indium", "attribute": "*RESERVES*"}, "doubtful", "shifted by a comma in the source: refinery capacity, as usgs_mcs2026 calls the same figures"},
	{"mineral_reserves", "usgs_mcs2025", labels{"mineral": "magnesium metal"}, "doubtful", "shifted by a comma in the source: refinery capacity, as usgs_mcs2026 calls the same figures"},
	{"mineral_reserves", "usgs_mcs2025", labels{"mineral": "indium"}, "doubtful", "shifted by a comma in the source: refinery capacity, as usgs_mcs2026 calls the same figures"},
	{"minerals", "usgs_mcs2025", labels{"mineral": "indium", "property": "reserves"}, "doubtful", "shifted by a comma in the source: refinery capacity, as usgs_mcs2026 calls the same figures"},
	{"research", "ziegler_trancik_2021", labels{"item": "patents: lithium-ion*", "year": "201[89]"}, "incomplete", "filing lag"},
}

// flagDefects marks them. A defect that no row has is a slip: the list is to
// shrink when a publication is corrected.
func (l *library) flagDefects() error {
	for _, d := range defects {
		n := 0
		for _, t := range l.tables {
			if t.Name != d.table {
				continue
			}
			for i := range t.Rows {
				if d.holds(t.Table, t.Rows[i]) {
					r := &t.Rows[i]
					r.Flag, r.Note = join(append(strings.Split(r.Flag, "; "), d.flag)), join([]string{r.Note, d.note})
					n++
				}
			}
		}
		if n == 0 {
			return fmt.Errorf("rearrange: no row of %s from %s has the defect %v", d.table, d.source, d.where)
		}
	}
	return nil
}

// holds reports whether a row is the one that is meant.
func (d defect) holds(t quantity.Table, r quantity.Row) bool {
	if r.Source != d.source {
		return false
	}
	for axis, pattern := range d.where {
		label := r.Unit.String()
		if k := slices.Index(t.Axes, axis); k >= 0 {
			label = r.Key[k]
		}
		// no label holds a slash where a pattern has a star, but units do
		if ok, _ := path.Match(strings.ReplaceAll(pattern, "/", "|"), strings.ReplaceAll(label, "/", "|")); !ok {
			return false
		}
	}
	return true
}
