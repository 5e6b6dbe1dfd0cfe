package choice_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// fleet is a battery economy: packs of three chemistries for a service that is
// bought in fixed amount, minerals mined with a resource of their own, and the
// rest of the economy. Cobalt and lithium can be made scarce, lfp better.
func fleet(platform float64, life float64) (*choice.System, error) {
	e := cge.NewEconomy("fleet")
	labour, good := e.Commodity("labour"), e.Commodity("good")
	pack := e.Commodity("pack")
	home := e.Consumer("home")
	minerals := map[string]cge.Commodity{}
	total := 0.0
	for _, m := range []struct {
		name string
		size float64
	}{{"cobalt", 20}, {"lithium", 30}, {"sodium", 5}} {
		ore, c := e.Commodity(m.name+" ore"), e.Commodity(m.name)
		minerals[m.name] = c
		e.Param("scarce "+m.name, 1)
		e.Producer("mine "+m.name, c.Of(m.size), cge.CES(0.4, ore.Of(0.3*m.size), labour.Of(0.7*m.size)))
		home.Owns(ore.OfExpr(fmt.Sprintf("%v*`scarce %s`", 0.3*m.size, m.name)))
	}
	v := &choice.Volume{Name: "assembler", Makes: pack, Units: 100, Level: good, Elasticity: 4, Assembly: 0.2}
	for _, o := range []struct {
		name, mineral string
		share, metal  float64
	}{{"nmc", "cobalt", 0.6, 0.3}, {"lfp", "lithium", 0.4, 0.25}, {"naion", "sodium", 0, 0.05}} {
		c := e.Commodity(o.name)
		e.Param("better "+o.name, 1)
		cost := 1.0
		if o.share == 0 {
			cost = 1.1
		}
		e.Producer("make "+o.name, c.Of(100), cge.Leontief(minerals[o.mineral].Of(100*o.metal), good.Of(100*(cost-o.metal)))).Productivity("`better " + o.name + "`")
		e.Start(o.name, cost)
		e.Start("make "+o.name, o.share)
		weight := o.share
		if weight == 0 {
			weight = 0.2
		}
		total += 100 * o.share * o.metal
		v.Options = append(v.Options, choice.Option{Name: o.name, Commodity: c, Share: o.share, Weight: weight, Price: cost, Platform: platform, Life: life})
		life = 1
	}
	e.Producer("rest", good.Of(1000), cge.CES(0.5, labour.Of(900), minerals["cobalt"].Of(2), minerals["lithium"].Of(20), minerals["sodium"].Of(5)))
	home.Owns(labour.Of(1000)).Needs(pack.Of(100)).Wants(good.Of(800))
	return &choice.System{Economy: e, Makers: []choice.Maker{v}}, e.Err()
}

