package classic_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// TestLIML: with one instrument it is 2SLS; with two weak ones its median error
// over the nests of four L4 economies is nearer to zero than that of 2SLS.
func TestLIML(t *testing.T) {
	ctx := context.Background()
	c, err := simulate.Level("L4")
	if err != nil {
		t.Fatal(err)
	}
	var liml, tsls []float64
	for seed := uint64(201); seed <= 204; seed++ {
		p, truth, err := simulate.Generate(ctx, c, seed)
		if err != nil {
			t.Fatal(err)
		}
		f, err := classic.Run(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		for row, m := range f.Moments {
			want := truth.Sigma(row / f.Nests)[row%f.Nests]
			liml, tsls = append(liml, m.LIML.Sigma-want), append(tsls, m.TSLS.Sigma-want)
		}
		one := *p
		one.ZWedge = nil
		if f, err = classic.Run(ctx, &one); err != nil {
			t.Fatal(err)
		}
		for row, m := range f.Moments {
			if math.Abs(m.LIML.Sigma-m.TSLS.Sigma) > 1e-7*math.Max(1, math.Abs(m.TSLS.Sigma)) { // LIML's root keeps half the digits
				t.Fatalf("row %d: one instrument, LIML %v, 2SLS %v", row, m.LIML.Sigma, m.TSLS.Sigma)
			}
		}
	}
	a, b := math.Abs(middle(liml)), math.Abs(middle(tsls))
	t.Logf("median error: LIML %.3f, 2SLS %.3f", middle(liml), middle(tsls))
	if a > b {
		t.Errorf("LIML's median error %.3f is not smaller than that of 2SLS, %.3f", a, b)
	}
}

func middle(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}
