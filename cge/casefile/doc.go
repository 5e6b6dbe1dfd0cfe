// Package casefile reads equilibrium models from files: the format
// lodestone-case/1 for models of the MPSGE kind and for bare complementarity
// problems, and lodestone-gen/1 for generated economies. A case holds a model
// and the scenarios to solve in turn, each begun at the one before.
//
//	file ──Read──▶ Case{Economy, Scenarios} ──Solve──▶ one Outcome a scenario ──WriteJSON──▶ file
//
// A model of the MPSGE kind looks like this, with c a commodity, q a quantity
// and p a reference price (1 if it is not said), s the elasticity of a nest.
// Numbers may be given as expressions of parameters and variables:
//
//	{"schema": "lodestone-case/1", "id": "bread", "kind": "mpsge",
//	 "params": {"t": 0},
//	 "commodities": ["bread", "labour"],
//	 "sectors": [{"name": "bakery", "out": {"s": 0, "in": [{"c": "bread", "q": 10}]},
//	              "inp": {"s": 1, "in": [{"c": "labour", "q": 10, "tax": [["home", "t"]]}]}}],
//	 "demands": [{"agent": "home", "d": {"s": 1, "in": [{"c": "bread", "q": 10}]}, "e": [{"c": "labour", "q": 10}]}],
//	 "scenarios": [{"name": "benchmark", "fix": {"labour": 1}}, {"name": "taxed", "set": {"t": 0.1}, "fix": {"labour": 1}}]}
//
// Optional: derived (parameters from parameters), aux (variables with a
// constraint f), start (where to begin), needs of a demand (subsistence
// quantities), a nest {"volume": COMMODITY, "s": .., "in": [..]} whose quantities
// add up, and a productivity of a sector. A bare problem has vars and F instead
// of commodities, sectors and demands.
//
// Every error names the file's place: sectors[2].inp.in[0].q.
package casefile
