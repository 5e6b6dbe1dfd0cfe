package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Scenario is a material flow analysis with exogenous technical change: every
// path is given, nothing answers to a price. Paths are arrays over "year";
// what belongs to a cohort (Intensity, Use.Lives) is taken at the year of
// entry, what happens to scrap at the year in which it happens.
type Scenario struct {
	Name string

	// Service is the stock that must stand: year, technology and any others.
	// Shares splits its additions over one more axis ("sub_technology"); the
	// zero Array leaves Service as it is. Additions, in place of Service and
	// Shares, gives the inflow itself.
	Service   quantity.Array
	Shares    quantity.Array
	Additions quantity.Array

	Use       Use            // lives, age convention, initial stock
	Intensity quantity.Array // content of a unit by year of entry: "year", axes of the stock, "mineral"
	End       *EndOfLife     // nil: nothing is recovered

	// Displaces is the content of new units that a useful unit in second life
	// makes unnecessary: axes of the demand ("sub_technology", "mineral"). The
	// service they render is part of Service. The zero Array: none.
	Displaces quantity.Array

	// Pools are the axes on which recovered metal stays apart besides "year"
	// and the axes of minerals ("region" where scrap does not travel).
	Pools []string
}

// An Outcome is a scenario that has been run.
type Outcome struct {
	Scenario string
	Stock    *Dynamics
	Demand   quantity.Array // metal in additions: the axes of the stock and those of the content
	End      *Discards      // nil without EndOfLife
	Supply   *Supply        // where the demand is met from
	Excess   quantity.Array // what second life displaces beyond the demand for it
	Warnings []string
}

// Run computes the scenario: stock, demand, end of life, and the origin of
// every tonne.
func (s Scenario) Run() (*Outcome, error) {
	d, err := s.stock()
	if err != nil {
		return nil, s.wrap(err)
	}
	o := &Outcome{Scenario: s.Name, Stock: d, Warnings: slices.Clone(d.Warnings)}
	if o.Demand = d.InflowOf(s.Intensity); o.Demand.Err() != nil {
		return nil, s.wrap(o.Demand.Err())
	}
	var recovered quantity.Array
	if s.End != nil {
		if o.End, err = s.End.Run(d, s.Intensity); err != nil {
			return nil, s.wrap(err)
		}
		recovered = s.pool(o)
	}
	fresh, displaced, err := s.displaced(o)
	if err != nil {
		return nil, s.wrap(err)
	}
	if o.Supply, err = Sources(fresh, recovered, displaced); err != nil {
		return nil, s.wrap(err)
	}
	return o, nil
}

func (s Scenario) wrap(err error) error { return fmt.Errorf("mfa: scenario %q: %w", s.Name, err) }

func (s Scenario) stock() (*Dynamics, error) {
	switch {
	case given(s.Additions) == given(s.Service):
		return nil, fmt.Errorf("give either Service or Additions")
	case given(s.Additions) && given(s.Shares):
		return nil, fmt.Errorf("Scenario.Shares split what Service needs; Additions are split already")
	case given(s.Additions):
		return InflowDriven(s.Additions, s.Use)
	case given(s.Shares):
		return SplitDriven(s.Service, s.Shares, s.Use)
	}
	return StockDriven(s.Service, s.Use)
}

// pool adds recovered metal up over the axes on which it does not stay apart.
func (s Scenario) pool(o *Outcome) quantity.Array {
	cells := o.Stock.curves.cells
	var gone []string
	for _, name := range cells.names {
		if !slices.Contains(s.Pools, name) {
			gone = append(gone, name)
		}
	}
	if len(gone) == 0 {
		return o.End.Recovered
	}
	return o.End.Recovered.Sum(gone...)
}

// displaced takes what second life saves off the demand for new units.
func (s Scenario) displaced(o *Outcome) (fresh, saved quantity.Array, err error) {
	if !given(s.Displaces) {
		return o.Demand, quantity.Array{}, nil
	}
	if o.End == nil || s.End.Second == nil {
		return fresh, saved, fmt.Errorf("Scenario.Displaces is given, and there is no second life that could displace anything")
	}
	useful := sumOthers(o.End.SecondInUseful, append([]string{"year"}, s.Pools...))
	offer, err := spread("Displaces", useful.Times(s.Displaces).To(o.Demand.Unit().String()), o.Demand.Axes())
	if err != nil {
		return fresh, saved, err
	}
	want, v := o.Demand.Data(), slices.Clone(offer.Data())
	rest := make([]float64, len(v))
	for i := range v {
		rest[i] = max(0, v[i]-want[i])
		v[i] = min(v[i], want[i])
	}
	axes, unit := o.Demand.Axes(), o.Demand.Unit().String()
	saved = quantity.New(unit, v, axes...).WithSources(offer.Sources()...)
	o.Excess = quantity.New(unit, rest, axes...)
	return o.Demand.Minus(saved), saved, nil
}
