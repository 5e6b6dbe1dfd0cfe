package sensitivity

import (
	"fmt"
	"math"
)

// A Distribution says what an uncertain parameter may be: Quantile is the value
// below which it lies with probability p, 0 < p < 1. It must not fall as p
// rises. The distributions of package mfa are of this kind too.
type Distribution interface {
	Quantile(p float64) float64
}

// A Symmetric distribution can be integrated by the quadratures. Its value is
// At(z), where z is spread evenly around 0 with variance 1 and fourth moment
// Kurtosis. For a log-normal value z is the standardized logarithm.
type Symmetric interface {
	Distribution
	At(z float64) float64
	Kurtosis() float64
}

// Uniform is any value between Min and Max alike.
type Uniform struct{ Min, Max float64 }

// Triangular rises from Min to Mode and falls to Max. It is symmetric, and can
// be integrated by the quadratures, where Mode is in the middle.
type Triangular struct{ Min, Mode, Max float64 }

// Normal has a mean and a standard deviation. It reaches below zero, where no
// elasticity is: prefer LogNormal or Triangular for those.
type Normal struct{ Mean, SD float64 }

// LogNormal has a mean and a standard deviation, of the value and not of its
// logarithm. Its logarithm is normal.
type LogNormal struct{ Mean, SD float64 }

// Quantile is linear in p.
func (u Uniform) Quantile(p float64) float64 { return u.Min + p*(u.Max-u.Min) }

// At is z standard deviations, (Max-Min)/√12 each, from the middle.
func (u Uniform) At(z float64) float64 { return u.Quantile(0.5) + z*(u.Max-u.Min)/math.Sqrt(12) }

// Kurtosis of the uniform distribution is 9/5.
func (u Uniform) Kurtosis() float64 { return 9. / 5 }

// Quantile inverts the two parabolas of the distribution function.
func (t Triangular) Quantile(p float64) float64 {
	w := t.Max - t.Min
	if p*w <= t.Mode-t.Min {
		return t.Min + math.Sqrt(p*w*(t.Mode-t.Min))
	}
	return t.Max - math.Sqrt((1-p)*w*(t.Max-t.Mode))
}

// At is z standard deviations, (Max-Min)/√24 each, from the middle.
func (t Triangular) At(z float64) float64 { return (t.Min+t.Max)/2 + z*(t.Max-t.Min)/math.Sqrt(24) }

// Kurtosis of the symmetric triangular distribution is 12/5.
func (t Triangular) Kurtosis() float64 { return 12. / 5 }

// Quantile of the normal distribution.
func (n Normal) Quantile(p float64) float64 { return n.At(standard(p)) }

// At is Mean + z SD.
func (n Normal) At(z float64) float64 { return n.Mean + z*n.SD }

// Kurtosis of the normal distribution is 3.
func (n Normal) Kurtosis() float64 { return 3 }

// Quantile of the log-normal distribution.
func (l LogNormal) Quantile(p float64) float64 { return l.At(standard(p)) }

// At is exp(µ+zσ) with the µ and σ that give the mean and deviation:
// σ² = ln(1+SD²/Mean²), µ = ln Mean - σ²/2.
func (l LogNormal) At(z float64) float64 {
	v := math.Log1p(l.SD / l.Mean * (l.SD / l.Mean))
	return math.Exp(math.Log(l.Mean) - v/2 + z*math.Sqrt(v))
}

// Kurtosis is that of the logarithm, 3.
func (l LogNormal) Kurtosis() float64 { return 3 }

// standard is the quantile of the standard normal distribution.
func standard(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// valid names what cannot be meant.
func valid(d Distribution) error {
	switch d := d.(type) {
	case nil:
		return fmt.Errorf("no distribution is given")
	case Uniform:
		if !(d.Max > d.Min) || !finite(d.Max-d.Min) {
			return fmt.Errorf("Uniform: Min is %v and Max %v; Max is above Min", d.Min, d.Max)
		}
	case Triangular:
		if !(d.Max >= d.Mode && d.Mode >= d.Min && d.Max > d.Min) || !finite(d.Max-d.Min) {
			return fmt.Errorf("Triangular: Min is %v, Mode %v, Max %v; they rise", d.Min, d.Mode, d.Max)
		}
	case Normal:
		if !(d.SD > 0) || !finite(d.SD) || !finite(d.Mean) {
			return fmt.Errorf("Normal: Mean is %v and SD %v; SD is above 0", d.Mean, d.SD)
		}
	case LogNormal:
		if !(d.SD > 0 && d.Mean > 0) || !finite(d.SD/d.Mean) || !finite(d.Mean) {
			return fmt.Errorf("LogNormal: Mean is %v and SD %v; both are above 0", d.Mean, d.SD)
		}
	}
	if v := d.Quantile(0.5); !finite(v) {
		return fmt.Errorf("%T: its median is %v", d, v)
	}
	return nil
}

// symmetric returns the distribution as one that quadratures can integrate.
func symmetric(d Distribution) (Symmetric, error) {
	const cure = "use MonteCarlo or LatinHypercube, or a symmetric distribution"
	s, ok := d.(Symmetric)
	if !ok {
		return nil, fmt.Errorf("%T is not symmetric; %s", d, cure)
	}
	if t, ok := d.(Triangular); ok && math.Abs(t.Min+t.Max-2*t.Mode) > 1e-9*(t.Max-t.Min) {
		return nil, fmt.Errorf("Triangular with its mode at %v, off the middle %v; %s", t.Mode, (t.Min+t.Max)/2, cure)
	}
	// The fourth moment of a variance of 1 is at least 1.
	if k := s.Kurtosis(); !(k >= 1) || !finite(k) {
		return nil, fmt.Errorf("%T has kurtosis %v; it is 1 or more", d, k)
	}
	return s, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
