package expr

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Unknown is the error of a name that stands for nothing. Bind knows no list of
// names; a caller that has one sets Near before it passes the error on:
//
//	var u *expr.Unknown
//	if errors.As(err, &u) {
//		u.Near = expr.Near(u.Name, known)
//	}
type Unknown struct {
	Name string   // the name
	In   string   // the text of the expression that holds it
	Near []string // known names like it, best first
}

// Error names the name, the expression and the near names.
func (u *Unknown) Error() string {
	s := fmt.Sprintf("expr: unknown name %q in %q", u.Name, u.In)
	if len(u.Near) > 0 {
		s += "; did you mean " + strings.Join(u.Near, ", ") + "?"
	}
	return s
}

// Near is quantity.Nearest: up to three of the known names that are like name,
// best first.
func Near(name string, known []string) []string { return quantity.Nearest(name, known) }

// otherNames are what other languages call a function of ours.
var otherNames = map[string]string{"ln": "log", "loge": "log", "power": "pow", "rpower": "pow", "minimum": "min", "maximum": "max"}

// nearFunction suggests a function, or nothing.
func nearFunction(n string) string {
	if other, ok := otherNames[strings.ToLower(n)]; ok {
		return fmt.Sprintf("; did you mean %q?", other)
	}
	if strings.EqualFold(n, "sqr") {
		return "; write a square as x**2"
	}
	if near := Near(n, functionNames); len(near) > 0 {
		return fmt.Sprintf("; did you mean %q?", near[0])
	}
	return ""
}
