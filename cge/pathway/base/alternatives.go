package base

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// An Alternative is what the base year would look like with another choice
// where ours was made with the published figure in view.
type Alternative struct {
	Use, Mineral string
	Choice       string
	Ours         float64 // kt in 2024
	Published    float64 // kt in 2024
}

// Value is ours over the published.
func (a Alternative) Value() float64 { return a.Ours / a.Published }

const baseYear = 2024

// Alternatives computes, for every marked pair that is judged, the demand of
// 2024 under our choice and under the others: copper per MW of the other
// sources, wind turbines without the plant around them, the whole vehicle, and
// the four published chemistry mixes.
func Alternatives() ([]Alternative, error) {
	var out []Alternative
	add := func(use, mineral, choice string, ours float64) error {
		p, err := PublishedDemand("STEPS", use, mineral, baseYear)
		out = append(out, Alternative{use, mineral, choice, ours, p})
		return err
	}
	for _, of := range []func(func(use, mineral, choice string, ours float64) error) error{copperAlternatives, mixAlternatives} {
		if err := of(add); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// in2024 is the demand of a use for a mineral in the base year by part and bound.
func in2024(use, mineral string) quantity.Array {
	return Demand("STEPS", use).Pick("year", strconv.Itoa(baseYear), "mineral", mineral)
}

func copperAlternatives(add func(use, mineral, choice string, ours float64) error) error {
	solar, wind, cars := in2024("solar_pv", "copper"), in2024("wind", "copper"), in2024("electric_vehicles", "copper")
	for _, c := range []struct {
		use, choice, bound string
		demand             quantity.Array
		without            []string
	}{
		{"solar_pv", "ours: the plant average of the IEA (2021)", "central", solar, nil},
		{"solar_pv", "the lowest of the literature held", "low", solar, nil},
		{"solar_pv", "the highest of the literature held", "high", solar, nil},
		{"wind", "ours: turbine and plant", "central", wind, nil},
		{"wind", "turbine alone", "central", wind, []string{"wind_plant_onshore", "wind_plant_offshore"}},
		{"wind", "the lowest of the literature held", "low", wind, nil},
		{"electric_vehicles", "ours: battery alone", "central", cars, []string{"vehicle_body"}},
		{"electric_vehicles", "battery and vehicle", "central", cars, nil},
	} {
		parts, _ := c.demand.Axis("part")
		kept := slices.DeleteFunc(slices.Clone(parts.Labels), func(p string) bool { return slices.Contains(c.without, p) })
		v, err := c.demand.Pick("bound", c.bound).Select("part", kept...).Sum("part").Value()
		if err != nil {
			return err
		}
		if err := add(c.use, "copper", c.choice, v); err != nil {
			return err
		}
	}
	return nil
}

// chemistries maps the names of the published mixes to nodes; lithium-air,
// never above zero in 2025, has no node.
var chemistries = map[string]string{"LFP": "lfp", "NCA": "nca", "NMC532": "nmc532", "NMC622": "nmc622", "NMC811": "nmc811",
	"NMC900": "nmc95", "NMC900-Si": "nmc95", "ASSB (oxidic)": "solid_state", "ASSB (polymer)": "solid_state", "ASSB (sulfidic)": "solid_state",
	"SIB": "na_ion", "LSB": "li_s"}

func mixAlternatives(add func(use, mineral, choice string, ours float64) error) error {
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	energy, err := batteryEnergy()
	if err != nil {
		return err
	}
	for _, mineral := range []string{"lithium", "nickel", "cobalt"} {
		ours, err := in2024("electric_vehicles", mineral).Pick("bound", "central").Sum("part").Value()
		if err != nil {
			return err
		}
		if err := add("electric_vehicles", mineral, "ours: premise MIX with LFP at 0.48", ours); err != nil {
			return err
		}
		for _, scenario := range []string{"MIX", "LFP", "NCX", "PLIB"} {
			kg, err := n.perMWh(scenario, mineral)
			if err != nil {
				return err
			}
			if err := add("electric_vehicles", mineral, "premise "+scenario+" of 2025 as published", kg*energy/1e6); err != nil {
				return err
			}
		}
	}
	return nil
}

// batteryEnergy is the battery capacity of the vehicles sold in 2024, in MWh.
func batteryEnergy() (float64, error) {
	a := datasets.EVHistory().Where("region", "World").Where("measure", "battery_demand").Where("year", strconv.Itoa(baseYear)).
		To("MWh").Array("mode").Sum("mode")
	return a.Value()
}

// perMWh is kg of a mineral per MWh of a published mix of 2025.
func (n *network) perMWh(scenario, mineral string) (float64, error) {
	mix := datasets.BatteryMix().Where("use", "vehicle").Where("scenario", scenario).Where("year", "2025")
	if err := mix.Err(); err != nil {
		return 0, err
	}
	at := slices.Index(mix.Axes, "chemistry")
	sum, total := 0.0, 0.0
	for _, r := range mix.Rows {
		node, ok := chemistries[r.Key[at]]
		if !ok && r.Value > 0 {
			return 0, fmt.Errorf("base: chemistry %q of mix %s has no node", r.Key[at], scenario)
		}
		total += r.Value
		for _, e := range n.metals[node] {
			if _, known := e.bound["central"]; known && e.from == mineral {
				sum += r.Value * e.value("central")
			}
		}
	}
	return sum / total, nil
}
