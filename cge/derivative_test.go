package cge

import (
	"math"
	"math/rand/v2"
	"testing"
)

// somewhere moves the unknowns and parameters away from the benchmark, where
// derivatives are not those of a symmetric point.
func somewhere(t *testing.T, e *Economy, seed uint64) *system {
	t.Helper()
	m, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.newSystem(Scenario{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 3))
	for i := range s.x {
		s.x[i] *= 0.7 + 0.6*r.Float64()
	}
	s.eval()
	return s
}

// central is the derivative by differences, in the direction d of the slots.
func central(s *system, d []float64) []float64 {
	const h = 1e-5
	kept := append([]float64(nil), s.slots...)
	at := func(step float64) []float64 {
		for i := range s.slots {
			s.slots[i] = kept[i] + step*d[i]
		}
		s.replace()
		return append([]float64(nil), s.eval()...)
	}
	up2, up, down, down2 := at(2*h), at(h), at(-h), at(-2*h)
	at(0)
	for i := range up {
		up[i] = (8*(up[i]-down[i]) - (up2[i] - down2[i])) / (12 * h)
	}
	return up
}

func TestDerivativesAreThoseOfTheEquations(t *testing.T) {
	for seed := range uint64(60) {
		s := somewhere(t, newRandomized(seed, 4).build(nil), seed)
		d, df := make([]float64, len(s.slots)), make([]float64, s.m.N())
		for k := range d {
			if k >= s.m.N() && s.m.derive[k-s.m.N()] != nil {
				continue // follows the parameters it is derived from
			}
			clear(d)
			d[k] = 1
			want := central(s, d)
			s.jvp(d, df, true)
			for i := range df {
				// differences of order 4 at h = 1e-5 are good to some 1e-10 of the terms
				if math.Abs(df[i]-want[i]) > 1e-7*max(1, s.fs[i]) {
					_, kind := s.m.kindOf(i)
					t.Fatalf("economy %d: derivative of the %s of %s by slot %d: %v, by differences %v", seed, kind, s.m.names[i], k, df[i], want[i])
				}
			}
		}
	}
}

func TestJacobianHasTheColumnsOfTheDerivatives(t *testing.T) {
	for seed := range uint64(60) {
		s := somewhere(t, newRandomized(seed, 5).build(nil), seed)
		n := s.m.N()
		full := make([]float64, n*n)
		s.jacobian(func(row, col int, v float64) { full[row*n+col] += v })
		d, df := make([]float64, len(s.slots)), make([]float64, n)
		for col := range n {
			clear(d)
			d[col] = 1
			s.jvp(d, df, false)
			for row, want := range df {
				if math.Abs(full[row*n+col]-want) > 1e-11*max(1, s.fs[row]) { // the same sums in another order
					t.Fatalf("economy %d: entry of the equation of %s by %s: %v, want %v", seed, s.m.names[row], s.m.names[col], full[row*n+col], want)
				}
			}
		}
	}
}

func TestNestedAndWholeSolveTheSameSystem(t *testing.T) {
	for seed := range uint64(60) {
		s := somewhere(t, newRandomized(seed, 6).build(nil), seed)
		n := s.m.N()
		free, list := make([]bool, n), []int{}
		b := make([]float64, n)
		r := rand.New(rand.NewPCG(seed, 9))
		for i := range free {
			if free[i] = !s.fixed[i]; free[i] {
				list = append(list, i)
				b[i] = r.NormFloat64() * s.fs[i]
			}
		}
		nested, err := s.newNested(free, s.pairing(free))
		if err != nil {
			t.Fatal(err)
		}
		solvers := []solver{nested}
		for _, how := range []Linear{Dense, Sparse} {
			w, err := s.wholeMatrix(list, nil, nil, how)
			if err != nil {
				t.Fatal(err)
			}
			solvers = append(solvers, w)
		}
		want := make([]float64, n)
		for k, lin := range solvers {
			got := make([]float64, n)
			if err := lin.solve(b, got); err != nil {
				t.Fatal(err)
			}
			if k == 0 {
				want = got
				continue
			}
			for i := range got {
				if math.Abs(got[i]-want[i]) > 1e-8*s.xs[i]*(1+math.Abs(want[i]/s.xs[i])) { // conditions up to some 1e6
					t.Errorf("economy %d, solver %d: step of %s is %v, nested says %v", seed, k, s.m.names[i], got[i], want[i])
				}
			}
		}
	}
}

func TestBenchmarkOfRandomEconomiesReplicates(t *testing.T) {
	for seed := range uint64(100) {
		m, err := Compile(newRandomized(seed, 2+int(seed%7)).build(nil))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := m.benchmark(); err != nil || b.replication > 1e-10 {
			t.Errorf("economy %d: replication %v, %v", seed, b.replication, err)
		}
	}
}

// A free good in fixed proportions, with a quantity that is computed: its own
// price moves costs at once, and demands beside it not at all.
func TestDerivativesWhereAPriceIsZero(t *testing.T) {
	e := NewEconomy("limits")
	ore, labour, limit := e.Commodity("ore"), e.Commodity("labour"), e.Commodity("limit")
	home := e.Consumer("home")
	e.Param("scarcity", 0.4)
	e.Producer("mine", ore.Of(10), Leontief(labour.Of(8), limit.OfExpr("10*scarcity")))
	home.Owns(labour.Of(20), limit.Of(9)).Wants(CobbDouglas(ore.Of(10), labour.Of(12)))
	m, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.newSystem(Scenario{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := m.atPrice() + 2
	for _, price := range []float64{0, 1e-9, 0.3} {
		s.x[at] = price
		before := append([]float64(nil), s.eval()...)
		full := make([]float64, m.N()*m.N())
		s.jacobian(func(row, col int, v float64) { full[row*m.N()+col] += v })
		for k, name := range append(m.names, "scarcity") {
			d, df := make([]float64, len(s.slots)), make([]float64, m.N())
			d[k] = 1
			s.jvp(d, df, true)
			for i := range df {
				if k < m.N() && !(math.Abs(full[i*m.N()+k]-df[i]) < 1e-11*max(1, math.Abs(df[i]))) {
					t.Errorf("price %v: entry of the equation of %s by %s: %v, want %v", price, m.names[i], name, full[i*m.N()+k], df[i])
				}
			}
			const h = 1e-7
			kept := s.slots[k]
			s.slots[k] += h
			s.replace()
			after := append([]float64(nil), s.eval()...)
			s.slots[k] = kept
			s.replace()
			s.eval()
			for i := range df {
				want := (after[i] - before[i]) / h // to one side, of which the first order is h
				if !(math.Abs(df[i]-want) < 1e-5*max(1, math.Abs(want))) {
					t.Errorf("price %v: derivative of %s by %s: %v, by differences %v", price, m.names[i], name, df[i], want)
				}
			}
		}
	}
}
