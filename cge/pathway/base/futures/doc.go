// Package futures runs the world along alternative paths of technology, so that
// an account of a country, of mines or of refineries can be held against all of
// them.
//
//	account of 2024 ──▶ Spec ──▶ technology answers        STEPS, NZE, LFP-rich, sodium, no research
//	                        ├──▶ technology stands still   still: the same equilibrium, options and knowledge of 2024
//	                        ├──▶ change from outside     exogenous: costs and contents as published
//	                        └──▶ flows alone               mfa: no prices
//
// A future differs from STEPS in one thing, which What names; NZE differs in
// services, policy and growth. None is a forecast, and none has a probability:
// what holds in all of them is robust, what changes its sign between them is
// fragile.
//
//	all, err := futures.Follow(ctx, futures.Settings{})
//	for _, f := range all {
//		fmt.Println(f.Name, f.Priced, f.Result.Years[26].Total("lithium").Total())
//	}
//
// # What it will not do
//
// Weigh futures, or draw parameters: `lodestone sweep` does that (docs/uncertainty.md).
package futures
