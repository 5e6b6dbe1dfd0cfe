package futures_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
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
	// Output: STEPS, still, mfa, LFP-rich, sodium, no research, NZE
}
