package pathway

import "github.com/lodestone-model/lodestone/mfa"

// A Spec is an economy as plain data: what is known before the first market
// opens. Amounts of the base year are those of the year itself; paths are
// relative to it (1 in the base year) unless a field says otherwise, and have
// one entry a year. A nil path stays at the base year's value.
//
// Money is in one unit throughout (Money names it), minerals in another
// (Mass), so an intensity is mass per unit and a mineral price money per mass.
// A capital good, a use or a service counts in a unit of its own.
type Spec struct {
	Name   string
	Region string // label of results; "World" if empty
	Years  []int  // the first is the base year; the others follow one by one
	Money  string // unit of money, such as "MUSD"; a label for the results
	Mass   string // unit of minerals, such as "kt"
	Source string // ids of the sources that the figures rest on, joined by ";"

	Discount  float64 // real, a year: of investment and in life-adjusted prices
	Numeraire float64 // price of Account.Level; 0 is 1

	Account    Account
	Minerals   []Mineral
	Mines      []Mine
	Units      []Unit
	Uses       []Use
	Services   []Service
	SecondLife []SecondLife
	Recyclers  []Recycler
	Carbon     *Carbon   // nil: emissions cost nothing
	Research   *Research // nil: none beyond the account's

	// Age says when in its year a cohort enters; mfa.MidYear if not set.
	Age mfa.Convention
	// Collection is the share of what is retired that is collected; the rest is lost.
	Collection float64
}

// A Carbon market: what the plants of services emit stays below a path.
//
//	Ebar(t) - Σ e G >= 0  ⊥  p_CO2 >= 0
type Carbon struct {
	Unit  string    // such as "Mt"
	Limit []float64 // by year, absolute; +Inf where there is no limit
	Owner string    // agent that gets the revenue
}

// A Closure says what clears services: see Service and Use.
type Closure uint8

const (
	// Target holds services at their paths; one shifter a service scales what its
	// users take per unit, so that incomes balance.
	Target Closure = iota
	// Response holds the shifters where the reference path left them and lets
	// demand answer to price.
	Response
)

// A Mode says how technology changes along the path.
type Mode uint8

const (
	// Endogenous: shares and sets come out of the equilibrium, research moves
	// knowledge.
	Endogenous Mode = iota
	// Exogenous: the equilibrium with technical change by the paths of Unit.Exogenous.
	Exogenous
	// MFA is the traditional calculation: shares imposed, no prices.
	MFA
)
