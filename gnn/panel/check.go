package panel

import (
	"fmt"
	"math"
)

// Kind names what is wrong with a panel; the text of an [Error] starts with it.
type Kind string

const (
	Syntax          Kind = "syntax"           // not the JSON of a panel
	UnknownField    Kind = "unknown field"    // a field the format does not have
	MissingField    Kind = "missing field"    // a field that must be there
	Shape           Kind = "shape"            // a length that does not fit
	NotFinite       Kind = "not finite"       // NaN, Inf, or beyond any log of a price
	NegativePrice   Kind = "negative price"   // a price or quantity of zero or below
	OneYear         Kind = "one year"         // no variation over time
	Disconnected    Kind = "disconnected"     // a nest without members, an edge without ends
	BadDate         Kind = "regime date"      // a regime start out of order or range
	NoObservation   Kind = "no observation"   // nothing but gaps
	NoInstrument    Kind = "no instrument"    // warning: elasticities are not identified
	OneInstrument   Kind = "one instrument"   // warning: no test of instruments
	SingleMember    Kind = "single member"    // warning: no substitution within the nest
	MostlyMissing   Kind = "mostly missing"   // warning: under 10 % observed
	InstrumentGap   Kind = "instrument gap"   // warning: observations dropped
	ShortRegime     Kind = "short regime"     // warning: under 4 years
	NothingToReduce Kind = "nothing observed" // warning: a nest with gaps alone
)

// Error is a panel that cannot be used, or a [Panel.Warnings] entry.
type Error struct {
	Kind  Kind
	Place string // the field and the index
	Cure  string // what to do
}

// Error names the place in the panel, what is wrong and the cure.
func (e *Error) Error() string {
	return fmt.Sprintf("panel: %s: %s; %s", e.Kind, e.Place, e.Cure)
}

func fail(k Kind, cure, place string, args ...any) *Error {
	return &Error{Kind: k, Place: fmt.Sprintf(place, args...), Cure: cure}
}

// logBound bounds logs of prices and quantities: exp(50) is beyond any unit.
const logBound = 50

// Check returns the first fault that makes the panel unusable, as an [*Error].
func (p *Panel) Check() error {
	for _, f := range []func() *Error{p.checkSizes, p.checkGraph, p.checkRows, p.checkValues, p.checkDates} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Panel) checkSizes() *Error {
	const most = 1 << 26
	switch {
	case p.Regions < 1 || p.Nodes < 1 || len(p.Edges) < 1 || len(p.Nests) < 1:
		return fail(MissingField, "give R, n_nodes, edges and nests", "%d regions, %d nodes, %d edges, %d nests", p.Regions, p.Nodes, len(p.Edges), len(p.Nests))
	case p.Years < 2:
		return fail(OneYear, "give at least two years: an elasticity is read from changes", "T = %d", p.Years)
	case p.Minerals < 0 || p.Minerals > p.Nodes:
		return fail(Shape, "n_minerals counts the first nodes", "n_minerals = %d of %d nodes", p.Minerals, p.Nodes)
	case p.Regions > most/p.Years || p.Regions*p.Years > most/len(p.Edges) || p.Regions*p.Years > most/p.Nodes:
		return fail(Shape, "split the panel", "%d regions x %d years x %d edges", p.Regions, p.Years, len(p.Edges))
	}
	return nil
}

func (p *Panel) checkGraph() *Error {
	members := make([]int, len(p.Nests))
	for e, g := range p.Edges {
		if g.Nest < 0 || g.Nest >= len(p.Nests) {
			return fail(Disconnected, "list the nest or drop the edge", "edges[%d] is in nest %d of %d", e, g.Nest, len(p.Nests))
		}
		if g.Src < 0 || g.Src >= p.Nodes || g.Dst < 0 || g.Dst >= p.Nodes {
			return fail(Disconnected, "edges join nodes 0 to n_nodes-1", "edges[%d] joins %d and %d of %d nodes", e, g.Src, g.Dst, p.Nodes)
		}
		if g.Dst != p.Nests[g.Nest].User {
			return fail(Disconnected, "a nest holds purchases of its own user", "edges[%d] goes to %d but its nest belongs to %d", e, g.Dst, p.Nests[g.Nest].User)
		}
		members[g.Nest]++
	}
	for u, n := range members {
		if n == 0 {
			return fail(Disconnected, "give its edges or drop the nest", "nests[%d] (user %d, k %d) has no edge", u, p.Nests[u].User, p.Nests[u].K)
		}
	}
	return nil
}

