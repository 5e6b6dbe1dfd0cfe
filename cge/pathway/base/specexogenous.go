package base

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// outsideCosts are technologies of the catalogue whose published cost to 2050 stands
// for a unit's where technical change is given from outside. Packs of vehicles follow
// the stationary stores of their chemistry, parts the whole that they go into.
var outsideCosts = map[string][2]string{
	"c_si": {"solar_pv", "utility"}, "cdte": {"solar_pv", "utility"}, "cigs": {"solar_pv", "utility"}, "solar_pv": {"solar_pv", "utility"},
	"dd_pmsg": {"wind_onshore", "onshore wind"}, "dd_eesg": {"wind_onshore", "onshore wind"}, "gb_pmsg": {"wind_onshore", "onshore wind"}, "gb_dfig": {"wind_onshore", "onshore wind"},
	"wind_onshore": {"wind_onshore", "onshore wind"}, "wind_offshore": {"wind_offshore", "offshore wind fixed"},
	"dd_pmsg offshore": {"wind_offshore", "offshore wind fixed"}, "dd_eesg offshore": {"wind_offshore", "offshore wind fixed"},
	"gb_pmsg offshore": {"wind_offshore", "offshore wind fixed"}, "gb_dfig offshore": {"wind_offshore", "offshore wind fixed"},
	"coal": {"coal", "coal"}, "gas": {"gas", "CCGT"}, "nuclear": {"nuclear", "nuclear"}, "hydro": {"hydro", "reservoir"},
	"alkaline": {"electrolyzer", "alkaline large"}, "pem": {"electrolyzer", "PEM small"}, "soec": {"electrolyzer", "SOEC"},
	"network": {"distribution", "distribution grid"}, "fcev": {"fuel_cell", "FCEV car"},
	"dac_liquid": {"dac", "direct air capture"}, "dac_solid": {"dac", "direct air capture"},
}

// outside writes technical change as publications have it, for mode Exogenous: cost
// from the catalogue's columns to 2050, content of modules from a yearly series, of
// cells from densities projected to 2050. What nobody projects stays.
func (w *writer) outside() error {
	if !w.set.Outside {
		return nil
	}
	for i := range w.spec.Units {
		u := &w.spec.Units[i]
		node, _, _ := strings.Cut(u.Name, " ")
		key, ok := outsideCosts[u.Name]
		if !ok {
			var store string
			if store, ok = storeOf[node]; !ok && node == "na_ion" {
				store, ok = storeOf["lfp"], true
			}
			key = [2]string{"grid_storage", store}
		}
		if ok {
			var err error
			if u.Exogenous.Cost, err = w.published2050(datasets.CostParams(), where{"technology", key[0], "sub_technology", key[1], "parameter", "capex", "source", "techdata"}, "cost of "+u.Name); err != nil {
				return err
			}
		}
		if err := w.leanerOutside(u, node); err != nil {
			return err
		}
	}
	return nil
}

// leanerOutside is content from outside.
func (w *writer) leanerOutside(u *pathway.Unit, node string) error {
	series := map[string]string{"c_si": "c-Si (PV ICE baseline)", "cdte": "CdTe (PV ICE baseline)"}[node]
	for _, c := range u.Content {
		path := []float64(nil)
		if series != "" {
			key := where{"technology", "solar_pv", "sub_technology", series, "mineral", c.Mineral, "bound", "central", "source", "pv_ice"}
			if rows, err := matching(datasets.MaterialIntensity(), key); err != nil || len(rows) < 2 {
				continue
			}
			var err error
			if path, err = w.published2050(datasets.MaterialIntensity(), key, c.Mineral+" in "+u.Name); err != nil {
				return err
			}
		} else if r, ok := w.knowledgeRow(node, "efficiency", "all", "intensity 2050 / intensity 2020"); ok {
			last := r.Value
			if stoichiometric[c.Mineral] {
				last = (1 + last) / 2
			}
			path = make([]float64, w.years)
			for t := range path {
				path[t] = math.Pow(last, float64(t)/30)
			}
		}
		if path == nil {
			continue
		}
		if u.Exogenous.Content == nil {
			u.Exogenous.Content = map[string][]float64{}
		}
		u.Exogenous.Content[c.Mineral] = path
	}
	return nil
}

// published2050 is a series of a table to 2050 over its level in the base year,
// straight between published years.
func (w *writer) published2050(table quantity.Table, key where, what string) ([]float64, error) {
	rows, err := matching(table, key)
	if err != nil {
		return nil, err
	}
	axis := slices.Index(table.Axes, "year")
	at := map[int]float64{}
	for _, r := range rows {
		year, err := strconv.Atoi(r.Key[axis])
		if err != nil {
			return nil, fmt.Errorf("%s from outside: year %q", what, r.Key[axis])
		}
		if year >= 2020 {
			at[year] = r.Value
			w.keep(what+" from outside, "+r.Key[axis], table.Name, strings.Join(r.Key, " / "), r)
		}
	}
	years := sortedKeys(at)
	if len(years) < 2 || years[0] > w.a.Year || years[len(years)-1] < w.a.Year+w.years-1 {
		return nil, fmt.Errorf("%s from outside: published for %v, not from %d to %d", what, years, w.a.Year, w.a.Year+w.years-1)
	}
	level := func(year int) float64 {
		k, _ := slices.BinarySearch(years, year)
		if years[k] == year {
			return at[year]
		}
		a, b := years[k-1], years[k]
		return at[a] + (at[b]-at[a])*float64(year-a)/float64(b-a)
	}
	out := make([]float64, w.years)
	for t := range out {
		out[t] = level(w.a.Year+t) / level(w.a.Year)
	}
	return out, nil
}
