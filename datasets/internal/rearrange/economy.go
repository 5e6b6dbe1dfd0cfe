package main

import (
	"sort"
	"strings"
)

// supplyOutlook writes the IEA's base case of mining and refining by country.
func supplyOutlook(l *library) error {
	t := l.table("mineral_supply", true, "mineral", "stage", "country", "year")
	return l.each("mineral_supply_projections.csv", func(r record) error {
		return t.add(figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, nil},
			mineralID(r.get("mineral")), r.get("stage"), r.get("country"), r.get("year"))
	})
}

// lithiumDeposits writes the world's lithium deposits: resources, extraction
// cost in three steps, limits on output. The compiled costs name no price
// year; they are taken as dollars of 2023, the last year of output, and
// flagged. Left out: coordinates, and cost of opening and expansion, whose
// unit is not documented.
func lithiumDeposits(l *library) error {
	t := l.table("lithium_deposits", true, "deposit", "country", "type", "status", "property")
	return l.each("lithium_deposits.csv", func(r record) error {
		for _, p := range []struct{ column, property, unit, flag string }{
			{"reserve_kt", "reserves", "kt", ""}, {"resource_demonstrated_kt", "resources_demonstrated", "kt", ""},
			{"resource_inferred_kt", "resources_inferred", "kt", ""}, {"all_resource_kt", "resources", "kt", ""},
			{"cost1_usd_per_t", "cost_1", "USD2023/t", "price-year-assumed"}, {"cost2_usd_per_t", "cost_2", "USD2023/t", "price-year-assumed"},
			{"cost3_usd_per_t", "cost_3", "USD2023/t", "price-year-assumed"},
			{"max_prod_kt", "output_max", "kt/yr", ""}, {"max_ramp_up_kt", "ramp_up_max", "kt/yr", ""},
			{"prod2022_kt", "output_2022", "kt", ""}, {"prod2023_kt", "output_2023", "kt", ""}, {"prod2030_kt", "output_2030", "kt", ""},
			{"delay_years", "delay", "yr", ""},
		} {
			f := figure{r.get(p.column), p.unit, r.get("source"), r.get("confidence"), []string{p.flag}, nil}
			if strings.HasPrefix(p.property, "cost") {
				f.notes = []string{"cost basis: " + r.get("cost_source")}
			}
			if err := t.add(f, r.get("deposit"), r.get("country"), r.get("type"), r.get("status"), p.property); err != nil {
				return err
			}
		}
		return nil
	})
}

// gcamNetwork writes the edges of GCAM's energy system: input coefficients,
// share-weights, logit exponents. Left out: links of transport fuels that
// carry no number there (their technologies are in the GCAM map).
func gcamNetwork(l *library) error {
	t := l.table("gcam_network", true, "edge", "from", "to", "parameter", "year")
	return l.each("gcam_network.csv", func(r record) error {
		f := figure{r.get("value"), "1", r.get("source"), "retrieved", nil, []string{r.get("note")}}
		return t.distinct(f, 3, r.get("edge_type"), r.get("from_node"), r.get("to_node"), r.get("parameter"), r.get("year"))
	})
}

// gcamMap writes where each GCAM technology went in our network, and why.
func gcamMap(l *library) error {
	columns := []string{"sector", "subsector", "technology", "node", "action", "reason", "logit_technologies", "logit_subsectors", "logit_type", "keep_logit"}
	list := [][]string{columns}
	err := l.each("network/gcam_map.csv", func(r record) error {
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = tidy(r.get(c))
		}
		list = append(list, row)
		return nil
	})
	l.lists["gcam_map"] = list
	return err
}

