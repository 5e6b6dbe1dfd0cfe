package pathway_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"pgregory.net/rapid"
)

// thrifty gives NMC a set of inputs with less cobalt and more copper, which pays
// where cobalt costs at least so many times what it did.
func thrifty(s *pathway.Spec, factor, pays float64) *pathway.Recipe {
	u := s.Unit("NMC")
	cobalt, copper := u.Content[1].Amount, 0.01
	r := pathway.Recipe{Name: "little cobalt", Content: map[string]float64{"Co": factor}, Adds: []pathway.Content{{Mineral: "Cu", Amount: copper}}}
	r.Cost = (1-factor)*cobalt*33*pays - copper*9
	u.Recipes = []pathway.Recipe{r}
	return &u.Recipes[0]
}

// checkRecipes: parts add up; what is at work is the cheapest; units hold what the
// sets at work hold.
func checkRecipes(t interface{ Errorf(string, ...any) }, r *pathway.Result) (mixed, adopted int) {
	for i := range r.Years {
		y := &r.Years[i]
		for unit, parts := range y.Recipes {
			sum := 0.0
			for set, part := range parts {
				gap := y.RecipeGaps[unit][set]
				if sum += part; part > 1e-9 && gap > 1e-8 {
					t.Errorf("%d: %s by %q is at work in a part %v and %v dearer", y.Year, unit, set, part, gap)
				}
				if part > 1e-6 && part < 1-1e-6 { // clear of what the solver leaves; it counts cases, it bounds nothing
					mixed++
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("%d: parts of %s add up to %v", y.Year, unit, sum)
			}
			if parts["little cobalt"] > 1e-6 {
				adopted++
			}
		}
	}
	return mixed / 2, adopted
}

// A maker takes the cheapest set of inputs, and where adopting it moves the price
// of a mineral enough to undo itself two sets run side by side: the price then
// stands where they cost the same.
func TestRecipesFollowPrices(t *testing.T) {
	in := miniExampleOf("mini_base")
	dear := in.spec("dear")
	thrifty(dear, .2, 50)
	plain := runPath(t, in.spec("dear"), pathway.Options{})
	never := runPath(t, dear, pathway.Options{})
	for i := range plain.Years {
		a, b := plain.Years[i].Total("Co").Total(), never.Years[i].Total("Co").Total()
		if math.Abs(a-b) > 1e-8*a {
			t.Errorf("%d: a set that never pays moves cobalt from %v to %v", plain.Years[i].Year, a, b)
		}
	}
	for _, pays := range []float64{1.001, 1.005, 1.02} {
		s := in.spec("cheap")
		recipe := thrifty(s, .2, pays)
		r := runPath(t, s, pathway.Options{})
		checkIdentities(t, r)
		mixed, adopted := checkRecipes(t, r)
		t.Logf("pays at %v times the price: adopted in %d years, beside the other in %d; cobalt of the last year %.4g, %.4g without", pays, adopted, mixed,
			r.Years[len(r.Years)-1].Total("Co").Total(), plain.Years[len(plain.Years)-1].Total("Co").Total())
		if adopted == 0 {
			t.Errorf("the set that pays at %v times the price is never at work", pays)
		}
		for i := range r.Years {
			y := &r.Years[i]
			part := y.Recipes["NMC"]["little cobalt"]
			plainCo := y.Content["NMC"]["Co"] / (1 - part + part*recipe.Content["Co"])
			if got := y.Content["NMC"]["Cu"]; part > 0 && got <= plain.Years[i].Content["NMC"]["Cu"]*(1-1e-9) && plainCo > 0 {
				t.Errorf("%d: NMC holds %v of copper with the set at work in a part %v", y.Year, got, part)
			}
		}
	}
}

// A cut of supply brings the set to work earlier or in a larger part, and the price
// rises less than without it.
func TestRecipesCapPrices(t *testing.T) {
	cut := func(recipe bool) *pathway.Result {
		in := miniExampleOf("mini_base")
		s := in.spec("cut")
		if recipe {
			thrifty(s, .2, 1.3)
		}
		for i := range s.Mines {
			if s.Mines[i].Name == "Co" {
				for t := 3; t < len(s.Mines[i].Path); t++ {
					s.Mines[i].Path[t] *= .7
				}
			}
		}
		return runPath(t, s, pathway.Options{})
	}
	with, without := cut(true), cut(false)
	checkRecipes(t, with)
	checkIdentities(t, with)
	capped := 0
	for i := range with.Years {
		if with.Years[i].Recipes["NMC"]["little cobalt"] > 1e-6 {
			capped++
			if with.Years[i].Prices["Co"] > without.Years[i].Prices["Co"]*(1+1e-9) {
				t.Errorf("%d: cobalt costs %v with the set at work and %v without", with.Years[i].Year, with.Years[i].Prices["Co"], without.Years[i].Prices["Co"])
			}
		}
	}
	if capped == 0 {
		t.Error("the set is never at work, so the test shows nothing")
	}
	if len(with.Switches()) <= len(without.Switches()) {
		t.Errorf("switches %v", with.Switches())
	}
}

// Before its first year a set is not at work, however much it saves; with the
// network held it never is.
func TestRecipesWait(t *testing.T) {
	in := miniExampleOf("mini_base")
	s := in.spec("wait")
	r := thrifty(s, .2, .5)
	r.From = 2028
	path := runPath(t, s, pathway.Options{})
	checkIdentities(t, path)
	checkRecipes(t, path)
	for i := range path.Years {
		if y, part := &path.Years[i], path.Years[i].Recipes["NMC"]["little cobalt"]; (y.Year < 2028) == (part > 0) && y.Additions["vehicle"]["NMC"] > 0 {
			t.Errorf("%d: at work in a part %v", y.Year, part)
		}
	}
	held := runPath(t, s, pathway.Options{Hold: pathway.Network})
	for i := range held.Years {
		if len(held.Years[i].Recipes) > 0 {
			t.Errorf("%d: %v with the network held", held.Years[i].Year, held.Years[i].Recipes)
		}
	}
}

// With all channels held and shares imposed a path with recipes is mode MFA.
func TestRecipesCollapse(t *testing.T) {
	in := miniExampleOf("mini_base")
	s := in.spec("collapse")
	thrifty(s, .2, 1.001)
	a := runPath(t, s, pathway.Options{Imposed: true, Hold: pathway.AllChannels})
	other := map[string][]float64{}
	for _, m := range s.Minerals {
		for i := range a.Years {
			other[m.Name] = append(other[m.Name], a.Years[i].Minerals[m.Name].Other)
		}
	}
	b := runPath(t, s, pathway.Options{Mode: pathway.MFA, Hold: pathway.AllChannels, Other: other})
	for i := range a.Years {
		for _, m := range s.Minerals {
			if x, y := a.Years[i].Total(m.Name).Total(), b.Years[i].Total(m.Name).Total(); math.Abs(x-y) > 1e-8*(x+y) {
				t.Errorf("%d: %s %v, in mode MFA %v", a.Years[i].Year, m.Name, x, y)
			}
		}
	}
}

// Whatever a set saves and costs, the cheapest is at work and metal balances.
func TestRecipesAtRandom(t *testing.T) {
	in := miniExampleOf("mini_no_rnd")
	rapid.Check(t, func(rt *rapid.T) {
		s := in.spec("random")
		s.Years = s.Years[:6]
		trim(s, 6)
		thrifty(s, rapid.Float64Range(0, .9).Draw(rt, "factor"), rapid.Float64Range(1.001, 1.2).Draw(rt, "pays"))
		m, err := pathway.New(s, pathway.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		r, err := m.Run(context.Background())
		if err != nil {
			rt.Fatal(err)
		}
		checkRecipes(rt, r)
		for i := range r.Years {
			if c := r.Years[i].Check; math.Abs(c.Balance) > 1e-9 || c.Complementarity > 1e-9 {
				rt.Errorf("%d: %+v", r.Years[i].Year, c)
			}
		}
	})
}

// trim cuts the paths of a Spec to n years.
func trim(s *pathway.Spec, n int) {
	for i := range s.Units {
		s.Units[i].Cost = s.Units[i].Cost[:n]
	}
	for i := range s.Mines {
		s.Mines[i].Path = s.Mines[i].Path[:n]
	}
	for i := range s.Uses {
		if s.Uses[i].Path != nil {
			s.Uses[i].Path = s.Uses[i].Path[:n]
		}
	}
	for i := range s.Account.Factors {
		s.Account.Factors[i].Path = s.Account.Factors[i].Path[:n]
	}
}

// What is wrong with a set of inputs is an error that names it.
func TestRecipesRefused(t *testing.T) {
	for want, spoil := range map[string]func(r *pathway.Recipe){
		`recipe 1 of unit NMC is called ""`:                                       func(r *pathway.Recipe) { r.Name = "" },
		`recipe 1 of unit NMC is called "as in the base year"`:                    func(r *pathway.Recipe) { r.Name = "as in the base year" },
		`recipe little cobalt of unit NMC puts the factor -1 on "Co"`:             func(r *pathway.Recipe) { r.Content["Co"] = -1 },
		`recipe little cobalt of unit NMC puts the factor 0.5 on "Nd"`:            func(r *pathway.Recipe) { r.Content["Nd"] = .5 },
		`recipe little cobalt of unit NMC adds 1 of "tea"`:                        func(r *pathway.Recipe) { r.Adds[0] = pathway.Content{Mineral: "tea", Amount: 1} },
		`recipe little cobalt of unit NMC costs NaN more`:                         func(r *pathway.Recipe) { r.Cost = math.NaN() },
		`recipe little cobalt of unit NMC saves minerals of 2.55 and costs 1 in `: func(r *pathway.Recipe) { r.Cost = 1 },
	} {
		s := miniExampleOf("mini_base").spec("refused")
		spoil(thrifty(s, .2, 1.1))
		if _, err := pathway.New(s, pathway.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}
