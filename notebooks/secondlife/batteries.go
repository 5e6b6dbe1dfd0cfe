// Package secondlife is the experiment of notebook 02: batteries of electric
// vehicles after their vehicle.
//
//	vehicles sold ──▶ in use ──▶ collected ──▶ second life in the grid ──▶ recycled
//	                    │             └──────────────────────────────────▶ recycled
//	                    └──▶ never collected, lost
//
// Fleet builds the batteries of a scenario and a mix of chemistries as an
// mfa.Scenario; Grid is the storage that second life may serve; Routes are the
// three recycling routes with their published yields. What the tables do not
// hold (collection, route shares, how fast chemistry changes) is an
// Assumption, named where it is used.
package secondlife

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Minerals that are followed.
var Minerals = []string{"lithium", "cobalt", "nickel", "copper"}

// Chemistries of vehicle batteries that are followed. Sodium-ion is not sold
// in the base year.
var Chemistries = []string{"nmc532", "nmc622", "nmc811", "nca", "lfp", "na_ion"}

// Assumptions no table holds.
const (
	Collection       = 0.85 // share of packs collected after the vehicle and after second life
	firstYear        = 2010
	lastYear         = 2050
	rapidLFP         = 0.60 // shares of new packs where chemistry changes rapidly
	rapidSodium      = 0.40
	RapidFrom        = 2028 // first year of the rapid change
	RapidYears       = 7    // after which it is through
	secondLifeSpread = 0.25 // standard deviation of second life over its mean
)

// Assumptions lists them as a table.
func Assumptions() quantity.Table {
	t := quantity.Table{Name: "assumptions", Axes: []string{"assumption", "object"}}
	add := func(value float64, unit, note string, key ...string) {
		t.Rows = append(t.Rows, quantity.Row{Key: key, Value: value, Unit: quantity.MustUnit(unit), Source: "lodestone",
			Confidence: quantity.Derived, Flag: "assumption", Note: note})
	}
	add(Collection, "1", "world collection is in no table we hold; the EU asks 0.63 to 0.73 of portable batteries and all of vehicles'", "collection", "vehicle packs")
	add(rapidLFP, "1", "share of new packs once the rapid change is through", "rapid change", "lfp")
	add(rapidSodium, "1", "share of new packs once the rapid change is through", "rapid change", "na_ion")
	add(RapidYears, "yr", fmt.Sprintf("from %d until it is through, in equal steps", RapidFrom), "rapid change", "duration")
	add(secondLifeSpread, "1", "standard deviation of second life over its mean", "second life", "spread")
	return t
}

// Additions is the battery capacity of the vehicles sold, by chemistry: year ×
// sub_technology in GWh. share gives the chemistries of new packs, over
// "sub_technology" and, where they change, "year".
func Additions(scenario string, share quantity.Array) quantity.Array {
	vehicles, err := base.UseByID("electric_vehicles")
	if err != nil {
		return quantity.Failed(err)
	}
	var total quantity.Array
	for i, class := range vehicles.Technologies {
		f, err := base.FlowsOf(scenario, class)
		if err != nil {
			return quantity.Failed(err)
		}
		packs := f.Inflow.Times(packSize(class)).To("GWh")
		if i == 0 {
			total = packs
		} else {
			total = total.Plus(packs)
		}
	}
	return total.Times(share)
}

// packSize is MWh of battery in one vehicle of a class.
func packSize(class string) quantity.Array {
	parts, err := base.Parts(class)
	if err != nil {
		return quantity.Failed(err)
	}
	sum, sources := 0.0, []string(nil)
	for _, p := range parts {
		if slices.Contains(Chemistries, p.Node) {
			sum, sources = sum+p.PerUnit, append(sources, p.Sources...)
		}
	}
	return quantity.Scalar("MWh/vehicle", sum).WithSources(sources...)
}

// Held is the chemistry mix of 2024.
func Held() quantity.Array {
	parts, err := base.Parts("zev_car")
	if err != nil {
		return quantity.Failed(err)
	}
	share, total, sources := make([]float64, len(Chemistries)), 0.0, []string(nil)
	for _, p := range parts {
		if k := slices.Index(Chemistries, p.Node); k >= 0 {
			share[k], total, sources = p.PerUnit, total+p.PerUnit, append(sources, p.Sources...)
		}
	}
	for k := range share {
		share[k] /= total
	}
	return quantity.New("1", share, quantity.NewAxis("sub_technology", Chemistries...)).WithSources(sources...)
}

// Rapid is the mix without cobalt and nickel that a rapid change leads to.
func Rapid() quantity.Array {
	share := make([]float64, len(Chemistries))
	share[slices.Index(Chemistries, "lfp")], share[slices.Index(Chemistries, "na_ion")] = rapidLFP, rapidSodium
	return quantity.New("1", share, quantity.NewAxis("sub_technology", Chemistries...)).WithSources("lodestone")
}

