package network

import "math"

// complements is the exact choice for K > 0.
//
// The value F(S) = C(S) + k ln(base + X(S)) is a concave function of the two
// sums C and X. Let S* be best, p = k/(base + X(S*)) the slope of the logarithm
// there. By concavity F(S) <= F(S*) + [C(S) - C(S*)] + p [X(S) - X(S*)], so the
// sum over S of c + p x is least at S* too: S* holds every option with c/x < -p
// and none with c/x > -p. Of options with the same c/x = -p, adding them one by
// one moves (X, C) along a straight line, on which F is concave: none or all of
// them is best. So S* is a prefix of the order by c/x, and trying the prefixes
// finds it.
func (p *Node) complements(in, free Set) Set {
	n := 0
	for f := free; f != 0; f &= f - 1 {
		if j := f.first(); p.Cost[j] < 0 { // others raise both parts
			p.order[n] = j
			n++
		}
	}
	p.sortBy(p.order[:n], func(a, b int) bool { return p.Cost[a]*p.Quantity[b] < p.Cost[b]*p.Quantity[a] })
	return p.bestPrefix(in, p.order[:n])
}

// sortBy sorts by insertion, which keeps the order of equals and allocates
// nothing.
func (p *Node) sortBy(list []int, less func(a, b int) bool) {
	for i := 1; i < len(list); i++ {
		j, v := i, list[i]
		for ; j > 0 && less(v, list[j-1]); j-- {
			list[j] = list[j-1]
		}
		list[j] = v
	}
}

// bestPrefix is the best of in, in and the first of the list, in and the first
// two, and so on.
func (p *Node) bestPrefix(in Set, list []int) Set {
	c, x := p.sums(in)
	s, best, least := in, in, p.total(c, x)
	for _, j := range list {
		s |= SetOf(j)
		c, x = c+p.Cost[j], x+p.Quantity[j]
		best, least = p.better(best, least, s, p.total(c, x))
	}
	return best
}

// sums are cost and quantity of a set, with c0 and base.
func (p *Node) sums(s Set) (c, x float64) {
	c, x = p.Fixed, p.Base
	for ; s != 0; s &= s - 1 {
		j := s.first()
		c, x = c+p.Cost[j], x+p.Quantity[j]
	}
	return c, x
}

// nested sorts open options by quantity, the largest first, and tells whether
// that is the order by cost too, the cheapest first.
//
// Then, for K < 0, the best set of any size is the prefix of that size: if S
// leaves out an option that stands before one it holds, exchanging the two
// lowers no quantity and raises no cost. Options of equal cost are the case in
// point: among equally dear platforms the largest win.
func (p *Node) nested(list []int) bool {
	p.sortBy(list, func(a, b int) bool {
		return p.Quantity[a] > p.Quantity[b] || p.Quantity[a] == p.Quantity[b] && p.Cost[a] < p.Cost[b]
	})
	for i := 1; i < len(list); i++ {
		if p.Cost[list[i]] < p.Cost[list[i-1]] {
			return false
		}
	}
	return true
}

// substitutes is the exact choice for K < 0, where F(S) = C(S) - |k| ln(base +
// X(S)): each option adds |k| ln(1 + x/(base + X)), less the more is there
// already.
func (p *Node) substitutes(in, free Set) (Set, method) {
	in, free = p.settle(in, free)
	n := 0
	for f := free; f != 0; f &= f - 1 {
		p.order[n] = f.first()
		n++
	}
	list := p.order[:n]
	switch {
	case n == 0:
		return in, bySign
	case p.nested(list):
		return p.bestPrefix(in, list), byPrefix
	case n <= mostCounted && p.countable(list):
		return p.count(in, list), byCounting
	}
	return p.branch(in, list), byBranches
}

// settle decides the options about which there is no doubt: one that does not
// pay even beside the fewest (those already in) never does, one that pays even
// beside all others always does. Each decision settles the next; what stays
// free is in doubt. The margin tie keeps sets that cost the same.
func (p *Node) settle(in, free Set) (Set, Set) {
	for changed := true; changed; {
		changed = false
		_, low := p.sums(in)
		_, high := p.sums(in | free)
		for f := free; f != 0; f &= f - 1 {
			j := f.first()
			switch {
			case p.gain(j, low) < -p.tie(): // beside the fewest
			case p.gain(j, high-p.Quantity[j]) > p.tie(): // beside all others
				in |= SetOf(j)
			default:
				continue
			}
			free &^= SetOf(j)
			changed = true
		}
	}
	return in, free
}

// gain is what option j lowers the value by when the others have quantity x.
func (p *Node) gain(j int, x float64) float64 {
	if x <= 0 {
		return math.Inf(1)
	}
	return -p.K*math.Log1p(p.Quantity[j]/x) - p.Cost[j]
}
