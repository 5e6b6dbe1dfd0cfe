package cge

import (
	"slices"

	"github.com/lodestone-model/lodestone/cge/internal/sparse"
)

// costEntries visits what producers of pairs take (above zero) and make (below)
// by unit of level: pair of the producer, commodity, at user prices and at
// market prices.
func (n *nested) costEntries(visit func(j, com int32, user, market float64)) {
	s, m := n.s, n.s.m
	for j, p := range n.pairs {
		for _, t := range m.trees[2*p.level : 2*p.level+2] {
			sg := -sign(t.side)
			for nu := t.node0; nu < t.node1; nu++ {
				for k := s.nodes.leaf0[nu]; k < s.nodes.leaf1[nu]; k++ {
					x := sg * s.work.x[k]
					visit(int32(j), s.l.com[k], x*s.mult(nu, k), x)
				}
			}
			for _, nu := range t.volumes {
				visit(int32(j), s.nodes.level[nu], sg*s.xlev[nu], sg*s.xlev[nu])
			}
		}
	}
}

// pairEntries visits the entries of N and -Mᵀ: pair of the producer, pair of the
// price, at user prices and at market prices.
func (n *nested) pairEntries(visit func(j, c int32, user, market float64)) {
	price := n.inPair[n.s.m.atPrice():n.s.m.atIncome()]
	n.costEntries(func(j, com int32, user, market float64) {
		if at := price[com]; at >= 0 {
			visit(j, at, user, market)
		}
	})
}

// countEntries counts the entries of N and finds out whether Mᵀ is -N: no tax
// stands between producers and the commodities of pairs.
func (n *nested) countEntries() (entries int) {
	s, m := n.s, n.s.m
	price := n.inPair[m.atPrice():m.atIncome()]
	n.same = true
	for _, p := range n.pairs {
		for _, t := range m.trees[2*p.level : 2*p.level+2] {
			entries += int(t.leaf1 - t.leaf0)
		}
	}
	for i := range s.levy {
		if k := s.levy[i].leaf; price[s.l.com[k]] >= 0 && s.l.mult[s.nodes.extraOf(k)] != 1 {
			n.same = false
		}
	}
	return entries
}

// factorPairs factors N, and M where it differs. Both have the unit cost of one
// producer in a row.
func (n *nested) factorPairs() error {
	count, entries := len(n.pairs), n.countEntries()
	dense := count <= denseLimit || entries > count*count/10
	var err error
	if n.n, err = n.factorOne(dense, entries, true); err != nil || n.same {
		return err
	}
	n.mt, err = n.factorOne(dense, entries, false)
	return err
}

func (n *nested) factorOne(dense bool, entries int, user bool) (out pairLU, err error) {
	if dense {
		return n.factorDense(user)
	}
	vals := make([]float64, 0, entries)
	n.pairEntries(func(_, _ int32, u, m float64) {
		if !user {
			u = -m
		}
		vals = append(vals, u)
	})
	if slices.ContainsFunc(vals, func(v float64) bool { return !finite(v) }) {
		return out, errSingular
	}
	c := &n.s.layouts.costs
	if !user {
		c = &n.s.layouts.markets
	}
	out.lu, err = n.factorSparse(c, vals)
	return out, err
}

// A layout is the pattern of a sparse matrix, kept as long as it stays: a
// factoring with the pivots of the one before costs a third.
type layout struct {
	pairs []pair // of N and M: what the pattern rests on
	mat   *sparse.Matrix
	slot  []int
	lu    *sparse.LU
}

// layouts are those of N, of M and of the whole Jacobian. A session keeps them
// from one solution to the next.
type layouts struct{ costs, markets, whole layout }

// factor factors the values at hand, with the pivots of the factors before if
// these serve.
func (c *layout) factor() (*sparse.LU, error) {
	if c.lu != nil && c.lu.Refactor(c.mat) == nil {
		return c.lu, nil
	}
	sym, err := sparse.Analyze(c.mat)
	if err != nil {
		return nil, err
	}
	c.lu, err = sparse.Factor(c.mat, sym, nil)
	return c.lu, err
}

func (n *nested) factorSparse(c *layout, vals []float64) (*sparse.LU, error) {
	if c.lu == nil || len(c.slot) != len(vals) || !slices.Equal(c.pairs, n.pairs) {
		rows, cols := make([]int, 0, len(vals)), make([]int, 0, len(vals))
		n.pairEntries(func(j, at int32, _, _ float64) { rows, cols = append(rows, int(j)), append(cols, int(at)) })
		mat, slot, err := sparse.Layout(len(n.pairs), rows, cols)
		if err != nil {
			return nil, err
		}
		*c = layout{pairs: n.pairs, mat: mat, slot: slot}
	}
	if err := c.mat.Assemble(c.slot, vals); err != nil {
		return nil, err
	}
	return c.factor()
}

func (n *nested) factorDense(user bool) (out pairLU, err error) {
	count := len(n.pairs)
	a := newDense(count)
	if !user || n.s.volume != nil {
		n.pairEntries(func(j, c int32, u, m float64) {
			if !user {
				u = -m
			}
			a.Data[int(j)*count+int(c)] += u
		})
		out.dense, err = factorDense(a)
		return out, err
	}
	s, m := n.s, n.s.m
	price := n.inPair[m.atPrice():m.atIncome()]
	for j, p := range n.pairs {
		row := a.Data[j*count : (j+1)*count]
		for _, t := range m.trees[2*p.level : 2*p.level+2] {
			sg := -sign(t.side)
			for nu := t.node0; nu < t.node1; nu++ {
				lo, hi, mult := s.nodes.leaf0[nu], s.nodes.leaf1[nu], s.mults(nu)
				com, x := s.l.com[lo:hi], s.work.x[lo:hi]
				for k, c := range com {
					if at := price[c]; at >= 0 && mult == nil {
						row[at] += sg * x[k]
					} else if at >= 0 {
						row[at] += sg * x[k] * mult[k]
					}
				}
			}
		}
	}
	out.dense, err = factorDense(a)
	return out, err
}
