package knowledge_test

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"pgregory.net/rapid"
)

type failer interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// near compares relative to want, or exactly where that is 0.
func near(t failer, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1e-300, math.Abs(want))) {
		t.Errorf("%s is %.15g, want %.15g", what, got, want)
	}
}

func expectError(t failer, want string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want an error with %q, got %v", want, err)
	}
}

func must[T any](t failer) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%v", err)
		}
		return v
	}
}

func readJSON(t *testing.T, file string, to any) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err == nil {
		err = json.Unmarshal(raw, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func draw(t *rapid.T, name string, lo, hi float64) float64 {
	return rapid.Float64Range(lo, hi).Draw(t, name)
}

// wide draws a number of any size between the powers of ten lo and hi.
func wide(t *rapid.T, name string, lo, hi float64) float64 {
	return math.Pow(10, draw(t, name, lo, hi))
}

func anyFrontier(t *rapid.T) knowledge.Frontier {
	d := draw(t, "depreciation", 0.01, 0.3)
	return knowledge.Frontier{Depreciation: d, Gain: d, Theta: draw(t, "theta", 0.05, 0.6), Psi: draw(t, "psi", 0, 0.9),
		Lag: rapid.IntRange(0, 4).Draw(t, "lag"), Floor: 0.25}
}
