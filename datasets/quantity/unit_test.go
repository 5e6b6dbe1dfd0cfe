package quantity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExampleParseUnit() {
	u, err := quantity.ParseUnit("kg/(ktCO2/yr)")
	fmt.Println(u, "|", u.Dimension(), err)
	_, err = quantity.ParseUnit("kg/Mw")
	fmt.Println(err)
	// Output:
	// kg·yr/ktCO2 | CO2 mass^-1 mass time <nil>
	// quantity: unit "kg/Mw": "Mw" is not a known unit (did you mean "MW"?)
}

func ExampleUnit_Times() {
	for _, p := range [][2]string{{"GW", "kg/MW"}, {"MW", "h"}, {"kt", "USD2015/t"}, {"vehicle", "kWh/vehicle"}} {
		fmt.Printf("%s × %s = %s\n", p[0], p[1], quantity.MustUnit(p[0]).Times(quantity.MustUnit(p[1])))
	}
	// Output:
	// GW × kg/MW = t
	// MW × h = MWh
	// kt × USD2015/t = kUSD2015
	// vehicle × kWh/vehicle = kWh
}

func ExampleUnit_Over() {
	fmt.Println(quantity.MustUnit("kt").Over(quantity.MustUnit("GW")))
	fmt.Println(quantity.MustUnit("GWh").Over(quantity.MustUnit("GW")))
	// Output:
	// kt/GW
	// h
}

func TestUnitEquality(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		equal, like bool
	}{
		{"MWh", "MW·h", true, true},
		{"kt", "Mt", false, true},
		{"kg/MW", "t/GW", true, true},
		{"EJ", "TWh", false, true},
		{"vehicle", "motor", false, false},
		{"USD2015", "USD2020", false, false},
		{"t", "tCO2", false, false},
		{"m2", "m^2", true, true},
		{"%", "1", false, true},
	} {
		a, b := quantity.MustUnit(c.a), quantity.MustUnit(c.b)
		if a.Equal(b) != c.equal || a.SameDimension(b) != c.like {
			t.Errorf("%s and %s: equal %v, same dimension %v; want %v, %v", c.a, c.b, a.Equal(b), a.SameDimension(b), c.equal, c.like)
		}
	}
}

// 1 TWh is 3.6 PJ by definition; 1 GW for a year is 8.76 TWh by ours.
func TestKnownConversions(t *testing.T) {
	for _, c := range []struct {
		v        float64
		from, to string
		want     string
	}{
		{1, "TWh", "PJ", "3.6"},
		{1, "EJ", "TWh", "277.8"},
		{1, "GW·yr", "TWh", "8.76"},
		{2.5, "Mt", "kt", "2500"},
		{50, "%", "1", "0.5"},
	} {
		got, err := quantity.Scalar(c.from, c.v).To(c.to).Value()
		if err != nil || quantity.FormatValue(got) != c.want {
			t.Errorf("%v %s = %v %s (%v), want %s", c.v, c.from, got, c.to, err, c.want)
		}
	}
}

func TestUnitNamesParse(t *testing.T) {
	for _, n := range quantity.UnitNames() {
		if u, err := quantity.ParseUnit(n); err != nil || u.String() != n {
			t.Errorf("%q reads as %q, %v", n, u, err)
		}
	}
}

func TestUnitErrors(t *testing.T) {
	for s, want := range map[string]string{
		"":                        "missing at the end",
		"kg/":                     "missing at the end",
		"(kg":                     "closing parenthesis",
		"kg)":                     `unexpected ")"`,
		"kg^x":                    "exponent",
		"tonnes":                  "not a known unit",
		"kg^10":                   "exponent",
		strings.Repeat("(", 1000): "nested",
	} {
		if _, err := quantity.ParseUnit(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", s, err, want)
		}
	}
}
