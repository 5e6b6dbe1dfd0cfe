package datasets

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Node is a member of the low-carbon production network, without its
// numbers: those are in [NodeFigures] and [Edges].
type Node struct {
	ID      string
	Kind    string // service, technology, constituent, sub_technology, mineral, recycled_mineral
	Name    string
	Unit    quantity.Unit // its stock is counted in this unit
	Parents []string      // the second one is where base_share_b counts
	Status  string        // active, or latent: not built in the base year
	// LifetimeShape is weibull, normal or folded_normal; empty where only a
	// mean is known or the parent's lifetime holds.
	LifetimeShape string
	Note          string
}

// Nodes lists the 143 nodes of the production network: 6 services, 27
// technologies, 14 constituents, 44 sub-technologies, 26 minerals and their
// recycled twins, in that order. Latent nodes have no stock in 2024. A
// constituent of every electric vehicle (ev_battery, ev_motor, vehicle_body)
// names zev_car as its parent; the edges say where else it goes. An overlay
// file node_list.csv replaces the list.
func Nodes() ([]Node, error) {
	dir := os.Getenv(OverlayVar)
	return nodeLists.get(dir, func() ([]Node, error) { return nodesOf(dir) })
}

var nodeLists cache[[]Node]

func nodesOf(dir string) ([]Node, error) {
	if dir != "" {
		nodes, err := readNodes(filepath.Join(dir, "node_list.csv"))
		if !errors.Is(err, fs.ErrNotExist) {
			return nodes, err
		}
	}
	text, err := shelves[0].open("node_list")
	if err != nil {
		return nil, err
	}
	defer text.Close()
	return parseNodes("node_list", text)
}

func readNodes(path string) ([]Node, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	defer f.Close()
	return parseNodes(path, f)
}

// nodeColumns is the header of node_list.csv.
const nodeColumns = "id,kind,name,unit,parent,parent_b,status,lifetime_distribution,note"

func parseNodes(name string, r io.Reader) ([]Node, error) {
	cr := csv.NewReader(r)
	head, err := cr.Read()
	if err != nil || strings.Join(head, ",") != nodeColumns {
		return nil, fmt.Errorf("datasets: %s line 1: header %q must be %q", name, strings.Join(head, ","), nodeColumns)
	}
	var nodes []Node
	for {
		c, err := cr.Read()
		if err == io.EOF {
			return nodes, nil
		}
		if err != nil {
			return nil, fmt.Errorf("datasets: %s: %w", name, err)
		}
		n, err := newNode(c)
		if err != nil {
			line, _ := cr.FieldPos(0)
			return nil, fmt.Errorf("datasets: %s line %d column unit: %w", name, line, err)
		}
		nodes = append(nodes, n)
	}
}

// newNode reads a record of nodeColumns; an error is that of its unit.
func newNode(c []string) (Node, error) {
	u, err := quantity.ParseUnit(c[3])
	n := Node{ID: c[0], Kind: c[1], Name: c[2], Unit: u, Status: c[6], LifetimeShape: c[7], Note: c[8]}
	for _, p := range c[4:6] {
		if p != "" {
			n.Parents = append(n.Parents, p)
		}
	}
	return n, err
}

// NodeFigures are the numbers of the nodes in the base year 2024 over node,
// property and bound (low, central, high). Properties:
//
//	base_share        share among the parts of the first parent, 2024
//	base_share_b      the same for the second parent (stationary batteries, offshore wind)
//	stock, addition   2024, in the unit of the node
//	stock_open, addition_open  the same from IRENA (2023), where stock is not open
//	capacity_factor, efficiency
//	lifetime, lifetime_shape, lifetime_scale, lifetime_sigma, lifetime_of_spread: see [LifetimeOf]
//	capex, fixed_om, variable_om  in the published money and price year
//
// Shares flagged "calibrated" were solved from the published mineral demand
// (wind drivetrains); those flagged "chosen-in-view" were chosen with it in
// view (battery chemistries). Holes: shares of electrolysers, fuel cells,
// motors, capture and grid components; most costs of vehicles. Stocks and
// additions of power plants, grid batteries and networks, and the shares of
// photovoltaic modules, rest on the World Energy Outlook and are in package
// noncommercial. Licences: mixed, per row; most lifetimes carry the flag
// "no-licence" (the IMAGE repository states none).
func NodeFigures() quantity.Table { return load("nodes") }

