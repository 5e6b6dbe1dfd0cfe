package backcast

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Reasons are what lies behind the errors over path and item, in 2023 over 2011: the
// price of a module and of a vehicle's pack (to 2022, where dollars are those of 2011's
// figure), generation of electricity, output of the world, and electric cars in sales
// of cars (not over 2011). The first path is what happened.
func (b *Backcast) Reasons() (quantity.Array, error) {
	actual, err := ActualServices()
	if err != nil {
		return quantity.Array{}, err
	}
	module, err := fall("solar PV module price", "World", Origin, Last)
	if err != nil {
		return quantity.Array{}, err
	}
	pack, err := fall("EV battery pack cost (DOE estimate, usable kWh, 100k units/yr)", "United States", Origin, Last-1)
	if err != nil {
		return quantity.Array{}, err
	}
	zev, err := zevShare(Last)
	if err != nil {
		return quantity.Array{}, err
	}
	n := Last - Origin
	labels := []string{"happened"}
	v := []float64{module, pack, actual.Electricity[n], actual.Economy[n], zev}
	for _, p := range b.Paths {
		labels = append(labels, p.Name)
		first, last := &p.Result.Years[0], &p.Result.Years[n]
		power := func(in map[string]float64) (sum float64) {
			for _, x := range plantNames() {
				sum += in[x]
			}
			return sum
		}
		price := func(of string) float64 { return last.Prices[of] / first.Prices[of] }
		economy := 1.
		for _, f := range p.Result.Spec.Account.Factors {
			if f.Name == "LAB" && f.Path != nil {
				economy = f.Path[n]
			}
		}
		share := last.Shares["vehicles"]
		v = append(v, price("pv_system"), p.Result.Years[n-1].Prices["ev_battery"]/first.Prices["ev_battery"], power(last.Delivered["electricity"])/power(first.Delivered["electricity"]), economy, share["zev"]+share["zev_standards"])
	}
	return quantity.New("1", v, quantity.NewAxis("path", labels...), quantity.NewAxis("item", "module", "pack", "electricity", "economy", "electric in sales")).WithSources(b.Sources...), nil
}

func plantNames() []string {
	return []string{"coal", "coal_ccs", "gas", "gas_ccs", "nuclear", "hydro", "wind_onshore", "wind_offshore", "solar_pv", "bioenergy", "other_renewables"}
}

// fall is a real cost of a year over that of an earlier one, both in dollars of one
// year.
func fall(item, region string, from, to int) (float64, error) {
	t := datasets.Costs().WhereFunc(func(r quantity.Row) bool { return r.Key[0] == item && r.Key[1] == region && r.Key[2] == "real" })
	if err := t.Err(); err != nil {
		return 0, err
	}
	for _, a := range t.Rows {
		for _, b := range t.Rows {
			if a.Key[3] == fmt.Sprint(from) && b.Key[3] == fmt.Sprint(to) && a.Unit.Equal(b.Unit) && a.Source == b.Source {
				return b.Value / a.Value, nil
			}
		}
	}
	return 0, fmt.Errorf("backcast: %s in %s has no figures of %d and %d in one money", item, region, from, to)
}

// ReasonTable prints reasons as a table in Markdown.
func ReasonTable(a quantity.Array) string {
	var b strings.Builder
	items, _ := a.Axis("item")
	paths, ok := a.Axis("path")
	if !ok {
		return fmt.Sprintln(a.Err())
	}
	b.WriteString("| 2023 over 2011 | " + strings.Join(items.Labels, " | ") + " |\n|---|" + strings.Repeat("---:|", items.Len()) + "\n")
	for i, p := range paths.Labels {
		b.WriteString("| " + p + " |")
		for k := range items.Labels {
			fmt.Fprintf(&b, " %.2f |", a.Data()[i*items.Len()+k])
		}
		b.WriteString("\n")
	}
	return b.String()
}
