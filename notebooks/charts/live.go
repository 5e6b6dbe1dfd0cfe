package charts

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

//go:embed live.js
var liveSource string

// liveScript is live.js for one kind of figure, without comments and
// indentation. Lines between "//if" with names of kinds and "//end" are for
// those kinds alone.
func liveScript(kind string) string {
	var b strings.Builder
	skip := false
	for line := range strings.Lines(liveSource) {
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "//if "):
			skip = !slices.Contains(strings.Fields(line), kind)
		case line == "//end":
			skip = false
		case !skip && line != "" && !strings.HasPrefix(line, "//"):
			b.WriteString(line + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// script is the call of live.js for one figure. json.Marshal escapes <, > and
// &, so that no text of the figure can end the script.
func script(id, kind string, pic picture, unit string) (string, error) {
	option, err := pic.live()
	if err != nil {
		return "", err
	}
	if unit == "1" {
		unit = ""
	}
	cdn := option["cdn"]
	delete(option, "cdn")
	args := make([]string, 4)
	for i, v := range []any{id, option, cdn, unit} {
		b, err := json.Marshal(v)
		if err != nil {
			return "", fmt.Errorf("live chart: %w", err)
		}
		args[i] = string(b)
	}
	return liveScript(kind) + "(" + strings.Join(args, ",") + ");", nil
}

// object is a JSON object of echarts' option.
type object = map[string]any

// globals are the options that all live charts share.
func globals(l layout, trigger string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithTitleOpts(opts.Title{Title: strings.Join(l.title, "\n"), Left: strconv.Itoa(margin - 5), Top: strconv.Itoa(margin - 5),
			TitleStyle: &opts.TextStyle{Color: hexOf(ink), FontSize: titleSize, LineHeight: lineHeight, FontFamily: fontFamily}}),
		charts.WithTooltipOpts(opts.Tooltip{Trigger: trigger}),
		charts.WithGridOpts(opts.Grid{Show: opts.Bool(false)}),
		charts.WithLegendOpts(liveLegend(l)),
	}
}

// goechart is a chart of go-echarts, of any kind.
type goechart interface {
	Validate()
	JSON() map[string]any
	GetAssets() opts.Assets
}

// optionOf is the chart's option as plain JSON, with what every live chart
// needs and go-echarts has no field for. Under "cdn" stands the address of the
// library that go-echarts names.
func optionOf(c goechart, pic picture) (object, error) {
	c.Validate()
	o, err := jsonObject(c.JSON())
	if err != nil {
		return nil, fmt.Errorf("live chart: %w", err)
	}
	delete(o, "toolbox")
	delete(o, "color")
	width, height := pic.size()
	o["cdn"] = c.GetAssets().JSAssets.Values[0]
	o["backgroundColor"] = "#ffffff"
	o["size"] = []int{width, height}
	o["textStyle"] = object{"fontFamily": fontFamily}
	o["tooltip"].(object)["confine"] = true
	legend := o["legend"].(object)
	legend["itemHeight"], legend["itemGap"] = keyHeight, legendStep-keyHeight
	legend["itemStyle"] = object{"borderWidth": 0, "opacity": 1}
	return o, nil
}

// live builds the chart with go-echarts. What the typed options of go-echarts
// lack is set in the JSON.
func (p chartPicture) live() (object, error) {
	d, l := p.d, p.l
	c := charts.NewLine()
	c.SetGlobalOptions(append(globals(l, "axis"), charts.WithXAxisOpts(liveX(d, l)), charts.WithYAxisOpts(liveY(d, l)))...)
	if x := categories(d); x != nil {
		c.SetXAxis(x)
	}
	for k, s := range d.series {
		c.MultiSeries = append(c.MultiSeries, liveSeries(d, k, s)...)
	}
	o, err := optionOf(c, p)
	if err == nil {
		complete(o, d, l)
	}
	return o, err
}

// jsonObject turns go-echarts' structures into plain JSON values.
func jsonObject(v any) (object, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var o object
	err = d.Decode(&o)
	return o, err
}

func liveX(d *drawing, l layout) opts.XAxis {
	x := opts.XAxis{Type: "category", Name: l.xName, NameLocation: "middle",
		AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: hexOf(axisC)}},
		SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
		AxisTick:  &opts.AxisTick{Show: opts.Bool(d.numeric)},
		AxisLabel: &opts.AxisLabel{Color: hexOf(ink), FontSize: baseSize}}
	if d.numeric && !d.whole {
		x.Type, x.Min, x.Max = "value", d.xs.min, d.xs.max
		x.AxisLabel.ShowMinLabel = opts.Bool(d.xs.marks[0].at == d.xs.min)
		x.AxisLabel.ShowMaxLabel = opts.Bool(d.xs.marks[len(d.xs.marks)-1].at == d.xs.max)
	}
	return x
}

