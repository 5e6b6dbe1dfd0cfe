package recursive_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/recursive"
	"github.com/lodestone-model/lodestone/datasets/quantity/quantitytest"
	"pgregory.net/rapid"
)

// Labour and capital grow alike, so that everything does and no price moves.
func TestSteadyStateStays(t *testing.T) {
	c := run(t, path(t, 30))
	r, s := c.Results(), c.States()
	for k, p := range c.Periods {
		scale := math.Pow(1+growth, float64(k))
		for _, name := range []string{"make", "invest"} {
			near(t, name+" in "+p.Name, quantitytest.At(t, r, "year", p.Name, "result", name), scale, 1e-9)
		}
		near(t, "income in "+p.Name, quantitytest.At(t, r, "year", p.Name, "result", "household"), 100*scale, 1e-9)
		for _, name := range []string{"wage", "rent", "goods", "investment goods"} {
			near(t, name+" in "+p.Name, quantitytest.At(t, r, "year", p.Name, "result", name), 1, 1e-9)
		}
		near(t, "capital in "+p.Name, quantitytest.At(t, s, "year", p.Name, "state", "K"), steady*scale, 1e-9)
	}
}

// With incomes as the unit of account (nothing fixed), quantities are the same
// and prices fall by the rate of growth.
func TestIncomeAsUnitOfAccount(t *testing.T) {
	p := path(t, 10)
	p.Base.Fix = nil
	r := run(t, p).Results()
	near(t, "income", quantitytest.At(t, r, "year", "2030", "result", "household"), 100, 1e-12)
	near(t, "price", quantitytest.At(t, r, "year", "2030", "result", "goods"), math.Pow(1+growth, -9), 1e-9)
	near(t, "level", quantitytest.At(t, r, "year", "2030", "result", "make"), math.Pow(1+growth, 9), 1e-9)
}

// When capital lasts one period, K' = 20 (K/steady)^α, so that
// ln(K/K*) shrinks by α every period: ln(K[t]/K*) = α^t ln(K[0]/K*), from any
// start. The tolerance is that of a solve, 1e-12, on 25 steps that shrink it.
func TestSolowConvergesInClosedForm(t *testing.T) {
	p := path(t, 25)
	rest := math.Pow(100*saving*math.Pow(steady, -alpha), 1/(1-alpha))
	rapid.Check(t, func(rt *rapid.T) {
		start := rest * rapid.Float64Range(0.05, 20).Draw(rt, "start")
		q := p
		q.State = map[string]float64{"K": start}
		q.Rules = []recursive.Rule{invests(1)}
		s := run(t, q).States()
		for k, name := range p.Periods {
			want := rest * math.Pow(start/rest, math.Pow(alpha, float64(k)))
			if got := quantitytest.At(t, s, "year", name, "state", "K"); math.Abs(got/want-1) > 1e-9 {
				rt.Fatalf("capital in %s is %v, want %v", name, got, want)
			}
		}
	})
}

// With slow decay and growing labour the path is the recursion
// K' = (1-δ)K + s Y(K, L); near rest the distance to it shrinks by
// 1 - (1-α)(g+δ)/(1+g) a year.
func TestSolowFollowsItsRecursion(t *testing.T) {
	p := path(t, 200)
	p.State["K"] = steady / 2
	s := run(t, p).States()
	k, gap := steady/2., 0.0
	for i, name := range p.Periods {
		l := math.Pow(1+growth, float64(i))
		near(t, "capital in "+name, quantitytest.At(t, s, "year", name, "state", "K"), k, 1e-9)
		now := math.Log(k / (steady * l))
		if i == 199 {
			// The next order of the gap, which is 4e-5 of it by then, and rounding.
			near(t, "speed of convergence", now/gap, 1-(1-alpha)*(growth+decay)/(1+growth), 1e-4)
		}
		gap = now
		k = (1-decay)*k + 100*saving*math.Pow(k/steady, alpha)*math.Pow(l, 1-alpha)
	}
}

