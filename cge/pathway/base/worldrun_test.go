package base

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Without alignment the base year is the traditional calculation: intensity
// times additions.
func TestUnalignedIsTraditional(t *testing.T) {
	m, err := pathway.New(mustWorld(t, WEO, Settings{Last: 2024, Unaligned: true}), pathway.Options{Mode: pathway.MFA})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	ours := map[[2]string]float64{}
	for _, n := range r.Years[0].Needs {
		ours[[2]string{n.Use, n.Mineral}] += n.Primary + n.Recycled // of new units; second life stands beside them
	}
	a, compared := mustAccount(t, 2024, WEO, WEO), 0
	for use, technology := range map[string]string{"pv_system": "solar_pv", "wind_drivetrain_onshore": "wind_onshore", "wind_drivetrain_offshore": "wind_offshore",
		"grid_battery_pack": "grid_battery", "networks": "networks"} {
		added := a.world.additions(technology)
		if technology == "grid_battery" {
			added = a.world.goods.count["BGS"] * 1e3
		}
		kg := Intensity(technology)
		ax, _ := kg.Axis("mineral")
		for _, mineral := range ax.Labels {
			per, err := kg.Pick("mineral", mineral, "bound", "central").Sum("part").Value()
			if err != nil {
				t.Fatal(err)
			}
			if got := ours[[2]string{use, mineral}]; got > 0 { // phosphorus and the like have no market
				compared++
				near(t, mineral+" in "+use, got, per*added/1e6, 1e-9)
			}
		}
	}
	if compared < 30 {
		t.Errorf("%d pairs compared", compared)
	}
}

// With shares imposed and prices held, the equilibrium is the traditional
// calculation.
func TestWorldFrozenIsTraditional(t *testing.T) {
	run := func(o pathway.Options) *pathway.Result {
		m, err := pathway.New(mustWorld(t, WEO, Settings{Last: 2025, Uncapped: true, Research: Research{Off: true}}), o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		r, err := m.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	traditional, frozen := run(pathway.Options{Mode: pathway.MFA}), run(pathway.Options{Imposed: true, Hold: pathway.Price})
	for i, y := range traditional.Years {
		for name, s := range y.Minerals {
			near(t, fmt.Sprintf("%d: %s in units", y.Year, name), frozen.Years[i].Minerals[name].Units, s.Units, 1e-7) // a trace of every latent option is bought, so that it has a price
		}
	}
}

// Coupled paths solve and keep their identities.
func TestWorldRuns(t *testing.T) {
	follow(t, mustWorld(t, WEO, Settings{Last: 2026, Standards: true}))
	follow(t, mustWorld(t, Open, Settings{Last: 2026}))
	follow(t, mustWorld(t, WEO, Settings{Scenario: "NZE", Carbon: true, Last: 2025}))
}

// Research that foresees the path settles on the world, and the base year stays
// what it was.
func TestWorldForesightSettles(t *testing.T) {
	s := mustWorld(t, WEO, Settings{Last: 2034, Research: Research{Expect: "foresight"}})
	m, err := pathway.New(s, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Passes); !(r.Passes[n-1] < 1e-6) || n > 20 { // the tolerance of Foresight; 12 passes are needed
		t.Errorf("%d passes; log research moved by %.1e", n+1, r.Passes)
	}
	for k, key := range s.Research.Block.Keys {
		near(t, "research on "+key.String()+" in the base year", r.Years[0].Research[key.String()], s.Research.Drivers[k].Base, 1e-8) // the base year replicates to 1e-8
	}
}
