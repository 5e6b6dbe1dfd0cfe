package pathway

import (
	"slices"

	"github.com/lodestone-model/lodestone/mfa"
)

// A ledger is the material side of a path: every cohort, and what waits to be
// scrap. The market of a year finds what begin tells; close writes what it
// decided.
type ledger struct {
	m      *Model
	books  []*cohortBook // uses, then services
	second []*cohortBook // units in second life: nominal units, one option
	carry  []flow        // by book: collected first-year failures, scrap of the next year
}

// A flow is an amount of units and the minerals they hold.
type flow struct {
	units float64
	metal []float64
}

func (f *flow) add(units float64, content []float64) {
	f.units += units
	for i, a := range content {
		f.metal[i] += units * a
	}
}

// found is what a year's market finds.
type found struct {
	surviving [][]float64 // [book][option] of earlier cohorts, at the end of the year
	retired   [][]float64 // [book][option]
	kept      [][]float64 // [book][option] share of this year's cohort that stands at its end
	scrap     []flow      // [book] collected and not fit for a second life
	fit       []flow      // [second life] eligible units, nominal
	useful    []float64   // [second life] in second life already, useful units
	keptAgain []float64   // [second life] as kept
	lost      []float64   // mineral not collected
}

func (m *Model) newLedger() (*ledger, error) {
	s := m.spec
	l := &ledger{m: m}
	tech := m.given(0)
	age := s.Age
	if age == 0 {
		age = mfa.MidYear
	}
	for b := range s.books() {
		life := m.lives(b, tech)
		book, err := newBook(s.bookName(b), s.Years, age, s.bookUnits(b), s.bookHistory(b), life)
		if err != nil {
			return nil, err
		}
		for c := range book.early {
			book.content[c] = m.contentOf(b, tech)
			book.fit[c] = m.fitOf(b, tech)
		}
		l.books = append(l.books, book)
		l.carry = append(l.carry, m.noFlow())
	}
	for i := range s.SecondLife {
		again := &s.SecondLife[i]
		life := []mfa.Lifetime{mfa.WeibullOf(again.Life, again.Shape)}
		book, err := newBook(again.From+" in "+again.To, s.Years, age, []string{"second life"}, nil, life)
		if err != nil {
			return nil, err
		}
		l.second = append(l.second, book)
	}
	return l, nil
}

func (m *Model) noFlow() flow { return flow{metal: make([]float64, len(m.spec.Minerals))} }

// contentOf is what new units of a book hold, [option][mineral].
func (m *Model) contentOf(b int, tech *technology) [][]float64 {
	var out [][]float64
	for _, name := range m.spec.bookUnits(b) {
		out = append(out, tech.content[m.ix.unit[name]])
	}
	return out
}

// fitOf is the share of new units of a book that will be fit for a second life;
// nil where there is none.
func (m *Model) fitOf(b int, tech *technology) []float64 {
	for i := range m.spec.SecondLife {
		if m.spec.SecondLife[i].From == m.spec.bookName(b) {
			return tech.fit[i]
		}
	}
	return nil
}

// begin opens a year.
func (l *ledger) begin(t int, tech *technology) (*found, error) {
	m := l.m
	f := &found{lost: make([]float64, len(m.spec.Minerals))}
	for range m.spec.SecondLife {
		f.fit = append(f.fit, m.noFlow())
	}
	for b, book := range l.books {
		if err := book.begin(t, m.lives(b, tech)); err != nil {
			return nil, err
		}
		f.surviving = append(f.surviving, book.surviving())
		f.kept = append(f.kept, book.kept)
		f.scrap = append(f.scrap, flow{l.carry[b].units, slices.Clone(l.carry[b].metal)})
		l.retire(b, t, f)
	}
	for i := range m.spec.SecondLife {
		if err := l.beginAgain(i, t, f); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// retire sends what leaves a book to scrap, to second life, or nowhere.
func (l *ledger) retire(b, t int, f *found) {
	book, collection := l.books[b], l.m.spec.Collection
	out := make([]float64, book.options.Len())
	to := l.m.goesTo(b)
	for c, row := range book.leaving(t) {
		for k, q := range row {
			content := book.content[c][k]
			out[k] += q
			fit := 0.0
			if to >= 0 {
				fit = collection * book.fit[c][k] * q
				f.fit[to].add(fit, content)
			}
			f.scrap[b].add(collection*q-fit, content)
			for i, a := range content {
				f.lost[i] += (1 - collection) * q * a
			}
		}
	}
	f.retired = append(f.retired, out)
}

// goesTo is the second life that a book feeds, -1 if none.
func (m *Model) goesTo(b int) int {
	for i := range m.spec.SecondLife {
		if m.spec.SecondLife[i].From == m.spec.bookName(b) {
			return i
		}
	}
	return -1
}

// beginAgain opens a year of units in second life; what leaves is scrap of the
// use that they came from.
func (l *ledger) beginAgain(i, t int, f *found) error {
	s := &l.m.spec.SecondLife[i]
	book := l.second[i]
	if err := book.begin(t, []mfa.Lifetime{mfa.WeibullOf(s.Life, s.Shape)}); err != nil {
		return err
	}
	f.useful = append(f.useful, s.Health*book.surviving()[0])
	f.keptAgain = append(f.keptAgain, book.kept[0])
	from := l.m.ix.use[s.From]
	for c, row := range book.leaving(t) {
		f.scrap[from].add(l.m.spec.Collection*row[0], book.content[c][0])
		for j, a := range book.content[c][0] {
			f.lost[j] += (1 - l.m.spec.Collection) * row[0] * a
		}
	}
	return nil
}

// close writes the cohorts of a year: what entered by book and option, and
// useful units that began a second life. It returns what is lost of first-year
// failures.
func (l *ledger) close(t int, tech *technology, f *found, entered [][]float64, again []float64) ([]float64, error) {
	m := l.m
	lost := make([]float64, len(m.spec.Minerals))
	fail := func(b int, units float64, content []float64) {
		l.carry[b].add(m.spec.Collection*units, content)
		for i, a := range content {
			lost[i] += (1 - m.spec.Collection) * units * a
		}
	}
	for b, book := range l.books {
		content := m.contentOf(b, tech)
		if err := book.enter(t, entered[b], content, m.fitOf(b, tech)); err != nil {
			return nil, err
		}
		l.carry[b] = m.noFlow()
		for k, x := range entered[b] {
			fail(b, x*(1-book.kept[k]), content[k])
		}
	}
	for i := range m.spec.SecondLife {
		s := &m.spec.SecondLife[i]
		nominal := again[i] / s.Health
		content := make([]float64, len(m.spec.Minerals))
		if f.fit[i].units > 0 {
			for j, v := range f.fit[i].metal {
				content[j] = v / f.fit[i].units
			}
		}
		if err := l.second[i].enter(t, []float64{nominal}, [][]float64{content}, nil); err != nil {
			return nil, err
		}
		fail(m.ix.use[s.From], nominal*(1-l.second[i].kept[0]), content)
	}
	return lost, nil
}
