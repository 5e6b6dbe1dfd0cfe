package datasets

// entries is the open shelf, in the order of the catalogue.
var entries = []Entry{
	{"nodes", "Numbers of the production network's nodes: shares, stocks, lifetimes, costs, 2024"},
	{"edges", "What goes into one unit of each node: kg/MW, kg/MWh, MW/MW ..., and manufacturing yields"},
	{"end_of_life", "Collection, second life, recycling yields and rates by sub-technology, mineral and route"},
	{"minerals", "One figure per mineral: production, price, reserves, elasticities, recycling, demand, 2024"},
	{"knowledge", "Exponents of intensity, lifetime and cost on cumulated production and knowledge"},
	{"mineral_demand", "Published mineral demand by technology and sector, 2024 and STEPS, APS, NZE 2030-2050"},
	{"demand_studies", "Mineral demand in other studies: Busch (lithium), World Bank 2020, IEA 2021"},
	{"ev_outlook", "Electric vehicles by class: sales, stock, shares, STEPS and APS to 2035"},
	{"battery_mix", "Battery chemistry shares, vehicles and stationary, scenarios 2010-2050"},
	{"battery_energy_density", "Energy density of battery cells by chemistry, 2020 and 2050"},
	{"capacity", "Installed electric capacity by region and technology, 2000-2023, four series"},
	{"generation", "Electricity generation by region and technology, 1990-2023, three series"},
	{"ev_history", "Electric vehicles by region and class 2010-2024: sales, stock, shares, battery demand"},
	{"material_intensity", "How much of a mineral a technology takes: all compiled values by source"},
	{"lifetimes", "Published lifetimes and their distributions by technology and source"},
	{"mineral_production", "Mine, smelter and refinery production by country, 1990-2025"},
	{"mineral_prices", "Yearly prices of minerals and fuels, nominal and real, 1990-2025"},
	{"deflator", "US dollars of a year in dollars of 2010, 1990-2024"},
	{"mineral_reserves", "Reserves by country at the end of 2023-2025, United States secondary production"},
}
