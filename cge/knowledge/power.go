package knowledge

import "math"

// Power is Base h^Exponent, cut at Ceiling where that is above 0: a lifetime
// with constant elasticity.
type Power struct{ Base, Exponent, Ceiling float64 }

// At is the quantity at h.
func (p Power) At(h float64) float64 {
	y := limit(p.Base)
	if h != 1 {
		y = limit(p.Base * math.Pow(level(h), p.Exponent))
	}
	if p.Ceiling > 0 {
		y = min(y, p.Ceiling)
	}
	return y
}

// Slope is the derivative of At by knowledge h (the base year's is 1), in the
// unit of Base: Exponent y/h, and 0 on the ceiling.
func (p Power) Slope(h float64) float64 {
	y := p.At(h)
	if p.Ceiling > 0 && y >= p.Ceiling {
		return 0
	}
	return limit(p.Exponent * y / level(h))
}

// Approach is Ceiling - (Ceiling-Base) h^-Exponent, cut at 0: a yield or share
// that closes the gap to its ceiling by a constant elasticity. Unlike Rising it
// falls to 0 at some h above 0, below which it is cut.
type Approach struct{ Base, Ceiling, Exponent float64 }

// At is the quantity at h.
func (a Approach) At(h float64) float64 {
	if h == 1 {
		return limit(a.Base)
	}
	return limit(max(0, a.Ceiling-(a.Ceiling-a.Base)*math.Pow(level(h), -a.Exponent)))
}

// Slope is the derivative of At by knowledge h, in the unit of Base:
// Exponent (Ceiling-Base) h^(-Exponent-1), and 0 where the effect is cut at 0.
func (a Approach) Slope(h float64) float64 {
	if h < 1 && a.At(h) == 0 {
		return 0
	}
	return limit(a.Exponent * (a.Ceiling - a.Base) * math.Pow(level(h), -a.Exponent-1))
}
