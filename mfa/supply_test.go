package mfa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
	"pgregory.net/rapid"
)

func TestSumConstraint(t *testing.T) {
	years, mineral, sub := quantity.Years(2030, 2032), quantity.NewAxis("mineral", "Li", "Co"), quantity.NewAxis("sub_technology", "nmc", "lfp", "nca")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, axes ...quantity.Axis) quantity.Array {
			n := 1
			for _, a := range axes {
				n *= a.Len()
			}
			v := rapid.SliceOfN(rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1e6)), n, n).Draw(t, name)
			return quantity.New("kt", v, axes...)
		}
		demand, pool, displaced := draw("demand", years, sub, mineral), draw("recovered", years, mineral), draw("displaced", mineral, years, sub)
		s, err := mfa.Sources(demand, pool.To("t"), displaced)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		if err := s.ByOrigin().Sum("supply").Near(s.Requirement, 1e-9); err != nil {
			t.Fatal(err)
		}
		near(t, "recovered is used or surplus", pool, s.Recycled.Sum("sub_technology").Plus(s.Surplus), 1e-12)
		near(t, "second life", displaced, s.SecondLife, 0)
	})
}

func TestSourcesRefuses(t *testing.T) {
	years, mineral := quantity.Years(2030, 2031), quantity.NewAxis("mineral", "Li")
	demand := quantity.Full("kt", 5, years, mineral)
	for want, in := range map[string][3]quantity.Array{
		"demand is -5 kt at year 2030, mineral Li":   {demand.Scale(-1), {}, {}},
		"recovered is -5 kt":                         {demand, demand.Scale(-1), {}},
		"displaced is -5 kt":                         {demand, {}, demand.Scale(-1)},
		`recovered has axis "region"`:                {demand, demand.Expand(quantity.NewAxis("region", "x")), {}},
		"unit GW (power) does not convert to kt":     {demand, quantity.Full("GW", 1, years, mineral), {}},
		"the zero Array holds nothing":               {{}, {}, {}},
		`has no label "Li"`:                          {demand, quantity.Full("kt", 1, years, quantity.NewAxis("mineral", "Co")), {}},
		`displaced: axis "year" has no label "2031"`: {demand, {}, demand.Select("year", "2030")},
	} {
		if _, err := mfa.Sources(in[0], in[1], in[2]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// Two batteries need cobalt; what the scrap yields is shared in proportion.
func ExampleSources() {
	sub, years := quantity.NewAxis("sub_technology", "nmc", "nca"), quantity.Years(2030, 2031)
	demand := quantity.New("kt", []float64{30, 10, 30, 0}, years, sub)
	recovered := quantity.New("kt", []float64{20, 36}, years)
	s, err := mfa.Sources(demand, recovered, quantity.Array{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Primary.Data(), s.Recycled.Data(), s.Surplus.Data())
	// Output: [15 5 0 0] [15 5 30 0] [0 6]
}
