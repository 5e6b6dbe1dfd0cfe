package datasets_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func nodes(t *testing.T) map[string]datasets.Node {
	t.Helper()
	list, err := datasets.Nodes()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]datasets.Node{}
	for _, n := range list {
		if _, twice := byID[n.ID]; twice {
			t.Errorf("node %q stands twice", n.ID)
		}
		byID[n.ID] = n
	}
	if len(byID) != 143 {
		t.Errorf("%d nodes, want 143", len(byID))
	}
	return byID
}

func TestNetworkHoldsTogether(t *testing.T) {
	byID := nodes(t)
	for id, n := range byID {
		for _, p := range n.Parents {
			if _, ok := byID[p]; !ok {
				t.Errorf("node %q: parent %q is no node", id, p)
			}
		}
		if n.Status != "active" && n.Status != "latent" {
			t.Errorf("node %q: status %q", id, n.Status)
		}
	}
	for _, r := range noncommercial.Edges().Rows {
		for _, id := range r.Key[:2] {
			if _, ok := byID[id]; !ok {
				t.Errorf("edge %q: %q is no node", r.Key, id)
			}
		}
	}
	for _, r := range noncommercial.NodeFigures().Rows {
		if _, ok := byID[r.Key[0]]; !ok {
			t.Errorf("figure %q is of no node", r.Key)
		}
	}
}

func TestBoundsAreInOrder(t *testing.T) {
	rank := map[string]int{"low": 0, "central": 1, "high": 2}
	type triple [3]float64
	for _, table := range []string{"nodes", "edges", "end_of_life", "material_intensity", "battery_energy_density", "second_life", "learning_rates", "elasticities"} {
		found, err := datasets.Open(table)
		if err != nil {
			t.Fatal(err)
		}
		k := slices.Index(found.Axes, "bound")
		groups := map[string]*triple{}
		for _, r := range found.Rows {
			key := strings.Join(slices.Delete(slices.Clone(r.Key), k, k+1), "\x00") + "\x00" + r.Source
			if groups[key] == nil {
				groups[key] = &triple{math.NaN(), math.NaN(), math.NaN()}
			}
			groups[key][rank[r.Key[k]]] = r.Value
		}
		for key, g := range groups {
			for i := range 2 {
				// low is printed with six digits, central with more
				if g[i] > g[i+1]*(1+1e-5) || g[0] > g[2]*(1+1e-5) {
					t.Errorf("%s %q: %v", table, strings.Split(key, "\x00"), *g)
				}
			}
		}
	}
}

// Shares of wind drivetrains, photovoltaic modules and battery chemistries
// sum to one under each parent.
func TestBaseSharesSumToOne(t *testing.T) {
	byID := nodes(t)
	sums := map[string]float64{}
	for _, r := range noncommercial.NodeFigures().Rows {
		n := byID[r.Key[0]]
		switch {
		case r.Key[2] != "central":
		case r.Key[1] == "base_share":
			sums[n.Parents[0]] += r.Value
		case r.Key[1] == "base_share_b":
			sums[n.Parents[len(n.Parents)-1]] += r.Value
		}
	}
	for _, parent := range []string{"wind_drivetrain_onshore", "wind_drivetrain_offshore", "pv_system", "ev_battery", "grid_battery_pack"} {
		if math.Abs(sums[parent]-1) > 1e-9 { // shares have twelve digits
			t.Errorf("shares under %s sum to %v", parent, sums[parent])
		}
	}
}

