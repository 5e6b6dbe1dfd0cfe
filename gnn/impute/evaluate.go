package impute

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Options of Evaluate and Impute; nil and zero values mean the defaults.
type Options struct {
	Tests     []Test           // default WholeNode and MineralOfFamily
	Seeds     []uint64         // of folds and networks; default 1, 2, 3
	Steps     int              // of training the networks; default 180
	Ablations bool             // Evaluate: the networks without graph, features, or with shuffled edges
	Progress  func(say string) // nil: silent
}

// outer and inner are the number of folds.
const outer, inner = 5, 3

func (o *Options) fill() Options {
	out := Options{Tests: []Test{WholeNode, MineralOfFamily}, Seeds: []uint64{1, 2, 3}, Steps: 180, Progress: func(string) {}}
	if o == nil {
		return out
	}
	out.Ablations = o.Ablations
	if len(o.Tests) > 0 {
		out.Tests = o.Tests
	}
	if len(o.Seeds) > 0 {
		out.Seeds = o.Seeds
	}
	if o.Steps > 0 {
		out.Steps = o.Steps
	}
	if o.Progress != nil {
		out.Progress = o.Progress
	}
	return out
}

// Row scores one method on one test: errors in logs, hidden coefficients of
// all folds and seeds together. Cover and Width are those of the interval for
// nine tenths, 0 where the method has none.
type Row struct {
	Test      Test
	Method    string
	Edges     bool    // whether it looks along edges
	RMSE      float64 // root mean square error of log coefficient
	SE        float64 // of RMSE: the deviation between seeds over the root of their number
	MedianAbs float64 // median absolute error
	Cover     float64 // share of coefficients inside their interval
	Width     float64 // mean width of the interval, in logs
	Seeds     []float64
}

// Report is what Evaluate found.
type Report struct {
	Rows      []Row
	Ablations []Row // on the first seed, beside the same network with everything
	Pairs     int
	Nodes     int
	Minerals  int
	Groups    map[Test]int // what is hidden together
}

// Evaluate hides folds of nodes, or of minerals in families, predicts them by
// every method and scores it. Combinations get their weights, and intervals
// their width, from folds inside the training part alone: a hidden coefficient
// enters nothing that predicts it.
func Evaluate(ctx context.Context, g *Graph, options *Options) (*Report, error) {
	o := options.fill()
	r := &Report{Pairs: len(g.Pairs), Nodes: len(g.Nodes), Minerals: len(g.Minerals), Groups: map[Test]int{}}
	for _, test := range o.Tests {
		groups, err := g.Groups(test)
		if err != nil {
			return nil, err
		}
		r.Groups[test] = len(slices.Compact(slices.Sorted(slices.Values(groups))))
		if r.Groups[test] < 2*outer {
			return nil, fmt.Errorf("impute: test %q has %d groups: %d folds need %d", test, r.Groups[test], outer, 2*outer)
		}
		all := newScores()
		for _, seed := range o.Seeds {
			o.Progress(fmt.Sprintf("%s, seed %d", test, seed))
			if err := g.one(ctx, groups, seed, o.Steps, all); err != nil {
				return nil, err
			}
		}
		r.Rows = append(r.Rows, all.rows(test)...)
		if !o.Ablations {
			continue
		}
		for _, what := range []string{"", "graph", "shuffled", "features"} {
			o.Progress(fmt.Sprintf("%s, ablation %q", test, what))
			rows, err := g.ablate(ctx, test, groups, what, o.Seeds[0], o.Steps)
			if err != nil {
				return nil, err
			}
			r.Ablations = append(r.Ablations, rows...)
		}
	}
	return r, nil
}

// everything lists all pairs.
func (g *Graph) everything() []int {
	all := make([]int, len(g.Pairs))
	for i := range all {
		all[i] = i
	}
	return all
}

// one runs the outer folds of a seed.
func (g *Graph) one(ctx context.Context, groups []int, seed uint64, steps int, into *scores) error {
	fold := folds(groups, outer, seed)
	var splits []split
	for q := range outer {
		s := g.part(g.everything(), fold, q)
		splits = append(splits, g.nested(s, groups, seed)...)
	}
	replies, err := g.reply(ctx, splits, groups, seed, steps)
	if err != nil {
		return err
	}
	into.start()
	for q := range outer {
		at := q * (1 + inner)
		c := g.combine(splits[at+1:at+1+inner], replies[at+1:at+1+inner])
		into.add(c.apply(replies[at]), pick(g.Log, splits[at].hidden))
	}
	return nil
}

// nested is a split, followed by the splits of what it sees.
func (g *Graph) nested(s split, groups []int, seed uint64) []split {
	out := []split{s}
	fold := folds(pick(groups, s.seen), inner, seed+9)
	for j := range inner {
		out = append(out, g.part(s.seen, fold, j))
	}
	return out
}

// ablate runs the outer folds of one seed with something taken away.
func (g *Graph) ablate(ctx context.Context, test Test, groups []int, what string, seed uint64, steps int) ([]Row, error) {
	h, err := g.Without(what, seed)
	if err != nil {
		return nil, err
	}
	fold := folds(groups, outer, seed)
	var splits []split
	for q := range outer {
		splits = append(splits, h.part(h.everything(), fold, q))
	}
	replies, err := h.reply(ctx, splits, groups, seed, steps)
	if err != nil {
		return nil, err
	}
	s := newScores()
	s.start()
	for q, r := range replies {
		s.add(map[string]prediction{GraphEffects: {mean: r.mean[GraphEffects]}, Network: {mean: r.mean[Network]}, NetworkGraph: {mean: r.mean[NetworkGraph]}}, pick(g.Log, splits[q].hidden))
	}
	rows := s.rows(test)
	label := map[string]string{"": "everything", "graph": "no graph", "shuffled": "shuffled edges", "features": "no features"}[what]
	for i := range rows {
		rows[i].Method += ": " + label
	}
	return rows, nil
}

// Best is the row of lowest error among those that do or do not see edges.
func (r *Report) Best(test Test, edges bool) Row {
	var rows []Row
	for _, row := range r.Rows {
		if row.Test == test && row.Edges == edges {
			rows = append(rows, row)
		}
	}
	return slices.MinFunc(rows, func(a, b Row) int { return cmp.Compare(a.RMSE, b.RMSE) })
}