// Content is what a pack holds: sub_technology × mineral in kg/MWh, without
// manufacturing losses. A chemistry without a row for a mineral holds none.
func Content() quantity.Array {
	t := datasets.Edges().Where("to", Chemistries...).Where("from", Minerals...).Where("property", "coefficient").Where("bound", "central")
	return t.Fill(0).Array("to", "from").Rename("to", "sub_technology").Rename("from", "mineral").
		Select("sub_technology", Chemistries...).Select("mineral", Minerals...)
}

// Routes is the share of each metal that the three recycling routes recover:
// route × mineral. The direct route recovers the cathode as powder, with the
// lithium, cobalt and nickel in it.
func Routes() quantity.Array {
	yields := datasets.Recycling().Where("product", "Li-ion battery").Where("parameter", "process recovery yield")
	names := map[string]string{"pyrometallurgical": "pyro", "hydrometallurgical": "hydro", "direct (cathode)": "direct"}
	var values []float64
	for _, scenario := range []string{"pyrometallurgical", "hydrometallurgical", "direct (cathode)"} {
		of := yields.Where("scenario", scenario)
		for _, m := range Minerals {
			if scenario == "direct (cathode)" && m != "copper" {
				m = "cathode powder"
			}
			v, err := of.Where("mineral", m).Array("mineral").Sum("mineral").Value()
			if err != nil {
				return quantity.Failed(fmt.Errorf("secondlife: yield of %s in the %s route: %w", m, names[scenario], err))
			}
			values = append(values, v)
		}
	}
	return quantity.New("1", values, quantity.NewAxis("route", "pyro", "hydro", "direct"), quantity.NewAxis("mineral", Minerals...)).
		WithSources(yields.Sources()...)
}

// Fleet is the batteries of a scenario's vehicles with a mix of chemistries.
// route "" recycles nothing; another name of Routes recycles all of what is
// collected by it. second lets half of the collected packs serve the grid
// first, where their health allows and while storage is wanted.
func Fleet(name, scenario string, share quantity.Array, route string, second bool) (mfa.Scenario, error) {
	life, err := base.Lifetime("ev_battery")
	if err != nil {
		return mfa.Scenario{}, err
	}
	s := mfa.Scenario{Name: name, Additions: Additions(scenario, share), Use: mfa.Use{Life: life, Age: mfa.MidYear}, Intensity: Content().To("kt/GWh")}
	end := &mfa.EndOfLife{Collection: quantity.Scalar("1", Collection), Yield: Routes()}
	if route == "" {
		end.Yield = quantity.Full("1", 0, quantity.NewAxis("mineral", Minerals...))
	} else {
		end.Yield = end.Yield.Pick("route", route)
	}
	if second {
		if end.Second, err = inTheGrid(scenario); err != nil {
			return mfa.Scenario{}, err
		}
	}
	s.End = end
	return s, s.Additions.Err()
}

// inTheGrid is second life as the tables describe it, capped by the storage
// that the scenario has.
func inTheGrid(scenario string) (*mfa.SecondLife, error) {
	t := datasets.SecondLife().Where("product", "EV battery")
	figure := func(parameter, bound string) float64 {
		v, err2 := t.Where("parameter", parameter).Where("bound", bound).WhereFunc(func(r quantity.Row) bool {
			return r.Key[2] == "" || r.Key[2] == "Baseline"
		}).Array("parameter").Sum("parameter").Value()
		if err2 != nil {
			return -1 // refused by mfa, which names the parameter
		}
		return v
	}
	grid, err := Grid(scenario)
	if err != nil {
		return nil, err
	}
	years := figure("second-life duration by application", "central")
	return &mfa.SecondLife{
		Share:     quantity.Scalar("1", figure("share of retired batteries repurposed to stationary storage", "central")),
		MinHealth: quantity.Scalar("1", figure("residual capacity at end of first life", "low")),
		Fade:      quantity.Scalar("1/yr", figure("capacity fade (state of health loss) for second-life accounting", "central")),
		Life:      mfa.Normal{Mean: years, SD: secondLifeSpread * years},
		Demand:    grid, Collection: quantity.Scalar("1", Collection),
	}, nil
}

// Grid is the storage that stands in the grid in a scenario, in GWh. The
// vehicles' scenario APS takes the storage of STEPS.
func Grid(scenario string) (quantity.Array, error) {
	if scenario == "APS" {
		scenario = "STEPS"
	}
	f, err := base.FlowsOf(scenario, "grid_battery")
	return f.Stock.To("GWh").Select("year", quantity.Years(firstYear, lastYear).Labels...), err
}
