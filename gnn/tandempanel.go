package gnn

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Structure is what an equilibrium of a panel takes as given beside
// elasticities of substitution.
type Structure struct {
	Supply []float64 // [good], inverse elasticity of supply: log price per log output
	Nests  float64   // elasticity between the nests of a user
	Final  float64   // elasticity of final use
}

// PanelEquilibrium is the log-linear equilibrium of a panel round its means,
// market by market and year by year: the observed shifters of supply and
// wedges move prices through users, nests and suppliers.
//
//	price     p_j = sum_k b_k P_k + omega_j q_j - s_j
//	nest      P_k = sum_e share_e (p_src(e) + wedge_e)
//	purchase  x_e = (1+omega_j) q_j + eta (c_j - P_k) + sigma_k (P_k - p_src - wedge_e)
//	market    q_i = sum_e use_e x_e - final_i eps p_i
//
// Shares are cost shares of the panel; b and use are computed from its mean
// values. Everything is in deviations; demand shocks are unseen and left out.
type PanelEquilibrium struct {
	panel  *panel.Panel
	set    Structure
	budget []float64 // [nest]
	use    []float64 // [edge], share of the good's output
	member [][]int
}

// NewPanelEquilibrium reads shares off a panel. It needs outputs (LogQ) and at
// least one instrument.
func NewPanelEquilibrium(p *panel.Panel, s Structure) (*PanelEquilibrium, error) {
	switch {
	case p.LogQ == nil:
		return nil, fmt.Errorf("gnn: an equilibrium needs outputs of goods (LogQ)")
	case p.ZSupply == nil && p.ZWedge == nil:
		return nil, fmt.Errorf("gnn: an equilibrium needs observed shocks (ZSupply or ZWedge)")
	case len(s.Supply) != p.Nodes:
		return nil, fmt.Errorf("gnn: %d elasticities of supply for %d goods", len(s.Supply), p.Nodes)
	}
	e := &PanelEquilibrium{panel: p, set: s, budget: make([]float64, len(p.Nests)), use: make([]float64, len(p.Edges)), member: p.Members()}
	output, value, count := make([]float64, p.Nodes), make([]float64, len(p.Edges)), make([]float64, len(p.Edges))
	for i, v := range p.LogQ {
		output[i%p.Nodes] += math.Exp(v) / float64(p.Regions*p.Years)
	}
	for i, seen := range p.Observed {
		if k := i % len(p.Edges); seen {
			count[k]++
			value[k] += math.Exp(p.LogX[i] + p.LogP[i])
			e.use[k] += math.Exp(p.LogX[i])
		}
	}
	for k, g := range p.Edges {
		if count[k] > 0 {
			e.use[k] /= count[k] * output[g.Src]
			e.budget[g.Nest] += value[k] / count[k] * (1 + s.Supply[g.Dst]) / output[g.Dst]
		}
	}
	e.shrink()
	return e, nil
}

// shrink keeps costs and uses within the whole: shares of a user's cost below
// one, uses of a good at most its output.
func (e *PanelEquilibrium) shrink() {
	cost, used := make([]float64, e.panel.Nodes), make([]float64, e.panel.Nodes)
	for k, n := range e.panel.Nests {
		cost[n.User] += e.budget[k]
	}
	for k, g := range e.panel.Edges {
		used[g.Src] += e.use[k]
	}
	for k, n := range e.panel.Nests {
		e.budget[k] /= math.Max(1, cost[n.User]/.95)
	}
	for k, g := range e.panel.Edges {
		e.use[k] /= math.Max(1, used[g.Src])
	}
}

