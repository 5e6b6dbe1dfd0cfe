package lamppost

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// A FleetRule makes whole simulated economies with package choice and watches
// their volume makers:
//
//	ore + labour ──▶ minerals, supply rises with price ──▶ cells, productivities drift
//	                                                             │
//	household ◀── one good a maker ◀── the cheapest set of cells ◀┘
//
// The productivity of each cell is a random walk with drift, each with its own.
// All else comes out of the equilibrium of the step: prices, sets, and gaps,
// which the makers move for each other through the minerals that they share.
//
// Watched is each maker's gap from the set of the start to the cheapest other,
// ln K - ln K(S*) over all sets. It has crossed in the first step in which the set of the start
// is no longer the only one that runs. All runs of one economy are one block.
type FleetRule struct {
	Makers, Options, Minerals int
	Elasticity                [2]float64 // of shares, by maker
	Platform                  [2]float64 // cost of a platform over the price of a cell, by maker
	Cost                      [2]float64 // of labour in a cell at the start
	Metal                     [2]float64 // of its mineral
	Other                     float64    // use of a mineral by others, in fixed amount, over that of the makers on average
	Drift, Volatility         [2]float64 // of ln productivity
	Noise                     float64
	Steps                     int
	Ask                       Asking

	// Own asks the economy's own lamp posts too, for [Inside]: a [Book] that knows
	// true gaps and drifts of productivity, but no shock before it comes.
	Own bool
}

// Fleet is three makers with four cells each and three minerals, gaps between
// single cells of some percent to some tens of percent, productivities that
// drift and spread as the gaps of [Issue] do, the same noise and questions.
func Fleet() FleetRule {
	issue := Issue()
	return FleetRule{Makers: 3, Options: 4, Minerals: 3, Elasticity: [2]float64{6, 14}, Platform: [2]float64{.04, .20},
		Cost: [2]float64{.6, 1.4}, Metal: [2]float64{.1, .2}, Other: 4, Drift: [2]float64{-.006, .006}, Volatility: [2]float64{.003, .02},
		Noise: issue.Noise, Steps: issue.Steps, Ask: issue.Ask}
}

// Check is nil where the rule can be run.
func (r FleetRule) Check() error {
	if r.Makers < 1 || r.Options < 2 || r.Options > 12 || r.Minerals < 1 {
		return fmt.Errorf("lamppost: fleet: %d makers of %d options, %d minerals; at least 1, 2 to 12, at least 1", r.Makers, r.Options, r.Minerals)
	}
	for _, x := range [][2]float64{r.Elasticity, r.Platform, r.Cost, r.Metal, r.Drift, r.Volatility} {
		if !finite(x[0], x[1]) || x[1] < x[0] {
			return fmt.Errorf("lamppost: fleet: range %v is not finite and rising", x)
		}
	}
	if r.Elasticity[0] <= 0 || r.Platform[0] < 0 || r.Cost[0] <= 0 || r.Metal[0] <= 0 || r.Volatility[0] < 0 || !(r.Noise >= 0) || !(r.Other >= 0) || !finite(r.Other) || !finite(r.Noise) || r.Steps < 1 {
		return fmt.Errorf("lamppost: fleet: elasticity %v, cost %v and metal %v are above 0, platforms %v, volatility %v and noise %v at least 0, steps %d at least 1",
			r.Elasticity, r.Cost, r.Metal, r.Platform, r.Volatility, r.Noise, r.Steps)
	}
	return r.Ask.check()
}

// Trial makes the economies of seeds from..to, and others for training.
func (r FleetRule) Trial(ctx context.Context, from, to, trainFrom, trainTo int) (Trial, error) {
	if err := r.Check(); err != nil {
		return Trial{}, err
	}
	return Source(func(seed int) ([]Run, error) { return r.economy(ctx, seed) }).Trial(r.Ask, from, to, trainFrom, trainTo)
}

// fleet is one economy under way.
type fleet struct {
	sys           *choice.System
	cells         []string // parameters: ln productivity
	walk          map[string]float64
	drift, spread []float64
	start         map[string]float64
	book          *Book // nil where nobody asks it
}

func cellName(maker, option int) string { return fmt.Sprintf("cell %d.%d", maker, option) }

// draw makes an economy. Mines at their base make what the first step needs if
// every maker used all of its cells alike.
func (r FleetRule) draw(rng *rand.Rand) (*fleet, error) {
	e := cge.NewEconomy("fleet")
	labour := e.Commodity("labour")
	home := e.Consumer("home")
	f := &fleet{walk: map[string]float64{}, sys: &choice.System{Economy: e}}
	var minerals []cge.Commodity
	for m := range r.Minerals {
		ore, c := e.Commodity(fmt.Sprint("ore ", m)), e.Commodity(fmt.Sprint("mineral ", m))
		minerals = append(minerals, c)
		used := 100 * float64(r.Makers) * (r.Metal[0] + r.Metal[1]) / 2 / float64(r.Minerals)
		size := used * (1 + r.Other)
		e.Producer(fmt.Sprint("mine ", m), c.Of(size), cge.CES(.5, ore.Of(.3*size), labour.Of(.7*size)))
		home.Owns(ore.Of(.3 * size)).Needs(c.Of(used * r.Other))
	}
	for i := range r.Makers {
		v := r.maker(rng, f, i, labour, minerals)
		home.Needs(v.Makes.Of(v.Units))
		f.sys.Makers = append(f.sys.Makers, v)
	}
	home.Owns(labour.Of(1000 * float64(r.Makers))).Wants(labour.Of(100))
	return f, e.Err()
}

