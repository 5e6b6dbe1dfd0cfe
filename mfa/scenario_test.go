package mfa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

var (
	scYears   = quantity.Years(2025, 2050)
	scSub     = quantity.NewAxis("sub_technology", "nmc", "lfp", "storage")
	scMineral = quantity.NewAxis("mineral", "lithium", "cobalt")
)

// scenario is a small world: vehicle batteries of two chemistries and
// stationary storage, a cap on second life, and recycling.
func scenario(name string, lfp, yield, life float64) mfa.Scenario {
	growth := quantity.Generate("GWh", func(l []string) float64 {
		return 100 * float64(1+int(l[0][3]-'0')+10*int(l[0][2]-'2'))
	}, scYears)
	one := func(v float64) quantity.Array { return quantity.Scalar("1", v) }
	return mfa.Scenario{
		Name:      name,
		Service:   growth,
		Shares:    quantity.New("1", []float64{0.9 - lfp, lfp, 0.1}, scSub).Expand(scYears),
		Use:       mfa.Use{Life: mfa.Weibull{Shape: 4, Scale: life}, Age: mfa.MidYear, Negative: mfa.ScrapEarly},
		Intensity: quantity.New("t/GWh", []float64{100, 80, 90, 0, 95, 0}, scSub, scMineral),
		End: &mfa.EndOfLife{
			Collection: one(0.8),
			Second:     &mfa.SecondLife{Share: one(0.4), Life: mfa.Weibull{Shape: 3, Scale: 8}, Collection: one(0.9), Demand: growth.Scale(0.05)},
			Yield:      quantity.New("1", []float64{yield, 0.95}, scMineral),
		},
		Displaces: quantity.New("t/GWh", []float64{0, 0, 0, 0, 95, 0}, scSub, scMineral),
	}
}

func outcome(t *testing.T, s mfa.Scenario) *mfa.Outcome {
	t.Helper()
	o, err := s.Run()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{o.Stock.Check(), o.End.Check(), o.Supply.Check()} {
		if err != nil {
			t.Error(s.Name, err)
		}
	}
	return o
}

func TestScenarioMeetsItsRequirement(t *testing.T) {
	o := outcome(t, scenario("base", 0.4, 0.7, 12))
	if err := o.Supply.Requirement.Near(o.Demand, 1e-12); err != nil {
		t.Error("requirement is the metal in all additions:", err)
	}
	saved := o.Supply.SecondLife.Sum("year", "mineral")
	if v, _ := saved.At("sub_technology", "storage"); v <= 0 {
		t.Error("second life displaces no storage")
	}
	if v, _ := saved.At("sub_technology", "nmc"); v != 0 {
		t.Error("second life displaces vehicle batteries")
	}
}

func TestTransitionHoldsBeforeAndAfter(t *testing.T) {
	all := []mfa.Scenario{scenario("slow", 0.2, 0.4, 12), scenario("fast", 0.8, 0.9, 12)}
	mixed, err := mfa.Follow(all, mfa.Transition{From: "slow", To: "fast", Year: 2030, Ramp: 5})
	if err != nil {
		t.Fatal(err)
	}
	slow, got := outcome(t, all[0]), outcome(t, mixed)
	before := scYears.Labels[:5]
	if err := got.Supply.ByOrigin().Select("year", before...).Near(slow.Supply.ByOrigin().Select("year", before...), 1e-12); err != nil {
		t.Error("before the transition:", err)
	}
	after := scYears.Labels[10:]
	if err := mixed.Shares.Select("year", after...).Near(all[1].Shares.Select("year", after...), 1e-12); err != nil {
		t.Error("after the transition:", err)
	}
	y2030, _ := mixed.Shares.At("year", "2030", "sub_technology", "lfp")
	if want := 0.2 + 0.6/6; y2030 < want-1e-12 || y2030 > want+1e-12 {
		t.Errorf("share of lfp in 2030 is %v, want %v", y2030, want)
	}
}

func TestTransitionToItselfChangesNothing(t *testing.T) {
	a, b := scenario("a", 0.4, 0.7, 12), scenario("b", 0.4, 0.7, 12)
	mixed, err := mfa.Follow([]mfa.Scenario{a, b}, mfa.Transition{From: "a", To: "b", Year: 2035, Ramp: 3}, mfa.Transition{From: "b", To: "a", Year: 2040})
	if err != nil {
		t.Fatal(err)
	}
	if err := outcome(t, mixed).Supply.ByOrigin().Near(outcome(t, a).Supply.ByOrigin(), 1e-9); err != nil {
		t.Error(err)
	}
}

// Longer lives reach new cohorts only: the outflow changes later than the
// transition.
func TestCohortsKeepTheLivesTheyEnteredWith(t *testing.T) {
	all := []mfa.Scenario{scenario("short", 0.4, 0.7, 8), scenario("long", 0.4, 0.7, 20)}
	mixed, err := mfa.Follow(all, mfa.Transition{From: "short", To: "long", Year: 2030})
	if err != nil {
		t.Fatal(err)
	}
	short, got := outcome(t, all[0]), outcome(t, mixed)
	old := func(o *mfa.Outcome) quantity.Array {
		return o.Stock.OutflowByCohort().Select("cohort", "2025", "2026", "2027", "2028", "2029")
	}
	if err := old(got).Near(old(short), 1e-12); err != nil {
		t.Error(err)
	}
}

