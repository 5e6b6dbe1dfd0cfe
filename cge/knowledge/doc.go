// Package knowledge says how research changes technologies, and how much of it
// is done.
//
//	research r ──Frontier──▶ knowledge h ──Effect──▶ intensity, cost, lifetime,
//	     ▲                                           second life, yield
//	     │                                                     │
//	  Project ◀──Valuation── Expectation ◀── benefit: price × market size
//	     │
//	  Market: projects meet the Supply of research
//
// Everything is a plain value or a small function, so that a model that runs
// year by year can call the pieces, and each can be used alone. h and r are
// ratios to the base year, where both are 1.
//
// # Knowledge
//
// A [Block] lists stocks of knowledge by [Driver] (efficiency, durability,
// recycling) and object; [Block.Start] is the base year and [State.Step] the
// next one:
//
//	h[t+1] = (1-δ) h[t] + gain sp[t] r[t-lag]^θ h[t]^ψ
//
// [DefaultFrontier] holds h = r = 1 for ever. A [Spillover] lets stocks learn
// from one another ([Weighted], [CatchUp]); knowledge that is not kept up is
// forgotten down to a floor, and [State.Forgotten] says where.
//
// # Effects
//
// An [Effect] has a value and a slope at every h. [Falling] (intensities and
// costs) and [Rising] (lifetimes, yields, shares) keep their bounds whatever h
// is; [Power] and [Approach] have simpler curves and are cut at theirs.
// [Quoted] makes them from an elasticity in the base year,
// [LearningBySearching] turns a learning rate into one, [CheckEffect] refuses
// what leaves the range of its [Kind].
//
//	li, err := knowledge.Quoted{Name: "lithium in LFP", Base: 0.09, Bound: 0.06, Elasticity: 0.1}.Falling()
//
// A [Technology] bundles the effects on one sub-technology. [Cohorts] freezes
// what units contain when they are built.
//
// # Research
//
// One more unit of h is worth, in a year, price × market size
// ([EfficiencyInput], [DurabilityInput], [RecyclingInput]; [MarketSize] counts
// technologies that are not in use yet). An [Expectation] ([Myopic], [Static],
// [Foreseen]) carries that forward and a [Valuation] adds it up to V. A
// [Project] does private research until the next unit no longer pays,
//
//	0 <= R_priv  ⊥  (1-sub) p_R R0 - χ V gain θ sp r^(θ-1) h^ψ >= 0
//
// in closed form. [Calibrate] finds the appropriability χ that the base year
// implies. Where no economy prices research, [Market] clears it against a
// [Sector] of scientists or a [Pool]. [Respond] is the table of how research
// answers to mineral prices and market sizes. [Foresight] repeats a whole path
// until expectations come true.
//
// # Instead, and beside
//
// [Path] is technical change from outside, by year. [TwoFactor] is a learning
// curve in output and knowledge. [Directed] is Acemoglu, Aghion, Bursztyn and
// Hemous (2012), and the case δ = 0, θ = ψ = 1 of the above with a pool and
// the rule [Corner].
//
// # Conventions
//
//   - Money, mass and units are the caller's, the same throughout; research R is
//     in the unit of its base R0, p_R its price.
//   - Slices follow the order of the block's keys.
//   - Arguments are never changed. What is not a number, or below 0 where that
//     means nothing, is an error that names it; results are finite.
//
// # What it will not do
//
// Choose parameters for a technology, price research inside an economy (package
// cge does), or let product prices carry the cost of research: that would make
// average cost fall with output and breed several equilibria.
package knowledge
