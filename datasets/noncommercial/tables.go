package noncommercial

import (
	"embed"
	"slices"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

//go:embed sources.csv data
var embedded embed.FS

// entries is the shelf, in the order of the catalogue.
var entries = []datasets.Entry{
	{Name: "nodes_nc", Doc: "Network nodes: 2024 stocks and additions, photovoltaic shares (rest on the World Energy Outlook)"},
	{Name: "edges_nc", Doc: "Network edges: metal of grids per MW added, yield of coal, gas and nuclear plants (the same)"},
	{Name: "end_of_life_nc", Doc: "End-of-life recycling rates of all uses, 2005-2010 (UNEP 2011, recalled)"},
	{Name: "minerals_nc", Doc: "End-of-life recycling rates of seven minerals (UNEP 2011, recalled)"},
	{Name: "knowledge_nc", Doc: "Exponents of lithium-ion cells on cumulated production and knowledge (Ziegler and Trancik)"},
	{Name: "weo_capacity", Doc: "Electric capacity by technology: Historical, CPS, STEPS, NZE to 2050 (World Energy Outlook 2025)"},
	{Name: "weo_generation", Doc: "Electricity generation by technology: Historical, CPS, STEPS, NZE to 2050 (World Energy Outlook 2025)"},
	{Name: "weo_outlook", Doc: "Energy, CO2, transport activity, materials, population, GDP to 2050 (World Energy Outlook 2025)"},
	{Name: "nze2021", Doc: "Net Zero by 2050, edition of 2021: capacity, generation, energy, CO2, activity"},
	{Name: "sam_base", Doc: "Benchmark account of the world economy 2024, technologies of the World Energy Outlook"},
	{Name: "sam_base_open", Doc: "Benchmark account of the world economy 2024, technologies of open sources"},
	{Name: "recycling_nc", Doc: "End-of-life recycling rates of metals 2005-2010 (UNEP 2011, recalled)"},
	{Name: "costs_nc", Doc: "Lithium-ion cells 1991-2018: price, energy density (Ziegler and Trancik)"},
	{Name: "learning_rates_nc", Doc: "Learning rate of lithium-ion cells (Ziegler and Trancik, recalled)"},
	{Name: "elasticities_nc", Doc: "Production, trade and income elasticities of EXIOMOD"},
	{Name: "research_nc", Doc: "Lithium-ion patents 1977-2019 (Ziegler and Trancik)"},
	{Name: "liion_market", Doc: "Size of the lithium-ion battery market, 1991-2016"},
}

func init() {
	err := datasets.Add(datasets.Shelf{Files: embedded, Entries: entries, NonCommercial: true,
		Terms: "non-commercial use only (CC BY-NC-SA 4.0, IEA terms, academic terms); see datasets/noncommercial/LICENSE"})
	if err != nil {
		panic(err) // the files are part of this package
	}
}

func load(name string) quantity.Table {
	t, err := datasets.Open(name)
	if err != nil {
		return quantity.FailedTable(name, err)
	}
	return t
}

// WEOCapacity is installed electric capacity of the world in GW over scenario,
// technology and year (iea_weo2025): Historical 2010, 2023, 2024; CPS, STEPS
// and NZE 2035, 2040, 2050. There is no 2030 and no APS. Technologies are as
// published ("Solar PV", "Wind", "Coal: unabated", "Battery storage", "Total"
// ...); wind is one figure, hydro includes pumped storage. Licence: CC
// BY-NC-SA 4.0.
func WEOCapacity() quantity.Table { return load("weo_capacity") }

// WEOGeneration is electricity generated in the world in TWh, with the axes,
// years and licence of [WEOCapacity].
func WEOGeneration() quantity.Table { return load("weo_generation") }

// WEOOutlook is the rest of the free dataset of the World Energy Outlook 2025
// over scenario, category, item, flow and year, as published: energy by fuel
// and sector (EJ), CO2 by sector (MtCO2), passenger and freight transport
// (passenger·km, t·km), production of materials (Mt), population, GDP
// (GUSD2024 at purchasing power parity). Electric-vehicle activity is not
// part of it: see datasets.EVOutlook. Licence: CC BY-NC-SA 4.0.
func WEOOutlook() quantity.Table { return load("weo_outlook") }

// NZE2021 is the data file of Net Zero by 2050 (May 2021; iea_nze2021) over
// category, item, flow and year, with seven milestones recalled from its text
// (iea_nze2021_txt: electrolysers, batteries, direct air capture). It predates
// the NZE of WEOCapacity. Ten CO2 rows carry the flag "doubtful": direct air
// capture and biofuels look swapped in the file. Amounts of money are left
// out, their price year is not in the file. Licence: IEA terms, treated as CC
// BY-NC-SA.
func NZE2021() quantity.Table { return load("nze2021") }

// LiIonMarket is the size of the lithium-ion cell market in MWh/yr 1991-2016
// (ziegler_trancik_2021). Terms of the deposit are to be confirmed; the article
// is CC BY-NC 3.0.
func LiIonMarket() quantity.Table { return load("liion_market") }

// NodeFigures is datasets.NodeFigures complete: with the stocks and additions
// of 2024 and the shares of photovoltaic modules that rest on the World
// Energy Outlook. Additions are net of retirements; wind is split between on
// and offshore by IRENA's shares; grid batteries have a recalled duration of
// 2.45 h. Licence: the added rows CC BY-NC-SA 4.0.
func NodeFigures() quantity.Table { return both(datasets.NodeFigures(), load("nodes_nc")) }

// Edges is datasets.Edges complete: with copper and aluminium of networks per
// MW of net capacity added (flag "calibrated": closed on the published
// copper demand of 2024, replacement included), and the MWh a year that a MW
// of coal, gas and nuclear plants gives. Licence: the added rows CC BY-NC-SA
// 4.0.
func Edges() quantity.Table { return both(datasets.Edges(), load("edges_nc")) }

// EndOfLife is datasets.EndOfLife complete: with the ranges of recycling rates
// of UNEP 2011, all uses of a metal, recalled. Licence: the added rows
// non-commercial with attribution.
func EndOfLife() quantity.Table { return both(datasets.EndOfLife(), load("end_of_life_nc")) }

// MineralFigures is datasets.MineralFigures complete: with the recycling
// rates of seven minerals from UNEP 2011, recalled. Licence: the added rows
// non-commercial with attribution.
func MineralFigures() quantity.Table { return both(datasets.MineralFigures(), load("minerals_nc")) }

// Knowledge is datasets.Knowledge complete: with exponents fitted to the
// lithium-ion series of Ziegler and Trancik. Licence: the added rows CC BY-NC
// 3.0 until confirmed.
func Knowledge() quantity.Table { return both(datasets.Knowledge(), load("knowledge_nc")) }

// Recycling is datasets.Recycling complete: with UNEP 2011.
func Recycling() quantity.Table { return both(datasets.Recycling(), load("recycling_nc")) }

// Costs is datasets.Costs complete: with lithium-ion cells of Ziegler and
// Trancik, dollars of 2018.
func Costs() quantity.Table { return both(datasets.Costs(), load("costs_nc")) }

// LearningRates is datasets.LearningRates complete: with lithium-ion cells
// of Ziegler and Trancik.
func LearningRates() quantity.Table { return both(datasets.LearningRates(), load("learning_rates_nc")) }

// Elasticities is datasets.Elasticities complete: with EXIOMOD's set, under
// TNO's licence, not for commercial use.
func Elasticities() quantity.Table { return both(datasets.Elasticities(), load("elasticities_nc")) }

// Research is datasets.Research complete: with lithium-ion patents of Ziegler
// and Trancik.
func Research() quantity.Table { return both(datasets.Research(), load("research_nc")) }

// BenchmarkSAM is a worked benchmark account of the world economy in 2024, in
// GUSD2024 over row (receives) and col (pays): 137 accounts, with low-carbon
// technologies, equipment, minerals (primary, secondary, rent) and R&D split
// out of WIOD 2011 bottom-up, balanced to 1e-10; see datasets.Accounts. Every
// cell says in its note how it was made. Many splits are assumptions: mined
// share of refined value, user shares of fuels, installation of grids (no
// published row exists). Licence: CC BY-NC-SA 4.0 through the World Energy
// Outlook.
func BenchmarkSAM() quantity.Table { return load("sam_base") }

// BenchmarkSAMOpen is the same with capacity, additions and generation of
// IRENA and EIA (2023, 2022). It still takes growth and fuel quantities from
// the World Energy Outlook, hence the same licence.
func BenchmarkSAMOpen() quantity.Table { return load("sam_base_open") }

// both joins two tables of the same axes.
func both(a, b quantity.Table) quantity.Table {
	if a.Err() != nil {
		return a
	}
	if b.Err() != nil {
		return b
	}
	a.Rows = append(slices.Clip(a.Rows), b.Rows...)
	return a
}
