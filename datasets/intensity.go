package datasets

import "github.com/lodestone-model/lodestone/datasets/quantity"

// MaterialIntensity is how much of a mineral a technology takes, every
// compiled value side by side, over technology, constituent, sub_technology,
// mineral, year and bound (low, central, high); kg/MW, kg/MWh, kg/vehicle,
// kg per kg of vehicle or motor ... The chosen value of each edge of the
// network, with its reason, is in [Edges]; this table holds the alternatives.
// Choose a series with Where("source", ...):
//
//	premise_si2   literature review, min/median/max of the values; 2020, 2030, 2050
//	griffin_mdm   medians over individual literature values
//	busch2024     battery chemistries from BatPaC 5.1
//	carrara2020   wind and photovoltaics of the JRC, half of it recalled
//	pv_ice        photovoltaic modules 2000-2050, falling with time
//	image_mat, cawindmfa  flag "no-licence": the repositories state none
//	premise_lci, iea_rocm2021 (recalled), faraday (theoretical minimum), design
//
// Known defects, flagged "doubtful": photovoltaic aluminium of premise_si2 is
// a thousandth of its source; griffin_mdm has a mineral "Gadium" and a
// thousandfold high value for indium of CIGS; lithium of image_mat in five
// grid batteries is less than carries the charge. Coal and
// gas with capture carry the same figures in griffin_mdm. Nickel of coal with
// capture is 10 or 1981 kg/MW: the weakest cells. Some vehicle values look
// normalised with a 53 kg motor. "single-value" marks a central with nothing
// beside it. Licences: BSD-3, MIT, CC BY 4.0, facts cited; per row.
func MaterialIntensity() quantity.Table { return load("material_intensity") }

// Lifetimes are published lifetimes of technologies over technology,
// sub_technology, year, distribution (fixed, weibull, normal, folded_normal)
// and property (mean, scale, sigma in yr; shape). The sources disagree (wind
// 20 to 30 years); the chosen one of each node is in [LifetimeOf]. The sigma
// of image_mat is 0.214 × mean throughout. Busch's "normal" is printed as
// "normal (truncated) or logistic". Flag "no-licence": image_mat, cawindmfa.
func Lifetimes() quantity.Table { return load("lifetimes") }

// EndOfLife is what happens to a sub-technology's mineral after use, over
// sub_technology, mineral, route, property and bound. Properties:
//
//	collection, collection_cap          share collected now, and at best
//	second_life_share, second_life_years, second_life_end_capacity, residual_capacity,
//	capacity_fade (1/yr), delay (yr)    of vehicle batteries
//	yield, yield_cap                    of the route; multiplies the collection
//	recycling_rate, recycling_rate_cap  all-in rate, where only that is published
//	intensity_floor                     below which an intensity cannot fall
//
// Holes: world collection and route shares of batteries, technology-specific
// rates of wind (but Canada), electrolysers and flow batteries. Half of the
// rows are recalled. Second-life share 0.5 is a scenario assumption, not an
// observation. Ranges that rest on UNEP 2011 are in package noncommercial.
func EndOfLife() quantity.Table { return load("end_of_life") }

// Knowledge are the exponents of intensity, lifetime and cost on cumulated
// production or knowledge, over node, driver (efficiency, durability,
// cost (all inputs), all), mineral, parameter and bound; knowledge
// depreciation (1/yr) and lag (yr). They belong to
// a = floor + (a0 - floor) × (driver/driver0)^-exponent; the floor is in the
// note. Intervals are t-intervals of a trend over 4 to 26 points: priors,
// not causal estimates. Cost exponents, -log2(1 - learning rate), are
// recalled. Exponents fitted to Ziegler and Trancik are in noncommercial.
func Knowledge() quantity.Table { return load("knowledge") }
