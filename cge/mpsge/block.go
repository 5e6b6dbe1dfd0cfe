package mpsge

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A block writes the part of the program between $ontext and $offtext.
type block struct {
	*exporter
	strings.Builder
	place string // at hand, for errors
	made  int    // nests of the place so far
	used  map[string]bool
}

// longestField is where an expression in a field becomes a scalar of its own:
// the preprocessor cuts lines at about 255 characters.
const longestField = 90

// model writes the MPSGE block.
func (x *exporter) model() string {
	b := &block{exporter: x}
	b.put("\n$ontext\n$model:%s", x.name)
	b.list("$sectors:", len(x.d.Producers), func(i int) string { return x.d.Producers[i].Name })
	b.list("$commodities:", len(x.d.Commodities), func(i int) string { return x.d.Commodities[i] })
	b.list("$consumers:", len(x.d.Consumers), func(i int) string { return x.d.Consumers[i].Name })
	b.list("$auxiliary:", len(x.d.Aux), func(i int) string { return x.d.Aux[i].Name })
	for i := range x.d.Producers {
		b.producer(&x.d.Producers[i])
	}
	for i := range x.d.Consumers {
		b.consumer(&x.d.Consumers[i])
	}
	for _, a := range x.d.Aux {
		b.constraint(a)
	}
	b.put("\n$offtext")
	return b.String()
}

func (b *block) put(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }

func (b *block) list(header string, n int, name func(int) string) {
	if n == 0 {
		return
	}
	b.put("\n%s", header)
	for i := range n {
		b.put("  %s", b.names.gams(name(i)))
	}
}

// cannot notes what MPSGE has no words for.
func (b *block) cannot(part, format string, args ...any) {
	b.fail(&Inexpressible{b.place, part, fmt.Sprintf(format, args...)})
}

// A side is a tree of nests under its top tag.
type side struct {
	letter byte // of its leaves: O, I or D
	top    string
	root   *cge.NestView
	tags   map[*cge.NestView]string
	over   string // what divides the quantities, "" for 1
}

func (b *block) producer(p *cge.ProducerView) {
	b.begin(fmt.Sprintf("producer %q", p.Name))
	over := b.parameters(p.Productivity, "its productivity")
	if over == "1" {
		over = ""
	}
	b.sides("$prod:"+b.names.gams(p.Name), side{'O', "t", &p.Out, nil, ""}, side{'I', "s", &p.In, nil, over})
}

func (b *block) begin(place string) {
	b.place, b.made, b.used = place, 0, map[string]bool{"s": true, "t": true}
}

func (b *block) consumer(c *cge.ConsumerView) {
	b.begin(fmt.Sprintf("consumer %q", c.Name))
	b.sides("$demand:"+b.names.gams(c.Name), side{'D', "s", &c.Wants, nil, ""})
	for i := range c.Owns {
		b.endowment(&c.Owns[i], "", "the endowment of ")
	}
	for i := range c.Needs {
		if n := &c.Needs[i]; len(n.Taxes) > 0 {
			b.cannot("the need of "+n.Commodity, "it is taxed, and MPSGE taxes no endowments; buy it through a producer that pays the tax")
		}
		b.endowment(&c.Needs[i], "-", "the need of ")
	}
}

// endowment writes E: lines: what is constant, and what each auxiliary variable
// multiplies.
func (b *block) endowment(n *cge.NestView, sign, part string) {
	f := b.linear(n.Quantity, part+n.Commodity)
	if sign == "-" {
		f, _ = linear{}.negate(f).simple()
	}
	if f.constant != "" {
		b.put("  E:%s  Q:%s", b.names.gams(n.Commodity), b.field(f.constant))
	}
	for _, t := range f.terms {
		b.put("  E:%s  Q:%s  R:%s", b.names.gams(n.Commodity), b.field(t.factor), b.names.gams(t.aux))
	}
}

