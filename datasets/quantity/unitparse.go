package quantity

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ParseUnit reads a unit such as "kt", "kg/MW", "kg/(ktCO2/yr)" or
// "USD2020/kW". Names outside the closed list are refused with the nearest
// name that is in it.
func ParseUnit(s string) (Unit, error) {
	p := unitParser{text: s}
	u, err := p.product()
	if err == nil && p.pos < len(p.text) {
		err = fmt.Errorf("unexpected %q; a unit is written as in kg/MW, t·km or MW^2", p.text[p.pos:])
	}
	if err != nil {
		return Unit{}, fmt.Errorf("quantity: unit %q: %w", s, err)
	}
	return u, nil
}

// MustUnit is ParseUnit for units written in source code; it panics on a
// misspelt one.
func MustUnit(s string) Unit {
	u, err := ParseUnit(s)
	if err != nil {
		panic(err)
	}
	return u
}

// unitParser reads product := factor (("·" | "*" | "/") factor)*.
type unitParser struct {
	text  string
	pos   int
	depth int
}

func (p *unitParser) product() (Unit, error) {
	u, err := p.factor()
	for err == nil {
		rest := strings.TrimLeft(p.text[p.pos:], " ")
		skipped := len(p.text) - p.pos - len(rest)
		sign, width := 0, 0
		switch {
		case strings.HasPrefix(rest, "·"):
			sign, width = 1, len("·")
		case strings.HasPrefix(rest, "*"):
			sign, width = 1, 1
		case strings.HasPrefix(rest, "/"):
			sign, width = -1, 1
		default:
			p.pos += skipped
			return u, nil
		}
		p.pos += skipped + width
		var f Unit
		if f, err = p.factor(); err == nil {
			u = u.combine(f, sign)
		}
	}
	return Unit{}, err
}

func (p *unitParser) factor() (Unit, error) {
	p.pos += len(p.text[p.pos:]) - len(strings.TrimLeft(p.text[p.pos:], " "))
	if p.pos >= len(p.text) {
		return Unit{}, fmt.Errorf("a unit name is missing at the end")
	}
	if p.text[p.pos] == '(' {
		if p.depth++; p.depth > 8 {
			return Unit{}, fmt.Errorf("more than 8 nested parentheses")
		}
		p.pos++
		u, err := p.product()
		if err != nil {
			return Unit{}, err
		}
		if p.pos >= len(p.text) || p.text[p.pos] != ')' {
			return Unit{}, fmt.Errorf("a closing parenthesis is missing")
		}
		p.pos++
		p.depth--
		return u, nil
	}
	start := p.pos
	for p.pos < len(p.text) && !strings.ContainsRune(" /*·()^", rune(p.text[p.pos])) && p.text[p.pos] < 0x80 {
		p.pos++
	}
	name := p.text[start:p.pos]
	exp, err := p.exponent()
	if err != nil {
		return Unit{}, err
	}
	if name == "1" {
		return Unit{}, nil
	}
	if _, ok := atoms[name]; !ok {
		return Unit{}, fmt.Errorf("%q is not a known unit%s", name, nearest(name))
	}
	if exp == 0 {
		return Unit{}, nil
	}
	return Unit{[]power{{name, exp}}}, nil
}

func (p *unitParser) exponent() (int, error) {
	if p.pos >= len(p.text) || p.text[p.pos] != '^' {
		return 1, nil
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.text) && strings.ContainsRune("+-0123456789", rune(p.text[p.pos])) {
		p.pos++
	}
	e, err := strconv.Atoi(p.text[start:p.pos])
	if err != nil || e < -9 || e > 9 {
		return 0, fmt.Errorf("exponent %q is not an integer between -9 and 9", p.text[start:p.pos])
	}
	return e, nil
}

// nearest suggests a unit for a name that is none: what the word stands for, or
// the unit whose name is most like it.
func nearest(name string) string {
	if short, ok := unitWords[strings.TrimSuffix(strings.ToLower(name), "s")]; ok {
		return fmt.Sprintf(" (did you mean %q?)", short)
	}
	if near := Nearest(name, append(slices.Sorted(maps.Keys(unitWords)), UnitNames()...)); len(near) > 0 {
		if short, ok := unitWords[near[0]]; ok {
			near[0] = short
		}
		return fmt.Sprintf(" (did you mean %q?)", near[0])
	}
	return "; units are written as in \"kg/MW\", and UnitNames lists them"
}

// unitWords are names of units in full, for those who write them so.
var unitWords = map[string]string{
	"gram": "g", "kilogram": "kg", "ton": "t", "tonne": "t", "tonnes": "t", "kiloton": "kt", "kilotonne": "kt", "megaton": "Mt", "megatonne": "Mt",
	"watt": "W", "kilowatt": "kW", "megawatt": "MW", "gigawatt": "GW", "terawatt": "TW",
	"kilowatthour": "kWh", "megawatthour": "MWh", "gigawatthour": "GWh", "terawatthour": "TWh",
	"year": "yr", "hour": "h", "percent": "%", "dollar": "USD2020", "usd": "USD2020", "kilometre": "km", "kilometer": "km",
}
