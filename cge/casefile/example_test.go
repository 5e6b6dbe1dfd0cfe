package casefile_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
)

const file = `{
 "schema": "lodestone-case/1", "id": "bread", "kind": "mpsge",
 "params": {"t": 0},
 "commodities": ["bread", "labour"],
 "sectors": [{"name": "bakery", "out": {"s": 0, "in": [{"c": "bread", "q": 10}]},
              "inp": {"s": 1, "in": [{"c": "labour", "q": 10, "tax": [["home", "t"]]}]}}],
 "demands": [{"agent": "home", "d": {"s": 1, "in": [{"c": "bread", "q": 10}]}, "e": [{"c": "labour", "q": 10}]}],
 "scenarios": [{"name": "benchmark", "fix": {"labour": 1}},
               {"name": "taxed", "set": {"t": 0.25}, "fix": {"labour": 1}, "expect": {"bread": 1.25, "home": 12.5}}]
}`

func ExampleCase_Solve() {
	c, err := casefile.Read(strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	outcomes, err := c.Solve(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		price, _ := o.Equilibrium.Value("bread")
		compared, off, _ := o.Check()
		fmt.Printf("%-9s  bread %.4f, labour per loaf %.2f; %d of %d expected figures met\n",
			o.Scenario.Name, price, o.Flows()["bakery|labour|inp"]/o.Flows()["bakery|bread|out"], compared-len(off), compared)
	}
	// Output:
	// benchmark  bread 1.0000, labour per loaf 1.00; 0 of 0 expected figures met
	// taxed      bread 1.2500, labour per loaf 1.00; 2 of 2 expected figures met
}

func ExampleRead_mistake() {
	_, err := casefile.Read(strings.NewReader(strings.Replace(file, `["home", "t"]`, `["home", "tax"]`, 1)))
	fmt.Println(err)
	_, err = casefile.Read(strings.NewReader(strings.Replace(file, `"c": "labour", "q": 10, "tax"`, `"c": "labor", "q": 10, "tax"`, 1)))
	fmt.Println(err)
	// Output:
	// casefile: sectors[0].inp.in[0].tax[0][1]: "tax" speaks of "tax", which is no variable or parameter; near: t
	// casefile: sectors[0].inp.in[0].c: names "labor", which is not among the commodities
}

func ExampleWrite() {
	e := cge.NewEconomy("bread")
	bread, labour := e.Commodity("bread"), e.Commodity("labour")
	home := e.Consumer("home")
	e.Param("t", 0)
	e.Producer("bakery", bread.Of(10), cge.CobbDouglas(labour.Of(10).TaxedExpr(home, "t")))
	home.Wants(bread.Of(10)).Owns(labour.Of(10))
	var taxed casefile.Scenario
	taxed.Name, taxed.Set = "taxed", map[string]float64{"t": 0.25}
	if err := casefile.Write(os.Stdout, e, []casefile.Scenario{taxed}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//  "schema": "lodestone-case/1",
	//  "id": "bread",
	//  "kind": "mpsge",
	//  "params": {
	//   "t": 0
	//  },
	//  "commodities": ["bread", "labour"],
	//  "sectors": [
	//   {
	//    "name": "bakery",
	//    "out": {"c": "bread", "q": 10},
	//    "inp": {
	//     "s": 1,
	//     "in": [
	//      {"c": "labour", "q": 10, "tax": [["home", "t"]]}
	//     ]
	//    }
	//   }
	//  ],
	//  "demands": [
	//   {
	//    "agent": "home",
	//    "d": {"c": "bread", "q": 10},
	//    "e": [
	//     {"c": "labour", "q": 10}
	//    ]
	//   }
	//  ],
	//  "scenarios": [
	//   {
	//    "name": "taxed",
	//    "set": {"t": 0.25}
	//   }
	//  ]
	// }
}
