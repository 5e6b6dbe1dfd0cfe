// Package fit asks what real panels identify, and writes down what they do not.
//
//	yearly panels ─▶ equations ─▶ instruments tested ─▶ quasi-likelihood ─┐
//	output, prices,  supply,      first-stage F,         of Anderson and   ├─▶ Param: learned,
//	costs, shares    learning,    over-identification,   Rubin             │   literature or prior,
//	                 choice       robust interval                          │   with F and n
//	published figures ───────────────────────────▶ log-normal priors ──────┘
//
// # Supply
//
// A mineral's yearly output in all countries that mine it answers to one world
// price. Prices answer to output, so least squares is biased to zero; demand
// shifters move prices and not mines. In changes of logs
//
//	dq[t] = g + e dp[t] + (L-e) dR[t] + c'x[t] + u[t],   R[t] = R[t-1] + nu (p[t-1] - R[t-1])
//
// e is the elasticity within the year, L the one after mines have been opened,
// R the resource that follows the price with speed nu: the law of motion of the
// coupled model, whose parameters these are. dq is the precision-weighted mean of
// countries' growth: a mean of what a single country's strike hardly moves. What
// is left between the size-weighted mean and it is the granular instrument of
// Gabaix and Koijen (2024): shocks of large countries, which move the price and
// not the others' mines.
//
// # Posterior
//
// With few years and instruments of moderate strength a normal likelihood round
// a point estimate says too much. The statistic of Anderson and Rubin at a
// parameter value is the log-likelihood here (times -2), so weak instruments give
// a flat likelihood and the prior stands. A parameter is "learned" where the
// first stage has an effective F of ten and more than half of the precision comes
// from the data; it keeps the name of its prior else.
//
// # What it will not do
//
// Call a trend a learning curve: cost and cumulative output both drift, so a
// regression of levels is shown with a test of cointegration and beside the
// regression of changes. Nor will it estimate what has no price series (cobalt,
// graphite, rare earths and manganese before 2020) or no quantity (aluminium,
// zinc and silver before 2023): [Report].Identified lists each with the reason.
package fit