// sides writes a header with the elasticities, and the leaves.
func (b *block) sides(header string, sides ...side) {
	var head, notes []string
	for i := range sides {
		s := &sides[i]
		s.tags = map[*cge.NestView]string{}
		if !s.root.Leaf() {
			b.tag(s, s.root, "", &head, &notes)
		}
	}
	b.put("")
	b.fields(header, head)
	for _, n := range notes {
		b.put("%s", n)
	}
	for i := range sides {
		s := &sides[i]
		if s.root.Leaf() {
			b.leaf(s, s.root, "")
		}
		b.leaves(s, s.root)
	}
}

// tag names a nest and those inside it for the header.
func (b *block) tag(s *side, n *cge.NestView, parent string, head, notes *[]string) {
	if n.Volume {
		b.cannot("nest "+strconv.Quote(n.Name), "it is a volume nest, whose quantities add up; MPSGE has nests of constant elasticity only")
		return
	}
	if !b.weighs(n) {
		return
	}
	id := s.top
	if parent != "" {
		id = b.newTag(n.Name)
	}
	s.tags[n] = id
	if n.Name != "" && n.Name != id {
		*notes = append(*notes, fmt.Sprintf("*lodestone nest %s %s", id, strconv.Quote(n.Name)))
	}
	label := id
	if parent != "" && parent != "s" {
		label += "(" + parent + ")"
	}
	*head = append(*head, label+":"+b.elasticity(n))
	for i := range n.Inputs {
		if k := &n.Inputs[i]; !k.Leaf() {
			b.tag(s, k, id, head, notes)
		}
	}
}

func (b *block) elasticity(n *cge.NestView) string {
	if p, ok := b.sigma[n]; ok {
		return b.names.gams(p)
	}
	return b.field(b.parameters(n.Elasticity, "the elasticity of nest "+strconv.Quote(n.Name)))
}

// newTag finds a tag of at most four characters, the most that MPSGE takes. A
// single letter could be a field.
func (b *block) newTag(name string) string {
	id := strings.ToLower(name)
	if len(id) < 2 || len(id) > 4 || !isIdentifier(id) || strings.Contains(id, "_") {
		id = ""
	}
	for id == "" || b.used[id] {
		b.made++
		id = "n" + strconv.Itoa(b.made)
	}
	b.used[id] = true
	return id
}

// weighs reports whether a nest has a leaf that is not constantly zero.
func (b *block) weighs(n *cge.NestView) bool {
	if n.Leaf() || n.Volume {
		return n.Volume || n.Quantity.Expr != "" || n.Quantity.Value != 0
	}
	for i := range n.Inputs {
		if b.weighs(&n.Inputs[i]) {
			return true
		}
	}
	return false
}

func (b *block) leaves(s *side, n *cge.NestView) {
	for i := range n.Inputs {
		if k := &n.Inputs[i]; k.Leaf() {
			b.leaf(s, k, s.tags[n])
		} else {
			b.leaves(s, k)
		}
	}
}

func (b *block) leaf(s *side, n *cge.NestView, tag string) {
	if !b.weighs(n) {
		return
	}
	part := map[byte]string{'O': "the output of ", 'I': "the input of ", 'D': "the demand for "}[s.letter] + n.Commodity
	q := b.parameters(n.Quantity, part)
	if s.over != "" {
		q, _ = shorten("(" + q + ")/(" + s.over + ")")
	}
	fields := []string{fmt.Sprintf("%c:%s", s.letter, b.names.gams(n.Commodity)), "Q:" + b.field(q)}
	if p := b.parameters(n.Price, "the reference price in "+part); p != "1" {
		fields = append(fields, "P:"+b.field(p))
	}
	if len(n.Taxes) > 0 && s.letter == 'D' {
		b.cannot(part, "it is taxed, and MPSGE takes no taxes in $demand; buy it through a producer that pays the tax")
	}
	for _, t := range n.Taxes {
		fields = append(fields, b.tax(t, "the tax on "+part)...)
	}
	if tag != "" && tag != "s" && tag != "t" {
		fields = append(fields, tag+":")
	}
	b.fields("  "+fields[0], fields[1:])
}

