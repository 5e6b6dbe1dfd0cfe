package history

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// flows are estimated minerals in what was added in a year, t, world, of wind
// and photovoltaics, whose nodes are "technology|mineral":
//
//	flow[m, t] = intensity[m] · inflow[t],   inflow from the stock by mfa
//
// Intensities are those of the base year, low, central or high; silver, silicon,
// aluminium and copper of modules follow their own series back to 2000. Onshore
// wind stands for all wind before the two were counted apart. Links carry kg/MW.
func flows(name string) (Panel, error) {
	bound := strings.TrimPrefix(name, "flows_")
	stocks, err := capacity("capacity")
	if err != nil {
		return Panel{}, err
	}
	var all []observation
	var links []Link
	for _, tech := range []struct{ panel, node string }{{"solar_pv", "solar_pv"}, {"wind", "wind_onshore"}} {
		added, err := inflow(&stocks, tech.panel, tech.node)
		if err != nil {
			return Panel{}, err
		}
		kg := base.Intensity(tech.node).Sum("part")
		if err := kg.Err(); err != nil {
			return Panel{}, err
		}
		ax, _ := kg.Axis("mineral")
		from := append(slices.Clone(kg.Sources()), stocks.Sources...)
		for _, mineral := range ax.Labels {
			v, err := kg.At("mineral", mineral, "bound", bound)
			if err != nil {
				return Panel{}, err
			}
			if v == 0 {
				continue
			}
			node := tech.panel + "|" + mineral
			links = append(links, Link{tech.panel, node, v})
			then, more, err := modulesThen(tech.node, mineral)
			if err != nil {
				return Panel{}, err
			}
			for y, mw := range added {
				all = append(all, observation{node, y, mw * v * then(y) / 1000, "estimated", append(slices.Clone(from), more...)})
			}
		}
	}
	p, err := build(name, "t", all)
	p.Links = links
	return p, err
}

// inflow is what was added in each year after the first, MW.
func inflow(stocks *Panel, node, life string) (map[int]float64, error) {
	years, values := stocks.Series(node)
	l, err := base.Lifetime(life)
	if err != nil {
		return nil, err
	}
	d, err := mfa.StockDriven(quantity.New("MW", values, quantity.YearsOf(years...)), mfa.Use{Life: l, Age: mfa.MidYear})
	if err != nil {
		return nil, err
	}
	out := map[int]float64{}
	for _, y := range years[1:] { // the first step holds all that stood before
		if out[y], err = d.Inflow.At("year", strconv.Itoa(y)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// modulesThen is the content of modules in a year over that of the last year of
// the panel, by the published series, 1 for everything else.
func modulesThen(technology, mineral string) (func(year int) float64, []string, error) {
	one := func(int) float64 { return 1 }
	if technology != "solar_pv" || !slices.Contains([]string{"silver", "silicon", "aluminium", "copper"}, mineral) {
		return one, nil, nil
	}
	a := base.Interpolate(moduleContent(mineral).Array("year"), 2000, 2022)
	if err := a.Err(); err != nil {
		return nil, nil, err
	}
	last := a.Data()[a.Len()-1]
	return func(y int) float64 { return a.Data()[max(0, y-2000)] / last }, []string{"pv_ice"}, nil
}

// moduleContent is the published content of crystalline modules, past and
// projected.
func moduleContent(mineral string) quantity.Table {
	return datasets.MaterialIntensity().Where("source", "pv_ice").Where("sub_technology", "c-Si (PV ICE baseline)").Where("mineral", mineral).Where("constituent", "module").Where("bound", "central")
}

// ModuleContent is silver, silicon, aluminium or copper in crystalline modules,
// kg/MW, in the years before 2023 that are published; nothing is filled in.
func ModuleContent(mineral string) (years []int, values []float64, err error) {
	all, err := observe(moduleContent(mineral), func(quantity.Row) string { return mineral })
	if err != nil {
		return nil, nil, err
	}
	for _, o := range all {
		if o.year <= 2022 {
			years, values = append(years, o.year), append(values, o.value)
		}
	}
	return years, values, nil
}
