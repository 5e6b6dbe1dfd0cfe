package network

import (
	"math"
	"slices"
	"testing"
)

// TestRankedIsInOrder: every feasible set, each once, from the cheapest up.
func TestRankedIsInOrder(t *testing.T) {
	for seed := range uint64(200) {
		r := stream(seed)
		sigma := []float64{.5, 1, 2, 4}[seed%4]
		x, logP := node(r, 1+r.IntN(8), sigma)
		p, err := x.node(sigma, logP, 0)
		if err != nil {
			t.Fatal(err)
		}
		if seed%5 == 0 { // a table of some sets
			for s := Set(0); s < 1<<len(x.Optional); s++ {
				if r.IntN(3) > 0 {
					p.Feasible, p.Own = append(p.Feasible, s), append(p.Own, between(r, -1, 1))
				}
			}
		}
		want := 0
		for s := Set(0); s < 1<<len(x.Optional); s++ {
			if !math.IsInf(p.value(s), 1) {
				want++
			}
		}
		seen, last := map[Set]bool{}, math.Inf(-1)
		for s, v := range p.Ranked() {
			if seen[s] || v < last-p.tie() || v != p.value(s) {
				t.Errorf("seed %d: set %v at %v after %v, worth %v", seed, s.Places(), v, last, p.value(s))
			}
			seen[s], last = true, v
		}
		if len(seen) != want && p.Feasible == nil || p.Feasible != nil && len(seen) != len(p.Feasible) {
			t.Errorf("seed %d: %d sets of %d", seed, len(seen), want)
		}
	}
}

// TestVolumeNodesHaveNoEmptySet: the logarithm of 0 is not feasible.
func TestVolumeNodesHaveNoEmptySet(t *testing.T) {
	n := Node{K: -1, Cost: []float64{1, 2}, Quantity: []float64{1, 1}}
	var sets []Set
	for s := range n.Ranked() {
		sets = append(sets, s)
	}
	slices.Sort(sets)
	if !slices.Equal(sets, []Set{1, 2, 3}) {
		t.Errorf("sets %v", sets)
	}
	if s, v := n.Best(); s != SetOf(0) || v != 1 {
		t.Errorf("best %v at %v", s, v)
	}
}
