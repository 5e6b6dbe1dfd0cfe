package pathway

import "github.com/lodestone-model/lodestone/cge/knowledge"

// Research moves knowledge, which moves what new units contain, cost and last,
// and what recyclers recover. It is bought by an agent out of income, as
// investment is: in product prices it would make average cost fall with output.
//
//	0 <= R_priv  ⊥  p_R R0 - χ V gain θ sp r^(θ-1) h^ψ >= 0
//
// V is what one more unit of h is worth for ever (or Horizon years): price
// effect times market size, at this year's prices.
type Research struct {
	Good  string // the sector that makes research; its price is p_R
	Buyer string
	// Block lists stocks of knowledge. Objects of efficiency and durability are
	// units, those of recycling minerals.
	Block   knowledge.Block
	Drivers []Driver // in the order of Block.Keys
	// Belief is how likely an option outside all sets is thought to enter: its
	// market size is that times what it would sell.
	Belief  float64
	Horizon int // years of benefits; 0: without an end
	Growth  map[knowledge.Driver]float64
	// Family and Centre give an appropriability to what has none of its own; nil:
	// by driver, the median.
	Family func(knowledge.Key) string
	Centre knowledge.Centre
}

// A Driver is one stock of knowledge: research of the base year and what it
// moves. Effects that are nil move nothing; a base that differs from the Spec's
// is refused.
type Driver struct {
	Base, Public float64                     // money of the base year; the public part is done whatever it is worth
	Content      map[string]knowledge.Effect // efficiency: by mineral, mass per unit
	Cost         knowledge.Effect            // efficiency: of the rest, relative to the base year
	Life         knowledge.Effect            // durability: years
	Fit          knowledge.Effect            // durability: share fit for a second life
	Yield        knowledge.Effect            // recycling: share recovered
}
