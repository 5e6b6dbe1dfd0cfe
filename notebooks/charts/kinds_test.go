package charts_test

import (
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// spread is an array with quantiles about it that grow apart with the years.
func spread(a quantity.Array, labels ...string) quantity.Array {
	one := quantity.Generate("1", func(l []string) float64 {
		y, _ := strconv.ParseFloat(l[0], 64)
		q, _ := strconv.ParseFloat(l[1], 64)
		return math.Exp((y - 2024) / 26 * 0.35 * math.Log(q/(1-q)))
	}, quantity.Years(2024, 2050), quantity.NewAxis("quantile", labels...))
	return a.Times(one)
}

// regional is demand by region, mineral and year.
func regional(regions ...string) quantity.Array {
	m := minerals().Select("mineral", "lithium", "nickel", "cobalt")
	share := quantity.Generate("1", func(l []string) float64 {
		return 1 / float64(2+len(l[0])%7)
	}, quantity.NewAxis("region", regions...))
	return share.Times(m)
}

// laterFigures are the kinds beyond lines, areas, bars and tables.
func laterFigures() []namedFigure {
	lithium := minerals().Pick("mineral", "lithium")
	pair := minerals().Select("mineral", "lithium", "cobalt")
	world := regional("Africa", "Europe", "North America", "China", "Rest of Asia")
	return []namedFigure{
		{"fan", charts.Fan("fan", spread(lithium, "0.05", "0.25", "0.5", "0.75", "0.95"), charts.Named("computed"), charts.Points("published", history("t").Scale(1000)), charts.Title("Lithium demand, uncertain"), charts.Y("demand"))},
		{"fans", charts.Fan("fans", spread(pair, "0.1", "0.5", "0.9"), charts.Title("Two metals, uncertain"), charts.DashedAfter(2030))},
		{"multiples", charts.Multiples("multiples", world, charts.Band(world.Scale(0.8), world.Scale(1.3)), charts.Y("demand"), charts.Title("Demand by region, with its range"), charts.DashedAfter(2035))},
		{"stacks", charts.Multiples("stacks", world, charts.Stacked(), charts.Panels("region"), charts.Title("Demand by region, stacked"))},
		{"panels", charts.Multiples("panels", minerals().Select("year", "2024", "2030", "2040", "2050"), charts.Title("A panel a mineral"))},
	}
}
