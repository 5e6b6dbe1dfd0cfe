package main

import (
	"fmt"
	"strings"
)

// sharedIDs renames the ids of the second catalogue that the first one uses
// for other publications.
var sharedIDs = map[string]string{"iea_gevo2024": "iea_gevo2024_scen", "usgs_mcs2025": "usgs_mcs2025_world"}

// nonCommercial lists the sources whose terms exclude or may exclude
// commercial use.
var nonCommercial = map[string]bool{
	"iea_weo2025": true, "iea_nze2021": true, "iea_nze2021_txt": true, "exiomod": true, "unep2011": true,
	"lodestone_sam":        true,                      // takes growth and fuels from the World Energy Outlook
	"ziegler_trancik_2021": true, "ziegler2021": true, // until their terms are confirmed
}

// ours are sources that no catalogue of publications lists.
var ours = map[string][]string{
	"recalled": {"recalled", "Known publications quoted from memory; the note of the row names each", "", "", "",
		"facts cited", "yes", "no", "not seen when the table was made: may serve as a prior or default, not as evidence"},
	"lodestone_sam": {"lodestone_sam", "Benchmark account of the world economy 2024: WIOD 2011 grown to 2024, energy technologies and minerals split out bottom-up, balanced", "Lodestone", "2026", "",
		"rests on IEA WEO 2025 (CC BY-NC-SA 4.0), WIOD and IEA minerals data (CC BY 4.0), BEA and USGS (public domain)", "non-commercial", "yes", ""},
	"lodestone": {"lodestone", "Structure of the production network: identities, and zeros of what is not yet built", "Lodestone", "2026", "",
		"Apache-2.0", "yes", "no", "no published figure"},
}

// catalogue writes the sources in use, by id, from both compiled catalogues.
// Left out: where the compiler found its copy.
func (l *library) catalogue(used map[string]bool) ([][]string, error) {
	known := map[string][]string{}
	for id, row := range ours {
		known[id] = row
	}
	err := l.each("sources.csv", func(r record) error {
		id := r.get("source_id")
		known[id] = []string{id, r.get("title"), r.get("publisher"), r.get("year"), r.get("url"), r.get("licence"),
			redistributable(r.get("redistribution"), r.get("licence")), yesno(nonCommercial[id]), sourceNote(r.get("notes"))}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = l.each("sources_params.csv", func(r record) error {
		id := r.get("id")
		if n, ok := sharedIDs[id]; ok {
			id = n
		}
		known[id] = []string{id, r.get("title"), r.get("publisher"), r.get("year"), r.get("url"), r.get("licence"),
			redistributable("", r.get("licence")), yesno(nonCommercial[id]), ""}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := [][]string{{"id", "title", "publisher", "year", "url", "licence", "redistributable", "non_commercial", "note"}}
	for _, id := range sorted(used) {
		row, ok := known[id]
		if !ok {
			return nil, fmt.Errorf("rearrange: source %q is in no catalogue", id)
		}
		out = append(out, row)
	}
	return out, nil
}

func yesno(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// redistributable says what may be done with the figures; the second compiled
// catalogue has no such column, so it follows from the licence there.
func redistributable(printed, licence string) string {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(licence, p) {
				return true
			}
		}
		return false
	}
	switch {
	case printed != "":
		return strings.Replace(printed, "RESTRICTED", "restricted", 1)
	case has("derived"):
		return "yes"
	case has("no licence"):
		return "not stated"
	case has("charts reusable"):
		return "facts with citation" // single figures of a report, each cited
	case has("-NC", "non-commercial", "commercial use"):
		return "non-commercial"
	case has("facts cited", "facts from", "IEA terms", "fact"):
		return "facts with citation"
	case has("public domain", "US Government"):
		return "yes"
	}
	return "attribution"
}

// sourceNote keeps what a user of the figures should know and drops remarks
// about where the compiler found its copy.
func sourceNote(note string) string {
	var keep []string
	for _, part := range strings.Split(note, ";") {
		if part = strings.TrimSpace(part); part != "" && !copyRemark(part) {
			keep = append(keep, part)
		}
	}
	return strings.Join(keep, "; ")
}

func copyRemark(part string) bool {
	for _, word := range []string{"repo", "copy", "sha256", "hash", "csv files", "committed", "processed file"} {
		if strings.Contains(part, word) {
			return true
		}
	}
	return false
}
