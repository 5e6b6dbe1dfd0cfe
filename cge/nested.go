package cge

import (
	"github.com/lodestone-model/lodestone/cge/internal/sparse"
	"gonum.org/v1/gonum/blas/blas64"
)

// A nested solver takes a Newton step apart. Running producers are paired with
// the commodities they make; prices of these follow from costs, levels from
// markets, and everything else (factors, incomes, auxiliary variables, producers
// and commodities without a partner) stands in a dense border:
//
//	costs     N dp          = ...      N = unit inputs - unit outputs at user prices
//	markets   H dp + M dy   = ...      M = unit outputs - unit inputs; M = -Nᵀ without taxes inside
//	border    .. dp + .. dy + .. = ... nested out of the two
//
// H, the second derivatives of costs, is never formed: it is applied. One
// factoring of N (and of M where taxes part them) is all that is cubic.
type nested struct {
	s        *system
	pairs    []pair
	inPair   []int32 // by unknown: its pair, -1
	border   []int
	n, mt    pairLU // N, and Mᵀ where it is not -N
	same     bool   // Mᵀ = -N
	du, dv   [][]float64
	schur    *denseLU
	dir, res []float64
	alone    []float64 // a direction of levels alone
}

type pair struct{ level, price int } // unknowns

// A pairLU is a factored matrix over pairs, dense or sparse.
type pairLU struct {
	dense *denseLU
	lu    *sparse.LU
}

func (p *pairLU) solve(b []float64, transposed bool) error {
	switch {
	case p.dense != nil:
		p.dense.solve(b, transposed)
		return nil
	case transposed:
		return p.lu.SolveT(b, b)
	}
	return p.lu.Solve(b, b)
}

// pairing matches running producers with the commodities they make most of,
// the one that runs at the highest value first where several make the same.
func (s *system) pairing(free []bool) []pair {
	m := s.m
	best := make([]int32, m.nc())
	for c := range best {
		best[c] = -1
	}
	value := func(j int32) float64 { return s.slots[j] * s.cost[m.trees[2*j].node1-1] }
	for j, c := range m.primary {
		price := m.atPrice() + int(c)
		if !free[j] || !free[price] || s.slots[j] <= 0 || m.varies[j] || m.varies[price] {
			continue
		}
		if b := best[c]; b < 0 || value(int32(j)) > value(b) {
			best[c] = int32(j)
		}
	}
	var out []pair
	for c, j := range best {
		if j >= 0 {
			out = append(out, pair{int(j), m.atPrice() + c})
		}
	}
	return out
}

// newNested factors the point at hand over pairs of free unknowns. eval must
// have run there.
func (s *system) newNested(free []bool, pairs []pair) (*nested, error) {
	n := &nested{s: s, pairs: pairs, inPair: make([]int32, s.m.N()), dir: make([]float64, len(s.slots)), alone: make([]float64, len(s.slots)), res: make([]float64, s.m.N())}
	for i := range n.inPair {
		n.inPair[i] = -1
	}
	for k, p := range n.pairs {
		n.inPair[p.level], n.inPair[p.price] = int32(k), int32(k)
	}
	for i, yes := range free {
		if yes && n.inPair[i] < 0 {
			n.border = append(n.border, i)
		}
	}
	if err := n.factorPairs(); err != nil {
		return nil, err
	}
	return n, n.factorBorder()
}

// prices solves N dp = b, in place.
func (n *nested) prices(b []float64) error { return n.n.solve(b, false) }

// levels solves M dy = b, in place.
func (n *nested) levels(b []float64) error {
	if !n.same {
		return n.mt.solve(b, true)
	}
	if err := n.n.solve(b, true); err != nil {
		return err
	}
	for i := range b {
		b[i] = -b[i]
	}
	return nil
}

// inner solves the paired equations for right-hand sides by pair, with the
// direction already in n.dir for the unknowns of the border, and leaves in
// n.res what the border's equations still miss. rhs holds all equations.
func (n *nested) inner(rhs []float64, dp, dy []float64) error {
	s := n.s
	for k, p := range n.pairs {
		dp[k] = rhs[p.level]
	}
	if err := n.prices(dp); err != nil {
		return err
	}
	for k, p := range n.pairs {
		n.dir[p.price] = dp[k]
	}
	s.jvp(n.dir, n.res, false)
	for k, p := range n.pairs {
		n.dir[p.price] = 0
		dy[k] = rhs[p.price] - n.res[p.price]
	}
	if err := n.levels(dy); err != nil {
		return err
	}
	for i, v := range rhs {
		n.res[i] = v - n.res[i]
	}
	n.addLevels(dy, -1)
	return nil
}

