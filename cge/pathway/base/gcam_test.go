package base

import (
	"fmt"
	"math"
	"testing"
)

func ExampleAccount_GCAMWeights() {
	a, err := NewAccount(2024, WEO)
	if err != nil {
		fmt.Println(err)
		return
	}
	weights, err := a.GCAMWeights()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range weights {
		fmt.Printf("%-8s share %.3f, weight %6.3f, GCAM's %.2f (%s)\n", w.Option, w.Share, w.Ours, w.GCAM, w.From)
	}
	// Output:
	// coal     share 0.347, weight  1.000, GCAM's 1.00 (start-year)
	// gas      share 0.218, weight  0.394, GCAM's 1.00 (start-year)
	// nuclear  share 0.091, weight  0.361, GCAM's 0.00 (start-year)
	// hydro    share 0.143, weight  0.051, GCAM's 0.00 (start-year)
	// wind     share 0.081, weight  0.220, GCAM's 1.00 (2100)
	// solar    share 0.067, weight  0.183, GCAM's 1.00 (2100)
	// biomass  share 0.024, weight  0.181, GCAM's 1.00 (2100)
	// Liquids  share 0.808, weight  1.000, GCAM's 1.00 (2030)
	// BEV      share 0.192, weight  0.181, GCAM's 0.25 (2030)
}

func TestGCAMIsAccountedFor(t *testing.T) {
	rows, err := GCAM()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range rows {
		count[r.Action]++
		if r.Why == "" {
			t.Errorf("%s %s %s: no reason", r.Sector, r.Subsector, r.Technology)
		}
		if len(r.Nodes) == 0 && r.Action != "dropped" {
			t.Errorf("%s %s %s: %s to %v", r.Sector, r.Subsector, r.Technology, r.Action, r.Nodes)
		}
		if r.Action == "kept" && r.Subsectors == 0 {
			t.Errorf("%s %s %s: kept without an exponent", r.Sector, r.Subsector, r.Technology)
		}
	}
	want := map[string]int{"kept": 10, "split": 1, "merged": 168, "dropped": 93, "added": 5} // of the 277 rows of the map
	for action, n := range want {
		if count[action] != n {
			t.Errorf("%d %s, want %d", count[action], action, n)
		}
	}
}

// At its weights GCAM's share equation gives back the shares of the account.
func TestGCAMWeightsReproduceShares(t *testing.T) {
	a := mustAccount(t, 2024, WEO, WEO)
	weights, err := a.GCAMWeights()
	if err != nil {
		t.Fatal(err)
	}
	eta, logit, ok := GCAMElasticity("electricity")
	if !ok || eta != 3 || logit != "relative-cost-logit" {
		t.Fatalf("electricity: %v %v", eta, logit)
	}
	sum, shares := 0.0, 0.0
	for _, w := range weights {
		if w.Sector == "electricity" {
			sum, shares = sum+w.Ours*math.Pow(w.Cost, -eta), shares+w.Share
		}
	}
	for _, w := range weights {
		if w.Sector == "electricity" {
			near(t, "share of "+w.Option, w.Ours*math.Pow(w.Cost, -eta)/sum*shares, w.Share, 1e-12)
		}
	}
}

func TestExponentRefuses(t *testing.T) {
	for _, text := range []string{"3", "x", "NaN", "-Inf"} {
		if _, err := exponent(text); err == nil {
			t.Errorf("exponent %q was taken", text)
		}
	}
}
