package lamppost

import (
	"fmt"
	"math"
	"math/rand/v2"
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
func (r RecipeRule) Trial(from, to, trainFrom, trainTo int) (Trial, error) {
	if err := r.Check(); err != nil {
		return Trial{}, err
	}
	return Source(func(seed int) ([]Run, error) { return r.economy(seed), nil }).Trial(r.Ask, from, to, trainFrom, trainTo)
}

// recipes is one economy.
type recipes struct {
	a      []float64 // ln productivity
	inputs [][]link  // by industry; required ones first
	price  []float64 // ln
	must   int
}

// link is an input: from whom, with which weight and gain.
type link struct {
	from     int
	alpha, b float64
}

// edge is what the input adds to ln cost: an optional one is used where it is
// negative. Its size is the gap between the sets with and without it.
func (e *recipes) edge(l link) float64 { return l.alpha*e.price[l.from] - l.b }

// solve finds the prices by value iteration, a contraction whose modulus is
// the largest sum of an industry's weights.
func (e *recipes) solve() {
	for range 2000 {
		moved := 0.0
		for i, links := range e.inputs {
			cost := -e.a[i]
			for k, l := range links {
				if v := e.edge(l); k < e.must || v < 0 {
					cost += v
				}
			}
			moved = max(moved, math.Abs(cost-e.price[i]))
			e.price[i] = cost
		}
		if moved < 1e-13 {
			return
		}
	}
}

// draw makes an economy. Gains are set so that every option starts with a gap
// of the drawn size at the prices that this very choice gives: prices are
// drawn first, productivities follow from them.
func (r RecipeRule) draw(rng *rand.Rand) *recipes {
	between := func(x [2]float64) float64 { return x[0] + (x[1]-x[0])*rng.Float64() }
	e := &recipes{must: r.Required}
	for range r.Industries {
		e.price = append(e.price, between([2]float64{-.5, .5}))
	}
	for i := range r.Industries {
		var links []link
		cost := 0.0
		for k, from := range rng.Perm(r.Industries)[:r.Required+r.Optional] {
			l := link{from: from, alpha: between(r.Weight)}
			if k >= r.Required {
				gap := between(r.Gap)
				if rng.IntN(2) == 0 {
					gap = -gap
				}
				l.b = l.alpha*e.price[from] - gap
			}
			if v := e.edge(l); k < r.Required || v < 0 {
				cost += v
			}
			links = append(links, l)
		}
		e.inputs = append(e.inputs, links)
		e.a = append(e.a, cost-e.price[i])
	}
	return e
}

// nearest is the optional input of an industry whose gap is the smallest.
func (e *recipes) nearest(i int) link {
	best := e.inputs[i][e.must]
	for _, l := range e.inputs[i][e.must:] {
		if math.Abs(e.edge(l)) < math.Abs(e.edge(best)) {
			best = l
		}
	}
	return best
}

func (r RecipeRule) economy(seed int) []Run {
	start, path, noise := stream(seed, 7), stream(seed, 8), stream(seed, 9)
	e := r.draw(start)
	drift, spread := make([]float64, r.Industries), make([]float64, r.Industries)
	watched, sign := make([]link, r.Industries), make([]float64, r.Industries)
	runs := make([]Run, r.Industries)
	for i := range runs {
		drift[i] = r.Drift[0] + (r.Drift[1]-r.Drift[0])*start.Float64()
		spread[i] = r.Volatility[0] + (r.Volatility[1]-r.Volatility[0])*start.Float64()
		watched[i] = e.nearest(i)
		sign[i] = math.Copysign(1, e.edge(watched[i]))
		runs[i] = Run{Name: fmt.Sprintf("economy %d industry %d", seed, i), Block: fmt.Sprintf("economy %d", seed), Until: r.Steps + r.Ask.Horizon}
	}
	for t := 1; t <= r.Steps+r.Ask.Horizon; t++ {
		for i := range e.a {
			e.a[i] += drift[i] + spread[i]*path.NormFloat64()
		}
		e.solve()
		for i := range runs {
			runs[i].see(t, r.Steps, sign[i]*e.edge(watched[i]), r.Noise*noise.NormFloat64())
		}
	}
	return runs
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
