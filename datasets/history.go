package datasets

import "github.com/lodestone-model/lodestone/datasets/quantity"

// Capacity is installed electric capacity at the end of the year in MW over
// region, technology and year, from four series side by side:
//
//	irena_2024       2015-2023, all technologies with on/offshore wind, coal, gas: the one to choose
//	owid_irena_2023  2000-2022, solar PV, wind, geothermal: the long one
//	eia_intl         2010-2022, broad classes, whole GW for most countries
//	owid_irena_2017  2000-2016, world totals of renewables
//
// Names of technologies differ between them ("wind (on+offshore)" and
// "onshore wind"). Rows flagged "sum" add up the country rows of the source.
// Known: IRENA reports no coal/gas/oil split for the EU, Turkey, Russia and
// others, so its world sums of these carry the flag "incomplete" (coal 2,010
// GW in 2023). Zeros were dropped: absence may be zero. Hydro, nuclear and
// fossil plants before 2010 and all grid batteries are holes. PV is DC at
// IRENA where the country reports it so; the World Energy Outlook counts
// 1,625 GW in 2023 beside 1,411 here. Licences: IRENA with acknowledgement,
// OWID CC BY 4.0, EIA public domain.
func Capacity() quantity.Table { return load("capacity") }

// Generation is electricity generated in a year in TWh over region,
// technology and year, from three series side by side: owid_elec_2022
// 1990-2021 by fuel (gross; its BP part is under BP's terms), irena_2024
// 2015-2022 by technology (gross), eia_intl 2010-2023 (net, broad classes).
// Technology "electricity demand" of OWID includes net imports. Known, flagged
// "doubtful": IRENA's photovoltaics of Bolivia and DR Congo and Russia's wind
// of 2017 are more than its capacities can give, its oil of New Zealand is a
// five-hundredth of OWID's. Plants that burn two fuels are counted under one, so that
// a fuel's generation may exceed its capacity. Licences: as [Capacity].
func Generation() quantity.Table { return load("generation") }

// EVHistory are electric vehicles 2010-2024 in about 60 regions, over region,
// mode (car, van, truck, bus, 2_3w, public_charger), powertrain (BEV, PHEV,
// FCEV; EV for their sum), measure (sales, stock, sales_share, stock_share,
// battery_demand in GWh, charging_points, electricity_demand) and year; from
// the Global EV Data Explorer 2025 (iea_gevo2025), electricity demand to 2023
// from the edition before (iea_gevo2024). Battery demand exists for the
// world and main regions by mode, powertrain EV. World figures have two
// significant digits. Known, flagged "doubtful": electricity of India's cars
// before 2023 is a thousandth, sales of Israel's buses 2013 and of France's
// plug-in vans 2019 do not go with the stocks. In small fleets sales and stock come
// from different registers. Holes: chemistries of the batteries sold. Licence:
// CC BY 4.0.
func EVHistory() quantity.Table { return load("ev_history") }
