package classic_test

import (
	"context"
	"os"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// TestFindBreak runs one panel without and one with a shift; with
// LODESTONE_TUNE=1 all tuning seeds.
func TestFindBreak(t *testing.T) {
	ctx, last := context.Background(), uint64(201)
	if os.Getenv("LODESTONE_TUNE") != "" {
		last = 216
	}
	for _, level := range []string{"L0", "L1", "L2", "L3", "L4"} {
		off, found := 0, 0
		for seed := uint64(201); seed <= last; seed++ {
			c, err := simulate.Level(level)
			if err != nil {
				t.Fatal(err)
			}
			p, _, err := simulate.Generate(ctx, c, seed)
			if err != nil {
				t.Fatal(err)
			}
			b, err := classic.FindBreak(ctx, p)
			if err != nil {
				t.Fatal(err)
			}
			if b.Found {
				found++
			}
			if b.Found != (c.ShiftYear > 0) {
				t.Errorf("%s, seed %d: found %v with statistics %.2f and %.2f", level, seed, b.Found, b.OLS, b.Common)
			}
			if d := b.Start - c.ShiftYear; c.ShiftYear > 0 && (d < -1 || d > 1) {
				off++
			}
		}
		t.Logf("%s: %d found, %d off by more than a year", level, found, off)
	}
}
