package classic_test

import (
	"context"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// TestYearlyMomentsAddUp gets OLS back: -sum p y / sum p p.
func TestYearlyMomentsAddUp(t *testing.T) {
	c, err := simulate.Level("L4")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := simulate.Generate(context.Background(), c, 201)
	if err != nil {
		t.Fatal(err)
	}
	f, err := classic.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []int{0, 7, f.Nests + 3} {
		pp, py := 0.0, 0.0
		for _, y := range f.YearlyMoments(row) {
			pp += math.Sinh(y[0])
			py += math.Sinh(y[1])
		}
		if got := -py / pp; math.Abs(got-f.Moments[row].OLS.Sigma) > 1e-13 { // sums in another order
			t.Errorf("row %d: %v, OLS %v", row, got, f.Moments[row].OLS.Sigma)
		}
	}
}
