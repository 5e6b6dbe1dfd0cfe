package mfa

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Tension sets what is demanded beside what is physically possible, and
// leaves it at that: nothing is cleared, no price moves (package cge does
// that). The idea is that of the physical stocks-and-flows framework.
type Tension struct {
	Demand   quantity.Array
	Possible quantity.Array
	Gap      quantity.Array // demand beyond the possible; 0 where there is none
	Slack    quantity.Array // the possible beyond demand

	// Used is the running total of what can be had: demand up to the possible.
	Used quantity.Array
	// Exceeded holds, for limits on the total (TensionWithLimit), demand beyond
	// what is left of it. The zero Array without a limit.
	Exceeded quantity.Array

	Spells []Spell
}

// A Spell is a run of years in which demand exceeds the possible.
type Spell struct {
	Where    string // labels but the year: "mineral cobalt"
	From, To string
	Peak     string  // year of the largest gap
	Gap      float64 // there, in the unit of the demand
	Ratio    float64 // demand over the possible there; 0 where NoSupply
	NoSupply bool    // nothing at all is possible in that year
}

// Tensions compares demand with possible supply: both over "year" and the same
// further axes, in convertible units.
func Tensions(demand, possible quantity.Array) (*Tension, error) {
	p, err := spread("Tensions: possible", possible.To(demand.Unit().String()), demand.Axes())
	if err != nil {
		return nil, err
	}
	if _, ok := demand.Axis("year"); !ok {
		return nil, fmt.Errorf("mfa: Tensions: demand has no axis \"year\"; it has %s", axisNames(demand.Axes()))
	}
	gap := demand.Minus(p)
	t := &Tension{Demand: demand, Possible: p,
		Gap:   gap.Map(func(v float64) float64 { return max(v, 0) }),
		Slack: gap.Map(func(v float64) float64 { return max(-v, 0) }),
	}
	t.Used = demand.Minus(t.Gap).CumSum("year")
	t.Spells, err = spells(t)
	return t, err
}

// TensionWithLimit also holds the running total against a limit, such as
// reserves: the axes of demand without "year".
func TensionWithLimit(demand, possible, limit quantity.Array) (*Tension, error) {
	t, err := Tensions(demand, possible)
	if err != nil {
		return nil, err
	}
	years, _ := demand.Axis("year")
	l, err := spread("Tensions: limit", limit.To(demand.Unit().String()).Expand(years), demand.Axes())
	if err != nil {
		return nil, err
	}
	t.Exceeded = demand.CumSum("year").Minus(l).Map(func(v float64) float64 { return max(v, 0) })
	return t, nil
}

// spells gathers years with a gap, place by place.
func spells(t *Tension) ([]Spell, error) {
	gap, err := lastAxis("gap", t.Gap, "year")
	if err != nil {
		return nil, err
	}
	possible, err := lastAxis("possible", t.Possible, "year")
	if err != nil {
		return nil, err
	}
	years, _ := gap.Axis("year")
	cells, n := cellsOf(gap.Axes(), "year"), years.Len()
	var out []Spell
	for cell := range cells.n {
		open := false
		for y := range n {
			g := gap.Data()[cell*n+y]
			if g <= 0 {
				open = false
				continue
			}
			if !open {
				out, open = append(out, Spell{Where: cells.name(cell).String(), From: years.Labels[y]}), true
			}
			s := &out[len(out)-1]
			s.To = years.Labels[y]
			if g > s.Gap {
				have := possible.Data()[cell*n+y]
				s.Gap, s.Peak, s.NoSupply, s.Ratio = g, s.To, have <= 0, 0
				if have > 0 {
					s.Ratio = (have + g) / have
				}
			}
		}
	}
	return out, nil
}

// String lists the spells, one a line.
func (t *Tension) String() string {
	if len(t.Spells) == 0 {
		return "no tension"
	}
	lines := make([]string, len(t.Spells))
	for i, s := range t.Spells {
		where := s.Where
		if where != "" {
			where += ": "
		}
		ratio := "nothing is possible"
		if !s.NoSupply {
			ratio = quantity.FormatValue(s.Ratio) + " times the possible"
		}
		lines[i] = fmt.Sprintf("%s%s to %s, at most %s %v short in %s, %s", where, s.From, s.To, quantity.FormatValue(s.Gap), t.Demand.Unit(), s.Peak, ratio)
	}
	return strings.Join(lines, "\n")
}
