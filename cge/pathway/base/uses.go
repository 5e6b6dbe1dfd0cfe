package base

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Use is a group of technologies whose mineral demand is published as one
// sector.
type Use struct {
	ID           string
	Name         string
	Technologies []string // node ids; additions in the unit of their node
	Published    string   // sector of the published demand
	Beyond       []string // parts that the published sector does not count
}

// Uses lists the five uses of notebook 01.
func Uses() []Use {
	return []Use{
		{ID: "electric_vehicles", Name: "Electric vehicles", Published: "Electric vehicles",
			Technologies: []string{"zev_car", "zev_van", "zev_truck", "zev_bus", "zev_2_3w"},
			Beyond:       []string{"vehicle_body"}},
		{ID: "wind", Name: "Wind", Technologies: []string{"wind_onshore", "wind_offshore"}, Published: "Wind"},
		{ID: "solar_pv", Name: "Solar PV", Technologies: []string{"solar_pv"}, Published: "Solar PV"},
		{ID: "grid_storage", Name: "Grid storage", Technologies: []string{"grid_battery"}, Published: "Grid battery storage"},
		{ID: "networks", Name: "Electricity networks", Technologies: []string{"networks"}, Published: "Electricity networks"},
	}
}

// UseByID finds a use; an unknown id is an error that lists the known ones.
func UseByID(id string) (Use, error) {
	var known []string
	for _, u := range Uses() {
		if u.ID == id {
			return u, nil
		}
		known = append(known, u.ID)
	}
	return Use{}, fmt.Errorf("base: no use %q%s; there are %s", id, quantity.DidYouMean(id, known), strings.Join(known, ", "))
}
