package pathway

import "math"

// A Mineral is a metal or material with one world market. Primary and recycled
// tonnes are the same good.
type Mineral struct {
	Name  string
	Price float64 // money per mass in the base year
	// Ceiling is the most that sellers may be paid by year, money per mass; nil or
	// +Inf: no limit. Where it binds, what there is does not go round at that
	// price. Who takes the mineral pays a premium on it, at which it does: the
	// worth of a ration. Rations are given in proportion to use, so what is paid
	// for them goes back to Account.Rest as a lump sum.
	Ceiling []float64
}

// A Mine makes minerals from a resource of its own and other inputs, in
// calibrated share form with elasticity
//
//	σ = η θ/(1-θ)
//
// between the resource (share θ of cost) and the rest, so that η is the elasticity of
// supply in the base year. For σ < 1 output cannot exceed θ^(-σ/(1-σ)) times
// what the resource gave in the base year.
type Mine struct {
	Name string
	// Outputs in fixed proportions: amounts in the base year. One mineral with
	// amount 0 makes what is left of the base year's demand; of several joint
	// products (a basket of rare earths) the amounts are given, and demand in
	// excess of them is an error that names the mineral.
	Outputs []Output
	Rent    float64 // θ, rent share of cost
	Short   float64 // η, elasticity of supply within a year
	Long    float64 // after the resource has adjusted; 0: as Short
	Speed   float64 // ν, share of the gap that the resource closes in a year; 0: it follows Path alone
	Growth  float64 // g, yearly growth of the resource at constant prices, in logs
	Path    []float64
	Inputs  Nest // of the rest, by value; only proportions matter
	Owner   string
	// Ramp bounds growth of output from one year to the next, 0.2 for a fifth;
	// 0 is no bound. What is scarce then earns a rent.
	Ramp float64
	// Hosts make this a by-product: its resource is a joint product of theirs.
	Hosts []Host
}

// Adjusted is how far the resource lies off its trend, in logs, a year after it
// lay at off, at a price relative to the base year:
//
//	off + ν((ηL-ηS) ln p - off)
func (m *Mine) Adjusted(off, price float64) float64 {
	if m.Speed <= 0 || m.Long <= 0 {
		return off
	}
	return off + m.Speed*((m.Long-m.Short)*math.Log(price)-off)
}

// An Output is an amount of a mineral.
type Output struct {
	Mineral string
	Amount  float64 // mass, in the unit of the mineral's market
}

// A Host mine yields the resource of a by-product in proportion to its output.
type Host struct {
	Mine  string
	Share float64 // of the base year's by-product that comes from this host; the rest has its own resource
	// Ceiling is how many times the base year's recovery per unit of host output
	// is possible at most; 0: only the curve bounds it.
	Ceiling float64
}

// A Recycler turns scrap into minerals. With one entry in Yields it works on a
// pool of that mineral (recycling per mineral); with several it takes units
// apart, and the minerals are joint products (recycling per scrap product).
//
//	cost + psc - Σ p ρ k >= 0  ⊥  z >= 0        collected - z >= 0  ⊥  psc >= 0
type Recycler struct {
	Name string
	// From names the uses and services (all of them if nil) whose retired units
	// feed it: a pool of minerals PerMineral, whole units else.
	From       []string
	PerMineral bool
	Yields     []Yield
	// Inputs of treating by value, scaled to Cost: money per mass of mineral
	// recovered when PerMineral, else per unit treated.
	Inputs Nest
	Cost   float64
	Owner  string // of scrap, who earns its rent
	// Other is scrap from elsewhere in the economy: mass of mineral that can be
	// recovered, by year, absolute. Only PerMineral.
	Other []float64
}

// A Yield is the share of a mineral in scrap that is recovered.
type Yield struct {
	Mineral string
	Base    float64
	Max     float64   // what knowledge can reach
	Path    []float64 // technical change from outside, relative to Base, for modes Exogenous and MFA
}
