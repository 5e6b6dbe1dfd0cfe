package classic

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// System is an estimate of all nests of a regime at once.
type System struct {
	Sigma []float64     // [nest]
	Cov   *mat.SymDense // [nest][nest]
	SE    []float64     // [nest]
	Noise float64       // standard deviation of the demand shock of one purchase
}

// Common estimates all nests of a regime at once, with the shock that the
// users of a good share as a random effect of good x region x year:
//
//	y_ij = -sigma_u p_ij + shared_i + own_ij + effects of nest x year and member
//
// ratio is the variance of the shared shock over that of a purchase's own. The
// larger it is, the less the shared shock can bias the estimate and the fewer
// of the variations of prices are used. Prices are instrumented by those that
// the other users of the good pay, less their wedge, plus the wedge of the
// purchase: errors of measurement in its own price do no harm (the idea of
// Hausman 1996). Purchases that differ in the size of their shock are weighted
// by it, estimated in a first round.
func (f *Fit) Common(ctx context.Context, regime int, ratio float64) (*System, error) {
	s := newStack(f.Panel, f.Segments[regime])
	var out *System
	for round := range 2 {
		acc := s.accumulate(ctx, ratio)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("classic: stopped: %w", err)
		}
		next, err := s.solve(acc)
		if err != nil {
			return nil, err
		}
		if out = next; round == 0 {
			s.reweigh(out.Sigma)
		}
	}
	return out, nil
}

// stack is a regime of the panel with member x region means taken out.
type stack struct {
	p       *panel.Panel
	R, T, E int
	seen    []bool
	y, x, w []float64 // quantity, price, predicted price: [region][year][edge]
	v       []float64 // [region][edge], variance of the own shock, mean one
	full    bool
}

func newStack(p *panel.Panel, seg panel.Segment) *stack {
	s := &stack{p: p, R: p.Regions, T: seg.To - seg.From, E: len(p.Edges), full: true}
	n := s.R * s.T * s.E
	s.seen, s.y, s.x, s.w, s.v = make([]bool, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, s.R*s.E)
	for i := range s.v {
		s.v[i] = 1
	}
	sum, count := make([]float64, p.Nodes), make([]int, p.Nodes)
	for r := range s.R {
		for t := range s.T {
			clear(sum)
			clear(count)
			from, to := p.At(r, t+seg.From, 0), (r*s.T+t)*s.E
			net := func(e int) float64 {
				if p.ZWedge == nil {
					return p.LogP[from+e]
				}
				return p.LogP[from+e] - p.ZWedge[from+e]
			}
			for e, g := range p.Edges {
				if p.Observed[from+e] {
					sum[g.Src] += net(e)
					count[g.Src]++
				}
			}
			for e, g := range p.Edges {
				if !p.Observed[from+e] || count[g.Src] < 2 {
					s.full = false
					continue
				}
				s.seen[to+e], s.y[to+e], s.x[to+e] = true, p.LogX[from+e], p.LogP[from+e]
				own := net(e)
				s.w[to+e] = (sum[g.Src]-own)/float64(count[g.Src]-1) + p.LogP[from+e] - own
			}
		}
	}
	for _, v := range [][]float64{s.y, s.x, s.w} {
		s.centre(v)
	}
	return s
}

// centre takes the mean over years out of each purchase.
func (s *stack) centre(v []float64) {
	for r := range s.R {
		for e := range s.E {
			sum, n := 0.0, 0.0
			for t := range s.T {
				if i := (r*s.T+t)*s.E + e; s.seen[i] {
					sum, n = sum+v[i], n+1
				}
			}
			for t := range s.T {
				if i := (r*s.T+t)*s.E + e; s.seen[i] {
					v[i] -= sum / n
				}
			}
		}
	}
}

// sums are the normal equations: G = W'MX, H = W'MW, g = W'My, with M the
// inverse covariance after nest x year effects.
type sums struct {
	G, H  *mat.Dense
	g     []float64
	cells float64
}

// slice is one region and year: the metric and products in it.
type slice struct {
	s      *stack
	at, vr int       // offsets into [..][edge] and [region][edge]
	k      []float64 // [good], 1/(1/c + sum 1/v)
	bySrc  [][]int   // observed edges of each good
	nest   mat.Cholesky
}

