package pathway_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/mfa"
)

// A miniCase is a file of the mini economy (see docs/model.md and EQUATIONS.md
// of the cases): inputs, and outputs of every year to ten digits.
type miniCase struct {
	ID        string
	Tolerance struct{ Rel, Abs float64 }
	Inputs    miniInputs
	Expected  struct {
		Years       []map[string]any
		ScenarioMFA []map[string]any `json:"scenario_mfa"`
	}
}

type miniBattery struct {
	Names       []string
	Intensity   [][]float64
	Price       []float64
	LabourShare []float64 `json:"labour_share"`
	Life        []float64
	Share       []float64
	Sigma       float64
	Additions0  float64
	Assembly    float64     `json:"assembly_cost"`
	Platform    []float64   `json:"platform_cost"`
	History     [][]float64 `json:"hist_inflow"`
	StockPath   []float64   `json:"stock_path"`
}

type miniInputs struct {
	Years                  int
	Numeraire, Discount    float64
	Minerals               []string
	MineralPrice           []float64 `json:"mineral_price"`
	Battery, Storage, Wind miniBattery
	CostPath               [][]float64 `json:"cost_path"`
	Final                  struct {
		GrossOutput float64 `json:"gross_output"`
		Epsilon     float64
		LabourShare float64 `json:"labour_share"`
	}
	LabourPath  []float64 `json:"labour_path"`
	CapitalPath []float64 `json:"capital_path"`
	OtherUse    []float64 `json:"other_use"`
	Mining      struct {
		RentShare    []float64   `json:"rent_share"`
		Elasticity   []float64   `json:"supply_elasticity"`
		ResourcePath [][]float64 `json:"resource_path"`
	}
	Recycling struct {
		Cost, Yield0 []float64
		YieldMax     []float64 `json:"yield_max"`
	}
	SecondLife struct {
		Phi0   float64
		PhiMax float64 `json:"phi_max"`
		SoH    float64 `json:"soh"`
		Life   float64
		Cost   float64
	} `json:"second_life"`
	MFA struct {
		Delta      float64
		Shape      map[string]float64 `json:"weibull_shape"`
		Collection float64
		RefV       float64 `json:"Lref_vehicle"`
		RefS       float64 `json:"Lref_storage"`
		RefW       float64 `json:"Lref_wind"`
	} `json:"mfa"`
	Knowledge struct {
		RndBase                        []float64 `json:"rnd_base"`
		RndPublic                      []float64 `json:"rnd_public"`
		ScientistShare                 float64   `json:"scientist_share"`
		Elasticity                     float64   `json:"supply_elasticity"`
		ScientistPath                  []float64 `json:"scientist_path"`
		Depreciation, Theta, Spillover float64
		BetaE                          float64            `json:"beta_e"`
		BetaD                          float64            `json:"beta_d"`
		BetaR                          float64            `json:"beta_r"`
		FloorShare                     []float64          `json:"floor_share"`
		Belief                         float64            `json:"belief_latent"`
		Growth                         map[string]float64 `json:"growth_expected"`
	}
	Switches struct{ Prices, RnD bool }
}

// column is entry k of every row.
func column(rows [][]float64, k int) []float64 {
	out := make([]float64, len(rows))
	for i, r := range rows {
		out[i] = r[k]
	}
	return out
}

