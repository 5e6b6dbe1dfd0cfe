package pathway_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// world is a made-up economy of the size of the world's: 27 years, 16 sectors,
// 20 minerals with by-products and a basket, 11 kinds of plant, 29
// sub-technologies of modules, turbines, packs, stationary batteries and
// electrolysers, vehicles whose buyers stand in the account, joint recycling,
// second life, carbon, three agents.
func world(years int) *pathway.Spec {
	s := &pathway.Spec{Name: "made-up world", Money: "GUSD", Mass: "kt", Discount: 0.05, Collection: 0.8}
	for t := range years {
		s.Years = append(s.Years, 2024+t)
	}
	path := func(g float64) []float64 {
		out := make([]float64, years)
		for t := range out {
			out[t] = math.Pow(g, float64(t))
		}
		return out
	}
	s.Account = worldAccount(path)
	worldMinerals(s, path)
	worldUnits(s, path)
	worldServices(s, path)
	return s
}

const sectors = 16

func good(i int) string { return fmt.Sprintf("good %d", i) }

func leaf(of string, v float64) pathway.Input { return pathway.Input{Of: of, Value: v} }

func worldAccount(path func(float64) []float64) pathway.Account {
	a := pathway.Account{Rest: "household", Level: "consumption"}
	var all []pathway.Input
	for i := range sectors {
		all = append(all, leaf(good(i), 1))
		mid := pathway.Nest{Elasticity: 0.25}
		for j := range sectors {
			mid.Inputs = append(mid.Inputs, leaf(good(j), 20+float64((7*i+3*j)%11)))
		}
		mid.Inputs = append(mid.Inputs, leaf("electricity", 5))
		va := pathway.Nest{Elasticity: 0.8, Inputs: []pathway.Input{leaf("labour", 350), leaf("capital", 250)}}
		a.Sectors = append(a.Sectors, pathway.Sector{Name: good(i), Output: 10000, Tax: 0.05, TaxTo: "government",
			Inputs: pathway.Nest{Elasticity: 0.3, Inputs: []pathway.Input{{Nest: &mid}, {Nest: &va}}}})
	}
	a.Sectors = append(a.Sectors, pathway.Sector{Name: "consumption", Output: 28000, Inputs: pathway.Nest{Elasticity: 0.5, Inputs: all}})
	a.Factors = []pathway.Factor{{Name: "labour", Owner: "household", Path: path(1.01)}, {Name: "capital", Owner: "household", Path: path(1.028)}}
	bundle := func(v float64) pathway.Nest {
		n := pathway.Nest{Elasticity: 0}
		for i := range 6 {
			n.Inputs = append(n.Inputs, leaf(good(2*i), v))
		}
		return n
	}
	a.Agents = []pathway.Agent{
		{Name: "household", Wants: pathway.Nest{Elasticity: 0.5, Inputs: []pathway.Input{leaf("consumption", 0), leaf("vehicles", 1800)}}},
		{Name: "government", Wants: bundle(2000)}, {Name: "investment", Wants: bundle(1500)}}
	a.Transfers = []pathway.Transfer{{From: "household", To: "government", Real: true, Path: path(1.02)}, {From: "household", To: "investment"}}
	return a
}

var minerals = []string{"Li", "Ni", "Cu", "graphite", "Mn", "Si", "Al", "Zn", "Ag", "V", "Pt", "Nd", "Pr", "Dy", "Co", "In", "Te", "Ga", "Ir", "Cr"}

