package knowledge

import (
	"fmt"
	"math"
)

// A Kind is what an effect stands for, and so the range it must keep.
type Kind uint8

const (
	Intensity  Kind = iota // mineral per unit: 0 or above, not rising
	UnitCost               // other cost per unit: 0 or above, not rising
	Life                   // years: above 0, not falling
	SecondLife             // share of retired units: 0 to 1, not falling
	Yield                  // share recovered: 0 to 1, not falling
)

// String is the kind in words.
func (k Kind) String() string {
	return [...]string{"intensity", "unit cost", "lifetime", "second-life share", "yield", "effect of no kind"}[min(k, 5)]
}

// maxExponent bounds exponents: knowledge that doubles and so divides
// something by 256 is a slip of the pen.
const maxExponent = 8

// CheckEffect refuses an effect whose parameters, or whose values at 0.01 to
// 100 times the base year's knowledge, leave the range of the kind. name is
// what the error calls it. It accepts effects of other packages, and checks
// their slope against differences.
func CheckEffect(name string, k Kind, e Effect) error {
	where := fmt.Sprintf("knowledge: %v of %s", k, name)
	if e == nil {
		return fmt.Errorf("%s: there is none; Constant switches an effect off", where)
	}
	if k > Yield {
		return fmt.Errorf("%s: kind %d is none of intensity, unit cost, lifetime, second-life share, yield", where, k)
	}
	if err := parameters(e); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return values(where, k, e)
}

func parameters(e Effect) error {
	switch e := e.(type) {
	case Falling:
		if !usable(e.Base) || !(e.Floor >= 0 && e.Floor <= e.Base) {
			return fmt.Errorf("base %v, floor %v; the floor must be between 0 and the base", e.Base, e.Floor)
		}
		return exponent(e.Exponent)
	case Rising:
		return rising(e.Base, e.Ceiling, e.Exponent)
	case Approach:
		return rising(e.Base, e.Ceiling, e.Exponent)
	case Power:
		if !usable(e.Base) || e.Base == 0 || !(e.Ceiling == 0 || e.Ceiling >= e.Base && usable(e.Ceiling)) {
			return fmt.Errorf("base %v, ceiling %v; the base must be above 0, the ceiling 0 (none) or not below it", e.Base, e.Ceiling)
		}
		if !(math.Abs(e.Exponent) <= maxExponent) {
			return fmt.Errorf("the exponent is %v; it must be between -%d and %d", e.Exponent, maxExponent, maxExponent)
		}
	case Constant:
		if !usable(float64(e)) {
			return fmt.Errorf("the constant is %v; it must be 0 or above", float64(e))
		}
	}
	return nil
}

func rising(base, ceiling, b float64) error {
	if base == 0 {
		return fmt.Errorf("the base is 0 and would stay 0 whatever is learned; start from the value of the first year")
	}
	if !(base > 0 && base <= ceiling) || !usable(ceiling) {
		return fmt.Errorf("base %v, ceiling %v; the base must be above 0 and not above the ceiling", base, ceiling)
	}
	return exponent(b)
}

func exponent(b float64) error {
	if !(b >= 0 && b <= maxExponent) {
		return fmt.Errorf("the exponent is %v; it must be between 0 and %d", b, maxExponent)
	}
	return nil
}

// values walks over h and looks at the range, the direction and the slope.
func values(where string, k Kind, e Effect) error {
	before := math.NaN()
	for i := -40; i <= 40; i++ {
		h := math.Pow(10, float64(i)/20)
		y := e.At(h)
		if !usable(y) || k >= SecondLife && y > 1 || k == Life && y == 0 {
			return fmt.Errorf("%s: %.6g at h = %.3g; %s", where, y, h, rangeOf(k))
		}
		if wrong := y - before; (k <= UnitCost && wrong > 1e-12*y) || (k >= Life && wrong < -1e-12*y) {
			return fmt.Errorf("%s: %v after %v as h grows to %.3g; more knowledge must not make it worse", where, y, before, h)
		}
		before = y
		if err := slope(where, e, h); err != nil {
			return err
		}
	}
	return nil
}

// slope compares with differences to both sides, so that a kink passes when the
// slope is that of one of them, or lies between. A step of 1e-5 h errs by about
// 1e-10 of curvature and 1e-11 of rounding.
func slope(where string, e Effect, h float64) error {
	d := 1e-5 * h
	left, mid, right := e.At(h-d), e.At(h), e.At(h+d)
	lo, hi := (mid-left)/d, (right-mid)/d
	slack := 1e-3*max(math.Abs(lo), math.Abs(hi)) + 1e-8*math.Abs(mid)/h
	if s := e.Slope(h); !(s >= min(lo, hi)-slack && s <= max(lo, hi)+slack) {
		return fmt.Errorf("%s: the slope at h = %.3g is %v, differences give %v", where, h, s, (lo+hi)/2)
	}
	return nil
}

func rangeOf(k Kind) string {
	switch k {
	case Life:
		return "a lifetime is above 0"
	case SecondLife, Yield:
		return "a share lies between 0 and 1"
	}
	return "it must be 0 or above"
}
