package casefile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
)

func read(t *testing.T, in string) *casefile.Case {
	t.Helper()
	c, err := casefile.Read(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOnly: one scenario alone has the bits that it has among all.
func TestOnly(t *testing.T) {
	c := readCase(t, "testdata/10_m41_small_open_economy.json")
	for _, want := range solveAll(t, c) {
		got, err := c.Solve(t.Context(), &casefile.Settings{Only: want.Scenario.Name})
		if err != nil || len(got) != 1 || got[0].Scenario.Name != want.Scenario.Name {
			t.Fatalf("%d outcomes, %v", len(got), err)
		}
		for name, v := range want.Equilibrium.Values() {
			if g, _ := got[0].Equilibrium.Value(name); math.Float64bits(g) != math.Float64bits(v) {
				t.Errorf("%s: %s = %v, %v among all", want.Scenario.Name, name, g, v)
			}
		}
	}
	_, err := c.Solve(t.Context(), &casefile.Settings{Only: "tariff"})
	if err == nil || !strings.Contains(err.Error(), `has no scenario "tariff"; it has "benchmark", "tariff 5%"`) {
		t.Error(err)
	}
}

// hopeless has a scenario without a solution: |x| is never below -1.
const hopeless = `{"schema": "lodestone-case/1", "id": "hopeless", "kind": "mcp", "params": {"a": 0}, "vars": [{"name": "x"}, {"name": "y"}],
 "F": ["x**2 + a", "y - x"], "scenarios": [{"name": "zero"}, {"name": "none", "set": {"a": 1}}, {"name": "four", "set": {"a": -4}, "start": {"x": 1, "y": 1}}]}`

// TestFailed: the outcomes before a failure come back with an error that names
// the scenario and the equation; a failure on the way to another is passed.
func TestFailed(t *testing.T) {
	c := read(t, hopeless)
	outcomes, err := c.Solve(t.Context(), nil)
	var unsolved *cge.Unsolved
	if !errors.As(err, &unsolved) || unsolved.Scenario != "none" || len(unsolved.Worst) == 0 || unsolved.Worst[0].Name != "x" {
		t.Errorf("%v", err)
	}
	if len(outcomes) != 1 || outcomes[0].Scenario.Name != "zero" {
		t.Errorf("%d outcomes", len(outcomes))
	}
	outcomes, err = c.Solve(t.Context(), &casefile.Settings{Only: "four"})
	if err != nil || len(outcomes) != 1 {
		t.Fatal(err)
	}
	if x, _ := outcomes[0].Equilibrium.Value("x"); math.Abs(math.Abs(x)-2) > 1e-9 { // the residual is 1e-10 of a slope of 4
		t.Errorf("x = %v", x)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var said []string
	s := &casefile.Settings{Progress: func(scenario string, step cge.Step) {
		said = append(said, fmt.Sprintf("%s %d", scenario, step.Iteration))
		cancel()
	}}
	_, err := read(t, bread).Solve(ctx, s)
	if !errors.Is(err, context.Canceled) || len(said) != 1 || said[0] != "benchmark 0" {
		t.Errorf("%v after %q", err, said)
	}
}

func TestCheckNames(t *testing.T) {
	for _, c := range [][3]string{
		{`"expect": {"bread": 1}`, `"expect": {"bred": 1}`, `expect: "bred" is nothing that the model has`},
		{`"expect": {"bread": 1}`, `"expect_flows": {"bakery|bread": 1}`, `expect_flows: "bakery|bread" is nothing`},
	} {
		o := solveAll(t, read(t, strings.Replace(bread, c[0], c[1], 1)))
		if _, _, err := o[0].Check(); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%v, want %s", err, c[2])
		}
	}
	o := solveAll(t, read(t, strings.Replace(bread, `"expect": {"bread": 1}`, `"expect": {"bread": 4}`, 1)))
	compared, off, err := o[0].Check()
	if err != nil || compared != 1 || len(off) != 1 || off[0].String() != "bread = 1, not 4 (off by 7.5e-01)" {
		t.Errorf("%d compared, %v, %v", compared, off, err)
	}
}

// TestWriteJSON reads what is written as a stranger would: names, order,
// figures to the last bit.
func TestWriteJSON(t *testing.T) {
	outcomes := solveAll(t, readCase(t, "testdata/08_m36_unemployment.json"))
	var file bytes.Buffer
	if err := casefile.WriteJSON(&file, outcomes); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Scenarios []struct {
			Name          string
			Values, Flows map[string]float64
			Certificate   struct {
				Replication, Walras, Homogeneity, Complementarity *float64
				Reasons                                           map[string]string
				Iterations                                        int
				Path                                              []struct {
					Method     string
					Iterations int
					Residual   *float64
				}
				Indeterminate []string
			}
			Seconds float64
		}
	}
	d := json.NewDecoder(&file)
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if len(got.Scenarios) != len(outcomes) {
		t.Fatalf("%d scenarios", len(got.Scenarios))
	}
	for i, s := range got.Scenarios {
		want := outcomes[i]
		cert := want.Equilibrium.Certificate
		if s.Name != want.Scenario.Name || s.Seconds != want.Seconds || s.Certificate.Iterations != cert.Iterations ||
			*s.Certificate.Complementarity != *cert.Complementarity || len(s.Certificate.Path) != len(cert.Path) {
			t.Errorf("%s: %+v", want.Scenario.Name, s)
		}
		equalFigures(t, s.Values, want.Equilibrium.Values())
		equalFigures(t, s.Flows, want.Flows())
	}
}

func equalFigures(t *testing.T, got, want map[string]float64) {
	t.Helper()
	if len(got) != len(want) || len(got) == 0 {
		t.Errorf("%d figures, want %d", len(got), len(want))
	}
	for name, v := range want {
		if got[name] != v {
			t.Errorf("%s = %v, want %v", name, got[name], v)
		}
	}
}

// TestWriteJSONGenerated: the values of generated economies are arrays.
func TestWriteJSONGenerated(t *testing.T) {
	c := readCase(t, "testdata/gen_n10_d1_l0_s1.json")
	var file bytes.Buffer
	if err := casefile.WriteJSON(&file, solveAll(t, c)); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Scenarios []struct{ Values struct{ Y, P, W []float64 } }
	}
	if err := json.Unmarshal(file.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	v := got.Scenarios[0].Values
	if len(v.Y) != 10 || len(v.P) != 10 || len(v.W) != 3 || v.W[0] != 1 {
		t.Errorf("%+v", v)
	}
	for i, want := range []float64{c.Scenarios[0].Expect["p1"], c.Scenarios[0].Expect["p2"]} {
		if math.Abs(v.P[i]-want) > 1e-8 { // the file's solution was solved to 1e-11
			t.Errorf("p[%d] = %v, want %v", i, v.P[i], want)
		}
	}
}

// TestIndeterminate: where nothing is traded, nothing pins down the price of
// foreign exchange.
func TestIndeterminate(t *testing.T) {
	for _, o := range solveAll(t, readCase(t, "testdata/10_m41_small_open_economy.json")) {
		names, looked := o.Indeterminate()
		if !looked || !slices.Equal(names, o.Scenario.Indeterminate) {
			t.Errorf("%s: %q (%v), the file says %q", o.Scenario.Name, names, looked, o.Scenario.Indeterminate)
		}
	}
	o := solveAll(t, readCase(t, "testdata/gen_n150_d0.04_l40_s2.5.json"))
	if _, looked := o[0].Indeterminate(); looked {
		t.Error("looked at a large model")
	}
}

// TestOrder: keys stand in the model's order.
func TestOrder(t *testing.T) {
	outcomes := solveAll(t, read(t, bread))
	var file bytes.Buffer
	if err := casefile.WriteJSON(&file, outcomes[:1]); err != nil {
		t.Fatal(err)
	}
	var at []int
	for _, key := range []string{`"name": "benchmark"`, `"values"`, `"bakery": `, `"bread": `, `"labour": `, `"home": `, `"idle": `, `"flows"`,
		`"bakery|bread|out"`, `"bakery|labour|inp"`, `"home|bread|dem"`, `"home|land|own"`, `"certificate"`, `"seconds"`} {
		at = append(at, strings.Index(file.String(), key))
	}
	if at[0] < 0 || !slices.IsSorted(at) {
		t.Errorf("keys stand at %v in\n%s", at, &file)
	}
	var none bytes.Buffer
	if err := casefile.WriteJSON(&none, nil); err != nil || !json.Valid(none.Bytes()) {
		t.Errorf("%v: %s", err, &none)
	}
}
