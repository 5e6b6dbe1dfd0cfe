package charts_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// An ensemble's quantiles: the median as a line, a band for each pair.
func ExampleFan() {
	lithium := demand().Pick("mineral", "lithium")
	factor := quantity.New("1", []float64{0.8, 0.9, 1, 1.15, 1.4}, quantity.NewAxis("quantile", "0.05", "0.25", "0.5", "0.75", "0.95"))
	charts.Show(charts.Fan("lithium", lithium.Times(factor), charts.Named("lithium"), charts.Title("Lithium, uncertain")))
	fmt.Println(charts.Show(charts.Fan("lithium", lithium)))
	// Output:
	// Lithium, uncertain, kt
	// year          2020  2030  2040   2050
	// lithium        120   240   450    900
	// lithium 5 %     96   192   360    720
	// lithium 25 %   108   216   405    810
	// lithium 75 %   138   276   518  1,035
	// lithium 95 %   168   336   630  1,260
	// Line: the median. Bands: quantiles from 5 % to 95 %, 25 % to 75 %.
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
	// charts: fan "lithium": no axis "quantile"; it holds labels such as 0.05, 0.5, 0.95
}

func ExampleMultiples() {
	regions := quantity.New("1", []float64{0.25, 0.75}, quantity.NewAxis("region", "Europe", "Asia")).Times(demand())
	charts.Show(charts.Multiples("regions", regions, charts.Title("Battery metals by region"), charts.Y("demand")))
	// Output:
	// Battery metals by region, demand (kt)
	// region  year      2020   2030   2040   2050
	// Europe  lithium   30.0   60.0  112.5  225.0
	// Europe  cobalt    47.5   52.5   65.0   85.0
	// Asia    lithium   90.0  180.0  337.5  675.0
	// Asia    cobalt   142.5  157.5  195.0  255.0
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

// A flow that goes round is cut where it comes back.
func ExampleSankey() {
	links := []charts.Link{
		{From: "mining", To: "refining", Value: 90, Unit: "kt"},
		{From: "refining", To: "use", Value: 100, Unit: "kt"},
		{From: "use", To: "recycling", Value: 25, Unit: "kt"},
		{From: "recycling", To: "refining", Value: 10, Unit: "kt"},
	}
	charts.Show(charts.Sankey("cobalt", links, charts.Title("Cobalt in 2030")))
	// Output:
	// Cobalt in 2030, kt
	// from       to         value
	// mining     refining      90
	// refining   use          100
	// use        recycling     25
	// recycling  refining      10
	// “(again)”: the flow goes round, back to the node of that name; it is cut there so that the picture reads from left to right.
}

func ExampleGraph() {
	nodes := []charts.Node{
		{Name: "wind", Group: "technology", Value: 120, Unit: "GW"},
		{Name: "EV", Group: "technology", Value: 310, Unit: "GW"},
		{Name: "neodymium", Group: "mineral", Unit: "GW"},
	}
	links := []charts.Link{{From: "wind", To: "neodymium", Value: 9, Unit: "kt"}, {From: "EV", To: "neodymium", Value: 21, Unit: "kt"}}
	fmt.Println(charts.Show(charts.Graph("needs", nodes, links, charts.Layered(), charts.Title("Who needs neodymium"))))
	fmt.Println(charts.Show(charts.Graph("needs", nodes[:2], links)))
	// Output:
	// Who needs neodymium, kt
	// from       to               value
	// wind       neodymium            9
	// EV         neodymium           21
	// node       group       value (GW)
	// wind       technology         120
	// EV         technology         310
	// neodymium  mineral              0
	// The area of a node grows with its value (GW).
	// <nil>
	// charts: graph "needs": link wind → neodymium: no node "neodymium"
}

func ExampleScatter() {
	computed := demand().Pick("year", "2030")
	published := quantity.New("t", []float64{250e3, 190e3}, quantity.NewAxis("mineral", "lithium", "cobalt")).To("kt")
	charts.Show(charts.Scatter("check", published, computed, charts.X("published"), charts.Y("computed"), charts.By("mineral"), charts.Diagonal(), charts.Title("Demand in 2030")))
	// Output:
	// Demand in 2030
	// mineral  published (kt)  computed (kt)
	// lithium             250            240
	// cobalt              190            210
	// Dashed: where both are equal.
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

func ExampleHeat() {
	charts.Show(charts.Heat("demand", demand(), charts.Log(), charts.Title("Battery metals")))
	fmt.Println(charts.Show(charts.Heat("demand", demand().Sum("mineral"))))
	// Output:
	// Battery metals, kt
	// mineral  2020  2030  2040  2050
	// lithium   120   240   450   900
	// cobalt    190   210   260   340
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
	// charts: heat "demand": an array with 1 axes; a heat map has two: Pick or Sum the others
}
