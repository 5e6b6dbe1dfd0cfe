package sparse

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// Orders around whole panels and tiles.
func TestDenseLUAgreesWithGonum(t *testing.T) {
	for _, n := range []int{1, 7, 96, 97, 100, 143, 144, 145, 191, 203, 250} {
		a := someVector(n * n)
		b, pa, pb := slices.Clone(a), make([]int, n), make([]int, n)
		denseLU(n, a, pa)
		lapack64.Getrf(blas64.General{Rows: n, Cols: n, Stride: n, Data: b}, pb)
		if !slices.Equal(pa, pb) {
			t.Fatalf("order %d: other pivots", n)
		}
		for k := range a {
			// sums of up to 250 products in another rounding, condition some 1e4
			if math.Abs(a[k]-b[k]) > 1e-9 {
				t.Fatalf("order %d: entry %d is %v, gonum has %v", n, k, a[k], b[k])
			}
		}
	}
}

func BenchmarkDenseLU(b *testing.B) {
	for _, n := range []int{100, 200, 400, 600, 1000} {
		a := someVector(n * n)
		w, swaps := make([]float64, n*n), make([]int, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				copy(w, a)
				denseLU(n, w, swaps)
			}
			flops := 2. / 3 * float64(n) * float64(n) * float64(n) * float64(b.N)
			b.ReportMetric(flops/b.Elapsed().Seconds()/1e9, "Gflop/s")
		})
	}
}
