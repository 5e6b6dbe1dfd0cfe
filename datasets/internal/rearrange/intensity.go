package main

import (
	"regexp"
	"strings"
)

// materialIntensity writes every compiled value of how much of a mineral a
// technology takes, side by side by source. Two literature groups of one
// source that carry the same names are told apart by the heading they stand
// under there. Left out: the number of values behind a median (in the note of
// the source) and the single literature points.
func materialIntensity(l *library) error {
	t := l.table("material_intensity", true, "technology", "constituent", "sub_technology", "mineral", "year", "bound")
	err := l.each("material_intensity.csv", func(r record) error {
		sub := r.get("sub_technology")
		if m := listedUnder.FindStringSubmatch(r.get("note")); m != nil && (m[1] == "ASIGE" || m[1] == "CDTE") {
			sub += " (as " + m[1] + ")"
		}
		f := figure{unit: r.get("unit"), source: r.get("source"), confidence: r.get("confidence"), notes: []string{r.get("note")}}
		f.flags = []string{noLicence([]string{f.source})}
		switch flag := r.get("flag"); {
		case flag == "single value":
			f.flags = append(f.flags, "single-value")
		case strings.HasPrefix(flag, "suspect: "):
			f.flags = append(f.flags, "doubtful")
			f.notes = append(f.notes, strings.TrimPrefix(flag, "suspect: "))
		}
		if n := r.get("n"); n != "" && n != "1" {
			f.notes = append(f.notes, n+" values")
		}
		return t.bounds(r, "", f, r.get("technology"), r.get("constituent"), sub, mineralID(r.get("mineral")), r.get("year"))
	})
	t.sort()
	return err
}

var listedUnder = regexp.MustCompile(`listed under "([^"]*)"`)

// lifetimes writes the published lifetimes of technologies, one row per
// parameter of the distribution.
func lifetimes(l *library) error {
	t := l.table("lifetimes", true, "technology", "sub_technology", "year", "distribution", "property")
	return l.each("lifetimes.csv", func(r record) error {
		shape, extra := distribution(r.get("distribution")), ""
		if strings.HasPrefix(shape, "fixed") {
			shape, extra = "fixed", strings.Trim(strings.TrimPrefix(r.get("distribution"), "fixed"), " ()")
		}
		for _, p := range []struct{ column, unit string }{{"mean", "yr"}, {"shape", "1"}, {"scale", "yr"}, {"sigma", "yr"}} {
			f := figure{r.get(p.column), p.unit, r.get("source"), r.get("confidence"),
				[]string{noLicence([]string{r.get("source")})}, []string{extra, r.get("note")}}
			if err := t.add(f, r.get("technology"), r.get("sub_technology"), r.get("year"), shape, p.column); err != nil {
				return err
			}
		}
		return nil
	})
}
