package knowledge_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"pgregory.net/rapid"
)

// Bounds hold for every h, sane or not.
func TestBoundsNeverBreak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.OneOf(rapid.Float64(), rapid.Just(0.0), rapid.Just(math.Inf(1)), rapid.Just(math.NaN()), rapid.Float64Range(0, 10)).Draw(t, "h")
		b := draw(t, "b", 0, 8)
		base := wide(t, "base", -8, 8)
		floor := base * draw(t, "floor", 0, 1)
		if a := (knowledge.Falling{Base: base, Floor: floor, Exponent: b}).At(h); !(a >= floor && a <= math.MaxFloat64) {
			t.Errorf("intensity %v, floor %v", a, floor)
		}
		top := base * (1 + wide(t, "top", -12, 6))
		if l := (knowledge.Rising{Base: base, Ceiling: top, Exponent: b}).At(h); !(l >= 0 && l <= top) {
			t.Errorf("lifetime %v, ceiling %v", l, top)
		}
		if l := (knowledge.Power{Base: base, Ceiling: top, Exponent: b}).At(h); !(l >= 0 && l <= top) {
			t.Errorf("power %v, ceiling %v", l, top)
		}
		share := draw(t, "share", 0, 1)
		for _, e := range []knowledge.Effect{
			knowledge.Rising{Base: share * draw(t, "of it", 0, 1), Ceiling: share, Exponent: b},
			knowledge.Approach{Base: share * draw(t, "of it", 0, 1), Ceiling: share, Exponent: b},
		} {
			if y := e.At(h); !(y >= 0 && y <= share) {
				t.Errorf("%#v at %v is %v", e, h, y)
			}
			if s := e.Slope(h); !(s >= 0 && s <= math.MaxFloat64) {
				t.Errorf("%#v at %v has slope %v", e, h, s)
			}
		}
	})
}

func anyEffect(t *rapid.T) knowledge.Effect {
	base, b := wide(t, "base", -4, 4), draw(t, "b", 0, 3)
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		return knowledge.Falling{Base: base, Floor: base * draw(t, "floor", 0, 1), Exponent: b}
	case 1:
		return knowledge.Rising{Base: base, Ceiling: base * draw(t, "ceiling", 1.01, 9), Exponent: b}
	case 2:
		return knowledge.Approach{Base: base, Ceiling: base * draw(t, "ceiling", 1.01, 2), Exponent: b}
	}
	return knowledge.Power{Base: base, Exponent: b}
}

func TestSlopesAreDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, h := anyEffect(t), draw(t, "h", 0.8, 5)
		if e.At(h) == 0 { // an Approach that is cut
			return
		}
		d := 1e-5 * h
		want := (e.At(h+d) - e.At(h-d)) / (2 * d)
		// 1e-10 of the third derivative, 1e-11 of rounding; both times exponents of 3.
		if got := e.Slope(h); math.Abs(got-want) > 1e-7*math.Abs(want)+1e-9*e.At(h)/h {
			t.Errorf("%#v at %v: slope %v, differences %v", e, h, got, want)
		}
	})
}

func TestQuotedElasticityHoldsAtTheBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, eps := wide(t, "base", -4, 4), draw(t, "eps", 0, 0.5)
		q := knowledge.Quoted{Name: "x", Base: base, Elasticity: eps}
		q.Bound = base * draw(t, "floor", 0, 0.9)
		near(t, "falling", -knowledge.Elasticity(must[knowledge.Falling](t)(q.Falling()), 1), eps, 1e-12)
		q.Bound = base * draw(t, "ceiling", 1.2, 5)
		if r, err := q.Rising(); err == nil {
			near(t, "rising", knowledge.Elasticity(r, 1), eps, 1e-12)
		}
		if a, err := q.Approach(); err == nil {
			near(t, "approach", knowledge.Elasticity(a, 1), eps, 1e-12)
		}
		near(t, "power", knowledge.Elasticity(must[knowledge.Power](t)(q.Power()), 1), eps, 1e-12)
		for _, e := range []knowledge.Effect{knowledge.Falling{Base: base, Floor: base / 3, Exponent: 1}, knowledge.Rising{Base: base, Ceiling: 3 * base, Exponent: 1}} {
			if e.At(1) != base {
				t.Errorf("%#v at 1 is %v", e, e.At(1))
			}
		}
	})
}

