package charts

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/kernel/display"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of a graph in px.
const (
	nodeRadius = 7  // of nodes without values
	nodeMost   = 18 // radius of the largest
	nodeLeast  = 4
	linkMost   = 5 // width of the thickest link
	linkLeast  = 0.8
	bend       = 0.15 // of links that run both ways between two nodes
	arrowLong  = 8
	arrowHalf  = arrowLong * 2.0 / 3 // half its width, as echarts draws it
	around     = 28                  // room between nodes and the edge of the picture, for texts
)

var linkColour = color.NRGBA{0x99, 0x99, 0x99, 0xff}

// A graph is a laid out picture of nodes and links; places in px of the
// picture.
type graph struct {
	web
	width, height int
	l             layout
	arrows        bool
	dots          []dotted
	lines         []edgeLine
}

// A dotted node: its place, radius, colour and where its text stands.
type dotted struct {
	Node
	x, y, r float64
	colour  string
	side    side
}

// An edgeLine is a link between two nodes, with the point that bends it.
type edgeLine struct {
	arc
	width, bend float64
}

func readGraph(p display.Payload) (picture, error) {
	w, v, err := readWeb(p)
	if err != nil {
		return nil, err
	}
	g := &graph{web: w, width: v.Width, height: v.Height, arrows: !v.Undirected}
	return g, g.arrange(p.Title, v)
}

func (g *graph) arrange(title string, v view) error {
	columns := g.groups()
	most := 0
	for _, c := range columns {
		most = max(most, len(c))
	}
	if g.width == 0 {
		g.width = defaultWidth
	}
	if g.height == 0 {
		if g.height = max(defaultHeight, min(6*len(g.nodes), 800)); v.Layered {
			g.height = max(defaultHeight, 90+24*most)
		}
	}
	if err := sizeError(g.width, g.height); err != nil {
		return err
	}
	keys := g.colour(v.Colours)
	g.l = heading(title, withUnit("", g.unit), float64(g.width))
	g.l.addLegend(keys, float64(g.width))
	if err := g.l.check(g.width, g.height); err != nil {
		return err
	}
	g.sizes()
	g.place(v.Layered, columns)
	g.connect()
	g.label()
	return nil
}

// groups are the nodes by group, groups in order of appearance.
func (g *graph) groups() [][]int {
	var names []string
	var out [][]int
	for n, node := range g.nodes {
		k := slices.Index(names, node.Group)
		if k < 0 {
			k, names, out = len(names), append(names, node.Group), append(out, nil)
		}
		out[k] = append(out[k], n)
	}
	return out
}

// colour colours nodes by group, or by their own name where there are none,
// and returns the legend of the groups.
func (g *graph) colour(own map[string]string) []key {
	var labels []string
	for _, n := range g.nodes {
		if n.Group != "" && !slices.Contains(labels, n.Group) {
			labels = append(labels, n.Group)
		}
	}
	grouped := len(labels) > 0
	if !grouped {
		labels = g.names()
	}
	hex := colours(labels, own)
	var keys []key
	for _, n := range g.nodes {
		d := dotted{Node: n, colour: hexOf(linkColour)}
		name := n.Name
		if grouped {
			name = n.Group
		}
		if k := slices.Index(labels, name); k >= 0 {
			d.colour = hex[k]
		}
		g.dots = append(g.dots, d)
	}
	for k, l := range labels {
		if grouped {
			keys = append(keys, newKey(l, hex[k], point))
		}
	}
	return keys
}

// sizes gives nodes an area that grows with their value.
func (g *graph) sizes() {
	most := 0.0
	for _, n := range g.nodes {
		most = math.Max(most, n.Value)
	}
	for i := range g.dots {
		d := &g.dots[i]
		if d.r = nodeRadius; most > 0 {
			d.r = nodeLeast
			if d.Value > 0 {
				d.r = tenth(math.Max(nodeLeast, nodeMost*math.Sqrt(d.Value/most)))
			}
		}
	}
}

// tenth rounds to tenths of a pixel.
func tenth(x float64) float64 { return float64(tenths(x)) / 10 }

// place computes where the nodes stand.
func (g *graph) place(layered bool, columns [][]int) {
	left, right := float64(around), float64(around)
	var at []place
	if layered {
		untangle(columns, g.arcs, len(g.nodes))
		at = inColumns(columns, len(g.nodes))
		left, right = g.widest(columns[0]), g.widest(columns[len(columns)-1])
	} else {
		at = spreadOut(len(g.nodes), g.arcs)
	}
	w := math.Max(float64(g.width)-g.l.left-g.l.right-left-right, minAcross)
	h := float64(g.height) - g.l.top - g.l.bottom - around
	for i, p := range at {
		d := &g.dots[i]
		d.x, d.y = tenth(g.l.left+left+float64(p.x*w)), tenth(g.l.top+around/2+float64(p.y*h))
	}
}

// widest is the room that the nodes of an outer column need for their texts.
func (g *graph) widest(column []int) float64 {
	w := 0.0
	for _, n := range column {
		w = math.Max(w, g.dots[n].r+textGap+widthOf(shorten(g.nodes[n].Name, baseSize, maxText), baseSize, false))
	}
	return w
}

// connect makes the lines; two links that run both ways are bent apart, and
// links of a node to itself are left out.
func (g *graph) connect() {
	most := 0.0
	for _, a := range g.arcs {
		most = math.Max(most, a.value)
	}
	for _, a := range g.arcs {
		if a.from == a.to {
			continue
		}
		e := edgeLine{arc: a, width: linkLeast}
		if most > 0 {
			e.width = tenth(math.Max(linkLeast, linkMost*a.value/most))
		}
		if slices.ContainsFunc(g.arcs, func(b arc) bool { return b.from == a.to && b.to == a.from }) {
			e.bend = bend
		}
		g.lines = append(g.lines, e)
	}
}

