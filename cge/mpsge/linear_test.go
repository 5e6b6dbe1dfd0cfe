package mpsge

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

var testRoles = map[string]role{"t": parameterName, "s p": parameterName, "U": auxName, "V": auxName, "PX": priceName}

// A linear form has the value of the expression it was made of.
func TestLinearForm(t *testing.T) {
	for _, text := range []string{
		"1+1", "t", "U-U", "0*U + t", "3*(U+2)/4", "-(U - t)", "t**2*U + V", "pow(t, 3)*`s p`*U - min(t, 1, 2)", "abs(2 - 4)",
		"(U + V)*(2 - t) - V/`s p` + exp(log(t))*-U", "+U - -V", "2**-1*U", "sqrt(t)*(1 - (1 - (1 - U)))",
	} {
		f, err := linearForm(text, testRoles)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, at := range []map[string]float64{
			{"t": 0.7, "s p": 1.3, "U": 0, "V": 0},
			{"t": 0.7, "s p": 1.3, "U": 0.25, "V": 3},
			{"t": 2, "s p": -0.5, "U": -1, "V": 100},
		} {
			got := 0.0
			if f.constant != "" {
				got = evaluate(f.constant, at)
			}
			for _, x := range f.terms {
				got += evaluate(x.factor, at) * at[x.aux]
			}
			// a handful of roundings
			if want := evaluate(text, at); math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("%s at %v is %v, its form %+v is %v", text, at, want, f, got)
			}
		}
	}
}

// What vanishes is left out, so that no field of zero is written.
func TestLinearFormVanishes(t *testing.T) {
	for _, text := range []string{"U-U", "0*V", "0", "2-2"} {
		if f, err := linearForm(text, testRoles); err != nil || (f.constant != "" || len(f.terms) > 0) {
			t.Errorf("%s became %+v", text, f)
		}
	}
}

func TestNotLinear(t *testing.T) {
	for text, want := range map[string]string{
		"U*1*V*0": "not linear in U and V",
		"U**1":    "not linear in U",
		"2**U":    "not linear in U",
		"1/U":     "not linear in U",
		"exp(V)":  "exp(...)",
		"PX":      `price of "PX"`,
		"nobody":  `unknown name "nobody"`,
		"1/0":     "not a number",
		"1/(":     "expected a number",
	} {
		if _, err := linearForm(text, testRoles); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %s", text, err, want)
		}
	}
}

// evaluate computes an expression at a point; NaN where it has no value.
func evaluate(text string, at map[string]float64) float64 {
	e, err := expr.Parse(text)
	if err != nil {
		return math.NaN()
	}
	v, ok := e.Fix(func(n string) (float64, bool) { v, ok := at[n]; return v, ok }).Constant()
	if !ok {
		return math.NaN()
	}
	return v
}
