package elasticities

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// Counts says how many of the model's parameters are learned, published and
// assumed: part × source, from the shipped fit.
func Counts(p *base.Params) quantity.Array {
	parts := []string{"nests", "supply", "learning"}
	var v []float64
	for i, list := range [][]base.Param{p.Nests, p.Supply, p.Learning} {
		v = append(v, 0, 0, 0)
		for _, x := range list {
			v[3*i+slices.Index(origins, x.Source)]++
		}
	}
	return quantity.New("1", v, quantity.NewAxis("part", parts...), quantity.NewAxis("source", "learned", "published", "assumed"))
}

// origins of parameters, as the file calls them.
var origins = []string{"learned", "literature", "prior"}

// economy is the world on open figures at given technology, with parameters of
// the tables or of a draw of the fit; 0 is its medians.
func economy(account *base.Account, p *base.Params, draw int) (*pathway.Spec, quantity.Table, error) {
	return base.World(account, base.Settings{Last: 2034, Ramp: -1, Research: base.Research{Off: true}, Params: p, Draw: draw})
}

// Supply sets elasticities of mine supply that are learned, or published for a
// mineral of batteries, beside the figures of the tables.
func Supply(p *base.Params) (charts.Figure, error) {
	account, err := base.NewAccount(2024, base.Open)
	if err != nil {
		return charts.Figure{}, err
	}
	spec, figures, err := economy(account, nil, 0)
	if err != nil {
		return charts.Figure{}, err
	}
	tables, _ := base.Parameters(spec, figures)
	var id, source []string
	var before, median, low, high, f, n []float64
	for _, x := range p.Supply {
		at := slices.IndexFunc(tables, func(t base.Parameter) bool { return t.Part == "supply" && t.ID == x.ID })
		if x.Source == "prior" || at < 0 {
			continue
		}
		id, source = append(id, x.ID), append(source, x.Source)
		before, median = append(before, tables[at].Value), append(median, math.Exp(x.Mean))
		low, high = append(low, math.Exp(x.Mean-1.645*x.SD)), append(high, math.Exp(x.Mean+1.645*x.SD))
		f, n = append(f, x.F), append(n, float64(x.N))
	}
	return charts.Columns("supply", []charts.Column{charts.Text("elasticity of mine supply", id...), charts.Numbers("tables", "1", before...).Digits(2), charts.Numbers("fit", "1", median...).Digits(2),
		charts.Numbers("5 %", "1", low...).Digits(2), charts.Numbers("95 %", "1", high...).Digits(2), charts.Text("source", source...), charts.Numbers("F", "1", f...).Digits(1), charts.Numbers("years", "1", n...).Digits(0)},
		charts.Title("Elasticity of mine supply, within the year and (long) after mines have opened"), charts.Tolerance(1e-6),
		charts.Note("F: first stage of the instrument, world GDP. Everything else keeps its published or assumed value.")), nil
}

// ShockYears are the years after a cut that Shocks looks at.
var ShockYears = []int{1, 10}

// Shocks cuts the resource of one mine after another to a part from 2025 on and
// says what becomes of price and use, over what they would have been: with
// elasticities of the tables, with the medians of the fit, and over its first n
// draws (least and most). mineral × outcome × parameters.
func Shocks(p *base.Params, minerals []string, part float64, n int) (quantity.Array, error) {
	account, err := base.NewAccount(2024, base.Open)
	if err != nil {
		return quantity.Array{}, err
	}
	tables, err := shocked(account, nil, 0, minerals, part)
	if err != nil {
		return quantity.Array{}, err
	}
	median, err := shocked(account, p, 0, minerals, part)
	if err != nil {
		return quantity.Array{}, err
	}
	drawn := make([][]float64, len(tables))
	for draw := 1; draw <= n; draw++ {
		row, err := shocked(account, p, draw, minerals, part)
		if err != nil {
			return quantity.Array{}, err
		}
		for i, v := range row {
			drawn[i] = append(drawn[i], v)
		}
	}
	var outcomes []string
	for _, year := range ShockYears {
		outcomes = append(outcomes, fmt.Sprintf("price, year %d", year), fmt.Sprintf("use, year %d", year))
	}
	var v []float64
	for k := range tables {
		v = append(v, tables[k], median[k], slices.Min(drawn[k]), slices.Max(drawn[k]))
	}
	a := quantity.New("1", v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("outcome", outcomes...), quantity.NewAxis("parameters", "tables", "fit", "least of draws", "most of draws"))
	return a, a.Err()
}

// shocked are price and use after each of ShockYears over those without the cut,
// mineral by mineral.
func shocked(account *base.Account, p *base.Params, draw int, minerals []string, part float64) ([]float64, error) {
	spec, _, err := economy(account, p, draw)
	if err != nil {
		return nil, err
	}
	before, err := followed(spec)
	if err != nil {
		return nil, err
	}
	var out []float64
	for _, mineral := range minerals {
		less, err := resource(*spec, mineral, part)
		if err != nil {
			return nil, err
		}
		after, err := followed(less)
		if err != nil {
			return nil, err
		}
		for _, t := range ShockYears {
			a, b := &before.Years[t], &after.Years[t]
			used := func(y *pathway.Year) float64 { return y.Minerals[mineral].Units + y.Minerals[mineral].Other }
			out = append(out, b.Prices[mineral]/a.Prices[mineral], used(b)/used(a))
		}
	}
	return out, nil
}

func followed(spec *pathway.Spec) (*pathway.Result, error) {
	m, err := pathway.New(spec, pathway.Options{})
	if err != nil {
		return nil, err
	}
	return m.Run(context.Background())
}

// resource is the economy with a mine's resource scaled in every year after the
// first.
func resource(spec pathway.Spec, mineral string, part float64) (*pathway.Spec, error) {
	spec.Mines = slices.Clone(spec.Mines)
	for i := range spec.Mines {
		mine := &spec.Mines[i]
		if mine.Name != mineral {
			continue
		}
		path := make([]float64, len(spec.Years))
		for t := range path {
			path[t] = 1
			if mine.Path != nil {
				path[t] = mine.Path[t]
			}
			if t > 0 {
				path[t] *= part
			}
		}
		mine.Path = path
		return &spec, nil
	}
	return nil, fmt.Errorf("elasticities: no mine of %s", mineral)
}
