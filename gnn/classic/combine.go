package classic

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// CommonSettings tune the pooled common-shock estimator.
type CommonSettings struct {
	Ratio float64 // variance of the shared shock over the own one; 0 means 2
	Level float64 // standard deviation of a bias that all nests share; 0 means 0.5
	Own   float64 // standard deviation of a bias of one nest, as a share of sigma; 0 means 0.03
}

func (c *CommonSettings) fill() CommonSettings {
	out := CommonSettings{2, .5, .03}
	if c == nil {
		return out
	}
	for _, f := range []struct{ from, to *float64 }{{&c.Ratio, &out.Ratio}, {&c.Level, &out.Level}, {&c.Own, &out.Own}} {
		if *f.from != 0 {
			*f.to = *f.from
		}
	}
	return out
}

// PooledCommon joins the common-shock estimate, of which only differences
// between nests are trusted, with the instruments' estimate of each nest, and
// pools by a Gaussian process on own and neighbour features. joined is the
// estimate before pooling.
func (f *Fit) PooledCommon(ctx context.Context, set *CommonSettings) (joined Estimates, post *Posterior, err error) {
	c, n := set.fill(), len(f.Moments)
	level := make([]float64, 0, n) // estimates that weigh the instruments'
	prec, info := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	for q := range f.Segments {
		s, err := f.Common(ctx, q, c.Ratio)
		if err != nil {
			return joined, nil, err
		}
		level = append(level, s.Sigma...)
		if err := s.inform(c, q*f.Nests, prec, info); err != nil {
			return joined, nil, err
		}
	}
	iv := f.instruments(level)
	for i := range n {
		w := iv.prec.At(i, i)
		prec.SetSym(i, i, prec.At(i, i)+w+1e-6)
		info.SetVec(i, info.AtVec(i)+w*iv.hat[i]+1e-6)
	}
	if joined, err = solveJoint(prec, info); err != nil {
		return joined, nil, err
	}
	_, all := f.Features()
	post, err = quickBayes(ctx, likelihood{joined.Sigma, prec}, f.gp(kernelSpec{features: all, smooth: true}))
	return joined, post, err
}

// inform adds the precision of s, and its product with the estimates, to the
// rows of a regime. The covariance takes in a bias that all nests share and one
// of each.
func (s *System) inform(c CommonSettings, first int, prec *mat.SymDense, info *mat.VecDense) error {
	u := len(s.Sigma)
	cov := mat.NewSymDense(u, nil)
	for i := range u {
		for j := i; j < u; j++ {
			v := s.Cov.At(i, j) + c.Level*c.Level
			if i == j {
				v += c.Own*c.Own*math.Max(s.Sigma[i]*s.Sigma[i], .04) + 1e-6
			}
			cov.SetSym(i, j, v)
		}
	}
	var ch mat.Cholesky
	if !ch.Factorize(cov) {
		return nil // no information from this regime beyond the instruments
	}
	var p mat.SymDense
	if err := tolerate(ch.InverseTo(&p)); err != nil {
		return err
	}
	for i := range u {
		for j := i; j < u; j++ {
			prec.SetSym(first+i, first+j, p.At(i, j))
		}
		for j := range u {
			info.SetVec(first+i, info.AtVec(first+i)+p.At(i, j)*s.Sigma[j])
		}
	}
	return nil
}

// tolerate passes over a warning of an ill-conditioned matrix.
func tolerate(err error) error {
	if _, cond := err.(mat.Condition); cond {
		return nil
	}
	return err
}

// solveJoint turns precision and information into estimates.
func solveJoint(prec *mat.SymDense, info *mat.VecDense) (Estimates, error) {
	out := Estimates{Name: "common shocks + instruments"}
	var ch mat.Cholesky
	if !ch.Factorize(prec) {
		return out, errNotPositive
	}
	var hat mat.VecDense
	var cov mat.SymDense
	if err := tolerate(ch.SolveVecTo(&hat, info)); err != nil {
		return out, err
	}
	if err := tolerate(ch.InverseTo(&cov)); err != nil {
		return out, err
	}
	for i := range info.Len() {
		out.Sigma = append(out.Sigma, hat.AtVec(i))
		out.SE = append(out.SE, math.Sqrt(cov.At(i, i)))
	}
	return out, nil
}

// instruments is the likelihood of each nest by its instruments alone: 3SLS
// where there are no gaps and instruments are strong, the estimate by a common
// first stage elsewhere. Standard errors take the residual at the estimates of
// Common: at its own estimate it is smallest near least squares, and weights
// would pull the level there.
func (f *Fit) instruments(at []float64) likelihood {
	const strong = 20
	var strengths []float64
	for _, m := range f.Moments {
		strengths = append(strengths, m.F)
	}
	three := f.Panel.Balanced() && median(strengths) >= strong
	hat, se, robust := make([]float64, len(f.Moments)), make([]float64, len(f.Moments)), []float64{}
	for i, m := range f.Moments {
		e, scale := m.PooledFirst, m.strength
		if three {
			e, scale = m.QD3SLS, math.Sqrt(m.explained)
		}
		hat[i], se[i] = 1, math.Inf(1)
		if e.OK && scale > 0 {
			hat[i], se[i] = e.Sigma, math.Sqrt(m.squares.variance(math.Min(math.Max(at[i], .05), 5)))/scale
			robust = append(robust, math.Log(math.Max(e.SE, 1e-3)/se[i]))
		}
	}
	factor := 1.0
	if len(robust) > 0 {
		factor = math.Exp(median(robust))
	}
	for i := range se {
		se[i] = math.Max(se[i]*factor, .03)
	}
	return diagonal(hat, se)
}

// Level compares the level of a regime by instruments with that of a common-
// shock estimate of every regime: the mean difference, by precision, and its
// standard error. ok is false without instruments.
func (f *Fit) Level(regime int, common []*System) (difference, se float64, ok bool) {
	var at []float64
	for _, s := range common {
		at = append(at, s.Sigma...)
	}
	l := f.instruments(at)
	sum, weight := 0.0, 0.0
	for u := range f.Nests {
		i := regime*f.Nests + u
		w := l.prec.At(i, i)
		sum, weight = sum+w*(l.hat[i]-at[i]), weight+w
	}
	if !(weight > 0) {
		return 0, 0, false
	}
	return sum / weight, 1 / math.Sqrt(weight), true
}
