package sparse

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// dense is the matrix for gonum.
func (m *Matrix) dense() *mat.Dense {
	d := mat.NewDense(m.N, m.N, nil)
	for j := range m.N {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			d.Set(m.Row[k], j, m.Val[k])
		}
	}
	return d
}

// transpose is the matrix of the transposed pattern.
func (m *Matrix) transpose() *Matrix {
	t := &triplets{n: m.N}
	for j := range m.N {
		for k := m.Ptr[j]; k < m.Ptr[j+1]; k++ {
			t.add(j, m.Row[k], m.Val[k])
		}
	}
	out, err := FromTriplets(t.n, t.rows, t.cols, t.vals)
	if err != nil {
		panic(err)
	}
	return out
}

func factored(t interface{ Fatal(...any) }, m *Matrix, opts *Options) *LU {
	f, err := Factor(m, nil, opts)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func someVector(n int) []float64 {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

// misses solves both ways and tells the worse backward error, in the scaled
// matrix: the largest number of b - A·x beside the norms of A·x and b.
func misses(t interface{ Fatal(...any) }, f *LU, m *Matrix) float64 {
	b, x := someVector(m.N), make([]float64, m.N)
	if err := f.Solve(x, b); err != nil {
		t.Fatal(err)
	}
	scaled := &Matrix{m.N, m.Ptr, m.Row, f.a}
	forward := normwise(scaled, times2(x, f.scale.col, -1), times2(b, f.scale.row, 1))
	if err := f.SolveT(x, b); err != nil {
		t.Fatal(err)
	}
	back := normwise(scaled.transpose(), times2(x, f.scale.row, -1), times2(b, f.scale.col, 1))
	return max(forward, back)
}

func times2(v []float64, exps []int, sign int) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = math.Ldexp(v[i], sign*exps[i])
	}
	return out
}

func normwise(m *Matrix, x, b []float64) float64 {
	r, _ := m.residual(x, b)
	return largest(r) / (rowNorm(m)*largest(x) + largest(b))
}

func largest(v []float64) float64 {
	big := 0.0
	for _, x := range v {
		big = max(big, math.Abs(x))
	}
	return big
}

// rowNorm is the largest sum of magnitudes in a row.
func rowNorm(m *Matrix) float64 {
	abs := &Matrix{m.N, m.Ptr, m.Row, slices.Clone(m.Val)}
	for k, v := range abs.Val {
		abs.Val[k] = math.Abs(v)
	}
	sums := make([]float64, m.N)
	abs.mul(sums, slices.Repeat([]float64{1}, m.N))
	return largest(sums)
}

// LU with threshold 0.1 has a normwise backward error of some roundings, 1e-16,
// times the growth of the numbers, which stays below a few hundred here.
const backwardTol = 1e-12

func TestSolvesEveryKindOfMatrix(t *testing.T) {
	cases := map[string]*triplets{
		"scattered": scattered(300, 6, 1), "sparse": scattered(800, 2, 2), "banded": banded(700, 4, 3).shuffled(3),
		"tridiagonal": banded(3000, 1, 4), "arrow": arrow(2000, 5).shuffled(5), "economy": economy(6, 12, 6),
		"economy shuffled": economy(6, 12, 7).shuffled(7), "one": scattered(1, 0, 8), "two": scattered(2, 1, 9),
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := c.matrix(t)
			f := factored(t, m, nil)
			if miss := misses(t, f, m); miss > backwardTol {
				t.Errorf("backward error %g", miss)
			}
			b, x := someVector(m.N), make([]float64, m.N)
			refined, err := f.SolveRefined(m, x, b)
			// one step of refinement brings the error to a few roundings
			if err != nil || refined > 1e-14 {
				t.Errorf("refined: backward error %g, %v", refined, err)
			}
		})
	}
}

func TestOrderZero(t *testing.T) {
	f := factored(t, (&triplets{}).matrix(t), nil)
	if err := f.Solve(nil, nil); err != nil {
		t.Error(err)
	}
	if c, err := f.CondEst(); c != 1 || err != nil {
		t.Errorf("condition %v, %v", c, err)
	}
}

