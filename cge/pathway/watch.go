package pathway

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// A page is what choices look like at the end of a year, and how they move along
// the next year's known steps.
type page struct {
	year   int
	causes []cause // nil in the last year: there is no next step
	books  []view
}

// A view is one choice: what costs of all its sets follow from.
type view struct {
	price, weight []float64       // life-adjusted prices and α, by option
	parts         map[set]float64 // λ of sets at work
	share         []float64
	exposure      [][]float64 // to prices of minerals, by option
	ahead, back   []viewMove  // by cause
}

// A viewMove is the change of a view a year.
type viewMove struct {
	price, weight []float64
	parts         map[set]float64
}

// note writes the page of a year that has been solved.
func (r *run) note(y *state) {
	p := page{year: r.m.spec.Years[y.t]}
	for b, n := range r.m.base.nodes {
		v := view{weight: n.weights(y.t), parts: maps.Clone(y.sets[b]), share: slices.Clone(y.share[b]), exposure: r.exposures(y, b)}
		for _, o := range n.options {
			v.price = append(v.price, y.offer[o])
		}
		p.books = append(p.books, v)
	}
	r.result.pages, r.result.nodes = append(r.result.pages, p), r.m.base.nodes
}

// look fills in how last year's choices move towards what is known of the year
// that begins.
func (r *run) look(y *state) error {
	if len(r.result.pages) == 0 {
		return nil
	}
	p := &r.result.pages[len(r.result.pages)-1]
	steps, session := r.steps(y), r.last.Model().Begin().From(r.last)
	for _, why := range causes {
		by := steps[why]
		ahead, back, err := derivatives(r, session, by)
		if err != nil {
			return fmt.Errorf("how choices move with %s: %w", why, err)
		}
		p.causes = append(p.causes, why)
		for b := range p.books {
			v := &p.books[b]
			v.ahead = append(v.ahead, r.moveOf(b, v, ahead, by))
			v.back = append(v.back, r.moveOf(b, v, back, by))
		}
	}
	return nil
}

// steps are the changes of parameters to the year that begins, by cause. What
// standing stock must add is split: its target is a path, what leaves it cohorts.
func (r *run) steps(y *state) map[cause]map[string]float64 {
	out := map[cause]map[string]float64{}
	for _, d := range causes {
		out[d] = map[string]float64{}
	}
	for name, v := range r.m.fixed(y) { // shifters of a reference path
		if was, known := r.last.Scenario.Fix[name]; known && v != was {
			out[byPaths][name] = v - was
		}
	}
	set := r.m.settings(y, r.resource)
	for name, v := range set.value {
		was, known := r.set[name]
		if !known || v == was {
			continue
		}
		step := v - was
		if grown, split := set.grown[name]; split {
			out[byPaths][name] = grown
			step -= grown
		}
		out[set.by[name]][name] = step
	}
	return out
}

// nearStep is the part of a year's step over which differences stand for
// derivatives. The solver is exact to 1e-11, a gap that moves by 1e-2 a year
// moves by 1e-6 here: its drift is exact to about 1e-5 of itself.
const nearStep = 1e-4

// derivatives are how all unknowns move along a step, ahead and back: those of
// nearby, unless a test puts the other way there.
var derivatives = nearby

// nearby solves the year again where its parameters are a little further along the
// step, and a little before. The equilibrium finds which bounds move on either
// side, so a kink needs no care; and it takes the session one factored Jacobian
// for all causes, where dz = -F_z⁻¹ F_θ dθ takes a solve for each of hundreds of
// parameters. Both ways agree where there is no kink (see the tests).
func nearby(r *run, session *cge.Session, by map[string]float64) (ahead, back map[string]float64, err error) {
	from := r.last.Values()
	if len(by) == 0 {
		return nil, nil, nil // nothing moves
	}
	side := func(step float64) (map[string]float64, error) {
		sc := r.last.Scenario
		sc.Start, sc.Set, sc.Fix = nil, maps.Clone(sc.Set), maps.Clone(sc.Fix)
		for name, v := range by {
			if fixed, is := sc.Fix[name]; is {
				sc.Fix[name] = fixed + step*v
				continue
			}
			was := sc.Set[name]
			if sc.Set[name] += step * v; was >= 0 {
				sc.Set[name] = max(was/2, sc.Set[name]) // what begins from next to nothing has no side before
			}
		}
		eq, err := session.Solve(r.ctx, sc, &cge.Settings{Tolerance: r.m.opt.Tolerance, Path: cge.ActiveSet, Iterations: attempts})
		if err != nil {
			return nil, err
		}
		out := map[string]float64{}
		for name, v := range eq.Values() {
			out[name] = (v - from[name]) / step
		}
		return out, nil
	}
	if ahead, err = side(nearStep); err != nil {
		return nil, nil, err
	}
	back, err = side(-nearStep)
	return ahead, back, err
}

// moveOf reads a choice's move out of that of all unknowns.
func (r *run) moveOf(b int, v *view, moves, by map[string]float64) viewMove {
	n := r.m.base.nodes[b]
	out := viewMove{parts: map[set]float64{}, weight: make([]float64, len(n.options))}
	for k, o := range n.options {
		out.price = append(out.price, moves[o])
		out.weight[k] = by["weight of "+o]
	}
	made, change := 0.0, 0.0
	for _, s := range r.m.known(b) {
		name := r.m.setName(b, s)
		level, _ := r.last.Value(name)
		made, change = made+level, change+moves[name]
	}
	if made <= 0 {
		return out
	}
	for _, s := range r.m.known(b) {
		level, _ := r.last.Value(r.m.setName(b, s))
		if d := (moves[r.m.setName(b, s)] - level/made*change) / made; d != 0 || v.parts[s] > 0 {
			out.parts[s] = d
		}
	}
	return out
}

// logCost is ln K(S) at the prices of a view, and its changes by cause.
func (v *view) logCost(n *node, s set, pi float64, moves []viewMove) (float64, []float64) {
	cost := n.costs(v.weight, v.price, pi)(s)
	share := n.shares(s, v.weight, v.price, pi)
	out := make([]float64, len(moves))
	for d, m := range moves {
		for k, x := range share {
			if x > 0 {
				out[d] += x * (m.price[k] - n.temper*pi*m.weight[k]/v.weight[k]) / cost
			}
		}
	}
	return math.Log(cost), out
}

// logRatio is ln of the share of option a over that of b, and its changes by cause.
func (v *view) logRatio(n *node, a, b int, pi float64, moves []viewMove) (float64, []float64) {
	out := make([]float64, len(moves))
	for d, m := range moves {
		change := v.shareMoves(n, pi, m)
		out[d] = change[a]/v.share[a] - change[b]/v.share[b]
	}
	return math.Log(v.share[a] / v.share[b]), out
}

// shareMoves are the changes of all shares: sets that take over, and options that
// gain inside them.
func (v *view) shareMoves(n *node, pi float64, m viewMove) []float64 {
	out := make([]float64, len(v.price))
	sets := map[set]bool{}
	for s := range v.parts {
		sets[s] = true
	}
	for s := range m.parts {
		sets[s] = true
	}
	for _, s := range slices.Sorted(maps.Keys(sets)) {
		in := n.shares(s, v.weight, v.price, pi)
		pull, mean := make([]float64, len(in)), 0.0
		for k, x := range in {
			if x > 0 {
				pull[k] = m.weight[k]/v.weight[k] - m.price[k]/(n.temper*pi)
				mean += x * pull[k]
			}
		}
		for k, x := range in {
			out[k] += m.parts[s]*x + v.parts[s]*x*(pull[k]-mean)
		}
	}
	return out
}