// Edges are what goes into one unit of a node that is added, over from, to,
// scope, property and bound. Property "coefficient" is in kg/MW, kg/MWh,
// kg/vehicle, MW/MW ...; property "yield" is the manufacturing yield: the
// requirement is coefficient / yield. Scopes:
//
//	direct      a mineral in a part
//	alloy       chromium and nickel inside stainless steel: leave out beside published demand
//	calibrated  closed on the published demand (networks)
//	structure   a part in a whole; services take MWh per MW and year
//
// How independent this is of the published demand (MineralDemand): edges
// flagged "calibrated" say nothing beside it. Those flagged "chosen-in-view",
// copper of wind plants and of photovoltaic systems, were chosen or changed
// knowing it. Copper of vehicles outside the battery (copper to vehicle_body)
// is not counted there. Wind coefficients probably share their origin with it.
// Holes: length and number of grid components, minerals of solid sorbents,
// iron-air and zinc batteries (theoretical minimum as low only). Copper and
// aluminium of networks, closed with the World Energy Outlook's additions, and
// the yields of coal, gas and nuclear plants are in package noncommercial.
// Licences: mixed, per row.
func Edges() quantity.Table { return load("edges") }

// A Lifetime is how long units of a node last, in years. Normal and folded
// normal have Mean and Sigma, Weibull Shape and Scale; a fixed lifetime has
// Mean alone.
type Lifetime struct {
	Node            string // the node the figures belong to: the one asked for, or a parent
	Distribution    string // fixed, normal, folded_normal, weibull
	Mean, Low, High float64
	Sigma           float64 // standard deviation (of the normal that is folded)
	Shape, Scale    float64
	Sources         []string
}

// LifetimeOf returns the lifetime of a node, or of its first parent that has
// one. The published distribution may belong to another mean: its spread
// relative to the mean is kept, so Sigma is mean × sigma / (mean of the
// distribution), and Scale is mean / Γ(1 + 1/Shape). Low and High repeat the
// mean where no range is published. An unknown node, or one without any
// lifetime up to its service, is an error.
func LifetimeOf(node string) (Lifetime, error) {
	nodes, err := Nodes()
	if err != nil {
		return Lifetime{}, err
	}
	byID := make(map[string]Node, len(nodes))
	ids := make([]string, len(nodes))
	for i, n := range nodes {
		byID[n.ID], ids[i] = n, n.ID
	}
	if _, ok := byID[node]; !ok {
		return Lifetime{}, fmt.Errorf("datasets: no node %q%s", node, suggest(node, ids))
	}
	figures := NodeFigures()
	if err := figures.Err(); err != nil {
		return Lifetime{}, err
	}
	for n, steps := byID[node], 0; steps < len(nodes); steps++ {
		if life, ok, err := lifetimeIn(figures, n); ok || err != nil {
			return life, err
		}
		if len(n.Parents) == 0 {
			break
		}
		n = byID[n.Parents[0]]
	}
	return Lifetime{}, fmt.Errorf("datasets: node %q and its parents have no lifetime in table nodes; add one with %s", node, OverlayVar)
}

// lifetimeIn gathers the lifetime of one node; ok is false when it has none.
func lifetimeIn(figures quantity.Table, n Node) (life Lifetime, ok bool, err error) {
	v := map[string]float64{}
	life = Lifetime{Node: n.ID, Distribution: n.LifetimeShape}
	for _, r := range figures.Rows {
		if r.Key[0] == n.ID && strings.HasPrefix(r.Key[1], "lifetime") {
			v[r.Key[1]+" "+r.Key[2]] = r.Value
			life.Sources = r.Sources()
		}
	}
	mean, ok := v["lifetime central"]
	if !ok {
		return life, false, nil
	}
	life.Mean = mean
	life.Low, life.High = either(v, "lifetime low", mean), either(v, "lifetime high", mean)
	switch life.Distribution {
	case "weibull":
		life.Shape = v["lifetime_shape central"]
		life.Scale = mean / math.Gamma(1+1/life.Shape)
		ok = life.Shape > 0 && life.Scale > 0
	case "normal", "folded_normal":
		life.Sigma = mean * v["lifetime_sigma central"] / either(v, "lifetime_of_spread central", mean)
		ok = life.Sigma > 0
	default:
		life.Distribution = "fixed"
	}
	if !ok || !(mean > 0) || math.IsInf(life.Sigma+life.Scale, 0) {
		return life, false, fmt.Errorf("datasets: node %q: its lifetime figures make no %s distribution: mean %v, shape %v, sigma %v",
			n.ID, life.Distribution, mean, v["lifetime_shape central"], v["lifetime_sigma central"])
	}
	return life, true, nil
}

func either(v map[string]float64, key string, otherwise float64) float64 {
	if x, ok := v[key]; ok {
		return x
	}
	return otherwise
}
