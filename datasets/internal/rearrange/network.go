package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// nodeList writes what is not a number about the nodes of the production
// network: kind, name, unit, place in the tree, status, shape of the lifetime
// distribution. Rows keep their order: services, technologies, constituents,
// sub-technologies, minerals, recycled minerals. Left out: the rows of the
// compiled tables that each figure came from.
func nodeList(l *library) error {
	list := [][]string{{"id", "kind", "name", "unit", "parent", "parent_b", "status", "lifetime_distribution", "note"}}
	err := l.each("network/nodes.csv", func(r record) error {
		u, err := unitOf(r.get("unit"))
		if err != nil {
			return err
		}
		parent, parentB, _ := strings.Cut(r.get("parent"), ";")
		note := join([]string{u.note, tidy(r.get("note")), strings.Join(constants(r), "; ")})
		list = append(list, []string{r.get("id"), strings.Replace(r.get("kind"), "mineral_recycled", "recycled_mineral", 1), r.get("name"),
			u.String(), parent, parentB, r.get("status"), distribution(r.get("lifetime_distribution")), note})
		return nil
	})
	l.lists["node_list"] = list
	return err
}

// distribution gives the printed names of lifetime distributions one spelling.
func distribution(printed string) string {
	if printed == "normal (truncated) or logistic" {
		return "normal"
	}
	return strings.ReplaceAll(printed, " ", "_")
}

// constants lists what a compiled row says about numbers set by hand.
func constants(r record) []string {
	var out []string
	for _, ref := range strings.Split(r.get("source_rows"), ";") {
		if text, ok := strings.CutPrefix(ref, "constant: "); ok {
			out = append(out, text)
		}
	}
	return out
}

// nodeFigures writes the numbers of the nodes, each with the sources it came
// from. Capital and operating costs stay in the published unit and price
// year. Left out: year columns (in the notes) and the low and high of shares
// where the compiled row gives none.
func nodeFigures(l *library) error {
	t := l.table("nodes", true, "node", "property", "bound")
	return l.each("network/nodes.csv", func(r record) error {
		g, err := origins(l, r)
		if err != nil {
			return err
		}
		for _, add := range []func(*table, record, map[string]*group) error{stocks, shares, lifetime, costs} {
			if err := add(t, r, g); err != nil {
				return err
			}
		}
		return nil
	})
}

func stocks(t *table, r record, g map[string]*group) error {
	unit := r.get("unit")
	note := r.get("note")
	for _, p := range []struct{ column, unit, group, note string }{
		{"stock", r.get("stock_unit"), "stock", r.get("stock_year")},
		{"addition", unit, "stock", r.get("addition_year")},
		{"stock_open", unit, "open", r.get("open_year")},
		{"addition_open", unit, "open", r.get("open_year")},
		{"capacity_factor", "1", "factor", ""},
	} {
		if p.note != "" {
			p.note = "year " + p.note
		}
		if p.column == "addition_open" && r.get("id") == "hydro" {
			p.note = "year 2022" // the compiled note says why
		}
		f := g[p.group].figure(r.get(p.column), p.unit, "derived", p.note, note)
		if p.column == "capacity_factor" {
			f.notes = nil
		}
		if err := t.add(f, r.get("id"), p.column, "central"); err != nil {
			return fmt.Errorf("%s: %w", p.column, err)
		}
	}
	return nil
}

func shares(t *table, r record, g map[string]*group) error {
	id := r.get("id")
	for _, p := range []struct{ property, bound string }{
		{"base_share", "low"}, {"base_share", "central"}, {"base_share", "high"}, {"base_share_b", "central"}} {
		column := p.property
		if p.bound != "central" {
			column += "_" + p.bound
		}
		f := g["share"].figure(r.get(column), "1", "derived", r.get("note"))
		if f.value == "0" { // latent: set by hand, no publication behind it
			f = (&group{}).figure("0", "1", "derived", append(constants(r), r.get("note"))...)
		}
		f.flags = append(f.flags, shareFlag(id, p.bound, f.value))
		if err := t.add(f, id, p.property, p.bound); err != nil {
			return fmt.Errorf("%s: %w", column, err)
		}
	}
	return nil
}

