package simulate_test

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// Level L3 has a phase shift: from year 17 on elasticities are larger.
func ExampleGenerate() {
	c, err := simulate.Level("L3")
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Regions = 1
	p, truth, err := simulate.Generate(context.Background(), c, 201)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Regions, "region,", p.Years, "years,", p.Nodes, "goods,", len(p.Nests), "nests; regimes start in", p.RegimeStarts)
	fmt.Printf("nest 0: sigma %.2f before, %.2f after\n", truth.SigmaBefore[0], truth.SigmaAfter[0])
	// Output:
	// 1 region, 30 years, 32 goods, 48 nests; regimes start in [17]
	// nest 0: sigma 0.54 before, 0.64 after
}
