package charts

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// liveScale is an axis of numbers with the marks of a scale.
func liveScale(s scale, name string) opts.XAxis {
	x := opts.XAxis{Type: "value", Name: name, NameLocation: "middle", Min: s.min, Max: s.max,
		AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: hexOf(axisC)}},
		SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: hexOf(rule), Width: 0.8}},
		AxisLabel: &opts.AxisLabel{Color: hexOf(ink), FontSize: baseSize}}
	if s.log {
		x.Type = "log"
	}
	return x
}

func (s *scatter) live() (object, error) {
	c := charts.NewScatter()
	c.SetGlobalOptions(append(globals(s.l, "item"), charts.WithXAxisOpts(liveScale(s.xs, s.l.xName)), charts.WithYAxisOpts(liveY(s.drawing, s.l)))...)
	for k, one := range s.series {
		points := make([]object, len(one.x))
		for i := range one.x {
			points[i] = object{"name": one.names[i], "value": []float64{shortest(one.x[i], 5), shortest(one.y[i], 5)}}
			if at := s.sides[k][i]; at != none {
				points[i]["text"] = shorten(one.names[i], baseSize, maxText)
				points[i]["label"] = object{"show": true, "position": at, "distance": textGap, "color": hexOf(ink), "fontSize": baseSize}
			}
		}
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Type: "scatter", Id: fmt.Sprint(k), Name: one.label, Color: one.colour,
			SymbolSize: 2 * pointRadius, ItemStyle: &opts.ItemStyle{Opacity: opts.Float(float32(shortest(pointOpacity/255.0, 3)))}, Data: points})
	}
	o, err := optionOf(c, s)
	if err != nil {
		return nil, err
	}
	completeAxes(o, 0, s.drawing, s.l)
	o["grid"] = []object{gridOf(s.l)}
	o["yAxis"].([]any)[0].(object)["axisTick"] = object{"show": false}
	o["names"] = []string{s.xName, s.yTitle()}
	for i, one := range o["series"].([]any) {
		one.(object)["label"], one.(object)["labelLayout"] = object{"show": false}, object{"hideOverlap": true}
		if lo, hi, ok := s.diagonalEnds(); ok && i == 0 {
			one.(object)["markLine"] = object{"silent": true, "symbol": "none", "label": object{"show": false}, "animation": false,
				"lineStyle": object{"color": hexOf(axisC), "type": []int{6, 4}, "width": 1},
				"data":      [][]object{{{"coord": []float64{lo, lo}}, {"coord": []float64{hi, hi}}}}}
		}
	}
	return o, nil
}

func (h *heat) live() (object, error) {
	c := charts.NewHeatMap()
	rows := make([]string, len(h.series))
	cells := []any{}
	for k, s := range h.series {
		rows[k] = s.label
		for i, v := range s.y {
			if math.IsNaN(v) {
				continue
			}
			cell := object{"value": []float64{float64(i), float64(k), shortest(step(h.colours.share(v)), 4), shortest(v, 5)}}
			if h.print != nil {
				cell["text"], cell["label"] = h.print(v), object{"color": hexOf(legibleOn(h.colour(v)))}
			}
			cells = append(cells, cell)
		}
	}
	x := liveX(h.drawing, h.l)
	x.Data = h.x
	y := opts.YAxis{Type: "category", Name: h.l.yName, Data: rows,
		AxisLine: &opts.AxisLine{Show: opts.Bool(false)}, AxisLabel: &opts.AxisLabel{Color: hexOf(ink), FontSize: baseSize}}
	c.SetGlobalOptions(append(globals(h.l, "item"), charts.WithXAxisOpts(x), charts.WithYAxisOpts(y))...)
	c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Type: "heatmap", Id: "0", Data: cells})
	o, err := optionOf(c, h)
	if err == nil {
		h.complete(o)
	}
	return o, err
}

// complete sets what go-echarts has no field for: rows from the top down, the
// ramp, and the bar that explains it, at the same place as in the static map.
func (h *heat) complete(o object) {
	completeAxes(o, 0, h.drawing, h.l)
	o["grid"] = []object{gridOf(h.l)}
	y := o["yAxis"].([]any)[0].(object)
	y["inverse"], y["axisTick"], y["nameLocation"] = true, object{"show": false}, "start"
	label := y["axisLabel"].(object)
	label["width"], label["overflow"], label["margin"], label["interval"] = maxLabel, "truncate", tickGap, stride(scale{marks: h.rowMarks()})-1
	o["visualMap"] = []object{{"show": false, "min": 0, "max": 1, "dimension": 2, "inRange": object{"color": h.stops}}}
	one := o["series"].([]any)[0].(object)
	one["label"] = object{"show": h.print != nil, "fontSize": baseSize}
	one["labelLayout"] = object{"hideOverlap": true}
	_, y0, high := h.bar()
	stops := make([]object, len(h.stops))
	for i, hex := range h.stops {
		stops[i] = object{"offset": shortest(float64(i)/float64(len(h.stops)-1), 4), "color": hex}
	}
	children := []object{{"type": "rect", "shape": object{"width": barWide, "height": whole(high)},
		"style": object{"fill": object{"type": "linear", "x": 0, "y": 1, "x2": 0, "y2": 0, "colorStops": stops}}}}
	for _, m := range h.colours.marks {
		children = append(children, object{"type": "text", "x": barWide + tickGap, "y": whole(high * (1 - h.colours.share(m.at))),
			"style": object{"text": m.label, "fill": hexOf(ink), "font": fmt.Sprintf("%dpx %s", baseSize, fontFamily), "textVerticalAlign": "middle"}})
	}
	o["graphic"] = []object{{"type": "group", "right": margin, "top": whole(y0), "children": children, "silent": true}}
}

// rowMarks are the marks of the rows from the top, as a rising scale.
func (h *heat) rowMarks() []mark {
	out := slices.Clone(h.ys.marks)
	slices.SortFunc(out, func(a, b mark) int { return int(a.at - b.at) })
	return out
}
