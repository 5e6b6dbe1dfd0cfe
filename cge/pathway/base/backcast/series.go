package backcast

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Series is what happened, and how the model calls it.
type Series struct {
	Group, Name string
	Unit        string
	Source      string
	Actual      map[int]float64 // by year, from the first one of the drift on
	Until       int             // last year that is scored
	read        func(*pathway.Year) float64
}

// Groups of series.
const (
	Generation = "generation"
	Capacity   = "capacity"
	Production = "production"
	Price      = "price"
)

// History reads all series.
func History() ([]Series, error) {
	var out []Series
	for _, of := range []func() ([]Series, error){generation, capacities, productions, prices} {
		some, err := of()
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	for i := range out {
		s := &out[i]
		for y := range s.Actual {
			if s.Until = max(s.Until, y); y > Last {
				delete(s.Actual, y)
			}
		}
		s.Until = min(s.Until, Last)
		for _, y := range []int{since, Origin, s.Until} {
			if !(s.Actual[y] > 0) {
				return nil, fmt.Errorf("backcast: %s of %s has no figure of %d", s.Group, s.Name, y)
			}
		}
	}
	return out, nil
}

// Names of the series that are scored, as "group name".
func Names() ([]string, error) {
	all, err := History()
	var out []string
	for _, s := range all {
		out = append(out, s.Group+" "+s.Name)
	}
	return out, err
}

// plants of the model behind a technology of statistics.
var plants = map[string][]string{"coal": {"coal", "coal_ccs"}, "gas": {"gas", "gas_ccs"}, "nuclear": {"nuclear"}, "hydro": {"hydro"}, "wind": {"wind_onshore", "wind_offshore"}, "solar": {"solar_pv"}, "bioenergy": {"bioenergy"}}

func of(in func(y *pathway.Year) map[string]float64, technology string) func(*pathway.Year) float64 {
	return func(y *pathway.Year) (sum float64) {
		for _, p := range plants[technology] {
			sum += in(y)[p]
		}
		return sum
	}
}

func generation() ([]Series, error) {
	var out []Series
	for _, tech := range []string{"coal", "gas", "nuclear", "hydro", "wind", "solar", "bioenergy"} {
		v, err := years(datasets.Generation().Where("region", "World").Where("source", "owid_elec_2022").Where("technology", tech).To("TWh"))
		if err != nil {
			return nil, err
		}
		out = append(out, Series{Group: Generation, Name: tech, Unit: "TWh", Source: "owid_elec_2022", Actual: v,
			read: of(func(y *pathway.Year) map[string]float64 { return y.Delivered["electricity"] }, tech)})
	}
	return out, nil
}

// capacities are the technologies whose capacity goes back to 2001; the last year
// of wind and sun is that of 2022 times the newer series' growth.
func capacities() ([]Series, error) {
	var out []Series
	for _, t := range []struct {
		name, label string
		latest      []string
	}{{"wind", "wind (on+offshore)", []string{"onshore wind", "offshore wind"}}, {"solar", "solar PV", []string{"solar PV"}}} {
		v, err := years(datasets.Capacity().Where("region", "World").Where("source", "owid_irena_2023").Where("technology", t.label).To("GW"))
		if err != nil {
			return nil, err
		}
		sum := map[int]float64{}
		for _, label := range t.latest {
			now, err := years(datasets.Capacity().Where("region", "World").Where("source", "irena_2024").Where("technology", label).To("GW"))
			if err != nil {
				return nil, err
			}
			sum[2022], sum[2023] = sum[2022]+now[2022], sum[2023]+now[2023]
		}
		v[2023] = v[2022] * sum[2023] / sum[2022]
		out = append(out, Series{Group: Capacity, Name: t.name, Unit: "GW", Source: "owid_irena_2023;irena_2024", Actual: v,
			read: of(func(y *pathway.Year) map[string]float64 { return y.Stocks["electricity"] }, t.name)})
	}
	return out, nil
}

func productions() ([]Series, error) {
	var out []Series
	for _, m := range []struct{ name, source string }{{"lithium", "usgs_ds140_li"}, {"copper", "bgs_wms"}, {"nickel", "bgs_wms"}, {"cobalt", "bgs_wms"}, {"platinum", "bgs_wms"}} {
		v, err := years(datasets.MineralProduction().Where("region", "World").Where("source", m.source).Where("mineral", m.name).Where("stage", "mine").To("kt"))
		if err != nil {
			return nil, err
		}
		out = append(out, Series{Group: Production, Name: m.name, Unit: "kt", Source: m.source, Actual: v,
			read: func(y *pathway.Year) float64 { return y.Minerals[m.name].Mined }})
	}
	return out, nil
}

// prices are in dollars of 2010: the model's are in those of its base year.
func prices() ([]Series, error) {
	var out []Series
	for _, m := range []string{"copper", "nickel", "aluminium", "zinc", "platinum", "silver", "lithium"} {
		t := datasets.MineralPrices().Where("commodity", m)
		source := "wb_cmo_2025"
		if m == "lithium" {
			source = "usgs_ds140_li"
			t = datasets.MineralPrices().Where("commodity", "lithium carbonate")
		}
		t = t.Where("source", source).Where("basis", "nominal")
		v, err := years(datasets.Real(t))
		if err != nil {
			return nil, err
		}
		out = append(out, Series{Group: Price, Name: m, Unit: "USD2010/t", Source: source, Actual: v,
			read: func(y *pathway.Year) float64 { return y.Prices[m] }})
	}
	return out, nil
}

// Unscored lists what cannot be scored, and why.
func Unscored() []string {
	return []string{
		"shares of battery chemistries by year: no table has them before 2024; the account of 2011 takes those of 2024",
		"prices of cobalt, graphite, rare earths, manganese, silicon and palladium: no series before 2018 to 2020",
		"production of aluminium, zinc and silver: no world output before 2023 in the tables; that of 2011 is recalled, so that their prices have a market",
		"capacity of coal, gas, oil, nuclear, hydro and bioenergy: no single series from 2001 to 2023; that of fossil plants is one figure before 2015",
		"generation after 2021: the long series ends there",
		"price of lithium after 2021, where the unit value of the United States ends; the peak of 2022 is not in it",
		"additions of storage and electrolysers: none are held of 2011",
		"vehicles: sales of 2011 are 52 thousand; the ratio of a forecast to them says nothing",
	}
}

// forecasts of a series, by name and year from the origin on.
func (s *Series) forecasts(paths []Path) map[string]map[int]float64 {
	out := map[string]map[int]float64{"no-change": {}, "drift": {}}
	first := s.Actual[Origin]
	drift := math.Log(first/s.Actual[since]) / (Origin - since)
	for y := Origin; y <= s.Until; y++ {
		out["no-change"][y] = first
		out["drift"][y] = first * math.Exp(drift*float64(y-Origin))
	}
	for _, p := range paths {
		out[p.Name] = map[int]float64{}
		begin := s.read(&p.Result.Years[0])
		for i := range p.Result.Years {
			if y := p.Result.Years[i].Year; y <= s.Until {
				out[p.Name][y] = first * s.read(&p.Result.Years[i]) / begin
			}
		}
	}
	return out
}

// scored are the years after the origin with a figure, in order.
func (s *Series) scored() []int {
	var out []int
	for y := range s.Actual {
		if y > Origin && y <= s.Until {
			out = append(out, y)
		}
	}
	slices.Sort(out)
	return out
}

// Array is what happened and all forecasts over forecast and year.
func (b *Backcast) Array(group, name string) quantity.Array {
	for i := range b.Series {
		s := &b.Series[i]
		if s.Group != group || s.Name != name {
			continue
		}
		f := s.forecasts(b.Paths)
		f["actual"] = s.Actual
		labels := append([]string{"actual"}, b.Forecasts()...)
		ys := append([]int{Origin}, s.scored()...)
		var v []float64
		for _, l := range labels {
			for _, y := range ys {
				v = append(v, f[l][y])
			}
		}
		return quantity.New(s.Unit, v, quantity.NewAxis("forecast", labels...), quantity.YearsOf(ys...)).WithSources(b.Sources...)
	}
	return quantity.Failed(fmt.Errorf("backcast: no series %q of %s", name, group))
}
