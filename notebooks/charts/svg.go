package charts

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// fontFamily is set in Liberation Sans, whose metrics the layout uses; Arial
// and Helvetica have the same. Every text carries its length, so that another
// font is fitted into it rather than run over its neighbours.
const fontFamily = "Liberation Sans,Arial,Helvetica,sans-serif"

const (
	baseSize   = 11 // font size of texts that do not say theirs
	boldWeight = 3  // golang.org/x/image/font.WeightBold
)

// svgCanvas is a vg.Canvas that writes compact SVG: coordinates in tenths of
// a pixel as whole numbers, y down, paths relative, strokes of one style in
// one path. (vgsvg writes five digits and the full style for every element,
// 2.4 times the bytes for the same lines or areas.)
type svgCanvas struct {
	w, h  float64
	buf   strings.Builder
	style string // of the stroke that is being collected
	path  strings.Builder
	svgState
	stack []svgState
}

type svgState struct {
	m      affine
	colour color.Color
	width  vg.Length
	dash   []vg.Length
}

// affine maps (x, y) to (ax + cy + e, bx + dy + f).
type affine struct{ a, b, c, d, e, f float64 }

func (m affine) times(n affine) affine {
	return affine{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b,
		m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

func newSVG(w, h float64) *svgCanvas {
	return &svgCanvas{w: w, h: h, svgState: svgState{m: affine{a: 1, d: 1}, colour: color.Black, width: 1}}
}

// tenths rounds to tenths of a pixel. The small bias keeps halves from falling
// either way with the last bit, which differs between processors.
func tenths(x float64) int { return int(math.Floor(10*x + 0.5 + 1e-6)) }

func (c *svgCanvas) at(p vg.Point) (x, y int) {
	px, py := p.X.Points(), p.Y.Points()
	return tenths(c.m.a*px + c.m.c*py + c.m.e), tenths(c.h - (c.m.b*px + c.m.d*py + c.m.f))
}

func (c *svgCanvas) Size() (w, h vg.Length)                 { return vg.Points(c.w), vg.Points(c.h) }
func (c *svgCanvas) SetLineWidth(w vg.Length)               { c.width = w }
func (c *svgCanvas) SetLineDash(d []vg.Length, _ vg.Length) { c.dash = d }
func (c *svgCanvas) Push()                                  { c.stack = append(c.stack, c.svgState) }

func (c *svgCanvas) SetColor(col color.Color) {
	if col == nil {
		col = color.Black
	}
	c.colour = col
}

func (c *svgCanvas) Pop() {
	c.svgState = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.m = c.m.times(affine{a: cos, b: sin, c: -sin, d: cos})
}

func (c *svgCanvas) Translate(p vg.Point) {
	c.m = c.m.times(affine{a: 1, d: 1, e: p.X.Points(), f: p.Y.Points()})
}

func (c *svgCanvas) Scale(x, y float64) { c.m = c.m.times(affine{a: x, d: y}) }

// Stroke collects paths of one style and writes them together.
func (c *svgCanvas) Stroke(p vg.Path) {
	if c.width <= 0 || len(p) == 0 {
		return
	}
	style := paint("stroke", c.colour)
	if w := tenths(c.width.Points()); w != 10 {
		style += fmt.Sprintf(" stroke-width='%d'", w)
	}
	if len(c.dash) > 0 {
		parts := make([]string, len(c.dash))
		for i, d := range c.dash {
			parts[i] = strconv.Itoa(tenths(d.Points()))
		}
		style += " stroke-dasharray='" + strings.Join(parts, " ") + "'"
	}
	if style != c.style {
		c.flush()
		c.style = style
	}
	c.writePath(&c.path, p)
}

func (c *svgCanvas) flush() {
	if c.path.Len() > 0 {
		fmt.Fprintf(&c.buf, "<path d='%s'%s/>\n", c.path.String(), c.style)
	}
	c.path.Reset()
	c.style = ""
}

func (c *svgCanvas) Fill(p vg.Path) {
	c.flush()
	c.buf.WriteString("<path d='")
	c.writePath(&c.buf, p)
	fmt.Fprintf(&c.buf, "'%s/>\n", paint("fill", c.colour))
}

// paint is " fill='#rrggbb'", with an opacity where the colour has one.
func paint(attr string, col color.Color) string {
	n := color.NRGBAModel.Convert(col).(color.NRGBA)
	s := fmt.Sprintf(" %s='#%02x%02x%02x'", attr, n.R, n.G, n.B)
	if n.A != 255 {
		s += fmt.Sprintf(" %s-opacity='%.2f'", attr, float64(n.A)/255)
	}
	return s
}

// writePath writes absolute moves and relative lines.
func (c *svgCanvas) writePath(b *strings.Builder, p vg.Path) {
	var x, y int
	for i, k := range p {
		switch k.Type {
		case vg.MoveComp:
			x, y = c.at(k.Pos)
			b.WriteString("M" + pair(x, y))
		case vg.LineComp:
			u, v := c.at(k.Pos)
			b.WriteString(lineTo(u-x, v-y))
			x, y = u, v
		case vg.CurveComp:
			b.WriteString(map[int]string{1: "Q", 2: "C"}[len(k.Control)])
			for j, q := range append(append([]vg.Point(nil), k.Control...), k.Pos) {
				if x, y = c.at(q); j > 0 {
					b.WriteByte(' ')
				}
				b.WriteString(pair(x, y))
			}
		case vg.ArcComp:
			x, y = c.arc(b, k, x, y, i == 0)
		case vg.CloseComp:
			b.WriteByte('Z')
		}
	}
}

// arc writes an arc about k.Pos, joined to (x, y) by a line, in pieces of at
// most half a turn: SVG cannot say a full one.
func (c *svgCanvas) arc(b *strings.Builder, k vg.PathComp, x, y int, first bool) (int, int) {
	on := func(angle float64) (int, int) {
		sin, cos := math.Sincos(angle)
		return c.at(vg.Point{X: k.Pos.X + k.Radius*vg.Length(cos), Y: k.Pos.Y + k.Radius*vg.Length(sin)})
	}
	if u, v := on(k.Start); first || u != x || v != y {
		if first {
			b.WriteString("M" + pair(u, v))
		} else {
			b.WriteString(lineTo(u-x, v-y))
		}
		x, y = u, v
	}
	sweep := 0
	if k.Angle < 0 { // y is turned over
		sweep = 1
	}
	pieces := int(math.Ceil(math.Abs(k.Angle)/math.Pi - 1e-9))
	for i := 1; i <= pieces; i++ {
		u, v := on(k.Start + k.Angle*float64(i)/float64(pieces))
		r := tenths(k.Radius.Points())
		fmt.Fprintf(b, "a%d %d 0 0 %d %s", r, r, sweep, pair(u-x, v-y))
		x, y = u, v
	}
	return x, y
}

func pair(x, y int) string {
	if y < 0 {
		return strconv.Itoa(x) + strconv.Itoa(y)
	}
	return strconv.Itoa(x) + " " + strconv.Itoa(y)
}

func lineTo(dx, dy int) string {
	switch {
	case dx == 0 && dy == 0:
		return ""
	case dy == 0:
		return "h" + strconv.Itoa(dx)
	case dx == 0:
		return "v" + strconv.Itoa(dy)
	}
	return "l" + pair(dx, dy)
}

// FillString writes a text element.
func (c *svgCanvas) FillString(f font.Face, p vg.Point, text string) {
	if text == "" {
		return
	}
	c.flush()
	x, y := c.at(p)
	fmt.Fprintf(&c.buf, "<text x='%d' y='%d' textLength='%d'", x, y, tenths(f.Width(text).Points()))
	if size := tenths(f.Font.Size.Points()); size != 10*baseSize {
		fmt.Fprintf(&c.buf, " font-size='%d'", size)
	}
	if f.Font.Weight >= boldWeight {
		c.buf.WriteString(" font-weight='bold'")
	}
	if c.m.b != 0 {
		turn := -math.Atan2(c.m.b, c.m.a) * 180 / math.Pi
		fmt.Fprintf(&c.buf, " transform='rotate(%.4g %d %d)'", turn, x, y)
	}
	c.buf.WriteString(paint("fill", c.colour) + ">")
	xml.EscapeText(&c.buf, []byte(text))
	c.buf.WriteString("</text>\n")
}

// DrawImage embeds a picture as PNG.
func (c *svgCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	c.flush()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return // an image of no size: there is nothing to draw
	}
	x0, y0 := c.at(vg.Point{X: r.Min.X, Y: r.Max.Y})
	x1, y1 := c.at(vg.Point{X: r.Max.X, Y: r.Min.Y})
	fmt.Fprintf(&c.buf, "<image x='%d' y='%d' width='%d' height='%d' preserveAspectRatio='none' href='data:image/png;base64,%s'/>\n",
		x0, y0, x1-x0, y1-y0, base64.StdEncoding.EncodeToString(b.Bytes()))
}

// String is the whole picture on a white ground.
func (c *svgCanvas) String() string {
	c.flush()
	w, h := tenths(c.w), tenths(c.h)
	return fmt.Sprintf("<svg xmlns='http://www.w3.org/2000/svg' width='%g' height='%g' viewBox='0 0 %d %d' font-family='%s' font-size='%d' fill='none' stroke-width='10' stroke-linejoin='round'>\n",
		c.w, c.h, w, h, fontFamily, 10*baseSize) +
		fmt.Sprintf("<path d='M0 0h%dv%dh-%dZ' fill='#ffffff'/>\n", w, h, w) + c.buf.String() + "</svg>\n"
}
