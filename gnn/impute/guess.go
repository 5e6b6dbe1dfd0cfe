package impute

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Guess is an imputed coefficient, in the unit of its node: Low and High bound
// nine tenths of such coefficients where they were hidden for a test.
type Guess struct {
	Pair
	Low, Central, High float64
	N                  int // published coefficients behind it
}

// Model is what Impute predicts by: methods with more to them, along edges or
// not, do not beat it beyond chance on hidden nodes (docs/imputation.md).
const Model = Effects

// Impute predicts the coefficients of asked pairs from all that are published,
// by the method Model; widths come from folds of whole nodes, dealt by the first
// seed of the options. A pair with a published coefficient is an error. See
// Practice for active materials, whose theoretical minimum says more.
func Impute(ctx context.Context, g *Graph, asked []Pair, options *Options) ([]Guess, error) {
	o := options.fill()
	for _, p := range asked {
		if slices.Contains(g.Pairs, p) {
			return nil, fmt.Errorf("impute: %s in %s has a published coefficient", g.Minerals[p.Mineral], g.Nodes[p.Node])
		}
	}
	groups, err := g.Groups(WholeNode)
	if err != nil {
		return nil, err
	}
	wide, err := g.calibrate(ctx, folds(groups, outer, o.Seeds[0]))
	if err != nil {
		return nil, err
	}
	e, err := fitEffects(g, classKernels(), g.Pairs, g.Log)
	if err != nil {
		return nil, err
	}
	mean, sd := e.Predict(asked)
	out := make([]Guess, len(asked))
	for i, p := range asked {
		half := wide * sd[i]
		out[i] = Guess{Pair: p, Low: math.Exp(mean[i] - half), Central: math.Exp(mean[i]), High: math.Exp(mean[i] + half), N: len(g.Pairs)}
		if !(out[i].Low > 0) || math.IsInf(out[i].High, 0) {
			return nil, fmt.Errorf("impute: %s in %s: log coefficient %v, half-width %v", g.Minerals[p.Mineral], g.Nodes[p.Node], mean[i], half)
		}
	}
	return out, nil
}

// calibrate hides each fold in turn: how many standard deviations hold nine
// tenths of what is hidden.
func (g *Graph) calibrate(ctx context.Context, fold []int) (float64, error) {
	miss := make([]float64, len(g.Pairs))
	err := parallel(ctx, outer, func(q int) error {
		s := g.part(g.everything(), fold, q)
		e, err := fitEffects(g, classKernels(), pick(g.Pairs, s.seen), pick(g.Log, s.seen))
		if err != nil {
			return err
		}
		mean, sd := e.Predict(s.asked)
		for i, p := range s.hidden {
			miss[p] = math.Abs(mean[i]-g.Log[p]) / sd[i]
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return conformal(miss), nil
}

// conformal is the split-conformal quantile of scores for nine tenths.
func conformal(scores []float64) float64 {
	slices.Sort(scores)
	return scores[min(int(math.Ceil(.9*float64(len(scores)+1)))-1, len(scores)-1)]
}
