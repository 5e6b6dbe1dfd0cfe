// Package base turns tables into what the models start from: it is the one
// room that knows both the published figures and the models' shapes.
//
//	scenario, statistics ──▶ Flows        stock → additions and retirements of a technology
//	network of nodes, edges ─▶ Intensity  kg of each mineral per unit added, by part
//	                     Flows × Intensity = Demand ──▶ Ratios beside the published demand
//
//	input-output tables, prices, capacity, costs ──▶ NewAccount ──▶ Account.Economy   static equilibrium
//	                                                     │
//	                          Intensity, shares ──▶ Account.Split ──▶ World ──▶ pathway.Spec
//
// # The traditional calculation
//
// A technology (solar_pv, zev_car) is made of parts: the sub-technologies and
// plant components that carry minerals. Their shares are those of the base
// year 2024 and stay there: this is the calculation against which endogenous
// technical change is measured. What no publication states is an assumption,
// collected in Assumptions with its formula or source, and shown dashed.
//
// # The account
//
// [NewAccount] builds the benchmark account of the world in one year, in GUSD
// of that year at basic prices: the world input-output table of 2011 brought
// forward by growth and prices, with fuels, electricity by technology,
// minerals by metal (primary, secondary, resource and scrap rents), equipment,
// capacity building, vehicles and research split out bottom-up, their inputs
// borrowed from the industries of the United States.
//
//	a, err := base.NewAccount(2024, base.WEO)      // base.Open: no non-commercial figure
//	a.Figures    every figure with table and key, or marked as assumption
//	a.Gaps       what the tables lack for the year, by name
//	a.Goods      quantity and unit price of split accounts; a.Metals of minerals
//	a.Balanced   every cell that balancing moved
//	a.Short      what a parent could not give
//
// A mineral's value is all the world's use times the refined price. Capacity
// additions are capital formation: K_PV and its like sell to investment, G_PV
// and its like pay an annuity. Cells of split accounts are held bit by bit and
// parents absorb ([Held]). Codes: G_ generation, K_ capacity building, P_, S_
// and M_ primary, secondary and market of a mineral, R_ and Q_ rents of
// resource and scrap.
//
// [Account.Economy] is the account as a static economy, for questions of one
// year; [Account.Uncovered] names the generators without mineral edges,
// [Account.Latents] what nobody builds yet, [GCAM] and [Account.GCAMWeights]
// how structure and weights compare with GCAM's.
//
// # The world
//
// [Account.Split] takes values apart into sub-technologies: shares, prices,
// aligned intensities, lives, cost beside minerals, research. [World] writes
// it all as a pathway.Spec. New plants set the price of electricity there;
// what delivered electricity costs beyond it is networks and system services.
//
// [Research] puts stocks of knowledge into it: efficiency and durability of each
// sub-technology whose makers do research, recycling of each mineral that comes
// out of retired units. What they do in the base year is an assumed share of
// sales, in equal parts (patents are counted by technology, not by purpose), and
// is taken out of what investment buys of research; half its cost is
// scientists, who grow with the economy. Effects have floors and ceilings. By
// default knowledge grows at base-year research as the stock of patents in
// renewables did, 8 to 9 % a year: at the rule that it stands still, modules
// cost as much in 2050 as today, against every learning curve on record.
//
// [Entrants] are what nobody builds yet. Settings.Latent says how mature they
// become, an assumption; stores that lose electricity weigh less by its worth.
// [LatentFigures] lists what they hold, published, assumed or imputed, with ranges.
// Makers may adopt other inputs (recipes: heavy rare earths, silver, cobalt, copper
// and graphite give way at a price); Settings.FixedRecipes leaves them out.
// [Shocks] are what prices and costs have done, for lamp posts. Settings.Outside
// writes what publications project, for mode Exogenous.
// [ReadParams] takes estimated elasticities in place of those of the tables.
// Settings.Standards puts the outlook's policy on vehicles into the taste for
// electric ones, which costs alone do not move far.
//
// # Beside what is published
//
// [Validate] puts a path beside the IEA's demand by use, mineral and year, as a
// product of three factors with reasons; [Rests] lists what a result rests on.
//
// Services follow the World Energy Outlook, or [OpenServices]. Networks are
// counted in GW that they connect, and their km and GW grow with capacity; GWh
// of batteries on the open path grow with wind and solar power.
//
// # What it will not do
//
// Years before 2011 or after 2024, regions, stock-building, or a price from
// nowhere: what has no table is an assumption with a reason in Figures.
package base
