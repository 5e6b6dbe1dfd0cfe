package base

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// cutTo follows the world to 2034 with the resource of one mine cut to a part
// from 2025 on.
func cutTo(t *testing.T, mineral string, part float64) *pathway.Result {
	t.Helper()
	spec := mustWorld(t, Open, Settings{Last: 2034, Ramp: -1, Research: Research{Off: true}}) // at given technology
	found := false
	for i := range spec.Mines {
		mine := &spec.Mines[i]
		if mine.Name != mineral {
			continue
		}
		found = true
		path := make([]float64, len(spec.Years))
		for k := range path {
			path[k] = part
			if mine.Path != nil {
				path[k] *= mine.Path[k]
			}
		}
		if path[0] = 1; mine.Path != nil {
			path[0] = mine.Path[0]
		}
		mine.Path = path
	}
	if !found {
		t.Fatalf("no mine of %s", mineral)
	}
	m, err := pathway.New(spec, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// opens reports whether a mineral's resource answers to its price in time.
func opens(spec *pathway.Spec, mineral string) bool {
	for i := range spec.Mines {
		if m := &spec.Mines[i]; m.Name == mineral {
			return m.Long > m.Short && m.Speed > 0
		}
	}
	return false
}

// TestSupplyShocks: a fifth less of a mineral's resource raises its price and
// lowers its use, at once more than after ten years, in which mines are opened.
// docs/supply-shocks.md quotes the table.
func TestSupplyShocks(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-10s %8s %8s %8s %8s %8s\n", "mineral", "price 1", "use 1", "demand", "price 10", "use 10")
	base := cutTo(t, "lithium", 1)
	for _, mineral := range []string{"lithium", "cobalt", "nickel", "copper", "zinc"} {
		cut := cutTo(t, mineral, .8)
		of := func(year int) (price, use float64) {
			p := cut.Years[year].Prices[mineral] / base.Years[year].Prices[mineral]
			used := func(r *pathway.Result) float64 { s := r.Years[year].Minerals[mineral]; return s.Units + s.Other }
			return p, used(cut) / used(base)
		}
		p1, u1 := of(1)
		p10, u10 := of(10)
		fmt.Fprintf(&b, "%-10s %8.3f %8.3f %8.2f %8.3f %8.3f\n", mineral, p1, u1, math.Log(u1)/math.Log(p1), p10, u10)
		if !(p1 > 1 && u1 < 1 && p10 > 1 && u10 < 1) {
			t.Errorf("%s: price times %v, use times %v; after ten years %v and %v", mineral, p1, u1, p10, u10)
		}
		if opens(base.Spec, mineral) && p10 > p1 {
			t.Errorf("%s: the price rises by more after ten years (%v) than at once (%v)", mineral, p10, p1)
		}
	}
	t.Log("\n" + b.String())
}
