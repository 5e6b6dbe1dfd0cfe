package ensemble

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

const small = `{
 "lodestone": "lodestone-sweep/1", "name": "small", "model": "mfa", "scenarios": ["OPEN"], "last": 2025, "years": [2024, 2025],
 "results": ["requirement.*", "share.ev_battery.*"], "draws": 6, "shard": 4, "seeds": [3],
 "parameters": [
  {"paths": ["collection"], "uniform": {"min": 0.3, "max": 0.7}},
  {"name": "content", "paths": ["unit.nmc???.content.lithium"], "as": "factor", "each": true, "choice": [0.5, 2]},
  {"name": "lives", "paths": ["unit.*.life"], "as": "factor", "triangular": {"min": 0.8, "mode": 1, "max": 1.2}}
 ]
}`

func read(t *testing.T, text string) *Spec {
	t.Helper()
	s, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDrawsAreThoseOfEnsembles: bit by bit, plain draws and all blocks of a Sobol
// design, with parameters that are one number or one for each label.
func TestDrawsAreThoseOfEnsembles(t *testing.T) {
	over := quantity.NewAxis("unit", "unit.lfp.life", "unit.nca.life")
	e := mfa.Ensemble{Draws: 40, Seed: 1 << 40, Workers: 1, Params: []mfa.Uncertain{
		{Name: "collection", Dist: mfa.Uniform{Min: 0.3, Max: 0.7}},
		{Name: "lives", Dist: mfa.LogNormal{Mean: 1, SD: 0.2}, Over: over},
		{Name: "cost", Dist: mfa.Normal{Mean: 3, SD: 2}},
	}}
	d := drawer{[]drawn{
		{name: "collection", columns: []string{"collection"}, dist: e.Params[0].Dist},
		{name: "lives", columns: over.Labels, labels: over.Labels, dist: e.Params[1].Dist},
		{name: "cost", columns: []string{"cost"}, dist: e.Params[2].Dist},
	}}
	block, calls := 0, 0
	model := func(k mfa.Draw) (quantity.Array, error) {
		got := d.at(At{Seed: e.Seed, Draw: k.K, Block: block})
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

// TestTakesEstimates: every row takes one of the joint draws of a file of estimated
// parameters, and the economy has its elasticity.
func TestTakesEstimates(t *testing.T) {
	spec := read(t, small)
	spec.Params = []byte(`{"nests": [], "learning": [], "supply": [{"id": "lithium", "regime": 0, "mean_log": -1, "sd_log": 0.3, "source": "learned", "F": 12, "n": 40}], "draws": [[-0.5], [-1], [-1.5]]}`)
	task, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	w, err := task.world("OPEN")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[float64]bool{}
	for draw := range 12 {
		numbers := task.Numbers(At{Seed: 3, Draw: draw})
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
	if len(seen) != 3 || task.Inputs()[0] != "params" {
		t.Errorf("draws %v of 3, inputs %v", seen, task.Inputs()[:2])
	}
}

// written is what dials write to, as text. JSON writes no Research as a whole: a
// part of it is a function.
func written(t *testing.T, s *pathway.Spec) string {
	t.Helper()
	c := *s
	c.Research = nil
	text, err := json.Marshal([]any{c, s.Research.Block, s.Research.Drivers})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDialsMove: a draw changes what it names and nothing else, and leaves the
// economy that others start from as it was.
func TestDialsMove(t *testing.T) {
	task, err := New(read(t, small))
	if err != nil {
		t.Fatal(err)
	}
	w := task.worlds["OPEN"]
	before := written(t, w.spec)
	numbers := task.Numbers(At{Seed: 3, Draw: 2})
	moved, err := task.moved(w, numbers)
	if err != nil {
		t.Fatal(err)
	}
	if written(t, w.spec) != before {
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
	if written(t, w.spec) != before {
		t.Error("a dial of a copy changed the economy")
	}
}

// Any text is a spec that reads the same when it is written again, or an error.
func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add(`{"lodestone": "lodestone-sweep/1", "model": "pathway", "design": "sobol", "parameters": [{"paths": ["discount"], "normal": {"mean": 0.07, "sd": 0.01}}]}`)
	f.Add(`{"parameters": [{"paths": ["["], "choice": []}], "draws": 1e99}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		one, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read(strings.NewReader(string(one)))
		if err != nil {
			t.Fatalf("%s: %v", one, err)
		}
		if two, _ := json.Marshal(again); string(two) != string(one) {
			t.Errorf("%s\nreads again as\n%s", one, two)
		}
	})
}

// TestSpecOfTheDocs: the spec of docs/sweeps.md is one, and names what is there.
func TestSpecOfTheDocs(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/sweeps.md")
	if err != nil {
		t.Fatal(err)
	}
	from, to := strings.Index(string(text), "    {\n"), strings.Index(string(text), "\n    }\n")
	if from < 0 || to < from {
		t.Fatal("docs/sweeps.md shows no spec")
	}
	spec := read(t, string(text[from:to+6]))
	task, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	if spec.Draws != 1000 || len(task.Groups()) != 4 || len(task.Columns) < 40 {
		t.Errorf("%d draws of %v, %d results", spec.Draws, task.Groups(), len(task.Columns))
	}
	if _, err := task.moved(task.worlds["OPEN"], task.Numbers(At{Scenario: "OPEN", Seed: 1, Draw: 1})); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"discount", "collection", "mine.lithium.short", "mine.lithium.long", "mine.lithium.speed", "mine.lithium.growth", "use.ev_battery.elasticity",
		"service.electricity.elasticity", "unit.lfp.price", "unit.lfp.life", "unit.lfp.content.lithium", "unit.lfp.cost", "unit.motor_pm.recipe.few_heavy_rare_earths.pays", "recycler.packs.cost"} {
		if _, ok := task.worlds["OPEN"].dials[path]; !ok {
			t.Errorf("the docs name %s, which is not there", path)
		}
	}
}

// A run holds every row as it would be by itself, whatever the workers; quantiles,
// changes and ranks are of its numbers.
func TestRun(t *testing.T) {
	e, err := New(read(t, strings.Replace(small, `"draws": 6`, `"cases": [{"name": "lithium", "factors": {"unit.lfp.content.lithium": 2}}], "draws": 7`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	d, err := e.Run(t.Context(), func(done, total int) { calls++ })
	if err != nil || len(d.Failed) > 0 || calls != 14 {
		t.Fatal(err, d.Failed, calls)
	}
	for s, label := range d.Scenarios {
		for k := range d.Results[s] {
			numbers, results, err := e.Row(t.Context(), At{Scenario: label, Seed: 3, Draw: k})
			if err != nil || !slices.Equal(numbers, d.Numbers[k]) || !slices.Equal(results, d.Results[s][k]) {
				t.Fatalf("%s, draw %d: %v, not what the row is by itself", label, k, err)
			}
		}
	}
	q, err := d.Quantiles("OPEN", "requirement.", 2025, 0, .5, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := func(a quantity.Array, pairs ...string) float64 {
		v, err := a.At(pairs...)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if !(at(q, "quantile", "0 %", "result", "lithium") < at(q, "quantile", "50 %", "result", "lithium")) {
		t.Error("draws of lithium do not differ")
	}
	c, err := d.Change("OPEN", "OPEN+lithium", "requirement.", 2025, .5)
	if err != nil {
		t.Fatal(err)
	}
	if at(c, "result", "lithium", "over draws", "50 %") <= 0 || at(c, "result", "cobalt", "over draws", "50 %") != 0 || at(c, "result", "lithium", "over draws", "falls in") != 0 {
		t.Errorf("twice the lithium in a pack: %v", c)
	}
	r, err := d.Ranks("OPEN", "requirement.", 2025)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Data() {
		if !(math.Abs(v) <= 1+1e-12) {
			t.Errorf("rank correlation %v", v)
		}
	}
	for _, err := range []error{
		func() error { _, err := d.Quantiles("NET", "price.", 2025, .5); return err }(),
		func() error { _, err := d.Ranks("OPEN", "prise.", 2025); return err }(),
		func() error { _, err := d.Change("OPEN", "OPEN+gold", "requirement.", 2025); return err }(),
	} {
		if err == nil {
			t.Error("a name that is not there is taken")
		}
	}
}

// TestPairsShareAnEconomy: rows that draw a setting of the world are what they are
// by themselves, whatever was followed before with the same economy or another.
func TestPairsShareAnEconomy(t *testing.T) {
	spec := read(t, `{
 "lodestone": "lodestone-sweep/1", "name": "pairs", "model": "pathway", "scenarios": ["OPEN"], "last": 2025, "years": [2025],
 "cases": [{"name": "lithium", "factors": {"mine.lithium.short": 2}}], "results": ["price.*"], "draws": 2, "seeds": [3],
 "parameters": [{"paths": ["settings.latent"], "uniform": {"min": 0.1, "max": 1}}, {"paths": ["mine.cobalt.short"], "as": "factor", "uniform": {"min": 0.5, "max": 1}}]
}`)
	shared, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	d, err := shared.Run(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Failed) > 0 {
		t.Fatal(d.Failed)
	}
	if slices.Equal(d.Results[0][0], d.Results[0][1]) || slices.Equal(d.Results[0][0], d.Results[1][0]) {
		t.Error("draws or cases do not differ")
	}
	for s, label := range d.Scenarios {
		for k, want := range d.Results[s] {
			alone, err := New(spec)
			if err != nil {
				t.Fatal(err)
			}
			at := At{Scenario: label, Seed: 3, Draw: k}
			for _, e := range []*Ensemble{alone, shared} {
				if _, got, err := e.Row(t.Context(), at); err != nil || !slices.Equal(got, want) {
					t.Errorf("%s, draw %d: %v, not what Run found", label, k, err)
				}
			}
		}
	}
}

// TestReadRefuses: more is in the command's tests.
func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		strings.Replace(small, `"mfa"`, `"gnn"`, 1):     `model "gnn" has no paths`,
		strings.Replace(small, `"OPEN"`, `"OPE"`, 1):    `scenario "OPE": there are OPEN`,
		strings.Replace(small, `"draws"`, `"drows"`, 1): `unknown field "drows"`,
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}
