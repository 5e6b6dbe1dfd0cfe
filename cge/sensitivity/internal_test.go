package sensitivity

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The published weights of the cube [-1,1]^n, over its volume: Hammer and
// Stroud 1958, degree 5 with 2n²+1 points.
func TestOrder5IsHammerAndStroudOnTheCube(t *testing.T) {
	for n := 1; n <= 9; n++ {
		kurtosis := make([]float64, n)
		for i := range kurtosis {
			kurtosis[i] = 9. / 5
		}
		q := order5(kurtosis)
		if len(q.w) != 2*n*n+1 {
			t.Fatalf("n = %d: %d points", n, len(q.w))
		}
		x := float64(n)
		for k, w := range q.w {
			want := 25. / 324
			switch {
			case k == 0:
				want = (25*x*x - 115*x + 162) / 162
			case k <= 2*n:
				want = (70 - 25*x) / 162
			}
			// Weights are below 10 and add up to 1 over 163 points at most.
			if math.Abs(w-want) > 1e-13 {
				t.Errorf("n = %d: weight %d is %v, want %v", n, k, w, want)
			}
		}
	}
}

// The variance of order 5 is never negative and parts of it never exceed it,
// for any numbers at the points; its mean is that of the formula.
func TestSpreadIsASumOfSquares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		kurtosis := rapid.SliceOfN(rapid.Float64Range(1, 9), n, n).Draw(t, "kurtosis")
		for _, q := range []quadrature{order3(n), order5(kurtosis)} {
			f := rapid.SliceOfN(rapid.Float64Range(-1, 1), len(q.w), len(q.w)).Draw(t, "f")
			variance, alone := q.spread(f)
			sum := 0.0
			for _, a := range alone {
				if a < 0 {
					t.Fatalf("a part of %v", a)
				}
				sum += a
			}
			// Rounding of sums of at most 73 numbers of size 10.
			if sum > variance*(1+1e-12)+1e-12 {
				t.Fatalf("parts %v exceed the variance %v", alone, variance)
			}
		}
	})
}

func TestRanksShareTies(t *testing.T) {
	got := Ranks([]float64{3, 1, 3, 2})
	for i, want := range []float64{3.5, 1, 3.5, 2} {
		if got[i] != want {
			t.Fatal(got)
		}
	}
	if c := Correlation(Ranks([]float64{1, 2, 30}), Ranks([]float64{9, 4, 1})); math.Abs(c+1) > 1e-12 {
		t.Errorf("falling ranks correlate by %v", c)
	}
	if Correlation([]float64{1, 1}, []float64{1, 2}) != 0 {
		t.Error("what does not vary correlates")
	}
}

// Every slice of a Latin hypercube is hit once, and a draw does not depend on
// the other parameters.
func TestDraws(t *testing.T) {
	u := func(names ...string) (out []Uncertain) {
		for _, n := range names {
			out = append(out, Uncertain{n, Uniform{0, 1}})
		}
		return out
	}
	latin := draws(u("a", "b"), 50, 3, true)
	for p := range 2 {
		hit := map[int]bool{}
		for _, d := range latin {
			hit[int(d[p]*50)] = true
		}
		if len(hit) != 50 {
			t.Errorf("parameter %d hits %d slices of 50", p, len(hit))
		}
	}
	few, many := draws(u("a"), 5, 3, false), draws(u("c", "b", "a"), 500, 3, false)
	for k := range few {
		if few[k][0] != many[k][2] {
			t.Errorf("draw %d of a is %v and %v", k, few[k][0], many[k][2])
		}
	}
	if draws(u("a"), 1, 4, false)[0][0] == few[0][0] {
		t.Error("another seed gives the same draw")
	}
}
