package impute

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// kernel is the covariance of one random effect between two pairs.
type kernel func(g *Graph, a, b Pair) float64

func same(x, y int) float64 {
	if x == y && x >= 0 {
		return 1
	}
	return 0
}

// classKernels are random effects of what a pair itself is: its unit, mineral,
// family, features. No edge of the graph enters.
func classKernels() []kernel {
	unit := func(g *Graph, a, b Pair) float64 { return same(g.Unit[a.Node], g.Unit[b.Node]) }
	family := func(g *Graph, a, b Pair) float64 { return same(g.Family[a.Node], g.Family[b.Node]) }
	mineral := func(_ *Graph, a, b Pair) float64 { return same(a.Mineral, b.Mineral) }
	alike := func(g *Graph, a, b Pair) float64 { return g.Alike[a.Node][b.Node] }
	element := func(g *Graph, a, b Pair) float64 { return g.Elements[a.Mineral][b.Mineral] }
	node := func(_ *Graph, a, b Pair) float64 { return same(a.Node, b.Node) }
	return []kernel{unit, mineral, times(unit, mineral), family, times(family, mineral), node,
		times(alike, mineral), times(family, element), times(node, element)}
}

// graphKernels are random effects along edges: what nodes hold in common, whose
// parts they are, which minerals go together.
func graphKernels() []kernel {
	shared := func(g *Graph, a, b Pair) float64 { return g.Shared[a.Node][b.Node] }
	kin := func(g *Graph, a, b Pair) float64 { return g.Kin[a.Node][b.Node] }
	together := func(g *Graph, a, b Pair) float64 { return g.Together[a.Mineral][b.Mineral] }
	mineral := func(_ *Graph, a, b Pair) float64 { return same(a.Mineral, b.Mineral) }
	return []kernel{shared, times(shared, mineral), times(shared, together), times(kin, mineral)}
}

func times(a, b kernel) kernel {
	return func(g *Graph, p, q Pair) float64 { return a(g, p, q) * b(g, p, q) }
}

// effects is a fit of random effects: y = level + sum of effects + noise, all
// normal; Rasmussen and Williams (2006), chapters 2 and 5.
type effects struct {
	g       *Graph
	kernels []kernel
	scale   []float64 // variance of each effect, of the noise last
	pairs   []Pair
	level   float64
	alpha   *mat.VecDense // K^-1 (y - level)
	inverse *mat.SymDense // K^-1
	centred []float64
}

const (
	levelVariance = 4.0 // of the level around the mean of the logs
	evaluations   = 14  // of the marginal likelihood
)

// fitEffects chooses the variances by their posterior: the marginal likelihood
// times a log-normal prior around exp(-1) of deviation exp(3).
func fitEffects(g *Graph, kernels []kernel, pairs []Pair, y []float64) (*effects, error) {
	e := &effects{g: g, kernels: kernels, pairs: pairs}
	for _, v := range y {
		e.level += v / float64(len(y))
	}
	for _, v := range y {
		e.centred = append(e.centred, v-e.level)
	}
	blocks := e.blocks()
	x := make([]float64, len(kernels)+1)
	for k := range x {
		x[k] = -.7
	}
	// The best seen counts: a search cut short is still a fit.
	best, at := math.Inf(1), append([]float64(nil), x...)
	slope, of := make([]float64, len(x)), []float64(nil)
	problem := optimize.Problem{
		Func: func(x []float64) float64 {
			f, _ := e.posterior(blocks, x, slope)
			of = append(of[:0], x...)
			if f < best {
				best = f
				copy(at, x)
			}
			return f
		},
		Grad: func(grad, x []float64) {
			if !slices.Equal(of, x) {
				_, _ = e.posterior(blocks, x, slope)
			}
			copy(grad, slope)
		},
	}
	_, err := optimize.Minimize(problem, x, &optimize.Settings{FuncEvaluations: evaluations}, &optimize.LBFGS{})
	if math.IsInf(best, 1) {
		return nil, errors.Join(errors.New("impute: random effects cannot be fitted"), err)
	}
	e.scale = exps(at)
	return e, e.solve(blocks)
}

func exps(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Exp(math.Min(math.Max(v, -9), 5))
	}
	return out
}

// blocks are the covariance matrices of each effect.
func (e *effects) blocks() []*mat.SymDense {
	out := make([]*mat.SymDense, len(e.kernels))
	n := len(e.pairs)
	for k, f := range e.kernels {
		out[k] = mat.NewSymDense(n, nil)
		for i, a := range e.pairs {
			for j := i; j < n; j++ {
				out[k].SetSym(i, j, f(e.g, a, e.pairs[j]))
			}
		}
	}
	return out
}

