package cge

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// pairOf solves a random economy before and after a shock, in units of the same
// numeraire.
func pairOf(t *testing.T, seed uint64, n int) (before, after *Equilibrium) {
	t.Helper()
	z := newRandomized(seed, n)
	m, err := Compile(z.build(nil))
	if err != nil {
		t.Fatal(err)
	}
	sc := shocked(z, rand.New(rand.NewPCG(seed, 11)))
	if before, err = m.Solve(context.Background(), Scenario{Fix: sc.Fix}, nil); err != nil {
		t.Fatal(err)
	}
	if after, err = m.Solve(context.Background(), sc, &Settings{From: before}); err != nil {
		t.Fatal(err)
	}
	return before, after
}

func TestWelfareOfNoChangeIsNone(t *testing.T) {
	_, after := pairOf(t, 4, 5)
	same, err := after.Welfare(after)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range same {
		if v.EV != 0 || v.CV != 0 || v.Utility != 0 {
			t.Errorf("%+v", v)
		}
	}
}

// EV and CV have the sign of the change of utility, and swap with the direction
// of the comparison: EV from a to b is -CV from b to a.
func TestEquivalentAndCompensatingVariationMirrorEachOther(t *testing.T) {
	for seed := range uint64(40) {
		a, b := pairOf(t, seed, 4)
		there, err := b.Welfare(a)
		if err != nil {
			t.Fatal(err)
		}
		back, err := a.Welfare(b)
		if err != nil {
			t.Fatal(err)
		}
		for h := range there {
			if d := math.Abs(there[h].EV + back[h].CV); d > 1e-12*there[h].Before {
				t.Errorf("economy %d: EV %v, CV back %v", seed, there[h].EV, back[h].CV)
			}
			if there[h].EV*there[h].Utility < 0 || there[h].CV*there[h].Utility < 0 {
				t.Errorf("economy %d: %+v", seed, there[h])
			}
		}
	}
}

func TestGDPIsTheSameFromBothSides(t *testing.T) {
	for seed := range uint64(60) {
		a, b := pairOf(t, seed, 5)
		for _, eq := range []*Equilibrium{a, b} {
			g := eq.GDP()
			if d := math.Abs(g.Income()/g.Expenditure() - 1); d > 1e-9 { // sums of residuals below 1e-10
				t.Errorf("economy %d: income %v, expenditure %v", seed, g.Income(), g.Expenditure())
			}
		}
	}
}