// Counted in Newton steps, not in time.
func TestWarmStartsTakeFewerIterations(t *testing.T) {
	warm := catchingUp(t, 30)
	cold := warm
	cold.Cold = true
	a, b := run(t, warm), run(t, cold)
	if a.Iterations() >= b.Iterations() {
		t.Errorf("warm %d, cold %d iterations", a.Iterations(), b.Iterations())
	}
	t.Logf("warm %d, cold %d iterations", a.Iterations(), b.Iterations())
	if err := a.Results().Near(b.Results(), 1e-9); err != nil {
		t.Errorf("the equilibria differ: %v", err)
	}
	for i := range a.Periods {
		if a.Periods[i].Cold || b.Periods[i].Cold != (i > 0) {
			t.Errorf("%s: cold is %v and %v", a.Periods[i].Name, a.Periods[i].Cold, b.Periods[i].Cold)
		}
	}
}

// Where the year before is a bad start, the model's own start is tried. The
// solver is held to one way, which does not lead from a tenth of the capital
// back to all of it; the benchmark is its own solution.
func TestColdWhereWarmFails(t *testing.T) {
	p := catchingUp(t, 3)
	p.State = nil
	p.Rules = []recursive.Rule{recursive.Follow{Param: "K", Values: []float64{300, 30, 300}}}
	p.Settings = &cge.Settings{Path: cge.ActiveSet}
	c := run(t, p)
	from, _ := c.Checkpoint("2023")
	warm := cge.Scenario{Name: "warm", Set: from.State, Start: from.Start, Fix: p.Base.Fix}
	if _, err := p.Model.Solve(context.Background(), warm, p.Settings); err == nil {
		t.Skip("the solver has learnt to go there")
	}
	if !c.Periods[2].Cold || c.Periods[1].Cold {
		t.Errorf("cold is %v in the second and %v in the third period", c.Periods[1].Cold, c.Periods[2].Cold)
	}
	near(t, "steel", quantitytest.At(t, c.Results(), "year", "2023", "result", "make steel"), 1, 1e-9)
}

// A checkpoint that went through JSON goes on to the bit, with either unit of
// account.
func TestResumeIsTheUninterruptedRun(t *testing.T) {
	for _, fix := range []map[string]float64{{"wage": 1}, nil} {
		p := catchingUp(t, 20)
		p.Base.Fix = fix
		p.Memory = map[string]float64{"made": 0}
		p.Rules = append(p.Rules, recursive.Func(func(eq *cge.Equilibrium, s map[string]float64) map[string]float64 {
			return map[string]float64{"made": s["made"] + eq.Values()["make steel"]}
		}), recursive.Follow{Param: "sigma:make food", Values: rising(20)})
		whole := run(t, p)
		for _, year := range []string{"2021", "2022", "2033", "2040"} {
			c, err := whole.Checkpoint(year)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			var back recursive.Checkpoint
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatal(err)
			}
			part, err := p.Resume(context.Background(), back)
			if err != nil {
				t.Fatal(err)
			}
			left := p.Periods[len(p.Periods)-len(part.Periods):]
			if left[0] != year {
				t.Fatalf("resumed in %s, not %s", left[0], year)
			}
			quantitytest.SameBits(t, "results", part.Results(), whole.Results().Select("year", left...))
			quantitytest.SameBits(t, "states", part.States(), whole.States().Select("year", left...))
			quantitytest.SameBits(t, "certificates", part.Certificates(), whole.Certificates().Select("year", left...))
		}
	}
}

// A session finds the same path with fewer factorings.
func TestSessionFindsTheSamePath(t *testing.T) {
	p := catchingUp(t, 30)
	plain := run(t, p)
	p.Session = true
	carried := run(t, p)
	a, b := plain.Results().Data(), carried.Results().Data()
	for i := range a {
		near(t, "results", b[i], a[i], 1e-8) // tolerances of 1e-10, and what they add up to over the path
	}
	factored := func(c *recursive.Course) (n int) {
		for i := range c.Periods {
			n += c.Periods[i].Certificate.Factorings
		}
		return n
	}
	if factored(carried) >= factored(plain) {
		t.Errorf("the session factored %d Jacobians, single solutions %d", factored(carried), factored(plain))
	}
}

func rising(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1 + 0.01*float64(i)
	}
	return out
}

