package network

import (
	"fmt"
	"math"
	"testing"
)

func TestCalibrateGivesTheBaseYearBack(t *testing.T) {
	for seed := range uint64(50) {
		r := stream(seed)
		var base []Observed
		total := 0.0
		for k := range 2 + r.IntN(8) {
			base = append(base, Observed{fmt.Sprint(k), between(r, .05, 1), between(r, 50, 200)})
			total += base[k].Share
		}
		for k := range base {
			base[k].Share /= total
		}
		sigma := between(r, 1, 8)
		v, err := Calibrate(sigma, base)
		if err != nil {
			t.Fatal(err)
		}
		all := full(len(base))
		u, err := v.Unit(all)
		if err != nil {
			t.Fatal(err)
		}
		mean := 0.0
		for k, o := range base {
			mean += o.Share * o.Price
			if math.Abs(u.Shares[k]-o.Share) > 1e-12 {
				t.Errorf("seed %d: share %v, observed %v", seed, u.Shares[k], o.Share)
			}
		}
		if math.Abs(u.Cost-mean) > 1e-11*mean || math.Abs(u.Integration) > 1e-11*mean {
			t.Errorf("seed %d: cost %v and integration %v at the base, the mean price is %v", seed, u.Cost, u.Integration, mean)
		}
		checkDerivatives(t, v, all, u)
	}
}

// checkDerivatives: a share is dK/dprice (Shephard), the level's part dK/dPY.
func checkDerivatives(t *testing.T, v Volume, s Set, u Unit) {
	t.Helper()
	const h = 1e-5
	at := func(change func(v *Volume, h float64)) float64 {
		up, down := v, v
		up.Options, down.Options = append([]Option(nil), v.Options...), append([]Option(nil), v.Options...)
		change(&up, h)
		change(&down, -h)
		a, err := up.Unit(s)
		b, err2 := down.Unit(s)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return (a.Cost - b.Cost) / (2 * h)
	}
	if d := at(func(v *Volume, h float64) { v.Options[0].Price += h }); math.Abs(d-u.Shares[0]) > 1e-8 {
		t.Errorf("dK/dprice %v, share %v", d, u.Shares[0])
	}
	if d, want := at(func(v *Volume, h float64) { v.PY += h }), u.Integration+v.C0+u.Platforms; math.Abs(d-want) > 1e-7 { // rounding of 1e-15 of a cost, over 2h, and room
		t.Errorf("dK/dPY %v, want %v", d, want)
	}
}

// TestHigherViableSharesNeverEnlargeASet, whatever the other options' are.
func TestHigherViableSharesNeverEnlargeASet(t *testing.T) {
	shrank := 0
	for seed := range uint64(400) {
		r := stream(seed)
		v := volumeNode(r, 2+r.IntN(9))
		last := MaxOptions + 1
		for _, share := range []float64{0, .003, .005, .01, .03, .08, .2, .5} {
			f, err := PlatformCost(v.T, share)
			if err != nil {
				t.Fatal(err)
			}
			for k := range v.Options {
				v.Options[k].F = f
			}
			c, err := v.Best()
			if err != nil {
				break // the overhead of the base year drew K below zero
			}
			if c.Set.Len() > last {
				t.Errorf("seed %d: at a viable share of %v the set grew to %v", seed, share, c.Set.Places())
			}
			if c.Set.Len() < last && last <= MaxOptions {
				shrank++
			}
			last = c.Set.Len()
			u, err := v.Unit(c.Set)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range c.Set.Places() { // an option in use exceeds the least share
				if c.Set.Len() > 1 && u.Shares[k] < share-1e-9 {
					t.Errorf("seed %d: option %d runs at %v, below the viable %v", seed, k, u.Shares[k], share)
				}
			}
		}
	}
	if shrank < 100 {
		t.Errorf("sets shrank %d times only", shrank)
	}
}

// TestHalvesOfAnOptionChangeNothingElse: an option split into two with half the
// weight each, on one platform.
func TestHalvesOfAnOptionChangeNothingElse(t *testing.T) {
	for seed := range uint64(400) {
		r := stream(seed)
		v := volumeNode(r, 2+r.IntN(9))
		whole, err := v.Best()
		if err != nil {
			t.Fatal(err)
		}
		split := v
		split.Options = append([]Option(nil), v.Options...)
		k := r.IntN(len(v.Options))
		o := &split.Options[k]
		o.Alpha, o.Platform = o.Alpha/2, "shared"
		split.Options = append(split.Options, *o)
		halves, err := split.Best()
		if err != nil {
			t.Fatal(err)
		}
		a, err := v.Unit(whole.Set)
		b, err2 := split.Unit(halves.Set)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		for j := range v.Options {
			got := b.Shares[j]
			if j == k {
				got += b.Shares[len(v.Options)]
			}
			if math.Abs(got-a.Shares[j]) > 1e-12 {
				t.Errorf("seed %d: share of %d was %v, is %v", seed, j, a.Shares[j], got)
			}
		}
		if math.Abs(a.Cost-b.Cost) > 1e-11*a.Cost {
			t.Errorf("seed %d: cost was %v, is %v", seed, a.Cost, b.Cost)
		}
	}
}