// drawMatrix has any pattern and values over eight orders of magnitude.
func drawMatrix(t *rapid.T, most int) *Matrix {
	n := rapid.IntRange(1, most).Draw(t, "n")
	k := rapid.IntRange(0, 6*n).Draw(t, "entries")
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	s := &triplets{n: n}
	if rapid.Bool().Draw(t, "diagonal") {
		for j := range n {
			s.add(j, j, r.NormFloat64())
		}
	}
	for range k {
		s.add(r.IntN(n), r.IntN(n), r.NormFloat64()*math.Pow(10, float64(r.IntN(9)-4)))
	}
	m, err := FromTriplets(n, s.rows, s.cols, s.vals)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAgreesWithDenseLU(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t, 40)
		opts := &Options{Dense: rapid.SampledFrom([]float64{0.2, 0.5, 1}).Draw(t, "dense")}
		var dense mat.LU
		dense.Factorize(m.dense())
		f, err := Factor(m, nil, opts)
		if err != nil {
			var s *Singular
			// sums of 40 products over 16 orders of magnitude can cancel to a
			// condition of 1e6 and more in a matrix that scaling would cure
			if !errors.As(err, &s) || dense.Cond() < 1e6 {
				t.Fatalf("condition %g: %v", dense.Cond(), err)
			}
			return
		}
		b, x := someVector(m.N), make([]float64, m.N)
		if miss := misses(t, f, m); miss > backwardTol {
			t.Fatalf("backward error %g", miss)
		}
		if err := f.Solve(x, b); err != nil || dense.Cond() > 1e8 {
			return
		}
		want := mat.NewVecDense(m.N, nil)
		if err := dense.SolveVecTo(want, false, mat.NewVecDense(m.N, slices.Clone(b))); err != nil {
			return
		}
		diff := mat.NewVecDense(m.N, nil)
		diff.SubVec(want, mat.NewVecDense(m.N, x))
		// both lose the condition times some roundings
		if tol := 1e-13 * dense.Cond() * mat.Norm(want, 2); mat.Norm(diff, 2) > tol {
			t.Fatalf("differs by %g, allowed %g", mat.Norm(diff, 2), tol)
		}
	})
}

func TestUnitsDoNotMatter(t *testing.T) {
	base := economy(4, 10, 1)
	r := rand.New(rand.NewPCG(1, 1))
	row, col := make([]int, base.n), make([]int, base.n)
	for i := range row {
		row[i], col[i] = r.IntN(81)-40, r.IntN(81)-40
	}
	scaled := &triplets{n: base.n}
	for k, v := range base.vals {
		scaled.add(base.rows[k], base.cols[k], math.Ldexp(v, row[base.rows[k]]+col[base.cols[k]]))
	}
	m := scaled.matrix(t)
	f := factored(t, m, nil)
	want, x := someVector(base.n), make([]float64, base.n)
	b := make([]float64, base.n)
	if err := base.matrix(t).MulVec(b, want); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] = math.Ldexp(b[i], row[i])
	}
	if err := f.Solve(x, b); err != nil {
		t.Fatal(err)
	}
	for j := range x {
		// the condition of the scaled matrix, below 1e4, times some roundings
		if got := math.Ldexp(x[j], col[j]); math.Abs(got-want[j]) > 1e-10 {
			t.Fatalf("unknown %d: %g, want %g", j, got, want[j])
		}
	}
}

// orthogonal is a random rotation.
func orthogonal(n int, seed uint64) *mat.Dense {
	r := rand.New(rand.NewPCG(seed, 6))
	a := mat.NewDense(n, n, nil)
	a.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, a)
	var qr mat.QR
	qr.Factorize(a)
	var q mat.Dense
	qr.QTo(&q)
	return &q
}

func fromDense(t *testing.T, d *mat.Dense) *Matrix {
	n, _ := d.Dims()
	s := &triplets{n: n}
	for i := range n {
		for j := range n {
			s.add(i, j, d.At(i, j))
		}
	}
	return s.matrix(t)
}

