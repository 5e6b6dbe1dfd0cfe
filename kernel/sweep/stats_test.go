package sweep

import (
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"pgregory.net/rapid"
)

// The quantiles of a sweep are those of every other table, to the last bit.
func TestBetweenIsQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 50).Draw(t, "values")
		slices.Sort(v)
		q := rapid.Float64Range(0, 1).Draw(t, "q")
		if got, want := between(v, q), quantity.Quantile(v, q); math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%v, and %v elsewhere", got, want)
		}
	})
}
