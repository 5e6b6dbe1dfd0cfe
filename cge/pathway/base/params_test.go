package base

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

const someParams = `{"nests":[
 {"id":"ev_battery","regime":0,"mean_log":1.6,"sd_log":0.3,"source":"learned","F":31,"n":14},
 {"id":"ev_battery","regime":1,"mean_log":1.1,"sd_log":0.3,"source":"learned","F":12,"n":8},
 {"id":"fuel_cells","regime":0,"mean_log":1.4,"sd_log":0.7,"source":"prior","F":0,"n":0}],
"supply":[{"id":"lithium","regime":0,"mean_log":-0.2,"sd_log":0.2,"source":"learned","F":22,"n":30}],
"learning":[{"id":"efficiency|lfp|cost","regime":0,"mean_log":-1.8,"sd_log":0.4,"source":"literature","F":0,"n":0}],
"draws":[[1.5,1.0,1.2,-0.1,-1.9],[1.7,1.3,1.5,-0.3,-1.6]],"data_hash":"abc"}`

func mustParams(t testing.TB, text string) *Params {
	t.Helper()
	p, err := ReadParams(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ExampleReadParams() {
	p, err := ReadParams(strings.NewReader(someParams))
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := NewAccount(2024, Open)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, figures, err := World(a, Settings{Params: p})
	if err != nil {
		fmt.Println(err)
		return
	}
	used, unused := p.Placed(figures)
	fmt.Println("used:", used)
	fmt.Println("no place:", unused)
	// Output:
	// used: [nests ev_battery supply lithium learning efficiency|lfp|cost]
	// no place: [nests fuel_cells]
}

// A parameter reaches the place it is meant for: means, and each draw.
func TestParamsOverride(t *testing.T) {
	p := mustParams(t, someParams)
	for draw, want := range [][3]float64{{1.1, -.2, -1.8}, {1, -.1, -1.9}, {1.3, -.3, -1.6}} {
		spec := mustWorld(t, Open, Settings{Last: 2024, Params: p, Draw: draw})
		for _, u := range spec.Uses {
			if u.Name == "ev_battery" {
				near(t, "elasticity of shares", u.Elasticity, math.Exp(want[0]), 1e-12)
			}
		}
		for _, m := range spec.Mines {
			if m.Name == "lithium" {
				near(t, "elasticity of supply", m.Short, math.Exp(want[1]), 1e-12)
			}
		}
		for i, k := range spec.Research.Block.Keys {
			if k.String() == "efficiency|lfp" {
				near(t, "elasticity of cost", -knowledge.Elasticity(spec.Research.Drivers[i].Cost, 1), math.Exp(want[2]), 1e-9)
			}
		}
		if y := follow(t, spec).Years[0]; y.Check.Replication > 1e-8 {
			t.Errorf("draw %d: replication %v", draw, y.Check.Replication)
		}
	}
}

func TestReadParamsRefuses(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{someParams, `{}`, "no nests, no supply"},
		{someParams, `[]`, "no JSON object"},
		{`"data_hash":"abc"}`, `"data_hash":"abc"} {}`, "more follows"},
		{`"mean_log":1.6,`, ``, `nests[0]: "ev_battery" has no "mean_log"`},
		{`"mean_log":1.6`, `"mean_log":null`, `has no "mean_log"`},
		{`"mean_log":1.6`, `"mean_log":"x"`, `nests[0]: "ev_battery"`},
		{`"mean_log":1.6`, `"mean_log":16`, "mean_log is 16"},
		{`"sd_log":0.2`, `"sd_log":-1`, `supply[0] "lithium": sd_log is -1`},
		{`"source":"literature"`, `"source":"guess"`, `learning[0] "efficiency|lfp|cost": source "guess"`},
		{`"regime":1`, `"regime":0`, `nests[1] "ev_battery" stands twice in regime 0`},
		{`"F":22`, `"F":-1`, "F -1"},
		{`-0.1,-1.9]`, `-0.1]`, "draw 0 has 4 numbers for 5"},
		{`[1.7,`, `[77,`, "draw 1: number 0 is 77"},
	} {
		_, err := ReadParams(strings.NewReader(strings.Replace(someParams, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s → %s: error %v, want %q", c.old, c.new, err, c.want)
		}
	}
	a, p := mustAccount(t, 2024, WEO, WEO), mustParams(t, someParams)
	for want, s := range map[string]Settings{"draw 3 of 2": {Params: p, Draw: 3}, "draw 1 without": {Draw: 1}} {
		if _, _, err := World(a, s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func FuzzReadParams(f *testing.F) {
	f.Add(someParams)
	f.Add(`{"nests":[{}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ReadParams(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, part := range p.parts() {
			for _, x := range part.list {
				if _, v, ok := p.at(part.name, x.ID, len(p.Draws)); !ok || !(v > 0) || math.IsInf(v, 0) {
					t.Errorf("%s: %v", x.ID, v)
				}
			}
		}
	})
}
