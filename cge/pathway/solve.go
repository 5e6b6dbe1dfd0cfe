package pathway

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// A state is one year under way: what it found, and what the market decided.
type state struct {
	t       int
	tech    *technology
	found   *found
	streams []streamAmount
	h       []float64 // knowledge that effects see, by stock
	smooth  []float64 // knowledge itself
	spill   []float64
	chi     []float64   // appropriability
	outlook *outlook    // what research counts on
	belief  [][]float64 // [use][option] that it enters

	eq     *cge.Equilibrium
	values map[string]float64 // all variables by name
	made   map[string]float64 // what producers make
	flows  []cge.Flow         // of the year's equilibrium
	offer  map[string]float64 // prices, and for what is not traded what it would cost
	rounds int

	amount  [][]float64        // [book][option] additions, units or capacity
	share   [][]float64        // [book][option]
	sets    []map[set]float64  // [book] activity of sets, adding up to 1
	gaps    []map[set]float64  // [book] ln K(S) - ln of the least, chosen sets only
	again   []float64          // [second life] useful units
	treated []float64          // [stream]
	mined   []float64          // [mine] level
	spent   []float64          // [stock of knowledge] research
	recipes [][]float64        // [unit] parts of the sets of its inputs, the base year's first; nil: one set
	behind  [][]float64        // the same, how much dearer a unit would be by it, in logs
	other   []float64          // [mineral] used outside units
	short   map[string]float64 // mineral → shortage at its ceiling
}

// mostRounds bounds how often sets are added in a year.
const mostRounds = 40

// cheaper is how much less a set must cost, relatively, to be added.
const cheaper = 1e-11

// solve finds the year's equilibrium: on the sets so far, then with the cheapest
// set of every maker added, until none is cheaper.
func (r *run) solve(y *state) error {
	var before map[string]float64
	if r.last != nil {
		before = r.last.Values()
	}
	defer func() { r.before = before }()
	for y.rounds = 1; y.rounds <= mostRounds; y.rounds++ {
		sc := r.m.scenario(y, r.resource) // anew: a set may bring parameters
		r.settle(y, sc.Fix)
		eq, err := r.equilibrium(y, sc)
		if broke := overspent(err); broke != nil {
			return broke
		}
		if err != nil {
			return err
		}
		r.take(y, eq)
		added := r.improve(y)
		r.last, r.offers, r.set = eq, y.offer, sc.Set
		if !added {
			return nil
		}
		if err := r.m.rebuild(); err != nil {
			return err
		}
		r.session = nil
	}
	return fmt.Errorf("cheaper sets were still found after %d rounds", mostRounds)
}

// take reads an equilibrium.
func (r *run) take(y *state, eq *cge.Equilibrium) {
	y.eq, y.values, y.offer, y.made = eq, eq.Values(), map[string]float64{}, map[string]float64{}
	for name, size := range r.m.w.size {
		y.made[name] = size * y.values[name]
	}
	offers := eq.Offers()
	for i, name := range eq.Model().Commodities() {
		y.offer[name] = offers[i]
	}
}

// improve adds the cheapest set of every choice that has a cheaper one than
// those at work.
func (r *run) improve(y *state) bool {
	added := false
	r.extra, r.entered = map[string]float64{}, map[int]set{}
	for b, n := range r.m.base.nodes {
		if !n.chosen || r.m.opt.Imposed || r.m.settled(b, y.t) {
			continue
		}
		find := n.search(n.weights(y.t), r.optionPrices(y, b), r.m.numeraire())
		known := math.Inf(1)
		for s := range r.m.sets[b] {
			known = min(known, find.cost(s))
		}
		at, least := find.best()
		if least < known*(1-cheaper) && !r.m.sets[b][at] {
			r.m.sets[b][at] = true
			r.entered[b] = at
			r.extra["extra cost of "+r.m.setName(b, at)] = (known - least) / r.m.numeraire()
			added = true
		}
	}
	return added
}

// optionPrices are the prices that a choice compares: life-adjusted prices of
// units, yearly costs of plants.
func (r *run) optionPrices(y *state, b int) []float64 {
	var out []float64
	for k, o := range r.m.base.nodes[b].options {
		p := y.offer[o]
		if b < len(r.m.spec.Uses) {
			u := &r.m.spec.Uses[b]
			unit := u.Options[k].Unit
			p = y.offer[unit] * r.m.lifeFactor(u, y.tech.life[r.m.ix.unit[unit]])
		}
		out = append(out, p)
	}
	return out
}

