package network

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Shares of a logit sum to one and are what its cost answers to prices with; no
// weight, no share.
func TestLogitSharesAreSlopesOfItsCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "options")
		scale := rapid.Float64Range(0.1, 10).Draw(t, "scale")
		weight, price := make([]float64, n), make([]float64, n)
		s := Set(0)
		for k := range n {
			weight[k], price[k] = rapid.Float64Range(0.1, 2).Draw(t, "weight"), rapid.Float64Range(1, 20).Draw(t, "price")
			if k > 0 && rapid.Bool().Draw(t, "none") {
				weight[k] = 0
			}
			if k == 0 || rapid.Bool().Draw(t, "in") {
				s |= 1 << k
			}
		}
		at := func(k int, p float64) Logit {
			other := append([]float64(nil), price...)
			other[k] = p
			return NewLogit(weight, other, scale)
		}
		total := 0.0
		for k, share := range NewLogit(weight, price, scale).Shares(s) {
			total += share
			if (weight[k] == 0 || !s.Has(k)) && share != 0 {
				t.Errorf("option %d is out and has a share of %v", k, share)
			}
			h := 1e-4 * scale // differences of order 2: good to h² of the curvature over scale²
			if slope := (at(k, price[k]+h).Cost(s) - at(k, price[k]-h).Cost(s)) / (2 * h); math.Abs(slope-share) > 1e-7 {
				t.Errorf("option %d: share %v, slope of the cost %v", k, share, slope)
			}
		}
		if math.Abs(total-1) > 1e-14 {
			t.Errorf("shares sum to %v", total)
		}
	})
}
