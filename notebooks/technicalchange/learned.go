package technicalchange

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Learned is the endogenous requirement of the last year with parameters of the
// tables, with the medians of those fitted to the panels, and over draws of these:
// median, fifth and ninety-fifth percentile. mineral × parameters, kt. Draws are the
// first n of the file; all that the panels do not identify is drawn from its prior.
func Learned(c Case, n int, minerals ...string) (quantity.Array, error) {
	p, err := base.FittedParams()
	if err != nil {
		return quantity.Array{}, err
	}
	if n < 2 || n > len(p.Draws) {
		return quantity.Array{}, fmt.Errorf("technicalchange: Learned over %d draws; there are 2 to %d", n, len(p.Draws))
	}
	end := func(learned bool, draw int) ([]float64, error) {
		c.Learned, c.Draw = learned, draw
		spec, err := World(c)
		if err != nil {
			return nil, err
		}
		r, err := Endogenous(spec)
		if err != nil {
			return nil, fmt.Errorf("draw %d: %w", draw, err)
		}
		return ends(r, minerals), nil
	}
	tables, err := end(false, 0)
	if err != nil {
		return quantity.Array{}, err
	}
	median, err := end(true, 0)
	if err != nil {
		return quantity.Array{}, err
	}
	drawn := make([][]float64, len(minerals))
	for draw := 1; draw <= n; draw++ {
		row, err := end(true, draw)
		if err != nil {
			return quantity.Array{}, err
		}
		for k := range minerals {
			drawn[k] = append(drawn[k], row[k])
		}
	}
	var v []float64
	for k := range minerals {
		slices.Sort(drawn[k])
		v = append(v, tables[k], median[k], quantity.Quantile(drawn[k], .5), quantity.Quantile(drawn[k], .05), quantity.Quantile(drawn[k], .95))
	}
	return quantity.New("kt", v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("parameters", "tables", "learned", "draws, median", "draws, 5 %", "draws, 95 %")), nil
}
