package classic

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Posterior is log sigma of every nest and regime with its standard deviation.
type Posterior struct {
	Mean, SD []float64     // [regime*nests + nest]
	Cov      *mat.SymDense // between rows
	Theta    []float64     // logs of the kernel's parameters
}

// likelihood is sigma-hat ~ N(exp f, precision^-1).
type likelihood struct {
	hat  []float64
	prec *mat.SymDense
}

func diagonal(hat, se []float64) likelihood {
	p := mat.NewSymDense(len(hat), nil)
	for i, s := range se {
		p.SetSym(i, i, 1/(s*s))
	}
	return likelihood{hat, p}
}

// errNotPositive is a precision that rounding has spoilt.
var errNotPositive = errors.New("classic: the joint precision of the nests is not positive definite")

// prior is f ~ N(mean, kernel(theta)); theta starts at start and is held near
// it by a normal of standard deviation 2.
type prior struct {
	mean   []float64
	kernel func(theta []float64) *mat.SymDense
	start  []float64
}

// laplace is the mode of f, its precision and the negative log marginal
// likelihood at one theta.
type laplace struct {
	f   []float64
	h   mat.Cholesky
	nll float64
}

// empiricalBayes fits theta by the Laplace approximation to the marginal
// likelihood, with a log link: hat is normal in sigma, the prior in log sigma.
func empiricalBayes(ctx context.Context, l likelihood, pr prior) (*Posterior, error) {
	theta := pr.start
	objective := func(th []float64) float64 {
		if ctx.Err() != nil {
			return math.Inf(1)
		}
		a, ok := l.fit(pr, th, nil)
		if !ok {
			return math.Inf(1)
		}
		far := 0.0
		for i := range th {
			far += (th[i] - pr.start[i]) * (th[i] - pr.start[i]) / 4
		}
		return a.nll + .5*far
	}
	if len(theta) > 0 {
		theta = nelderMead(objective, pr.start)
		for i := range theta {
			theta[i] = math.Min(math.Max(theta[i], -9), 3)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("classic: stopped: %w", err)
	}
	last, ok := l.fit(pr, theta, nil)
	if !ok {
		return nil, fmt.Errorf("classic: empirical Bayes: the prior's covariance cannot be factored at %v", theta)
	}
	return last.posterior(theta)
}

func (a *laplace) posterior(theta []float64) (*Posterior, error) {
	var inv mat.SymDense
	if err := a.h.InverseTo(&inv); err != nil {
		return nil, fmt.Errorf("classic: empirical Bayes: %w", err)
	}
	out := &Posterior{Mean: a.f, Theta: theta, Cov: &inv}
	for i := range a.f {
		out.SD = append(out.SD, math.Sqrt(inv.At(i, i)))
	}
	return out, nil
}

const lowF, highF = -4, 2 // log sigma stays between .018 and 7.4

func bounded(f float64) float64 { return math.Min(math.Max(f, lowF), highF) }

// fit finds the mode by Fisher scoring with step halving, from warm or, where
// that is nil, from the median of the estimates.
func (l likelihood) fit(pr prior, theta, warm []float64) (*laplace, bool) {
	ki, logDet, ok := inverted(pr.kernel(theta))
	if !ok {
		return nil, false
	}
	f, mu := l.start(pr)
	if warm != nil {
		copy(f, warm)
	}
	a := &laplace{f: f}
	o := l.objective(f, mu, ki)
	for range 25 {
		step, ok := l.step(a, mu, ki)
		if !ok {
			return nil, false
		}
		try, next, ok := l.search(a.f, step, mu, ki, o)
		if !ok {
			break
		}
		a.f = try
		done := o-next < 1e-7
		if o = next; done {
			break
		}
	}
	if !a.h.Factorize(l.hessian(a.f, ki)) {
		return nil, false
	}
	a.nll = o + .5*logDet + .5*a.h.LogDet()
	return a, !math.IsNaN(a.nll)
}

// inverted is the inverse of a covariance and the logarithm of its determinant.
func inverted(k *mat.SymDense) (inverse *mat.SymDense, logDet float64, ok bool) {
	for i := range k.SymmetricDim() {
		k.SetSym(i, i, k.At(i, i)+1e-8)
	}
	var ck mat.Cholesky
	if !ck.Factorize(k) {
		return nil, 0, false
	}
	var ki mat.SymDense
	if err := ck.InverseTo(&ki); err != nil {
		if _, cond := err.(mat.Condition); !cond {
			return nil, 0, false
		}
	}
	return &ki, ck.LogDet(), true
}

// start is where the search for the mode begins, and the prior's mean.
func (l likelihood) start(pr prior) (f, mu []float64) {
	n := len(l.hat)
	f, mu = make([]float64, n), make([]float64, n)
	level := math.Log(math.Min(math.Max(median(l.hat), .2), 2))
	for i := range f {
		f[i] = level
		if pr.mean != nil {
			mu[i], f[i] = pr.mean[i], pr.mean[i]
		}
	}
	return f, mu
}

// search halves a step from f until the objective falls below o.
func (l likelihood) search(f, step, mu []float64, ki *mat.SymDense, o float64) (try []float64, next float64, ok bool) {
	try = make([]float64, len(f))
	for size := 1.0; size > 1e-3; size /= 2 {
		for i := range try {
			try[i] = bounded(f[i] + size*step[i])
		}
		if next = l.objective(try, mu, ki); next < o {
			return try, next, true
		}
	}
	return nil, 0, false
}

func (l likelihood) objective(f, mu []float64, ki *mat.SymDense) float64 {
	n := len(f)
	e, d := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	for i := range f {
		e.SetVec(i, l.hat[i]-math.Exp(f[i]))
		d.SetVec(i, f[i]-mu[i])
	}
	return .5*mat.Inner(e, l.prec, e) + .5*mat.Inner(d, ki, d)
}

// hessian is the expected one: K^-1 + E P E with E = diag(exp f).
func (l likelihood) hessian(f []float64, ki *mat.SymDense) *mat.SymDense {
	n := len(f)
	h := mat.NewSymDense(n, nil)
	ef := make([]float64, n)
	for i := range f {
		ef[i] = math.Exp(bounded(f[i]))
	}
	for i := range n {
		for j := i; j < n; j++ {
			h.SetSym(i, j, ki.At(i, j)+ef[i]*l.prec.At(i, j)*ef[j])
		}
	}
	return h
}

func (l likelihood) step(a *laplace, mu []float64, ki *mat.SymDense) ([]float64, bool) {
	n := len(a.f)
	e, d, g, h := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil), mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	for i, f := range a.f {
		e.SetVec(i, l.hat[i]-math.Exp(bounded(f)))
		d.SetVec(i, f-mu[i])
	}
	g.MulVec(l.prec, e)
	h.MulVec(ki, d)
	for i, f := range a.f {
		g.SetVec(i, g.AtVec(i)*math.Exp(bounded(f))-h.AtVec(i))
	}
	if !a.h.Factorize(l.hessian(a.f, ki)) {
		return nil, false
	}
	var s mat.VecDense
	if err := a.h.SolveVecTo(&s, g); err != nil {
		if _, cond := err.(mat.Condition); !cond {
			return nil, false
		}
	}
	return s.RawVector().Data, true
}
