package pathway

import "github.com/lodestone-model/lodestone/cge/lamppost"

// A Result is a path, as plain data by year.
type Result struct {
	Spec  *Spec
	Mode  Mode
	Years []Year
	Lamps lamppost.Table // with Options.Watch: lamp posts as of every year but the last
	// Chi is the share of its worth that research keeps, by stock, as calibrated;
	// above 1 the data of the base year deserve a look.
	Chi map[string]float64
	// Passes is by how much log research still moved in each pass from the second,
	// with foresight.
	Passes []float64

	closure Closure
	hold    Channels
	imposed bool
	pages   []page // of choices, with Options.Watch
	nodes   []*node
	waiting [][]float64 // [year][mineral] first-year failures at its begin, scrap of the year
}

// A Year is what happened in one. Maps are by name; options by the name of the
// unit.
type Year struct {
	Year int
	// Prices of goods, factors, minerals, units, uses and services: market prices,
	// or what it would cost where nothing is traded. A use's price is what a
	// unit of the mix costs its buyer; Criterion is the life-adjusted cost that
	// its maker compares.
	Prices    map[string]float64
	Criterion map[string]float64
	Sets      map[string]map[string]float64 // use → "A+B" → part of its additions
	Gaps      map[string]map[string]float64 // use → "A+B" → ln K(S) - ln K(S*), sets at work and the 32 nearest
	// Recipes are the sets of inputs at work: unit → set → part of its additions;
	// RecipeGaps how much dearer a unit would be by each, in logs.
	Recipes, RecipeGaps map[string]map[string]float64

	Shares    map[string]map[string]float64
	Additions map[string]map[string]float64
	Retired   map[string]map[string]float64
	Stocks    map[string]map[string]float64 // at the end of the year
	Delivered map[string]map[string]float64 // service → plant → old and new
	Second    []Again
	Minerals  map[string]Supply
	Scrap     []Scrap
	Needs     []Requirement
	Rents     map[string]float64 // by what earns them
	MineRent  map[string]float64 // mineral → rent of its mines per mass
	Emissions float64            // of plants
	Shifters  map[string]float64
	Accounts  Accounts
	Bought    map[string]map[string]float64 // agent → good → amount
	Content   map[string]map[string]float64 // unit → mineral → mass in a new unit
	Life      map[string]float64            // unit → mean life of a new unit
	Yields    map[string]map[string]float64 // recycler → mineral → share recovered
	Knowledge map[string]float64            // stock, as "efficiency|LFP" → h
	Research  map[string]float64            // the same → research, money of the base year
	Fit       map[string]float64            // unit → share of a new unit's kind that will be fit for a second life
	Lost      map[string]float64            // mineral retired and not collected
	Check     Check
	// Values are all variables of the equilibrium by the names of its model.
	Values map[string]float64
}

// An Again is a second life in a year, in useful units.
type Again struct {
	From, To         string
	Taken, Available float64
	Rent, Stock      float64
}

// A Scrap is a stream of scrap in a year, in mass that can be recovered or in units.
type Scrap struct {
	Stream         string
	There, Treated float64
	Rent           float64
}

// A Supply is a mineral's market in a year.
type Supply struct {
	Mined, Recycled float64
	Recyclable      float64 // what recycling could give at most
	Scrap           float64 // contained in what is collected and not in second life
	ScrapRent       float64 // per mass recovered, recyclers per mineral only
	Price           float64 // that users pay, a premium included
	Premium         float64 // of it, beyond the ceiling that sellers are paid
	Shortage        float64 // what would be taken at the ceiling beyond what there is
	Units, Other    float64 // taken by units, and elsewhere
}

// A Requirement is the mineral that the options of a use or service need in a
// year, by origin: new units' content, and the content of new units that units in
// second life made unnecessary.
type Requirement struct {
	Use, Technology, Unit, Mineral string
	Primary, Recycled, SecondLife  float64
}

// Total is the sum over origins.
func (r Requirement) Total() float64 { return r.Primary + r.Recycled + r.SecondLife }

// Accounts is gross domestic product measured twice, at prices that buyers pay.
type Accounts struct {
	Factors, Rents, Taxes, Surplus float64 // Surplus: what plants of this year earn
	Expenditure                    float64
	Spending                       map[string]float64 // by agent, life adjustments left out
	Income                         map[string]float64 // the same from what it gets
}

// Income is GDP from the income side.
func (a Accounts) GDP() float64 { return a.Factors + a.Rents + a.Taxes + a.Surplus }

// A Check is the year's certificate.
type Check struct {
	Replication     float64 // base year only: largest scaled residual of the benchmark
	Iterations      int
	Rounds          int     // of adding sets
	Walras          float64 // scaled residual of the market left over
	Complementarity float64
	Balance         float64 // mineral: stock change less inflow plus scrap treated and lost, over the larger
	Choice          float64 // largest ln K(S) - ln K(S*) of a set at work
	GDP             float64 // income side over expenditure side, less one
}
