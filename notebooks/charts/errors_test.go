package charts_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

func TestStickyErrorsComeBack(t *testing.T) {
	a := quantity.New("kt", []float64{1, 2}, quantity.Years(2024, 2025))
	two := minerals()
	lithium := two.Pick("mineral", "lithium")
	none := quantity.Full("1", 0, two.Axes()...)
	for _, c := range []struct {
		figure charts.Figure
		want   string
	}{
		{charts.Line("x", a.Times(a).To("kt")), `line "x"`},
		{charts.Figure{}, "an empty Figure"},
		{charts.Line("", a), "no id"},
		{charts.Line("x", quantity.Scalar("kt", 1)), "a single number; show it with display.Value"},
		{charts.Table("x", quantity.Scalar("kt", 1)), "a single number"},
		{charts.Line("x", a, charts.X("mineral")), `no axis "mineral"; it has year`},
		{charts.Line("x", two, charts.By("year"), charts.X("year")), `axis "year" runs along x`},
		{charts.Line("x", two.Expand(quantity.NewAxis("region", "EU", "US"))), "axes region, mineral are neither x nor series"},
		{charts.Line("x", two.Minus(two), charts.Log()), "lithium is 0 at year 2024; a logarithmic axis"},
		{charts.Area("x", a.Scale(-1)), "value is -1 at year 2024; a stacked area"},
		{charts.Area("x", a, charts.Log()), "Log does not apply; it is for line"},
		{charts.Bar("x", a, charts.Digits(2)), "Digits does not apply; it is for table"},
		{charts.Line("x", two, charts.Dashed("tin")), `Dashed: no series "tin"`},
		{charts.Line("x", two, charts.Paint("tin", "#000000")), `Paint: no series "tin"`},
		{charts.Line("x", two, charts.Paint("lithium", "red")), "write it as #rrggbb"},
		{charts.Line("x", a, charts.Band(a, two)), "Band: high:"},
		{charts.Line("x", a, charts.Band(a.Scale(2), a)), "Band: low 2 is above high 1 at 2024"},
		{charts.Line("x", a, charts.Points("p", a)), "give it with Named"},
		{charts.Line("x", two, charts.Points("p", two)), `has 2 axes; it needs the axis "year" alone`},
		{charts.Line("x", two, charts.Points("p", history("t").To("USD2020"))), `Points "p"`},
		{charts.Line("x", two, charts.Points("lithium", history("t"))), `two series are called "lithium"`},
		{charts.Line("x", a, charts.Mask(two)), "Mask:"},
		{charts.Line("x", a, charts.Size(10, 10)), "size 10 × 10 px"},
		{charts.Line("x", two, charts.Size(160, 160)), "160 × 160 px leave no room"},
		{charts.Line("x", quantity.New("1", []float64{1e300}, quantity.NewAxis("a", "b"))), "choose a unit"},
		{charts.Line("x", quantity.New("kt", []float64{1}, quantity.NewAxis("a", "b")), charts.DashedAfter(2020)), "holds no years"},
		{charts.Line("x", quantity.Full("kt", 1, quantity.NewAxis("a", many(41)...), quantity.Years(2024, 2025))), "41 series (s0, ...)"},
		{charts.Line("x", a, charts.Tolerance(math.NaN())), "no relative difference"},
		{charts.Line("x", a, charts.Option{}), "an empty Option"},
		{charts.Table("x", a, charts.Digits(99)), "Digits: 99"},
		{charts.Columns("x", nil), "no columns"},
		{charts.Columns("x", []charts.Column{charts.Text("a", "b"), charts.Text("c")}), "has 0 rows"},
		{charts.Columns("x", []charts.Column{charts.Numbers("a", "", math.Inf(1))}), "column a: value 1 is +Inf"},
		{charts.Columns("x", []charts.Column{charts.Values("a", two)}), "an array with 2 axes; Pick or Sum"},
		{charts.Columns("x", []charts.Column{charts.Values("a", a), charts.Values("b", history("kt"))}), `column "b"`},
		{charts.Rows("x", quantity.Table{Name: "empty"}), `table "empty" has no rows`},
		{charts.Sankey("x", []charts.Link{}), "no links"},
		{charts.Sankey("x", []charts.Link{{From: "a", To: "b", Value: -4}}), "link a → b is -4; links are zero or more"},
		{charts.Sankey("x", []charts.Link{{From: "a", To: "b", Value: math.NaN()}}), "link a → b is NaN"},
		{charts.Sankey("x", []charts.Link{{From: "a", To: "b"}}), "all links are zero"},
		{charts.Sankey("x", []charts.Link{{From: "a", Value: 1}}), "lacks a name at one end"},
		{charts.Sankey("x", []charts.Link{{From: "a", To: "b", Value: 1, Unit: "t"}, {From: "b", To: "c", Value: 1, Unit: "kt"}}), `link b → c is in "kt", the first in "t"`},
		{charts.Sankey("x", cobalt(), charts.Paint("tin", "#000000")), `Paint: no node "tin"`},
		{charts.Sankey("x", cobalt(), charts.Size(160, 160)), "leave no room"},
		{charts.Sankey("x", []charts.Link{{From: "b (again)", To: "a", Value: 1}, {From: "a", To: "b", Value: 1}, {From: "b", To: "a", Value: 1},
			{From: "a (again)", To: "b", Value: 1}}), "the loop b → a (again) → b cannot be cut"},
		{charts.Graph("x", nil, []charts.Link{}), "no links"},
		{charts.Graph("x", nodes(), []charts.Link{{From: "wind", To: "tin"}}), `link wind → tin: no node "tin"`},
		{charts.Graph("x", append(nodes(), nodes()[0]), uses()), `node "wind": two nodes have this name`},
		{charts.Graph("x", []charts.Node{{Name: "a", Value: -1}, {Name: "b"}}, []charts.Link{{From: "a", To: "b"}}), `node "a" is -1`},
		{charts.Scatter("x", two.To("GW"), two), `scatter "x": quantity: To`},
		{charts.Scatter("x", two, two.To("GW")), "y: quantity: To"},
		{charts.Scatter("x", two, lithium), "y: quantity: Plus"},
		{charts.Scatter("x", two, two.To("Mt"), charts.Diagonal()), "Diagonal: x is in kt, y in Mt; convert one of them"},
		{charts.Scatter("x", two, two, charts.By("region")), `By: no axis "region"`},
		{charts.Scatter("x", two, two.Minus(two), charts.Log()), "y: value 0; a logarithmic axis"},
		{charts.Scatter("x", two.Minus(two), two, charts.LogX()), "x: value 0; a logarithmic axis"},
		{charts.Scatter("x", two, two, charts.Mask(none)), "needs at least one point"},
		{charts.Scatter("x", two, two, charts.Mask(lithium.Expand(quantity.NewAxis("region", "EU")))), "Mask:"},
		{charts.Heat("x", lithium), "an array with 1 axes; a heat map has two"},
		{charts.Heat("x", two, charts.Mask(none)), "no values to draw"},
		{charts.Heat("x", two.Minus(two), charts.Log()), "lithium is 0 at year 2024; a logarithmic axis"},
		{charts.Heat("x", two, charts.By("mineral")), "By does not apply"},
		{charts.Heat("x", two, charts.Size(160, 160)), "leave no room"},
		{charts.Sankey("x", cobalt(), charts.X("year")), "X does not apply"},
		{charts.Fan("x", spread(lithium, "0.05", "0.5")), "an odd number of them"},
		{charts.Fan("x", spread(lithium, "0.05", "0.4", "0.95")), "quantiles 0.4 and 0.4 are no pair about the median"},
		{charts.Fan("x", spread(lithium, "0.05", "0.5", "0.9")), "quantiles 0.05 and 0.9 are no pair"},
		{charts.Fan("x", spread(lithium.Scale(-1), "0.05", "0.5", "0.95")), "quantile 0.05 -1"},
		{charts.Fan("x", spread(lithium, "0.05", "0.5", "0.95"), charts.Band(lithium, lithium)), "Band does not apply"},
		{charts.Multiples("x", a), "no axis"},
		{charts.Multiples("x", two, charts.Panels("region")), `no axis "region" to give the panels; free are mineral`},
		{charts.Multiples("x", two.Scale(-1), charts.Stacked()), "lithium: value is -"},
		{charts.Multiples("x", two, charts.Size(700, 160)), "700 × 160 px leave no room"},
		{charts.Multiples("x", two, charts.Band(two, two.Scale(0.5))), "lithium: Band: low 1"},
		{charts.Multiples("x", quantity.Full("kt", 1, quantity.NewAxis("a", many(41)...), quantity.Years(2024, 2025))), "41 panels"},
	} {
		if err := charts.Show(c.figure); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint("s", i)
	}
	return out
}

