package base

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
)

// shock solves the benchmark of an account and a cut of a resource by a fifth.
func shock(t testing.TB, m *sam.SAM, e *Elasticities, resource string) (base, cut *cge.Equilibrium) {
	t.Helper()
	economy, err := EconomyOf(m, e)
	if err != nil {
		t.Fatal(err)
	}
	model, err := cge.Compile(economy)
	if err != nil {
		t.Fatal(err)
	}
	fixed := cge.Scenario{Fix: map[string]float64{"LAB": 1}}
	if base, err = model.Solve(context.Background(), fixed, nil); err != nil {
		t.Fatal(err)
	}
	fixed.Set = map[string]float64{"supply:" + resource: .8}
	if cut, err = model.Solve(context.Background(), fixed, nil); err != nil {
		t.Fatal(err)
	}
	return base, cut
}

func ExampleAccount_Economy() {
	a, err := NewAccount(2024, WEO)
	if err != nil {
		fmt.Println(err)
		return
	}
	economy, err := a.Economy(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := cge.Compile(economy)
	if err != nil {
		fmt.Println(err)
		return
	}
	less := cge.Scenario{Fix: map[string]float64{"LAB": 1}, Set: map[string]float64{"supply:R_P_Li": .8}}
	eq, err := model.Solve(context.Background(), less, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	show := func(what, variable string) {
		v, _ := eq.Value(variable)
		fmt.Printf("%-24s %+6.2f %%\n", what, 100*(v-1))
	}
	fmt.Println("a fifth less lithium in the ground")
	show("price of lithium", "M_Li")
	show("output of lithium", "Y_P_Li")
	show("price of a vehicle pack", "BEV")
	show("price of an electric car", "VZE")
	// Output:
	// a fifth less lithium in the ground
	// price of lithium         +13.67 %
	// output of lithium         -2.35 %
	// price of a vehicle pack   +0.97 %
	// price of an electric car  +0.26 %
}

// The account replicates the base year at any elasticity.
func TestEconomyReplicates(t *testing.T) {
	for name, a := range accounts(t) {
		base, _ := shock(t, a.SAM, nil, "CAP")
		c := base.Certificate
		if c.Replication == nil || *c.Replication > 1e-8 || c.Iterations > 0 {
			t.Errorf("%s: replication %v after %d iterations", name, c.Replication, c.Iterations)
		}
		if c.Walras == nil || math.Abs(*c.Walras) > 1e-10 || *c.Homogeneity > 1e-10 {
			t.Errorf("%s: Walras %v, homogeneity %v", name, c.Walras, c.Homogeneity)
		}
		for variable, v := range base.Values() {
			if variable != "HH" && math.Abs(v-1) > 1e-8 {
				t.Errorf("%s: %s is %v in the base year", name, variable, v)
			}
		}
	}
}

// A fifth less lithium resource: the worked account's case gives p +13.6 %,
// q -2.4 %; two other solvers agree on that to 2e-11. On the worked account
// our equations must give the same digits.
func TestLithiumCutOnWorkedAccount(t *testing.T) {
	m, err := sam.FromTable(noncommercial.BenchmarkSAM(), "row", "col")
	if err != nil {
		t.Fatal(err)
	}
	_, cut := shock(t, m, nil, "R_P_Li")
	for name, want := range map[string]float64{"M_Li": 1.13640278844, "P_Li": 1.13640705597, "Y_P_Li": 0.976119148588, "R_P_Li": 1.55841458702,
		"BEV": 1.00964248086, "BGS": 1.00970759593, "ELE": 1.00000495827, "VEH": 1.00049907849, "VZE": 1.00294371566, "Y_VZE": 0.992587266989} {
		got, err := cut.Value(name)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, got, want, 1e-8)
	}
}

func TestLithiumCut(t *testing.T) {
	for _, path := range []Path{WEO, Open} {
		a := mustAccount(t, 2024, path, path)
		_, cut := shock(t, a.SAM, nil, "R_P_Li")
		price, _ := cut.Value("M_Li")
		output, _ := cut.Value("Y_P_Li")
		if math.Abs(price-1.136) > .002 || math.Abs(output-.976) > .002 { // digits of the figures quoted; the two accounts differ within them
			t.Errorf("%s: price %v, output %v, want +13.6 %% and -2.4 %%", path, price, output)
		}
	}
}

// The case file is the same economy as text: same numbers through another door.
func TestCaseFileAgrees(t *testing.T) {
	dir := os.Getenv("LODESTONE_SHARED")
	if dir == "" {
		t.Skip("LODESTONE_SHARED is not set: it names the folder with cases/cge")
	}
	f, err := os.Open(filepath.Join(dir, "cases", "cge", "39_sam_base_world2024.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := casefile.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := c.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := sam.FromTable(noncommercial.BenchmarkSAM(), "row", "col")
	if err != nil {
		t.Fatal(err)
	}
	_, cut := shock(t, m, nil, "R_P_Li")
	ours, compared := cut.Values(), 0
	for name, v := range outcomes[1].Equilibrium.Values() {
		if x, ok := ours[name]; ok {
			compared++
			near(t, name, x, v, 1e-8)
		}
	}
	if compared < 220 {
		t.Errorf("only %d variables have the same name in both", compared)
	}
}

func TestEconomyRefusesUnbalanced(t *testing.T) {
	a := mustAccount(t, 2024, WEO, WEO)
	if _, err := EconomyOf(a.Prior, nil); err == nil {
		t.Error("an account that does not balance has become an economy")
	}
}

func BenchmarkEconomy(b *testing.B) {
	a := mustAccount(b, 2024, WEO, WEO)
	for b.Loop() {
		shock(b, a.SAM, nil, "R_P_Li")
	}
}
