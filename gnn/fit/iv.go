package fit

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// IV is an equation with one endogenous regressor, estimated with instruments.
type IV struct {
	N, K      int     // observations, instruments
	Beta, SE  float64 // two-stage least squares; standard error of Newey and West
	LIML      float64
	OLS       float64
	F         float64 // effective, of Montiel Olea and Pflueger (2013); robust F with one instrument
	J, JP     float64 // over-identification (Sargan) and its probability; 0 and 1 where exactly identified
	Low, High float64 // 90 % interval of Anderson and Rubin (1949), where it is bounded
	Bounded   bool    // false: the instruments leave the value open
	Empty     bool    // no value is in the interval: the instruments contradict one another
}

// Equation is y = beta x + controls + error, in the order of time.
type Equation struct {
	Y, X        []float64
	Controls    [][]float64 // beside a constant
	Instruments [][]float64
}

// reduced is an equation after controls, with orthonormal instruments.
type reduced struct {
	y, x []float64
	z    *mat.Dense
	df   int // n less controls, constant and instruments
}

// reduce partials controls out.
func (e Equation) reduce() (*reduced, error) {
	n := len(e.Y)
	if len(e.Instruments) == 0 {
		return nil, fmt.Errorf("fit: an equation without instruments")
	}
	q, err := orthonormal(design(n, e.Controls...))
	if err != nil {
		return nil, err
	}
	z := mat.NewDense(n, len(e.Instruments), nil)
	for j, c := range e.Instruments {
		z.SetCol(j, residuals(q, c))
	}
	r := &reduced{y: residuals(q, e.Y), x: residuals(q, e.X), df: n - 1 - len(e.Controls) - len(e.Instruments)}
	if r.df < 1 {
		return nil, fmt.Errorf("fit: %d observations for %d coefficients and instruments", n, 1+len(e.Controls)+len(e.Instruments))
	}
	r.z, err = orthonormal(z)
	return r, err
}

// in is the part of v in the space of the instruments, by coordinate.
func (r *reduced) in(v []float64) []float64 {
	var c mat.VecDense
	c.MulVec(r.z.T(), mat.NewVecDense(len(v), v))
	return c.RawVector().Data
}

// Solve estimates the equation.
func (e Equation) Solve() (*IV, error) {
	r, err := e.reduce()
	if err != nil {
		return nil, err
	}
	zx, zy := r.in(r.x), r.in(r.y)
	xx, yy := dot(zx, zx), dot(r.y, r.y)
	if !(xx > 0) || !(yy > 0) {
		return nil, fmt.Errorf("fit: the regressor or what it explains does not vary")
	}
	out := &IV{N: len(r.y), K: len(zx), Beta: dot(zx, zy) / xx, OLS: dot(r.x, r.y) / dot(r.x, r.x), JP: 1}
	u, hat := make([]float64, out.N), fitted(r.z, zx)
	for i := range u {
		u[i] = r.y[i] - out.Beta*r.x[i]
	}
	score := scores(mat.NewDense(out.N, 1, hat), u)
	small := float64(out.N) / float64(r.df+out.K-1)
	out.SE = math.Sqrt(longRun(score, lags(out.N)).At(0, 0)*small) / xx
	out.F = r.effectiveF(zx)
	out.LIML = r.liml()
	if out.K > 1 {
		zu := r.in(u)
		out.J = float64(out.N) * dot(zu, zu) / dot(u, u)
		out.JP = distuv.ChiSquared{K: float64(out.K - 1)}.Survival(out.J)
	}
	out.Low, out.High, out.Bounded, out.Empty = r.andersonRubin(.9)
	return out, nil
}

func fitted(z *mat.Dense, c []float64) []float64 {
	var v mat.VecDense
	v.MulVec(z, mat.NewVecDense(len(c), c))
	return v.RawVector().Data
}

