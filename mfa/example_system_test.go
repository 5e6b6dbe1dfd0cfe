package mfa_test

import (
	"fmt"
	"os"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

func ExampleSystem() {
	years, element := quantity.Years(2030, 2031), quantity.NewAxis("element", "Fe", "Cu")
	scrap := quantity.New("kt", []float64{100, 4, 100, 4}, years, element)
	yield := quantity.New("1", []float64{0.95, 1}, element)
	steel := scrap.Times(yield)
	slag := scrap.Minus(steel)

	s := mfa.System{Name: "steel", Processes: []string{"remelting", "slag heap"}}
	s.Flow("scrap", mfa.Environment, "remelting", scrap)
	s.Flow("steel", "remelting", mfa.Environment, steel)
	s.Flow("slag", "remelting", "slag heap", slag)
	s.Stock("slag heap", "slag heap", mfa.Accumulate(slag))
	s.Share("yield", yield)
	fmt.Println(s.Check())

	s.Flows[2].Values = slag.Scale(0.9)
	fmt.Println(s.Check())
	// Output:
	// <nil>
	// mfa: process "remelting": 0.5 kt vanishes at year 2030, element Fe (0.0025 of the throughput)
}

func ExampleCirculate() {
	share := func(v float64) quantity.Array { return quantity.Scalar("1", v) }
	r, err := mfa.Circulate(map[string]quantity.Array{"make": quantity.Scalar("kt", 100)}, []mfa.Transfer{
		{From: "make", To: "use", Share: share(1)},
		{From: "use", To: "collect", Share: share(0.8)},
		{From: "collect", To: "make", Share: share(0.5)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	made, _ := r.Through["make"].Value()
	lost, _ := r.Find("use", mfa.Environment).Value()
	fmt.Printf("%.2f %.2f\n", made, lost)
	// Output: 166.67 33.33
}

func ExampleEinsum() {
	year, product, element := quantity.Years(2030, 2031), quantity.NewAxis("product", "car", "bus"), quantity.NewAxis("element", "Co", "Li")
	outflow := quantity.New("vehicle", []float64{10, 1, 20, 2}, year, product)
	content := quantity.New("kg/vehicle", []float64{6, 7, 30, 35}, product, element)
	yield := quantity.New("1", []float64{0.9, 0.5}, element)
	fmt.Println(mfa.Einsum([]string{"element", "year"}, outflow, content, yield))
	// Output:
	// element 2 × year 2, kg
	// element  2030  2031
	// Co         81   162
	// Li       52.5   105
}

// A battery that dies before the car: half of the cars get a new one.
func ExamplePair() {
	use := func(l mfa.Lifetime) mfa.Use { return mfa.Use{Life: l, Age: mfa.EndOfYear} }
	p := mfa.Pair{Product: use(mfa.Fixed{Mean: 10}), Component: use(mfa.Fixed{Mean: 2}), Replace: 0.5}
	r, err := p.StockDriven(quantity.Full("vehicle", 100, quantity.Years(2030, 2033)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.ProductIn.Data(), r.ComponentIn.Data(), r.Replaced.Data())
	lithium := quantity.New("kg/vehicle", []float64{8, 8, 6, 6}, quantity.Years(2030, 2033))
	fmt.Println(r.Content(lithium).Data())
	// Output:
	// [100 0 50 0] [100 0 100 0] [0 0 50 0]
	// [0 0 800 0]
}

func ExampleWriteCSV() {
	a := quantity.New("kt", []float64{1.5, 2}, quantity.Years(2030, 2031), quantity.NewAxis("mineral", "cobalt"))
	if err := mfa.WriteCSV(os.Stdout, a); err != nil {
		fmt.Println(err)
	}
	// Output:
	// year,mineral,value,unit
	// 2030,cobalt,1.5,kt
	// 2031,cobalt,2,kt
}

func ExampleWriteIAMC() {
	a := quantity.New("kt", []float64{1.5, 2, 3, 4}, quantity.NewAxis("mineral", "cobalt", "lithium"), quantity.Years(2030, 2031))
	if err := mfa.WriteIAMC(os.Stdout, "Lodestone", "NZE", mfa.Variable{Name: "Material Demand", Values: a}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Model,Scenario,Region,Variable,Unit,2030,2031
	// Lodestone,NZE,World,Material Demand|cobalt,kt,1.5,2
	// Lodestone,NZE,World,Material Demand|lithium,kt,3,4
}

// The recycling loop is cut for the diagram.
func ExampleSystem_Links() {
	r, err := mfa.Circulate(map[string]quantity.Array{"make": quantity.Full("kt", 100, quantity.Years(2030, 2030))}, []mfa.Transfer{
		{From: "make", To: "use", Share: quantity.Scalar("1", 1)},
		{From: "use", To: "make", Share: quantity.Scalar("1", 0.5)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	links, err := r.System("loop").Links("2030", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range links {
		fmt.Println(l.From, "->", l.To, l.Value, l.Unit)
	}
	// Output:
	// supply -> make 100 kt
	// make -> use 200 kt
	// use -> make (again) 100 kt
	// make -> out 0 kt
	// use -> out 100 kt
}
