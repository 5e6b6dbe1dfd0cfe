package pathway_test

import (
	"context"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

func miniOf(t testing.TB, name string) *miniInputs {
	t.Helper()
	c := readMini(t, "testdata/"+name+".json")
	return &c.Inputs
}

// Without research that answers, knowledge and what it moves stay where they
// are, whatever the mode.
func TestKnowledgeFrozen(t *testing.T) {
	in := miniOf(t, "mini_base")
	frozen := in.spec("frozen")
	frozen.Research.Block.Frozen = true
	for _, r := range []*pathway.Result{runPath(t, frozen, pathway.Options{}), runPath(t, in.spec("outside"), pathway.Options{Mode: pathway.Exogenous})} {
		last := r.Years[len(r.Years)-1]
		for key, h := range last.Knowledge {
			if h != 1 || last.Research[key] != r.Years[0].Research[key] {
				t.Errorf("%s: %s is %v, research %v after %v", r.Spec.Name, key, h, last.Research[key], r.Years[0].Research[key])
			}
		}
		if last.Life["NMC"] != 13 || last.Content["LFP"]["Li"] != 0.09 {
			t.Errorf("%s: technology moved: %v, %v", r.Spec.Name, last.Life, last.Content["LFP"])
		}
	}
}

// Knowledge changes new units; what stands keeps what it was built with. The
// balance of minerals holds all the same, and the identities.
func TestKnowledgeLeavesStocksAlone(t *testing.T) {
	r := runPath(t, miniOf(t, "mini_base").spec("base"), pathway.Options{})
	checkIdentities(t, r)
	first, last := &r.Years[0], &r.Years[len(r.Years)-1]
	if last.Content["NaIon"]["Cu"] >= first.Content["NaIon"]["Cu"] || last.Life["NaIon"] <= first.Life["NaIon"] {
		t.Errorf("sodium batteries hold %v after %v and last %v after %v", last.Content["NaIon"], first.Content["NaIon"], last.Life["NaIon"], first.Life["NaIon"])
	}
}

// Dearer lithium draws research to using less of it and to recycling.
func TestScarcityDrawsResearch(t *testing.T) {
	base, cut := runPath(t, miniOf(t, "mini_base").spec("base"), pathway.Options{}), runPath(t, miniOf(t, "mini_supply_cut").spec("cut"), pathway.Options{})
	for i := 3; i < len(base.Years); i++ {
		a, b := &base.Years[i], &cut.Years[i]
		if b.Prices["Li"] > a.Prices["Li"] && b.Research["recycling|Li"] < a.Research["recycling|Li"] {
			t.Errorf("%d: lithium at %v after %v, research on its recycling %v after %v", a.Year, b.Prices["Li"], a.Prices["Li"], b.Research["recycling|Li"], a.Research["recycling|Li"])
		}
	}
}

func TestResearchRefusals(t *testing.T) {
	for want, spoil := range map[string]func(r *pathway.Research){
		"which no sector makes":                     func(r *pathway.Research) { r.Good = "alchemy" },
		"15 drivers for 16 stocks":                  func(r *pathway.Research) { r.Drivers = r.Drivers[:15] },
		"efficiency|NMC is 0; it must be above":     func(r *pathway.Research) { r.Drivers[0].Base = 0 },
		"its effect begins at 14":                   func(r *pathway.Research) { r.Drivers[6].Life = knowledge.Power{Base: 14, Exponent: 0.1} },
		`efficiency|lead: "lead" is no unit`:        func(r *pathway.Research) { r.Block.Keys[0].Object = "lead" },
		"30 of 20 is public; it lies between none":  func(r *pathway.Research) { r.Drivers[3].Public = 30 },
		"belief of research is 2; it is a share":    func(r *pathway.Research) { r.Belief = 2 },
		`recycling|gold: "gold" is no mineral`:      func(r *pathway.Research) { r.Block.Keys[12].Object = "gold" },
		"Li is 0.11 per unit in the base year, but": func(r *pathway.Research) { r.Drivers[0].Content["Li"] = knowledge.Constant(0.2) },
	} {
		s := miniOf(t, "mini_base").spec("bad")
		spoil(s.Research)
		if _, err := pathway.New(s, pathway.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}

// researched adds research on modules, packs, plants and joint recycling to the
// made-up world, with the other forms of effects.
func researched(years int) *pathway.Spec {
	s := world(years)
	a := &s.Account
	a.Sectors = append(a.Sectors, pathway.Sector{Name: "research", Output: 24, Inputs: pathway.Nest{Elasticity: 0.5, Inputs: []pathway.Input{{Of: "scientists", Value: 1}, {Of: "labour", Value: 1}}}})
	a.Factors = append(a.Factors, pathway.Factor{Name: "scientists", Owner: "household"})
	r := &pathway.Research{Good: "research", Buyer: "investment", Belief: 0.2, Horizon: 15}
	r.Block.Frontier = knowledge.Frontier{Depreciation: 0.1, Gain: 0.1, Theta: 0.3, Psi: 0.3, Floor: 0.25}
	// about 4 % of sales; on what is latent all of it is public
	spent := map[string]float64{"module A": 0.9, "pack B": 0.6, "pack H": 0.1, "pv": 10.3, "Cu": 0.2}
	add := func(d knowledge.Driver, object string, x pathway.Driver) {
		r.Block.Keys = append(r.Block.Keys, knowledge.Key{Driver: d, Object: object})
		x.Base = spent[object]
		x.Public = x.Base / 5
		if object == "pack H" {
			x.Public = x.Base
		}
		r.Drivers = append(r.Drivers, x)
	}
	unit := func(name string) *pathway.Unit {
		for i := range s.Units {
			if s.Units[i].Name == name {
				return &s.Units[i]
			}
		}
		return nil
	}
	for _, name := range []string{"module A", "pack B", "pack H", "pv"} {
		u := unit(name)
		x := pathway.Driver{Content: map[string]knowledge.Effect{}, Cost: knowledge.Falling{Base: 1, Exponent: 0.1}}
		for _, c := range u.Content {
			x.Content[c.Mineral] = knowledge.Falling{Base: c.Amount, Floor: c.Amount / 2, Exponent: 0.2}
		}
		add(knowledge.Efficiency, name, x)
		add(knowledge.Durability, name, pathway.Driver{Life: knowledge.Rising{Base: u.Life, Ceiling: 2 * u.Life, Exponent: 0.2}, Fit: knowledge.Rising{Base: 0.3, Ceiling: 0.7, Exponent: 0.2}})
	}
	add(knowledge.Recycling, "Cu", pathway.Driver{Yield: knowledge.Rising{Base: 0.6, Ceiling: 0.95, Exponent: 0.3}})
	s.Research = r
	return s
}

// A larger economy with research replicates its base year, keeps its
// identities, and learns.
func TestWorldWithResearch(t *testing.T) {
	r := runPath(t, researched(8), pathway.Options{})
	checkIdentities(t, r)
	first, last := &r.Years[0], &r.Years[7]
	moved := 0
	for i, key := range r.Spec.Research.Block.Keys {
		k := key.String()
		if d := first.Research[k]/r.Spec.Research.Drivers[i].Base - 1; d > 1e-8 || d < -1e-8 { // the base year replicates to 1e-8
			t.Errorf("research on %s is %v in the base year", key, first.Research[k])
		}
		if last.Knowledge[k] != 1 {
			moved++
		}
	}
	if moved == 0 {
		t.Error("nothing was learned in eight years")
	}
}

// A path of the size of the world's with myopic research.
func BenchmarkWorldWithResearch(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		m, err := pathway.New(researched(27), pathway.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
