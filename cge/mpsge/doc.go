// Package mpsge writes an economy as a GAMS/MPSGE program and reads such
// programs back, so that whoever has a GAMS licence can solve a model again with
// other people's code, and whoever has not can solve it here.
//
//	cge.Economy ──Export──▶ model.gms ──gams──▶ levels as CSV
//	     ▲                      │
//	     └────────Parse─────────┘
//
// # What the file says
//
// Parameters become scalars, derived ones assignments. Producers become $prod
// blocks, consumers $demand blocks, auxiliary variables $constraint lines. For
// every scenario come the parameters and bounds that change, a solve, and lines
// that append all levels to a CSV file with all their digits. The conventions of
// the two sides agree: reference prices are the user's price on inputs, p(1+t),
// and the producer's price on outputs, p(1-t).
//
//   - A tax rate t0 + t1*TAU with an auxiliary variable TAU is T:t0 N:TAU M:t1.
//   - An endowment q0 + q1*U becomes two lines, E:PL Q:q0 and E:PL Q:q1 R:U.
//   - A productivity z divides the quantities of the inputs.
//   - Needs become negative endowments. The income of such a consumer is then
//     what the needs leave of it; all other variables are the same.
//   - An elasticity that a scenario sets becomes a scalar of its own.
//   - Where a scenario fixes no price and no income, the largest income is fixed at
//     its number in the benchmark, as package cge does.
//
// Names are made into GAMS identifiers; comments that begin with "*lodestone"
// keep the names that changed, so that Parse gives them back.
//
// # What MPSGE cannot say
//
// Export fails with an *Inexpressible that names the place and the reason: volume
// nests, taxes on what consumers buy, quantities and productivities that
// depend on variables, rates and endowments that are not linear in auxiliary
// variables, economies without a consumer.
//
// # What is read
//
// Parse reads what Export writes, and MPSGE programs in scalars as textbooks have
// them: declarations and assignments of scalars, one model, bounds, starting
// levels, solves. It executes them in order as GAMS does; every solve is a
// scenario. Sets, indexed names, conditionals and macros are no part of that:
// they give a *SyntaxError with line and column. Reports (display, put, indexed
// parameters that are assigned levels) are passed over.
//
// GAMS itself is never called, other than by a test that the environment
// variable LODESTONE_GAMS switches on.
package mpsge
