package report

import (
	"fmt"
	"html"
	"strings"
	"unicode"
)

// mathML turns a TeX formula into MathML, which browsers draw without scripts
// or fonts of our own. It knows what economics and material flow analysis
// write: scripts, fractions, roots, accents, sums, Greek, delimiters, text,
// and the aligned, cases and matrix environments. Whatever else it meets is an
// error, and the formula is then shown as TeX.
func mathML(tex string, display bool) (string, error) {
	p := &texParser{src: []rune(tex), display: display}
	body, err := p.row("")
	if err != nil {
		return "", err
	}
	mode := ""
	if display {
		mode = ` display="block"`
	}
	return fmt.Sprintf(`<math%s><semantics><mrow>%s</mrow><annotation encoding="application/x-tex">%s</annotation></semantics></math>`,
		mode, body, html.EscapeString(strings.TrimSpace(tex))), nil
}

// maxDepth bounds nesting, so that no input exhausts the stack.
const maxDepth = 60

// A texParser reads one formula.
type texParser struct {
	src     []rune
	pos     int
	depth   int
	display bool
}

// An atom is a piece of MathML; limits stand above and below a sum or max, and
// beside anything else.
type atom struct {
	ml     string
	limits bool
}

func (p *texParser) fail(format string, args ...any) error {
	return fmt.Errorf("TeX at character %d: %s", p.pos+1, fmt.Sprintf(format, args...))
}

func (p *texParser) blanks() {
	for p.pos < len(p.src) && unicode.IsSpace(p.src[p.pos]) {
		p.pos++
	}
}

// peek is the next character after blanks, 0 at the end.
func (p *texParser) peek() rune {
	if p.blanks(); p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

// command reads the name after a backslash: letters, or one other character.
func (p *texParser) command() string {
	p.pos++
	start := p.pos
	for p.pos < len(p.src) && isLetter(p.src[p.pos]) {
		p.pos++
	}
	if p.pos == start && p.pos < len(p.src) {
		p.pos++
	}
	return string(p.src[start:p.pos])
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// lookahead is the command that stands next, without reading it.
func (p *texParser) lookahead() string {
	if p.peek() != '\\' {
		return ""
	}
	at := p.pos
	name := p.command()
	p.pos = at
	return name
}

// row reads atoms up to a closing mark, which it leaves: "}", "]", "&" for a
// cell of a table, "right", or the end of the formula for "".
func (p *texParser) row(until string) (string, error) {
	if p.depth++; p.depth > maxDepth {
		return "", p.fail("nested deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	var b strings.Builder
	for {
		if p.closes(until) {
			return b.String(), nil
		}
		if p.peek() == 0 {
			return "", p.fail("%q is missing", until)
		}
		a, err := p.scripted()
		if err != nil {
			return "", err
		}
		b.WriteString(a)
	}
}

// closes reports whether the closing mark of a row stands next.
func (p *texParser) closes(until string) bool {
	switch c := p.peek(); until {
	case "":
		return c == 0
	case "&":
		name := p.lookahead()
		return c == '&' || name == `\` || name == "end"
	case "right":
		return p.lookahead() == "right"
	default:
		return string(c) == until
	}
}

// scripted reads an atom with its subscript, superscript and primes.
func (p *texParser) scripted() (string, error) {
	base, err := p.atom()
	if err != nil {
		return "", err
	}
	var sub, sup string
	for {
		switch c := p.peek(); {
		case c == '\'':
			p.pos++
			sup += "<mo>′</mo>"
		case c == '^' || c == '_':
			p.pos++
			arg, err := p.argument()
			if err != nil {
				return "", err
			}
			if into := map[rune]*string{'^': &sup, '_': &sub}[c]; *into == "" || c == '^' {
				*into += arg
			} else {
				return "", p.fail("two subscripts")
			}
		case p.lookahead() == "limits" || p.lookahead() == "nolimits":
			base.limits = p.command() == "limits"
		default:
			return attach(base, sub, sup, p.display), nil
		}
	}
}

// attach sets scripts beside their base, or above and below it.
func attach(base atom, sub, sup string, display bool) string {
	names := [3]string{"msub", "msup", "msubsup"}
	if base.limits && display {
		names = [3]string{"munder", "mover", "munderover"}
	}
	row := func(s string) string { return "<mrow>" + s + "</mrow>" }
	switch {
	case sub != "" && sup != "":
		return element(names[2], base.ml+row(sub)+row(sup))
	case sub != "":
		return element(names[0], base.ml+row(sub))
	case sup != "":
		return element(names[1], base.ml+row(sup))
	}
	return base.ml
}

func element(name, body string) string { return "<" + name + ">" + body + "</" + name + ">" }

// leaf is an element that holds text.
func leaf(name, text string) string { return element(name, html.EscapeString(text)) }

// argument reads what a command or script applies to: a group or one atom, of
// a number the first digit.
func (p *texParser) argument() (string, error) {
	switch c := p.peek(); {
	case c == 0:
		return "", p.fail("an argument is missing")
	case unicode.IsDigit(c):
		p.pos++
		return leaf("mn", string(c)), nil
	}
	a, err := p.atom()
	return a.ml, err
}

// atom reads the next piece without its scripts.
func (p *texParser) atom() (atom, error) {
	switch c := p.peek(); {
	case c == '{':
		p.pos++
		return p.group("}")
	case c == '\\':
		return p.macro(p.command())
	case unicode.IsDigit(c):
		return p.number(), nil
	case unicode.IsLetter(c):
		p.pos++
		return atom{ml: leaf("mi", string(c))}, nil
	case c == '}' || c == '&' || c == '^' || c == '_' || c == '#' || c == '$' || c == '%':
		return atom{}, p.fail("%q stands alone", c)
	case c == '~':
		p.pos++
		return space("0.33em"), nil
	default:
		p.pos++
		return operator(string(c)), nil
	}
}

// group reads a row and its closing mark.
func (p *texParser) group(until string) (atom, error) {
	body, err := p.row(until)
	p.pos++
	return atom{ml: element("mrow", body)}, err
}

func (p *texParser) number() atom {
	start := p.pos
	for p.pos < len(p.src) && (unicode.IsDigit(p.src[p.pos]) || p.src[p.pos] == '.' && p.pos+1 < len(p.src) && unicode.IsDigit(p.src[p.pos+1])) {
		p.pos++
	}
	return atom{ml: leaf("mn", string(p.src[start:p.pos]))}
}

// operator is a sign; delimiters keep their size unless \left made them grow.
func operator(s string) atom {
	switch s {
	case "-":
		s = "−"
	case "*":
		s = "∗"
	case "(", ")", "[", "]", "{", "}", "|", "‖", "⟨", "⟩", "⌊", "⌋", "⌈", "⌉":
		return atom{ml: `<mo stretchy="false">` + html.EscapeString(s) + "</mo>"}
	}
	return atom{ml: leaf("mo", s)}
}

func space(width string) atom { return atom{ml: `<mspace width="` + width + `"/>`} }

// literal reads the text of a group as it stands.
func (p *texParser) literal() (string, error) {
	if p.peek() != '{' {
		return "", p.fail("a text in braces is missing")
	}
	start, depth := p.pos+1, 0
	for ; p.pos < len(p.src); p.pos++ {
		switch p.src[p.pos] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				p.pos++
				return string(p.src[start : p.pos-1]), nil
			}
		}
	}
	return "", p.fail("a closing brace is missing")
}
