package base

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Years with published levels: capacity (World Energy Outlook 2025) and sales
// (Global EV Outlook 2025 to 2024, then 2024's outlook).
var (
	publishedCapacity = []int{2010, 2023, 2024, 2035, 2040, 2050}
	publishedSales    = []int{2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2030, 2035}
)

const (
	levelYear     = 2010 // first level of the scenario publication
	offshoreFrom  = 2015 // first year with wind split into onshore and offshore
	outlookEnd    = 2035 // last year of the vehicle outlook
	outlookBefore = 2030 // its last year but one
)

// weoCapacity is the world capacity of a technology at the published years,
// history and scenario in one series.
func weoCapacity(scenario, technology string) quantity.Array {
	t := noncommercial.WEOCapacity().Where("technology", technology)
	return quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", scenario).Array("year"))
}

// capacityPath is the yearly stock of a technology from 2000 to 2050 in a
// scenario: from 2023 on the scenario's levels, interpolated; before, the
// statistics brought to the scenario's level (decision 005).
func capacityPath(scenario, technology string) quantity.Array {
	switch technology {
	case "solar_pv":
		return joined(weoCapacity(scenario, "Solar PV"), statistics("solar PV", "solar PV"))
	case "grid_battery":
		return joined(weoCapacity(scenario, "Battery storage"), nil)
	}
	wind := windPath(scenario)
	off := wind.Times(offshoreShare(wind))
	if technology == "wind_offshore" {
		return off
	}
	return wind.Minus(off)
}

// windPath is the yearly stock of all wind in a scenario.
func windPath(scenario string) quantity.Array {
	return joined(weoCapacity(scenario, "Wind"), statistics("wind (on+offshore)", "onshore wind", "offshore wind"))
}

// statistics is the world series of a technology in GW, by year: IRENA's to
// 2022 as compiled by Our World in Data, and 2023 from the sum of the named
// technologies in IRENA's edition of 2024.
func statistics(technology string, latest ...string) func() (map[int]float64, []string, error) {
	return func() (map[int]float64, []string, error) {
		world := datasets.Capacity().Where("region", "World")
		old := world.Where("source", "owid_irena_2023").Where("technology", technology).To("GW").Array("year")
		last := world.Where("source", "irena_2024").Where("technology", latest...).Where("year", strconv.Itoa(joint)).To("GW").Array("technology").Sum("technology")
		v, err := last.Value()
		if err != nil {
			return nil, nil, err
		}
		series, err := byYear(old)
		if err != nil {
			return nil, nil, err
		}
		series[joint] = v
		return series, append(old.Sources(), last.Sources()...), nil
	}
}

// byYear reads an array over "year" alone into a map.
func byYear(a quantity.Array) (map[int]float64, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	ax, ok := a.Axis("year")
	if !ok || a.Len() != ax.Len() {
		return nil, fmt.Errorf("base: a series over years was wanted; got %v", a.Axes())
	}
	years, err := ax.Years()
	if err != nil {
		return nil, err
	}
	out := make(map[int]float64, len(years))
	for i, y := range years {
		out[y] = a.Data()[i]
	}
	return out, nil
}

// joined continues scenario levels backwards to firstYear. With statistics,
// their shape is multiplied by the ratio of the two levels, which runs
// linearly from 2010 to 2023 and stays before; without, the path is a straight
// line in logs through the levels of 2010 and 2023.
func joined(levels quantity.Array, stats func() (map[int]float64, []string, error)) quantity.Array {
	level, err := byYear(levels)
	if err != nil {
		return quantity.Failed(err)
	}
	shape, sources, err := map[int]float64{}, []string(nil), error(nil)
	if stats == nil {
		growth := math.Pow(level[joint]/level[levelYear], 1/float64(joint-levelYear))
		for y := firstYear; y <= joint; y++ {
			shape[y] = level[levelYear] * math.Pow(growth, float64(y-levelYear))
		}
	} else if shape, sources, err = stats(); err != nil {
		return quantity.Failed(err)
	}
	low, high := level[levelYear]/shape[levelYear], level[joint]/shape[joint]
	years := quantity.Years(firstYear, joint-1)
	past := make([]float64, years.Len())
	for i := range past {
		y := firstYear + i
		s, ok := shape[y]
		if !ok {
			return quantity.Failed(fmt.Errorf("base: the statistics have no %d", y))
		}
		t := math.Max(0, float64(y-levelYear)/float64(joint-levelYear))
		past[i] = s * (low + t*(high-low))
	}
	from := slices.IndexFunc(publishedCapacity, func(y int) bool { return y == joint })
	future := Interpolate(levels.Select("year", quantity.YearsOf(publishedCapacity[from:]...).Labels...), joint, lastYear)
	unit := levels.Unit().String()
	return quantity.Concat("year", quantity.New(unit, past, years).WithSources(sources...), future)
}

