package mfa

import "math"

// MeanLife is the mean time in use under a lifetime, in years: the integral of
// survival over all ages, in closed form where there is one. For a lifetime
// that is not cut at age 0 the mass at negative ages counts as 0. ok is false
// when a share stays for ever.
func MeanLife(l Lifetime) (years float64, ok bool) {
	switch l := l.(type) {
	case Fixed:
		return l.Mean, true
	case Normal:
		z := l.Mean / l.SD
		return l.Mean*above(-z) + l.SD*density(z), true
	case FoldedNormal:
		z := l.Mean / l.SD
		return l.Mean*(above(-z)-above(z)) + 2*l.SD*density(z), true
	case LogNormal:
		return l.Mean, true
	case Weibull:
		return l.Scale * math.Gamma(1+1/l.Shape), true
	case Gamma:
		return l.Shape * l.Scale, true
	case Logistic:
		z := l.Mean / l.Scale
		return l.Scale * (math.Log1p(math.Exp(-z)) + z), true
	case Stretched:
		m, ok := MeanLife(l.Of)
		return m * l.Factor, ok
	}
	return integrate(l)
}

func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

// integrate adds survival up by the midpoint rule until it is gone.
func integrate(l Lifetime) (float64, bool) {
	const h = 1.0 / 256
	sum := 0.0
	for age := h / 2; age < 1e4; age += h {
		s := l.Survival(age)
		if sum += s * h; s < 1e-15 {
			return sum, true
		}
	}
	return 0, false
}
