package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Assumptions about what nobody builds in quantity yet, with their ranges.
const (
	fuelCellKW    = 90.  // of a vehicle: 80 to 120
	fuelCellPrice = 200. // USD/kW, 100 to 300
	tankPrice     = 5e3  // USD per vehicle, 3 to 8 thousand
	captured      = .04  // Mt a year of capacity added in 2024
	captureGrowth = .25  // of additions a year where no scenario has it, 0.1 to 0.4
	capturePrice  = 1.35 // GUSD per Mt a year: 8.80e6 EUR2020 h/t (techdata) over 8760 h
	solidCapture  = .75  // share of solid sorbents
	cycles        = 300. // full ones of storage a year, 150 to 350
	lostPower     = .08  // USD/kWh, about what new plants sell at
)

// assumedContents of sub-technologies without a published central value, with their
// range and reason.
var assumedContents = map[string]struct {
	mineral       string
	low, kg, high float64
	unit          string
	why           string
}{
	"zinc_air":        {"zinc", 1100, 1700, 2500, "kg/MWh", "820 Ah/kg at 1.2 V by Faraday's law, of which 60 % is used"},
	"zinc_bromine":    {"zinc", 750, 870, 1200, "kg/MWh", "820 Ah/kg at 1.75 V by Faraday's law, of which 80 % is used"},
	"motor_induction": {"aluminium", 5.65, 11.9, 19.3, "kg/motor", "as the motor with magnets, of premise_si2: housing, and bars of the rotor in place of magnets"},
}

// entrants writes what stands ready beside the uses of the split: fuel-cell
// vehicles and capture from the air.
func (w *writer) entrants() error {
	if err := w.fuelCells(); err != nil || w.a.Year != publishedYear {
		return err // nobody captured from the air before
	}
	return w.airCapture()
}

// fuelCells adds the fuel-cell vehicle: the electric one with stack and tank in
// place of the pack. Its weight is that of the electric one as it sold in the
// base year.
func (w *writer) fuelCells() error {
	use := &w.spec.Uses[w.useAt("vehicles")]
	zev, ice := w.spec.Unit("zev"), w.spec.Unit("ice")
	kw := w.assume("fuel cell of a vehicle", fuelCellKW, "kW", "recalled: 80 to 120")
	cost := w.assume("price of a fuel-cell system", fuelCellPrice, "USD2024/kW", "recalled: DOE 2024 at low volume; 100 to 300")*kw + w.assume("price of a hydrogen tank", tankPrice, "USD2024", "recalled; 3 to 8 thousand")
	u := pathway.Unit{Name: "fcev", Measure: zev.Measure, Inputs: zev.Inputs, Price: zev.Price + cost/1e3, Shape: zev.Shape}
	for _, p := range zev.Parts {
		if p.Use == "ev_battery" {
			u.Price -= p.Amount * w.price["ev_battery"]
		} else {
			u.Parts = append(u.Parts, p)
		}
	}
	for _, c := range w.nodeContents("pemfc") { // kt/GW = kg/kW, and kg per vehicle is kt per million
		u.Content = append(u.Content, pathway.Content{Mineral: c.Mineral, Amount: c.Amount * kw})
	}
	var err error
	if u.Life, u.Shape, err = weibullOf("fcev", "fcev"); err != nil {
		return err
	}
	adjusted := func(u *pathway.Unit) float64 { return u.Price * pvOf(use.RefLife) / pvOf(u.Life) }
	alpha := func(o pathway.Option, u *pathway.Unit) float64 {
		return o.Share * math.Exp(adjusted(u)/w.price["vehicles"]*use.Elasticity)
	}
	of := alpha(use.Options[1], zev) / math.Max(alpha(use.Options[0], ice), alpha(use.Options[1], zev))
	use.Options = append(use.Options, pathway.Option{Unit: u.Name, Weight: scaledBy(w.weight("fcev"), of), Imposed: make([]float64, w.years)})
	w.spec.Units = append(w.spec.Units, u)
	return nil
}