func TestPriceMovesAddUp(t *testing.T) {
	for seed := range uint64(60) {
		z := newRandomized(seed, 5)
		z.volume, z.computed = false, false // exact for CES nests with constant weights; elsewhere a remainder is listed
		m, err := Compile(z.build(nil))
		if err != nil {
			t.Fatal(err)
		}
		sc := shocked(z, rand.New(rand.NewPCG(seed, 11)))
		a, err := m.Solve(context.Background(), Scenario{Fix: sc.Fix}, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := m.Solve(context.Background(), sc, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range m.producers {
			move, err := b.PriceMove(a, p)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for _, part := range move.Parts {
				if part.Cause == "nest weights" {
					t.Errorf("economy %d: unit cost of %s leaves a remainder of %v", seed, p, part.Log)
				}
				sum += part.Log
			}
			if math.Abs(sum-move.Total) > 1e-12 {
				t.Errorf("economy %d: parts of %s add up to %v, the whole is %v", seed, p, sum, move.Total)
			}
		}
	}
}

// Responses against central differences of whole solutions.
func TestResponsesAreThoseOfSolvedNeighbours(t *testing.T) {
	for seed := range uint64(12) {
		z := newRandomized(seed, 4)
		m, err := Compile(z.build(nil))
		if err != nil {
			t.Fatal(err)
		}
		sc := shocked(z, rand.New(rand.NewPCG(seed, 11)))
		eq, err := m.Solve(context.Background(), sc, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := eq.Respond()
		if err != nil {
			t.Fatal(err)
		}
		for _, param := range m.Parameters() {
			got, err := r.By(param)
			if err != nil {
				t.Fatal(err)
			}
			want := neighbours(t, eq, sc, param)
			for i, name := range m.names {
				if d := math.Abs(got[name] - want[i]); d > 2e-5*max(1, math.Abs(want[i])) { // differences at 1e-4: error of order h²
					t.Errorf("economy %d: d %s / d %s = %v, by differences %v", seed, name, param, got[name], want[i])
				}
			}
		}
	}
}

// neighbours differentiates by solving on both sides.
func neighbours(t *testing.T, eq *Equilibrium, sc Scenario, param string) []float64 {
	t.Helper()
	at := 0.0
	if slot, ok := eq.m.slot[param]; ok {
		at = eq.slots[slot]
	} else {
		at = eq.s.nodes.s[eq.m.nests().at[param]]
	}
	h := 1e-4
	solve := func(v float64) []float64 {
		x, err := eq.m.Solve(context.Background(), sc.With(param, v), &Settings{From: eq, Tolerance: 1e-12})
		if err != nil {
			t.Fatalf("%s = %v: %v", param, v, err)
		}
		return x.x
	}
	if at < h { // a Leontief nest or a tax of zero: one-sided, to second order
		mid, up, up2 := solve(at), solve(at+h), solve(at+2*h)
		for i := range mid {
			mid[i] = (-3*mid[i] + 4*up[i] - up2[i]) / (2 * h)
		}
		return mid
	}
	up, down := solve(at+h), solve(at-h)
	for i := range up {
		up[i] = (up[i] - down[i]) / (2 * h)
	}
	return up
}

func TestVectorJacobianProductIsTheTransposeOfTheResponse(t *testing.T) {
	_, eq := pairOf(t, 9, 5)
	r, err := eq.Respond()
	if err != nil {
		t.Fatal(err)
	}
	params := eq.m.Parameters()
	weights := map[string]float64{"p1": 2, "y2": -1, "w1": 0.5}
	got, err := r.VJP(weights, params)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range params {
		d, err := r.By(p)
		if err != nil {
			t.Fatal(err)
		}
		want := 2*d["p1"] - d["y2"] + 0.5*d["w1"]
		if math.Abs(got[p]-want) > 1e-10*max(1, math.Abs(want)) { // two triangular solves
			t.Errorf("%s: %v, want %v", p, got[p], want)
		}
	}
}

// breakEven is an economy with an idle activity that just breaks even: better
// makes it run, worse leaves it idle.
func breakEven(t *testing.T, better float64) *Equilibrium {
	t.Helper()
	e := NewEconomy("break even")
	good, labour, land := e.Commodity("good"), e.Commodity("labour"), e.Commodity("land")
	home := e.Consumer("home")
	e.Param("better", 1)
	e.Producer("old", good.Of(10), CobbDouglas(labour.Of(5), land.Of(5)))
	e.Producer("new", good.Of(10), CobbDouglas(labour.Of(8), land.Of(2))).Productivity("better")
	e.Start("new", 0)
	home.Owns(labour.Of(5), land.Of(5)).Wants(good.Of(10))
	m, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	eq, err := m.Solve(context.Background(), Scenario{Set: map[string]float64{"better": better}, Fix: map[string]float64{"labour": 1}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return eq
}

func TestResponsesHaveTwoSidesAtASwitch(t *testing.T) {
	at := breakEven(t, 1)
	r, err := at.Respond()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Kinks) != 1 || r.Kinks[0] != "new" {
		t.Fatalf("kinks: %v", r.Kinks)
	}
	up, err := r.BySide("better", true)
	if err != nil {
		t.Fatal(err)
	}
	down, err := r.BySide("better", false)
	if err != nil {
		t.Fatal(err)
	}
	const h = 1e-5
	above, below := breakEven(t, 1+h), breakEven(t, 1-h)
	for i, name := range at.m.names {
		if want := (above.x[i] - at.x[i]) / h; math.Abs(up[name]-want) > 1e-3*max(1, math.Abs(want)) { // one-sided differences: error of order h
			t.Errorf("rising: d %s = %v, by differences %v", name, up[name], want)
		}
		if want := (at.x[i] - below.x[i]) / h; math.Abs(down[name]-want) > 1e-3*max(1, math.Abs(want)) { // as above
			t.Errorf("falling: d %s = %v, by differences %v", name, down[name], want)
		}
	}
	if up["new"] <= 0 || down["new"] != 0 {
		t.Errorf("the new activity answers by %v and %v", up["new"], down["new"])
	}
}
