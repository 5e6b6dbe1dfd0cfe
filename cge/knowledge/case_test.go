package knowledge_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// aabh is case 36.
type aabh struct {
	Scenarios []struct {
		Name string
		Set  struct {
			Epsilon      float64
			Intervention int `json:"intervention_periods"`
		}
		Expect struct {
			Phi         float64
			Ratio       float64 `json:"Ac_over_Ad"`
			F1, F0      float64
			Equilibrium float64  `json:"min_subsidy_clean_is_equilibrium"`
			Unique      float64  `json:"min_subsidy_clean_is_unique"`
			Periods     float64  `json:"periods_until_clean_is_an_equilibrium"`
			UniqueAfter float64  `json:"periods_until_clean_is_unique"`
			CleanFrom   *float64 `json:"clean_from_period"`
			At          []struct {
				T, Clean int
				Ac, Ad   float64
				YcOverYd float64 `json:"Yc_over_Yd"`
				Y        float64
			} `json:"at_t"`
		}
	}
}

func directed(epsilon float64) knowledge.Directed {
	return knowledge.Directed{Epsilon: epsilon, Alpha: 1. / 3, Clean: 0.1, Dirty: 0.1}
}

// The file's numbers are printed to 12 digits.
const printed12 = 5e-11

func TestCase36EquationsComputedHereNotThePapersTable(t *testing.T) {
	var c aabh
	readJSON(t, "36_aabh_2012_switch.json", &c)
	if len(c.Scenarios) != 6 {
		t.Fatalf("%d scenarios", len(c.Scenarios))
	}
	for _, s := range c.Scenarios {
		t.Run(s.Name, func(t *testing.T) {
			d, want := directed(s.Set.Epsilon), s.Expect
			a := must[float64](t)(d.Start(307.77 / 1893.25))
			near(t, "phi", d.Phi(), want.Phi, printed12)
			near(t, "Ac/Ad", a, want.Ratio, printed12)
			near(t, "f(1)", must[float64](t)(d.Profits(1, a)), want.F1, printed12)
			near(t, "f(0)", must[float64](t)(d.Profits(0, a)), want.F0, printed12)
			equilibrium, unique, err := d.MinSubsidy(a)
			near(t, "subsidy", equilibrium, want.Equilibrium, printed12)
			near(t, "subsidy for unique", unique, want.Unique, printed12)
			n, m, err2 := d.Periods(a)
			if err != nil || err2 != nil || float64(n) != want.Periods || float64(m) != want.UniqueAfter {
				t.Errorf("periods %d and %d, want %v and %v (%v, %v)", n, m, want.Periods, want.UniqueAfter, err, err2)
			}
			run := must[[]knowledge.Turn](t)(d.Run(a, 40, s.Set.Intervention, 0))
			from, clean := knowledge.CleanFrom(run)
			if clean != (want.CleanFrom != nil) || clean && float64(from) != *want.CleanFrom {
				t.Errorf("clean from %d (%v)", from, clean)
			}
			for _, at := range want.At {
				turn := run[at.T-1]
				if turn.Share != float64(at.Clean) {
					t.Errorf("period %d: share %v", at.T, turn.Share)
				}
				near(t, "Ac", turn.Clean, at.Ac, printed12)
				near(t, "Ad", turn.Dirty, at.Ad, printed12)
				near(t, "Yc/Yd", turn.CleanOverDirty, at.YcOverYd, printed12)
				near(t, "Y", turn.Output, at.Y, printed12)
			}
		})
	}
}

// The same paths from this package's own parts: two stocks with Depreciation 0,
// Gain g, Theta 1, Psi 1, a pool of one, the corner rule, and as value of
// knowledge the profit of one period. Scientists are asked at the all-dirty
// candidate, which is the rule of the case.
func TestDirectedIsASpecialCase(t *testing.T) {
	for _, epsilon := range []float64{3, 10} {
		for _, mandated := range []int{0, 3, 4, 9, 10} {
			d := directed(epsilon)
			a := must[float64](t)(d.Start(307.77 / 1893.25))
			want := must[[]knowledge.Turn](t)(d.Run(a, 40, mandated, 0))
			clean, dirty := d.Frontiers()
			b := knowledge.Block{Frontier: clean, Keys: []knowledge.Key{{Object: "clean"}, {Object: "dirty"}}}
			if clean != dirty {
				t.Fatal("the steps differ")
			}
			s := must[*knowledge.State](t)(b.StartAt([]float64{a, 1}))
			for period, turn := range want {
				h := s.Knowledge()
				profits := must[float64](t)(d.Profits(0, h[0]/h[1]))
				// V gain h is the profit of a scientist
				terms := []knowledge.Project{{Value: profits / (clean.Gain * h[0]), Chi: 1, Base: 1}, {Value: 1 / (dirty.Gain * h[1]), Chi: 1, Base: 1}}
				price, share, err := knowledge.Corner(must[[]knowledge.Project](t)(s.Projects(terms)), 1)
				if err != nil {
					t.Fatal(err)
				}
				near(t, "price of a scientist", price, max(profits, 1), 1e-14)
				if period < mandated {
					share = []float64{1, 0}
				}
				s = must[*knowledge.State](t)(s.Step(share))
				h = s.Knowledge()
				near(t, "clean", h[0], turn.Clean, 1e-14)
				near(t, "dirty", h[1], turn.Dirty, 1e-14)
			}
		}
	}
}

