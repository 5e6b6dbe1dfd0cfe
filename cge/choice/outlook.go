package choice

import (
	"fmt"
	"math"
	"slices"
)

// An Outlook is what may become of a maker's choice: how far the sets around the
// one it mostly uses are, and which way they move.
type Outlook struct {
	Maker  string
	Chosen Running // S*, the set with the largest part
	Near   []Neighbour
	Lead   *Lead // nil for recipes, and where one option has all of the volume

	of          Maker
	costs       unitCosts
	shares      map[string]float64
	running     []Running
	ahead, back []side // by step
}

// A side is what moves along a step to one side of where it begins.
type side struct {
	costs unitCosts // with moves
	parts map[Set]part
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

// around lists the neighbours of the chosen set.
func (s *System) around(m Maker, c Choice, u unitCosts) (Outlook, error) {
	if len(c.Running) == 0 {
		return Outlook{}, fmt.Errorf("choice: Ahead: %s makes nothing, so it has chosen no set", m.maker())
	}
	chosen := c.Running[0]
	out := Outlook{Maker: m.maker(), Chosen: chosen, of: m, costs: u, shares: c.Shares, running: c.Running}
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
	for set := range ranked(m, u) {
		if !known[set] {
			add(set, Other)
			break
		}
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

// Gap is ln K(to) - ln K(from) of any two sets at the prices of the outlook, and
// its change a year, all steps together as the parameters move on. ok is false
// where a name is not one of the maker's options, or a set cannot be chosen.
func (o Outlook) Gap(from, to []string) (gap, move float64, ok bool) {
	a, okA := o.set(from)
	b, okB := o.set(to)
	if !okA || !okB {
		return 0, 0, false
	}
	for _, x := range o.ahead {
		move += x.costs.along(b) - x.costs.along(a)
	}
	return math.Log(o.costs.cost(b) / o.costs.cost(a)), move, true
}

// Part is λ of a set, and its change a year; 0 for one that does not run.
func (o Outlook) Part(options []string) (part, move float64) {
	set, ok := o.set(options)
	if !ok {
		return 0, 0
	}
	for _, r := range o.running {
		if r.Set == set {
			part = r.Part
		}
	}
	for _, x := range o.ahead {
		move += x.parts[set].move
	}
	return part, move
}

// Shares are those of the options of any set in its volume, at the prices of the
// outlook: what an option outside would have if it entered. ok is false for
// recipes, and where the set cannot be chosen.
func (o Outlook) Shares(options []string) (shares map[string]float64, ok bool) {
	u, volume := o.costs.(*volumeCosts)
	set, ok := o.set(options)
	if !volume || !ok {
		return nil, false
	}
	shares = map[string]float64{}
	in := u.shares(set)
	for k, name := range o.of.options() {
		if set.Has(k) {
			shares[name] = in[k]
		}
	}
	return shares, true
}

// Ratio is the log of one option's share over another's, and its change a year.
// ok is false for recipes, and where one of the two is not used.
func (o Outlook) Ratio(a, b string) (ratio, move float64, ok bool) {
	if _, volume := o.of.(*Volume); !volume || !(o.shares[a] > 0) || !(o.shares[b] > 0) {
		return 0, 0, false
	}
	for _, x := range o.ahead {
		move += x.ratio(a, b)
	}
	return math.Log(o.shares[a] / o.shares[b]), move, true
}

// set finds a set by the names of its options.
func (o Outlook) set(options []string) (Set, bool) {
	var s Set
	if o.of == nil {
		return 0, false
	}
	for _, name := range options {
		k := slices.Index(o.of.options(), name)
		if k < 0 {
			return 0, false
		}
		s |= 1 << k
	}
	return s, (s != 0 || o.of.empty()) && !math.IsInf(o.costs.cost(s), 1)
}
