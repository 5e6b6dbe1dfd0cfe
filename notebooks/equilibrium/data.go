// Package equilibrium is the experiment of notebook 03: what less ore costs the
// United States of 2017, and who adapts, beside a tariff on metals and machinery.
//
//	accounts of 2017 ──sam.Model──▶ economy ──▶ benchmark
//	                                   ├──▶ less ore, poorer ore, a tariff
//	                                   └──▶ prices, levels, causes, cost, what they rest on
//
// Calibrate builds the economy of a [Case]; scenarios are its methods, solved by
// Solve. Elasticities are those of the catalogue where it has them; what it does
// not hold is an assumption, listed by Assumptions.
package equilibrium

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Mines are the activities whose ore becomes scarce.
var Mines = []string{"A_CUNIMIN", "A_OTHMETMIN"}

// Taxed are the commodities of the tariff: metals and machinery.
var Taxed = []string{"C_STEEL", "C_ALUM", "C_NFSMELT", "C_COPROD", "C_NFPROD", "C_FABMET", "C_MACHIN", "C_TURBINE",
	"C_OTHELEC", "C_TRANSFRM", "C_MOTORGEN", "C_BATTERY", "C_WIRECABL"}

// PublishedGDP is gross domestic product in MUSD2017 as the source of the
// accounts has it; balancing them moved it by 426.
const PublishedGDP = 19_612_089.0

// Assumptions no table holds.
const (
	Cut     = 0.20 // of the ore, or of what a mine gets out of its inputs
	Duty    = 0.10 // tariff on metals and machinery
	rent    = 0.40 // share of a mine's capital income that is earned by its ore
	exports = 2.0  // elasticity of transformation between sales at home and abroad
	idle    = 0.04 // unemployment at the benchmark, where wages do not fall
	spread  = 0.50 // elasticities may be off by that share either way
)

// Assumptions lists them as a table.
func Assumptions() quantity.Table {
	t := quantity.Table{Name: "assumptions", Axes: []string{"assumption", "object"}}
	add := func(value float64, note string, key ...string) {
		t.Rows = append(t.Rows, quantity.Row{Key: key, Value: value, Unit: quantity.MustUnit("1"), Source: "lodestone",
			Confidence: quantity.Derived, Flag: "assumption", Note: note})
	}
	add(Cut, "less ore in the ground, or less metal in the ore", "cut", "two mines")
	add(Duty, "on top of what the accounts hold, which show no tariff by commodity", "tariff", "metals and machinery")
	add(rent, "of capital income; the accounts do not part rent from profit", "share of ore", "mines")
	add(exports, "between home and abroad; world prices are given", "transformation", "all goods")
	add(idle, "at the benchmark, in the variant where wages do not fall", "unemployment", "labour")
	add(spread, "either way, uniform, for the sensitivity analysis", "spread", "elasticities")
	return t
}

// armington maps commodities to the scopes of the catalogue's Armington
// elasticities (gtap); what is not here takes the central value of eppa4.
var armington = map[string]string{
	"omn/oxt other minerals": "CUNIMIN OTHMETMIN NMMIN MINSUP", "coa coal": "COALMIN", "oil crude": "OILGAS",
	"p_c petroleum products": "PETRO", "crp chemicals": "BASCHEM OTHCHEM PLASRUB", "nmm mineral products": "OTHNMM GLASS CEMENT CARBONGR",
	"i_s ferrous metals": "STEEL", "nfm nonferrous metals": "ALUM NFSMELT COPROD NFPROD", "fmp metal products": "FABMET",
	"mvh motor vehicles": "MOTVEH MVPARTS", "otn transport equipment": "OTHTRN", "ele electronic equipment": "ELECTRON SEMICON",
	"ome machinery and electrical equipment": "MACHIN TURBINE OTHELEC TRANSFRM MOTORGEN BATTERY WIRECABL", "ely electricity": "ELEC",
}

// valueAdded maps activities to the scopes of the elasticities between factors
// (gtap); what is not here is a manufacture.
var valueAdded = map[string]string{
	"coal, oil, gas, other mining, forestry, fishing": "OILGAS COALMIN CUNIMIN OTHMETMIN NMMIN MINSUP",
	"crops and livestock":                             "AGR", "processed food": "FOOD", "construction": "CONSOTH CONSPOW", "trade and transport": "TRADE TRANSP",
	"other services": "INFOFIN REALEST BUSSRV RND WASTE HLTHEDU OTHSRV GOVT",
}

const manufactures = "manufactures, metals, chemicals, electricity, gas, water"

// elasticities are those of the catalogue, by activity and commodity.
func elasticities() (sam.Elasticities, error) {
	t := datasets.Elasticities().Where("bound", "central")
	e := sam.DefaultElasticities()
	e.Export, e.ArmingtonOf, e.ValueAddedOf = exports, map[string]float64{}, map[string]float64{}
	var err error
	if e.Armington, err = one(t.Where("kind", "Armington").Where("nest", "Armington domestic vs imports")); err != nil {
		return e, err
	}
	factors := t.Where("nest", "ESUBVA among primary factors")
	if e.ValueAdded, err = one(factors.Where("scope", manufactures)); err != nil {
		return e, err
	}
	fill := func(into map[string]float64, prefix string, of quantity.Table, scopes map[string]string) {
		for _, scope := range slices.Sorted(maps.Keys(scopes)) {
			v, e := one(of.Where("scope", scope))
			if e != nil && err == nil {
				err = e
			}
			for _, code := range strings.Fields(scopes[scope]) {
				into[prefix+code] = v
			}
		}
	}
	fill(e.ArmingtonOf, "C_", t.Where("kind", "Armington"), armington)
	fill(e.ValueAddedOf, "A_", factors, valueAdded)
	return e, err
}

// one is the only figure of a table.
func one(t quantity.Table) (float64, error) {
	if len(t.Rows) != 1 {
		return 0, fmt.Errorf("equilibrium: %d figures in %s where one is expected", len(t.Rows), t.Name)
	}
	return t.Rows[0].Value, nil
}

// SupplyElasticity is how much more copper is mined for a price 1 % higher,
// in per cent: in the "same year" or after "20 years".
func SupplyElasticity(horizon string) (float64, error) {
	return one(datasets.Elasticities().Where("kind", "mineral supply price elasticity").Where("scope", "Copper").Where("horizon", horizon))
}
