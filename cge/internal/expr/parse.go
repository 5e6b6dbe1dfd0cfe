package expr

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A SyntaxError says where a text is no expression and what was expected there.
type SyntaxError struct {
	Src    string // the whole text
	Column int    // in characters, the first is 1
	Msg    string // what is wrong and what was expected
}

// Error gives the column, the reason and the text with a caret under the place.
func (e *SyntaxError) Error() string {
	line, caret := e.excerpt()
	return fmt.Sprintf("expr: column %d: %s\n\t%s\n\t%s^", e.Column, e.Msg, line, strings.Repeat(" ", caret))
}

// excerpt cuts the text to some characters around the column; caret is where
// the column is in it.
func (e *SyntaxError) excerpt() (line string, caret int) {
	const around = 32
	chars := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, e.Src))
	at := min(e.Column-1, len(chars))
	from, to := max(0, at-around), min(len(chars), at+around)
	line, caret = string(chars[from:to]), at-from
	if from > 0 {
		line, caret = "..."+line, caret+3
	}
	if to < len(chars) {
		line += "..."
	}
	return line, caret
}

// maxLevel bounds the recursion of the parser: brackets that add nothing to the
// tree count here. The text of a tree of maxDepth needs at most 3 levels for
// each of its own.
const maxLevel = 4 * maxDepth

// parser is a recursive descent with one token of look-ahead. After the first
// error the rest of the text is skipped, so that every loop ends.
type parser struct {
	src   string
	pos   int
	tok   token
	level int
	err   *SyntaxError
}

// Parse reads an expression; the package comment has the language. The error is
// a *SyntaxError. Nesting of more than 1000 levels is one.
func Parse(src string) (*Expr, error) {
	p := &parser{src: src}
	p.advance()
	e := p.sum()
	if p.tok.kind != tokEnd {
		p.failAfter("the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

// fail keeps the first error and jumps to the end of the text.
func (p *parser) fail(at int, format string, args ...any) {
	if p.err == nil {
		p.err = &SyntaxError{Src: p.src, Column: 1 + utf8.RuneCountInString(p.src[:at]), Msg: fmt.Sprintf(format, args...)}
	}
	p.pos, p.tok = len(p.src), token{at: len(p.src)}
}

// failAfter reports a token that cannot follow an operand.
func (p *parser) failAfter(want string) {
	hint := ""
	switch p.tok.kind {
	case tokName, tokQuoted, tokNumber, '(':
		hint = "; a product needs its *, a name with a space its backquotes"
	}
	p.fail(p.tok.at, "found %s, expected an operator or %s%s", p.tok, want, hint)
}

// expect reads a bracket or comma.
func (p *parser) expect(kind byte) {
	if p.tok.kind != kind {
		p.failAfter(strconv.Quote(string(kind)))
		return
	}
	p.advance()
}

// enter goes one level down; the caller defers leave.
func (p *parser) enter() *parser {
	if p.level++; p.level > maxLevel {
		p.fail(p.tok.at, "nested more than %d deep: give a part its own equation", maxDepth)
	}
	return p
}

func (p *parser) leave() { p.level-- }

// made checks the depth of a new node.
func (p *parser) made(e *Expr) *Expr {
	if e.depth > maxDepth {
		p.fail(p.tok.at, "nested more than %d deep: give a part its own equation", maxDepth)
		return Const(0)
	}
	return e
}

func (p *parser) sum() *Expr     { return p.chain(sum, '+', '-', p.product) }
func (p *parser) product() *Expr { return p.chain(product, '*', '/', p.unary) }

// chain reads next {op next} into one node; one in brackets at its start is
// carried on, as the grouping is from the left anyway.
func (p *parser) chain(k kind, op1, op2 byte, next func() *Expr) *Expr {
	e := next()
	for p.tok.kind == op1 || p.tok.kind == op2 {
		op := p.tok.kind
		p.advance()
		arg := next()
		if e.kind != k {
			e = node(&Expr{kind: k, args: []*Expr{e}})
		}
		e.args, e.ops, e.depth = append(e.args, arg), append(e.ops, op), max(e.depth, arg.depth+1)
	}
	return p.made(e)
}

// unary reads signs: they stand before a whole power.
func (p *parser) unary() *Expr {
	switch p.tok.kind {
	case '-', '+':
		minus := p.tok.kind == '-'
		p.advance()
		defer p.enter().leave()
		e := p.unary()
		if minus {
			return p.made(negate(e))
		}
		return e
	}
	return p.power()
}

// power reads operand [** exponent]; the exponent may have a sign and a power.
func (p *parser) power() *Expr {
	base := p.operand()
	if p.tok.kind != '^' {
		return base
	}
	p.advance()
	defer p.enter().leave()
	return p.made(node(&Expr{kind: power, args: []*Expr{base, p.unary()}}))
}

// operand reads a number, a name, a call or a bracket.
func (p *parser) operand() *Expr {
	t := p.tok
	switch t.kind {
	case tokNumber:
		p.advance()
		return Const(t.value)
	case tokName, tokQuoted:
		p.advance()
		if t.kind == tokName && p.tok.kind == '(' {
			return p.call(t)
		}
		return newName(unquote(t))
	case '(':
		p.advance()
		defer p.enter().leave()
		e := p.sum()
		p.expect(')')
		return e
	}
	p.fail(t.at, `found %s, expected a number, a name, a function, - or "("`, t)
	return Const(0)
}

// call reads the arguments of a function and checks their number.
func (p *parser) call(t token) *Expr {
	f, known := functions[t.text]
	if !known {
		p.fail(t.at, "unknown function %q%s; known are %s", t.text, nearFunction(t.text), strings.Join(functionNames, ", "))
		return Const(0)
	}
	defer p.enter().leave()
	p.advance()
	args := []*Expr{p.sum()}
	for p.tok.kind == ',' {
		p.advance()
		args = append(args, p.sum())
	}
	p.expect(')')
	if len(args) != f.args && !(f.more && len(args) > f.args) {
		p.fail(t.at, "%s has %d argument(s), expected %s", t.text, len(args), f.takes())
	}
	if t.text == "pow" {
		return p.made(node(&Expr{kind: power, args: args}))
	}
	return p.made(node(&Expr{kind: call, name: t.text, args: args}))
}
