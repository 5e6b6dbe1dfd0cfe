package network

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// listed is the best set of an industry by looking at all of them, with the
// cost formula as it stands in the comment of Industry.
func listed(x Industry, sigma float64, logP map[string]float64, logW float64) (Set, float64) {
	best, least := Set(0), math.Inf(1)
	for s := Set(0); s < 1<<len(x.Optional); s++ {
		cost := -x.LogA0
		inputs := append([]Input(nil), x.Required...)
		for k, in := range x.Optional {
			if s.Has(k) {
				inputs = append(inputs, in)
				cost -= in.B
			}
		}
		labour, total := 1.0, x.WL*math.Exp((1-sigma)*logW)
		for _, in := range inputs {
			cost += map[bool]float64{true: in.Weight * logP[in.From]}[sigma == 1]
			labour -= in.Weight
			total += in.Weight * math.Exp((1-sigma)*logP[in.From])
		}
		if sigma == 1 {
			cost += labour * logW
		} else {
			cost += math.Log(total) / (1 - sigma)
		}
		if cost < least-1e-12 || cost <= least+1e-12 && s.before(best) {
			best, least = s, cost
		}
	}
	return best, least
}

func node(r *rand.Rand, options int, sigma float64) (Industry, map[string]float64) {
	x := Industry{Name: "x", LogA0: between(r, -1, 1), WL: between(r, .1, 1)}
	logP := map[string]float64{}
	scale := 1.0
	if sigma == 1 {
		x.WL, scale = 0, 1/float64(options+2)
	}
	alike := r.IntN(5) == 0 // twins
	for k := range options + 2 {
		in := Input{From: fmt.Sprint(k), Weight: scale * between(r, .05, 1)}
		logP[in.From] = between(r, -1, 1)
		switch {
		case k < 2:
			x.Required = append(x.Required, in)
			continue
		case alike && k > 2 && r.IntN(2) == 0:
			last := x.Optional[len(x.Optional)-1]
			in.Weight, in.B, logP[in.From] = last.Weight, last.B, logP[last.From]
		case sigma == 1:
			in.B = in.Weight * between(r, -1, 1)
		case sigma > 1:
			in.B = -between(r, 0, .5) * in.Weight / (sigma - 1)
		default:
			in.B = between(r, 0, 1) * in.Weight / (1 - sigma)
		}
		x.Optional = append(x.Optional, in)
	}
	return x, logP
}

// TestRecipesEqualFullEnumeration: 2,500 recipes; its sister below does as many
// volume nodes.
func TestRecipesEqualFullEnumeration(t *testing.T) {
	methods := map[string]int{}
	for seed := range uint64(2500) {
		r := stream(seed)
		sigma := []float64{.2, .5, .9, 1, 1.2, 2, 4, 8}[seed%8]
		x, logP := node(r, 1+r.IntN(12), sigma)
		logW := between(r, -1, 1)
		want, cost := listed(x, sigma, logP, logW)
		got, err := x.Best(sigma, logP, logW)
		if err != nil {
			t.Fatal(err)
		}
		if methods[got.Method]++; got.Set != want || math.Abs(got.Cost-cost) > 1e-12 {
			t.Errorf("seed %d sigma %v: set %v costs %v, full enumeration has %v at %v", seed, sigma, got.Set.Places(), got.Cost, want.Places(), cost)
		}
	}
	t.Logf("methods: %v", methods)
	for _, m := range []method{bySign, byPrefix, byCounting} {
		if methods[string(m)] == 0 {
			t.Errorf("no node was solved by %s", m)
		}
	}
}

func volumeNode(r *rand.Rand, options int) Volume {
	v := Volume{PBar: between(r, 50, 150), PY: between(r, .5, 2), C0: between(r, 0, 5)}
	v.T = v.PBar / between(r, 2, 8)
	same := r.IntN(3) == 0
	f := between(r, 0, .3) * v.T
	for k := range options {
		o := Option{Name: fmt.Sprint(k), Alpha: between(r, .5, 1), Price: v.PY * between(r, .95, 1.05) * v.PBar, F: f}
		if !same {
			o.F = between(r, .05, .3) * v.T
		}
		v.Options = append(v.Options, o)
	}
	return v
}

// cost is K of a set by the formula in the comment of Volume.
func (v Volume) formula(s Set) float64 {
	sum, f := 0.0, 0.0
	for _, k := range s.Places() {
		o := v.Options[k]
		sum += o.Alpha * math.Exp(-(o.Price-v.PBar*v.PY)/(v.T*v.PY))
		f += o.F
	}
	return v.PBar*v.PY - v.T*v.PY*math.Log(sum) + v.PY*(v.C0+f)
}

