package knowledge_test

import (
	"errors"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"pgregory.net/rapid"
)

func falling(base, floor, b float64) knowledge.Falling {
	return knowledge.Falling{Base: base, Floor: floor, Exponent: b}
}

// The benefit of efficiency is the derivative of what a year's units cost.
func TestEfficiencyBenefitIsADerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, k := falling(wide(t, "a", -4, 2), 0, draw(t, "b", 0, 2)), falling(wide(t, "k", -2, 4), 0, draw(t, "b", 0, 2))
		in := knowledge.EfficiencyInput{H: draw(t, "h", 0.3, 4), Inflow: wide(t, "n", -2, 5), Cost: k, Minerals: []knowledge.Mineral{{Name: "Li", Price: wide(t, "p", -2, 3), Intensity: a}}}
		cost := func(h float64) float64 { return in.Inflow * (in.Minerals[0].Price*a.At(h) + k.At(h)) }
		d := 1e-4 * in.H
		want := (cost(in.H-d) - cost(in.H+d)) / (2 * d)
		b := must[knowledge.Benefit](t)(in.Benefit())
		// third derivative: (1e-4)^2 times at most b(b+1)(b+2)/6 = 4
		if math.Abs(b.Total()-want) > 1e-7*want+1e-10*cost(in.H)/in.H {
			t.Errorf("%v, differences %v", b.Total(), want)
		}
		price := in.Minerals[0].Price
		near(t, "part of the price", b.ByPrice[0].Growing, in.Inflow*price*-a.Slope(in.H), 1e-15)
	})
}

// Spread is the derivative of the logarithm of the capital recovery factor.
func TestSpread(t *testing.T) {
	for _, rate := range []float64{0.001, 0.05, 0.2} {
		for _, life := range []float64{2, 14, 40} {
			crf := func(l float64) float64 { return math.Log(rate / -math.Expm1(-l*math.Log1p(rate))) }
			d := 1e-4 * life
			near(t, "spread", knowledge.Spread(rate, life), (crf(life-d)-crf(life+d))/(2*d), 1e-7) // (d/life)² = 1e-8 times a ratio of derivatives below ten
		}
	}
	near(t, "without discounting", knowledge.Spread(0, 8), 0.125, 0)
	near(t, "nearly without", knowledge.Spread(1e-12, 8), 0.125, 1e-10)
}

func TestDurabilityAndRecyclingByHand(t *testing.T) {
	life, phi := knowledge.Rising{Base: 15, Ceiling: 30, Exponent: 0.4}, knowledge.Rising{Base: 0.3, Ceiling: 0.6, Exponent: 0.2}
	b := must[knowledge.Benefit](t)(knowledge.DurabilityInput{H: 1, Inflow: 100, UnitPrice: 90, MineralCosts: []knowledge.Cost{{Mineral: "Li", Amount: 9}}, Life: life, SecondLife: phi, Retired: 10, Rent: 20}.Benefit())
	// L' = 0.4 15 (1-1/2) = 3, over 15 years without discounting; phi' = 0.2 0.3 / 2 = 0.03
	near(t, "longer life", b.Growing, 100*90*3./15, 1e-14)
	near(t, "second life", b.Constant, 10*20*0.03, 1e-14)
	near(t, "price of lithium", b.ByPrice[0].Growing, b.Growing/10, 1e-14)

	in := knowledge.RecyclingInput{H: 1, Mineral: "Li", Price: 60, Cost: 40, Treated: 5, Yield: knowledge.Rising{Base: 0.45, Ceiling: 0.9, Exponent: 0.4}}
	b = must[knowledge.Benefit](t)(in.Benefit())
	near(t, "yield", b.Total(), 20*5*0.4*0.45/2, 1e-14)
	near(t, "elasticity to the price, margin 1/3", b.ByPrice[0].Constant/b.Total(), 3, 1e-14)
	in.Price = 30
	if b = must[knowledge.Benefit](t)(in.Benefit()); b.Total() != 0 {
		t.Errorf("recycling at a loss is worth %v", b.Total())
	}
}

