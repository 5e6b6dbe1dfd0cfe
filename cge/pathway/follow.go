package pathway

import (
	"errors"
	"fmt"
	"maps"

	"github.com/lodestone-model/lodestone/cge"
)

// equilibrium solves a scenario from the last one: with sets that are new at work
// from the start; from where the year would be if everything went on as it did;
// from where things stand; or along a line from the scenario before.
func (r *run) equilibrium(y *state, sc cge.Scenario) (*cge.Equilibrium, error) {
	starts := []func(*state) map[string]float64{r.switched, r.onward, r.woken}
	for _, from := range starts {
		now := sc
		if now.Start = from(y); now.Start == nil {
			continue
		}
		eq, err := r.attempt(now, cge.ActiveSet)
		if err == nil || r.ctx.Err() != nil || overspent(err) != nil {
			return eq, err
		}
	}
	if r.last != nil {
		if eq, err := r.follow(sc); err == nil || r.ctx.Err() != nil {
			return eq, err
		}
	}
	sc.Start = r.woken(y)
	return r.attempt(sc, cge.AnyPath)
}

// An Overspent is the error of a year in which committed purchases of an agent
// (plants, stocks, research) cost more than it gets: what is left for its other
// wants, other investment above all, would be negative.
type Overspent struct {
	Agent string
	Err   error // of the solver, with the amounts
}

// Error names the agent and what would help.
func (e *Overspent) Error() string {
	return fmt.Sprintf("agent %q cannot pay for what it must buy, so its other purchases would be negative; lower its needs, the paths it pays for or research, or give it more (%v)", e.Agent, e.Err)
}

// Unwrap is the solver's error.
func (e *Overspent) Unwrap() error { return e.Err }

// overspent tells a solver's error that means it; nil for others.
func overspent(err error) error {
	var broke *cge.Overspent
	if !errors.As(err, &broke) {
		return nil
	}
	return &Overspent{Agent: broke.Agent, Err: err}
}

// woken starts options that were bought for trial alone at more than that: the
// solver measures a level by where it starts.
func (r *run) woken(y *state) map[string]float64 {
	start := map[string]float64{}
	if r.last == nil {
		return start
	}
	was := r.last.Values()
	for b, n := range r.m.base.nodes {
		in := set(0)
		for s := range r.m.sets[b] {
			in |= s
		}
		in &= n.able(n.weights(y.t))
		for k, o := range n.options {
			if !in.Has(k) {
				continue
			}
			for _, name := range []string{"take " + o, "new " + o, "rent " + o, "build " + r.m.spec.bookUnits(b)[k]} {
				if v, ok := was[name]; ok && v < asleep {
					start[name] = 10 * asleep
				}
			}
		}
	}
	return start
}

// onward starts a year where it would be if everything went on as from the year
// before the last to the last; nil where there are no two years, and where sets
// of the year are under way.
func (r *run) onward(y *state) map[string]float64 {
	if r.before == nil || y.rounds > 1 {
		return nil
	}
	start := map[string]float64{}
	for name, v := range r.last.Values() {
		if w := r.before[name]; v > asleep && w > asleep {
			start[name] = v * min(max(v/w, 1/steady), steady)
		}
	}
	maps.Copy(start, r.woken(y))
	return start
}

// steady bounds how fast things are thought to go on.
const steady = 1.4

// asleep is the level below which a producer counts as running for trial alone.
const asleep = 1e-4

// attempts bounds the steps of one attempt: more lead nowhere when they have not
// led there yet.
const attempts = 50

// attempt solves a scenario from where the session stands, or from the last
// equilibrium in a new session.
func (r *run) attempt(sc cge.Scenario, path cge.Path) (*cge.Equilibrium, error) {
	if r.session == nil {
		r.session = r.m.cge.Begin()
		if r.last != nil {
			start := r.last.Values() // with prices of what is not traded at what it would cost
			maps.Copy(start, r.offers)
			maps.Copy(start, sc.Start)
			sc.Start = start
		}
	}
	eq, err := r.session.Solve(r.ctx, sc, &cge.Settings{Tolerance: r.m.opt.Tolerance, Path: path, Iterations: attempts})
	if err != nil {
		r.session = nil
		return nil, err
	}
	return eq, nil
}

// switched starts new sets with all that their makers make, and what is taken
// and built of options by their shares at the prices known. A step from the old
// sets would have to pass through points that are further from an equilibrium
// than either end. nil where no set is new.
func (r *run) switched(y *state) map[string]float64 {
	if len(r.extra) == 0 {
		return nil
	}
	start := r.woken(y)
	was := r.last.Values()
	for b, n := range r.m.base.nodes {
		to, yes := r.entered[b]
		if !yes {
			continue
		}
		total := 0.0
		for _, s := range r.m.known(b) {
			name := r.m.setName(b, s)
			total += was[name]
			start[name] = 0
		}
		start[r.m.setName(b, to)] = total
		share := n.shares(to, n.weights(y.t), r.optionPrices(y, b), r.m.numeraire())
		for k, o := range n.options {
			unit := "build " + r.m.spec.bookUnits(b)[k]
			now := was["take "+o]
			start["take "+o] = total*share[k] + r.m.trial()
			moved := (start["take "+o] - now) * n.volume / r.m.w.sizeOf(unit)
			start[unit] = max(r.m.trial(), was[unit]+moved)
		}
	}
	return start
}

// smallest is the shortest part of the line from one scenario to the next that
// is tried.
const smallest = 1.0 / 512

// follow goes from the scenario that was solved last to another in steps as
// long as they can be. A set that is new begins with an extra cost that makes it
// just not worth while: as the extra cost falls, the set takes over bit by bit.
func (r *run) follow(sc cge.Scenario) (*cge.Equilibrium, error) {
	r.session = nil
	last, offers := r.last, r.offers
	defer func() { r.last, r.offers = last, offers }()
	var eq *cge.Equilibrium
	done, step := 0.0, 0.5
	for done < 1 {
		to := min(1, done+step)
		now := sc
		now.Set = make(map[string]float64, len(sc.Set)+len(r.extra))
		for name, v := range sc.Set {
			was, ok := r.set[name]
			if !ok {
				was = v
			}
			now.Set[name] = was + to*(v-was)
		}
		for name, v := range r.extra {
			now.Set[name] = v * (1 - to)
		}
		next, err := r.attempt(now, cge.ActiveSet)
		if r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		}
		if err != nil {
			if step /= 2; step < smallest {
				return nil, err
			}
			continue
		}
		eq, done = next, to
		step = min(2*step, 1)
		r.last = eq
		r.offers = map[string]float64{}
		offered := eq.Offers()
		for i, name := range eq.Model().Commodities() {
			r.offers[name] = offered[i]
		}
	}
	return eq, nil
}