func (e *effects) covariance(blocks []*mat.SymDense, scale []float64) *mat.SymDense {
	n := len(e.pairs)
	raw := make([]float64, n*n)
	for i := range n {
		for j := i; j < n; j++ {
			raw[i*n+j] = levelVariance
		}
	}
	for k, b := range blocks {
		data := b.RawSymmetric().Data
		for i := range n {
			for j := i; j < n; j++ {
				raw[i*n+j] += scale[k] * data[i*n+j]
			}
		}
	}
	for i := range n {
		raw[i*n+i] += scale[len(scale)-1] + 1e-8
	}
	return mat.NewSymDense(n, raw)
}

// posterior is minus the log of the posterior of log scales, and its gradient.
func (e *effects) posterior(blocks []*mat.SymDense, x, grad []float64) (float64, error) {
	n, scale := len(e.pairs), exps(x)
	var ch mat.Cholesky
	if !ch.Factorize(e.covariance(blocks, scale)) {
		return math.Inf(1), errors.New("impute: covariance is not positive definite")
	}
	var alpha mat.VecDense
	y := mat.NewVecDense(n, e.centred)
	if err := ch.SolveVecTo(&alpha, y); err != nil {
		return math.Inf(1), err
	}
	f := .5*mat.Dot(y, &alpha) + .5*ch.LogDet()
	for _, v := range x {
		f += (v + 1) * (v + 1) / 18
	}
	var inverse mat.SymDense
	if err := ch.InverseTo(&inverse); err != nil {
		return math.Inf(1), err
	}
	inv, a := inverse.RawSymmetric().Data, alpha.RawVector().Data
	for k := range x {
		sum := 0.0
		for i := range n {
			sum += (a[i]*a[i] - inv[i*n+i]) * diagonal(blocks, k, i)
			if k == len(blocks) {
				continue
			}
			row := blocks[k].RawSymmetric().Data[i*n : (i+1)*n]
			for j := i + 1; j < n; j++ {
				if row[j] != 0 {
					sum += 2 * (a[i]*a[j] - inv[i*n+j]) * row[j]
				}
			}
		}
		grad[k] = -.5*scale[k]*sum + (x[k]+1)/9
	}
	return f, nil
}

func diagonal(blocks []*mat.SymDense, k, i int) float64 {
	if k == len(blocks) {
		return 1
	}
	return blocks[k].At(i, i)
}

func (e *effects) solve(blocks []*mat.SymDense) error {
	var ch mat.Cholesky
	if !ch.Factorize(e.covariance(blocks, e.scale)) {
		return errors.New("impute: covariance is not positive definite")
	}
	e.alpha, e.inverse = &mat.VecDense{}, &mat.SymDense{}
	if err := ch.SolveVecTo(e.alpha, mat.NewVecDense(len(e.pairs), e.centred)); err != nil {
		return err
	}
	return ch.InverseTo(e.inverse)
}

// Predict returns mean and standard deviation of new pairs, noise included.
func (e *effects) Predict(asked []Pair) (mean, sd []float64) {
	n := len(e.pairs)
	for _, p := range asked {
		c := mat.NewVecDense(n, nil)
		own := levelVariance + e.scale[len(e.scale)-1]
		for i, q := range e.pairs {
			v := levelVariance
			for k, f := range e.kernels {
				v += e.scale[k] * f(e.g, p, q)
			}
			c.SetVec(i, v)
		}
		for k, f := range e.kernels {
			own += e.scale[k] * f(e.g, p, p)
		}
		mean = append(mean, e.level+mat.Dot(c, e.alpha))
		sd = append(sd, math.Sqrt(math.Max(own-mat.Inner(c, e.inverse, c), 1e-6)))
	}
	return mean, sd
}

// Leave returns what the fit says of each of its own pairs when the pairs of
// the same fold are not seen: K^-1 gives it without a refit of the effects
// (Sundararajan and Keerthi 2001), the variances being those of all.
func (e *effects) Leave(fold []int) (mean, sd []float64, err error) {
	mean, sd = make([]float64, len(fold)), make([]float64, len(fold))
	by := map[int][]int{}
	for i, f := range fold {
		by[f] = append(by[f], i)
	}
	for _, at := range by {
		b, rhs := mat.NewSymDense(len(at), nil), mat.NewVecDense(len(at), nil)
		for i, p := range at {
			rhs.SetVec(i, e.alpha.AtVec(p))
			for j := i; j < len(at); j++ {
				b.SetSym(i, j, e.inverse.At(p, at[j]))
			}
		}
		var ch mat.Cholesky
		if !ch.Factorize(b) {
			return nil, nil, errors.New("impute: a hidden block has no variance")
		}
		var miss mat.VecDense
		var cov mat.SymDense
		if err := errors.Join(ch.SolveVecTo(&miss, rhs), ch.InverseTo(&cov)); err != nil {
			return nil, nil, err
		}
		for i, p := range at {
			mean[p] = e.level + e.centred[p] - miss.AtVec(i)
			sd[p] = math.Sqrt(math.Max(cov.At(i, i), 1e-6))
		}
	}
	return mean, sd, nil
}