func TestBenefitsRefuse(t *testing.T) {
	_, err := knowledge.EfficiencyInput{Inflow: 1}.Benefit()
	expectError(t, "benefit of efficiency: h is 0", err)
	_, err = knowledge.EfficiencyInput{H: 1, Inflow: -1}.Benefit()
	expectError(t, "inflow is -1", err)
	_, err = knowledge.EfficiencyInput{H: 1, Minerals: []knowledge.Mineral{{Name: "Li", Price: 1}}}.Benefit()
	expectError(t, "Li has price 1 and effect <nil>", err)
	_, err = knowledge.EfficiencyInput{H: 1, Inflow: 1, Cost: knowledge.Power{Base: 1, Exponent: 1}}.Benefit()
	expectError(t, "0 or above", err)
	_, err = knowledge.DurabilityInput{H: 1}.Benefit()
	expectError(t, "no Life", err)
	_, err = knowledge.DurabilityInput{H: 1, Life: knowledge.Constant(0)}.Benefit()
	expectError(t, "lifetime is 0 years", err)
	_, err = knowledge.DurabilityInput{H: 1, UnitPrice: 1, MineralCosts: []knowledge.Cost{{Mineral: "Li", Amount: 2}}, Life: knowledge.Constant(1)}.Benefit()
	expectError(t, "Li costs 2 of a unit price of 1", err)
	_, err = knowledge.RecyclingInput{H: 1, Mineral: "Li", Price: math.NaN()}.Benefit()
	expectError(t, "price of Li is NaN", err)
	_, err = knowledge.RecyclingInput{H: 1, Mineral: "Li"}.Benefit()
	expectError(t, "no Yield of Li", err)
	_, err = knowledge.MarketSize(1, 2)
	expectError(t, "belief 2", err)
	_, err = knowledge.MarketSize(1, 0.2, knowledge.Regime{Weight: 1, Share: 1.5})
	expectError(t, "regime 0 has weight 1 and share 1.5", err)
	_, err = knowledge.MarketSize(1, 0.2, knowledge.Regime{Weight: 0.7}, knowledge.Regime{Weight: 0.7})
	expectError(t, "add up to 1.4", err)
}

func TestMarketSize(t *testing.T) {
	got := must[float64](t)(knowledge.MarketSize(700, 0.2, knowledge.Regime{Weight: 0.75, Share: 0.1}, knowledge.Regime{Weight: 0.25, Member: true, Share: 0.4}))
	near(t, "half in, half out", got, 700*(0.75*0.1*0.2+0.25*0.4), 1e-15)
}

func TestValueByHand(t *testing.T) {
	f := knowledge.Frontier{Depreciation: 0.1, Gain: 0.1, Theta: 0.2, Lag: 1}
	v := must[float64](t)(knowledge.Valuation{Horizon: 3, Rate: 0.25}.Of([]float64{99, 5, 10}, f))
	near(t, "years 2 and 3", v, 5/1.5625+0.9*10/1.953125, 1e-15)
}

// A long horizon is a perpetuity, and its weights say the same.
func TestPerpetuity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, rate, g := anyFrontier(t), draw(t, "rate", 0.03, 0.2), draw(t, "growth", -0.1, 0.02)
		growing, constant, err := knowledge.Valuation{Horizon: 5000, Rate: rate}.Weights(g, f)
		if err != nil {
			t.Fatalf("%v", err)
		}
		// the terms shrink by 0.98 or faster: nothing is left after 5000, rounding adds up
		near(t, "growing", growing, must[float64](t)(knowledge.Perpetuity(1, g, rate, f)), 1e-11)
		near(t, "constant", constant, must[float64](t)(knowledge.Perpetuity(1, 0, rate, f)), 1e-11)
	})
}

// Weights are what Myopic and Of give together.
func TestWeightsAgreeWithMyopic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, v := anyFrontier(t), knowledge.DefaultValuation()
		b := knowledge.Benefit{Growing: draw(t, "growing", 0, 9), Constant: draw(t, "constant", 0, 9)}
		inflow := rapid.SliceOfN(rapid.Float64Range(1, 50), 1, 9).Draw(t, "inflow")
		ahead := must[[]float64](t)(knowledge.Myopic{}.Ahead(knowledge.Question{Now: b, Inflow: inflow, Horizon: v.Horizon}))
		growing, constant, err := v.Weights(must[float64](t)(knowledge.Myopic{}.Growth(inflow)), f)
		if err != nil {
			t.Fatalf("%v", err)
		}
		near(t, "V", must[float64](t)(v.Of(ahead, f)), growing*b.Growing+constant*b.Constant, 1e-13)
	})
}

func TestMyopicGrowth(t *testing.T) {
	for _, c := range []struct {
		inflow []float64
		want   float64
	}{
		{nil, 0}, {[]float64{7}, 0}, {[]float64{0, 0, 0}, 0},
		{[]float64{10, 11}, 0.1},
		{[]float64{1, 1.1, 5, 2, 3, 9, 1.1 * math.Pow(1.1, 5)}, 0.1}, // the first is out of the window
		{[]float64{1, 9}, 0.3}, {[]float64{9, 1}, -0.3}, {[]float64{9, 0}, -0.3},
		{[]float64{0, 0, 4, 4.84}, 0.21}, // since the first inflow
	} {
		if got := must[float64](t)(knowledge.Myopic{}.Growth(c.inflow)); math.Abs(got-c.want) > 1e-14 {
			t.Errorf("%v grows at %v, want %v", c.inflow, got, c.want)
		}
	}
	_, err := knowledge.Myopic{}.Growth([]float64{1, math.NaN(), 2})
	expectError(t, "inflow 1 years ago is NaN", err)
	_, err = knowledge.Myopic{Cap: 2}.Growth(nil)
	expectError(t, "cap 2", err)
}