// effectiveF is x'Px over the trace of the robust variance of the first stage's
// coefficients, in orthonormal instruments.
func (r *reduced) effectiveF(zx []float64) float64 {
	hat, n := fitted(r.z, zx), len(r.x)
	v := make([]float64, n)
	for i := range v {
		v[i] = r.x[i] - hat[i]
	}
	w := longRun(scores(r.z, v), lags(n))
	tr := mat.Trace(w) * float64(n) / float64(r.df)
	if !(tr > 1e-300) {
		return 1e6 // an instrument that explains everything
	}
	return math.Min(dot(zx, zx)/tr, 1e6)
}

// quadratic holds v'Pv, v'Mv for v = y - b x as polynomials of b.
func (r *reduced) quadratic() (p, m [3]float64) {
	zx, zy := r.in(r.x), r.in(r.y)
	p = [3]float64{dot(zy, zy), dot(zx, zy), dot(zx, zx)}
	m = [3]float64{dot(r.y, r.y) - p[0], dot(r.x, r.y) - p[1], dot(r.x, r.x) - p[2]}
	return p, m
}

// andersonRubin inverts the test at a level: b is in where
//
//	((y-bx)'P(y-bx)/k) / ((y-bx)'M(y-bx)/df) <= F(level; k, df)
func (r *reduced) andersonRubin(level float64) (low, high float64, bounded, empty bool) {
	_, k := r.z.Dims()
	c := float64(k) / float64(r.df) * distuv.F{D1: float64(k), D2: float64(r.df)}.Quantile(level)
	p, m := r.quadratic()
	a2, a1, a0 := p[2]-c*m[2], p[1]-c*m[1], p[0]-c*m[0] // a2 b² - 2 a1 b + a0 <= 0
	d := a1*a1 - a2*a0
	switch {
	case a2 > 0 && d < 0:
		return 0, 0, true, true
	case a2 > 0:
		s := math.Sqrt(d)
		return (a1 - s) / a2, (a1 + s) / a2, true, false
	}
	return 0, 0, false, false // unbounded: an interval with or without a hole
}

// liml is the value of least variance ratio.
func (r *reduced) liml() float64 {
	p, m := r.quadratic()
	// smallest root k of det(T - k M) = 0, T = P + M
	t := [3]float64{p[0] + m[0], p[1] + m[1], p[2] + m[2]}
	q2, q1, q0 := m[0]*m[2]-m[1]*m[1], t[0]*m[2]+t[2]*m[0]-2*t[1]*m[1], t[0]*t[2]-t[1]*t[1]
	k := 1.
	if q2 > 1e-300 {
		k = (q1 - math.Sqrt(math.Max(q1*q1-4*q2*q0, 0))) / (2 * q2)
	}
	den := t[2] - k*m[2]
	if !(math.Abs(den) > 1e-300) {
		return p[1] / p[2]
	}
	return (t[1] - k*m[1]) / den
}

// forms are inner products of vectors, in all and in the space of the
// instruments: Anderson and Rubin's statistic of any combination of them.
type forms struct {
	in, all [][]float64
	df      float64
}

func (r *reduced) forms(vectors ...[]float64) forms {
	f := forms{df: float64(r.df)}
	for _, a := range vectors {
		var in, all []float64
		za := r.in(a)
		for _, b := range vectors {
			in, all = append(in, dot(za, r.in(b))), append(all, dot(a, b))
		}
		f.in, f.all = append(f.in, in), append(f.all, all)
	}
	return f
}

// statistic is Anderson and Rubin's times the number of instruments, of the sum
// of the vectors with these coefficients: about chi-squared where the sum is
// the error.
func (f forms) statistic(c ...float64) float64 {
	in, all := 0., 0.
	for i := range c {
		for j := range c {
			in, all = in+c[i]*c[j]*f.in[i][j], all+c[i]*c[j]*f.all[i][j]
		}
	}
	return in / (all - in) * f.df
}
