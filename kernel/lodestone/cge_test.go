package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/cge"
)

const casesDir = "../../cge/casefile/testdata/"

// written is a file of its own for a test.
func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// hopeless has a second scenario without a solution.
const hopeless = `{"schema": "lodestone-case/1", "id": "hopeless", "kind": "mcp", "params": {"a": 0}, "vars": [{"name": "x"}, {"name": "y"}],
 "F": ["x**2 + a", "y - x"], "scenarios": [{"name": "zero"}, {"name": "none", "set": {"a": 1}}]}`

func TestCGESolveTable(t *testing.T) {
	unemployment := casesDir + "08_m36_unemployment.json"
	expect(t, 0, []string{"cge", "solve", unemployment},
		"3 sectors, 5 commodities, 1 agent, 1 auxiliary variable", "homogeneity", "10 of 10",
		"  uniform factor tax 25% in X      U     auxiliary  0.2  →        0    stops\n",
		"                                   X     level        1  →   1.1784  +17.8 %\n")
	expect(t, 0, []string{"cge", "solve", casesDir + "10_m41_small_open_economy.json"}, "left open by the equations\n  tariff 10%: PFX\n")
	expect(t, 0, []string{"cge", "solve", casesDir + "23_mcp_kojima_shindo.json"}, "4 variables", "x1        1.2247\n")
	expect(t, 0, []string{"cge", "solve", casesDir + "gen_n10_d1_l0_s1.json"}, "and 13 more; -json and -o give all")
	_, stdout, stderr := call(t, "cge", "solve", unemployment, "-scenario", "same, unemployment fixed at 20%")
	if strings.Contains(stdout, "uniform") || !strings.Contains(stdout, "same, unemployment fixed at 20%") || stderr != "" {
		t.Errorf("%s%s", stdout, stderr)
	}
	missed := written(t, "missed.json", strings.NewReplacer(`{"name": "zero"}`, `{"name": "zero", "expect": {"x": 3}}`,
		`, {"name": "none", "set": {"a": 1}}`, "").Replace(hopeless))
	expect(t, 0, []string{"cge", "solve", missed}, "0 of 1", "not as the file expects\n  zero: x = ", ", not 3 (off by 1.0e+00)")
}

// TestCGEExpectsNothing: an expectation of what is not there is said, and
// harms nothing.
func TestCGEExpectsNothing(t *testing.T) {
	path := written(t, "odd.json", strings.NewReplacer(`{"name": "zero"}`, `{"name": "zero", "expect": {"w": 3}}`,
		`, {"name": "none", "set": {"a": 1}}`, "").Replace(hopeless))
	expect(t, 0, []string{"cge", "solve", path}, "not as the file expects", `expect: "w" is nothing that the model has`)
}

// results is the contract of the JSON form.
type results struct {
	Scenarios []struct {
		Name          string
		Values, Flows map[string]float64
		Certificate   struct{ Complementarity float64 }
		Seconds       float64
	}
}

func TestCGESolveJSON(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "results.json")
	path := casesDir + "08_m36_unemployment.json"
	expect(t, 0, []string{"cge", "solve", path, "-o", file}, "results  "+file+" (3 scenarios)")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, stdout, _ := call(t, "cge", "solve", path, "-json")
	for _, text := range []string{string(data), stdout} {
		var r results
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatal(err)
		}
		if len(r.Scenarios) != 3 || r.Scenarios[0].Values["U"] != 0.2 || r.Scenarios[0].Flows["X|PL|inp"] == 0 {
			t.Errorf("%+v", r)
		}
	}
	_, stdout, _ = call(t, "cge", "solve", path, "-json", "-o", file, "-scenario", "benchmark")
	var said struct {
		OK        bool
		File      string
		Scenarios int
	}
	if err := json.Unmarshal([]byte(stdout), &said); err != nil || !said.OK || said.File != file || said.Scenarios != 1 {
		t.Errorf("%v: %s", err, stdout)
	}
}

func TestCGESolveFails(t *testing.T) {
	path := written(t, "hopeless.json", hopeless)
	out := filepath.Join(filepath.Dir(path), "results.json")
	code, stdout, stderr := call(t, "cge", "solve", path, "-o", out, "-json")
	if code != 1 || !strings.Contains(stderr, `scenario "none" was not solved`) || !strings.Contains(stderr, "  constraint  x   ") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	var failed failedScenario
	if err := json.Unmarshal([]byte(stdout), &failed); err != nil {
		t.Fatal(err)
	}
	if failed.OK || failed.Scenario != "none" || len(failed.Worst) != 2 || failed.Worst[0].Variable != "x" || failed.Solved[0] != "zero" {
		t.Errorf("%+v", failed)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	broken := written(t, "broken.json", strings.Replace(hopeless, `"y - x"`, `"y - z"`, 1))
	expect(t, 1, []string{"cge", "solve", broken}, broken, `F[1]: "y - z" speaks of "z"`)
	expect(t, 1, []string{"cge", "solve", broken, "-json"}, `"ok": false`)
	expect(t, 1, []string{"cge", "solve", "nowhere.json"}, "nowhere.json: no such file")
}

func TestCGEWrongCalls(t *testing.T) {
	path := written(t, "hopeless.json", hopeless)
	expect(t, 2, []string{"cge", "solve"}, "accepts 1 arg(s), received 0")
	expect(t, 2, []string{"cge", "slove", path}, `unknown command "slove"`)
	expect(t, 2, []string{"cge", "solve", path, "-scenario", "some"}, `hopeless has no scenario "some"; it has "zero", "none"`)
	expect(t, 2, []string{"cge", "solve", path, "-o", path}, "would write over the case")
	expect(t, 2, []string{"cge", "export", path}, "-mpsge writes a GAMS/MPSGE program")
	expect(t, 2, []string{"cge", "export", path, "-mpsge", "-o", path}, "would write over the case")
}

// TestCGEInterrupted: a context that has ended leaves nothing behind.
func TestCGEInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := filepath.Join(t.TempDir(), "results.json")
	var stdout, stderr bytes.Buffer
	code := execute(ctx, []string{"cge", "solve", casesDir + "gen_n50_d0.1_l10_s1.json", "-o", out}, &stdout, &stderr)
	if code != 1 || !strings.Contains(stderr.String(), "interrupted; nothing was written") || stdout.Len() > 0 {
		t.Errorf("exit code %d: %s%s", code, &stdout, &stderr)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the results were written")
	}
}

