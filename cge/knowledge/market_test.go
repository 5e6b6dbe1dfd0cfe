package knowledge_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"pgregory.net/rapid"
)

func anyProject(t *rapid.T) knowledge.Project {
	p := knowledge.Project{Key: knowledge.Key{Object: rapid.StringMatching("[a-z]{3}").Draw(t, "object")}, Frontier: anyFrontier(t), H: draw(t, "h", 0.25, 8), Spill: draw(t, "spill", 0.7, 1.4),
		Value: wide(t, "V", -3, 5), Chi: draw(t, "chi", 0.01, 1.5), Base: wide(t, "R0", -2, 3), Subsidy: draw(t, "sub", 0, 0.8)}
	if rapid.Bool().Draw(t, "public") {
		p.Public = p.Base * draw(t, "public share", 0, 1)
	}
	return p
}

// The closed form solves the condition: exactly where there is private
// research, from above where there is none.
func TestClosedFormSolvesTheCondition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, price := anyProject(t), wide(t, "price", -3, 3)
		r := must[float64](t)(p.Private(price))
		gap := must[float64](t)(p.Gap(r, price))
		f := p.Frontier
		cost := (1 - p.Subsidy) * price * p.Base
		by := cost - p.Chi*p.Value*f.Gain*f.Theta*p.Spill*math.Pow(p.Ratio(r), f.Theta-1)*math.Pow(p.H, f.Psi)
		// private is a difference: rounding grows with public over private research
		slack := 1e-12 * (1 + p.Public/max(r, 1e-300))
		switch {
		case r > 0 && slack < 1e-3 && (math.Abs(gap) > slack || math.Abs(by/cost) > slack):
			t.Errorf("private %v: gap %v, condition %v", r, gap, by/cost)
		case r == 0 && (gap < -1e-12 || by/cost < -1e-12):
			t.Errorf("no private research although it would pay: %v", gap)
		}
	})
}

func TestResearchFallsWithItsPriceAndRisesWithTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProject(t)
		p.Public = 0
		r := must[float64](t)(p.Private(1))
		dear := must[float64](t)(p.Private(2))
		near(t, "twice the price", dear/r, math.Pow(2, -1/(1-p.Frontier.Theta)), 1e-12)
		p.Value *= 2
		near(t, "and twice the value", must[float64](t)(p.Private(2)), r, 1e-11)
	})
}

// r rises with the mineral's price and with the inflow.
func TestPriceAndMarketSizeEffects(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFrontier(t)
		r := func(price, inflow float64) float64 {
			b := must[knowledge.Benefit](t)(knowledge.EfficiencyInput{H: 1, Inflow: inflow, Minerals: []knowledge.Mineral{{Name: "Li", Price: price, Intensity: falling(1, 0.5, 0.5)}}, Cost: falling(1, 0, 0.1)}.Benefit())
			g, c, err := knowledge.DefaultValuation().Weights(0, f)
			if err != nil {
				t.Fatalf("%v", err)
			}
			return must[float64](t)(knowledge.Project{Frontier: f, H: 1, Spill: 1, Chi: 0.5, Base: 1, Value: g*b.Growing + c*b.Constant}.Private(1))
		}
		p, n, more := draw(t, "p", 0.1, 50), draw(t, "n", 0.1, 50), draw(t, "more", 1.001, 3)
		if !(r(more*p, n) > r(p, n) && r(p, more*n) > r(p, n)) {
			t.Errorf("r is %v, %v at a higher price, %v with a larger market", r(p, n), r(more*p, n), r(p, more*n))
		}
	})
}

