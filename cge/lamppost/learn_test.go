package lamppost

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// point is a prior that knows everything but the gap.
func point(drift, volatility, noise float64) Prior {
	at := func(v float64) Range { return Range{Lo: v, Hi: v, Points: 1} }
	return Prior{Drift: at(drift), Volatility: at(volatility), Noise: at(noise), NoSurvival: true}
}

// With all parameters known, Learn is the Kalman filter of a local level; its
// variance settles at the root of P² + qP - qr = 0.
func TestLearnIsAKalmanFilter(t *testing.T) {
	const s, r = .02, .01
	seen := make([]float64, 50)
	for i := range seen {
		seen[i] = .2 + .001*float64(i%7)
	}
	post, err := Learn(point(0, s, r), seen)
	if err != nil {
		t.Fatal(err)
	}
	q, v := s*s, r*r
	want := (-q + math.Sqrt(q*q+4*q*v)) / 2
	near(t, "variance", post.Gap().SD*post.Gap().SD, want, 1e-15, "fifty steps of a contraction by .03 a step")
}

func TestLearnFindsWhatMadeTheSeries(t *testing.T) {
	rule := Issue()
	rule.Drift, rule.Volatility, rule.Gap = [2]float64{.008, .008}, [2]float64{.01, .01}, [2]float64{.3, .3}
	rule.Steps = 400
	runs, err := rule.Runs(1001, 1001) // odd: no break
	if err != nil {
		t.Fatal(err)
	}
	post, err := Learn(Rules(), runs[0].Seen)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "drift", post.Drift().Mean, .008, .0015, "three standard errors of 400 steps, .0005 each")
	near(t, "volatility", post.Volatility().Mean, .01, .003, "the grid's spacing is .004")
	near(t, "gap", post.Gap().Mean, runs[0].Truth[399], 4*post.Gap().SD, "four of its own standard deviations")
}

func TestLearnSeesABreak(t *testing.T) {
	seen := make([]float64, 60)
	for i := range seen {
		seen[i] = .2 + .008*float64(min(i, 30)) - .008*float64(max(i-30, 0))
	}
	post, err := Learn(Rules(), seen)
	if err != nil {
		t.Fatal(err)
	}
	if post.Broken() < .9 || post.Drift().Mean > -.005 {
		t.Errorf("broken with %.2f, drift now %+v", post.Broken(), post.Drift())
	}
}

func TestSurvivalRaisesTheGap(t *testing.T) {
	seen := []float64{.03, .01, .015, .005, .004}
	prior := Rules()
	with, err := Learn(prior, seen)
	if err != nil {
		t.Fatal(err)
	}
	prior.NoSurvival = true
	without, err := Learn(prior, seen)
	if err != nil {
		t.Fatal(err)
	}
	if with.Gap().Mean <= without.Gap().Mean {
		t.Errorf("gap %v with survival, %v without", with.Gap(), without.Gap())
	}
}

func TestLearnProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := rapid.SliceOfN(rapid.Float64Range(-.2, 1), 2, 25).Draw(t, "seen")
		prior := rapid.SampledFrom([]Prior{Rules(), Vague(), Markets()}).Draw(t, "prior")
		post, err := Learn(prior, seen)
		if err != nil {
			if !strings.Contains(err.Error(), "out of reach") {
				t.Fatal(err)
			}
			return
		}
		last := 0.0
		for _, h := range []int{1, 5, 20} {
			c, err := post.Within(h, .9)
			if err != nil || !(c.Lo <= c.P && c.P <= c.Hi && c.Lo >= 0 && c.Hi <= 1) {
				t.Fatalf("chance %+v, %v", c, err)
			}
			// A break to come is placed in the middle of each horizon: not
			// quite one process, so later may be lower by that much.
			if c.P < last-.02 {
				t.Fatalf("within %d years %v, before %v", h, c.P, last)
			}
			last = c.P
		}
		sum := 0.0
		for _, p := range post.parts {
			sum += p.weight
		}
		if math.Abs(sum-1) > 1e-9 || !finite(post.Gap().Mean, post.Gap().SD, post.Drift().SD, post.Volatility().SD) {
			t.Fatalf("weights %v, gap %+v", sum, post.Gap())
		}
	})
}

func TestLearnRefuses(t *testing.T) {
	bad := Rules()
	bad.First = 1
	for want, f := range map[string]func() error{
		"at least 2":    func() error { _, err := Learn(Rules(), []float64{.1}); return err },
		"observation 1": func() error { _, err := Learn(Rules(), []float64{.1, math.NaN()}); return err },
		"out of reach":  func() error { _, err := Learn(Rules(), []float64{.1, 1e6}); return err },
		"the first":     func() error { _, err := Learn(bad, []float64{.1, .2}); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