// shareFlag marks base-year shares that were solved from the published
// mineral demand, or chosen with it in view.
func shareFlag(id, bound, value string) string {
	switch id {
	case "dd_pmsg", "dd_eesg", "gb_pmsg", "gb_dfig", "cigs", "c_si":
		return "calibrated"
	case "cdte":
		if bound == "high" {
			return "calibrated"
		}
	case "nmc111", "nmc532", "nmc622", "nmc811", "nca", "lfp", "vanadium_flow":
		if value != "0" {
			return "chosen-in-view"
		}
	}
	return ""
}

func lifetime(t *table, r record, g map[string]*group) error {
	id := r.get("id")
	for _, p := range []struct{ column, property, bound, unit string }{
		{"lifetime_low", "lifetime", "low", "yr"},
		{"lifetime_mean", "lifetime", "central", "yr"},
		{"lifetime_high", "lifetime", "high", "yr"},
		{"lifetime_shape", "lifetime_shape", "central", "1"},
		{"lifetime_scale", "lifetime_scale", "central", "yr"},
		{"lifetime_sigma", "lifetime_sigma", "central", "yr"},
	} {
		if err := t.add(g["lifetime"].figure(r.get(p.column), p.unit, "retrieved"), id, p.property, p.bound); err != nil {
			return fmt.Errorf("%s: %w", p.column, err)
		}
	}
	mean := ""
	if m := otherMean.FindStringSubmatch(r.get("note")); m != nil {
		mean = m[1]
	}
	return t.add(g["lifetime"].figure(mean, "yr", "retrieved", "mean of the row that gives the spread"), id, "lifetime_of_spread", "central")
}

var otherMean = regexp.MustCompile(`distribution row has mean ([0-9.]+)`)

func costs(t *table, r record, g map[string]*group) error {
	id, year := r.get("id"), r.get("capex_currency_year")
	for _, p := range []struct{ column, unit, confidence string }{
		{"capex", r.get("capex_unit"), "retrieved"},
		{"fixed_om", r.get("fixed_om_unit"), "retrieved"},
		{"variable_om", r.get("variable_om_unit"), "retrieved"},
		{"efficiency", "1", "derived"},
	} {
		if r.get(p.column) == "" {
			continue
		}
		unit := p.unit
		switch {
		case unit == "%": // of capital cost and year, as the others print it
			unit = "%/year"
		case strings.ContainsAny(unit, "$") || strings.HasPrefix(unit, "EUR") || strings.HasPrefix(unit, "USD"):
			var err error
			if unit, err = moneyUnit(unit, year); err != nil {
				return err
			}
		}
		if err := t.add(g["cost"].figure(r.get(p.column), unit, p.confidence), id, p.column, "central"); err != nil {
			return fmt.Errorf("%s: %w", p.column, err)
		}
	}
	return nil
}

// edges writes the coefficients of the network and the yields of
// manufacturing. Left out: edges of which nothing is known (their nodes
// remain in the node list).
func edges(l *library) error {
	t := l.table("edges", true, "from", "to", "scope", "property", "bound")
	return l.each("network/edges.csv", func(r record) error {
		from, to, scope := r.get("from"), r.get("to"), r.get("scope")
		f := figure{unit: r.get("unit"), source: r.get("source"), confidence: r.get("confidence"), notes: []string{r.get("note")}}
		if f.source == "" {
			f.source = "lodestone"
		}
		if f.confidence == "missing" {
			f.confidence = "derived"
		}
		f.flags = []string{noLicence(strings.Split(f.source, ";")), edgeFlag(from, to, scope)}
		for _, ref := range strings.Split(r.get("source_rows"), ";") {
			if strings.HasPrefix(ref, "recalled: ") {
				f.notes = append(f.notes, ref)
			}
		}
		if y := r.get("year"); y != "" {
			f.notes = append(f.notes, "data of "+y)
		}
		if err := t.bounds(r, "", f, from, to, scope, "coefficient"); err != nil {
			return err
		}
		f.value, f.unit, f.notes = r.get("yield_manufacturing"), "1", nil
		return t.add(f, from, to, scope, "yield", "central")
	})
}

// edgeFlag marks coefficients closed on the published mineral demand and
// those chosen or changed with it in view.
func edgeFlag(from, to, scope string) string {
	if scope == "calibrated" {
		return "calibrated"
	}
	if from == "copper" && slices.Contains([]string{"wind_plant_onshore", "wind_plant_offshore", "c_si", "cdte", "cigs"}, to) {
		return "chosen-in-view"
	}
	return ""
}
