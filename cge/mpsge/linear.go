package mpsge

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A form is an expression that is linear in auxiliary variables: texts in the
// language of package expr that speak of parameters only.
type form struct {
	constant string // "" is zero
	terms    []term
}

type term struct {
	aux, factor string
}

// A role is what a name stands for.
type role uint8

const (
	unknownName role = iota
	parameterName
	auxName
	levelName
	priceName
	incomeName
)

// String is the role in words.
func (r role) String() string {
	return [...]string{"unknown name", "parameter", "auxiliary variable", "level of producer", "price of", "income of"}[r]
}

// linear is the algebra of forms.
type linear struct{ roles map[string]role }

var _ algebra[form] = linear{}

// linearForm takes an expression of package expr apart.
func linearForm(text string, roles map[string]role) (form, error) {
	x, err := expr.Parse(text)
	if err != nil {
		return form{}, err
	}
	text = x.GAMS(func(n string) string { return "`" + strings.ReplaceAll(n, "`", "``") + "`" })
	f, err := read(newLexer(text, 0, len(text)), linear{roles})
	if err != nil {
		return form{}, err
	}
	return f.simple()
}

// simple shortens the texts; what is zero vanishes.
func (f form) simple() (form, error) {
	var out form
	var err error
	if out.constant, err = shorten(f.constant); err != nil {
		return out, err
	}
	for _, t := range f.terms {
		factor, err := shorten(t.factor)
		if err != nil {
			return out, err
		}
		if factor != "" {
			out.terms = append(out.terms, term{t.aux, factor})
		}
	}
	return out, nil
}

// shorten computes what has no names.
func shorten(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	x, err := expr.Parse(text)
	if err != nil {
		return "", err
	}
	switch v, ok := x.Constant(); {
	case !ok && len(x.Names()) == 0:
		return "", fmt.Errorf("%s is not a number", x)
	case !ok:
		return x.String(), nil
	case v == 0:
		return "", nil
	default:
		return expr.Const(v).String(), nil
	}
}

func (linear) number(text string) (form, error) { return form{constant: text}, nil }

func (l linear) name(n string) (form, error) {
	switch r := l.roles[n]; r {
	case parameterName:
		return form{constant: quoteName(n)}, nil
	case auxName:
		return form{terms: []term{{n, "1"}}}, nil
	default:
		return form{}, fmt.Errorf("it depends on the %v %q; MPSGE takes parameters and auxiliary variables there: give it an auxiliary variable whose constraint says the same", r, n)
	}
}

func (linear) negate(a form) form {
	return a.each(func(s string) string { return "-(" + s + ")" })
}

// each maps the texts that are not zero.
func (f form) each(to func(string) string) form {
	out := form{}
	if f.constant != "" {
		out.constant = to(f.constant)
	}
	for _, t := range f.terms {
		out.terms = append(out.terms, term{t.aux, to(t.factor)})
	}
	return out
}

func (l linear) binary(op byte, a, b form) (form, error) {
	switch {
	case op == '+':
		return a.plus(b), nil
	case op == '-':
		return a.plus(l.negate(b)), nil
	case op == '*' && len(a.terms) == 0:
		return b.times("*", a.text(), true), nil
	case op == '*' && len(b.terms) == 0:
		return a.times("*", b.text(), false), nil
	case op == '/' && len(b.terms) == 0:
		return a.times("/", b.text(), false), nil
	case op == '^' && len(a.terms)+len(b.terms) == 0:
		return form{constant: "(" + a.text() + ")**(" + b.text() + ")"}, nil
	}
	return form{}, fmt.Errorf("it is not linear in %s; give it an auxiliary variable whose constraint says the same", join(a, b))
}

// join lists the auxiliary variables of forms.
func join(forms ...form) string {
	var out []string
	for _, f := range forms {
		for _, t := range f.terms {
			out = append(out, t.aux)
		}
	}
	return strings.Join(out, " and ")
}

func (f form) text() string {
	if f.constant == "" {
		return "0"
	}
	return f.constant
}

func (f form) plus(g form) form {
	f = f.each(func(s string) string { return s })
	switch {
	case f.constant == "":
		f.constant = g.constant
	case g.constant != "":
		f.constant = "(" + f.constant + ")+(" + g.constant + ")"
	}
	for _, t := range g.terms {
		f.put(t)
	}
	return f
}

// put adds a term to the one of the same variable.
func (f *form) put(t term) {
	for i := range f.terms {
		if f.terms[i].aux == t.aux {
			f.terms[i].factor = "(" + f.terms[i].factor + ")+(" + t.factor + ")"
			return
		}
	}
	f.terms = append(f.terms, t)
}

// times multiplies or divides by a text, which may stand first.
func (f form) times(op, by string, first bool) form {
	return f.each(func(s string) string {
		switch {
		case s == "1" && op == "*":
			return by
		case first:
			return "(" + by + ")" + op + "(" + s + ")"
		}
		return "(" + s + ")" + op + "(" + by + ")"
	})
}

func (linear) call(f string, args []form) (form, error) {
	texts := make([]string, len(args))
	for i, a := range args {
		if len(a.terms) > 0 {
			return form{}, fmt.Errorf("it is not linear in %s, which stands in %s(...); give it an auxiliary variable whose constraint says the same", join(a), f)
		}
		texts[i] = "(" + a.text() + ")"
	}
	switch f {
	case "sqr":
		return form{constant: texts[0] + "**2"}, nil
	case "power":
		return form{constant: texts[0] + "**" + texts[1]}, nil
	}
	return form{constant: f + "(" + strings.Join(texts, ", ") + ")"}, nil
}

// quoteName writes a name for package expr.
func quoteName(n string) string {
	if isIdentifier(n) {
		return n
	}
	return "`" + strings.ReplaceAll(n, "`", "``") + "`"
}
