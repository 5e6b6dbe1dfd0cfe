package datasets_test

import (
	"fmt"
	"os"
	"testing/fstest"

	"github.com/lodestone-model/lodestone/datasets"
)

// shelfOf is a shelf with one small table.
func shelfOf(name string) fstest.MapFS {
	return fstest.MapFS{
		"sources.csv":           {Data: []byte(sources + "survey2026,Survey of small turbines,Windkontor,2026,,CC0,yes,no,\n")},
		"data/" + name + ".csv": {Data: []byte(head + "2025,12,kW,survey2026,retrieved,,\n")},
	}
}

func Example() {
	// Silver in the photovoltaics added in 2023, beside the published demand of 2024.
	grams := datasets.Edges().Where("from", "silver").Where("to", "c_si").Where("bound", "central")
	coefficient := grams.Where("property", "coefficient").Array()
	yield := grams.Where("property", "yield").Array()
	addition := datasets.NodeFigures().Where("node", "solar_pv").Where("property", "addition_open").Array()
	fmt.Println(coefficient.Over(yield).Times(addition).To("kt"))
	published := datasets.MineralDemand().Where("measure", "demand by technology and mineral").
		Where("mineral", "silver").Where("sector", "Solar PV").Where("year", "2024")
	fmt.Println(published.Array())
	// Output:
	// 4.907 kt
	// 8.687 kt
}

func ExampleCapacity() {
	pv := datasets.Capacity().Where("source", "irena_2024").Where("region", "World").Where("technology", "solar PV", "onshore wind")
	fmt.Println(pv.Array("technology", "year").To("GW").Select("year", "2015", "2022", "2023"))
	// Output:
	// technology 2 × year 3, GW
	// technology     2015   2022   2023
	// onshore wind  404.7  840.3  944.2
	// solar PV      223.2   1064   1411
}

// How long published models let wind turbines on land stand.
func ExampleLifetimes() {
	for _, r := range datasets.Lifetimes().Where("technology", "wind_onshore").Where("property", "mean").Rows {
		fmt.Println(r.Value, r.Unit, r.Source)
	}
	// Output:
	// 25 yr premise_life
	// 27 yr techdata
	// 30 yr techdata
}

func ExampleMineralDemand() {
	demand := datasets.MineralDemand().Where("measure", "demand by technology and mineral").
		Where("sector", "Electric vehicles").Where("mineral", "lithium", "nickel").Where("scenario", "STEPS")
	fmt.Println(demand.Array("mineral", "year"))
	// Output:
	// mineral 2 × year 5, kt
	// mineral   2030   2035   2040  2045   2050
	// lithium  326.1  537.6  738.7   860  930.3
	// nickel   959.1   1559   1843  2057   2146
}

func ExampleEVOutlook() {
	cars := datasets.EVOutlook().Where("region", "World").Where("mode", "car").Where("powertrain", "BEV", "PHEV").
		Where("measure", "sales").Where("scenario", "STEPS", "APS").Where("year", "2025", "2030", "2035")
	fmt.Println(cars.Array("scenario", "powertrain", "year").Sum("powertrain"))
	// Output:
	// scenario 2 × year 3, vehicle
	// scenario      2025      2030      2035
	// APS       21700000  44100000  67500000
	// STEPS     20800000  40700000  56500000
}

func ExampleEdges() {
	battery := datasets.Edges().Where("to", "nmc811", "lfp").Where("property", "coefficient").Where("bound", "central")
	fmt.Println(battery.Where("from", "lithium", "nickel", "cobalt").Fill(0).Array("to", "from"))
	// Output:
	// to 2 × from 3, kg/MWh
	// to      lithium  nickel  cobalt
	// nmc811     99.8   658.4   82.61
	// lfp       91.49       0       0
}

func ExampleNodeFigures() {
	shares := datasets.NodeFigures().Where("property", "base_share").Where("bound", "central").Where("node", "lfp", "nmc811", "nca")
	fmt.Println(shares.Array("node"))
	fmt.Println(shares.Labels("flag"), shares.Labels("confidence"))
	// Output:
	// node 3, 1
	// nmc811     nca   lfp
	// 0.3019  0.1004  0.48
	// [chosen-in-view] [recalled]
}

func ExampleReal() {
	nickel := datasets.MineralPrices().Where("source", "wb_cmo_2025").Where("commodity", "nickel").Where("basis", "nominal")
	fmt.Println(datasets.Real(nickel).Array("year").Select("year", "1990", "2007", "2016", "2024"))
	// Output:
	// year 4, USD2010/t
	//  1990   2007   2016   2024
	// 10720  39010  10200  14610
}

func ExampleOpen() {
	_, err := datasets.Open("mineral_price")
	fmt.Println(err)
	// Output:
	// datasets: no table "mineral_price"; did you mean mineral_prices?
}

func ExampleAdd() {
	err := datasets.Add(datasets.Shelf{
		Files:   shelfOf("small_wind"), // or an embed.FS
		Entries: []datasets.Entry{{Name: "small_wind", Doc: "Small turbines, 2025"}},
		Terms:   "CC0",
	})
	fmt.Println(err)
	err = datasets.WriteShow(os.Stdout, "small_wind", nil, 0, false)
	fmt.Println(err)
	// Output:
	// <nil>
	// small_wind: Small turbines, 2025
	//
	// year  value  unit  source
	// 2025     12  kW    survey2026
	//
	// Sources
	//   survey2026  Windkontor (2026): Survey of small turbines. CC0
	// <nil>
}

func ExampleGCAMMap() {
	gcam, err := datasets.GCAMMap()
	for _, g := range gcam {
		if g.Sector == "electricity" && g.Subsector == "wind" {
			fmt.Println(g.Technology, g.Action, g.Nodes, err)
		}
	}
	// Output:
	// wind split [wind_onshore wind_offshore] <nil>
	// wind_storage merged [wind_onshore grid_battery] <nil>
}
