package charts

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// static draws the picture that every viewer shows, with gonum/plot.
func static(pic picture) (svg string, err error) {
	defer recoverTo(&err)
	width, height := pic.size()
	c := newSVG(float64(width), float64(height))
	pic.draw(newPen(c, width, height))
	return c.String(), nil
}

// recoverTo turns a panic of gonum/plot into an error.
func recoverTo(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("drawing: %v", r)
	}
}

func newPen(c vg.CanvasSizer, width, height int) pen {
	w, h := float64(width), float64(height)
	return pen{draw.NewCanvas(c, vg.Points(w), vg.Points(h)), h}
}

// draw draws a chart with axes.
func (c chartPicture) draw(p pen) {
	p.heading(c.l)
	p.axes(c.d, c.l)
	p.legend(c.l)
}

// heading sets the title and the line below it.
func (p pen) heading(l layout) {
	y := float64(margin)
	for _, line := range l.title {
		p.text(margin, y+titleSize, line, style(titleSize, true, ink))
		y += lineHeight
	}
	p.text(margin, y+baseSize+2, l.yName, style(baseSize, false, faint))
}

// A pen draws on a canvas in px from the top left corner.
type pen struct {
	draw.Canvas
	h float64
}

func (p pen) point(x, y float64) vg.Point {
	return vg.Point{X: vg.Points(x), Y: vg.Points(p.h - y)}
}

// text sets one line, its baseline starting at x, y.
func (p pen) text(x, y float64, s string, sty text.Style) {
	p.SetColor(sty.Color)
	p.FillString(sty.Handler.Cache().Lookup(sty.Font, sty.Font.Size), p.point(x, y), clean(s))
}

// axes draws the plotting area: marks, grid and data.
func (p pen) axes(d *drawing, l layout) {
	g := plot.New()
	g.BackgroundColor = nil
	g.X.Min, g.X.Max, g.Y.Min, g.Y.Max = d.xs.min, d.xs.max, d.ys.min, d.ys.max
	if d.ys.log {
		g.Y.Scale = plot.LogScale{}
	}
	if d.xs.log {
		g.X.Scale = plot.LogScale{}
	}
	area := p.Canvas
	area.Rectangle = vg.Rectangle{Min: p.point(l.left, p.h-l.bottom), Max: p.point(float64(d.width)-l.right, l.top)}
	x, y := g.Transforms(&area)
	thin := draw.LineStyle{Color: rule, Width: vg.Points(0.8)}
	for _, m := range d.ys.marks {
		if d.kind == KindHeat {
			break
		}
		area.StrokeLine2(thin, area.Min.X, y(m.at), area.Max.X, y(m.at))
	}
	for _, m := range d.xs.marks {
		if d.kind == KindScatter {
			area.StrokeLine2(thin, x(m.at), area.Min.Y, x(m.at), area.Max.Y)
		}
	}
	if d.kind != KindArea {
		p.data(d, area, x, y)
	}
	for _, m := range l.markedY(d) {
		p.label(area.Min.X-vg.Points(tickGap), y(m.at), m.label, text.XRight, text.YCenter, 0)
	}
	if d.kind == KindArea {
		p.data(d, area, x, y)
	}
	p.xAxis(d, l, area, x, y)
}

// xAxis draws the line the data stand on, the marks and the name of x.
func (p pen) xAxis(d *drawing, l layout, area draw.Canvas, x, y func(float64) vg.Length) {
	base := area.Min.Y
	if !d.ys.log && d.ys.min < 0 && d.ys.max >= 0 && d.kind != KindHeat {
		base = y(0)
	}
	line := draw.LineStyle{Color: axisC, Width: vg.Points(1)}
	area.StrokeLine2(line, area.Min.X, base, area.Max.X, base)
	for _, m := range d.xs.marks {
		if d.numeric {
			area.StrokeLine2(line, x(m.at), area.Min.Y, x(m.at), area.Min.Y-vg.Points(4))
		}
		switch {
		case l.bareX:
		case l.slant == 0:
			p.label(x(m.at), area.Min.Y-vg.Points(markGap), m.label, text.XCenter, text.YTop, 0)
		default:
			p.label(x(m.at), area.Min.Y-vg.Points(markGap), m.label, text.XRight, text.YTop, l.slant)
		}
	}
	sty := style(baseSize, false, faint)
	room := float64(d.width) - l.left - l.right
	below := p.h - margin
	if l.slant == 0 {
		below = p.h - l.bottom + markGap + baseSize + lineHeight
	}
	p.text(l.left+(room-widthOf(l.xName, baseSize, false))/2, below, l.xName, sty)
}

// label sets a mark's label against a point of the plotting area.
func (p pen) label(x, y vg.Length, s string, h text.XAlignment, v text.YAlignment, slant float64) {
	s = clean(s)
	sty := style(baseSize, false, ink)
	face := sty.Handler.Cache().Lookup(sty.Font, sty.Font.Size)
	p.Push()
	defer p.Pop()
	p.SetColor(sty.Color)
	p.Translate(vg.Point{X: x, Y: y})
	p.Rotate(slant * math.Pi / 180)
	// digits and capitals stand 0.72 em above the baseline
	up := vg.Points(0.72*baseSize) * vg.Length(v)
	p.FillString(face, vg.Point{X: face.Width(s) * vg.Length(h), Y: up}, s)
}

// data draws the series.
func (p pen) data(d *drawing, area draw.Canvas, x, y func(float64) vg.Length) {
	switch d.kind {
	case KindLine:
		drawLines(d, area, x, y)
	case KindArea:
		drawAreas(d, area, x, y)
	case KindBar:
		drawBars(d, area, x, y)
	case KindScatter:
		drawPoints(d, area, x, y)
	}
}

// legend draws one key below another, right of the plotting area.
func (p pen) legend(l layout) {
	for i, k := range l.legend {
		y := l.legendY + float64(i*legendStep)
		c := mustRGB(k.colour)
		mid := y + legendStep/2
		switch k.sample {
		case point:
			dot(p.Canvas, c, p.point(l.legendX+keyWidth/2, mid))
		case stroke, dashes:
			a, b := p.point(l.legendX, mid), p.point(l.legendX+keyWidth, mid)
			p.StrokeLine2(strokeOf(k.colour, k.sample == dashes), a.X, a.Y, b.X, b.Y)
		default:
			a, b := p.point(l.legendX+3, mid+6), p.point(l.legendX+keyWidth-3, mid-6)
			p.FillPolygon(c, []vg.Point{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}})
		}
		p.text(l.legendX+keyWidth+keyGap, mid+0.36*legendSize, k.text, style(legendSize, false, ink))
	}
}

// strokeOf is the line of a series.
func strokeOf(hex string, dashed bool) draw.LineStyle {
	s := draw.LineStyle{Color: mustRGB(hex), Width: vg.Points(2)}
	if dashed {
		s.Dashes = []vg.Length{vg.Points(6), vg.Points(4)}
	}
	return s
}

// dot is a filled circle with a white rim.
func dot(c draw.Canvas, col color.Color, at vg.Point) {
	var p vg.Path
	p.Arc(at, vg.Points(3.5), 0, 2*math.Pi)
	c.SetColor(col)
	c.Fill(p)
}
