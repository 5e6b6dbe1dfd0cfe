package impute

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Pair asks for the coefficient of a mineral in a node; both are positions in
// the lists of a Graph.
type Pair struct{ Node, Mineral int }

// Graph is the typed graph of coefficients. The matrices are symmetric, with
// ones on the diagonal, and hold no coefficient.
type Graph struct {
	Nodes, Minerals []string
	Units           []string    // the units that occur
	Unit            []int       // [node], into Units
	Family          []int       // [node], -1 where none is known
	Pairs           []Pair      // with a published coefficient above zero
	Log             []float64   // [pair], logarithm of the coefficient
	Contents        [][]bool    // [node][mineral], what is in it: no amount
	Alike           [][]float64 // [node][node], nearness of features
	Elements        [][]float64 // [mineral][mineral], nearness of features
	Shared          [][]float64 // [node][node], contents in common: weighted Jaccard index
	Kin             [][]float64 // [node][node], parents in common
	Together        [][]float64 // [mineral][mineral], nodes in common: cosine
	Zeros           int         // published zeros, left out
	families        []string
	nodeX, mineralX [][]float64 // features in standard deviations, 0 where not known
}

// New builds the graph of observed coefficients (axes node, mineral), features
// (object, feature) and links (from, to, relation); asked are further pairs of
// names whose node is known to hold the mineral, though not how much. Nodes
// and minerals are those of observed and asked, sorted by name. Coefficients
// below zero, a node in two units and a feature of two values are errors that
// name the row.
func New(observed, features, links quantity.Table, asked ...[2]string) (*Graph, error) {
	if err := errors.Join(observed.Err(), features.Err(), links.Err()); err != nil {
		return nil, fmt.Errorf("impute: %w", err)
	}
	for _, t := range []struct {
		table quantity.Table
		axes  string
	}{{observed, "node mineral"}, {features, "object feature"}, {links, "from to relation"}} {
		if strings.Join(t.table.Axes, " ") != t.axes {
			return nil, fmt.Errorf("impute: table %q has axes %v, wanted %s", t.table.Name, t.table.Axes, t.axes)
		}
		if err := t.table.Check(); err != nil {
			return nil, fmt.Errorf("impute: %w", err)
		}
	}
	g := &Graph{}
	for _, r := range observed.Rows {
		g.Nodes, g.Minerals = append(g.Nodes, r.Key[0]), append(g.Minerals, r.Key[1])
	}
	for _, a := range asked {
		g.Nodes, g.Minerals = append(g.Nodes, a[0]), append(g.Minerals, a[1])
	}
	slices.Sort(g.Nodes)
	slices.Sort(g.Minerals)
	g.Nodes, g.Minerals = slices.Compact(g.Nodes), slices.Compact(g.Minerals)
	if err := g.addPairs(observed, asked); err != nil {
		return nil, err
	}
	if err := g.addFeatures(features); err != nil {
		return nil, err
	}
	g.addLinks(links)
	g.relate()
	return g, nil
}

// Find returns the pair of two names.
func (g *Graph) Find(node, mineral string) (Pair, bool) {
	n, ok1 := slices.BinarySearch(g.Nodes, node)
	m, ok2 := slices.BinarySearch(g.Minerals, mineral)
	return Pair{n, m}, ok1 && ok2
}

