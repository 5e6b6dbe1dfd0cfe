package network

import "math"

// countable tells whether the costs of the open options, as factors, stay
// within the range of numbers.
func (p *Node) countable(list []int) bool {
	total := 0.0
	for _, j := range list {
		total += math.Abs(p.Cost[j] / p.K)
	}
	return total < 300 // a product of exponentials stays above 1e-131
}

// count looks at every set of the open options, for K < 0. It ranks them by the
// product exp(C/k)·(base + X), which needs no logarithm. Set number s is its
// parent, the number without its lowest bit, and one option more; the parent's
// sums still stand on the stack at its own lowest bit, since numbers between the
// two have lower ones. So a set costs one product and one sum, and rests on as
// many roundings as it has options.
func (p *Node) count(in Set, list []int) Set {
	most, _ := p.pass(in, list, math.Inf(1))
	_, best := p.pass(in, list, most*(1-1e-9*max(1, 1/math.Abs(p.K))))
	return best
}

// pass counts once: it returns the largest product, and the best of the sets
// whose product reaches the limit, to the last digit.
func (p *Node) pass(in Set, list []int, limit float64) (most float64, best Set) {
	n := len(list)
	c, x := p.sums(in)
	for i, j := range list {
		p.ec[i], p.ex[i] = math.Exp(p.Cost[j]/p.K), p.Quantity[j]
	}
	most, best = x, in // the costs c of in are in all of them
	least := math.Inf(1)
	if most >= limit {
		least = p.total(c, x)
	}
	for s := Set(1); s < 1<<n; s++ {
		t, parent := s.first(), s&(s-1)
		f, q := 1.0, x
		if parent != 0 {
			u := parent.first()
			f, q = p.sumC[u], p.sumX[u]
		}
		f, q = f*p.ec[t], q+p.ex[t]
		p.sumC[t], p.sumX[t] = f, q
		if v := f * q; v > most {
			most = v
		}
		if f*q >= limit {
			set := in | spread(s, list)
			best, least = p.better(best, least, set, p.smooth(set))
		}
	}
	return most, best
}

// spread turns a set of places in the list into the set of options.
func spread(s Set, list []int) Set {
	var out Set
	for ; s != 0; s &= s - 1 {
		out |= SetOf(list[s.first()])
	}
	return out
}