func worldMinerals(s *pathway.Spec, path func(float64) []float64) {
	rest := pathway.Nest{Elasticity: 0.5, Inputs: []pathway.Input{leaf(good(0), 2), leaf(good(3), 1), leaf("electricity", 0.5), leaf("labour", 2), leaf("capital", 2)}}
	for i, m := range minerals {
		s.Minerals = append(s.Minerals, pathway.Mineral{Name: m, Price: 0.01 + 0.002*float64(i)})
		// other uses: every sector of a few takes some
		for j := range 3 {
			n := &s.Account.Sectors[(i+5*j)%sectors].Inputs
			n.Inputs = append(n.Inputs, leaf(m, 5+float64(i%4)))
		}
		if m == "Pr" || m == "Dy" {
			continue // of the basket
		}
		mine := pathway.Mine{Name: m, Outputs: []pathway.Output{{Mineral: m}}, Rent: 0.25, Short: 0.4, Long: 1.5, Speed: 0.1, Growth: 0.02, Inputs: rest, Owner: "household"}
		if i < 6 {
			mine.Ramp = 0.35
		}
		s.Mines = append(s.Mines, mine)
	}
	for i := range s.Mines {
		switch m := &s.Mines[i]; m.Name {
		case "Nd":
			m.Outputs = []pathway.Output{{Mineral: "Nd"}, {Mineral: "Pr"}, {Mineral: "Dy"}}
		case "Co":
			m.Hosts = []pathway.Host{{Mine: "Cu", Share: 0.5}, {Mine: "Ni", Share: 0.4}}
		case "In":
			m.Hosts = []pathway.Host{{Mine: "Zn", Share: 1, Ceiling: 3}}
		case "Te":
			m.Hosts = []pathway.Host{{Mine: "Cu", Share: 1, Ceiling: 2}}
		case "Ir":
			m.Hosts = []pathway.Host{{Mine: "Pt", Share: 1}}
		}
	}
	_ = path
}

// past are additions of the year before the base year.
var past = map[string]float64{"module": 350, "turbine": 90, "pack": 800, "stationary": 150, "electrolyser": 3}

// worldUse adds a use with n sub-technologies, the last `latent` of them without
// a share; each holds four minerals.
func worldUse(s *pathway.Spec, u pathway.Use, n, latent int, price, life, content float64, path func(float64) []float64) {
	years := len(s.Years)
	for k := range n {
		name := fmt.Sprintf("%s %c", u.Name, 'A'+k)
		unit := pathway.Unit{Name: name, Price: price * (1 + 0.04*float64(k)), Life: life + float64(k%3), Shape: 3.5, Cost: path(0.985 - 0.004*float64(k%4)),
			Inputs: pathway.Nest{Elasticity: 0.1, Inputs: []pathway.Input{leaf(good(4), 2), leaf(good(7), 1), leaf("electricity", 0.2), leaf("labour", 1), leaf("capital", 1)}}}
		for j := range 4 {
			m := s.Minerals[(5*k+3*j+len(u.Name))%len(s.Minerals)]
			unit.Content = append(unit.Content, pathway.Content{Mineral: m.Name, Amount: content * price / m.Price / float64(j+4)})
		}
		s.Units = append(s.Units, unit)
		o := pathway.Option{Unit: name, Share: 1 / float64(n-latent), Viable: 0.01}
		if k >= n-latent {
			o.Share, o.Weight = 0, make([]float64, years)
			for t := range o.Weight {
				o.Weight[t] = 0.5 / (1 + math.Exp(3-0.4*float64(t)))
			}
		}
		if size := past[u.Name]; size > 0 && o.Share > 0 {
			for c := range 15 {
				o.History = append(o.History, size*o.Share*math.Pow(1.15, float64(c-15)))
			}
		}
		u.Options = append(u.Options, o)
	}
	u.Latent = pathway.LatentOfLargest
	s.Uses = append(s.Uses, u)
}

