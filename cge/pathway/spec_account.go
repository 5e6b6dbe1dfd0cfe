package pathway

// An Account is the rest of the economy: what makes the goods that minerals,
// units and services are made of, and who owns and buys what. All prices of
// its goods and factors are 1 in the base year (times the numeraire).
//
// Values are those of the base year. What balances is worked out, not given:
// a factor's endowment is what all its users take, a transfer what its receiver
// lacks, and Rest takes what is left of every good. So one sector that makes
// everything is an account, and so is a full matrix.
type Account struct {
	Sectors   []Sector
	Factors   []Factor
	Agents    []Agent
	Transfers []Transfer
	// Rest names the agent whose wants take what is left of a good. What it takes
	// beyond its stated wants is reported by Model.Moves.
	Rest string
	// Level is the good that platforms, assembly and the integration of a mix are
	// counted in, whose price is the numeraire.
	Level string
}

// A Sector makes one good.
type Sector struct {
	Name   string  // of the good; its price is 1 in the base year
	Output float64 // value at basic prices
	// Inputs by value; they are scaled to the output less tax.
	Inputs Nest
	Tax    float64 // rate on output
	TaxTo  string  // agent
	// Productivity divides the inputs, by year.
	Productivity []float64
}

// A Nest aggregates inputs with an elasticity of substitution: 0 fixed
// proportions, 1 Cobb-Douglas.
type Nest struct {
	Elasticity float64
	Inputs     []Input
}

// An Input is a value of a good, factor, mineral, use or service, or of a nest.
type Input struct {
	Of    string
	Value float64 // in the base year; of a nest it is the sum of its inputs
	Nest  *Nest   // in place of Of
}

// A Factor is owned, not made. Its amount is what is used of it in the base
// year, times the path.
type Factor struct {
	Name  string
	Owner string
	Path  []float64
}

// An Agent spends what it gets: factors, rents, taxes, transfers.
type Agent struct {
	Name  string
	Wants Nest
	// Needs are bought first, whatever they cost.
	Needs []Need
}

// A Need is a committed purchase.
type Need struct {
	Of    string
	Value float64
	Path  []float64
}

// A Transfer goes from one agent to another. Its size in the base year is what
// the receiver lacks; it stays a share of the giver's income, or the same
// amount of the receiver's bundle where Real is set.
type Transfer struct {
	From, To string
	Real     bool
	Path     []float64 // of a real transfer
}
