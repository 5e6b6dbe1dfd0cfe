// Package mfa follows a material from mine to scrap.
//
//	mined ──▶ made ──▶ in use ──▶ discarded ──▶ recycled ─┐
//	            ▲         │ second life ▲                   │
//	            └─────────┴─────────────┴───────────────────┘
//
// It imports nothing of Lodestone but datasets/quantity: what goes in and what
// comes out are labelled arrays with units.
//
// # A stock
//
// A Use says how things leave: a Lifetime and an age convention. InflowDriven
// runs a stock from what enters, StockDriven finds what must enter to hold a
// stock, SplitDriven does that for several technologies that share one total.
//
//	use := mfa.Use{Life: mfa.Weibull{Shape: 5.4, Scale: 30}, Age: mfa.MidYear}
//	pv, err := mfa.StockDriven(capacity, use)      // year × technology, GW
//	scrap := pv.OutflowOf(intensity, "technology") // year × mineral, from kg/MW by year of entry
//
// Every further axis runs on its own; Lives gives each label, parameter or
// cohort its own lifetime. Cohorts are not stored: StockByCohort and
// OutflowByCohort build the cube when it is asked for, InflowOf, StockOf and
// OutflowOf stream through it.
//
// Fleet is the same stock one step at a time, for models that decide the inflow
// of a year when they know what is left.
//
// # From products to elements and back
//
//   - Nest chains levels of content (element in material in component in
//     product); a flow through it holds all levels at once.
//   - Pair is a product and a component that each have a life: replacement, reuse.
//   - EndOfLife collects what a stock discards, gives part of it a second life
//     under a cap, and recycles the rest by route, with yields and quality classes.
//   - Sources says where a requirement comes from: for every sub-technology,
//     mineral and year it is primary + recycled + second life, to 1e-9.
//
// # Systems, scenarios, doubt
//
//   - System holds processes, flows and stocks; Check proves the balance of every
//     process, year and element, stock levels included, and names the culprit.
//     Circulate solves loops of fixed shares.
//   - Scenario is a whole analysis with exogenous paths, Follow goes from one to
//     another by Transition (from, to, year, ramp). Tensions sets demand beside
//     what is possible.
//   - Ensemble draws parameters, the same draw k on any number of workers;
//     Sample has quantiles, Sobol the share of each parameter in the variance.
//     Reconcile closes balances of measured flows by least squares.
//   - WriteCSV and WriteIAMC write tables, System.Links the bands of a Sankey
//     diagram; every other result is a quantity.Array.
//
// # Conventions
//
//   - Flows are amounts per step, in the unit of the stock (additions of GW, not
//     GW/yr); stocks stand at the end of the step. So stock[t] = stock[t-1] +
//     inflow[t] - outflow[t] in every unit and for steps of any length.
//     PerYear turns amounts into rates.
//   - Years are calendar years and follow one another; anything else needs
//     Use.Bounds. The axis "year" is time, "cohort" is the year of entry.
//   - Cohort c is old (t-c)+δ at the end of year t: δ is 0, ½ or 1 for EndOfYear,
//     MidYear, StartOfYear; GaussLobatto spreads the entry over the year. The
//     convention is always named and is printed with the stock.
//   - What leaves in the year of entry is counted as outflow of that year.
//   - What a thing contains is frozen when it enters.
//   - Nothing is negative by accident: a stock that falls faster than lives end
//     is warned about with its years, corrected (ScrapEarly) or refused.
//
// # What it will not do
//
// Clear markets (package cge does), guess the past of a stock without being
// told a rule (InitialFromGrowth states one), or repair a balance: Check says
// where mass appears, and stops.
package mfa
