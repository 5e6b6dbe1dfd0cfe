package knowledge

import "math"

// An Effect is a quantity that depends on knowledge h (1 in the base year) and
// its slope, the derivative to h. Those of this package take any h: below 1e-12
// and above 1e12 it counts as the nearer of the two.
type Effect interface {
	At(h float64) float64
	Slope(h float64) float64
}

// Falling is Floor + (Base-Floor) h^-Exponent: an intensity, or with Floor 0 a
// unit cost. It falls towards Floor and never reaches below.
type Falling struct{ Base, Floor, Exponent float64 }

// At is the quantity at h.
func (f Falling) At(h float64) float64 {
	if h == 1 {
		return limit(f.Base)
	}
	return limit(f.Floor + (f.Base-f.Floor)*math.Pow(level(h), -f.Exponent))
}

// Slope is -Exponent (Base-Floor) h^(-Exponent-1).
func (f Falling) Slope(h float64) float64 {
	return limit(-f.Exponent * (f.Base - f.Floor) * math.Pow(level(h), -f.Exponent-1))
}

// Rising is Ceiling / (1 + (Ceiling/Base - 1) h^-Exponent): a lifetime, a yield,
// a share for second life. It is logistic in log h: between 0 and Ceiling for
// every h. A Base of 0 would stay 0; see Quoted.
type Rising struct{ Base, Ceiling, Exponent float64 }

// At is the quantity at h.
func (r Rising) At(h float64) float64 {
	if h == 1 || !(r.Base > 0 && r.Ceiling > r.Base) {
		return limit(r.Base)
	}
	x := math.Pow(level(h), -r.Exponent)
	return limit(r.Ceiling * (r.Base / (r.Base + (r.Ceiling-r.Base)*x)))
}

// Slope is Exponent y (1 - y/Ceiling) / h.
func (r Rising) Slope(h float64) float64 {
	if !(r.Base > 0 && r.Ceiling > r.Base) {
		return 0
	}
	x := (r.Ceiling - r.Base) * math.Pow(level(h), -r.Exponent)
	return limit(r.Exponent * r.At(h) * (x / (r.Base + x)) / level(h))
}

// Constant is an effect that is switched off.
type Constant float64

// At is the constant.
func (c Constant) At(float64) float64 { return limit(float64(c)) }

// Slope is 0.
func (c Constant) Slope(float64) float64 { return 0 }

// Elasticity is h e'(h) / e(h); 0 where e is 0.
func Elasticity(e Effect, h float64) float64 {
	y := e.At(h)
	if y == 0 {
		return 0
	}
	return limit(level(h) * e.Slope(h) / y)
}

// level keeps h where powers of it are finite.
func level(h float64) float64 {
	if !(h > 1e-12) {
		return 1e-12
	}
	return min(h, 1e12)
}

// limit keeps a result finite: parameters that overflow were refused by
// CheckEffect, or were not asked.
func limit(x float64) float64 {
	if x != x {
		return 0
	}
	return min(max(x, -math.MaxFloat64), math.MaxFloat64)
}
