package base

import (
	"context"
	"strconv"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Mode MFA without alignment, on the outlook's own additions, is notebook 01's
// calculation of sun, wind, storage and networks in every year. Vehicles differ:
// notebook 01 counts five classes of them, the account one, with packs in GWh.
func TestPublishedIsNotebook01(t *testing.T) {
	for _, scenario := range []string{"STEPS", "NZE"} {
		m, err := pathway.New(mustWorld(t, WEO, Settings{Scenario: scenario, Unaligned: true, Published: true}), pathway.Options{Mode: pathway.MFA})
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for use, parts := range map[string][]string{"solar_pv": {"pv_system"}, "wind": {"wind_drivetrain_onshore", "wind_drivetrain_offshore"},
			"grid_storage": {"grid_battery_pack"}, "networks": {"networks"}} {
			demand := Demand(scenario, use).Pick("bound", "central").Sum("part")
			ax, ok := demand.Axis("mineral")
			if !ok {
				t.Fatal(demand.Err())
			}
			for _, mineral := range ax.Labels {
				for i := range r.Years {
					y := &r.Years[i]
					want, err := demand.Pick("mineral", mineral, "year", strconv.Itoa(y.Year)).To("kt").Value()
					if err != nil {
						t.Fatal(err)
					}
					got := 0.0
					for _, n := range y.Needs {
						if n.Mineral == mineral && (n.Use == parts[0] || n.Use == parts[len(parts)-1]) {
							got += n.Total()
						}
					}
					if got == 0 { // phosphorus and the like have no market
						continue
					}
					compared++
					near(t, scenario+" "+strconv.Itoa(y.Year)+": "+mineral+" in "+use, got, want, 1e-9)
				}
			}
		}
		if compared < 700 {
			t.Errorf("%s: %d figures compared", scenario, compared)
		}
	}
}
