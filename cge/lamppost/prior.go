package lamppost

import (
	"fmt"
	"math"
)

// A Prior is what is believed of a gap's process before it is seen: a random
// walk with drift, seen with noise, whose drift may break once. Within each
// range values are equally likely (volatility and noise: their logarithms,
// where Log is set).
type Prior struct {
	Drift      Range // a year, before and after a break
	Volatility Range // of the process, a square-root year
	Noise      Range // standard deviation of one observation

	Break      float64 // probability of a break in drift at all
	First      int     // the earliest and
	Last       int     // latest observation, counted from 1, that a break comes before
	Stride     int     // every how many observations a break is considered; 0 is 1
	NoSurvival bool    // do not use that the gap was above 0 whenever it was seen
}

// A Range is Points values that stand for the range Lo to Hi: the middles of
// as many equal parts. One point stands for the middle.
type Range struct {
	Lo, Hi float64
	Points int
	Log    bool // equal parts of the logarithm
}

// Rules is the prior that mirrors the rules of the evaluation harness (see
// [Rule]): drift within ±.01, volatility .005 to .03, noise .01 known, a break
// in half of the runs between observations 11 and 50. Only a harness can know
// that much.
func Rules() Prior {
	return Prior{
		Drift:      Range{Lo: -.01, Hi: .01, Points: 10},
		Volatility: Range{Lo: .005, Hi: .03, Points: 6},
		Noise:      Range{Lo: .01, Hi: .01, Points: 1},
		Break:      .5, First: 11, Last: 50, Stride: 2,
	}
}

// Vague is a prior for gaps of which little is known: yearly drift within
// ±.03, volatility .002 to .08 and noise .003 to .03 on log scales, a break
// with probability one half anywhere in 100 observations.
func Vague() Prior {
	return Prior{
		Drift:      Range{Lo: -.03, Hi: .03, Points: 15},
		Volatility: Range{Lo: .002, Hi: .08, Points: 8, Log: true},
		Noise:      Range{Lo: .003, Hi: .03, Points: 3, Log: true},
		Break:      .5, First: 2, Last: 100, Stride: 4,
	}
}

// values lists the points of the range.
func (r Range) values() []float64 {
	out := make([]float64, r.Points)
	for i := range out {
		f := (float64(i) + 0.5) / float64(r.Points)
		if r.Log {
			out[i] = math.Exp(math.Log(r.Lo) + f*(math.Log(r.Hi)-math.Log(r.Lo)))
		} else {
			out[i] = r.Lo + f*(r.Hi-r.Lo)
		}
	}
	return out
}

func (r Range) check(name string, positive bool) error {
	if !finite(r.Lo, r.Hi) || r.Hi < r.Lo || r.Points < 1 {
		return fmt.Errorf("lamppost: prior %s: range %v..%v with %d points; want finite, rising, at least one point", name, r.Lo, r.Hi, r.Points)
	}
	if (positive || r.Log) && r.Lo <= 0 {
		return fmt.Errorf("lamppost: prior %s: from %v; must be above 0", name, r.Lo)
	}
	return nil
}

// Check is nil for a prior that [Learn] can use.
func (p Prior) Check() error {
	if err := p.Drift.check("drift", false); err != nil {
		return err
	}
	if err := p.Volatility.check("volatility", true); err != nil {
		return err
	}
	if err := p.Noise.check("noise", true); err != nil {
		return err
	}
	if !(p.Break >= 0 && p.Break <= 1) {
		return fmt.Errorf("lamppost: prior break: probability %v outside 0..1", p.Break)
	}
	if p.Break > 0 && (p.First < 2 || p.Last < p.First || p.Stride < 0) {
		return fmt.Errorf("lamppost: prior break: observations %d to %d by %d; the first is at least 2 and not after the last", p.First, p.Last, p.Stride)
	}
	return nil
}

// breaks is the probability of a break just before observation t, where breaks
// are considered at First, First+Stride, ...
func (p Prior) breaks(t int) float64 {
	stride := max(p.Stride, 1)
	if p.Break == 0 || t < p.First || t > p.Last || (t-p.First)%stride != 0 {
		return 0
	}
	return p.Break / float64((p.Last-p.First)/stride+1)
}

// toCome is the probability of a break later than observation t and no later
// than t+h.
func (p Prior) toCome(t, h int) float64 {
	sum := 0.0
	for u := t + 1; u <= min(t+h, p.Last); u++ {
		sum += p.breaks(u)
	}
	return sum
}
