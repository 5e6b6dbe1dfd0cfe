package quantity

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A Unit is a positive factor times integer powers of base dimensions. The
// zero Unit is the pure number "1".
//
// Base dimensions are mass (kg), power (MW), time (h), length (m), CO2 mass
// (kgCO2), one count for each thing counted (vehicle, motor, unit, ...) and
// one money for each currency and price year (USD2015, EUR2020, ...). A year
// is 8760 h, the convention of capacity factors.
type Unit struct {
	atoms []power // as written, each atom once, never with exponent 0
}

// power is a named atom raised to an integer exponent.
type power struct {
	name string
	exp  int
}

// atom is one entry of the closed list: name = factor × dim.
type atom struct {
	factor float64
	dims   []power // over base dimension names
}

const (
	dimMass   = "mass"
	dimPower  = "power"
	dimTime   = "time"
	dimLength = "length"
	dimCO2    = "CO2 mass"
)

// counts are the things counted; each is a dimension of its own, so that
// vehicles and motors never add.
var counts = []string{"vehicle", "motor", "unit", "person", "charger", "publication", "patent", "passenger", "job"}

// currencies with a price year: USD1975, EUR2020, ...
var currencies = []string{"USD", "EUR", "CAD"}

const (
	firstPriceYear = 1970
	lastPriceYear  = 2060
	hoursPerYear   = 8760
)

var atoms = buildAtoms()

func buildAtoms() map[string]atom {
	energy := []power{{dimPower, 1}, {dimTime, 1}}
	one := func(d string) []power { return []power{{d, 1}} }
	m := map[string]atom{
		"%": {0.01, nil},

		"g": {1e-3, one(dimMass)}, "kg": {1, one(dimMass)}, "t": {1e3, one(dimMass)},
		"kt": {1e6, one(dimMass)}, "Mt": {1e9, one(dimMass)}, "Gt": {1e12, one(dimMass)},

		"W": {1e-6, one(dimPower)}, "kW": {1e-3, one(dimPower)}, "MW": {1, one(dimPower)},
		"GW": {1e3, one(dimPower)}, "TW": {1e6, one(dimPower)},

		"h": {1, one(dimTime)}, "yr": {hoursPerYear, one(dimTime)},

		"Wh": {1e-6, energy}, "kWh": {1e-3, energy}, "MWh": {1, energy}, "GWh": {1e3, energy},
		"TWh": {1e6, energy}, "GJ": {1 / 3.6, energy}, "PJ": {1e6 / 3.6, energy}, "EJ": {1e9 / 3.6, energy},

		"m": {1, one(dimLength)}, "km": {1e3, one(dimLength)},
		"m2": {1, []power{{dimLength, 2}}}, "km2": {1e6, []power{{dimLength, 2}}},

		"kgCO2": {1, one(dimCO2)}, "tCO2": {1e3, one(dimCO2)}, "ktCO2": {1e6, one(dimCO2)},
		"MtCO2": {1e9, one(dimCO2)}, "GtCO2": {1e12, one(dimCO2)},
	}
	for _, c := range counts {
		m[c], m["k"+c], m["M"+c] = atom{1, one(c)}, atom{1e3, one(c)}, atom{1e6, one(c)}
	}
	for _, c := range currencies {
		for y := firstPriceYear; y <= lastPriceYear; y++ {
			d := c + strconv.Itoa(y)
			m[d] = atom{1, one(d)}
			m["k"+d] = atom{1e3, one(d)}
			m["M"+d] = atom{1e6, one(d)}
			m["G"+d] = atom{1e9, one(d)}
		}
	}
	return m
}

