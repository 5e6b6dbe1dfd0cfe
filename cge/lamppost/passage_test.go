package lamppost

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tol float64, why string) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %v, want %v within %g (%s)", what, got, want, tol, why)
	}
}

// density is that of the first passage: its integral is a second way to Within.
func density(p Passage, t float64) float64 {
	d := p.Gap + p.Drift*t
	return p.Gap / (p.Volatility * math.Sqrt(2*math.Pi*t*t*t)) * math.Exp(-d*d/(2*p.Volatility*p.Volatility*t))
}

func TestWithinIsTheIntegralOfItsDensity(t *testing.T) {
	for _, p := range []Passage{
		{Gap: .1, Drift: -.008, Volatility: .02},
		{Gap: .1, Drift: .008, Volatility: .02},
		{Gap: .3, Drift: 0, Volatility: .1},
		{Gap: .05, Drift: -.05, Volatility: .005},
	} {
		const h, n = 10.0, 200000
		sum := 0.0
		for i := range n {
			sum += density(p, h*(float64(i)+.5)/n) * h / n
		}
		got, err := p.Within(h)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "probability", got, sum, 1e-7, "midpoint rule in 200,000 steps")
	}
}

func TestWithinAtItsLimits(t *testing.T) {
	for _, c := range []struct {
		name string
		p    Passage
		h    float64
		want float64
	}{
		{"crossed", Passage{Gap: 0, Volatility: .1}, 10, 1},
		{"below", Passage{Gap: -.1, Drift: 1, Volatility: .1}, 0, 1},
		{"no time", Passage{Gap: .1, Volatility: .1}, 0, 0},
		{"certain, arrives", Passage{Gap: .1, Drift: -.01}, 10, 1},
		{"certain, late", Passage{Gap: .1, Drift: -.01}, 9.99, 0},
		{"certain, stands", Passage{Gap: .1}, 10, 0},
		{"tiny volatility towards 0", Passage{Gap: .1, Drift: -.02, Volatility: 1e-9}, 10, 1},
		{"tiny volatility away", Passage{Gap: .1, Drift: .02, Volatility: 1e-9}, 10, 0},
		{"smallest volatility", Passage{Gap: .1, Drift: -.01, Volatility: 5e-324}, 10, .5},
		{"on the line", Passage{Gap: .1, Drift: -.01, Volatility: 1e-9}, 10, .5},
		{"no drift", Passage{Gap: .1, Volatility: .05}, 4, 2 * normal(-1)},
		{"huge", Passage{Gap: 1e200, Drift: -1e200, Volatility: 1}, 2, 1},
	} {
		got, err := c.p.Within(c.h)
		if err != nil {
			t.Fatal(c.name, err)
		}
		near(t, c.name, got, c.want, 1e-7, "the limit itself; 'on the line' is off by its volatility over its gap")
	}
}

func TestScaledErfcMeetsItsSeries(t *testing.T) {
	below, above := scaledErfc(math.Nextafter(25, 0)), scaledErfc(25)
	near(t, "ratio at 25", below/above, 1, 2e-13, "exp(625) carries 625 rounding errors")
}

func drawPassage(t *rapid.T) Passage {
	return Passage{
		Gap:        rapid.Float64Range(-.1, 2).Draw(t, "gap"),
		Drift:      rapid.Float64Range(-1, 1).Draw(t, "drift"),
		Volatility: rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-6, 1)).Draw(t, "volatility"),
	}
}

func TestWithinProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, h := drawPassage(t), rapid.Float64Range(0, 100).Draw(t, "h")
		got, err := p.Within(h)
		if err != nil || !(got >= 0 && got <= 1) {
			t.Fatalf("probability %v, %v", got, err)
		}
		const slack = 1e-12 // rounding of two terms of size one
		later, wider, lower, scaled, yearly := p.within(h*1.5), p, p, p, p
		yearly.Every = 1
		wider.Gap += .05
		lower.Drift -= .01
		scaled.Gap, scaled.Drift, scaled.Volatility = p.Gap*8, p.Drift*8, p.Volatility*8
		if later < got-slack {
			t.Fatalf("later: %v after %v", later, got)
		}
		if w := wider.within(h); w > got+slack {
			t.Fatalf("wider gap: %v above %v", w, got)
		}
		if l := lower.within(h); l < got-slack {
			t.Fatalf("faster drift: %v below %v", l, got)
		}
		if s := scaled.within(h); math.Abs(s-got) > slack {
			t.Fatalf("scaled: %v, was %v", s, got)
		}
		if y := yearly.within(h); !(y >= 0 && y <= got+slack) {
			t.Fatalf("looked at yearly: %v, all the time %v", y, got)
		}
		if e := p.ever(); got > e+1e-9 {
			t.Fatalf("within %v, ever %v", got, e)
		}
		if m, err := p.Median(); err != nil || m != nil && p.Gap > 1e-6 && p.Volatility > 0 && math.Abs(p.within(*m)-.5) > 1e-6 { // a time to its last bit; how much a bit is of the chance grows as the gap over volatility
			t.Fatalf("median %v, %v", *m, err)
		}
	})
}

// A gap looked at once a year, followed step by step, against the shifted barrier.
func TestYearlyLooksAgainstSimulation(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, p := range []Passage{
		{Gap: .10, Drift: -.005, Volatility: .03, Every: 1},
		{Gap: .05, Drift: .005, Volatility: .02, Every: 1},
		{Gap: .20, Drift: -.01, Volatility: .03, Every: 1},
	} {
		const n = 40000
		crossed := 0
		for range n {
			g := p.Gap
			for range 10 {
				if g += p.Drift + p.Volatility*rng.NormFloat64(); g <= 0 {
					crossed++
					break
				}
			}
		}
		near(t, "crossed", p.within(10), float64(crossed)/n, .015, "four standard errors of 40,000 runs, .010, and half a percentage point")
	}
}

func TestMeanAndMedian(t *testing.T) {
	p := Passage{Gap: .2, Drift: -.02, Volatility: .03}
	mean, err := p.Mean()
	if err != nil || *mean != 10 {
		t.Errorf("mean %v, %v; want 10", mean, err)
	}
	sum := 0.0
	const n, most = 400000, 400.0
	for i := range n {
		at := most * (float64(i) + .5) / n
		sum += at * density(p, at) * most / n
	}
	near(t, "mean of the density", sum, 10, 1e-6, "midpoint rule; what comes after 400 years is under 1e-30")
	for _, p := range []Passage{{Gap: .2, Volatility: .03}, {Gap: .2, Drift: .01, Volatility: .03}, {Gap: .2}} {
		if m, err := p.Mean(); m != nil || err != nil {
			t.Errorf("%+v: mean %v, %v; want never", p, m, err)
		}
	}
	if m, _ := (Passage{Gap: .2, Drift: .01, Volatility: .03}).Median(); m != nil {
		t.Errorf("median %v of a gap that likely never crosses", *m)
	}
}

func TestFirstAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := make([]Passage, rapid.IntRange(1, 5).Draw(t, "n"))
		none := 1.0
		for i := range ps {
			ps[i] = drawPassage(t)
			none *= 1 - ps[i].within(10)
		}
		out, err := First(ps, 10)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, p := range out {
			if sum += p; p < 0 || p > ps[i].within(10)+1e-9 {
				t.Fatalf("alternative %d first with %v, at all with %v", i, p, ps[i].within(10))
			}
		}
		if math.Abs(sum-(1-none)) > 1e-9 {
			t.Fatalf("sum %v, any %v", sum, 1-none)
		}
	})
	twin := Passage{Gap: .1, Drift: -.01, Volatility: .03}
	out, _ := First([]Passage{twin, twin}, 10)
	near(t, "twins", out[0], out[1], 0, "the same sums")
}