// Productivity that a rule follows is in force in every period, the first
// included; investment as the household's demand is investment as a level.
func TestFollowAndDemand(t *testing.T) {
	p := path(t, 5)
	p.State = map[string]float64{"K": steady}
	p.Rules = []recursive.Rule{
		recursive.Follow{Param: "A", Values: []float64{1.1, 1.2, 1.3, 1.4, 1.5}},
		recursive.Accumulate{Stock: "K", Of: recursive.Demand("household", "investment goods"), Depreciation: decay},
	}
	c := run(t, p)
	k := float64(steady)
	for i, name := range p.Periods {
		a := 1.1 + 0.1*float64(i)
		near(t, "A", quantitytest.At(t, c.States(), "year", name, "state", "A"), a, 1e-12)
		y := a * math.Pow(k/steady, alpha)
		near(t, "income in "+name, quantitytest.At(t, c.Results(), "year", name, "result", "household"), 100*y, 1e-9)
		k = (1-decay)*k + 100*saving*y
	}
	p.Rules[1] = recursive.Accumulate{Stock: "K", Of: recursive.Output("invest", "investment goods"), Depreciation: decay}
	if err := run(t, p).States().Near(c.States(), 1e-9); err != nil {
		t.Error(err)
	}
}

func TestCertificates(t *testing.T) {
	a := run(t, path(t, 8)).Certificates()
	for _, check := range []string{"complementarity", "walras", "homogeneity", "replication"} {
		for _, year := range recursive.Years(2021, 2028) {
			// Solved to 1e-12; the other checks lose a digit or two on it.
			near(t, check+" in "+year, quantitytest.At(t, a, "year", year, "check", check), 0, 1e-10)
		}
	}
}

// Without labour there is no equilibrium from the sixth year on.
func TestFailedPeriod(t *testing.T) {
	p := path(t, 10)
	gone := make([]float64, 10)
	for i := range 5 {
		gone[i] = 1
	}
	p.Base.Fix = map[string]float64{"wage": 1}
	p.State = map[string]float64{"K": steady}
	p.Rules = []recursive.Rule{invests(decay), recursive.Follow{Param: "L", Values: gone}}
	p.Settings.Iterations = 15
	c, err := p.Run(context.Background())
	var failed *recursive.Failed
	var unsolved *cge.Unsolved
	if c != nil || !errors.As(err, &failed) || !errors.As(err, &unsolved) {
		t.Fatalf("course %v, error %v", c, err)
	}
	if failed.Period != "2026" || !strings.Contains(err.Error(), "period 2026") || len(failed.Before.Periods) != 5 {
		t.Fatalf("error %v after %d periods", err, len(failed.Before.Periods))
	}
	for i := 5; i < 10; i++ { // mended: people come back
		gone[i] = 0.5
	}
	rest, err := p.Resume(context.Background(), recursive.Checkpoint{
		Period: failed.Checkpoint.Period, Start: failed.Checkpoint.Start,
		State: map[string]float64{"K": failed.Checkpoint.State["K"], "L": 0.5},
	})
	if err != nil || len(rest.Periods) != 5 {
		t.Fatalf("resumed: %v", err)
	}
}

