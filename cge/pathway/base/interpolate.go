package base

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/interp"
)

// Interpolate fills in the years between published ones, from first to last,
// along the axis "year" of a; published years keep their values. The curve is
// the monotone piecewise cubic of Fritsch and Butland (SIAM J. Sci. Stat.
// Comput. 5, 1984): it never overshoots, so a stock that rises between two
// publications rises in every year between. A year outside the published span
// is an error.
func Interpolate(a quantity.Array, first, last int) quantity.Array {
	ax, ok := a.Axis("year")
	if !ok {
		return a.Sum("year") // carries the error of a, or names the missing axis
	}
	years, err := ax.Years()
	if err != nil {
		return quantity.Failed(err)
	}
	if !slices.IsSorted(years) {
		slices.Sort(years)
		a = a.Select("year", quantity.YearsOf(years...).Labels...)
	}
	if lo, hi := years[0], years[len(years)-1]; first < lo || last > hi || first > last {
		return quantity.Failed(fmt.Errorf("base: Interpolate: years %d to %d are asked, %d to %d are published", first, last, lo, hi))
	}
	var names []string
	for _, x := range a.Axes() {
		if x.Name != "year" {
			names = append(names, x.Name)
		}
	}
	a = a.Transpose(append(names, "year")...)
	n, want := len(years), quantity.Years(first, last)
	out := make([]float64, 0, a.Len()/n*want.Len())
	xs := make([]float64, n)
	for i, y := range years {
		xs[i] = float64(y)
	}
	for row := 0; row < a.Len(); row += n {
		out = append(out, curve(xs, a.Data()[row:row+n], want.Labels)...)
	}
	axes := a.Axes()
	axes[len(axes)-1] = want
	return quantity.New(a.Unit().String(), out, axes...).WithSources(a.Sources()...)
}

// curve evaluates the interpolant at the wanted years.
func curve(xs, ys []float64, want []string) []float64 {
	out := make([]float64, len(want))
	if len(xs) == 1 {
		return slices.Repeat(ys, len(want))
	}
	var f interp.FritschButland
	if len(xs) > 2 {
		if err := f.Fit(xs, ys); err != nil { // xs are distinct and sorted: labels are
			panic(err)
		}
	}
	for i, label := range want {
		y, _ := strconv.Atoi(label)
		x := float64(y)
		if k, published := slices.BinarySearch(xs, x); published {
			out[i] = ys[k]
		} else if len(xs) == 2 {
			out[i] = ys[0] + (ys[1]-ys[0])*(x-xs[0])/(xs[1]-xs[0])
		} else {
			out[i] = f.Predict(x)
		}
	}
	return out
}
