package history

import (
	"strings"

	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// cells are lithium-ion cells of Ziegler and Trancik (2021), whose terms are
// non-commercial: the price in dollars of 2010 a kWh, the size of the market in
// MWh a year, families of patents.
func cells(name string) (Panel, error) {
	var t quantity.Table
	unit, factor := "USD2010/kWh", 1.
	switch name {
	case "cells_cost":
		t = noncommercial.Costs().Where("source", "ziegler_trancik_2021").WhereFunc(func(r quantity.Row) bool { return strings.HasSuffix(r.Key[0], "price (all types)") })
		var err error
		if factor, err = to2010("USD2018/kWh"); err != nil {
			return Panel{}, err
		}
	case "cells_market":
		t, unit = noncommercial.LiIonMarket(), "MWh/yr"
	case "cells_patents":
		t, unit = noncommercial.Research().Where("source", "ziegler_trancik_2021"), "patent"
	}
	all, err := observe(t, func(quantity.Row) string { return "li_ion_cell" })
	if err != nil {
		return Panel{}, err
	}
	for i := range all {
		all[i].value *= factor
		if factor != 1 {
			all[i].from = append([]string{"wb_cmo_2025"}, all[i].from...)
		}
	}
	return build(name, unit, all)
}
