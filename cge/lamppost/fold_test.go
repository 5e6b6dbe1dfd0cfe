package lamppost

import (
	"encoding/json"
	"os"
	"testing"
)

// The reference case holds closed forms of the linearized process.
func TestFoldCase(t *testing.T) {
	text, err := os.ReadFile("testdata/38_ews_fold_normal_form.json")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Scenarios []struct {
			Name   string
			Set    struct{ R, S, Dt float64 }
			Expect map[string]float64
		}
	}
	if err := json.Unmarshal(text, &c); err != nil || len(c.Scenarios) == 0 {
		t.Fatal(err, len(c.Scenarios))
	}
	for _, s := range c.Scenarios {
		f := Fold{s.Set.R, s.Set.S}
		ac1 := func() (float64, error) { return f.AC1(s.Set.Dt) }
		for key, get := range map[string]func() (float64, error){"x_star": f.State, "lambda": f.Rate, "AC1": ac1, "variance": f.Variance} {
			got, err := get()
			if err != nil {
				t.Fatal(err)
			}
			near(t, s.Name+" "+key, got, s.Expect[key], 1e-14, "the same closed form, rounded twice")
		}
	}
}

// A second way to the same numbers: the nonlinear equation itself, followed long.
func TestFoldSimulated(t *testing.T) {
	for _, r := range []float64{1, .25} {
		f := Fold{r, .01}
		rng := stream(1, 10)
		x, _ := f.State()
		xs := make([]float64, 40000)
		for i := range xs {
			x = euler(x, r, f.S, rng.NormFloat64)
			xs[i] = x
		}
		_, v := meanVariance(xs)
		variance, _ := f.Variance()
		ac1, _ := f.AC1(1)
		near(t, "variance ratio", v/variance, 1, .07, "Euler's step of .05 adds rate/40, up to .05; sampling .015")
		near(t, "lag-1", lag1(xs), ac1, .03, "sampling .01 and Euler's step")
	}
}

func TestFoldRefuses(t *testing.T) {
	if _, err := (Fold{R: 0, S: .01}).AC1(1); err == nil {
		t.Error("no stable branch at r 0")
	}
	rule := Textbook()
	rule.AskAt = 600
	if _, err := rule.Trial(1, 2, 3, 4); err == nil {
		t.Error("asked after the end")
	}
}
