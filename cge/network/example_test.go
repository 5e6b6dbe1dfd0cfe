package network_test

import (
	"context"
	"fmt"
	"log"

	"github.com/lodestone-model/lodestone/cge/network"
)

// Three industries that may buy from one another in a ring. As the first becomes
// more productive, one link after the other forms; the last closes the loop, and
// from there on every gain comes back amplified.
func Example() {
	ring := network.Network{Sigma: 1, Industries: []network.Industry{
		{Name: "mines", Optional: []network.Input{{From: "robots", Weight: .5, B: -.02}}},
		{Name: "steel", Optional: []network.Input{{From: "mines", Weight: .5, B: -.2}}},
		{Name: "robots", Optional: []network.Input{{From: "steel", Weight: .8, B: -.04}}},
	}}
	for _, gain := range []float64{.3, .45, .55, .65} {
		shifted, err := ring.Shifted(map[string]float64{"mines": gain})
		if err != nil {
			log.Fatal(err)
		}
		m, err := network.Compile(shifted)
		if err != nil {
			log.Fatal(err)
		}
		e, err := m.Solve(context.Background(), nil)
		if err != nil {
			log.Fatal(err)
		}
		slopes, err := e.Slopes(network.Move{LogA0: map[string]float64{"mines": 1}})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("gain %.2f: log price of mines %.4f, slope %.2f, links", gain, e.LogP[0], slopes.Right[0])
		for _, l := range e.Links() {
			fmt.Printf(" %s→%s", l.From, l.To)
		}
		fmt.Println()
	}
	// Output:
	// gain 0.30: log price of mines -0.3000, slope -1.00, links
	// gain 0.45: log price of mines -0.4500, slope -1.00, links mines→steel
	// gain 0.55: log price of mines -0.5500, slope -1.00, links mines→steel steel→robots
	// gain 0.65: log price of mines -0.6625, slope -1.25, links robots→mines mines→steel steel→robots
}

// Domar weights: what an industry sells, over income. Without wedges they are the
// elasticities of GDP to its productivity (Hulten 1978).
func ExampleEquilibrium_Accounts() {
	m, err := network.Compile(network.Network{
		Sigma:    2,
		Consumer: map[string]float64{"cars": .8, "steel": .2},
		Industries: []network.Industry{
			{Name: "steel", WL: .9, LogA0: .1},
			{Name: "cars", WL: .5, Mu: .1, Required: []network.Input{{From: "steel", Weight: .4}}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	e, err := m.Solve(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	a, err := e.Accounts()
	if err != nil {
		log.Fatal(err)
	}
	for i, name := range e.Industries() {
		fmt.Printf("%-5s sales over income %.4f, wages %.4f, wedge revenue %.4f\n", name, a.Shares[i], a.Labour[i], a.Rents[i])
	}
	fmt.Printf("income %.4f, real GDP %.4f\n", a.Income, a.RealGDP)
	// Output:
	// steel sales over income 0.5223, wages 0.5632, wedge revenue 0.0000
	// cars  sales over income 0.8000, wages 0.4368, wedge revenue 0.0784
	// income 1.0784, real GDP 0.9158
}

// A volume node keeps tonnes and gigawatt hours adding up. An option enters iff
// its share would exceed the minimum viable one.
func ExampleVolume_Best() {
	packs, err := network.Calibrate(4, []network.Observed{{Name: "nmc", Share: .6, Price: 120}, {Name: "lfp", Share: .4, Price: 95}})
	if err != nil {
		log.Fatal(err)
	}
	packs.Options = append(packs.Options, network.Option{Name: "sodium", Alpha: .3, Price: 130})
	for k := range packs.Options {
		if packs.Options[k].F, err = network.PlatformCost(packs.T, .1); err != nil {
			log.Fatal(err)
		}
	}
	for _, price := range []float64{160, 130, 90} {
		packs.Options[2].Price = price
		best, err := packs.Best()
		if err != nil {
			log.Fatal(err)
		}
		u, err := packs.Unit(best.Set)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("sodium at %.0f: shares %.3f, unit cost %.2f, %.4f from the next set\n", price, u.Shares, u.Cost, best.Gap)
	}
	// Output:
	// sodium at 160: shares [0.600 0.400 0.000], unit cost 115.79, 0.0136 from the next set
	// sodium at 130: shares [0.524 0.349 0.127], unit cost 114.97, 0.0072 from the next set
	// sodium at 90: shares [0.370 0.247 0.383], unit cost 105.41, 0.0454 from the next set
}

// A network whose industries need too much of one another has no equilibrium;
// the error says who.
func ExampleNotViable() {
	m, err := network.Compile(network.Network{Name: "two mills", Sigma: 2, Industries: []network.Industry{
		{Name: "paper", WL: .5, Required: []network.Input{{From: "pulp", Weight: .9}}},
		{Name: "pulp", WL: .5, Optional: []network.Input{{From: "paper", Weight: 1.2}}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	_, err = m.Solve(context.Background(), nil)
	fmt.Println(err)
	// Output:
	// network: two mills: there is no equilibrium: the spectral radius of the input matrix is 1.03923 with the sets at hand, and must be below 1; it rests on paper (50 %, buying from {}), pulp (50 %, buying from {paper}): raise their productivity, or lower their input weights or wedges
}
