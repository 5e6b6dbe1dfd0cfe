package classic

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// linearRounds is how often quickBayes turns the likelihood into a normal one
// in log sigma; the parameters settle after two.
const linearRounds = 2

// quickBayes is empiricalBayes with theta chosen under a likelihood that is
// normal in log sigma, taken at the mode of the round before: one factoring for
// each theta instead of a search for the mode. The answer at the final theta is
// the full Laplace approximation.
func quickBayes(ctx context.Context, l likelihood, pr prior) (*Posterior, error) {
	theta := pr.start
	at, ok := l.fit(pr, theta, nil)
	if !ok {
		return nil, errNotPositive
	}
	for range linearRounds {
		z, c, ok := l.linear(at.f)
		if !ok {
			return nil, errNotPositive
		}
		theta = nelderMead(func(th []float64) float64 {
			if ctx.Err() != nil {
				return math.Inf(1)
			}
			return gaussian(pr, th, z, c)
		}, theta)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("classic: stopped: %w", err)
		}
		for i := range theta {
			theta[i] = math.Min(math.Max(theta[i], -9), 3)
		}
		if at, ok = l.fit(pr, theta, at.f); !ok {
			return nil, errNotPositive
		}
	}
	return at.posterior(theta)
}

// linear returns z ~ N(f, c), the likelihood near f.
func (l likelihood) linear(f []float64) (z *mat.VecDense, c *mat.SymDense, ok bool) {
	n := len(f)
	z, w := mat.NewVecDense(n, nil), mat.NewSymDense(n, nil)
	for i := range n {
		ef := math.Exp(f[i])
		z.SetVec(i, f[i]+(l.hat[i]-ef)/ef)
		for j := i; j < n; j++ {
			w.SetSym(i, j, ef*l.prec.At(i, j)*math.Exp(f[j]))
		}
	}
	var ch mat.Cholesky
	if !ch.Factorize(w) {
		return nil, nil, false
	}
	c = mat.NewSymDense(n, nil)
	if err := ch.InverseTo(c); err != nil {
		if _, cond := err.(mat.Condition); !cond {
			return nil, nil, false
		}
	}
	return z, c, true
}

// gaussian is the negative log marginal likelihood of theta, with its prior.
func gaussian(pr prior, theta []float64, z *mat.VecDense, c *mat.SymDense) float64 {
	k := pr.kernel(theta)
	k.AddSym(k, c)
	var ch mat.Cholesky
	if !ch.Factorize(k) {
		return math.Inf(1)
	}
	var x mat.VecDense
	if err := ch.SolveVecTo(&x, z); err != nil {
		if _, cond := err.(mat.Condition); !cond {
			return math.Inf(1)
		}
	}
	v := .5*mat.Dot(z, &x) + .5*ch.LogDet()
	for i := range theta {
		v += (theta[i] - pr.start[i]) * (theta[i] - pr.start[i]) / 8
	}
	return v
}
