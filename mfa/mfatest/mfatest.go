// Package mfatest checks what implementers of package mfa's interfaces
// promise. In the spirit of testing/fstest:
//
//	func TestMyLifetime(t *testing.T) { mfatest.Lifetime(t, MyLifetime{Mean: 12}) }
package mfatest

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/mfa"
)

// Lifetime checks that a survival curve is one: it is 1 before age 0 (a lifetime
// with mass at negative ages, such as mfa.Normal, may begin lower, and says so
// by Uncut() bool), never rises, stays between 0 and 1, is never NaN, and
// that mfa.Validate accepts it. If the lifetime has a method Mean() float64, its
// integral must be that mean to 1e-6.
func Lifetime(t testing.TB, l mfa.Lifetime) {
	t.Helper()
	if err := mfa.Validate(l); err != nil {
		t.Errorf("Validate: %v", err)
		return
	}
	if s := l.Survival(-1e-9); s != 1 && !uncut(l) {
		t.Errorf("%#v: Survival is %v before age 0, want 1", l, s)
	}
	falls(t, l)
	if m, ok := l.(interface{ Mean() float64 }); ok {
		mean(t, l, m.Mean())
	}
}

// uncut reports whether the curve has mass at negative ages and knows it.
func uncut(l mfa.Lifetime) bool {
	switch l := l.(type) {
	case mfa.Normal, mfa.Logistic:
		return true
	case interface{ Uncut() bool }:
		return l.Uncut()
	}
	return false
}

// falls walks over ages from 0 to 10,000 years.
func falls(t testing.TB, l mfa.Lifetime) {
	t.Helper()
	before := 1.0
	for age := 0.0; age < 1e4; age += 1 / 16. * (1 + math.Floor(age/64)) {
		s := l.Survival(age)
		if !(s >= 0 && s <= before) {
			t.Errorf("%#v: Survival(%v) is %v after %v; it lies between 0 and 1 and never rises", l, age, s, before)
			return
		}
		before = s
	}
}

// mean integrates survival by the midpoint rule.
func mean(t testing.TB, l mfa.Lifetime, want float64) {
	t.Helper()
	const h = 1.0 / 512
	sum := 0.0
	for age := h / 2; age < 1e4; age += h {
		s := l.Survival(age)
		if sum += s * h; s < 1e-14 {
			break
		}
	}
	if math.Abs(sum-want) > 1e-6*want+h { // a jump costs the midpoint rule up to h
		t.Errorf("%#v: the integral of Survival is %v, Mean is %v", l, sum, want)
	}
}

// Distribution checks a quantile function: finite, never falling over
// probabilities from 1e-12 to 1-1e-12, and the same each time.
func Distribution(t testing.TB, d mfa.Distribution) {
	t.Helper()
	before := math.Inf(-1)
	for k := range 2001 {
		p := min(max(float64(k)/2000, 1e-12), 1-1e-12)
		v := d.Quantile(p)
		if math.IsNaN(v) || math.IsInf(v, 0) || v < before {
			t.Errorf("%#v: Quantile(%v) is %v after %v; quantiles are finite and never fall", d, p, v, before)
			return
		}
		if again := d.Quantile(p); again != v {
			t.Errorf("%#v: Quantile(%v) is %v, then %v", d, p, v, again)
			return
		}
		before = v
	}
}