func TestScenarioAndFollowRefuse(t *testing.T) {
	fine := scenario("a", 0.4, 0.7, 12)
	for want, spoil := range map[string]func(*mfa.Scenario){
		"give either Service or Additions":            func(s *mfa.Scenario) { s.Service = quantity.Array{} },
		"Additions are split already":                 func(s *mfa.Scenario) { s.Additions, s.Service = s.Service, quantity.Array{} },
		"split sums to 0.5":                           func(s *mfa.Scenario) { s.Shares = s.Shares.Scale(0.5) },
		"there is no second life that could displace": func(s *mfa.Scenario) { s.End = nil },
		`scenario "a"`:                                func(s *mfa.Scenario) { s.Intensity = quantity.Array{} },
		"Use.Age is not set":                          func(s *mfa.Scenario) { s.Use.Age = 0 },
		"unit GW":                                     func(s *mfa.Scenario) { s.Displaces = quantity.Full("GW/GWh", 1, scSub, scMineral) },
	} {
		s := fine
		spoil(&s)
		if _, err := s.Run(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	other := scenario("b", 0.4, 0.7, 12)
	odd := other
	odd.Name, odd.End = "odd", nil
	late := scenario("late", 0.4, 0.7, 12)
	late.Use.Age = mfa.EndOfYear
	all := []mfa.Scenario{fine, other, odd, late}
	for want, path := range map[string][]mfa.Transition{
		"no transition is given":         nil,
		`no scenario "x"`:                {{From: "a", To: "x", Year: 2030}},
		`leaves "a", and the one before`: {{From: "a", To: "b", Year: 2030}, {From: "a", To: "b", Year: 2035}},
		"a ramp of -1 years":             {{From: "a", To: "b", Year: 2030, Ramp: -1}},
		"before the one before is":       {{From: "a", To: "b", Year: 2030, Ramp: 9}, {From: "b", To: "a", Year: 2035}},
		"End is set in one scenario":     {{From: "a", To: "odd", Year: 2030}},
		"Use.Age is":                     {{From: "a", To: "late", Year: 2030}},
	} {
		if _, err := mfa.Follow(all, path...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func ExampleFollow() {
	years := quantity.Years(2030, 2034)
	world := func(name string, kgPerMW float64) mfa.Scenario {
		return mfa.Scenario{Name: name, Additions: quantity.Full("MW", 100, years),
			Use:       mfa.Use{Life: mfa.Fixed{Mean: 25}, Age: mfa.MidYear},
			Intensity: quantity.Full("kg/MW", kgPerMW, quantity.NewAxis("mineral", "neodymium"))}
	}
	s, err := mfa.Follow([]mfa.Scenario{world("today", 200), world("lean", 100)}, mfa.Transition{From: "today", To: "lean", Year: 2031, Ramp: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	o, err := s.Run()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Name, o.Supply.Primary.To("t").Data())
	// Output: today, lean from 2031 [20 15 10 10 10]
}

func ExampleTransition_Weight() {
	t := mfa.Transition{From: "CPS", To: "NZE", Year: 2030, Ramp: 3}
	for y := 2029; y <= 2034; y++ {
		fmt.Print(t.Weight(y), " ")
	}
	// Output: 0 0.25 0.5 0.75 1 1
}

func ExampleTensions() {
	years, mineral := quantity.Years(2030, 2033), quantity.NewAxis("mineral", "lithium", "cobalt")
	demand := quantity.New("kt", []float64{90, 110, 120, 90, 5, 5, 5, 5}, mineral, years)
	mines := quantity.New("t", []float64{100e3, 100e3, 100e3, 100e3, 4e3, 6e3, 6e3, 6e3}, mineral, years)
	t, err := mfa.Tensions(demand, mines)
	fmt.Println(t, err)
	reserves := quantity.New("kt", []float64{1000, 12}, mineral)
	t, err = mfa.TensionWithLimit(demand, mines, reserves)
	fmt.Println(t.Exceeded.Pick("mineral", "cobalt").Data(), err)
	// Output:
	// mineral lithium: 2031 to 2032, at most 20 kt short in 2032, 1.2 times the possible
	// mineral cobalt: 2030 to 2030, at most 1 kt short in 2030, 1.25 times the possible <nil>
	// [0 0 3 8] <nil>
}

// Cobalt in the cathode in the battery in the car, all four levels at once.
func ExampleNest() {
	product, component := quantity.NewAxis("product", "car", "bus"), quantity.NewAxis("component", "battery", "motor")
	material, element := quantity.NewAxis("material", "cathode", "magnet"), quantity.NewAxis("element", "Co", "Nd")
	perVehicle := quantity.New("kWh/vehicle", []float64{60, 0, 300, 0}, product, component)
	perPack := quantity.New("kg/kWh", []float64{2, 0, 0, 1}, component, material)
	perMaterial := quantity.New("kg/kg", []float64{0.1, 0, 0, 0.3}, material, element)
	content, err := mfa.Nest(perVehicle, perPack, perMaterial)
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := mfa.InflowDriven(quantity.New("vehicle", []float64{1000, 0, 10, 0}, product, quantity.Years(2030, 2031)), mfa.Use{Life: mfa.Fixed{Mean: 1}, Age: mfa.MidYear})
	scrap := d.OutflowOf(content).Pick("year", "2031")
	fmt.Println(scrap.Sum("component", "material").Pick("element", "Co").Data(), scrap.Sum("product", "material", "element").Data(), scrap.Unit())
	_, err = mfa.Nest(perVehicle, perMaterial)
	fmt.Println(err)
	// Output:
	// [12000 600] [12600 0] kg
	// mfa: Nest: level 2 (material, element) shares no axis with the levels before it (product, component)
}
