package mpsge

import (
	"sort"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// function reads a $prod or $demand block.
func (p *program) function(into map[*symbol]*function, kind symbolKind, s section) error {
	rows := p.rows(s)
	l := newLexer(p.block, rows[0].from, rows[0].to)
	x, err := p.subject(l, kind)
	if err != nil {
		return err
	}
	if into[x] != nil {
		return p.fail(s.pos, "a second block of %q", x.id)
	}
	f := &function{}
	into[x] = f
	if err := p.header(f, l); err != nil {
		return err
	}
	letters := map[symbolKind]string{sectorSymbol: "OI", consumerSymbol: "DE"}[kind]
	for _, r := range rows[1:] {
		if err := p.leaf(f, newLexer(p.block, r.from, r.to), letters); err != nil {
			return err
		}
	}
	p.nameNests(f, s)
	return p.settle(f)
}

// A row is a line with those that carry it on.
type row struct{ from, to int }

// rows splits a section into lines with those that carry them on.
func (p *program) rows(s section) []row {
	first := lineEnd(p.block, s.body, s.end)
	out := []row{{s.body, first}}
	for at := first + 1; at < s.end; {
		end := lineEnd(p.block, at, s.end)
		switch {
		case blanks(p.block[at:end], " \t\r") == end-at:
		case p.carried[at]:
			out[len(out)-1].to = end
		default:
			out = append(out, row{at, end})
		}
		at = end + 1
	}
	return out
}

// header reads s:0.5 va:1 m(va):0.3.
func (p *program) header(f *function, l *lexer) error {
	for l.tok.kind != tokEnd {
		if l.tok.kind != tokName {
			return p.fail(l.tok.pos, "found %s, expected the tag of a nest; conditions are not read", l.tok)
		}
		n := &tagged{tag: strings.ToLower(l.tok.text), parent: "s", pos: l.tok.pos}
		if strings.Contains(n.tag, ".") {
			return p.fail(n.pos, "nests over an index, as in %s, are not read", n.tag)
		}
		l.next()
		if l.tok.kind == '(' {
			l.next()
			n.parent, n.given = strings.ToLower(l.tok.text), true
			l.next()
			if err := l.expect(')'); err != nil {
				return err
			}
		}
		if err := l.expect(':'); err != nil {
			return err
		}
		if f.nest(n.tag) != nil || len(f.nests) == mostNests {
			return p.fail(n.pos, "the tag %s stands twice, or it is one of more than %d", n.tag, mostNests)
		}
		var err error
		if n.elasticity, err = p.number(l); err != nil {
			return err
		}
		f.nests = append(f.nests, n)
	}
	return nil
}

// mostNests bounds the nests of a block.
const mostNests = 500

// nest finds a nest by its tag.
func (f *function) nest(tag string) *tagged {
	for _, n := range f.nests {
		if n.tag == tag {
			return n
		}
	}
	return nil
}

// leaf reads I:PL Q:20 P:1.2 A:GOVT T:t va:.
func (p *program) leaf(f *function, l *lexer, letters string) error {
	k := leafLine{pos: l.tok.pos, quantity: cge.Number{Value: 1}, price: cge.Number{Value: 1}}
	letter := strings.ToUpper(l.tok.text)
	if l.tok.kind != tokName || len(letter) != 1 || !strings.Contains(letters, letter) {
		return p.fail(k.pos, "found %s, expected %c: or %c: and a commodity", l.tok, letters[0], letters[1])
	}
	k.letter = letter[0]
	l.next()
	if err := l.expect(':'); err != nil {
		return err
	}
	var err error
	if k.commodity, err = p.subject(l, commoditySymbol); err != nil {
		return err
	}
	seen := map[string]bool{}
	for l.tok.kind != tokEnd {
		if err := p.leafField(f, &k, l, seen); err != nil {
			return err
		}
	}
	f.leaves = append(f.leaves, k)
	return nil
}

// leafField reads one field of a leaf.
func (p *program) leafField(f *function, k *leafLine, l *lexer, seen map[string]bool) error {
	t := l.tok
	key := strings.ToLower(t.text)
	l.next()
	if t.kind != tokName || l.tok.kind != ':' {
		return p.fail(t.pos, "found %s, expected a field such as Q:10; conditions are not read", t)
	}
	l.next()
	if p.isTag(f, key, l) {
		if k.tag != "" {
			return p.fail(t.pos, "a second nest; the first is %s", k.tag)
		}
		k.tag = key
		return nil
	}
	if strings.Contains("qpr", key) && seen[key] {
		return p.fail(t.pos, "a second %s:", t.text)
	}
	seen[key] = true
	var err error
	switch {
	case key == "q":
		k.quantity, err = p.number(l)
	case key == "p" && k.letter != 'E':
		k.price, err = p.number(l)
	case key == "r" && k.letter == 'E':
		k.ration, err = p.subject(l, auxSymbol)
	case key == "a" && (k.letter == 'O' || k.letter == 'I'):
		var to *symbol
		to, err = p.subject(l, consumerSymbol)
		k.taxes = append(k.taxes, taxField{to: to})
	case len(k.taxes) > 0:
		err = p.taxField(&k.taxes[len(k.taxes)-1], key, t, l)
	default:
		err = p.fail(t.pos, "%s: is no field here and no tag of the block's nests", t.text)
	}
	return err
}

// taxField reads T:, N: or M: of the agent before.
func (p *program) taxField(x *taxField, key string, t token, l *lexer) error {
	var into **cge.Number
	switch key {
	case "t":
		into = &x.rate
	case "m":
		into = &x.multiplier
	case "n":
		if x.aux != nil {
			return p.fail(t.pos, "a second %s: of one agent", t.text)
		}
		var err error
		x.aux, err = p.subject(l, auxSymbol)
		return err
	default:
		return p.fail(t.pos, "%s: is no field here and no tag of the block's nests", t.text)
	}
	if *into != nil {
		return p.fail(t.pos, "a second %s: of one agent", t.text)
	}
	n, err := p.number(l)
	*into = &n
	return err
}

// isTag tells the tag a: from the field A:GOVT. The lexer stands after the colon.
func (p *program) isTag(f *function, key string, l *lexer) bool {
	if f.nest(key) == nil {
		return false
	}
	if !strings.Contains("qparnmt", key) || l.tok.kind == tokEnd {
		return true
	}
	ahead := *l
	ahead.next()
	return l.tok.kind == tokName && ahead.tok.kind == ':'
}

// nameNests gives nests the names that comments keep.
func (p *program) nameNests(f *function, s section) {
	var at []int
	for pos := range p.note.nests {
		if pos >= s.pos && pos < s.end {
			at = append(at, pos)
		}
	}
	sort.Ints(at)
	for _, pos := range at {
		if n := f.nest(p.note.nests[pos].tag); n != nil {
			n.name = p.note.nests[pos].name
		}
	}
}

// settle finds on which side every nest stands and refuses what hangs in the air.
func (p *program) settle(f *function) error {
	for _, n := range f.nests {
		n.outputs = n.tag == "t"
	}
	for _, k := range f.leaves {
		if n := f.nest(k.tag); n != nil && k.letter == 'O' && !n.given && n.tag != "s" {
			n.parent = "t"
		}
	}
	for _, n := range f.nests {
		if err := p.climb(f, n); err != nil {
			return err
		}
	}
	for _, k := range f.leaves {
		n := f.nest(k.tag)
		if n != nil && k.letter != 'E' && n.outputs != (k.letter == 'O') {
			return p.fail(k.pos, "the nest %s is on the other side", k.tag)
		}
	}
	return nil
}

// climb follows the parents of a nest to the top.
func (p *program) climb(f *function, n *tagged) error {
	at := n
	for range f.nests {
		if at.tag == "s" || at.tag == "t" || at.parent == "s" || at.parent == "t" {
			n.outputs = at.tag == "t" || at.tag != "s" && at.parent == "t"
			return nil
		}
		up := f.nest(at.parent)
		if up == nil {
			return p.fail(at.pos, "the nest %s stands in %q, which is no nest of the block", at.tag, at.parent)
		}
		at = up
	}
	return p.fail(n.pos, "the nest %s stands in itself", n.tag)
}
