package lamppost

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/choice"
)

// A Book makes an economy with choosing makers watchable: it keeps what
// choice.System.Ahead says of each year and is an [Economy] to [Watch].
//
//	choice ──Solve──▶ sets ──Ahead──▶ gaps and moves ──Book──▶ Producers ──Watch──▶ Table
//
// Drift is the move of a gap along the coming year's steps, by driver. Volatility
// is the root mean square of surprises: what the same gap did beyond its
// announced move in the years that the book holds, whatever set was chosen then.
// A book read as of a year does not look past it.
type Book struct {
	// Volatility, a square-root year, of a gap, of a difference of parts and of a
	// log ratio of shares, where the book holds fewer than three surprises. Zero
	// values mean .02, .1 and .05.
	OfGaps, OfParts, OfShares float64

	// Draws are books of the same economy under other parameters, one for each
	// draw: they are where the interval comes from.
	Draws []*Book

	pages []page
}

// page is one year.
type page struct {
	year    int
	drivers []string
	makers  []choice.Outlook
}

// Write adds a year, later than those before, with the steps that Ahead was
// given.
func (b *Book) Write(year int, steps []choice.Step, makers []choice.Outlook) error {
	if n := len(b.pages); n > 0 && year <= b.pages[n-1].year {
		return fmt.Errorf("lamppost: Book: %d follows %d; years rise", year, b.pages[n-1].year)
	}
	p := page{year: year, makers: slices.Clone(makers)}
	for _, s := range steps {
		p.drivers = append(p.drivers, s.Driver)
	}
	for _, m := range makers {
		for _, n := range m.Near {
			if len(n.Ahead) != len(steps) || len(n.Back) != len(steps) {
				return fmt.Errorf("lamppost: Book: %d has %d steps, but %s looks along %d; give the steps that Ahead was given", year, len(steps), m.Maker, len(n.Ahead))
			}
		}
	}
	b.pages = append(b.pages, p)
	return nil
}

// Producers reads the book as of a year: each maker with the sets around the
// one it uses, and the leader among its options.
func (b *Book) Producers(asof int) ([]Producer, error) {
	pages := b.until(asof)
	if len(pages) == 0 || pages[len(pages)-1].year != asof {
		return nil, fmt.Errorf("the book holds no year %d; it has %v", asof, b.years())
	}
	last := pages[len(pages)-1]
	var out []Producer
	for _, m := range last.makers {
		p := Producer{Name: m.Maker, Chosen: named(m.Chosen.Options)}
		for _, n := range m.Near {
			f := follow{maker: m.Maker, from: m.Chosen.Options, to: n.Options}
			a := Alternative{To: named(n.Options), Gap: n.Gap}
			if n.Runs {
				f.measure, a.Gap = Activity, n.Lead
			}
			p.Alternatives = append(p.Alternatives, b.fill(a, f, asof, last.drivers, n.Ahead, n.Back))
		}
		if l := m.Lead; l != nil {
			f := follow{maker: m.Maker, from: []string{l.Leader}, to: []string{l.Rival}, measure: Leader}
			p.Alternatives = append(p.Alternatives, b.fill(Alternative{To: l.Rival, Gap: l.Log}, f, asof, last.drivers, l.Ahead, l.Back))
		}
		out = append(out, p)
	}
	return out, nil
}

func (b *Book) years() []int {
	var out []int
	for _, p := range b.pages {
		out = append(out, p.year)
	}
	return out
}

func (b *Book) until(asof int) []page {
	n := 0
	for n < len(b.pages) && b.pages[n].year <= asof {
		n++
	}
	return b.pages[:n]
}

func named(options []string) string {
	if len(options) == 0 {
		return "none"
	}
	return strings.Join(options, "+")
}

// fill adds drift, sides, volatility and draws to an alternative.
func (b *Book) fill(a Alternative, f follow, asof int, drivers []string, ahead, back []float64) Alternative {
	a.Measure = f.measure
	bent := false
	for k, d := range drivers {
		a.Drift = append(a.Drift, Push{d, ahead[k]})
		bent = bent || math.Abs(back[k]-ahead[k]) > 1e-9*(1+math.Abs(ahead[k]))
	}
	if bent {
		for k, d := range drivers {
			a.Kink = append(a.Kink, Push{d, back[k]})
		}
	}
	a.Volatility, a.Years = b.volatility(f, asof)
	for _, other := range b.Draws {
		if p, ok := other.passage(f, asof); ok {
			a.Draws = append(a.Draws, p)
		}
	}
	return a
}

// follow names what is followed through the years.
type follow struct {
	maker    string
	from, to []string
	measure  Measure
}

// on reads what is followed on a page, and its announced move.
func (f follow) on(p page) (value, move float64, ok bool) {
	i := slices.IndexFunc(p.makers, func(o choice.Outlook) bool { return o.Maker == f.maker })
	if i < 0 {
		return 0, 0, false
	}
	o := p.makers[i]
	switch f.measure {
	case Activity:
		a, moveA := o.Part(f.from)
		b, moveB := o.Part(f.to)
		return a - b, moveA - moveB, a+b > 0
	case Leader:
		return o.Ratio(f.from[0], f.to[0])
	}
	return o.Gap(f.from, f.to)
}

// fewestSurprises is from how many on the past speaks.
const fewestSurprises = 3

// volatility is the root mean square of surprises. Their mean is known to be 0
// where moves are announced, so n of them are worth n+1 changes of unknown mean.
func (b *Book) volatility(f follow, asof int) (sd float64, years int) {
	sum, n, pages := 0.0, 0, b.until(asof)
	for i := 1; i < len(pages); i++ {
		before, move, ok := f.on(pages[i-1])
		after, _, okAfter := f.on(pages[i])
		if f.measure == Activity && max(math.Abs(before), math.Abs(after)) == 1 {
			continue // one of the two does not run, and its part cannot move
		}
		if ok && okAfter && pages[i].year == pages[i-1].year+1 {
			sum, n = sum+(after-before-move)*(after-before-move), n+1
		}
	}
	if n < fewestSurprises {
		return b.prior(f.measure), 0
	}
	return math.Sqrt(sum / float64(n)), n + 1
}

func (b *Book) prior(m Measure) float64 {
	given := [...]float64{b.OfGaps, b.OfParts, b.OfShares}[m]
	if given == 0 {
		return [...]float64{.02, .1, .05}[m]
	}
	return given
}

// passage is what a draw says of the same pair.
func (b *Book) passage(f follow, asof int) (Passage, bool) {
	pages := b.until(asof)
	if len(pages) == 0 || pages[len(pages)-1].year != asof {
		return Passage{}, false
	}
	value, move, ok := f.on(pages[len(pages)-1])
	sd, _ := b.volatility(f, asof)
	return Passage{Gap: value, Drift: move, Volatility: sd}, ok
}
