package charts

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/kernel/display"
	"gonum.org/v1/plot/vg"
)

// Sizes of a Sankey picture in px.
const (
	nodeWidth   = 14
	nodeGap     = 16 // between two nodes of a column, where there is room
	labelGap    = 5
	lastLabel   = 150 // the longest text right of the last column
	leastName   = 36  // room that a name needs for its value to stand behind it
	flowOpacity = 92  // of 255
)

// A sankey is a laid out picture of flows. Places are in px within the area,
// from its top left corner, as echarts measures them.
type sankey struct {
	web
	width, height int
	l             layout
	wide, high    float64 // of the area
	gap           int     // between nodes of a column
	cut           bool
	columns       [][]int
	nodes         []flowNode
	flows         []flow
}

// A flowNode is a box; its flows come in at the left and leave at the right.
type flowNode struct {
	name, text, colour string
	column             int
	value              float64
	x, y, h            float64
	stacked            float64 // its top if its column began at the top
	room               float64 // for the text
}

// A flow is a band from y0 at the right of one node to y1 at the left of
// another.
type flow struct {
	arc
	y0, y1, h float64
}

func readSankey(p display.Payload) (picture, error) {
	w, v, err := readWeb(p)
	if err != nil {
		return nil, err
	}
	s := &sankey{web: w, width: v.Width, height: v.Height}
	if s.arcs = slices.DeleteFunc(s.arcs, func(a arc) bool { return a.value == 0 }); len(s.arcs) == 0 {
		return nil, fmt.Errorf("all links are zero: there is nothing to draw")
	}
	if s.cut, err = s.cutLoops(); err != nil {
		return nil, err
	}
	s.fill(v.Colours)
	return s, s.arrange(p.Title)
}

// fill makes a box for each node that a flow touches, in columns. A copy has
// the colour of its node.
func (s *sankey) fill(own map[string]string) {
	hex, depth := colours(s.names(), own), s.web.columns()
	for n := range s.web.nodes {
		node := flowNode{name: s.web.nodes[n].Name, colour: hex[n], column: depth[n]}
		if isGhost(node.name) {
			if i := slices.Index(s.names(), node.name[:len(node.name)-len(again)]); i >= 0 {
				node.colour = hexOf(pale(mustRGB(hex[i])))
			}
		}
		in, out := 0.0, 0.0
		for _, a := range s.arcs {
			if a.from == n {
				out += a.value
			}
			if a.to == n {
				in += a.value
			}
		}
		node.value = math.Max(in, out)
		s.nodes = append(s.nodes, node)
		for node.value > 0 && len(s.columns) <= node.column {
			s.columns = append(s.columns, nil)
		}
		if node.value > 0 {
			s.columns[node.column] = append(s.columns[node.column], n)
		}
	}
}

// arrange sets sizes and places.
func (s *sankey) arrange(title string) error {
	most := 0
	for _, c := range s.columns {
		most = max(most, len(c))
	}
	if s.width == 0 {
		s.width = defaultWidth
	}
	if s.height == 0 {
		s.height = max(defaultHeight-60, 100+30*most)
	}
	if err := sizeError(s.width, s.height); err != nil {
		return err
	}
	s.l = heading(title, withUnit("", s.unit), float64(s.width))
	s.l.right, s.l.bottom = margin, margin
	texts := s.values()
	outermost := s.columns[len(s.columns)-1] // their texts stand right of the area
	for _, n := range outermost {
		wide := math.Min(widthOf(s.nodes[n].name+texts[n], baseSize, false)+1, lastLabel)
		s.l.right = math.Max(s.l.right, margin+labelGap+wide)
	}
	for _, n := range outermost {
		s.nodes[n].room = s.l.right - margin - labelGap
	}
	if err := s.l.check(s.width, s.height); err != nil {
		return err
	}
	s.wide, s.high = float64(s.width)-s.l.left-s.l.right, float64(s.height)-s.l.top-s.l.bottom
	if s.gap = nodeGap; most > 1 {
		s.gap = min(nodeGap, max(1, int(0.6*s.high/float64(most-1))))
	}
	untangle(s.columns, s.arcs, len(s.nodes))
	s.scale()
	s.straighten()
	s.bind()
	s.label(texts)
	return nil
}

// label writes names and values where they have room.
func (s *sankey) label(texts []string) {
	for n := range s.nodes {
		node := &s.nodes[n]
		if room := node.room - widthOf(texts[n], baseSize, false); room > leastName {
			node.text = shorten(node.name, baseSize, room) + texts[n]
		} else { // the name counts more
			node.text = shorten(node.name, baseSize, node.room)
		}
	}
}

// scale gives nodes their heights, as echarts does: the fullest column fills
// the area.
func (s *sankey) scale() {
	perUnit := math.Inf(1)
	for _, c := range s.columns {
		sum := 0.0
		for _, n := range c {
			sum += s.nodes[n].value
		}
		perUnit = math.Min(perUnit, (s.high-float64((len(c)-1)*s.gap))/sum)
	}
	step := (s.wide - nodeWidth) / float64(max(len(s.columns)-1, 1))
	for k, c := range s.columns {
		top := 0.0
		for _, n := range c {
			node := &s.nodes[n]
			node.x, node.stacked, node.h = float64(float64(k)*step), top, float64(node.value*perUnit)
			if k < len(s.columns)-1 {
				node.room = step - nodeWidth - 2*labelGap
			}
			top += node.h + float64(s.gap)
		}
		spare := (s.high - (top - float64(s.gap))) / 2
		for _, n := range c {
			s.nodes[n].y = s.nodes[n].stacked + spare
		}
	}
	for _, a := range s.arcs {
		s.flows = append(s.flows, flow{arc: a, h: float64(a.value * perUnit)})
	}
}

