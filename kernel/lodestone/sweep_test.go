package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/lodestone-model/lodestone/mfa"
)

// TestDrawsAreThoseOfEnsembles: bit by bit, plain draws and all blocks of a Sobol
// design, with parameters that are one number or one for each label.
func TestDrawsAreThoseOfEnsembles(t *testing.T) {
	over := quantity.NewAxis("unit", "unit.lfp.life", "unit.nca.life")
	e := mfa.Ensemble{Draws: 40, Seed: 1 << 40, Workers: 1, Params: []mfa.Uncertain{
		{Name: "collection", Dist: mfa.Uniform{Min: 0.3, Max: 0.7}},
		{Name: "lives", Dist: mfa.LogNormal{Mean: 1, SD: 0.2}, Over: over},
		{Name: "cost", Dist: mfa.Normal{Mean: 3, SD: 2}},
	}}
	d := sweepDraws{[]drawn{
		{name: "collection", columns: []string{"collection"}, dist: e.Params[0].Dist},
		{name: "lives", columns: over.Labels, labels: over.Labels, dist: e.Params[1].Dist},
		{name: "cost", columns: []string{"cost"}, dist: e.Params[2].Dist},
	}}
	block, calls := 0, 0
	model := func(k mfa.Draw) (quantity.Array, error) {
		got := d.at(sweep.At{Seed: e.Seed, Draw: k.K, Block: block})
		want := append(append([]float64{k.Value("collection")}, k.Array("lives").Data()...), k.Value("cost"))
		if !slices.Equal(got, want) {
			t.Errorf("block %d, draw %d: %v, an ensemble draws %v", block, k.K, got, want)
		}
		if calls++; calls%e.Draws == 0 {
			block++
		}
		return quantity.Scalar("1", 0), nil
	}
	if _, err := e.Run(model); err != nil {
		t.Fatal(err)
	}
	block, calls = 0, 0
	if _, err := e.Sobol(model); err != nil || calls != 40*5 {
		t.Fatalf("%d calls, %v", calls, err)
	}
}

const smallSweep = `{
 "lodestone": "lodestone-sweep/1", "name": "small", "model": "mfa", "scenarios": ["OPEN"], "last": 2025, "years": [2024, 2025],
 "results": ["requirement.*", "share.ev_battery.*"], "draws": 6, "shard": 4, "seeds": [3],
 "parameters": [
  {"paths": ["collection"], "uniform": {"min": 0.3, "max": 0.7}},
  {"name": "content", "paths": ["unit.nmc???.content.lithium"], "as": "factor", "each": true, "choice": [0.5, 2]},
  {"name": "lives", "paths": ["unit.*.life"], "as": "factor", "triangular": {"min": 0.8, "mode": 1, "max": 1.2}}
 ]
}`

func writeSweep(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "spec.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSweepRefuses(t *testing.T) {
	for change, want := range map[string]string{
		`"lodestone-sweep/1"=>"lodestone-sweep/2"`:            `lodestone "lodestone-sweep/2": there are lodestone-sweep/1`,
		`"model": "mfa"=>"model": "cge"`:                      `model "cge": there are pathway, mfa, gnn`,
		`["OPEN"]=>["OPEN", "NET"]`:                           `scenario "NET": there are OPEN, STEPS, CPS, NZE`,
		`["OPEN"]=>[]`:                                        `scenarios: at least one`,
		`"draws": 6=>"draws": 0`:                              `draws is 0; at least 1`,
		`"draws": 6=>"drawz": 6`:                              `unknown field "drawz"`,
		`"draws": 6=>"draws": six`:                            `invalid character 's' looking for beginning of value, line 3`,
		`"draws": 6=>"draws": "six"`:                          `cannot unmarshal string into Go struct field sweepSpec.draws of type int, line 3`,
		`[2024, 2025]=>[2024, 2026]`:                          `years: 2026 does not lie between 2024 and the last year, 2025`,
		`"last": 2025=>"last": 2060`:                          `last: 2060`,
		`"share.ev_battery.*"=>"share.ev_batery.*"`:           `"share.ev_batery.*" names nothing; there are share.`,
		`"collection"=>"colection"`:                           `parameter "colection": path "colection" names nothing; there are`,
		`"min": 0.3, "max": 0.7=>"min": 0.7, "max": 0`:        `parameter 1, "collection": uniform: max 0 is not above min 0.7`,
		`"choice": [0.5, 2]=>"choice": []`:                    `parameter 2, "content": choice: nothing to choose from`,
		`, "choice": [0.5, 2]=>`:                              `parameter 2, "content": 0 distributions; give one of`,
		`"each": true=>"uniform": {"min": 1, "max":2}`:        `2 distributions`,
		`"name": "lives"=>"name": "content"`:                  `parameter 3, "content": another parameter has the name`,
		`unit.*.life=>unit.nmc???.content.lithium`:            `.content.lithium is moved by parameter "content" already`,
		`"as": "factor"=>"as": "share"`:                       `as "share": there are value and factor`,
		`["collection"]=>["settings.latent"], "as": "factor"`: `settings.latent is set as a value`,
		`"model": "mfa"=>"model": "mfa", "mode": "exogenous"`: `model mfa has neither`,
		`"draws": 6=>"draws": 6, "design": "saltelli"`:        `design "saltelli": there are random, sobol`,
	} {
		from, to, _ := strings.Cut(change, "=>")
		text := strings.Replace(smallSweep, from, to, 1)
		if text == smallSweep {
			t.Errorf("%s: not in the spec", change)
		}
		code, stdout, stderr := call(t, "sweep", writeSweep(t, text), "-o", filepath.Join(t.TempDir(), "out"))
		if code == 0 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, %q lacks %q", change, code, stdout+stderr, want)
		}
	}
	expect(t, 2, []string{"sweep", "nowhere.json"}, "nowhere.json")
	expect(t, 2, []string{"sweep", "status", t.TempDir()}, "no folder of a sweep")
	expect(t, 2, []string{"sweep", writeSweep(t, smallSweep), "-engine", "cloud"}, `-engine "cloud": there are local and slurm`)
}

