package base

import (
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// eurInUSD are yearly mean exchange rates, USD per EUR, as recalled from the
// European Central Bank's reference rates; no table holds them.
var eurInUSD = map[int]float64{2010: 1.33, 2015: 1.11, 2020: 1.14, 2021: 1.18, 2023: 1.08, 2025: 1.13}

// money brings amounts into dollars of the account's year: between years by
// the World Bank's index of unit values of manufactures (nominal over real
// copper price), from euros at the rate of the price year.
type money struct {
	*trace
	level map[int]float64
}

// worth is what kt are worth at a price in USD/t, in GUSD.
func worth(kt, price float64) float64 { return kt * price / 1e6 }

func newMoney(t *trace) *money { return &money{t, map[int]float64{}} }

// index is the price level of a year, 2010 = 1.
func (m *money) index(year int) float64 {
	if v, ok := m.level[year]; ok {
		return v
	}
	t, y := datasets.MineralPrices(), strconv.Itoa(year)
	key := func(basis string) where {
		return where{"commodity", "copper", "source", "wb_cmo_2025", "basis", basis, "year", y}
	}
	nominal, ok1 := m.find(t, key("nominal"))
	real, ok2 := m.find(t, key("real"))
	v := 1.0
	if ok1 && ok2 {
		v = m.derive("price level "+y, nominal.Value/real.Value, "1", "World Bank manufactures unit value index, 2010 = 1: nominal over real price of copper", "wb_cmo_2025")
	}
	m.level[year] = v
	return v
}

// dollars converts an amount of a currency and price year.
func (m *money) dollars(v float64, currency string, year int) float64 {
	if currency == "EUR" {
		rate, ok := eurInUSD[year]
		if !ok {
			return m.fail("base: no exchange rate of the euro in %d; there are those of %v", year, sortedKeys(eurInUSD))
		}
		v *= m.assume(fmt.Sprintf("dollars per euro %d", year), rate, "USD"+strconv.Itoa(year)+"/EUR"+strconv.Itoa(year), "yearly mean, recalled")
	}
	return v * m.index(m.year) / m.index(year)
}

var priced = regexp.MustCompile(`^([kMG]?)(USD|EUR)(\d{4})(.*)$`)

// cost is the value of a row in dollars of the account's year per unit, such
// as "kW": whatever currency, price year and scale it is published in.
func (m *money) cost(r quantity.Row, per string) float64 {
	p := priced.FindStringSubmatch(r.Unit.String())
	if p == nil {
		return m.fail("base: %s is no unit of money per something", r.Unit)
	}
	year, _ := strconv.Atoi(p[3])
	return m.dollars(m.in(r, p[2]+p[3]+"/"+per), p[2], year)
}

// readCost finds a row and converts it.
func (m *money) readCost(t quantity.Table, per string, w ...string) float64 {
	r, ok := m.find(t, w)
	if !ok {
		return 1
	}
	return m.cost(r, per)
}

// Growth of the world economy after the last year of the Penn World Table, as
// recalled from the IMF's World Economic Outlook; the open path uses it.
var growthSince2019 = map[int]float64{2020: -0.027, 2021: 0.066, 2022: 0.036, 2023: 0.035, 2024: 0.033}

// grow is the volume of world output in the account's year over that of 2011,
// the year of the input-output table.
func (w *world) grow() float64 {
	if w.year == tableYear {
		return 1
	}
	if w.macro == WEO {
		return w.growOutlook()
	}
	last := min(w.year, 2019)
	gdp := func(y int) float64 {
		return w.read(datasets.Macro(), "MUSD2017", "item", "GDP (constant national prices)", "region", "World", "year", strconv.Itoa(y))
	}
	v := gdp(last) / gdp(tableYear)
	for y := last + 1; y <= w.year; y++ {
		g, ok := growthSince2019[y]
		if !ok {
			return w.fail("base: Account %d: no growth of the world economy in %d; there is 1990 to 2024", w.year, y)
		}
		v *= 1 + w.assume(fmt.Sprintf("growth of world output %d", y), g, "1", "recalled: IMF World Economic Outlook")
	}
	return v
}

// growOutlook interpolates the outlook's GDP: levels of 2010, 2023 and 2024,
// at constant growth between 2010 and 2024.
func (w *world) growOutlook() float64 {
	gdp := func(y int) float64 {
		return w.read(noncommercial.WEOOutlook(), "GUSD2024", "scenario", "Historical", "flow", "Gross domestic product", "year", strconv.Itoa(y))
	}
	first, last := 2010, 2024
	if w.year < tableYear || w.year > last {
		return w.fail("base: Account %d: the outlook has world output of 2010, 2023 and 2024; the account can be of %d to %d", w.year, tableYear, last)
	}
	yearly := gdp(last) / gdp(first)
	return math.Pow(yearly, float64(w.year-tableYear)/float64(last-first))
}
