package mfa_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

func ExampleFixed() {
	l := mfa.Fixed{Mean: 5}
	fmt.Println(l.Survival(4.9), l.Survival(5))
	// Output: 1 0
}

func ExampleNormal() {
	l := mfa.Normal{Mean: 20, SD: 5}
	fmt.Printf("%.4f %.4f\n", l.Survival(15), l.Quantile(0.975))
	// Output: 0.8413 29.7998
}

func ExampleFoldedNormal() {
	fmt.Printf("%.4f\n", mfa.FoldedNormal{Mean: 8, SD: 6}.Survival(8))
	// Output: 0.5038
}

func ExampleLogNormal() {
	l := mfa.LogNormal{Mean: 20, SD: 5} // of the lifetime, not of its logarithm
	years, _ := mfa.MeanLife(l)
	fmt.Printf("%.0f %.4f\n", years, l.Survival(20))
	// Output: 20 0.4510
}

func ExampleWeibull() {
	l := mfa.Weibull{Shape: 3.5, Scale: 15}
	fmt.Printf("%.4f %.4f\n", l.Survival(15), l.Survival(25))
	// Output: 0.3679 0.0025
}

func ExampleGamma() {
	fmt.Printf("%.4f\n", mfa.Gamma{Shape: 4, Scale: 3}.Survival(12))
	// Output: 0.4335
}

func ExampleLogistic() {
	fmt.Println(mfa.Logistic{Mean: 12, Scale: 2}.Survival(12))
	// Output: 0.5
}

func ExampleTable() {
	measured := mfa.Table{Ages: []float64{0, 8, 16}, Share: []float64{1, 0.9, 0}}
	fmt.Println(measured.Survival(4), measured.Survival(12), measured.Survival(20))
	// Output: 0.95 0.45 0
}

func ExampleStretched() {
	fmt.Println(mfa.Stretched{Of: mfa.Fixed{Mean: 8}, Factor: 1.5}.Survival(11.9))
	// Output: 1
}

func ExampleMixed() {
	half := mfa.Mixed{A: mfa.Fixed{Mean: 8}, B: mfa.Fixed{Mean: 12}, W: 0.5}
	fmt.Println(half.Survival(7), half.Survival(10), half.Survival(13))
	// Output: 1 0.5 0
}

func ExampleBy() {
	lives := mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{"wind": mfa.Fixed{Mean: 25}}}
	_, err := mfa.StockDriven(quantity.Full("GW", 1, quantity.Years(2030, 2031), quantity.NewAxis("technology", "wind", "pv")), mfa.Use{Lives: lives, Age: mfa.MidYear})
	fmt.Println(err)
	// Output: mfa: By: axis "technology" has label "pv", and no lifetime is given for it
}

func ExampleUniform() {
	fmt.Println(mfa.Uniform{Min: 0.6, Max: 0.8}.Quantile(0.5), mfa.Triangular{Min: 0, Mode: 1, Max: 2}.Quantile(0.5))
	fmt.Printf("%.3f %.3f\n", mfa.Beta{A: 18, B: 2}.Quantile(0.5), mfa.Within{Of: mfa.Normal{Mean: 0.9, SD: 0.2}, Max: 1}.Quantile(0.99))
	// Output:
	// 0.7 1
	// 0.913 0.996
}

// Which of the two uncertainties matters?
func ExampleEnsemble_Sobol() {
	e := mfa.Ensemble{Draws: 4096, Latin: true, Params: []mfa.Uncertain{
		{Name: "collection", Dist: mfa.Uniform{Min: 0.4, Max: 0.9}},
		{Name: "yield", Dist: mfa.Uniform{Min: 0.85, Max: 0.95}},
	}}
	first, err := e.Sobol(func(d mfa.Draw) (quantity.Array, error) {
		return quantity.Scalar("kt", 100*d.Value("collection")*d.Value("yield")), nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", first.Data())
	// Output: [0.99 0.02]
}

// A drawn parameter may have a unit and an axis.
func ExampleDraw_Array() {
	e := mfa.Ensemble{Draws: 1, Params: []mfa.Uncertain{{Name: "yield", Dist: mfa.Uniform{Min: 0.5, Max: 0.5}, Over: quantity.NewAxis("element", "Co", "Li")}}}
	s, _ := e.Run(func(d mfa.Draw) (quantity.Array, error) { return d.Array("yield"), nil })
	fmt.Println(s.Mean())
	// Output:
	// element 2, 1
	//  Co   Li
	// 0.5  0.5
}

func ExampleSystem_Balances() {
	flow := quantity.Full("kt", 1, quantity.Years(2030, 2030))
	s := mfa.System{Processes: []string{"smelter"}}
	s.Flow("ore", mfa.Environment, "smelter", flow)
	s.Flow("metal", "smelter", mfa.Environment, flow)
	s.Stock("heap", "smelter", flow)
	fmt.Println(s.Balances())
	// Output: [map[change of heap:-1 metal:-1 ore:1]]
}

// Two wind generators share what is built; magnets are recycled.
func ExampleScenario() {
	years, sub := quantity.Years(2030, 2033), quantity.NewAxis("sub_technology", "magnet", "induction")
	s := mfa.Scenario{
		Name:      "half and half",
		Service:   quantity.New("GW", []float64{10, 20, 20, 20}, years),
		Shares:    quantity.Full("1", 0.5, years, sub),
		Use:       mfa.Use{Life: mfa.Fixed{Mean: 2}, Age: mfa.MidYear},
		Intensity: quantity.New("kg/MW", []float64{200, 0}, sub).Expand(quantity.NewAxis("mineral", "neodymium")),
		End:       &mfa.EndOfLife{Collection: quantity.Scalar("1", 0.9), Yield: quantity.Scalar("1", 0.5)},
	}
	o, err := s.Run()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(o.Supply.ByOrigin().Pick("mineral", "neodymium", "sub_technology", "magnet"))
	// Output:
	// year 4 × supply 3, t
	// year  primary  recycled  second_life
	// 2030     1000         0            0
	// 2031     1000         0            0
	// 2032      550       450            0
	// 2033      550       450            0
}

// memory is a cache that lasts as long as the program.
type memory map[string][]byte

func (m memory) Get(key string) ([]byte, bool) { d, ok := m[key]; return d, ok }

func (m memory) Put(key string, data []byte) error { m[key] = data; return nil }

func ExampleEnsemble_RunCached() {
	e := mfa.Ensemble{Draws: 2, Workers: 1, Params: []mfa.Uncertain{{Name: "yield", Dist: mfa.Uniform{Min: 0.5, Max: 0.5}}}}
	cache := memory{}
	for range 2 {
		s, err := e.RunCached(cache, "yields, version 1", func(d mfa.Draw) (quantity.Array, error) {
			fmt.Println("draw", d.K)
			return d.Array("yield"), nil
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s.Mean().Data())
	}
	// Output:
	// draw 0
	// draw 1
	// [0.5]
	// [0.5]
}
