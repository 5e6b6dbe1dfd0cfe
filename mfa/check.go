package mfa

import (
	"fmt"
	"math"
)

// An Imbalance is mass that appears or vanishes: the first place and year
// where stock[t] - stock[t-1] - inflow[t] + outflow[t] is not 0.
type Imbalance struct {
	What   string  // process or stock, with its unit
	Where  string  // labels, "" when there are none
	Year   string  //
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
const (
	balanceTol  = 1e-9
	roundingTol = 1e-13
)

// Check proves the mass balance of every cell and step relative to its
// throughput, and that flows of stocks that were not warned about are not
// negative. The error is an *Imbalance that names year and labels.
func (d *Dynamics) Check() error {
	for cell, s := range d.series {
		before := 0.0
		if given(d.use.Initial) {
			before = d.initialOf(cell)
		}
		entered := before
		for t := range s.in {
			gain := s.stock[t] - before - s.in[t] + s.out[t]
			entered += math.Abs(s.in[t])
			through := math.Abs(s.in[t]) + math.Abs(s.out[t]) + math.Abs(before) + math.Abs(s.stock[t])
			if math.Abs(gain) > balanceTol*through+roundingTol*entered {
				return &Imbalance{"stock", d.where(cell), d.curves.g.years[t], gain, math.Abs(gain) / through, d.unit.String()}
			}
			before = s.stock[t]
		}
	}
	return nil
}

// initialOf adds up the initial stock of a cell.
func (d *Dynamics) initialOf(cell int) float64 {
	c, err := d.curves.at(cell)
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
