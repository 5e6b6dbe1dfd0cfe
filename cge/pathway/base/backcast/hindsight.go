package backcast

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Hindsight is a figure behind the path that nobody had in 2011: a parameter whose
// source is younger, or an assumption made today.
type Hindsight struct {
	Figure string
	Value  float64
	Unit   string
	Source string
	Year   int // of publication; 0: an assumption of today
}

// statistics report 2011 and before, whenever they were published.
var statistics = []string{"bgs_wms", "eia_intl", "owid_irena_2023", "owid_irena_2017", "owid_elec_2022", "wb_cmo_2025", "pwt1001", "wiod2013", "usgs_ds140_li", "iea_gevo2025", "irena_2024", "owid_irena_cost_2020", "owid_irena_patents_2024"}

// hindsight keeps the figures of a table that are no statistics.
func (b *Backcast) hindsight(t quantity.Table) {
	for _, r := range t.Rows {
		for _, s := range quantity.Cite(r.Sources()...) {
			year, err := strconv.Atoi(s.Year)
			if err != nil {
				year = 0
			}
			if slices.Contains(statistics, s.ID) || s.ID == "lodestone" && r.Confidence == quantity.Derived || year > 0 && year <= Origin {
				continue
			}
			b.figures = append(b.figures, Hindsight{Figure: r.Key[0], Value: r.Value, Unit: r.Unit.String(), Source: s.ID, Year: year})
			break
		}
	}
}

// Hindsight lists the figures behind the path that nobody had in 2011, by source.
func (b *Backcast) Hindsight() []Hindsight {
	out := slices.Clone(b.figures)
	slices.SortStableFunc(out, func(x, y Hindsight) int {
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Figure, y.Figure))
	})
	return out
}