// airCapture adds capture from the air, of solid sorbents and of liquids: a
// stock that follows the scenario where it has one, else steady growth.
func (w *writer) airCapture() error {
	added := w.assume("capture from the air added", captured, "MtCO2/yr", "recalled: Climeworks Mammoth 2024; 0.01 to 0.05")
	price := w.assume("price of capture from the air", capturePrice*1e3, "USD2024·yr/tCO2", "8.80e6 EUR2020 h/t (techdata) over 8760 h, in money of 2024; 0.8 to 2 thousand") / 1e3
	solid := w.assume("solid sorbents in capture from the air", solidCapture, "1", "by plants in operation, recalled; 0.3 to 1")
	use := pathway.Use{Name: "dac_unit", Technology: "direct_air_capture", Measure: "MtCO2/yr", Elasticity: w.estimated("nests", "dac_unit", priorElasticity), Buyer: "INV", Additions: added}
	for _, o := range []struct {
		node  string
		share float64
	}{{"dac_liquid", 1 - solid}, {"dac_solid", solid}} {
		u := pathway.Unit{Name: o.node, Measure: use.Measure, Price: price, Content: w.nodeContents(o.node), Inputs: w.restOf("K_OTH")}
		var err error
		if u.Life, u.Shape, err = weibullOf("dac", "dac"); err != nil {
			return err
		}
		use.RefLife = u.Life
		w.spec.Units, use.Options = append(w.spec.Units, u), append(use.Options, pathway.Option{Unit: o.node, Share: o.share})
	}
	curve := mfa.WeibullOf(use.RefLife, commonShape)
	var err error
	if use.Path, err = w.airPath(added, curve); err != nil {
		return err
	}
	w.spec.Uses = append(w.spec.Uses, use)
	return nil
}

// airPath is the stock relative to the base year.
func (w *writer) airPath(added float64, curve mfa.Weibull) ([]float64, error) {
	out := make([]float64, w.years)
	first := added * curve.Survival(.5)
	if w.set.Scenario == "NZE" && w.a.Path == WEO {
		t := noncommercial.NZE2021()
		var v quantity.Table
		for _, axis := range t.Axes {
			if len(t.Where(axis, "Direct air capture").Rows) > 0 {
				v = t.Where(axis, "Direct air capture")
			}
		}
		at := map[string]float64{}
		for _, r := range v.Rows {
			for k, axis := range t.Axes {
				if axis == "year" {
					at[r.Key[k]] = w.in(r, "MtCO2")
				}
			}
			w.keep("capture from the air in NZE", "nze2021", fmt.Sprint(r.Key), r)
		}
		for t := range out {
			year := float64(w.a.Year + t)
			switch {
			case year <= 2030:
				out[t] = first * math.Pow(at["2030"]/first, (year-float64(w.a.Year))/float64(2030-w.a.Year))
			case year <= 2040:
				out[t] = at["2030"] + (at["2040"]-at["2030"])*(year-2030)/10
			default:
				out[t] = at["2040"] + (at["2050"]-at["2040"])*(year-2040)/10
			}
		}
		if !(at["2030"] > 0 && at["2040"] > 0 && at["2050"] > 0) {
			return nil, fmt.Errorf("capture from the air in NZE: %v", at)
		}
		return scaledBy(out, 1/first), nil
	}
	growth := w.assume("growth of capture from the air added", captureGrowth, "1", "a year; no row of the scenario is held; 0.1 to 0.4")
	for t := range out {
		for i := range t + 1 {
			out[t] += added * math.Pow(1+growth, float64(i)) * curve.Survival(float64(t-i)+.5)
		}
	}
	return scaledBy(out, 1/out[0]), nil
}

func (w *writer) useAt(name string) int {
	for i := range w.spec.Uses {
		if w.spec.Uses[i].Name == name {
			return i
		}
	}
	return -1
}

// assumedEfficiency of charging and discharging where no table has it.
var assumedEfficiency = map[string]float64{"zinc_bromine": .7}

// losses is the factor on the weight of a latent store that loses more
// electricity than the common one: exp(-worth of what it loses over T). What
// incumbents lose is in their weights.
func (w *writer) losses(of useSpec, u *SplitUse, node string) float64 {
	if u.Name != "grid_battery_pack" {
		return 1
	}
	n, err := loadNetwork()
	if err != nil {
		w.fail("base: World: %w", err)
		return 1
	}
	common, ok := n.figures[[2]string{"grid_battery", "efficiency"}]
	own, published := n.figures[[2]string{node, "efficiency"}]
	if !published && assumedEfficiency[node] > 0 {
		own.Value, published = w.assume("efficiency of "+node, assumedEfficiency[node], "1", "charging and discharging, recalled; 0.6 to 0.8"), true
	}
	if !ok || !published {
		return 1
	}
	yearly := w.assume("full cycles of storage", cycles, "1/yr", "150 to 350") * (1/own.Value - 1/common.Value) * w.assume("electricity that storage loses", lostPower*1e3, "USD2024/MWh", "about what new plants sell at") / 1e6 // GUSD/GWh
	return math.Exp(-yearly * pvOf(u.Life) * u.Elasticity / (u.Price + w.around(of, u)))
}
