package mpsge

import (
	"fmt"
	"strconv"
	"strings"
)

// A token is a piece of a program. Operators and brackets are their own kind;
// '^' is a power.
type token struct {
	kind byte
	pos  int // byte offset
	text string
}

const (
	tokEnd    byte = 0
	tokNumber byte = '0'
	tokName   byte = 'a'
	tokQuoted byte = '`' // a name in backquotes
	tokString byte = '"'
	tokOther  byte = '?'
)

// String describes a token for an error.
func (t token) String() string {
	if t.kind == tokEnd {
		return "the end"
	}
	return strconv.Quote(t.text)
}

// A lexer reads tokens of src up to end. Names may have one suffix, as in PX.l.
type lexer struct {
	src      string
	pos, end int
	tok      token
}

func newLexer(src string, from, to int) *lexer {
	l := &lexer{src: src, pos: from, end: to}
	l.next()
	return l
}

// next reads a token into tok.
func (l *lexer) next() {
	for l.pos < l.end && isSpace(l.src[l.pos]) {
		l.pos++
	}
	rest := l.src[l.pos:l.end]
	switch n := nameLength(rest); {
	case rest == "":
		l.take(tokEnd, 0)
	case n > 0:
		l.take(tokName, n)
	case numberLength(rest) > 0:
		l.take(tokNumber, numberLength(rest))
	case strings.HasPrefix(rest, "**"):
		l.take('^', 2)
	case strings.IndexByte("+-*/(),;=.:$", rest[0]) >= 0:
		l.take(rest[0], 1)
	case rest[0] == '"' || rest[0] == '\'' || rest[0] == '`':
		l.quoted(rest)
	default:
		l.take(tokOther, 1)
	}
}

func (l *lexer) take(kind byte, n int) {
	l.tok = token{kind, l.pos, l.src[l.pos : l.pos+n]}
	l.pos += n
}

// quoted takes a text in quotes; those in backquotes are names, in which a
// doubled backquote stands for one.
func (l *lexer) quoted(rest string) {
	q := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] != q:
		case q == '`' && i+1 < len(rest) && rest[i+1] == q:
			i++
		default:
			l.take(map[bool]byte{true: tokQuoted, false: tokString}[q == '`'], i+1)
			if q == '`' {
				l.tok.text = strings.ReplaceAll(rest[1:i], "``", "`")
			}
			return
		}
	}
	l.take(tokOther, 1)
}

// nameLength is the length of the name that s begins with, suffix included.
func nameLength(s string) int {
	n := wordLength(s)
	if n > 0 && n+1 < len(s) && s[n] == '.' {
		if m := wordLength(s[n+1:]); m > 0 {
			return n + 1 + m
		}
	}
	return n
}

func wordLength(s string) int {
	n := 0
	for n < len(s) && (isLetter(rune(s[n])) || s[n] == '_' || n > 0 && isDigit(rune(s[n]))) {
		n++
	}
	return n
}

// numberLength is the length of the number that s begins with.
func numberLength(s string) int {
	n := digits(s)
	whole := n
	if n < len(s) && s[n] == '.' {
		n += 1 + digits(s[n+1:])
		if n == 1 && whole == 0 {
			return 0
		}
	}
	if n == 0 || n+1 >= len(s) || s[n] != 'e' && s[n] != 'E' {
		return n
	}
	sign := 0
	if s[n+1] == '+' || s[n+1] == '-' {
		sign = 1
	}
	if d := digits(s[n+1+sign:]); d > 0 {
		return n + 1 + sign + d
	}
	return n
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(rune(s[n])) {
		n++
	}
	return n
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// expect passes over a token of the kind.
func (l *lexer) expect(kind byte) error {
	if l.tok.kind != kind {
		return l.failf(l.tok.pos, "found %s, expected %q", l.tok, kind)
	}
	l.next()
	return nil
}

// failf makes an error at an offset.
func (l *lexer) failf(pos int, format string, args ...any) error {
	return failAt(l.src, pos, format, args...)
}

// at gives a place to an error that has none.
func (l *lexer) at(pos int, err error) error {
	switch err.(type) {
	case nil, *SyntaxError, *Inexpressible:
		return err
	}
	return failAt(l.src, pos, "%v", err)
}

func failAt(src string, pos int, format string, args ...any) error {
	before := src[:min(pos, len(src))]
	line := 1 + strings.Count(before, "\n")
	return &SyntaxError{line, len(before) - strings.LastIndexByte(before, '\n'), fmt.Sprintf(format, args...)}
}
