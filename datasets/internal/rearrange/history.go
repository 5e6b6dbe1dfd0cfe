package main

import "strings"

// flags spells out the one-letter flags of the compiled history.
var flags = map[string]string{"": "", "e": "estimated", "d": "sum", "i": "incomplete", "q": "quoted", "u": "unsourced", ">": "more-than", "<": "less-than"}

// confidence of a row of history: a sum over countries is derived.
func confidence(flag string) string {
	if flag == "d" {
		return "derived"
	}
	return "retrieved"
}

// capacity writes installed electric capacity by region and technology from
// four series side by side; a reader chooses one by its source.
func capacity(l *library) error { return series(l, "capacity") }

// generation writes yearly electricity generation in the same manner.
func generation(l *library) error { return series(l, "generation") }

func series(l *library, name string) error {
	t := l.table(name, false, "region", "technology", "year")
	err := l.each(name+".csv", func(r record) error {
		f := figure{r.get("value"), r.get("unit"), r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, nil}
		if _, ok := r.col["note"]; ok {
			f.notes = []string{r.get("note")}
			if strings.Contains(r.get("note"), "INCOMPLETE") {
				f.flags = append(f.flags, "incomplete")
			}
		}
		return t.add(f, r.get("region"), r.get("entity"), r.get("year"))
	})
	t.sort()
	return err
}

// evHistory writes electric vehicles 2010-2024 in the axes of the outlook, and
// the size of the lithium-ion market 1991-2016 as a table of its own.
func evHistory(l *library) error {
	t := l.table("ev_history", false, "region", "mode", "powertrain", "measure", "year")
	market := l.table("liion_market", false, "year")
	err := l.each("ev.csv", func(r record) error {
		f := figure{r.get("value"), r.get("unit"), r.get("source_id"), confidence(r.get("flag")), []string{flags[r.get("flag")]}, nil}
		if r.get("measure") == "market size" {
			return market.add(f, r.get("year"))
		}
		mode, power, err := evKey(r.get("entity"))
		if err != nil {
			return err
		}
		return t.add(f, r.get("region"), mode, power, measures[r.get("measure")], r.get("year"))
	})
	t.sort()
	return err
}
