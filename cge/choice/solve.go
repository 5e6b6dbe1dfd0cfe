package choice

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// A System is an economy with makers. The economy holds everything but the
// makers; Solve adds the activities of their sets to it.
type System struct {
	Economy *cge.Economy
	Makers  []Maker

	tried []map[Set]string // by maker: activity of each set so far
	ready bool
	model *cge.Model

	sampling map[string]bool // inputs that "samples" can buy; nil: there is no such consumer
}

// Settings says how to solve; nil is the default.
type Settings struct {
	Rounds int            // most rounds of adding sets; 60 by default
	Begin  map[string]Set // sets to begin with by maker; the benchmark's, or the cheapest at the start's prices, otherwise
	Solver *cge.Settings  // of each equilibrium; From is ignored
	Start  map[string]float64
}

// tolerance is how much cheaper a set must be, relatively, to be added: above
// the solver's own 1e-10.
const tolerance = 1e-9

// A Solution is an equilibrium with the sets that its makers chose.
type Solution struct {
	*cge.Equilibrium
	Choices []Choice // by maker
	Rounds  int
}

// A Choice is what one maker does.
type Choice struct {
	Maker   string
	Running []Running // sets that run, largest first
	Cost    float64   // unit cost of the sets that run, κ
	// Next is the cheapest set that does not run, and Gap how far it is from
	// entering: ln K(Next) - ln κ. HasNext is false where every set runs.
	Next    []string
	Gap     float64
	HasNext bool
	Shares  map[string]float64 // of options in the volume made, for volume makers; of adopters for recipes
}

// Running is a set with its part of the maker's output.
type Running struct {
	Options []string
	Set     Set
	Part    float64 // λ
}

// Solve finds an equilibrium in which no maker has a cheaper set.
func (s *System) Solve(ctx context.Context, sc cge.Scenario, settings *Settings) (*Solution, error) {
	var set Settings
	if settings != nil {
		set = *settings
	}
	if set.Rounds <= 0 {
		set.Rounds = 60
	}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	if err := s.open(set.Begin); err != nil {
		return nil, err
	}
	first := merged(set.Start, sc.Start)
	start, widened := first, false
	for round := 1; round <= set.Rounds; round++ {
		eq, err := s.equilibrium(ctx, sc, start, set.Solver)
		var failed *cge.Unsolved
		if errors.As(err, &failed) && !widened && s.widen() {
			widened, start = true, first // the sets to begin with may admit no equilibrium
			continue
		}
		if err != nil {
			return nil, err
		}
		offers := s.offers(eq)
		added, err := s.improve(offers)
		if err != nil {
			return nil, err
		}
		if len(added) == 0 {
			return s.report(eq, offers, round)
		}
		start = s.onward(eq, offers, added)
	}
	return nil, fmt.Errorf("choice: scenario %q: cheaper sets were still found after %d rounds; raise Settings.Rounds", sc.Name, set.Rounds)
}

// prepare checks the makers and declares their ledgers, once.
func (s *System) prepare() error {
	if s.ready {
		return nil
	}
	if s.Economy == nil || len(s.Makers) == 0 {
		return errors.New("choice: a System needs an economy and at least one maker")
	}
	for _, m := range s.Makers {
		if err := m.check(); err != nil {
			return err
		}
		s.tried = append(s.tried, map[Set]string{})
		m.open(s.Economy)
	}
	s.ready = true
	return s.Economy.Err()
}

// open adds the sets that a solution begins with.
func (s *System) open(begin map[string]Set) error {
	for i, m := range s.Makers {
		set, given := begin[m.maker()]
		if !given {
			var ok bool
			if set, ok = m.begin(); !ok {
				set, _ = best(m, m.unit(s.started()))
			}
		}
		if set == 0 && !m.empty() || set >= 1<<len(m.options()) || !s.feasible(m, set) {
			return fmt.Errorf("choice: %s cannot begin with set %b of its %d options: it has none of them, others, or a part of a platform", m.maker(), set, len(m.options()))
		}
		s.add(i, set)
	}
	return s.Economy.Err()
}

