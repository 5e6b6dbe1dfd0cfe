package base

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// bounds of a coefficient, in the order of the axis "bound".
var bounds = []string{"low", "central", "high"}

// A Part is a sub-technology or plant component that carries minerals, and
// how much of it goes into one unit of a technology: 0.48 MWh of LFP for each
// MWh of battery, 1 MW of array cables for each MW of wind plant.
type Part struct {
	Node    string
	PerUnit float64
	Unit    quantity.Unit // of the part, per unit of the technology
	Sources []string
}

// network indexes the model-ready network by node.
type network struct {
	nodes   map[string]datasets.Node
	parts   map[string][]edge          // structure: what a node is made of, in table order
	metals  map[string][]edge          // minerals of a node, in table order
	figures map[[2]string]quantity.Row // central value by node and property
}

// edge gathers the rows of one edge: coefficients by bound, and the yield.
type edge struct {
	from, to, scope string
	bound           map[string]quantity.Row
}

var loadNetwork = sync.OnceValues(func() (*network, error) {
	nodes, err := datasets.Nodes()
	if err != nil {
		return nil, err
	}
	n := &network{map[string]datasets.Node{}, map[string][]edge{}, map[string][]edge{}, map[[2]string]quantity.Row{}}
	for _, d := range nodes {
		n.nodes[d.ID] = d
	}
	figures := noncommercial.NodeFigures()
	if err := figures.Err(); err != nil {
		return nil, err
	}
	for _, r := range figures.Rows {
		if r.Key[2] == "central" {
			n.figures[[2]string{r.Key[0], r.Key[1]}] = r
		}
	}
	return n, n.addEdges(noncommercial.Edges())
})

// addEdges sorts the rows of the edge table under the nodes they belong to:
// structure edges as parts, the others as metals. Alloy rows (chromium and
// nickel inside stainless steel) are left out, as the published demand
// leaves them out.
func (n *network) addEdges(t quantity.Table) error {
	if err := t.Err(); err != nil {
		return err
	}
	at := func(axis string) int { return slices.Index(t.Axes, axis) }
	from, to, scope, property, bound := at("from"), at("to"), at("scope"), at("property"), at("bound")
	for _, r := range t.Rows {
		if r.Key[scope] == "alloy" {
			continue
		}
		group := n.metals
		if r.Key[scope] == "structure" {
			group = n.parts
		}
		key := r.Key[bound]
		if r.Key[property] == "yield" {
			key = "yield"
		}
		node := r.Key[to]
		if k := len(group[node]) - 1; k < 0 || group[node][k].from != r.Key[from] {
			group[node] = append(group[node], edge{r.Key[from], node, r.Key[scope], map[string]quantity.Row{}})
		}
		group[node][len(group[node])-1].bound[key] = r
	}
	return nil
}

// Parts lists what carries minerals in one unit of a technology, following
// the structure of the network down and multiplying coefficients and
// base-year shares. Parts with share 0 in the base year are left out.
func Parts(technology string) ([]Part, error) {
	n, err := loadNetwork()
	if err != nil {
		return nil, err
	}
	if _, ok := n.nodes[technology]; !ok {
		return nil, fmt.Errorf("base: no node %q in the network%s; technologies are %s",
			technology, quantity.DidYouMean(technology, slices.Collect(maps.Keys(n.nodes))), strings.Join(n.technologies(), ", "))
	}
	parts, err := n.collect(technology, 1, quantity.Unit{}, nil)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("base: node %q carries no mineral and has no part that does", technology)
	}
	return parts, nil
}

// Name is the name of a node for people: "Grid batteries" for grid_battery. An
// unknown id comes back with spaces for underscores.
func Name(node string) string {
	if n, err := loadNetwork(); err == nil && n.nodes[node].Name != "" {
		return n.nodes[node].Name
	}
	return Label(node)
}

// technologies lists them for the message that one is unknown.
func (n *network) technologies() []string {
	var ids []string
	for id, d := range n.nodes {
		if d.Kind == "technology" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// collect walks down from node, of which per units go into the technology.
func (n *network) collect(node string, per float64, unit quantity.Unit, sources []string) ([]Part, error) {
	var out []Part
	if len(n.metals[node]) > 0 {
		out = append(out, Part{node, per, unit, sources})
	}
	for _, e := range n.parts[node] {
		r, ok := e.bound["central"]
		if !ok {
			continue
		}
		share, from, err := n.share(e.from, node)
		if err != nil {
			return nil, err
		}
		if share == 0 {
			continue
		}
		used := append(append(slices.Clone(sources), r.Sources()...), from...)
		below, err := n.collect(e.from, per*r.Value*share, unit.Times(r.Unit), used)
		if err != nil {
			return nil, err
		}
		out = append(out, below...)
	}
	return out, nil
}

// share of a node among the parts of its parent in the base year: the
// published one or the assumption. What is not one of several
// sub-technologies has nothing to share.
func (n *network) share(node, parent string) (float64, []string, error) {
	if r, ok := n.shareRow(node, parent); ok {
		return r.Value, r.Sources(), nil
	}
	if s, ok := assumedShares[node]; ok {
		return s, []string{"lodestone"}, nil
	}
	if n.nodes[node].Kind != "sub_technology" {
		return 1, nil, nil
	}
	return 0, nil, fmt.Errorf("base: %s has no share of %s in the base year, in table nodes or among the assumptions", node, parent)
}

// shareRow is the row of table nodes with the share; of two parents, each has
// its own property.
func (n *network) shareRow(node, parent string) (quantity.Row, bool) {
	properties := []string{"base_share", "base_share_b"}
	if d := n.nodes[node]; len(d.Parents) > 1 {
		properties = properties[slices.Index(d.Parents, parent):][:1]
	}
	for _, p := range properties {
		if r, ok := n.figures[[2]string{node, p}]; ok {
			return r, true
		}
	}
	return quantity.Row{}, false
}
