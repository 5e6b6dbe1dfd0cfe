package expr

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a piece of the source. Operators and brackets are their own kind;
// '^' stands for both ways to write a power.
type token struct {
	kind  byte // one of + - * / ^ ( ) , and the kinds below
	at    int  // byte offset in the source
	text  string
	value float64
}

const (
	tokEnd    byte = 0
	tokNumber byte = '0'
	tokName   byte = 'a'
	tokQuoted byte = '`'
)

// String describes a token for an error.
func (t token) String() string {
	if t.kind == tokEnd {
		return "the end"
	}
	return strconv.Quote(t.text)
}

// advance reads the next token into p.tok.
func (p *parser) advance() {
	if p.err != nil {
		return
	}
	rest := strings.TrimLeft(p.src[p.pos:], " \t\r\n")
	p.pos = len(p.src) - len(rest)
	p.tok = token{at: p.pos}
	if rest == "" {
		return
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case strings.HasPrefix(rest, "**"):
		p.take('^', 2)
	case strings.IndexByte("+-*/^(),", rest[0]) >= 0:
		p.take(rest[0], 1)
	case rest[0] == '`':
		p.quoted(rest)
	case isDigit(rest[0]) || rest[0] == '.' && len(rest) > 1 && isDigit(rest[1]):
		p.number(rest)
	case isLetter(r):
		p.take(tokName, nameLen(rest))
	default:
		p.strange(r)
	}
}

// take makes a token of the next n bytes.
func (p *parser) take(kind byte, n int) {
	p.tok = token{kind: kind, at: p.pos, text: p.src[p.pos : p.pos+n]}
	p.pos += n
}

// number reads digits, a point and an exponent.
func (p *parser) number(rest string) {
	n := digits(rest)
	if n < len(rest) && rest[n] == '.' {
		n += 1 + digits(rest[n+1:])
	}
	if e := exponentLen(rest[n:]); e > 0 {
		n += e
	}
	p.take(tokNumber, n)
	v, err := strconv.ParseFloat(p.tok.text, 64)
	if err != nil {
		p.fail(p.tok.at, "the number %s is too large for a 64-bit float (at most 1.8e308)", p.tok.text)
		return
	}
	p.tok.value = v
}

// exponentLen is the length of e-3 at the start of s, 0 when there is none.
func exponentLen(s string) int {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	n := 1
	if n < len(s) && (s[n] == '+' || s[n] == '-') {
		n++
	}
	d := digits(s[n:])
	if d == 0 {
		return 0
	}
	return n + d
}

// quoted reads a name in backquotes; a doubled backquote stands for one.
func (p *parser) quoted(rest string) {
	end := 1
	for end < len(rest) {
		i := strings.IndexByte(rest[end:], '`')
		if i < 0 {
			break
		}
		end += i + 1
		if end < len(rest) && rest[end] == '`' {
			end++
			continue
		}
		if end == 2 {
			p.fail(p.pos, "an empty name in backquotes")
			return
		}
		p.take(tokQuoted, end)
		return
	}
	p.fail(p.pos, "a name that starts with a backquote has no backquote at its end")
}

// unquote returns the name that a token stands for.
func unquote(t token) string {
	if t.kind == tokQuoted {
		return strings.ReplaceAll(t.text[1:len(t.text)-1], "``", "`")
	}
	return t.text
}

// strange explains a character that no expression holds.
func (p *parser) strange(r rune) {
	switch r {
	case '"', '\'':
		p.fail(p.pos, "unexpected %q: names with other characters stand in backquotes", r)
	case '=', '<', '>':
		p.fail(p.pos, "unexpected %q: an expression compares nothing; write left - right", r)
	case '[', '{':
		p.fail(p.pos, "unexpected %q: use round brackets", r)
	case '\u2212':
		p.fail(p.pos, "unexpected %q: write the minus as -", r)
	default:
		p.fail(p.pos, "unexpected %q: expected a number, a name, an operator or a bracket", r)
	}
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(r rune) bool { return r == '_' || r != utf8.RuneError && unicode.IsLetter(r) }

// digits counts the digits at the start of s.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// nameLen is the length in bytes of the plain name at the start of s, 0 when
// there is none. A dot at the end is no part of it.
func nameLen(s string) int {
	n := 0
	for i, r := range s {
		switch {
		case isLetter(r) || i > 0 && unicode.IsDigit(r):
			n = i + utf8.RuneLen(r)
		case i > 0 && r == '.':
		default:
			return n
		}
	}
	return n
}
