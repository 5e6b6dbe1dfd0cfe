package casefile

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A reader walks decoded JSON and knows where it is. Its first complaint stays.
type reader struct {
	err   error
	names map[string]declared
	says  []mention
}

// A declared name is a variable or a parameter.
type declared struct {
	place string
	param bool
}

// A mention is a name in an expression, looked up when all names are known.
type mention struct {
	place, name, text string
	params            bool // parameters alone may stand there
}

func newReader() *reader { return &reader{names: map[string]declared{}} }

func (r *reader) fail(path, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("casefile: %s: %s", orFile(path), fmt.Sprintf(format, args...))
	}
}

// declare takes a name for the thing at a place.
func (r *reader) declare(name, place string, param bool) {
	first, taken := r.names[name]
	switch {
	case name == "":
		r.fail(place, "the name is empty")
	case taken:
		r.fail(place, "the name %q is taken by %s; variables and parameters share one space of names", name, first.place)
	default:
		r.names[name] = declared{place, param}
	}
}

// lookup complains of a name that is not declared, or not as what it should be.
func (r *reader) lookup(place, name, in string, wanted func(declared) bool, what string) {
	d, known := r.names[name]
	if known && wanted(d) {
		return
	}
	var near []string
	for k, d := range r.names {
		if wanted(d) {
			near = append(near, k)
		}
	}
	slices.Sort(near)
	hint := ""
	if near = expr.Near(name, near); len(near) > 0 {
		hint = "; near: " + strings.Join(near, ", ")
	}
	r.fail(place, "%s %q, which is no %s%s", in, name, what, hint)
}

func isParam(d declared) bool    { return d.param }
func isVariable(d declared) bool { return !d.param }
func isAny(declared) bool        { return true }

// settle looks up the names that expressions mention.
func (r *reader) settle() {
	for _, m := range r.says {
		in := fmt.Sprintf("%q speaks of", m.text)
		if m.params {
			r.lookup(m.place, m.name, in, isParam, "parameter")
		} else {
			r.lookup(m.place, m.name, in, isAny, "variable or parameter")
		}
	}
	r.says = nil
}

// A spot is a decoded value with its place in the file.
type spot struct {
	r    *reader
	path string
	v    any
}

func (s spot) fail(format string, args ...any) { s.r.fail(s.path, format, args...) }

// get is a member; ok tells whether it is there and not null.
func (s spot) get(key string) (spot, bool) {
	o, is := s.v.(ordered)
	if !is {
		s.fail("is %s, not an object", kind(s.v))
		return spot{r: s.r, path: s.path}, false
	}
	v, ok := o.at[key]
	return spot{s.r, join(s.path, key), v}, ok && v != nil
}

// must is a member that has to be there.
func (s spot) must(key string) spot {
	v, ok := s.get(key)
	if !ok {
		s.fail("has no %q", key)
	}
	return v
}

func (s spot) keys() []string {
	o, ok := s.v.(ordered)
	if !ok {
		s.fail("is %s, not an object", kind(s.v))
	}
	return o.keys
}

// count is how many elements a list has.
func (s spot) count() int {
	switch v := s.v.(type) {
	case []any:
		return len(v)
	case []float64:
		return len(v)
	}
	s.fail("is %s, not a list", kind(s.v))
	return 0
}

// item is an element of a list.
func (s spot) item(i int) spot {
	out := spot{r: s.r, path: s.path + "[" + strconv.Itoa(i) + "]"}
	switch v := s.v.(type) {
	case []any:
		out.v = v[i]
	case []float64:
		out.v = v[i]
	}
	return out
}

func (s spot) items() []spot {
	out := make([]spot, s.count())
	for i := range out {
		out[i] = s.item(i)
	}
	return out
}

func (s spot) text() string {
	t, ok := s.v.(string)
	if !ok {
		s.fail("is %s, not a text", kind(s.v))
	}
	return t
}

func (s spot) float() float64 {
	v, ok := s.v.(float64)
	if !ok {
		s.fail("is %s, not a number", kind(s.v))
	}
	return v
}

// positive is a number above zero, or at least zero.
func (s spot) positive(zero bool) float64 {
	v := s.float()
	if v < 0 || v == 0 && !zero {
		s.fail("is %v; it must be %s", v, map[bool]string{true: "zero or more", false: "above zero"}[zero])
	}
	return v
}

// whole is a whole number between bounds.
func (s spot) whole(lo, hi int) int {
	v := s.float()
	if v != math.Trunc(v) || v < float64(lo) || v > float64(hi) {
		s.fail("is %v; it must be a whole number from %d to %d", v, lo, hi)
		return lo
	}
	return int(v)
}

// number is a number, or a text that holds an expression of parameters and,
// unless params is set, of variables.
func (s spot) number(params bool) (v float64, text string) {
	t, ok := s.v.(string)
	if !ok {
		v, ok := s.v.(float64)
		if !ok {
			s.fail("is %s, neither a number nor an expression", kind(s.v))
		}
		return v, ""
	}
	e, err := expr.Parse(t)
	if err != nil {
		var syntax *expr.SyntaxError
		if errors.As(err, &syntax) {
			s.fail("%q is no expression: column %d: %s", t, syntax.Column, syntax.Msg)
		} else {
			s.fail("%q is no expression: %v", t, err)
		}
		return 0, t
	}
	for _, name := range e.Names() {
		s.r.says = append(s.r.says, mention{s.path, name, t, params})
	}
	return 0, t
}

// floats are the numbers of a list; they may be the file's own.
func (s spot) floats() []float64 {
	if v, ok := s.v.([]float64); ok {
		return v
	}
	out := make([]float64, s.count())
	for i := range out {
		out[i] = s.item(i).float()
	}
	return out
}

// table is an object of numbers.
func (s spot) table() map[string]float64 {
	out := map[string]float64{}
	for _, k := range s.keys() {
		x, _ := s.get(k)
		out[k] = x.float()
	}
	return out
}

// only refuses members that nobody reads, which are mostly misspelt ones.
func (s spot) only(known ...string) {
	for _, k := range s.keys() {
		if !slices.Contains(known, k) {
			s.fail("has %q, which is unknown here; it may have %s", k, strings.Join(known, ", "))
		}
	}
}

// spelt refuses members that look like a misspelt one of those that are read.
// Others are remarks of the file's author: their names are not foreseen.
func (s spot) spelt(read ...string) {
	o, _ := s.v.(ordered)
	for _, k := range s.keys() {
		if _, text := o.at[k].(string); text || slices.Contains(read, k) {
			continue
		}
		for _, name := range read {
			if misspelt(k, name) {
				s.fail("has %q, which nobody reads; is it %q?", k, name)
			}
		}
	}
}

// misspelt tells whether key is name with one letter wrong, or with letters
// behind it: "scenario" for "scenarios", "fixed" for "fix", "lower" for "lo".
func misspelt(key, name string) bool {
	key = strings.ToLower(key)
	if rest, longer := strings.CutPrefix(key, name); longer {
		return strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz") == ""
	}
	return len(name) > 3 && oneOff(key, strings.ToLower(name))
}

// oneOff tells whether one letter was changed, left out or added.
func oneOff(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(b) && a[i+1:] == b[i+1:]
	}
	return a[i+1:] == b[i:]
}

func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return "the number " + text(v)
	case string:
		return strconv.Quote(v)
	case []any, []float64:
		return "a list"
	}
	return "an object"
}
