package ensemble_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway/base/ensemble"
)

// Twenty draws of what packs need in 2025 when their lives and the collection of
// retired ones are uncertain, material flows alone.
func Example() {
	spec, err := ensemble.Read(strings.NewReader(`{
	 "lodestone": "lodestone-sweep/1", "model": "mfa", "scenarios": ["OPEN"], "last": 2026, "results": ["recycled.*"], "draws": 20,
	 "parameters": [
	  {"paths": ["collection"], "uniform": {"min": 0.3, "max": 0.7}},
	  {"name": "lives", "paths": ["unit.*.life"], "as": "factor", "triangular": {"min": 0.8, "mode": 1, "max": 1.2}}]}`))
	if err != nil {
		log.Fatal(err)
	}
	e, err := ensemble.New(spec)
	if err != nil {
		log.Fatal(err)
	}
	draws, err := e.Run(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	ranks, err := draws.Ranks("OPEN", "recycled.", 2026)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(draws.Numbers), "draws,", len(draws.Failed), "failed")
	fmt.Printf("%.1f\n", ranks.Select("result", "lithium", "copper").Data())
	// Output:
	// 20 draws, 0 failed
	// [0.5 0.1 -0.7 -0.9]
}
