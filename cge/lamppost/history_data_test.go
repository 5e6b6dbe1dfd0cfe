package lamppost_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// published are the pairs the historic check is made of. The rule for choosing them: every
// pair of technologies of electricity in two regions and of capacity, every
// round number a module or pack price has passed or may pass, metals that
// replace one another in conductors, catalysts and contacts, vehicles by
// drive, and the two shifts of technology one would most like to know about,
// which the figures cannot answer.
func published() []lamppost.Pair {
	var out []lamppost.Pair
	add := func(name string, a, b quantity.Array) { out = append(out, lamppost.NewPair(name, a, b)) }
	for _, region := range []string{"World", "United States"} {
		generation := func(technology string) quantity.Array {
			return datasets.Generation().Where("source", "owid_elec_2022").Where("region", region).Where("technology", technology).Array("year")
		}
		list := []string{"coal", "gas", "oil", "nuclear", "hydro", "wind", "solar"}
		for i, a := range list {
			for _, b := range list[i+1:] {
				add(region+" generation "+a+"/"+b, generation(a), generation(b))
			}
		}
	}
	capacity := func(technology string) quantity.Array {
		return datasets.Capacity().Where("source", "owid_irena_2023").Where("region", "World").Where("technology", technology).Array("year")
	}
	add("capacity wind/solar PV", capacity("wind (on+offshore)"), capacity("solar PV"))
	module := datasets.Costs().Where("item", "solar PV module price").Where("source", "owid_solar_price_2025").Array("year")
	for _, usd := range []float64{10, 5, 2, 1, .5, .2} {
		parity := module.Map(func(float64) float64 { return usd })
		add(fmt.Sprintf("PV module price to %g", usd), module, parity)
	}
	pack := datasets.Costs().Where("item", "EV battery pack cost (DOE estimate, usable kWh, 100k units/yr)").Where("basis", "real").Where("source", "doe_fotw1272").Array("year")
	for _, usd := range []float64{500, 200, 150, 100} {
		add(fmt.Sprintf("battery pack cost to %g", usd), pack, pack.Map(func(float64) float64 { return usd }))
	}
	price := func(metal string) quantity.Array {
		return datasets.MineralPrices().Where("source", "wb_cmo_2025").Where("basis", "real").Where("commodity", metal).Array("year")
	}
	for _, pair := range []string{"copper/aluminium", "zinc/aluminium", "gold/platinum", "nickel/copper", "gold/silver", "tin/lead"} {
		a, b, _ := strings.Cut(pair, "/")
		add("price "+pair, price(a), price(b))
	}
	sales := func(power string) quantity.Array {
		return datasets.EVHistory().Where("region", "World").Where("mode", "car").Where("measure", "sales").Where("powertrain", power).Array("year")
	}
	add("car sales BEV/PHEV", sales("BEV"), sales("PHEV"))
	mix := func(chemistry string) quantity.Array {
		return datasets.BatteryMix().Where("use", "vehicle").Where("scenario", "MIX").Where("chemistry", chemistry).Array("year")
	}
	add("vehicle cells NMC811/LFP", mix("NMC811"), mix("LFP"))
	cells := func(technology string) quantity.Array {
		return datasets.Capacity().Where("technology", technology).Array("year")
	}
	add("PV cells multi/mono", cells("multicrystalline silicon"), cells("monocrystalline silicon"))
	return out
}

func TestHistory(t *testing.T) {
	record, err := lamppost.History(published(), lamppost.Markets(), 5, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + record.String())
	if score, climate := record.Brier(); score >= climate {
		t.Errorf("Brier %v, climatology %v", score, climate)
	}
	want := map[string]lamppost.Verdict{
		"United States generation coal/gas": lamppost.Hit,      // 2016
		"World generation nuclear/hydro":    lamppost.Miss,     // 2001: two flat series that met
		"World generation coal/gas":         lamppost.Quiet,    // coal still leads
		"vehicle cells NMC811/LFP":          lamppost.NoAnswer, // scenarios every five years
		"PV cells multi/mono":               lamppost.NoAnswer, // in no table
	}
	for _, s := range record.Sights {
		if v, ok := want[s.Name]; ok && v != s.Verdict {
			t.Errorf("%s: %s, want %s", s.Name, s.Verdict, v)
		}
	}
}
