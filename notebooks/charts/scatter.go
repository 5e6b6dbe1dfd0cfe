package charts

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter is a chart of points, one per cell: x across and y up. Both arrays
// have the same axes, in any order, and units of their own. X and Y name what
// they are; By gives each label of an axis a colour.
//
//	charts.Show(charts.Scatter("check", published, computed, charts.X("published"), charts.Y("computed"), charts.Diagonal()))
func Scatter(id string, x, y quantity.Array, options ...Option) Figure {
	d, err := newDraft(KindScatter, id, options)
	if err == nil {
		err = d.scatter(x, y)
	}
	return d.figure(err)
}

// scatter stores a row per point: its labels, then x and y.
func (d *draft) scatter(x, y quantity.Array) error {
	if err := x.Err(); err != nil {
		return err
	}
	axes := x.Axes()
	like := quantity.Full(y.Unit().String(), 0, axes...).Plus(y) // aligns by label, or names the difference
	if err := like.Err(); err != nil {
		return fmt.Errorf("y: %w", err)
	}
	if d.view.Diagonal && !x.Unit().Equal(y.Unit()) {
		return fmt.Errorf("Diagonal: x is in %s, y in %s; convert one of them", x.Unit(), y.Unit())
	}
	keep, err := d.unmasked(axes, x.Len())
	if err != nil {
		return err
	}
	var columns []display.Axis
	for _, a := range axes {
		columns = append(columns, display.Axis{Name: a.Name, Labels: a.Labels})
	}
	text := make([][]string, len(axes))
	across, up := display.Column{Name: orElse(d.x, "x"), Unit: x.Unit().String()}, display.Column{Name: orElse(d.view.Y, "y"), Unit: y.Unit().String()}
	for i := range x.Len() {
		if !keep[i] {
			continue
		}
		for k, l := range labelsOf(columns, i) {
			text[k] = append(text[k], l)
		}
		across.Values, up.Values = append(across.Values, x.Data()[i]), append(up.Values, like.Data()[i])
	}
	for k, a := range axes {
		d.payload.Columns = append(d.payload.Columns, display.Column{Name: a.Name, Text: text[k]})
	}
	d.payload.Columns = append(d.payload.Columns, across, up)
	d.view.By = d.by
	d.cite(x.Sources())
	d.cite(y.Sources())
	return nil
}