// label finds a side for the text of each node, larger nodes first.
func (g *graph) label() {
	order := make([]int, len(g.dots))
	spots := make([]spot, len(g.dots))
	for i, d := range g.dots {
		order[i] = i
		spots[i] = spot{d.x, d.y, d.r, widthOf(shorten(d.Name, baseSize, maxText), baseSize, false)}
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(10*g.dots[b].r) - int(10*g.dots[a].r) })
	lines := make([]segment, len(g.lines))
	for i, e := range g.lines {
		a, b := g.dots[e.from], g.dots[e.to]
		lines[i] = segment{place{a.x, a.y}, place{b.x, b.y}}
	}
	sides := placeTexts(spots, order, lines, area{margin / 2, g.l.top - 8, float64(g.width) - g.l.right + margin/2, float64(g.height) - margin/2})
	for i := range g.dots {
		g.dots[i].side = sides[i]
	}
}

func (g *graph) size() (width, height int) { return g.width, g.height }

func (g *graph) remarks() []string {
	var out []string
	loops := 0
	for _, a := range g.arcs {
		if a.from == a.to {
			loops++
		}
	}
	if loops > 0 {
		out = append(out, fmt.Sprintf("Links of a node to itself are not drawn: %d.", loops))
	}
	if slices.ContainsFunc(g.dots, func(d dotted) bool { return d.Value > 0 }) {
		out = append(out, "The area of a node grows with its value"+parenthesis(g.nodeUnit)+".")
	}
	return out
}

func parenthesis(unit string) string {
	if unit == "" || unit == "1" {
		return ""
	}
	return " (" + unit + ")"
}

// table has a row per node with its group and value, if they have any, then
// one per link.
func (g *graph) table() (heading string, rows [][]string, left int) {
	heading, rows, left = g.web.table()
	var values []float64
	for _, n := range g.nodes {
		values = append(values, n.Value)
	}
	if len(present(series{y: values})) == 0 || g.nodes[0].Group == "" && values[0] == 0 {
		return heading, rows, left
	}
	print := readable(values)
	for i, n := range g.nodes {
		row := make([]string, left+1)
		row[0], row[1], row[left] = n.Name, n.Group, print(n.Value)
		if i == 0 {
			rows = append(rows, append([]string{"node", "group"}, append(make([]string, left-2), withUnit("value", g.nodeUnit))...))
		}
		if i == textRows && len(g.nodes) > textRows+1 {
			return heading, append(rows, []string{fmt.Sprintf("... %d more", len(g.nodes)-i)}), left
		}
		rows = append(rows, row)
	}
	return heading, rows, left
}

func (g *graph) draw(p pen) {
	p.heading(g.l)
	for _, e := range g.lines {
		g.drawLine(p, e)
	}
	for _, d := range g.dots {
		p.disc(mustRGB(d.colour), d.x, d.y, d.r)
	}
	for _, d := range g.dots {
		p.beside(d.Name, spot{d.x, d.y, d.r, 0}, d.side)
	}
	p.legend(g.l)
}

// disc is a filled circle with a white rim.
func (p pen) disc(c color.Color, x, y, r float64) {
	var circle vg.Path
	circle.Arc(p.point(x, y), vg.Points(r), 0, 2*math.Pi)
	fill(p.Canvas, c, circle)
	p.SetColor(color.White)
	p.SetLineWidth(vg.Points(1))
	p.SetLineDash(nil, 0)
	p.Stroke(circle)
}

// drawLine draws a link from rim to rim, with an arrowhead where it ends.
func (g *graph) drawLine(p pen, e edgeLine) {
	a, b := g.dots[e.from], g.dots[e.to]
	c := place{(a.x+b.x)/2 - (a.y-b.y)*e.bend, (a.y+b.y)/2 - (b.x-a.x)*e.bend}
	tip := towards(place{b.x, b.y}, c, b.r)
	end := tip
	if g.arrows {
		end = towards(tip, c, arrowLong-2)
	}
	start := towards(place{a.x, a.y}, c, a.r)
	var path vg.Path
	path.Move(p.point(start.x, start.y))
	path.QuadTo(p.point(c.x, c.y), p.point(end.x, end.y))
	p.SetLineStyle(draw.LineStyle{Color: linkColour, Width: vg.Points(e.width)})
	p.Stroke(path)
	if g.arrows {
		p.arrow(tip, c)
	}
}

// towards is the point at a distance from p on the way to q.
func towards(p, q place, by float64) place {
	d := math.Sqrt((q.x-p.x)*(q.x-p.x) + (q.y-p.y)*(q.y-p.y))
	if d < 1e-9 {
		return p
	}
	return place{p.x + (q.x-p.x)*by/d, p.y + (q.y-p.y)*by/d}
}

// arrow fills an arrowhead at tip that comes from another point.
func (p pen) arrow(tip, from place) {
	base, notch := towards(tip, from, arrowLong), towards(tip, from, arrowLong*0.75)
	dx, dy := (tip.x-base.x)*arrowHalf/arrowLong, (tip.y-base.y)*arrowHalf/arrowLong
	p.FillPolygon(linkColour, []vg.Point{p.point(tip.x, tip.y), p.point(base.x-dy, base.y+dx), p.point(notch.x, notch.y), p.point(base.x+dy, base.y-dx)})
}
