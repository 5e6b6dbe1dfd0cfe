package knowledge_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExampleBlock() {
	b := knowledge.Block{
		Frontier: knowledge.DefaultFrontier(),
		Keys:     []knowledge.Key{{knowledge.Efficiency, "LFP"}, {knowledge.Recycling, "lithium"}},
	}
	s, err := b.Start()
	for range 10 {
		if err != nil {
			fmt.Println(err)
			return
		}
		s, err = s.Step([]float64{2, 0}) // twice the research on LFP, none on recycling
	}
	for i, k := range s.Keys() {
		fmt.Printf("%-18v h = %.3f\n", k, s.Knowledge()[i])
	}
	// Output:
	// efficiency|LFP     h = 1.104
	// recycling|lithium  h = 0.430
}

func ExampleFrontier_Steady() {
	h, _ := knowledge.DefaultFrontier().Steady(2)
	fmt.Printf("research doubled for good ends at h = %.3f\n", h)
	// Output: research doubled for good ends at h = 1.361
}

func ExampleParseKey() {
	k, _ := knowledge.ParseKey("durability|LFP")
	fmt.Println(k.Driver, "of", k.Object)
	// Output: durability of LFP
}

func ExampleNewWeighted() {
	w, _ := knowledge.NewWeighted(0.2, [][]float64{{0, 1}, {1, 0}})
	fmt.Printf("%.3f\n", w.Factors([]float64{1, 2}))
	// Output: [1.149 1.000]
}

func ExampleCatchUp() {
	c := knowledge.CatchUp{Exponent: 0.2, Groups: [][]int{{0, 1}}}
	fmt.Printf("%.3f\n", c.Factors([]float64{1, 2}))
	// Output: [1.084 0.944]
}

func ExampleQuoted() {
	lithium, _ := knowledge.Quoted{Name: "lithium in LFP", Base: 0.09, Bound: 0.06, Elasticity: 0.1}.Falling()
	_, err := knowledge.Quoted{Name: "yield of neodymium", Bound: 0.9, Elasticity: 0.2}.Rising()
	fmt.Printf("%.4f, and with twice the knowledge %.4f\n", lithium.At(1), lithium.At(2))
	fmt.Println(err)
	// Output:
	// 0.0900, and with twice the knowledge 0.0844
	// knowledge: yield of neodymium: the base is 0 and would stay 0 whatever is learned; declare First, the value of the first year
}

func ExampleRising() {
	yield := knowledge.Rising{Base: 0.45, Ceiling: 0.95, Exponent: 0.7}
	for _, h := range []float64{0.25, 1, 4, 1000} {
		fmt.Printf("%.3f ", yield.At(h))
	}
	// Output: 0.242 0.450 0.669 0.942
}

func ExampleApproach() {
	yield := knowledge.Approach{Base: 0.45, Ceiling: 0.95, Exponent: 0.7}
	for _, h := range []float64{0.25, 1, 4, 1000} {
		fmt.Printf("%.3f ", yield.At(h))
	}
	// Output: 0.000 0.450 0.761 0.946
}

func ExamplePower() {
	life := knowledge.Power{Base: 13, Exponent: 0.15, Ceiling: 18}
	fmt.Printf("%.2f %.2f\n", life.At(2), life.At(20))
	// Output: 14.42 18.00
}

func ExampleElasticity() {
	cost := knowledge.Falling{Base: 80, Exponent: 0.152}
	fmt.Printf("%.3f\n", knowledge.Elasticity(cost, 3))
	// Output: -0.152
}

func ExampleLearningBySearching() {
	eps, _ := knowledge.LearningBySearching(0.10)
	fmt.Printf("%.3f\n", eps)
	// Output: 0.152
}

func ExampleCheckEffect() {
	err := knowledge.CheckEffect("lithium", knowledge.Yield, knowledge.Rising{Base: 0.9, Ceiling: 1.04, Exponent: 1})
	fmt.Println(err)
	// Output: knowledge: yield of lithium: 1.00089 at h = 3.98; a share lies between 0 and 1
}

