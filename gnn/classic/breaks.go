package classic

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Break is the year at which elasticities most likely changed, as
// FindBreak finds it. Years count from 0, the first of the panel; statistics are
// pure numbers.
type Break struct {
	Start  int     // first year of the new regime; 0 where none can be tried
	OLS    float64 // mean over nests of the Wald statistic of a change, by least squares
	Common float64 // the same by Common; about 1 without a change
	Found  bool    // either statistic is above its bound
}

// Bounds of the statistics, from the tuning seeds 201 to 216 of the levels
// without a shift. The first falls with the number of nests, as the spread of a
// mean does.
const (
	commonBound = 2.6
	olsBound    = 13.5 // 1 + olsBound/sqrt(nests)
)

// FindBreak looks for one change. Least squares before and after each year
// names the five likeliest years (endogenous prices bias both sides alike, so
// the difference tells of a change); Common then compares the two sides of
// each. At least five years, or a fifth of them, stay on each side.
func FindBreak(ctx context.Context, p *panel.Panel) (Break, error) {
	var found []Break
	margin := max(5, p.Years/5)
	for year := margin; year <= p.Years-margin; year++ {
		w, err := olsChange(ctx, p, year)
		if err != nil {
			return Break{}, err
		}
		found = append(found, Break{Start: year, OLS: w})
	}
	slices.SortStableFunc(found, func(a, b Break) int { return cmp.Compare(b.OLS, a.OLS) })
	if len(found) == 0 {
		return Break{}, nil
	}
	best := found[0]
	for _, b := range found[:min(5, len(found))] {
		w, err := commonChange(ctx, p, b.Start)
		if err != nil {
			return Break{}, err
		}
		if w > best.Common {
			best.Common = w
			if w > commonBound {
				best.Start, best.OLS = b.Start, b.OLS
			}
		}
	}
	best.Found = best.Common > commonBound || found[0].OLS > 1+olsBound/math.Sqrt(float64(len(p.Nests)))
	return best, nil
}

// wald adds up changes, each cut at 25, so that no nest decides alone.
type wald struct{ sum, n float64 }

func (w *wald) add(d, v float64) { w.sum, w.n = w.sum+min(d*d/(v+1e-6), 25), w.n+1 }

func (w *wald) mean() float64 { return w.sum / max(w.n, 1) }

func olsChange(ctx context.Context, p *panel.Panel, year int) (float64, error) {
	var w wald
	for _, m := range p.Members() {
		if err := ctx.Err(); err != nil {
			return 0, fmt.Errorf("classic: stopped: %w", err)
		}
		if len(m) < 2 {
			continue
		}
		a, b := cut(p, m, panel.Segment{To: year}).ols(), cut(p, m, panel.Segment{From: year, To: p.Years}).ols()
		if a.OK && b.OK {
			w.add(a.Sigma-b.Sigma, a.SE*a.SE+b.SE*b.SE)
		}
	}
	return w.mean(), nil
}

func commonChange(ctx context.Context, p *panel.Panel, year int) (float64, error) {
	f := &Fit{Panel: p, Segments: []panel.Segment{{From: 0, To: year}, {From: year, To: p.Years}}, Nests: len(p.Nests)}
	a, err := f.Common(ctx, 0, 2)
	if err != nil {
		return 0, err
	}
	b, err := f.Common(ctx, 1, 2)
	if err != nil {
		return 0, err
	}
	var w wald
	for u := range a.Sigma {
		w.add(a.Sigma[u]-b.Sigma[u], a.Cov.At(u, u)+b.Cov.At(u, u))
	}
	return w.mean(), nil
}