// The least subsidies are where the answer turns: just above the one that makes
// clean the only equilibrium, scientists go clean.
func TestSubsidiesTurn(t *testing.T) {
	for _, epsilon := range []float64{1.5, 3, 10} {
		d, a := directed(epsilon), 0.5
		_, unique, err := d.MinSubsidy(a)
		if err != nil {
			t.Fatal(err)
		}
		above, below := must[float64](t)(d.Share(a, unique*1.0001)), must[float64](t)(d.Share(a, unique*0.9999))
		if above != 1 || below == 1 {
			t.Errorf("epsilon %v: share %v below and %v above", epsilon, below, above)
		}
	}
}

// Weak substitutes (phi+1 > 0) have an interior allocation, where profits are
// equal; complements come to use both.
func TestInteriorAllocation(t *testing.T) {
	for _, epsilon := range []float64{0.5, 1.5} {
		d := directed(epsilon)
		d.Clean = 0.105
		s := must[float64](t)(d.Share(1, 0))
		if !(s > 0 && s < 1) {
			t.Errorf("epsilon %v: share %v", epsilon, s)
		}
		near(t, "profits", must[float64](t)(d.Profits(s, 1)), 1, 1e-13)
	}
	d := directed(0.5)
	run := must[[]knowledge.Turn](t)(d.Run(0.3, 200, 0, 0))
	if last := run[199]; math.Abs(last.Clean/last.Dirty-1) > 1e-9 { // complements meet: a third of the other at first, rounding after 200 turns
		t.Errorf("complements part: %v and %v", last.Clean, last.Dirty)
	}
	if n, m, err := d.Periods(0.999); err != nil || n != 0 && n != -1 || m < -1 {
		t.Error(n, m, err)
	}
	if n, _, _ := d.Periods(3); n != -1 {
		t.Errorf("complements: clean stays after %d periods although there is too much of it", n)
	}
}

func TestDirectedRefuses(t *testing.T) {
	d := directed(1)
	_, err := d.Start(1)
	expectError(t, "epsilon 1,", err)
	d = directed(3)
	_, err = d.Start(0)
	expectError(t, "a ratio of clean to dirty of 0", err)
	_, err = d.Profits(2, 1)
	expectError(t, "share 2", err)
	_, err = d.Share(-1, 0)
	expectError(t, "A_c/A_d -1", err)
	_, err = d.Run(1, -1, 0, 0)
	expectError(t, "-1 periods", err)
	_, err = d.Run(1, 9000, 0, 0)
	expectError(t, "more than a number can hold", err)
	if from, ok := knowledge.CleanFrom(nil); ok || from != 1 {
		t.Error(from, ok)
	}
}

func TestCase37KnowledgeAndLearning(t *testing.T) {
	var c struct {
		Scenarios []struct {
			Expect map[string]any
		}
	}
	readJSON(t, "37_knowledge_stock_learning.json", &c)
	want := func(i int, key string) float64 { return c.Scenarios[i].Expect[key].(float64) }
	after := func(f knowledge.Frontier, n int) float64 {
		h := 1.0
		for range n {
			h = must[float64](t)(f.Next(h, 1, 1))
		}
		return h
	}
	// perpetual inventory: research counts in full, knowledge does not help
	pim := knowledge.Frontier{Depreciation: 0.10, Gain: 0.15, Theta: 1}
	near(t, "H30", after(pim, 30), want(0, "H30"), 1e-14) // 30 roundings
	near(t, "closed form", after(pim, 30), 1.5-0.5*math.Pow(0.9, 30), 1e-14)
	near(t, "H_inf", must[float64](t)(pim.Steady(1)), want(0, "H_inf"), 1e-15)
	popp := knowledge.Frontier{Gain: 0.02, Theta: 0.2, Psi: 0.55}
	near(t, "H10", after(popp, 10), want(1, "H10"), 1e-14)
	l := knowledge.TwoFactor{Base: 1, Doing: 0.097, Searching: 0.10}
	near(t, "cost ratio", must[float64](t)(l.Cost(8, 2)), want(2, "cost_ratio"), 1e-14)
	f := must[knowledge.Falling](t)(l.Searched(8))
	near(t, "as an effect", f.At(2), want(2, "cost_ratio"), 1e-14)
	l.Doing = 0
	near(t, "doing off", must[float64](t)(l.Cost(8, 2)), 0.9, 1e-15)
}

func TestLearningRefuses(t *testing.T) {
	_, err := knowledge.TwoFactor{Base: 1, Doing: 1}.Cost(1, 1)
	expectError(t, "doing 1", err)
	_, err = knowledge.TwoFactor{Base: 1}.Cost(0, 1)
	expectError(t, "q 0", err)
	_, err = knowledge.TwoFactor{Base: 1, Searching: 0.999}.Searched(1)
	expectError(t, "an exponent of 9.97, above 8", err)
}
