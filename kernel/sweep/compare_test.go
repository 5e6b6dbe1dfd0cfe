package sweep

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// The same draws in two scenarios of the same function differ by nothing, and a
// pair with a failed row does not count.
func TestComparePairsDraws(t *testing.T) {
	s := create(t, plan([]string{"STEPS", "rough"}, 50, 7, false))
	run(t, s)
	all, err := s.Compare(t.Context(), "STEPS", "rough", nil)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for shard := range s.Plan.Shards() {
		f, err := s.readShard(shard)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range f.texts[1].values {
			if text != "" {
				failed++
			}
		}
	}
	if failed == 0 || len(all) != 3 {
		t.Fatalf("%d rows failed, %d results", failed, len(all))
	}
	for _, d := range all {
		if d.N != 100-failed || d.Mean != 0 || d.Below != 0 || d.Above != 0 || !slices.Equal(d.Quantiles, []float64{0, 0, 0}) {
			t.Errorf("%+v of %d pairs", d, 100-failed)
		}
	}
	if _, err := s.Compare(t.Context(), "STEPS", "NET", nil); err == nil || !strings.Contains(err.Error(), `no scenario "NET"; there are STEPS, rough`) {
		t.Errorf("an unknown scenario: %v", err)
	}
	if _, err := s.Compare(t.Context(), "STEPS", "rough", []float64{2}); err == nil || !strings.Contains(err.Error(), "quantile 2") {
		t.Errorf("quantile 2: %v", err)
	}
}

func TestDifferenceOfChanges(t *testing.T) {
	d := Difference{}.of([]float64{3, -1, 0, 2}, []float64{0, 0.5, 1})
	if d.N != 4 || d.Mean != 1 || d.Below != 0.25 || math.Abs(d.Above-0.5) > 1e-15 /* rounding */ || !slices.Equal(d.Quantiles, []float64{-1, 1, 3}) {
		t.Errorf("%+v", d)
	}
}
