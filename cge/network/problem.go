package network

import "math"

// A problem is the choice at one node, for both kinds of node: the set S of
// options with the least
//
//	value(S) = c0 + sum of c over S + k ln(base + sum of x over S)
//
// with x > 0 and base >= 0. k = 0 is Cobb-Douglas, k > 0 a CES recipe with
// sigma < 1, k < 0 one with sigma > 1 and also a volume node, whose base is 0.
// Where listed is not nil those sets alone are feasible, and set t costs own[t]
// besides.
type problem struct {
	c0, k, base float64
	c, x        []float64
	listed      []Set
	own         []float64

	order  [MaxOptions]int     // free options, sorted by the method at hand
	sumC   [MaxOptions]float64 // of the sets on an enumeration's stack: costs (as factors)
	sumX   [MaxOptions]float64 // and quantities
	ec, ex [MaxOptions]float64 // of the free options
	bb     branching
}

// A method is how a best set was found.
type method string

const (
	byListing  method = "listing"  // every set of a table
	bySign     method = "sign"     // each option by itself
	byPrefix   method = "prefix"   // the first few of an order
	byCounting method = "counting" // every set of those that stay open
	byBranches method = "branches" // branch and bound
)

// mostCounted is the number of open options up to which all sets are counted.
const mostCounted = 16

// tie is the difference in ln K below which two sets cost the same: some
// thousand roundings of a sum of logarithms times k.
func (p *problem) tie() float64 { return 1e-12 * max(1, math.Abs(p.k)) }

// value is the objective of a set; infinite where it is not feasible.
func (p *problem) value(s Set) float64 {
	if p.listed != nil {
		for t, f := range p.listed {
			if f == s {
				return p.smooth(s) + p.own[t]
			}
		}
		return math.Inf(1)
	}
	return p.smooth(s)
}

// smooth is the objective without what a table adds.
func (p *problem) smooth(s Set) float64 {
	v, x := p.c0, p.base
	for ; s != 0; s &= s - 1 {
		j := s.first()
		v += p.c[j]
		x += p.x[j]
	}
	return p.total(v, x)
}

// total is cost v with quantity x in the logarithm.
func (p *problem) total(v, x float64) float64 {
	if p.k == 0 {
		return v
	}
	return v + p.k*math.Log(x)
}

// best is the set with the least value among those that hold all of in and none
// of out, and its value: infinite where there is none. Sets within tie of one
// another go by Set.before.
func (p *problem) best(in, out Set) (Set, float64, method) {
	free := full(len(p.c)) &^ in &^ out
	switch {
	case p.listed != nil:
		s, v := p.bestListed(in, out)
		return s, v, byListing
	case p.k == 0:
		s := in | p.cheap(free)
		return s, p.value(s), bySign
	case p.k > 0:
		s := p.complements(in, free)
		return s, p.value(s), byPrefix
	}
	s, how := p.substitutes(in, free)
	return s, p.value(s), how
}

func (p *problem) bestListed(in, out Set) (Set, float64) {
	best, least := Set(0), math.Inf(1)
	for t, s := range p.listed {
		if s&in == in && s&out == 0 {
			best, least = p.better(best, least, s, p.smooth(s)+p.own[t])
		}
	}
	return best, least
}

// better is the better of two sets with their values.
func (p *problem) better(a Set, va float64, b Set, vb float64) (Set, float64) {
	switch {
	case math.IsInf(vb, 1) || vb > va+p.tie():
		return a, va
	case vb < va-p.tie() || b.before(a):
		return b, vb
	}
	return a, va
}

// cheap are the options that lower an additive cost: each is worth its while by
// itself, whatever else is in.
func (p *problem) cheap(free Set) Set {
	var s Set
	for f := free; f != 0; f &= f - 1 {
		if j := f.first(); p.c[j] < -p.tie() {
			s |= SetOf(j)
		}
	}
	return s
}

// next is the best set other than s. Every other set differs from s in some
// option, so the best with that option turned over, over all options, is it.
func (p *problem) next(s Set) (Set, float64) {
	if p.listed != nil {
		return p.nextListed(s)
	}
	best, least := Set(0), math.Inf(1)
	for j := range p.c {
		in, out := SetOf(j), Set(0)
		if s.Has(j) {
			in, out = out, in
		}
		t, v, _ := p.best(in, out)
		best, least = p.better(best, least, t, v)
	}
	return best, least
}

func (p *problem) nextListed(s Set) (Set, float64) {
	best, least := Set(0), math.Inf(1)
	for t, f := range p.listed {
		if f != s {
			best, least = p.better(best, least, f, p.smooth(f)+p.own[t])
		}
	}
	return best, least
}

// mostTies bounds how many sets that cost the same are listed.
const mostTies = 64

// ties are the sets within tie of the least value, in the order of Set.before;
// s is the first of them. At most mostTies.
func (p *problem) ties(s Set) []Set {
	limit := p.value(s) + p.tie()
	out := p.collect(nil, 0, 0, 0, limit)
	for i := 1; i < len(out); i++ { // by insertion: they are few
		for j := i; j > 0 && out[j].before(out[j-1]); j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

// collect decides option after option and leaves a branch when even its best
// set is above the limit, so that it visits few sets beside those it lists.
func (p *problem) collect(list []Set, j int, in, out Set, limit float64) []Set {
	if len(list) == mostTies {
		return list
	}
	_, v, _ := p.best(in, out) // may be a tie above the least of the branch
	switch {
	case j == len(p.c) && v <= limit:
		return append(list, in)
	case j == len(p.c) || v > limit+p.tie():
		return list
	}
	list = p.collect(list, j+1, in, out|SetOf(j), limit)
	return p.collect(list, j+1, in|SetOf(j), out, limit)
}
