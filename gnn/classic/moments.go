package classic

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Moments is what single-nest estimators say of one nest in one regime.
type Moments struct {
	OLS, FGLS, TSLS, QD3SLS Estimate
	LIML                    Estimate
	PooledFirst             Estimate // 2SLS with one first stage for all nests
	Feenstra, FeenstraConst Estimate // without standard errors
	F                       float64  // first-stage F of TSLS, 0 without instruments
	Scale                   float64  // classical standard error of TSLS
	Sargan                  float64  // p-value of the overidentification test
	Rho                     float64  // autocorrelation of the residuals of TSLS
	Missing                 float64  // share of gaps
	Members                 int

	squares   squares
	strength  float64 // of PooledFirst: its standard error is that of the residual over this
	explained float64 // of TSLS: the square of the same
}

// Fit holds the moments of a panel, [regime*nests + nest].
type Fit struct {
	Panel    *panel.Panel
	Segments []panel.Segment
	Nests    int
	Moments  []Moments
}

// Run computes the moments of every nest and regime.
func Run(ctx context.Context, p *panel.Panel) (*Fit, error) {
	f := &Fit{Panel: p, Segments: p.Segments(), Nests: len(p.Nests)}
	for _, s := range f.Segments {
		for _, m := range p.Members() {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("classic: stopped: %w", err)
			}
			f.Moments = append(f.Moments, nestMoments(p, m, s))
		}
	}
	for q := range f.Segments {
		f.pooledFirst(q)
	}
	f.fillFeenstra()
	return f, nil
}

func nestMoments(p *panel.Panel, members []int, s panel.Segment) Moments {
	out := Moments{Members: len(members), Sargan: 1}
	b := cut(p, members, s)
	seen := 0
	for _, ok := range b.seen {
		if ok {
			seen++
		}
	}
	out.Missing = 1 - float64(seen)/float64(len(b.seen))
	if len(members) < 2 {
		return out
	}
	two := b.tsls()
	out.OLS, out.FGLS, out.TSLS, out.QD3SLS = b.ols(), b.fgls(), two.Estimate, b.qd3sls(two)
	out.LIML = b.liml()
	out.squares, out.explained = b.squares(), two.explained
	out.F, out.Scale, out.Sargan, out.Rho = two.F, two.Scale, two.Sargan, two.Rho
	out.Feenstra.Sigma, out.Feenstra.OK = b.feenstra(false)
	out.FeenstraConst.Sigma, out.FeenstraConst.OK = b.feenstra(true)
	return out
}

// fillFeenstra gives nests with too few series the median of the others, as
// the reference does; OK stays false.
func (f *Fit) fillFeenstra() {
	for _, get := range []func(*Moments) *Estimate{
		func(m *Moments) *Estimate { return &m.Feenstra },
		func(m *Moments) *Estimate { return &m.FeenstraConst },
	} {
		var known []float64
		for i := range f.Moments {
			if e := get(&f.Moments[i]); e.OK {
				known = append(known, e.Sigma)
			}
		}
		middle := 1.0
		if len(known) > 0 {
			middle = median(known)
		}
		for i := range f.Moments {
			if e := get(&f.Moments[i]); !e.OK {
				e.Sigma = middle
			}
		}
	}
}
