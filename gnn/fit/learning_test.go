package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// Two random walks with drift look like a learning curve in levels, whatever
// they are; the test of cointegration holds its size, and changes say nothing.
func TestSpuriousTrendIsNotALearningCurve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	r2, found, big := 0., 0, 0
	const runs = 300
	for range runs {
		cost, built, c, b := Series{}, Series{}, 0., 0.
		for y := range 44 {
			c, b = c-.08+.1*r.NormFloat64(), b+.2+.1*r.NormFloat64()
			cost[1976+y], built[1976+y] = math.Exp(c), math.Exp(b)
		}
		k, err := experience("x", "cumulative", cost, built)
		if err != nil {
			t.Fatal(err)
		}
		r2 += k.R2 / runs
		if k.ADF < k.Bound {
			found++
		}
		if math.Abs(k.Levels/k.SE) > 2 {
			big++
		}
	}
	if r2 < .8 || big < runs*9/10 {
		t.Errorf("levels: mean R2 %.2f, %d of %d look significant", r2, big, runs)
	}
	if found > runs*12/100 { // 5 % asymptotically; drift and 44 years allow for a little more
		t.Errorf("%d of %d spurious curves are called cointegrated", found, runs)
	}
}

func TestLearningCurveIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	found, levels, changes := 0, 0., 0.
	const runs = 100
	for range runs {
		cost, built, b, u := Series{}, Series{}, 0., 0.
		for y := range 60 {
			b += .2 + .15*r.NormFloat64()
			u = .3*u + .05*r.NormFloat64()
			cost[y], built[y] = math.Exp(-.35*b+u), math.Exp(b)
		}
		k, err := experience("x", "cumulative", cost, built)
		if err != nil {
			t.Fatal(err)
		}
		levels, changes = levels+k.Levels/runs, changes+k.Changes/runs
		if k.ADF < k.Bound {
			found++
		}
	}
	// Three standard errors of means of 100: 0.0003 and 0.006.
	near(t, "exponent of levels", levels, .35, .001)
	near(t, "exponent of changes", changes, .35, .02)
	if found < runs*8/10 {
		t.Errorf("%d of %d true curves are called cointegrated", found, runs)
	}
}

func TestTwoFactorsAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	doing, knowing := 0., 0.
	const runs = 60
	for range runs {
		cost, built, stock, b, h, before := Series{}, Series{}, Series{}, 0., 0., 0. // before: b of the last year
		for y := range 60 {
			cost[y] = math.Exp(-.2*before - .5*h + .03*r.NormFloat64())
			stock[y] = math.Exp(h)
			b += .2 + .1*r.NormFloat64()
			built[y] = math.Exp(b)
			before = b
			h += .08 + .06*r.NormFloat64()
		}
		k := twoFactors(Technology{Cost: cost, Cumulative: built, Knowledge: stock})
		if !k.ok {
			t.Fatal("no estimate")
		}
		doing, knowing = doing+k.doing/runs, knowing+k.beta/runs
	}
	// Three standard errors of means of 60: 0.008 and 0.012.
	near(t, "doing", doing, .2, .025)
	near(t, "knowing", knowing, .5, .035)
}

func TestDiffusionFindsItsSpeed(t *testing.T) {
	s, r := Shares{ID: "x", ByCountry: map[string]Series{}}, rand.New(rand.NewPCG(7, 8))
	for c := range 40 {
		series, x, speed := Series{}, -7.+r.NormFloat64(), .3+.1*r.NormFloat64()
		for y := range 30 {
			series[y] = 1 / (1 + math.Exp(-x))
			x += speed + .05*r.NormFloat64()
		}
		s.ByCountry[fmt.Sprint(c)] = series
	}
	d := diffusion(s)
	// Forty countries of deviation 0.1 have a mean within 0.016 and a deviation within 0.011, and
	// fast ones are seen for fewer years, which lowers both.
	near(t, "speed", d.Speed, .3, .06)
	near(t, "spread", d.Spread, .1, .04)
	if d.Smallest != 0 {
		t.Errorf("a smallest share %v where every share grows", d.Smallest)
	}
}

// Shares below a hundredth leave the market more often than not, others stay.
func TestSmallestViableShareIsFound(t *testing.T) {
	s, r := Shares{ID: "x", ByCountry: map[string]Series{}}, rand.New(rand.NewPCG(9, 10))
	for c := range 60 {
		series, v := Series{}, math.Exp(-6.+3*r.Float64())
		for y := range 20 {
			series[y] = v
			if v < .01 {
				v *= .8 + .1*r.NormFloat64()
			} else {
				v = math.Min(.9, v*1.1)
			}
		}
		s.ByCountry[fmt.Sprint(c)] = series
	}
	if d := diffusion(s); d.Smallest != .01 {
		t.Errorf("smallest viable share %v, want .01: %+v", d.Smallest, d.Classes)
	}
}

// A nest with an instrument for its price is found; policy and tastes that move
// both bias least squares.
func TestNestIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	n := Nest{ID: "x", Ratio: Series{}, Price: Series{}, Instruments: map[string]Series{"cost": {}}}
	for y := range 400 {
		z, u := r.NormFloat64(), r.NormFloat64()
		p := z + u
		n.Ratio[y], n.Price[y], n.Instruments["cost"][y] = .3-4*p+6*u, p, z
	}
	c, err := estimateNest(n)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "instrumented", c.IV.Beta, 4, 2*c.IV.SE) // 0.25 for 400 years
	if c.OLS > 3 {
		t.Errorf("least squares %v is not biased", c.OLS)
	}
}
