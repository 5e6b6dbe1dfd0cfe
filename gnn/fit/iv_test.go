package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %v, want %v within %v", what, got, want, tol)
	}
}

func normals(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

// market draws prices and quantities: supply q = e p + s, demand q = -d p + z g + u.
func market(r *rand.Rand, n int, e, d, strength float64) (q, p, z []float64) {
	s, u := normals(r, n), normals(r, n)
	z = normals(r, n)
	q, p = make([]float64, n), make([]float64, n)
	for i := range q {
		p[i] = (strength*z[i] + u[i] - s[i]) / (e + d)
		q[i] = e*p[i] + s[i]
	}
	return q, p, z
}

// One instrument gives the ratio of two covariances, and the same by limited
// information maximum likelihood; the regressor as its own instrument gives
// least squares.
func TestOneInstrumentIsWald(t *testing.T) {
	q, p, z := market(rand.New(rand.NewPCG(1, 1)), 40, .5, 1, 1)
	iv, err := Equation{Y: q, X: p, Instruments: [][]float64{z}}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	cov := func(a, b []float64) float64 {
		ma, mb, s := 0., 0., 0.
		for i := range a {
			ma, mb = ma+a[i]/float64(len(a)), mb+b[i]/float64(len(b))
		}
		for i := range a {
			s += (a[i] - ma) * (b[i] - mb)
		}
		return s
	}
	// Rounding of sums of 40; LIML takes the root of a polynomial, which keeps fewer digits.
	near(t, "two-stage least squares", iv.Beta, cov(z, q)/cov(z, p), 1e-12)
	near(t, "LIML", iv.LIML, iv.Beta, 1e-9)
	near(t, "J", iv.J, 0, 1e-12)
	own, err := Equation{Y: q, X: p, Instruments: [][]float64{p}}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "least squares", own.Beta, cov(p, q)/cov(p, p), 1e-12)
	near(t, "least squares", own.OLS, own.Beta, 1e-12)
}

// The interval holds a value exactly where the test at that value accepts it.
func TestAndersonRubinInvertsItsTest(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	q, p, z := market(r, 30, .5, 1, 1)
	z2 := normals(r, 30)
	e := Equation{Y: q, X: p, Controls: [][]float64{normals(r, 30)}, Instruments: [][]float64{z, z2}}
	iv, err := e.Solve()
	if err != nil || !iv.Bounded {
		t.Fatal(iv, err)
	}
	for _, b := range []float64{iv.Low, iv.High} {
		y := make([]float64, len(q))
		for i := range y {
			y[i] = q[i] - b*p[i]
		}
		u, err := (Equation{Y: y, X: p, Controls: e.Controls, Instruments: e.Instruments}).reduce()
		if err != nil {
			t.Fatal(err)
		}
		zu := u.in(u.y)
		stat := dot(zu, zu) / 2 / ((dot(u.y, u.y) - dot(zu, zu)) / float64(u.df))
		// Ends are roots of a quadratic, in closed form: rounding through the F distribution.
		near(t, "probability at the end of the interval", fSurvival(stat, 2, u.df), .1, 1e-9)
	}
}

// Least squares is biased to zero and below where prices answer to supply;
// instruments find the truth; with a weak instrument the normal interval of
// two-stage least squares is wrong and that of Anderson and Rubin is not.
func TestRecoversSupplyAndCovers(t *testing.T) {
	const truth, runs = .5, 400
	for _, c := range []struct{ strength, least float64 }{{1.5, .85}, {.15, .86}} {
		covered, normal, median := 0, 0, []float64{}
		ols := 0.
		for k := range runs {
			q, p, z := market(rand.New(rand.NewPCG(3, uint64(k))), 30, truth, 1, c.strength)
			iv, err := Equation{Y: q, X: p, Instruments: [][]float64{z}}.Solve()
			if err != nil {
				t.Fatal(err)
			}
			median, ols = append(median, iv.Beta), ols+iv.OLS/runs
			if inside(t, q, p, z, truth) {
				covered++
			}
			if math.Abs(iv.Beta-truth) < 1.645*iv.SE {
				normal++
			}
		}
		t.Logf("strength %v: 90 %% intervals hold the truth in %d by Anderson and Rubin, %d by two-stage least squares, of %d", c.strength, covered, normal, runs)
		if share := float64(covered) / runs; share < c.least || share > .94 {
			t.Errorf("strength %v: the 90 %% interval holds the truth in %v", c.strength, share)
		}
		if normal > covered-20 {
			t.Errorf("strength %v: %d by two-stage least squares, %d by Anderson and Rubin: small samples do no harm here", c.strength, normal, covered)
		}
		if c.strength > 1 {
			// The standard error of the median of 400 is 0.014.
			near(t, "median of estimates", middle(median), truth, .05)
			if ols > truth-.1 {
				t.Errorf("least squares %v is not biased: the simulation has no simultaneity", ols)
			}
		}
	}
}

