package pathway

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/lamppost"
)

// LampPosts make a path that was run with Options.Watch an economy that package
// lamppost can watch:
//
//	choices of a year ─▶ gaps, and their move along next year's steps ─▶ Producers ─▶ lamppost.Watch
//
// For every choice among sets: the gap ln K(S') - ln K(S*) to all sets that
// differ by one option added, dropped or swapped, to those at work beside S*, and
// to the best beyond. For every choice: how far the largest option is ahead of the
// next, ln(share/share). Drift is the derivative along the step to next year's
// knowledge, cohorts, scrap, resources and paths, all known at the end of a year,
// the market answering as it does. Where a bound is about to move it has two
// sides.
//
// Volatility is the root mean square of surprises in the years before: what the
// same gap did beyond its announced move. Nothing random happens on a path, so
// these are what answers that no derivative sees; give Shocks, or Least, where
// those of the kind that markets know must be reckoned with.
type LampPosts struct {
	Path *Result
	// Draws are paths of the same economy under other parameters: where intervals
	// come from.
	Draws []*Result
	// OfGaps, OfParts, OfShares are volatilities, a square-root year, where there are
	// fewer than three surprises. Zero values mean .02, .1 and .05.
	OfGaps, OfParts, OfShares float64
	// Least is the smallest volatility of a gap or of a log ratio of shares.
	Least float64
	// Shocks are those that prices and costs are known for. What they do to a gap
	// or a ratio, by what its two sides hold, is the smallest volatility of it, and
	// stands where the path has shown fewer than three surprises and OfGaps or
	// OfShares are not given.
	Shocks *Shocks
}

// Years are those that can be asked about: all but the last, after which no
// step is known.
func (l *LampPosts) Years() []int {
	var out []int
	for _, p := range l.Path.pages {
		if p.causes != nil {
			out = append(out, p.year)
		}
	}
	return out
}

// Table is what lamp posts say as of some years, of all that can be asked about
// where none is named. A crossing counts where it stands at the end of a year,
// unless settings are given.
func (l *LampPosts) Table(settings *lamppost.Settings, years ...int) (lamppost.Table, error) {
	if settings == nil {
		settings = &lamppost.Settings{Yearly: true}
	}
	if len(years) == 0 {
		years = l.Years()
	}
	var out lamppost.Table
	for _, year := range years {
		rows, err := lamppost.Watch(l, year, settings)
		if err != nil {
			return nil, fmt.Errorf("pathway: %s: %w", l.Path.Spec.Name, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// light puts lamp posts on a path that was watched.
func (r *run) light() error {
	l := &LampPosts{Path: r.result, Shocks: r.m.opt.Shocks}
	if len(l.Years()) == 0 {
		return nil
	}
	var err error
	r.result.Lamps, err = l.Table(nil)
	return err
}

// LampPostSheet is a table of lamp posts as a file, lampposts.csv.
func LampPostSheet(t lamppost.Table) Sheet {
	rows := t.Cells()
	return Sheet{Name: "lampposts.csv", Header: rows[0], Rows: rows[1:]}
}

// Producers are the choices of the path as of a year.
func (l *LampPosts) Producers(asof int) ([]lamppost.Producer, error) {
	p := l.Path.page(asof)
	switch {
	case len(l.Path.pages) == 0:
		return nil, fmt.Errorf("the path was not watched; run it with Options.Watch and prices")
	case p == nil || p.causes == nil:
		return nil, fmt.Errorf("no step ahead is known as of %d; ask as of one of %v", asof, l.Years())
	}
	var out []lamppost.Producer
	for b, n := range l.Path.nodes {
		v := &p.books[b]
		if len(v.parts) == 0 && n.chosen {
			continue // nothing is bought
		}
		out = append(out, l.producer(b, v, asof))
	}
	return out, nil
}

func (l *LampPosts) producer(b int, v *view, asof int) lamppost.Producer {
	n, names := l.Path.nodes[b], l.Path.Spec.bookUnits(b)
	label := func(s set) string { return members(names, s) }
	chosen := v.largest()
	p := lamppost.Producer{Name: n.name, Chosen: label(chosen)}
	if n.chosen && !l.Path.imposed {
		for _, s := range v.around(n, chosen, l.Path.numeraire()) {
			f := followed{book: b, from: uint64(chosen), to: uint64(s)}
			if v.parts[s] > 0 {
				f.measure = lamppost.Activity
			}
			p.Alternatives = append(p.Alternatives, l.fill(label(s), f, asof))
		}
	}
	if lead, next := v.leaders(); next >= 0 && !l.Path.imposed {
		if !n.chosen {
			p.Chosen = names[lead]
		}
		f := followed{book: b, from: uint64(lead), to: uint64(next), measure: lamppost.Leader}
		p.Alternatives = append(p.Alternatives, l.fill(names[next], f, asof))
	}
	return p
}

// members are the names of a set, joined by "+".
func members(names []string, s set) string {
	var in []string
	for k, name := range names {
		if s.Has(k) {
			in = append(in, name)
		}
	}
	return strings.Join(in, "+")
}

// largest is the set with the largest part, the first of equals.
func (v *view) largest() (at set) {
	most := 0.0
	for s, part := range v.parts {
		if part > most || part == most && s < at {
			at, most = s, part
		}
	}
	return at
}

// leaders are the two largest options, -1 for the second where there is none.
func (v *view) leaders() (first, second int) {
	first, second = -1, -1
	for k, x := range v.share {
		switch {
		case !(x > 0):
		case first < 0 || x > v.share[first]:
			first, second = k, first
		case second < 0 || x > v.share[second]:
			second = k
		}
	}
	return first, second
}

// around are the sets that may take over: one option more, fewer or another, those
// at work, and the best beyond.
func (v *view) around(n *node, chosen set, pi float64) []set {
	known := map[set]bool{chosen: true}
	able := n.able(v.weight)
	var out []set
	add := func(s set) {
		if s != 0 && s&^able == 0 && !known[s] {
			known[s] = true
			out = append(out, s)
		}
	}
	for k := range n.options {
		add(chosen | 1<<k)
	}
	for k := range n.options {
		add(chosen &^ (1 << k))
	}
	for k := range n.options {
		for j := range n.options {
			if chosen.Has(k) && !chosen.Has(j) {
				add(chosen&^(1<<k) | 1<<j)
			}
		}
	}
	for _, s := range sortedSets(v.parts) {
		add(s)
	}
	find := n.search(v.weight, v.price, pi)
	for found := range find.node.Ranked() {
		if s := find.of(found); !known[s] {
			add(s)
			break
		}
	}
	return out
}

func sortedSets(parts map[set]float64) []set {
	var out []set
	for s := range parts {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// page is that of a year, nil where there is none.
func (r *Result) page(year int) *page {
	for i := range r.pages {
		if r.pages[i].year == year {
			return &r.pages[i]
		}
	}
	return nil
}

func (r *Result) numeraire() float64 {
	if r.Spec.Numeraire == 0 {
		return 1
	}
	return r.Spec.Numeraire
}
