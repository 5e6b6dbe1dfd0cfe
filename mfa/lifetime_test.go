package mfa

import (
	"math"
	"testing"
)

// The closed forms of the mean against the integral of survival, which is a
// second way to the same number; the midpoint rule with steps of 1/256 year is
// good to 1e-6 for smooth curves and to half a step at a jump.
func TestMeanLifeIsTheIntegralOfSurvival(t *testing.T) {
	for _, l := range []Lifetime{Fixed{7.25}, Normal{20, 5}, Normal{2, 3}, FoldedNormal{8, 6}, LogNormal{15, 4},
		Weibull{3.5, 18}, Weibull{1, 6}, Gamma{4, 3}, Logistic{12, 2}, Stretched{Weibull{2, 9}, 1.5}} {
		want, ok := integrate(l)
		got, fine := MeanLife(l)
		tol := 2e-6 * want
		if _, jump := l.(Fixed); jump {
			tol = 1.0 / 512
		}
		if !ok || !fine || math.Abs(got-want) > tol {
			t.Errorf("%#v: MeanLife %v, integral %v", l, got, want)
		}
	}
}

func TestATableThatNeverEndsHasNoMean(t *testing.T) {
	if _, ok := MeanLife(Table{[]float64{0, 5}, []float64{1, 0.1}}); ok {
		t.Error("a tenth stays for ever, and MeanLife found a mean")
	}
}

// Weights sum to the length of the interval, and n points integrate
// polynomials up to degree 2n-3 exactly.
func TestGaussLobattoIsExactForPolynomials(t *testing.T) {
	for n := 2; n <= 33; n++ {
		x, w := lobatto(n)
		for degree := 0; degree <= 2*n-3; degree++ {
			sum := 0.0
			for i := range x {
				sum += w[i] * math.Pow(x[i], float64(degree))
			}
			if want := 1 / float64(degree+1); math.Abs(sum-want) > 1e-13 {
				t.Fatalf("%d points, degree %d: %v, want %v", n, degree, sum, want)
			}
		}
	}
}