func total(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

// spec writes the mini economy in the public types: recycling per mineral, mean
// latent weight, platform cost in money, no investment account.
func (in *miniInputs) spec(name string) *pathway.Spec {
	s := &pathway.Spec{Name: name, Money: "MUSD", Mass: "kt", Discount: in.Discount, Numeraire: in.Numeraire,
		Age: mfa.MidYear, Collection: in.MFA.Collection}
	for t := range in.Years {
		s.Years = append(s.Years, 2024+t)
	}
	y := pathway.Nest{Elasticity: 1, Inputs: []pathway.Input{{Of: "Y", Value: 1}}}
	for i, m := range in.Minerals {
		s.Minerals = append(s.Minerals, pathway.Mineral{Name: m, Price: in.MineralPrice[i]})
		s.Mines = append(s.Mines, pathway.Mine{Name: m, Outputs: []pathway.Output{{Mineral: m}}, Rent: in.Mining.RentShare[i],
			Short: in.Mining.Elasticity[i], Path: column(in.Mining.ResourcePath, i), Inputs: y, Owner: "household"})
		s.Recyclers = append(s.Recyclers, pathway.Recycler{Name: m, PerMineral: true, Yields: []pathway.Yield{{Mineral: m, Base: in.Recycling.Yield0[i], Max: in.Recycling.YieldMax[i]}},
			Inputs: y, Cost: in.Recycling.Cost[i], Owner: "household"})
	}
	s.Account = in.account()
	in.units(s, &in.Battery, "GWh", in.MFA.Shape["V"], 0)
	in.units(s, &in.Wind, "MW", in.MFA.Shape["W"], len(in.Battery.Names))
	in.uses(s)
	l := in.SecondLife
	s.Research = in.research()
	s.SecondLife = []pathway.SecondLife{{From: "vehicle", To: "storage", Share: l.Phi0, Max: l.PhiMax, Health: l.SoH, Life: l.Life,
		Shape: in.MFA.Shape["SL"], Inputs: y, Cost: l.Cost, Owner: "household"}}
	return s
}

func (in *miniInputs) account() pathway.Account {
	f, r := in.Final, total(in.Knowledge.RndBase)
	va := f.GrossOutput
	nest := pathway.Nest{Elasticity: f.Epsilon}
	for i, m := range in.Minerals {
		v := in.OtherUse[i] * in.MineralPrice[i]
		nest.Inputs = append(nest.Inputs, pathway.Input{Of: m, Value: v})
		va -= v
	}
	nest.Inputs = append(nest.Inputs, pathway.Input{Nest: &pathway.Nest{Elasticity: 1, Inputs: []pathway.Input{
		{Of: "labour", Value: va * f.LabourShare}, {Of: "capital", Value: va * (1 - f.LabourShare)}}}})
	th := in.Knowledge.ScientistShare
	rnd := pathway.Nest{Elasticity: in.Knowledge.Elasticity * th / (1 - th), Inputs: []pathway.Input{{Of: "scientists", Value: th * r}, {Of: "labour", Value: (1 - th) * r}}}
	return pathway.Account{
		Sectors: []pathway.Sector{{Name: "Y", Output: f.GrossOutput, Inputs: nest}, {Name: "research", Output: r, Inputs: rnd}},
		Factors: []pathway.Factor{{Name: "labour", Owner: "household", Path: in.LabourPath}, {Name: "capital", Owner: "household", Path: in.CapitalPath},
			{Name: "scientists", Owner: "household", Path: in.Knowledge.ScientistPath}},
		Agents: []pathway.Agent{{Name: "household", Wants: pathway.Nest{Inputs: []pathway.Input{{Of: "Y"}}}}},
		Rest:   "household", Level: "Y",
	}
}

func (in *miniInputs) units(s *pathway.Spec, b *miniBattery, measure string, shape float64, first int) {
	for k, name := range b.Names {
		u := pathway.Unit{Name: name, Measure: measure, Price: b.Price[k], Life: b.Life[k], Shape: shape, Cost: column(in.CostPath, first+k),
			Inputs: pathway.Nest{Elasticity: 1, Inputs: []pathway.Input{{Of: "labour", Value: b.LabourShare[k]}, {Of: "capital", Value: 1 - b.LabourShare[k]}}}}
		for i, m := range in.Minerals {
			if b.Intensity[k][i] > 0 {
				u.Content = append(u.Content, pathway.Content{Mineral: m, Amount: b.Intensity[k][i]})
			}
		}
		s.Units = append(s.Units, u)
	}
}

func (in *miniInputs) uses(s *pathway.Spec) {
	use := func(name, measure string, b *miniBattery, units []string, ref float64, sets pathway.Sets) {
		u := pathway.Use{Name: name, Measure: measure, Elasticity: b.Sigma, Assembly: b.Assembly, Additions: b.Additions0,
			Path: b.StockPath, Buyer: "household", RefLife: ref, Sets: sets}
		for k, unit := range units {
			o := pathway.Option{Unit: unit, Share: b.Share[k], History: column(b.History, k)}
			if b.Platform != nil {
				o.Platform = b.Platform[k]
			}
			u.Options = append(u.Options, o)
		}
		s.Uses = append(s.Uses, u)
	}
	use("vehicle", "GWh", &in.Battery, in.Battery.Names, in.MFA.RefV, pathway.Chosen)
	use("storage", "GWh", &in.Storage, in.Battery.Names, in.MFA.RefS, pathway.AllOptions)
	use("wind", "MW", &in.Wind, in.Wind.Names, in.MFA.RefW, pathway.AllOptions)
}

func readMini(t testing.TB, file string) miniCase {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c miniCase
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c
}

// miniCases are the files of testdata, and of LODESTONE_CASES/pathway where it
// is set.
func miniCases(t testing.TB, pattern string) (out []miniCase) {
	t.Helper()
	folders := []string{"testdata"}
	if extra := os.Getenv("LODESTONE_CASES"); extra != "" {
		folders = append(folders, filepath.Join(extra, "pathway"))
	}
	for _, f := range folders {
		files, err := filepath.Glob(filepath.Join(f, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no case %s in %s: %v", pattern, f, err)
		}
		for _, file := range files {
			out = append(out, readMini(t, file))
		}
	}
	return out
}

// comparison keeps the largest difference over the tolerance.
type comparison struct {
	rel, abs float64
	worst    float64
	where    string
	count    int
}

func (c *comparison) add(where string, want, got float64) {
	c.count++
	over := math.Abs(want-got) / (c.abs + c.rel*math.Abs(want))
	if math.IsNaN(over) {
		over = math.Inf(1)
	}
	if over > c.worst {
		c.worst, c.where = over, fmt.Sprintf("%s: want %.10g, got %.10g", where, want, got)
	}
}

// walk compares two trees of numbers.
func (c *comparison) walk(where string, want, got any) {
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for k, v := range w {
			c.walk(where+"/"+k, v, g[k])
		}
	case float64:
		g, ok := got.(float64)
		if !ok {
			g = math.NaN()
		}
		c.add(where, w, g)
	}
}

// miniExample reads the case of the Examples.
func miniExample() *miniInputs { return miniExampleOf("mini_no_rnd") }

func miniExampleOf(name string) *miniInputs {
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		panic(err)
	}
	var c miniCase
	if err := json.Unmarshal(raw, &c); err != nil {
		panic(err)
	}
	return &c.Inputs
}
