package mpsge

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A modelBlock is the MPSGE block as it was read.
type modelBlock struct {
	name        string
	production  map[*symbol]*function
	demand      map[*symbol]*function
	constraints map[*symbol]string // in the language of package expr
}

// A function is a $prod or $demand block.
type function struct {
	nests  []*tagged
	leaves []leafLine
}

// A tagged nest has a tag and a parent; the tops are s and t.
type tagged struct {
	tag, parent, name string
	elasticity        cge.Number
	given             bool // the parent was written
	outputs           bool
	pos               int
}

// A leafLine is a line O:, I:, D: or E: of a block.
type leafLine struct {
	letter    byte
	commodity *symbol
	quantity  cge.Number
	price     cge.Number
	taxes     []taxField
	ration    *symbol
	tag       string
	pos       int
}

type taxField struct {
	to               *symbol
	rate, multiplier *cge.Number
	aux              *symbol
}

// A section is what stands between two $-words of a block.
type section struct {
	word           string
	pos, body, end int // of the $, after the colon, of the next section
}

var sectionWords = words("model sectors commodities consumers auxiliary auxiliaries prod demand constraint report peps")

// readBlock reads the names first, then what is said of them.
func (p *program) readBlock(e event) (*modelBlock, error) {
	sections, err := p.sections(e)
	if err != nil {
		return nil, err
	}
	m := &modelBlock{production: map[*symbol]*function{}, demand: map[*symbol]*function{}, constraints: map[*symbol]string{}}
	for _, s := range sections {
		if err := p.names(m, s); err != nil {
			return nil, err
		}
	}
	for _, s := range sections {
		if err := p.says(m, s); err != nil {
			return nil, err
		}
	}
	return m, p.complete(m)
}

func (p *program) sections(e event) ([]section, error) {
	var out []section
	for at := e.pos; at < e.end; at = 1 + lineEnd(p.block, at, e.end) {
		if p.block[at] != '$' {
			continue
		}
		n := wordLength(p.block[at+1 : e.end])
		word, body := strings.ToLower(p.block[at+1:at+1+n]), at+1+n
		if !sectionWords[word] || body >= e.end || p.block[body] != ':' {
			return nil, p.fail(at, "expected $model:, $sectors:, $commodities:, $consumers:, $auxiliary:, $prod:, $demand:, $constraint: or $report:")
		}
		if len(out) > 0 {
			out[len(out)-1].end = at
		}
		out = append(out, section{word, at, body + 1, e.end})
	}
	return out, nil
}

// names declares what the sections with lists name.
func (p *program) names(m *modelBlock, s section) error {
	kind := map[string]symbolKind{"model": modelSymbol, "sectors": sectorSymbol, "commodities": commoditySymbol,
		"consumers": consumerSymbol, "auxiliary": auxSymbol, "auxiliaries": auxSymbol}[s.word]
	if kind == reportSymbol {
		return nil
	}
	for l := newLexer(p.block, s.body, s.end); l.tok.kind != tokEnd; l.next() {
		if l.tok.kind != tokName {
			return p.fail(l.tok.pos, "found %s, expected a name; indexed names and conditions are not read", l.tok)
		}
		if kind == modelSymbol && m.name != "" {
			return p.fail(l.tok.pos, "the model has a name already, %s", m.name)
		}
		if _, err := p.declare(kind, l.tok); err != nil {
			return err
		}
		if kind == modelSymbol {
			m.name = l.tok.text
		}
	}
	return nil
}

// says reads a section that says something of a name.
func (p *program) says(m *modelBlock, s section) error {
	var err error
	switch s.word {
	case "prod":
		err = p.function(m.production, sectorSymbol, s)
	case "demand":
		err = p.function(m.demand, consumerSymbol, s)
	case "constraint":
		err = p.constraint(m, s)
	}
	return err
}

// subject reads the name a section is about.
func (p *program) subject(l *lexer, kind symbolKind) (*symbol, error) {
	s, err := p.find(l, kind)
	if err == nil {
		l.next()
	}
	return s, err
}

