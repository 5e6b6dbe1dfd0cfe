package base

import (
	"fmt"
	"testing"
)

// What latent options hold, by standing: nothing stands without a figure and a range.
func ExampleLatentFigures() {
	figures, err := LatentFigures()
	if err != nil {
		fmt.Println(err)
		return
	}
	n := map[string]int{}
	for _, f := range figures {
		if n[f.Standing]++; (f.Standing == "assumed" || f.Standing == "imputed") && f.InWorld {
			fmt.Printf("%-13s %-10s %-8s %.4g to %.4g, %.4g %s\n", f.Node, f.Mineral, f.Standing, f.Low, f.High, f.Central, f.Unit)
		}
	}
	fmt.Println(n)
	// Output:
	// iron_air      aluminium  imputed  32.2 to 2000, 254 kg/MWh
	// iron_air      copper     imputed  31.7 to 2040, 254 kg/MWh
	// iron_air      iron       imputed  933 to 6220, 1960 kg/MWh
	// zinc_bromine  zinc       assumed  750 to 1200, 870 kg/MWh
	// zinc_bromine  aluminium  imputed  36.8 to 1860, 262 kg/MWh
	// zinc_air      zinc       assumed  1100 to 2500, 1700 kg/MWh
	// zinc_air      aluminium  imputed  29.9 to 1860, 236 kg/MWh
	// zinc_air      copper     imputed  32.1 to 2060, 257 kg/MWh
	// motor_induction aluminium  assumed  5.65 to 19.3, 11.9 kg/motor
	// map[assumed:3 imputed:10 none:6 published:53]
}

func TestLatentFiguresHaveRanges(t *testing.T) {
	figures, err := LatentFigures()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Standing != "none" && !(f.Low <= f.Central && f.Central <= f.High) || f.Why == "" {
			t.Errorf("%+v", f)
		}
	}
	spec := mustWorld(t, WEO, Settings{})
	for _, e := range Entrants(spec) {
		if e.Minerals == 0 {
			t.Errorf("%s in %s holds no mineral", e.Unit, e.Use)
		}
	}
}
