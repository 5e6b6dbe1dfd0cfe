package casefile_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
)

// caseFiles are the copies in testdata, and the folder cge of the one that
// LODESTONE_CASES names.
func caseFiles(t *testing.T) []string {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	if dir := os.Getenv("LODESTONE_CASES"); dir != "" {
		more, err := filepath.Glob(filepath.Join(dir, "cge", "*.json"))
		if err != nil || len(more) == 0 {
			t.Fatalf("LODESTONE_CASES is %s, but there are no cases under cge: %v", dir, err)
		}
		files = append(files, more...)
	}
	return files
}

func readCase(t testing.TB, file string) *casefile.Case {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := casefile.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// near compares as the cases' own check does: relative, absolute below one.
func near(got, want float64) float64 { return math.Abs(got-want) / max(1, math.Abs(want)) }

func TestCases(t *testing.T) {
	for _, file := range caseFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c := readCase(t, file)
			m, err := cge.Compile(c.Economy)
			if err != nil {
				t.Fatal(err)
			}
			var last *cge.Equilibrium
			for _, sc := range c.Scenarios {
				eq, err := m.Solve(context.Background(), sc.Scenario, &cge.Settings{From: last, Progress: func(s cge.Step) {
					if os.Getenv("TRACE") != "" {
						t.Logf("   %v %d %.2e %v", s.Path, s.Iteration, s.Residual, s.Length)
					}
				}})
				if err != nil {
					t.Fatalf("%s: %v", sc.Name, err)
				}
				last = eq
				t.Logf("%s: %d iterations %v residual %.1e", sc.Name, eq.Certificate.Iterations, eq.Certificate.Path, *eq.Certificate.Complementarity)
				for name, want := range sc.Expect {
					got, err := eq.Value(name)
					if err != nil {
						t.Fatal(err)
					}
					if d := near(got, want); !(d <= sc.Tolerance) {
						t.Errorf("%s: %s = %.10g, want %.10g (off by %.1e, tolerance %.0e)", sc.Name, name, got, want, d, sc.Tolerance)
					}
				}
			}
		})
	}
}
