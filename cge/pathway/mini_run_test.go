package pathway_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

func numbers(m map[string]float64) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func content(in *miniInputs, y *pathway.Year) map[string]any {
	out := map[string]any{}
	for unit, holds := range y.Content {
		all := map[string]any{}
		for _, m := range in.Minerals {
			all[m] = holds[m]
		}
		out[unit] = all
	}
	return out
}

func yields(y *pathway.Year) map[string]any {
	out := map[string]any{}
	for r, by := range y.Yields {
		out[r] = by[r]
	}
	return out
}

// miniYear is a year of a result in the layout of the case files.
func miniYear(in *miniInputs, y *pathway.Year) map[string]any {
	prices := map[string]any{"vehicle_pack": y.Prices["vehicle"], "wind": y.Prices["wind"], "storage_criterion": y.Criterion["storage"],
		"rnd": y.Prices["research"], "wage": y.Prices["labour"], "rent_capital": y.Prices["capital"], "Y": y.Prices["Y"]}
	for _, s := range [][]string{in.Minerals, in.Battery.Names, in.Wind.Names} {
		for _, name := range s {
			prices[name] = y.Prices[name]
		}
	}
	sum := func(use string) (s float64) {
		for _, v := range y.Additions[use] {
			s += v
		}
		return s
	}
	stocks := map[string]any{"second_life_useful": y.Second[0].Stock}
	for _, use := range []string{"vehicle", "storage", "wind"} {
		for unit, v := range y.Stocks[use] {
			stocks[use+"|"+unit] = v
		}
	}
	supply, req := map[string]any{}, map[string]any{}
	for _, m := range in.Minerals {
		v := y.Minerals[m]
		supply[m] = map[string]any{"mining": v.Mined, "recycled": v.Recycled, "recycling_bound": v.Recyclable, "scrap": v.Scrap, "scrap_rent": v.ScrapRent,
			"resource_rent": y.Values["resource "+m], "energy_use": v.Units, "other_use": v.Other}
	}
	for _, n := range y.Needs {
		req[n.Use+"|"+n.Unit+"|"+n.Mineral] = map[string]any{"requirement": n.Total(), "primary": n.Primary, "recycled": n.Recycled, "second_life": n.SecondLife}
	}
	return map[string]any{"prices": prices, "sets": numbers(y.Sets["vehicle"]), "share_vehicle": numbers(y.Shares["vehicle"]),
		"share_storage": numbers(y.Shares["storage"]), "share_wind": numbers(y.Shares["wind"]),
		"additions": map[string]any{"vehicle": sum("vehicle"), "storage_new": sum("storage"), "wind": sum("wind"), "storage_second_life_useful": y.Second[0].Taken},
		"knowledge": numbers(y.Knowledge), "rnd": numbers(y.Research),
		"stocks": stocks, "supply": supply, "requirement": req, "gap": numbers(y.Gaps["vehicle"]),
		"intensity": content(in, y), "life": numbers(y.Life), "second_life_share": numbers(y.Fit), "yields": yields(y),
		"macro": map[string]any{"income": y.Accounts.Spending["household"], "C": y.Bought["household"]["Y"], "Y": in.Final.GrossOutput * y.Values["make Y"], "second_life_rent": y.Second[0].Rent}}
}

// miniParts are what is compared: all that the files hold but derivatives and
// certificates.
var miniParts = []string{"prices", "sets", "share_vehicle", "share_storage", "share_wind", "additions", "stocks", "supply", "requirement",
	"intensity", "life", "knowledge", "rnd", "yields", "second_life_share", "macro", "gap"}

// The mini economy with research, without it, and with less supply: all years
// at the tolerance of the files.
func TestMiniEconomy(t *testing.T) {
	for _, c := range miniCases(t, "mini_*.json") {
		m, err := pathway.New(c.Inputs.spec(c.ID), pathway.Options{Tolerance: 1e-12, Trial: 1e-11})
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		cmp := comparison{rel: c.Tolerance.Rel, abs: c.Tolerance.Abs}
		for i, want := range c.Expected.Years {
			got := miniYear(&c.Inputs, &r.Years[i])
			for _, part := range miniParts {
				cmp.walk(fmt.Sprint(r.Years[i].Year)+"/"+part, want[part], got[part])
			}
		}
		t.Logf("%s: %d numbers, worst %.2g of the tolerance at %s", c.ID, cmp.count, cmp.worst, cmp.where)
		if !(cmp.worst <= 1) {
			t.Errorf("off by %.3g times the tolerance: %s", cmp.worst, cmp.where)
		}
	}
}
