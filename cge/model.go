package cge

import (
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A Model is a compiled economy: flat arrays that evaluate all equations and
// their derivatives. It does not change and may be solved by several goroutines
// at once.
//
// Unknowns and equations stand in the same order, one complementary to the other:
//
//	levels of producers       unit cost - unit revenue >= 0
//	prices of commodities     supply - demand >= 0
//	incomes of consumers      income - value of what is owned - tax revenue = 0
//	auxiliary variables       the constraint of each
type Model struct {
	name                     string
	producers, goods, agents []string // names
	helpers                  []string // of the auxiliary variables
	names                    []string // of all unknowns
	index                    map[string]int
	start                    []float64
	started                  []bool // the start was given, not assumed
	lo, up                   []float64
	money                    []bool // by slot
	params                   []parameter
	derive                   []*expr.Program // by parameter; nil for a given one
	slot                     map[string]int  // name → slot: unknowns first, then parameters

	trees   []tree
	wants   []int32 // by agent: its tree of wants, -1 if it wants nothing
	need    []int32 // by agent: its tree of needs, -1 if none
	nodes   nodes
	leaves  leaves
	kids    []int32 // nodes inside nodes
	primary []int32 // by producer: the commodity it makes most of
	owned   []owned
	levies  []levy
	progs   []bound // computed numbers, in order of their places
	varying []int32 // those that depend on unknowns
	varies  []bool  // by unknown: some computed number depends on it
	aux     []*expr.Program
	auxText []string
	exps    []float64        // distinct exponents of nests
	used    [][]int32        // by exponent: the commodities raised to it
	nests   func() nestNames // worked out when it is first asked for

	benchmark func() (benchmarked, error) // worked out once
	reach     func() *reach               // worked out once

	laidOut   sync.Once // of the Jacobian's pattern
	layout    *pattern
	layoutErr error
}

// A side says whose nest a tree is and which way its goods go.
type side uint8

const (
	inputs side = iota
	outputs
	wanted // scaled by what income buys
	needed // at level one
)

// A tree is one nest with everything below it. Its nodes are contiguous,
// children before parents; so are its leaves.
type tree struct {
	side         side
	owner        int32 // producer or consumer
	node0, node1 int32 // the root is node1-1; no nodes: an empty tree
	leaf0, leaf1 int32
	levy0, levy1 int32
	volumes      []int32 // its volume nodes
	productivity float64 // of a producer: divides the inputs
}

// nodes are the inner points of all trees, as columns.
type nodes struct {
	kind         []nestKind
	s            []float64 // elasticity
	e            []float64 // exponent: 1-σ of inputs, 1+τ of outputs
	ei           []int32   // its place in exps
	leaf0, leaf1 []int32
	extra        []int32 // where leaves.p, mult and a hold its leaves; -1: all are plain
	kid0, kid1   []int32
	v            []float64 // value at the reference point
	level        []int32   // volume nodes: the commodity of the price level
	ref          []float64 // reference price of a node as an option of a volume node
	tree         []int32
	general      []bool // has computed numbers, or is a volume node
}

// leaves are quantities of commodities in trees, as columns. Most are plain:
// reference price 1, no tax, nothing computed. The rest of what a leaf may have
// is kept for the leaves of nodes that are not plain, at nodes.extra.
type leaves struct {
	com []int32
	q   []float64 // quantity at the reference point

	p    []float64 // reference price
	mult []float64 // user price over market price: 1+taxes or 1-taxes
	a    []float64 // q·p·(mult/p)^e: the weight of the commodity's price to the e
}

// weights are the weights of a node's leaves.
func (w *work) weights(nu int32) []float64 {
	x := &w.nodes
	if i := x.extra[nu]; i >= 0 {
		return w.l.a[i : i+x.leaf1[nu]-x.leaf0[nu]]
	}
	return w.l.q[x.leaf0[nu]:x.leaf1[nu]]
}

// mults are the user prices over market prices of a node's leaves, nil where
// all are 1.
func (w *work) mults(nu int32) []float64 {
	x := &w.nodes
	if i := x.extra[nu]; i >= 0 {
		return w.l.mult[i : i+x.leaf1[nu]-x.leaf0[nu]]
	}
	return nil
}

// mult is the user price over the market price of leaf k of a node.
func (w *work) mult(nu, k int32) float64 {
	if i := w.nodes.extra[nu]; i >= 0 {
		return w.l.mult[i+k-w.nodes.leaf0[nu]]
	}
	return 1
}

// ref is the reference price of leaf k of a node.
func (w *work) ref(nu, k int32) float64 {
	if i := w.nodes.extra[nu]; i >= 0 {
		return w.l.p[i+k-w.nodes.leaf0[nu]]
	}
	return 1
}

// extraOf is where leaf k keeps what plain leaves have not; its node is not plain.
func (x *nodes) extraOf(k int32) int32 {
	nu := x.of(k)
	return x.extra[nu] + k - x.leaf0[nu]
}

// of is the node of leaf k: leaves of nodes follow one another.
func (x *nodes) of(k int32) int32 {
	i, _ := slices.BinarySearchFunc(x.leaf1, k, func(end, k int32) int {
		if end <= k {
			return -1
		}
		return 1
	})
	return int32(i)
}

// owned is an endowment.
type owned struct {
	agent, com int32
	q          float64
}

// levy is a tax on a leaf.
type levy struct {
	leaf, agent int32
	rate        float64
}

// A place is where a computed number goes.
type place uint8

const (
	leafQuantity place = iota
	leafPrice
	leafTax // the place's index is that of a levy
	nodeElasticity
	ownedQuantity
	treeProductivity
)

type bound struct {
	prog  *expr.Program
	place place
	at    int32
	vars  bool // depends on unknowns, not on parameters alone
}

// N is the number of unknowns, fixed ones included.
func (m *Model) N() int { return len(m.names) }

// Names are the names of the unknowns in order: producers, commodities,
// consumers, auxiliary variables.
func (m *Model) Names() []string { return slices.Clone(m.names) }

// Producers lists the makers, whose variables are activity levels.
func (m *Model) Producers() []string { return slices.Clone(m.producers) }

// Commodities lists the goods, whose variables are prices.
func (m *Model) Commodities() []string { return slices.Clone(m.goods) }

// Consumers lists the agents, whose variables are incomes.
func (m *Model) Consumers() []string { return slices.Clone(m.agents) }

// Auxiliaries lists the auxiliary variables, each with a constraint of its own.
func (m *Model) Auxiliaries() []string { return slices.Clone(m.helpers) }

func (m *Model) ns() int { return len(m.producers) }
func (m *Model) nc() int { return len(m.goods) }
func (m *Model) nh() int { return len(m.agents) }

// Where the kinds of unknowns begin.
func (m *Model) atPrice() int  { return m.ns() }
func (m *Model) atIncome() int { return m.ns() + m.nc() }
func (m *Model) atAux() int    { return m.ns() + m.nc() + m.nh() }

// kindOf is the kind of an unknown in words, and of its equation.
func (m *Model) kindOf(i int) (variable, equation string) {
	switch {
	case i < m.atPrice():
		return "activity level", "zero profit"
	case i < m.atIncome():
		return "price", "market"
	case i < m.atAux():
		return "income", "income balance"
	}
	return "auxiliary variable", "constraint"
}

// Parameters lists the names that scenarios may set, with their benchmark
// values: the parameters of the economy, and the elasticity of every nest as
// "sigma:PRODUCER", "sigma:PRODUCER/NEST" and so on.
func (m *Model) Parameters() []string {
	nests := m.nests()
	out := make([]string, 0, len(m.params)+len(nests.list))
	for _, p := range m.params {
		if p.expr == "" {
			out = append(out, p.name)
		}
	}
	return append(out, nests.list...)
}

// nearest suggests names like one that is not known.
func (m *Model) nearest(name string) string {
	near := expr.Near(name, m.names)
	if len(near) == 0 {
		return ""
	}
	return "; near: " + strings.Join(near, ", ")
}
