package impute

import (
	"cmp"
	"context"
	"fmt"
	"math"
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

// combined holds what the inner folds say: weights, and half-widths of
// intervals in standard deviations of the random effects.
type combined struct {
	plain, all []float64 // weights of plain, and of plain and graphic
	half       map[string]float64
}

// combine fits weights to the predictions of the inner folds, and the
// half-widths to their errors (split conformal, Romano et al. 2019).
func (g *Graph) combine(splits []split, replies []reply) combined {
	mean := map[string][]float64{}
	var y, sd []float64
	for i, s := range splits {
		y, sd = append(y, pick(g.Log, s.hidden)...), append(sd, replies[i].sd...)
		for name, m := range replies[i].mean {
			mean[name] = append(mean[name], m...)
		}
	}
	c := combined{half: map[string]float64{}}
	c.plain, c.all = weights(columns(mean, plain), y), weights(columns(mean, append(slices.Clone(plain), graphic...)), y)
	mean[BestPlain], mean[Combination] = c.mix(mean)
	for _, name := range []string{Effects, BestPlain, GraphEffects, Network, NetworkGraph, Combination} {
		miss := make([]float64, len(y))
		for i := range y {
			miss[i] = math.Abs(mean[name][i]-y[i]) / sd[i]
		}
		slices.Sort(miss)
		c.half[name] = miss[min(int(math.Ceil(.9*float64(len(miss)+1)))-1, len(miss)-1)]
	}
	return c
}

func columns(mean map[string][]float64, names []string) [][]float64 {
	out := make([][]float64, len(names))
	for i, n := range names {
		out[i] = mean[n]
	}
	return out
}

// mix applies the weights.
func (c combined) mix(mean map[string][]float64) (best, all []float64) {
	sum := func(names []string, w []float64) []float64 {
		out := make([]float64, len(mean[names[0]]))
		for k, n := range names {
			for i, v := range mean[n] {
				out[i] += w[k] * v
			}
		}
		return out
	}
	return sum(plain, c.plain), sum(append(slices.Clone(plain), graphic...), c.all)
}

// prediction of one method for one split.
type prediction struct {
	mean, half []float64 // half is nil without an interval
}

func (c combined) apply(r reply) map[string]prediction {
	mean := map[string][]float64{}
	for name, m := range r.mean {
		mean[name] = m
	}
	mean[BestPlain], mean[Combination] = c.mix(mean)
	out := map[string]prediction{}
	for name, m := range mean {
		p := prediction{mean: m}
		if h, ok := c.half[name]; ok {
			for i := range m {
				p.half = append(p.half, h*r.sd[i])
			}
		}
		out[name] = p
	}
	return out
}

// weights are non-negative, sum to one, and minimise the squared error with a
// pull to equal parts, by exponentiated gradients (Kivinen and Warmuth 1997).
func weights(x [][]float64, y []float64) []float64 {
	k, n := len(x), float64(len(y))
	w := make([]float64, k)
	for i := range w {
		w[i] = 1 / float64(k)
	}
	for range 400 {
		grad := make([]float64, k)
		for i := range y {
			miss := -y[i]
			for j := range x {
				miss += w[j] * x[j][i]
			}
			for j := range x {
				grad[j] += 2 * miss * x[j][i] / n
			}
		}
		sum := 0.0
		lowest := slices.Min(grad)
		for j := range w {
			w[j] *= math.Exp(-.2 * (grad[j] - lowest + .02*(w[j]*float64(k)-1)))
			sum += w[j]
		}
		for j := range w {
			w[j] /= sum
		}
	}
	return w
}

// scores gathers errors by method.
type scores struct {
	miss  map[string][][]float64 // [method][seed][pair]
	in, n map[string]float64
	width map[string]float64
	runs  int
}

func newScores() *scores {
	return &scores{miss: map[string][][]float64{}, in: map[string]float64{}, n: map[string]float64{}, width: map[string]float64{}}
}

func (s *scores) start() { s.runs++ }

func (s *scores) add(all map[string]prediction, y []float64) {
	for name, p := range all {
		for len(s.miss[name]) < s.runs {
			s.miss[name] = append(s.miss[name], nil)
		}
		for i := range y {
			miss := p.mean[i] - y[i]
			s.miss[name][s.runs-1] = append(s.miss[name][s.runs-1], miss)
			if p.half != nil {
				s.n[name]++
				s.width[name] += 2 * p.half[i]
				if math.Abs(miss) <= p.half[i] {
					s.in[name]++
				}
			}
		}
	}
}

func (s *scores) rows(test Test) []Row {
	var out []Row
	order := append(append(slices.Clone(plain), BestPlain), append(slices.Clone(graphic), Combination)...)
	for k, name := range order {
		if s.miss[name] == nil {
			continue
		}
		r := Row{Test: test, Method: name, Edges: k > len(plain)}
		var all []float64
		for _, seed := range s.miss[name] {
			sum := 0.0
			for _, m := range seed {
				sum += m * m
				all = append(all, math.Abs(m))
			}
			r.Seeds = append(r.Seeds, math.Sqrt(sum/float64(len(seed))))
		}
		slices.Sort(all)
		r.RMSE, r.MedianAbs = average(r.Seeds), all[len(all)/2]
		if n := float64(len(r.Seeds)); n > 1 {
			_, sd := moments(r.Seeds)
			r.SE = sd / math.Sqrt(n-1)
		}
		if s.n[name] > 0 {
			r.Cover, r.Width = s.in[name]/s.n[name], s.width[name]/s.n[name]
		}
		out = append(out, r)
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