func worldUnits(s *pathway.Spec, path func(float64) []float64) {
	chosen := pathway.Chosen
	worldUse(s, pathway.Use{Name: "module", Measure: "GW", Elasticity: 5, Additions: 0, RefLife: 25}, 5, 1, 0.25, 25, 0.08, path)
	worldUse(s, pathway.Use{Name: "turbine", Measure: "GW", Elasticity: 4, RefLife: 25}, 5, 1, 0.9, 25, 0.06, path)
	worldUse(s, pathway.Use{Name: "pack", Measure: "GWh", Elasticity: 4, RefLife: 14, Sets: chosen, Assembly: 0.02}, 9, 2, 0.11, 13, 0.09, path)
	worldUse(s, pathway.Use{Name: "stationary", Measure: "GWh", Elasticity: 5, RefLife: 14, Additions: 180, Path: path(1.14), Buyer: "investment"}, 6, 2, 0.15, 14, 0.08, path)
	worldUse(s, pathway.Use{Name: "electrolyser", Measure: "GW", Elasticity: 3, RefLife: 18, Additions: 5, Path: path(1.2), Buyer: "investment"}, 4, 0, 0.8, 18, 0.05, path)
	// latent options of uses that take all need no weight in the base year
	for i := range s.Uses {
		if s.Uses[i].Sets == pathway.AllOptions {
			for k := range s.Uses[i].Options {
				if w := s.Uses[i].Options[k].Weight; w != nil {
					w[0] = 0
				}
			}
		}
	}
	ice := pathway.Nest{Elasticity: 0.3, Inputs: []pathway.Input{leaf(good(5), 3), leaf(good(6), 2), leaf("labour", 2), leaf("capital", 1)}}
	drive := []struct {
		name         string
		share, price float64
		packs        float64
	}{{"combustion", 0.78, 22, 0}, {"battery", 0.17, 26, 0.055 * 1000 / 1000}, {"hybrid", 0.05, 25, 0.015}}
	use := pathway.Use{Name: "vehicles", Measure: "million", Elasticity: 4, Additions: 80, Path: path(1.015)}
	for _, d := range drive {
		unit := pathway.Unit{Name: d.name, Price: d.price, Life: 14, Shape: 3, Inputs: ice, Cost: path(1)}
		if d.packs > 0 {
			unit.Parts = []pathway.Part{{Use: "pack", Amount: d.packs * 1000}} // GWh per million
			unit.Cost = path(0.99)
		}
		s.Units = append(s.Units, unit)
		o := pathway.Option{Unit: d.name, Share: d.share}
		for c := range 20 {
			o.History = append(o.History, 80*d.share*math.Pow(1.02, float64(c-20)))
		}
		use.Options = append(use.Options, o)
	}
	s.Uses = append(s.Uses, use)
}

