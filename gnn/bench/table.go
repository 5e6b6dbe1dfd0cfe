package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// table collects scores by estimator, in order of appearance.
type table struct {
	names  []string
	scores map[string][]classic.Score
}

func newTable() *table { return &table{scores: map[string][]classic.Score{}} }

func (t *table) add(name string, s classic.Score) {
	if t.scores[name] == nil {
		t.names = append(t.names, name)
	}
	t.scores[name] = append(t.scores[name], s)
}

func (t *table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-46s %7s %7s %8s %7s %7s %8s %6s %6s\n", "estimator", "rmse", "(se)", "rmse_log", "bias", "med|e|", "response", "cov90", "width")
	for _, name := range t.names {
		s := t.scores[name]
		mean := func(get func(classic.Score) float64) (m, se float64) {
			n := float64(len(s))
			for _, x := range s {
				m += get(x) / n
			}
			for _, x := range s {
				se += (get(x) - m) * (get(x) - m)
			}
			return m, math.Sqrt(se / math.Max(n-1, 1) / n)
		}
		r, se := mean(func(s classic.Score) float64 { return s.RMSE })
		l, _ := mean(func(s classic.Score) float64 { return s.RMSELog })
		bias, _ := mean(func(s classic.Score) float64 { return s.Bias })
		med, _ := mean(func(s classic.Score) float64 { return s.MedianAbs })
		resp, _ := mean(func(s classic.Score) float64 { return s.Response })
		fmt.Fprintf(&b, "%-46s %7.3f %7.3f %8.3f %7.3f %7.3f %8.4f", name, r, se, l, bias, med, resp)
		if s[0].HasCover {
			cover, _ := mean(func(s classic.Score) float64 { return s.Cover90 })
			width, _ := mean(func(s classic.Score) float64 { return s.Width })
			fmt.Fprintf(&b, " %6.2f %6.2f", cover, width)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// economy returns a panel, with its dates, and its truth.
func economy(ctx context.Context, level string, seed uint64, o options) (*panel.Panel, *simulate.Truth, error) {
	if level == "R" {
		return simulate.Generate(ctx, simulate.Random(seed), seed)
	}
	if o.dir == "" {
		c, err := simulate.Level(level)
		if err != nil {
			return nil, nil, err
		}
		c.SplitCommon = o.split
		return simulate.Generate(ctx, c, seed)
	}
	return reference(filepath.Join(o.dir, fmt.Sprintf("%s-%d.json.gz", level, seed)))
}

// reference reads a panel of the reference generator, with its truth.
func reference(name string) (*panel.Panel, *simulate.Truth, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, nil, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, nil, err
	}
	var doc struct {
		Panel json.RawMessage `json:"panel"`
	}
	var truth struct {
		Truth simulate.Truth `json:"truth"`
	}
	if err := json.Unmarshal(bytes.ReplaceAll(raw, []byte("NaN"), []byte("null")), &doc); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(doc.Panel, &truth); err != nil {
		return nil, nil, err
	}
	p, err := panel.Read(bytes.NewReader(doc.Panel))
	if err != nil {
		return nil, nil, err
	}
	if truth.Truth.ShiftYear > 0 {
		p.RegimeStarts = []int{truth.Truth.ShiftYear}
	}
	return p, &truth.Truth, nil
}

// one runs the estimators on one economy.
func one(ctx context.Context, t *table, level string, seed uint64, o options) error {
	p, tr, err := economy(ctx, level, seed, o)
	if err != nil {
		return err
	}
	var sigma, prior []float64
	for q := range p.Segments() {
		sigma = append(sigma, tr.Sigma(q)...)
		for u, s := range tr.LogSystematic {
			prior = append(prior, s+float64(q)*tr.LogShift[u])
		}
	}
	if !o.quick {
		if err := classics(ctx, t, p, tr.IdioSd, sigma, prior, o.full); err != nil {
			return err
		}
	}
	return networks(ctx, t, p, sigma, o)
}

// networks adds the pooled common-shock estimator and each set of weights.
func networks(ctx context.Context, t *table, p *panel.Panel, sigma []float64, o options) error {
	truth := p.Segments()
	hidden := func(u int) bool { return !o.held || u%5 == 0 }
	if o.held {
		p = p.Mask(func(_, _, e int) bool { return !hidden(p.Edges[e].Nest) })
		sigma = pick(sigma, len(p.Nests), hidden)
	}
	if o.blind {
		q := *p
		q.RegimeStarts = nil
		p = &q
	}
	for i, w := range o.weights {
		r, err := gnn.Estimate(ctx, p, &gnn.Options{Weights: w, Draws: 1})
		if err != nil {
			return err
		}
		at := pick(rows(truth, r, len(p.Nests)), len(p.Nests), hidden)
		take := func(v []float64) (out []float64) {
			if v == nil {
				return nil
			}
			for _, k := range at {
				out = append(out, v[k])
			}
			return out
		}
		if i == 0 {
			for _, name := range []string{"common shocks + instruments", "EB GP on common shocks + instruments"} {
				b := r.Baselines[name]
				t.add(name, classic.Estimates{Sigma: take(b.Sigma), SE: take(b.SE), LogSD: take(b.LogSD)}.Against(sigma))
			}
		}
		mean, median := classic.Estimates{}, classic.Estimates{}
		for _, k := range at {
			n := r.Nests[k]
			mean.Sigma, mean.Lo90, mean.Hi90 = append(mean.Sigma, n.MeanSigma), append(mean.Lo90, n.Lo90), append(mean.Hi90, n.Hi90)
			median.Sigma = append(median.Sigma, math.Exp(n.MeanLogSigma))
		}
		t.add(o.names[i]+": mean of sigma", mean.Against(sigma))
		t.add(o.names[i]+": exp(mean of log sigma)", median.Against(sigma))
	}
	return nil
}

// pick keeps the entries of some nests.
func pick[T any](v []T, nests int, keep func(u int) bool) (out []T) {
	for i, x := range v {
		if keep(i % nests) {
			out = append(out, x)
		}
	}
	return out
}

// rows says which row of the report answers for each true regime and nest: that
// of the regime which holds the middle of the true one.
func rows(truth []panel.Segment, r *gnn.Report, nests int) (at []int) {
	for _, s := range truth {
		regime := 0
		for _, start := range r.RegimeStarts {
			if (s.From+s.To)/2 >= start {
				regime++
			}
		}
		for u := range nests {
			at = append(at, regime*nests+u)
		}
	}
	return at
}

// classics adds the estimators of the reference.
func classics(ctx context.Context, t *table, p *panel.Panel, idio float64, sigma, prior []float64, full bool) error {
	f, err := classic.Run(ctx, p)
	if err != nil {
		return err
	}
	list, err := f.All(ctx)
	if err != nil {
		return err
	}
	for _, s := range []string{"2SLS", "3SLS"} {
		o, err := f.Oracle(ctx, s, prior, idio)
		if err != nil {
			return err
		}
		list = append(list, o)
	}
	for _, e := range list {
		if full || strings.Contains(e.Name, "EB") || strings.Contains(e.Name, "SLS") {
			t.add(e.Name, e.Against(sigma))
		}
	}
	return nil
}
