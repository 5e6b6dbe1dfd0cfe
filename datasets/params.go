package datasets

import "github.com/lodestone-model/lodestone/datasets/quantity"

// Recycling are collection rates, process yields, end-of-life recycling
// rates, legal targets and secondary supply shares, every compiled value,
// over product, mineral, parameter, scenario, year and bound. [EndOfLife] has
// the chosen one per sub-technology. Secondary shares of premise are market
// artefacts of its inventory (nickel 0.002). A quarter is recalled. Licences:
// image_mat and cawindmfa state none (flag "no-licence"); PV ICE BSD-3; EU
// law CC BY 4.0. UNEP 2011 is in package noncommercial.
func Recycling() quantity.Table { return load("recycling") }

// SecondLife are the share of retired vehicle batteries that go to stationary
// storage, their residual capacity, fade, delay and duration, and reuse shares
// of scrap from electricity infrastructure, over product, parameter,
// scenario and bound. The share is an assumption of Busch's scenarios. A third
// is recalled.
func SecondLife() quantity.Table { return load("second_life") }

// LearningRates are cost declines per doubling (one factor; two factors: by
// doing and by researching), and depreciation (1/yr) and lag (yr) of knowledge,
// over technology, sub_technology, parameter and bound. All rows are recalled
// (Rubin et al. 2015, Schmidt et al. 2017, Klaassen et al. 2005): priors, to be
// verified before a claim rests on them.
func LearningRates() quantity.Table { return load("learning_rates") }

// Elasticities are substitution elasticities of nests by sector, Armington,
// income, resource and mineral supply and demand elasticities, over kind,
// scope, nest, horizon and bound. Choose one source: cheer (flag
// "no-licence") is a complete set for China, gtap, okagawa2008, eppa4, gtape,
// vdw2008, boer2021, stuermer2017 are recalled, imf_env is twelve values. The
// EXIOMOD set is in package noncommercial.
func Elasticities() quantity.Table { return load("elasticities") }

// CostParams are capital and operating cost, efficiencies, inputs and
// capacity factors over technology, sub_technology, parameter and year:
// techdata (PyPSA technology-data, 2020-2050, mostly of the Danish Energy
// Agency; United States variants by scenario), gcam54 (dollars of 1975; for
// rows with an improvement in the note, 2015 is the last year and the
// projection formula must be applied). Money keeps its published price year:
// nothing is deflated or converted. The 2020 rows of the United States variants
// are in dollars of 2020, their later years in dollars of 2022 (flag
// "price-year-differs"). Operating cost in % is of capital cost and
// year. A number in parentheses behind a sub_technology is a second value of
// the same name. Licences: techdata's data under their own terms, GCAM ECL-2.0.
func CostParams() quantity.Table { return load("costs_params") }

// Costs are histories of installed cost, levelised cost, prices and physical
// measures of technologies over item, region, basis (real, nominal,
// physical) and year: PV modules 1975-2024, PV, wind, hydro, bioenergy,
// geothermal and concentrating solar to 2019 (IRENA 2020 through OWID), the
// DOE's estimate of battery packs 2008-2023. Real money names its price year,
// nominal is in the money of its year. Holes: battery packs of the market,
// electrolysers, wind after 2019. Lithium-ion cells 1991-2018 are in package
// noncommercial. Licences: OWID CC BY 4.0 with acknowledgement of IRENA, DOE
// public domain.
func Costs() quantity.Table { return load("costs") }

// LithiumDeposits are 160 deposits over deposit, country, type, status and
// property: reserves and resources (kt of lithium), extraction cost in three
// steps, largest output and ramp-up, delay until opening (busch2024): a supply
// curve. The source names no price year; costs are shown in USD2023/t and
// flagged "price-year-assumed". Costs are reported for some deposits, taken
// from quantiles or a regression for the rest (in the note). Licence: MIT.
func LithiumDeposits() quantity.Table { return load("lithium_deposits") }
