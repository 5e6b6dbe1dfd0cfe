package sparse

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestArrowsAndBandsDoNotFill(t *testing.T) {
	for name, c := range map[string]*triplets{"arrow": arrow(3000, 1).shuffled(1), "tridiagonal": banded(3000, 1, 1).shuffled(2)} {
		m := c.matrix(t)
		fill := factored(t, m, nil).Fill()
		// the dense tail may store some zeros
		if fill.Entries > m.NNZ()+fill.Tail*fill.Tail || fill.Tail > 10 {
			t.Errorf("%s: %d entries became %+v", name, m.NNZ(), fill)
		}
	}
}

func TestRefactorGivesTheBitsOfFactor(t *testing.T) {
	for name, c := range map[string]*triplets{"scattered": scattered(200, 6, 1), "economy": economy(4, 10, 1).shuffled(1), "arrow": arrow(500, 1)} {
		m := c.matrix(t)
		fresh, again := factored(t, m, nil), factored(t, m, nil)
		other := *m
		other.Val = slices.Clone(m.Val)
		r := rand.New(rand.NewPCG(1, 9))
		for k := range other.Val {
			other.Val[k] *= 1 + 0.05*r.NormFloat64()
		}
		if err := again.Refactor(&other); err != nil {
			t.Fatal(name, err)
		}
		if miss := misses(t, again, &other); miss > backwardTol {
			t.Errorf("%s: new values: backward error %g", name, miss)
		}
		if err := again.Refactor(m); err != nil {
			t.Fatal(name, err)
		}
		b, x, y := someVector(m.N), make([]float64, m.N), make([]float64, m.N)
		if err := errors.Join(fresh.Solve(x, b), again.Solve(y, b)); err != nil {
			t.Fatal(name, err)
		}
		if !slices.Equal(x, y) {
			t.Errorf("%s: Refactor differs from Factor", name)
		}
	}
}

func TestRefactorSolvesOrSaysStale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMatrix(t, 30)
		f, err := Factor(m, nil, nil)
		if err != nil {
			t.SkipNow()
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "new values"), 0))
		spread := rapid.SampledFrom([]float64{0.1, 1, 3}).Draw(t, "spread")
		for k := range m.Val {
			m.Val[k] *= math.Pow(10, spread*r.NormFloat64())
		}
		switch err := f.Refactor(m); {
		case errors.Is(err, ErrStale):
			if f.Solve(make([]float64, m.N), make([]float64, m.N)) == nil {
				t.Fatal("a stale factor solves")
			}
		case err != nil:
			t.Fatal(err)
		default:
			// multipliers up to 1e4 may cost their size, twice in a row
			if miss := misses(t, f, m); miss > 1e-8 {
				t.Fatalf("backward error %g", miss)
			}
		}
	})
}

func TestStalePivot(t *testing.T) {
	// a ring: each block pivot is on the diagonal, then moves off it
	ring := func(diagonal float64) *Matrix {
		s := &triplets{n: 40}
		for j := range s.n {
			s.add(j, j, diagonal)
			s.add((j+1)%s.n, j, 1)
		}
		return s.matrix(t)
	}
	f := factored(t, ring(2), nil)
	if err := f.Refactor(ring(1e-9)); !errors.Is(err, ErrStale) {
		t.Fatalf("Refactor: %v, want ErrStale", err)
	}
	m := ring(1e-9)
	if miss := misses(t, factored(t, m, nil), m); miss > backwardTol {
		t.Errorf("backward error %g", miss)
	}
	if err := f.Refactor(ring(3)); err != nil {
		t.Error("a stale factor must recover:", err)
	}
}

