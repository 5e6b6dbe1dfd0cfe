package charts

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// Heat is a table of colours: the last axis, or the one named by X, runs
// across, the other down. Values of both signs are coloured about zero. Log
// colours decades. The static picture is a PNG; cells hold their numbers where
// there is room.
func Heat(id string, a quantity.Array, options ...Option) Figure {
	d, err := newDraft(KindHeat, id, options)
	if err == nil {
		err = d.heat(a)
	}
	return d.figure(err)
}

// heat stores [row, column], as a table does.
func (d *draft) heat(a quantity.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	if n := len(a.Axes()); n != 2 {
		return fmt.Errorf("an array with %d axes; a heat map has two: Pick or Sum the others", n)
	}
	return d.table(a)
}

// Sizes of a heat map in px.
const (
	barWide   = 12 // of the bar that explains the colours
	barHigh   = 220
	cellHigh  = 24
	maxLabel  = 180 // of a row
	minHigh   = 200 // of the picture, unless Size says otherwise
	maxHigh   = 1400
	maxCells  = 20000
	fitAround = 3 // least room about a number in its cell
)

// A heat is a laid out heat map. Rows are the series of the drawing.
type heat struct {
	*drawing
	l       layout
	down    string // name of the axis of rows
	colours scale
	stops   []string
	print   func(float64) string // nil where numbers do not fit
}

func readHeat(p display.Payload) (picture, error) {
	v, err := parseView(p.View)
	if err != nil {
		return nil, err
	}
	if len(p.Axes) != 2 || len(p.Values) == 0 || len(p.Values) > maxCells {
		return nil, fmt.Errorf("a heat map has two axes and 1 to %d values; this has %d axes and %d values", maxCells, len(p.Axes), len(p.Values))
	}
	rows, across := p.Axes[0], p.Axes[1]
	h := &heat{down: rows.Name, stops: oneWay, drawing: &drawing{kind: KindHeat, title: p.Title, unit: p.Unit, yName: v.Y,
		x: across.Labels, xName: across.Name, width: v.Width, height: v.Height}}
	for i, l := range rows.Labels {
		n := len(across.Labels)
		h.series = append(h.series, series{label: l, y: p.Values[i*n : (i+1)*n]})
	}
	if err := h.chooseColours(v.Log); err != nil {
		return nil, err
	}
	return h, h.arrange()
}

// chooseColours sets the scale of the colours and their ramp.
func (h *heat) chooseColours(log bool) (err error) {
	lo, hi := h.extent()
	if math.IsInf(lo, 0) {
		return fmt.Errorf("no values to draw")
	}
	if log {
		if err := h.checkPositive(); err != nil {
			return err
		}
	}
	if lo < 0 && hi > 0 {
		hi = math.Max(-lo, hi)
		lo, h.stops = -hi, bothWay
	} else if hi <= 0 && lo < 0 {
		h.stops = slices.Clone(oneWay) // the farther from zero, the darker
		slices.Reverse(h.stops)
	}
	like := drawing{kind: KindLine} // zero need not be on the scale
	h.colours, err = like.yScale(lo, hi, log)
	return err
}

// colour of a value.
func (h *heat) colour(v float64) color.NRGBA { return onRamp(h.stops, h.colours.share(v)) }

func (h *heat) arrange() (err error) {
	n, free := len(h.series), h.height == 0
	if free {
		h.height = min(max(minHigh, 100+cellHigh*n), maxHigh)
	}
	if err := h.setSize(); err != nil {
		return err
	}
	h.placeCategories()
	labels := make([]string, n)
	for i, s := range h.series {
		labels[n-1-i] = shorten(s.label, baseSize, maxLabel)
	}
	h.ys = categoryScale(labels, 1)
	widest := 0.0
	for _, m := range h.colours.marks {
		widest = math.Max(widest, widthOf(m.label, baseSize, false))
	}
	h.rightRoom = 2*margin + barWide + tickGap + widest
	h.l = h.place()
	if lack := cellHigh - (float64(h.height)-h.l.top-h.l.bottom)/float64(n); free && lack > 0 { // slanted labels take room
		h.height = min(h.height+int(lack*float64(n)), maxHigh)
		h.placeCategories()
	}
	if h.l, err = h.drawing.arrange(); err != nil {
		return err
	}
	wide, high := h.cell()
	if most := int(float64(n) * high / 13); n > most {
		h.thinRows(labels, max(most, 1))
	}
	h.fitNumbers(wide, high)
	return nil
}

