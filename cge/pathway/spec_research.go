package pathway

import "github.com/lodestone-model/lodestone/cge/knowledge"

// Research moves knowledge, which moves what new units contain, cost and last,
// and what recyclers recover. It is bought by an agent out of income, as
// investment is: in product prices it would make average cost fall with output.
//
//	0 <= R_priv  ⊥  (1-sub) p_R R0 - χ V gain θ sp r^(θ-1) h^ψ >= 0
//
// V is what one more unit of h is worth over the Horizon: price effect times
// market size, as far as Expect sees them.
type Research struct {
	Good  string // the sector that makes research; its price is p_R
	Buyer string // agent, such as the investment account
	// Payer is the agent that pays for public research and subsidies; what it
	// pays is levied on Account.Rest as a lump sum. Without one the Buyer pays for
	// public research, and there are no subsidies.
	Payer string
	// Block lists stocks of knowledge, how they grow (Own: by driver) and spill
	// over. Objects of efficiency and durability are units, those of recycling
	// minerals. With Block.Ratchet effects use the highest knowledge so far, worth
	// and growth of knowledge what there is.
	Block   knowledge.Block
	Drivers []Driver // in the order of Block.Keys
	// Belief is how likely an option outside all sets is thought to enter: its
	// market size is that times what it would sell. With Entry it is that of
	// the base year.
	Belief float64
	Entry  *Entry
	Expect Expect
	// Horizon is years of benefits; 0: 15, and without an end where Expect is Steady.
	Horizon int
	Rate    float64                      // of discount; 0: Spec.Discount
	Growth  map[knowledge.Driver]float64 // of benefits, where Expect is Steady
	// Passes settle Expect Foresight; the zero value settles log r to 1e-6.
	Passes knowledge.Foresight
	// Family and Centre give an appropriability to what has none of its own; nil:
	// by driver, the median.
	Family func(knowledge.Key) string
	Centre knowledge.Centre
}

// An Expect says which benefits the buyers of research count on.
type Expect uint8

const (
	// Myopic: prices stay, and what is taken of a unit grows on as in the five
	// years before this one, at 30 % a year at most, up or down. What is treated
	// of scrap stays. Years before the base year are those of Option.History and
	// Plant.History.
	Myopic Expect = iota
	// Steady: this year's benefits grow at Research.Growth.
	Steady
	// Foresight: the benefits that the path itself brings. The path is repeated,
	// each pass with the benefits of those before, until research no longer
	// moves; beyond the last year its benefits stay.
	Foresight
)

// An Entry makes the belief in an option that is outside the sets at work the
// probability that it enters: that its gap ln K(S+option) - ln K(S), as it stood
// the year before and drifting as it did since the year before that, touches
// zero within a horizon (first passage, package lamppost). A gap that has been
// seen only once does not drift.
type Entry struct {
	Horizon    float64 // years
	Volatility float64 // of the gap, a square-root year
}

// A Driver is one stock of knowledge: research of the base year and what it
// moves. Effects that are nil move nothing; a base that differs from the Spec's
// is refused.
type Driver struct {
	Base, Public float64                     // money of the base year; the public part is done whatever it is worth
	Path         []float64                   // of the public part, relative to the base year
	Subsidy      []float64                   // share of the private cost that Research.Payer pays, by year
	Content      map[string]knowledge.Effect // efficiency: by mineral, mass per unit
	Cost         knowledge.Effect            // efficiency: of the rest, relative to the base year
	Life         knowledge.Effect            // durability: years
	Fit          knowledge.Effect            // durability: share fit for a second life
	Yield        knowledge.Effect            // recycling: share recovered
}