// UnitNames lists the closed list of atomic unit names in alphabetical order,
// money shown for one price year (2015).
func UnitNames() []string {
	names := []string{"1"}
	for n := range atoms {
		if i := strings.IndexAny(n, "0123456789"); i > 0 && len(n)-i == 4 && n[i:] != "2015" {
			continue
		}
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// combine returns u × v^sign, atoms in order of first appearance.
func (u Unit) combine(v Unit, sign int) Unit {
	out := slices.Clone(u.atoms)
	for _, a := range v.atoms {
		if i := slices.IndexFunc(out, func(b power) bool { return b.name == a.name }); i >= 0 {
			out[i].exp += sign * a.exp
		} else {
			out = append(out, power{a.name, sign * a.exp})
		}
	}
	return Unit{slices.DeleteFunc(out, func(a power) bool { return a.exp == 0 })}
}

// Times returns the product unit, under its shortest name: MW × kg/MW is kg,
// GW × kg/MW is t, MW × h is MWh.
func (u Unit) Times(v Unit) Unit { return u.combine(v, 1).simplify() }

// Over returns the quotient unit, under its shortest name.
func (u Unit) Over(v Unit) Unit { return u.combine(v, -1).simplify() }

// simplify gives a product of several atoms the name of a single atom when
// there is one with the same dimensions and factor.
func (u Unit) simplify() Unit {
	if len(u.atoms) < 2 {
		return u
	}
	dims, f := u.dims(), u.Factor()
	best := ""
	for name, a := range atoms {
		if sameFactor(a.factor, f) && slices.Equal(canonical(a.dims), dims) && (best == "" || name < best) {
			best = name
		}
	}
	if best == "" && len(dims) == 0 && sameFactor(f, 1) {
		return Unit{}
	}
	if best == "" {
		return u
	}
	return Unit{[]power{{best, 1}}}
}

func sameFactor(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Abs(b) }

// Factor is the size of the unit in base units (kg, MW, h, m, kgCO2, counts,
// money): 1000 for "t", 1 for "MWh", 0.001 for "kg/GW".
func (u Unit) Factor() float64 {
	num, den := 1.0, 1.0
	for _, a := range u.atoms {
		for range abs(a.exp) {
			if a.exp > 0 {
				num *= atoms[a.name].factor
			} else {
				den *= atoms[a.name].factor
			}
		}
	}
	return num / den
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// dims returns the exponents over base dimensions, sorted by name.
func (u Unit) dims() []power {
	var out []power
	for _, a := range u.atoms {
		for _, d := range atoms[a.name].dims {
			out = append(out, power{d.name, d.exp * a.exp})
		}
	}
	return canonical(out)
}

// canonical sorts by name, adds up repeated names and drops zero exponents.
func canonical(ps []power) []power {
	ps = slices.Clone(ps)
	slices.SortFunc(ps, func(a, b power) int { return strings.Compare(a.name, b.name) })
	out := ps[:0]
	for _, p := range ps {
		if n := len(out); n > 0 && out[n-1].name == p.name {
			out[n-1].exp += p.exp
		} else {
			out = append(out, p)
		}
	}
	return slices.DeleteFunc(out, func(p power) bool { return p.exp == 0 })
}

// SameDimension reports whether u and v measure the same thing, so that one
// converts into the other.
func (u Unit) SameDimension(v Unit) bool { return slices.Equal(u.dims(), v.dims()) }

// Equal reports whether u and v are the same unit, however written:
// MW·h equals MWh, kt does not equal t.
func (u Unit) Equal(v Unit) bool { return u.SameDimension(v) && sameFactor(u.Factor(), v.Factor()) }

// Dimension prints the base dimensions, such as "mass power^-1"; "1" for a
// pure number.
func (u Unit) Dimension() string {
	var parts []string
	for _, d := range u.dims() {
		if d.exp == 1 {
			parts = append(parts, d.name)
		} else {
			parts = append(parts, fmt.Sprintf("%s^%d", d.name, d.exp))
		}
	}
	if parts == nil {
		return "1"
	}
	return strings.Join(parts, " ")
}

// convert returns the number to multiply values in u by to have them in v.
func (u Unit) convert(v Unit) (float64, error) {
	if !u.SameDimension(v) {
		return 0, fmt.Errorf("unit %s (%s) does not convert to %s (%s)", u, u.Dimension(), v, v.Dimension())
	}
	return u.Factor() / v.Factor(), nil
}

// String prints the unit so that ParseUnit reads it back.
func (u Unit) String() string {
	var num, den []string
	for _, a := range u.atoms {
		s := a.name
		if e := abs(a.exp); e != 1 {
			s += "^" + strconv.Itoa(e)
		}
		if a.exp > 0 {
			num = append(num, s)
		} else {
			den = append(den, s)
		}
	}
	top := "1"
	if num != nil {
		top = strings.Join(num, "·")
	}
	switch len(den) {
	case 0:
		return top
	case 1:
		return top + "/" + den[0]
	}
	return top + "/(" + strings.Join(den, "·") + ")"
}
