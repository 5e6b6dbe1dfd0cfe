package charts_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
	"pgregory.net/rapid"
)

// drawn renders a figure whose texts must stay inside its picture.
func drawn(t *rapid.T, f charts.Figure) {
	b := bundle(t, f)
	if outside := textsOutside(b[display.MIMESVG]); outside != "" {
		t.Fatalf("%s\n%s", outside, b[display.MIMESVG])
	}
}

// Whatever the links and names, a graph and a Sankey picture are drawn.
func TestAnyLinksRender(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zé<&"]{1,20}( [a-z]{1,9})?`), 2, 9, rapid.ID[string]).Draw(t, "names")
		end, size := rapid.SampledFrom(names), math.Pow(10, float64(rapid.IntRange(-30, 30).Draw(t, "size")))
		var links []charts.Link
		for range rapid.IntRange(1, 20).Draw(t, "links") {
			links = append(links, charts.Link{From: end.Draw(t, "from"), To: end.Draw(t, "to"), Value: size * rapid.Float64Range(0.001, 1).Draw(t, "value")})
		}
		title, wide := charts.Title(rapid.String().Draw(t, "title")), charts.Size(rapid.IntRange(500, 900).Draw(t, "width"), rapid.IntRange(300, 600).Draw(t, "height"))
		drawn(t, charts.Graph("g", nil, links, title, wide))
		drawn(t, charts.Sankey("s", links, title, wide))
	})
}

// Whatever the numbers, points and panels are drawn.
func TestAnyPointsAndPanelsRender(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, n := rapid.IntRange(1, 7).Draw(t, "rows"), rapid.IntRange(1, 12).Draw(t, "n")
		size := math.Pow(10, float64(rapid.IntRange(-30, 30).Draw(t, "size")))
		values := func() quantity.Array {
			v := rapid.SliceOfN(rapid.Float64Range(-1, 1), rows*n, rows*n).Draw(t, "values")
			for i := range v {
				v[i] *= size
			}
			return quantity.New("kt", v, quantity.NewAxis("row", many(rows)...), quantity.Years(2000, 1999+n))
		}
		a, b := values(), values()
		options := []charts.Option{charts.Title(rapid.String().Draw(t, "title")), charts.Size(rapid.IntRange(400, 900).Draw(t, "width"), rapid.IntRange(700, 900).Draw(t, "height"))}
		drawn(t, charts.Multiples("m", a, options...))
		drawn(t, charts.Scatter("s", a, b, append(options, charts.By("row"), charts.Labelled(), charts.X("a"))...))
	})
}
