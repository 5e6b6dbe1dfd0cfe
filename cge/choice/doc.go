// Package choice puts makers that choose their suppliers into an equilibrium:
// which chemistries does a pack maker buy, which inputs does a recipe adopt,
// when prices and wages answer?
//
//	Economy + makers ──Solve──▶ sets that run, their shares, gaps to the others
//	       ▲      │
//	       │      ▼
//	  add the best set      equilibrium on the sets so far
//	  at these prices  ◀──  (package cge)
//
// Two kinds of maker, and no option sits in both:
//
//   - Volume: options deliver the same unit of service (chemistries, wind types).
//     Quantities add up to output. A set costs K(S) = k(S) + π(c + Σ F), k the
//     absolute-cost logit of cge.Volume, F the cost of each platform. Options that
//     share a platform enter together; so an option can be split into parts without
//     changing anything else.
//   - Recipe (Acemoglu and Azar 2020): optional inputs add to a recipe and change
//     its productivity A(S); the form is Cobb-Douglas or CES.
//
// Every set is an activity of its own, so that several may run side by side at
// equal cost: with rising mineral supply a switch moves prices and can undo
// itself, and then no single set is an equilibrium. Sets are added while some
// set is cheaper at the prices found, by an exact search, until none is. An
// economy on few sets is small; the search is over all of them.
//
// What comes next is System.Ahead: for every maker the sets around the one it
// uses, their gaps ln K(S') - ln K(S*), and how the gaps move along known steps of
// parameters, by implicit differentiation of the whole equilibrium, to both
// sides of a kink. Package lamppost turns that into probabilities.
//
// An equilibrium need not be the only one. Solve starts where it is told; All
// starts from other sets too and returns every equilibrium it finds.
package choice
