package charts

import (
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// live draws the flows with echarts' own Sankey, at the places computed here.
func (s *sankey) live() (object, error) {
	c := charts.NewSankey()
	c.SetGlobalOptions(globals(s.l, "item")...)
	nodes, links := []object{}, []object{}
	for _, column := range s.columns {
		for _, n := range column {
			nodes = append(nodes, s.liveNode(s.nodes[n]))
		}
	}
	for _, f := range s.flows {
		links = append(links, object{"source": s.nodes[f.from].name, "target": s.nodes[f.to].name, "value": shortest(f.value, 5)})
	}
	c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Type: "sankey", Id: "0", Data: nodes, Links: links,
		NodeWidth: opts.Int(nodeWidth), NodeGap: opts.Int(s.gap)})
	return linkOption(c, s, s.l, object{
		"layoutIterations": 0, "draggable": false,
		"label":     object{"color": hexOf(ink), "fontSize": baseSize, "fontFamily": fontFamily, "overflow": "truncate"},
		"lineStyle": object{"color": "source", "opacity": shortest(flowOpacity/255.0, 3), "curveness": 0.5},
		"emphasis":  object{"focus": "adjacency"},
	})
}

// liveNode is a node with its place as shares of the area, which echarts keeps
// when the page is narrower.
func (s *sankey) liveNode(n flowNode) object {
	return object{"name": n.name, "text": n.text, "depth": n.column, "itemStyle": object{"color": n.colour},
		"label":  object{"position": "right", "distance": labelGap, "width": whole(math.Ceil(n.room))},
		"localX": shortest(n.x/s.wide, 6), "localY": shortest(n.y/s.high, 6)}
}

// linkOption completes the option of a picture of links, whose only series
// fills the area of the layout.
func linkOption(c goechart, pic picture, l layout, series object) (object, error) {
	o, err := optionOf(c, pic)
	if err != nil {
		return nil, err
	}
	under(o, l)
	one := o["series"].([]any)[0].(object)
	for k, v := range gridOf(l) {
		one[k] = v
	}
	for k, v := range series {
		one[k] = v
	}
	return o, nil
}

// live draws the graph with echarts' own, nodes at the places computed here.
func (g *graph) live() (object, error) {
	c := charts.NewGraph()
	c.SetGlobalOptions(globals(g.l, "item")...)
	nodes, links := []object{}, []object{}
	for _, d := range g.dots {
		node := object{"name": d.Name, "text": shorten(d.Name, baseSize, maxText), "x": d.x, "y": d.y, "symbolSize": 2 * d.r,
			"itemStyle": object{"color": d.colour}, "label": object{"show": d.side != none, "position": d.side, "distance": textGap}}
		if d.Value > 0 {
			node["value"] = shortest(d.Value, 5)
		}
		if k := slices.IndexFunc(g.l.legend, func(k key) bool { return k.label == d.Group }); k >= 0 {
			node["category"] = k
		}
		nodes = append(nodes, node)
	}
	for _, e := range g.lines {
		links = append(links, object{"source": g.dots[e.from].Name, "target": g.dots[e.to].Name, "value": shortest(e.value, 5),
			"lineStyle": object{"width": e.width, "curveness": e.bend}})
	}
	c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Type: "graph", Id: "0", Layout: "none", Data: nodes, Links: links})
	categories := make([]object, len(g.l.legend))
	for i, k := range g.l.legend {
		categories[i] = object{"name": k.label, "itemStyle": object{"color": k.colour}}
	}
	more := object{"categories": categories, "nodeUnit": g.nodeUnit,
		"itemStyle":   object{"borderColor": "#ffffff", "borderWidth": 1},
		"lineStyle":   object{"color": hexOf(linkColour), "opacity": 1},
		"label":       object{"color": hexOf(ink), "fontSize": baseSize, "fontFamily": fontFamily},
		"labelLayout": object{"hideOverlap": true},
		"emphasis":    object{"focus": "adjacency", "label": object{"show": true}}}
	if g.arrows {
		more["edgeSymbol"], more["edgeSymbolSize"] = []string{"none", "arrow"}, []int{0, arrowLong}
	}
	return linkOption(c, g, g.box(), more)
}

// box is the layout with margins that touch the outermost nodes: echarts
// stretches their places to it.
func (g *graph) box() layout {
	l := g.l
	lo, hi := place{g.dots[0].x, g.dots[0].y}, place{g.dots[0].x, g.dots[0].y}
	for _, d := range g.dots {
		lo = place{math.Min(lo.x, d.x), math.Min(lo.y, d.y)}
		hi = place{math.Max(hi.x, d.x), math.Max(hi.y, d.y)}
	}
	if hi.x == lo.x { // echarts takes a pixel on either side
		lo.x, hi.x = lo.x-1, hi.x+1
	}
	if hi.y == lo.y {
		lo.y, hi.y = lo.y-1, hi.y+1
	}
	l.left, l.right, l.top, l.bottom = lo.x, float64(g.width)-hi.x, lo.y, float64(g.height)-hi.y
	return l
}
