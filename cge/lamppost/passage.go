package lamppost

import (
	"fmt"
	"math"
)

// A Passage is a gap on its way: a Brownian motion that starts at Gap, drifts
// by Drift a year and spreads by Volatility a square-root year. It has crossed
// when it first touches 0.
//
// Every is the spacing in years at which the gap is looked at: 0 is a gap
// watched all the time, 1 a gap that counts as crossed only where it stands at
// or below 0 at the end of a year, as in a model solved year by year. A walk
// that is found below 0 has overshot by 0.5826 Volatility √Every on average;
// the reflection that counts paths that have crossed and come back starts from
// there (Siegmund 1985, Sequential Analysis, section X.2). This is good to
// about half a percentage point of probability where Volatility √Every is under half the gap.
type Passage struct {
	Gap, Drift, Volatility float64
	Every                  float64
}

// discrete is -ζ(1/2)/√(2π), the mean overshoot in steps' standard deviations.
const discrete = 0.5825971579390106

// Check is nil where the four numbers make sense: all finite, Volatility and
// Every not negative.
func (p Passage) Check() error {
	if !finite(p.Gap, p.Drift, p.Volatility, p.Every) {
		return fmt.Errorf("lamppost: passage %+v: gap, drift, volatility and spacing must be finite", p)
	}
	if p.Volatility < 0 || p.Every < 0 {
		return fmt.Errorf("lamppost: passage %+v: volatility and spacing are at least 0", p)
	}
	return nil
}

// Within is the probability that the gap g is crossed within h years,
//
//	Φ((-g-mh)/(s√h)) + exp(-2mg/s²) Φ((-g+mh)/(s√h)),
//
// with drift m and volatility s: the inverse Gaussian distribution function. A
// gap at or below 0 has crossed: 1. Without volatility it is 0 or 1. A
// negative or infinite h is an error.
func (p Passage) Within(h float64) (float64, error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	if h < 0 || !finite(h) {
		return 0, fmt.Errorf("lamppost: horizon %v: years ahead are finite and at least 0", h)
	}
	return p.within(h), nil
}

func (p Passage) within(h float64) float64 {
	if p.Gap <= 0 {
		return 1
	}
	if p.Every == 0 {
		return crossing(p.Gap, p.Drift, p.Volatility, h, 0)
	}
	looks := math.Floor(h/p.Every + 1e-9)
	over := p.overshoot()
	if looks <= 1 {
		over = math.Inf(1) // nothing comes back before the first look
	}
	return crossing(p.Gap, p.Drift, p.Volatility, looks*p.Every, over)
}

// overshoot is how far below 0 a gap is found at first, on average.
func (p Passage) overshoot() float64 { return discrete * p.Volatility * math.Sqrt(p.Every) }

// crossing evaluates the formula for g > 0, with an overshoot o:
//
//	Φ(-a) + exp(-2m(g+o)/s²) Φ(-b),   a = (g+mh)/(s√h), b = (g+2o-mh)/(s√h).
//
// The second term is exp(-a²/2 - 2o(g+o)/(s²h)) · erfcx(b/√2)/2: the exponents
// that overflow one by one cancel there.
func crossing(g, m, s, h, o float64) float64 {
	sd := s * math.Sqrt(h)
	if sd == 0 {
		if h > 0 && g+m*h <= 0 {
			return 1
		}
		return 0
	}
	a := (g + m*h) / sd
	out := normal(-a)
	if b := (g + 2*o - m*h) / sd; b >= 0 && !math.IsInf(b, 1) {
		out += math.Exp(-a*a/2-2*(o/sd)*((g+o)/sd)) * scaledErfc(b/math.Sqrt2) / 2
	} else if b < 0 {
		out += math.Exp(-2*(m/s)*((g+o)/s)) * normal(-b)
	}
	return min(out, 1)
}

// Ever is the probability that the gap is ever crossed: 1 unless it drifts away
// from 0, exp(-2mg/s²) where it does.
func (p Passage) Ever() (float64, error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	return p.ever(), nil
}

func (p Passage) ever() float64 {
	switch {
	case p.Gap <= 0 || p.Drift < 0:
		return 1
	case p.Volatility == 0:
		return 0
	}
	return math.Exp(-2 * (p.Drift / p.Volatility) * ((p.Gap + p.overshoot()) / p.Volatility))
}

// Mean is the expected time to the crossing in years, g/|m| for a gap that
// drifts towards 0. It is nil for every other gap: never in expectation, even
// where a crossing is certain in the end (no drift).
func (p Passage) Mean() (*float64, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if p.Gap <= 0 {
		return new(float64), nil
	}
	if p.Drift >= 0 {
		return nil, nil
	}
	t := (p.Gap + p.overshoot()) / -p.Drift
	if !finite(t) {
		return nil, nil
	}
	return &t, nil
}

// Median is the time in years by which the gap is crossed with probability one
// half; nil where that never comes.
func (p Passage) Median() (*float64, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if p.Gap <= 0 {
		return new(float64), nil
	}
	if p.ever() <= 0.5 {
		return nil, nil
	}
	hi := 1.0
	for p.within(hi) < 0.5 {
		if hi *= 2; hi > 1e12 {
			return nil, nil
		}
	}
	t := bisect(0, hi, func(t float64) bool { return p.within(t) >= 0.5 })
	return &t, nil
}

// bisect narrows lo..hi to where reached turns true, to the last bit or two.
func bisect(lo, hi float64, reached func(float64) bool) float64 {
	for range 1200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if reached(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}