// system is the matrix of the equations in (prices, outputs) at elasticities.
func (e *PanelEquilibrium) system(sigma []float64) *mat.Dense {
	n := e.panel.Nodes
	m := mat.NewDense(2*n, 2*n, nil)
	add := func(i, j int, v float64) { m.Set(i, j, m.At(i, j)+v) }
	final := make([]float64, n)
	for i := range n {
		final[i] = 1
		add(i, i, 1)
		add(i, n+i, -e.set.Supply[i])
		add(n+i, n+i, 1)
	}
	for k, nest := range e.panel.Nests {
		for _, a := range e.member[k] {
			add(nest.User, e.panel.Edges[a].Src, -e.budget[k]*e.panel.EdgeShare[a])
		}
	}
	for a, g := range e.panel.Edges {
		u := e.use[a]
		final[g.Src] -= u
		add(n+g.Src, n+g.Dst, -u*(1+e.set.Supply[g.Dst]))
		add(n+g.Src, g.Src, u*sigma[g.Nest])
		for _, b := range e.member[g.Nest] { // (sigma - eta) P_k
			add(n+g.Src, e.panel.Edges[b].Src, -u*(sigma[g.Nest]-e.set.Nests)*e.panel.EdgeShare[b])
		}
		for k, nest := range e.panel.Nests { // eta c_j
			if nest.User != g.Dst {
				continue
			}
			for _, b := range e.member[k] {
				add(n+g.Src, e.panel.Edges[b].Src, -u*e.set.Nests*e.budget[k]*e.panel.EdgeShare[b])
			}
		}
	}
	for i := range n {
		add(n+i, i, final[i]*e.set.Final)
	}
	return m
}

// shocks are the right-hand sides, a column for each region and year from first
// to last.
func (e *PanelEquilibrium) shocks(sigma []float64, s panel.Segment) *mat.Dense {
	p, n := e.panel, e.panel.Nodes
	out := mat.NewDense(2*n, p.Regions*(s.To-s.From), nil)
	col := 0
	for r := range p.Regions {
		for t := s.From; t < s.To; t++ {
			nestWedge, costWedge := make([]float64, len(p.Nests)), make([]float64, n)
			for a, g := range p.Edges {
				nestWedge[g.Nest] += p.EdgeShare[a] * e.wedge(r, t, a)
				if p.ZSupply != nil {
					out.Set(g.Src, col, -p.ZSupply[p.At(r, t, a)])
				}
			}
			for k, nest := range p.Nests {
				costWedge[nest.User] += e.budget[k] * nestWedge[k]
			}
			for j := range n {
				out.Set(j, col, out.At(j, col)+costWedge[j])
			}
			for a, g := range p.Edges {
				x := e.set.Nests*(costWedge[g.Dst]-nestWedge[g.Nest]) + sigma[g.Nest]*(nestWedge[g.Nest]-e.wedge(r, t, a))
				out.Set(n+g.Src, col, out.At(n+g.Src, col)+e.use[a]*x)
			}
			col++
		}
	}
	return out
}

func (e *PanelEquilibrium) wedge(r, t, a int) float64 {
	if e.panel.ZWedge == nil {
		return 0
	}
	return e.panel.ZWedge[e.panel.At(r, t, a)]
}

// solved is a segment of years at its elasticities.
type solved struct {
	lu    mat.LU
	state *mat.Dense // [price, output][region and year]
	sigma []float64
	years panel.Segment
}

func (e *PanelEquilibrium) solve(logs []float64) ([]*solved, error) {
	segments, n := e.panel.Segments(), len(e.panel.Nests)
	if len(logs) != n*len(segments) {
		return nil, fmt.Errorf("gnn: %d logs of elasticities for %d nests in %d regimes", len(logs), n, len(segments))
	}
	var out []*solved
	for i, s := range segments {
		one := &solved{state: &mat.Dense{}, years: s}
		for _, v := range logs[i*n : (i+1)*n] {
			one.sigma = append(one.sigma, math.Exp(v))
		}
		one.lu.Factorize(e.system(one.sigma))
		if err := one.lu.SolveTo(one.state, false, e.shocks(one.sigma, s)); err != nil {
			return nil, fmt.Errorf("gnn: the equilibrium of the panel has no solution: %w", err)
		}
		out = append(out, one)
	}
	return out, nil
}

// Responses are the prices paid, [region][year][edge].
func (e *PanelEquilibrium) Responses(_ context.Context, logs []float64) ([]float64, error) {
	parts, err := e.solve(logs)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(e.panel.LogP))
	e.each(parts, func(s *solved, col, r, t int) {
		for a, g := range e.panel.Edges {
			out[e.panel.At(r, t, a)] = s.state.At(g.Src, col) + e.wedge(r, t, a)
		}
	})
	return out, nil
}

func (e *PanelEquilibrium) each(parts []*solved, visit func(s *solved, col, r, t int)) {
	for _, s := range parts {
		col := 0
		for r := range e.panel.Regions {
			for t := s.years.From; t < s.years.To; t++ {
				visit(s, col, r, t)
				col++
			}
		}
	}
}

