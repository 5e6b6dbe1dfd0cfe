package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// content splits a printed mass unit: "t Li" is t with content "Li".
func content(unit string) (u, of string) {
	u, of, _ = strings.Cut(unit, " ")
	return u, strings.Trim(of, "()")
}

// production writes yearly mineral production and capacity by country.
func production(l *library) error {
	t := l.table("mineral_production", false, "region", "mineral", "stage", "content", "year")
	err := l.each("mineral_production.csv", func(r record) error {
		unit, of := content(r.get("unit"))
		f := figure{r.get("value"), unit, r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, nil}
		if !strings.Contains(r.get("stage"), r.get("note")) { // the stage repeats most notes
			f.notes = []string{r.get("note")}
		}
		return t.add(f, r.get("region"), mineralID(r.get("entity")), r.get("stage"), of, r.get("year"))
	})
	t.sort()
	return err
}

// prices writes yearly prices. A nominal price is in the money of its own
// year, a real one in that of the price year printed. Prices per metric-ton
// unit are turned into prices per t of content, those per million British
// thermal units into prices per MWh. Left out: crude oil (per barrel) and
// iron ore, whose printed unit changed its meaning in 2008.
func prices(l *library) error {
	t := l.table("mineral_prices", false, "commodity", "region", "basis", "series", "year")
	err := l.each("mineral_prices.csv", func(r record) error {
		unit, factor, note := priceUnit(r.get("unit"), r.get("year"))
		if unit == "" {
			return nil
		}
		v, err := strconv.ParseFloat(r.get("value"), 64)
		if err != nil {
			return err
		}
		f := figure{strconv.FormatFloat(v*factor, 'g', 10, 64), unit, r.get("source_id"), confidence(r.get("flag")),
			[]string{flags[r.get("flag")]}, []string{note}}
		return t.add(f, r.get("entity"), r.get("region"), r.get("basis"), r.get("series"), r.get("year"))
	})
	t.sort()
	return err
}

// priceUnit returns "" for units that are left out.
func priceUnit(printed, year string) (unit string, factor float64, note string) {
	money, per, _ := strings.Cut(printed, "/")
	per, bracket, real := strings.Cut(per, " (") // "t (2010)"
	price := "USD" + year
	if real {
		price = "USD" + strings.TrimSuffix(bracket, ")")
	}
	if _, y, ok := strings.Cut(money, "("); ok { // "USD(1998)"
		price = "USD" + strings.TrimSuffix(y, ")")
	}
	switch per {
	case "t":
		return price + "/t", 1, ""
	case "mtu":
		return price + "/t", 100, "published per metric-ton unit of 10 kg content"
	case "mmbtu":
		return price + "/MWh", 1 / 0.29307107, "published per million British thermal units"
	}
	return "", 0, ""
}

