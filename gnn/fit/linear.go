package fit

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// design is a matrix of regressors, a constant first.
func design(n int, columns ...[]float64) *mat.Dense {
	x := mat.NewDense(n, len(columns)+1, nil)
	for i := range n {
		x.Set(i, 0, 1)
		for j, c := range columns {
			x.Set(i, j+1, c[i])
		}
	}
	return x
}

// orthonormal is a basis of the columns of x, least-squares residuals against
// it are cheap and stable. Columns that others span are an error.
func orthonormal(x *mat.Dense) (*mat.Dense, error) {
	n, k := x.Dims()
	if n <= k {
		return nil, fmt.Errorf("fit: %d observations for %d coefficients", n, k)
	}
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThin) {
		return nil, fmt.Errorf("fit: the regressors cannot be decomposed")
	}
	if s := svd.Values(nil); !(s[k-1] > 1e-10*s[0]) {
		return nil, fmt.Errorf("fit: a regressor is a combination of the others")
	}
	var u mat.Dense
	svd.UTo(&u)
	return &u, nil
}

// residuals of y against an orthonormal basis; nil basis: y itself.
func residuals(q *mat.Dense, y []float64) []float64 {
	if q == nil {
		return append([]float64(nil), y...)
	}
	var c, fit mat.VecDense
	v := mat.NewVecDense(len(y), y)
	c.MulVec(q.T(), v)
	fit.MulVec(q, &c)
	fit.SubVec(v, &fit)
	return fit.RawVector().Data
}

func dot(a, b []float64) float64 {
	return mat.Dot(mat.NewVecDense(len(a), a), mat.NewVecDense(len(b), b))
}

// Regression is least squares with standard errors of Newey and West.
type Regression struct {
	N, Lags  int
	Beta, SE []float64 // the constant first
	R2       float64
	Residual []float64
}

// OLS regresses y on a constant and the columns. Lags of the Bartlett kernel
// follow 4 (n/100)^(2/9); the factor n/(n-k) is for small samples.
func OLS(y []float64, columns ...[]float64) (*Regression, error) {
	n, k := len(y), len(columns)+1
	x := design(n, columns...)
	if _, err := orthonormal(x); err != nil {
		return nil, err
	}
	var b mat.VecDense
	if err := b.SolveVec(x, mat.NewVecDense(n, y)); err != nil {
		return nil, fmt.Errorf("fit: least squares: %w", err)
	}
	var hat mat.VecDense
	hat.MulVec(x, &b)
	r := &Regression{N: n, Lags: lags(n), Beta: b.RawVector().Data}
	mean, all, left := 0., 0., 0.
	for _, v := range y {
		mean += v / float64(n)
	}
	for i, v := range y {
		r.Residual = append(r.Residual, v-hat.AtVec(i))
		left += r.Residual[i] * r.Residual[i]
		all += (v - mean) * (v - mean)
	}
	if all > 0 {
		r.R2 = 1 - left/all
	}
	var xx, inv mat.Dense
	xx.Mul(x.T(), x)
	if err := inv.Inverse(&xx); err != nil {
		return nil, fmt.Errorf("fit: least squares: %w", err)
	}
	s := longRun(scores(x, r.Residual), r.Lags)
	var v mat.Dense
	v.Product(&inv, s, &inv)
	for j := range k {
		r.SE = append(r.SE, math.Sqrt(math.Max(0, v.At(j, j))*float64(n)/float64(n-k)))
	}
	return r, nil
}

func lags(n int) int { return int(4 * math.Pow(float64(n)/100, 2./9)) }

// scores are rows x[i] u[i].
func scores(x *mat.Dense, u []float64) *mat.Dense {
	var s mat.Dense
	s.CloneFrom(x)
	for i, v := range u {
		row := s.RawRowView(i)
		for j := range row {
			row[j] *= v
		}
	}
	return &s
}

// longRun is the sum of autocovariances of rows with Bartlett weights, not
// divided by n.
func longRun(s *mat.Dense, lags int) *mat.Dense {
	n, k := s.Dims()
	out := mat.NewDense(k, k, nil)
	out.Mul(s.T(), s)
	for l := 1; l <= min(lags, n-1); l++ {
		var g mat.Dense
		g.Mul(s.Slice(l, n, 0, k).T(), s.Slice(0, n-l, 0, k))
		w := 1 - float64(l)/float64(lags+1)
		for i := range k {
			for j := range k {
				out.Set(i, j, out.At(i, j)+w*(g.At(i, j)+g.At(j, i)))
			}
		}
	}
	return out
}
