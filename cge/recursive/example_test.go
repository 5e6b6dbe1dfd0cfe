package recursive_test

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/recursive"
)

func ExamplePath_Run() {
	e := cge.NewEconomy("saving")
	e.Param("K", 200)
	e.Param("L", 1)
	labour, capital := e.Commodity("wage"), e.Commodity("rent")
	goods, machines := e.Commodity("goods"), e.Commodity("machines")
	e.Producer("make", goods.Of(100), cge.CobbDouglas(labour.Of(70), capital.Of(30)))
	e.Producer("invest", machines.Of(20), goods.Of(20))
	e.Consumer("household").
		Owns(labour.OfExpr("70*L"), capital.OfExpr("0.15*K")).
		Wants(cge.CobbDouglas(goods.Of(80), machines.Of(20)))
	model, _ := cge.Compile(e)

	p := recursive.Path{
		Model:   model,
		Periods: recursive.Years(2020, 2050),
		Base:    cge.Scenario{Name: "base", Fix: map[string]float64{"goods": 1}},
		State:   map[string]float64{"K": 200, "L": 1},
		Rules: []recursive.Rule{
			recursive.Accumulate{Stock: "K", Flow: "invest", Factor: 20, Depreciation: 0.05},
			recursive.Grow{Param: "L", Rate: 0.01},
		},
		Results: []recursive.Result{{Name: "household"}, {Name: "wage"}, {Name: "rent"}},
	}
	c, err := p.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Results().Select("year", "2020", "2035", "2050"))
	fmt.Println(c.States().Select("year", "2020", "2035", "2050"))
	// Output:
	// year 3 × result 3, 1
	// year  household   wage    rent
	// 2020        100      1       1
	// 2035      130.5  1.124  0.7615
	// 2050      159.4  1.183  0.6759
	// year 3 × state 2, 1
	// year      K      L
	// 2020    200      1
	// 2035  342.7  1.161
	// 2050  471.8  1.348
}

func ExamplePath_Resume() {
	e := cge.NewEconomy("saving")
	e.Param("K", 10)
	capital, goods := e.Commodity("rent"), e.Commodity("goods")
	e.Producer("make", goods.Of(10), capital.Of(10))
	e.Consumer("household").Owns(capital.OfExpr("K")).Wants(goods.Of(10))
	model, _ := cge.Compile(e)
	p := recursive.Path{
		Model: model, Periods: recursive.Years(2020, 2023), State: map[string]float64{"K": 10},
		Rules: []recursive.Rule{recursive.Func(func(eq *cge.Equilibrium, state map[string]float64) map[string]float64 {
			return map[string]float64{"K": state["K"] + 0.3*10*eq.Values()["make"]}
		})},
		Results: []recursive.Result{{Name: "make"}},
	}
	whole, _ := p.Run(context.Background())
	checkpoint, _ := whole.Checkpoint("2022")
	rest, _ := p.Resume(context.Background(), checkpoint)
	fmt.Println(whole)
	fmt.Println(rest)
	// Output:
	// year 4 × result 1, 1
	// year   make
	// 2020      1
	// 2021    1.3
	// 2022   1.69
	// 2023  2.197
	// year 2 × result 1, 1
	// year   make
	// 2022   1.69
	// 2023  2.197
}
