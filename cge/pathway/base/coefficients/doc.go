// Package coefficients lays the mineral intensities of all sub-technologies out
// as one graph, and holds the coefficients that were imputed from it.
//
//	datasets.Edges, MaterialIntensity ──▶ Observed   kg/MW or kg/MWh of a mineral in a node
//	datasets.NodeFigures, MineralFigures ▶ Features   what is known of a node or mineral beside
//	datasets.Edges (structure), families ▶ Links      what belongs to what
//	                                          │
//	                              gnn/impute learns (no import: it reads the tables)
//	                                          ▼
//	                        imputed.csv ──▶ Imputed   low, central, high, flagged "imputed"
//
// A node is a sub-technology or plant: of the model-ready network where it has
// one, else of the literature alone (members.csv says which label of
// [datasets.MaterialIntensity] stands for which node, families.csv which
// technology family it belongs to). Where the network has chosen a coefficient
// it is taken; elsewhere the geometric mean over sources, each at the year
// nearest to 2024. Figures flagged "doubtful", theoretical minima and projections
// beyond 2034 are left out; an alloy's metals count.
//
// # What Imputed returns
//
// A table over technology, sub_technology, mineral, model, n and bound (low,
// central, high), in kg/MW or kg/MWh, for the pairs of [Gaps]: active materials
// of batteries that have a theoretical minimum and no more, aluminium and copper
// of what carries current. Every row is flagged "imputed" and names the sources
// of the figures behind it. technology is the parent of the sub-technology in
// the network; n the number of published coefficients behind the guess; model is
//
//	practice over theory       active materials: [Theory] times what other cells take over theirs
//	random effects of classes  conductors: unit, family, mineral, features; nothing with edges beat it
//
// Low and high bound nine tenths of hidden coefficients, and no active material
// is below its theory. They are guesses for options without data, and wide: a
// factor of three for active materials, of ten or more for conductors.
//
// # What it will not do
//
// Lengths of lines and counts of transformers are no intensities, and motors
// are counted in pieces: neither is imputed here. That a publication does not
// list a mineral does not say there is none, so absence is not predicted.
package coefficients