// maker draws one maker with its cells.
func (r FleetRule) maker(rng *rand.Rand, f *fleet, i int, labour cge.Commodity, minerals []cge.Commodity) *choice.Volume {
	between := func(x [2]float64) float64 { return x[0] + (x[1]-x[0])*rng.Float64() }
	e := f.sys.Economy
	v := &choice.Volume{Name: fmt.Sprint("maker ", i), Makes: e.Commodity(fmt.Sprint("good ", i)), Units: 100, Level: labour, Elasticity: between(r.Elasticity)}
	platform := between(r.Platform)
	for k := range r.Options {
		name, metal, cost := cellName(i, k), between(r.Metal), between(r.Cost)
		c := e.Commodity(name)
		e.Param("z "+name, 0)
		e.Producer("make "+name, c.Of(100), cge.Leontief(minerals[rng.IntN(r.Minerals)].Of(100*metal), labour.Of(100*cost))).Productivity("exp(`z " + name + "`)")
		e.Start(name, cost+metal).Start("make "+name, 1/float64(r.Options))
		v.Options = append(v.Options, choice.Option{Name: name, Commodity: c, Share: 1 / float64(r.Options), Price: cost + metal, Platform: platform})
		f.cells = append(f.cells, "z "+name)
		f.drift, f.spread = append(f.drift, between(r.Drift)), append(f.spread, between(r.Volatility))
	}
	even(v)
	return v
}

// even gives the options of a maker the weights of a logit without a taste of
// its own: exp(-price/T), with shares to match.
func even(v *choice.Volume) {
	for range 50 { // T depends on the mean price, which depends on shares
		sum, t := 0.0, v.Temper()
		for k := range v.Options {
			v.Options[k].Share = math.Exp(-(v.Options[k].Price - v.Options[0].Price) / t)
			sum += v.Options[k].Share
		}
		for k := range v.Options {
			v.Options[k].Share /= sum
		}
	}
}

func (f *fleet) solve(ctx context.Context, t int) (*choice.Solution, []choice.Outlook, error) {
	sol, err := f.sys.Solve(ctx, cge.Scenario{Set: f.walk, Fix: map[string]float64{"labour": 1}}, &choice.Settings{Start: f.start})
	if err != nil {
		return nil, nil, err
	}
	f.start = sol.Values()
	var steps []choice.Step
	if f.book != nil {
		year := choice.Step{Driver: "productivity", By: map[string]float64{}}
		for k, name := range f.cells {
			year.By[name] = f.drift[k]
		}
		steps = append(steps, year)
	}
	looks, err := f.sys.Ahead(ctx, sol, steps, nil)
	if err == nil && f.book != nil {
		err = f.book.Write(t, steps, looks)
	}
	return sol, looks, err
}

// tell writes into the runs what the economy's lamp posts say as of a step: the
// probability that any other set takes over within h steps.
func (f *fleet) tell(runs []Run, t, h int) error {
	table, err := Watch(f.book, t, &Settings{Horizon: float64(h), Yearly: true})
	if err != nil {
		return err
	}
	said := map[string]float64{}
	for _, row := range table {
		if row.Measure != Leader.String() {
			said[row.Producer] += row.First
		}
	}
	for i, m := range f.sys.Makers {
		runs[i].told(t, min(said[m.(*choice.Volume).Name], 1))
	}
	return nil
}

// economy follows an economy until all makers have left the set of the start, or
// to the end.
func (r FleetRule) economy(ctx context.Context, seed int) ([]Run, error) {
	start, path, noise := stream(seed, 10), stream(seed, 11), stream(seed, 12)
	f, err := r.draw(start)
	if err != nil {
		return nil, err
	}
	if r.Own {
		f.book = &Book{}
	}
	_, looks, err := f.solve(ctx, 0)
	if err != nil {
		return nil, err
	}
	runs, first, left := make([]Run, r.Makers), looks, r.Makers
	for i := range runs {
		runs[i] = Run{Name: fmt.Sprintf("economy %d maker %d", seed, i), Block: fmt.Sprintf("economy %d", seed), Until: r.Steps + r.Ask.Horizon}
	}
	for t := 1; t <= r.Steps+r.Ask.Horizon && left > 0; t++ {
		f.move(path)
		sol, looks, err := f.solve(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", t, err)
		}
		for i := range runs {
			off := r.Noise * noise.NormFloat64() // drawn for all, so that no run moves another's
			if runs[i].Crossed > 0 {
				continue
			}
			runs[i].see(t, r.Steps, gapOf(first[i].Chosen, sol.Choices[i], looks[i]), off)
			if runs[i].Crossed > 0 {
				left--
			}
		}
		if r.Own && t <= r.Steps && r.Ask.at(t) {
			if err := f.tell(runs, t, r.Ask.Horizon); err != nil {
				return nil, err
			}
		}
	}
	return runs, nil
}

// move takes the productivities one step on.
func (f *fleet) move(path *rand.Rand) {
	walk := make(map[string]float64, len(f.cells))
	for k, name := range f.cells {
		walk[name] = f.walk[name] + f.drift[k] + f.spread[k]*path.NormFloat64()
	}
	f.walk = walk
}

// gapOf is the gap from the set of the start to the cheapest other: 0 or below
// where it does not run, or not alone.
func gapOf(first choice.Running, now choice.Choice, look choice.Outlook) float64 {
	if len(now.Running) == 1 && now.Running[0].Set == first.Set {
		return now.Gap
	}
	gap, _, _ := look.Gap(first.Options, look.Chosen.Options)
	return min(gap, 0)
}
