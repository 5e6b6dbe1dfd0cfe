package network

import (
	"container/heap"
	"iter"
	"math"
	"slices"
)

// A Node is the choice at one place in numbers, for recipes and volume nodes
// alike: the set S of options with the least
//
//	value(S) = Fixed + sum of Cost over S + K ln(Base + sum of Quantity over S)
//
// with Quantity > 0 and Base >= 0, all finite; a set for which the logarithm is
// of 0 is not feasible. K = 0 is Cobb-Douglas (Quantity is unused), K > 0 a CES
// recipe with sigma < 1, K < 0 one with sigma > 1 and also a volume node, whose
// Base is 0. Where Feasible is not nil those sets alone are feasible, and set t
// costs Own[t] besides. Industry and Volume make nodes; other makers can.
//
// A Node holds scratch: it is not for several goroutines at once.
type Node struct {
	Fixed, K, Base float64
	Cost, Quantity []float64
	Feasible       []Set
	Own            []float64

	order  [MaxOptions]int     // free options, sorted by the method at hand
	sumC   [MaxOptions]float64 // of the sets on an enumeration's stack: costs (as factors)
	sumX   [MaxOptions]float64 // and quantities
	ec, ex [MaxOptions]float64 // of the free options
	bb     branching
}

// Best is the set with the least value, and that value: infinite where no set
// is feasible. Of sets within 1e-12 max(1, |K|) of one another it is the one with
// the fewest options, then the lowest.
func (p *Node) Best() (Set, float64) {
	s, v, _ := p.best(0, 0)
	return s, v
}

// Ranked yields the feasible sets from the least value upwards, each found when
// it is asked for (Murty 1968: the sets that are left are split by the first
// option in which they differ from those found, and the best of each part is
// known). Sets that cost the same come in any order, always the same one.
func (p *Node) Ranked() iter.Seq2[Set, float64] {
	return func(yield func(Set, float64) bool) {
		var parts partHeap
		add := func(in, out Set) {
			if s, v, _ := p.best(in, out); !math.IsInf(v, 1) {
				heap.Push(&parts, part{in, out, s, v})
			}
		}
		add(0, 0)
		for len(parts) > 0 {
			at := heap.Pop(&parts).(part)
			if !yield(at.best, at.value) {
				return
			}
			in, out := at.in, at.out
			for j := range p.Cost {
				switch option := SetOf(j); {
				case (in|out)&option != 0:
				case at.best.Has(j):
					add(in, out|option)
					in |= option
				default:
					add(in|option, out)
					out |= option
				}
			}
		}
	}
}

// A part holds all sets with in and without out.
type part struct {
	in, out, best Set
	value         float64
}

type partHeap []part

func (h partHeap) Len() int      { return len(h) }
func (h partHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h partHeap) Less(i, j int) bool {
	return h[i].value < h[j].value || h[i].value == h[j].value && h[i].best.before(h[j].best)
}
func (h *partHeap) Push(x any) { *h = append(*h, x.(part)) }
func (h *partHeap) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
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
func (p *Node) tie() float64 { return 1e-12 * max(1, math.Abs(p.K)) }

// value is the objective of a set; infinite where it is not feasible.
func (p *Node) value(s Set) float64 {
	if p.Feasible != nil {
		for t, f := range p.Feasible {
			if f == s {
				return p.smooth(s) + p.Own[t]
			}
		}
		return math.Inf(1)
	}
	return p.smooth(s)
}

// smooth is the objective without what a table adds.
func (p *Node) smooth(s Set) float64 {
	v, x := p.Fixed, p.Base
	for ; s != 0; s &= s - 1 {
		j := s.first()
		v += p.Cost[j]
		x += p.Quantity[j]
	}
	return p.total(v, x)
}

// total is cost v with quantity x in the logarithm.
func (p *Node) total(v, x float64) float64 {
	if p.K == 0 {
		return v
	}
	return v + p.K*math.Log(x)
}

// best is the set with the least value among those that hold all of in and none
// of out, and its value: infinite where there is none. Sets within tie of one
// another go by Set.before.
func (p *Node) best(in, out Set) (Set, float64, method) {
	free := full(len(p.Cost)) &^ in &^ out
	switch {
	case p.Feasible != nil:
		s, v := p.bestListed(in, out)
		return s, v, byListing
	case p.K == 0:
		s := in | p.cheap(free)
		return s, p.value(s), bySign
	case p.K > 0:
		s := p.complements(in, free)
		return s, p.value(s), byPrefix
	}
	s, how := p.substitutes(in, free)
	return s, p.value(s), how
}

func (p *Node) bestListed(in, out Set) (Set, float64) {
	best, least := Set(0), math.Inf(1)
	for t, s := range p.Feasible {
		if s&in == in && s&out == 0 {
			best, least = p.better(best, least, s, p.smooth(s)+p.Own[t])
		}
	}
	return best, least
}

// better is the better of two sets with their values.
func (p *Node) better(a Set, va float64, b Set, vb float64) (Set, float64) {
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
func (p *Node) cheap(free Set) Set {
	var s Set
	for f := free; f != 0; f &= f - 1 {
		if j := f.first(); p.Cost[j] < -p.tie() {
			s |= SetOf(j)
		}
	}
	return s
}

// mostTies bounds how many sets that cost the same are listed.
const mostTies = 64

// ties are the sets within tie of the least value, in the order of Set.before,
// at most mostTies; next is the best set other than the first of them.
func (p *Node) ties(least float64) (ties []Set, next Set, gap float64) {
	gap = math.Inf(1)
	limit := least + p.tie()
	for s, v := range p.Ranked() {
		if len(ties) == 0 || v <= limit && len(ties) < mostTies {
			ties = append(ties, s)
			continue
		}
		next, gap = s, v-least
		break
	}
	slices.SortFunc(ties, func(a, b Set) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	if len(ties) > 1 {
		next, gap = ties[1], 0
	}
	return ties, next, gap
}
