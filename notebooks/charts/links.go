package charts

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// A Link leads from one node to another.
type Link struct {
	From, To string
	Flow     string  // its name, for tables; may be empty
	Value    float64 // zero or more
	Unit     string  // the same for all links of a figure
}

// AnyLink is a Link under any name: the links of a model have its shape and
// are shown as they are.
type AnyLink interface {
	~struct {
		From, To string
		Flow     string
		Value    float64
		Unit     string
	}
}

// A Node of a Graph. Nodes of one group have one colour; the area of a node
// grows with its value, if any has one.
type Node struct {
	Name, Group string
	Value       float64 // zero or more
	Unit        string  // the same for all nodes of a figure
}

// Sankey is a picture of flows from left to right; the width of a band is its
// value. Loops are allowed: where a flow goes back to a node before it, it
// ends at a pale copy of that node, "refining (again)".
//
//	charts.Show(charts.Sankey("cobalt", links, charts.Title("Cobalt in 2030")))
func Sankey[L AnyLink](id string, links []L, options ...Option) Figure {
	d, err := newDraft(KindSankey, id, options)
	if err == nil {
		err = d.links(plainLinks(links), nil)
	}
	return d.figure(err)
}

// Graph is a picture of nodes and the links between them, each link an arrow
// as thick as its value. nodes may be nil: then they are those that the links
// name. Their places are computed from the links alone.
func Graph[L AnyLink](id string, nodes []Node, links []L, options ...Option) Figure {
	d, err := newDraft(KindGraph, id, options)
	if err == nil {
		err = d.graph(nodes, plainLinks(links))
	}
	return d.figure(err)
}

func plainLinks[L AnyLink](links []L) []Link {
	out := make([]Link, len(links))
	for i, l := range links {
		out[i] = Link(l)
	}
	return out
}

// String names both ends: "mine → refinery".
func (l Link) String() string { return l.From + " → " + l.To }

// links stores a row per link: from, to, flow, value. For a graph the rows of
// the nodes stand before, with to empty, and there is a column for the group
// and one for the value of nodes.
func (d *draft) links(links []Link, nodes []Node) error {
	if len(links) == 0 {
		return fmt.Errorf("no links")
	}
	n := len(nodes)
	cells := make([][]string, 3)
	for k := range cells {
		cells[k] = make([]string, n, n+len(links))
	}
	for i, node := range nodes {
		cells[0][i] = node.Name
	}
	value := gaps(n)
	for i, l := range links {
		if l.Unit != links[0].Unit {
			return fmt.Errorf("link %s is in %q, the first in %q; convert them to one unit", l, l.Unit, links[0].Unit)
		}
		if !(l.Value >= 0) {
			return fmt.Errorf("link %s is %v; links are zero or more", l, l.Value)
		}
		if l.From == "" || l.To == "" {
			return fmt.Errorf("link %d, %q, lacks a name at one end", i+1, l)
		}
		for k, s := range []string{l.From, l.To, l.Flow} {
			cells[k] = append(cells[k], s)
		}
		value = append(value, l.Value)
	}
	for _, name := range slices.Sorted(maps.Keys(d.view.Colours)) {
		if !slices.Contains(cells[0], name) && !slices.Contains(cells[1], name) {
			return fmt.Errorf("Paint: no node %q", name)
		}
	}
	p := &d.payload
	for k, name := range []string{"from", "to", "flow"} {
		if k < 2 || slices.ContainsFunc(cells[k], func(s string) bool { return s != "" }) {
			p.Columns = append(p.Columns, display.Column{Name: name, Text: cells[k]})
		}
	}
	p.Columns = append(p.Columns, display.Column{Name: "value", Unit: links[0].Unit, Values: value})
	return nil
}

// graph stores nodes and links, and refuses links to nodes that are not there.
func (d *draft) graph(nodes []Node, links []Link) error {
	known := map[string]bool{}
	for _, n := range nodes {
		if n.Name == "" || known[n.Name] {
			return fmt.Errorf("node %q: two nodes have this name, or it is empty", n.Name)
		}
		if n.Unit != nodes[0].Unit {
			return fmt.Errorf("node %q is in %q, the first in %q; convert them to one unit", n.Name, n.Unit, nodes[0].Unit)
		}
		known[n.Name] = true
	}
	for _, l := range links {
		for _, end := range []string{l.From, l.To} {
			if len(nodes) > 0 && !known[end] {
				return fmt.Errorf("link %s: no node %q", l, end)
			}
		}
	}
	if err := d.links(links, nodes); err != nil || len(nodes) == 0 {
		return err
	}
	group, size := make([]string, len(nodes)+len(links)), gaps(len(nodes)+len(links))
	for i, n := range nodes {
		group[i], size[i] = n.Group, n.Value
	}
	d.payload.Columns = append(d.payload.Columns, display.Column{Name: "group", Text: group},
		display.Column{Name: "node", Unit: nodes[0].Unit, Values: size})
	return nil
}

