package secondlife_test

import (
	"fmt"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
	"github.com/lodestone-model/lodestone/notebooks/secondlife"
)

func ExampleContent() {
	fmt.Println(secondlife.Content())
	// Output:
	// sub_technology 6 × mineral 4, kg/MWh
	// sub_technology  lithium  cobalt  nickel  copper
	// nmc532            112.5   186.6   464.9   391.9
	// nmc622            110.2   182.8   546.3   388.4
	// nmc811             99.8   82.61   658.4   369.5
	// nca               107.5   133.6     710   377.6
	// lfp               91.49       0       0   551.1
	// na_ion                0       0       0   533.9
}

func ExampleRoutes() {
	fmt.Println(secondlife.Routes())
	// Output:
	// route 3 × mineral 4, 1
	// route   lithium  cobalt  nickel  copper
	// pyro          0    0.98    0.98     0.9
	// hydro       0.9    0.98    0.98     0.9
	// direct      0.9     0.9     0.9     0.9
}

func ExampleRun() {
	o, err := secondlife.Run(secondlife.Case{Scenario: "STEPS", Rapid: true, Route: "hydro"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(secondlife.Primary(o).Select("year", "2030", "2040", "2050"))
	fmt.Println(o.Supply.Surplus.To("kt").Select("year", "2030", "2040", "2050"))
	// Output:
	// year 3 × mineral 4, kt
	// year  lithium  cobalt  nickel  copper
	// 2030    192.8   86.76   477.2    1170
	// 2040    203.9       0       0    2426
	// 2050      318       0       0    3341
	// year 3 × mineral 4, kt
	// year  lithium  cobalt  nickel  copper
	// 2030        0       0       0       0
	// 2040        0   51.79   284.9       0
	// 2050        0   24.07   132.4       0
}

func run(t *testing.T, c secondlife.Case) *mfa.Outcome {
	t.Helper()
	o, err := secondlife.Run(c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func at(t *testing.T, a quantity.Array, year, mineral string) float64 {
	t.Helper()
	v, err := a.At("year", year, "mineral", mineral)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What is recovered never exceeds what was put in, and second life only
// postpones: it lowers what recycling gives back in 2040.
func TestSecondLifePostponesScrap(t *testing.T) {
	direct := run(t, secondlife.Case{Scenario: "STEPS", Route: "hydro"})
	second := run(t, secondlife.Case{Scenario: "STEPS", Route: "hydro", Second: true})
	for _, m := range secondlife.Minerals {
		a, b := at(t, secondlife.Recovered(direct), "2040", m), at(t, secondlife.Recovered(second), "2040", m)
		if !(b < a) || b < 0 {
			t.Errorf("%s recovered in 2040: %v without, %v with second life", m, a, b)
		}
		in := at(t, secondlife.Demand(direct).CumSum("year"), "2050", m)
		out := at(t, secondlife.Recovered(direct).CumSum("year"), "2050", m)
		if out > in {
			t.Errorf("%s: %v recovered of %v put in", m, out, in)
		}
	}
}

// Second life never renders more than the storage that is wanted.
func TestSecondLifeStaysUnderTheGrid(t *testing.T) {
	o := run(t, secondlife.Case{Scenario: "STEPS", Route: "hydro", Second: true})
	grid, err := secondlife.Grid("STEPS")
	if err != nil {
		t.Fatal(err)
	}
	room := grid.Minus(o.End.SecondUseful.Sum("sub_technology").To("GWh"))
	if err := room.Err(); err != nil {
		t.Fatal(err)
	}
	for i, v := range room.Data() {
		if v < -1e-9*grid.Data()[i] { // rounding of the cap
			t.Errorf("year %d: %v GWh over the cap", 2010+i, -v)
		}
	}
}

// With another scenario, every case balances; a wrong route is named.
func TestEveryCaseBalances(t *testing.T) {
	for _, scenario := range []string{"STEPS", "APS"} {
		for _, rapid := range []bool{false, true} {
			for _, second := range []bool{false, true} {
				run(t, secondlife.Case{Scenario: scenario, Rapid: rapid, Route: "pyro", Second: second})
			}
		}
	}
	if _, err := secondlife.Run(secondlife.Case{Scenario: "STEPS", Route: "magic"}); err == nil {
		t.Error("no error for an unknown route")
	}
	if _, err := secondlife.Run(secondlife.Case{Scenario: "NZE"}); err == nil {
		t.Error("no error for a scenario without vehicles")
	}
}

func TestStorageNeedsLessWithSecondLife(t *testing.T) {
	o := run(t, secondlife.Case{Scenario: "STEPS", Second: true})
	added, err := secondlife.StorageAdded("STEPS", o)
	if err != nil {
		t.Fatal(err)
	}
	total := added.Sum("year")
	alone, _ := total.At("case", "new batteries alone")
	with, _ := total.At("case", "with second life")
	if !(with < alone) {
		t.Errorf("%v GWh of new batteries with second life, %v without", with, alone)
	}
	if err := secondlife.StorageMetal(added).Err(); err != nil {
		t.Error(err)
	}
}

// Routes side by side are the runs of each, and without recycling most is mined.
func TestPrimaryByRoute(t *testing.T) {
	c := secondlife.Case{Scenario: "STEPS"}
	all, err := secondlife.PrimaryByRoute(c)
	if err != nil {
		t.Fatal(err)
	}
	at := func(a quantity.Array, keys ...string) float64 {
		v, err := a.At(append(keys, "year", "2045", "mineral", "cobalt")...)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	c.Route = "hydro"
	if got, want := at(all, "route", "hydro"), at(secondlife.Primary(run(t, c))); got != want {
		t.Errorf("hydro needs %v, its own run %v", got, want)
	}
	if at(all, "route", "none") <= at(all, "route", "hydro") {
		t.Error("recycling saves nothing")
	}
}

// What no table holds is listed with the value that runs use, as a sound table.
func ExampleAssumptions() {
	t := secondlife.Assumptions()
	fmt.Println(t.Check())
	for _, r := range t.Rows {
		fmt.Println(r.Key[0], r.Key[1], r.Value, r.Unit)
	}
	// Output:
	// <nil>
	// collection vehicle packs 0.85 1
	// rapid change lfp 0.6 1
	// rapid change na_ion 0.4 1
	// rapid change duration 7 yr
	// second life spread 0.25 1
}
