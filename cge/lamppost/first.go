package lamppost

import (
	"fmt"
	"math"
)

// firstSteps is into how many pieces First cuts the horizon. The probabilities
// of two like gaps differ by under 1e-4 between 400 and 4000 pieces.
const firstSteps = 400

// First says which of several alternatives crosses first: the probability of
// each that it crosses within h years and before the others. They add up to
// the probability that any crosses.
//
// The gaps are taken as independent. Gaps of one producer share its costs, so
// in truth they move together: the sum is then somewhat too high, and the
// order between close rivals less certain than it looks. Alternatives that
// have crossed already share the whole probability.
func First(ps []Passage, h float64) ([]float64, error) {
	for i, p := range ps {
		if _, err := p.Within(h); err != nil {
			return nil, fmt.Errorf("lamppost: alternative %d: %w", i, err)
		}
	}
	out := make([]float64, len(ps))
	before, now := make([]float64, len(ps)), make([]float64, len(ps))
	for k := 1; k <= firstSteps && len(ps) > 0; k++ {
		for i, p := range ps {
			now[i] = logSurvival(p.within(h * float64(k) / firstSteps))
		}
		share(out, before, now)
		copy(before, now)
	}
	return out, nil
}

// logSurvival is ln(1-p); certain crossings get the log of a probability no
// double can hold, so that differences stay finite.
func logSurvival(p float64) float64 { return max(math.Log1p(-p), -800) }

// share adds to out what crosses in one piece of the horizon: the fall of the
// joint survival, divided in proportion to the falls of the logs.
func share(out, before, now []float64) {
	was, is := 0.0, 0.0
	for i := range now {
		was, is = was+before[i], is+now[i]
	}
	if is >= was {
		return
	}
	fell := math.Exp(was) - math.Exp(is)
	for i := range now {
		out[i] += fell * (before[i] - now[i]) / (was - is)
	}
}
