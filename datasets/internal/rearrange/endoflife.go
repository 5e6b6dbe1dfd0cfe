package main

import (
	"fmt"
	"slices"
	"strings"
)

// endOfLife writes collection, second life, yields and all-in recycling rates
// per sub-technology, mineral and route, and the floor below which an
// intensity cannot fall. Left out: the intensity itself, which is in edges.
func endOfLife(l *library) error {
	t := l.table("end_of_life", true, "sub_technology", "mineral", "route", "property", "bound")
	return l.each("network/eol.csv", func(r record) error {
		target := "to " + r.get("second_life_target")
		for _, p := range []struct{ column, property, bound, unit, file, note string }{
			{"collection_current", "collection", "central", "1", "recycling.csv", ""},
			{"collection_cap", "collection_cap", "central", "1", "recycling.csv", ""},
			{"second_life_share_low", "second_life_share", "low", "1", "second_life.csv", target},
			{"second_life_share", "second_life_share", "central", "1", "second_life.csv", target},
			{"second_life_share_high", "second_life_share", "high", "1", "second_life.csv", target},
			{"residual_capacity_low", "residual_capacity", "low", "1", "second_life.csv", ""},
			{"residual_capacity", "residual_capacity", "central", "1", "second_life.csv", ""},
			{"residual_capacity_high", "residual_capacity", "high", "1", "second_life.csv", ""},
			{"second_life_end_capacity", "second_life_end_capacity", "central", "1", "second_life.csv", ""},
			{"second_life_years_low", "second_life_years", "low", "yr", "second_life.csv", ""},
			{"second_life_years", "second_life_years", "central", "yr", "second_life.csv", ""},
			{"second_life_years_high", "second_life_years", "high", "yr", "second_life.csv", ""},
			{"capacity_fade_per_year", "capacity_fade", "central", "1/yr", "second_life.csv", ""},
			{"delay_years", "delay", "central", "yr", "second_life.csv", ""},
			{"route_share", "route_share", "central", "1", "recycling.csv", ""},
			{"yield_current", "yield", "central", "1", "recycling.csv", r.get("note")},
			{"yield_cap", "yield_cap", "central", "1", "recycling.csv", r.get("note")},
			{"rho_current_low", "recycling_rate", "low", "1", "recycling.csv", r.get("note")},
			{"rho_current", "recycling_rate", "central", "1", "recycling.csv", r.get("note")},
			{"rho_current_high", "recycling_rate", "high", "1", "recycling.csv", r.get("note")},
			{"rho_cap", "recycling_rate_cap", "central", "1", "recycling.csv", r.get("note")},
			{"intensity_floor", "intensity_floor", "central", r.get("intensity_unit"), "", r.get("floor_basis")},
		} {
			if r.get(p.column) == "" {
				continue
			}
			f, err := l.attribute(r, p.column, p.file)
			if err != nil {
				return err
			}
			if p.column == "intensity_floor" {
				f.source, f.confidence = floorSource(r.get("floor_basis"), f.source), floorConfidence(r.get("floor_basis"))
				f.flags = []string{noLicence([]string{f.source})}
			}
			f.value, f.unit, f.notes = r.get(p.column), p.unit, append(f.notes, p.note)
			if err := t.add(f, r.get("sub_technology"), r.get("mineral"), r.get("route"), p.property, p.bound); err != nil {
				return fmt.Errorf("%s: %w", p.column, err)
			}
		}
		return nil
	})
}

// floorSource is who says how low an intensity can fall: the last source of
// the row, or Faraday's law.
func floorSource(basis, sources string) string {
	ids := strings.Split(sources, ";")
	if strings.HasPrefix(basis, "Faraday") || slices.Contains(ids, "faraday") {
		return "faraday"
	}
	return ids[len(ids)-1]
}

// floorConfidence is recalled where a nominal voltage went into the floor.
func floorConfidence(basis string) string {
	if strings.Contains(basis, "recalled") {
		return "recalled"
	}
	return "derived"
}

// knowledge writes exponents of mineral intensity, lifetime and cost on
// cumulated production and knowledge, knowledge depreciation and lag. Left
// out: parameters that no table gives.
func knowledge(l *library) error {
	t := l.table("knowledge", false, "node", "driver", "mineral", "parameter", "bound")
	return l.each("network/knowledge.csv", func(r record) error {
		unit := map[string]string{"ratio": "1", "elasticity": "1", "exponent": "1", "share": "1", "1/year": "1/yr", "years": "yr"}[r.get("unit")]
		f := figure{unit: unit, source: r.get("source"), confidence: r.get("confidence"), notes: []string{r.get("floor_or_ceiling"), r.get("basis")}}
		if n := r.get("n"); n != "" {
			f.notes = append(f.notes, fmt.Sprintf("n %s, r2 %s, standard error %s", n, r.get("r2"), r.get("se")))
		}
		f.notes = append(f.notes, r.get("note"))
		return t.bounds(r, "", f, r.get("sub_technology"), r.get("driver"), r.get("mineral"), r.get("parameter"))
	})
}