func TestCGEExport(t *testing.T) {
	path := casesDir + "08_m36_unemployment.json"
	expect(t, 0, []string{"cge", "export", path, "-mpsge"}, "$model:", "$prod:X")
	out := filepath.Join(t.TempDir(), "model.gms")
	expect(t, 0, []string{"cge", "export", path, "-mpsge", "-o", out}, "program  "+out)
	if data, err := os.ReadFile(out); err != nil || !bytes.Contains(data, []byte("$prod:X")) {
		t.Errorf("%v: %s", err, data)
	}
	bare := written(t, "hopeless.json", hopeless)
	expect(t, 1, []string{"cge", "export", bare, "-mpsge"}, bare)
}

// TestStepReport is silent for two seconds and says at most a line a second.
func TestStepReport(t *testing.T) {
	var b bytes.Buffer
	r := &stepReport{w: &b, began: time.Now()}
	r.step("taxed", cge.Step{Path: cge.ActiveSet, Iteration: 1})
	if b.Len() > 0 {
		t.Errorf("said at once %s", &b)
	}
	r.began = time.Now().Add(-3 * time.Second)
	for i := range 5 {
		r.step("taxed", cge.Step{Path: cge.ActiveSet, Iteration: i, Residual: 0.5})
	}
	if b.String() != "taxed: step 0 (active set), residual 5.0e-01, 3s\n" {
		t.Errorf("said %s", &b)
	}
}

func TestDuration(t *testing.T) {
	for seconds, want := range map[float64]string{0: "0 µs", 3e-8: "0 µs", 7e-6: "7.0 µs", 0.00034: "340 µs", 0.0012: "1.2 ms", 15: "15 s", 1e5: "100000 s"} {
		if got := duration(seconds); got != want {
			t.Errorf("%v s is %q, want %q", seconds, got, want)
		}
	}
}

func TestChange(t *testing.T) {
	for _, c := range []struct {
		from, to float64
		want     string
	}{
		{1, 1.25, "+25.0 %"}, {-1, -2, "-100.0 %"}, {1, 1.0123, "+1.23 %"}, {0, 3, "starts"}, {2, 0, "stops"}, {1, 1 + 1e-6, "+1e-04 %"}, {1e-6, 1, "+1.0e+08 %"},
	} {
		if got := (change{from: c.from, to: c.to}).percent(); got != c.want {
			t.Errorf("from %v to %v is %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// ring is a network that tips, and in its last scenario cannot live.
const ring = `{"schema": "lodestone-case/1", "id": "ring", "kind": "aanet", "form": "ces", "sigma": 2, "params": {"w": 0.3},
 "consumer_shares": {"mines": 1},
 "industries": [
  {"name": "mines", "logA0": 0, "wL": 0.5, "required": [{"j": "robots", "w": "w"}]},
  {"name": "robots", "logA0": 0, "wL": 0.5, "optional": [{"j": "mines", "w": "w", "b": -0.4}]}],
 "scenarios": [{"name": "apart"}, {"name": "together", "delta_logA0": {"mines": 0.3}, "expect": {"S": {"robots": ["mines"]}, "new_links": [["robots", "mines"]]}},
  {"name": "too much", "set": {"w": 2}}]}`

func TestCGESolvesNetworks(t *testing.T) {
	whole := written(t, "ring.json", ring)
	path := written(t, "ring.json", strings.Replace(ring, `,
  {"name": "too much", "set": {"w": 2}}`, "", 1))
	expect(t, 0, []string{"cge", "solve", path}, "2 industries, 1 optional input", "2 of 2", "+ robots ← mines", "mines -2", "against \"apart\"")
	expect(t, 0, []string{"cge", "solve", path, "-scenario", "together"}, "robots", "optional suppliers")
	out := filepath.Join(filepath.Dir(path), "out.json")
	expect(t, 0, []string{"cge", "solve", path, "-o", out}, "2 scenarios")
	var results struct {
		Scenarios []struct {
			Values struct{ S map[string][]string }
		}
	}
	data, err := os.ReadFile(out)
	if err != nil || json.Unmarshal(data, &results) != nil || results.Scenarios[1].Values.S["robots"][0] != "mines" {
		t.Errorf("%v: %s", err, data)
	}
	expect(t, 1, []string{"cge", "solve", whole}, `scenario "too much" has no equilibrium`, "the spectral radius of the input matrix is", "  mines", "  robots")
	expect(t, 1, []string{"cge", "solve", whole, "-json"}, `"spectral_radius"`, `"solved"`, `"together"`)
	expect(t, 1, []string{"cge", "export", path, "-mpsge"}, "MPSGE has no producers that choose their suppliers")
	expect(t, 2, []string{"cge", "solve", path, "-scenario", "some"}, `ring has no scenario "some"; it has "apart", "together"`)
}