// categories are the labels of a category axis, nil for an axis of numbers.
// Whole numbers are categories without the gaps between them.
func categories(d *drawing) []string {
	switch {
	case d.whole:
		var out []string
		for y := d.xs.min; y <= d.xs.max; y++ {
			out = append(out, plain(y))
		}
		return out
	case d.numeric:
		return nil
	}
	return d.x
}

// position is where x[i] stands on the live axis.
func (d *drawing) position(i int) float64 {
	if d.whole {
		return d.at[i] - d.xs.min
	}
	return d.at[i]
}

func liveY(d *drawing, l layout) opts.YAxis {
	y := opts.YAxis{Type: "value", Name: l.yName, Min: d.ys.min, Max: d.ys.max,
		AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
		SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: hexOf(rule), Width: 0.8}},
		AxisLabel: &opts.AxisLabel{Color: hexOf(ink), FontSize: baseSize}}
	if d.ys.log {
		y.Type = "log"
	}
	return y
}

// icons are the samples of the legend, on a ground of keyWidth × keyHeight, as
// the static picture draws them.
var icons = map[sample]string{
	box:    "M3 0h14v12h-14z",
	stroke: "M0 5h20v2h-20z",
	dashes: "M0 5h6v2h-6zM10 5h6v2h-6z",
	point:  "M6.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
}

func liveLegend(l layout) opts.Legend {
	if len(l.legend) == 0 {
		return opts.Legend{Show: opts.Bool(false)}
	}
	names := make([]object, len(l.legend))
	for i, k := range l.legend {
		names[i] = object{"name": k.label, "icon": "path://" + icons[k.sample] + "M0 0zM20 12z"}
	}
	return opts.Legend{Show: opts.Bool(true), Data: names, Orient: "vertical", Align: "left",
		Right: strconv.Itoa(margin - 5), Top: strconv.Itoa(int(l.legendY) - 2), ItemWidth: keyWidth,
		TextStyle: &opts.TextStyle{Color: hexOf(ink), FontSize: legendSize, Width: maxLegend, FontFamily: fontFamily, Overflow: "truncate"}}
}

// complete sets what go-echarts has no field for.
func complete(o object, d *drawing, l layout) {
	o["grid"] = []object{gridOf(l)}
	completeAxes(o, 0, d, l)
	behind(o)
}

func gridOf(l layout) object {
	return object{"left": whole(l.left), "right": whole(l.right), "top": whole(l.top), "bottom": whole(l.bottom)}
}

// completeAxes completes the k-th pair of axes.
func completeAxes(o object, k int, d *drawing, l layout) {
	name := object{"color": hexOf(faint), "fontSize": baseSize}
	x := o["xAxis"].([]any)[k].(object)
	x["nameTextStyle"], x["nameGap"] = name, whole(l.bottom)-margin-baseSize
	label := x["axisLabel"].(object)
	label["margin"] = markGap
	switch {
	case d.kind == KindScatter:
		if x["interval"] = d.xs.step; d.xs.log {
			delete(x, "interval")
		}
	case d.whole: // live.js marks the multiples of every
		x["boundaryGap"], x["every"] = false, d.xs.step
	case d.numeric:
		x["interval"] = d.xs.step
	case l.slant != 0:
		label["rotate"], label["width"], label["overflow"] = l.slant, maxCategory, "truncate"
		fallthrough
	default:
		label["interval"] = stride(d.xs) - 1
		x["boundaryGap"] = true
	}
	y := o["yAxis"].([]any)[k].(object)
	y["nameTextStyle"] = object{"color": hexOf(faint), "fontSize": baseSize, "align": "left", "padding": []int{0, 0, 0, margin - whole(l.left)}}
	y["nameGap"] = 14
	if d.ys.step > 0 {
		y["interval"] = d.ys.step
	}
}

// behind puts the surfaces of bands behind the lines.
func behind(o object) {
	for _, s := range o["series"].([]any) {
		if s := s.(object); strings.HasPrefix(s["id"].(string), "~") {
			s["z"] = 1
		}
	}
}

func whole(x float64) int { return int(math.Floor(x + 0.5)) }

// stride is how many categories lie from mark to mark.
func stride(s scale) int {
	if len(s.marks) < 2 {
		return 1
	}
	return int(s.marks[1].at - s.marks[0].at)
}

func hexOf(c interface{ RGBA() (r, g, b, a uint32) }) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