// read takes the year's amounts out of its equilibrium.
func (r *run) read(y *state) {
	m, s := r.m, r.m.spec
	y.flows = y.eq.Flows()
	m.readRecipes(y)
	for b, n := range m.base.nodes {
		y.sets = append(y.sets, r.activities(y, b))
		y.share = append(y.share, r.shares(y, b))
		y.gaps = append(y.gaps, r.gaps(y, b))
		x := make([]float64, len(n.options))
		for k, o := range n.options {
			switch {
			case y.share[b][k] == 0: // what is made is for trial alone
			case b < len(s.Uses):
				x[k] = math.Max(0, y.made["take "+o]-m.tries(b, k)-n.share[k]*m.w.passed[b])
			default:
				x[k] = math.Max(0, y.made["new "+o]-m.tries(b, k)) / s.Services[b-len(s.Uses)].Plants[k].Output
			}
		}
		y.amount = append(y.amount, x)
	}
	for i := range s.SecondLife {
		y.again = append(y.again, y.made["again "+s.SecondLife[i].From+" in "+s.SecondLife[i].To])
	}
	for j := range m.base.stream {
		y.treated = append(y.treated, max(0, y.made["treat "+m.base.stream[j].name]-m.w.spare(j)))
	}
	for i := range s.Mines {
		y.mined = append(y.mined, y.values["mine "+s.Mines[i].Name])
	}
	y.other, r.working = r.otherUses(y), y.sets
	r.resource.step(m, func(i int) float64 { return m.minePrice(y, i) }, func(i int) float64 { return y.mined[i] })
}

// minePrice is the price of what a mine makes, relative to the base year.
func (m *Model) minePrice(y *state, i int) float64 {
	now, before := 0.0, 0.0
	for k, o := range m.spec.Mines[i].Outputs {
		now += m.base.mine[i].output[k] * m.sellers(y, o.Mineral)
		before += m.base.mine[i].output[k] * m.base.price[o.Mineral] * m.numeraire()
	}
	return now / before
}

// activities are the sets at work, as parts of one.
func (r *run) activities(y *state, b int) map[set]float64 {
	out, total := map[set]float64{}, 0.0
	for _, s := range r.m.known(b) {
		if v := y.made[r.m.setName(b, s)]; v > 0 {
			out[s] = v
			total += v
		}
	}
	for s := range out {
		out[s] /= total
	}
	return out
}

// shares are those of the sets at work; where nothing is bought, of the cheapest.
func (r *run) shares(y *state, b int) []float64 {
	n := r.m.base.nodes[b]
	if r.m.opt.Imposed {
		var out []float64
		for k := range n.options {
			out = append(out, r.m.imposed(b, k, y.t))
		}
		return out
	}
	weight, price := n.weights(y.t), r.optionPrices(y, b)
	parts := y.sets[b]
	if len(parts) == 0 {
		at := r.m.opening(b) & n.able(weight)
		if n.chosen && !r.m.settled(b, y.t) {
			at, _ = n.search(weight, price, r.m.numeraire()).best()
		}
		parts = map[set]float64{at: 1}
	}
	out := make([]float64, len(n.options))
	for _, s := range r.m.known(b) {
		v, ok := parts[s]
		if !ok {
			continue
		}
		for k, x := range n.shares(s, weight, price, r.m.numeraire()) {
			out[k] += v * x
		}
	}
	return out
}

// gaps are ln K(S) - ln K(S*) of the sets at work and of those nearest to it.
func (r *run) gaps(y *state, b int) map[set]float64 {
	n := r.m.base.nodes[b]
	if !n.chosen || r.m.opt.Imposed {
		return nil
	}
	find := n.search(n.weights(y.t), r.optionPrices(y, b), r.m.numeraire())
	out, least := map[set]float64{}, math.Inf(1)
	for _, s := range find.nearest(nearSets) {
		least = min(least, find.cost(s))
		out[s] = math.Log(find.cost(s) / least)
	}
	for s := range y.sets[b] {
		out[s] = math.Log(find.cost(s) / least)
	}
	return out
}

// nearSets is how many sets of a choice are reported.
const nearSets = 32

// otherUses are what is taken of minerals beside units, by mineral.
func (r *run) otherUses(y *state) []float64 {
	out := make([]float64, len(r.m.spec.Minerals))
	for _, f := range y.flows {
		i, mineral := r.m.ix.mineral[f.Commodity]
		if !mineral || f.Kind != cge.Input && f.Kind != cge.Demand || r.m.w.builds[f.Owner] {
			continue
		}
		out[i] += f.Quantity
	}
	return out
}