// With the calibrated chi the base year's research comes back.
func TestCalibrationReturnsTheBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := wide(t, "price", -2, 2)
		projects := []knowledge.Project{anyProject(t), anyProject(t), anyProject(t), anyProject(t)}
		for i := range projects {
			projects[i].Public /= 2
		}
		projects[1].Value, projects[1].Public = 0, projects[1].Base // latent
		projects[2].Public = projects[2].Base                       // sells, but all research is public
		all := must[[]knowledge.Appropriability](t)(knowledge.Calibrate(price, projects, nil, nil))
		for i, a := range all {
			projects[i].Chi = a.Chi
			r := projects[i].Ratio(must[float64](t)(projects[i].Private(price)))
			if held := i == 2 && !a.Held && a.Latent; !held || r > 1+1e-9 {
				near(t, "r of "+a.String(), r, 1, 1e-9)
			}
			if a.Latent != (i == 1 || i == 2) || a.Above1 != (a.Chi > 1) {
				t.Errorf("%+v", a)
			}
		}
		lo, hi := min(all[0].Chi, all[3].Chi), max(all[0].Chi, all[3].Chi)
		near(t, "median of two", all[1].Chi, (lo+hi)/2, 1e-14)
	})
}

func TestCalibrateRefusesAndReports(t *testing.T) {
	p := knowledge.Project{Key: knowledge.Key{Object: "SSB"}, Frontier: knowledge.DefaultFrontier(), H: 1, Spill: 1, Base: 10, Public: 10}
	_, err := knowledge.Calibrate(1, []knowledge.Project{p}, nil, nil)
	expectError(t, `efficiency|SSB has nothing to calibrate on, nor has any of its family "efficiency"`, err)
	_, err = knowledge.Calibrate(0, nil, nil, nil)
	expectError(t, "price of research is 0", err)
	p.Public = 11
	_, err = knowledge.Calibrate(1, []knowledge.Project{p}, nil, nil)
	expectError(t, "has a base of 10, of which 11 is public", err)
	p.Public, p.Value = 0, 100 // 10 to pay for what is worth 100 * 0.1 * 0.2 = 2
	all := must[[]knowledge.Appropriability](t)(knowledge.Calibrate(1, []knowledge.Project{p}, nil, knowledge.Mean))
	if got := knowledge.AboveOne(all); got != "efficiency|SSB: chi 5, above 1" {
		t.Error(got)
	}
	if knowledge.Median(nil) != 0 || knowledge.Mean(nil) != 0 || knowledge.Median([]float64{9, 1, 2}) != 2 || knowledge.Mean([]float64{1, 2, 6}) != 3 {
		t.Error("centres")
	}
}

func anySector(t *rapid.T) knowledge.Sector {
	return knowledge.Sector{Base: wide(t, "base", -1, 3), Specific: draw(t, "share", 0.1, 0.9), Elasticity: draw(t, "eta", 0.2, 3), Factor: draw(t, "factor", 0.5, 3), Wage: draw(t, "wage", 0.5, 3)}
}

func TestSectorInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySector(t)
		price := s.Wage * draw(t, "price", 0.7, 1.5)
		r := s.At(price)
		p, err := s.Price(r)
		if err != nil || r == 0 { // choked, or beyond what a price can mean
			return
		}
		// d ln p = d ln R / elasticity: rounding grows where supply is stiff or all but free
		e := s.Slope(price) * price / r
		near(t, "price", p, price, 1e-12*(1+1/e+e))
		d := 1e-6 * price
		if lo := s.At(price - d); lo > 0 && s.At(price+d) < 1e100 {
			if want := (s.At(price+d) - lo) / (2 * d); math.Abs(want-s.Slope(price)) > 1e-4*s.Slope(price) { // 1e-12 of the third derivative, large beside the choke price
				if e > 0.1 && e < 20 {
					t.Errorf("slope %v, differences %v", s.Slope(price), want)
				}
			}
		}
	})
}

