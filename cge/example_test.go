package cge_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/lodestone-model/lodestone/cge"
)

// kitchen is the textbook economy of Hosoe, Gasawa and Hashimoto (2010, chapter
// 5): two goods, two factors, one household.
func kitchen() (*cge.Economy, cge.Agent) {
	e := cge.NewEconomy("bread and milk")
	bread, milk := e.Commodity("bread"), e.Commodity("milk")
	capital, labour := e.Commodity("capital"), e.Commodity("labour")
	home := e.Consumer("home")
	e.Param("workers", 1)
	e.Producer("bakery", bread.Of(15), cge.CobbDouglas(capital.Of(5), labour.Of(10)))
	e.Producer("dairy", milk.Of(35), cge.CobbDouglas(capital.Of(20), labour.Of(15)))
	home.Owns(capital.Of(25), labour.OfExpr("25*workers"))
	home.Wants(cge.CobbDouglas(bread.Of(15), milk.Of(35)))
	return e, home
}

func Example() {
	e, _ := kitchen()
	m, err := cge.Compile(e)
	if err != nil {
		fmt.Println(err)
		return
	}
	numeraire := map[string]float64{"labour": 1}
	base, _ := m.Solve(context.Background(), cge.Scenario{Name: "benchmark", Fix: numeraire}, nil)
	more, err := m.Solve(context.Background(),
		cge.Scenario{Name: "twice the workers", Set: map[string]float64{"workers": 2}, Fix: numeraire}, &cge.Settings{From: base})
	if err != nil {
		fmt.Println(err)
		return
	}
	rent, _ := more.Value("capital")
	loaves, _ := more.Value("bakery")
	fmt.Printf("rent of capital %.4f, bakery %.4f (2^(2/3) = 1.5874)\n", rent, loaves)
	fmt.Println("Walras holds to 1e-12:", *more.Certificate.Walras < 1e-12)
	// Output:
	// rent of capital 2.0000, bakery 1.5874 (2^(2/3) = 1.5874)
	// Walras holds to 1e-12: true
}

func ExampleEquilibrium_Explain() {
	e, _ := kitchen()
	m, _ := cge.Compile(e)
	numeraire := map[string]float64{"labour": 1}
	base, _ := m.Solve(context.Background(), cge.Scenario{Fix: numeraire}, nil)
	more, _ := m.Solve(context.Background(), cge.Scenario{Set: map[string]float64{"workers": 2}, Fix: numeraire}, nil)
	text, err := more.Explain("bread", base)
	fmt.Print(text, err)
	// Output:
	// bread costs 1.260, 26 % up.
	// Supplied: 23.81, 59 % up; by bakery 100 % (59 % up).
	// Taken: 23.81, 59 % up; by home 100 % (59 % up).
	// The unit cost of bakery is 26 % up: capital +23 points.
	// <nil>
}

func ExampleEquilibrium_Welfare() {
	e, _ := kitchen()
	m, _ := cge.Compile(e)
	base, _ := m.Solve(context.Background(), cge.Scenario{}, nil)
	more, _ := m.Solve(context.Background(), cge.Scenario{Set: map[string]float64{"workers": 2}}, nil)
	welfare, err := more.Welfare(base)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(welfare[0])
	g := more.GDP()
	fmt.Printf("GDP %.4f from incomes, %.4f from spending\n", g.Income(), g.Expenditure())
	// Output:
	// home: EV +20.71 (+41.4 % of income), CV +14.64
	// GDP 50.0000 from incomes, 50.0000 from spending
}

func ExampleEquilibrium_Respond() {
	e, _ := kitchen()
	m, _ := cge.Compile(e)
	base, _ := m.Solve(context.Background(), cge.Scenario{Fix: map[string]float64{"labour": 1}}, nil)
	r, err := base.Respond()
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := r.Elasticity("bakery", "workers")
	fmt.Printf("%.4f %v\n", v, err)
	// Output:
	// 0.6667 <nil>
}

func ExampleUnsolved() {
	e, _ := kitchen()
	m, _ := cge.Compile(e)
	// Hold both factor prices and the price of bread where bread costs more to bake.
	_, err := m.Solve(context.Background(), cge.Scenario{Name: "contradiction",
		Fix: map[string]float64{"labour": 1, "capital": 1, "bread": 2}}, nil)
	var failed *cge.Unsolved
	if errors.As(err, &failed) {
		fmt.Println(failed.Worst[0].Kind, "of", failed.Worst[0].Name)
	}
	// Output:
	// zero profit of bakery
}