// checkRows compares lengths.
func (p *Panel) checkRows() *Error {
	cells, outputs := p.Regions*p.Years*len(p.Edges), p.Regions*p.Years*p.Nodes
	for _, f := range []struct {
		name      string
		got, want int
		optional  bool
	}{
		{"node_features", len(p.NodeFeatures), p.Nodes, false},
		{"edge_features", len(p.EdgeFeatures), len(p.Edges), false},
		{"edge_share", len(p.EdgeShare), len(p.Edges), false},
		{"log_x", len(p.LogX), cells, false},
		{"log_p", len(p.LogP), cells, false},
		{"observed", len(p.Observed), cells, false},
		{"z_supply", len(p.ZSupply), cells, true},
		{"z_wedge", len(p.ZWedge), cells, true},
		{"log_q", len(p.LogQ), outputs, true},
	} {
		if f.got != f.want && !(f.optional && f.got == 0) {
			return fail(Shape, "one value for each region, year and edge (or node)", "%s has %d entries, wanted %d", f.name, f.got, f.want)
		}
	}
	for _, f := range []struct {
		name string
		rows [][]float64
	}{{"node_features", p.NodeFeatures}, {"edge_features", p.EdgeFeatures}} {
		for i, row := range f.rows {
			if len(row) != len(f.rows[0]) {
				return fail(Shape, "every row has the same features", "%s[%d] has %d entries, row 0 has %d", f.name, i, len(row), len(f.rows[0]))
			}
			if err := finite(fmt.Sprintf("%s[%d]", f.name, i), row, 1e6); err != nil {
				return err
			}
		}
	}
	return nil
}

func finite(name string, v []float64, bound float64) *Error {
	for i, x := range v {
		if !(math.Abs(x) <= bound) {
			return fail(NotFinite, "correct the figure, or write null for a gap in log_x and log_p", "%s, entry %d is %v (bound %g)", name, i, x, bound)
		}
	}
	return nil
}

func (p *Panel) checkValues() *Error {
	for _, f := range []struct {
		name string
		v    []float64
	}{{"log_x", p.LogX}, {"log_p", p.LogP}, {"z_supply", p.ZSupply}, {"z_wedge", p.ZWedge}, {"log_q", p.LogQ}} {
		if err := finite(f.name, f.v, logBound); err != nil {
			return err
		}
	}
	for e, a := range p.EdgeShare {
		if !(a >= 0 && a <= 1) {
			return fail(NotFinite, "a cost share is between 0 and 1", "edge_share[%d] is %v", e, a)
		}
	}
	for _, ok := range p.Observed {
		if ok {
			return nil
		}
	}
	return fail(NoObservation, "a panel needs figures", "log_x and log_p hold gaps alone")
}

func (p *Panel) checkDates() *Error {
	last := 0
	for i, s := range p.RegimeStarts {
		if s <= last || s >= p.Years {
			return fail(BadDate, "dates rise and lie inside the panel", "regime_starts[%d] = %d (years 1 to %d)", i, s, p.Years-1)
		}
		last = s
	}
	return nil
}

// Warnings names what a usable panel lacks, and what an estimator does then.
func (p *Panel) Warnings() []*Error {
	var out []*Error
	switch {
	case p.ZSupply == nil && p.ZWedge == nil:
		out = append(out, fail(NoInstrument, "give one; without it only a prior can be reported", "z_supply and z_wedge are absent"))
	case p.ZSupply == nil:
		out = append(out, fail(OneInstrument, "estimates rest on z_wedge; no overidentification test", "z_supply is absent"))
	case p.ZWedge == nil:
		out = append(out, fail(OneInstrument, "estimates rest on z_supply; no overidentification test", "z_wedge is absent"))
	}
	miss := p.MissingShare()
	for u, m := range p.Members() {
		switch {
		case len(m) < 2:
			out = append(out, fail(SingleMember, "its elasticity comes from the prior", "nests[%d] (user %d, k %d) buys one good", u, p.Nests[u].User, p.Nests[u].K))
		case miss[u] == 1:
			out = append(out, fail(NothingToReduce, "its elasticity comes from the prior and its neighbours", "nests[%d] has no observation", u))
		case miss[u] >= 0.9:
			out = append(out, fail(MostlyMissing, "its elasticity leans on the prior and its neighbours", "nests[%d] has gaps in %.0f %% of its cells", u, 100*miss[u]))
		}
	}
	for i, s := range p.Segments() {
		if s.To-s.From < 4 {
			out = append(out, fail(ShortRegime, "expect wide intervals", "regime %d has %d years", i, s.To-s.From))
		}
	}
	return out
}
