package network

import "math/bits"

// A Set holds some of the options of a node: bit k stands for the option that
// is k-th in the node's list, counted from 0. A node has at most MaxOptions.
type Set uint64

// MaxOptions is the largest number of options at one node.
const MaxOptions = 64

// SetOf holds the options of the given places in the node's list.
func SetOf(places ...int) Set {
	var s Set
	for _, k := range places {
		s |= 1 << k
	}
	return s
}

// full holds the first m options.
func full(m int) Set {
	if m == MaxOptions {
		return ^Set(0)
	}
	return 1<<m - 1
}

// Has tells whether the option at place k is in the set.
func (s Set) Has(k int) bool { return s>>k&1 == 1 }

// Len counts the options in the set.
func (s Set) Len() int { return bits.OnesCount64(uint64(s)) }

// Places lists the options in the set, ascending.
func (s Set) Places() []int {
	out := make([]int, 0, s.Len())
	for ; s != 0; s &= s - 1 {
		out = append(out, s.first())
	}
	return out
}

// first is the lowest place in the set, 64 in the empty one.
func (s Set) first() int { return bits.TrailingZeros64(uint64(s)) }

// before is the order among sets that cost the same: fewer links first, then
// the one that holds the lowest place in which the two differ.
func (s Set) before(t Set) bool {
	if a, b := s.Len(), t.Len(); a != b {
		return a < b
	}
	return s != t && s.Has((s ^ t).first())
}

// names are the options of a set by name.
func names(s Set, of func(k int) string) []string {
	out := make([]string, 0, s.Len())
	for ; s != 0; s &= s - 1 {
		out = append(out, of(s.first()))
	}
	return out
}
