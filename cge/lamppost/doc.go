// Package lamppost warns of technological phase shifts before they come.
//
//	cost of the best other set  K(S') ~~~~~~~\__        gap g = ln K(S') - ln K(S*)
//	                                            \__
//	cost of the chosen set      K(S*) --------------X---   the shift: g crosses 0
//	                                  now         ?
//
// A producer uses the set of inputs that costs least. Its gap to another set
// drifts (knowledge, cohorts, prices, scenario paths) and spreads; the shift
// comes when the gap first reaches 0. A lamp post is the probability that this
// happens within a horizon:
//
//	p, err := lamppost.Passage{Gap: .1, Drift: -.008, Volatility: .02}.Within(10)
//
// # Where the gap is known: a model
//
// [Watch] takes any [Economy], such as the coupled model in a year, and
// returns a [Table]: for each alternative the gap, drift, volatility,
// probability with an interval over parameter draws, expected year, and the
// driver that moves it most. Its CSV form is lampposts.csv. Three traps have
// their place in the types: at a mixed equilibrium the gap is pinned at 0 and
// the activities move ([Activity]); a change of leader inside a set is smooth
// ([Leader]); at a kink the derivative is one-sided (Alternative.Kink).
//
// A [Book] makes an economy of package choice one that can be watched: it keeps
// the outlooks of every year, takes drift from implicit differentiation along
// known steps, and volatility from its own surprises.
//
// # Where the gap is only seen: a series
//
// [Learn] turns a noisy yearly series of gaps into a [Posterior] over the gap
// now, its drift before and after a break, volatility and noise, and
// [Posterior.Within] into a probability that carries all that doubt.
//
// # Does it work?
//
// [Evaluate] asks indicators questions about runs whose truth is known and
// scores AUROC, Brier, calibration, lead and false alarms, with standard errors
// over resampled runs. [Harness] is the standing evaluation, by the rules of
// [Issue]. What it shows:
//
//   - On the 200 runs of the harness the lamp post reaches AUROC .97, an
//     expected calibration error of .016, and positive Brier skill against
//     climatology (.49) and against the gap alone (.04).
//   - The gap alone is a strong baseline: AUROC .963. The lamp post stands .003
//     above it with standard error .003: one standard error, where two were
//     asked for (.006). None of the three lamp posts of [Lamps] does better, nor
//     does a grid of twice as many drifts and volatilities. Told the true gap,
//     drift and volatility a forecaster gains .012 on these runs.
//   - The gain is there all the same: on 2000 other runs (seeds 1001 to 3000) it
//     is .008 with standard error .001, and the calibration error is .003. Of
//     five blocks of 200 among them three reach two standard errors: 200 runs
//     are too few to show a gain of this size reliably.
//   - With the vague prior the gain on the 2000 runs is .005, the calibration
//     error .010: a third of what the lamp post adds comes from knowing which
//     drifts and volatilities to expect.
//   - Variance, lag-1 autocorrelation and Kendall's tau are no better than
//     chance here, because nothing slows down before a gap crosses 0. On a fold
//     ([FoldRule]), where the system does slow down, the same code reaches .85
//     to .99.
//   - In simulated recipe networks ([RecipeRule]), where productivities drift
//     and gaps come out of the equilibrium, the lamp post with a vague prior
//     has AUROC .98 and the gap alone .97.
//   - In 200 economies of package choice ([FleetRule]), whose makers move each
//     other's minerals, it has .92 and the gap alone .88: .037 more, with
//     standard error .009. What [Watch] itself says of those economies ([Inside])
//     reaches .97, with a calibration error of .007.
//
// Any other economy can be put to the same trial as a [Source].
//
// [History] asks the same of published series, five years ahead. Of 20 shifts
// among 58 pairs that can answer (generation, capacity, prices of modules,
// packs and metals) 18 had an alarm standing before they came, for one to
// eleven years; 7 pairs had false alarms. Battery chemistries and cell types
// cannot answer: the tables hold no yearly observations of their shares.
//
// # What it will not do
//
// Say which alternative comes first when their gaps move together ([First]
// takes them as independent), see a shift that needs no crossing (a ban, a
// mandate), or turn "never in expectation" into a date.
package lamppost
