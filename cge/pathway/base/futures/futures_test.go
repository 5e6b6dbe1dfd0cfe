package futures_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/datasets"
)

// A future must do what it says: the favoured chemistry gains, nothing new
// enters where technology stands still, and flows alone keep the shares of 2024.
func TestFuturesDoWhatTheySay(t *testing.T) {
	all, err := futures.Follow(context.Background(), futures.Settings{Last: 2030})
	if err != nil {
		t.Fatal(err)
	}
	share := map[string]map[string]float64{}
	first := map[string]float64{}
	for _, f := range all {
		last := len(f.Result.Years) - 1
		share[f.Name] = f.Result.Years[last].Shares["ev_battery"]
		first = f.Result.Years[0].Shares["ev_battery"]
	}
	if len(all) != len(futures.Names()) {
		t.Fatalf("%d futures of %d", len(all), len(futures.Names()))
	}
	if a, b := share["LFP-rich"]["lfp"], share["STEPS"]["lfp"]; a <= b {
		t.Errorf("LFP-rich: share of lfp %.3f is not above that of STEPS, %.3f", a, b)
	}
	if a, b := share["sodium"]["na_ion"], share["STEPS"]["na_ion"]; a <= b {
		t.Errorf("sodium: share of na_ion %.3f is not above that of STEPS, %.3f", a, b)
	}
	for unit, s := range share["mfa"] {
		if d := s - first[unit]; d > 1e-9 || d < -1e-9 {
			t.Errorf("mfa: share of %s is %v, in 2024 it was %v", unit, s, first[unit])
		}
	}
	for unit, s := range share["still"] {
		if first[unit] == 0 && s > 1e-9 {
			t.Errorf("still: %s, which nobody used in 2024, has a share of %v", unit, s)
		}
	}
	for _, f := range all {
		if f.Name == "mfa" == f.Priced {
			t.Errorf("%s: priced is %v", f.Name, f.Priced)
		}
	}
}

// Gains of iron phosphate lower manganese and nickel and raise copper, however
// mature options that nobody uses yet become: the claim is made between 0.1 and 1. Of cobalt it is not, and
// of copper in 2030 not for every draw of other parameters (docs/uncertainty.md).
func TestLFPClaimSurvivesMaturity(t *testing.T) {
	for _, maturity := range []float64{.1, 1} {
		all, err := futures.Follow(context.Background(), futures.Settings{Last: 2030, Names: []string{"STEPS", "LFP-rich"}, Latent: maturity})
		if err != nil {
			t.Fatal(err)
		}
		for metal, sign := range map[string]float64{"manganese": -1, "nickel": -1, "copper": 1} {
			was, is := all[0].Result.Years[6].Total(metal).Total(), all[1].Result.Years[6].Total(metal).Total()
			if change := is/was - 1; change*sign <= 0 {
				t.Errorf("maturity %v: cheaper iron phosphate changes %s by %+.2f %% in 2030", maturity, metal, 100*change)
			}
		}
	}
}

// Tempered leaves the base year and metals without a publication alone, and
// brings other uses of copper to the published growth.
func TestTempered(t *testing.T) {
	all, err := futures.Follow(context.Background(), futures.Settings{Last: 2030, Names: []string{"mfa"}})
	if err != nil {
		t.Fatal(err)
	}
	copper, err1 := futures.Tempered(all[0], "copper")
	silver, err2 := futures.Tempered(all[0], "silver")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	years := all[0].Result.Years
	first, last := years[0].Minerals["copper"], years[6].Minerals["copper"]
	published := func(scenario, year string) float64 {
		v, err := datasets.MineralDemand().Where("measure", "other uses").Where("mineral", "copper").Where("scenario", scenario).Where("year", year).Array().Value()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	others := copper[6]*(last.Units+last.Other) - last.Units
	if got, want := others/first.Other, published("STEPS", "2030")/published("base", "2024"); copper[0] != 1 || got/want-1 > 1e-9 || want/got-1 > 1e-9 {
		t.Errorf("other uses of copper grow by %v to 2030, published %v; factor of 2024 %v", got, want, copper[0])
	}
	for _, v := range silver {
		if v != 1 {
			t.Errorf("silver is tempered by %v", v)
		}
	}
}

func TestUnknownFutureIsNamed(t *testing.T) {
	_, err := futures.Follow(context.Background(), futures.Settings{Names: []string{"fusion"}})
	if err == nil || !strings.Contains(err.Error(), `"fusion"`) || !strings.Contains(err.Error(), "sodium") {
		t.Errorf("error %v does not name the future and those there are", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := futures.Follow(ctx, futures.Settings{Names: []string{"STEPS"}}); err == nil {
		t.Error("a cancelled context gave no error")
	}
}

func ExampleNames() {
	fmt.Println(strings.Join(futures.Names(), ", "))
	// Output: STEPS, still, exogenous, mfa, LFP-rich, sodium, no research, NZE
}
