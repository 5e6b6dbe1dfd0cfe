package choice

import (
	"iter"
	"math"
	"math/bits"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// A Set is a set of options, bit k for option k of its maker.
type Set uint64

// Of makes a set of the options numbered.
func Of(options ...int) Set {
	var s Set
	for _, k := range options {
		s |= 1 << k
	}
	return s
}

// Has reports whether option k is in the set.
func (s Set) Has(k int) bool { return s>>k&1 == 1 }

// first is the lowest option in the set.
func (s Set) first() int { return bits.TrailingZeros64(uint64(s)) }

// Len is the number of options in the set.
func (s Set) Len() int { return bits.OnesCount64(uint64(s)) }

// A Maker is a producer with a choice: *Volume or *Recipe.
type Maker interface {
	maker() string      // its name
	options() []string  // names of its options
	blocks() []Set      // options that enter together, one block each
	begin() (Set, bool) // the set of the benchmark; false: the cheapest
	empty() bool        // may the set be empty?
	check() error       // what is wrong with its numbers
	unit(at market) unitCosts
	activity(e *cge.Economy, s Set, name string)
	made() cge.Commodity
	wedge() float64          // output price over unit cost, less one
	inputs() []cge.Commodity // that its sets may take
	open(e *cge.Economy)     // declares what its activities need beside them
}

// A market is what makers look at: prices of commodities, and the life factors
// that are computed. move holds how both change along a step, where asked.
type market struct {
	price  func(cge.Commodity) float64
	factor func(name string) float64
	move   *market
}

// unitCosts are costs of sets at given prices, up to a factor that all sets of a
// maker share.
type unitCosts interface {
	cost(Set) float64
	along(Set) float64 // change of ln cost along market.move
}

const mostOptions = 16

// label names a set: "packs {nmc, lfp}".
func label(m Maker, s Set) string { return m.maker() + " {" + strings.Join(members(m, s), ", ") + "}" }

func members(m Maker, s Set) []string {
	out := []string{}
	for k, name := range m.options() {
		if s.Has(k) {
			out = append(out, name)
		}
	}
	return out
}

// sets are all sets that a maker may choose, each with the number of its blocks.
func sets(m Maker) iter.Seq2[Set, int] {
	blocks := m.blocks()
	return func(yield func(Set, int) bool) {
		first := uint64(1)
		if m.empty() {
			first = 0
		}
		for code := first; code < 1<<len(blocks); code++ {
			var s Set
			for k, b := range blocks {
				if code>>k&1 == 1 {
					s |= b
				}
			}
			if !yield(s, bits.OnesCount64(code)) {
				return
			}
		}
	}
}

// best is the cheapest set, of fewest blocks and lowest numbers where several
// cost the same to 1e-12.
func best(m Maker, u unitCosts) (Set, float64) {
	least, at, size := math.Inf(1), Set(0), 0
	for s, n := range sets(m) {
		c := u.cost(s)
		switch {
		case c < least*(1-1e-12), c <= least*(1+1e-12) && n < size:
			least, at, size = min(least, c), s, n
		}
	}
	return at, least
}
