// Package gnn asks what past shocks teach about substitution: it estimates the
// elasticity of every nest of a production network, with its uncertainty.
//
//	panel.Panel ─▶ moments of each nest ─▶ all nests at once ─▶ posterior of log sigma
//	              OLS, 2SLS, 3SLS, ...    shared shocks out,    Gaussian process over
//	                                      instruments           features of the graph
//	                                                                  │
//	             Report ◀─ intervals calibrated ◀─ correction ◀───────┘
//	                       by strength of instru-   by a graph network trained on
//	                       ments, joint draws       simulated economies
//
// Prices answer to demand, so quantities and prices alone do not tell an
// elasticity; [Estimate] uses the instruments of the panel, says where they
// are weak or missing, and never calls a prior an estimate ([Source]).
//
// What does the work, in this order: the shock to demand that all users of a
// good share is taken out as a random effect (classic.Fit.Common), which
// leaves differences between nests to all the variation of prices and the
// level to the instruments; features pool nests; the network corrects what the
// textbook posterior gets wrong on economies of known elasticities, above all
// its intervals. Report.Baselines and go run ./gnn/bench show each step.
//
// What does not do the work: edges inside the network (with shuffled edges it is
// as good; shocks and features already travel along the graph in the classical
// part) and a recurrent reader of yearly moments (as good, five times slower).
// Both can be built, see [Design]; gnn/bench/ablations.sh prints the comparison.
//
// The network is amortised: nothing is trained on the panel at hand. It sees
// moments, never raw features or names, so that it can carry no coefficient of
// the simulated economies over; those have coefficients with random signs
// (simulate.Random). [Train] and go run ./gnn/train rebuild its weights.
//
// Below: panel (data and its reader), simulate (economies of known
// elasticities), classic (the estimators of the textbooks), net (layers and
// training on GoMLX), bench and train (commands).
package gnn
