// Package datasets is the library of published figures: what do we know, and
// who says so?
//
//	embedded NAME.csv ─┐
//	                   ├─▶ Open, Capacity, Edges, ... ─▶ quantity.Table ─▶ quantity.Array
//	$LODESTONE_DATA ───┘                │
//	sources.csv ────────────────────────┴─▶ the catalogue that cites every row
//
// One row is one figure, with its unit, source, confidence ("retrieved" from
// the publication, "derived" by the formula in its note, "recalled" from
// memory) and flags. Every table has a loader whose comment says what it
// covers, where its holes are, which series to choose, and its licence:
//
//	pv := datasets.Capacity().Where("source", "irena_2024").
//		Where("region", "World").Where("technology", "solar PV").Array("year")
//
// Loaders return tables, not pairs: a table that cannot be read carries its
// error, and so does everything computed from it. Tables are read when they
// are first asked for and kept. Their rows are shared: do not write to them.
//
// # Conventions
//
//   - Ids of minerals and technologies are those of the production network
//     (see [Nodes]); other labels are as published.
//   - Several sources may give the same figure. They stand side by side and
//     differ; choose one with Where("source", ...), never average blindly.
//   - A label is empty where an axis does not apply.
//   - Flags, joined by "; " where a row has several: "estimated" by the
//     source, "sum" over country rows of the same source, "incomplete",
//     "quoted" from a press release, "unsourced" file, "more-than",
//     "less-than", "doubtful" (published so, and probably wrong: the note says
//     why), "single-value" (no range behind a central one),
//     "price-year-assumed", "price-year-differs" (from the rest of its series),
//     "no-licence" (the source states none), "calibrated" and
//     "chosen-in-view" (see [Edges]).
//
// # Your own figures
//
// Files in the folder that the environment variable LODESTONE_DATA names lie
// over the embedded tables; see [Open].
//
// # What was checked
//
// [Check] applies its catalogue of small checks to all tables, and to a folder of
// your own: units, ranges, labels, sources, licences, series, the network, and
// tables against each other. [CheckTable] does what it can for one table.
// Nothing is found in the embedded tables but published defects, each with a
// flag on its row. docs/data.md lists the tables with what is known of them.
//
// # What it will not do
//
// Average sources, fill holes, interpolate, or go to the network. Tables under
// non-commercial terms are in package noncommercial; importing it adds them
// here.
package datasets