func TestSectorAtTheBase(t *testing.T) {
	for _, eta := range []float64{0.3, 1, 1 + 1e-10, 2.5} {
		s := knowledge.NewSector(648)
		s.Elasticity = eta
		near(t, "research", s.At(1), 648, 1e-12)
		near(t, "elasticity", s.Slope(1)/648, eta, 1e-8) // sigma within 1e-9 of 1 is taken for 1
	}
	s := knowledge.Sector{Base: 10, Specific: 0.5, Elasticity: 0.5, Factor: 1, Wage: 1} // sigma 0.5
	if got := s.At(0.2); got != 0 {
		t.Errorf("below the choke price 0.25 research is %v", got)
	}
	_, err := s.Price(20)
	expectError(t, "is beyond 20, the most", err)
	if got := s.At(1e9); !(got < 20 && got > 19.99) {
		t.Error(got)
	}
	s.Elasticity = 2
	_, err = s.Price(1)
	expectError(t, "is beyond 2.5, the least", err)
	_, err = s.Price(0)
	expectError(t, "an amount above 0", err)
	s.Specific = 1
	expectError(t, "share is 1", s.Check())
	s.Wage = 0
	expectError(t, "wage 0", s.Check())
}

// Close to an elasticity of substitution of 1 supply keeps its digits: the mean
// of both sides is the limit, but for the second order.
func TestSectorNearCobbDouglas(t *testing.T) {
	for _, off := range []float64{1e-4, 1e-7, 1e-9, 1e-11} {
		at := func(eta float64) (supply, price float64) {
			s := knowledge.NewSector(100)
			s.Elasticity = eta // sigma, at a share of one half
			return s.At(3), must[float64](t)(s.Price(300))
		}
		r1, p1 := at(1)
		rUp, pUp := at(1 + off)
		rDown, pDown := at(1 - off)
		slack := 1e-14 + 10*off*off // roundings, and the curvature
		near(t, "research", (rUp+rDown)/2, r1, slack)
		near(t, "price", (pUp+pDown)/2, p1, slack)
	}
}

func TestMarketsClear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := knowledge.Market{Supply: anySector(t)}
		if rapid.Bool().Draw(t, "pool") {
			m.Supply = knowledge.Pool(wide(t, "pool", 1, 4))
		}
		for range rapid.IntRange(1, 6).Draw(t, "n") {
			p := anyProject(t)
			p.Public = 0
			m.Projects = append(m.Projects, p)
		}
		c := must[*knowledge.Cleared](t)(m.Solve())
		sum := 0.0
		for i, p := range m.Projects {
			sum += c.Private[i]
			near(t, "r", c.Ratio[i], c.Private[i]/p.Base, 1e-15)
		}
		if c.Excess > 1e-13 && c.PriceError > 1e-15 { // a few roundings of one or the other
			t.Errorf("%v is demanded, %v supplied, price off by %v", sum, m.Supply.At(c.Price), c.PriceError)
		}
		if c.Condition > 1e-12 || c.Iterations > 199 {
			t.Errorf("condition %v, %d iterations", c.Condition, c.Iterations)
		}
		if again := must[*knowledge.Cleared](t)(m.Solve()); !reflect.DeepEqual(c, again) {
			t.Errorf("%v then %v", c, again)
		}
	})
}

// In the base year, with calibrated chi, the price of research is 1 and r is 1.
func TestBaseYearMarket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := knowledge.Market{Projects: []knowledge.Project{anyProject(t), anyProject(t), anyProject(t)}}
		base := 0.0
		for i := range m.Projects {
			m.Projects[i].Public /= 2
			base += m.Projects[i].Base
		}
		for i, a := range must[[]knowledge.Appropriability](t)(knowledge.Calibrate(1, m.Projects, nil, nil)) {
			m.Projects[i].Chi = a.Chi
		}
		for _, s := range []knowledge.Supply{knowledge.NewSector(base), knowledge.Pool(base)} {
			m.Supply = s
			c := must[*knowledge.Cleared](t)(m.Solve())
			near(t, "price", c.Price, 1, 1e-12)
			for _, r := range c.Ratio {
				near(t, "r", r, 1, 1e-12)
			}
		}
	})
}

