package pathway_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

// windBenefit is what one more unit of efficiency knowledge of a turbine saves in
// a year of a result, by package knowledge.
func windBenefit(t *testing.T, r *pathway.Result, i int, unit string) knowledge.Benefit {
	t.Helper()
	y := &r.Years[i]
	in := knowledge.EfficiencyInput{H: y.Knowledge["efficiency|"+unit], Inflow: y.Additions["wind"][unit]}
	for k, key := range r.Spec.Research.Block.Keys {
		if key.String() != "efficiency|"+unit {
			continue
		}
		for mineral, e := range r.Spec.Research.Drivers[k].Content {
			in.Minerals = append(in.Minerals, knowledge.Mineral{Name: mineral, Price: y.Prices[mineral], Intensity: e})
		}
	}
	b, err := in.Benefit()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// windResearch checks that research on turbines is what pays at a worth of
// knowledge that is computed outside the equilibrium.
func windResearch(t *testing.T, r *pathway.Result, tolerance float64, worth func(i int, unit string, f knowledge.Frontier) float64) {
	t.Helper()
	for k, key := range r.Spec.Research.Block.Keys {
		if key.Driver != knowledge.Efficiency || r.Years[0].Additions["wind"][key.Object] == 0 {
			continue
		}
		d, f := &r.Spec.Research.Drivers[k], r.Spec.Research.Block.Frontier
		for i := range r.Years {
			y := &r.Years[i]
			h := make([]float64, len(r.Spec.Research.Block.Keys))
			for j, o := range r.Spec.Research.Block.Keys {
				h[j] = y.Knowledge[o.String()]
			}
			p := knowledge.Project{Key: key, Frontier: f, H: h[k], Spill: r.Spec.Research.Block.Spillover.Factors(h)[k],
				Value: worth(i, key.Object, f), Chi: r.Chi[key.String()], Base: d.Base, Public: d.Public}
			private, err := p.Private(y.Prices["research"])
			if err != nil {
				t.Fatal(err)
			}
			if want, got := private+d.Public, y.Research[key.String()]; math.Abs(got/want-1) > tolerance {
				t.Errorf("%d: research on %v is %v, what pays is %v", y.Year, key, got, want)
			}
		}
	}
}

// Myopic research counts on this year's prices and on a market that grows as in
// the five years before: the same as what package knowledge says, from the
// amounts and prices of the result.
func TestMyopicResearchIsWhatPays(t *testing.T) {
	s := miniOf(t, "mini_base").spec("myopic")
	s.Research.Expect = pathway.Myopic
	r := runPath(t, s, pathway.Options{})
	checkIdentities(t, r)
	windResearch(t, r, 1e-8, func(i int, unit string, f knowledge.Frontier) float64 {
		var before []float64
		for _, o := range s.Uses[2].Options {
			if o.Unit == unit {
				before = append(before, o.History...)
			}
		}
		for j := range i {
			before = append(before, r.Years[j].Additions["wind"][unit])
		}
		ahead, err := knowledge.Myopic{}.Ahead(knowledge.Question{Now: windBenefit(t, r, i, unit), Inflow: before, Horizon: 15})
		if err != nil {
			t.Fatal(err)
		}
		v, err := knowledge.Valuation{Horizon: 15, Rate: s.Discount}.Of(ahead, f)
		if err != nil {
			t.Fatal(err)
		}
		return v
	})
}

// Foresight settles on a path that brings what research counted on; the base
// year stays what it was.
func TestForesightComesTrue(t *testing.T) {
	s := miniOf(t, "mini_base").spec("foresight")
	s.Research.Expect = pathway.Foresight
	r := runPath(t, s, pathway.Options{})
	checkIdentities(t, r)
	if n := len(r.Passes); n == 0 || !(r.Passes[n-1] < 1e-6) { // the tolerance of Foresight
		t.Fatalf("passes moved log research by %v", r.Passes)
	}
	t.Logf("%d passes: %.2g", len(r.Passes)+1, r.Passes)
	for k, key := range s.Research.Block.Keys {
		if got, want := r.Years[0].Research[key.String()], s.Research.Drivers[k].Base; math.Abs(got/want-1) > 1e-9 { // the base year replicates to it
			t.Errorf("research on %v in the base year is %v, want %v", key, got, want)
		}
	}
	// passes settle log research to 1e-6
	windResearch(t, r, 1e-5, func(i int, unit string, f knowledge.Frontier) float64 {
		var pass knowledge.Foreseen
		for j := range r.Years {
			pass.Benefit = append(pass.Benefit, []float64{windBenefit(t, r, j, unit).Total()})
		}
		ahead, err := pass.Ahead(knowledge.Question{Year: i, Horizon: 15})
		if err != nil {
			t.Fatal(err)
		}
		v, err := knowledge.Valuation{Horizon: 15, Rate: s.Discount}.Of(ahead, f)
		if err != nil {
			t.Fatal(err)
		}
		return v
	})
}

// key is the place of a stock of knowledge.
func keyOf(s *pathway.Spec, name string) int {
	for i, k := range s.Research.Block.Keys {
		if k.String() == name {
			return i
		}
	}
	return -1
}

// subsidised is the made-up world with research that the government pays a part of.
func subsidised(years int, subsidy float64) *pathway.Spec {
	s := researched(years)
	s.Research.Payer = "government"
	for i := range s.Research.Drivers {
		s.Research.Drivers[i].Subsidy = make([]float64, years)
	}
	for t := 1; t < years; t++ {
		s.Research.Drivers[keyOf(s, "efficiency|pv")].Subsidy[t] = subsidy
	}
	return s
}

// A subsidy draws research, and its cost is levied: what government buys beside
// stays what it was.
func TestSubsidyIsLevied(t *testing.T) {
	plain, paid := runPath(t, subsidised(5, 0), pathway.Options{}), runPath(t, subsidised(5, 0.4), pathway.Options{})
	checkIdentities(t, plain)
	checkIdentities(t, paid)
	for i := 1; i < 5; i++ {
		a, b := &plain.Years[i], &paid.Years[i]
		if b.Research["efficiency|pv"] <= a.Research["efficiency|pv"] || i > 1 && b.Knowledge["efficiency|pv"] <= a.Knowledge["efficiency|pv"] {
			t.Errorf("%d: research %v after %v, knowledge %v after %v", a.Year, b.Research["efficiency|pv"], a.Research["efficiency|pv"], b.Knowledge["efficiency|pv"], a.Knowledge["efficiency|pv"])
		}
		bought := 0.0
		for k, key := range paid.Spec.Research.Block.Keys {
			d := &paid.Spec.Research.Drivers[k]
			bought += d.Public + d.Subsidy[i]*(b.Research[key.String()]-d.Public)
		}
		if got := b.Bought["government"]["research"]; math.Abs(got/bought-1) > 1e-9 {
			t.Errorf("%d: government buys %v of research; its part is %v", b.Year, got, bought)
		}
		cost := bought * b.Prices["research"]
		if got := b.Values["levy for research"] * b.Prices["consumption"]; math.Abs(got/cost-1) > 1e-9 {
			t.Errorf("%d: %v is levied for research that costs %v", b.Year, got, cost)
		}
		// what is left is the change of tax revenue
		was, now := a.Bought["government"]["bundle of government"], b.Bought["government"]["bundle of government"]
		if d := math.Abs(now - was); d > 0.1*cost {
			t.Errorf("%d: government buys %v after %v beside research for %v", b.Year, now, was, cost)
		}
	}
}

// Public research is done whatever it is worth, along its path.
func TestPublicResearchFollowsItsPath(t *testing.T) {
	s := miniOf(t, "mini_base").spec("public")
	i := keyOf(s, "recycling|Cu")
	d := &s.Research.Drivers[i]
	d.Public, d.Path = d.Base, []float64{1, 4, 8, 8, 8, 8, 8, 8, 8, 8}
	r := runPath(t, s, pathway.Options{})
	checkIdentities(t, r)
	alone := 0
	for i, y := range r.Years {
		got, least := y.Research["recycling|Cu"], d.Base*d.Path[i]
		if got < least*(1-1e-9) {
			t.Errorf("%d: research %v, public %v", y.Year, got, least)
		}
		if i > 0 && math.Abs(got/least-1) < 1e-9 {
			alone++
		}
	}
	if alone == 0 {
		t.Error("private research exceeds the public part in every year, so the test shows nothing")
	}
}

// With a ratchet technology never falls back, and research on it does not die.
func TestRatchetKeepsTechnology(t *testing.T) {
	plain := runPath(t, miniOf(t, "mini_base").spec("plain"), pathway.Options{})
	s := miniOf(t, "mini_base").spec("ratchet")
	s.Research.Block.Ratchet = true
	r := runPath(t, s, pathway.Options{})
	checkIdentities(t, r)
	last, forgot := &r.Years[len(r.Years)-1], 0
	for unit, life := range last.Life {
		if life < r.Years[0].Life[unit] {
			t.Errorf("%s lasts %v years after %v", unit, life, r.Years[0].Life[unit])
		}
		if plain.Years[len(r.Years)-1].Life[unit] < plain.Years[0].Life[unit]*(1-1e-6) { // clear of the solver; what is forgotten takes 0.8 % of a life and more
			forgot++
		}
	}
	if forgot == 0 {
		t.Error("nothing is forgotten without the ratchet, so the test shows nothing")
	}
}

// A driver with a frontier of its own grows by it.
func TestFrontierByDriver(t *testing.T) {
	s := miniOf(t, "mini_base").spec("own")
	own := s.Research.Block.Frontier
	own.Depreciation, own.Gain = 0.02, 0.02
	s.Research.Block.Own = map[knowledge.Driver]knowledge.Frontier{knowledge.Recycling: own}
	r := runPath(t, s, pathway.Options{})
	a, b := &r.Years[0], &r.Years[1]
	for k, key := range s.Research.Block.Keys {
		f := s.Research.Block.Frontier
		if key.Driver == knowledge.Recycling {
			f = own
		}
		want, err := f.Next(1, a.Research[key.String()]/s.Research.Drivers[k].Base, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Knowledge[key.String()]; math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: knowledge %v, want %v", key, got, want)
		}
	}
}

// Who believes more in an option outside the sets does more research on it; an
// option whose gap closes is believed in.
func TestBeliefMovesResearchOnOutsiders(t *testing.T) {
	// research on sodium batteries in the second year, and the year they enter
	of := func(entry *pathway.Entry) (research float64, enters int) {
		s := miniOf(t, "mini_base").spec("belief")
		s.Research.Entry = entry
		r := runPath(t, s, pathway.Options{})
		checkIdentities(t, r)
		for i := range r.Years {
			if r.Years[i].Shares["vehicle"]["NaIon"] > 0 {
				return r.Years[1].Research["efficiency|NaIon"], i
			}
		}
		return r.Years[1].Research["efficiency|NaIon"], len(r.Years)
	}
	plain, enters := of(nil)
	sure, sooner := of(&pathway.Entry{Horizon: 10, Volatility: 10})
	never, later := of(&pathway.Entry{Horizon: 0})
	t.Logf("research %.3g, %.3g, %.3g; sodium batteries enter in year %d, %d, %d", sure, plain, never, sooner, enters, later)
	if !(sure > plain && plain > never && sooner < enters && enters < later) {
		t.Errorf("research on sodium batteries is %v where their entry is all but sure, %v at a belief of 0.2, %v where it cannot be; they enter in year %d, %d, %d", sure, plain, never, sooner, enters, later)
	}
}

// Research and other committed purchases that cost more than investment gets
// are an error that names the year, the agent and the cure: other investment is
// what is left, and cannot be negative.
func TestInvestmentBeyondMeans(t *testing.T) {
	s := researched(4)
	s.Account.Agents[2].Needs = []pathway.Need{{Of: "good 1", Value: 100, Path: []float64{1, 1, 150, 150}}}
	m, err := pathway.New(s, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(context.Background())
	var broke *pathway.Overspent
	if !errors.As(err, &broke) || broke.Agent != "investment" || !strings.Contains(err.Error(), "year 2026") {
		t.Errorf("got %v; want the year 2026 and investment", err)
	}
}

// Research on which much more is spent at once is found although its market is
// stiff: scientists are few.
func TestResearchRush(t *testing.T) {
	s := researched(4)
	s.Research.Drivers[keyOf(s, "efficiency|pv")].Path = []float64{1, 1, 16, 16}
	r := runPath(t, s, pathway.Options{})
	checkIdentities(t, r)
	if p := r.Years[2].Prices["research"]; !(p > 5) {
		t.Errorf("research costs %v", p)
	}
}
