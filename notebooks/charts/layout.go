package charts

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Sizes in px, shared by the static and the live picture.
const (
	titleSize   = 14
	legendSize  = 12
	lineHeight  = 18 // of title and legend
	legendStep  = 19
	keyWidth    = 20 // of the sample before a legend's text
	keyHeight   = 12
	keyGap      = 6
	maxLegend   = 210 // width of a legend's text; longer ones are shortened
	margin      = 12
	tickGap     = 6
	markGap     = 9  // from the axis to the labels of x
	markSpace   = 14 // least space between two marks on x
	maxCategory = 150
)

var (
	ink   = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	faint = color.NRGBA{0x55, 0x55, 0x55, 0xff}
	rule  = color.NRGBA{0xe0, 0xe0, 0xe0, 0xff}
	axisC = color.NRGBA{0x88, 0x88, 0x88, 0xff}
)

// A layout says where things stand, in px from the top left corner.
type layout struct {
	title                    []string
	xName, yName             string  // shortened to fit
	left, right, top, bottom float64 // margins around the plotting area
	legend                   []key
	legendX, legendY         float64
	slant                    float64 // of the labels on x, in degrees
	bareX, bareY             bool    // a panel whose marks are labelled by others of its column or row
}

// markedY are the marks that get a label at the left.
func (l layout) markedY(d *drawing) []mark {
	if l.bareY {
		return nil
	}
	return d.ys.marks
}

// A key is one entry of the legend.
type key struct {
	label  string
	text   string // the label, shortened to fit
	colour string
	sample sample
}

// A sample is what stands before the text of a key.
type sample int

const (
	box sample = iota
	stroke
	dashes
	point
)

// style is the text style of a size and weight.
func style(size float64, bold bool, c color.Color) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
	if bold {
		f.Weight = boldWeight
	}
	return text.Style{Color: c, Font: f, Handler: plot.DefaultTextHandler}
}

// widthOf measures a text set on one line.
func widthOf(s string, size float64, bold bool) float64 {
	sty := style(size, bold, ink)
	face := sty.Handler.Cache().Lookup(sty.Font, sty.Font.Size)
	return face.Width(clean(s)).Points()
}

// shorten cuts s to a width, with an ellipsis where something was cut.
func shorten(s string, size, width float64) string {
	if widthOf(s, size, false) <= width {
		return s
	}
	r := []rune(s)
	for n := len(r) - 1; n > 0; n-- {
		if cut := strings.TrimRight(string(r[:n]), " ") + "…"; widthOf(cut, size, false) <= width {
			return cut
		}
	}
	return "…"
}

// maxTitle is the most lines a title takes.
const maxTitle = 3

// wrap breaks s at blanks into lines no wider than width, at most maxTitle of
// them; a single word may be wider and is shortened.
func wrap(s string, size, width float64) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && widthOf(lines[n-1]+" "+word, size, true) <= width {
			lines[n-1] += " " + word
			continue
		}
		if len(lines) == maxTitle {
			lines[maxTitle-1] = shorten(lines[maxTitle-1], size, width*0.88) + "…"
			break
		}
		lines = append(lines, shorten(word, size, width*0.88))
	}
	return lines
}

// Least size of the plotting area.
const (
	minAcross = 60
	minUp     = 40
)

// heading starts a layout with the title and the line below it, such as the
// unit.
func heading(title, below string, width float64) layout {
	room := width - 2*margin
	l := layout{title: wrap(title, titleSize, room), yName: shorten(below, baseSize, room), left: margin, right: margin + 8, bottom: margin}
	l.top = margin + float64(lineHeight*len(l.title))
	if below != "" {
		l.top += lineHeight
	}
	l.top += 8
	return l
}

// addLegend makes room for a legend at the right, if there is one.
func (l *layout) addLegend(keys []key, width float64) {
	if l.legend = keys; len(keys) > 0 {
		l.right = legendWidth(keys) + 2*margin
		l.legendX, l.legendY = width-l.right+margin, l.top
	}
}

// check refuses a layout whose plotting area is too small.
func (l layout) check(width, height int) error {
	if float64(width)-l.left-l.right < minAcross || float64(height)-l.top-l.bottom < minUp {
		return fmt.Errorf("%d × %d px leave no room between title, labels and legend; give more with Size", width, height)
	}
	return nil
}

// arrange lays a drawing out. It sets the marks on x, which depend on the room
// there is.
func (d *drawing) arrange() (layout, error) {
	l := d.place()
	return l, l.check(d.width, d.height)
}

