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
		{"sankey", charts.Sankey("sankey", cobalt(), charts.Title("Cobalt in 2030"))},
		{"plainsankey", charts.Sankey("plainsankey", []charts.Link{{From: "lithium", To: "EV", Value: 3, Unit: "kt"}, {From: "cobalt", To: "EV", Value: 1, Unit: "kt"}, {From: "lithium", To: "storage", Value: 0.2, Unit: "kt"}}, charts.Size(500, 240))},
		{"graph", charts.Graph("graph", nil, cobalt(), charts.Title("The cobalt system"))},
		{"network", charts.Graph("network", nodes(), uses(), charts.Title("Which technology needs which mineral"), charts.Undirected())},
		{"layered", charts.Graph("layered", nodes(), uses(), charts.Title("Which technology needs which mineral"), charts.Layered())},
		{"scatter", charts.Scatter("scatter", world, world.Times(wobble()), charts.X("published"), charts.Y("computed"), charts.By("mineral"), charts.Diagonal(), charts.Log(), charts.LogX(), charts.Title("Computed over published"))},
		{"labelled", charts.Scatter("labelled", minerals().Pick("year", "2024"), minerals().Pick("year", "2050").To("Mt"), charts.X("demand 2024"), charts.Y("demand 2050"), charts.Labelled(), charts.Title("Then and now"))},
		{"heat", charts.Heat("heat", minerals().Select("year", "2024", "2030", "2035", "2040", "2045", "2050"), charts.Log(), charts.Y("demand"), charts.Title("Demand in decades"))},
		{"signs", charts.Heat("signs", changes(), charts.Title("Change against the reference scenario, by mineral and sub-technology"))},
		{"longheat", charts.Heat("longheat", technologies(), charts.Title("Copper by technology and year"), charts.Mask(gap()))},
		{"hostilelinks", charts.Graph("hostilelinks", nil, []charts.Link{{From: "</script><u>", To: "\"><img src=x onerror=alert(1)>", Flow: "<i>", Value: 1, Unit: "kt"}, {From: "\"><img src=x onerror=alert(1)>", To: "</script><script>alert(2)</script>", Value: 2, Unit: "kt"}})},
		{"hostileflows", charts.Sankey("hostileflows", []charts.Link{{From: "</script><u>", To: "\"><img src=x onerror=alert(1)>", Flow: "<i>", Value: 1, Unit: "kt"}, {From: "\"><img src=x onerror=alert(1)>", To: "</script><u>", Value: 2, Unit: "kt"}}, charts.Title("</script><script>alert(3)</script>'\"&"))},
		{"hostilepoints", charts.Scatter("hostilepoints", hostile(), hostile(), charts.By("</script><u>"), charts.X("</script><i>"), charts.Y("<u>"), charts.Labelled())},
		{"hostileheat", charts.Heat("hostileheat", hostile(), charts.Title("</script><script>alert(3)</script>'\"&"))},
		{"hostilepanels", charts.Multiples("hostilepanels", hostile(), charts.Title("<u>"))},
		{"panels", charts.Multiples("panels", minerals().Select("year", "2024", "2030", "2040", "2050"), charts.Title("A panel a mineral"))},
	}
}

// band is a link as a model may declare it: charts shows any type of its shape.
type band struct {
	From, To string
	Flow     string
	Value    float64
	Unit     string
}

// cobalt is a chain with a loop through recycling.
func cobalt() []band {
	return []band{
		{"mining", "refining", "ore", 210, "kt"},
		{"recycling", "refining", "black mass", 38, "kt"},
		{"refining", "tailings", "losses", 14, "kt"},
		{"refining", "cathodes", "sulphate", 150, "kt"},
		{"refining", "alloys", "metal", 84, "kt"},
		{"cathodes", "EV", "cells", 118, "kt"},
		{"cathodes", "storage", "cells", 20, "kt"},
		{"cathodes", "recycling", "scrap", 12, "kt"},
		{"alloys", "aircraft and other machines", "parts", 84, "kt"},
		{"EV", "recycling", "old cells", 30, "kt"},
		{"storage", "recycling", "old cells", 4, "kt"},
		{"EV", "stock in use", "growth", 88, "kt"},
		{"storage", "stock in use", "growth", 16, "kt"},
		{"aircraft and other machines", "landfill", "old parts", 84, "kt"},
		{"recycling", "landfill", "losses", 8, "kt"},
	}
}

// nodes and uses are a network of technologies and minerals.
func nodes() []charts.Node {
	var out []charts.Node
	for i, t := range []string{"wind", "solar PV", "EV", "storage", "networks", "hydrogen"} {
		out = append(out, charts.Node{Name: t, Group: "technology", Value: float64(40 + 90*i%230), Unit: "GW"})
	}
	for i, m := range []string{"copper", "aluminium", "steel", "lithium", "cobalt", "nickel", "graphite", "manganese", "neodymium", "dysprosium", "silicon", "silver", "platinum", "iridium"} {
		out = append(out, charts.Node{Name: m, Group: "mineral", Value: float64(5 + 17*i%60), Unit: "GW"})
	}
	return out
}

func uses() []charts.Link {
	var out []charts.Link
	for _, u := range []struct {
		technology string
		minerals   []string
	}{
		{"wind", []string{"copper", "steel", "neodymium", "dysprosium"}},
		{"solar PV", []string{"silicon", "silver", "aluminium", "copper"}},
		{"EV", []string{"lithium", "cobalt", "nickel", "graphite", "manganese", "copper", "neodymium", "dysprosium", "aluminium"}},
		{"storage", []string{"lithium", "nickel", "graphite", "copper"}},
		{"networks", []string{"copper", "aluminium", "steel"}},
		{"hydrogen", []string{"platinum", "iridium", "nickel"}},
	} {
		for i, m := range u.minerals {
			out = append(out, charts.Link{From: u.technology, To: m, Value: float64(1 + 3*i%7), Unit: "kt"})
		}
	}
	return out
}

// wobble is a factor near one for each mineral and year.
func wobble() quantity.Array {
	return quantity.Generate("1", func(l []string) float64 {
		y, _ := strconv.ParseFloat(l[1], 64)
		return 1 + 0.3*math.Sin(y*float64(len(l[0])))
	}, quantity.NewAxis("mineral", "lithium", "nickel", "cobalt"), quantity.Years(2024, 2050))
}

// changes are shares of both signs.
func changes() quantity.Array {
	return quantity.Generate("%", func(l []string) float64 {
		return math.Round(10*40*math.Sin(float64(len(l[0])*len(l[1])))) / 10
	}, quantity.NewAxis("mineral", "lithium", "cobalt", "nickel", "graphite", "rare earths of the heavy kind, all of them together"),
		quantity.NewAxis("case", "slow", "more recycling", "sodium-ion instead of lithium", "no cobalt", "late", "second life first"))
}

// gap is 0 where hydrogen has no figure before 2015.
func gap() quantity.Array {
	t := technologies()
	return quantity.Generate("1", func(l []string) float64 {
		if y, _ := strconv.Atoi(l[1]); l[0] == "hydrogen" && y < 2015 {
			return 0
		}
		return 1
	}, t.Axes()...)
}

// hostile is an array whose labels would like to be markup.
func hostile() quantity.Array {
	return quantity.New("kt", []float64{1, 2, 3, 4}, quantity.NewAxis("</script><u>", "\"><img src=x onerror=alert(1)>", "</script><script>alert(2)</script>"), quantity.Years(2024, 2025))
}
