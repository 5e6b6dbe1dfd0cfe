package datasets_test

import (
	"fmt"
	"testing"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExampleCapacity() {
	pv := datasets.Capacity().Where("source", "irena_2024").Where("region", "World").Where("technology", "solar PV", "onshore wind")
	fmt.Println(pv.Array("technology", "year").To("GW").Select("year", "2015", "2022", "2023"))
	// Output:
	// technology 2 × year 3, GW
	// technology     2015   2022   2023
	// onshore wind  404.7  840.3  944.2
	// solar PV      223.2   1064   1411
}

func at(t *testing.T, table quantity.Table, pairs ...string) quantity.Row {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		table = table.Where(pairs[i], pairs[i+1])
	}
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 1 {
		t.Fatalf("%v: %d rows, want 1", pairs, len(table.Rows))
	}
	return table.Rows[0]
}

// The numbers are those printed by the publications, read from their tables.
func TestSpotValues(t *testing.T) {
	for _, c := range []struct {
		table quantity.Table
		pairs []string
		value float64
		unit  string
	}{
		{noncommercial.WEOCapacity(), []string{"scenario", "STEPS", "technology", "Solar PV", "year", "2035"}, 8854.6, "GW"},
		{noncommercial.NodeFigures(), []string{"node", "solar_pv", "property", "addition", "bound", "central"}, 538470, "MW"},
		{noncommercial.Edges(), []string{"from", "copper", "to", "networks", "property", "coefficient", "bound", "central"}, 6105.52, "kg/MW"},
		{datasets.Edges(), []string{"from", "silver", "to", "c_si", "property", "yield"}, 0.8, "1"},
		{datasets.MineralDemand(), []string{"measure", "demand by technology and mineral", "year", "2024", "mineral", "lithium", "sector", "Electric vehicles"}, 109, "kt"},
		{datasets.EVOutlook(), []string{"scenario", "STEPS", "region", "World", "mode", "car", "powertrain", "BEV", "measure", "sales", "year", "2035"}, 5.1e7, "vehicle"},
	} {
		r := at(t, c.table, c.pairs...)
		if diff := r.Value - c.value; diff > 0.005*c.value || diff < -0.005*c.value || r.Unit.String() != c.unit {
			t.Errorf("%v: got %v %s, want %v %s", c.pairs, r.Value, r.Unit, c.value, c.unit)
		}
	}
}
