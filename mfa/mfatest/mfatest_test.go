package mfatest_test

import (
	"fmt"
	"testing"

	"github.com/lodestone-model/lodestone/mfa"
	"github.com/lodestone-model/lodestone/mfa/mfatest"
)

func TestLifetimesOfThePackage(t *testing.T) {
	for _, l := range []mfa.Lifetime{
		mfa.Fixed{Mean: 0}, mfa.Fixed{Mean: 7.5},
		mfa.Normal{Mean: 20, SD: 5}, mfa.Normal{Mean: 2, SD: 3},
		mfa.FoldedNormal{Mean: 8, SD: 6},
		mfa.LogNormal{Mean: 15, SD: 4}, mfa.LogNormal{Mean: 2, SD: 6},
		mfa.Weibull{Shape: 3.5, Scale: 18}, mfa.Weibull{Shape: 0.7, Scale: 4},
		mfa.Gamma{Shape: 4, Scale: 3},
		mfa.Logistic{Mean: 12, Scale: 2},
		mfa.Table{Ages: []float64{0, 10, 20}, Share: []float64{1, 0.8, 0}},
		mfa.Stretched{Of: mfa.Weibull{Shape: 3.5, Scale: 18}, Factor: 1.3},
	} {
		t.Run(fmt.Sprintf("%#v", l), func(t *testing.T) { mfatest.Lifetime(t, l) })
	}
}

// recorder notes that the suite complained.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }

type bad func(float64) float64

func (b bad) Survival(age float64) float64 { return b(age) }

func TestSuiteFindsFaults(t *testing.T) {
	for name, l := range map[string]mfa.Lifetime{
		"begins below 1": bad(func(float64) float64 { return 0.5 }),
		"rises":          bad(func(a float64) float64 { return min(1, 1/(1+a)+a/100) }),
		"negative":       bad(func(a float64) float64 { return 1 - a/10 }),
		"no parameters":  mfa.Weibull{},
		"wrong mean":     wrongMean{},
	} {
		r := &recorder{TB: t}
		if mfatest.Lifetime(r, l); !r.failed {
			t.Errorf("%s: the suite found nothing", name)
		}
	}
}

type wrongMean struct{ mfa.Weibull }

func (wrongMean) Mean() float64 { return 3 }

func TestDistributionsOfThePackage(t *testing.T) {
	for _, d := range []mfa.Distribution{
		mfa.Uniform{Min: 1, Max: 2}, mfa.Uniform{Min: 1, Max: 1}, mfa.Triangular{Min: 0, Mode: 0, Max: 1}, mfa.Triangular{Min: 2, Mode: 2, Max: 2},
		mfa.Beta{A: 18, B: 2}, mfa.Beta{A: 0.5, B: 0.5}, mfa.Normal{Mean: -3, SD: 2}, mfa.LogNormal{Mean: 2, SD: 6}, mfa.Weibull{Shape: 2, Scale: 9},
		mfa.Gamma{Shape: 0.7, Scale: 3}, mfa.Logistic{Mean: 1, Scale: 2}, mfa.Within{Of: mfa.Normal{Mean: 0.9, SD: 0.2}, Min: 0, Max: 1},
	} {
		t.Run(fmt.Sprintf("%#v", d), func(t *testing.T) { mfatest.Distribution(t, d) })
	}
	r := &recorder{TB: t}
	if mfatest.Distribution(r, falling{}); !r.failed {
		t.Error("the suite found nothing in quantiles that fall")
	}
}

type falling struct{}

func (falling) Quantile(p float64) float64 { return -p }
