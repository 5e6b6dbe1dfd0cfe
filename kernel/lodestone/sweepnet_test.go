package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/simulate"
	"github.com/lodestone-model/lodestone/kernel/sweep"
)

const netSweep = `{
 "lodestone": "lodestone-sweep/1", "name": "estimators", "model": "gnn", "scenarios": ["L1"], "results": ["rmse.*", "cover90.network"],
 "draws": 3, "shard": 2, "seeds": [7],
 "parameters": [
  {"name": "seen", "paths": ["economy.supply_shock_seen", "economy.wedge_shock_seen"], "uniform": {"min": 0.1, "max": 0.9}},
  {"paths": ["economy.regions"], "as": "factor", "choice": [0.5]}
 ]
}`

// TestSweepOfEstimators: a row is the economy of its numbers, estimated and
// judged by the truth as it would be by hand.
func TestSweepOfEstimators(t *testing.T) {
	t.Setenv(commandEnv, "1")
	spec, dir := writeSweep(t, netSweep), filepath.Join(t.TempDir(), "out")
	expect(t, 0, []string{"sweep", spec, "-o", dir}, "3 rows in 2 shards", "0 of them failed")
	expect(t, 0, []string{"sweep", "collect", dir}, "3 rows, 0 failed", "rmse.network", "rmse.classical", "rmse.instruments", "cover90.network")
	s, err := sweep.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	task, err := taskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	in, out, err := task.Row(t.Context(), s.Plan.At(1))
	if err != nil {
		t.Fatal(err)
	}
	c, err := simulate.Level("L1")
	if err != nil {
		t.Fatal(err)
	}
	c.SeenSupply, c.SeenWedge, c.Regions = in[1], in[1], 3
	p, truth, err := simulate.Generate(t.Context(), c, uint64(in[0]*(1<<53)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := gnn.Estimate(t.Context(), p, &gnn.Options{Draws: 1})
	if err != nil {
		t.Fatal(err)
	}
	squares, held, n := 0.0, 0.0, float64(len(r.Nests))
	for i, nest := range r.Nests {
		e := nest.MeanSigma - truth.SigmaBefore[i]
		squares += e * e / n
		if nest.Lo90 <= truth.SigmaBefore[i] && truth.SigmaBefore[i] <= nest.Hi90 {
			held += 1 / n
		}
	}
	// Rounding of the same sums.
	if math.Abs(out[0]-math.Sqrt(squares)) > 1e-12 || math.Abs(out[3]-held) > 1e-12 {
		t.Errorf("rmse %v, cover %v; by hand %v, %v", out[0], out[3], math.Sqrt(squares), held)
	}
	if names := s.Plan.Inputs; names[0] != economyDial || names[1] != "seen" || in[2] != .5 {
		t.Errorf("inputs %v, %v", names, in)
	}
}

func TestSweepOfEstimatorsRefuses(t *testing.T) {
	for change, want := range map[string]string{
		`["L1"]=>["L9"]`:                            `scenario "L9": there are L0, L1, L2, L3, L4`,
		`["L1"]=>[]`:                                `scenarios: at least one of L0`,
		`"draws": 3=>"draws": 3, "last": 2030`:      `last: model gnn has none`,
		`"draws": 3=>"draws": 3, "mode": "mfa"`:     `mode: model gnn has none`,
		`"rmse.*"=>"error.*"`:                       `"error.*" names nothing`,
		`economy.regions=>economy.region`:           `"economy.region" names nothing; there are economy.regions`,
		`"name": "seen"=>"name": "economy"`:         `another parameter has the name`,
		`economy.regions=>economy.wedge_shock_see?`: `economy.wedge_shock_seen is moved by parameter "seen" already`,
	} {
		from, to, _ := strings.Cut(change, "=>")
		text := strings.Replace(netSweep, from, to, 1)
		if text == netSweep {
			t.Fatalf("%q changes nothing", change)
		}
		expect(t, 2, []string{"sweep", writeSweep(t, text), "-o", filepath.Join(t.TempDir(), "out")}, want)
	}
}

// TestSweepDocsEstimators: the docs' spec is one, and name what there is.
func TestSweepDocsEstimators(t *testing.T) {
	text, err := os.ReadFile("../../docs/sweeps.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "## Estimators")
	_, block, _ := strings.Cut(after, "    {\n")
	block, after, _ = strings.Cut(block, "\n    }\n")
	spec, err := readSweep(strings.NewReader("{" + block + "}"))
	if err != nil {
		t.Fatal(err)
	}
	task, err := newNetTask(spec)
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := sweepPlan(spec, task); err != nil || plan.Rows() != 200 || len(plan.Results) != 6 {
		t.Errorf("%d rows, %d results, %v", plan.Rows(), len(plan.Results), err)
	}
	list, _, _ := strings.Cut(after, "## What is kept")
	for _, d := range netDials {
		if name := "." + strings.TrimPrefix(d.path, "economy."); !strings.Contains(list, name+"`") {
			t.Errorf("the docs do not name %s", d.path)
		}
	}
}
