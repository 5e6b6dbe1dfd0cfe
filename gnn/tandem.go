package gnn

import (
	"context"
	"fmt"
	"math"
)

// Equilibrium is a model of an economy: what the shocks that history saw do to
// its prices, at given logs of elasticities.
type Equilibrium interface {
	// Responses are changes of logs of prices, one number a price.
	Responses(ctx context.Context, logs []float64) ([]float64, error)
	// VJP is the gradient of the sum of v times Responses by the logs.
	VJP(ctx context.Context, logs, v []float64) ([]float64, error)
}

// Estimator estimates logs of elasticities, and their standard deviations, with
// the responses of an equilibrium as instruments.
type Estimator func(ctx context.Context, responses []float64) (logs, sd []float64, err error)

// TandemOptions of Tandem; nil means all zero.
type TandemOptions struct {
	Rounds    int     // at most; 0 means 20
	Tolerance float64 // of the largest relative change of an elasticity; 0 means 0.01
	Damping   float64 // share of a step that is taken; 0 means 1
}

// TandemReport is where the two settled, and how.
type TandemReport struct {
	Logs, SD  []float64
	Changes   []float64 // largest relative change of an elasticity, by round
	Settled   bool      // the last change is below the tolerance
	Responses []float64 // of the equilibrium at Logs
}

// Contraction is the mean ratio of successive changes (geometric), 0 where
// there are fewer than two rounds or the second change is nothing. Below one
// the two settle.
func (r *TandemReport) Contraction() float64 {
	n := 0
	for n+1 < len(r.Changes) && r.Changes[n+1] > 1e-12 {
		n++
	}
	if n == 0 {
		return 0
	}
	return math.Pow(r.Changes[n]/r.Changes[0], 1/float64(n))
}

// Tandem alternates an estimate and an equilibrium on the same history until
// elasticities settle. Given elasticities, the equilibrium says how observed
// shocks, of every market at once, must have moved each price: the best
// instrument that the model allows (Chamberlain 1987), where an estimator alone
// has a first stage to estimate. Given that instrument the elasticities are
// estimated again. Prices that answer to shocks of demand stay out of it, so the
// fixed point is consistent whatever the elasticities at the start, and also
// where the equilibrium is wrong, only less precise: it is an instrument, not a
// moment that is fitted.
//
// Where each price has one shock of its own the responses change in scale alone,
// and two-stage least squares does not see scale: then there is nothing to gain.
func Tandem(ctx context.Context, start []float64, estimate Estimator, eq Equilibrium, o *TandemOptions) (*TandemReport, error) {
	set := TandemOptions{Rounds: 20, Tolerance: .01, Damping: 1}
	if o != nil {
		set.Rounds, set.Tolerance, set.Damping = orDefault(o.Rounds, set.Rounds), orDefault(o.Tolerance, set.Tolerance), orDefault(o.Damping, set.Damping)
	}
	if set.Rounds < 0 || set.Tolerance < 0 || set.Damping < 0 || set.Damping > 1 {
		return nil, fmt.Errorf("gnn: Tandem: rounds %d, tolerance %v, damping %v; damping lies between 0 and 1, the others above 0", set.Rounds, set.Tolerance, set.Damping)
	}
	r := &TandemReport{Logs: append([]float64(nil), start...)}
	var err error
	for round := range set.Rounds {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("gnn: Tandem: stopped in round %d: %w", round+1, err)
		}
		if r.Responses, err = eq.Responses(ctx, r.Logs); err != nil {
			return nil, fmt.Errorf("gnn: Tandem: round %d: equilibrium: %w", round+1, err)
		}
		logs, sd, err := estimate(ctx, r.Responses)
		if err != nil {
			return nil, fmt.Errorf("gnn: Tandem: round %d: estimate: %w", round+1, err)
		}
		if len(logs) != len(start) || len(sd) != len(start) {
			return nil, fmt.Errorf("gnn: Tandem: round %d: %d estimates and %d deviations of %d elasticities", round+1, len(logs), len(sd), len(start))
		}
		r.SD = sd
		if r.step(logs, set.Damping); r.Changes[round] < set.Tolerance {
			r.Settled = true
			break
		}
	}
	if r.Responses, err = eq.Responses(ctx, r.Logs); err != nil {
		return nil, fmt.Errorf("gnn: Tandem: equilibrium: %w", err)
	}
	return r, nil
}

// step moves towards new logs and notes how far elasticities went.
func (r *TandemReport) step(logs []float64, damping float64) {
	most := 0.
	for i, v := range logs {
		d := damping * (v - r.Logs[i])
		r.Logs[i] += d
		most = math.Max(most, math.Abs(math.Expm1(d)))
	}
	r.Changes = append(r.Changes, most)
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Spread is the standard deviation of the sum of v times responses that the
// elasticities' deviations bring, elasticities taken as independent: the delta
// method, by one vector-Jacobian product.
func (r *TandemReport) Spread(ctx context.Context, eq Equilibrium, v []float64) (float64, error) {
	g, err := eq.VJP(ctx, r.Logs, v)
	if err != nil {
		return 0, fmt.Errorf("gnn: Spread: %w", err)
	}
	if len(g) != len(r.SD) {
		return 0, fmt.Errorf("gnn: Spread: a gradient of %d for %d elasticities", len(g), len(r.SD))
	}
	sum := 0.
	for i := range g {
		sum += g[i] * g[i] * r.SD[i] * r.SD[i]
	}
	return math.Sqrt(sum), nil
}
