package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Known are services as they were expected in an account's own year, in place of
// those of a scenario: for paths that begin before 2024, such as a backcast. Paths
// are by year from the base year on and relative to it (1 first); nil stays at 1.
type Known struct {
	Electricity []float64 // generation
	Renewables  []float64 // of wind and sun, for runs with shares imposed and what follows them
	Traffic     []float64 // vehicles on the road
	Economy     []float64 // output of the world
	Zev         []float64 // share of electric vehicles in sales, for runs with shares imposed
	Note        string    // where they come from
}

// check refuses paths that do not fit.
func (k *Known) check(years int) error {
	for _, path := range []struct {
		name string
		at   []float64
	}{{"electricity", k.Electricity}, {"renewables", k.Renewables}, {"traffic", k.Traffic}, {"economy", k.Economy}, {"electric vehicles", k.Zev}} {
		name, p := path.name, path.at
		if p == nil {
			continue
		}
		if len(p) != years || p[0] != 1 {
			return fmt.Errorf("base: World: known path of %s has %d entries from %v; it has one a year, %d, and begins at 1", name, len(p), p[:min(1, len(p))], years)
		}
		for t, v := range p {
			if !(v > 0) || math.IsInf(v, 1) {
				return fmt.Errorf("base: World: known path of %s is %v in year %d", name, v, t)
			}
		}
	}
	return nil
}

// known is a path, 1 where it is nil.
func (w *writer) known(p []float64) []float64 {
	if p == nil {
		return w.growing(0)
	}
	return p
}

// knownPath is a service of the open path as it was expected.
func (w *writer) knownPath(service string) ([]float64, error) {
	k := w.set.Known
	electricity, renewables := w.known(k.Electricity), w.known(k.Renewables)
	switch service {
	case "electricity":
		return electricity, nil
	case "wind and solar power", "grid batteries":
		return renewables, nil
	case "networks":
		share := w.renewableShare(func(f *fleet) float64 { return f.gw })
		out := make([]float64, w.years)
		for t, rest := range w.rest() {
			out[t] = share*renewables[t] + (1-share)*rest
		}
		return out, nil
	}
	return nil, fmt.Errorf("no service %q", service)
}

// renewableShare is wind and sun in all plants of the base year.
func (w *writer) renewableShare(of func(*fleet) float64) float64 {
	part, all := 0.0, 0.0
	for _, g := range coveredPlants {
		v := of(w.w.fleet(g.code))
		if all += v; g.part != "" {
			part += v
		}
	}
	return part / all
}

// rest is power that wind and sun do not make, relative to the base year.
func (w *writer) rest() []float64 {
	share := w.renewableShare(func(f *fleet) float64 { return f.twh })
	electricity, renewables := w.known(w.set.Known.Electricity), w.known(w.set.Known.Renewables)
	out := make([]float64, w.years)
	for t := range out {
		out[t] = max(.01, electricity[t]-share*renewables[t]) / (1 - share)
	}
	return out
}

// knownVehicles are sales of a class to the base year, and after it in proportion
// to what was expected of all.
func (w *writer) knownVehicles(class string) Flows {
	past := plugIns(datasets.EVHistory(), class[len("zev_"):])
	ax, ok := past.Axis("year")
	f := Flows{Technology: class, Scenario: "known"}
	if !ok {
		f.Stock, f.Inflow = past, past
		return f
	}
	years, err := ax.Years()
	if err != nil {
		f.Stock, f.Inflow = quantity.Failed(err), quantity.Failed(err)
		return f
	}
	var v []float64
	for i, y := range years {
		if y <= w.a.Year {
			v = append(v, past.Data()[i])
			f.Published = append(f.Published, y)
		}
	}
	zev, traffic := w.known(w.set.Known.Zev), w.known(w.set.Known.Traffic)
	for t := 1; t < w.years; t++ {
		v = append(v, v[len(f.Published)-1]*zev[t]*traffic[t])
	}
	sales := quantity.New(past.Unit().String(), v, quantity.Years(years[0], w.set.Last)).WithSources(past.Sources()...)
	if err := f.run(mfa.InflowDriven, sales); err != nil {
		f.Stock, f.Inflow = quantity.Failed(err), quantity.Failed(err)
	}
	return f
}
