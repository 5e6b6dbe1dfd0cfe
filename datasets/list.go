package datasets

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Info is what the catalogue says about a table.
type Info struct {
	Name          string   `json:"name"`
	Doc           string   `json:"doc"` // one sentence
	Axes          []string `json:"axes"`
	Rows          int      `json:"rows"`
	Recalled      int      `json:"recalled"`        // rows quoted from memory
	Years         string   `json:"years,omitempty"` // "2000-2023"; empty without an axis year
	Sources       []string `json:"sources"`         // ids; quantity.Cite says what they are
	Licence       string   `json:"licence"`         // one line; each source has its own
	NonCommercial bool     `json:"non_commercial"`
	Overlay       string   `json:"overlay,omitempty"` // files of LODESTONE_DATA that changed the table
}

// Tables lists the tables of all shelves in the order of the catalogue, and
// the new ones of the overlay after them. It reads every table; an overlay
// file that cannot be read is an error that names it.
func Tables() ([]Info, error) {
	var out []Info
	shelvesMu.RLock()
	all := slices.Clone(shelves)
	shelvesMu.RUnlock()
	for _, s := range all {
		for _, e := range s.Entries {
			i, err := describe(e, s)
			if err != nil {
				return nil, err
			}
			out = append(out, i)
		}
	}
	for _, name := range overlayNew() {
		i, err := describe(Entry{name, "A table of your own"}, Shelf{Terms: "yours"})
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

func describe(e Entry, s Shelf) (Info, error) {
	t, err := Open(e.Name)
	if err != nil {
		return Info{}, err
	}
	i := Info{Name: e.Name, Doc: e.Doc, Axes: t.Axes, Rows: len(t.Rows), Years: span(t.Labels("year")), Sources: t.Sources(),
		Licence: s.Terms, Overlay: overlayFiles(e.Name)}
	for _, r := range t.Rows {
		if r.Confidence == quantity.Recalled {
			i.Recalled++
		}
	}
	i.NonCommercial = s.NonCommercial || slices.ContainsFunc(quantity.Cite(i.Sources...), func(s quantity.Source) bool { return s.NonCommercial })
	return i, nil
}

// span prints the first and the last of some years; other labels (GCAM's
// "start-year") are passed over.
func span(labels []string) string {
	years := slices.DeleteFunc(slices.Clone(labels), func(y string) bool {
		_, err := strconv.Atoi(y)
		return err != nil
	})
	if len(years) == 0 {
		return ""
	}
	lo, hi := slices.Min(years), slices.Max(years)
	if lo == hi {
		return lo
	}
	return lo + "-" + hi
}

// overlayNew lists the tables that only the overlay has, by name.
func overlayNew() []string {
	var out []string
	for _, f := range overlayList() {
		name := strings.TrimSuffix(strings.TrimSuffix(f, ".csv"), ".add")
		if name != "sources" && name != "node_list" && !slices.Contains(known(), name) && f == name+".csv" {
			out = append(out, name)
		}
	}
	return out
}

// overlayList lists the CSV files of the overlay folder, by name.
func overlayList() []string {
	dir := os.Getenv(OverlayVar)
	if dir == "" {
		return nil
	}
	entries, _ := os.ReadDir(dir) // a folder that is not there is reported by Open
	var out []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".csv") {
			out = append(out, e.Name())
		}
	}
	return out
}

func overlayFiles(name string) string {
	var out []string
	for _, f := range overlayList() {
		if f == name+".csv" || f == name+".add.csv" {
			out = append(out, f)
		}
	}
	return strings.Join(out, ", ")
}

// WriteList writes the catalogue: every table, then every source in full; as
// JSON {"tables": [...], "sources": [...]} if asked.
func WriteList(w io.Writer, asJSON bool) error {
	infos, err := Tables()
	if err != nil {
		return err
	}
	var ids []string
	for _, i := range infos {
		ids = append(ids, i.Sources...)
	}
	sources := cite(ids)
	if asJSON {
		return writeJSON(w, struct {
			Tables  []Info       `json:"tables"`
			Sources []sourceJSON `json:"sources"`
		}{infos, sources})
	}
	p := &printer{w: w}
	terms := ""
	for _, i := range infos {
		if i.Licence != terms {
			if terms != "" {
				p.line("")
			}
			p.hang("Tables: ", "        ", i.Licence)
			terms = i.Licence
		}
		p.info(i)
	}
	p.line("\nSources")
	p.sources(sources)
	return p.err
}

func (p *printer) info(i Info) {
	mark := ""
	if i.NonCommercial {
		mark = "  [NON-COMMERCIAL]"
	}
	if i.Overlay != "" {
		mark += "  [overlay: " + i.Overlay + "]"
	}
	years := ""
	if i.Years != "" {
		years = ", " + i.Years
	}
	recalled := ""
	if i.Recalled > 0 {
		recalled = fmt.Sprintf(" (%d recalled)", i.Recalled)
	}
	p.line("\n%-24s %d rows%s%s%s", i.Name, i.Rows, recalled, years, mark)
	p.wrap("    ", i.Doc)
	p.wrap("    over ", strings.Join(i.Axes, ", "))
	p.wrap("    from ", strings.Join(i.Sources, ", "))
}

// sourceJSON is a source in the JSON of the command line.
type sourceJSON struct {
	ID              string `json:"id"`
	Title           string `json:"title"`
	Publisher       string `json:"publisher"`
	Year            string `json:"year"`
	URL             string `json:"url"`
	Licence         string `json:"licence"`
	Redistributable string `json:"redistributable"`
	NonCommercial   bool   `json:"non_commercial"`
}

// cite looks sources up, each once, by id.
func cite(ids []string) []sourceJSON {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	out := []sourceJSON{}
	for _, s := range quantity.Cite(slices.Compact(ids)...) {
		out = append(out, sourceJSON(s))
	}
	return out
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
