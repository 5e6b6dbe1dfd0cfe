package network

import "math"

// branching is the state of a branch and bound.
type branching struct {
	list  []int
	best  Set
	least float64
	slack float64 // a branch is left when its bound is above least + slack
	nodes int
}

// branch finds the best set of the open options for K < 0 by branch and bound.
//
// Bound: let every undecided option enter in part, z between 0 and 1 with cost
// z c and quantity z x. That is a relaxation, so its least value is at most that
// of every set of the branch. It is convex, and its solution takes options by
// ascending c/x as long as |k|/(base + X) is above c/x, the last one in part. The
// options are branched on in that order, so a bound is one walk along the list.
func (p *Node) branch(in Set, list []int) Set {
	p.sortBy(list, func(a, b int) bool {
		u, v := p.Cost[a]*p.Quantity[b], p.Cost[b]*p.Quantity[a]
		return u < v || u == v && p.Quantity[a] > p.Quantity[b]
	})
	p.bb = branching{list: list, best: in, least: math.Inf(1), slack: -p.tie()}
	if c, x := p.sums(in); x > 0 {
		p.bb.least = p.total(c, x)
	}
	c, x := p.sums(in)
	p.descend(0, in, c, x)   // the least value
	p.bb.slack = 2 * p.tie() // the sets that attain it
	p.descend(0, in, c, x)
	return p.bb.best
}

// descend decides the options from place i on.
func (p *Node) descend(i int, s Set, c, x float64) {
	b := &p.bb
	b.nodes++
	if i == len(b.list) {
		if x > 0 {
			b.best, b.least = p.better(b.best, b.least, s, p.total(c, x))
		}
		return
	}
	if p.relaxed(i, c, x) > b.least+b.slack {
		return
	}
	j := b.list[i]
	p.descend(i+1, s|SetOf(j), c+p.Cost[j], x+p.Quantity[j])
	// Without j, an option that is its twin does not enter either: sets that
	// differ in which twin they hold cost the same, and the first comes first.
	for i++; i < len(b.list) && p.Cost[b.list[i]] == p.Cost[j] && p.Quantity[b.list[i]] == p.Quantity[j]; i++ {
	}
	p.descend(i, s, c, x)
}

// relaxed is the least value when the options from place i on may enter in part.
func (p *Node) relaxed(i int, c, x float64) float64 {
	for _, j := range p.bb.list[i:] {
		cj, xj := p.Cost[j], p.Quantity[j]
		switch {
		case cj*(x+xj) <= -p.K*xj: // still pays at its end
			c, x = c+cj, x+xj
			continue
		case cj*x < -p.K*xj: // pays at its beginning
			part := -p.K/cj - x/xj
			c, x = c+part*cj, x+part*xj
		}
		break
	}
	if x == 0 {
		return math.Inf(1)
	}
	return p.total(c, x)
}
