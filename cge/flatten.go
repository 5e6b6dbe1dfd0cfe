package cge

import (
	"fmt"
	"math"
	"strings"
)

// tree flattens one nest.
func (c *compiler) tree(s side, owner int32, n *Nest) {
	if c.err != nil {
		return
	}
	m := c.m
	t := tree{side: s, owner: owner, node0: int32(len(m.nodes.e)), leaf0: int32(len(m.leaves.com)), levy0: int32(len(m.levies)), productivity: 1}
	m.trees = append(m.trees, t)
	switch n.kind {
	case noNest:
		c.fail("%s is empty; give it a nest", [...]string{"its input side", "its output side", "what it wants", "what it needs"}[s])
		return
	case leafNest, columnNest:
		wrap := Leontief(*n)
		c.node(s, &wrap)
	default:
		c.node(s, n)
	}
	end := c.lastTree()
	if end == nil {
		return
	}
	end.node1, end.leaf1, end.levy1 = int32(len(m.nodes.e)), int32(len(m.leaves.com)), int32(len(m.levies))
	if v := m.nodes.v[end.node1-1]; !(v > 0) && !c.computed(end) {
		c.fail("%s is worth %v at the reference point; at least one quantity must be above zero",
			[...]string{"its input side", "its output side", "what it wants", "what it needs"}[s], v)
	}
}

// computed reports whether a tree has numbers that scenarios decide.
func (c *compiler) computed(t *tree) bool {
	for nu := t.node0; nu < t.node1; nu++ {
		if c.m.nodes.general[nu] {
			return true
		}
	}
	return false
}

// node flattens an aggregate after the aggregates inside it and returns its
// place. Its leaves are contiguous.
func (c *compiler) node(s side, n *Nest) int32 {
	m := c.m
	if len(n.kids) == 0 {
		c.fail("the nest %q is empty; an aggregate needs at least one input", c.pathName(n))
		return -1
	}
	kids := make([]int32, 0, 4)
	for i := range n.kids {
		if k := &n.kids[i]; k.kind == cesNest || k.kind == volumeNest {
			c.path = append(c.path, i+1)
			kids = append(kids, c.node(s, k))
			c.path = c.path[:len(c.path)-1]
		}
	}
	nu := int32(len(m.nodes.e))
	e := exponent(n.kind, s, n.s.v)
	x := &m.nodes
	x.leaf0 = append(x.leaf0, int32(len(m.leaves.com)))
	general := n.kind == volumeNest
	value := 0.0
	c.extra = c.extra[:0]
	for i := range n.kids {
		v, g := c.leafOf(s, &n.kids[i], e)
		value, general = value+v, general || g
	}
	c.keepExtra(nu, e)
	x.leaf1 = append(x.leaf1, int32(len(m.leaves.com)))
	x.kid0 = append(x.kid0, int32(len(m.kids)))
	m.kids = append(m.kids, kids...)
	x.kid1 = append(x.kid1, int32(len(m.kids)))
	for _, k := range kids {
		if k >= 0 {
			value, general = value+x.v[k], general || x.general[k] // its value may move
		}
	}
	x.kind, x.s, x.e, x.v = append(x.kind, n.kind), append(x.s, n.s.v), append(x.e, e), append(x.v, value)
	x.ei, x.ref, x.tree = append(x.ei, c.exponent(e)), append(x.ref, 1), append(x.tree, int32(len(m.trees)-1))
	c.elasticity(n, nu)
	x.level = append(x.level, c.levelOf(n))
	if n.kind == volumeNest {
		t := &m.trees[len(m.trees)-1]
		t.volumes = append(t.volumes, nu)
	}
	x.general = append(x.general, general || n.s.expr != "")
	return nu
}

func (c *compiler) levelOf(n *Nest) int32 {
	if n.kind != volumeNest || !c.known(n.c) {
		return -1
	}
	return n.c.i
}

// exponent is the power of relative prices in the index of a nest: 0 is
// Cobb-Douglas, and what is next to it is taken for it.
func exponent(kind nestKind, s side, sigma float64) float64 {
	e := 1 - sigma
	switch {
	case kind == volumeNest:
		return 1
	case s == outputs:
		e = 1 + sigma
	}
	if math.Abs(e) < cobbDouglas {
		return 0
	}
	return e
}

// cobbDouglas is how near to 0 an exponent is taken for 0: the error in the
// logarithm of an index is the exponent times half the variance of log prices.
const cobbDouglas = 1e-9

// exponent enters an exponent into the table of distinct ones.
func (c *compiler) exponent(e float64) int32 {
	if i, ok := c.expOf[e]; ok {
		return i
	}
	i := int32(len(c.m.exps))
	c.expOf[e] = i
	c.m.exps = append(c.m.exps, e)
	return i
}

// elasticity checks a nest's elasticity and makes it a parameter by name.
func (c *compiler) elasticity(n *Nest, nu int32) {
	m := c.m
	if n.s.expr != "" || !finite(n.s.v) {
		c.number(n.s, nodeElasticity, nu, "the elasticity of nest "+c.pathName(n), func(slot int) bool { return slot >= m.N() })
	}
	if n.s.v < 0 || n.kind == volumeNest && n.s.v == 0 {
		c.fail("the elasticity of nest %q is %v; it must be %s", c.pathName(n), n.s.v,
			map[bool]string{true: "above zero", false: "zero or more"}[n.kind == volumeNest])
	}
}

