package canada

import (
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Verdict sums up what all futures say of a mineral.
type Verdict string

const (
	RobustGain Verdict = "robust gain"            // worth more than in 2024 in every future, within a factor of 1.5
	RobustLoss Verdict = "robust loss"            // worth less in every future
	SizeOnly   Verdict = "sure sign, unsure size" // the same sign in every future, beyond a factor of 1.5
	Fragile    Verdict = "fragile"                // neither worth more in every future nor less in every one, by a twentieth
)

// What counts as a change, and as a difference in size.
const (
	still  = .05 // of revenue
	within = 1.5 // highest over lowest future
)

// A Bet is what investing in a mineral stands on.
type Bet struct {
	Mineral   string
	Priority  bool
	Base      float64 // GUSD2024 in the base year
	Low, High float64 // revenue over the base year's, lowest and highest future
	LowIn     string  // future
	HighIn    string
	Verdict   Verdict
	// Reference is revenue over the base year's in the first future.
	Reference float64
}

// Bets are what futures say of every mineral in a year, the priorities first, by
// value in the base year.
func (o *Outlook) Bets(year int) ([]Bet, error) {
	if err := o.checkYear(year); err != nil {
		return nil, err
	}
	var out []Bet
	for _, m := range o.Minerals {
		b := Bet{Mineral: m.Name, Priority: m.Priority, Base: o.base(m.Name), Low: math.Inf(1)}
		for i, f := range o.Futures {
			v := o.Of(f, m.Name, year).Revenue / b.Base
			if i == 0 {
				b.Reference = v
			}
			if v < b.Low {
				b.Low, b.LowIn = v, f
			}
			if v > b.High {
				b.High, b.HighIn = v, f
			}
		}
		b.Verdict = b.verdict()
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b Bet) int {
		if a.Priority != b.Priority {
			return map[bool]int{true: -1, false: 1}[a.Priority]
		}
		return map[bool]int{true: -1, false: 1}[a.Base > b.Base]
	})
	return out, nil
}

func (b Bet) verdict() Verdict {
	up, down := b.Low > 1+still, b.High < 1-still
	switch {
	case !up && !down:
		return Fragile
	case b.High > within*b.Low:
		return SizeOnly
	case up:
		return RobustGain
	}
	return RobustLoss
}

// base is revenue of the base year, the same in every future.
func (o *Outlook) base(mineral string) float64 {
	years, _ := o.Years.Years()
	return o.Of(o.Futures[0], mineral, years[0]).Revenue
}

// AtRisk is what a mineral loses between the reference, the first future, and its
// worst one: present value of revenue after the base year at the discount rate of
// investment, over mineral and item (reference, worst, at risk; GUSD2024). The
// last mineral, "all", is the worst future for all of them together.
func (o *Outlook) AtRisk() quantity.Array {
	worth := make(map[string][]float64) // mineral → by future
	all := make([]float64, len(o.Futures))
	for i := range o.Rows {
		r := &o.Rows[i]
		t, f := o.index(r.Year), slices.Index(o.Futures, r.Future)
		if t == 0 {
			continue
		}
		if worth[r.Mineral] == nil {
			worth[r.Mineral] = make([]float64, len(o.Futures))
		}
		v := r.Revenue / math.Pow(1+o.discount, float64(t))
		worth[r.Mineral][f] += v
		all[f] += v
	}
	worth["all"] = all
	names := append(o.Names(), "all")
	var v []float64
	for _, m := range names {
		worst := slices.Min(worth[m])
		v = append(v, worth[m][0], worst, worth[m][0]-worst)
	}
	return quantity.New("GUSD2024", v, quantity.NewAxis("mineral", names...), quantity.NewAxis("item", "reference", "worst future", "at risk")).WithSources(o.Sources...)
}

// A Depletion is what is taken of reserves until the last year of the paths.
type Depletion struct {
	Mineral   string
	Reserves  float64 // kt
	Low, High float64 // share taken, lowest and highest future
	// First is the first year in which some future has taken all; 0: none.
	First int
	In    string // that future
}

// Depletion holds what is mined against reserves, for minerals that have them.
// Reserves are what is economic today; exploration adds to them.
func (o *Outlook) Depletion() []Depletion {
	years, _ := o.Years.Years()
	var out []Depletion
	for _, m := range o.Minerals {
		if m.Reserves == 0 {
			continue
		}
		d := Depletion{Mineral: m.Name, Reserves: m.Reserves, Low: math.Inf(1)}
		for _, f := range o.Futures {
			share := o.Of(f, m.Name, years[len(years)-1]).Used / m.Reserves
			d.Low, d.High = min(d.Low, share), max(d.High, share)
			for _, y := range years {
				if o.Of(f, m.Name, y).Used > m.Reserves && (d.First == 0 || y < d.First) {
					d.First, d.In = y, f
					break
				}
			}
		}
		out = append(out, d)
	}
	return out
}
