package choice_test

import (
	"context"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// lasting is the fleet with a life factor of nmc that is a parameter.
func lasting(t *testing.T, factor float64) (choice.Outlook, *choice.Solution) {
	t.Helper()
	s, err := fleet(0.02, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Economy.Param("years", 15)
	s.Makers[0].(*choice.Volume).Options[0].LifeNow = "15/years"
	sol, err := s.Solve(context.Background(), cge.Scenario{Set: map[string]float64{"years": 15 / factor}, Fix: map[string]float64{"good": 1}},
		&choice.Settings{Solver: &cge.Settings{Tolerance: 1e-13}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Ahead(context.Background(), sol, []choice.Step{{Driver: "durability", By: map[string]float64{"years": 1}}}, &cge.Settings{Tolerance: 1e-13})
	if err != nil {
		t.Fatal(err)
	}
	return all[0], sol
}

// At a factor of 1 the parameter changes nothing; the longer nmc lasts the more
// it is bought, by the logit in life-adjusted prices; gaps follow; and the books
// of life-adjusted prices stay even.
func TestLifeFactorsThatMove(t *testing.T) {
	_, still := lasting(t, 1)
	plain := solveFleet(t, 0.02, 1, nil)
	if d := math.Abs(still.Choices[0].Shares["nmc"] - plain.Choices[0].Shares["nmc"]); d > 1e-9 {
		t.Errorf("a factor of 1 moves the share of nmc by %v", d)
	}
	o, sol := lasting(t, 0.9)
	nmc, _ := sol.Value("nmc")
	lfp, _ := sol.Value("lfp")
	const temper = 1.0 / 4 // prices of the reference are 1
	want := 0.6 / 0.4 * math.Exp(-(0.9*nmc-lfp)/temper)
	if got := sol.Choices[0].Shares["nmc"] / sol.Choices[0].Shares["lfp"]; math.Abs(got/want-1) > 1e-9 {
		t.Errorf("share ratio %v, want %v", got, want)
	}
	if v, _ := sol.Value("assembler ledger"); math.Abs(v-100) > 1e-8 { // 1e-10 of an equation of 100
		t.Errorf("the ledger keeps %v", v-100)
	}
	const h = 1e-3
	up, _ := lasting(t, 15/(15/0.9+h))
	down, _ := lasting(t, 15/(15/0.9-h))
	for k, n := range o.Near {
		if want := (up.Near[k].Gap - down.Near[k].Gap) / (2 * h); math.Abs(n.Ahead[0]-want) > 1e-7 { // h² of 1e-6 times third derivatives of 1e-3
			t.Errorf("%v: %v, differences %v", n.Options, n.Ahead[0], want)
		}
	}
	if want := (up.Lead.Log - down.Lead.Log) / (2 * h); math.Abs(o.Lead.Ahead[0]-want) > 1e-7 { // as for gaps
		t.Errorf("lead: %v, differences %v", o.Lead.Ahead[0], want)
	}
}