// VJP solves the transposed system once and puts the derivative of the market
// equations by each elasticity into it.
func (e *PanelEquilibrium) VJP(_ context.Context, logs, v []float64) ([]float64, error) {
	if len(v) != len(e.panel.LogP) {
		return nil, fmt.Errorf("gnn: %d weights for %d prices", len(v), len(e.panel.LogP))
	}
	parts, err := e.solve(logs)
	if err != nil {
		return nil, err
	}
	out, n, p := make([]float64, 0, len(logs)), e.panel.Nodes, e.panel
	for _, s := range parts {
		g := mat.NewDense(2*n, s.state.RawMatrix().Cols, nil)
		e.each([]*solved{s}, func(_ *solved, col, r, t int) {
			for a, edge := range p.Edges {
				g.Set(edge.Src, col, g.At(edge.Src, col)+v[p.At(r, t, a)])
			}
		})
		var adjoint mat.Dense
		if err := s.lu.SolveTo(&adjoint, true, g); err != nil {
			return nil, fmt.Errorf("gnn: the equilibrium of the panel has no gradient: %w", err)
		}
		grad := make([]float64, len(p.Nests))
		e.each([]*solved{s}, func(_ *solved, col, r, t int) {
			for k, members := range e.member {
				index := 0.
				for _, a := range members {
					index += p.EdgeShare[a] * (s.state.At(p.Edges[a].Src, col) + e.wedge(r, t, a))
				}
				for _, a := range members {
					paid := s.state.At(p.Edges[a].Src, col) + e.wedge(r, t, a)
					grad[k] += adjoint.At(n+p.Edges[a].Src, col) * e.use[a] * (index - paid) * s.sigma[k]
				}
			}
		})
		out = append(out, grad...)
	}
	return out, nil
}

// PanelEstimator estimates every nest and regime of a panel by two-stage least
// squares with the responses as the instrument, beside a wide log-normal prior
// round one (0.25 to 4 in nine of ten cases), where the data are silent.
func PanelEstimator(p *panel.Panel) Estimator {
	return func(ctx context.Context, responses []float64) ([]float64, []float64, error) {
		q := *p
		q.ZSupply, q.ZWedge = responses, nil
		f, err := classic.Run(ctx, &q)
		if err != nil {
			return nil, nil, err
		}
		logs, sd := make([]float64, len(f.Moments)), make([]float64, len(f.Moments))
		for i, m := range f.Moments {
			logs[i], sd[i] = withPrior(m.TSLS)
		}
		return logs, sd, nil
	}
}

const wideSD = .843 // ln 4 / 1.645

// withPrior is the mode of the log of an elasticity, and its deviation, by
// Newton's method.
func withPrior(e classic.Estimate) (log, sd float64) {
	if !e.OK || !(e.SE > 0) {
		return 0, wideSD
	}
	w, prior := 1/(e.SE*e.SE), 1/(wideSD*wideSD)
	for range 100 {
		s := math.Exp(log)
		grad := w*(s-e.Sigma)*s + prior*log
		step := grad / (w*s*s + prior) // expected information: always downhill
		log -= math.Max(-.5, math.Min(.5, step))
		if math.Abs(step) < 1e-12 {
			break
		}
	}
	return log, 1 / math.Sqrt(w*math.Exp(2*log)+prior)
}

// StartingLogs are the logs of two-stage least squares with a panel's own
// instruments, beside the same prior: where Tandem may begin, and what it is to
// be compared with.
func StartingLogs(f *classic.Fit) []float64 {
	out := make([]float64, len(f.Moments))
	for i, m := range f.Moments {
		out[i], _ = withPrior(m.TSLS)
	}
	return out
}

// PooledEstimator is PanelEstimator with all nests at once, shared shocks taken
// out and nests pooled over their features (classic.Fit.PooledCommon): the
// responses less wedges take the place of the panel's shifters of supply.
func PooledEstimator(p *panel.Panel) Estimator {
	return func(ctx context.Context, responses []float64) ([]float64, []float64, error) {
		q := *p
		q.ZSupply = append([]float64(nil), responses...)
		for i := range q.ZSupply {
			if p.ZWedge != nil {
				q.ZSupply[i] -= p.ZWedge[i]
			}
		}
		f, err := classic.Run(ctx, &q)
		if err != nil {
			return nil, nil, err
		}
		_, post, err := f.PooledCommon(ctx, nil)
		if err != nil {
			return nil, nil, err
		}
		return post.Mean, post.SD, nil
	}
}
