package impute

import (
	"context"
	"testing"
)

// A fit of the random effects, and all methods on five folds, on a small world.
func BenchmarkEffects(b *testing.B) {
	w := newWorld(1, 40)
	g, err := New(w.observed, w.features, w.links)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := fitEffects(g, append(classKernels(), graphKernels()...), g.Pairs, g.Log); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	w := newWorld(1, 40)
	g, err := New(w.observed, w.features, w.links)
	if err != nil {
		b.Fatal(err)
	}
	groups, err := g.Groups(WholeNode)
	if err != nil {
		b.Fatal(err)
	}
	fold := folds(groups, outer, 1)
	var splits []split
	for q := range outer {
		splits = append(splits, g.part(g.everything(), fold, q))
	}
	for b.Loop() {
		if _, err := g.reply(context.Background(), splits, groups, 1, 20); err != nil {
			b.Fatal(err)
		}
	}
}
