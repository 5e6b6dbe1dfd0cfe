package datasets

import "github.com/lodestone-model/lodestone/datasets/quantity"

// MineralDemand is the published demand for minerals by technology: the IEA's
// Critical Minerals Dataset of May 2025 (iea_gcmo2025), in kt, world, over
// measure, scenario, year, mineral and sector. Scenario "base" is 2024; STEPS,
// APS and NZE have 2030, 2035, 2040, 2045 and 2050. Measures:
//
//	demand by technology and mineral   38 minerals × Solar PV, Wind, Electric vehicles, Grid battery storage, ...
//	demand by sector                   copper, lithium, nickel, cobalt, graphite and rare earths by sector
//	total clean demand, other uses, total demand, clean share   the same six
//	clean technology demand by mineral summed over technologies
//
// Known: graphite has two totals, "graphite" with processing losses of
// synthetic graphite and "battery-grade graphite"; aluminium is not covered;
// networks have copper only; "total ..." labels are the sums of a sector.
// Tellurium for photovoltaics 2024 exceeds world production; the total of
// graphite holds losses that its sectors do not. Licence: CC BY 4.0.
func MineralDemand() quantity.Table { return load("mineral_demand") }

// EVOutlook are electric vehicles in the Global EV Outlook 2024
// (iea_gevo2024_scen) over scenario (Historical, STEPS, APS), region (World,
// China, Europe, United States; Historical also Canada and EU27), mode (car,
// van, truck, bus, public_charger), powertrain (BEV, PHEV, FCEV; EV for their
// sum), measure (sales, stock, sales_share, stock_share, electricity_demand,
// charging_points) and year: Historical 2010-2023, the scenarios 2020-2023,
// 2025, 2030, 2035. Holes: no two- and three-wheelers and no battery demand
// in GWh (multiply sales by MWh per vehicle, see [Edges]), nothing after
// 2035, no NZE, no FCEV vans in a few years. World figures have two
// significant digits. Known: slow chargers of the EU in 2010 are more than the
// world's (flag "doubtful"). [EVHistory] has a newer history. Licence: CC BY 4.0.
func EVOutlook() quantity.Table { return load("ev_outlook") }

// BatteryMix are chemistry shares of vehicle batteries in four scenarios
// (MIX, LFP, NCX, PLIB) every five years 2010-2040, and of stationary ones in
// two (cont, tc) 2010-2050, over use (vehicle, stationary), scenario,
// chemistry and year; from premise (premise_batt). They sum to 1 for each
// use, scenario and year, within 0.002 as published. Chemistries carry premise's names: NMC900 is
// nickel-rich, SIB sodium-ion, ASSB solid-state, LSB lithium-sulfur, LAB
// lithium-air, VRFB vanadium flow, NAS sodium-sulfur. These are scenarios, not
// observations. Licence: BSD-3-Clause.
func BatteryMix() quantity.Table { return load("battery_mix") }

// BatteryEnergyDensity is the energy density of cells in kWh/kg over
// chemistry, year (2020, 2050) and bound (low, central, high); from premise
// (premise_batt), after a review in Batteries 9 (2023) 379. Licence:
// BSD-3-Clause.
func BatteryEnergyDensity() quantity.Table { return load("battery_energy_density") }
