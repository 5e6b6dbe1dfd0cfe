package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Flows of a technology in one scenario, over the axis "year": what stands at
// the end of each year, what is added in it and what leaves it, in the unit of
// the technology's node (MW, MWh, vehicle).
type Flows struct {
	Technology string
	Scenario   string
	Stock      quantity.Array
	Inflow     quantity.Array
	Outflow    quantity.Array
	Published  []int // years with a published level; others are interpolated or assumed
}

// Scenarios lists what FlowsOf knows: vehicles have STEPS and APS (Global EV
// Outlook 2024), power and storage have CPS, STEPS and NZE (World Energy
// Outlook 2025).
func Scenarios(technology string) []string {
	if strings.HasPrefix(technology, "zev_") {
		return []string{"STEPS", "APS"}
	}
	return []string{"CPS", "STEPS", "NZE"}
}

// FlowsOf runs a technology through a scenario: capacity and storage are
// stock-driven from the scenario's levels, vehicles inflow-driven from its
// sales, networks are driven by the net additions of all capacity. Age is
// counted from the middle of the year of entry.
func FlowsOf(scenario, technology string) (Flows, error) {
	if !slices.Contains(Scenarios(technology), scenario) {
		return Flows{}, fmt.Errorf("base: %s has no scenario %q%s; it has %s", technology, scenario, quantity.DidYouMean(scenario, Scenarios(technology)), strings.Join(Scenarios(technology), ", "))
	}
	f := Flows{Technology: technology, Scenario: scenario}
	var err error
	switch technology {
	case "solar_pv", "wind_onshore", "wind_offshore", "grid_battery":
		err = f.fromStock()
	case "networks":
		err = f.fromTotalCapacity()
	default:
		if !strings.HasPrefix(technology, "zev_") {
			return f, fmt.Errorf("base: no service path for %q; there are solar_pv, wind_onshore, wind_offshore, grid_battery, networks and the zev classes", technology)
		}
		err = f.fromSales()
	}
	if err != nil {
		return Flows{}, fmt.Errorf("base: flows of %s in %s: %w", technology, scenario, err)
	}
	return f, nil
}

// run hands the flows to mfa with the node's lifetime.
func (f *Flows) run(drive func(quantity.Array, mfa.Use) (*mfa.Dynamics, error), path quantity.Array) error {
	if err := path.Err(); err != nil {
		return err
	}
	life, err := Lifetime(f.Technology)
	if err != nil {
		return err
	}
	d, err := drive(path, mfa.Use{Life: life, Age: mfa.MidYear})
	if err != nil {
		return err
	}
	f.Stock, f.Inflow, f.Outflow = d.Stock, d.Inflow, d.Outflow
	return nil
}

func (f *Flows) fromStock() error {
	f.Published = publishedCapacity
	path := capacityPath(f.Scenario, f.Technology).To("MW")
	if f.Technology == "grid_battery" {
		path = path.Times(quantity.Scalar("MWh/MW", storageHours)).WithSources("recalled").To("MWh")
	}
	return f.run(mfa.StockDriven, path)
}

// fromTotalCapacity drives the networks by the net additions of all capacity,
// batteries included: the copper per MW of net addition is closed on 2024 with
// that driver and covers replacement, so nothing else is known of the stock.
func (f *Flows) fromTotalCapacity() error {
	f.Published = publishedCapacity
	total := Interpolate(weoCapacity(f.Scenario, "Total"), joint, lastYear).To("MW")
	later := quantity.Years(joint+1, lastYear)
	before := total.Select("year", quantity.Years(joint, lastYear-1).Labels...)
	f.Inflow = total.Select("year", later.Labels...).Minus(relabelled(before, later))
	unknown := fmt.Errorf("base: only the additions of networks are known")
	f.Stock, f.Outflow = quantity.Failed(unknown), quantity.Failed(unknown)
	return f.Inflow.Err()
}

// relabelled moves values to other years of the same number.
func relabelled(a quantity.Array, years quantity.Axis) quantity.Array {
	if a.Err() != nil {
		return a
	}
	return quantity.New(a.Unit().String(), a.Data(), years).WithSources(a.Sources()...)
}

func (f *Flows) fromSales() error {
	f.Published = publishedSales
	return f.run(mfa.InflowDriven, salesPath(f.Scenario, strings.TrimPrefix(f.Technology, "zev_")))
}

// Demand is what the additions of a use take of each mineral: axes year, part,
// mineral, bound, in kt. Parts of several technologies (LFP in cars and in
// trucks) are added up. It is the traditional calculation: shares and
// intensities of the base year, whatever the prices.
func Demand(scenario, use string) quantity.Array {
	u, err := UseByID(use)
	if err != nil {
		return quantity.Failed(err)
	}
	var terms []quantity.Array
	for _, t := range u.Technologies {
		f, err := FlowsOf(scenario, t)
		if err != nil {
			return quantity.Failed(err)
		}
		terms = append(terms, f.Inflow.Times(Intensity(t)).To("kt"))
	}
	return sumByLabel(terms...)
}

// sumByLabel adds arrays whose parts and minerals differ: what a technology
// lacks is 0 in it.
func sumByLabel(terms ...quantity.Array) quantity.Array {
	union := func(axis string) (labels []string) {
		for _, t := range terms {
			ax, _ := t.Axis(axis)
			for _, l := range ax.Labels {
				if !slices.Contains(labels, l) {
					labels = append(labels, l)
				}
			}
		}
		return labels
	}
	parts, minerals := union("part"), union("mineral")
	var sum quantity.Array
	for i, t := range terms {
		t = t.Fill(0, "part", parts...).Fill(0, "mineral", minerals...)
		if i == 0 {
			sum = t
		} else {
			sum = sum.Plus(t)
		}
	}
	return sum
}
