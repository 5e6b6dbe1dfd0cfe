package lamppost

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/network"
)

// A RecipeRule makes whole simulated economies and watches all their
// producers: recipe networks (Acemoglu and Azar 2020) with Cobb-Douglas
// recipes, in which the unit cost of industry i with a set S of optional inputs is
//
//	ln K_i(S) = -a_i - Σ_S b_ij + Σ_(required and S) alpha_ij ln P_j,   P_i = min over S of K_i(S),
//
// labour's price being 1. Productivities a_i are random walks with drift, each
// with its own; everything else follows from the equilibrium of the step:
// prices, sets, and gaps, which bend whenever a set changes anywhere upstream.
//
// Of each industry one gap is watched: to the set that lies nearest at the
// start, one optional input more or less. It is seen with noise, and has
// crossed when the set changes. All runs of one economy are one block.
type RecipeRule struct {
	Industries, Required, Optional int        // inputs are counted per industry
	Weight                         [2]float64 // alpha; all of an industry's must sum to less than 1
	Gap                            [2]float64 // size of an option's gap at the start, in or out with equal chance
	Drift, Volatility              [2]float64 // of a_i
	Noise                          float64
	Steps                          int
	Ask                            Asking
}

// Workshop is eight industries with two required and two optional inputs of
// weight .1 to .22, gaps of .01 to .15, productivities that drift by -.04 to
// .06 a step with volatility .03 to .10, seen with noise .005, and the
// questions of [Issue].
func Workshop() RecipeRule {
	return RecipeRule{Industries: 8, Required: 2, Optional: 2, Weight: [2]float64{.1, .22}, Gap: [2]float64{.01, .15},
		Drift: [2]float64{-.04, .06}, Volatility: [2]float64{.03, .10}, Noise: .005, Steps: 60, Ask: Issue().Ask}
}

// Check is nil where the rule can be run.
func (r RecipeRule) Check() error {
	inputs := r.Required + r.Optional
	if r.Industries < 1 || r.Required < 0 || r.Optional < 1 || inputs > r.Industries {
		return fmt.Errorf("lamppost: recipes: %d industries with %d required and %d optional inputs; at least one option, no more inputs than industries", r.Industries, r.Required, r.Optional)
	}
	for _, x := range [][2]float64{r.Weight, r.Gap, r.Drift, r.Volatility} {
		if !finite(x[0], x[1]) || x[1] < x[0] {
			return fmt.Errorf("lamppost: recipes: range %v is not finite and rising", x)
		}
	}
	if r.Weight[0] <= 0 || float64(inputs)*r.Weight[1] >= 1 {
		return fmt.Errorf("lamppost: recipes: weights %v of %d inputs; above 0, and their sum below 1", r.Weight, inputs)
	}
	if r.Gap[0] <= 0 || r.Volatility[0] < 0 || !(r.Noise >= 0) || !finite(r.Noise) || r.Steps < 1 {
		return fmt.Errorf("lamppost: recipes: gaps %v above 0, volatility %v and noise %v at least 0, steps %d at least 1", r.Gap, r.Volatility, r.Noise, r.Steps)
	}
	return r.Ask.check()
}

// Trial makes the economies of seeds from..to, and others for training.
func (r RecipeRule) Trial(ctx context.Context, from, to, trainFrom, trainTo int) (Trial, error) {
	if err := r.Check(); err != nil {
		return Trial{}, err
	}
	return Source(func(seed int) ([]Run, error) { return r.economy(ctx, seed) }).Trial(r.Ask, from, to, trainFrom, trainTo)
}

// recipes is one economy: a network with log prices of its industries.
type recipes struct {
	net   network.Network
	at    *network.Equilibrium // of the last step
	price []float64
	must  int
}

// edge is what an optional input adds to ln cost: it is used where that is
// negative, and its size is the gap between the sets with and without it.
func (e *recipes) edge(in network.Input, from int) float64 { return in.Weight*e.price[from] - in.B }

