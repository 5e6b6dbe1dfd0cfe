package classic

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is an elasticity with its standard error. OK is false where the
// data do not identify it; the numbers are zero then.
type Estimate struct {
	Sigma, SE float64
	OK        bool
}

func estimate(sigma, se float64) Estimate {
	if math.IsNaN(sigma+se) || math.IsInf(sigma+se, 0) {
		return Estimate{}
	}
	return Estimate{sigma, se, true}
}

// ols is least squares with nest x year and member effects.
func (b *block) ols() Estimate {
	y, p := b.demean(b.y), b.demean(b.p)
	pp := dot(p, p)
	if !(pp > 1e-12) {
		return Estimate{}
	}
	beta := dot(p, y) / pp
	e := make([]float64, len(y))
	for i := range e {
		e[i] = y[i] - beta*p[i]
	}
	return estimate(-beta, math.Sqrt(newey(b.scores(p, e), b.R, 3))/pp)
}

// iv is two-stage least squares and what it says of its instruments.
type iv struct {
	Estimate
	F      float64 // first stage
	Scale  float64 // classical standard error
	Sargan float64 // p-value of the overidentification test, 1 with one instrument
	Rho    float64 // autocorrelation of the residual, corrected for the length

	explained float64 // sum of squares of prices that the instruments explain
}

// tsls is two-stage least squares with nest x year and member effects.
func (b *block) tsls() iv {
	n := len(b.z)
	if n == 0 {
		return iv{Sargan: 1}
	}
	y, p, z := b.demean(b.y), b.demean(b.p), make([][]float64, n)
	for i := range z {
		z[i] = b.demean(b.z[i])
	}
	g, ok := project(z, p)
	if !ok {
		return iv{Sargan: 1}
	}
	fit := combine(g, z)
	d := dot(fit, p)
	if !(math.Abs(d) > 1e-12) {
		return iv{Sargan: 1}
	}
	beta := dot(fit, y) / d
	e, rest := make([]float64, len(y)), make([]float64, len(y))
	for i := range e {
		e[i], rest[i] = y[i]-beta*p[i], p[i]-fit[i]
	}
	cells, pairs, dates := b.counts()
	out := iv{Estimate: estimate(-beta, math.Sqrt(newey(b.scores(fit, e), b.R, 3))/math.Abs(d)), Sargan: 1}
	out.explained = math.Abs(d)
	out.F = dot(fit, fit) / float64(n) / (dot(rest, rest) / math.Max(float64(cells-pairs-dates), 5))
	out.Scale = math.Sqrt(dot(e, e) / math.Max(float64(cells-dates-b.R*b.K), 8) / math.Abs(d))
	if n > 1 {
		if h, ok := project(z, e); ok {
			ez := combine(h, z)
			out.Sargan = distuv.ChiSquared{K: float64(n - 1)}.Survival(float64(cells) * dot(ez, ez) / math.Max(dot(e, e), 1e-300))
		}
	}
	out.Rho = b.rho(e, false)
	if math.IsNaN(out.F + out.Scale + out.Sargan + out.Rho) {
		return iv{Sargan: 1}
	}
	return out
}

// project regresses v on the columns z.
func project(z [][]float64, v []float64) ([]float64, bool) {
	n := len(z)
	a, c := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		for j := range n {
			a.Set(i, j, dot(z[i], z[j]))
		}
		a.Set(i, i, a.At(i, i)+1e-10)
		c.SetVec(i, dot(z[i], v))
	}
	var g mat.VecDense
	if err := g.SolveVec(a, c); err != nil {
		if _, bad := err.(mat.Condition); !bad || math.IsInf(float64(err.(mat.Condition)), 1) {
			return nil, false
		}
	}
	return g.RawVector().Data, true
}

func combine(g []float64, z [][]float64) []float64 {
	out := make([]float64, len(z[0]))
	for q, w := range g {
		for i, v := range z[q] {
			out[i] += w * v
		}
	}
	return out
}

// rho is the first autocorrelation of the residuals, plus 1/T for the bias of
// short series, between 0 and 0.95.
func (b *block) rho(e []float64, balanced bool) float64 {
	num, den := 0.0, 0.0
	for r := range b.R {
		for t := 1; t < b.T; t++ {
			for i := range b.K {
				at, was := b.at(r, t, i), b.at(r, t-1, i)
				if balanced || b.seen[at] && b.seen[was] {
					num += e[at] * e[was]
					den += e[was] * e[was]
				}
			}
		}
	}
	if den < 1e-300 {
		return 0
	}
	return math.Min(math.Max(num/den+1/float64(b.T), 0), .95)
}
