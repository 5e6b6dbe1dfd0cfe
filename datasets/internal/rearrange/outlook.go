package main

import (
	"fmt"
	"slices"
	"strings"
)

// mineralDemand writes the published demand for minerals by technology
// (IEA, May 2025). Minerals carry the ids of the network where it has them.
// Left out: studies other than the IEA's, which are in demand_studies.
func mineralDemand(l *library) error {
	t := l.table("mineral_demand", true, "measure", "scenario", "year", "mineral", "sector")
	return l.each("mineral_demand_projections.csv", func(r record) error {
		if r.get("source") != "iea_gcmo2025" {
			return nil
		}
		return t.add(figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, []string{r.get("note")}},
			r.get("measure"), strings.Replace(r.get("scenario"), "base year", "base", 1), r.get("year"), mineralID(r.get("mineral")), r.get("sector"))
	})
}

// mineralID is the id of a mineral in the network, or the printed name in
// lower case.
func mineralID(printed string) string {
	id := strings.ToLower(printed)
	switch id {
	case "aluminum":
		return "aluminium"
	case "gadium": // a misprint of the source
		return "gadium (sic)"
	}
	return id
}

// modes are the vehicle classes as the network names them.
var modes = map[string]string{"Cars": "car", "Vans": "van", "Trucks": "truck", "Buses": "bus", "2 and 3 wheelers": "2_3w",
	"EV Publicly available": "public_charger"}

// measures are the names of the electric-vehicle measures.
var measures = map[string]string{"EV sales": "sales", "EV stock": "stock", "EV sales share": "sales_share", "EV stock share": "stock_share",
	"Battery demand": "battery_demand", "Electricity demand": "electricity_demand", "EV charging points": "charging_points"}

// evKey reads "Cars BEV" or "EV / Publicly available fast" into mode and
// powertrain.
func evKey(entity string) (mode, powertrain string, err error) {
	entity = strings.Replace(entity, " / ", " ", 1)
	k := strings.LastIndex(entity, " ")
	if k < 0 || modes[entity[:k]] == "" {
		return "", "", fmt.Errorf("%q is no vehicle class", entity)
	}
	return modes[entity[:k]], entity[k+1:], nil
}

// region gives regions one name.
func region(s string) string {
	if s == "USA" {
		return "United States"
	}
	return s
}

// evOutlook writes sales, stock, shares, charging points and electricity
// demand of electric vehicles (IEA, Global EV Outlook 2024). Left out: oil
// displacement, which the model does not use.
func evOutlook(l *library) error {
	t := l.table("ev_outlook", true, "scenario", "region", "mode", "powertrain", "measure", "year")
	err := l.each("scenarios.csv", func(r record) error {
		m := measures[r.get("variable")]
		if r.get("source") != "iea_gevo2024" || m == "" {
			return nil
		}
		mode, power, err := evKey(r.get("technology"))
		if err != nil {
			return err
		}
		return t.add(figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, []string{r.get("note")}},
			r.get("scenario"), region(r.get("region")), mode, power, m, r.get("year"))
	})
	t.sort()
	return err
}

// batteryMix writes the chemistry shares of four scenarios for vehicles (MIX,
// LFP, NCX, PLIB) and two for stationary storage (cont, tc).
func batteryMix(l *library) error {
	t := l.table("battery_mix", true, "use", "scenario", "chemistry", "year")
	err := l.each("scenarios.csv", func(r record) error {
		if r.get("source") != "premise_batt" {
			return nil
		}
		use := "stationary"
		if strings.HasPrefix(r.get("variable"), "EV") {
			use = "vehicle"
		}
		return t.add(figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, []string{r.get("note")}},
			use, r.get("scenario"), r.get("technology"), r.get("year"))
	})
	t.sort()
	return err
}

// energyDensity writes the energy density of battery cells, 2020 and 2050.
func energyDensity(l *library) error {
	t := l.table("battery_energy_density", true, "chemistry", "year", "bound")
	return l.each("battery_energy_density.csv", func(r record) error {
		return t.bounds(r, "", figure{unit: r.get("unit"), source: r.get("source"), confidence: r.get("confidence")}, r.get("chemistry"), r.get("year"))
	})
}

// weo writes the World Energy Outlook 2025 as three tables: capacity,
// generation, and everything else by category. Figures are for the world;
// years 2010, 2023, 2024 (Historical), 2035, 2040, 2050.
func weo(l *library) error {
	power := map[string]*table{
		"Electrical capacity":    l.table("weo_capacity", true, "scenario", "technology", "year"),
		"Electricity generation": l.table("weo_generation", true, "scenario", "technology", "year"),
	}
	rest := l.table("weo_outlook", true, "scenario", "category", "item", "flow", "year")
	return l.each("scenarios.csv", func(r record) error {
		if r.get("source") != "iea_weo2025" {
			return nil
		}
		f := figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, []string{r.get("note")}}
		if t := power[r.get("variable")]; t != nil && slices.Contains([]string{"GW", "TWh"}, f.unit) {
			return t.add(f, r.get("scenario"), r.get("technology"), r.get("year"))
		}
		return rest.add(f, r.get("scenario"), r.get("category"), r.get("technology"), r.get("variable"), r.get("year"))
	})
}

// nze2021 writes the Net Zero by 2050 data file of May 2021 and seven
// milestones recalled from its text. Rows whose labels look swapped in the
// file carry the flag "doubtful". Left out: amounts of money, whose price
// year the file does not give.
func nze2021(l *library) error {
	t := l.table("nze2021", true, "category", "item", "flow", "year")
	return l.each("scenarios.csv", func(r record) error {
		if !strings.HasPrefix(r.get("source"), "iea_nze2021") || strings.Contains(r.get("unit"), "USD") {
			return nil
		}
		f := figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, []string{r.get("note")}}
		if strings.HasPrefix(r.get("note"), "label suspect") {
			f.flags = []string{"doubtful"}
		}
		return t.add(f, r.get("category"), r.get("technology"), r.get("variable"), r.get("year"))
	})
}