// TestSweepRuns: the command end to end, and its numbers against paths followed
// without a sweep.
func TestSweepRuns(t *testing.T) {
	t.Setenv(commandEnv, "1") // workers are this binary
	spec, dir := writeSweep(t, smallSweep), filepath.Join(t.TempDir(), "a sweep")
	expect(t, 0, []string{"sweep", spec, "-o", dir}, "6 rows in 2 shards; 0 shards were there, 2 computed (6 rows, 0 of them failed)", "sweep collect")
	expect(t, 0, []string{"sweep", spec, "-o", dir, "-json"}, `"kept": 2`)
	expect(t, 0, []string{"sweep", "status", dir}, "rows     6 of 6, 0 failed", "a row on one core")
	expect(t, 0, []string{"sweep", "collect", dir, "-quantiles", "0.1,0.9"}, "6 rows, 0 failed", "requirement.lithium.2025", "10 %", "rows of")
	expect(t, 0, []string{"sweep", "cancel", dir}, "nobody works on it")
	expect(t, 2, []string{"sweep", "collect", dir, "-quantiles", "ten"}, `-quantiles "ten"`)
	s, err := sweep.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Collect(t.Context(), sweep.Collect{Out: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	task, err := taskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	sums := make([]float64, len(s.Plan.Results))
	for row := range 6 {
		_, results, err := task.Row(context.Background(), s.Plan.At(row))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range results {
			sums[i] += v / 6
		}
	}
	for i, want := range sums {
		got := c.Summaries[len(s.Plan.Inputs)+i]
		if got.Name != s.Plan.Results[i].Name || math.Abs(got.Mean-want) > 1e-12*math.Abs(want) {
			t.Errorf("%s: mean %v, want %v", got.Name, got.Mean, want)
		}
	}
}

// TestSweepTakesEstimates: every row takes one of the joint draws of a file of
// estimated parameters, and the economy has its elasticity.
func TestSweepTakesEstimates(t *testing.T) {
	params := `{"nests": [], "learning": [], "supply": [{"id": "lithium", "regime": 0, "mean_log": -1, "sd_log": 0.3, "source": "learned", "F": 12, "n": 40}], "draws": [[-0.5], [-1], [-1.5]]}`
	spec := writeSweep(t, strings.Replace(smallSweep, `"parameters"`, `"params": "PARAMS.json", "parameters"`, 1))
	dir := filepath.Join(t.TempDir(), "out")
	expect(t, 2, []string{"sweep", spec, "-o", dir}, "params: open", "PARAMS.json")
	if err := os.WriteFile(filepath.Join(filepath.Dir(spec), "PARAMS.json"), []byte(params), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := openSweep(dir, spec)
	if err != nil {
		t.Fatal(err)
	}
	any, err := taskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	task := any.(*pathTask)
	w, err := task.world("OPEN")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[float64]bool{}
	for draw := range 12 {
		numbers := task.draws.at(sweep.At{Seed: 3, Draw: draw})
		moved, err := task.moved(w, numbers)
		if err != nil {
			t.Fatal(err)
		}
		want := math.Exp(-0.5 * numbers[0])
		if got := w.dials["mine.lithium.short"].get(moved); math.Abs(got-want) > 1e-12 {
			t.Errorf("draw %v: elasticity %v, want %v", numbers[0], got, want)
		}
		seen[numbers[0]] = true
	}
	if len(seen) != 3 || s.Plan.Inputs[0] != "params" {
		t.Errorf("draws %v of 3, inputs %v", seen, s.Plan.Inputs[:2])
	}
}

// TestDialsMove: a draw changes what it names and nothing else, and leaves the
// economy that others start from as it was.
func TestDialsMove(t *testing.T) {
	spec, err := readSweep(strings.NewReader(smallSweep))
	if err != nil {
		t.Fatal(err)
	}
	task, err := newPathTask(spec)
	if err != nil {
		t.Fatal(err)
	}
	w := task.worlds["OPEN"]
	before, _ := json.Marshal(w.spec)
	numbers := task.draws.at(sweep.At{Seed: 3, Draw: 2})
	moved, err := task.moved(w, numbers)
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := json.Marshal(w.spec); string(after) != string(before) {
		t.Error("the economy of the scenario was changed")
	}
	if moved.Collection != numbers[0] {
		t.Errorf("collection %v, drawn %v", moved.Collection, numbers[0])
	}
	paths := map[string]float64{"collection": numbers[0] / w.spec.Collection}
	at := 0
	for i, m := range task.moves {
		for _, path := range m.paths {
			if i > 0 {
				paths[path] = numbers[i]
			}
			at++
		}
	}
	if len(paths) != at || at < 20 {
		t.Errorf("%d paths moved, %d of them named", at, len(paths))
	}
	for path, d := range w.dials {
		want := d.get(w.spec)
		if f, ok := paths[path]; ok {
			want *= f
		}
		if got := d.get(moved); math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
		other := copySpec(w.spec)
		if d.set(other, 1.25); d.get(other) != 1.25 && math.Abs(d.get(other)-1.25) > 1e-12 {
			t.Errorf("%s: set to 1.25, reads %v", path, d.get(other))
		}
	}
	if after, _ := json.Marshal(w.spec); string(after) != string(before) {
		t.Error("a dial of a copy changed the economy")
	}
}

// FuzzReadSweep: any text is a spec that reads the same when it is written again,
// or an error.
func FuzzReadSweep(f *testing.F) {
	f.Add(smallSweep)
	f.Add(`{"lodestone": "lodestone-sweep/1", "model": "pathway", "design": "sobol", "parameters": [{"paths": ["discount"], "normal": {"mean": 0.07, "sd": 0.01}}]}`)
	f.Add(`{"parameters": [{"paths": ["["], "choice": []}]}`)
	f.Add(`{"draws": 1e99}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := readSweep(strings.NewReader(text))
		if err != nil {
			return
		}
		one, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := readSweep(strings.NewReader(string(one)))
		if err != nil {
			t.Fatalf("%s: %v", one, err)
		}
		if two, _ := json.Marshal(again); string(two) != string(one) {
			t.Errorf("%s\nreads again as\n%s", one, two)
		}
	})
}

// TestSweepOfTheDocs: the spec of docs/sweeps.md is one, and names what is there.
func TestSweepOfTheDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/sweeps.md")
	if err != nil {
		t.Fatal(err)
	}
	from, to := strings.Index(string(text), "    {\n"), strings.Index(string(text), "\n    }\n")
	if from < 0 || to < from {
		t.Fatal("docs/sweeps.md shows no spec")
	}
	spec, err := readSweep(strings.NewReader(string(text[from : to+6])))
	if err != nil {
		t.Fatal(err)
	}
	task, err := newPathTask(spec)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := spec.plan(task)
	if err != nil || plan.Rows() != 2*1000*6 || len(plan.Results) < 40 {
		t.Errorf("%d rows, %d results, %v", plan.Rows(), len(plan.Results), err)
	}
	if _, err := task.moved(task.worlds["OPEN"], task.draws.at(plan.At(3))); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"discount", "collection", "mine.lithium.short", "mine.lithium.long", "mine.lithium.speed", "mine.lithium.growth", "use.ev_battery.elasticity",
		"service.electricity.elasticity", "unit.lfp.price", "unit.lfp.life", "unit.lfp.content.lithium", "unit.lfp.cost", "unit.motor_pm.recipe.few_heavy_rare_earths.pays", "recycler.packs.cost"} {
		if _, ok := task.worlds["OPEN"].dials[path]; !ok {
			t.Errorf("the docs name %s, which is not there", path)
		}
	}
}
