package gnn

import (
	"context"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Inputs are what the network sees of a panel: one row for each regime and
// nest, [regime*nests + nest], and the graph between rows.
type Inputs struct {
	Fit    *classic.Fit
	Joined classic.Estimates // before pooling
	Base   *classic.Posterior
	X      [][]float64 // [row][moment], see MomentNames
	Graph  []Relation
}

// Relation is one kind of edge between rows: row a hears b with weight W.
type Relation struct {
	Name string
	Arcs []Arc
}

// Arc is one edge; the weights into a row sum to one.
type Arc struct {
	To, From int
	W        float64
}

// ratios are the settings of the common-shock estimator that the network sees.
var ratios = []float64{.5, 2, 8}

// MomentNames lists the columns of Inputs.X.
func MomentNames() []string {
	names := []string{"base log sigma", "base log sd", "members", "missing", "log F", "Sargan p", "autocorrelation", "second regime"}
	for _, e := range []string{"joined", "common .5", "common 2", "common 8", "OLS", "FGLS", "2SLS", "2SLS one first stage", "3SLS-QD"} {
		names = append(names, e+" deviation", e+" log se")
	}
	return append(names, "Feenstra deviation", "Feenstra const deviation",
		"panel: log regions", "panel: log years", "panel: median log F", "panel: gaps", "panel: log own shock",
		"panel: OLS deviation", "panel: 2SLS deviation", "panel: common .5 deviation", "panel: common 8 deviation", "panel: median base sd", "panel: level by instruments", "panel: log se of the level")
}

// Extract computes the classical estimates, the moments and the graph.
func Extract(ctx context.Context, p *panel.Panel) (*Inputs, error) {
	f, err := classic.Run(ctx, p)
	if err != nil {
		return nil, err
	}
	in := &Inputs{Fit: f}
	if in.Joined, in.Base, err = f.PooledCommon(ctx, nil); err != nil {
		return nil, err
	}
	common := make([][]*classic.System, len(ratios)) // [ratio][regime]
	for i, ratio := range ratios {
		for q := range f.Segments {
			s, err := f.Common(ctx, q, ratio)
			if err != nil {
				return nil, err
			}
			common[i] = append(common[i], s)
		}
	}
	for row := range f.Moments {
		in.X = append(in.X, in.moments(row, common))
	}
	in.addPanel(common)
	in.Graph = graph(p, len(f.Segments))
	for row, x := range in.X {
		for c, v := range x {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("gnn: moment %q of row %d is %v", MomentNames()[c], row, v)
			}
		}
	}
	return in, nil
}

// soft keeps the order of large deviations but not their size.
func soft(v float64) float64 { return math.Asinh(math.Min(math.Max(v, -50), 50)) }

// moments are the columns that differ from row to row.
func (in *Inputs) moments(row int, common [][]*classic.System) []float64 {
	m, u := in.Fit.Moments[row], row%in.Fit.Nests
	regime := row / in.Fit.Nests
	base := math.Exp(in.Base.Mean[row])
	x := []float64{in.Base.Mean[row], math.Log(in.Base.SD[row]), float64(m.Members) / 4, m.Missing, math.Log1p(m.F) / 4, m.Sargan, m.Rho, float64(min(regime, 1))}
	pair := func(sigma, se float64, ok bool) {
		if !ok {
			x = append(x, 0, 2)
			return
		}
		x = append(x, soft((sigma-base)/base), math.Log(math.Min(math.Max(se/base, 1e-3), 10)))
	}
	pair(in.Joined.Sigma[row], in.Joined.SE[row], true)
	for _, s := range common {
		pair(s[regime].Sigma[u], s[regime].SE[u], true)
	}
	for _, e := range []classic.Estimate{m.OLS, m.FGLS, m.TSLS, m.PooledFirst, m.QD3SLS} {
		pair(e.Sigma, e.SE, e.OK)
	}
	return append(x, soft((m.Feenstra.Sigma-base)/base), soft((m.FeenstraConst.Sigma-base)/base))
}

// addPanel appends what all rows of a regime share.
func (in *Inputs) addPanel(common [][]*classic.System) {
	f := in.Fit
	balanced := 0.0
	if !f.Panel.Balanced() {
		balanced = 1
	}
	for q, seg := range f.Segments {
		rows := f.Moments[q*f.Nests : (q+1)*f.Nests]
		var strength, sd []float64
		for u, m := range rows {
			strength = append(strength, math.Log1p(m.F)/4)
			sd = append(sd, math.Log(in.Base.SD[q*f.Nests+u]))
		}
		c := common[1][q]
		mean := func(get func(u int) (sigma, se float64, ok bool)) float64 { // precision-weighted deviation from common 2
			sum, weight := 0.0, 1e-9
			for u := range rows {
				s, se, ok := get(u)
				if !ok {
					continue
				}
				w := 1 / (se*se + c.SE[u]*c.SE[u] + 1e-4)
				sum, weight = sum+w*(s-c.Sigma[u]), weight+w
			}
			return soft(4 * sum / weight)
		}
		shared := []float64{math.Log(float64(f.Panel.Regions)), math.Log(float64(seg.To-seg.From)) / 2, middle(strength), balanced, math.Log(c.Noise + 1e-3),
			mean(func(u int) (float64, float64, bool) { e := rows[u].OLS; return e.Sigma, e.SE, e.OK }),
			mean(func(u int) (float64, float64, bool) { e := rows[u].TSLS; return e.Sigma, e.SE, e.OK }),
			mean(func(u int) (float64, float64, bool) { return common[0][q].Sigma[u], common[0][q].SE[u], true }),
			mean(func(u int) (float64, float64, bool) { return common[2][q].Sigma[u], common[2][q].SE[u], true }), middle(sd)}
		d, se, ok := f.Level(q, common[1])
		if !ok {
			se = 10
		}
		shared = append(shared, soft(4*d), math.Log(min(se, 10)))
		for u := range rows {
			in.X[q*f.Nests+u] = append(in.X[q*f.Nests+u], shared...)
		}
	}
}
