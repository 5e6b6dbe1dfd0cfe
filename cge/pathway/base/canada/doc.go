// Package canada holds world paths against what Canada mines: a price-taking
// account of production, reserves and revenue of the 34 minerals of Canada's
// list, and of the six that its strategy puts first, when technology may go one
// way or another.
//
//	futures ──▶ prices, world output ──┐
//	                                   ├──▶ New ──▶ Revenue, Production, Depletion
//	USGS, BGS: Canada's tonnes ────────┘             ├──▶ Bets      robust or fragile
//	                                                 ├──▶ AtRisk    what the worst future costs
//	                                                 └──▶ Regret    what a plan for one path would miss
//	sales and capacity in Canada ──▶ Secondary       what its own retired stock could give
//
// # Price-taking
//
// Canada is a price taker: what it does moves no price. Value is gross, at the
// refined price of the world path in dollars of 2024, of what is mined (of what
// is smelted or refined for aluminium, silicon, indium and tellurium); a mine
// that sells concentrate gets less. How Canadian mines answer is an assumption,
// in three versions ([Response]): they keep their share of the world's output,
// they follow the world's law of supply at the path's prices, or they stay where
// they are. Canada's share where it is large enough that price-taking is doubtful
// is in [Mineral.Share].
//
// # What the gains are made of
//
// Most of what copper and nickel gain is growth of uses outside the transition: the
// model lets them grow with the economy, the IEA far slower. What technology does
// is the difference between futures; Settings.PublishedOthers shows levels with
// the published growth.
//
// # What no table carries
//
// 23 of the 34 minerals, rare earths among them, have no place in the account: the
// model has no price of them on a path, or no publication held gives Canada's
// tonnes. [Minerals] says which and why. No table has Canadian reserves of a year before 2023, costs of
// Canadian mines, projects under way, retired electronics or cars, or storage
// built in Canada. Provinces are not told apart.
//
// # What it will not do
//
// Trade, a Canadian equilibrium, royalties, jobs; or say how likely a future is.
package canada
