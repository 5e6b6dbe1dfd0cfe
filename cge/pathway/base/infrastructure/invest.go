package infrastructure

import (
	"fmt"
	"maps"
	"slices"
)

// A Verdict says what futures agree on about capacity.
type Verdict string

const (
	Robust     Verdict = "robust"     // missing in every future
	Stranded   Verdict = "stranded"   // idle in every future
	Contingent Verdict = "contingent" // missing in some, idle in others
	Enough     Verdict = "enough"     // within a twentieth of the plan in every future
)

const slack = .05 // of the plan

// An Investment is what a stage of a mineral lacks beyond the plan.
type Investment struct {
	Stage     Stage
	Mineral   string
	Year      int
	Planned   float64 // kt a year
	Low, High float64 // gap, smallest and largest future, kt a year
	LowIn     string
	HighIn    string
	Verdict   Verdict
}

// Sure is the capacity in kt a year that every future agrees on: to be built
// above zero, planned in vain below, 0 where they disagree.
func (i Investment) Sure() float64 {
	switch i.Verdict {
	case Robust:
		return i.Low
	case Stranded:
		return i.High
	}
	return 0
}

// Investments are the gaps of all minerals in a year of the plan, to 2040.
func (p *Plan) Investments(year int) ([]Investment, error) {
	t, err := p.year(year)
	if err != nil {
		return nil, err
	}
	var out []Investment
	for _, s := range []Stage{Mining, Refining} {
		for _, m := range minerals {
			x := Investment{Stage: s, Mineral: m, Year: year}
			x.Planned, _ = at(p.supply[s][m][total], year)
			for f, name := range p.Futures {
				gap := p.need(f, s, m, t) - x.Planned
				if f == 0 || gap < x.Low {
					x.Low, x.LowIn = gap, name
				}
				if f == 0 || gap > x.High {
					x.High, x.HighIn = gap, name
				}
			}
			x.Verdict = x.verdict()
			out = append(out, x)
		}
	}
	return out, nil
}

func (i Investment) verdict() Verdict {
	least := slack * i.Planned
	switch {
	case i.Low > least:
		return Robust
	case i.High < -least:
		return Stranded
	case i.Low >= -least && i.High <= least:
		return Enough
	}
	return Contingent
}

// year is the index of a year of the plan.
func (p *Plan) year(year int) (int, error) {
	if t := p.Years.Index(fmt.Sprint(year)); t >= 0 && year <= published {
		return t, nil
	}
	return 0, fmt.Errorf("infrastructure: year %d; the plan is of 2024 to %d, paths of %s to %s", year, published, p.Years.Labels[0], p.Years.Labels[p.Years.Len()-1])
}

// A Concentration is how much of planned supply few countries hold. HHI is the
// Herfindahl-Hirschman index, the sum of squared shares, 0 to 1; countries within
// "Rest of world" are not told apart, so it has two bounds.
type Concentration struct {
	Stage     Stage
	Mineral   string
	Year      int
	Leader    string
	Share     float64 // of the leader
	Low, High float64 // HHI: the rest in countless countries, or in one
	// Without is supply without the leader over the least and the most that futures
	// need: what importers could count on.
	WithoutLeast, WithoutMost float64
	// IfLeader and IfOthers are the low HHI once the gap of the median future
	// is filled, by the leader or by newcomers; as Low where nothing is missing.
	IfLeader, IfOthers float64
}

// Concentrations of planned supply in a year, to 2040.
func (p *Plan) Concentrations(year int) ([]Concentration, error) {
	t, err := p.year(year)
	if err != nil {
		return nil, err
	}
	var out []Concentration
	for _, s := range []Stage{Mining, Refining} {
		for _, m := range minerals {
			out = append(out, p.concentration(s, m, year, t))
		}
	}
	return out, nil
}

func (p *Plan) concentration(s Stage, m string, year, t int) Concentration {
	c := Concentration{Stage: s, Mineral: m, Year: year}
	all, _ := at(p.supply[s][m][total], year)
	squares, lead, remainder := 0.0, 0.0, 0.0
	for _, from := range slices.Sorted(maps.Keys(p.supply[s][m])) {
		v, _ := at(p.supply[s][m][from], year)
		switch from {
		case total:
			continue
		case rest:
			remainder = v
			continue
		}
		squares += v * v
		if v > lead {
			lead, c.Leader = v, from
		}
	}
	var needs []float64
	for f := range p.Futures {
		needs = append(needs, p.need(f, s, m, t))
	}
	slices.Sort(needs)
	c.Share, c.Low, c.High = lead/all, squares/all/all, (squares+remainder*remainder)/all/all
	c.WithoutLeast, c.WithoutMost = (all-lead)/needs[len(needs)-1], (all-lead)/needs[0]
	gap := max(0, needs[len(needs)/2]-all)
	filled := all + gap
	c.IfLeader = (squares - lead*lead + (lead+gap)*(lead+gap)) / filled / filled
	c.IfOthers = squares / filled / filled
	return c
}
