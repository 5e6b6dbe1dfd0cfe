package knowledge_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"pgregory.net/rapid"
)

func two(f knowledge.Frontier) knowledge.Block {
	return knowledge.Block{Frontier: f, Keys: []knowledge.Key{{knowledge.Efficiency, "LFP"}, {knowledge.Recycling, "lithium"}}}
}

func TestBaseYearStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := two(anyFrontier(t))
		b.Spillover = must[knowledge.Weighted](t)(knowledge.NewWeighted(draw(t, "kappa", 0, 1), [][]float64{{0, 3}, {1, 0}}))
		s := must[*knowledge.State](t)(b.Start())
		for range 50 {
			s = must[*knowledge.State](t)(s.Step([]float64{1, 1}))
		}
		for _, h := range s.Knowledge() {
			near(t, "h after 50 base years", h, 1, 1e-13) // a rounding a year
		}
	})
}

// Research of a year first shows Lag years later than it would without lag.
func TestLagWaits(t *testing.T) {
	f := knowledge.DefaultFrontier()
	s := must[*knowledge.State](t)(two(f).Start())
	for year := 1; year <= 4; year++ {
		s = must[*knowledge.State](t)(s.Step([]float64{2, 1}))
		if h, _ := s.Of(knowledge.Key{Driver: knowledge.Efficiency, Object: "LFP"}); (h > 1.001) != (year > f.Lag) {
			t.Errorf("after %d years h is %v with a lag of %d", year, h, f.Lag)
		}
	}
}

func TestForgettingStopsAtTheFloor(t *testing.T) {
	s := must[*knowledge.State](t)(two(knowledge.DefaultFrontier()).Start())
	before := s
	for range 60 {
		s = must[*knowledge.State](t)(s.Step([]float64{0, 1}))
	}
	if h := s.Knowledge(); h[0] != 0.25 || math.Abs(h[1]-1) > 1e-14 {
		t.Errorf("h is %v", h)
	}
	if got := s.Forgotten(); len(got) != 1 || got[0].Object != "LFP" {
		t.Errorf("forgotten: %v", got)
	}
	if h := before.Knowledge(); h[0] != 1 || len(before.Forgotten()) != 0 {
		t.Error("Step changed the state that it started from")
	}
}

func TestRatchetKeepsEffects(t *testing.T) {
	b := two(knowledge.DefaultFrontier())
	b.Ratchet = true
	s := must[*knowledge.State](t)(b.Start())
	for _, r := range []float64{8, 8, 8, 8, 0, 0, 0, 0, 0, 0} {
		s = must[*knowledge.State](t)(s.Step([]float64{r, 1}))
	}
	h, seen := s.Knowledge()[0], s.Effective()[0]
	if !(h < seen && seen > 1.1) {
		t.Errorf("h is %v, effects see %v", h, seen)
	}
	if p := must[[]knowledge.Project](t)(s.Projects(make([]knowledge.Project, 2))); p[0].H != h {
		t.Errorf("research sees %v, want the smooth %v", p[0].H, h)
	}
}

// A run that was written to a file and read again goes on to the bit.
func TestMemoryResumes(t *testing.T) {
	b := two(knowledge.DefaultFrontier())
	b.Ratchet = true
	whole := must[*knowledge.State](t)(b.Start())
	var rest *knowledge.State
	for year, r := range []float64{3, 5, 0, 0.2, 7, 1, 0, 4} {
		if year == 4 {
			raw := must[[]byte](t)(json.Marshal(whole.Memory()))
			var m knowledge.Memory
			if err := json.Unmarshal(raw, &m); err != nil {
				t.Fatal(err)
			}
			rest = must[*knowledge.State](t)(b.Resume(m))
		}
		whole = must[*knowledge.State](t)(whole.Step([]float64{r, 1 / (r + 1)}))
		if rest != nil {
			rest = must[*knowledge.State](t)(rest.Step([]float64{r, 1 / (r + 1)}))
		}
	}
	if a, b := whole.Memory(), rest.Memory(); !reflect.DeepEqual(a, b) {
		t.Errorf("%v and %v", a, b)
	}
	m := whole.Memory()
	m.Past[1] = nil
	_, err := b.Resume(m)
	expectError(t, "research on recycling|lithium before the first year is []; want 2 values", err)
	_, err = b.Resume(knowledge.Memory{})
	expectError(t, "0 values of h", err)
}

func TestFrozenStays(t *testing.T) {
	b := two(knowledge.DefaultFrontier())
	b.Frozen = true
	s := must[*knowledge.State](t)(b.Start())
	s = must[*knowledge.State](t)(s.Step([]float64{0, 9}))
	if got := s.Knowledge(); !slices.Equal(got, []float64{1, 1}) {
		t.Error(got)
	}
}

func TestSteadyIsWhereStepsEnd(t *testing.T) {
	f := knowledge.DefaultFrontier()
	want := must[float64](t)(f.Steady(1.7))
	h := 1.0
	for range 2000 {
		h = must[float64](t)(f.Next(h, 1.7, 1))
	}
	near(t, "h", h, want, 1e-12) // the steps contract by 0.955 a year: all that is left is rounding
}

