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

// An Outlook is what may become of a maker's choice: how far the sets around the
// one it mostly uses are, and which way they move.
type Outlook struct {
	Maker  string
	Chosen Running // S*, the set with the largest part
	Near   []Neighbour
	Lead   *Lead // nil for recipes, and where one option has all of the volume
}

// A Neighbour is a set that may take over from the chosen one.
type Neighbour struct {
	Options []string
	Set     Set
	Move    Move
	// Gap is ln K(S') - ln K(S*) at the prices of the equilibrium. Runs is true
	// where the set runs beside the chosen one: then the gap is pinned at 0, and what
	// moves is Lead, the part of the chosen set less that of this one.
	Gap  float64
	Runs bool
	Lead float64
	// Ahead and Back are derivatives by step, of Lead where the set runs and of Gap
	// where it does not, as changes a year. Ahead holds as the parameters move on,
	// Back as they came; they differ at a kink.
	Ahead, Back []float64
}

// A Lead is how far the largest option of a volume maker is ahead of the next:
// a change of leader inside a set is smooth, so no gap shows it.
type Lead struct {
	Leader, Rival string
	Log           float64 // ln of the ratio of their shares
	Ahead, Back   []float64
}

// A Move is how a neighbour differs from the chosen set.
type Move uint8

// Added, Dropped and Swapped change one platform (of a recipe: one input).
// Other is the cheapest set beyond those, and Beside one that runs and is none
// of those.
const (
	Added Move = iota
	Dropped
	Swapped
	Other
	Beside
)

// String is the move in a word.
func (m Move) String() string {
	return [...]string{"added", "dropped", "swapped", "other", "beside", "unknown"}[min(m, 5)]
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

// around lists the neighbours of the chosen set.
func (s *System) around(m Maker, c Choice, u unitCosts) (Outlook, error) {
	if len(c.Running) == 0 {
		return Outlook{}, fmt.Errorf("choice: Ahead: %s makes nothing, so it has chosen no set", m.maker())
	}
	chosen := c.Running[0]
	out := Outlook{Maker: m.maker(), Chosen: chosen}
	base, known := math.Log(u.cost(chosen.Set)), map[Set]bool{chosen.Set: true}
	add := func(set Set, move Move) {
		cost := u.cost(set)
		if known[set] || math.IsInf(cost, 1) || set == 0 && !m.empty() {
			return
		}
		known[set] = true
		n := Neighbour{Options: members(m, set), Set: set, Move: move, Gap: math.Log(cost) - base}
		for _, r := range c.Running[1:] {
			if r.Set == set {
				n.Runs, n.Gap, n.Lead = true, 0, chosen.Part-r.Part
			}
		}
		out.Near = append(out.Near, n)
	}
	for move := range oneLink(m.blocks(), chosen.Set) {
		add(move.set, move.how)
	}
	for _, r := range c.Running[1:] {
		add(r.Set, Beside)
	}
	least, at := math.Inf(1), Set(0)
	for set := range sets(m) {
		if cost := u.cost(set); !known[set] && cost < least {
			least, at = cost, set
		}
	}
	if !math.IsInf(least, 1) {
		add(at, Other)
	}
	out.Lead = leadOf(m, c)
	return out, nil
}

type oneMove struct {
	set Set
	how Move
}

// oneLink are the sets that differ by one block: additions first, then drops,
// then swaps.
func oneLink(blocks []Set, from Set) func(yield func(oneMove) bool) {
	return func(yield func(oneMove) bool) {
		for _, how := range []Move{Added, Dropped, Swapped} {
			for _, out := range blocks {
				for _, in := range blocks {
					move := oneMove{from, how}
					switch has, enters := from&out == out, from&in == 0; {
					case how == Added && out == in && enters:
						move.set = from | in
					case how == Dropped && out == in && has:
						move.set = from &^ out
					case how == Swapped && has && enters:
						move.set = from&^out | in
					default:
						continue
					}
					if !yield(move) {
						return
					}
				}
			}
		}
	}
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

// leadOf compares the two largest options of a volume maker, the first of equals.
func leadOf(m Maker, c Choice) *Lead {
	v, volume := m.(*Volume)
	if !volume {
		return nil
	}
	names := v.options()
	slices.SortStableFunc(names, func(a, b string) int {
		switch d := c.Shares[b] - c.Shares[a]; {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return 0
	})
	if len(names) < 2 || c.Shares[names[1]] <= 0 {
		return nil
	}
	return &Lead{Leader: names[0], Rival: names[1], Log: math.Log(c.Shares[names[0]] / c.Shares[names[1]])}
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

func oneSide(r *cge.Response, name string, up bool) (map[string]float64, error) {
	if len(r.Kinks) == 0 {
		return r.By(name)
	}
	return r.BySide(name, up)
}

// follow appends the derivatives of one maker along one step.
func (s *System) follow(i int, o *Outlook, at *cge.Equilibrium, ahead, back map[string]float64) {
	m := s.Makers[i]
	for _, side := range []struct {
		moves map[string]float64
		back  bool
	}{{ahead, false}, {back, true}} {
		offers := s.offers(at)
		offers.move = &market{
			price:  func(c cge.Commodity) float64 { return side.moves[c.String()] },
			factor: func(name string) float64 { return side.moves[name] },
		}
		u, parts := m.unit(offers), s.partsAlong(i, at, side.moves)
		put := func(ahead, back *[]float64, v float64) {
			if side.back {
				ahead = back
			}
			*ahead = append(*ahead, v)
		}
		for k := range o.Near {
			n := &o.Near[k]
			v := u.along(n.Set) - u.along(o.Chosen.Set)
			if n.Runs {
				v = parts[o.Chosen.Set].move - parts[n.Set].move
			}
			put(&n.Ahead, &n.Back, v)
		}
		if o.Lead != nil {
			put(&o.Lead.Ahead, &o.Lead.Back, o.Lead.along(m.(*Volume), u.(*volumeCosts), parts))
		}
	}
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

// along is the derivative of ln (leader's share / rival's share).
func (l *Lead) along(v *Volume, u *volumeCosts, parts map[Set]part) float64 {
	shares, moves := make([]float64, len(v.Options)), make([]float64, len(v.Options))
	for _, set := range slices.Sorted(maps.Keys(parts)) {
		p := parts[set]
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
	names := v.options()
	a, b := slices.Index(names, l.Leader), slices.Index(names, l.Rival)
	return moves[a]/shares[a] - moves[b]/shares[b]
}

// pull is d ln of the term of option k in the logit.
func (u *volumeCosts) pull(k int) float64 {
	return (u.adjusted[k]*u.moveOfPi/u.pi - u.move[k]) / (u.t * u.pi)
}
