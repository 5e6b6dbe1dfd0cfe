package choice_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// node is a random volume maker among makers of cells from labour and minerals
// with rising supply.
type node struct {
	elasticity, units float64
	options           []nodeOption
	mineral           [3]float64 // how much of each is there
}

type nodeOption struct {
	share, weight, cost, platform float64
	metal                         [3]float64
	group                         string
	parts                         int // it is split into
}

func randomNode(r *rand.Rand) node {
	n := node{elasticity: 2 + 5*r.Float64(), units: 100}
	total, m := 0.0, 3+r.IntN(3)
	for k := range m {
		o := nodeOption{share: 0.1 + r.Float64(), cost: 0.8 + 0.4*r.Float64(), platform: 0.1 * r.Float64(), parts: 1, group: fmt.Sprint("platform ", k)}
		if k == m-1 {
			o.share, o.weight = 0, 0.1+0.3*r.Float64() // latent
		}
		o.metal[r.IntN(3)] = 0.2 + 0.2*r.Float64()
		total += o.share
		n.options = append(n.options, o)
	}
	for k := range n.options {
		n.options[k].share /= total
	}
	for k := range n.mineral {
		n.mineral[k] = 8 + 22*r.Float64()
	}
	return n
}

func (n node) build() (*choice.System, error) {
	e := cge.NewEconomy("node")
	labour, pack := e.Commodity("labour"), e.Commodity("pack")
	home := e.Consumer("home")
	var minerals []cge.Commodity
	for i, size := range n.mineral {
		ore, c := e.Commodity(fmt.Sprint("ore ", i)), e.Commodity(fmt.Sprint("mineral ", i))
		minerals = append(minerals, c)
		e.Producer(fmt.Sprint("mine ", i), c.Of(size), cge.CES(0.4, ore.Of(0.3*size), labour.Of(0.7*size)))
		home.Owns(ore.Of(0.3 * size)).Needs(c.Of(0.2 * size))
	}
	v := &choice.Volume{Name: "assembler", Makes: pack, Units: n.units, Level: labour, Elasticity: n.elasticity, Assembly: 0.2}
	for k, o := range n.options {
		for part := range o.parts {
			name := fmt.Sprintf("cell %d.%d", k, part)
			c := e.Commodity(name)
			inputs := []cge.Nest{labour.Of(100 * o.cost)}
			for i, metal := range o.metal {
				if metal > 0 {
					inputs = append(inputs, minerals[i].Of(100*metal))
				}
			}
			e.Producer("make "+name, c.Of(100), cge.Leontief(inputs...))
			price := o.cost + o.metal[0] + o.metal[1] + o.metal[2]
			e.Start(name, price).Start("make "+name, o.share/float64(o.parts))
			v.Options = append(v.Options, choice.Option{Name: name, Commodity: c, Share: o.share / float64(o.parts), Weight: max(o.share, o.weight) / float64(o.parts),
				Price: price, Platform: o.platform, Group: o.group})
		}
	}
	home.Owns(labour.Of(1000)).Needs(pack.Of(n.units)).Wants(labour.Of(500))
	return &choice.System{Economy: e, Makers: []choice.Maker{v}}, e.Err()
}

func (n node) solve(t *testing.T) *choice.Solution {
	t.Helper()
	s, err := n.build()
	if err != nil {
		t.Fatal(err)
	}
	sol, err := s.Solve(context.Background(), cge.Scenario{Fix: map[string]float64{"labour": 1}}, &choice.Settings{Solver: &cge.Settings{Tolerance: 1e-13}})
	if err != nil {
		t.Fatal(err)
	}
	return sol
}

// shares of the options, halves added up.
func (n node) shares(sol *choice.Solution) []float64 {
	out := make([]float64, len(n.options))
	for name, v := range sol.Choices[0].Shares {
		var k, part int
		if _, err := fmt.Sscanf(name, "cell %d.%d", &k, &part); err == nil {
			out[k] += v
		}
	}
	return out
}

