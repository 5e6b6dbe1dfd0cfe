package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

func gcamCosts() quantity.Table { return datasets.CostParams() }

// zevClasses and the capacity of their batteries.
var zevClasses = []string{"zev_car", "zev_van", "zev_truck", "zev_bus", "zev_2_3w"}

// vehicleScenario is the outlook that drives vehicles: the sales outlook has
// no path of current policies and none to net zero.
func (w *writer) vehicleScenario() string {
	if w.set.Scenario == "NZE" {
		return "APS"
	}
	return "STEPS"
}

// perVehicle is MWh of battery in a vehicle of a class.
func perVehicle(class string) (float64, error) {
	n, err := loadNetwork()
	if err != nil {
		return 0, err
	}
	for _, e := range n.parts[class] {
		if e.from == "ev_battery" {
			return e.bound["central"].Value, nil
		}
	}
	return 0, fmt.Errorf("base: %s holds no battery", class)
}

// batteries sums a flow of vehicles in GWh of battery, by year.
func (w *writer) batteries(of func(Flows) quantity.Array) (quantity.Array, error) {
	var sum quantity.Array
	for i, class := range zevClasses {
		mwh, err := perVehicle(class)
		if err != nil {
			return sum, err
		}
		v := of(w.vehicleFlows(class)).Times(quantity.Scalar("MWh/vehicle", mwh)).To("GWh")
		if i == 0 {
			sum = v
		} else {
			sum = sum.Plus(v)
		}
	}
	return sum, sum.Err()
}

// vehicleFlows of a class, worked out once; on the open path the sales outlook
// is held after its last year.
func (w *writer) vehicleFlows(class string) Flows {
	if f, ok := w.flows[class]; ok {
		return f
	}
	var f Flows
	var err error
	if w.set.Known != nil {
		f = w.knownVehicles(class)
	} else if w.a.Path == Open {
		f = openVehicles(class)
	} else if f, err = FlowsOf(w.vehicleScenario(), class); err != nil {
		f = Flows{Stock: quantity.Failed(err), Inflow: quantity.Failed(err)}
	}
	w.flows[class] = f
	return f
}

func (w *writer) storagePath() ([]float64, error) {
	if w.a.Path == Open {
		return w.openPath("grid batteries")
	}
	f, err := FlowsOf(w.set.Scenario, "grid_battery")
	if err != nil {
		return nil, err
	}
	return w.relative(f.Stock)
}

// networkPath grows with the capacity that networks connect.
func (w *writer) networkPath() ([]float64, error) {
	if w.a.Path == Open {
		return w.openPath("networks")
	}
	return w.relative(Interpolate(weoCapacity(w.set.Scenario, "Total"), joint, lastYear))
}

const electrolyserGrowth = .10 // of additions, a year: no scenario table has electrolysers

// electrolyserPath is the stock that additions growing at a steady rate give.
func (w *writer) electrolyserPath() ([]float64, error) {
	w.assume("growth of electrolysers added", electrolyserGrowth, "1", "a year; no row of a scenario is held")
	u := w.uses["electrolyser_stack"]
	curve := mfa.WeibullOf(u.Life, commonShape)
	out := make([]float64, w.years)
	for t := range out {
		for i := range t + 1 {
			out[t] += math.Pow(1+electrolyserGrowth, float64(i)) * curve.Survival(float64(t-i)+.5)
		}
	}
	return scaledBy(out, 1/out[0]), nil
}

// generation of a technology in the scenario, by year.
func (w *writer) generation(tech string) quantity.Array {
	t := noncommercial.WEOGeneration().Where("technology", tech)
	return Interpolate(quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", w.set.Scenario).Array("year")), joint, lastYear)
}

// electricityPath is the generation of plants that the service covers.
func (w *writer) electricityPath() ([]float64, error) {
	if w.a.Path == Open {
		return w.openPath("electricity")
	}
	return w.relative(w.generation("Total").Minus(w.generation("Oil")))
}

// renewablePath is the share of wind and sun in the same.
func (w *writer) renewablePath() ([]float64, error) {
	if w.a.Path == Open {
		renewable, err := w.openPath("wind and solar power")
		if err != nil {
			return nil, err
		}
		all, err := w.openPath("electricity")
		if err != nil {
			return nil, err
		}
		for t := range renewable {
			renewable[t] /= all[t]
		}
		return renewable, nil
	}
	return w.relative(w.generation("Solar PV").Plus(w.generation("Wind")).Over(w.generation("Total").Minus(w.generation("Oil"))))
}

// capPath is how much capacity of a plant without mineral edges there may be:
// the scenario's, or what its trend from 2012 to 2022 gives.
func (w *writer) capPath(g generator) ([]float64, error) {
	f := w.w.fleet(g.code)
	var path []float64
	if w.a.Path == Open {
		tech := map[string]string{"BIO": "bioenergy (biomass and waste)", "OTH": "geothermal"}[g.code]
		gw := func(year int) float64 {
			return w.read(datasets.Capacity(), "GW", "region", "World", "source", eia, "technology", tech, "year", fmt.Sprint(year))
		}
		path = w.growing(math.Pow(gw(trendTo)/gw(trendFrom), 1./(trendTo-trendFrom)) - 1)
	} else {
		var err error
		if path, err = w.capacityOf(g); err != nil {
			return nil, err
		}
	}
	path = scaledBy(path, f.gw)
	path[0] *= 2 // nothing binds in the base year
	return path, nil
}

// growthPath is output of the whole economy: labour and capital grow with it.
func (w *writer) growthPath() ([]float64, error) {
	if w.set.Known != nil {
		return w.known(w.set.Known.Economy), nil
	}
	if w.a.Path == Open {
		return w.growing(openGrowth), nil
	}
	t := noncommercial.WEOOutlook().Where("flow", "Gross domestic product")
	return w.relative(Interpolate(quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", w.set.Scenario).Array("year")), joint, lastYear))
}

// carbonPath is the scenario's own limit on plants that burn coal and gas, in
// Mt. Removals by bioenergy are no business of theirs.
func (w *writer) carbonPath(base float64) ([]float64, error) {
	var sum quantity.Array
	for i, fuel := range []string{"Coal", "Natural gas"} {
		t := noncommercial.WEOOutlook().Where("category", "CO2 total").Where("flow", "Power sector inputs").Where("item", fuel)
		v := quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", w.set.Scenario).Array("year"))
		if i == 0 {
			sum = v
		} else {
			sum = sum.Plus(v)
		}
	}
	path, err := w.relative(Interpolate(sum, joint, lastYear))
	for t := range path {
		path[t] *= base
	}
	return path, err
}