// socialAccounts writes three published social accounting matrices, in their
// own money: the USA 2017 raw and balanced, the world and Canada 2011.
func socialAccounts(l *library) error {
	usa := l.table("sam_usa_2017", true, "row", "col", "version")
	err := l.each("sam_usa_2017.csv", func(r record) error {
		raw := figure{r.get("value"), "MUSD2017", r.get("source"), r.get("confidence"), nil, nil}
		if err := usa.add(raw, r.get("row"), r.get("col"), "raw"); err != nil {
			return err
		}
		return usa.add(figure{r.get("value_balanced"), "MUSD2017", r.get("source"), "derived", nil, nil}, r.get("row"), r.get("col"), "balanced")
	})
	if err != nil {
		return err
	}
	for _, name := range []string{"sam_world_2011", "sam_canada_2011"} {
		t := l.table(name, true, "row", "col")
		err := l.each(name+".csv", func(r record) error {
			return t.add(figure{r.get("value"), "MUSD2011", r.get("source"), r.get("confidence"), nil, nil}, r.get("row"), r.get("col"))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// benchmark writes the worked benchmark accounts of the world economy 2024,
// with the World Energy Outlook's technologies and with open ones. The second
// still takes growth and fuel quantities from the Outlook, so both are
// non-commercial. Left out: the weights and priors of the balancing.
func benchmark(l *library) error {
	for _, name := range []string{"sam_base", "sam_base_open"} {
		t := l.table(name, true, "row", "col")
		err := l.each("sam/"+name+".csv", func(r record) error {
			f := figure{r.get("value"), "GUSD2024", "lodestone_sam", "derived", nil, []string{r.get("note")}}
			return t.add(f, r.get("row"), r.get("col"))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// accounts writes what the accounts of the matrices are.
func accounts(l *library) error {
	list := [][]string{{"matrix", "id", "kind", "description"}}
	add := func(cells ...string) { list = append(list, cells) }
	err := l.each("sam_usa_2017_sectors.csv", func(r record) error {
		add("sam_usa_2017", "A_"+r.get("sector"), "activity", r.get("description"))
		add("sam_usa_2017", "C_"+r.get("sector"), "commodity", r.get("description"))
		return nil
	})
	if err == nil {
		err = l.each("sam_wiod_sectors.csv", func(r record) error {
			add("sam_world_2011", "A_"+r.get("sector"), "activity", r.get("name"))
			add("sam_canada_2011", "A_"+r.get("sector"), "activity", r.get("name"))
			add("sam_canada_2011", "M_"+r.get("sector"), "import", r.get("name"))
			return nil
		})
	}
	if err == nil {
		err = l.each("sam/accounts.csv", func(r record) error {
			add("sam_base", r.get("account"), r.get("kind"), r.get("description"))
			return nil
		})
	}
	sort.SliceStable(list[1:], func(i, j int) bool { return list[i+1][0] < list[j+1][0] })
	l.lists["sam_accounts"] = list
	return err
}

// canada writes Canada's list of critical minerals and its production,
// capacity and reserves beside the world's.
func canada(l *library) error {
	t := l.table("canada_minerals", true, "region", "mineral", "attribute", "year")
	return l.each("canada_critical_minerals.csv", func(r record) error {
		place := "Canada"
		if strings.HasSuffix(r.get("element"), "World total") {
			place = "World"
		}
		f := figure{r.get("value"), r.get("unit"), r.get("source"), r.get("confidence"), nil, nil}
		mineral := strings.Replace(mineralID(r.get("mineral")), "platinum group", "platinum-group", 1) // two spellings in two sources
		return t.distinct(f, 2, place, mineral, r.get("attribute"), r.get("year"))
	})
}

// research writes patents and R&D expenditure. Left out: investment in
// renewables, whose publisher's terms are not clear.
func research(l *library) error {
	t := l.table("research", false, "item", "region", "year")
	err := l.each("rnd.csv", func(r record) error {
		if r.get("source_id") == "owid_unep_invest" {
			return nil
		}
		unit := map[string]string{"% of GDP": "%", "patents": "patent"}[r.get("unit")]
		f := figure{r.get("value"), unit, r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, []string{r.get("note")}}
		if r.get("unit") == "% of GDP" {
			f.notes = append(f.notes, "of GDP")
		}
		return t.add(f, r.get("entity"), r.get("region"), r.get("year"))
	})
	t.sort()
	return err
}

// macro writes the Penn World Table by country.
func macro(l *library) error {
	t := l.table("macro", false, "item", "region", "year")
	err := l.each("macro.csv", func(r record) error {
		return t.add(figure{r.get("value"), r.get("unit"), r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, nil},
			r.get("entity"), r.get("region"), r.get("year"))
	})
	t.sort()
	return err
}
