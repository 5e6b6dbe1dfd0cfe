package choice

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// A Step is how parameters move in the coming year for one reason: knowledge,
// cohorts, scrap, a path from outside.
type Step struct {
	Driver string
	By     map[string]float64 // change over the year by parameter
}

// Ahead looks around a solution: for every maker the sets that differ by one
// addition, drop or swap from the one it mostly uses, the best beyond them, and
// those that run beside it, with their gaps and the derivatives of the gaps by
// steps of parameters. With F(z, θ) = 0 on what runs,
//
//	dg = g_z dz,   dz = -F_z⁻¹ F_θ dθ
//
// from cge.Response; recipes and volume nodes hold no parameter of their own
// that differs by set, life factors are variables of z. A gap or part is
// followed to one side where a bound is about to move. Where a step moves several
// parameters there, sides are found one parameter at a time and added up: exact
// if all of them move the same bounds.
//
// The price of an option that nobody uses is open in the equations. So Ahead
// adds a consumer to the economy, "samples", who wants nothing until here, and
// takes derivatives where it buys 1e-8 of one level of production of each.
func (s *System) Ahead(ctx context.Context, sol *Solution, steps []Step, solver *cge.Settings) ([]Outlook, error) {
	if len(sol.Choices) != len(s.Makers) {
		return nil, fmt.Errorf("choice: Ahead: a solution of %d makers for a system of %d; give the system that solved it", len(sol.Choices), len(s.Makers))
	}
	offers := s.offers(sol.Equilibrium)
	out := make([]Outlook, len(s.Makers))
	for i, m := range s.Makers {
		var err error
		if out[i], err = s.around(m, sol.Choices[i], m.unit(offers)); err != nil {
			return nil, err
		}
		s.addTied(i, out[i])
	}
	if len(steps) == 0 {
		return out, s.Economy.Err()
	}
	at, err := s.sampled(ctx, sol, offers, solver)
	if err != nil {
		return nil, err
	}

	r, err := at.Respond()
	if err != nil {
		return nil, fmt.Errorf("choice: Ahead: %w", err)
	}
	for _, step := range steps {
		ahead, back, err := alongStep(r, step)
		if err != nil {
			return nil, fmt.Errorf("choice: Ahead: step %q: %w", step.Driver, err)
		}
		for i := range out {
			s.follow(i, &out[i], at, ahead, back)
		}
	}
	return out, nil
}

// addTied gives activities to sets that cost what the chosen one does, so that
// responses to one side see them enter.
func (s *System) addTied(i int, o Outlook) {
	for _, n := range o.Near {
		if math.Abs(n.Gap) < 1e-9 {
			s.add(i, n.Set)
		}
	}
}

// alongStep is how all unknowns move along a step, to both sides.
func alongStep(r *cge.Response, step Step) (ahead, back map[string]float64, err error) {
	ahead, back = map[string]float64{}, map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(step.By)) {
		by := step.By[name]
		if math.IsNaN(by) || math.IsInf(by, 0) {
			return nil, nil, fmt.Errorf("parameter %q moves by %v; steps are finite", name, by)
		}
		for _, side := range []struct {
			sum map[string]float64
			up  bool
		}{{ahead, by > 0}, {back, by < 0}} {
			d, err := oneSide(r, name, side.up)
			if err != nil {
				return nil, nil, err
			}
			for unknown, v := range d {
				side.sum[unknown] += by * v
			}
		}
	}
	return ahead, back, nil
}

// oneSide is the response to one side. Where none fits, because two sets cost the
// same and one is about to replace the other whole, what runs is taken to run on:
// the response to the side on which it does.
func oneSide(r *cge.Response, name string, up bool) (map[string]float64, error) {
	if len(r.Kinks) == 0 {
		return r.By(name)
	}
	if d, err := r.BySide(name, up); err == nil {
		return d, nil
	}
	return r.By(name)
}

// follow appends the derivatives of one maker along one step.
func (s *System) follow(i int, o *Outlook, at *cge.Equilibrium, ahead, back map[string]float64) {
	to := func(moves map[string]float64) side {
		offers := s.offers(at)
		offers.move = &market{
			price:  func(c cge.Commodity) float64 { return moves[c.String()] },
			factor: func(name string) float64 { return moves[name] },
		}
		return side{o.of.unit(offers), s.partsAlong(i, at, moves)}
	}
	on, off := to(ahead), to(back)
	o.ahead, o.back = append(o.ahead, on), append(o.back, off)
	for k := range o.Near {
		n := &o.Near[k]
		n.Ahead, n.Back = append(n.Ahead, on.along(o.Chosen.Set, *n)), append(n.Back, off.along(o.Chosen.Set, *n))
	}
	if l := o.Lead; l != nil {
		l.Ahead, l.Back = append(l.Ahead, on.ratio(l.Leader, l.Rival)), append(l.Back, off.ratio(l.Leader, l.Rival))
	}
}

// along is the derivative of what is followed of a neighbour.
func (x side) along(chosen Set, n Neighbour) float64 {
	if n.Runs {
		return x.parts[chosen].move - x.parts[n.Set].move
	}
	return x.costs.along(n.Set) - x.costs.along(chosen)
}

// part is λ of a set and how it moves.
type part struct{ value, move float64 }

func (s *System) partsAlong(i int, at *cge.Equilibrium, moves map[string]float64) map[Set]part {
	out, total := map[Set]part{}, part{}
	for _, set := range slices.Sorted(maps.Keys(s.tried[i])) { // sums in one order
		level, _ := at.Value(s.tried[i][set])
		out[set] = part{level, moves[s.tried[i][set]]}
		total.value, total.move = total.value+level, total.move+out[set].move
	}
	for set, p := range out {
		out[set] = part{p.value / total.value, (p.move - p.value/total.value*total.move) / total.value}
	}
	return out
}

// ratio is the derivative of ln (share of a / share of b) of a volume maker.
func (x side) ratio(nameA, nameB string) float64 {
	u := x.costs.(*volumeCosts)
	shares, moves := make([]float64, len(u.adjusted)), make([]float64, len(u.adjusted))
	for _, set := range slices.Sorted(maps.Keys(x.parts)) {
		p := x.parts[set]
		if p.value == 0 && p.move == 0 {
			continue
		}
		in, mean := u.shares(set), 0.0
		for k := range in {
			mean += in[k] * u.pull(k)
		}
		for k := range in {
			shares[k] += p.value * in[k]
			moves[k] += p.move*in[k] + p.value*in[k]*(u.pull(k)-mean)
		}
	}
	names := u.v.options()
	a, b := slices.Index(names, nameA), slices.Index(names, nameB)
	return moves[a]/shares[a] - moves[b]/shares[b]
}

// pull is d ln of the term of option k in the logit.
func (u *volumeCosts) pull(k int) float64 {
	return (u.adjusted[k]*u.moveOfPi/u.pi - u.move[k]) / (u.t * u.pi)
}
