package classic

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
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