// unmasked says which cells of the axes are kept.
func (d *draft) unmasked(axes []quantity.Axis, n int) ([]bool, error) {
	keep := slices.Repeat([]bool{true}, n)
	if d.mask == nil {
		return keep, nil
	}
	m := quantity.Full("1", 0, axes...).Plus(*d.mask)
	for i, v := range m.Data() {
		keep[i] = v != 0
	}
	if err := m.Err(); err != nil {
		return nil, fmt.Errorf("Mask: %w", err)
	}
	return keep, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// A scatter is a laid out chart of points.
type scatter struct {
	*drawing
	l       layout
	columns []display.Column // labels, x, y
	sides   [][]side         // of the texts, by series and point
}

// maxPoints is the most points of one chart.
const maxPoints = 5000

func readScatter(p display.Payload) (picture, error) {
	v, err := parseView(p.View)
	if err != nil {
		return nil, err
	}
	n := len(p.Columns)
	if n < 2 || len(p.Columns[n-2].Values) == 0 || len(p.Columns[n-1].Values) == 0 {
		return nil, fmt.Errorf("a chart of points needs at least one point; its last two columns are numbers, x and y")
	}
	if points := len(p.Columns[n-1].Values); points > maxPoints {
		return nil, fmt.Errorf("%d points; at most %d can be told apart", points, maxPoints)
	}
	x, y := p.Columns[n-2], p.Columns[n-1]
	d := &drawing{kind: KindScatter, title: p.Title, unit: y.Unit, yName: y.Name, xName: withUnit(x.Name, plainUnit(x.Unit)),
		width: v.Width, height: v.Height, numeric: true, diagonal: v.Diagonal}
	s := &scatter{drawing: d, columns: p.Columns}
	if err := s.readPoints(v); err != nil {
		return nil, err
	}
	if err := d.setSize(); err != nil {
		return nil, err
	}
	lo, hi := extentOf(x.Values)
	if d.xs, err = d.yScale(lo, hi, v.LogX); err != nil {
		return nil, fmt.Errorf("%s: %w", x.Name, err)
	}
	lo, hi = extentOf(y.Values)
	if d.ys, err = d.yScale(lo, hi, v.Log); err != nil {
		return nil, fmt.Errorf("%s: %w", y.Name, err)
	}
	if s.l, err = d.arrange(); err != nil {
		return nil, err
	}
	s.placeTexts(v.Labelled)
	return s, nil
}

func plainUnit(unit string) string {
	if unit == "1" {
		return ""
	}
	return unit
}

// readPoints parts the points by the labels of the columns named in By.
func (s *scatter) readPoints(v view) error {
	n := len(s.columns)
	x, y := s.columns[n-2].Values, s.columns[n-1].Values
	for _, by := range v.By {
		if !slices.ContainsFunc(s.columns[:n-2], func(c display.Column) bool { return c.Name == by }) {
			return fmt.Errorf("By: no axis %q", by)
		}
	}
	var labels []string
	by := s.colouredBy(v.By)
	for i := range x {
		if math.IsNaN(x[i]) || math.IsNaN(y[i]) || math.IsInf(x[i]+y[i], 0) {
			return fmt.Errorf("point %d, %s, lies at %v, %v", i+1, s.words(i, nil), x[i], y[i])
		}
		label := s.words(i, by)
		k := slices.Index(labels, label)
		if k < 0 {
			k, labels = len(labels), append(labels, label)
			s.series = append(s.series, series{label: label, points: true})
		}
		one := &s.series[k]
		one.x, one.y, one.names = append(one.x, x[i]), append(one.y, y[i]), append(one.names, s.words(i, nil))
	}
	if len(labels) > maxSeries {
		return fmt.Errorf("%d series (%s, ...) cannot be told apart; choose another axis for By", len(labels), labels[0])
	}
	for k, hex := range colours(labels, v.Colours) {
		s.series[k].colour = hex
	}
	s.named = len(v.By) > 0
	return nil
}

// colouredBy are the columns that give the colour. Without By that is the only
// one, if all its labels have colours of their own, else none.
func (s *scatter) colouredBy(by []string) []string {
	if len(by) > 0 || len(s.columns) != 3 {
		return append([]string{}, by...)
	}
	for _, l := range s.columns[0].Text {
		if _, ok := Colour(l); !ok {
			return []string{}
		}
	}
	return []string{s.columns[0].Name}
}

// words joins the labels of a point, of the columns named or, for nil, of all.
func (s *scatter) words(i int, by []string) string {
	var out []string
	for _, c := range s.columns[:len(s.columns)-2] {
		if (by == nil || slices.Contains(by, c.Name)) && i < len(c.Text) {
			out = append(out, c.Text[i])
		}
	}
	return strings.Join(out, joint)
}

func extentOf(values []float64) (lo, hi float64) { return slices.Min(values), slices.Max(values) }

// pixel is where a point stands in the picture.
func (s *scatter) pixel(x, y float64) place {
	return place{tenth(s.l.left + s.xs.share(x)*(float64(s.width)-s.l.left-s.l.right)),
		tenth(float64(s.height) - s.l.bottom - s.ys.share(y)*(float64(s.height)-s.l.top-s.l.bottom))}
}

// pointRadius in px, of scattered points.
const pointRadius = 3.5

// placeTexts finds sides for the names of the points, if they are asked for.
func (s *scatter) placeTexts(labelled bool) {
	var spots []spot
	var order []int
	for _, one := range s.series {
		for i := range one.x {
			p := s.pixel(one.x[i], one.y[i])
			order = append(order, len(spots))
			spots = append(spots, spot{p.x, p.y, pointRadius, widthOf(shorten(one.names[i], baseSize, maxText), baseSize, false)})
		}
	}
	sides, end := make([]side, len(spots)), float64(s.width)-margin/2
	if len(s.l.legend) > 0 {
		end = s.l.legendX - margin/2
	}
	if labelled {
		sides = placeTexts(spots, order, nil, area{s.l.left, s.l.top, end, float64(s.height) - s.l.bottom + tickGap})
	}
	for _, one := range s.series {
		s.sides = append(s.sides, sides[:len(one.x)])
		sides = sides[len(one.x):]
	}
}

func (s *scatter) size() (width, height int) { return s.width, s.height }

func (s *scatter) remarks() []string {
	if !s.diagonal {
		return nil
	}
	return []string{"Dashed: where both are equal."}
}

// table has a row per point.
func (s *scatter) table() (heading string, rows [][]string, left int) {
	left = len(s.columns) - 2
	n := len(s.columns[left].Values)
	head := make([]string, len(s.columns))
	print := make([]func(float64) string, len(s.columns))
	for k, c := range s.columns {
		head[k], print[k] = withUnit(c.Name, plainUnit(c.Unit)), readable(c.Values)
	}
	rows = [][]string{head}
	for i := range n {
		if i == textRows && n > textRows+1 {
			return "", append(rows, []string{fmt.Sprintf("... %d more", n-i)}), left
		}
		row := make([]string, len(s.columns))
		for k, c := range s.columns {
			if row[k] = at(c.Text, i); k >= left {
				row[k] = print[k](c.Values[i])
			}
		}
		rows = append(rows, row)
	}
	return "", rows, left
}

func (s *scatter) draw(p pen) {
	p.heading(s.l)
	p.axes(s.drawing, s.l)
	for k, one := range s.series {
		for i := range one.x {
			c := s.pixel(one.x[i], one.y[i])
			p.beside(one.names[i], spot{c.x, c.y, pointRadius, 0}, s.sides[k][i])
		}
	}
	p.legend(s.l)
}

// drawPoints draws the diagonal, then the points.
func drawPoints(d *drawing, c draw.Canvas, x, y transform) {
	if lo, hi, ok := d.diagonalEnds(); ok {
		c.StrokeLine2(draw.LineStyle{Color: axisC, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(6), vg.Points(4)}}, x(lo), y(lo), x(hi), y(hi))
	}
	for _, s := range d.series {
		col := mustRGB(s.colour)
		col.A = pointOpacity
		for i := range s.x {
			dot(c, col, vg.Point{X: x(s.x[i]), Y: y(s.y[i])})
		}
	}
}

// pointOpacity of 255: points on one another show.
const pointOpacity = 204

// diagonalEnds are where the line of equal x and y enters and leaves.
func (d *drawing) diagonalEnds() (lo, hi float64, ok bool) {
	lo, hi = math.Max(d.xs.min, d.ys.min), math.Min(d.xs.max, d.ys.max)
	return lo, hi, d.diagonal && lo < hi
}
