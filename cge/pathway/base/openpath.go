package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// The open service path does without the World Energy Outlook. Its rules:
//
//	electricity   grows as it did from 2012 to 2022 (EIA), every year
//	vehicles      sales outlook of the IEA (CC BY 4.0) to 2035, held after it
//	batteries     GWh per TWh of wind and solar power as in the base year;
//	              wind and sun continue along the logit of their share, 2012 to 2022
//	networks      km and MW with the capacity they connect: that of wind and sun
//	              grows with their TWh, that of the rest with its TWh
const (
	openScenario = "OPEN"
	openGrowth   = .026 // of world output, a year: recalled, as from 2012 to 2022
	trendFrom    = 2012
	trendTo      = 2022
)

// OpenServices is the open service path over the axes service (electricity,
// wind and solar power, grid batteries, networks) and year, relative to 2024.
func OpenServices(last int) (quantity.Array, error) {
	power, share, err := powerTrend()
	if err != nil {
		return quantity.Array{}, err
	}
	capacity, err := capacityShare()
	if err != nil {
		return quantity.Array{}, err
	}
	years := quantity.Years(baseYear, last)
	names := []string{"electricity", "wind and solar power", "grid batteries", "networks"}
	values := make([]float64, len(names)*years.Len())
	for t := range years.Len() {
		electricity := math.Pow(1+power, float64(t))
		renewable := electricity * share(baseYear+t) / share(baseYear)
		rest := electricity * (1 - share(baseYear+t)) / (1 - share(baseYear))
		for i, v := range []float64{electricity, renewable, renewable, capacity*renewable + (1-capacity)*rest} {
			values[i*years.Len()+t] = v
		}
	}
	a := quantity.New("1", values, quantity.NewAxis("service", names...), years).WithSources(eia)
	return a, a.Err()
}

// capacityShare is wind and sun in all capacity, 2022.
func capacityShare() (float64, error) {
	gw := datasets.Capacity().Where("region", "World").Where("source", eia).Where("year", fmt.Sprint(trendTo)).To("GW").Array("technology")
	sum := gw.Select("technology", "wind (on+offshore)", "solar (PV+CSP)").Sum("technology")
	return sum.Over(gw.Pick("technology", "total")).Value()
}

// powerTrend is the yearly growth of world generation, and the share of wind
// and sun along the straight line of its logit.
func powerTrend() (growth float64, share func(year int) float64, err error) {
	read := func(tech string, year int) float64 {
		if err != nil {
			return 1
		}
		var v float64
		v, err = datasets.Generation().Where("region", "World").Where("source", eia).Where("technology", tech).To("TWh").Array("year").At("year", fmt.Sprint(year))
		return v
	}
	renewable := func(year int) float64 {
		return (read("wind (on+offshore)", year) + read("solar (PV+CSP)", year)) / read("total", year)
	}
	span := float64(trendTo - trendFrom)
	growth = math.Pow(read("total", trendTo)/read("total", trendFrom), 1/span) - 1
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	x0, x1 := logit(renewable(trendFrom)), logit(renewable(trendTo))
	share = func(year int) float64 {
		return 1 / (1 + math.Exp(-(x1 + (x1-x0)/span*float64(year-trendTo))))
	}
	return growth, share, err
}

// openPath is a service of the open path.
func (w *writer) openPath(service string) ([]float64, error) {
	if w.set.Known != nil {
		return w.knownPath(service)
	}
	a, err := OpenServices(w.set.Last)
	if err != nil {
		return nil, err
	}
	return w.relative(a.Pick("service", service))
}

// openVehicles follows the sales outlook and holds it after its last year.
func openVehicles(class string) Flows {
	mode := class[len("zev_"):]
	past := plugIns(datasets.EVHistory(), mode)
	sales := past
	if mode == "2_3w" {
		sales = quantity.Concat("year", past, past.Pick("year", "2024").Expand(quantity.Years(2025, lastYear)))
	} else {
		outlook := plugIns(datasets.EVOutlook().Where("scenario", "STEPS"), mode).Select("year", "2025", "2030", "2035")
		known := quantity.Concat("year", past.Select("year", "2024"), outlook)
		to2035 := Interpolate(known, 2025, outlookEnd)
		held := to2035.Pick("year", fmt.Sprint(outlookEnd)).Expand(quantity.Years(outlookEnd+1, lastYear))
		sales = quantity.Concat("year", past, to2035, held)
	}
	f := Flows{Technology: class, Scenario: openScenario, Published: publishedSales}
	if err := f.run(mfa.InflowDriven, sales); err != nil {
		return Flows{Stock: quantity.Failed(err), Inflow: quantity.Failed(err)}
	}
	return f
}
