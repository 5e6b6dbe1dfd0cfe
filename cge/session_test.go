package cge

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// A session finds what cold solutions find, over thirty periods of growth in
// which activities come and go.
func TestSessionFindsWhatColdSolutionsFind(t *testing.T) {
	for _, n := range []int{6, 330} { // the larger keeps its factors
		z := newRandomized(17, n)
		m, err := Compile(z.build(nil))
		if err != nil {
			t.Fatal(err)
		}
		session := m.Begin()
		warm, cold := [2]int{}, [2]int{}
		for year := range 30 {
			if n > 100 && year == 6 {
				break
			}
			sc := Scenario{Name: fmt.Sprint(2024 + year), Set: map[string]float64{}, Fix: map[string]float64{"w0": 1}}
			for f := range z.nf {
				sc.Set[fmt.Sprintf("k%d", f)] = math.Pow(1.01+0.01*float64(f), float64(year))
			}
			a, err := session.Solve(context.Background(), sc, nil)
			if err != nil {
				t.Fatal(err)
			}
			b, err := m.Solve(context.Background(), sc, nil)
			if err != nil {
				t.Fatal(err)
			}
			warm[0], cold[0] = warm[0]+a.Certificate.Iterations, cold[0]+b.Certificate.Iterations
			warm[1], cold[1] = warm[1]+a.Certificate.Factorings, cold[1]+b.Certificate.Factorings
			for i, v := range b.x {
				if d := math.Abs(a.x[i]-v) / max(1, math.Abs(v)); d > 1e-8 { // two tolerances of 1e-10, conditions up to 100
					t.Fatalf("%d goods, %s: %s is %v in the session, %v cold", n, sc.Name, m.names[i], a.x[i], v)
				}
			}
		}
		if warm[1] >= cold[1] {
			t.Errorf("%d goods: the session factored %d Jacobians, cold solutions %d", n, warm[1], cold[1])
		}
		t.Logf("%d goods: Newton steps and factorings in the session %d, cold %d", n, warm, cold)
	}
}

func TestSessionStandsAfterAFailure(t *testing.T) {
	z := newRandomized(2, 4)
	m, err := Compile(z.build(nil))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Begin()
	fix := map[string]float64{"w0": 1}
	first, err := s.Solve(context.Background(), Scenario{Fix: fix}, nil)
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]float64{"w0": 1, "w1": 1, "w2": 1, "p0": 50, "p1": 50, "p2": 50, "p3": 50} // every maker would gain without end
	for name := range held {
		if _, err := first.Value(name); err != nil {
			delete(held, name)
		}
	}
	if _, err := s.Solve(context.Background(), Scenario{Fix: held}, nil); err == nil {
		t.Fatal("contradicting prices were solved")
	}
	again, err := s.Solve(context.Background(), Scenario{Fix: fix}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first.x {
		if math.Abs(first.x[i]-again.x[i]) > 1e-9*max(1, first.x[i]) { // the tolerance
			t.Errorf("%s: %v, then %v", m.names[i], first.x[i], again.x[i])
		}
	}
}

// foreign trade stops when a tariff and a premium close it from both sides; the
// price of foreign exchange is then anything between.
func idleTrade(t *testing.T) *Equilibrium {
	t.Helper()
	e := NewEconomy("idle trade")
	good, labour, exchange := e.Commodity("good"), e.Commodity("labour"), e.Commodity("exchange")
	home := e.Consumer("home")
	e.Producer("make", good.Of(10), labour.Of(10))
	e.Producer("export", exchange.Of(9), good.Of(10))
	e.Producer("import", good.Of(9), exchange.Of(10))
	home.Owns(labour.Of(10)).Wants(good.Of(10))
	e.Start("export", 0).Start("import", 0)
	eq, err := Solve(context.Background(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	return eq
}

func TestWhatEquationsLeaveOpenIsNamed(t *testing.T) {
	eq := idleTrade(t)
	if open := eq.Indeterminate(); !slices.Equal(open, []string{"exchange"}) {
		t.Errorf("open: %v", open)
	}
	if _, err := eq.Respond(); err == nil {
		t.Error("responses of an economy that leaves a price open")
	} else {
		t.Log(err)
	}
	_, other := pairOf(t, 3, 4)
	if open := other.Indeterminate(); open != nil {
		t.Errorf("open in an ordinary economy: %v", open)
	}
}

// An Equilibrium may be read and started from by many goroutines at once.
func TestEquilibriaAreSharedSafely(t *testing.T) {
	z := newRandomized(8, 5)
	m, err := Compile(z.build(nil))
	if err != nil {
		t.Fatal(err)
	}
	base, err := m.Solve(context.Background(), Scenario{Fix: map[string]float64{"w0": 1}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sc := shocked(z, rand.New(rand.NewPCG(1, 2)))
	results := make([][]float64, 8)
	done := make(chan error)
	for k := range results {
		go func() {
			eq, err := m.Solve(context.Background(), sc, &Settings{From: base})
			if err == nil {
				results[k] = eq.x
				_, err = eq.Welfare(base)
				base.Flows()
				_, _ = base.Respond()
			}
			done <- err
		}()
	}
	for range results {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range results[1:] {
		if !slices.Equal(x, results[0]) {
			t.Error("goroutines disagree")
		}
	}
}
