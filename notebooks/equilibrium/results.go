package equilibrium

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// Prices are the changes of what buyers pay for the n commodities whose price
// moves most in any of the scenarios, against what households buy as a whole:
// scenario × commodity in %.
func (e *Economy) Prices(n int, eqs ...*cge.Equilibrium) quantity.Array {
	return e.changes("commodity", n, eqs, e.Model.Composites)
}

// Levels are the changes of the n activities that move most: scenario ×
// activity in %.
func (e *Economy) Levels(n int, eqs ...*cge.Equilibrium) quantity.Array {
	return e.changes("activity", n, eqs, e.Model.Levels)
}

// changes compares one axis of results with the benchmark and keeps the labels
// that move most, the largest rise first.
func (e *Economy) changes(axis string, n int, eqs []*cge.Equilibrium, of func(*cge.Equilibrium) quantity.Array) quantity.Array {
	var parts []quantity.Array
	for _, eq := range eqs {
		change := of(eq).Over(of(e.Benchmark)).Map(func(v float64) float64 { return v - 1 }).To("%")
		parts = append(parts, change.Expand(quantity.NewAxis("scenario", eq.Scenario.Name)))
	}
	if len(parts) == 0 {
		return quantity.Failed(fmt.Errorf("equilibrium: no scenario to compare with the benchmark"))
	}
	all := quantity.Concat("scenario", parts...).Transpose("scenario", axis)
	if all.Err() != nil {
		return all
	}
	labels := all.Axes()[1].Labels
	size, first := make([]float64, len(labels)), all.Data()[:len(labels)]
	for i, v := range all.Data() {
		size[i%len(labels)] = max(size[i%len(labels)], math.Abs(v))
	}
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(size[b], size[a]) })
	order = order[:min(n, len(order))]
	slices.SortStableFunc(order, func(a, b int) int { return compare(first[b], first[a]) })
	var keep []string
	for _, i := range order {
		keep = append(keep, labels[i])
	}
	return all.Select(axis, keep...).Relabel(axis, Name).WithSources(e.Sources...)
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Ore says where the ore of both mines goes and comes from, at prices of the
// benchmark: scenario × flow in MUSD2017. What is sold at home and what is sold
// abroad are not quite the same good (they transform with an elasticity), so
// the flows add up at the benchmark and nearly so elsewhere.
func (e *Economy) Ore(eqs ...*cge.Equilibrium) quantity.Array {
	var parts []quantity.Array
	for _, eq := range append([]*cge.Equilibrium{e.Benchmark}, eqs...) {
		row := []float64{0, 0, 0, 0}
		for _, f := range eq.Flows() {
			for _, mine := range Mines {
				ore := "C_" + mine[2:]
				switch {
				case f.Kind == cge.Input && f.Owner == "X:"+ore:
					row[0] += f.Quantity
				case f.Kind == cge.Output && f.Owner == "X:"+ore && f.Commodity != "FX":
					row[3] += f.Quantity
				}
			}
		}
		for _, mine := range Mines {
			abroad, err1 := e.Model.Exports(eq).At("commodity", "C_"+mine[2:])
			home, err2 := e.Model.Imports(eq).At("commodity", "C_"+mine[2:])
			if err1 != nil || err2 != nil {
				return quantity.Failed(fmt.Errorf("equilibrium: trade of %s: %w", mine, firstOf(err1, err2)))
			}
			row[1], row[2], row[3] = row[1]+abroad, row[2]+home, row[3]+home
		}
		parts = append(parts, quantity.New("MUSD2017", row, quantity.NewAxis("flow", "mined", "exported", "imported", "bought at home")).
			Expand(quantity.NewAxis("scenario", eq.Scenario.Name)))
	}
	return quantity.Concat("scenario", parts...).Transpose("scenario", "flow").WithSources(e.Sources...)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Why takes the change of a producer's unit cost apart by input: cause in %,
// the n largest and what is left. In logarithms the parts add up to the whole.
func (e *Economy) Why(producer string, eq *cge.Equilibrium, n int) quantity.Array {
	move, err := eq.PriceMove(e.Benchmark, producer)
	if err != nil {
		return quantity.Failed(err)
	}
	parts := slices.Clone(move.Parts)
	slices.SortStableFunc(parts, func(a, b cge.PricePart) int { return compare(math.Abs(b.Log), math.Abs(a.Log)) })
	labels, values, rest := []string{}, []float64{}, move.Total
	for _, p := range parts[:min(n, len(parts))] {
		label := Name(p.Cause)
		if slices.Contains(labels, label) {
			label = p.Cause
		}
		labels, values, rest = append(labels, label), append(values, p.Log), rest-p.Log
	}
	labels, values = append(labels, "all else", "whole"), append(values, rest, move.Total)
	return quantity.New("1", values, quantity.NewAxis("cause", labels...)).To("%").WithSources(e.Sources...)
}

// Costs are what equilibria cost against the benchmark, as columns of a table:
// equivalent and compensating variation of households and real gross domestic
// product.
func (e *Economy) Costs(eqs ...*cge.Equilibrium) ([]charts.Column, error) {
	var names []string
	var ev, cv, share, product []float64
	was := e.Model.GDP(e.Benchmark).Real
	for _, eq := range eqs {
		all, err := eq.Welfare(e.Benchmark)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(w cge.Welfare) bool { return w.Consumer == e.Model.Households[0] })
		names = append(names, eq.Scenario.Name)
		ev, cv, share = append(ev, all[i].EV), append(cv, all[i].CV), append(share, 100*all[i].EV/all[i].Before)
		product = append(product, e.Model.GDP(eq).Real-was)
	}
	return []charts.Column{charts.Text("scenario", names...), charts.Numbers("EV", "MUSD2017", ev...).Digits(0), charts.Numbers("CV", "MUSD2017", cv...).Digits(0),
		charts.Numbers("EV/consumption", "%", share...).Digits(4), charts.Numbers("real GDP", "MUSD2017", product...).Digits(0)}, nil
}
