package technicalchange

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// TestBothPaths: the endogenous path replicates the base year of the traditional
// one, shares add up, and the tables hold what the years do.
func TestBothPaths(t *testing.T) {
	spec, err := World(Case{Scenario: "OPEN"})
	if err != nil {
		t.Fatal(err)
	}
	both, err := Follow(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range Minerals {
		a, b := both.Traditional.Years[0].Total(m).Total(), both.Endogenous.Years[0].Total(m).Total()
		if !(b > 0) || math.Abs(a/b-1) > 1e-6 { // both begin with the account, one through an equilibrium
			t.Errorf("%s in 2024: traditional %v, endogenous %v", m, a, b)
		}
	}
	needs := both.Needs("lithium", "copper")
	v, err := needs.At("mineral", "lithium", "path", "endogenous", "year", "2050")
	if want := both.Endogenous.Years[26].Total("lithium").Total(); err != nil || v != want {
		t.Errorf("lithium in 2050: %v, want %v (%v)", v, want, err)
	}
	sums, err := Shares(both.Endogenous, "ev_battery", .02).Sum("sub_technology").At("year", "2040")
	if err != nil || math.Abs(sums-1) > 1e-9 { // a year is solved to 1e-11
		t.Errorf("shares add up to %v (%v)", sums, err)
	}
	if err := Shares(both.Endogenous, "ev_batery", .02).Err(); err == nil || !strings.Contains(err.Error(), "ev_batery") {
		t.Error(err)
	}
	if err := Knowledge(both.Endogenous, "efficiency", "lpf").Err(); err == nil || !strings.Contains(err.Error(), `"lpf"`) {
		t.Error(err)
	}
	if err := Prices(both.Endogenous, "lithum").Err(); err == nil || !strings.Contains(err.Error(), `"lithum"`) {
		t.Error(err)
	}
	origins, err := both.Origins("cobalt").Sum("supply").At("year", "2050")
	if want := both.Endogenous.Years[26].Total("cobalt").Total(); err != nil || math.Abs(origins/want-1) > 1e-12 { // sums in another order
		t.Errorf("origins add up to %v of %v (%v)", origins, want, err)
	}
	if _, err := both.Headline().Payload(); err != nil {
		t.Error(err)
	}
}

// TestChannelsAddUp: shares of the five channels and of imposed shares make the
// whole difference.
func TestChannelsAddUp(t *testing.T) {
	d := &pathway.Decomposition{Parts: []pathway.Attributed{{
		Difference: pathway.Difference{Year: 2050, Mineral: "lithium", Technology: "ev", Unit: "lfp", Supply: "primary", Reference: 200, Other: 100},
		Scenario:   -40, ByChannel: [5]float64{-30, -10, -5, -10, -5},
	}}}
	c := Channels(d, 2050, "lithium")
	sum := 0.0
	for _, label := range []string{"choice at prices of 2024", "efficiency", "durability", "recycling", "network", "price"} {
		v, err := c.At("mineral", "lithium", "channel", label)
		if err != nil {
			t.Fatal(err)
		}
		sum += v
	}
	if whole, err := c.At("mineral", "lithium", "channel", "together"); err != nil || math.Abs(sum-whole) > 1e-12 /* rounding of six parts */ || whole != -50 {
		t.Errorf("parts %v, whole %v (%v)", sum, whole, err)
	}
}