func TestCancel(t *testing.T) {
	p := path(t, 30)
	ctx, cancel := context.WithCancel(context.Background())
	p.Progress = func(done recursive.Period) {
		if done.Name == "2027" {
			cancel()
		}
	}
	c, err := p.Run(ctx)
	var failed *recursive.Failed
	if c != nil || !errors.Is(err, context.Canceled) || !errors.As(err, &failed) || failed.Period != "2028" {
		t.Fatalf("course %v, error %v", c, err)
	}
	rest, err := p.Resume(context.Background(), failed.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	p.Progress = nil
	whole := run(t, p).Results()
	quantitytest.SameBits(t, "before", failed.Before.Results(), whole.Select("year", p.Periods[:7]...))
	quantitytest.SameBits(t, "after", rest.Results(), whole.Select("year", p.Periods[7:]...))
}

// A path and its arguments stay what they were.
func TestRunChangesNothing(t *testing.T) {
	p := path(t, 3)
	p.Rules = append(p.Rules[:1:1], recursive.Func(func(_ *cge.Equilibrium, s map[string]float64) map[string]float64 {
		l := s["L"]
		clear(s)
		return map[string]float64{"L": l * (1 + growth)}
	}))
	c := run(t, p)
	if p.State["K"] != steady || p.State["L"] != 1 || len(p.Base.Fix) != 1 || p.Base.Set != nil {
		t.Errorf("%+v", p)
	}
	near(t, "labour", quantitytest.At(t, c.States(), "year", "2023", "state", "L"), (1+growth)*(1+growth), 1e-15)
}

func TestRefusals(t *testing.T) {
	give := func(out map[string]float64) recursive.Rule {
		return recursive.Func(func(*cge.Equilibrium, map[string]float64) map[string]float64 { return out })
	}
	for i, c := range []struct {
		change func(*recursive.Path)
		says   string
	}{
		{func(p *recursive.Path) { p.Model = nil }, "no Model"},
		{func(p *recursive.Path) { p.Periods = nil }, "no Periods"},
		{func(p *recursive.Path) { p.Periods = []string{"a", "a"} }, "names are needed and differ"},
		{func(p *recursive.Path) { p.State["M"] = 1 }, `state "M" is no parameter`},
		{func(p *recursive.Path) { p.State["K"] = math.NaN() }, `state "K" is NaN`},
		{func(p *recursive.Path) { p.Base.Set = map[string]float64{"K": 1} }, "set by the base scenario"},
		{func(p *recursive.Path) { p.Memory = map[string]float64{"A": 1} }, "give it in State"},
		{func(p *recursive.Path) { p.Results = []recursive.Result{{Name: "wages"}} }, `near: ["wage"]`},
		{func(p *recursive.Path) { p.Results = []recursive.Result{{Name: "wage"}, {Name: "wage"}} }, "names are needed and differ"},
		{func(p *recursive.Path) { p.Rules = []recursive.Rule{nil} }, "rule 0 is nil"},
		{func(p *recursive.Path) { p.Rules = []recursive.Rule{recursive.Func(nil)} }, "rule 0 is nil"},
		{func(p *recursive.Path) { p.Rules[0] = invests(1.5) }, "Depreciation is 1.5"},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Accumulate{Stock: "K"} }, "either Flow or Of"},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Accumulate{Stock: "K", Flow: "invst"} }, `near: ["invest"]`},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Accumulate{Stock: "Q", Flow: "invest"} }, "no such variable"},
		{func(p *recursive.Path) {
			p.Rules[0] = recursive.Accumulate{Stock: "K", Flow: "invest", Factor: math.Inf(1)}
		}, "Factor is +Inf"},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Grow{Param: "K", Rate: -1} }, "above -1"},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Grow{Param: "A"} }, "no such variable"},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Follow{Param: "A", Values: []float64{1}} }, "1 values for 3 periods"},
		{func(p *recursive.Path) {
			p.Rules[0] = recursive.Follow{Param: "A", Values: []float64{1, 2, math.NaN()}}
		}, "value 2 is NaN"},
		{func(p *recursive.Path) { p.Rules[0] = recursive.Follow{Param: "K", Values: []float64{1, 2, 3}} }, "State has it too"},
		{func(p *recursive.Path) { p.Rules = append(p.Rules, give(map[string]float64{"L": 1})) }, `rules 1 and 2 both decide "L"`},
		{func(p *recursive.Path) { p.Rules = append(p.Rules, give(map[string]float64{"A": 1})) }, "the path's state does not have"},
		{func(p *recursive.Path) { p.Rules[0] = give(map[string]float64{"K": math.Inf(1)}) }, `"K" becomes +Inf`},
		{func(p *recursive.Path) {
			p.Rules[0] = recursive.Accumulate{Stock: "K", Of: recursive.Demand("household", "wage")}
		}, `no flow "dem" of "wage"`},
		{func(p *recursive.Path) {
			p.Results = []recursive.Result{{Name: "x", Of: func(*cge.Equilibrium) (float64, error) { return math.NaN(), nil }}}
		}, `result "x" is NaN`},
	} {
		p := path(t, 3)
		c.change(&p)
		if _, err := p.Run(context.Background()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("case %d: error %v, want %q", i, err, c.says)
		}
	}
}

func TestResumeRefuses(t *testing.T) {
	p := path(t, 3)
	for says, c := range map[string]recursive.Checkpoint{
		"no period \"2031\"": {Period: "2031"},
		"lacks state \"L\"":  {Period: "2022", State: map[string]float64{"K": 1}},
		"has state \"M\"":    {Period: "2022", State: map[string]float64{"K": 1, "L": 1, "M": 1}},
	} {
		if _, err := p.Resume(context.Background(), c); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
	}
	if _, err := run(t, p).Checkpoint("2031"); err == nil {
		t.Error("a checkpoint of no period")
	}
	if err := new(recursive.Course).States().Err(); err == nil {
		t.Error("an empty course has states")
	}
}

func TestYears(t *testing.T) {
	y := recursive.Years(2020, 2050)
	if len(y) != 31 || y[0] != "2020" || y[30] != strconv.Itoa(2050) || recursive.Years(2, 1) != nil {
		t.Error(y)
	}
}
