package knowledge

import (
	"fmt"
	"math"
)

// A Valuation adds up future benefits: T years, discounted.
//
//	V[t] = sum over k = Lag+1..Horizon of (1-Depreciation)^(k-Lag-1) (1+Rate)^-k B[t+k]
type Valuation struct {
	Horizon int     // T, years
	Rate    float64 // real, a year
}

// DefaultValuation looks 15 years ahead at 7 %.
func DefaultValuation() Valuation { return Valuation{Horizon: 15, Rate: 0.07} }

func (v Valuation) check(f Frontier) error {
	if err := f.Check(); err != nil {
		return err
	}
	if !(v.Rate >= 0 && v.Rate <= 1) {
		return fmt.Errorf("knowledge: Valuation: the rate is %v a year; it must be between 0 and 1", v.Rate)
	}
	if v.Horizon <= f.Lag || v.Horizon > 10000 {
		return fmt.Errorf("knowledge: Valuation: a horizon of %d years with a lag of %d; it must exceed the lag, and 10000 is the most", v.Horizon, f.Lag)
	}
	return nil
}

// sum adds weight times b(k) for the years in which research of year t serves.
func (v Valuation) sum(f Frontier, b func(k int) float64) float64 {
	total, weight := 0.0, math.Pow(1+v.Rate, -float64(f.Lag+1))
	for k := f.Lag + 1; k <= v.Horizon; k++ {
		total += weight * b(k)
		weight *= (1 - f.Depreciation) / (1 + v.Rate)
	}
	return total
}

// Of is V for benefits of the years t+1 to t+Horizon.
func (v Valuation) Of(ahead []float64, f Frontier) (float64, error) {
	if err := v.check(f); err != nil {
		return 0, err
	}
	if len(ahead) != v.Horizon {
		return 0, fmt.Errorf("knowledge: Valuation: benefits of %d years for a horizon of %d", len(ahead), v.Horizon)
	}
	for k, b := range ahead {
		if !usable(b) {
			return 0, fmt.Errorf("knowledge: Valuation: the benefit %d years ahead is %v; it must be 0 or above", k+1, b)
		}
	}
	if total := v.sum(f, func(k int) float64 { return ahead[k-1] }); usable(total) {
		return total, nil
	}
	return 0, fmt.Errorf("knowledge: Valuation: the benefits add up to more than a number can hold")
}

// Weights are V for a benefit of 1 that grows at a rate, and for one that stays:
// V = growing x Benefit.Growing + constant x Benefit.Constant, in the money of
// the benefits. growth is a share a year, above -1 and at most 10; another, or a
// sum beyond what a number holds, is an error.
func (v Valuation) Weights(growth float64, f Frontier) (growing, constant float64, err error) {
	if err := v.check(f); err != nil {
		return 0, 0, err
	}
	if !(growth > -1 && growth <= 10) {
		return 0, 0, fmt.Errorf("knowledge: Valuation: growth is %v a year; it must be above -1 and at most 10", growth)
	}
	growing = v.sum(f, func(k int) float64 { return math.Pow(1+growth, float64(k)) })
	if !usable(growing) {
		return 0, 0, fmt.Errorf("knowledge: Valuation: %v a year over %d years is more than a number can hold", growth, v.Horizon)
	}
	return growing, v.sum(f, func(int) float64 { return 1 }), nil
}

// Perpetuity is V for benefits without an end that start from b and grow at a
// rate: without lag and growth b/(rate + Depreciation).
func Perpetuity(b, growth, rate float64, f Frontier) (float64, error) {
	if err := f.Check(); err != nil {
		return 0, err
	}
	q := (1 - f.Depreciation) * (1 + growth) / (1 + rate)
	if !usable(b) || !(growth > -1) || !(rate > -1) || !(q < 1) {
		return 0, fmt.Errorf("knowledge: Perpetuity: benefit %v growing at %v, discounted at %v with depreciation %v, has no finite value", b, growth, rate, f.Depreciation)
	}
	v := b * math.Pow((1+growth)/(1+rate), float64(f.Lag+1)) / (1 - q)
	if !usable(v) {
		return 0, fmt.Errorf("knowledge: Perpetuity: benefit %v growing at %v, discounted at %v, is more than a number can hold", b, growth, rate)
	}
	return v, nil
}
