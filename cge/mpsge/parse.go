package mpsge

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// A Model is what a program says: an economy, and a scenario for every solve.
type Model struct {
	Name    string // of the model in the program
	Economy *cge.Economy
	// Scenarios are to be solved in turn, each from the one before. Their Set has
	// the scalars whose value differs from that at $sysinclude mpsgeset.
	Scenarios []cge.Scenario
}

// Parse reads a GAMS/MPSGE program; the package comment says which. Errors in the
// program are *SyntaxError. The economy compiles: what package cge says against
// it is an error here.
//
// Only scalars that the model speaks of become parameters. Productivities,
// derived parameters and needs come back as what Export made of them:
// quantities divided, parameters with numbers, negative endowments.
func Parse(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("mpsge: %w", err)
	}
	s, err := scan(string(data))
	if err != nil {
		return nil, err
	}
	p := &program{source: s, symbols: map[string]*symbol{"mps": {kind: reportSymbol}, "mpseps": {kind: reportSymbol}}}
	if err := p.run(); err != nil {
		return nil, err
	}
	if p.model == nil {
		return nil, failAt(s.text, len(s.text), "there is no MPSGE model, which is $ontext, $model:NAME, ..., $offtext and $sysinclude mpsgeset NAME")
	}
	return p.build()
}

// A symbol is something that a program declares.
type symbol struct {
	kind   symbolKind
	name   string // as the economy has it
	id     string // as the program has it
	pos    int
	value  value // of a scalar
	base   value // at $sysinclude
	used   bool  // the model speaks of the scalar
	level  value
	start  float64 // what was assigned to the level before the first solve
	moved  bool    // something was
	lo, up float64
}

type symbolKind uint8

const (
	reportSymbol symbolKind = iota // files, reports: passed over
	scalarSymbol
	modelSymbol
	sectorSymbol
	commoditySymbol
	consumerSymbol
	auxSymbol
)

// variable reports whether a symbol has a level.
func (s *symbol) variable() bool { return s.kind >= sectorSymbol }

// String is the kind in words.
func (k symbolKind) String() string {
	return [...]string{"file or report", "scalar", "model", "sector", "commodity", "consumer", "auxiliary variable"}[k]
}

// A program is executed statement by statement.
type program struct {
	*source
	*lexer
	symbols   map[string]*symbol // by lower case
	scalars   []*symbol          // in order
	variables []*symbol
	model     *modelBlock
	block     string // the program with MPSGE blocks and without comments
	pending   *event // a block that $sysinclude has not taken yet
	snapshots []snapshot
	name      string             // of the next scenario
	starts    map[string]float64 // levels assigned since the last solve
	included  bool               // the numbers were handed on since the last solve
}

// A snapshot is the state at a solve.
type snapshot struct {
	name  string
	value []value // of scalars
	bound []bound // of variables
	start map[string]float64
}

func (p *program) run() error {
	p.block = string(p.clean)
	for _, e := range p.events {
		if e.kind == blockEvent {
			p.blank(e.pos, e.end)
		}
	}
	text := string(p.clean)
	p.lexer = newLexer(text, 0, len(text))
	p.starts = map[string]float64{}
	for {
		if err := p.happen(p.tok.pos); err != nil {
			return err
		}
		switch p.tok.kind {
		case tokEnd:
			return nil
		case ';':
			p.next()
			continue
		}
		if err := p.statement(); err != nil {
			return err
		}
	}
}

// fail is an error in the program as it was written.
func (p *program) fail(pos int, format string, args ...any) error {
	return failAt(p.source.text, pos, format, args...)
}

// happen handles the events before an offset.
func (p *program) happen(before int) error {
	for len(p.events) > 0 && p.events[0].pos < before || p.tok.kind == tokEnd && len(p.events) > 0 {
		e := p.events[0]
		p.events = p.events[1:]
		if err := p.event(e); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) event(e event) error {
	switch e.kind {
	case scenarioEvent:
		p.name = e.word
	case blockEvent:
		if p.pending != nil || p.model != nil {
			return p.fail(e.pos, "a second model; a program of one model is read")
		}
		p.pending = &e
	case setEvent:
		return p.take(e)
	case includeEvent:
		if p.model == nil || !strings.EqualFold(e.word, p.model.name) {
			return p.fail(e.pos, "$include %s.GEN, but no model %s was set up by $sysinclude mpsgeset", e.word, e.word)
		}
		p.included = true
	}
	return nil
}

// take sets up the model of the block that stands before.
func (p *program) take(e event) error {
	if p.pending == nil {
		return p.fail(e.pos, "$sysinclude mpsgeset %s without a model before it", e.word)
	}
	m, err := p.readBlock(*p.pending)
	if err != nil {
		return err
	}
	p.pending = nil
	if !strings.EqualFold(m.name, e.word) {
		return p.fail(e.pos, "$sysinclude mpsgeset %s, but the model before it is called %s", e.word, m.name)
	}
	p.model = m
	for _, s := range p.scalars {
		s.base = s.value
	}
	return nil
}

// declare enters a symbol.
func (p *program) declare(kind symbolKind, t token) (*symbol, error) {
	low := strings.ToLower(t.text)
	if !isIdentifier(t.text) {
		return nil, p.fail(t.pos, "%q is no name: a letter, then letters, digits and underscores, %d at most", t.text, longest)
	}
	if was, taken := p.symbols[low]; taken {
		if was.kind == scalarSymbol && kind == scalarSymbol {
			return was, nil
		}
		return nil, p.fail(t.pos, "%q is a %v already; names are the same in upper and lower case", t.text, was.kind)
	}
	s := &symbol{kind: kind, name: t.text, id: t.text, pos: t.pos, up: math.Inf(1)}
	if name, ok := p.note.names[low]; ok {
		s.name = name
	}
	switch kind {
	case sectorSymbol, commoditySymbol:
		s.level.v = 1
	case consumerSymbol:
		s.level.unknown = t.text + ".l"
	}
	p.symbols[low] = s
	switch {
	case kind == scalarSymbol:
		p.scalars = append(p.scalars, s)
	case s.variable():
		p.variables = append(p.variables, s)
	}
	return s, nil
}

// solve takes a snapshot.
func (p *program) solve() error {
	if p.model != nil && !p.included {
		return p.fail(p.tok.pos, "there is no $include %s.GEN between it and the last solve; the numbers would be old ones", p.model.name)
	}
	p.included = false
	p.next()
	if s := p.symbols[strings.ToLower(p.tok.text)]; s == nil || s.kind != modelSymbol {
		return p.fail(p.tok.pos, "found %s, expected the model to solve", p.tok)
	}
	n := snapshot{name: p.name, start: p.starts}
	if n.name == "" {
		n.name = fmt.Sprintf("solve %d", len(p.snapshots)+1)
	}
	for _, s := range p.scalars {
		n.value = append(n.value, s.value)
	}
	for _, s := range p.variables {
		n.bound = append(n.bound, bound{s.lo, s.up})
		s.level = value{unknown: s.id + ".l"}
	}
	p.snapshots = append(p.snapshots, n)
	p.name, p.starts = "", map[string]float64{}
	return p.skip()
}
