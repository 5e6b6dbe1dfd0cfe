package history

import (
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// fuels whose shares of electricity are panels by country.
var fuels = []string{"solar", "wind", "hydro", "nuclear", "coal", "gas", "oil", "bioenergy"}

// generation is the world's electricity by fuel, TWh, 1990 to 2021.
func generation(name string) (Panel, error) {
	all, err := observe(datasets.Generation().Where("source", "owid_elec_2022").Where("region", "World").To("TWh"), func(r quantity.Row) string {
		if slices.Contains(fuels, r.Key[1]) || r.Key[1] == "total" {
			return r.Key[1]
		}
		return ""
	})
	if err != nil {
		return Panel{}, err
	}
	return build(name, "TWh", all)
}

// shares of a fuel in a country's electricity, of one source for both. Its
// zeros are printed ones.
func shares(name string) (Panel, error) {
	fuel := strings.TrimPrefix(name, "share/")
	t := datasets.Generation().Where("source", "owid_elec_2022").To("TWh")
	type cell struct{ region, year string }
	total := map[cell]float64{}
	for _, r := range t.Rows {
		if r.Key[1] == "total" {
			total[cell{r.Key[0], r.Key[2]}] = r.Value
		}
	}
	all, err := observe(t.Where("technology", fuel).WhereFunc(func(r quantity.Row) bool { return total[cell{r.Key[0], r.Key[2]}] > 0 }), func(r quantity.Row) string { return country(r.Key[0]) })
	if err != nil {
		return Panel{}, err
	}
	for i, k := 0, 0; i < len(t.Rows); i++ {
		r := t.Rows[i]
		if at := total[cell{r.Key[0], r.Key[2]}]; r.Key[1] == fuel && country(r.Key[0]) != "" && at > 0 {
			all[k].value /= at
			k++
		}
	}
	return build(name, "1", all)
}

// vehicles are sales of battery and plug-in electric ones, their share in sales
// of cars, and what batteries go into them; of the Global EV Data Explorer.
func vehicles(name string) (Panel, error) {
	measure, unit := "sales", "vehicle"
	switch {
	case strings.HasPrefix(name, "battery_demand"):
		measure, unit = "battery_demand", "GWh/yr"
	case strings.HasPrefix(name, "share"):
		measure, unit = "sales_share", "1"
	}
	byCountry := strings.Contains(name, "/")
	t := datasets.EVHistory().Where("source", "iea_gevo2025").Where("measure", measure)
	if measure != "battery_demand" {
		t = t.To(unit)
	} else if len(t.Rows) > 0 {
		unit = t.Rows[0].Unit.String()
	}
	parts, err := observe(t, func(r quantity.Row) string {
		switch {
		case byCountry && r.Key[1] == "car" && r.Key[2] != "FCEV":
			return country(r.Key[0])
		case !byCountry && r.Key[0] == "World" && r.Key[2] != "FCEV":
			return r.Key[1]
		}
		return ""
	})
	if err != nil {
		return Panel{}, err
	}
	return build(name, unit, added(parts))
}

// added adds up observations of the same node and year.
func added(parts []observation) []observation {
	type cell struct {
		node string
		year int
	}
	at := map[cell]int{}
	var all []observation
	for _, o := range parts {
		i, ok := at[cell{o.node, o.year}]
		if !ok {
			at[cell{o.node, o.year}] = len(all)
			all = append(all, o)
			continue
		}
		all[i].value += o.value
		all[i].flag = joined(all[i].flag, joined(o.flag, "sum"))
	}
	return all
}

// patents of renewable technologies in a year, world, 2000 to 2016; the last
// two years are flagged "incomplete".
func patents(name string) (Panel, error) {
	all, err := observe(datasets.Research().Where("source", "owid_irena_patents_2018"), func(r quantity.Row) string {
		return strings.ReplaceAll(strings.TrimPrefix(r.Key[0], "patents: "), " ", "_")
	})
	if err != nil {
		return Panel{}, err
	}
	return build(name, "patent", all)
}

// macro is GDP or the stock of capital at constant national prices by country,
// 1990 to 2019.
func macro(name string) (Panel, error) {
	item := map[string]string{"gdp": "GDP (constant national prices)", "capital": "capital stock (constant national prices)"}[name]
	all, err := observe(datasets.Macro().Where("item", item).To("MUSD2017"), func(r quantity.Row) string {
		if r.Key[1] == "World" { // the sum of the 59 countries
			return "World"
		}
		return country(r.Key[1])
	})
	if err != nil {
		return Panel{}, err
	}
	return build(name, "MUSD2017", all)
}