// pathName is a nest's name, or the places that lead to it from the top.
func (c *compiler) pathName(n *Nest) string {
	if n.name != "" {
		return n.name
	}
	if len(c.path) == 0 {
		return "top"
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(c.path), " ", "/"), "[]")
}

// leafOf appends the leaves of a child that is no aggregate; it returns their
// value and whether a scenario decides any of their numbers.
func (c *compiler) leafOf(s side, k *Nest, e float64) (value float64, general bool) {
	switch k.kind {
	case columnNest:
		return c.column(k), false
	case leafNest:
		return c.leaf(s, k)
	case noNest:
		c.fail("an input is an empty nest; give it a commodity")
	}
	return 0, false
}

// column appends plain leaves. A quantity of zero is no leaf.
func (c *compiler) column(k *Nest) (value float64) {
	if len(k.goods) != len(k.amts) {
		c.fail("a column has %d commodities and %d quantities", len(k.goods), len(k.amts))
		return 0
	}
	l := &c.m.leaves
	at := len(l.com)
	l.resize(at + len(k.amts))
	com, q := l.com[at:], l.q[at:]
	n := 0
	for i, good := range k.goods {
		x := k.amts[i]
		if x == 0 {
			continue
		}
		if !(x > 0 && x <= math.MaxFloat64) || good.e != c.e {
			c.positive(x, good)
			c.known(good)
			return 0
		}
		com[n], q[n] = good.i, x
		value += x
		n++
	}
	l.resize(at + n)
	return value
}

// resize sets the number of leaves; reserve has made room for them.
func (l *leaves) resize(n int) {
	l.com, l.q = l.com[:n], l.q[:n]
}

// An extra is what a leaf has that is not plain: reference price and user price
// over market price. Its leaf is the one at place k.
type extra struct {
	k       int
	p, mult float64
}

// keepExtra keeps reference prices, taxes and weights of a node that has any
// leaf that is not plain.
func (c *compiler) keepExtra(nu int32, e float64) {
	x, l := &c.m.nodes, &c.m.leaves
	if len(c.extra) == 0 {
		x.extra = append(x.extra, -1)
		return
	}
	at := len(l.p)
	x.extra = append(x.extra, int32(at))
	first := int(x.leaf0[nu])
	for k := first; k < len(l.com); k++ {
		l.p, l.mult, l.a = append(l.p, 1), append(l.mult, 1), append(l.a, l.q[k])
	}
	for _, y := range c.extra {
		i := at + y.k - first
		l.p[i], l.mult[i] = y.p, y.mult
		l.a[i] = l.q[y.k] * y.p * math.Pow(y.mult/y.p, e)
	}
}

// positive refuses quantities that no nest can hold.
func (c *compiler) positive(q float64, good Commodity) bool {
	if q >= 0 && !math.IsInf(q, 1) {
		return true
	}
	c.fail("the quantity of %s is %v; quantities in nests are zero or more (move a negative one to the other side)", good, q)
	return false
}

func (c *compiler) leaf(s side, k *Nest) (value float64, general bool) {
	l := &c.m.leaves
	if !c.known(k.c) {
		return 0, false
	}
	plain := k.q.expr == "" && k.p.expr == ""
	if k.q.expr == "" && !c.positive(k.q.v, k.c) {
		return 0, false
	}
	if plain && k.q.v == 0 {
		return 0, false
	}
	if k.p.expr == "" && !(k.p.v > 0 && finite(k.p.v)) {
		c.fail("the reference price of %s is %v; it must be above zero", k.c, k.p.v)
		return 0, false
	}
	at := int32(len(l.com))
	if !plain {
		c.number(k.q, leafQuantity, at, "the quantity of "+k.c.String(), nil)
		c.number(k.p, leafPrice, at, "the reference price of "+k.c.String(), func(slot int) bool { return slot >= c.m.N() })
	}
	mult := 1.0
	for _, x := range k.taxes {
		if x.to.e != c.e {
			c.fail("a tax on %s is paid to %s of another economy", k.c, x.to)
			return 0, false
		}
		plain = plain && x.rate.expr == ""
		if x.rate.expr != "" || !finite(x.rate.v) {
			c.number(x.rate, leafTax, int32(len(c.m.levies)), "the tax on "+k.c.String(), nil)
		}
		c.m.levies = append(c.m.levies, levy{at, int32(x.to.i), x.rate.v})
		mult += taxSign(s) * x.rate.v
	}
	if plain && !(mult > 0) {
		c.fail("taxes on %s leave a price of %v times the market's; a buyer's or seller's price must stay above zero", k.c, mult)
	}
	l.com, l.q = append(l.com, k.c.i), append(l.q, k.q.v)
	if !plain || k.p.v != 1 || len(k.taxes) > 0 {
		p := k.p.v
		if k.p.expr != "" {
			p = 1
		}
		c.extra = append(c.extra, extra{int(at), p, mult})
	}
	return k.q.v * k.p.v, !plain
}

func taxSign(s side) float64 {
	if s == outputs {
		return -1
	}
	return 1
}