func (s *stack) accumulate(ctx context.Context, ratio float64) *sums {
	u := len(s.p.Nests)
	a := &sums{G: mat.NewDense(u, u, nil), H: mat.NewDense(u, u, nil), g: make([]float64, u)}
	var sl *slice
	for r := range s.R {
		for t := range s.T {
			if ctx.Err() != nil {
				return a
			}
			if t == 0 || !s.full {
				sl = s.slice(r, t, ratio)
			}
			sl.at = (r*s.T + t) * s.E
			sl.add(a)
		}
	}
	return a
}

func (s *stack) slice(r, t int, ratio float64) *slice {
	sl := &slice{s: s, at: (r*s.T + t) * s.E, vr: r * s.E, k: make([]float64, s.p.Nodes), bySrc: make([][]int, s.p.Nodes)}
	inverse := make([]float64, s.p.Nodes)
	for e, g := range s.p.Edges {
		if s.seen[sl.at+e] {
			inverse[g.Src] += 1 / s.v[sl.vr+e]
			sl.bySrc[g.Src] = append(sl.bySrc[g.Src], e)
		}
	}
	for g := range sl.k {
		sl.k[g] = 1 / (1/ratio + inverse[g])
	}
	nn := sl.product(nil, nil)
	u := len(s.p.Nests)
	sym := mat.NewSymDense(u, nil)
	for i := range u {
		for j := i; j < u; j++ {
			sym.SetSym(i, j, nn.At(i, j))
		}
		sym.SetSym(i, i, nn.At(i, i)+1e-6) // a nest without observations, goods with one user
	}
	sl.nest.Factorize(sym)
	return sl
}

// value is the entry of column x (nil: ones) at edge e of the slice.
func (sl *slice) value(x []float64, e int) float64 {
	if x == nil {
		return 1
	}
	return x[sl.at+e]
}

// product is X'V^-1 Y over nests: each nest has a column of x on its edges.
func (sl *slice) product(x, y []float64) *mat.Dense {
	p, v := sl.s.p, sl.s.v[sl.vr:]
	out := mat.NewDense(len(p.Nests), len(p.Nests), nil)
	raw, n := out.RawMatrix().Data, len(p.Nests)
	for g, edges := range sl.bySrc {
		for _, a := range edges {
			ua, xa := p.Edges[a].Nest, sl.value(x, a)/v[a]
			raw[ua*n+ua] += xa * sl.value(y, a)
			for _, b := range edges {
				raw[ua*n+p.Edges[b].Nest] -= sl.k[g] * xa * sl.value(y, b) / v[b]
			}
		}
	}
	return out
}

// add adds a slice to the normal equations.
func (sl *slice) add(a *sums) {
	s, u := sl.s, len(sl.s.p.Nests)
	wx, ww, wn, xn := sl.product(s.w, s.x), sl.product(s.w, s.w), sl.product(nil, s.w), sl.product(nil, s.x)
	var cut, rest mat.Dense
	if err := sl.nest.SolveTo(&cut, wn); err != nil {
		if _, cond := err.(mat.Condition); !cond {
			return
		}
	}
	rest.Mul(cut.T(), xn)
	a.G.Add(a.G, wx)
	a.G.Sub(a.G, &rest)
	rest.Mul(cut.T(), wn)
	a.H.Add(a.H, ww)
	a.H.Sub(a.H, &rest)
	wy, ny := make([]float64, u), make([]float64, u)
	v := s.v[sl.vr:]
	for g, edges := range sl.bySrc {
		mean := 0.0
		for _, e := range edges {
			mean += s.y[sl.at+e] / v[e]
			a.cells++
		}
		mean *= sl.k[g]
		for _, e := range edges {
			d := (s.y[sl.at+e] - mean) / v[e]
			nest := s.p.Edges[e].Nest
			wy[nest] += s.w[sl.at+e] * d
			ny[nest] += d
		}
	}
	for i := range u {
		a.g[i] += wy[i]
		for j := range u {
			a.g[i] -= cut.At(j, i) * ny[j]
		}
	}
}