func TestMarketsWithoutScarcity(t *testing.T) {
	idle := knowledge.Project{Frontier: knowledge.DefaultFrontier(), H: 1, Spill: 1, Base: 10, Public: 4}
	m := knowledge.Market{Projects: []knowledge.Project{idle}, Supply: knowledge.Pool(10)}
	c := must[*knowledge.Cleared](t)(m.Solve())
	if c.Price != 0 || c.Private[0] != 0 || c.Ratio[0] != 0.4 {
		t.Errorf("%+v", c)
	}
	m.Supply = knowledge.Pool(3)
	_, err := m.Solve()
	expectError(t, "public research alone is 4, the most that is supplied 3", err)
	m.Supply = knowledge.Sector{}
	_, err = m.Solve()
	expectError(t, "Sector: base 0", err)
	m.Supply = knowledge.Pool(math.NaN())
	_, err = m.Solve()
	expectError(t, "at a price of 1 the supply is NaN", err)
	_, err = knowledge.Market{}.Solve()
	expectError(t, "0 projects", err)
	idle.Frontier.Theta = 1
	m = knowledge.Market{Projects: []knowledge.Project{idle}, Supply: knowledge.Pool(10)}
	_, err = m.Solve()
	expectError(t, "theta 1 has no interior solution", err)
}

func TestProjectsRefuse(t *testing.T) {
	fine := knowledge.Project{Key: knowledge.Key{Object: "LFP"}, Frontier: knowledge.DefaultFrontier(), H: 1, Spill: 1, Value: 1, Chi: 1, Base: 1}
	for want, spoil := range map[string]func(*knowledge.Project){
		"efficiency|LFP: h is 0":               func(p *knowledge.Project) { p.H = 0 },
		"the spillover factor is 0":            func(p *knowledge.Project) { p.Spill = 0 },
		"the value of knowledge is -1":         func(p *knowledge.Project) { p.Value = -1 },
		"chi is NaN":                           func(p *knowledge.Project) { p.Chi = math.NaN() },
		"base research is 0":                   func(p *knowledge.Project) { p.Base = 0 },
		"public research is +Inf":              func(p *knowledge.Project) { p.Public = math.Inf(1) },
		"the subsidy is 1":                     func(p *knowledge.Project) { p.Subsidy = 1 },
		"Psi is 2; it must be between 0 and 1": func(p *knowledge.Project) { p.Frontier.Psi = 2 },
	} {
		p := fine
		spoil(&p)
		_, err := p.Private(1)
		expectError(t, want, err)
	}
	_, err := fine.Private(0)
	expectError(t, "the price of research is 0", err)
	_, err = fine.Gap(1, 0)
	expectError(t, "research 1 at a price of 0", err)
	_, _, err = knowledge.Corner([]knowledge.Project{fine}, 1)
	expectError(t, "the rule is for theta 1", err)
	_, _, err = knowledge.Corner(nil, 1)
	expectError(t, "a pool of 1 for 0 projects", err)
}

