// Package infrastructure asks how much mining, refining and recycling capacity
// the world needs by year when technology may go one way or another, and holds it
// against what is planned.
//
//	futures ──▶ world output of a metal ──▶ Need  ─┐
//	                                               ├──▶ Gap ──▶ Investments: robust, stranded, contingent
//	IEA, base case of existing and planned supply ─┘      └──▶ Concentrations: HHI, and who fills the gap
//
// # Need
//
// The IEA's base case and the model count a little differently in 2024 (artificial
// graphite, scrap, rare-earth oxides), so a need is the publication's level of
// 2024 times what the future makes of it since:
//
//	mining     primary output
//	refining   primary and recycled metal; of graphite what batteries take
//	recycling  metal recovered: in kt of the model, since no table has capacity
//
// [Plan.Scope] gives both levels of 2024, so that a reader sees how far apart they
// are. Output is taken as capacity: no table has utilisation.
//
// Most of what copper and nickel need beyond the plan is the growth of other
// uses with the economy, faster here than in the IEA's demand;
// Settings.PublishedOthers counts with the latter. What both say is sure.
//
// # What is planned
//
// datasets.MineralSupply: mining and refining by country for copper, lithium,
// nickel, cobalt, graphite and magnet rare earths in 2024, 2030, 2035 and 2040;
// years between are straight lines. It counts existing and announced projects
// after closures, so that falling mines make part of a gap. After 2040, for other
// metals, for recyclers, and for what lies within "Rest of world", no table has a
// figure: needs are given without a gap, and the HHI as two bounds.
//
// # What it will not do
//
// Cost a project, place it on a map, or say how likely a future is.
package infrastructure
