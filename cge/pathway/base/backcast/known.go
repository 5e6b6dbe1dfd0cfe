package backcast

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// The years of a backcast.
const (
	Origin = 2011
	Last   = 2023
	since  = 2001 // of the drift: ten years before the origin
)

// Assumptions about what was known, that no table holds.
const (
	traffic   = .03  // growth of vehicles on the road, a year: 0.75 billion in 2000, 1.0 in 2010 (recalled)
	zevTarget = .06  // of sales in 2020: 20 million electric cars on the road by 2020, Electric Vehicles Initiative 2011 (recalled)
	zevYear   = 2020 // of the target
	lately    = .023 // growth of the world's output from 2019, where the table ends, to 2023, a year (recalled)
)

// KnownServices are services as they were expected in 2011.
func KnownServices() (*base.Known, error) {
	power, err := owidPower()
	if err != nil {
		return nil, err
	}
	economy, err := output(2000, 2010)
	if err != nil {
		return nil, err
	}
	growth := math.Pow(power.total[2010]/power.total[2000], .1) - 1
	logit := func(y int) float64 {
		p := (power.sun[y] + power.wind[y]) / power.total[y]
		return math.Log(p / (1 - p))
	}
	slope := (logit(2010) - logit(2000)) / 10
	k := &base.Known{Note: "growth of 2000 to 2010; electric cars as announced"}
	share := func(t int) float64 { return 1 / (1 + math.Exp(-logit(Origin)-slope*float64(t))) }
	zev, err := zevShare(Origin)
	if err != nil {
		return nil, err
	}
	odds := func(p float64) float64 { return math.Log(p / (1 - p)) }
	for t := range Last - Origin + 1 {
		k.Electricity = append(k.Electricity, math.Pow(1+growth, float64(t)))
		k.Renewables = append(k.Renewables, k.Electricity[t]*share(t)/share(0))
		k.Economy = append(k.Economy, math.Pow(economy, float64(t)/10))
		k.Traffic = append(k.Traffic, math.Pow(1+traffic, float64(t)))
		z := odds(zev) + (odds(zevTarget)-odds(zev))*float64(t)/(zevYear-Origin)
		k.Zev = append(k.Zev, 1/(1+math.Exp(-z))/zev)
	}
	k.Zev[0] = 1
	return k, nil
}

// ActualServices are services as they turned out: generation to 2021 by Our World in Data
// and on as from 2020 to 2021, output of the world to 2019, wind and sun with their
// power, electric cars with their share of sales.
func ActualServices() (*base.Known, error) {
	power, err := owidPower()
	if err != nil {
		return nil, err
	}
	k := &base.Known{Note: "as they turned out"}
	zev0, err := zevShare(Origin)
	if err != nil {
		return nil, err
	}
	for t := range Last - Origin + 1 {
		y := Origin + t
		e, r := power.total[y], power.sun[y]+power.wind[y]
		if y > 2021 {
			beyond := float64(y - 2021)
			e = power.total[2021] * math.Pow(power.total[2021]/power.total[2020], beyond)
			r = (power.sun[2021] + power.wind[2021]) * math.Pow((power.sun[2021]+power.wind[2021])/(power.sun[2020]+power.wind[2020]), beyond)
		}
		grown, err := output(Origin, min(y, 2019))
		if err != nil {
			return nil, err
		}
		zev, err := zevShare(y)
		if err != nil {
			return nil, err
		}
		k.Electricity = append(k.Electricity, e/power.total[Origin])
		k.Renewables = append(k.Renewables, r/(power.sun[Origin]+power.wind[Origin]))
		k.Economy = append(k.Economy, grown*math.Pow(1+lately, float64(max(0, y-2019))))
		k.Traffic = append(k.Traffic, math.Pow(1+traffic, float64(t)))
		k.Zev = append(k.Zev, zev/zev0)
	}
	return k, nil
}

// power is world generation in TWh by year.
type power struct{ total, sun, wind map[int]float64 }

func owidPower() (p power, err error) {
	for _, x := range []struct {
		name string
		into *map[int]float64
	}{{"total", &p.total}, {"solar", &p.sun}, {"wind", &p.wind}} {
		if *x.into, err = years(datasets.Generation().Where("region", "World").Where("source", "owid_elec_2022").Where("technology", x.name).To("TWh")); err != nil {
			return p, err
		}
	}
	return p, nil
}

// years of a table in which nothing but the year differs.
func years(t quantity.Table) (map[int]float64, error) {
	if err := t.Err(); err != nil {
		return nil, err
	}
	at := slices.Index(t.Axes, "year")
	out := map[int]float64{}
	for _, r := range t.Rows {
		y, err := strconv.Atoi(r.Key[at])
		if err != nil {
			return nil, fmt.Errorf("backcast: table %s: %w", t.Name, err)
		}
		if _, twice := out[y]; twice {
			return nil, fmt.Errorf("backcast: table %s has two rows of %d", t.Name, y)
		}
		out[y] = r.Value
	}
	return out, nil
}

// output is by how much that of the countries of the Penn World Table grew.
func output(from, to int) (float64, error) {
	sum := map[int]float64{}
	t := datasets.Macro().Where("item", "GDP (constant national prices)")
	if err := t.Err(); err != nil {
		return 0, err
	}
	for _, r := range t.Rows {
		if y, err := strconv.Atoi(r.Key[2]); err == nil && r.Key[1] != "World" {
			sum[y] += r.Value
		}
	}
	if sum[from] == 0 || sum[to] == 0 {
		return 0, fmt.Errorf("backcast: no output of the world in %d or %d", from, to)
	}
	return sum[to] / sum[from], nil
}

// zevShare is electric cars in sales of cars.
func zevShare(year int) (float64, error) {
	return datasets.EVHistory().Where("region", "World").Where("mode", "car").Where("powertrain", "EV").Where("measure", "sales_share").Where("year", strconv.Itoa(year)).To("1").Array().Value()
}
