package impute

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(w *world)
		says  string
	}{
		"negative":    {func(w *world) { w.observed.Rows[0].Value = -1 }, "zero or more"},
		"two units":   {func(w *world) { w.observed.Rows[1].Unit = quantity.MustUnit("kg/MWh") }, "one unit"},
		"wrong axes":  {func(w *world) { w.observed.Axes = []string{"mineral", "node"} }, "axes"},
		"too few":     {func(w *world) { w.observed.Rows = w.observed.Rows[:5] }, "too few"},
		"contradicts": {func(w *world) { w.features.Rows = append(w.features.Rows, other(row(2, "1", "n00", "family=f0"))) }, "feature"},
		"twice":       {func(w *world) { w.observed.Rows = append(w.observed.Rows, other(w.observed.Rows[0])) }, "twice"},
		"failed":      {func(w *world) { w.links = quantity.FailedTable("links", fmt.Errorf("broken")) }, "broken"},
		"no number":   {func(w *world) { w.observed.Rows[0].Value = math.NaN() }, "NaN"},
	} {
		w := newWorld(7, 20)
		c.spoil(&w)
		if _, err := New(w.observed, w.features, w.links); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, wanted a word of %q", name, err, c.says)
		}
	}
	w := newWorld(8, 20)
	if _, err := New(w.observed, w.features, w.links, [2]string{"unknown", "m0"}); err == nil || !strings.Contains(err.Error(), "unit=") {
		t.Errorf("a node without unit: %v", err)
	}
	g := w.graph(t)
	if _, err := g.Groups("nothing"); err == nil {
		t.Error("an unknown test has groups")
	}
	if _, err := g.Without("everything", 1); err == nil {
		t.Error("an unknown ablation is a graph")
	}
	if _, err := Evaluate(context.Background(), newWorld(9, 8).graph(t), nil); err == nil || !strings.Contains(err.Error(), "groups") {
		t.Errorf("eight nodes for five folds: %v", err)
	}
}

// other is the same row of another source.
func other(r quantity.Row) quantity.Row {
	r.Source = "other"
	return r
}

func TestTwinsAreHiddenTogether(t *testing.T) {
	w := newWorld(10, 20)
	for _, r := range slices.Clone(w.observed.Rows) {
		if r.Key[0] == "n00" {
			r.Key = []string{"n99", r.Key[1]}
			w.observed.Rows = append(w.observed.Rows, r)
		}
	}
	g := w.graph(t)
	groups, err := g.Groups(WholeNode)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for i, p := range g.Pairs {
		of[g.Nodes[p.Node]] = groups[i]
	}
	if of["n00"] != of["n99"] || of["n00"] == of["n01"] {
		t.Errorf("groups %v: a copy belongs to its original, nobody else", of)
	}
}
