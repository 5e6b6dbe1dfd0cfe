package sam

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// L·x = b to 1e-12 of the terms of each row, for weights 20 orders of magnitude
// apart: the elimination subtracts nothing.
func TestSolveLaplacian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "nodes")
		w := make([]float64, n*n)
		want := make([]float64, n)
		for i := range n {
			want[i] = rapid.Float64Range(-1, 1).Draw(t, "x")
			for j := range i {
				if rapid.Bool().Draw(t, "edge") {
					w[i*n+j] = math.Exp(rapid.Float64Range(-23, 23).Draw(t, "log weight"))
					w[j*n+i] = w[i*n+j]
				}
			}
		}
		times := func(x []float64) (b, size []float64) {
			b, size = make([]float64, n), make([]float64, n)
			for i := range n {
				for j := range n {
					b[i] += w[i*n+j] * (x[i] - x[j])
					size[i] += w[i*n+j] * (math.Abs(x[i]) + math.Abs(x[j]))
				}
			}
			return b, size
		}
		b, largest := times(want)
		most := 0.0
		for _, v := range largest {
			most = max(most, v)
		}
		x := solveLaplacian(append([]float64(nil), w...), append([]float64(nil), b...))
		again, size := times(x)
		for i := range n {
			if math.Abs(again[i]-b[i]) > 1e-12*(size[i]+most) {
				t.Fatalf("row %d: %v, want %v", i, again[i], b[i])
			}
		}
	})
}

func TestGRASRoot(t *testing.T) {
	for _, c := range [][3]float64{{2, 0, 6}, {0, 3, -6}, {1, 2, 1}, {1, 2, -1}, {1e-12, 1, -1}, {1, 1e-12, -1}, {1, 1, 0}} {
		r := gras(c[0], c[1], c[2])
		if miss := c[0]*r - c[1]/r - c[2]; !(r > 0) || math.Abs(miss) > 1e-14*(c[0]*r+c[1]/r) {
			t.Errorf("%v: root %v misses by %v", c, r, miss)
		}
	}
	for _, c := range [][3]float64{{0, 0, 1}, {0, 1, 1}, {0, 0, 0}} {
		if r := gras(c[0], c[1], c[2]); r != 0 {
			t.Errorf("%v has no root; got %v", c, r)
		}
	}
}

func TestDivergence(t *testing.T) {
	for _, r := range []float64{0.99e-4, 1.01e-4, -0.99e-4, -1.01e-4} { // both sides of the series
		x := 3 * (1 + r)
		want := 3 * r * r * (0.5 - r/6)
		if got := divergence(x, 3); math.Abs(got-want) > 1e-6*want {
			t.Errorf("r %v: %v, want %v", r, got, want)
		}
	}
	if got, want := divergence(6, 3), 6*math.Ln2-3; math.Abs(got-want) > 1e-15 {
		t.Errorf("%v, want %v", got, want)
	}
	if divergence(5, 5) != 0 {
		t.Error("no distance from itself")
	}
}

func TestPrintedNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 12.3: "12.3", 15.300000000000001: "15.3", 19612089.25: "19612089.25", -3: "-3", 1e-9: "1e-09", 1e20: "1e+20"} {
		if got := number(v); got != want {
			t.Errorf("%v prints as %s, want %s", v, got, want)
		}
	}
	if got := column([]float64{100, -0.0000000001, 2.5}); got[0] != "100.0" || got[1] != "0.0" || got[2] != "2.5" {
		t.Errorf("%q", got)
	}
	if got := column([]float64{1e-7, 2e-20}); got[1] != "2.000e-20" {
		t.Errorf("%q", got)
	}
}