// cell is the size of one cell in px.
func (h *heat) cell() (wide, high float64) {
	return (float64(h.width) - h.l.left - h.l.right) / float64(len(h.x)), (float64(h.height) - h.l.top - h.l.bottom) / float64(len(h.series))
}

// thinRows labels every few rows, from the top.
func (h *heat) thinRows(labels []string, most int) {
	n, stride := len(labels), (len(labels)+most-1)/most
	h.ys.marks = nil
	for i := n - 1; i >= 0; i -= stride {
		h.ys.marks = append(h.ys.marks, mark{float64(i), labels[i]})
	}
}

// fitNumbers has numbers printed in the cells if all of them fit.
func (h *heat) fitNumbers(wide, high float64) {
	var all []float64
	for _, s := range h.series {
		all = append(all, s.y...)
	}
	print := readable(all)
	for _, v := range all {
		if !math.IsNaN(v) && (widthOf(print(v), baseSize, false) > wide-2*fitAround || high < baseSize+2*fitAround) {
			return
		}
	}
	h.print = print
}

func (h *heat) size() (width, height int) { return h.width, h.height }

func (h *heat) remarks() []string {
	for _, s := range h.series {
		if len(present(s)) < len(s.y) {
			return []string{"White: no figure."}
		}
	}
	return nil
}

// table is the map in numbers.
func (h *heat) table() (heading string, rows [][]string, left int) {
	at := h.columns()
	head := []string{h.down}
	for _, i := range at {
		head = append(head, h.x[i])
	}
	rows = [][]string{head}
	for k, s := range h.series {
		if k == textRows && len(h.series) > textRows+1 {
			rows = append(rows, []string{fmt.Sprintf("... %d more", len(h.series)-k)})
			break
		}
		row, print := []string{s.label}, readable(s.y)
		for _, i := range at {
			row = append(row, print(s.y[i]))
		}
		rows = append(rows, row)
	}
	return h.yTitle(), rows, 1
}

func (h *heat) draw(p pen) {
	p.heading(h.l)
	wide, high := h.cell()
	edge := func(from, by float64, i int) float64 { return float64(whole(from + float64(by*float64(i)))) }
	for k, s := range h.series {
		y0, y1 := edge(h.l.top, high, k), edge(h.l.top, high, k+1)
		for i, v := range s.y {
			if math.IsNaN(v) {
				continue
			}
			x0, x1 := edge(h.l.left, wide, i), edge(h.l.left, wide, i+1)
			p.box(h.colour(v), x0, y0, x1-x0, y1-y0)
			if h.print != nil {
				s := h.print(v)
				p.text((x0+x1-widthOf(s, baseSize, false))/2, (y0+y1)/2+0.36*baseSize, s, style(baseSize, false, legibleOn(h.colour(v))))
			}
		}
	}
	p.axes(h.drawing, h.l)
	h.drawBar(p)
}

// bar is where the explanation of the colours stands.
func (h *heat) bar() (x, y, high float64) {
	return float64(h.width) - h.l.right + margin, h.l.top + 6, math.Min(barHigh, float64(h.height)-h.l.top-h.l.bottom-12)
}

// drawBar draws the ramp from the bottom up, with the marks of its scale.
func (h *heat) drawBar(p pen) {
	x, y, high := h.bar()
	for i := range rampSteps {
		y0, y1 := whole(y+high*float64(rampSteps-1-i)/rampSteps), whole(y+high*float64(rampSteps-i)/rampSteps)
		p.box(onRamp(h.stops, float64(i)/(rampSteps-1)), x, float64(y0), barWide, float64(y1-y0))
	}
	for _, m := range h.colours.marks {
		p.text(x+barWide+tickGap, y+high*(1-h.colours.share(m.at))+0.36*baseSize, m.label, style(baseSize, false, ink))
	}
}