// straighten moves nodes up and down, within their order, towards those they
// are linked to.
func (s *sankey) straighten() {
	for sweep := range 8 {
		for k := range s.columns {
			c, side := s.columns[k], sweep%2 == 0
			if !side {
				c = s.columns[len(s.columns)-1-k]
			}
			for _, n := range c {
				s.pull(n, side)
			}
			s.separate(c)
		}
	}
}

// pull puts the middle of a node where those of its neighbours are, on the
// left or on the right.
func (s *sankey) pull(n int, left bool) {
	sum, weight := 0.0, 0.0
	for _, a := range s.arcs {
		m := a.from
		if !left {
			m = a.to
		}
		if left && a.to == n || !left && a.from == n {
			sum += float64(a.value * (s.nodes[m].y + s.nodes[m].h/2))
			weight += a.value
		}
	}
	if weight > 0 {
		s.nodes[n].y = sum/weight - s.nodes[n].h/2
	}
}

// separate keeps the nodes of a column apart and within the area.
func (s *sankey) separate(column []int) {
	low := 0.0
	for _, n := range column {
		node := &s.nodes[n]
		node.y = math.Max(node.y, low)
		low = node.y + node.h + float64(s.gap)
	}
	high := s.high
	for i := len(column) - 1; i >= 0; i-- {
		node := &s.nodes[column[i]]
		node.y = math.Min(node.y, high-node.h)
		high = node.y - float64(s.gap)
	}
}

// bind attaches the flows to their nodes, one below another, in the order in
// which echarts does: of the other ends, were all columns to begin at the top.
func (s *sankey) bind() {
	for n := range s.nodes {
		var in, out []*flow
		for k := range s.flows {
			if f := &s.flows[k]; f.from == n {
				out = append(out, f)
			} else if f.to == n {
				in = append(in, f)
			}
		}
		slices.SortStableFunc(out, func(a, b *flow) int { return cmp.Compare(s.nodes[a.to].stacked, s.nodes[b.to].stacked) })
		slices.SortStableFunc(in, func(a, b *flow) int { return cmp.Compare(s.nodes[a.from].stacked, s.nodes[b.from].stacked) })
		y0, y1 := s.nodes[n].y, s.nodes[n].y
		for _, f := range out {
			f.y0, y0 = y0, y0+f.h
		}
		for _, f := range in {
			f.y1, y1 = y1, y1+f.h
		}
	}
}

// values are the printed values of the nodes, after a blank.
func (s *sankey) values() []string {
	var values []float64
	for _, n := range s.nodes {
		values = append(values, n.value)
	}
	print, out := readable(values), make([]string, len(values))
	for n, v := range values {
		out[n] = " " + print(v)
	}
	return out
}

func (s *sankey) size() (width, height int) { return s.width, s.height }

func (s *sankey) remarks() []string {
	if !s.cut {
		return nil
	}
	return []string{"“(again)”: the flow goes round, back to the node of that name; it is cut there so that the picture reads from left to right."}
}

func (s *sankey) draw(p pen) {
	p.heading(s.l)
	for _, f := range s.flows {
		c := mustRGB(s.nodes[f.from].colour)
		c.A = flowOpacity
		fill(p.Canvas, c, s.ribbon(p, f))
	}
	for _, n := range s.nodes {
		x, y := s.l.left+n.x, s.l.top+n.y
		p.box(mustRGB(n.colour), x, y, nodeWidth, n.h)
	}
	for _, n := range s.nodes {
		x, y := s.l.left+n.x+nodeWidth+labelGap, s.l.top+n.y+n.h/2+0.36*baseSize
		if n.value > 0 {
			p.text(x, y, n.text, style(baseSize, false, ink))
		}
	}
}

// box fills an upright rectangle.
func (p pen) box(c color.Color, x, y, w, h float64) {
	p.FillPolygon(c, []vg.Point{p.point(x, y), p.point(x+w, y), p.point(x+w, y+h), p.point(x, y+h)})
}

// ribbon is the outline of a flow: two curves that leave and arrive level, at
// least a pixel apart.
func (s *sankey) ribbon(p pen, f flow) vg.Path {
	x0, x1 := s.l.left+s.nodes[f.from].x+nodeWidth, s.l.left+s.nodes[f.to].x
	y0, y1, h, mid := s.l.top+f.y0, s.l.top+f.y1, math.Max(f.h, 1), (x0+x1)/2
	var out vg.Path
	out.Move(p.point(x0, y0))
	out.CubeTo(p.point(mid, y0), p.point(mid, y1), p.point(x1, y1))
	out.Line(p.point(x1, y1+h))
	out.CubeTo(p.point(mid, y1+h), p.point(mid, y0+h), p.point(x0, y0+h))
	out.Close()
	return out
}
