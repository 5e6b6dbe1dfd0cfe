package base

import (
	"fmt"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/mfa"
)

func mustSplit(t testing.TB, a *Account) *Split {
	t.Helper()
	s, err := a.Split()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ExampleAccount_Split() {
	a, err := NewAccount(2024, WEO)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := a.Split()
	if err != nil {
		fmt.Println(err)
		return
	}
	short := *s
	short.Uses = s.Uses[2:4]
	fmt.Println(&short)
	for _, x := range s.Aligned[:4] {
		fmt.Printf("%s in %s: %.0f kt published, %.0f kt by intensity\n", x.Mineral, Label(x.Use), x.Account, x.Intensity)
	}
	// Output:
	// pv_system: 538.5 GW at 0.286 GUSD
	//   c_si            share 0.963  price 0.287   beside minerals 0.215   life 32.5
	//   cdte            share 0.026  price 0.264   beside minerals 0.215   life 32.5
	//   cigs            share 0.011  price 0.295   beside minerals 0.215   life 25
	// wind_drivetrain_onshore: 104.1 GW at 1.11 GUSD
	//   dd_pmsg         share 0.196  price 1.14    beside minerals 1.03    life 25
	//   dd_eesg         share 0.000  price 1.14    beside minerals 1.03    life 25
	//   gb_pmsg         share 0.000  price 1.1     beside minerals 1.03    life 25
	//   gb_dfig         share 0.804  price 1.1     beside minerals 1.03    life 25
	// lithium in ev battery: 109 kt published, 97 kt by intensity
	// nickel in ev battery: 321 kt published, 328 kt by intensity
	// cobalt in ev battery: 67 kt published, 60 kt by intensity
	// manganese in ev battery: 60 kt published, 47 kt by intensity
}

// Quantity times price of the sub-technologies is the account's value, their
// metal the account's metal, and something is left beside the metal.
func TestSplitAddsUpToTheAccount(t *testing.T) {
	for name, a := range accounts(t) {
		s := mustSplit(t, a)
		value := map[string]float64{}
		for _, u := range s.Uses {
			shares := 0.0
			for _, x := range u.Subs {
				shares += x.Share
				value[u.Name] += x.Share * x.Price * u.Additions
				if !(x.Other > 0) || !(x.Life > 0) || !(x.Shape > 0) {
					t.Errorf("%s: %s: %+v", name, u.Name, x)
				}
			}
			near(t, name+": shares of "+u.Name, shares, 1, 1e-9)
			near(t, name+": mean price of "+u.Name, u.Price*u.Additions, value[u.Name], 1e-12)
		}
		total := func(account string) float64 {
			v, _, err := a.SAM.Totals(account)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		near(t, name+": packs", value["ev_battery"], total("BEV"), 1e-9)
		near(t, name+": networks", value["networks"], total("K_GRD"), 1e-9)
		near(t, name+": turbines", value["wind_drivetrain_onshore"]+value["wind_drivetrain_offshore"], total("WTB"), 1e-9)
		metals := 0.0
		for _, m := range a.Metals {
			v, _ := a.SAM.At("M_"+m.Code, "K_PV")
			metals += v
		}
		near(t, name+": modules", value["pv_system"], total("PVM")+metals, 1e-9)
		invested, err := a.SAM.At("RND", "INV")
		if r := s.Research(); err != nil || !(r > 0 && r < .05*invested) {
			t.Errorf("%s: research of %v GUSD out of %v that investment buys: %v", name, r, invested, err)
		}
		for _, x := range s.Raised {
			if x.Node != "vanadium_flow" {
				t.Errorf("%s: %+v", name, x)
			}
		}
		for _, x := range s.Aligned {
			if x.Account > 0 && x.Intensity > 0 {
				near(t, name+": "+x.Mineral+" of "+x.Use, x.Factor*x.Intensity, x.Account, 1e-12)
			} else if x.Factor != 1 && x.Use+x.Mineral != "networksaluminium" { // a multiple of copper
				t.Errorf("%s: %s of %s: factor %v without a published figure", name, x.Mineral, x.Use, x.Factor)
			}
		}
		if err := s.Table().Check(); err != nil {
			t.Error(err)
		}
	}
}

// The shape of a Weibull curve: that of the exponential at spread 1, and the
// spread of package mfa's curve in general.
func TestShapeOf(t *testing.T) {
	near(t, "exponential", shapeOf(1), 1, 1e-9)
	for _, cv := range []float64{.1, .3, .7} {
		k := shapeOf(cv)
		w := mfa.Weibull{Shape: k, Scale: 1 / math.Gamma(1+1/k)}
		mean, square := 0.0, 0.0
		const step = 1e-3
		for x := step / 2; x < 20; x += step { // E[x] = ∫S, E[x²] = ∫2xS
			mean += w.Survival(x) * step
			square += 2 * x * w.Survival(x) * step
		}
		near(t, "mean", mean, 1, 1e-8)                                // midpoint rule, over all of a smooth curve
		near(t, "spread", math.Sqrt(square-mean*mean)/mean, cv, 1e-5) // midpoint rule: step²/(24 cv²), 4e-6 at most
	}
}