// deflator writes the index that turns nominal into real US dollars of 2010:
// real over nominal price of copper in the World Bank's commodity data, which
// deflates all commodities by one index.
func deflator(l *library) error {
	t := l.table("deflator", false, "year")
	real, nominal := map[string]float64{}, map[string]float64{}
	err := l.each("mineral_prices.csv", func(r record) error {
		if r.get("source_id") != "wb_cmo_2025" || r.get("entity") != "copper" {
			return nil
		}
		v, err := strconv.ParseFloat(r.get("value"), 64)
		if r.get("basis") == "real" {
			real[r.get("year")] = v
		} else {
			nominal[r.get("year")] = v
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, y := range sorted(keys(nominal)) {
		f := figure{strconv.FormatFloat(real[y]/nominal[y], 'g', 6, 64), "USD2010/USD" + y, "wb_cmo_2025", "derived", nil,
			[]string{"real over nominal price of copper"}}
		if err := t.add(f, y); err != nil {
			return err
		}
	}
	return nil
}

func keys(m map[string]float64) map[string]bool {
	out := map[string]bool{}
	for k := range m {
		out[k] = true
	}
	return out
}

// reserves writes reserves by country of three vintages, and United States
// secondary production and apparent consumption.
func reserves(l *library) error {
	t := l.table("mineral_reserves", false, "region", "mineral", "measure", "content", "year")
	err := l.each("mineral_reserves.csv", func(r record) error {
		unit, of := content(r.get("unit"))
		f := figure{r.get("value"), unit, r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, []string{r.get("note")}}
		return t.add(f, r.get("region"), mineralID(r.get("entity")), r.get("measure"), of, r.get("year"))
	})
	t.sort()
	return err
}

// demandStudies writes mineral demand of studies other than the IEA's data
// set: Busch (lithium), World Bank 2020 and IEA 2021 (both recalled).
func demandStudies(l *library) error {
	t := l.table("demand_studies", true, "mineral", "measure", "scenario", "year")
	return l.each("mineral_demand_projections.csv", func(r record) error {
		if r.get("source") == "iea_gcmo2025" {
			return nil
		}
		return t.add(figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, []string{r.get("note")}},
			mineralID(r.get("mineral")), r.get("measure"), r.get("scenario"), r.get("year"))
	})
}

// mineralList writes what is not a number about the minerals of the network.
func mineralList(l *library) error {
	list := [][]string{{"id", "name", "critical", "by_product_of", "production_stage", "production_content", "price_series", "note"}}
	err := l.each("network/minerals.csv", func(r record) error {
		list = append(list, []string{r.get("id"), r.get("name"), r.get("critical"), r.get("by_product_of"),
			r.get("production_stage"), r.get("production_basis"), r.get("price_basis"), r.get("note")})
		return nil
	})
	l.lists["mineral_list"] = list
	return err
}

// mineralFigures writes one chosen figure per mineral and property: 2024
// production, price per t of the element, reserves, supply elasticities,
// recycling rates, demand.
func mineralFigures(l *library) error {
	t := l.table("minerals", false, "mineral", "property")
	return l.each("network/minerals.csv", func(r record) error {
		for _, p := range []struct{ column, property, unit, file, note string }{
			{"production_2024_t", "production", "t", "mineral_production.csv", join([]string{r.get("production_stage"), r.get("production_basis")})},
			{"production_alt_t", "production_alternative", "t", "mineral_production.csv", r.get("production_alt_source")},
			{"price_2024_usd_per_t_element", "price", "USD2024/t", "mineral_prices.csv", "of the element; published " + r.get("price_2024_published") + ": " + r.get("price_basis") + "; content " + r.get("element_factor")},
			{"elasticity_short", "supply_elasticity_short", "1", "elasticities.csv", ""},
			{"elasticity_long", "supply_elasticity_long", "1", "elasticities.csv", ""},
			{"reserves_t", "reserves", "t", "mineral_reserves.csv", join([]string{r.get("reserves_basis"), r.get("reserves_year")})},
			{"recycled_input_rate", "recycled_input_rate", "1", "recycling.csv", ""},
			{"eol_rr", "end_of_life_recycling_rate", "1", "recycling.csv", r.get("eol_rr_source")},
			{"ecoinvent_secondary_share", "secondary_share_ecoinvent", "1", "recycling.csv", "a market artefact of the inventory, not an observation"},
			{"clean_demand_2024_kt", "clean_demand", "kt", "mineral_demand_projections.csv", ""},
			{"total_demand_2024_kt", "total_demand", "kt", "mineral_demand_projections.csv", ""},
			{"share_outside_modelled", "share_outside_modelled", "1", "mineral_demand_projections.csv", r.get("share_basis")},
		} {
			if r.get(p.column) == "" {
				continue
			}
			f, err := l.attribute(r, p.column, p.file)
			if err != nil {
				return err
			}
			if id := alternative(p.note); p.column == "production_alt_t" && id != "" {
				f.source = id
			}
			f.value, f.unit = r.get(p.column), p.unit
			f.notes = append(f.notes, p.note)
			if err := t.add(f, r.get("id"), p.property); err != nil {
				return fmt.Errorf("%s: %w", p.column, err)
			}
		}
		return nil
	})
}

// alternative is the source that the note of an alternative production names.
func alternative(note string) string {
	switch {
	case strings.Contains(note, "BGS"):
		return "bgs_wms"
	case strings.HasPrefix(note, "USGS MCS 2025"):
		return "usgs_mcs2025"
	}
	return ""
}

// attribute finds the sources of one cell of a network row: of the lines of
// the given file that the row refers to, those that print the cell's value,
// or all of them where none does (the cell was computed). Where the row
// refers to no such line, all sources of the row count.
func (l *library) attribute(r record, column, file string) (figure, error) {
	f := figure{confidence: "derived"}
	var printing, all []record
	for _, ref := range strings.Split(r.get("source_rows"), ";") {
		if name, _, _ := strings.Cut(ref, ":"); name != file {
			continue
		}
		rec, ok, err := l.line(ref)
		if err != nil {
			return f, err
		}
		if ok {
			all = append(all, rec)
			if rec.prints(r.get(column)) {
				printing = append(printing, rec)
			}
		}
	}
	if len(printing) > 0 {
		all = printing[:1]
		f.confidence = "retrieved"
	}
	if len(all) == 0 {
		f.source, f.confidence = r.get("source"), r.get("confidence")
	}
	var ids []string
	for _, rec := range all {
		ids = append(ids, rec.source().id)
		if _, ok := rec.col["confidence"]; ok && rec.get("confidence") == "recalled" {
			f.confidence = "recalled"
		}
		if _, ok := rec.col["flag"]; ok && rec.get("flag") == "d" && f.confidence == "retrieved" {
			f.confidence = "derived"
		}
	}
	if len(ids) > 0 {
		f.source = strings.Join(ids, ";")
	}
	f.flags = []string{noLicence(strings.Split(f.source, ";"))}
	return f, nil
}

// sixDigits is how closely the compiled network repeats a printed number.
const sixDigits = 5e-6

// prints reports whether one of the numbers of a compiled row is v.
func (r record) prints(v string) bool {
	want, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return false
	}
	for _, c := range []string{"value", "low", "central", "high"} {
		if _, ok := r.col[c]; !ok {
			continue
		}
		if have, err := strconv.ParseFloat(r.get(c), 64); err == nil && math.Abs(have-want) <= sixDigits*math.Abs(have) {
			return true
		}
	}
	return false
}
