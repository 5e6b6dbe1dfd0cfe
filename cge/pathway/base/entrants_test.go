package base

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
)

func ExampleEntrants() {
	a, err := NewAccount(2024, Open)
	if err != nil {
		fmt.Println(err)
		return
	}
	spec, _, err := World(a, Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range Entrants(spec) {
		if slices.Contains([]string{"ev_battery", "vehicles", "electricity", "electrolyser_stack"}, e.Use) {
			fmt.Printf("%-18s %-11s from %d  weight %.2g  price %.2f\n", e.Use, e.Unit, e.First, e.Weight, e.Price)
		}
	}
	// Output:
	// ev_battery         nmc95       from 2025  weight 0.45  price 1.05
	// ev_battery         solid_state from 2028  weight 0.45  price 1.77
	// ev_battery         li_s        from 2032  weight 0.45  price 4.27
	// ev_battery         na_ion      from 2025  weight 0.45  price 0.88
	// electrolyser_stack soec        from 2027  weight 1.4e-06  price 1.22
	// vehicles           fcev        from 2027  weight 0.27  price 2.08
	// electricity        coal_ccs    from 2028  weight 0.074  price 1.52
	// electricity        gas_ccs     from 2028  weight 0.025  price 1.00
}

// Every latent node of the network is an option of the world, or there is a
// reason; and every mineral of the design has a mine.
func TestEntrantsAreAllThere(t *testing.T) {
	for _, path := range []Path{WEO, Open} {
		spec := mustWorld(t, path, Settings{Last: 2040})
		ready := Entrants(spec)
		nodes, err := datasets.Nodes()
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			there := slices.ContainsFunc(spec.Units, func(u pathway.Unit) bool {
				return u.Name == n.ID || strings.HasPrefix(u.Name, n.ID+" ")
			})
			if n.Status == "latent" && !there && LeftOut[n.ID] == "" {
				t.Errorf("%s: %s is nowhere", path, n.ID)
			}
		}
		for _, e := range ready {
			if e.First == 0 || e.First > 2035 || !(e.Weight > 0 && e.Weight <= 1) || !(e.Price > .3 && e.Price < 12) {
				t.Errorf("%s: %+v", path, e)
			}
		}
		if len(ready) < 20 {
			t.Errorf("%s: %d entrants", path, len(ready))
		}
		mined := map[string]bool{}
		for _, m := range spec.Mines {
			for _, o := range m.Outputs {
				mined[o.Mineral] = true
			}
		}
		for _, m := range strings.Fields("lithium cobalt nickel graphite neodymium praseodymium dysprosium terbium manganese copper aluminium silicon silver vanadium zinc platinum palladium iridium chromium molybdenum indium gallium tellurium") {
			if !mined[m] {
				t.Errorf("%s: nobody mines %s", path, m)
			}
		}
	}
}

// With a higher ω∞ every weight is higher, and none falls on the way.
func TestEntrantsGrowWithMaturity(t *testing.T) {
	var before []Entrant
	for _, latent := range []float64{.1, .5, 1} {
		spec := mustWorld(t, WEO, Settings{Latent: latent})
		now := Entrants(spec)
		for i := range before {
			if !(now[i].Weight > before[i].Weight) {
				t.Errorf("%s at %v: weight %v, %v before", now[i].Unit, latent, now[i].Weight, before[i].Weight)
			}
		}
		before = now
	}
}

// Assumed contents lie within their ranges, and stores that lose more weigh less.
func TestAssumedContents(t *testing.T) {
	for node, x := range assumedContents {
		if !(x.low < x.kg && x.kg < x.high) || x.why == "" {
			t.Errorf("%s: %+v", node, x)
		}
	}
	w, err := newWriter(mustAccount(t, 2024, WEO, WEO), Settings{})
	if err != nil {
		t.Fatal(err)
	}
	of, u := useSpecs[1], w.uses["grid_battery_pack"]
	iron, zinc, sodium := w.losses(of, u, "iron_air"), w.losses(of, u, "zinc_air"), w.losses(of, u, "na_ion")
	if !(iron < zinc && zinc < 1 && iron > 0 && sodium == 1) {
		t.Errorf("weights for losses: iron-air %v, zinc-air %v, sodium-ion %v", iron, zinc, sodium)
	}
}
