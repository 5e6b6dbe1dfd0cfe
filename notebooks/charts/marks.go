package charts

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// barShare is how much of a category's slot its bars fill; live charts use
// the same.
const barShare = 0.7

type transform = func(float64) vg.Length

// drawLines draws bands first, then lines, then points.
func drawLines(d *drawing, c draw.Canvas, x, y transform) {
	for _, s := range d.series {
		for _, b := range s.bands {
			drawBand(d, b, mustRGB(s.colour), c, x, y)
		}
	}
	for _, s := range d.series {
		if !s.points {
			solid, dashed := d.split(s)
			strokeThrough(c, strokeOf(s.colour, false), d, s, solid, x, y)
			strokeThrough(c, strokeOf(s.colour, true), d, s, dashed, x, y)
		}
	}
	for _, s := range d.series {
		if s.points || s.gaps() || len(d.x) == 1 {
			for _, i := range present(s) {
				dot(c, mustRGB(s.colour), vg.Point{X: x(d.at[i]), Y: y(s.y[i])})
			}
		}
	}
}

// present lists the positions that hold a value.
func present(s series) []int {
	var out []int
	for i, v := range s.y {
		if !math.IsNaN(v) {
			out = append(out, i)
		}
	}
	return out
}

// split parts a line into its published and its assumed stretch; they share
// the last published point.
func (d *drawing) split(s series) (solid, dashed []int) {
	at := present(s)
	if s.dashed {
		return nil, at
	}
	for k, i := range at {
		if d.isAfter(i) {
			return at[:k], at[max(k-1, 0):]
		}
	}
	return at, nil
}

func strokeThrough(c draw.Canvas, sty draw.LineStyle, d *drawing, s series, at []int, x, y transform) {
	pts := make([]vg.Point, len(at))
	for k, i := range at {
		pts[k] = vg.Point{X: x(d.at[i]), Y: y(s.y[i])}
	}
	if len(pts) > 1 {
		c.StrokeLines(sty, pts)
	}
}

// bandOpacity of the surface between low and high, of 255.
const bandOpacity = 51

// drawBand fills between low and high where both are known.
func drawBand(d *drawing, b band, col color.NRGBA, c draw.Canvas, x, y transform) {
	var up, down []vg.Point
	for i := range d.x {
		if !math.IsNaN(b.low[i]) && !math.IsNaN(b.high[i]) {
			up = append(up, vg.Point{X: x(d.at[i]), Y: y(b.high[i])})
			down = append(down, vg.Point{X: x(d.at[i]), Y: y(b.low[i])})
		}
	}
	for i := len(down) - 1; i >= 0; i-- {
		up = append(up, down[i])
	}
	col.A = bandOpacity
	if len(up) > 2 {
		c.FillPolygon(col, up)
	}
}

// drawAreas paints the stack from the top down, each surface to the ground:
// the next covers all but its own part. A white line parts them.
func drawAreas(d *drawing, c draw.Canvas, x, y transform) {
	tops := make([][]float64, len(d.series))
	sum := make([]float64, len(d.x))
	for k, s := range d.series {
		for i, v := range s.y {
			sum[i] += v
		}
		tops[k] = append([]float64(nil), sum...)
	}
	for k := len(tops) - 1; k >= 0; k-- {
		line := make([]vg.Point, len(d.x))
		for i := range d.x {
			line[i] = vg.Point{X: x(d.at[i]), Y: y(tops[k][i])}
		}
		ground := []vg.Point{{X: line[len(line)-1].X, Y: y(0)}, {X: line[0].X, Y: y(0)}}
		c.FillPolygon(mustRGB(d.series[k].colour), append(line, ground...))
		if k < len(tops)-1 {
			c.StrokeLines(draw.LineStyle{Color: color.White, Width: vg.Points(0.7)}, line)
		}
	}
	drawAfter(d, c, x)
}

// drawAfter marks where published years end in a stack.
func drawAfter(d *drawing, c draw.Canvas, x transform) {
	if !d.ruled() {
		return
	}
	at := x(float64(*d.after))
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(6), vg.Points(4)}},
		at, c.Min.Y, at, c.Max.Y)
}

// ruled reports whether the end of the published years lies within a stack.
func (d *drawing) ruled() bool {
	return d.after != nil && d.numeric && float64(*d.after) > d.xs.min && float64(*d.after) < d.xs.max
}

// drawBars draws every series as one path of bars, assumptions paler.
func drawBars(d *drawing, c draw.Canvas, x, y transform) {
	up, down := make([]float64, len(d.x)), make([]float64, len(d.x))
	for k, s := range d.series {
		var firm, assumed vg.Path
		for i, v := range s.y {
			if math.IsNaN(v) || v == 0 {
				continue
			}
			left, right := d.slot(k, i)
			from := 0.0
			if d.stacked {
				base := &up[i]
				if v < 0 {
					base = &down[i]
				}
				from, *base = *base, *base+v
			}
			into := &firm
			if d.isAfter(i) {
				into = &assumed
			}
			addBar(into, x(left), x(right), y(from), y(from+v))
		}
		fill(c, mustRGB(s.colour), firm)
		fill(c, pale(mustRGB(s.colour)), assumed)
	}
}

// slot is where the bar of series k stands in category i.
func (d *drawing) slot(k, i int) (left, right float64) {
	n := float64(len(d.series))
	if d.stacked {
		return d.at[i] - barShare/2, d.at[i] + barShare/2
	}
	left = d.at[i] - barShare/2 + barShare*float64(k)/n
	return left, left + barShare/n
}

func addBar(p *vg.Path, x0, x1, y0, y1 vg.Length) {
	p.Move(vg.Point{X: x0, Y: y0})
	p.Line(vg.Point{X: x0, Y: y1})
	p.Line(vg.Point{X: x1, Y: y1})
	p.Line(vg.Point{X: x1, Y: y0})
	p.Close()
}

func fill(c draw.Canvas, col color.Color, p vg.Path) {
	if len(p) > 0 {
		c.SetColor(col)
		c.Fill(p)
	}
}

// pale mixes a colour half with white, as half opacity does on a white ground.
func pale(c color.NRGBA) color.NRGBA {
	mix := func(v uint8) uint8 { return uint8((int(v) + 256) / 2) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}