func ExampleCohorts() {
	lfp := knowledge.Technology{
		Name:       "LFP",
		Intensity:  map[string]knowledge.Effect{"lithium": knowledge.Falling{Base: 0.09, Floor: 0.06, Exponent: 0.3}},
		Cost:       knowledge.Falling{Base: 80, Exponent: 0.15},
		Life:       knowledge.Rising{Base: 15, Ceiling: 25, Exponent: 0.4},
		SecondLife: knowledge.Constant(0.3),
	}
	var c knowledge.Cohorts
	c.Freeze(2024, "LFP", lfp.At(1, 1))
	c.Freeze(2025, "LFP", lfp.At(1.2, 1.1))
	fmt.Println(c.Freeze(2024, "LFP", lfp.At(2, 2)))
	fmt.Println(c.Life())
	// Output:
	// knowledge: Freeze: the cohort 2024 of LFP is frozen already; its content does not change any more
	// cohort 2 × technology 1, yr
	// cohort    LFP
	// 2024       15
	// 2025    15.23
}

func ExampleEfficiencyInput() {
	b, _ := knowledge.EfficiencyInput{
		H:        1,
		Inflow:   700, // GWh a year
		Minerals: []knowledge.Mineral{{Name: "lithium", Price: 60, Intensity: knowledge.Falling{Base: 0.09, Floor: 0.06, Exponent: 0.3}}},
		Cost:     knowledge.Falling{Base: 80, Exponent: 0.15},
	}.Benefit()
	fmt.Printf("a base year's knowledge more is worth %.0f MUSD a year, %.1f %% of it lithium\n", b.Total(), 100*b.ByPrice[0].Growing/b.Total())
	// Output: a base year's knowledge more is worth 8778 MUSD a year, 4.3 % of it lithium
}

func ExampleDurabilityInput() {
	b, _ := knowledge.DurabilityInput{
		H: 1, Inflow: 700, UnitPrice: 92, Rate: 0.07,
		Life:       knowledge.Rising{Base: 15, Ceiling: 25, Exponent: 0.4},
		SecondLife: knowledge.Rising{Base: 0.3, Ceiling: 0.7, Exponent: 0.3},
		Retired:    20, Rent: 23,
	}.Benefit()
	fmt.Printf("longer lives %.0f, second lives %.1f MUSD a year\n", b.Growing, b.Constant)
	// Output: longer lives 5945, second lives 23.7 MUSD a year
}

func ExampleRecyclingInput() {
	b, _ := knowledge.RecyclingInput{H: 1, Mineral: "lithium", Price: 60, Treated: 5, Yield: knowledge.Rising{Base: 0.45, Ceiling: 0.95, Exponent: 0.7}}.Benefit()
	fmt.Printf("%.1f MUSD a year\n", b.Total())
	// Output: 49.7 MUSD a year
}

func ExampleMarketSize() {
	// A sodium battery that no maker uses yet, and would take 8 % of the packs.
	n, _ := knowledge.MarketSize(700, 0.2, knowledge.Regime{Weight: 1, Share: 0.08})
	fmt.Printf("%.1f GWh\n", n)
	// Output: 11.2 GWh
}

func ExampleValuation() {
	f, v := knowledge.DefaultFrontier(), knowledge.DefaultValuation()
	ahead, _ := knowledge.Myopic{}.Ahead(knowledge.Question{Now: knowledge.Benefit{Growing: 100}, Inflow: []float64{500, 600, 700}, Horizon: v.Horizon})
	worth, _ := v.Of(ahead, f)
	still, _ := knowledge.Perpetuity(100, 0, v.Rate, f)
	fmt.Printf("%.0f; without growth, for ever, %.0f\n", worth, still)
	// Output: 1708; without growth, for ever, 514
}

