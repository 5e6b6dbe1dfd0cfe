// Package casefile reads equilibrium models from files, solves their scenarios
// and writes models and results: the format lodestone-case/1 for models of the
// MPSGE kind, for bare complementarity problems and for networks of industries
// that choose their suppliers, and lodestone-gen/1 for generated economies.
//
//	file ──Read──▶ Case{Economy, Scenarios} ──Solve──▶ one Outcome a scenario ──WriteJSON──▶ results
//	  ▲                     │                                  │
//	  └───────Write─────────┘                                Check: is it what the file expects?
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
// Optional: derived (parameters from parameters before them), aux (variables
// with a constraint f, bounds lo and up, null for none), start (where to begin),
// money (parameters and auxiliary variables that are amounts of money), needs of
// a demand (subsistence quantities), a nest {"volume": COMMODITY, "s": ..,
// "in": [..]} whose quantities add up, the name of a nest, and a productivity of
// a sector. A bare problem, of kind mcp, has vars and F instead of commodities,
// sectors and demands. A network, of kind aanet, has industries with required and
// optional inputs (package network), and goes its own way: Read gives Networks,
// SolveNetworks and WriteNetworkJSON the results.
//
//	{"schema": "lodestone-case/1", "id": "mill", "kind": "aanet", "form": "ces", "sigma": 2,
//	 "params": {"a": 0}, "rebate": true, "consumer_shares": {"bread": 1},
//	 "industries": [{"name": "flour", "logA0": "a", "wL": 0.5},
//	                {"name": "bread", "logA0": 0, "wL": 0.6, "mu": 0.1, "required": [{"j": "flour", "w": 0.3}],
//	                 "optional": [{"j": "bread", "w": 0.05, "b": -0.01}]}],
//	 "scenarios": [{"name": "base"}, {"name": "more", "set": {"a": 0.1}, "delta_logA0": {"bread": 0.2}}]}
//
// A scenario sets parameters (set) and elasticities ("sigma:bakery"), holds
// variables (fix), moves bounds (lo, up) and the start, and may say what to
// expect: values (expect), flows (expect_flows), both to tol, and
// any_of_solutions where one of the file's solutions is right.
//
// Every error names the file's place: sectors[2].inp.in[0].q. What nobody reads
// is refused within models; around them and in scenarios it is taken for a
// remark of the author, unless it looks like a misspelt word of the format.
package casefile
