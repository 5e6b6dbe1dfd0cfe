package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel/sweep"
)

// swept runs a spec in a folder of its own.
func swept(t *testing.T, spec string) *sweep.Sweep {
	t.Helper()
	t.Setenv(commandEnv, "1") // workers are this binary
	dir := filepath.Join(t.TempDir(), "a sweep")
	expect(t, 0, []string{"sweep", writeSweep(t, spec), "-o", dir}, "0 of them failed")
	s, err := sweep.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A case is followed beside its scenario with the same draws: twice the lithium in
// a pack needs more lithium and not one gram more of cobalt.
func TestSweepCases(t *testing.T) {
	s := swept(t, strings.Replace(smallSweep, `"draws": 6`, `"cases": [{"name": "lithium", "factors": {"unit.lfp.content.lithium": 2}}], "draws": 3`, 1))
	if want := []string{"OPEN", "OPEN+lithium"}; !slices.Equal(s.Plan.Scenarios, want) {
		t.Fatalf("scenarios %v, not %v", s.Plan.Scenarios, want)
	}
	all, err := s.Compare(t.Context(), "OPEN", "OPEN+lithium", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Name == "requirement.lithium.2025" && (d.N != 3 || d.Above != 1) || d.Name == "requirement.cobalt.2025" && (d.N != 3 || d.Mean != 0) {
			t.Errorf("%+v", d)
		}
	}
	expect(t, 0, []string{"sweep", "compare", s.Dir, "OPEN", "OPEN+lithium", "-only", "requirement.lithium"}, "requirement.lithium.2025", "100.0 %")
	file := filepath.Join(t.TempDir(), "changes.csv")
	expect(t, 0, []string{"sweep", "compare", s.Dir, "OPEN", "OPEN+lithium", "-o", file}, "OPEN to OPEN+lithium")
	if text, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(text), "result,unit,pairs,mean_percent,q0.05_percent,") || !strings.Contains(string(text), "requirement.lithium.2025,kt,3,") {
		t.Errorf("%s, %v", text, err)
	}
	expect(t, 2, []string{"sweep", "compare", s.Dir, "OPEN", "OPEN+gold"}, "there are OPEN, OPEN+lithium")
}

// Courses of technical change are left at a random time: draws differ, the same
// draw is the same, and in the base year nothing has happened.
func TestSweepTransitions(t *testing.T) {
	s := swept(t, `{"lodestone": "lodestone-sweep/1", "name": "routes", "model": "mfa", "scenarios": ["OPEN"], "last": 2025, "years": [2024, 2025],
		"draws": 8, "shard": 4, "transition": {"first": 2025, "last": 2025, "ramp": [1, 1]}}`)
	task, err := taskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int {
		return slices.IndexFunc(s.Plan.Results, func(r sweep.Result) bool { return r.Name == name })
	}
	now, base := column("requirement.silver.2025"), column("requirement.silver.2024")
	seen := map[float64]bool{}
	for row := range 8 {
		in, out, err := task.Row(t.Context(), s.Plan.At(row))
		if err != nil {
			t.Fatal(err)
		}
		_, again, err := task.Row(t.Context(), s.Plan.At(row))
		if err != nil || !slices.Equal(out, again) {
			t.Errorf("row %d: %v and %v, %v", row, out[now], again[now], err)
		}
		if k := slices.Index(s.Plan.Inputs, "transition"); k < 0 || in[k] < 0 || in[k] >= 1 {
			t.Fatalf("inputs %v of %v", in, s.Plan.Inputs)
		}
		seen[out[now]/out[base]] = true
	}
	if len(seen) != 2 { // silver moves with efficiency alone, which shifts in 2025 from one to the other
		t.Errorf("%d levels of silver on two courses", len(seen))
	}
}

func TestSweepCasesRefuse(t *testing.T) {
	for change, want := range map[string]string{
		`"draws": 6=>"draws": 6, "cases": [{"name": "a+b", "factors": {"collection": 2}}]`:    `case 1: name "a+b"`,
		`"draws": 6=>"draws": 6, "cases": [{"name": "a"}]`:                                    `case "a" changes nothing`,
		`"draws": 6=>"draws": 6, "cases": [{"name": "a", "factors": {"collection": -1}}]`:     `factor of collection is -1`,
		`"draws": 6=>"draws": 6, "cases": [{"name": "a", "factors": {"unit.gold.price": 2}}]`: `case "a": "unit.gold.price" names nothing`,
		`"draws": 6=>"draws": 6, "cases": [{"name": "a", "factors": {"unit.*.price": 2}}]`:    `unit.*.price is a pattern`,
		`"draws": 6=>"draws": 6, "transition": {"first": 2020}`:                               `first 2020`,
		`"draws": 6=>"draws": 6, "transition": {"first": 2025, "ramp": [5, 1], "last": 2025}`: `rising years and ramps`,
		`"model": "mfa"=>"model": "pathway", "transition": {"first": 2025, "last": 2025}`:     `transition: technical change from outside is for model mfa`,
		`"name": "lives"=>"name": "transition"`:                                               `the name is that of the transition`,
	} {
		from, to, _ := strings.Cut(change, "=>")
		text := strings.Replace(smallSweep, from, to, 1)
		if want == "the name is that of the transition" {
			text = strings.Replace(text, `"draws": 6`, `"draws": 6, "transition": {"first": 2025, "last": 2025}`, 1)
		}
		code, stdout, stderr := call(t, "sweep", writeSweep(t, text), "-o", filepath.Join(t.TempDir(), "out"))
		if code == 0 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, %q lacks %q", change, code, stdout+stderr, want)
		}
	}
}
