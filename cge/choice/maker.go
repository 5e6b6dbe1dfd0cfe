package choice

import (
	"iter"
	"math/bits"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/network"
)

// A Set is a set of options, bit k for option k of its maker.
type Set = network.Set

// Of makes a set of the options numbered.
func Of(options ...int) Set { return network.SetOf(options...) }

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
	along(Set) float64   // change of ln cost along market.move
	node() *network.Node // the same choice by blocks, as a search wants it
}

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

// ranked yields the sets that a maker may choose from the cheapest up, with
// their costs.
func ranked(m Maker, u unitCosts) iter.Seq2[Set, float64] {
	blocks := m.blocks()
	return func(yield func(Set, float64) bool) {
		for code := range u.node().Ranked() {
			if s := joined(blocks, code); !yield(s, u.cost(s)) {
				return
			}
		}
	}
}

// joined are the options of the blocks in a set of blocks.
func joined(blocks []Set, code Set) Set {
	var s Set
	for _, k := range code.Places() {
		s |= blocks[k]
	}
	return s
}

// best is the cheapest set, of fewest blocks and lowest numbers where several
// cost the same to 1e-12.
func best(m Maker, u unitCosts) (Set, float64) {
	code, _ := u.node().Best()
	s := joined(m.blocks(), code)
	return s, u.cost(s)
}

// first is the lowest option in a set.
func first(s Set) int { return bits.TrailingZeros64(uint64(s)) }