// Splitting an option into two identical halves with halved weights on one
// platform changes no share by more than 1e-9: at random nodes with minerals of
// rising supply, latent options, and sets side by side.
func TestSplittingAnOptionChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	worst, split, entered, mixed := 0.0, 0, 0, 0
	for range 150 {
		n := randomNode(r)
		whole := n.solve(t)
		k := r.IntN(len(n.options))
		before := n.shares(whole)
		n.options[k].parts = 2
		after := n.shares(n.solve(t))
		for i := range before {
			worst = max(worst, math.Abs(after[i]-before[i]))
		}
		split++
		if before[k] > 0 {
			entered++
		}
		if len(whole.Choices[0].Running) > 1 {
			mixed++
		}
	}
	t.Logf("%d splits, %d of an option in use, %d among mixed sets; largest change of a share %.1e", split, entered, mixed, worst)
	if worst > 1e-9 {
		t.Errorf("a share changed by %v", worst)
	}
	if mixed == 0 || entered == split {
		t.Error("no mixed sets, or no option outside: the test does not look where sets could change")
	}
}

// Halves with platforms of their own pay twice: that is what groups are for.
func TestSplitPlatformsPayTwice(t *testing.T) {
	n := randomNode(rand.New(rand.NewPCG(1, 1)))
	n.options[0].platform = 0.05
	whole := n.solve(t)
	n.options[0].parts, n.options[0].group = 2, ""
	if apart := n.solve(t); math.Abs(apart.Choices[0].Cost-whole.Choices[0].Cost-0.05) > 1e-9 { // one platform more; solved to 1e-10
		t.Errorf("a pack costs %v, and %v with two platforms in place of one", whole.Choices[0].Cost, apart.Choices[0].Cost)
	}
}

func TestPlatformsRefuse(t *testing.T) {
	for want, spoil := range map[string]func(*choice.Volume){
		"state platform costs 0.5 and": func(v *choice.Volume) { v.Options[0].Platform = 0.5 },
		"shares 0 and":                 func(v *choice.Volume) { v.Options[2].Share += v.Options[0].Share; v.Options[0].Share = 0 },
		"all finite":                   func(v *choice.Volume) { v.Options[0].Price = math.Inf(1) },
	} {
		n := randomNode(rand.New(rand.NewPCG(1, 1)))
		n.options[0].parts = 2
		s, err := n.build()
		if err != nil {
			t.Fatal(err)
		}
		spoil(s.Makers[0].(*choice.Volume))
		if _, err = s.Solve(context.Background(), cge.Scenario{}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	n := randomNode(rand.New(rand.NewPCG(1, 1)))
	n.options[0].parts = 2
	s, _ := n.build()
	_, err := s.Solve(context.Background(), cge.Scenario{}, &choice.Settings{Begin: map[string]choice.Set{"assembler": choice.Of(0)}})
	if err == nil || !strings.Contains(err.Error(), "a part of a platform") {
		t.Errorf("half a platform began: %v", err)
	}
}

// Raising the minimum viable share of all options never enlarges what is in
// use, in equilibrium: on a ladder from 0 to 20 % the number of options in use
// falls or stays.
func TestViableShareNeverEnlargesInEquilibrium(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	smaller := 0
	for k := range 60 {
		n, last := randomNode(r), math.MaxInt
		for _, viable := range []float64{0, 0.005, 0.01, 0.03, 0.08, 0.2} {
			s, err := n.build()
			if err != nil {
				t.Fatal(err)
			}
			v := s.Makers[0].(*choice.Volume)
			for i := range v.Options {
				v.Options[i].Platform = choice.Platform(v.Temper(), viable)
			}
			sol, err := s.Solve(context.Background(), cge.Scenario{Fix: map[string]float64{"labour": 1}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			used := len(sol.Choices[0].Shares)
			if used > last {
				t.Errorf("node %d: %d options at a viable share of %v, %d below", k, used, viable, last)
			}
			if used < last && last < math.MaxInt {
				smaller++
			}
			last = used
		}
	}
	if smaller < 20 {
		t.Errorf("sets shrank %d times: the test does not look where they do", smaller)
	}
}
