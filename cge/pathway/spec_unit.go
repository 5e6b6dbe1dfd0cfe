package pathway

import "slices"

// A Unit is a capital good: a battery, a turbine, a power plant, in units of
// capacity. Its price is what its minerals, parts and other inputs cost:
//
//	pcap_s = k_s(t) + Σ p_m a_sm + Σ parts
//
// Content, life and second-life share are frozen when a unit is built.
type Unit struct {
	Name    string
	Measure string // unit it is counted in: "GWh", "GW"
	Price   float64
	Content []Content
	Parts   []Part    // goods of uses that it contains, such as modules in a plant
	Inputs  Nest      // of the rest, by value; only proportions matter, prices decide the sum
	Cost    []float64 // path of the rest, in every mode
	Life    float64   // mean, years
	Shape   float64   // of the Weibull curve
	// Recipes are sets of inputs that its maker may adopt in place of Content.
	Recipes []Recipe
	// Exogenous is technical change from outside, for mode Exogenous and for MFA.
	Exogenous Change
}

// Unit is the unit of that name, nil if there is none.
func (s *Spec) Unit(name string) *Unit {
	i := slices.IndexFunc(s.Units, func(u Unit) bool { return u.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Units[i]
}

// ScaleCost multiplies the cost beside minerals by a path, one entry a year of
// the Spec: a fall (or rise) in every mode, on top of what makers bring about.
// The path before it is replaced, not changed.
func (u *Unit) ScaleCost(by []float64) {
	cost := slices.Clone(by)
	for t, old := range u.Cost {
		cost[t] *= old
	}
	u.Cost = cost
}

// A Content is an intensity.
type Content struct {
	Mineral string
	Amount  float64 // mass per unit, alignment included
}

// A Part is an amount of a use's good per unit.
type Part struct {
	Use    string
	Amount float64
}

// A Change is technical change by year, relative to the base year.
type Change struct {
	Content map[string][]float64 // by mineral
	Cost    []float64
	Life    []float64
}

// A Use is a stock of units that do the same: vehicle packs, storage, PV
// modules. Options are rivals at a volume node: their units add up.
//
//	Z(t) = Z(0) path      Σ x_s S_s(t,t) = Z(t) - surviving
//
// With a Path it is stock-driven, and Buyer pays for the additions; without
// one it is what the account's sectors and agents, other units' Parts and
// plants buy (inflow-driven). A use with a Path that is an input in the account
// as well is scaled by a shifter there (see Closure), and nobody else buys it.
type Use struct {
	Name       string
	Technology string // label of results; the name if empty
	Measure    string
	Options    []Option
	Elasticity float64 // of the ratio of two shares to the price of one
	Assembly   float64 // money per unit, whatever the set
	Additions  float64 // of the base year, first life
	Path       []float64
	// Added is what mode MFA adds by year, absolute, second life included, in
	// place of what the stock needs; nil: that.
	Added   []float64
	Follows *Follow
	Buyer   string  // agent
	RefLife float64 // reference life of life-adjusted prices; 0: prices as they stand
	Sets    Sets
	Latent  LatentRule
}

// An Option is a unit in a use.
type Option struct {
	Unit    string
	Share   float64   // of the base year's additions; 0 for a latent option
	History []float64 // additions before the base year, oldest first
	// Weight by year that a latent option has, relative to the largest incumbent's
	// (LatentOfLargest).
	Weight []float64
	// Platform is the cost of having the option at all, money per unit of the
	// use; or Viable the smallest share worth having it: Platform = -T ln(1-Viable).
	// Latent options of AllOptions have none.
	Platform float64
	Viable   float64
	// Imposed is the share by year in mode MFA; nil: that of the base year.
	Imposed []float64
}

// Sets says whether the set of options is chosen.
type Sets uint8

const (
	// AllOptions with a share are in the set, whatever they cost.
	AllOptions Sets = iota
	// Chosen sets: the cheapest, or several side by side at equal cost.
	Chosen
)

// A LatentRule says what weight an option without a share has.
type LatentRule uint8

const (
	// LatentMean is the mean of the incumbents' weights.
	LatentMean LatentRule = iota
	// LatentOfLargest is Option.Weight times the largest incumbent's.
	LatentOfLargest
)

// A Follow scales a use's target with the share of some plants in a service:
// (share / reference)^Exponent, as storage and lines follow wind and PV.
type Follow struct {
	Service   string
	Plants    []string
	Reference []float64 // the share by year
	Exponent  float64
}

// SecondLife takes retired units of one use into another.
//
//	τ + cost + opp - kSL p >= 0  ⊥  Q >= 0        U - Q >= 0  ⊥  τ >= 0
type SecondLife struct {
	From, To string  // uses with the same options
	Share    float64 // of collected units that are fit, by unit's cohort
	Max      float64 // what knowledge can reach
	Health   float64 // useful share of a unit
	Life     float64 // mean, years
	Shape    float64
	Inputs   Nest    // of refurbishing, by value, scaled to Cost
	Cost     float64 // money per useful unit
	Owner    string
}

// A Service is a flow that plants deliver, old and new: electricity.
//
//	Σ old + new >= D(t)                   ⊥  p
//	oc_s + r_s - p >= 0                   ⊥  G_s,  K_s - G_s >= 0 ⊥ r_s       old capacity; it may idle
//	k(c) - p >= 0                         ⊥  new, k the volume node over c_s = CRF pcap_s/output + oc_s
//
// Sectors and agents that have it among their inputs are its users; one
// shifter scales them (see Closure). Else Buyer takes it.
type Service struct {
	Name       string
	Measure    string // "TWh"
	Plants     []Plant
	Elasticity float64
	New        float64 // supply from capacity added in the base year
	Path       []float64
	Buyer      string // agent, where no input names the service
	Investor   string // agent that pays for additions and earns on them
}

// A Plant is a technology of a service, built of a Unit.
type Plant struct {
	Unit      string
	Output    float64   // service per unit of capacity and year: 8760 h × capacity factor
	Share     float64   // of new supply in the base year
	Weight    []float64 // of a plant without a share, relative to the largest incumbent's
	History   []float64 // additions of capacity before the base year, oldest first
	Inputs    Nest      // operating inputs and fuel, by value, scaled to Operating
	Operating float64   // money per unit of service
	Emissions float64   // per unit of service
	// Spread is how far old capacity lies around what it costs to run, evenly: 0.2
	// from a fifth below to a fifth above, emissions likewise. The best runs
	// first. 0: all of it is the same, and stops at once.
	Spread  float64
	Cap     []float64 // highest capacity by year, absolute; nil: none
	Imposed []float64 // share of new supply by year in mode MFA
	// Added is what mode MFA builds by year, absolute, in place of a share of what
	// the service needs; nil: that share.
	Added []float64
}