// A web is nodes and links read from a payload. Links name nodes by number.
type web struct {
	unit     string // of the links
	nodeUnit string
	nodes    []Node
	arcs     []arc
	links    []Link // as they were given; arcs may be fewer
}

type arc struct {
	from, to int
	value    float64
}

// readWeb reads what links and graph store: columns, and the view of them.
func readWeb(p display.Payload) (web, view, error) {
	v, err := parseView(p.View)
	if err != nil {
		return web{}, v, err
	}
	w, err := readColumns(p)
	return w, v, err
}

func readColumns(p display.Payload) (web, error) {
	var w web
	column := map[string]display.Column{}
	for _, c := range p.Columns {
		column[c.Name] = c
	}
	from, to, value := column["from"].Text, column["to"].Text, column["value"].Values
	if len(from) == 0 || len(to) == 0 || len(value) == 0 {
		return w, fmt.Errorf("a picture of links needs the columns from, to (words) and value (numbers)")
	}
	w.unit, w.nodeUnit = column["value"].Unit, column["node"].Unit
	number := map[string]int{}
	index := func(name string) int {
		if _, ok := number[name]; !ok {
			number[name] = len(w.nodes)
			w.nodes = append(w.nodes, Node{Name: name})
		}
		return number[name]
	}
	for i := range from {
		if to[i] == "" {
			n := &w.nodes[index(from[i])]
			n.Value, n.Group = at(column["node"].Values, i), at(column["group"].Text, i)
			continue
		}
		l := Link{From: from[i], To: to[i], Flow: at(column["flow"].Text, i), Value: value[i], Unit: w.unit}
		w.links = append(w.links, l)
		w.arcs = append(w.arcs, arc{index(l.From), index(l.To), l.Value})
	}
	return w, w.check()
}

// at is s[i], or nothing where a column is missing.
func at[T any](s []T, i int) T {
	var none T
	if i < len(s) {
		return s[i]
	}
	return none
}

// Limits of what a picture of links can show legibly.
const (
	maxNodes = 200
	maxLinks = 2000
)

func (w web) check() error {
	if len(w.nodes) > maxNodes || len(w.links) > maxLinks {
		return fmt.Errorf("%d nodes and %d links; at most %d and %d can be told apart", len(w.nodes), len(w.links), maxNodes, maxLinks)
	}
	for _, l := range w.links {
		if !(l.Value >= 0 && l.Value < 1/tiny) {
			return fmt.Errorf("link %s is %v; links are zero or more", l, l.Value)
		}
	}
	for _, n := range w.nodes {
		if n.Value < 0 || math.IsInf(n.Value, 0) {
			return fmt.Errorf("node %q is %v; nodes are zero or more", n.Name, n.Value)
		}
	}
	return nil
}

// names of the nodes, in order.
func (w web) names() []string {
	out := make([]string, len(w.nodes))
	for i, n := range w.nodes {
		out[i] = n.Name
	}
	return out
}

// table has a row per link.
func (w web) table() (heading string, rows [][]string, left int) {
	named := slices.ContainsFunc(w.links, func(l Link) bool { return l.Flow != "" })
	head := []string{"from", "to"}
	if left = 2; named {
		head, left = append(head, "flow"), 3
	}
	value := make([]float64, len(w.links))
	for i, l := range w.links {
		value[i] = l.Value
	}
	print := readable(value)
	rows = [][]string{append(head, "value")}
	for i, l := range w.links {
		if i == textRows && len(w.links) > textRows+1 {
			return withUnit("", w.unit), append(rows, []string{fmt.Sprintf("... %d more", len(w.links)-i)}), left
		}
		row := []string{l.From, l.To}
		if named {
			row = append(row, l.Flow)
		}
		rows = append(rows, append(row, print(l.Value)))
	}
	return withUnit("", w.unit), rows, left
}
