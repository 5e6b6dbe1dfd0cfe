package base

import (
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Sheets are what a result rests on as tables that travel with it:
//
//	sources   every source with its licence, and how many figures name it
//	figures   every figure with its standing; imputed, assumed and recalled ones first
func (b Basis) Sheets() []pathway.Sheet {
	sources := pathway.Sheet{Name: "sources.csv", Header: []string{"id", "publisher", "title", "published", "url", "licence", "terms", "figures"}}
	for _, s := range b.Sources {
		terms := map[bool]string{true: "non-commercial", false: "open"}[s.NonCommercial]
		if s.ID == "lodestone" || s.ID == "recalled" {
			terms = "own"
		}
		sources.Rows = append(sources.Rows, []string{s.ID, s.Publisher, s.Title, s.Year, s.URL, s.Licence, terms, strconv.Itoa(s.Figures)})
	}
	figures := pathway.Sheet{Name: "figures.csv", Header: []string{"standing", "figure", "table", "key", "value", "unit", "sources", "note"}}
	for _, standing := range standings {
		for _, r := range b.Standing(standing).Rows {
			note := r.Note
			if r.Flag != "" && r.Flag != note {
				note = r.Flag + ": " + note
			}
			figures.Rows = append(figures.Rows, append(append([]string(nil), r.Key...), strconv.FormatFloat(r.Value, 'g', -1, 64), r.Unit.String(), r.Source, note))
		}
	}
	return []pathway.Sheet{sources, figures}
}

// standings of figures, those first that a reader would ask about.
var standings = []string{"imputed", "assumed", "recalled", "derived", "retrieved"}
