package base

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// Alternatives computes, for the marked pairs, the demand of 2024 under our
// choice and under the others: copper per MW of the other sources, wind
// turbines without the plant around them, the whole vehicle, the published
// chemistry mixes of vehicles and storage, and one drivetrain for all of
// onshore wind where the shares were solved.
func Alternatives() ([]Alternative, error) {
	var out []Alternative
	add := func(use, mineral, choice string, ours float64) error {
		p, err := PublishedDemand("STEPS", use, mineral, baseYear)
		out = append(out, Alternative{use, mineral, choice, ours, p})
		return err
	}
	for _, of := range []func(func(use, mineral, choice string, ours float64) error) error{copperAlternatives, mixAlternatives, storageAlternatives, drivetrainAlternatives} {
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

// chemistries maps the names of the published mixes to nodes. Those without a
// node (lithium-air, lead-acid, sodium-sulphur) stand as "": they are left out
// and the rest is taken as the whole.
var chemistries = map[string]string{"LFP": "lfp", "NCA": "nca", "NMC532": "nmc532", "NMC622": "nmc622", "NMC811": "nmc811",
	"NMC900": "nmc95", "NMC900-Si": "nmc95", "ASSB (oxidic)": "solid_state", "ASSB (polymer)": "solid_state", "ASSB (sulfidic)": "solid_state",
	"SIB": "na_ion", "LSB": "li_s", "NMC111": "nmc111", "VRFB": "vanadium_flow", "LAB": "", "LEAD-ACID": "", "NAS": ""}

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
			kg, err := n.perMWh("vehicle", scenario, mineral)
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

// storageAlternatives holds the published mixes of stationary storage against
// ours, whose LFP share is recalled.
func storageAlternatives(add func(use, mineral, choice string, ours float64) error) error {
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	f, err := FlowsOf("STEPS", "grid_battery")
	if err != nil {
		return err
	}
	energy, err := f.Inflow.At("year", strconv.Itoa(baseYear))
	if err != nil {
		return err
	}
	for _, mineral := range []string{"nickel", "cobalt"} {
		ours, err := in2024("grid_storage", mineral).Pick("bound", "central").Sum("part").Value()
		if err != nil {
			return err
		}
		if err := add("grid_storage", mineral, "ours: LFP at 0.80", ours); err != nil {
			return err
		}
		for _, scenario := range []string{"cont", "tc"} {
			kg, err := n.perMWh("stationary", scenario, mineral)
			if err != nil {
				return err
			}
			if err := add("grid_storage", mineral, "premise "+scenario+" of 2025 as published", kg*energy/1e6); err != nil {
				return err
			}
		}
	}
	return nil
}

// drivetrainAlternatives gives all onshore wind one drivetrain; offshore stays
// with direct-drive permanent magnets.
func drivetrainAlternatives(add func(use, mineral, choice string, ours float64) error) error {
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	f, err := FlowsOf("STEPS", "wind_onshore")
	if err != nil {
		return err
	}
	onshore, err := f.Inflow.At("year", strconv.Itoa(baseYear))
	if err != nil {
		return err
	}
	for _, mineral := range []string{"neodymium", "dysprosium"} {
		wind := in2024("wind", mineral).Pick("bound", "central")
		ours, err := wind.Sum("part").Value()
		if err != nil {
			return err
		}
		if err := add("wind", mineral, "ours: onshore shares solved from it", ours); err != nil {
			return err
		}
		mixed := n.perUnit("wind_drivetrain_onshore", mineral)
		for _, e := range n.parts["wind_drivetrain_onshore"] {
			swapped := ours + onshore*(n.content(e.from, mineral)-mixed)/1e6
			if err := add("wind", mineral, "onshore all "+lower(n.nodes[e.from].Name), swapped); err != nil {
				return err
			}
		}
	}
	return nil
}

// lower puts the first letter of a name in lower case.
func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// content is the central coefficient of a mineral in a node, 0 without one.
func (n *network) content(node, mineral string) float64 {
	for _, e := range n.metals[node] {
		if _, known := e.bound["central"]; known && e.from == mineral {
			return e.value("central")
		}
	}
	return 0
}

// perUnit is kg of a mineral in a unit of a whole at the shares of 2024.
func (n *network) perUnit(whole, mineral string) float64 {
	sum := 0.0
	for _, e := range n.parts[whole] {
		if share, _, err := n.share(e.from, whole); err == nil {
			sum += share * n.content(e.from, mineral)
		}
	}
	return sum
}

// perMWh is kg of a mineral per MWh of a published mix of 2025.
func (n *network) perMWh(use, scenario, mineral string) (float64, error) {
	mix := datasets.BatteryMix().Where("use", use).Where("scenario", scenario).Where("year", "2025")
	if err := mix.Err(); err != nil {
		return 0, err
	}
	at := slices.Index(mix.Axes, "chemistry")
	sum, total := 0.0, 0.0
	for _, r := range mix.Rows {
		node, ok := chemistries[r.Key[at]]
		if !ok {
			return 0, fmt.Errorf("base: chemistry %q of mix %s has no node", r.Key[at], scenario)
		}
		if node == "" {
			continue
		}
		total += r.Value
		sum += r.Value * n.content(node, mineral)
	}
	return sum / total, nil
}