func TestVolumeNodesEqualFullEnumeration(t *testing.T) {
	methods, refused := map[string]int{}, 0
	for seed := range uint64(2500) {
		r := stream(seed)
		v := volumeNode(r, 1+r.IntN(12))
		want, least := Set(0), math.Inf(1)
		for s := Set(1); s < 1<<len(v.Options); s++ {
			k := v.formula(s)
			tie := 1e-12 * v.T * v.PY
			if k < least-tie || k <= least+tie && s.before(want) {
				want, least = s, k
			}
		}
		got, err := v.Best()
		if err != nil && least <= 0 {
			refused++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if methods[got.Method]++; got.Set != want || math.Abs(got.Cost-least) > 1e-11*v.PBar {
			t.Errorf("seed %d: set %v costs %v, full enumeration has %v at %v", seed, got.Set.Places(), got.Cost, want.Places(), least)
		}
	}
	t.Logf("methods: %v; %d refused since no unit cost is positive", methods, refused)
	if refused > 250 {
		t.Errorf("%d of 2500 nodes had no positive unit cost; the test looks at too few", refused)
	}
}

// TestBranchesEqualCounting: above 16 options in doubt, where branch and bound
// takes over, at 18, where looking at all still ends.
func TestBranchesEqualCounting(t *testing.T) {
	branched := 0
	for seed := range uint64(6) {
		r := stream(seed)
		x, logP := node(r, 18, 2.0)
		for k := range x.Optional { // at the margin, all of them
			in := &x.Optional[k]
			in.B = -math.Log1p(in.Weight*math.Exp(-logP[in.From])/between(r, 4, 8)) * between(r, .97, 1.03)
		}
		want, cost := listed(x, 2, logP, 0)
		got, err := x.Best(2, logP, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got.Method == string(byBranches) {
			branched++
		}
		if got.Set != want || math.Abs(got.Cost-cost) > 1e-12 {
			t.Errorf("seed %d: %s has %v at %v, full enumeration %v at %v", seed, got.Method, got.Set.Places(), got.Cost, want.Places(), cost)
		}
	}
	if branched < 3 {
		t.Errorf("branch and bound was asked in %d of 6 nodes", branched)
	}
}

// TestManyOptions: 64 options at the margin end in good time.
func TestManyOptions(t *testing.T) {
	for seed := range uint64(5) {
		r := stream(seed)
		x, logP := node(r, MaxOptions, 3.0)
		for k := range x.Optional {
			in := &x.Optional[k]
			in.B = -.5 * math.Log1p(in.Weight*math.Exp(-2*logP[in.From])/between(r, 5, 30))
		}
		got, err := x.Best(3, logP, 0)
		if err != nil {
			t.Fatal(err)
		}
		for k := range x.Optional { // no single change of the set is better
			other, err := x.UnitCost(3, got.Set^SetOf(k), logP, 0)
			if err != nil || other < got.Cost-1e-12 {
				t.Errorf("seed %d: turning option %d over costs %v, the best set %v (%v)", seed, k, other, got.Cost, err)
			}
		}
	}
}

// TestGapsAndTies: the second best set is that of full enumeration, and sets
// that cost the same are listed.
func TestGapsAndTies(t *testing.T) {
	for seed := range uint64(300) {
		r := stream(seed)
		sigma := []float64{.5, 1, 3}[seed%3]
		x, logP := node(r, 1+r.IntN(7), sigma)
		c, err := x.Best(sigma, logP, 0)
		if err != nil {
			t.Fatal(err)
		}
		next, ties := math.Inf(1), 0
		for s := Set(0); s < 1<<len(x.Optional); s++ {
			cost, err := x.UnitCost(sigma, s, logP, 0)
			if err != nil {
				t.Fatal(err)
			}
			if s != c.Set {
				next = min(next, cost)
			}
			tie := 1e-12
			if sigma != 1 {
				tie *= max(1, math.Abs(1/(1-sigma)))
			}
			if cost <= c.Cost+tie {
				ties++
			}
		}
		if !c.HasNext || math.Abs(c.Gap-max(0, next-c.Cost)) > 1e-11 || len(c.Ties) != ties {
			t.Errorf("seed %d: gap %v and %d ties, full enumeration has %v and %d", seed, c.Gap, len(c.Ties), next-c.Cost, ties)
		}
	}
}