func TestExpectationsRefuse(t *testing.T) {
	_, err := knowledge.Static{}.Ahead(knowledge.Question{})
	expectError(t, "a horizon of 0 years", err)
	_, err = knowledge.Foreseen{}.Ahead(knowledge.Question{Horizon: 1})
	expectError(t, "of a pass of 0 years", err)
	_, err = knowledge.Foreseen{Benefit: [][]float64{{1}}}.Ahead(knowledge.Question{Horizon: 1, Cell: 1})
	expectError(t, "key 1 is asked of a pass with 1", err)
	f := knowledge.DefaultFrontier()
	_, err = knowledge.Valuation{Horizon: 2, Rate: 0.07}.Of(nil, f)
	expectError(t, "horizon of 2 years with a lag of 2", err)
	_, err = knowledge.Valuation{Horizon: 5, Rate: -1}.Of(nil, f)
	expectError(t, "rate is -1", err)
	_, err = knowledge.DefaultValuation().Of([]float64{1}, f)
	expectError(t, "benefits of 1 years for a horizon of 15", err)
	_, _, err = knowledge.DefaultValuation().Weights(-1, f)
	expectError(t, "growth is -1", err)
	_, err = knowledge.Perpetuity(1, 0.5, 0.07, f)
	expectError(t, "no finite value", err)
}

// A path of one driver: knowledge lowers cost, which lowers what more of it is
// worth. Foresight finds the research that the path itself justifies.
func research(years int, e knowledge.Expectation) (knowledge.Pass, error) {
	f, v := knowledge.DefaultFrontier(), knowledge.DefaultValuation()
	b := knowledge.Block{Frontier: f, Keys: []knowledge.Key{{Driver: knowledge.Efficiency, Object: "LFP"}}}
	s, err := b.Start()
	var pass knowledge.Pass
	inflow := []float64{100}
	for t := 0; t < years && err == nil; t++ {
		h := s.Knowledge()[0]
		var now knowledge.Benefit
		if now, err = (knowledge.EfficiencyInput{H: h, Inflow: inflow[t], Cost: knowledge.Falling{Base: 80, Exponent: 0.3}}).Benefit(); err != nil {
			break
		}
		var ahead []float64
		if ahead, err = e.Ahead(knowledge.Question{Year: t, Now: now, Inflow: inflow, Horizon: v.Horizon}); err != nil {
			break
		}
		p := knowledge.Project{H: h, Spill: 1, Chi: 0.03, Base: 10, Frontier: f}
		if p.Value, err = v.Of(ahead, f); err != nil {
			break
		}
		var private float64
		if private, err = p.Private(1); err != nil {
			break
		}
		r := []float64{p.Ratio(private)}
		pass.Benefit, pass.Research = append(pass.Benefit, []float64{now.Total()}), append(pass.Research, r)
		inflow = append(inflow, inflow[t]*(1.02+0.3/float64(t+2)))
		s, err = s.Step(r)
	}
	return pass, err
}

func TestForesightComesTrue(t *testing.T) {
	fix := must[*knowledge.Fixpoint](t)(knowledge.Foresight{}.Run(func(e knowledge.Expectation) (knowledge.Pass, error) { return research(25, e) }))
	again := must[knowledge.Pass](t)(research(25, knowledge.Foreseen{Benefit: fix.Benefit}))
	for y := range again.Research {
		// the pass moved by less than the tolerance; once more moves it less
		near(t, "research", again.Research[y][0], fix.Research[y][0], 1e-6)
	}
	if last := fix.Changes[len(fix.Changes)-1]; last >= 1e-6 || len(fix.Changes) < 2 {
		t.Error(fix.Changes)
	}
}

func TestForesightRefuses(t *testing.T) {
	one := func(r float64) knowledge.Pass {
		return knowledge.Pass{Benefit: [][]float64{{1}}, Research: [][]float64{{r}}}
	}
	n := 0.0
	_, err := knowledge.Foresight{Passes: 5}.Run(func(knowledge.Expectation) (knowledge.Pass, error) { n++; return one(n), nil })
	var open *knowledge.NotForeseen
	if !errors.As(err, &open) || len(open.Changes) != 4 {
		t.Fatal(err)
	}
	expectError(t, "after 5 passes log r still moves", err)
	_, err = knowledge.Foresight{}.Run(func(knowledge.Expectation) (knowledge.Pass, error) { return one(math.NaN()), nil })
	expectError(t, "pass 1: year 0, key 0: benefit 1, research NaN", err)
	_, err = knowledge.Foresight{}.Run(func(knowledge.Expectation) (knowledge.Pass, error) { return knowledge.Pass{}, nil })
	expectError(t, "benefits of 0 years", err)
	_, err = knowledge.Foresight{}.Run(func(e knowledge.Expectation) (knowledge.Pass, error) {
		if _, ok := e.(knowledge.Myopic); ok {
			return one(1), nil
		}
		return knowledge.Pass{Benefit: [][]float64{{1, 2}}, Research: [][]float64{{1, 2}}}, nil
	})
	expectError(t, "pass 2: year 0 has benefits of 2 keys", err)
	_, err = knowledge.Foresight{Damping: 2}.Run(nil)
	expectError(t, "damping 2", err)
	_, err = knowledge.Foresight{}.Run(func(knowledge.Expectation) (knowledge.Pass, error) {
		return knowledge.Pass{}, errors.New("no equilibrium in 2031")
	})
	expectError(t, "pass 1: no equilibrium in 2031", err)
}
