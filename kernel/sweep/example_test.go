package sweep_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/kernel/sweep"
)

// Rows of a Sobol design: a draw has a block with all numbers of matrix A, one of
// B, and one for each parameter.
func ExamplePlan() {
	p := sweep.Plan{Scenarios: []string{"STEPS", "NZE"}, Seeds: []uint64{1}, Draws: 100, Groups: []string{"maturity", "supply"}, PerShard: 50}
	fmt.Println(p.Rows(), "rows in", p.Shards(), "shards,", p.Blocks(), "rows a draw")
	at := p.At(403)
	fmt.Println("row 403:", at.Scenario, "draw", at.Draw, "block", at.Block)
	// Output:
	// 800 rows in 16 shards, 4 rows a draw
	// row 403: NZE draw 0 block 3
}