// find looks up the token at hand among the symbols of a kind.
func (p *program) find(l *lexer, kind symbolKind) (*symbol, error) {
	s := p.symbols[strings.ToLower(l.tok.text)]
	if l.tok.kind != tokName || s == nil || s.kind != kind {
		return nil, p.fail(l.tok.pos, "found %s, expected the name of a declared %v", l.tok, kind)
	}
	return s, nil
}

// complete checks that every name has its section.
func (p *program) complete(m *modelBlock) error {
	for _, s := range p.variables {
		switch {
		case s.kind == sectorSymbol && m.production[s] == nil:
			return p.fail(s.pos, "sector %q has no $prod:%s", s.id, s.id)
		case s.kind == consumerSymbol && m.demand[s] == nil:
			return p.fail(s.pos, "consumer %q has no $demand:%s", s.id, s.id)
		case s.kind == auxSymbol && m.constraints[s] == "":
			return p.fail(s.pos, "auxiliary variable %q has no $constraint:%s", s.id, s.id)
		}
	}
	return nil
}

// constraint reads left =G= right as left - right.
func (p *program) constraint(m *modelBlock, s section) error {
	l := newLexer(p.block, s.body, s.end)
	x, err := p.subject(l, auxSymbol)
	if err != nil {
		return err
	}
	if m.constraints[x] != "" {
		return p.fail(s.pos, "a second constraint of %q", x.id)
	}
	left, err := read(l, texts{p.anyName})
	if err != nil {
		return err
	}
	if err := p.relation(l); err != nil {
		return err
	}
	right, err := read(l, texts{p.anyName})
	if err != nil {
		return err
	}
	if l.tok.kind == ';' {
		l.next()
	}
	if l.tok.kind != tokEnd {
		return p.fail(l.tok.pos, "found %s, expected ; at the end of the constraint", l.tok)
	}
	if v, err := shorten(right); err == nil && v == "" {
		right = ""
	} else {
		left = "(" + left + ")-(" + right + ")"
	}
	m.constraints[x], err = canonical(left)
	return l.at(s.pos, err)
}

// relation reads =E=, =G= or =L=: how a constraint binds is told by bounds.
func (p *program) relation(l *lexer) error {
	at := l.tok.pos
	ok := l.tok.kind == '='
	l.next()
	ok = ok && l.tok.kind == tokName && strings.Contains(" e g l n ", " "+strings.ToLower(l.tok.text)+" ")
	l.next()
	ok = ok && l.tok.kind == '='
	l.next()
	if !ok {
		return p.fail(at, "expected =E=, =G= or =L= after the left side")
	}
	return nil
}

// anyName resolves a scalar or variable, parameter a scalar only.
func (p *program) anyName(n string) (string, error) {
	s := p.symbols[strings.ToLower(n)]
	if s == nil || s.kind == modelSymbol || s.kind == reportSymbol {
		return "", fmt.Errorf("%q is no scalar or variable that is declared before the model", n)
	}
	s.used = true
	return quoteName(s.name), nil
}

func (p *program) parameter(n string) (string, error) {
	if s := p.symbols[strings.ToLower(n)]; s == nil || s.kind != scalarSymbol {
		return "", fmt.Errorf("%q is no scalar that is declared before the model", n)
	}
	return p.anyName(n)
}

// number reads the value of a field.
func (p *program) number(l *lexer) (cge.Number, error) {
	at := l.tok.pos
	text, err := read(l, texts{p.parameter})
	if err != nil {
		return cge.Number{}, err
	}
	x, err := expr.Parse(text)
	if err != nil {
		return cge.Number{}, p.fail(at, "the expression is too large")
	}
	if v, ok := x.Constant(); ok {
		return cge.Number{Value: v}, nil
	}
	if len(x.Names()) == 0 {
		return cge.Number{}, p.fail(at, "%s is not a number", x)
	}
	return cge.Number{Expr: x.String()}, nil
}