// What rests on the published demand is marked, so that a comparison with it
// can leave it out.
func TestIndependenceIsFlagged(t *testing.T) {
	var got []string
	for _, r := range noncommercial.Edges().Rows {
		if r.Key[3] == "coefficient" && r.Key[4] == "central" && strings.Contains(r.Flag, "-in-view") || strings.Contains(r.Flag, "calibrated") {
			got = append(got, r.Key[0]+" to "+r.Key[1]+": "+r.Flag)
		}
	}
	want := []string{"copper to wind_plant_onshore: chosen-in-view", "copper to wind_plant_offshore: chosen-in-view",
		"copper to c_si: chosen-in-view", "copper to cdte: chosen-in-view", "copper to cigs: chosen-in-view",
		"copper to networks: calibrated", "aluminium to networks: calibrated"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for _, id := range []string{"dd_pmsg", "gb_dfig", "cigs", "c_si"} {
		if r := at(t, noncommercial.NodeFigures(), "node", id, "property", "base_share", "bound", "central"); r.Flag != "calibrated" {
			t.Errorf("share of %s: flag %q", id, r.Flag)
		}
	}
	for _, id := range []string{"lfp", "nmc811", "nca"} {
		if r := at(t, datasets.NodeFigures(), "node", id, "property", "base_share", "bound", "central"); r.Flag != "chosen-in-view" {
			t.Errorf("share of %s: flag %q", id, r.Flag)
		}
	}
}

func TestEveryTechnologyHasALifetimeOrSaysWhyNot(t *testing.T) {
	for id, n := range nodes(t) {
		life, err := datasets.LifetimeOf(id)
		if err != nil {
			if n.Kind == "technology" && n.Status == "active" && id != "electrolyser" {
				t.Error(err)
			}
			continue
		}
		if life.Low > life.Mean || life.Mean > life.High || math.IsNaN(life.Sigma+life.Scale) {
			t.Errorf("%s: %+v", id, life)
		}
		if life.Distribution == "weibull" {
			if mean := life.Scale * math.Gamma(1+1/life.Shape); math.Abs(mean-life.Mean) > 1e-9*mean { // the same two functions
				t.Errorf("%s: Weibull mean %v, want %v", id, mean, life.Mean)
			}
		}
	}
}

// The spread of grid batteries is published with a mean of 10.3 years and
// moves with the mean that was chosen.
func ExampleLifetimeOf() {
	life, err := datasets.LifetimeOf("grid_battery")
	fmt.Printf("%s, %v years (%v to %v), sigma %.3f, %v\n", life.Distribution, life.Mean, life.Low, life.High, life.Sigma, err)
	module, err := datasets.LifetimeOf("solar_pv")
	fmt.Printf("%s, %v years, shape %v, scale %.2f, %v\n", module.Distribution, module.Mean, module.Shape, module.Scale, err)
	_, err = datasets.LifetimeOf("solar_vp")
	fmt.Println(err)
	// Output:
	// folded_normal, 16 years (10.3 to 20), sigma 3.424, <nil>
	// weibull, 32.541 years, shape 8.50976, scale 34.45, <nil>
	// datasets: no node "solar_vp"; did you mean solar_pv?
}

func TestMineralsAreTheNodes(t *testing.T) {
	byID := nodes(t)
	list, err := datasets.Minerals()
	if err != nil || len(list) != 26 {
		t.Fatalf("%d minerals, %v", len(list), err)
	}
	for _, m := range list {
		if byID[m.ID].Kind != "mineral" || byID[m.ID+"_recycled"].Kind != "recycled_mineral" {
			t.Errorf("%s and its recycled twin are no nodes", m.ID)
		}
	}
}

func TestGCAMMapAndAccounts(t *testing.T) {
	gcam, err := datasets.GCAMMap()
	if err != nil || len(gcam) != 277 {
		t.Errorf("%d GCAM technologies, %v", len(gcam), err)
	}
	byID := nodes(t)
	for _, g := range gcam {
		for _, id := range g.Nodes {
			if _, ok := byID[id]; !ok {
				t.Errorf("GCAM %s/%s/%s goes to %q, which is no node", g.Sector, g.Subsector, g.Technology, id)
			}
		}
	}
	accounts, err := datasets.Accounts()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, a := range accounts {
		known[a.Matrix+" "+a.ID] = true
	}
	for _, r := range noncommercial.BenchmarkSAM().Rows {
		if !known["sam_base "+r.Key[0]] || !known["sam_base "+r.Key[1]] {
			t.Errorf("cell %q: account without a description", r.Key)
		}
	}
}

// Every account of a balanced matrix receives what it pays.
func TestBalancedMatricesBalance(t *testing.T) {
	for name, table := range map[string]quantity.Table{
		"sam_usa_2017":  datasets.SAMUSA2017().Where("version", "balanced"),
		"sam_base":      noncommercial.BenchmarkSAM(),
		"sam_base_open": noncommercial.BenchmarkSAMOpen(),
	} {
		if err := table.Err(); err != nil {
			t.Fatal(err)
		}
		gap, largest := map[string]float64{}, 0.0
		for _, r := range table.Rows {
			gap[r.Key[0]] += r.Value
			gap[r.Key[1]] -= r.Value
			largest = max(largest, math.Abs(r.Value))
		}
		for account, g := range gap {
			if math.Abs(g) > 1e-12*largest { // cells have fifteen digits
				t.Errorf("%s: account %s receives %v more than it pays", name, account, g)
			}
		}
	}
}
