package cge

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// economies is how many random economies each property is tried on.
const economies = 500

// shocked is a scenario that moves every kind of parameter.
func shocked(z *randomized, r *rand.Rand) Scenario {
	sc := Scenario{Name: "shock", Set: map[string]float64{}, Fix: map[string]float64{"w0": 1}}
	for f := range z.nf {
		sc.Set[fmt.Sprintf("k%d", f)] = 0.7 + 0.6*r.Float64()
	}
	sc.Set["m"] = 0.9 + 0.2*r.Float64()
	for j := range z.n {
		sc.Set[fmt.Sprintf("z%d", j)] = 0.8 + 0.4*r.Float64()
		sc.Set[fmt.Sprintf("t%d", j)] = z.outTax[j] * 2 * r.Float64()
	}
	return sc
}

func solveRandom(t *testing.T, e *Economy, sc Scenario, s *Settings) *Equilibrium {
	t.Helper()
	m, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	eq, err := m.Solve(context.Background(), sc, s)
	if err != nil {
		t.Fatal(err)
	}
	return eq
}

// real says which unknowns are quantities, whose values do not depend on the
// numeraire.
func (m *Model) real(i int) bool { return i < m.atPrice() || i >= m.atAux() }

func TestRandomEconomies(t *testing.T) {
	iterations := 0
	for seed := range uint64(economies) {
		r := rand.New(rand.NewPCG(seed, 11))
		z := newRandomized(seed, 2+int(seed%9))
		e := z.build(nil)
		sc := shocked(z, r)
		eq := solveRandom(t, e, sc, nil)
		c := eq.Certificate
		iterations += c.Iterations
		if *c.Replication > 1e-10 || *c.Walras > 1e-10 || *c.Homogeneity > 1e-10 || *c.Complementarity > 1e-10 {
			t.Fatalf("economy %d: replication %.1e, Walras %.1e, homogeneity %.1e, complementarity %.1e",
				seed, *c.Replication, *c.Walras, *c.Homogeneity, *c.Complementarity)
		}
		doubleNumeraire(t, seed, eq, sc)
		permuted(t, seed, z, eq, sc)
	}
	t.Logf("%d Newton steps for %d economies", iterations, economies)
}

// doubleNumeraire solves with the numeraire held at 2: prices and incomes
// double, quantities stay.
func doubleNumeraire(t *testing.T, seed uint64, eq *Equilibrium, sc Scenario) {
	t.Helper()
	sc.Fix = map[string]float64{"w0": 2}
	two, err := eq.m.Solve(context.Background(), sc, nil)
	if err != nil {
		t.Fatalf("economy %d, numeraire 2: %v", seed, err)
	}
	for i, v := range eq.x {
		want := v
		if !eq.m.real(i) {
			want = 2 * v
		}
		if d := math.Abs(two.x[i]-want) / max(1, math.Abs(want)); d > 1e-10 {
			t.Fatalf("economy %d, numeraire 2: %s is %v, want %v", seed, eq.m.names[i], two.x[i], want)
		}
	}
}

// permuted declares the same economy in another order.
func permuted(t *testing.T, seed uint64, z *randomized, eq *Equilibrium, sc Scenario) {
	t.Helper()
	other := newRandomized(seed, z.n)
	twin := solveRandom(t, other.build(rand.New(rand.NewPCG(seed, 13))), sc, nil)
	for i, v := range eq.x {
		got, err := twin.Value(eq.m.names[i])
		if err != nil {
			t.Fatal(err)
		}
		if d := math.Abs(got-v) / max(1, math.Abs(v)); d > 1e-10 {
			t.Fatalf("economy %d in another order: %s is %v, want %v", seed, eq.m.names[i], got, v)
		}
	}
}

func TestEveryPathAndSolverFindsTheSame(t *testing.T) {
	for seed := range uint64(60) {
		z := newRandomized(seed, 6)
		e := z.build(nil)
		sc := shocked(z, rand.New(rand.NewPCG(seed, 11)))
		want := solveRandom(t, e, sc, nil)
		for _, s := range []Settings{{Linear: Dense}, {Linear: Sparse}, {Path: FischerBurmeister}, {Path: Homotopy}} {
			got := solveRandom(t, e, sc, &s)
			for i, v := range want.x {
				if d := math.Abs(got.x[i]-v) / max(1, math.Abs(v)); d > 1e-8 { // two tolerances of 1e-10, conditions up to 100
					t.Errorf("economy %d, %+v: %s is %v, want %v", seed, s, want.m.names[i], got.x[i], v)
				}
			}
		}
	}
}

func TestSameBitsForAnyNumberOfProcessors(t *testing.T) {
	z := newRandomized(3, 400)
	sc := shocked(z, rand.New(rand.NewPCG(5, 11)))
	e := z.build(nil)
	var first []float64
	for _, procs := range []int{1, 16} {
		old := runtime.GOMAXPROCS(procs)
		x := solveRandom(t, e, sc, nil).x
		runtime.GOMAXPROCS(old)
		if first == nil {
			first = x
		} else if !slices.Equal(first, x) {
			t.Errorf("GOMAXPROCS %d gives other bits", procs)
		}
	}
}
