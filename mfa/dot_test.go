package mfa

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The vector kernel against plain dot products, for every length around its
// steps of eight; sums of 200 products agree to 1e-13 in any order.
func TestDot5EqualsDotProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 0; n <= 208; n += 1 + n/20 {
		stride := n + r.IntN(5)
		x, y := make([]float64, n), make([]float64, 4*stride+n)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		for i := range y {
			y[i] = r.NormFloat64()
		}
		var got, want [5]float64
		dot5(x, y, stride, &got)
		dot5rows(x, y, stride, &want)
		for i := range got {
			if math.Abs(got[i]-want[i]) > 1e-13*(1+math.Sqrt(float64(n))) {
				t.Errorf("n %d, row %d: %v, want %v", n, i, got[i], want[i])
			}
		}
	}
}