// add makes an activity of a set unless there is one.
func (s *System) add(i int, set Set) bool {
	if _, known := s.tried[i][set]; known {
		return false
	}
	name := label(s.Makers[i], set)
	s.tried[i][set] = name
	s.Makers[i].activity(s.Economy, set, name)
	if len(s.tried[i]) > 1 {
		s.Economy.Start(name, 0)
	}
	s.model = nil
	return true
}

// merged are the values of both, the second's where both have one.
func merged(a, b map[string]float64) map[string]float64 {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]float64{}
	}
	maps.Copy(out, b)
	return out
}

// equilibrium solves on the sets so far, from a start in place of the scenario's.
func (s *System) equilibrium(ctx context.Context, sc cge.Scenario, start map[string]float64, solver *cge.Settings) (*cge.Equilibrium, error) {
	if s.model == nil {
		m, err := cge.Compile(s.Economy)
		if err != nil {
			return nil, err
		}
		s.model = m
	}
	sc.Start = maps.Clone(start)
	for _, name := range s.model.Producers() {
		if v, given := sc.Start[name]; given && v < 1e-6 { // what is left of a level that has gone would be taken for its size
			sc.Start[name] = 0
		}
	}
	var set cge.Settings
	if solver != nil {
		set = *solver
	}
	set.From = nil
	return s.model.Solve(ctx, sc, &set)
}

// widen adds the set of all options and that of the benchmark, or of none.
func (s *System) widen() (added bool) {
	for i, m := range s.Makers {
		begin, _ := m.begin()
		for _, set := range []Set{begin, 1<<len(m.options()) - 1} {
			if (set != 0 || m.empty()) && s.feasible(m, set) && s.add(i, set) {
				added = true
			}
		}
	}
	return added
}

func (s *System) feasible(m Maker, set Set) bool {
	return !math.IsInf(m.unit(s.started()).cost(set), 1)
}

// started is the market at the start of the economy.
func (s *System) started() market {
	return market{price: s.Economy.Started, factor: func(string) float64 { return 1 }}
}

// improve adds the cheapest set of every maker that has a cheaper one than
// those there are, and returns them by maker.
func (s *System) improve(offers market) (added map[int]Set, err error) {
	added = map[int]Set{}
	for i, m := range s.Makers {
		u := m.unit(offers)
		at, cost := best(m, u)
		if cost < s.standing(i, u)*(1-tolerance) && s.add(i, at) {
			added[i] = at
		}
	}
	return added, s.Economy.Err()
}

// onward is where to begin with the sets added: at what there was, with half of
// each maker's output made by its new set. A set that begins at nothing, with
// options that nobody makes, is far from where it will run: the solver then
// needs hundreds of steps where it takes ten from here.
func (s *System) onward(eq *cge.Equilibrium, offers market, added map[int]Set) map[string]float64 {
	start := eq.Values()
	for _, c := range s.Economy.List() {
		start[c.String()] = offers.price(c)
	}
	for i, set := range added {
		moved := 0.0
		for _, known := range slices.Sorted(maps.Keys(s.tried[i])) { // sums in one order
			start[s.tried[i][known]] /= 2
			moved += start[s.tried[i][known]]
		}
		start[s.tried[i][set]] = moved
	}
	return start
}

// standing is the cost of the cheapest set that has an activity: at an
// equilibrium, of those that run.
func (s *System) standing(i int, u unitCosts) float64 {
	least := math.Inf(1)
	for set := range s.tried[i] {
		least = min(least, u.cost(set))
	}
	return least
}

// offers are the prices that makers compare: of an option that nobody makes yet
// what it would cost.
func (s *System) offers(eq *cge.Equilibrium) market {
	all := eq.Offers()
	at := map[string]float64{}
	for i, name := range eq.Model().Commodities() {
		at[name] = all[i]
	}
	return market{
		price:  func(c cge.Commodity) float64 { return at[c.String()] },
		factor: func(name string) float64 { v, _ := eq.Value(name); return v },
	}
}

// criterion is the unit cost that makers compare: the price of output without
// wedge, refunds of life-adjusted prices included.
func (s *System) criterion(eq *cge.Equilibrium, m Maker) float64 {
	p := eq.Price(m.made()) / (1 + m.wedge())
	if v, ok := m.(*Volume); ok && v.ledger() != "" {
		refund, err := eq.Value(v.subsidy())
		if err == nil {
			p *= 1 + refund
		}
	}
	return p
}
