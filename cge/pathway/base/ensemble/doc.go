// Package ensemble asks what doubt about parameters does to a path: it draws
// quantities of the world economy anew and follows each draw.
//
//	Spec (JSON or Go) ──New──▶ Ensemble ──Row(scenario, seed, draw)──▶ numbers drawn, results
//	  scenarios, cases            │
//	  parameters, results         └──Run──▶ Draws ──▶ Quantiles, Change, Ranks
//	  transitions, draws
//
// Parameters name what they move by path: "mine.lithium.short",
// "use.*.elasticity", "settings.latent", "research.theta", "unit.lfp.cost";
// results likewise: "requirement.cobalt", "price.*", "share.ev_battery.*",
// "canada.revenue.copper". docs/sweeps.md lists both. A case is a change that
// every draw is followed with and without, so that what it does is a difference of
// pairs.
//
// Draw k of a parameter depends on the seed, k and the parameter's name alone: not
// on workers, scenarios or other parameters, and it is the draw of mfa.Ensemble.
//
// [Ensemble.Run] keeps all rows in memory and serves notebooks, with some tens to
// thousands of draws. `lodestone sweep` runs the same rows in processes or on a
// cluster, keeps them in files, resumes, and computes Sobol indices.
package ensemble
