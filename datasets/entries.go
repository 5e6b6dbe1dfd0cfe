package datasets

// entries is the open shelf, in the order of the catalogue.
var entries = []Entry{
	{"nodes", "Numbers of the production network's nodes: shares, stocks, lifetimes, costs, 2024"},
	{"edges", "What goes into one unit of each node: kg/MW, kg/MWh, MW/MW ..., and manufacturing yields"},
	{"mineral_demand", "Published mineral demand by technology and sector, 2024 and STEPS, APS, NZE 2030-2050"},
	{"ev_outlook", "Electric vehicles by class: sales, stock, shares, STEPS and APS to 2035"},
	{"battery_mix", "Battery chemistry shares, vehicles and stationary, scenarios 2010-2050"},
	{"battery_energy_density", "Energy density of battery cells by chemistry, 2020 and 2050"},
	{"capacity", "Installed electric capacity by region and technology, 2000-2023, four series"},
	{"generation", "Electricity generation by region and technology, 1990-2023, three series"},
	{"ev_history", "Electric vehicles by region and class 2010-2024: sales, stock, shares, battery demand"},
}
