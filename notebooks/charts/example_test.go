package charts_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

func demand() quantity.Array {
	return quantity.New("kt", []float64{120, 240, 450, 900, 190, 210, 260, 340},
		quantity.NewAxis("mineral", "lithium", "cobalt"), quantity.YearsOf(2020, 2030, 2040, 2050)).WithSources("charts-atlas")
}

func ExampleShow() {
	err := charts.Show(charts.Line("demand", demand(), charts.Title("Battery metals"), charts.Y("demand"), charts.DashedAfter(2030)))
	fmt.Println(err)
	// Output:
	// Battery metals, demand (kt)
	// year     2020  2030  2040  2050
	// lithium   120   240   450   900
	// cobalt    190   210   260   340
	// Dashed: assumptions beyond the last published year, 2030.
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
	// <nil>
}

// The error of a formula comes back from Show.
func ExampleShow_error() {
	fmt.Println(charts.Show(charts.Line("demand", demand().To("GW"))))
	fmt.Println(charts.Show(charts.Area("demand", demand().Scale(-1))))
	// Output:
	// charts: line "demand": quantity: To: unit kt (mass) does not convert to GW (power)
	// charts: area "demand": value lithium is -120 at year 2020; a stacked area holds values from zero up: use Line, or Bar with Stacked
}

func ExampleLine() {
	lithium := demand().Pick("mineral", "lithium")
	published := quantity.New("t", []float64{118e3, 131e3}, quantity.YearsOf(2020, 2022))
	charts.Show(charts.Line("lithium", lithium, charts.Named("computed"), charts.Points("published", published),
		charts.Band(lithium.Scale(0.9), lithium.Scale(1.2))))
	// Output:
	// lithium, kt
	// year           2020  2022  2030  2040   2050
	// computed        120     –   240   450    900
	// computed low    108     –   216   405    810
	// computed high   144     –   288   540  1,080
	// published       118   131     –     –      –
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

func ExampleArea() {
	charts.Show(charts.Area("stack", demand(), charts.Title("Battery metals, stacked")))
	// Output:
	// Battery metals, stacked, kt
	// year     2020  2030  2040  2050
	// lithium   120   240   450   900
	// cobalt    190   210   260   340
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

func ExampleBar() {
	welfare := quantity.New("GUSD2015", []float64{12, -8, 3.5, -2}, quantity.NewAxis("effect", "trade", "rents"), quantity.NewAxis("region", "Africa", "Europe"))
	charts.Show(charts.Bar("welfare", welfare, charts.Stacked(), charts.Y("welfare"), charts.Title("Welfare, decomposed")))
	// Output:
	// Welfare, decomposed, welfare (GUSD2015)
	// region  trade  rents
	// Africa     12    3.5
	// Europe     -8   -2.0
}

func ExampleTable() {
	charts.Show(charts.Table("demand", demand().Select("year", "2030", "2050"), charts.Title("Demand"), charts.Digits(1)))
	charts.Show(charts.Table("across", demand().Select("year", "2030", "2050"), charts.X("mineral")))
	// Output:
	// Demand (kt)
	// mineral   2030   2050
	// lithium  240.0  900.0
	// cobalt   210.0  340.0
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
	// kt
	// year  lithium  cobalt
	// 2030      240     210
	// 2050      900     340
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

func ExampleColumns() {
	charts.Show(charts.Columns("prices", []charts.Column{
		charts.Values("demand 2030", demand().Pick("year", "2030")),
		charts.Numbers("price", "USD2020/t", 15200, 31150.5).Digits(0),
		charts.Marks("", "", "recalled"),
	}, charts.Title("Prices beside demand"), charts.Note("Recalled figures are priors, not results.")))
	// Output:
	// Prices beside demand
	// mineral  demand 2030 (kt)  price (USD2020/t)
	// lithium               240             15,200
	// cobalt                210             31,150  recalled
	// Recalled figures are priors, not results.
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

func ExampleRows() {
	t := quantity.Table{Name: "intensity", Axes: []string{"technology", "mineral"}, Rows: []quantity.Row{
		{Key: []string{"wind", "copper"}, Value: 2900, Unit: quantity.MustUnit("kg/MW"), Source: "charts-atlas", Confidence: quantity.Retrieved},
		{Key: []string{"wind", "neodymium"}, Value: 180.5, Unit: quantity.MustUnit("kg/MW"), Source: "charts-atlas", Confidence: quantity.Recalled},
	}}
	charts.Show(charts.Rows("intensity", t))
	// Output:
	// technology  mineral    value  unit   source        confidence
	// wind        copper     2,900  kg/MW  charts-atlas
	// wind        neodymium  180.5  kg/MW  charts-atlas  recalled
	// Source: Test Press (2024): Atlas of Test Metals. CC BY 4.0
}

func ExampleColour() {
	lithium, _ := charts.Colour("Li")
	_, known := charts.Colour("unobtainium")
	fmt.Println(lithium, known)
	// Output: #0072b2 false
}

// A stored payload renders again to the bytes that were shown.
func ExampleRenderer() {
	p, _ := charts.Line("demand", demand()).Payload()
	shown, _ := display.Render(charts.Renderer, p)
	stored, _ := display.Decode([]byte(shown[display.MIMEPayload]))
	again, _ := display.Render(charts.Renderer, stored)
	fmt.Println(shown[display.MIMESVG] == again[display.MIMESVG], shown[display.MIMEHTML] == again[display.MIMEHTML])
	// Output: true true
}
