// Package forecast forecasts nodes that are linked, and shows every forecast
// beside the rivals that a referee asks for.
//
//	Series ──Until(origin)──▶ rules, ETS, ridge regressions ──rolling folds──▶ Blend
//	nodes, times,                                                               │
//	links, gaps                window of rows ──graph convolution + GRU, TCN──▶ + gate x correction
//	                                                                            │
//	              Report: MSE, MAE, paired tests ◀── the test part, seen once ──┘
//
// [Read] takes a file, [Evaluate] fits every model to the first part of a
// series and scores it on the rest, [Backtest] moves the origin and fits
// everything again at each one.
//
// # Rules
//
//   - No look-ahead: a model is fitted to Series.Until(end), which holds nothing
//     later, and a forecast from row o rests on rows up to o. Penalties, scales,
//     weights and gates are chosen on rolling folds of the past.
//   - Scaling (a mean and a standard deviation for each node) comes from the rows
//     that a model is fitted to, and is undone; errors are in the file's units.
//   - The loss is a true mean square: [MeanSquare] refuses shapes that would
//     spread into all pairs of nodes, a fault of published figures.
//   - Tests are Diebold and Mariano's with all nodes of a row as one block; a
//     difference with p above 0.05 is called a tie.
//
// What does the work, on the files of the benchmarks: a slow mean of the past
// beside the last rows, coefficients that depart from common ones no further
// than the data ask, a square root for counts; then the networks. On annual
// panels of minerals the networks do not help; docs/forecasts.md has the tables.
package forecast