func TestConditionOf1e12(t *testing.T) {
	const n = 60
	spectrum := mat.NewDiagDense(n, nil)
	for i := range n {
		spectrum.SetDiag(i, math.Pow(10, -12*float64(i)/(n-1)))
	}
	var a mat.Dense
	a.Product(orthogonal(n, 1), spectrum, orthogonal(n, 2))
	m := fromDense(t, &a)
	f := factored(t, m, nil)
	if miss := misses(t, f, m); miss > backwardTol {
		t.Errorf("backward error %g", miss)
	}
	// norms differ by up to n, the estimate by 3, and scaling by little
	if c, err := f.CondEst(); err != nil || c < 1e11 || c > 1e15 {
		t.Errorf("condition %g, %v; want about 1e12", c, err)
	}
	if r := f.MinPivotRatio(); r > 1e-9 || r <= 0 {
		t.Errorf("pivot ratio %g", r)
	}
}

func TestHilbert(t *testing.T) {
	const n = 8
	s := &triplets{n: n}
	for i := range n {
		for j := range n {
			s.add(i, j, 1/float64(i+j+1))
		}
	}
	m := s.matrix(t)
	f := factored(t, m, nil)
	ones, b := slices.Repeat([]float64{1}, n), make([]float64, n)
	if err := m.MulVec(b, ones); err != nil {
		t.Fatal(err)
	}
	if err := f.Solve(b, b); err != nil {
		t.Fatal(err)
	}
	for i, v := range b {
		// condition 1.5e10 times a rounding of 1e-16, and room
		if math.Abs(v-1) > 1e-5 {
			t.Errorf("x[%d] = %v, want 1", i, v)
		}
	}
}

func TestCondEstIsNearTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t, 20)
		f, err := Factor(m, nil, nil)
		if err != nil {
			t.SkipNow()
		}
		est, err := f.CondEst()
		if err != nil {
			t.Fatal(err)
		}
		scaled := &Matrix{m.N, m.Ptr, m.Row, f.a}
		var inverse mat.Dense
		if inverse.Inverse(scaled.dense()) != nil {
			t.SkipNow()
		}
		truth := mat.Norm(scaled.dense(), 1) * mat.Norm(&inverse, 1)
		// never above but for rounding; a tenth is far below what Higham saw
		if truth < 1e10 && (est > truth*(1+1e-4) || est < truth/10) {
			t.Fatalf("estimate %g, truth %g", est, truth)
		}
	})
}

func TestSameBitsForAnyNumberOfProcessors(t *testing.T) {
	m := scattered(700, 8, 1).matrix(t)
	b := someVector(m.N)
	run := func(procs int) []float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		x := make([]float64, m.N)
		if err := factored(t, m, nil).Solve(x, b); err != nil {
			t.Fatal(err)
		}
		return x
	}
	if one, four := run(1), run(4); !slices.Equal(one, four) {
		t.Error("one and four processors differ")
	}
}

func TestSolvesAtOnce(t *testing.T) {
	m := economy(3, 10, 1).matrix(t)
	f := factored(t, m, nil)
	b, want := someVector(m.N), make([]float64, m.N)
	if err := f.Solve(want, b); err != nil {
		t.Fatal(err)
	}
	same := make(chan bool)
	for range 4 {
		go func() {
			x := make([]float64, m.N)
			err := f.Solve(x, b)
			same <- err == nil && slices.Equal(x, want)
		}()
	}
	for range 4 {
		if !<-same {
			t.Error("a concurrent solve differs")
		}
	}
}

func TestRefusesBadVectors(t *testing.T) {
	m := scattered(3, 1, 1).matrix(t)
	f := factored(t, m, nil)
	three := make([]float64, 3)
	for name, err := range map[string]error{
		"short b":       f.Solve(three, three[:2]),
		"short x":       f.SolveT(three[:2], three),
		"NaN":           f.Solve(three, []float64{1, math.NaN(), 0}),
		"Inf":           f.SolveT(three, []float64{1, math.Inf(1), 0}),
		"no factor":     (*LU)(nil).Solve(three, three),
		"product":       m.MulVec(three, three[:1]),
		"product of ∞":  m.MulVec(make([]float64, 3), []float64{math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}),
		"wrong pattern": func() error { _, err := f.SolveRefined(banded(3, 1, 1).matrix(t), three, three); return err }(),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	tiny := (&triplets{1, []int{0}, []int{0}, []float64{1e-200}}).matrix(t)
	if err := factored(t, tiny, nil).Solve(make([]float64, 1), []float64{1e200}); err == nil {
		t.Error("a solution of 1e400 passed")
	}
}