func TestSpillovers(t *testing.T) {
	w := must[knowledge.Weighted](t)(knowledge.NewWeighted(0.5, [][]float64{{0, 2, 2}, {0, 0, 0}, {1, 0, 0}}))
	got := w.Factors([]float64{2, 4, 9})
	for i, want := range []float64{math.Sqrt(6), 1, math.Sqrt(2)} {
		near(t, "weighted factor", got[i], want, 1e-15)
	}
	c := knowledge.CatchUp{Exponent: 2, Groups: [][]int{{0, 1}}}.Factors([]float64{1, 3, 5})
	if !slices.Equal(c, []float64{4, 4. / 9, 1}) && math.Abs(c[1]-4./9) > 1e-15 {
		t.Error(c)
	}
}

func TestStatesAreDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, r := two(anyFrontier(t)), []float64{wide(t, "r", -6, 3), wide(t, "r", -6, 3)}
		run := func() []float64 {
			s := must[*knowledge.State](t)(b.Start())
			for range 10 {
				s = must[*knowledge.State](t)(s.Step(r))
			}
			return s.Knowledge()
		}
		if a, b := run(), run(); !reflect.DeepEqual(a, b) {
			t.Errorf("%v and %v", a, b)
		}
	})
}

func TestStatesRefuse(t *testing.T) {
	f := knowledge.DefaultFrontier()
	start := func(b knowledge.Block) error { _, err := b.Start(); return err }
	expectError(t, "no keys", start(knowledge.Block{Frontier: f}))
	b := two(f)
	b.Keys[1] = b.Keys[0]
	expectError(t, "efficiency|LFP stands twice", start(b))
	b = two(f)
	b.Spillover = knowledge.CatchUp{Groups: [][]int{{0, 2}}}
	expectError(t, "names stock 2, the block has 2", start(b))
	b.Spillover = knowledge.Weighted{}
	expectError(t, "weights are for 0 stocks", start(b))
	b = two(f)
	b.Own = map[knowledge.Driver]knowledge.Frontier{knowledge.Recycling: {Gain: 1, Theta: 1.2}}
	expectError(t, "Theta is 1.2", start(b))
	_, err := two(f).StartAt([]float64{1, 0})
	expectError(t, "h of recycling|lithium is 0,", err)

	s := must[*knowledge.State](t)(two(f).Start())
	_, err = s.Step([]float64{1})
	expectError(t, "1 values of research for 2 keys", err)
	_, err = s.Step([]float64{1, math.NaN()})
	expectError(t, "recycling|lithium is NaN", err)
	_, err = s.Projects(nil)
	expectError(t, "terms for 0 projects, 2 keys", err)
	b = two(f)
	b.Spillover = short{}
	s = must[*knowledge.State](t)(b.Start())
	_, err = s.Step([]float64{1, 1})
	expectError(t, "1 factors for 2 keys", err)

	for want, spoil := range map[string]func(*knowledge.Frontier){
		"Depreciation is 1": func(f *knowledge.Frontier) { f.Depreciation = 1 },
		"Gain is 0":         func(f *knowledge.Frontier) { f.Gain = 0 },
		"Theta is 0":        func(f *knowledge.Frontier) { f.Theta = 0 },
		"Psi is NaN":        func(f *knowledge.Frontier) { f.Psi = math.NaN() },
		"Lag is -1":         func(f *knowledge.Frontier) { f.Lag = -1 },
		"Floor is 2":        func(f *knowledge.Frontier) { f.Floor = 2 },
	} {
		f := f
		spoil(&f)
		expectError(t, want, f.Check())
	}
	if w := (knowledge.Frontier{Gain: 1, Theta: 0.85, Depreciation: 0.1}).Warnings(); len(w) != 2 {
		t.Error(w)
	}
	if w := f.Warnings(); len(w) != 0 {
		t.Error(w)
	}
	b = two(f)
	if w := b.Warnings(); len(w) != 0 {
		t.Error(w)
	}
	b.Spillover = must[knowledge.Weighted](t)(knowledge.NewWeighted(0.5, [][]float64{{0, 1}, {1, 0}})) // beside a Psi of 0.55
	if w := b.Warnings(); len(w) == 0 || !strings.Contains(w[0], "never settles") {
		t.Error(w)
	}
	_, err = f.Next(1e300, 1e300, 1e300)
	expectError(t, "more than a number can hold", err)
	_, err = knowledge.NewWeighted(0.1, [][]float64{{1}})
	expectError(t, "0 on the diagonal", err)
	_, err = knowledge.Frontier{Gain: 1, Theta: 1}.Steady(1)
	expectError(t, "never settles", err)
}

type short struct{}

func (short) Factors([]float64) []float64 { return []float64{1} }

func TestKeys(t *testing.T) {
	k := must[knowledge.Key](t)(knowledge.ParseKey("durability|NMC 811"))
	if k != (knowledge.Key{Driver: knowledge.Durability, Object: "NMC 811"}) || k.String() != "durability|NMC 811" {
		t.Error(k)
	}
	for _, s := range []string{"", "efficiency", "efficiency|", "speed|LFP"} {
		_, err := knowledge.ParseKey(s)
		expectError(t, "is not driver|object", err)
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add("efficiency|LFP")
	f.Add("|")
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := knowledge.ParseKey(s); err == nil && k.String() != s {
			t.Errorf("%q reads as %v", s, k)
		}
	})
}