func (d *drawing) place() layout {
	w, h := float64(d.width), float64(d.height)
	l := heading(d.title, d.yTitle(), w)
	l.addLegend(d.keys(), w)
	l.right = math.Max(l.right, d.rightRoom)
	widest := 0.0
	for _, m := range d.ys.marks {
		widest = math.Max(widest, widthOf(m.label, baseSize, false))
	}
	l.left = margin + widest + tickGap
	l.bottom = margin + baseSize + markGap
	if d.xName != "" {
		l.bottom += lineHeight
	}
	d.markX(&l, w-l.left-l.right, h)
	l.xName = shorten(d.xName, baseSize, math.Max(w-l.left-l.right, margin))
	return l
}

// keys lists the legend: for stacks from the top down, as they are seen.
func (d *drawing) keys() []key {
	if !d.named {
		return nil
	}
	out := make([]key, len(d.series))
	for i, s := range d.series {
		k := newKey(s.label, s.colour, d.sample(s))
		if d.stacked {
			out[len(out)-1-i] = k
		} else {
			out[i] = k
		}
	}
	return out
}

func newKey(label, colour string, s sample) key {
	return key{label, shorten(label, legendSize, maxLegend), colour, s}
}

// sample is how a series is drawn, in small.
func (d *drawing) sample(s series) sample {
	switch {
	case s.points:
		return point
	case d.kind != KindLine:
		return box
	case s.dashed:
		return dashes
	}
	return stroke
}

// wider is by how much letters of a browser's own font may be wider than those
// measured, where it lacks ours.
const wider = 1.15

func legendWidth(keys []key) float64 {
	w := 0.0
	for _, k := range keys {
		w = math.Max(w, widthOf(k.text, legendSize, false))
	}
	return w*wider + keyWidth + keyGap
}

// markX chooses the marks on x for the room there is: numbers at round steps,
// labels that are years every few, other labels all, slanted if they must be.
func (d *drawing) markX(l *layout, room, height float64) {
	if d.kind == KindScatter {
		d.markNumbers(l, room)
		return
	}
	widest := 0.0
	for _, x := range d.x {
		widest = math.Max(widest, widthOf(x, baseSize, false))
	}
	fit := int(room / (widest + markSpace))
	if d.numeric { // the last label reaches half its width beyond the area
		if over := widest/2 + 2 - l.right; over > 0 && len(l.legend) == 0 {
			l.right += over
		}
		d.xs = numberScale(d.at, min(max(fit, 1), 12))
		return
	}
	if fit >= len(d.x) {
		return
	}
	if _, ok := numbersOf(d.x); ok {
		d.thin(max(fit, 1))
		return
	}
	d.slant(l, room, height)
}

// markNumbers takes fewer marks on a scale of numbers until they fit.
func (d *drawing) markNumbers(l *layout, room float64) {
	for steps := 4; steps > 0; steps-- {
		widest := 0.0
		for _, m := range d.xs.marks {
			widest = math.Max(widest, widthOf(m.label, baseSize, false))
		}
		beyond := widest/2 + 2 // the outer labels reach beyond the area
		l.left, l.right = math.Max(l.left, beyond), math.Max(l.right, beyond)
		if float64(len(d.xs.marks))*(widest+markSpace) < room || d.xs.log {
			return
		}
		d.xs = stepScale(d.xs.min, d.xs.max, false, steps)
	}
}

// slant turns the labels on x and makes room for them below and at the left,
// where the first ones begin before their marks.
func (d *drawing) slant(l *layout, room, height float64) {
	l.slant = 35
	sin, cos := math.Sincos(l.slant * math.Pi / 180)
	limit := math.Min(maxCategory, 0.45*height)
	right, widest := l.left+room, 0.0
	for i := range d.xs.marks {
		m := &d.xs.marks[i]
		m.label = shorten(m.label, baseSize, limit)
		w := widthOf(m.label, baseSize, false) * wider
		widest = math.Max(widest, w)
		f := (float64(i) + 0.5) / float64(len(d.x)) // where the mark stands between left and right
		l.left = math.Max(l.left, (w*cos+margin-right*f)/(1-f))
	}
	l.bottom += widest * sin
	if most := max(int(room/(baseSize+4)), 1); len(d.x) > most {
		d.thin(most)
	}
}

// thin marks every stride-th category, so that no more than n are marked.
func (d *drawing) thin(n int) {
	labels := make([]string, len(d.xs.marks))
	for i, m := range d.xs.marks {
		labels[i] = m.label
	}
	stride := (len(labels) + n - 1) / n
	for _, round := range []int{2, 5, 10, 20, 25, 50, 100} {
		if stride <= round && stride > 1 {
			stride = round
			break
		}
	}
	d.xs = categoryScale(labels, stride)
}
