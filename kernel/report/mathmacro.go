package report

import (
	"html"
	"strings"
)

// macro draws the command that was just read.
func (p *texParser) macro(name string) (atom, error) {
	if s, ok := identifiers[name]; ok {
		return atom{ml: leaf("mi", s)}, nil
	}
	if s, ok := operators[name]; ok {
		return operator(s), nil
	}
	if s, ok := bigOperators[name]; ok {
		return atom{ml: leaf("mo", s), limits: !strings.Contains("∫∬∮", s)}, nil
	}
	if s, ok := functions[name]; ok {
		return atom{ml: leaf("mi", s), limits: limitFunctions[name]}, nil
	}
	if w, ok := spaces[name]; ok {
		return space(w), nil
	}
	if s, ok := accents[name]; ok {
		arg, err := p.argument()
		return atom{ml: `<mover accent="true">` + element("mrow", arg) + leaf("mo", s) + "</mover>"}, err
	}
	if alphabet, ok := alphabets[name]; ok {
		text, err := p.letters()
		return atom{ml: leaf("mi", inAlphabet(alphabet, text))}, err
	}
	if ignored[name] {
		return atom{}, nil
	}
	return p.construct(name)
}

// construct draws the commands that take several arguments or open something.
func (p *texParser) construct(name string) (atom, error) {
	switch name {
	case "frac", "dfrac", "tfrac":
		return p.two("mfrac")
	case "sqrt":
		return p.root()
	case "text", "textrm", "textit", "textbf", "mbox":
		s, err := p.literal()
		return atom{ml: leaf("mtext", strings.ReplaceAll(strings.ReplaceAll(s, `\%`, "%"), " ", "\u00a0"))}, err
	case "mathrm", "operatorname", "mathsf", "mathit":
		s, err := p.letters()
		return atom{ml: leaf("mi", s), limits: name == "operatorname"}, err
	case "left":
		return p.fenced()
	case "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr":
		d, err := p.delimiter()
		return operator(d), err
	case "begin":
		return p.environment()
	case "underbrace", "overbrace", "underline":
		return p.braced(name)
	case "stackrel", "overset":
		over, err := p.argument()
		if err != nil {
			return atom{}, err
		}
		base, err := p.argument()
		return atom{ml: element("mover", element("mrow", base)+element("mrow", over))}, err
	case "label", "tag":
		_, err := p.literal()
		return atom{}, err
	}
	return atom{}, p.fail(`\%s is not known here`, name)
}

func (p *texParser) two(name string) (atom, error) {
	a, err := p.argument()
	if err != nil {
		return atom{}, err
	}
	b, err := p.argument()
	return atom{ml: element(name, element("mrow", a)+element("mrow", b))}, err
}

func (p *texParser) root() (atom, error) {
	index := ""
	if p.peek() == '[' {
		p.pos++
		a, err := p.group("]")
		if err != nil {
			return atom{}, err
		}
		index = a.ml
	}
	arg, err := p.argument()
	if index == "" {
		return atom{ml: element("msqrt", arg)}, err
	}
	return atom{ml: element("mroot", element("mrow", arg)+index)}, err
}

// letters is the argument of a command that changes the face: a group of
// plain characters, or one.
func (p *texParser) letters() (string, error) {
	if c := p.peek(); c != '{' && c != '\\' && c != 0 {
		p.pos++
		return string(c), nil
	}
	s, err := p.literal()
	if err == nil && strings.ContainsAny(s, `\^_{}$&`) {
		return "", p.fail("%q holds more than letters", s)
	}
	return strings.ReplaceAll(s, "~", " "), err
}

// inAlphabet maps letters and digits to a mathematical alphabet of Unicode,
// which begins at the given capital, small letter and digit; holes are listed.
func inAlphabet(a alphabet, s string) string {
	return strings.Map(func(r rune) rune {
		if h, ok := a.holes[r]; ok {
			return h
		}
		switch {
		case r >= 'A' && r <= 'Z' && a.capital != 0:
			return a.capital + r - 'A'
		case r >= 'a' && r <= 'z' && a.small != 0:
			return a.small + r - 'a'
		case r >= '0' && r <= '9' && a.digit != 0:
			return a.digit + r - '0'
		}
		return r
	}, s)
}

// delimiter reads a bracket; "." is none.
func (p *texParser) delimiter() (string, error) {
	c := p.peek()
	switch {
	case c == '\\':
		name := p.command()
		if s, ok := operators[name]; ok {
			return s, nil
		}
		return "", p.fail(`\%s is no delimiter`, name)
	case c == '.':
		p.pos++
		return "", nil
	case c != 0 && strings.ContainsRune("()[]|/<>", c):
		p.pos++
		return map[rune]string{'<': "⟨", '>': "⟩"}[c] + strings.Trim(string(c), "<>"), nil
	}
	return "", p.fail("a delimiter is missing")
}

// fenced reads \left( ... \right), whose delimiters grow.
func (p *texParser) fenced() (atom, error) {
	open, err := p.delimiter()
	if err != nil {
		return atom{}, err
	}
	body, err := p.row("right")
	if err != nil {
		return atom{}, err
	}
	p.command()
	end, err := p.delimiter()
	return atom{ml: element("mrow", grown(open)+body+grown(end))}, err
}

// grown is a delimiter as tall as what it encloses.
func grown(s string) string {
	if s == "" {
		return ""
	}
	return `<mo stretchy="true" fence="true">` + html.EscapeString(s) + "</mo>"
}

func (p *texParser) braced(name string) (atom, error) {
	arg, err := p.argument()
	sign, side := map[string]string{"underbrace": "⏟", "overbrace": "⏞", "underline": "_"}[name], "munder"
	if name == "overbrace" {
		side = "mover"
	}
	return atom{ml: element(side, element("mrow", arg)+leaf("mo", sign)), limits: true}, err
}

// environment reads a table: aligned equations, cases or a matrix.
func (p *texParser) environment() (atom, error) {
	name, err := p.literal()
	if err != nil {
		return atom{}, err
	}
	name = strings.TrimSuffix(name, "*")
	env, ok := environments[name]
	if !ok {
		return atom{}, p.fail("environment %q is not known here", name)
	}
	if name == "array" {
		if _, err := p.literal(); err != nil {
			return atom{}, err
		}
	}
	rows, err := p.tableRows(env)
	if err != nil {
		return atom{}, err
	}
	if end, err := p.literal(); err != nil || strings.TrimSuffix(end, "*") != name {
		return atom{}, p.fail(`\end{%s} is missing`, name)
	}
	table := `<mtable displaystyle="true">` + rows + "</mtable>"
	if !env.display {
		table = element("mtable", rows)
	}
	return atom{ml: element("mrow", grown(env.open)+table+grown(env.close))}, nil
}

// tableRows reads cells between & and \\ up to \end, which it reads.
func (p *texParser) tableRows(env environment) (string, error) {
	var rows, cells strings.Builder
	for column := 0; ; column++ {
		body, err := p.row("&")
		if err != nil {
			return "", err
		}
		cells.WriteString(`<mtd style="text-align:` + env.alignment(column) + `">` + body + "</mtd>")
		if p.peek() == '&' {
			p.pos++
			continue
		}
		end := p.command() == "end"
		if !end || cells.Len() > 0 && body != "" || column > 0 {
			rows.WriteString(element("mtr", cells.String()))
		}
		cells.Reset()
		if column = -1; end {
			return rows.String(), nil
		}
	}
}