// solve turns the normal equations into estimates.
func (s *stack) solve(a *sums) (*System, error) {
	u := len(a.g)
	for i := range u { // a nest without variation keeps a weak anchor at zero, with the variance of one
		a.G.Set(i, i, a.G.At(i, i)+1e-4)
		a.H.Set(i, i, a.H.At(i, i)+1e-4)
	}
	var inv mat.Dense
	if err := inv.Inverse(a.G); err != nil {
		if c, cond := err.(mat.Condition); !cond || math.IsInf(float64(c), 1) {
			return nil, fmt.Errorf("classic: the common-shock system of %d nests is singular: %w", u, err)
		}
	}
	out := &System{Sigma: make([]float64, u), Cov: mat.NewSymDense(u, nil)}
	for i := range u {
		out.Sigma[i] = -dot(inv.RawRowView(i), a.g)
	}
	noise := s.noise(out.Sigma)
	out.Noise = math.Sqrt(noise)
	var c, t mat.Dense
	t.Mul(&inv, a.H)
	c.Mul(&t, inv.T())
	for i := range u {
		for j := i; j < u; j++ {
			out.Cov.SetSym(i, j, noise*(c.At(i, j)+c.At(j, i))/2)
		}
		out.SE = append(out.SE, math.Sqrt(math.Max(out.Cov.At(i, i), 1e-8)))
	}
	return out, nil
}

// own returns the residuals after nest x year means and good x year means, in
// turn: what is left is the shock of the purchase.
func (s *stack) own(sigma []float64) []float64 {
	e := make([]float64, len(s.y))
	for i := range e {
		if s.seen[i] {
			e[i] = s.y[i] + sigma[s.p.Edges[i%s.E].Nest]*s.x[i]
		}
	}
	sum, count := make([]float64, s.p.Nodes+len(s.p.Nests)), make([]float64, s.p.Nodes+len(s.p.Nests))
	for rt := range s.R * s.T {
		for range 6 {
			for _, place := range []func(panel.Edge) int{
				func(g panel.Edge) int { return g.Src },
				func(g panel.Edge) int { return s.p.Nodes + g.Nest },
			} {
				clear(sum)
				clear(count)
				for i, g := range s.p.Edges {
					if at := rt*s.E + i; s.seen[at] {
						sum[place(g)] += e[at]
						count[place(g)]++
					}
				}
				for i, g := range s.p.Edges {
					if at := rt*s.E + i; s.seen[at] {
						e[at] -= sum[place(g)] / count[place(g)]
					}
				}
			}
		}
	}
	return e
}

// noise is the variance of a purchase's own shock in units of v, drawn to
// 0.05 as by ten observations: a panel of gaps may leave none.
func (s *stack) noise(sigma []float64) float64 {
	const prior, weight = .05, 10
	e, sum, cells := s.own(sigma), 0.0, 0
	for i := range e {
		if s.seen[i] {
			sum += e[i] * e[i] / s.v[i/(s.T*s.E)*s.E+i%s.E]
			cells++
		}
	}
	free := float64(max(cells-s.effects(), 0))
	return (sum + prior*weight) / (free + weight)
}

// effects counts the means that own and centre take out: good x year and nest
// x year (one less for each connected part of a year's purchases) and member x
// region.
func (s *stack) effects() int {
	count, nodes := 0, s.p.Nodes+len(s.p.Nests)
	for rt := range s.R * s.T {
		part := make([]int, nodes)
		for i := range part {
			part[i] = i
		}
		root := func(i int) int {
			for part[i] != i {
				part[i] = part[part[i]]
				i = part[i]
			}
			return i
		}
		for i, g := range s.p.Edges { // an edge that joins two parts is one more mean
			if a, b := root(g.Src), root(s.p.Nodes+g.Nest); s.seen[rt*s.E+i] && a != b {
				part[a] = b
				count++
			}
		}
	}
	for r := range s.R {
		for e := range s.E {
			for t := range s.T {
				if s.seen[(r*s.T+t)*s.E+e] {
					count++
					break
				}
			}
		}
	}
	return count
}

// reweigh estimates the size of the own shock of each purchase and region,
// drawn to the mean as by ten further years.
func (s *stack) reweigh(sigma []float64) {
	const years = 10
	e := s.own(sigma)
	mean, cells := 0.0, 0.0
	for i := range e {
		if s.seen[i] {
			mean, cells = mean+e[i]*e[i], cells+1
		}
	}
	mean /= math.Max(cells, 1)
	for r := range s.R {
		for i := range s.E {
			sum, n := 0.0, 0.0
			for t := range s.T {
				if at := (r*s.T+t)*s.E + i; s.seen[at] {
					sum, n = sum+e[at]*e[at], n+1
				}
			}
			s.v[r*s.E+i] = (sum/math.Max(mean, 1e-12) + years) / (n + years)
		}
	}
}
