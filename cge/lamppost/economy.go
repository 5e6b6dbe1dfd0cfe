package lamppost

import (
	"fmt"
	"math"
)

// An Economy can be watched. The coupled model is one; so is anything that
// knows, as of a year, how far each producer is from another set of inputs.
type Economy interface {
	// Producers lists producers with the set they use as of the year and the
	// sets they might use instead, in an order that does not change.
	Producers(asof int) ([]Producer, error)
}

// A Producer is an industry, a volume node or a service with its chosen set:
// the one with the largest activity where sets are mixed.
type Producer struct {
	Name         string
	Chosen       string
	Alternatives []Alternative
}

// Measure says what is watched until it reaches 0.
type Measure int

// The three measures. Where two sets are in use side by side, their costs are
// equal and the gap is pinned at 0 with no drift: what moves is their
// activity. Where the largest option inside one set changes, no set changes and costs move
// smoothly: what crosses 0 is the log ratio of the two shares.
const (
	CostGap  Measure = iota // ln K(S') - ln K(S*) of unit costs
	Activity                // lambda of S* less lambda of S', at a mixed equilibrium
	Leader                  // ln(share of the leader / share of the rival), inside one set
)

// String is "gap", "lambda" or "share".
func (m Measure) String() string {
	switch m {
	case CostGap:
		return "gap"
	case Activity:
		return "lambda"
	case Leader:
		return "share"
	}
	return fmt.Sprintf("Measure(%d)", int(m))
}

// A Push is what one driver adds to the measure in the coming year: the
// derivative dg = g_theta + g_z dz along that driver's known step. Names in
// use are "knowledge", "cohorts", "prices" and "paths".
type Push struct {
	Driver  string
	PerYear float64
}

// An Alternative is a set (or, for Leader, an option) that may take over.
//
// Kink holds the pushes on the other side of a kink: where recycling or a cap
// is about to flip, the derivative is one-sided. Both sides then count as
// equally likely, and the interval covers them. Nil means smooth.
//
// Draws are the same passage under other parameters. Where there are none, the
// passage of Gap, the sum of Drift, and Volatility stands alone.
//
// Years is the number of yearly changes that Volatility was measured from; its
// error then enters the probability and the interval. 0 takes it as known.
type Alternative struct {
	To         string
	Measure    Measure
	Gap        float64 // in the terms of Measure, now; 0 or less has crossed
	Drift      []Push
	Kink       []Push
	Volatility float64
	Years      int
	Draws      []Passage
}

func total(pushes []Push) float64 {
	sum := 0.0
	for _, p := range pushes {
		sum += p.PerYear
	}
	return sum
}

// driver names the push of the largest size, the first of equals, with what
// it pushes where that is not the gap; "volatility" where nothing pushes.
func (a Alternative) driver() string {
	name, most := "volatility", 0.0
	for _, p := range a.Drift {
		if math.Abs(p.PerYear) > most {
			name, most = p.Driver, math.Abs(p.PerYear)
		}
	}
	switch {
	case a.Measure != CostGap:
		name += " (" + a.Measure.String() + ")"
	case a.Kink != nil:
		name += " (kink)"
	}
	return name
}

func (a Alternative) check() error {
	if a.To == "" {
		return fmt.Errorf("an alternative has no name")
	}
	if a.Measure < CostGap || a.Measure > Leader {
		return fmt.Errorf("alternative %q: measure %d is none of CostGap, Activity, Leader", a.To, int(a.Measure))
	}
	if a.Measure == Activity && (a.Gap < -1 || a.Gap > 1) {
		return fmt.Errorf("alternative %q: lambdas differ by %v; activities of a mix lie in 0..1", a.To, a.Gap)
	}
	if a.Years < 0 || a.Years == 1 {
		return fmt.Errorf("alternative %q: volatility from %d changes; 0 (known) or at least 2", a.To, a.Years)
	}
	for _, p := range append([]Passage{a.passage()}, a.Draws...) {
		if err := p.Check(); err != nil {
			return fmt.Errorf("alternative %q: %w", a.To, err)
		}
	}
	if !finite(total(a.Kink)) {
		return fmt.Errorf("alternative %q: a push at the kink is not finite", a.To)
	}
	return nil
}

func (a Alternative) passage() Passage {
	return Passage{Gap: a.Gap, Drift: total(a.Drift), Volatility: a.Volatility}
}
