// Package history turns tables into panels of what was measured: years by
// nodes, one source a series, with holes where nobody measured.
//
//	datasets ──choose one source──▶ Panel ──▶ forecasts and estimates
//	          MineralProduction      year × node, in one unit
//	          MineralPrices          Known, Flags, Links, Sources
//	          Capacity, Costs ...
//
// [Names] lists the panels, [Load] makes one. A panel whose name ends in a
// mineral or technology has countries as nodes ("production/copper"), the others
// have minerals or technologies of the world as nodes ("production").
//
// # Rules
//
//   - One source and one stage for each series, chosen by id in the table of
//     this package; nothing is averaged over sources, nothing is filled in.
//   - A cell is known or a hole; 0 is printed by the source. What a source
//     marks as estimated, summed or doubtful carries that word in Flags.
//     [Panel.Without] turns flagged cells into holes.
//   - Real prices are in dollars of 2010. Costs that a publisher deflated keep its
//     deflator; one factor a series turns their price year into 2010.
//   - Flows of minerals are estimates, not measurements: intensity times what was
//     added. They are three panels, low, central and high, and every cell is
//     flagged "estimated". Sub-technologies' shares in them rest on the World
//     Energy Outlook (non-commercial), as Sources says.
//
// # Known holes
//
// Aluminium, zinc, silver, vanadium, chromium ore, molybdenum, indium and
// tellurium have no open output before 2023; cobalt, graphite, rare earths and
// manganese have no open price before 2020. They are not in the panels.
// Borders move: the Soviet Union ends in 1991, its heirs begin in 1992.
package history
