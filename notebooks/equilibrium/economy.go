package equilibrium

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets"
)

// A Case is what is chosen about the economy beyond the accounts.
type Case struct {
	Rent    float64 // share of a mine's capital income that is earned by its ore
	Horizon string  // of the mines' answer to prices: "same year" or "20 years"
	Closure sam.Closure
}

// Standard is the case of the notebook: mines answer within the year; real
// investment, public consumption and foreign savings are fixed, so that all of
// the cost falls on what households buy.
func Standard() Case {
	return Case{Rent: rent, Horizon: "same year", Closure: sam.Closure{Savings: sam.InvestmentDriven, Government: sam.TransferAdjusts}}
}

// An Economy is a calibrated model with its benchmark.
type Economy struct {
	Model     *sam.Model
	Compiled  *cge.Model
	Benchmark *cge.Equilibrium
	Sources   []string
}

// Calibrate builds the economy of the United States of 2017 and solves its
// benchmark.
func Calibrate(c Case) (*Economy, error) {
	table := datasets.SAMUSA2017().Where("version", "balanced")
	matrix, err := sam.FromTable(table, "row", "col")
	if err != nil {
		return nil, err
	}
	rule, err := sam.RuleFor(matrix)
	if err != nil {
		return nil, err
	}
	if rule.Elasticities, err = elasticities(); err != nil {
		return nil, err
	}
	supply, err := SupplyElasticity(c.Horizon)
	if err != nil {
		return nil, err
	}
	rule.Closure, rule.Resources = c.Closure, map[string]sam.Resource{}
	for _, mine := range Mines {
		rule.Resources[mine] = sam.Resource{Factor: "CAP", Share: c.Rent, SupplyElasticity: supply}
	}
	e := &Economy{Sources: append(table.Sources(), "gtap", "eppa4", "boer2021")}
	if e.Model, err = matrix.Model("USA 2017", rule); err != nil {
		return nil, err
	}
	if e.Compiled, err = cge.Compile(e.Model.Economy); err != nil {
		return nil, err
	}
	e.Benchmark, err = e.Solve(e.Model.Scenario("benchmark"))
	return e, err
}

// Solve finds the equilibrium of a scenario, from the benchmark if there is one.
func (e *Economy) Solve(sc cge.Scenario) (*cge.Equilibrium, error) {
	return e.Compiled.Solve(context.Background(), sc, &cge.Settings{From: e.Benchmark})
}

// LessOre takes a share of the ore in the ground away from both mines.
func (e *Economy) LessOre(cut float64) cge.Scenario {
	sc := e.Model.Scenario("less ore")
	for _, mine := range Mines {
		sc = sc.With("supply:RES:"+mine, 1-cut)
	}
	return sc
}

// PoorerOre lets both mines make that share less from the same inputs.
func (e *Economy) PoorerOre(cut float64) cge.Scenario {
	sc := e.Model.Scenario("poorer ore")
	for _, mine := range Mines {
		sc = sc.With("z:"+mine, 1-cut)
	}
	return sc
}

// Tariff taxes imports of metals and machinery.
func (e *Economy) Tariff(rate float64) cge.Scenario {
	sc := e.Model.Scenario("tariff")
	for _, c := range Taxed {
		sc = sc.With("tm:"+c, rate)
	}
	return sc
}

// TariffThatCosts is the rate at which the tariff costs households as much as an
// equilibrium does, found by halving between 0 and half.
func (e *Economy) TariffThatCosts(like *cge.Equilibrium) (float64, error) {
	want, err := e.EV(like)
	if err != nil {
		return 0, err
	}
	low, high := 0.0, 0.5
	for range 40 { // to 5e-13
		rate := (low + high) / 2
		eq, err := e.Solve(e.Tariff(rate))
		if err != nil {
			return 0, err
		}
		ev, err := e.EV(eq)
		if err != nil {
			return 0, err
		}
		if ev > want {
			low = rate
		} else {
			high = rate
		}
	}
	if low == 0 || high == 0.5 {
		return 0, fmt.Errorf("equilibrium: no tariff between 0 and %v costs households %v", 0.5, want)
	}
	return low, nil
}

// EV is the equivalent variation of households against the benchmark, in
// million dollars of 2017: what they would give to be spared, if negative.
func (e *Economy) EV(eq *cge.Equilibrium) (float64, error) {
	all, err := eq.Welfare(e.Benchmark)
	if err != nil {
		return 0, err
	}
	total := 0.0
	for _, w := range all {
		for _, h := range e.Model.Households {
			if w.Consumer == h {
				total += w.EV
			}
		}
	}
	return total, nil
}
