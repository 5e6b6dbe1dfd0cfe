package knowledge

import (
	"fmt"
	"math"
)

// TwoFactor is a learning curve in what was built and what was researched:
//
//	cost = Base q^log2(1-Doing) h^log2(1-Searching)
//
// q and h are cumulative output and knowledge over their base-year values. The
// rates are the share that a doubling takes off. Doing 0 switches learning by
// doing off, which is how the pathway model runs unless told otherwise: with it
// average cost falls with output, and equilibria may be several.
type TwoFactor struct {
	Base             float64
	Doing, Searching float64 // in [0, 1); LDR and LSR
}

// Check refuses rates outside [0, 1) and a base that is not above 0.
func (l TwoFactor) Check() error {
	if !(l.Base > 0) || !usable(l.Base) || !(l.Doing >= 0 && l.Doing < 1) || !(l.Searching >= 0 && l.Searching < 1) {
		return fmt.Errorf("knowledge: TwoFactor: base %v, doing %v, searching %v; the base must be above 0, the rates 0 or above and below 1", l.Base, l.Doing, l.Searching)
	}
	return nil
}

// Cost is the cost at q and h, both above 0.
func (l TwoFactor) Cost(q, h float64) (float64, error) {
	if err := l.Check(); err != nil {
		return 0, err
	}
	c := l.Base * math.Pow(q, math.Log2(1-l.Doing)) * math.Pow(h, math.Log2(1-l.Searching))
	if !(q > 0) || !(h > 0) || !usable(q) || !usable(h) || !usable(c) {
		return 0, fmt.Errorf("knowledge: TwoFactor: q %v, h %v; both must be above 0 and give a finite cost", q, h)
	}
	return c, nil
}

// Searched is the curve at some cumulative output as an effect of h, for
// Technology.Cost.
func (l TwoFactor) Searched(q float64) (Falling, error) {
	base, err := l.Cost(q, 1)
	if err != nil {
		return Falling{}, err
	}
	f := Falling{Base: base, Exponent: -math.Log2(1-l.Searching) + 0}
	if f.Exponent > maxExponent {
		return Falling{}, fmt.Errorf("knowledge: TwoFactor: searching %v means an exponent of %.3g, above %d", l.Searching, f.Exponent, maxExponent)
	}
	return f, nil
}
