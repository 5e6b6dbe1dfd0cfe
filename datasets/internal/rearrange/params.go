package main

import (
	"fmt"
	"slices"
	"strings"
)

// distinct adds a row unless one with the same key, source and value stands
// already. Another value under the same key is a variant that the compiled
// table does not tell apart: the label on the given axis gets a number.
func (t *table) distinct(f figure, axis int, key ...string) error {
	before := len(t.Rows)
	if err := t.add(f, key...); err != nil || len(t.Rows) == before {
		return err
	}
	added := &t.Rows[before]
	if t.seen == nil {
		t.seen = map[string]map[float64]bool{}
	}
	id := strings.Join(key, "\x00") + "\x00" + added.Source
	values := t.seen[id]
	if values[added.Value] {
		t.Rows = t.Rows[:before]
		return nil
	}
	if values == nil {
		values = map[float64]bool{}
		t.seen[id] = values
	}
	values[added.Value] = true
	if n := len(values); n > 1 {
		added.Key = slices.Clone(key)
		added.Key[axis] += fmt.Sprintf(" (%d)", n)
	}
	return nil
}

// recycling writes collection, yields, recycling rates, legal targets and
// secondary supply shares, every compiled value by source.
func recycling(l *library) error {
	t := l.table("recycling", true, "product", "mineral", "parameter", "scenario", "year", "bound")
	return l.each("recycling.csv", func(r record) error {
		f := figure{unit: r.get("unit"), source: r.get("source"), confidence: r.get("confidence"),
			flags: []string{noLicence([]string{r.get("source")})}, notes: []string{r.get("note")}}
		return t.bounds(r, "", f, r.get("product"), mineralID(r.get("mineral")), r.get("parameter"), r.get("scenario"), r.get("year"))
	})
}

// secondLife writes the use of retired vehicle batteries and of scrap from
// electricity infrastructure.
func secondLife(l *library) error {
	t := l.table("second_life", true, "product", "parameter", "scenario", "bound")
	return l.each("second_life.csv", func(r record) error {
		f := figure{unit: perYear(r.get("unit")), source: r.get("source"), confidence: r.get("confidence"),
			flags: []string{noLicence([]string{r.get("source")})}, notes: []string{r.get("note")}}
		return t.bounds(r, "", f, r.get("product"), r.get("parameter"), r.get("scenario"))
	})
}

func perYear(unit string) string {
	switch unit {
	case "years":
		return "yr"
	case "1/year":
		return "1/yr"
	case "share of nominal":
		return "1"
	}
	return unit
}

// learningRates writes cost decline per doubling and the two parameters of
// the knowledge stock, all of them recalled.
func learningRates(l *library) error {
	t := l.table("learning_rates", true, "technology", "sub_technology", "parameter", "bound")
	return l.each("learning_rates.csv", func(r record) error {
		unit := "1" // the compiled unit, share per doubling, also stands on the two rows below
		switch {
		case strings.HasSuffix(r.get("parameter"), "(per year)"):
			unit = "1/yr"
		case strings.HasSuffix(r.get("parameter"), "(years)"):
			unit = "yr"
		}
		f := figure{unit: unit, source: r.get("source"), confidence: r.get("confidence"), notes: []string{r.get("note")}}
		return t.bounds(r, "", f, r.get("technology"), r.get("sub_technology"), r.get("parameter"))
	})
}

// elasticities writes substitution, trade, income and supply elasticities.
func elasticities(l *library) error {
	t := l.table("elasticities", true, "kind", "scope", "nest", "horizon", "bound")
	return l.each("elasticities.csv", func(r record) error {
		f := figure{unit: "1", source: r.get("source"), confidence: r.get("confidence"),
			flags: []string{noLicence([]string{r.get("source")})}, notes: []string{r.get("note")}}
		return t.bounds(r, "", f, r.get("kind"), r.get("scope"), r.get("nest"), r.get("horizon"))
	})
}

// costParams writes capital and operating cost, efficiency, inputs and
// capacity factors 2020-2050. Money keeps its price year. Rows that stand
// twice are written once; where they differ the second carries a number.
// Left out: the web address of each row's origin, in the compiled note.
func costParams(l *library) error {
	t := l.table("costs_params", true, "technology", "sub_technology", "parameter", "year")
	err := l.each("costs_params.csv", func(r record) error {
		unit, said, err := costUnit(r.get("unit"), r.get("currency_year"))
		if err != nil {
			return err
		}
		note, _, _ := strings.Cut(r.get("note"), "http")
		f := figure{r.get("value"), unit, r.get("source"), r.get("confidence"), nil, []string{said, strings.TrimRight(note, " -,(")}}
		return t.distinct(f, 1, r.get("technology"), r.get("sub_technology"), r.get("parameter"), r.get("year"))
	})
	t.sort()
	return err
}

// costUnit reads a unit of the cost table and what it says besides.
func costUnit(printed, year string) (unit, note string, err error) {
	switch printed {
	case "per unit", "p.u.", "out/in", "share":
		return "1", "", nil
	case "per unit (in LHV)":
		return "1", "in lower heating value", nil
	case "%":
		return "%/yr", "of capital cost", nil
	case "tCO2/MWh_th":
		return "tCO2/MWh", "of heat", nil
	case "MWh_el/MWh_H2":
		return "1", "MWh of electricity per MWh of hydrogen", nil
	case "MWh_el/t_CO2":
		return "MWh/tCO2", "electricity", nil
	case "MWh_th/t_CO2":
		return "MWh/tCO2", "heat", nil
	case "USD/t_CO2/h":
		return "USD" + year + "/(tCO2/h)", "", nil
	case "EUR/(tCO2/h)/km":
		return "EUR" + year + "/(tCO2·km/h)", "", nil
	case "EUR/kW_th,dp":
		return "EUR" + year + "/kW", "of heat", nil
	case "EUR/MW_CH4":
		return "EUR" + year + "/MW", "of methane", nil
	case "1975$/GJ H2":
		return "USD1975/GJ", "of hydrogen", nil
	}
	if strings.HasPrefix(printed, "EUR") || strings.HasPrefix(printed, "USD") || strings.Contains(printed, "$") {
		unit, err = moneyUnit(printed, year)
		return unit, "", err
	}
	return printed, "", nil
}

// costHistory writes the history of costs, prices and physical measures of
// technologies. A nominal price is in the money of its year.
func costHistory(l *library) error {
	t := l.table("costs", false, "item", "region", "basis", "year")
	err := l.each("costs.csv", func(r record) error {
		unit := r.get("unit")
		switch {
		case unit == "fraction":
			unit = "1"
		case unit == "Wh/l":
			unit = "kWh/m^3" // the same number
		case strings.HasPrefix(unit, "USD(") || r.get("source_id") == "owid_solar_price_2025":
			unit = strings.NewReplacer("(", "", ")", "").Replace(unit)
			unit = strings.Replace(unit, "USD/", "USD2024/", 1) // the note gives the price year
		case strings.HasPrefix(unit, "USD/"):
			unit = "USD" + r.get("year") + unit[3:]
		}
		f := figure{r.get("value"), unit, r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, []string{r.get("note")}}
		return t.add(f, r.get("entity"), r.get("region"), r.get("basis"), r.get("year"))
	})
	t.sort()
	return err
}
