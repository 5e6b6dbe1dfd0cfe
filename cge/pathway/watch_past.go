package pathway

import (
	"maps"
	"math"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/cge/network"
)

// followed is what is followed through the years: two sets, or two options.
type followed struct {
	book     int
	from, to uint64
	measure  lamppost.Measure
}

// on reads a page: where what is followed stands, and how it moves by cause.
func (l *LampPosts) on(r *Result, p *page, f followed) (value float64, ahead, back []float64, ok bool) {
	n, v, pi := r.nodes[f.book], &p.books[f.book], r.numeraire()
	able := n.able(v.weight)
	switch f.measure {
	case lamppost.Leader:
		a, b := int(f.from), int(f.to)
		if !(v.share[a] > 0 && v.share[b] > 0) {
			return 0, nil, nil, false
		}
		value, ahead = v.logRatio(n, a, b, pi, v.ahead)
		_, back = v.logRatio(n, a, b, pi, v.back)
	case lamppost.Activity:
		a, b := network.Set(f.from), network.Set(f.to)
		value = v.parts[a] - v.parts[b]
		for d := range v.ahead {
			ahead = append(ahead, v.ahead[d].parts[a]-v.ahead[d].parts[b])
			back = append(back, v.back[d].parts[a]-v.back[d].parts[b])
		}
		return value, ahead, back, v.parts[a]+v.parts[b] > 0
	default:
		a, b := network.Set(f.from), network.Set(f.to)
		if a&able == 0 || b&able == 0 || (a|b)&^able != 0 {
			return 0, nil, nil, false
		}
		ka, da := v.logCost(n, a, pi, v.ahead)
		kb, db := v.logCost(n, b, pi, v.ahead)
		_, ea := v.logCost(n, a, pi, v.back)
		_, eb := v.logCost(n, b, pi, v.back)
		value = kb - ka
		for d := range da {
			ahead, back = append(ahead, db[d]-da[d]), append(back, eb[d]-ea[d])
		}
	}
	return value, ahead, back, true
}

// fill says what is known of an alternative as of a year.
func (l *LampPosts) fill(to string, f followed, asof int) lamppost.Alternative {
	p := l.Path.page(asof)
	value, ahead, back, _ := l.on(l.Path, p, f)
	a := lamppost.Alternative{To: to, Measure: f.measure, Gap: value}
	bent := bends(ahead, back)
	for d, why := range p.causes {
		driver := string(why)
		if bent {
			a.Drift = append(a.Drift, lamppost.Push{Driver: driver, PerYear: ahead[d]})
			a.Kink = append(a.Kink, lamppost.Push{Driver: driver, PerYear: back[d]})
		} else {
			a.Drift = append(a.Drift, lamppost.Push{Driver: driver, PerYear: (ahead[d] + back[d]) / 2})
		}
	}
	a.Volatility, a.Years = l.volatility(l.Path, f, asof)
	for _, draw := range l.Draws {
		q := draw.page(asof)
		if q == nil || q.causes == nil || f.book >= len(draw.nodes) {
			continue
		}
		if value, ahead, _, ok := l.on(draw, q, f); ok {
			sd, _ := l.volatility(draw, f, asof)
			a.Draws = append(a.Draws, lamppost.Passage{Gap: value, Drift: sum(ahead), Volatility: sd})
		}
	}
	return a
}

// bends reports whether the two sides of a derivative differ by more than small
// steps make them.
func bends(ahead, back []float64) bool {
	for d := range ahead {
		if math.Abs(ahead[d]-back[d]) > 1e-5+0.01*math.Abs(ahead[d]+back[d]) {
			return true
		}
	}
	return false
}

// fewestSurprises is from how many on the past speaks.
const fewestSurprises = 3

// volatility is the root mean square of surprises up to a year. n of them, whose
// mean is known to be 0, are worth n+1 changes of unknown mean.
func (l *LampPosts) volatility(r *Result, f followed, asof int) (sd float64, years int) {
	squares, n := 0.0, 0
	for i := 1; i < len(r.pages) && r.pages[i].year <= asof; i++ {
		before, moves, _, ok := l.on(r, &r.pages[i-1], f)
		after, _, _, okAfter := l.on(r, &r.pages[i], f)
		switch {
		case f.measure == lamppost.Activity && max(math.Abs(before), math.Abs(after)) == 1:
			continue // one of the two is not at work, and its part cannot move
		case f.measure == lamppost.Leader && !maps.EqualFunc(r.pages[i-1].books[f.book].parts, r.pages[i].books[f.book].parts, func(a, b float64) bool { return (a > 0) == (b > 0) }):
			continue // sets changed: no change of leader inside a set
		}
		if ok && okAfter {
			d := after - before - sum(moves)
			squares, n = squares+d*d, n+1
		}
	}
	least := l.Least
	if f.measure == lamppost.Activity {
		least = 0
	} else if p := r.page(asof); p != nil {
		least = max(least, l.shaken(r, p, f))
	}
	if n < fewestSurprises {
		given := [...]float64{l.OfGaps, l.OfParts, l.OfShares}[f.measure]
		if given == 0 && (l.Shocks == nil || f.measure == lamppost.Activity) {
			given = [...]float64{.02, .1, .05}[f.measure]
		}
		return max(given, least), 0
	}
	if sd = math.Sqrt(squares / float64(n)); sd < least {
		return least, 0
	}
	return sd, n + 1
}
