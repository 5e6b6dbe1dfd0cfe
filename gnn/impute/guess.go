package impute

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
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
// by the method Model: weights and widths come from folds of whole nodes. least
// holds coefficients that a pair cannot be below; the guess is what the normal
// distribution above it says. A pair with a published coefficient is an error.
func Impute(ctx context.Context, g *Graph, asked []Pair, least map[Pair]float64, options *Options) ([]Guess, error) {
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
		out[i].Low, out[i].Central, out[i].High = above(mean[i], half[i]/1.645, least[p])
		if !(out[i].Low > 0) || math.IsInf(out[i].High, 0) {
			return nil, fmt.Errorf("impute: %s in %s: log coefficient %v, half-width %v", g.Minerals[p.Mineral], g.Nodes[p.Node], mean[i], half[i])
		}
	}
	return out, nil
}

// above are the 5, 50 and 95 % points of exp of a normal variable, given that
// it is not below least; 0 gives none.
func above(mean, sd, least float64) (low, central, high float64) {
	d := distuv.Normal{Mu: mean, Sigma: sd}
	below := 0.0
	if least > 0 {
		below = d.CDF(math.Log(least))
	}
	if below > .999 { // the data say less than the bound does
		return least, least * math.Exp(sd/4), least * math.Exp(sd)
	}
	at := func(q float64) float64 { return math.Max(math.Exp(d.Quantile(below+q*(1-below))), least) }
	return at(.05), at(.5), at(.95)
}