func worldServices(s *pathway.Spec, path func(float64) []float64) {
	service := pathway.Service{Name: "electricity", Measure: "TWh", Elasticity: 5, New: 1100, Path: path(1.03), Investor: "investment"}
	names := []string{"pv", "onshore", "offshore", "hydro", "nuclear", "gas", "coal", "biomass", "geothermal", "gas capture", "oil"}
	share := []float64{0.36, 0.17, 0.05, 0.08, 0.05, 0.12, 0.1, 0.03, 0.02, 0, 0.02}
	price := []float64{0.75, 1.4, 3, 2.5, 5, 0.9, 1.6, 2.2, 3, 2.1, 0.8}
	hours := []float64{1.4, 2.4, 3.5, 3.8, 7, 4, 4.5, 4.5, 7, 4, 2}
	run := []float64{0.008, 0.012, 0.02, 0.008, 0.02, 0.04, 0.03, 0.04, 0.02, 0.05, 0.05}
	co2 := []float64{0, 0, 0, 0, 0, 0.4, 0.9, 0, 0, 0.05, 0.7}
	for k, name := range names {
		unit := pathway.Unit{Name: name, Price: price[k], Life: 30, Shape: 4, Cost: path(1), Content: []pathway.Content{{Mineral: "Cu", Amount: 0.2}, {Mineral: "Al", Amount: 0.3}},
			Inputs: pathway.Nest{Elasticity: 0.1, Inputs: []pathway.Input{leaf(good(8), 2), leaf(good(9), 1), leaf("labour", 1)}}}
		switch name {
		case "pv":
			unit.Parts, unit.Cost = []pathway.Part{{Use: "module", Amount: 1}}, path(0.985)
		case "onshore", "offshore":
			unit.Parts, unit.Cost = []pathway.Part{{Use: "turbine", Amount: 1}}, path(0.99)
		}
		s.Units = append(s.Units, unit)
		p := pathway.Plant{Unit: name, Output: hours[k], Share: share[k], Operating: run[k], Emissions: co2[k],
			Inputs: pathway.Nest{Inputs: []pathway.Input{leaf(good(10), 1), leaf(good(11), 2), leaf("labour", 1)}}}
		old := 24000 * []float64{0.06, 0.08, 0.01, 0.16, 0.1, 0.22, 0.32, 0.025, 0.005, 0, 0.02}[k] / hours[k]
		for c := range 30 {
			p.History = append(p.History, old/25*math.Pow(1.03, float64(c-20)))
		}
		if share[k] == 0 {
			p.History, p.Weight = nil, make([]float64, len(s.Years))
			for t := range p.Weight {
				p.Weight[t] = 0.3 * (1 - math.Exp(-0.1*float64(t)))
			}
		}
		if name == "hydro" {
			p.Cap = make([]float64, len(s.Years))
			for t := range p.Cap {
				p.Cap[t] = 1000
			}
		}
		service.Plants = append(service.Plants, p)
	}
	s.Services = []pathway.Service{service}
	limit := make([]float64, len(s.Years))
	for t := range limit {
		limit[t] = 9300 * math.Pow(0.975, float64(t))
		if t == 0 {
			limit[t] = math.Inf(1)
		}
	}
	s.Carbon = &pathway.Carbon{Unit: "Mt", Limit: limit, Owner: "government"}
	worldRecovery(s)
}

func worldRecovery(s *pathway.Spec) {
	work := pathway.Nest{Elasticity: 0.5, Inputs: []pathway.Input{leaf(good(12), 1), leaf("labour", 1)}}
	joint := func(name string, from []string, cost float64) {
		r := pathway.Recycler{Name: name, From: from, Inputs: work, Cost: cost, Owner: "household"}
		seen := map[string]bool{}
		for _, u := range s.Units {
			for _, f := range from {
				if len(u.Name) > len(f) && u.Name[:len(f)] == f {
					for _, c := range u.Content {
						if !seen[c.Mineral] {
							seen[c.Mineral] = true
							r.Yields = append(r.Yields, pathway.Yield{Mineral: c.Mineral, Base: 0.6, Max: 0.95})
						}
					}
				}
			}
		}
		s.Recyclers = append(s.Recyclers, r)
	}
	joint("battery recycling", []string{"pack", "stationary"}, 0.0025)
	joint("module recycling", []string{"module"}, 0.004)
	joint("turbine recycling", []string{"turbine"}, 0.008)
	joint("electrolyser recycling", []string{"electrolyser"}, 0.005)
	other := make([]float64, len(s.Years))
	for t := range other {
		other[t] = 300 * math.Pow(1.02, float64(t))
	}
	s.Recyclers = append(s.Recyclers, pathway.Recycler{Name: "old copper", From: []string{}, PerMineral: true, Yields: []pathway.Yield{{Mineral: "Cu", Base: 0.8, Max: 0.95}},
		Inputs: work, Cost: 0.005, Owner: "household", Other: other})
	s.SecondLife = []pathway.SecondLife{{From: "pack", To: "stationary", Share: 0.3, Max: 0.7, Health: 0.75, Life: 8, Shape: 3, Inputs: work, Cost: 0.045, Owner: "household"}}
}

// The made-up world keeps every identity for 27 years.
func TestWorldSized(t *testing.T) {
	m, err := pathway.New(world(27), pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d unknowns, base year replicated to %.1g", m.Equilibrium().N(), r.Years[0].Check.Replication)
	checkIdentities(t, r)
}

func BenchmarkWorldSized(b *testing.B) {
	for b.Loop() {
		m, err := pathway.New(world(27), pathway.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
