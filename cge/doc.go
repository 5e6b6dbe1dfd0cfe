// Package cge finds prices at which an economy is in equilibrium: what does it
// cost, and who adapts?
//
//	Economy ──Compile──▶ Model ──Solve(scenario)──▶ Equilibrium + Certificate
//	(Go, a case file,      flat arrays,                │
//	 or a SAM)             exact derivatives           ├─▶ prices, levels, incomes, flows
//	                                                   ├─▶ welfare, GDP, price moves, Explain
//	                                                   └─▶ Respond: how everything answers to a parameter
//
// # An economy
//
// Commodities have prices. Producers turn nests of commodities into nests of
// commodities at constant returns; consumers own some, receive taxes, and spend
// their income on a nest. Auxiliary variables add constraints of one's own.
//
//	e := cge.NewEconomy("bread and milk")
//	bread, milk := e.Commodity("bread"), e.Commodity("milk")
//	capital, labour := e.Commodity("capital"), e.Commodity("labour")
//	home := e.Consumer("home")
//	e.Producer("bakery", bread.Of(15), cge.CobbDouglas(capital.Of(5), labour.Of(10)))
//	e.Producer("dairy", milk.Of(35), cge.CES(0.5, capital.Of(20), labour.Of(15)))
//	home.Owns(capital.Of(25), labour.Of(25)).Wants(cge.CobbDouglas(bread.Of(15), milk.Of(35)))
//
// Quantities and reference prices describe one point, in balance or not;
// elasticities the curvature through it (calibrated share form). Nests are CES,
// CET, Leontief and Cobb-Douglas of any depth, and Volume for options whose
// quantities must add up. Needs make a linear expenditure system. Taxes are on
// leaves, with the revenue to an agent; rationing, endogenous taxes and other
// constraints are expressions of auxiliary variables.
//
// # Conditions
//
// An equilibrium satisfies, with the variable on the right zero (or at its
// bound) where the condition on the left is slack (Mathiesen 1985, Rutherford 1999):
//
//	unit cost - unit revenue >= 0     level of the producer
//	supply - demand          >= 0     price of the commodity
//	income = what is owned + taxes    income
//	f                        >= 0     auxiliary variable
//
// Prices are relative: one price or income is held, the numeraire, and its
// market is the one that Walras' law leaves over; its residual is in the
// certificate.
//
// # Scenarios
//
// Compile once; a Scenario is a value that sets parameters, elasticities
// ("sigma:bakery") and bounds. Settings.From and Session begin at an
// equilibrium that is known.
//
//	m, err := cge.Compile(e)
//	base, err := m.Solve(ctx, cge.Scenario{}, nil)
//	less, err := m.Solve(ctx, cge.Scenario{Set: map[string]float64{"sigma:bakery": 0.2}}, &cge.Settings{From: base})
//
// # How it is solved
//
// Each Newton step solves the linearised complementarity problem along Lemke's
// path, so producers come and go within a step. Its linear system is nested:
// prices follow from costs, levels from markets, and incomes, factors and
// auxiliary variables stand in a dense border; what does not nest is factored
// whole, dense or sparse. When that fails, semismooth Newton on the
// Fischer-Burmeister function, small steps in the shock, and other starts are
// tried; the certificate names the path. The same model gives the same bits for
// any number of processors.
//
// A scenario that cannot be solved is an error: *NoSupply before anything is
// tried, *Unsolved with the worst equations by name after. No numbers come with it.
//
// # Beside this package
//
//   - sam holds, checks and balances social accounting matrices and makes models of them.
//   - casefile reads and writes models as files.
//   - mpsge writes a model as GAMS/MPSGE text, for a referee with a licence.
//   - recursive strings periods together; sensitivity asks how results depend on parameters.
//
// # What it will not do
//
// Increasing returns and imperfect competition other than through auxiliary
// variables, intertemporal optimisation, or a proof that an equilibrium is the
// only one.
package cge
