package base_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"pgregory.net/rapid"
)

func ExampleInterpolate() {
	stock := quantity.New("GW", []float64{100, 300, 300}, quantity.YearsOf(2024, 2026, 2028))
	fmt.Println(base.Interpolate(stock, 2024, 2028))
	fmt.Println(base.Interpolate(stock, 2024, 2030))
	// Output:
	// year 5, GW
	// 2024   2025  2026  2027  2028
	//  100  237.5   300   300   300
	// error: base: Interpolate: years 2024 to 2030 are asked, 2024 to 2028 are published
}

// Between two published years the curve stays between their values, and the
// published years keep theirs to the last bit.
func TestInterpolateNeverOvershoots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		years := rapid.SliceOfNDistinct(rapid.IntRange(1990, 2060), 1, 8, rapid.ID[int]).Draw(t, "years")
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), len(years), len(years)).Draw(t, "values")
		given := quantity.New("GW", values, quantity.YearsOf(years...))
		lo, hi := slices.Min(years), slices.Max(years)
		got := base.Interpolate(given, lo, hi)
		if err := got.Select("year", quantity.YearsOf(years...).Labels...).Near(given, 0); err != nil {
			t.Fatal(err)
		}
		sorted := slices.Sorted(slices.Values(years))
		for i := 1; i < len(sorted); i++ {
			a, _ := given.At("year", fmt.Sprint(sorted[i-1]))
			b, _ := given.At("year", fmt.Sprint(sorted[i]))
			for y := sorted[i-1]; y <= sorted[i]; y++ {
				// one part in 1e12 of the larger end covers the rounding of a cubic
				v, slack := at(t, got, y), 1e-12*max(a, b)
				if v < min(a, b)-slack || v > max(a, b)+slack {
					t.Fatalf("%d: %v outside [%v, %v]", y, v, a, b)
				}
			}
		}
	})
}

func at(t *rapid.T, a quantity.Array, year int) float64 {
	v, err := a.At("year", fmt.Sprint(year))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
