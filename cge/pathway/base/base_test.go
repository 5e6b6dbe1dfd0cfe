package base_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/datasets/quantity/quantitytest"
)

func ExampleFlowsOf() {
	solar, err := base.FlowsOf("STEPS", "solar_pv")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(solar.Stock.Select("year", "2024", "2035", "2050").To("GW"))
	fmt.Println(solar.Outflow.Select("year", "2024", "2035", "2050").To("GW"))
	_, err = base.FlowsOf("NZE", "zev_car")
	fmt.Println(err)
	// Output:
	// year 3, GW
	// 2024  2035   2050
	// 2164  8855  16210
	// year 3, GW
	//    2024  2035   2050
	// 0.06663  3.88  150.9
	// base: zev_car has no scenario "NZE"; it has STEPS, APS
}

func ExampleIntensity() {
	metal := base.Intensity("wind_offshore")
	fmt.Println(metal.Select("mineral", "copper", "neodymium", "dysprosium").Pick("bound", "central"))
	// Output:
	// part 2 × mineral 3, kg/MW
	// part                 copper  neodymium  dysprosium
	// dd_pmsg                3000        180          17
	// wind_plant_offshore    5000          0           0
}

func ExampleDemand() {
	lithium := base.Demand("STEPS", "electric_vehicles").Pick("mineral", "lithium", "bound", "central").Sum("part")
	fmt.Println(lithium.Select("year", "2024", "2030", "2035"))
	// Output:
	// year 3, kt
	//  2024   2030   2035
	// 97.21  250.9  373.6
}

func ExampleParts() {
	parts, err := base.Parts("grid_battery")
	for _, p := range parts {
		fmt.Printf("%s %.3f\n", p.Node, p.PerUnit)
	}
	fmt.Println(err)
	_, err = base.Parts("steam_engine")
	fmt.Println(err.Error()[:49])
	// Output:
	// nmc111 0.024
	// nmc622 0.109
	// nmc811 0.049
	// lfp 0.800
	// vanadium_flow 0.018
	// <nil>
	// base: no node "steam_engine" in the network; tech
}

// The bar of the first notebook: over the pairs and years that both sides
// publish, half the rows within a factor of 1.35, four fifths within 2.
func TestAgreementWithPublishedDemand(t *testing.T) {
	rows, err := base.Ratios()
	if err != nil {
		t.Fatal(err)
	}
	gated := func(r base.Ratio) bool { return r.Gated }
	all, err := base.Agree(rows, gated)
	if err != nil {
		t.Fatal(err)
	}
	// 6 minerals x 5 vehicle rows, and 3 + 2 + 3 minerals x 7 rows
	if all.N != 30+8*7 || all.Median > 1.35 || all.Within2 < 0.8 {
		t.Errorf("judged rows: %v", all)
	}
	free, err := base.Agree(rows, func(r base.Ratio) bool { return r.Gated && r.Mark == base.Independent })
	if err != nil {
		t.Fatal(err)
	}
	if free.N >= all.N || free.N == 0 {
		t.Errorf("rows without marks: %v of %v", free, all)
	}
	for _, r := range rows {
		if !(r.Low <= r.Ours && r.Ours <= r.High) {
			t.Errorf("%s %s %s %d: central %v outside [%v, %v]", r.Use, r.Mineral, r.Scenario, r.Year, r.Ours, r.Low, r.High)
		}
	}
}

// Ratios of 2024 that were computed independently from net additions; only
// wind has had retirements, so the others agree to the printed digits.
func TestRatiosAgainstAnotherCalculation(t *testing.T) {
	rows, err := base.Ratios()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"solar_pv copper": 0.92, "solar_pv silicon": 0.88, "solar_pv silver": 0.84, "solar_pv zinc": 0.61, "solar_pv tellurium": 0.37,
		"electric_vehicles lithium": 0.89, "electric_vehicles nickel": 1.02, "electric_vehicles cobalt": 0.90, "electric_vehicles graphite": 1.08, "electric_vehicles copper": 0.88,
		"grid_storage nickel": 1.16, "grid_storage copper": 1.28, "networks copper": 1.00}
	found := 0
	for _, r := range rows {
		w, ok := want[r.Use+" "+r.Mineral]
		if ok && r.Year == 2024 {
			found++
			if math.Abs(r.Value()-w) > 0.0051 { // printed to two decimals
				t.Errorf("%s %s: %.3f, want %.2f", r.Use, r.Mineral, r.Value(), w)
			}
		}
	}
	if found != len(want) {
		t.Errorf("%d of %d rows found", found, len(want))
	}
}