func TestZeroBaseNeedsAFirstYear(t *testing.T) {
	q := knowledge.Quoted{Name: "yield of neodymium", Bound: 0.9, Elasticity: 0.2}
	_, err := q.Rising()
	expectError(t, "yield of neodymium: the base is 0 and would stay 0 whatever is learned; declare First", err)
	q.First = 0.05
	r := must[knowledge.Rising](t)(q.Rising())
	near(t, "first year", r.At(1), 0.05, 0)
	if r.At(4) <= 0.05 {
		t.Error("it does not rise")
	}
}

func TestQuotedRefuses(t *testing.T) {
	_, err := knowledge.Quoted{Name: "Li in LFP", Base: 1, Bound: 1, Elasticity: 0.1}.Falling()
	expectError(t, "Li in LFP: base 1, floor 1", err)
	_, err = knowledge.Quoted{Base: 1, Bound: 1.001, Elasticity: 0.1}.Rising()
	expectError(t, "an exponent of 100, above 8", err)
	_, err = knowledge.Quoted{Base: 1, Bound: 0.5, Elasticity: 0.1}.Approach()
	expectError(t, "below the ceiling", err)
	_, err = knowledge.Quoted{Base: 1, Bound: 0.5, Elasticity: 0.1}.Power()
	expectError(t, "ceiling 0 (none)", err)
	_, err = knowledge.LearningBySearching(1)
	expectError(t, "the rate is 1", err)
	near(t, "exponent of 10 %", must[float64](t)(knowledge.LearningBySearching(0.1)), 0.15200309344504997, 1e-15)
}

type odd struct{ at, slope func(float64) float64 }

func (o odd) At(h float64) float64    { return o.at(h) }
func (o odd) Slope(h float64) float64 { return o.slope(h) }

func TestCheckEffect(t *testing.T) {
	one := func(float64) float64 { return 1 }
	zero := func(float64) float64 { return 0 }
	for _, c := range []struct {
		want string
		kind knowledge.Kind
		e    knowledge.Effect
	}{
		{"intensity of x: there is none", knowledge.Intensity, nil},
		{"floor must be between 0 and the base", knowledge.Intensity, knowledge.Falling{Base: 1, Floor: 2}},
		{"exponent is -1", knowledge.Intensity, knowledge.Falling{Base: 1, Exponent: -1}},
		{"must not make it worse", knowledge.Intensity, knowledge.Power{Base: 1, Exponent: 1}},
		{"would stay 0", knowledge.Yield, knowledge.Rising{Ceiling: 1, Exponent: 1}},
		{"a share lies between 0 and 1", knowledge.Yield, knowledge.Rising{Base: 0.9, Ceiling: 1.04, Exponent: 1}},
		{"base must be above 0 and not above the ceiling", knowledge.Yield, knowledge.Approach{Base: 0.9, Ceiling: 0.8, Exponent: 1}},
		{"a lifetime is above 0", knowledge.Life, knowledge.Constant(0)},
		{"constant is -1", knowledge.UnitCost, knowledge.Constant(-1)},
		{"the base must be above 0, the ceiling", knowledge.Life, knowledge.Power{Base: 2, Ceiling: 1}},
		{"between -8 and 8", knowledge.Life, knowledge.Power{Base: 2, Exponent: 9}},
		{"kind 9 is none", knowledge.Kind(9), knowledge.Constant(1)},
		{"the slope at h = 0.01 is 1, differences give 0", knowledge.Yield, odd{one, one}},
		{"must be 0 or above", knowledge.UnitCost, odd{func(h float64) float64 { return math.Log(1 / h) }, func(h float64) float64 { return -1 / h }}},
	} {
		expectError(t, c.want, knowledge.CheckEffect("x", c.kind, c.e))
	}
	for _, c := range []struct {
		kind knowledge.Kind
		e    knowledge.Effect
	}{
		{knowledge.Intensity, knowledge.Falling{Base: 0.1, Floor: 0.05, Exponent: 0.3}},
		{knowledge.UnitCost, knowledge.Power{Base: 80, Exponent: -0.15}},
		{knowledge.Life, knowledge.Power{Base: 13, Exponent: 0.15, Ceiling: 20}},
		{knowledge.SecondLife, knowledge.Approach{Base: 0.3, Ceiling: 0.7, Exponent: 0.15}},
		{knowledge.Yield, knowledge.Rising{Base: 0.45, Ceiling: 0.95, Exponent: 0.7}},
		{knowledge.Yield, odd{one, zero}},
	} {
		if err := knowledge.CheckEffect("x", c.kind, c.e); err != nil {
			t.Error(err)
		}
	}
}