// solve finds prices and suppliers of a step.
func (e *recipes) solve(ctx context.Context) error {
	m, err := network.Compile(e.net)
	if err != nil {
		return err
	}
	if e.at, err = m.Solve(ctx, &network.Settings{From: e.at}); err != nil {
		return err
	}
	e.price = e.at.LogP
	return nil
}

// draw makes an economy. Gains are set so that every option starts with a gap
// of the drawn size at the prices that this very choice gives: prices are
// drawn first, productivities follow from them.
func (r RecipeRule) draw(rng *rand.Rand) *recipes {
	between := func(x [2]float64) float64 { return x[0] + (x[1]-x[0])*rng.Float64() }
	e := &recipes{must: r.Required, net: network.Network{Name: "recipes", Sigma: 1}}
	for range r.Industries {
		e.price = append(e.price, between([2]float64{-.5, .5}))
	}
	for i := range r.Industries {
		x := network.Industry{Name: strconv.Itoa(i)}
		cost := 0.0
		for k, from := range rng.Perm(r.Industries)[:r.Required+r.Optional] {
			in := network.Input{From: strconv.Itoa(from), Weight: between(r.Weight)}
			if k < r.Required {
				cost += e.edge(in, from)
				x.Required = append(x.Required, in)
				continue
			}
			gap := between(r.Gap)
			if rng.IntN(2) == 0 {
				gap = -gap
			}
			in.B = in.Weight*e.price[from] - gap
			cost += min(0, e.edge(in, from))
			x.Optional = append(x.Optional, in)
		}
		x.LogA0 = cost - e.price[i]
		e.net.Industries = append(e.net.Industries, x)
	}
	return e
}

// A watched link of an industry, with the sign of its gap at the start.
type watched struct {
	in   network.Input
	from int
	sign float64
}

// nearest is the optional input of an industry whose gap is the smallest.
func (e *recipes) nearest(i int) watched {
	var best watched
	least := math.Inf(1)
	for _, in := range e.net.Industries[i].Optional {
		from, _ := strconv.Atoi(in.From)
		if gap := e.edge(in, from); math.Abs(gap) < least {
			best, least = watched{in, from, math.Copysign(1, gap)}, math.Abs(gap)
		}
	}
	return best
}

func (r RecipeRule) economy(ctx context.Context, seed int) ([]Run, error) {
	start, path, noise := stream(seed, 7), stream(seed, 8), stream(seed, 9)
	e := r.draw(start)
	drift, spread := make([]float64, r.Industries), make([]float64, r.Industries)
	links, runs := make([]watched, r.Industries), make([]Run, r.Industries)
	for i := range runs {
		drift[i] = r.Drift[0] + (r.Drift[1]-r.Drift[0])*start.Float64()
		spread[i] = r.Volatility[0] + (r.Volatility[1]-r.Volatility[0])*start.Float64()
		links[i] = e.nearest(i)
		runs[i] = Run{Name: fmt.Sprintf("economy %d industry %d", seed, i), Block: fmt.Sprintf("economy %d", seed), Until: r.Steps + r.Ask.Horizon}
	}
	for t := 1; t <= r.Steps+r.Ask.Horizon; t++ {
		for i := range e.net.Industries {
			e.net.Industries[i].LogA0 += drift[i] + spread[i]*path.NormFloat64()
		}
		if err := e.solve(ctx); err != nil {
			return nil, fmt.Errorf("lamppost: recipes: economy %d, step %d: %w", seed, t, err)
		}
		for i, l := range links {
			runs[i].see(t, r.Steps, l.sign*e.edge(l.in, l.from), r.Noise*noise.NormFloat64())
		}
	}
	return runs, nil
}

// see adds step t to a run.
func (r *Run) see(t, steps int, gap, off float64) {
	r.Truth = append(r.Truth, gap)
	if t <= steps {
		r.Seen = append(r.Seen, gap+off)
	}
	if gap <= 0 && r.Crossed == 0 {
		r.Crossed = t
	}
}
