package impute

import (
	"context"
	"fmt"
	"math"
)

// Guess is an imputed coefficient, in the unit of its node: Low and High bound
// nine tenths of such coefficients where they were hidden for a test.
type Guess struct {
	Pair
	Low, Central, High float64
	N                  int // published coefficients behind it
}

// Model is what Impute predicts by.
const Model = NetworkGraph

// Impute predicts the coefficients of asked pairs from all that are published,
// by the method Model; widths come from folds of whole nodes. A pair with a
// published coefficient is an error. See Practice for active materials, whose
// theoretical minimum says more.
func Impute(ctx context.Context, g *Graph, asked []Pair, options *Options) ([]Guess, error) {
	o := options.fill()
	if len(asked) == 0 {
		return nil, nil
	}
	for _, p := range asked {
		for _, q := range g.Pairs {
			if p == q {
				return nil, fmt.Errorf("impute: %s in %s has a published coefficient", g.Minerals[p.Mineral], g.Nodes[p.Node])
			}
		}
	}
	groups, err := g.Groups(WholeNode)
	if err != nil {
		return nil, err
	}
	mean, half := make([]float64, len(asked)), make([]float64, len(asked))
	for _, seed := range o.Seeds {
		o.Progress(fmt.Sprintf("imputing, seed %d", seed))
		splits := g.nested(split{seen: g.everything(), asked: asked}, groups, seed)
		replies, err := g.reply(ctx, splits, groups, seed, o.Steps)
		if err != nil {
			return nil, err
		}
		p := g.combine(splits[1:], replies[1:]).apply(replies[0])[Model]
		for i := range asked {
			mean[i] += p.mean[i] / float64(len(o.Seeds))
			half[i] += p.half[i] / float64(len(o.Seeds))
		}
	}
	out := make([]Guess, len(asked))
	for i, p := range asked {
		out[i] = Guess{Pair: p, N: len(g.Pairs)}
		out[i].Low, out[i].Central, out[i].High = math.Exp(mean[i]-half[i]), math.Exp(mean[i]), math.Exp(mean[i]+half[i])
		if !(out[i].Low > 0) || math.IsInf(out[i].High, 0) {
			return nil, fmt.Errorf("impute: %s in %s: log coefficient %v, half-width %v", g.Minerals[p.Mineral], g.Nodes[p.Node], mean[i], half[i])
		}
	}
	return out, nil
}