// Elasticities against differences, with the price of research held and with
// its market clearing.
func TestResponsesAreDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := knowledge.DefaultValuation()
		var cases []knowledge.Case
		for i, d := range []knowledge.Driver{knowledge.Efficiency, knowledge.Durability, knowledge.Recycling} {
			p := anyProject(t)
			p.Key, p.Public = knowledge.Key{Driver: d, Object: string(rune('a' + i))}, 0.01*p.Base
			p.Chi = 100
			b := knowledge.Benefit{Growing: draw(t, "growing", 1, 9), Constant: draw(t, "constant", 0.1, 9)}
			b.ByPrice = []knowledge.Part{{Mineral: "Li", Growing: b.Growing * draw(t, "share", 0.1, 1)}, {Mineral: "Co", Constant: b.Constant * draw(t, "share", 0.1, 2)}}
			cases = append(cases, knowledge.Case{Project: p, Benefit: b, Growth: draw(t, "g", -0.3, 0.3)})
		}
		// solve gives r for every case after small moves of prices and of one market.
		solve := func(supply knowledge.Supply, price float64, mineral string, by float64, market int) []float64 {
			m := knowledge.Market{Supply: supply}
			for i, c := range cases {
				b := c.Benefit
				for _, part := range b.ByPrice {
					if part.Mineral == mineral {
						b.Growing, b.Constant = b.Growing+by*part.Growing, b.Constant+by*part.Constant
					}
				}
				if i == market {
					b.Growing *= 1 + by
					if c.Project.Key.Driver == knowledge.Recycling {
						b.Constant *= 1 + by
					}
				}
				g, k, err := v.Weights(c.Growth, c.Project.Frontier)
				if err != nil {
					t.Fatalf("%v", err)
				}
				c.Project.Value = g*b.Growing + k*b.Constant
				m.Projects = append(m.Projects, c.Project)
			}
			if supply != nil {
				price = must[*knowledge.Cleared](t)(m.Solve()).Price
			}
			out := []float64{price}
			for _, p := range m.Projects {
				out = append(out, p.Ratio(must[float64](t)(p.Private(price))))
			}
			return out
		}
		// a sector that offers at some price what is demanded there
		supply := knowledge.NewSector(wide(t, "supply", 0, 4))
		for _, s := range []knowledge.Supply{nil, supply} {
			at := solve(s, 1, "", 0, -1)
			report, err := knowledge.Respond(at[0], s, v, cases)
			if err != nil {
				t.Fatalf("%v", err)
			}
			const d = 1e-5
			check := func(what string, got float64, up, down float64) {
				want := math.Log(up/down) / (2 * d)
				if math.Abs(got-want) > 1e-7*(1+math.Abs(want)) { // 1e-10 of curvature, 1e-11 of rounding, times elasticities of a few tens
					t.Errorf("%s: %v, differences %v", what, got, want)
				}
			}
			for i, line := range report.Lines {
				if at[i+1] <= cases[i].Project.Public/cases[i].Project.Base*1.001 {
					continue // the corner, where public research is all
				}
				near(t, "r", line.Ratio, at[i+1], 1e-9)
				check(line.Key.String()+" market", line.MarketSize, solve(s, 1, "", d, i)[i+1], solve(s, 1, "", -d, i)[i+1])
				for _, a := range line.Prices {
					check(line.Key.String()+" "+a.Mineral, a.Elasticity, solve(s, 1, a.Mineral, d, -1)[i+1], solve(s, 1, a.Mineral, -d, -1)[i+1])
				}
			}
		}
	})
}

func TestNoPrivateResearchNoResponse(t *testing.T) {
	p := knowledge.Project{Frontier: knowledge.DefaultFrontier(), H: 1, Spill: 1, Base: 10, Public: 10, Chi: 1}
	r := must[*knowledge.Responses](t)(knowledge.Respond(1, nil, knowledge.DefaultValuation(), []knowledge.Case{{Project: p, Benefit: knowledge.Benefit{Growing: 1, ByPrice: []knowledge.Part{{Mineral: "Li", Growing: 1}}}}}))
	if l := r.Lines[0]; l.MarketSize != 0 || l.Prices[0].Elasticity != 0 || l.Ratio != 1 {
		t.Errorf("%+v", l)
	}
	_, err := knowledge.Respond(1, nil, knowledge.Valuation{}, []knowledge.Case{{Project: p}})
	expectError(t, "horizon of 0 years", err)
	_, err = knowledge.Respond(1, nil, knowledge.DefaultValuation(), []knowledge.Case{{Project: p, Benefit: knowledge.Benefit{Growing: -1}}})
	expectError(t, "benefit of efficiency|", err)
}