func solveFleet(t *testing.T, platform, life float64, set map[string]float64) *choice.Solution {
	t.Helper()
	s, err := fleet(platform, life)
	if err != nil {
		t.Fatal(err)
	}
	sol, err := s.Solve(context.Background(), cge.Scenario{Set: set, Fix: map[string]float64{"good": 1}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sol
}

// No set is cheaper than those that run, parts add up to one, shares to one, and
// cells to packs: at random shocks, with and without a mixed set.
func TestVolumeMakersInEquilibrium(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	mixed, rounds := 0, 0
	for k := range 150 {
		set := map[string]float64{
			"scarce cobalt": 0.2 + 1.3*r.Float64(), "scarce lithium": 0.2 + 1.3*r.Float64(),
			"better naion": 0.9 + 0.5*r.Float64(), "better lfp": 0.9 + 0.3*r.Float64(),
		}
		life := 1.0
		if k%3 == 0 {
			life = 0.8 + 0.4*r.Float64()
		}
		sol := solveFleet(t, 0.004+0.1*r.Float64(), life, set)
		c := sol.Choices[0]
		rounds = max(rounds, sol.Rounds)
		if len(c.Running) > 1 {
			mixed++
		}
		if c.Gap < -1e-8 || len(c.Running) == 0 {
			t.Errorf("run %d: a set at %v is cheaper by %v", k, c.Next, c.Gap)
		}
		parts, shares := 0.0, 0.0
		for _, x := range c.Running {
			parts += x.Part
		}
		for _, v := range c.Shares {
			shares += v
		}
		if math.Abs(parts-1) > 1e-12 || math.Abs(shares-1) > 1e-12 {
			t.Errorf("run %d: parts add up to %v, shares to %v", k, parts, shares)
		}
		cells := 0.0
		for _, f := range sol.Flows() {
			if slices.Contains([]string{"nmc", "lfp", "naion"}, f.Commodity) && f.Kind == cge.Output {
				cells += f.Quantity
			}
		}
		if math.Abs(cells-100) > 1e-8 { // a residual of 1e-10 of an equation of 100 packs
			t.Errorf("run %d: %v cells for 100 packs", k, cells)
		}
		if *sol.Certificate.Walras > 1e-9 || *sol.Certificate.Homogeneity > 1e-9 {
			t.Errorf("run %d: Walras %v, homogeneity %v", k, *sol.Certificate.Walras, *sol.Certificate.Homogeneity)
		}
	}
	t.Logf("%d of 150 equilibria mix sets; at most %d rounds", mixed, rounds)
	if mixed == 0 {
		t.Error("no mixed set was met: the test does not look where they are")
	}
}

// The benchmark replicates when its set is the cheapest there.
func TestVolumeBenchmarkReplicates(t *testing.T) {
	sol := solveFleet(t, 0.06, 1, nil)
	if c := sol.Choices[0]; sol.Rounds != 1 || len(c.Running) != 1 || !slices.Equal(c.Running[0].Options, []string{"nmc", "lfp"}) {
		t.Errorf("%+v", c)
	}
	if s := sol.Choices[0].Shares; math.Abs(s["nmc"]-0.6) > 0.05 { // minerals of the benchmark are in near balance
		t.Errorf("shares %v", s)
	}
}

// Life adjustment moves shares but not the books: with lives of one the ledger
// is absent, and an option that lasts shorter loses.
func TestLifeAdjustmentMovesShares(t *testing.T) {
	even := solveFleet(t, 0.01, 1, nil)
	short := solveFleet(t, 0.01, 1.15, nil)
	// the reference price moves with the life factor, so the reference shares hold
	// where prices are those of the reference; a cheaper nmc is worth more to an
	// economy in which it lasts
	if math.Abs(even.Choices[0].Shares["nmc"]-short.Choices[0].Shares["nmc"]) > 0.02 {
		t.Errorf("at reference prices shares are %v and %v", even.Choices[0].Shares, short.Choices[0].Shares)
	}
	if v, err := short.Value("assembler ledger"); err != nil || math.Abs(v-100) > 1e-8 { // 1e-10 of an equation of 100
		t.Errorf("the ledger keeps %v, %v", v-100, err)
	}
	// what packs cost is what their cells cost, to the last unit
	value := 0.0
	for _, f := range short.Flows() {
		if f.Owner != "assembler {nmc, lfp, naion}" && f.Owner != "assembler {nmc, lfp}" {
			continue
		}
		p, _ := short.Value(f.Commodity)
		if f.Kind == cge.Output {
			value += p * f.Quantity
		} else {
			value -= p * f.Quantity
		}
	}
	if math.Abs(value) > 1e-8 { // 1e-10 of an equation of 100
		t.Errorf("the assembler gains %v at market prices", value)
	}
}

// recipes is Acemoglu and Azar's economy with labour alone: the reference cases
// have closed forms.
func cascade(a1 float64) (*choice.System, error) {
	e := cge.NewEconomy("cascade")
	labour := e.Commodity("labour")
	goods := e.Commodities("1", "2", "3")
	home := e.Consumer("home")
	home.Owns(labour.Of(1)).Wants(cge.CobbDouglas(goods[0].Of(1), goods[1].Of(1), goods[2].Of(1)))
	maker := func(i int, logA float64, from int, alpha, b float64) choice.Maker {
		return &choice.Recipe{Name: fmt.Sprint("industry ", i+1), Makes: goods[i], Factor: labour, LogA: logA,
			Optional: []choice.Input{{Name: goods[from].String(), Commodity: goods[from], Weight: alpha, B: b}}}
	}
	return &choice.System{Economy: e, Makers: []choice.Maker{
		maker(0, a1, 2, 0.5, -0.02), maker(1, 0, 0, 0.5, -0.2), maker(2, 0, 1, 0.8, -0.04)}}, e.Err()
}

func TestRecipesFollowTheCascade(t *testing.T) {
	for a1, want := range map[float64][3]float64{
		0.3: {-0.3, 0, 0}, 0.45: {-0.45, -0.025, 0}, 0.55: {-0.55, -0.075, -0.02},
		0.65: {-0.6625, -0.13125, -0.065}, 0.8: {-0.85, -0.225, -0.14},
	} {
		s, err := cascade(a1)
		if err != nil {
			t.Fatal(err)
		}
		sol, err := s.Solve(context.Background(), cge.Scenario{Fix: map[string]float64{"labour": 1}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"1", "2", "3"} {
			p, _ := sol.Value(name)
			if math.Abs(math.Log(p)-want[i]) > 1e-9 {
				t.Errorf("a1 = %v: log price of %s is %v, want %v", a1, name, math.Log(p), want[i])
			}
		}
	}
}

func TestAllFindsOneWhereThereIsOne(t *testing.T) {
	all, err := choice.All(context.Background(), func() (*choice.System, error) { return fleet(0.01, 1) },
		cge.Scenario{Set: map[string]float64{"scarce cobalt": 0.5}, Fix: map[string]float64{"good": 1}}, nil,
		map[string]choice.Set{"assembler": choice.Of(0)}, map[string]choice.Set{"assembler": choice.Of(1, 2)}, map[string]choice.Set{"assembler": choice.Of(0, 1, 2)})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Errorf("%d equilibria", len(all))
	}
}
