package mpsge

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// A value is a number, or one that only GAMS knows: what depends on a solution.
type value struct {
	v       float64
	unknown string // the name that is not known here; "" for a number
}

// values is the algebra of numbers.
type values struct {
	of func(name string) (value, error)
}

var _ algebra[value] = values{}

func (values) number(text string) (value, error) { return numberValue(text) }

func numberValue(text string) (value, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !finite(v) {
		return value{}, fmt.Errorf("the number %s does not fit a 64-bit float", text)
	}
	return value{v: v}, nil
}

func (a values) name(n string) (value, error) { return a.of(n) }

func (values) negate(a value) value { return value{-a.v, a.unknown} }

func (values) binary(op byte, a, b value) (value, error) {
	if a.unknown != "" {
		return a, nil
	}
	if b.unknown != "" {
		return b, nil
	}
	switch op {
	case '+':
		return checked(a.v + b.v)
	case '-':
		return checked(a.v - b.v)
	case '*':
		return checked(a.v * b.v)
	case '/':
		return checked(a.v / b.v)
	}
	return checked(math.Pow(a.v, b.v))
}

func checked(v float64) (value, error) {
	if !finite(v) {
		return value{}, fmt.Errorf("this is %v, not a number", v)
	}
	return value{v: v}, nil
}

func (values) call(f string, args []value) (value, error) {
	f = strings.ToLower(f)
	if err := checkCall(f, len(args)); err != nil {
		return value{}, err
	}
	for _, a := range args {
		if a.unknown != "" {
			return a, nil
		}
	}
	switch f {
	case "abs":
		return checked(math.Abs(args[0].v))
	case "exp":
		return checked(math.Exp(args[0].v))
	case "log":
		return checked(math.Log(args[0].v))
	case "sqrt":
		return checked(math.Sqrt(args[0].v))
	case "sqr":
		return checked(args[0].v * args[0].v)
	case "min", "max":
		return extreme(f, args), nil
	}
	return checked(math.Pow(args[0].v, args[1].v))
}

func extreme(f string, args []value) value {
	out := args[0]
	for _, a := range args[1:] {
		if f == "min" {
			out.v = min(out.v, a.v)
		} else {
			out.v = max(out.v, a.v)
		}
	}
	return out
}

// texts is the algebra that translates into the language of package expr.
type texts struct {
	of func(name string) (string, error)
}

var _ algebra[string] = texts{}

func (texts) number(text string) (string, error) { _, err := numberValue(text); return text, err }

func (a texts) name(n string) (string, error) { return a.of(n) }

func (texts) negate(a string) string { return "(-" + a + ")" }

func (texts) binary(op byte, a, b string) (string, error) {
	if op == '^' {
		return "(" + a + "**" + b + ")", nil
	}
	return "(" + a + string(op) + b + ")", nil
}

func (texts) call(f string, args []string) (string, error) {
	f = strings.ToLower(f)
	if err := checkCall(f, len(args)); err != nil {
		return "", err
	}
	switch f {
	case "sqr":
		return "(" + args[0] + "**2)", nil
	case "power", "rpower":
		f = "pow"
	}
	return f + "(" + strings.Join(args, ", ") + ")", nil
}

// canonical takes needless brackets out.
func canonical(text string) (string, error) {
	x, err := expr.Parse(text)
	if err != nil {
		return "", fmt.Errorf("the expression is too large: %w", err)
	}
	return x.String(), nil
}
