package mfa

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// An Imbalance is mass that appears or vanishes: the first place and year
// where stock[t] - stock[t-1] - inflow[t] + outflow[t] is not 0.
type Imbalance struct {
	What   string  // process or stock, with its unit
	Where  string  // labels, "" when there are none
	Year   string  // label of the step
	Amount float64 // what appeared; negative when it vanished
	Share  float64 // of the throughput
	Unit   string
}

// Error names process, place, year and amount.
func (e *Imbalance) Error() string {
	at := "year " + e.Year
	if e.Where != "" {
		at += ", " + e.Where
	}
	verb := "appears"
	if e.Amount < 0 {
		verb = "vanishes"
	}
	return fmt.Sprintf("mfa: %s: %.6g %s %s at %s (%.2g of the throughput)", e.What, math.Abs(e.Amount), e.Unit, verb, at, e.Share)
}

// balanceTol is the share of the throughput up to which a difference is
// rounding, roundingTol the share of all that ever entered: where negative
// inflows cancel large cohorts, the sum keeps the rounding of its parts.
// negligible is the share of the largest throughput of all below which numbers
// are tails of survival curves, not mass; below tiny they are underflow.
const (
	balanceTol  = 1e-9
	roundingTol = 1e-13
	negligible  = 1e-18
	tiny        = 1e-300
)

// Check proves the mass balance of every cell and step relative to its
// throughput. The error is an *Imbalance that names year and labels.
func (d *Dynamics) Check() error {
	var flows [3][]float64
	for i, a := range []quantity.Array{d.Inflow, d.Outflow, d.Stock} {
		a, err := spread([]string{"inflow", "outflow", "stock"}[i], a, d.ordered())
		if err != nil {
			return err
		}
		flows[i] = a.Data()
	}
	own := d.curves.fork()
	floor := max(tiny, negligible*largest(slices.Concat(flows[:]...)))
	for cell := range d.series {
		if err := d.checkCell(cell, own, floor, flows[0], flows[1], flows[2]); err != nil {
			return err
		}
	}
	return nil
}

func (d *Dynamics) checkCell(cell int, own *curves, floor float64, inflow, outflow, stock []float64) error {
	before := 0.0
	if given(d.use.Initial) {
		before = d.initialOf(cell, own)
	}
	entered := before
	for t, year := range d.curves.g.years {
		at := d.first[cell] + t*d.step
		in, out, now := inflow[at], outflow[at], stock[at]
		gain := now - before - in + out
		entered += math.Abs(in)
		through := math.Abs(in) + math.Abs(out) + math.Abs(before) + math.Abs(now)
		if math.Abs(gain) > balanceTol*through+roundingTol*entered+floor {
			return &Imbalance{"stock", d.where(cell), year, gain, math.Abs(gain) / through, d.unit.String()}
		}
		before = now
	}
	return nil
}

// largest magnitude of a list.
func largest(v []float64) float64 {
	m := 0.0
	for _, x := range v {
		m = max(m, math.Abs(x))
	}
	return m
}

// initialOf adds up the initial stock of a cell.
func (d *Dynamics) initialOf(cell int, own *curves) float64 {
	c, err := own.at(cell)
	if err != nil {
		return math.NaN()
	}
	sum := 0.0
	for i, v := range d.series[cell].early {
		sum += v * c.start[i]
	}
	for _, v := range d.series[cell].expired {
		sum += v
	}
	return sum
}
