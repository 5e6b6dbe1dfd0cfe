package casefile_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/casefile"
)

// caseFiles are the copies in testdata, and those of the folder cge of the one
// that LODESTONE_CASES names which hold equilibria to solve.
func caseFiles(t *testing.T) []string {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	dir := os.Getenv("LODESTONE_CASES")
	if dir == "" {
		return files
	}
	more, err := filepath.Glob(filepath.Join(dir, "cge", "*.json"))
	if err != nil || len(more) == 0 {
		t.Fatalf("LODESTONE_CASES is %s, but there are no cases under cge: %v", dir, err)
	}
	for _, file := range more {
		if holdsEquilibria(t, file) {
			files = append(files, file)
		}
	}
	return files
}

func holdsEquilibria(t *testing.T, file string) bool {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var head struct{ Schema, Kind string }
	json.Unmarshal(data, &head) // an index is a list, which leaves head empty
	return head.Schema == "lodestone-gen/1" || head.Kind == "mpsge" || head.Kind == "mcp" || head.Kind == "aanet"
}

func readCase(t testing.TB, file string) *casefile.Case {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := casefile.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// solveAll solves a case that is known to be solvable.
func solveAll(t testing.TB, c *casefile.Case) []casefile.Outcome {
	t.Helper()
	outcomes, err := c.Solve(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// TestCases holds every figure that the files expect to the files' tolerances:
// values, flows, and one of the solutions where several are right.
func TestCases(t *testing.T) {
	for _, file := range caseFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			total := 0
			c := readCase(t, file)
			if len(c.Networks) > 0 {
				checkNetworks(t, c)
				return
			}
			for _, o := range solveAll(t, c) {
				compared, off, err := o.Check()
				if err != nil {
					t.Fatal(err)
				}
				sc := o.Scenario
				if want := len(sc.Expect) + len(sc.Flows); compared < want {
					t.Errorf("%s: compared %d of %d figures", sc.Name, compared, want)
				}
				total += compared
				for _, d := range off {
					t.Errorf("%s: %v, tolerance %.0e", sc.Name, d, sc.Tolerance)
				}
				c := o.Equilibrium.Certificate
				t.Logf("%s: %d figures, %d iterations %v, residual %.1e", sc.Name, compared, c.Iterations, c.Path, *c.Complementarity)
			}
			if total == 0 {
				t.Error("the case expects nothing")
			}
		})
	}
}

// checkNetworks holds prices to 1e-9 and sets exactly.
func checkNetworks(t *testing.T, c *casefile.Case) {
	outcomes, err := c.SolveNetworks(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		compared, off, err := o.Check()
		if err != nil || compared == 0 {
			t.Fatalf("%s: %d figures compared: %v", o.Scenario.Name, compared, err)
		}
		for _, d := range off {
			t.Errorf("%s: %s", o.Scenario.Name, d)
		}
		t.Logf("%s: %d figures, %d rounds, residual %.1e", o.Scenario.Name, compared, o.Equilibrium.Certificate.Rounds, o.Equilibrium.Certificate.Residual)
	}
}

// TestOtherKinds reads what this version does not solve: it says so.
func TestOtherKinds(t *testing.T) {
	for kind, want := range map[string]string{
		"knowledge": "closed forms to compare with",
		"soup":      `kind: is "soup"; equilibria are of kind mpsge, mcp or aanet`,
	} {
		_, err := casefile.Read(strings.NewReader(`{"schema": "lodestone-case/1", "kind": "` + kind + `", "scenarios": [{"name": "a"}]}`))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", kind, err, want)
		}
	}
}