func (g *Graph) addPairs(observed quantity.Table, asked [][2]string) error {
	g.Unit, g.Contents = make([]int, len(g.Nodes)), make([][]bool, len(g.Nodes))
	for n := range g.Nodes {
		g.Unit[n], g.Contents[n] = -1, make([]bool, len(g.Minerals))
	}
	rows := slices.Clone(observed.Rows)
	slices.SortStableFunc(rows, func(a, b quantity.Row) int {
		return strings.Compare(a.Key[0]+"\x00"+a.Key[1], b.Key[0]+"\x00"+b.Key[1])
	})
	for _, r := range rows {
		g.Units = append(g.Units, r.Unit.String())
	}
	slices.Sort(g.Units)
	g.Units = slices.Compact(g.Units)
	for _, r := range rows {
		p, _ := g.Find(r.Key[0], r.Key[1])
		u := slices.Index(g.Units, r.Unit.String())
		if g.Unit[p.Node] >= 0 && g.Unit[p.Node] != u {
			return fmt.Errorf("impute: node %q is in %s and in %s (%s): give it one unit", r.Key[0], g.Units[g.Unit[p.Node]], r.Unit, r.Key[1])
		}
		g.Unit[p.Node] = u
		switch {
		case r.Value < 0:
			return fmt.Errorf("impute: %s in %s is %v: a coefficient is zero or more", r.Key[1], r.Key[0], r.Value)
		case r.Value == 0:
			g.Zeros++
		case g.Contents[p.Node][p.Mineral]:
			return fmt.Errorf("impute: %s in %s stands twice: join the sources first", r.Key[1], r.Key[0])
		default:
			g.Pairs, g.Log = append(g.Pairs, p), append(g.Log, math.Log(r.Value))
			g.Contents[p.Node][p.Mineral] = true
		}
	}
	for _, a := range asked {
		p, _ := g.Find(a[0], a[1])
		g.Contents[p.Node][p.Mineral] = true
	}
	if len(g.Pairs) < 20 {
		return fmt.Errorf("impute: %d coefficients are too few to learn from: 20 at least", len(g.Pairs))
	}
	return nil
}

// addFeatures reads families and units, then the nearness of features.
func (g *Graph) addFeatures(features quantity.Table) error {
	names := features.Labels("feature")
	slices.Sort(names)
	values := map[string]map[string]float64{}
	for _, r := range features.Rows {
		if values[r.Key[0]] == nil {
			values[r.Key[0]] = map[string]float64{}
		}
		if old, ok := values[r.Key[0]][r.Key[1]]; ok && old != r.Value {
			return fmt.Errorf("impute: feature %q of %q is %v and %v", r.Key[1], r.Key[0], old, r.Value)
		}
		values[r.Key[0]][r.Key[1]] = r.Value
	}
	g.Family = make([]int, len(g.Nodes))
	for n, node := range g.Nodes {
		g.Family[n] = -1
		for _, name := range names {
			if family, ok := strings.CutPrefix(name, "family="); ok && values[node][name] == 1 {
				if !slices.Contains(g.families, family) {
					g.families = append(g.families, family)
				}
				g.Family[n] = slices.Index(g.families, family)
			}
			if unit, ok := strings.CutPrefix(name, "unit="); ok && values[node][name] == 1 && g.Unit[n] < 0 {
				g.Unit[n] = slices.Index(g.Units, unit)
			}
		}
		if g.Unit[n] < 0 {
			return fmt.Errorf("impute: node %q has no coefficient and no feature unit=..., one of %s", node, strings.Join(g.Units, ", "))
		}
	}
	// The unit is a class of its own; some nodes say it by a feature, others by
	// their coefficients.
	names = slices.DeleteFunc(names, func(f string) bool { return strings.HasPrefix(f, "unit=") })
	g.Alike, g.nodeX = nearness(g.Nodes, names, values)
	g.Elements, g.mineralX = nearness(g.Minerals, names, values)
	return nil
}

// square is the identity of size n.
func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		out[i][i] = 1
	}
	return out
}

// Without returns the graph with its edges or its features taken away, or with
// the edges of each node given to another: "graph", "features", "shuffled".
func (g *Graph) Without(what string, seed uint64) (*Graph, error) {
	h := *g
	switch what {
	case "":
	case "graph":
		h.Shared, h.Kin, h.Together = square(len(g.Nodes)), square(len(g.Nodes)), square(len(g.Minerals))
	case "features":
		h.Alike, h.Elements = square(len(g.Nodes)), square(len(g.Minerals))
		h.nodeX, h.mineralX = make([][]float64, len(g.Nodes)), make([][]float64, len(g.Minerals))
	case "shuffled":
		r := rand.New(rand.NewPCG(seed, 1))
		p := r.Perm(len(g.Nodes))
		h.Shared, h.Kin = permuted(g.Shared, p), permuted(g.Kin, p)
		h.Together = permuted(g.Together, r.Perm(len(g.Minerals)))
	default:
		return nil, fmt.Errorf("impute: nothing to take away is called %q: graph, features or shuffled", what)
	}
	return &h, nil
}

func permuted(a [][]float64, p []int) [][]float64 {
	out := square(len(a))
	for i := range a {
		for j := range a {
			out[i][j] = a[p[i]][p[j]]
		}
	}
	return out
}
