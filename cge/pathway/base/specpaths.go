package base

import (
	"fmt"
	"strconv"

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

// vehicleFlows of a class; on the open path the sales outlook is held after
// its last year.
func (w *writer) vehicleFlows(class string) Flows {
	if w.a.Path == Open {
		return openVehicles(class)
	}
	f, err := FlowsOf(w.vehicleScenario(), class)
	if err != nil {
		return Flows{Stock: quantity.Failed(err), Inflow: quantity.Failed(err)}
	}
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
	curve := mfa.Weibull{Shape: commonShape, Scale: u.Life / gammaOf(1+1/commonShape)}
	out := make([]float64, w.years)
	for t := range out {
		for i := range t + 1 {
			out[t] += pow(1+electrolyserGrowth, float64(i)) * curve.Survival(float64(t-i)+.5)
		}
	}
	return scaledBy(out, 1/out[0]), nil
}

// electricityPath is the generation of plants that the service covers.
func (w *writer) electricityPath() ([]float64, error) {
	if w.a.Path == Open {
		return w.openPath("electricity")
	}
	series := func(tech string) quantity.Array {
		t := noncommercial.WEOGeneration().Where("technology", tech)
		return Interpolate(quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", w.set.Scenario).Array("year")), joint, lastYear)
	}
	sum := series("Total")
	for _, p := range plants {
		if p.code == "OIL" || p.code == "BIO" || p.code == "OTH" {
			for _, tech := range p.outlook {
				sum = sum.Minus(series(tech))
			}
		}
	}
	return w.relative(sum)
}

// growthPath is output of the whole economy: labour and capital grow with it.
func (w *writer) growthPath() ([]float64, error) {
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

const firstCohort = 1980 // of what has no yearly series

// history is additions of a technology before the base year, oldest first, in
// its measure.
func (w *writer) history(of string) ([]float64, error) {
	years := quantity.Years(firstYear, w.a.Year-1).Labels
	read := func(a quantity.Array, unit string) ([]float64, error) {
		v := a.Select("year", years...).To(unit)
		return v.Data(), v.Err()
	}
	switch of {
	case "":
		return nil, nil
	case "ev_battery":
		a, err := w.batteries(func(f Flows) quantity.Array { return f.Inflow })
		if err != nil {
			return nil, err
		}
		return pastOf(a, w.a.Year)
	case "ev_motor":
		return w.motorHistory()
	case "networks":
		return w.steady(w.w.goods.count["K_GRD"], w.standingGW(), "networks")
	case "grid_battery":
		if w.a.Path == Open {
			return nil, nil // statistics hold no grid batteries
		}
		f, err := FlowsOf(w.set.Scenario, of)
		if err != nil {
			return nil, err
		}
		return read(f.Inflow, "GWh")
	}
	v, err := w.plantHistory(of)
	return v, err
}

// pastOf are the values before a year, oldest first.
func pastOf(a quantity.Array, year int) ([]float64, error) {
	ax, ok := a.Axis("year")
	if !ok {
		return nil, a.Err()
	}
	years, err := ax.Years()
	if err != nil {
		return nil, err
	}
	var out []float64
	for i, y := range years {
		if y < year {
			out = append(out, a.Data()[i])
		}
	}
	return out, nil
}

func (w *writer) motorHistory() ([]float64, error) {
	var out []float64
	for _, class := range []string{"zev_car", "zev_van", "zev_truck", "zev_bus"} {
		f := w.vehicleFlows(class)
		v, err := pastOf(f.Inflow, w.a.Year)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = make([]float64, len(v))
		}
		for i := range v {
			out[i] += v[i] / 1e6
		}
	}
	return out, nil
}

// standingGW is all capacity that networks connect at the end of the base year.
func (w *writer) standingGW() (sum float64) {
	for _, f := range w.w.fleets {
		sum += f.gw
	}
	return sum + w.w.goods.count["GBSGW"]
}

// added is what a technology adds in the base year, in GW.
func (w *writer) addedTo(node string) float64 {
	for _, g := range coveredPlants {
		if g.unit != node {
			continue
		}
		f := w.w.fleet(g.code)
		switch g.code {
		case "NUC", "HYD":
			return w.w.goods.count["K_"+g.code]
		case "COAL", "GAS":
			return max(0, f.added) + replaced*f.gw/f.life
		}
		return f.added
	}
	return 0
}

// plantHistory is what was built of a plant, so that what is left of it and
// what the base year adds is what stands: the shape of the statistics for wind
// and sun, steady growth for the others.
func (w *writer) plantHistory(node string) ([]float64, error) {
	f := w.w.fleetOf(node)
	return w.steady(w.addedTo(node), f.gw, node)
}

func (w *world) fleetOf(node string) *fleet {
	for i := range w.fleets {
		if w.fleets[i].node == node {
			return &w.fleets[i]
		}
	}
	w.fail("base: no plant is the node %q", node)
	return &fleet{}
}

// buildGrowth is the yearly growth of what was built, from the statistics of
// capacity since 2000 where it is fast.
var buildGrowth = map[string]float64{"solar_pv": .25, "wind_onshore": .10, "wind_offshore": .20, "networks": .03, "coal": .02, "gas": .02, "ice_car": .01, "nuclear": 0, "hydro": .01}

// steady is a history of steady growth, scaled so that what survives to the
// end of the base year, its own additions apart, is stock less added.
func (w *writer) steady(added, stock float64, node string) ([]float64, error) {
	growth := w.assume("yearly growth of what was built of "+node, buildGrowth[node], "1", "before the base year, for the age of what stands")
	life, shape, err := weibullOf(node, node)
	if err != nil {
		return nil, err
	}
	n := w.a.Year - firstCohort
	out := make([]float64, n)
	curve := mfa.Weibull{Shape: shape, Scale: life / gammaOf(1+1/shape)}
	left := 0.0
	for i := range out {
		out[i] = pow(1+growth, float64(i))
		left += out[i] * curve.Survival(float64(n-i)+.5)
	}
	want := stock - added
	if want <= 0 {
		return nil, fmt.Errorf("base: World: %s: %v GW stand and %v are added in %s", node, stock, added, strconv.Itoa(w.a.Year))
	}
	return scaledBy(out, want/left), nil
}
