// Package backcast asks what the model would have said in 2011: the world account
// of that year, followed to 2023 with what was known of services, beside what
// happened.
//
//	account of 2011 ──▶ World with Known services ──▶ model, and mfa (technology of 2011)
//	                                                      │
//	statistics 2001-2023 ──▶ Series ──▶ no-change, drift ──┴──▶ Scores: errors, Diebold-Mariano
//
//	b, err := backcast.Run(ctx)
//	fmt.Print(backcast.Table(b.Scores()))
//
// # What was known
//
// Electricity, the share of wind and sun and the world's output go on as from 2000
// to 2010; electric cars as the Electric Vehicles Initiative announced in 2011, 20
// million on the road by 2020 (a target, recalled; it holds for mode mfa, since the
// model chooses vehicles itself).
//
// Three more paths look for reasons: services as they turned out ([Actual]; what is lost
// there the model loses by itself), the announced cars as a taste ([Cars]), and no
// research ([Plain]).
//
// # What is scored
//
// [Names] lists the series. Levels of the model are its growth since 2011 times the
// statistic of 2011, errors are in logs. What cannot be scored is in [Unscored]. There
// is one origin, so the errors of a series hang together: the Diebold-Mariano test with
// the correction of Harvey, Leybourne and Newbold for a forecast of several steps says
// less than its p-value; twelve years of one history are not twelve experiments.
//
// # Hindsight
//
// No forecast of the past is innocent. [Backcast.Hindsight] lists every figure behind
// the path that was published after 2011 and is no statistic of 2011 or before:
// learning exponents, elasticities, contents, costs of plants, shares of chemistries.
package backcast
