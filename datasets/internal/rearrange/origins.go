package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// group is a set of node properties that come from the same compiled file.
type group struct {
	sources, recalled []string
	confidence        string
}

func (g *group) cite(id string) { g.sources = append(g.sources, id) }

// figure is a value of the group, with its sources and what was recalled.
func (g *group) figure(value, unit, confidence string, notes ...string) figure {
	if g.confidence != "" {
		confidence = g.confidence
	}
	src := g.sources
	if len(g.recalled) > 0 {
		src, confidence = append(slices.Clone(src), "recalled"), "recalled"
	}
	if len(src) == 0 {
		src = []string{"lodestone"}
	}
	return figure{value: value, unit: unit, source: strings.Join(src, ";"), confidence: confidence,
		flags: []string{noLicence(src)}, notes: append(slices.Clone(g.recalled), notes...)}
}

// noLicence flags figures of repositories that carry no licence file.
func noLicence(ids []string) string {
	for _, id := range ids {
		if slices.Contains([]string{"image_mat", "cawindmfa", "cheer", "imf_env"}, id) {
			return "no-licence"
		}
	}
	return ""
}

// origins sorts the sources of a node by what they were used for: the
// compiled row of a node lists its sources together, and the lines they stand
// on, in "lifetimes.csv:25;costs_params.csv:124;recalled: a publication".
func origins(l *library, r record) (map[string]*group, error) {
	g := map[string]*group{}
	for _, k := range []string{"stock", "open", "lifetime", "cost", "factor", "share"} {
		g[k] = &group{}
	}
	tech := r.get("kind") != "sub_technology"
	for _, ref := range strings.Split(r.get("source_rows"), ";") {
		if text, ok := strings.CutPrefix(ref, "recalled: "); ok {
			k := g["share"]
			if tech {
				k = g["stock"]
			}
			k.recalled = append(k.recalled, "recalled: "+text)
			continue
		}
		src, ok, err := l.follow(ref)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		file, _, _ := strings.Cut(ref, ":")
		for _, k := range usedFor(file, src, tech, r) {
			g[k].cite(src.id)
		}
	}
	return g, nil
}

// usedFor says which properties of a node a line of a compiled file serves.
func usedFor(file string, src source, tech bool, r record) []string {
	switch {
	case file == "lifetimes.csv":
		return []string{"lifetime"}
	case file == "costs_params.csv" || file == "costs.csv":
		if strings.HasSuffix(r.get("id"), "_ccs") {
			return []string{"cost", "factor"} // GCAM gives the capacity factor too
		}
		return []string{"cost"}
	case file == "generation.csv" || src.variable == "Electricity generation" && r.get("capacity_factor") != "":
		return []string{"factor"}
	case !tech:
		return []string{"share"}
	case file == "capacity.csv" && strings.HasPrefix(r.get("id"), "wind"):
		return []string{"stock", "open"} // the WEO total is split by IRENA's offshore share
	case file == "capacity.csv" && r.get("stock_open") != "":
		return []string{"open"}
	}
	return []string{"stock"}
}

// source is who says what stands on a line of a compiled file.
type source struct{ id, variable string }

// follow finds the source named on the line that ref names; ok is false when
// ref names no line.
func (l *library) follow(ref string) (s source, ok bool, err error) {
	rec, ok, err := l.line(ref)
	if !ok || err != nil {
		return s, false, err
	}
	return rec.source(), true, nil
}

// line finds the row that a reference such as "lifetimes.csv:25" names; ok is
// false when it names none.
func (l *library) line(ref string) (rec record, ok bool, err error) {
	m := lineRef.FindStringSubmatch(ref)
	if m == nil {
		return rec, false, nil
	}
	f, err := l.read(m[1])
	if err != nil {
		return rec, false, err
	}
	line, _ := strconv.Atoi(m[2])
	row, found := f.at[line]
	if !found {
		return rec, false, fmt.Errorf("%s: no row starts on that line", ref)
	}
	return record{f, row}, true, nil
}

// source is who says what a compiled row prints.
func (r record) source() source {
	var s source
	col := "source"
	if _, found := r.col[col]; !found {
		col = "source_id"
	}
	if _, found := r.col["variable"]; found {
		s.variable = r.get("variable")
	}
	s.id = r.get(col)
	if n, shared := sharedIDs[s.id]; shared && params(r.name) {
		s.id = n
	}
	return s
}

var lineRef = regexp.MustCompile(`^([a-z_0-9]+\.csv):(\d+)$`)

// params reports whether the sources of a compiled file are in the second
// catalogue.
func params(file string) bool {
	switch file {
	case "capacity.csv", "generation.csv", "ev.csv", "costs.csv", "rnd.csv", "macro.csv",
		"mineral_production.csv", "mineral_prices.csv", "mineral_reserves.csv":
		return false
	}
	return true
}
