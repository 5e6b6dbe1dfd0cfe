package base

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// published gives plants, storage and networks the additions of FlowsOf for mode
// MFA.
func (w *writer) published() error {
	if !w.set.Published {
		return nil
	}
	if w.a.Path != WEO {
		return fmt.Errorf("published additions come from the outlook; take path %q with them", WEO)
	}
	for i := range w.spec.Services {
		for k := range w.spec.Services[i].Plants {
			p := &w.spec.Services[i].Plants[k]
			if !slices.Contains([]string{"solar_pv", "wind_onshore", "wind_offshore"}, p.Unit) {
				continue
			}
			var err error
			if p.Added, err = w.flowsInto(p.Unit, "GW"); err != nil {
				return err
			}
		}
	}
	for i := range w.spec.Uses {
		u := &w.spec.Uses[i]
		var err error
		switch u.Name {
		case "grid_battery_pack":
			u.Added, err = w.flowsInto("grid_battery", "GWh")
		case "networks":
			u.Added, err = w.flowsInto("networks", "GW")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// flowsInto are the additions of a technology by year.
func (w *writer) flowsInto(technology, unit string) ([]float64, error) {
	f, err := FlowsOf(w.set.Scenario, technology)
	if err != nil {
		return nil, err
	}
	years := quantity.Years(w.a.Year, w.set.Last)
	a := f.Inflow.Select("year", years.Labels...).To(unit)
	if err := a.Err(); err != nil {
		return nil, err
	}
	return append([]float64(nil), a.Data()...), nil
}
