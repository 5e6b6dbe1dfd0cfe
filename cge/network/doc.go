// Package network lets industries choose their suppliers: which inputs does a
// recipe take, what does its good cost then, and when does the network tip?
//
//	Network ──Compile──▶ Model ──Solve──▶ Equilibrium: log prices, sets, certificate
//	(plain data)                             ├─▶ Links, Changed   who buys from whom
//	                                         ├─▶ Accounts         sales, Domar weights, GDP
//	                                         ├─▶ Choice, LinkGap  how far the next set is
//	                                         └─▶ Slopes           derivatives, on both sides of a switch
//
// # Recipes
//
// An industry takes labour, its required inputs and any set S of its optional
// ones, which change its productivity A(S) as well as its costs (Acemoglu and
// Azar 2020, "Endogenous Production Networks", Econometrica 88). Prices are
//
//	P = (1 + mu) min over S of K(S, P)
//
// in wages of 1. The wage is given, so that prices do not depend on demand
// (Samuelson's non-substitution theorem). An economy in which factors or minerals
// grow scarce needs the equilibrium of package cge, and package choice puts the
// same makers into one.
//
// # The choice at one node
//
// Industry.Best and Volume.Best solve one node exactly:
//
//   - Cobb-Douglas: each input enters by itself, iff weight (log P - log w) < B.
//   - CES, sigma < 1: the best set is a prefix of one order, so it is found by
//     trying the prefixes.
//   - CES, sigma > 1, and volume nodes: what is beyond doubt is settled; up to 16
//     options in doubt are looked at in all sets, more by branch and bound.
//
// Sets that cost the same are told apart by fewest links, then lowest index, and
// listed in Choice.Ties.
//
// # Existence
//
// At given sets, u = P^(1-sigma) solves a linear system, and a network may have no
// positive solution: its industries need more of one another than they make. At
// sigma > 1 every choice of sets has to be viable, at sigma < 1 some choice. Solve
// checks that on its way and returns a *NotViable with the spectral radius and the
// industries that carry it. An equilibrium, where there is one, is the only one:
// no history decides among several.
//
// # What it will not do
//
// Endogenous wages and mineral prices (see package choice), different
// elasticities in different industries, increasing returns.
package network
