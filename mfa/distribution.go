package mfa

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A Distribution says what an uncertain parameter may be: Quantile is the
// value below which it lies with probability p, for p between 0 and 1. The
// lifetimes Normal, LogNormal, Weibull, Gamma and Logistic are distributions
// too, of a number instead of an age.
type Distribution interface {
	Quantile(p float64) float64
}

// Uniform is any value between Min and Max alike.
type Uniform struct{ Min, Max float64 }

// Triangular rises from Min to Mode and falls to Max.
type Triangular struct{ Min, Mode, Max float64 }

// Beta is a share between 0 and 1 with mean A/(A+B).
type Beta struct{ A, B float64 }

// Within cuts another distribution to values between Min and Max.
type Within struct {
	Of       Distribution
	Min, Max float64
}

// Quantile is linear in p.
func (u Uniform) Quantile(p float64) float64 { return u.Min + p*(u.Max-u.Min) }

// Quantile inverts the two parabolas.
func (t Triangular) Quantile(p float64) float64 {
	w := t.Max - t.Min
	if w == 0 {
		return t.Min
	}
	if c := (t.Mode - t.Min) / w; p < c {
		return t.Min + math.Sqrt(p*w*(t.Mode-t.Min))
	}
	return t.Max - math.Sqrt((1-p)*w*(t.Max-t.Mode))
}

// Quantile inverts the regularized incomplete beta function.
func (b Beta) Quantile(p float64) float64 { return mathext.InvRegIncBeta(b.A, b.B, p) }

// Quantile of the normal distribution.
func (n Normal) Quantile(p float64) float64 { return n.Mean + n.SD*standard(p) }

// standard is the quantile of the standard normal distribution.
func standard(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// Quantile of the log-normal distribution.
func (l LogNormal) Quantile(p float64) float64 {
	mu, sigma := l.logs()
	return math.Exp(mu + sigma*standard(p))
}

// Quantile of the Weibull distribution.
func (w Weibull) Quantile(p float64) float64 {
	return w.Scale * math.Pow(-math.Log1p(-p), 1/w.Shape)
}

// Quantile of the gamma distribution.
func (g Gamma) Quantile(p float64) float64 { return g.Scale * mathext.GammaIncRegInv(g.Shape, p) }

// Quantile of the logistic distribution.
func (l Logistic) Quantile(p float64) float64 { return l.Mean + l.Scale*(math.Log(p)-math.Log1p(-p)) }

// Quantile of what lies between the bounds, by halving: the share of Of below a
// value is found from its quantiles, which rise.
func (w Within) Quantile(p float64) float64 {
	lo, hi := w.below(w.Min), w.below(w.Max)
	v := w.Of.Quantile(min(max(lo+p*(hi-lo), 1e-16), 1-1e-16))
	return min(max(v, w.Min), w.Max)
}

// below is the probability of values under x.
func (w Within) below(x float64) float64 {
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; w.Of.Quantile(mid) < x {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// validDistribution names a parameter that cannot be meant.
func validDistribution(d Distribution) error {
	switch d := d.(type) {
	case nil:
		return fmt.Errorf("no distribution is given")
	case Uniform:
		if !(d.Max >= d.Min) {
			return fmt.Errorf("Uniform: Min is %v and Max %v", d.Min, d.Max)
		}
	case Triangular:
		if !(d.Max >= d.Mode && d.Mode >= d.Min) {
			return fmt.Errorf("Triangular: Min is %v, Mode %v, Max %v; they rise", d.Min, d.Mode, d.Max)
		}
	case Beta:
		return positive("Beta", "A", d.A, "B", d.B)
	case Within:
		if !(d.Max > d.Min) {
			return fmt.Errorf("Within: Min is %v and Max %v", d.Min, d.Max)
		}
		return validDistribution(d.Of)
	case Normal: // a mean may be negative here
		return positive("Normal", "SD", d.SD, "SD", d.SD)
	case Logistic:
		return positive("Logistic", "Scale", d.Scale, "Scale", d.Scale)
	case Lifetime:
		return Validate(d)
	}
	return nil
}