func flows(t *testing.T, scenario, technology string) base.Flows {
	t.Helper()
	f, err := base.FlowsOf(scenario, technology)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Published levels come out as they went in, and onshore and offshore add up
// to the published wind.
func TestStocksAreThePublishedLevels(t *testing.T) {
	weo := noncommercial.WEOCapacity()
	for _, s := range []string{"CPS", "STEPS", "NZE"} {
		wind := flows(t, s, "wind_onshore").Stock.Plus(flows(t, s, "wind_offshore").Stock).To("GW")
		solar := flows(t, s, "solar_pv").Stock.To("GW")
		for _, y := range []int{2010, 2023, 2024, 2035, 2040, 2050} {
			year, of := strconv.Itoa(y), s
			if y <= 2024 {
				of = "Historical"
			}
			for name, got := range map[string]quantity.Array{"Wind": wind, "Solar PV": solar} {
				want := quantitytest.At(t, weo.Where("scenario", of).Where("technology", name).Where("year", year).Array("year"), "year", year)
				if g := quantitytest.At(t, got, "year", year); math.Abs(g-want) > 1e-9*want { // two sums of floats
					t.Errorf("%s %s %d: %v, published %v", s, name, y, g, want)
				}
			}
		}
	}
}

// What is added less what leaves is the change of the stock, in every year of
// every technology, and nothing is negative.
func TestFlowsBalance(t *testing.T) {
	for _, tech := range []string{"solar_pv", "wind_onshore", "wind_offshore", "grid_battery", "zev_car", "zev_van", "zev_truck", "zev_bus", "zev_2_3w"} {
		for _, s := range base.Scenarios(tech) {
			f := flows(t, s, tech)
			in, out, stock := f.Inflow.Data(), f.Outflow.Data(), f.Stock.Data()
			before := 0.0
			for i := range stock {
				if d := stock[i] - before - in[i] + out[i]; math.Abs(d) > 1e-9*stock[len(stock)-1] { // rounding of the largest stock
					t.Fatalf("%s %s, step %d: balance open by %v", s, tech, i, d)
				}
				if in[i] < 0 || out[i] < 0 {
					t.Fatalf("%s %s, step %d: inflow %v, outflow %v", s, tech, i, in[i], out[i])
				}
				before = stock[i]
			}
		}
	}
}

// A megawatt of PV holds the base-year mix: its copper is that of every module
// type, its silicon the crystalline share over the manufacturing yield.
func TestIntensityByHand(t *testing.T) {
	pv := base.Intensity("solar_pv").Pick("bound", "central").Sum("part")
	// 1601.36 kg/MW in the module, 0.655877 of the silicon bought ends there, 96.26 % of modules
	if got, want := quantitytest.At(t, pv, "mineral", "silicon"), 0.962647226724*1601.36/0.655877; math.Abs(got-want) > 1e-6*want {
		t.Errorf("silicon %v, want %v", got, want)
	}
	if got := quantitytest.At(t, pv, "mineral", "copper"); math.Abs(got-2822.1) > 1e-6*2822.1 { // the same in all three types
		t.Errorf("copper %v", got)
	}
	for _, u := range base.Uses() {
		for _, tech := range u.Technologies {
			m := base.Intensity(tech)
			if err := m.Err(); err != nil {
				t.Error(err)
			}
			if len(m.Sources()) == 0 {
				t.Errorf("%s: no sources", tech)
			}
		}
	}
}

func TestDemandAddsUpOverTechnologies(t *testing.T) {
	wind := quantitytest.At(t, base.Demand("STEPS", "wind"), "year", "2035", "mineral", "copper", "bound", "central", "part", "dd_pmsg")
	sum := 0.0
	for _, tech := range []string{"wind_onshore", "wind_offshore"} {
		mw := quantitytest.At(t, flows(t, "STEPS", tech).Inflow, "year", "2035")
		sum += mw * quantitytest.At(t, base.Intensity(tech), "mineral", "copper", "bound", "central", "part", "dd_pmsg") / 1e6
	}
	if math.Abs(wind-sum) > 1e-12*sum { // the same products in another order
		t.Errorf("%v, by hand %v", wind, sum)
	}
}

func TestAssumptionsAreMarked(t *testing.T) {
	a := base.Assumptions()
	if err := a.Err(); err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Rows {
		if r.Flag != "assumption" || r.Note == "" || r.Confidence == quantity.Retrieved && r.Source == "lodestone" {
			t.Errorf("row %v is not marked as an assumption: %+v", r.Key, r)
		}
		for _, s := range quantity.Cite(r.Sources()...) {
			if s.Title == "" {
				t.Errorf("row %v: source %q is in no catalogue", r.Key, s.ID)
			}
		}
	}
	// decision 004 quotes the car shares of 2050
	for s, share := range map[string]float64{"STEPS": 0.82, "APS": 0.96} {
		f := flows(t, s, "zev_car")
		ratio := quantitytest.At(t, f.Inflow, "year", "2050") / quantitytest.At(t, f.Inflow, "year", "2035")
		atEnd := map[string]float64{"STEPS": 0.55, "APS": 0.68}[s]
		growth := 46781.0 / 34339.4 // passenger-kilometres of STEPS, 2050 over 2035
		if got := ratio * atEnd / growth; math.Abs(got-share) > 0.005 {
			t.Errorf("%s: car share 2050 is %.3f, the decision says %.2f", s, got, share)
		}
	}
}

func TestAlternativesStandBesideOurs(t *testing.T) {
	alts, err := base.Alternatives()
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]int{}
	for _, a := range alts {
		if strings.HasPrefix(a.Choice, "ours") {
			ours[a.Use+" "+a.Mineral]++
		}
	}
	for _, pair := range []string{"solar_pv copper", "wind copper", "electric_vehicles copper", "electric_vehicles nickel", "electric_vehicles cobalt",
		"grid_storage nickel", "grid_storage cobalt", "wind neodymium", "wind dysprosium"} {
		if ours[pair] != 1 {
			t.Errorf("%s has %d rows of ours", pair, ours[pair])
		}
	}
}

