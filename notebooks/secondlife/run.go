package secondlife

import (
	"fmt"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// A Case is one run of the experiment.
type Case struct {
	Scenario string // of vehicles and storage: STEPS or APS
	Rapid    bool   // chemistry changes rapidly; otherwise it is that of 2024
	Route    string // of recycling: pyro, hydro, direct; "" recycles nothing
	Second   bool   // packs may serve the grid before they are recycled
}

// Run follows every pack of a case to its end.
func Run(c Case) (*mfa.Outcome, error) {
	held, err := Fleet("held", c.Scenario, Held(), c.Route, c.Second)
	if err != nil || !c.Rapid {
		return outcome(held, err)
	}
	rapid, err := Fleet("rapid", c.Scenario, Rapid(), c.Route, c.Second)
	if err != nil {
		return nil, err
	}
	return outcome(mfa.Follow([]mfa.Scenario{held, rapid}, mfa.Transition{From: "held", To: "rapid", Year: RapidFrom, Ramp: RapidYears}))
}

func outcome(s mfa.Scenario, err error) (*mfa.Outcome, error) {
	if err != nil {
		return nil, err
	}
	o, err := s.Run()
	if err != nil {
		return nil, err
	}
	if err := o.End.Check(); err != nil {
		return nil, err
	}
	return o, o.Supply.Check()
}

// Primary is the metal that must be mined for the packs, year × mineral in kt.
func Primary(o *mfa.Outcome) quantity.Array { return o.Supply.Primary.Sum("sub_technology").To("kt") }

// Demand is the metal in new packs, year × mineral in kt.
func Demand(o *mfa.Outcome) quantity.Array { return o.Demand.Sum("sub_technology").To("kt") }

// Recovered is the metal that recycling gives back, year × mineral in kt.
func Recovered(o *mfa.Outcome) quantity.Array {
	return o.End.Recovered.Sum("sub_technology").To("kt")
}

// PrimaryByRoute runs all routes of a case and puts their primary demand side
// by side: route × year × mineral in kt, "none" without recycling first.
func PrimaryByRoute(c Case) (quantity.Array, error) {
	var out []quantity.Array
	for _, route := range []string{"", "pyro", "hydro", "direct"} {
		c.Route = route
		o, err := Run(c)
		if err != nil {
			return quantity.Array{}, err
		}
		name := route
		if name == "" {
			name = "none"
		}
		out = append(out, Primary(o).Expand(quantity.NewAxis("route", name)))
	}
	all := quantity.Concat("route", out...)
	return all, all.Err()
}

// StorageAdded is the capacity of new grid batteries, without and with second
// life: case × year in GWh. What used packs render of useful storage need not
// stand as new batteries; new ones replace them when they leave.
func StorageAdded(scenario string, o *mfa.Outcome) (quantity.Array, error) {
	grid, err := Grid(scenario)
	if err != nil {
		return quantity.Array{}, err
	}
	life, err := base.Lifetime("grid_battery")
	if err != nil {
		return quantity.Array{}, err
	}
	use := mfa.Use{Life: life, Age: mfa.MidYear, Negative: mfa.RefuseNegative}
	var out []quantity.Array
	for _, c := range []struct {
		name  string
		stock quantity.Array
	}{{"new batteries alone", grid}, {"with second life", grid.Minus(o.End.SecondUseful.Sum("sub_technology").To("GWh"))}} {
		d, err := mfa.StockDriven(c.stock, use)
		if err != nil {
			return quantity.Array{}, fmt.Errorf("secondlife: storage, %s: %w", c.name, err)
		}
		out = append(out, d.Inflow.Expand(quantity.NewAxis("case", c.name)))
	}
	all := quantity.Concat("case", out...)
	return all, all.Err()
}

// StorageMetal is the metal in new grid batteries, case × year × mineral in
// kt, for the capacities that StorageAdded gives.
func StorageMetal(added quantity.Array) quantity.Array {
	content := base.Intensity("grid_battery").Pick("bound", "central").Sum("part").Select("mineral", Minerals...)
	return added.Times(content).To("kt")
}
