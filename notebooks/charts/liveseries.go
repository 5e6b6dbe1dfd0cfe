package charts

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// liveSeries is what echarts draws for one series: the line or its two
// stretches, and helpers, whose ids begin with "~", for a band.
func liveSeries(d *drawing, k int, s series) []charts.SingleSeries {
	base := charts.SingleSeries{Name: s.label, Color: s.colour, Id: strconv.Itoa(k)}
	switch d.kind {
	case KindBar:
		return []charts.SingleSeries{liveBars(d, base, s)}
	case KindArea:
		base.Type, base.Stack = "line", "all"
		base.ShowSymbol = opts.Bool(false)
		base.LineStyle = &opts.LineStyle{Width: 0.7, Color: "#ffffff"}
		base.AreaStyle = &opts.AreaStyle{Opacity: opts.Float(1), Color: s.colour}
		base.Data = liveData(d, s, nil)
		if k == 0 {
			base.MarkLines = liveAfter(d)
		}
		return []charts.SingleSeries{base}
	}
	if s.points {
		base.Type, base.SymbolSize, base.Data = "scatter", 7, liveData(d, s, present(s))
		base.ItemStyle = &opts.ItemStyle{Opacity: opts.Float(1)}
		return []charts.SingleSeries{base}
	}
	return append(liveLines(d, base, s), liveBands(d, k, s)...)
}

// liveLines are the published and the assumed stretch of a line.
func liveLines(d *drawing, base charts.SingleSeries, s series) []charts.SingleSeries {
	var out []charts.SingleSeries
	solid, dashed := d.split(s)
	for i, at := range [][]int{solid, dashed} {
		if len(at) == 0 {
			continue
		}
		part := base
		if len(at) == len(d.x) {
			at = nil
		}
		part.Type, part.Data = "line", liveData(d, s, at)
		part.ShowSymbol = opts.Bool(s.gaps() || len(d.x) == 1)
		part.ConnectNulls = opts.Bool(true)
		part.LineStyle = &opts.LineStyle{Width: 2, Color: s.colour}
		if i == 1 {
			part.Id += "-"
			part.LineStyle.Type = "dashed"
		}
		out = append(out, part)
	}
	return out
}

func liveBars(d *drawing, base charts.SingleSeries, s series) charts.SingleSeries {
	base.Type = "bar"
	base.BarCategoryGap, base.BarGap = percent(1-barShare), "0%"
	if d.stacked {
		base.Stack = "all"
	}
	data := make([]any, len(s.y))
	for i, v := range s.y {
		switch {
		case math.IsNaN(v):
			data[i] = nil
		case d.isAfter(i):
			data[i] = object{"value": shortest(v, 5), "itemStyle": object{"opacity": 0.5}}
		default:
			data[i] = shortest(v, 5)
		}
	}
	base.Data = data
	return base
}

func percent(share float64) string {
	return strconv.FormatFloat(100*share, 'f', 0, 64) + "%"
}

// liveBands are the surfaces of series k between low and high: an unseen line
// at low and the difference stacked on it.
func liveBands(d *drawing, k int, s series) []charts.SingleSeries {
	var out []charts.SingleSeries
	for n, b := range s.bands {
		id := "~" + strconv.Itoa(k) + strings.Repeat("'", n)
		low, width := series{y: b.low}, series{y: make([]float64, len(b.low))}
		for i := range b.low {
			width.y[i] = b.high[i] - b.low[i]
		}
		for i, part := range []series{low, width} {
			line := charts.SingleSeries{Name: s.label, Type: "line", Id: id + strconv.Itoa(i), Stack: id, Color: s.colour,
				Symbol: "none", LineStyle: &opts.LineStyle{Opacity: opts.Float(0)}, Data: liveData(d, part, present(width))}
			if i == 1 {
				line.AreaStyle = &opts.AreaStyle{Color: s.colour, Opacity: opts.Float(bandOpacity / 255.0)}
			}
			out = append(out, line)
		}
	}
	return out
}

// liveAfter is a dashed rule where published years end.
func liveAfter(d *drawing) *opts.MarkLines {
	if !d.ruled() {
		return nil
	}
	return &opts.MarkLines{Data: []any{object{"xAxis": strconv.Itoa(*d.after)}},
		MarkLineStyle: opts.MarkLineStyle{Symbol: []string{"none", "none"}, Label: &opts.Label{Show: opts.Bool(false)},
			LineStyle: &opts.LineStyle{Color: hexOf(ink), Type: "dashed", Width: 1}}}
}

// liveData lists the values at the given positions, nil meaning all: bare ones
// where they stand one after another, otherwise behind their position, with
// low and high after them for every band.
func liveData(d *drawing, s series, at []int) []any {
	if at == nil && s.bands == nil && (!d.numeric || d.whole && len(d.x) == len(categories(d))) {
		out := make([]any, len(s.y))
		for i, v := range s.y {
			out[i] = orNil(v)
		}
		return out
	}
	if at == nil {
		at = present(s)
	}
	out := make([]any, len(at))
	for k, i := range at {
		item := []any{d.position(i), shortest(s.y[i], 5)}
		for _, b := range s.bands {
			item = append(item, orNil(b.low[i]), orNil(b.high[i]))
		}
		out[k] = item
	}
	return out
}

// orNil is the shortened value, or nil for a gap.
func orNil(v float64) any {
	if math.IsNaN(v) {
		return nil
	}
	return shortest(v, 5)
}