// offshoreShare is the share of offshore wind in the stock, by year: that of
// the statistics from 2015 to 2023, the first one before, and after 2023 what
// follows from holding the share of 2023's additions.
func offshoreShare(wind quantity.Array) quantity.Array {
	world := datasets.Capacity().Where("region", "World").Where("source", "irena_2024").Where("technology", "onshore wind", "offshore wind")
	stat := world.To("GW").Array("year", "technology")
	off, err := byYear(stat.Pick("technology", "offshore wind"))
	if err != nil {
		return quantity.Failed(err)
	}
	all, err := byYear(stat.Sum("technology"))
	if err != nil {
		return quantity.Failed(err)
	}
	total, err := byYear(wind)
	if err != nil {
		return quantity.Failed(err)
	}
	added := (off[joint] - off[joint-1]) / (all[joint] - all[joint-1])
	years := quantity.Years(firstYear, lastYear)
	share := make([]float64, years.Len())
	for i := range share {
		y := firstYear + i
		switch {
		case y <= joint:
			known := max(y, offshoreFrom)
			share[i] = off[known] / all[known]
		default:
			start := total[joint] * off[joint] / all[joint]
			share[i] = (start + added*(total[y]-total[joint])) / total[y]
		}
	}
	return quantity.New("1", share, years).WithSources(stat.Sources()...)
}

// salesPath is the yearly sales of battery-electric and plug-in vehicles of a
// mode (car, van, truck, bus, 2_3w) from 2010 to 2050: history to 2024, the
// outlook to 2035 between its years, and after that decision 004.
func salesPath(scenario, mode string) quantity.Array {
	past := plugIns(datasets.EVHistory(), mode)
	if mode == "2_3w" { // not in the outlook
		last := past.Pick("year", "2024").Expand(quantity.Years(2025, lastYear))
		return quantity.Concat("year", past, last)
	}
	outlook := plugIns(datasets.EVOutlook().Where("scenario", scenario), mode).Select("year", "2025", "2030", "2035")
	known := quantity.Concat("year", past.Select("year", "2024"), outlook)
	to2035 := Interpolate(known, 2025, outlookEnd)
	return quantity.Concat("year", past, to2035, continued(scenario, mode, known))
}

// plugIns adds up the world sales of battery-electric and plug-in vehicles; a
// powertrain without a row in a year sold none.
func plugIns(t quantity.Table, mode string) quantity.Array {
	return t.Where("region", "World").Where("measure", "sales").Where("mode", mode).
		WhereFunc(func(r quantity.Row) bool { return slices.Contains(r.Key, "BEV") || slices.Contains(r.Key, "PHEV") }).
		Fill(0).Array("year", "powertrain").Sum("powertrain")
}

// continued is the sales after the outlook: the share of new vehicles goes on
// along the straight line its logit took from 2030 to 2035, and total sales
// follow the activity of the world outlook.
func continued(scenario, mode string, known quantity.Array) quantity.Array {
	shares, err := byYear(datasets.EVOutlook().Where("scenario", scenario).Where("region", "World").
		Where("measure", "sales_share").Where("mode", mode).To("1").Array("year"))
	if err != nil {
		return quantity.Failed(err)
	}
	sales, err := byYear(known)
	if err != nil {
		return quantity.Failed(err)
	}
	activity := roadActivity(mode)
	growth, err := byYear(activity)
	if err != nil {
		return quantity.Failed(err)
	}
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	slope := (logit(shares[outlookEnd]) - logit(shares[outlookBefore])) / (outlookEnd - outlookBefore)
	total := sales[outlookEnd] / shares[outlookEnd]
	years := quantity.Years(outlookEnd+1, lastYear)
	out := make([]float64, years.Len())
	for i := range out {
		y := outlookEnd + 1 + i
		x := logit(shares[outlookEnd]) + slope*float64(y-outlookEnd)
		out[i] = total * growth[y] / growth[outlookEnd] / (1 + math.Exp(-x))
	}
	return quantity.New("vehicle", out, years).WithSources(append(known.Sources(), activity.Sources()...)...)
}

// roadActivity is the yearly activity of the vehicles of a mode in STEPS:
// tonne-kilometres of trucks, passenger-kilometres of the others.
func roadActivity(mode string) quantity.Array {
	flow := "Road passenger light duty vehicles"
	if mode == "truck" {
		flow = "Road freight trucks"
	}
	t := noncommercial.WEOOutlook().Where("category", "Activity of stock").Where("flow", flow)
	levels := quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", "STEPS").Array("year"))
	return Interpolate(levels, outlookEnd, lastYear)
}
