package datasets

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Mineral is a mineral of the network, without its numbers: those are in
// [MineralFigures].
type Mineral struct {
	ID, Name          string
	Critical          bool   // iron, phosphorus and sodium are not
	ByProductOf       string // host metals, after Nassar, Graedel and Harper 2015 (recalled)
	ProductionStage   string // of the figure "production"
	ProductionContent string // what its tonnes count: Li, chromite ore, REO ...
	PriceSeries       string // what the published price is for
	Note              string
}

// Minerals lists the 26 minerals of the network.
func Minerals() ([]Mineral, error) { return loadMinerals() }

var loadMinerals = sync.OnceValues(func() ([]Mineral, error) {
	rows, err := readList("mineral_list")
	list := make([]Mineral, 0, len(rows))
	for _, c := range rows {
		list = append(list, Mineral{c[0], c[1], c[2] == "yes", c[3], c[4], c[5], c[6], c[7]})
	}
	return list, err
})

// MineralFigures is one chosen figure per mineral and property, 2024, over
// mineral and property: production and production_alternative (t; what they
// count is in the note, chromite and phosphate rock are gross weight),
// price (USD2024/t of the element: the published price over its content),
// reserves (t), supply_elasticity_short and _long, end_of_life_recycling_rate,
// secondary_share_ecoinvent, clean_demand and total_demand (kt),
// share_outside_modelled (of total demand where that is published, else of
// production). Known: reserves of indium are refinery capacity (flag
// "doubtful", see [MineralReserves]). Holes: production split of rare earths (the four
// carry the whole group as alternative), elasticities but for copper, nickel,
// cobalt and lithium, recycled input rates. Elasticities and recycling rates
// are recalled. Rates of UNEP 2011 are in package noncommercial.
func MineralFigures() quantity.Table { return load("minerals") }

// MineralProduction is yearly production over region, mineral, stage,
// content and year in t; content says what the tonnes count ("Li", "REO",
// "gross", "ore"), empty for the metal itself. Sources:
//
//	bgs_wms       1990-2023 by country: Co, Cu, Ni, graphite, REO, Mn ore, PGM, ferro-alloys, Li minerals ...
//	usgs_mcs2025  2023, 2024;  usgs_mcs2026  2024, 2025: 30 commodities, the newest
//	usgs_ds140_li, usgs_mcs2024_li  lithium content 1990-2022
//
// Rows of the world by bgs_wms are sums (flag "sum"). Holes: Al, Zn, Ag
// before 2023; V, Cr, Mo, In, Te before 2023; Nd and Dy apart from the rest.
// Sources disagree: cobalt 2023 238 kt (USGS), 203 (BGS); natural graphite
// 2000-2010 by a factor 2; BGS has an implausible 6.0 kt of lithium for the
// United States in 2022, and 4 t of manganese ore for Bulgaria in 2002 (both
// flagged "doubtful"). Licences: USGS public domain; BGS Open Government
// Licence: print "Contains British Geological Survey materials © UKRI".
func MineralProduction() quantity.Table { return load("mineral_production") }

// MineralPrices are yearly prices over commodity, region, basis (nominal,
// real), series and year. A nominal price is in the money of its own year
// (USD2015/t), so that nothing mixes years unnoticed; [Real] turns it into
// USD2010. Choose one series: a commodity may have several (London and United
// States; grades of graphite). wb_cmo_2025 has 1990-2024 for Al, Cu, Ni, Zn,
// Pt, Ag, Sn, Pb, Au, nominal and real; usgs_mcs2025_sal, usgs_mcs2026 2020-2025
// for Co, Li2CO3, graphite, rare-earth oxides, Mn, Si, V, Mo, Pd, Ir ...;
// usgs_mcs2023_sal Ga, Ge, In, Te, Cd from 2018; usgs_ds140_li lithium
// carbonate 1990-2021. Holes: Co, graphite, rare earths, Mn, V, Mo, Cr before
// 2020. Known: lithium carbonate 2022 is 71,100 (contract) and 2021 6,200
// (unit value) beside 14,200; lithium of usgs_mcs2026 is "real" by its label
// without a price year (flag "price-year-assumed").
// Oxides and carbonates are per t of the compound. Left out: crude oil, iron
// ore. Licences: World Bank CC BY 4.0, USGS public domain.
func MineralPrices() quantity.Table { return load("mineral_prices") }

// Deflator is the index that turns US dollars of a year into dollars of 2010,
// 1990-2024, in units such as USD2010/USD2015: the World Bank's manufactures
// unit value index as its commodity data imply it (real over nominal price).
func Deflator() quantity.Table { return load("deflator") }

// Real turns rows in US dollars of their own year into dollars of 2010 with
// [Deflator]; rows in dollars of 2010 stay. The table needs the axis year. A
// year without an index (after 2024), or a row in other money, is an error.
func Real(t quantity.Table) quantity.Table {
	index := Deflator()
	for _, err := range []error{t.Err(), index.Err()} {
		if err != nil {
			return quantity.FailedTable(t.Name, err)
		}
	}
	factor := map[string]quantity.Row{}
	for _, r := range index.Rows {
		factor[r.Key[0]] = r
	}
	at := slices.Index(t.Axes, "year")
	if at < 0 {
		return quantity.FailedTable(t.Name, fmt.Errorf("datasets: Real: table %q has no axis year", t.Name))
	}
	rows := slices.Clone(t.Rows)
	for i, r := range rows {
		if real2010(r.Unit) {
			continue
		}
		f, ok := factor[r.Key[at]]
		unit := r.Unit.Times(f.Unit)
		if !ok || !real2010(unit) {
			return quantity.FailedTable(t.Name, fmt.Errorf("datasets: Real: no index turns %s of year %s into dollars of 2010", r.Unit, r.Key[at]))
		}
		rows[i].Value, rows[i].Unit = r.Value*f.Value, unit
		rows[i].Confidence, rows[i].Source = quantity.Derived, joinIDs(r, f)
	}
	t.Rows = rows
	return t
}

// real2010 reports whether money enters a unit as dollars of 2010 alone.
func real2010(u quantity.Unit) bool {
	money := 0
	for _, part := range strings.Fields(u.Dimension()) {
		switch {
		case part == "USD2010":
			money++
		case strings.HasPrefix(part, "USD"), strings.HasPrefix(part, "EUR"), strings.HasPrefix(part, "CAD"):
			return false
		}
	}
	return money == 1
}

// joinIDs is the source of a figure computed from two.
func joinIDs(a, b quantity.Row) string {
	if slices.Contains(a.Sources(), b.Source) {
		return a.Source
	}
	return a.Source + ";" + b.Source
}

// MineralReserves are reserves at the end of 2023, 2024 and 2025 by country,
// and United States secondary production and apparent consumption 2020-2025
// (their ratio is a recycled-content share), over region, mineral, measure,
// content and year in t. Three vintages only: no history. Identified
// resources for lithium. Known: what usgs_mcs2025 calls reserves of indium and
// magnesium metal is refinery capacity, shifted by a comma, as usgs_mcs2026
// shows (flag "doubtful"). Licence: USGS, public domain.
func MineralReserves() quantity.Table { return load("mineral_reserves") }

// DemandStudies is mineral demand of studies beside [MineralDemand], over
// mineral, measure, scenario and year: Busch's eleven lithium scenarios (MIT
// licence), the World Bank's Minerals for Climate Action 2050 and the IEA's
// growth factors of 2021 (both recalled).
func DemandStudies() quantity.Table { return load("demand_studies") }
