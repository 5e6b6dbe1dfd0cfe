package base

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets"
)

// world gathers what an account is filled from, and fills it.
type world struct {
	*money
	path, macro Path   // of technologies; of growth and energy supply
	unit        string // GUSD of the year
	table       *draft // the world input-output table, in money of the year
	usa         *usa
	gdp         float64
	fuels       []fuel
	fleets      []fleet
	lodes       []lode
	lithiumRent float64
	growth      float64 // of volume since 2011
	goods       goods
	d           *draft
	va          map[string]float64 // value added of parents, not split yet
	rents       []string           // accounts of specific factors
}

// newWorld reads everything that does not depend on what was filled before.
func newWorld(year int, path, macro Path) (*world, error) {
	w := &world{money: newMoney(newTrace(year)), path: path, macro: macro, unit: fmt.Sprintf("GUSD%d", year), d: newDraft(), va: map[string]float64{}}
	if err := w.readTables(); err != nil {
		return nil, err
	}
	for _, step := range []func(){w.readFuels, w.readFleets, w.readCosts, w.readLodes, w.readLithiumRent, w.readGoods} {
		if step(); w.err != nil {
			return nil, w.err
		}
	}
	return w, nil
}

// readTables brings the world table of 2011 into money of the year: growth of
// output times change of prices.
func (w *world) readTables() error {
	table, dropped, err := worldTable()
	if err != nil {
		return err
	}
	w.derive("changes in stocks, dropped", dropped, "GUSD2011", "column INVENT", "wiod2013")
	if w.usa, err = usaTable(); err != nil {
		return err
	}
	w.growth = w.grow()
	scale := w.growth * w.index(w.year) / w.index(tableYear)
	w.table = newDraft()
	for _, r := range table.accounts {
		for _, c := range table.accounts {
			w.table.put(r, c, table.at(r, c)*scale, "")
		}
	}
	w.gdp = w.derive("GDP at market exchange rates", w.table.receives("VA"), w.unit, "value added of 2011 x growth of volume x change of prices", "wiod2013", "wb_cmo_2025")
	w.derive("money of the table", scale, "1", "money of the year per money of 2011")
	return w.err
}

// countryMean weighs a share of each country's economy by its output of the
// Penn World Table's last year. Latest maps countries to the share.
func (w *world) countryMean(name string, share map[string]float64) float64 {
	rows, err := matching(datasets.Macro(), where{"item", "GDP (constant national prices)", "year", "2019"})
	if err != nil {
		return w.fail("base: Account: %w", err)
	}
	sum, weight, n := 0.0, 0.0, 0
	for _, r := range rows {
		if s, ok := share[r.Key[1]]; ok && r.Key[1] != "World" {
			sum, weight, n = sum+s*r.Value, weight+r.Value, n+1
		}
	}
	if n == 0 {
		return w.fail("base: Account: no country has a figure for %s", name)
	}
	return w.derive(name, sum/weight, "1", fmt.Sprintf("mean of %d countries, weighted by output of 2019", n), "pwt1001")
}
