// Package panel holds the data of a production network: who buys what from
// whom, in which nest of inputs, at which price and in which quantity.
//
//	good i ──x, p──▶ ┐
//	good l ──x, p──▶ ├─ nest u = (user j, slot k) ──▶ user j
//	good m ──x, p──▶ ┘      one elasticity a regime
//
// A panel has regions r, years t, goods (nodes), purchases (edges) and nests.
// Quantities, prices and instruments are logarithms in arrays of shape
// [region][year][edge], stored in one slice (see [Panel.At]). A purchase that
// was not observed is a gap: [Panel.Observed] is false there and no value is
// read. NaN and Inf never enter.
//
// Two instruments may come with a panel: a shifter of the supply of the good
// (ore grade, cost of energy) and a wedge between the price of the good and
// the price its user pays (freight, tariff). Without both an elasticity of
// substitution is not identified, and [Panel.Warnings] says so.
//
// [Read] takes the JSON of the command line contract and refuses what it
// cannot trust with an error that names the field and the place. [Write]
// returns the same JSON.
package panel
