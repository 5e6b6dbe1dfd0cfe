package lamppost

import (
	"math"
)

// An Indicator reads a gap series as far as it has been seen, oldest first,
// and warns: the higher, the likelier a crossing within h steps. A reading is
// finite. Indicators are called from several goroutines at once.
type Indicator interface {
	Name() string
	Warn(seen []float64, h int) float64
}

// A Prophet is an indicator whose readings are probabilities as they stand.
// The readings of all others are calibrated on training runs before their
// probabilities are scored.
type Prophet interface {
	Indicator
	Probabilities()
}

// Baselines are the indicators that a lamp post has to beat: the current gap
// alone, a random walk without drift, and three classical signs of critical
// slowing down in the last half of what was seen.
func Baselines() []Indicator {
	return []Indicator{GapAlone{}, RandomWalk{}, Variance{}, Lag1{}, KendallTau{}}
}

// Lamp is the lamp post as an indicator: [Learn] and [Posterior.Within] under a prior.
type Lamp struct {
	Label string
	Prior Prior
}

// Name is the label.
func (l Lamp) Name() string { return l.Label }

// Probabilities marks the readings as probabilities.
func (Lamp) Probabilities() {}

// Warn is the mean probability of a crossing; one half where the series is too
// short or impossible under the prior.
func (l Lamp) Warn(seen []float64, h int) float64 {
	post, err := Learn(l.Prior, seen)
	if err != nil {
		return 0.5
	}
	c, err := post.Within(h, 0.9)
	if err != nil {
		return 0.5
	}
	return c.P
}

// GapAlone warns by the last gap seen, the smaller the louder.
type GapAlone struct{}

// Name is "gap alone".
func (GapAlone) Name() string { return "gap alone" }

// Warn is minus the last observation.
func (GapAlone) Warn(seen []float64, _ int) float64 {
	if len(seen) == 0 {
		return 0
	}
	return -seen[len(seen)-1]
}

// RandomWalk warns by the crossing probability of a walk without drift from
// the last gap seen, with the volatility of the differences.
type RandomWalk struct{}

// Name is "driftless random walk".
func (RandomWalk) Name() string { return "driftless random walk" }

// Probabilities marks the readings as probabilities.
func (RandomWalk) Probabilities() {}

// Warn is the probability of the crossing.
func (RandomWalk) Warn(seen []float64, h int) float64 {
	return plugIn(seen, h, func(_, sd float64) (float64, float64) { return 0, sd })
}

// PlugIn warns by the crossing probability with drift and volatility estimated
// from the differences of all that was seen, the noise of observation taken
// out of their variance by their first autocovariance, and no doubt about any
// of it. It is the simplest lamp post.
type PlugIn struct{}

// Name is "plug-in drift".
func (PlugIn) Name() string { return "plug-in drift" }

// Probabilities marks the readings as probabilities.
func (PlugIn) Probabilities() {}

// Warn is the probability of the crossing.
func (PlugIn) Warn(seen []float64, h int) float64 {
	d := differences(seen)
	return plugIn(seen, h, func(mean, sd float64) (float64, float64) {
		free := sd*sd + 2*autocovariance(d)
		return mean, math.Sqrt(max(free, sd*sd/10))
	})
}

func plugIn(seen []float64, h int, choose func(mean, sd float64) (float64, float64)) float64 {
	if len(seen) < 3 {
		return 0.5
	}
	m, v := meanVariance(differences(seen))
	drift, s := choose(m, math.Sqrt(v))
	return Passage{Gap: seen[len(seen)-1], Drift: drift, Volatility: s, Every: 1}.within(float64(h))
}

// Variance warns by the variance around a straight line in the last half of
// what was seen.
type Variance struct{}

// Name is "variance".
func (Variance) Name() string { return "variance" }

// Warn is the variance.
func (Variance) Warn(seen []float64, _ int) float64 {
	_, v := meanVariance(detrended(window(seen)))
	return v
}

// Lag1 warns by the first autocorrelation around a straight line in the last
// half of what was seen.
type Lag1 struct{}

// Name is "lag-1 autocorrelation".
func (Lag1) Name() string { return "lag-1 autocorrelation" }

// Warn is the autocorrelation, 0 for a series that does not vary.
func (Lag1) Warn(seen []float64, _ int) float64 { return lag1(detrended(window(seen))) }

// KendallTau warns by Kendall's rank correlation with time of the variance in
// a rolling window of half of what was seen: whether the variance has been
// rising.
type KendallTau struct{}

// Name is "Kendall tau of variance".
func (KendallTau) Name() string { return "Kendall tau of variance" }

// Warn is tau, from -1 to 1, of what was seen so far: a value a step, in any unit.
func (KendallTau) Warn(seen []float64, _ int) float64 {
	return kendall(rolling(seen, len(seen)/2, func(w []float64) float64 {
		_, v := meanVariance(detrended(w))
		return v
	}))
}

// KendallLag1 is KendallTau for the first autocorrelation.
type KendallLag1 struct{}

// Name is "Kendall tau of lag-1".
func (KendallLag1) Name() string { return "Kendall tau of lag-1" }

// Warn is tau, from -1 to 1, of what was seen so far: a value a step, in any unit.
func (KendallLag1) Warn(seen []float64, _ int) float64 {
	return kendall(rolling(seen, len(seen)/2, func(w []float64) float64 { return lag1(detrended(w)) }))
}

// Inside reads what a model's own lamp posts said ([Run.Told]). It is no rival of
// the indicators that see observations alone, but shows how far [Watch] can be
// trusted. A run that was told nothing is an error of [Evaluate].
type Inside struct{}

// Name is "the model's own".
func (Inside) Name() string { return "the model's own" }

// Probabilities marks the readings as probabilities.
func (Inside) Probabilities() {}

// Warn is one half: observations do not hold what a model knows of itself.
func (Inside) Warn([]float64, int) float64 { return 0.5 }
