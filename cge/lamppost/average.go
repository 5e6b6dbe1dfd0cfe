package lamppost

import (
	"fmt"
	"slices"
)

// A Chance is a probability with the interval that its parameters leave open.
// P is the mean over the draws, the probability to act on; Lo and Hi are
// quantiles over them, widened to P where a few draws carry the mean beyond.
type Chance struct {
	P, Lo, Hi float64
}

// Average is the probability of a crossing within h years, averaged over
// equally likely parameter draws, with the interval that holds the share level
// of them (0.9: from the 5 % to the 95 % quantile).
func Average(draws []Passage, h, level float64) (Chance, error) {
	if len(draws) == 0 {
		return Chance{}, fmt.Errorf("lamppost: Average: no draws; pass at least one")
	}
	if !(level > 0 && level < 1) {
		return Chance{}, fmt.Errorf("lamppost: Average: level %v: an interval holds a share between 0 and 1", level)
	}
	ps := make([]weighted, len(draws))
	for i, d := range draws {
		p, err := d.Within(h)
		if err != nil {
			return Chance{}, fmt.Errorf("lamppost: draw %d: %w", i, err)
		}
		ps[i] = weighted{p, 1 / float64(len(draws))}
	}
	return chance(ps, level), nil
}

// weighted is a value with its weight; weights add up to 1.
type weighted struct{ value, weight float64 }

// chance is the mean and the central interval of weighted probabilities. It
// sorts ps.
func chance(ps []weighted, level float64) Chance {
	slices.SortFunc(ps, func(a, b weighted) int {
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return 0
	})
	var c Chance
	for _, p := range ps {
		c.P += p.value * p.weight
	}
	c.P = min(max(c.P, 0), 1)
	c.Lo, c.Hi = min(quantile(ps, (1-level)/2), c.P), max(quantile(ps, (1+level)/2), c.P)
	return c
}

// quantile is the value at which the running weight first reaches q.
func quantile(sorted []weighted, q float64) float64 {
	sum := 0.0
	for _, p := range sorted {
		if sum += p.weight; sum >= q {
			return p.value
		}
	}
	return sorted[len(sorted)-1].value
}