// inside says whether the test accepts b; the set may be a ray or have a hole.
func inside(t *testing.T, q, p, z []float64, b float64) bool {
	t.Helper()
	r, err := (Equation{Y: q, X: p, Instruments: [][]float64{z}}).reduce()
	if err != nil {
		t.Fatal(err)
	}
	u := make([]float64, len(q))
	for i := range u {
		u[i] = r.y[i] - b*r.x[i]
	}
	zu := r.in(u)
	return fSurvival(dot(zu, zu)/((dot(u, u)-dot(zu, zu))/float64(r.df)), 1, r.df) > .1
}

func middle(v []float64) float64 {
	w := append([]float64(nil), v...)
	for i := range w { // few values: insertion sort
		for j := i; j > 0 && w[j] < w[j-1]; j-- {
			w[j], w[j-1] = w[j-1], w[j]
		}
	}
	return w[len(w)/2]
}

// Estimates do not change with the basis of the instruments, nor with a control
// added to what is explained.
func TestEquationInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		n := rapid.IntRange(12, 60).Draw(t, "n")
		q, p, z := market(r, n, .4, 1, 1)
		c, z2, a := normals(r, n), normals(r, n), rapid.Float64Range(-3, 3).Draw(t, "a")
		one, err := Equation{Y: q, X: p, Controls: [][]float64{c}, Instruments: [][]float64{z, z2}}.Solve()
		if err != nil {
			t.Fatal(err)
		}
		y, w := make([]float64, n), make([]float64, n)
		for i := range y {
			y[i], w[i] = q[i]+a*c[i]+1, z[i]+(1+a*a)*z2[i]
		}
		two, err := Equation{Y: y, X: p, Controls: [][]float64{c}, Instruments: [][]float64{z, w}}.Solve()
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range [][2]float64{{one.Beta, two.Beta}, {one.SE, two.SE}, {one.F, two.F}, {one.J, two.J}, {one.LIML, two.LIML}} {
			if math.Abs(v[0]-v[1]) > 1e-10*(1+math.Abs(v[0])) { // rounding, times what short panels cost
				t.Fatalf("%+v and %+v", one, two)
			}
		}
	})
}

func TestEquationRefuses(t *testing.T) {
	v := []float64{1, 2, 3, 4}
	for _, e := range []Equation{
		{Y: v, X: v},
		{Y: v, X: v, Instruments: [][]float64{{1, 1, 1, 1}}},
		{Y: v, X: v, Controls: [][]float64{{1, 0, 1, 0}, {2, 0, 2, 0}}, Instruments: [][]float64{{1, 0, 0, 0}}},
		{Y: v[:2], X: v[:2], Instruments: [][]float64{v[:2]}},
	} {
		if iv, err := e.Solve(); err == nil {
			t.Errorf("%+v gives %+v", e, iv)
		}
	}
}

// Least squares beside formulas written out.
func TestOLSBesideLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	x, y := normals(r, 30), normals(r, 30)
	for i := range y {
		y[i] += 2 + 3*x[i]
	}
	o, err := OLS(y, x)
	if err != nil {
		t.Fatal(err)
	}
	mx, sxx, sxy := 0., 0., 0.
	for i := range x {
		mx += x[i] / 30
	}
	for i := range x {
		sxx, sxy = sxx+(x[i]-mx)*(x[i]-mx), sxy+(x[i]-mx)*y[i]
	}
	// Rounding of sums of 30 values.
	near(t, "slope", o.Beta[1], sxy/sxx, 1e-12)
	v := 0.
	for i := range x { // Newey and West for a slope: scores (x - mean) u
		for j := range x {
			if l := math.Abs(float64(i - j)); l <= float64(o.Lags) {
				v += (1 - l/float64(o.Lags+1)) * (x[i] - mx) * o.Residual[i] * (x[j] - mx) * o.Residual[j]
			}
		}
	}
	near(t, "standard error", o.SE[1], math.Sqrt(v*30/28)/sxx, 1e-12)
}
