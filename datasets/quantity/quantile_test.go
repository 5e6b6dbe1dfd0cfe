package quantity_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExampleQuantile() {
	v := []float64{1, 2, 4, 8}
	fmt.Println(quantity.Quantile(v, 0), quantity.Quantile(v, .5), quantity.Quantile(v, 1), quantity.Quantile(v[:1], .3))
	// Output: 1 3 8 1
}