// Every effect that Quoted makes passes.
func TestQuotedPassesCheck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := knowledge.Quoted{Name: "y", Base: draw(t, "base", 0.01, 0.6), Bound: draw(t, "bound", 0.7, 1), Elasticity: draw(t, "eps", 0, 0.5)}
		r, err := q.Rising()
		if err == nil {
			err = knowledge.CheckEffect("y", knowledge.Yield, r)
		}
		if err != nil {
			t.Errorf("%v", err)
		}
	})
}

func lfp() knowledge.Technology {
	return knowledge.Technology{
		Name: "LFP", Intensity: map[string]knowledge.Effect{"lithium": knowledge.Falling{Base: 0.09, Floor: 0.045, Exponent: 0.25}, "copper": knowledge.Constant(0.7)},
		Cost: knowledge.Falling{Base: 80, Exponent: 0.15}, Life: knowledge.Rising{Base: 15, Ceiling: 25, Exponent: 0.4}, SecondLife: knowledge.Rising{Base: 0.3, Ceiling: 0.7, Exponent: 0.3},
	}
}

// What is learned later never changes what stands.
func TestCohortsAreFrozen(t *testing.T) {
	tech := lfp()
	if err := tech.Check(); err != nil {
		t.Fatal(err)
	}
	var c knowledge.Cohorts
	h := 1.0
	var before []float64
	for year := 2024; year < 2034; year++ {
		content := tech.At(h, h)
		if err := c.Freeze(year, "LFP", content); err != nil {
			t.Fatal(err)
		}
		content.Intensity["lithium"] = 99 // the caller's copy is the caller's
		got := c.Intensity("kt/GWh").Data()
		for i, v := range before {
			if got[i] != v {
				t.Fatalf("in %d number %d changed from %v to %v", year, i, v, got[i])
			}
		}
		before, h = got, h*1.1
	}
	old, _ := c.Of(2024, "LFP")
	old.Intensity["lithium"] = 99
	if again, _ := c.Of(2024, "LFP"); again.Intensity["lithium"] != 0.09 || again.Life != 15 {
		t.Errorf("%+v", again)
	}
	expectError(t, "cohort 2024 of LFP is frozen already", c.Freeze(2024, "LFP", tech.At(3, 3)))
	if life := c.Life(); life.Err() != nil || life.Len() != 10 || life.Data()[0] != 15 {
		t.Error(life)
	}
	if s := c.SecondLife(); s.Err() != nil || s.Data()[0] != 0.3 {
		t.Error(s)
	}
	if err := c.Freeze(2030, "NMC", tech.At(1, 1)); err != nil {
		t.Fatal(err)
	}
	expectError(t, "NMC has no cohort 2024", c.Life().Err())
	bad := tech.At(1, 1)
	bad.SecondLife = 1.5
	expectError(t, "second-life share 1.5", c.Freeze(2040, "LFP", bad))
	bad = tech.At(1, 1)
	bad.Intensity["copper"] = -1
	expectError(t, "holds -1 of copper", c.Freeze(2040, "LFP", bad))
	tech.Life = nil
	expectError(t, "lifetime of LFP: there is none", tech.Check())
	tech = lfp()
	tech.Intensity["lithium"] = knowledge.Falling{Base: 1, Floor: 2}
	expectError(t, "intensity of LFP in lithium", tech.Check())
}