func TestPatternMustBeTheSame(t *testing.T) {
	a, b := banded(5, 1, 1).matrix(t), arrow(5, 1).matrix(t)
	sym, err := Analyze(a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Factor(b, sym, nil); !errors.Is(err, ErrPattern) {
		t.Errorf("Factor: %v", err)
	}
	if err := factored(t, a, nil).Refactor(b); !errors.Is(err, ErrPattern) {
		t.Errorf("Refactor: %v", err)
	}
}

func TestNamesWhatIsSingular(t *testing.T) {
	all := func(n int) []int {
		v := make([]int, n)
		for i := range v {
			v[i] = i
		}
		return v
	}
	repeated := economy(3, 8, 1)
	repeated.n += 2 // two equations in two unknowns, one twice the other
	p := repeated.n - 2
	for _, e := range []struct {
		i, j int
		v    float64
	}{{p, p, 1}, {p, p + 1, -3}, {p + 1, p, 2}, {p + 1, p + 1, -6}, {p, 0, 1}, {p + 1, 0, 2}} {
		repeated.add(e.i, e.j, e.v)
	}
	closed := scattered(200, 4, 1) // columns will add up to 0: x = 1 solves A·x = 0
	for i := range closed.n {
		closed.add(i, (i+1)%closed.n, 1)
	}
	sums := make([]float64, closed.n)
	for k, v := range closed.vals {
		sums[closed.rows[k]] += v
	}
	for i, s := range sums {
		closed.add(i, i, -s)
	}
	cases := []struct {
		name       string
		m          *triplets
		structural bool
		lacking    int
		cols, rows []int // among; nil is not checked
	}{
		{"all zero", &triplets{n: 2}, true, 2, []int{0, 1}, []int{0, 1}},
		{"zero value", &triplets{1, []int{0}, []int{0}, []float64{0}}, false, 1, []int{0}, []int{0}},
		{"empty column", &triplets{2, []int{0, 1}, []int{0, 0}, []float64{1, 1}}, true, 1, []int{1}, []int{0, 1}},
		{"repeated rows", repeated, false, 1, []int{p, p + 1}, []int{p, p + 1}},
		{"homogeneous", closed, false, 1, all(200), nil},
		{"rank one", &triplets{3, []int{0, 1, 2, 0, 1, 2, 0, 1, 2}, []int{0, 0, 0, 1, 1, 1, 2, 2, 2}, []float64{1, 2, 4, 2, 4, 8, 3, 6, 12}}, false, 2, []int{0, 1, 2}, []int{0, 1, 2}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := c.m.matrix(t)
			_, err := Factor(m, nil, nil)
			var s *Singular
			if !errors.As(err, &s) {
				t.Fatalf("error %v, want *Singular", err)
			}
			if s.Structural != c.structural || len(s.Cols) != c.lacking || len(s.Rows) != c.lacking {
				t.Errorf("%+v, want structural %v and %d lacking", s, c.structural, c.lacking)
			}
			if !slices.Equal(s.AmongCols, c.cols) || c.rows != nil && !slices.Equal(s.AmongRows, c.rows) {
				t.Errorf("among columns %v rows %v, want %v %v", s.AmongCols, s.AmongRows, c.cols, c.rows)
			}
		})
	}
}

func TestRefusesBadOptionsAndMatrices(t *testing.T) {
	m := banded(4, 1, 1).matrix(t)
	for _, o := range []Options{{Threshold: 2}, {Threshold: -1}, {Threshold: math.NaN()}, {Tolerance: 1.5}, {Dense: -1}, {Stale: 0.5}, {Search: -1}} {
		if _, err := Factor(m, nil, &o); err == nil {
			t.Errorf("options %+v passed", o)
		}
	}
	for name, bad := range map[string]*Matrix{
		"no pointers": {N: 2},
		"descending":  {N: 2, Ptr: []int{0, 2, 2}, Row: []int{1, 0}, Val: []float64{1, 1}},
		"outside":     {N: 1, Ptr: []int{0, 1}, Row: []int{1}, Val: []float64{1}},
		"backwards":   {N: 2, Ptr: []int{0, 3, 1}, Row: []int{0}, Val: []float64{1}},
		"no values":   {N: 1, Ptr: []int{0, 1}, Row: []int{0}},
		"NaN":         {N: 1, Ptr: []int{0, 1}, Row: []int{0}, Val: []float64{math.NaN()}},
		"Inf":         {N: 1, Ptr: []int{0, 1}, Row: []int{0}, Val: []float64{math.Inf(-1)}},
	} {
		if _, err := Factor(bad, nil, nil); err == nil {
			t.Errorf("%s: passed", name)
		}
	}
}
