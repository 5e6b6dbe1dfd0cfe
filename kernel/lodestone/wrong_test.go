package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
)

// wrongHead is the cell of imports of a notebook that is full of slips.
const wrongHead = `import (
	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/mfa"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

var _ = []any{cge.NewEconomy, base.Demand, datasets.Open, quantity.New, display.Check, mfa.Validate, charts.Show}

// solar is the panels of a scenario, car the metals of a car.
func solar() base.Flows {
	f, err := base.FlowsOf("STEPS", "solar_pv")
	display.Check(err)
	return f
}

func car() quantity.Array { return base.Intensity("zev_car").Pick("bound", "central") }

func shop() *cge.Economy {
	e := cge.NewEconomy("shop")
	bread, labour := e.Commodity("bread"), e.Commodity("labour")
	e.Param("workers", 1)
	e.Producer("bakery", bread.Of(10), cge.CobbDouglas(labour.Of(10)))
	home := e.Consumer("home")
	home.Owns(labour.OfExpr("10*workers"))
	home.Wants(cge.CobbDouglas(bread.Of(10)))
	return e
}

func solve(sc cge.Scenario) error {
	m, err := cge.Compile(shop())
	display.Check(err)
	_, err = m.Solve(context.Background(), sc, nil)
	return err
}

func show(f charts.Figure) error { return charts.Show(f) }

// second is the error of a call that gives two things.
func second[T any](_ T, err error) error { return err }`

// wrongs are calls as people mistype them, and words that the answer must have:
// the name, what there is instead, and what to do.
var wrongs = []struct{ call, words string }{
	{`car().Pick("mineral", "Lithum").Err()`, `"Lithum" (did you mean "lithium"?)`},
	{`car().Pick("minerals", "lithium").Err()`, `no axis "minerals" (did you mean "mineral"?); this array has part, mineral`},
	{`car().Sum("parts").Err()`, `did you mean "part"?`},
	{`solar().Inflow.Select("year", "2051").Err()`, `axis "year" has no label "2051"| 2049 2050]`},
	{`second(solar().Inflow.At("yaer", "2030"))`, `did you mean "year"?`},
	{`second(solar().Inflow.Value())`, `no label given for axis "year"|Pick or Sum before`},
	{`solar().Inflow.To("gigawatt").Err()`, `did you mean "GW"?`},
	{`solar().Inflow.To("kt").Err()`, `MW (power) does not convert to kt (mass)`},
	{`second(quantity.ParseUnit("kg per MW"))`, `kg per MW|kg/MW`},
	{`quantity.Scalar("kt", 1).Plus(quantity.Scalar("GW", 1)).Err()`, `units clash: left is kt (mass), right is GW (power)`},
	{`solar().Inflow.Plus(car()).Err()`, `axis "part": right has it, left has year; Expand or Sum first`},
	{`quantity.New("kt", []float64{1, math.NaN()}, quantity.NewAxis("a", "b", "c")).Err()`, `NaN at a c`},
	{`second(datasets.Open("mineral_pices"))`, `did you mean mineral_prices?`},
	{`datasets.MineralPrices().Where("comodity", "cobalt").Err()`, `did you mean "commodity"?`},
	{`datasets.MineralPrices().Where("commodity", "colbat").Err()`, `did you mean "cobalt"?`},
	{`datasets.MineralPrices().Array("year").Err()`, `choose with Where or name it`},
	{`second(datasets.LifetimeOf("solar_pvv"))`, `did you mean solar_pv?`},
	{`second(base.FlowsOf("STEP", "solar_pv"))`, `did you mean "STEPS"?|CPS, STEPS, NZE`},
	{`second(base.FlowsOf("STEPS", "solar"))`, `there are solar_pv`},
	{`base.Demand("STEPS", "electric_vehicle").Err()`, `did you mean "electric_vehicles"?`},
	{`base.Intensity("zev_carr").Err()`, `did you mean "zev_car"?`},
	{`mfa.Validate(mfa.Weibull{Shape: -1, Scale: 10})`, `Shape is -1; it must be positive`},
	{`second(mfa.InflowDriven(solar().Inflow, mfa.Use{Life: mfa.Fixed{Mean: 10}}))`, `Use.Age is not set: choose mfa.EndOfYear`},
	{`second(mfa.InflowDriven(car(), mfa.Use{Life: mfa.Fixed{Mean: 10}, Age: mfa.MidYear}))`, `no axis "year"; it has part, mineral`},
	{`solve(cge.Scenario{Set: map[string]float64{"worker": 2}})`, `did you mean "workers"?|Model.Parameters lists them`},
	{`solve(cge.Scenario{Fix: map[string]float64{"labor": 1}})`, `near: labour`},
	{`second(cge.Compile(func() *cge.Economy { e := shop(); e.Commodity("bread"); return e }()))`, `the name "bread" is taken`},
	{`second(base.NewAccount(2024, "wio"))`, `there are "weo" and "open"`},
	{`show(charts.Line("metals", car(), charts.X("minerl")))`, `did you mean "mineral"?`},
	{`show(charts.Line("metals", car().Sum("part"), charts.X("mineral"), charts.Dashed("lithum")))`, `give one with Named`},
	{`show(charts.Line("metals", base.Intensity("zev_car")))`, `name them in By, or Sum or Pick before`},
	{`show(charts.Line("", solar().Inflow))`, `give one that is unique`},
	{`display.Value("share", math.NaN(), "1")`, `value "share" is NaN`},
}

// together is how many slips a cell makes; each says one line.
const together = 3

// Each slip is answered by what to do.
func TestWrongCallsInANotebook(t *testing.T) {
	nb := skeleton("wrong.ipynb")
	nb.Cells = []kernel.Cell{{ID: "cell-01", Type: kernel.CodeCell, Source: wrongHead}}
	for group := range slices.Chunk(wrongs, together) {
		source := "%%"
		for _, w := range group {
			source += "\nfmt.Println(" + w.call + ")"
		}
		nb.Cells = append(nb.Cells, kernel.Cell{Type: kernel.CodeCell, Source: source})
	}
	path := filepath.Join(t.TempDir(), "wrong.ipynb")
	nb.Minor = 4 // cells without ids
	nb.Cells[0].ID = ""
	if err := kernel.WriteNotebook(path, nb); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, []string{"run", path, "-in-place"})
	ran, err := kernel.ReadNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range wrongs {
		said := ""
		for _, o := range ran.Cells[1+i/together].Outputs {
			said += o.Text
		}
		said = strings.Split(said, "\n")[i%together]
		for _, word := range strings.Split(w.words, "|") {
			if !strings.Contains(said, word) {
				t.Errorf("%s\n says  %s lacks %s", w.call, said, word)
			}
		}
	}
}