func TestRendererRefusesStrangePayloads(t *testing.T) {
	links := func() display.Payload {
		p, _ := charts.Sankey("x", cobalt()).Payload()
		return p
	}
	for _, change := range []func(*display.Payload){
		func(p *display.Payload) { p.Columns = p.Columns[:2] },
		func(p *display.Payload) { p.Columns[3].Values[0] = -1 },
		func(p *display.Payload) { p.Columns[3].Values[0] = math.NaN() },
		func(p *display.Payload) { p.Columns[1].Name = "whither" },
	} {
		for _, kind := range []string{charts.KindSankey, charts.KindGraph} {
			p := links()
			p.Kind = kind
			change(&p)
			if _, err := charts.Renderer.Render(p); err == nil {
				t.Errorf("%s %+v was drawn", kind, p.Columns)
			}
		}
	}
	ok := func() display.Payload { p, _ := charts.Line("x", minerals()).Payload(); return p }
	for _, c := range []struct {
		change func(*display.Payload)
		want   string
	}{
		{func(p *display.Payload) { p.Kind = "pie" }, `no picture for kind "pie"`},
		{func(p *display.Payload) { p.View = json.RawMessage(`{"evil":1}`) }, "unknown field"},
		{func(p *display.Payload) { p.View = json.RawMessage(`{"colours":{"a":"red;x"}}`) }, "write it as #rrggbb"},
		{func(p *display.Payload) { p.Axes, p.Values = nil, nil }, "a chart has one to three axes"},
		{func(p *display.Payload) {
			p.Axes = append([]display.Axis{{Name: "q", Labels: []string{"q"}}}, p.Axes...)
		}, "the first of three axes"},
		{func(p *display.Payload) { p.Values[0] = 1e200 }, "choose a unit"},
		{func(p *display.Payload) { p.Kind = "table"; p.Columns = []display.Column{{}} }, "axes or columns, not both"},
		{func(p *display.Payload) { p.Kind, p.Axes, p.Values = "table", nil, nil }, "needs columns or an array"},
	} {
		p := ok()
		c.change(&p)
		if _, err := charts.Renderer.Render(p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
