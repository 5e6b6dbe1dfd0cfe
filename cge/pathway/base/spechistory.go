package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

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
	g, ok := generatorOf(of)
	if !ok {
		return nil, fmt.Errorf("base: World: no history of %q", of)
	}
	return w.plantHistory(g)
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
		case "COAL", "GAS", "BIO", "OTH":
			return max(0, f.added) + replaced*f.gw/f.life
		}
		return f.added
	}
	return 0
}

// plantHistory is what was built of a plant, so that what is left of it and
// what the base year adds is what stands.
func (w *writer) plantHistory(g generator) ([]float64, error) {
	life, shape, err := w.life(g)
	if err != nil {
		return nil, err
	}
	f := w.w.fleet(g.code)
	if f.gw <= w.addedTo(g.unit) {
		return nil, fmt.Errorf("base: World: %s: %v GW stand and %v are added in %d", g.unit, f.gw, w.addedTo(g.unit), w.a.Year)
	}
	return w.steadyOf(g.unit, w.addedTo(g.unit), f.gw, life, shape), nil
}

// buildGrowth is the yearly growth of what was built, from the statistics of
// capacity since 2000 where it is fast.
var buildGrowth = map[string]float64{"solar_pv": .25, "wind_onshore": .10, "wind_offshore": .20, "networks": .03, "coal": .02, "gas": .02, "ice": .01, "nuclear": 0, "hydro": .01, "bioenergy": .05, "other_renewables": .03}

// steady is steadyOf with the life of a node.
func (w *writer) steady(added, stock float64, node string) ([]float64, error) {
	life, shape, err := weibullOf(node, node)
	if err != nil {
		return nil, err
	}
	if stock <= added {
		return nil, fmt.Errorf("base: World: %s: %v GW stand and %v are added in %d", node, stock, added, w.a.Year)
	}
	return w.steadyOf(node, added, stock, life, shape), nil
}

// steadyOf is a history of steady growth, scaled so that what survives to the
// end of the base year, its own additions apart, is stock less added.
func (w *writer) steadyOf(what string, added, stock, life, shape float64) []float64 {
	growth := w.assume("yearly growth of what was built of "+what, buildGrowth[what], "1", "before the base year, for the age of what stands")
	n := w.a.Year - firstCohort
	out := make([]float64, n)
	curve := mfa.WeibullOf(life, shape)
	left := 0.0
	for i := range out {
		out[i] = math.Pow(1+growth, float64(i))
		left += out[i] * curve.Survival(float64(n-i)+.5)
	}
	return scaledBy(out, (stock-added)/left)
}