// fields writes a header or leaf with its fields, a long row on several lines.
func (b *block) fields(row string, fields []string) {
	for _, f := range fields {
		if len(row)+len(f) > 2*longestField {
			b.put("%s", row)
			row = "+ "
		}
		row += "  " + f
	}
	b.put("%s", row)
}

// tax writes a tax: A:GOVT T:t0 N:TAU M:t1, for every further variable again.
func (b *block) tax(t cge.TaxView, part string) []string {
	f := b.linear(t.Rate, part)
	agent := "A:" + b.names.gams(t.To)
	var out []string
	if f.constant != "" {
		out = append(out, agent, "T:"+b.field(f.constant))
	}
	for i, x := range f.terms {
		if i > 0 || f.constant == "" {
			out = append(out, agent)
		}
		out = append(out, "N:"+b.names.gams(x.aux))
		if x.factor != "1" {
			out = append(out, "M:"+b.field(x.factor))
		}
	}
	return out
}

// linear takes a number apart.
func (b *block) linear(n cge.Number, part string) form {
	if n.Expr == "" {
		if n.Value == 0 {
			return form{}
		}
		return form{constant: digitsOf(n.Value)}
	}
	f, err := linearForm(n.Expr, b.roles)
	if err != nil {
		b.cannot(part, "%v", err)
	}
	return f
}

// parameters is a number that depends on parameters alone.
func (b *block) parameters(n cge.Number, part string) string {
	f := b.linear(n, part)
	if len(f.terms) > 0 {
		b.cannot(part, "it depends on the auxiliary variable %q; MPSGE takes parameters there", f.terms[0].aux)
	}
	return f.text()
}

// field writes an expression as the value of a field.
func (b *block) field(text string) string {
	g := b.gams(text)
	if len(g) > longestField {
		return b.helper(text)
	}
	if isIdentifier(g) || g[0] != '-' && numberLength(g) == len(g) {
		return g
	}
	return "(" + g + ")"
}

// helper makes a scalar for a long expression.
func (b *block) helper(text string) string {
	id, ok := b.helpers[text]
	if !ok {
		id = b.names.add("part_"+strconv.Itoa(len(b.helpers)+1), longest)
		b.helpers[text] = id
		b.scalar = append(b.scalar, scalar{"", id, 0, text})
	}
	return id
}

// constraint writes f =G= 0, or f =E= 0 where the variable is not bounded just
// below: GAMS takes an equation for any bounds, an inequality for its own.
func (b *block) constraint(a cge.AuxView) {
	b.begin(fmt.Sprintf("auxiliary variable %q", a.Name))
	x, err := expr.Parse(a.Constraint)
	if err != nil {
		b.fail(err)
		return
	}
	for _, n := range x.Names() {
		if b.needy[n] {
			b.fail(b.incomeOfNeedy(n, fmt.Sprintf("the constraint of %q speaks of it", a.Name)))
		}
	}
	relation := "=E="
	if b.boundedBelow(a) {
		relation = "=G="
	}
	b.put("\n$constraint:%s", b.names.gams(a.Name))
	b.put("%s %s 0;", wrap(x.GAMS(b.names.gams)), relation)
}

// wrap breaks an expression after operators into lines of moderate length.
func wrap(text string) string {
	const width = 100
	var out strings.Builder
	out.WriteString(" ")
	column, before := 0, tokEnd
	for l := newLexer(text, 0, len(text)); l.tok.kind != tokEnd; l.next() {
		end := l.tok.pos + len(l.tok.text)
		if column > width && strings.IndexByte("+-*/,(", before) >= 0 {
			out.WriteString("\n ")
			column = 0
		}
		if column == 0 || text[l.tok.pos-1] == ' ' {
			out.WriteByte(' ')
		}
		out.WriteString(text[l.tok.pos:end])
		column, before = column+len(l.tok.text)+1, l.tok.kind
	}
	return out.String()
}
