package expr

import (
	"math"
	"strconv"
	"strings"
)

// String returns the canonical text of e: blanks around + and - only, the
// brackets that are needed, ** for powers, backquotes where a name needs them.
// It parses back to the same tree, unless a constant from Const or Fix is not
// finite: then to one of the same value.
func (e *Expr) String() string {
	w := writer{name: quoteName}
	w.expr(e)
	return w.String()
}

// GAMS returns e in GAMS syntax, with rename(name) for each name; rename nil
// keeps the names. GAMS leaves a negative base of ** undefined, so that a
// constant integer exponent, at most 1000 either way, is written as sqr(x) or
// power(x, n); a minus after an operator stands in brackets, as GAMS wants it.
func (e *Expr) GAMS(rename func(name string) string) string {
	if rename == nil {
		rename = func(n string) string { return n }
	}
	w := writer{name: rename, gams: true}
	w.expr(e)
	return w.String()
}

// quoteName puts backquotes around what is no plain name.
func quoteName(n string) string {
	if n != "" && nameLen(n) == len(n) {
		return n
	}
	return "`" + strings.ReplaceAll(n, "`", "``") + "`"
}

// writer builds a text. Both languages get the brackets of the stricter one.
type writer struct {
	strings.Builder
	name func(string) string
	gams bool
}

func (w *writer) expr(e *Expr) {
	switch e.kind {
	case constant:
		w.WriteString(number(e.value))
	case name:
		w.WriteString(w.name(e.name))
	case negated:
		w.WriteByte('-')
		w.within(e.args[0], needsBrackets(e.args[0]) && e.args[0].kind != power)
	case sum:
		w.chain(e, " ", func(a *Expr) bool { return a.kind == sum })
	case product:
		w.chain(e, "", func(a *Expr) bool { return a.kind == sum || a.kind == product })
	case power:
		w.power(e.args[0], e.args[1])
	case call:
		w.call(e.name, e.args...)
	}
}

// within writes e, in brackets if told so.
func (w *writer) within(e *Expr, brackets bool) {
	if brackets {
		w.WriteByte('(')
	}
	w.expr(e)
	if brackets {
		w.WriteByte(')')
	}
}

// chain writes a sum or product. What starts with a minus gets brackets unless
// it comes first.
func (w *writer) chain(e *Expr, blank string, brackets func(*Expr) bool) {
	w.within(e.args[0], brackets(e.args[0]))
	for i, a := range e.args[1:] {
		w.WriteString(blank + string(e.ops[i]) + blank)
		w.within(a, brackets(a) || startsWithMinus(a))
	}
}

func (w *writer) power(base, exponent *Expr) {
	if n, ok := exponent.Constant(); w.gams && ok && n == math.Trunc(n) && math.Abs(n) <= 1000 {
		if n == 2 {
			w.call("sqr", base)
		} else {
			w.call("power", base, Const(n))
		}
		return
	}
	w.within(base, needsBrackets(base))
	w.WriteString("**")
	w.within(exponent, needsBrackets(exponent))
}

func (w *writer) call(f string, args ...*Expr) {
	w.WriteString(f + "(")
	for i, a := range args {
		if i > 0 {
			w.WriteString(", ")
		}
		w.expr(a)
	}
	w.WriteByte(')')
}

// needsBrackets reports whether e is more than one word.
func needsBrackets(e *Expr) bool {
	return e.kind != name && e.kind != call && (e.kind != constant || math.Signbit(e.value))
}

// startsWithMinus reports whether the text of e does.
func startsWithMinus(e *Expr) bool {
	switch e.kind {
	case constant:
		return math.Signbit(e.value)
	case negated:
		return true
	case product:
		return startsWithMinus(e.args[0])
	}
	return false
}

// number writes the shortest text that reads back as v, without an exponent
// for sizes that people read.
func number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return "(0/0)"
	case math.IsInf(v, 0):
		return "(" + strconv.Itoa(int(math.Copysign(1, v))) + "/0)"
	case a == 0 || 1e-5 <= a && a < 1e15:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
