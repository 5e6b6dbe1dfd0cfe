package mfa_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// The cycle of electric-vehicle batteries: two chemistries, four minerals,
// collection, second life under a cap, two recycling routes, balances checked.
func ExampleEndOfLife() {
	years, chemistry := quantity.Years(2020, 2045), quantity.NewAxis("sub_technology", "nmc", "lfp")
	mineral, route := quantity.NewAxis("mineral", "lithium", "cobalt", "nickel", "copper"), quantity.NewAxis("route", "pyro", "hydro")
	one := func(v float64) quantity.Array { return quantity.Scalar("1", v) }
	sales := quantity.Full("GWh", 100, years).Times(quantity.New("1", []float64{0.6, 0.4}, chemistry))
	content := quantity.New("t/GWh", []float64{100, 90, 500, 600, 95, 0, 0, 700}, chemistry, mineral)

	cars := mfa.Must(mfa.InflowDriven(sales, mfa.Use{Life: mfa.Weibull{Shape: 3.5, Scale: 14}, Age: mfa.MidYear}))
	end := mfa.EndOfLife{
		Collection: one(0.85),
		Second: &mfa.SecondLife{Share: one(0.5), MaxAge: quantity.Scalar("yr", 14), MinHealth: one(0.7), Fade: quantity.Scalar("1/yr", 0.02),
			Life: mfa.Weibull{Shape: 3, Scale: 9}, Demand: quantity.Full("GWh", 120, years), Collection: one(0.9)},
		Routes: quantity.New("1", []float64{0.4, 0.6}, route),
		Yield:  quantity.New("1", []float64{0, 0.75, 0.75, 0.75, 0.6, 0.9, 0.9, 0.9}, route, mineral),
	}
	old := mfa.Must(end.Run(cars, content))
	supply := mfa.Must(mfa.Sources(cars.InflowOf(content, "sub_technology"), old.Recovered.Sum("sub_technology"), quantity.Array{}))
	fmt.Println(supply.ByOrigin().To("kt").Pick("year", "2045"), cars.Check(), old.Check())
	// Output:
	// mineral 4 × supply 3, kt
	// mineral  primary  recycled  second_life
	// lithium    6.871     2.929            0
	// cobalt     1.634     3.766            0
	// nickel     9.078     20.92            0
	// copper     19.37     44.63            0 <nil> <nil>
}

// The same batteries, by the unit.
func ExampleEndOfLife_Run() {
	d, _ := mfa.InflowDriven(quantity.New("kWh", []float64{100, 0, 0, 0, 0}, quantity.Years(2030, 2034)), mfa.Use{Life: mfa.Fixed{Mean: 2}, Age: mfa.MidYear})
	end := mfa.EndOfLife{
		Collection: quantity.Scalar("1", 0.75),
		Second:     &mfa.SecondLife{Share: quantity.Scalar("1", 0.5), Life: mfa.Fixed{Mean: 2}, Collection: quantity.Scalar("1", 0.5)},
		Yield:      quantity.Scalar("1", 0.5),
	}
	r, err := end.Run(d, quantity.Scalar("kg/kWh", 0.1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Discarded.Data(), r.SecondStock.Data(), r.Lost.Data())
	fmt.Println(r.Contained.Data(), r.Recovered.Data(), r.Losses.Unit(), r.Check())
	// Output:
	// [0 0 100 0 0] [0 0 37.5 37.5 0] [0 0 25 0 18.75]
	// [0 0 10 0 0] [0 0 1.875 0 0.9375] kg <nil>
}

// In a notebook cell an error may as well stop everything.
func ExampleMust() {
	defer func() { fmt.Println(recover()) }()
	mfa.Must(mfa.InflowDriven(quantity.Full("GW", 1, quantity.Years(2030, 2031)), mfa.Use{Age: mfa.MidYear}))
	// Output: mfa: no lifetime is given: set one, such as mfa.Weibull{Shape: 3.5, Scale: 15}
}