// addLevels adds by times the effect of levels moving by dy to n.res.
func (n *nested) addLevels(dy []float64, by float64) {
	s, m := n.s, n.s.m
	if len(m.aux) > 0 {
		for k, p := range n.pairs {
			n.alone[p.level] = dy[k]
		}
		for i, prog := range m.aux {
			n.res[m.atAux()+i] += by * differential(prog, s.auxGradient, i, n.alone)
		}
		for _, p := range n.pairs {
			n.alone[p.level] = 0
		}
	}
	market := n.res[m.atPrice():m.atIncome()]
	for k, p := range n.pairs {
		v := by * dy[k]
		if v == 0 {
			continue
		}
		for ti := 2 * p.level; ti < 2*p.level+2; ti++ {
			t := &m.trees[ti]
			if len(s.levy) > 0 && t.levy0 < t.levy1 || s.volume != nil {
				s.levelColumn(t, p.level, v, func(row, _ int, v float64) { n.res[row] += v })
				continue
			}
			sv := sign(t.side) * v
			com, x := s.l.com[t.leaf0:t.leaf1], s.work.x[t.leaf0:t.leaf1]
			for i, c := range com {
				market[c] += sv * x[i]
			}
		}
	}
}

// factorBorder eliminates the pairs from the border's equations.
func (n *nested) factorBorder() error {
	s, nb := n.s, len(n.border)
	n.du, n.dv = make([][]float64, nb), make([][]float64, nb)
	a := newDense(nb)
	rhs := make([]float64, s.m.N())
	costs := n.borderCosts()
	for k, i := range n.border {
		if costs != nil {
			clear(rhs)
			for j, p := range n.pairs {
				rhs[p.level] = costs[k][j]
			}
		} else {
			n.dir[i] = 1
			s.jvp(n.dir, rhs, false)
			n.dir[i] = 0
		}
		n.du[k], n.dv[k] = make([]float64, len(n.pairs)), make([]float64, len(n.pairs))
		n.dir[i] = 1
		for j := range rhs {
			rhs[j] = -rhs[j] * n.only(j)
		}
		if err := n.inner(rhs, n.du[k], n.dv[k]); err != nil {
			return err
		}
		n.dir[i] = 0
		for r, row := range n.border {
			a.Data[r*nb+k] = -n.res[row] / s.fs[row] * s.xs[i]
		}
	}
	var err error
	n.schur, err = factorDense(a)
	return err
}

// only keeps the zero-profit rows of pairs: the market rows come with the
// derivative in inner.
func (n *nested) only(row int) float64 {
	if k := n.inPair[row]; k >= 0 && n.pairs[k].level == row {
		return 1
	}
	return 0
}

// borderCosts are the zero-profit entries of the border's unknowns, by border
// and pair: what producers take of its commodities. Where computed numbers
// depend on unknowns there are more, and nil says so.
func (n *nested) borderCosts() [][]float64 {
	m := n.s.m
	if len(m.varying) > 0 {
		return nil
	}
	out := make([][]float64, len(n.border))
	at := make([]int32, m.nc())
	for c := range at {
		at[c] = -1
	}
	for k, i := range n.border {
		out[k] = make([]float64, len(n.pairs))
		if i >= m.atPrice() && i < m.atIncome() {
			at[i-m.atPrice()] = int32(k)
		}
	}
	n.costEntries(func(j, com int32, user, _ float64) {
		if k := at[com]; k >= 0 {
			out[k][j] += user
		}
	})
	return out
}

func (n *nested) solve(b, d []float64) error {
	s, np, nb := n.s, len(n.pairs), len(n.border)
	dp, dy := make([]float64, np), make([]float64, np)
	if err := n.inner(b, dp, dy); err != nil {
		return err
	}
	y := make([]float64, nb)
	for r, row := range n.border {
		y[r] = n.res[row] / s.fs[row]
	}
	n.schur.solve(y, false)
	for k, i := range n.border {
		v := y[k] * s.xs[i]
		y[k] = v
		blas64.Axpy(v, blas64.Vector{N: np, Inc: 1, Data: n.du[k]}, blas64.Vector{N: np, Inc: 1, Data: dp})
		blas64.Axpy(v, blas64.Vector{N: np, Inc: 1, Data: n.dv[k]}, blas64.Vector{N: np, Inc: 1, Data: dy})
	}
	clear(d)
	for k, i := range n.border {
		d[i] = y[k]
	}
	for k, p := range n.pairs {
		d[p.price], d[p.level] = dp[k], dy[k]
	}
	for _, v := range d {
		if !finite(v) {
			return errSingular
		}
	}
	return nil
}
