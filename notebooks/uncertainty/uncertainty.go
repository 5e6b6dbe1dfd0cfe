// Package uncertainty is the experiment of notebook 08: what doubt about
// parameters does to what the transition needs, which doubt matters, and which
// claims survive it.
//
//	Spec ──ensemble.Run──▶ Draws ──▶ Bands     a mineral over the years
//	                             ├─▶ Needs     all minerals in a year
//	                             └─▶ Matters   rank correlations with what is drawn
//
// The draws are cge/pathway/base/ensemble's; docs/uncertainty.md has more of them,
// with Sobol indices.
package uncertainty

import (
	"context"
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway/base/ensemble"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Minerals of the tables, in their order.
var Minerals = []string{"lithium", "cobalt", "nickel", "manganese", "graphite", "copper", "aluminium", "neodymium", "dysprosium", "silver"}

// Years of the bands.
var Years = []int{2024, 2026, 2028, 2030, 2032, 2034, 2036, 2038, 2040}

// Scenario and Cheaper are labels of the draws: as it is, and with iron phosphate
// packs that cost a quarter less beside minerals by 2040.
const (
	Scenario = "STEPS"
	Cheaper  = "STEPS+lfp"
)

// Spec is what is uncertain, and how much. All ranges are assumptions but those
// of contents, which are about what publications differ by.
func Spec(draws int) (*ensemble.Spec, error) {
	years := strings.Join(strings.Fields(fmt.Sprint(Years)), ", ")
	return ensemble.Read(strings.NewReader(fmt.Sprintf(`{
 "lodestone": "lodestone-sweep/1", "name": "notebook", "model": "pathway", "scenarios": ["STEPS"], "standards": true,
 "cases": [{"name": "lfp", "factors": {"unit.lfp.cost": 0.75, "unit.lfp stationary.cost": 0.75}}],
 "last": 2040, "years": %s, "results": ["requirement.*", "price.*"], "draws": %d, "seeds": [2026],
 "parameters": [
  {"name": "maturity of new options", "paths": ["settings.latent"], "uniform": {"min": 0.1, "max": 1}},
  {"name": "choice between options", "paths": ["use.*.elasticity", "service.*.elasticity"], "as": "factor", "lognormal": {"mean": 1, "sd": 0.4}},
  {"name": "mines within a year", "paths": ["mine.*.short"], "as": "factor", "lognormal": {"mean": 1, "sd": 0.3}},
  {"name": "mines over the years", "paths": ["mine.*.long"], "as": "factor", "lognormal": {"mean": 1, "sd": 0.3}},
  {"name": "growth of resources", "paths": ["mine.*.growth"], "as": "factor", "uniform": {"min": 0.5, "max": 1.5}},
  {"name": "answer of research", "paths": ["research.theta"], "uniform": {"min": 0.1, "max": 0.3}},
  {"name": "growth of knowledge", "paths": ["research.growth"], "uniform": {"min": 0, "max": 0.12}},
  {"name": "metal in packs", "paths": ["unit.nmc*.content.*", "unit.nca*.content.*", "unit.lfp*.content.*"], "as": "factor", "triangular": {"min": 0.8, "mode": 1, "max": 1.2}},
  {"name": "lives of packs", "paths": ["unit.nmc*.life", "unit.nca*.life", "unit.lfp*.life"], "as": "factor", "triangular": {"min": 0.8, "mode": 1, "max": 1.2}},
  {"name": "collection", "paths": ["collection"], "uniform": {"min": 0.3, "max": 0.7}}
 ]}`, years, draws)))
}

// Run follows the draws.
func Run(draws int) (*ensemble.Draws, error) {
	spec, err := Spec(draws)
	if err != nil {
		return nil, err
	}
	e, err := ensemble.New(spec)
	if err != nil {
		return nil, err
	}
	return e.Run(context.Background(), nil)
}

// levels are the quantiles of bands.
var levels = []float64{.05, .25, .5, .75, .95}

// Bands are quantiles of what is needed of a mineral over the years: quantile ×
// year, in kt.
func Bands(d *ensemble.Draws, mineral string) (quantity.Array, error) {
	v, years, labels := make([]float64, len(levels)*len(Years)), make([]string, len(Years)), make([]string, len(levels))
	unit := quantity.Unit{}
	for t, year := range Years {
		q, err := d.Quantiles(Scenario, "requirement.", year, levels...)
		if err != nil {
			return quantity.Array{}, err
		}
		years[t], unit = fmt.Sprint(year), q.Unit()
		for l, x := range q.Select("result", mineral).Data() {
			v[l*len(Years)+t], labels[l] = x, fmt.Sprint(levels[l])
		}
	}
	a := quantity.New(unit.String(), v, quantity.NewAxis("quantile", labels...), quantity.NewAxis("year", years...))
	return a, a.Err()
}

// Needs are quantiles of need and price in the last year: mineral × quantity and
// quantile. Prices are over those of 2024.
func Needs(d *ensemble.Draws) (need, price quantity.Array, err error) {
	last := Years[len(Years)-1]
	if need, err = d.Quantiles(Scenario, "requirement.", last, .05, .5, .95); err != nil {
		return need, price, err
	}
	price, err = d.Quantiles(Scenario, "price.", last, .05, .5, .95)
	pick := func(a quantity.Array) quantity.Array {
		return a.Select("result", Minerals...).Rename("result", "mineral").Transpose("mineral", "quantile")
	}
	return pick(need), pick(price), err
}

// Matters are rank correlations of the need in the last year with what is drawn:
// input × mineral.
func Matters(d *ensemble.Draws, minerals ...string) (quantity.Array, error) {
	a, err := d.Ranks(Scenario, "requirement.", Years[len(Years)-1])
	if err != nil {
		return a, err
	}
	return a.Select("result", minerals...).Rename("result", "mineral").Rename("input", "what is drawn"), nil
}
