package mpsge

import (
	"fmt"
	"math"
	"strings"
)

// passed are statements that say nothing of the model.
var passed = words(`display option options put puttl puthd putclose putpage execute execute_unload abort`)

func (p *program) statement() error {
	if p.tok.kind != tokName {
		return p.fail(p.tok.pos, "found %s, expected a statement", p.tok)
	}
	word := strings.ToLower(p.tok.text)
	switch {
	case word == "scalar" || word == "scalars" || word == "parameter" || word == "parameters":
		return p.declarations()
	case word == "solve":
		return p.solve()
	case word == "file" || word == "files":
		return p.files()
	case passed[strings.SplitN(word, ".", 2)[0]]:
		return p.skip()
	}
	return p.assignment()
}

// skip goes past the end of the statement.
func (p *program) skip() error {
	for p.tok.kind != ';' {
		if p.tok.kind == tokEnd {
			return p.fail(p.tok.pos, "the last statement has no ; at its end")
		}
		p.next()
	}
	p.next()
	return nil
}

// files declares the symbols of files: reports go there.
func (p *program) files() error {
	p.next()
	if p.tok.kind != tokName {
		return p.fail(p.tok.pos, "found %s, expected the symbol of a file", p.tok)
	}
	if _, err := p.declare(reportSymbol, p.tok); err != nil {
		return err
	}
	return p.skip()
}

// declarations reads scalars with texts and values: a raw scan, since texts may
// hold anything but , ; and /.
func (p *program) declarations() error {
	at := p.pos
	var last *symbol
	for {
		at += blanks(p.src[at:], " \t\r\n,")
		switch {
		case at >= len(p.src):
			return p.fail(at, "the declaration has no ; at its end")
		case p.src[at] == ';':
			p.pos = at + 1
			p.next()
			return nil
		case p.src[at] == '/':
			end, err := p.declaredValue(at, last)
			if err != nil {
				return err
			}
			at, last = end, nil
			continue
		}
		n := wordLength(p.src[at:])
		if n == 0 {
			return p.fail(at, "found %q, expected a name, a value between slashes, or ;", p.src[at])
		}
		name := token{tokName, at, p.src[at : at+n]}
		at += n
		s, end, err := p.declared(name, at)
		if err != nil {
			return err
		}
		last, at = s, end
		at += textLength(p.src[at:])
	}
}

// declared enters a scalar, or a report where a domain follows the name.
func (p *program) declared(name token, at int) (*symbol, int, error) {
	open := at + blanks(p.src[at:], " \t")
	if open >= len(p.src) || p.src[open] != '(' {
		s, err := p.declare(scalarSymbol, name)
		return s, at, err
	}
	width := strings.IndexByte(p.src[open:], ')')
	if width < 0 {
		return nil, 0, p.fail(open, "the bracket is not closed")
	}
	s, err := p.declare(reportSymbol, name)
	return s, open + width + 1, err
}

// declaredValue reads /0.1/ and returns where it ends.
func (p *program) declaredValue(at int, s *symbol) (int, error) {
	width := strings.IndexByte(p.src[at+1:], '/')
	switch {
	case s == nil:
		return 0, p.fail(at, "a value without a name before it")
	case width < 0:
		return 0, p.fail(at, "the value has no second slash")
	case s.kind == scalarSymbol:
		l := newLexer(p.src, at+1, at+1+width)
		v, err := read(l, values{p.known})
		if err != nil {
			return 0, err
		}
		if l.tok.kind != tokEnd {
			return 0, p.fail(l.tok.pos, "found %s, expected one number between the slashes", l.tok)
		}
		s.value = v
	}
	return at + width + 2, nil
}

// blanks counts the leading characters of a set.
func blanks(s, set string) int { return len(s) - len(strings.TrimLeft(s, set)) }

// textLength is the length of a describing text: quoted, or up to , ; / or the
// end of the line.
func textLength(s string) int {
	n := blanks(s, " \t")
	if n < len(s) && (s[n] == '"' || s[n] == '\'') {
		if end := strings.IndexByte(s[n+1:], s[n]); end >= 0 {
			return n + end + 2
		}
	}
	if end := strings.IndexAny(s, ",;/\n"); end >= 0 {
		return end
	}
	return len(s)
}

// known is the value of a scalar or level.
func (p *program) known(name string) (value, error) {
	id, suffix, _ := strings.Cut(strings.ToLower(name), ".")
	s := p.symbols[id]
	switch {
	case s == nil:
		return value{}, fmt.Errorf("%q is not declared", name)
	case s.kind == scalarSymbol && suffix == "":
		return s.value, nil
	case s.variable() && suffix == "l":
		return s.level, nil
	case suffix != "":
		return value{unknown: name}, nil
	}
	return value{}, fmt.Errorf("%q is a %v; its value is %s.l", name, s.kind, name)
}

// assignment reads NAME = e, NAME.suffix = e, and passes over those to reports.
func (p *program) assignment() error {
	t := p.tok
	id, suffix, _ := strings.Cut(strings.ToLower(t.text), ".")
	s := p.symbols[id]
	switch {
	case s == nil:
		return p.fail(t.pos, "%q is not declared, and no statement that is read here", t.text)
	case s.kind == reportSymbol || s.kind == modelSymbol:
		return p.skip()
	case s.kind == scalarSymbol && suffix != "" || s.variable() && suffix == "":
		return p.fail(t.pos, "%q is a %v and cannot be assigned like this", t.text, s.kind)
	}
	p.next()
	if p.tok.kind != '=' {
		return p.fail(p.tok.pos, "found %s, expected =; indexed names and conditions are not read", p.tok)
	}
	p.next()
	v, err := p.rightSide(suffix)
	if err != nil {
		return err
	}
	if p.tok.kind != ';' {
		return p.fail(p.tok.pos, "found %s, expected an operator or ;", p.tok)
	}
	p.next()
	return p.assign(s, suffix, v, t.pos)
}

// rightSide reads the value; a bound may be inf.
func (p *program) rightSide(suffix string) (value, error) {
	if suffix == "lo" || suffix == "up" {
		l, sign := *p.lexer, 1
		if l.tok.kind == '+' || l.tok.kind == '-' {
			sign = map[byte]int{'+': 1, '-': -1}[l.tok.kind]
			l.next()
		}
		if l.tok.kind == tokName && strings.EqualFold(l.tok.text, "inf") {
			l.next()
			*p.lexer = l
			return value{v: math.Inf(sign)}, nil
		}
	}
	return read(p.lexer, values{p.known})
}

// assign changes the state.
func (p *program) assign(s *symbol, suffix string, v value, pos int) error {
	switch {
	case s.kind == scalarSymbol:
		s.value = v
		return nil
	case v.unknown != "":
		return p.fail(pos, "%s.%s depends on %s, which only a solution tells", s.id, suffix, v.unknown)
	}
	switch suffix {
	case "l":
		p.startAt(s, v)
		return nil
	case "lo":
		s.lo = v.v
	case "up":
		s.up = v.v
	case "fx":
		s.lo, s.up, s.level = v.v, v.v, v
	default:
		return p.fail(pos, "%s.%s is not read; a variable has .l, .lo, .up and .fx", s.id, suffix)
	}
	return nil
}

// startAt notes an assigned level: of the model before the first solve, of the
// next scenario after it.
func (p *program) startAt(s *symbol, v value) {
	s.level = v
	if len(p.snapshots) == 0 {
		s.moved, s.start = true, v.v
	} else {
		p.starts[s.name] = v.v
	}
}
