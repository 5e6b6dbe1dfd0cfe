// Package classic estimates elasticities of substitution by the methods of the
// textbooks, as features and as the bar for anything learned.
//
//	panel ──Run──▶ Fit: per nest and regime           ──Pool──▶ Posterior
//	               OLS, FGLS, 2SLS, 3SLS, Feenstra              (empirical Bayes)
//	                         │
//	                         └─────Common──▶ all nests at once, shocks shared
//	                                         by the users of a good taken out
//
// The demand equation of a nest is y = -sigma p + effects + e: y and p are the
// logs of quantity and price paid, the effects those of nest x region x year
// and of member x region. Prices answer to e, so least squares is biased to
// zero; the instruments are the supply shifter and the wedge of the panel.
//
// [Fit.Common] goes beyond: the shock that makes prices endogenous is mostly
// one that all users of a good share. It is taken out as a random effect of
// good x region x year, which leaves differences between nests to all the
// variation of prices, and the level to the instruments.
//
// The single-nest estimators and the pooled ones but Common return the figures
// of the reference implementation est_ces.py.
package classic
