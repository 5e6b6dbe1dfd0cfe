package sam

import (
	"fmt"
	"maps"
	"slices"
)

// A Closure says which quantities the model takes as given where accounts must
// balance. The zero closure is savings-driven investment, fixed tax rates with
// government consumption adjusting, fixed foreign savings, mobile factors.
type Closure struct {
	Savings    SavingsClosure
	Government GovernmentClosure
	External   ExternalClosure
	// Factors by name; MobileFactor where none is given.
	Factors map[string]FactorMarket
}

// A SavingsClosure balances saving and investment.
type SavingsClosure uint8

// A GovernmentClosure balances the government's budget.
type GovernmentClosure uint8

// An ExternalClosure balances payments with the rest of the world.
type ExternalClosure uint8

const (
	// SavingsDriven: households save a fixed share s:HH of income, and investment
	// is what savings buy: I·P:INV = Σ SAV·P:INV + FSAV·FX.
	SavingsDriven SavingsClosure = iota
	// InvestmentDriven: real investment is fixed (parameter i:INV, 1 at the
	// benchmark) and the saving rates of all households are scaled by MPS until
	// they pay for it.
	InvestmentDriven
)

const (
	// ConsumptionAdjusts: tax rates and the share of revenue that is saved are
	// fixed; the government consumes what it has.
	ConsumptionAdjusts GovernmentClosure = iota
	// TransferAdjusts: real consumption (parameter g:GOV, 1 at the benchmark) and
	// real saving are fixed; a lump sum LS:GOV from households balances the
	// budget.
	TransferAdjusts
	// SavingAdjusts: real consumption is fixed (parameter g:GOV); the
	// government's saving SAV:GOV takes the rest, and with it investment.
	SavingAdjusts
)

const (
	// FixedForeignSavings: what the rest of the world lends, in foreign currency,
	// is the parameter fsav; the exchange rate FX moves.
	FixedForeignSavings ExternalClosure = iota
	// FixedExchangeRate: FX in units of the numeraire household's bundle is the
	// parameter xr; foreign savings FSAV move.
	FixedExchangeRate
)

// A FactorMarket says how a factor finds its use.
type FactorMarket struct {
	kind factorKind
	rate float64
}

type factorKind uint8

const (
	mobile factorKind = iota
	unemployed
	specific
)

// MobileFactor moves freely between activities at one price, its supply fixed.
func MobileFactor() FactorMarket { return FactorMarket{} }

// FixedWage holds the factor's price, in units of the numeraire household's
// bundle, at or above the parameter wage:FACTOR; the share U:FACTOR of the
// endowment is unemployed, rate at the benchmark (0 <= rate < 1). At full
// employment the price rises above the floor.
func FixedWage(rate float64) FactorMarket { return FactorMarket{unemployed, rate} }

// SpecificFactor stays in the activity that uses it at the benchmark, where it
// has a price of its own, FACTOR:ACTIVITY.
func SpecificFactor() FactorMarket { return FactorMarket{kind: specific} }

// String is the choice in words.
func (c SavingsClosure) String() string {
	return choice(int(c), "savings-driven", "investment-driven")
}

// String is the choice in words.
func (c GovernmentClosure) String() string {
	return choice(int(c), "fixed tax rates, consumption adjusts", "fixed consumption, lump-sum transfer adjusts", "fixed consumption, saving adjusts")
}

// String is the choice in words.
func (c ExternalClosure) String() string {
	return choice(int(c), "fixed foreign savings, exchange rate adjusts", "fixed exchange rate, foreign savings adjust")
}

// String is the choice in words.
func (f FactorMarket) String() string {
	switch f.kind {
	case unemployed:
		return fmt.Sprintf("fixed wage, %s %% unemployed", small(100*f.rate))
	case specific:
		return "specific to its activity"
	}
	return "mobile"
}

func choice(i int, words ...string) string {
	if i < len(words) {
		return words[i]
	}
	return fmt.Sprintf("no closure (%d)", i)
}

// check refuses choices that are none and factors that are none.
func (c *Closure) check(factors []string) error {
	if c.Savings > InvestmentDriven || c.Government > SavingAdjusts || c.External > FixedExchangeRate {
		return fmt.Errorf("sam: Model: closure %d, %d, %d is none of those named in this package", c.Savings, c.Government, c.External)
	}
	for _, f := range slices.Sorted(maps.Keys(c.Factors)) {
		if !slices.Contains(factors, f) {
			return fmt.Errorf("sam: Model: the closure speaks of factor %q; the factors are %s", f, listed(factors, 8))
		}
		if x := c.Factors[f]; !(x.rate >= 0 && x.rate < 1) {
			return fmt.Errorf("sam: Model: unemployment of %q is %v at the benchmark; it must be at least 0 and below 1", f, x.rate)
		}
	}
	return nil
}
