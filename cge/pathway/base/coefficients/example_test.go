package coefficients_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/cge/pathway/base/coefficients"
)

// What is in an iron-air cell beside its iron, nobody has published.
func ExampleGaps() {
	gaps, err := coefficients.Gaps()
	if err != nil {
		panic(err)
	}
	for _, g := range gaps {
		if g.Node == "iron_air" {
			fmt.Println(g.Mineral, "-", g.Why)
		}
	}
	// Output:
	// copper - conductor without a figure
	// aluminium - conductor without a figure
	// iron - theoretical minimum alone
}