func TestWrongNamesAreNamed(t *testing.T) {
	_, err := base.FlowsOf("STEPS", "coal")
	for _, c := range []struct {
		err  error
		want string
	}{
		{err, `no service path for "coal"`},
		{base.Demand("STEPS", "trains").Err(), `no use "trains"; there are electric_vehicles, wind`},
		{base.Demand("SDS", "wind").Err(), `wind_onshore has no scenario "SDS"; it has CPS, STEPS, NZE`},
		{base.Intensity("hydrogen_train").Err(), `no node "hydrogen_train"`},
		{base.Interpolate(quantity.Scalar("GW", 1), 2020, 2030).Err(), `no axis "year"`},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v, want %q", c.err, c.want)
		}
	}
}

func TestPublishedNamesAreThere(t *testing.T) {
	for _, u := range base.Uses() {
		scenarios, years := base.ComparisonYears(u.ID)
		if len(scenarios) == 0 || !slices.Contains(years, 2024) {
			t.Errorf("%s: %v %v", u.ID, scenarios, years)
		}
	}
	if v, err := base.PublishedDemand("STEPS", "electric_vehicles", "lithium", 2024); err != nil || math.Abs(v-109) > 0.5 { // printed as 109
		t.Errorf("lithium 2024: %v, %v", v, err)
	}
}
