package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel/sweep"
)

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
		`"draws": 6=>"draws": "six"`:                          `cannot unmarshal string into Go struct field Spec.draws of type int, line 3`,
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
		if got.Name != s.Plan.Results[i].Name || math.Abs(got.Mean-want) > 1e-12*math.Abs(want) { // rounding of a sum of six
			t.Errorf("%s: mean %v, want %v", got.Name, got.Mean, want)
		}
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
