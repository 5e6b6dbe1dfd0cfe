package knowledge

import (
	"fmt"
	"math"
)

// Quoted is an effect as the literature gives it: a base, a bound, and the size
// of the elasticity to knowledge in the base year (h = 1), 0 or above.
type Quoted struct {
	Name       string  // for errors
	Base       float64 // value in the base year
	First      float64 // first-year value where Base is 0: what the first plant does
	Bound      float64 // floor of a Falling, ceiling of a Rising or Approach, ceiling or 0 (none) of a Power
	Elasticity float64
}

// Falling backs the exponent out of eps = b (1 - Floor/Base).
func (q Quoted) Falling() (Falling, error) {
	if !usable(q.Base) || q.Base == 0 || !(q.Bound >= 0 && q.Bound < q.Base) || !usable(q.Elasticity) {
		return Falling{}, fmt.Errorf("knowledge: %s: base %v, floor %v, elasticity %v; the base must be above the floor, the floor 0 or above, the elasticity 0 or above", q.name(), q.Base, q.Bound, q.Elasticity)
	}
	f := Falling{q.Base, q.Bound, q.Elasticity / (1 - q.Bound/q.Base)}
	return f, q.exponent(f.Exponent)
}

// Rising backs the exponent out of eps = b (1 - Base/Ceiling).
func (q Quoted) Rising() (Rising, error) {
	base, err := q.start()
	if err != nil {
		return Rising{}, err
	}
	r := Rising{base, q.Bound, q.Elasticity / (1 - base/q.Bound)}
	return r, q.exponent(r.Exponent)
}

// Approach backs the exponent out of eps = b (Ceiling/Base - 1).
func (q Quoted) Approach() (Approach, error) {
	base, err := q.start()
	if err != nil {
		return Approach{}, err
	}
	a := Approach{base, q.Bound, q.Elasticity / (q.Bound/base - 1)}
	return a, q.exponent(a.Exponent)
}

// Power has the elasticity everywhere.
func (q Quoted) Power() (Power, error) {
	base := q.Base
	if base == 0 {
		base = q.First
	}
	if !usable(base) || base == 0 || !usable(q.Elasticity) || !(q.Bound == 0 || usable(q.Bound) && q.Bound >= base) {
		return Power{}, fmt.Errorf("knowledge: %s: base %v, ceiling %v, elasticity %v; the base must be above 0, the ceiling 0 (none) or not below it, the elasticity 0 or above", q.name(), base, q.Bound, q.Elasticity)
	}
	return Power{base, q.Elasticity, q.Bound}, q.exponent(q.Elasticity)
}

// start is the value at h = 1 of an effect that rises to a ceiling.
func (q Quoted) start() (float64, error) {
	base := q.Base
	if base == 0 {
		if base = q.First; base == 0 {
			return 0, fmt.Errorf("knowledge: %s: the base is 0 and would stay 0 whatever is learned; declare First, the value of the first year", q.name())
		}
	}
	if !(base > 0 && base < q.Bound) || !usable(q.Bound) || !usable(q.Elasticity) {
		return 0, fmt.Errorf("knowledge: %s: base %v, ceiling %v, elasticity %v; the base must be above 0 and below the ceiling, the elasticity 0 or above", q.name(), base, q.Bound, q.Elasticity)
	}
	return base, nil
}

func (q Quoted) exponent(b float64) error {
	if !(b <= maxExponent) {
		return fmt.Errorf("knowledge: %s: elasticity %v so close to the bound %v means an exponent of %.3g, above %v; move the bound or lower the elasticity", q.name(), q.Elasticity, q.Bound, b, maxExponent)
	}
	return nil
}

func (q Quoted) name() string {
	if q.Name == "" {
		return "effect"
	}
	return q.Name
}

// LearningBySearching is the elasticity of a cost to the knowledge stock when
// each doubling takes off the share lsr: -log2(1-lsr).
func LearningBySearching(lsr float64) (float64, error) {
	if !(lsr >= 0 && lsr < 1) {
		return 0, fmt.Errorf("knowledge: LearningBySearching: the rate is %v; it is the share that a doubling takes off, 0 or above and below 1", lsr)
	}
	return -math.Log2(1-lsr) + 0, nil
}