// One object from its base year on: what it is worth fixes chi, and chi what
// happens when lithium doubles in price.
func ExampleCalibrate() {
	value := func(lithium float64) float64 {
		b, _ := knowledge.EfficiencyInput{H: 1, Inflow: 700, Minerals: []knowledge.Mineral{{Name: "lithium", Price: lithium, Intensity: knowledge.Falling{Base: 0.09, Floor: 0.06, Exponent: 0.3}}},
			Cost: knowledge.Falling{Base: 80, Exponent: 0.15}}.Benefit()
		growing, _, _ := knowledge.DefaultValuation().Weights(0.05, knowledge.DefaultFrontier())
		return growing * b.Growing
	}
	p := knowledge.Project{Key: knowledge.Key{Driver: knowledge.Efficiency, Object: "LFP"}, Frontier: knowledge.DefaultFrontier(), H: 1, Spill: 1, Value: value(60), Base: 130}
	chi, err := knowledge.Calibrate(1, []knowledge.Project{p}, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Chi = chi[0].Chi
	before, _ := p.Private(1)
	p.Value = value(120)
	after, _ := p.Private(1)
	fmt.Println(chi[0])
	fmt.Printf("research %.1f, and %.1f after lithium doubled\n", before, after)
	// Output:
	// efficiency|LFP: chi 0.1143
	// research 130.0, and 137.0 after lithium doubled
}

func ExampleMarket() {
	f := knowledge.DefaultFrontier()
	m := knowledge.Market{
		Projects: []knowledge.Project{
			{Frontier: f, H: 1, Spill: 1, Value: 10000, Chi: 0.7, Base: 130},
			{Frontier: f, H: 1, Spill: 1, Value: 2000, Chi: 0.7, Base: 20, Public: 10},
		},
	}
	for _, s := range []knowledge.Supply{knowledge.NewSector(150), knowledge.Pool(150)} {
		m.Supply = s
		c, err := m.Solve()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%T: price %.3f, r %.3f, excess below 1e-13: %v\n", s, c.Price, c.Ratio, c.Excess < 1e-13)
	}
	// Output:
	// knowledge.Sector: price 1.066, r [1.013 1.406], excess below 1e-13: true
	// knowledge.Pool: price 1.121, r [0.951 1.320], excess below 1e-13: true
}

func ExampleSector_Price() {
	p, _ := knowledge.NewSector(648).Price(2 * 648)
	fmt.Printf("twice the research costs %.2f each\n", p)
	// Output: twice the research costs 2.00 each
}

func ExampleRespond() {
	v, f := knowledge.DefaultValuation(), knowledge.DefaultFrontier()
	terms := knowledge.Project{Frontier: f, H: 1, Spill: 1, Chi: 0.1, Base: 100}
	battery, scrap := terms, terms
	scrap.Base = 1
	battery.Key = knowledge.Key{Driver: knowledge.Efficiency, Object: "NMC"}
	scrap.Key = knowledge.Key{Driver: knowledge.Recycling, Object: "cobalt"}
	b, _ := knowledge.EfficiencyInput{H: 1, Inflow: 300, Cost: knowledge.Falling{Base: 90, Exponent: 0.15}, Minerals: []knowledge.Mineral{
		{Name: "lithium", Price: 60, Intensity: knowledge.Falling{Base: 0.11, Floor: 0.07, Exponent: 0.5}},
		{Name: "cobalt", Price: 33, Intensity: knowledge.Falling{Base: 0.10, Floor: 0.02, Exponent: 0.5}},
	}}.Benefit()
	z, _ := knowledge.RecyclingInput{H: 1, Mineral: "cobalt", Price: 33, Cost: 15, Treated: 40, Yield: knowledge.Rising{Base: 0.75, Ceiling: 0.98, Exponent: 0.9}}.Benefit()
	r, err := knowledge.Respond(1, nil, v, []knowledge.Case{{Project: battery, Benefit: b, Growth: 0.1}, {Project: scrap, Benefit: z}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	// Output:
	// elasticity of research to market size and mineral prices, at a price of research of 1
	// driver|object           h        r          V      chi   market  lithium   cobalt
	// efficiency|NMC          1   0.8622  4.441e+04      0.1    1.250    0.094    0.103
	// recycling|cobalt        1    1.061      524.2      0.1    1.250        .    2.292
}

// Knowledge lowers the cost of batteries, and so what more of it is worth. The
// passes find the research that the path itself justifies.
func ExampleForesight() {
	v, f := knowledge.Valuation{Horizon: 15, Rate: 0.07}, knowledge.DefaultFrontier()
	run := func(e knowledge.Expectation) (knowledge.Pass, error) {
		var pass knowledge.Pass
		s, err := knowledge.Block{Frontier: f, Keys: []knowledge.Key{{knowledge.Efficiency, "LFP"}}}.Start()
		for t, inflow := 0, 700.0; t < 20 && err == nil; t, inflow = t+1, inflow*1.04 {
			h := s.Knowledge()[0]
			b, _ := knowledge.EfficiencyInput{H: h, Inflow: inflow, Cost: knowledge.Falling{Base: 80, Exponent: 0.15}}.Benefit()
			ahead, _ := e.Ahead(knowledge.Question{Year: t, Now: b, Inflow: []float64{inflow}, Horizon: v.Horizon})
			p := knowledge.Project{H: h, Spill: 1, Frontier: f, Chi: 0.2, Base: 130}
			p.Value, _ = v.Of(ahead, f)
			private, _ := p.Private(1)
			r := []float64{p.Ratio(private)}
			pass.Benefit, pass.Research = append(pass.Benefit, []float64{b.Total()}), append(pass.Research, r)
			s, err = s.Step(r)
		}
		return pass, err
	}
	first, _ := run(knowledge.Myopic{})
	fix, err := knowledge.Foresight{}.Run(run)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("r in the first year: myopic %.3f, foreseen %.3f; settled: %v\n", first.Research[0][0], fix.Research[0][0], fix.Changes[len(fix.Changes)-1] < 1e-6)
	// Output: r in the first year: myopic 1.240, foreseen 1.613; settled: true
}

func ExamplePath() {
	p, _ := knowledge.NewPath("yield of lithium", []int{2024, 2035, 2050}, []float64{0.45, 0.8, 0.9})
	v, _ := p.At(2030)
	_, err := p.At(2060)
	fmt.Printf("%.3f\n%v\n", v, err)
	// Output:
	// 0.684
	// knowledge: path of yield of lithium: 2060 is asked, it runs from 2024 to 2050
}

func ExamplePathsOf() {
	yields := quantity.New("1", []float64{0.45, 0.75, 0.85, 0.95}, quantity.NewAxis("year", "2024", "2050"), quantity.NewAxis("mineral", "lithium", "cobalt"))
	paths, _ := knowledge.PathsOf(yields, "mineral")
	v, _ := paths["cobalt"].At(2037)
	fmt.Printf("%.2f\n", v)
	// Output: 0.85
}

func ExampleTwoFactor() {
	l := knowledge.TwoFactor{Base: 100, Doing: 0.097, Searching: 0.10}
	c, _ := l.Cost(8, 2) // three doublings built, one researched
	fmt.Printf("%.2f\n", c)
	// Output: 66.27
}

func ExampleDirected() {
	d := knowledge.Directed{Epsilon: 3, Alpha: 1. / 3, Clean: 0.1, Dirty: 0.1}
	a, _ := d.Start(0.16)
	for _, mandated := range []int{0, 9, 10} {
		run, _ := d.Run(a, 40, mandated, 0)
		from, clean := knowledge.CleanFrom(run)
		fmt.Printf("%d periods of clean research: clean for good %v", mandated, clean)
		if clean {
			fmt.Printf(", from period %d", from)
		}
		fmt.Println()
	}
	// Output:
	// 0 periods of clean research: clean for good false
	// 9 periods of clean research: clean for good false
	// 10 periods of clean research: clean for good true, from period 1
}
